/* Names in any text: those that have a form, and the words that were collected. */
#include <string.h>

#include "analyzer/redact/address.h"
#include "analyzer/redact/coded.h"
#include "analyzer/redact/fold.h"
#include "analyzer/redact/scan.h"
#include "parsers/base/ascii.h"

/* Each of the following gives where the name at `pos` ends, 0 when there is none. */

static size_t take_sid(struct scan *s, size_t pos)
{
    const size_t len = sid_within(s->text, pos);
    if (len == 0) {
        return 0;
    }
    scan_flush(s, pos);
    rewrite_sid(s->w, view_slice(s->text, pos, pos + len), s->out);
    return scan_done(s, pos + len);
}

static size_t take_address(struct scan *s, size_t pos)
{
    enum name_kind kind;
    const size_t len = address_at(s->text, pos, &kind);
    if (len == 0) {
        return 0;
    }
    scan_flush(s, pos);
    rewrite_address(s->w, kind, view_slice(s->text, pos, pos + len), s->out);
    return scan_done(s, pos + len);
}

static bool is_mail_char(char c)
{
    return scan_is_name_char(c) || c == '.' || c == '+' || c == '%';
}

/* NAME@DOMAIN; behind a slash NAME is the computer of a principal. */
static size_t take_mail(struct scan *s, size_t pos)
{
    enum { MOST = SCAN_MAX_NAME + 1 /* bytes: each of many words begins a look */ };
    const struct view text = s->text;
    const size_t at = scan_run_end(view_slice(text, 0, pos + MOST), pos, is_mail_char);
    if (at >= text.len || text.data[at] != '@' || at - pos > SCAN_MAX_NAME) {
        return 0;
    }
    size_t end = scan_run_end(text, at + 1, scan_is_host_char);
    while (end > at + 1 && text.data[end - 1] == '.') {
        end--;
    }
    if (end == at + 1 || end - at > SCAN_MAX_NAME) {
        return 0;
    }
    scan_flush(s, pos);
    const struct view name = view_slice(text, pos, at);
    (pos > 0 && text.data[pos - 1] == '/' ? rewrite_host : rewrite_account)(s->w, name, s->out);
    buffer_add_char(s->out, '@');
    rewrite_domain(s->w, view_slice(text, at + 1, end), s->out);
    return scan_done(s, end);
}

/* HOST.DOMAIN of a domain that is known: the computer need not be. */
static size_t take_full_name(struct scan *s, size_t pos)
{
    enum { MOST = SCAN_MAX_NAME + 1 };
    const struct view text = s->text;
    size_t end = scan_run_end(view_slice(text, 0, pos + MOST), pos, scan_is_host_char);
    while (end > pos && text.data[end - 1] == '.') {
        end--;
    }
    const struct view whole = view_slice(text, pos, end);
    const size_t dot = view_find(whole, VIEW("."), 0);
    if (s->w->collected || dot == SIZE_MAX || whole.len > SCAN_MAX_NAME ||
        view_find(whole, VIEW("."), dot + 1) == SIZE_MAX) {
        return 0;
    }
    const struct name *domain =
        name_table_find(s->w->names, NAME_DOMAIN, view_from(whole, dot + 1));
    if (!domain || domain->kind != NAME_DOMAIN) {
        return 0;
    }
    scan_flush(s, pos);
    rewrite_host(s->w, whole, s->out);
    return scan_done(s, end);
}

/* USER of DOMAIN\USER, where the domain was just written. */
static size_t take_member(struct scan *s, size_t start, size_t end)
{
    const struct view text = s->text;
    size_t at = end;
    while (at < text.len && text.data[at] == '\\' && at - end < 2) {
        at++;
    }
    const char before = start > 0 ? text.data[start - 1] : ' ';
    if (at == end || at == text.len || scan_is_separator(before) || before == ':' ||
        !scan_is_name_char(text.data[at])) {
        return end;
    }
    size_t stop = scan_run_end(text, at, scan_is_host_char);
    while (stop > at && text.data[stop - 1] == '.') {
        stop--;
    }
    const struct view user = view_slice(text, at, stop);
    if (stop < text.len && scan_is_separator(text.data[stop])) {
        return end; /* a path */
    }
    scan_flush(s, at);
    rewrite_account(s->w, user, s->out);
    return scan_done(s, stop);
}

static size_t take_word(struct scan *s, size_t pos)
{
    size_t len = 0;
    const struct name *name =
        s->w->collected ? NULL : name_table_match(s->w->names, s->folded, pos, &len);
    if (!name) {
        return 0;
    }
    scan_flush(s, pos);
    name_put(s->w->names, name, s->out);
    scan_done(s, pos + len);
    return name->kind <= NAME_DOMAIN ? take_member(s, pos, pos + len) : pos + len;
}

static size_t take_dump(struct scan *s, size_t pos)
{
    enum { PER_BYTE = 3 };
    const size_t end = dump_end(s->text, pos);
    if (end > 0) {
        scan_flush(s, pos);
        buffer_format(s->out, "(%zu bytes)", (end - pos + 1) / PER_BYTE);
        scan_done(s, end);
    }
    return end;
}

static size_t take_coded(struct scan *s, size_t pos)
{
    const size_t end = coded_end(s->text, pos);
    const size_t start = s->out->len;
    if (end == 0) {
        return 0;
    }
    scan_flush(s, pos);
    if (rewrite_coded(s->w, view_slice(s->text, pos, end), s->out)) {
        return scan_done(s, end);
    }
    s->out->len = start;
    return 0;
}

static size_t take_any(struct scan *s, size_t pos)
{
    const char c = s->text.data[pos];
    size_t end = 0;
    if (scan_is_separator(c)) {
        if ((end = scan_share(s, pos)) == 0 && (end = scan_url(s, pos)) == 0) {
            end = scan_profile(s, pos);
        }
        return end == 0 && c == '/' ? take_coded(s, pos) : end;
    }
    if (!scan_begins_word(s->text, pos)) {
        return ascii_fold(c) == 's' ? take_sid(s, pos) : 0; /* "userS-1-5-21-..." */
    }
    if ((ascii_fold(c) == 's' && (end = take_sid(s, pos)) > 0) ||
        ((ascii_is_hex_digit(c) || c == ':') && (end = take_address(s, pos)) > 0) ||
        (ascii_is_hex_digit(c) && (end = take_dump(s, pos)) > 0)) {
        return end;
    }
    if (!ascii_is_alnum(c) && (uint8_t)c < 0x80) {
        end = c == '+' ? take_coded(s, pos) : 0;
        return end ? end : take_word(s, pos);
    }
    if ((end = scan_distinguished(s, pos)) > 0 || (end = scan_option(s, pos)) > 0 ||
        (end = scan_principal(s, pos)) > 0 || (end = scan_account(s, pos)) > 0) {
        return end;
    }
    if ((s->has_at && (end = take_mail(s, pos)) > 0) || (end = take_coded(s, pos)) > 0 ||
        (end = scan_namespace(s, pos)) > 0 || (end = take_full_name(s, pos)) > 0 ||
        (end = scan_dns(s, pos)) > 0 || (end = scan_argument(s, pos)) > 0 ||
        (end = scan_endpoint(s, pos)) > 0) {
        return end;
    }
    return take_word(s, pos);
}

/* Where the next name may begin: nothing within the rest of the word at `pos` begins one. */
static size_t next_place(struct view text, size_t pos)
{
    const size_t start = pos;
    if (!ascii_is_alnum(text.data[pos])) {
        pos++;
        while (pos < text.len &&
               ((uint8_t)text.data[pos] & 0xC0) == 0x80) { /* within a character */
            pos++;
        }
        return pos;
    }
    while (pos < text.len && ascii_is_alnum(text.data[pos])) {
        pos++;
    }
    const bool has_sid = pos > start + 1 && ascii_fold(text.data[pos - 1]) == 's' &&
                         pos + 1 < text.len && text.data[pos + 1] == '1';
    return has_sid ? pos - 1 : pos; /* it may be glued to the word */
}

static void rewrite_as_it_is(struct rewriter *w, struct view text, struct buffer *out)
{
    struct buffer *folded = &w->folded[w->depth];
    buffer_clear(folded);
    if (!w->collected || memchr(text.data, '\\', text.len) || memchr(text.data, '/', text.len)) {
        fold_add(folded, text);
    }
    struct scan s = {.w = w,
                     .text = text,
                     .folded = buffer_view(folded),
                     .out = out,
                     .has_at = memchr(text.data, '@', text.len)};
    for (size_t pos = 0; pos < text.len;) {
        const size_t end = take_any(&s, pos);
        pos = end > 0 ? end : next_place(text, pos);
    }
    scan_flush(&s, text.len);
}

void rewrite_text(struct rewriter *w, struct view text, struct buffer *out)
{
    if (text.len == 0) {
        return;
    }
    if (w->depth + 1 < REWRITER_MAX_DEPTH && escapes_are_in(text) &&
        rewrite_escaped(w, text, out)) {
        return;
    }
    rewrite_as_it_is(w, text, out);
}

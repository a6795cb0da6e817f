/* Names in any text: those that have a form, and the words that were collected. */
#include <string.h>

#include "analyzer/redact/address.h"
#include "analyzer/redact/coded.h"
#include "analyzer/redact/fold.h"
#include "analyzer/redact/usual.h"
#include "parsers/base/ascii.h"

enum { MAX_NAME = 256 /* bytes of what is taken for one */ };

/* A text on its way. */
struct scan {
    struct rewriter *w;
    struct view text, folded;
    struct buffer *out;
    size_t from; /* what was not written yet */
    bool has_at; /* an '@' stands in it */
};

static bool is_name_char(char c)
{
    return ascii_is_alnum(c) || (uint8_t)c >= 0x80 || c == '_' || c == '-' || c == '$';
}

static bool is_separator(char c)
{
    return c == '\\' || c == '/';
}

static bool begins_word(struct view text, size_t pos)
{
    return pos == 0 || !ascii_is_alnum(text.data[pos - 1]);
}

/* Writes what stands before a name. */
static void flush(struct scan *s, size_t pos)
{
    buffer_add(s->out, view_slice(s->text, s->from, pos));
}

static size_t done(struct scan *s, size_t end)
{
    s->from = end;
    return end;
}

static size_t run_end(struct view text, size_t pos, bool (*is_of)(char))
{
    while (pos < text.len && is_of(text.data[pos])) {
        pos++;
    }
    return pos;
}

/* Each of the following gives where the name at `pos` ends, 0 when there is none. */

static size_t take_sid(struct scan *s, size_t pos)
{
    const size_t len = sid_at(s->text, pos);
    if (len == 0) {
        return 0;
    }
    flush(s, pos);
    rewrite_sid(s->w, view_slice(s->text, pos, pos + len), s->out);
    return done(s, pos + len);
}

/* CN=NAME and OU=NAME of a distinguished name (RFC 4514). */
static size_t take_distinguished(struct scan *s, size_t pos)
{
    enum { HEAD = sizeof("CN=") - 1 };
    const struct view text = s->text;
    const struct view head = view_slice(text, pos, pos + HEAD);
    const bool is_person = view_equal_nocase(head, VIEW("CN="));
    size_t end = pos + HEAD;
    if (!is_person && !view_equal_nocase(head, VIEW("OU="))) {
        return 0;
    }
    while (end < text.len && text.data[end] != ',' && text.data[end] != '"' &&
           text.data[end] != '\'' && text.data[end] != ';' && text.data[end] != '\n' &&
           end - pos < MAX_NAME) {
        end += text.data[end] == '\\' && end + 1 < text.len ? 2 : 1;
    }
    const struct view name = view_slice(text, pos + HEAD, end);
    if (name.len == 0 || end >= text.len || text.data[end] != ',') {
        return 0;
    }
    flush(s, pos + HEAD);
    rewriter_name(s->w, is_person ? NAME_USER : NAME_TEXT, name, s->out);
    return done(s, end);
}

static size_t take_address(struct scan *s, size_t pos)
{
    enum name_kind kind;
    const size_t len = address_at(s->text, pos, &kind);
    if (len == 0) {
        return 0;
    }
    flush(s, pos);
    rewrite_address(s->w, kind, view_slice(s->text, pos, pos + len), s->out);
    return done(s, pos + len);
}

static bool is_host_char(char c)
{
    return is_name_char(c) || c == '.';
}

/* \\HOST\share, //HOST/share: two separators where a path begins, or four where they are doubled.
 */
static size_t take_share(struct scan *s, size_t pos)
{
    const struct view text = s->text;
    size_t at = pos;
    while (at < text.len && text.data[at] == text.data[pos]) {
        at++;
    }
    const char before = pos > 0 ? text.data[pos - 1] : ' ';
    const bool begins = !is_name_char(before) && before != ':' && before != '%' && before != '.';
    const size_t count = at - pos;
    const size_t end = run_end(text, at, is_host_char);
    const bool is_long = view_ends_nocase(view_slice(text, 0, pos), VIEW("\\\\?\\UNC")) ||
                         view_ends_nocase(view_slice(text, 0, pos), VIEW("\\\\?\\\\UNC"));
    if (is_long ? count > 2 : !begins || (count != 2 && count != 4)) {
        return 0;
    }
    if (end == at || text.data[at] == '.') {
        return 0;
    }
    const bool is_path = end < text.len && text.data[end] == text.data[pos];
    if (!is_path && text.data[pos] == '/') {
        return 0; /* a comment */
    }
    flush(s, at);
    rewrite_host(s->w, view_slice(text, at, end), s->out);
    return done(s, end);
}

static bool ends_profile(char c)
{
    return is_separator(c) || (c != '\0' && strchr("\"'<>|?*:;,()[]{}=&\r\n\t", c));
}

/* The name of a profile may hold blanks where a separator follows it. */
static size_t profile_end(struct view text, size_t at)
{
    size_t end = at, blanks = 0, first_blank = 0;
    while (end < text.len && !ends_profile(text.data[end]) && end - at < MAX_NAME) {
        if (text.data[end] == ' ') {
            first_blank = blanks++ == 0 ? end : first_blank;
        }
        end++;
    }
    const bool is_whole = end < text.len && is_separator(text.data[end]) && blanks <= 3;
    return blanks == 0 || is_whole ? end : first_blank;
}

static const char *const profile_folders[] = {
    "users", "documents and settings", "home", "profiles", "users$", "home$", "profiles$", "homes"};

/* The profile of a user, below one of these folders. */
static size_t take_profile(struct scan *s, size_t pos)
{
    const size_t start = pos + 1;
    const struct view rest = view_from(s->folded, start);
    for (size_t i = 0; i < sizeof(profile_folders) / sizeof(*profile_folders); i++) {
        const struct view folder = view_of(profile_folders[i]);
        size_t at = start + folder.len;
        if (!view_starts(rest, folder) || at >= s->text.len || !is_separator(s->text.data[at])) {
            continue;
        }
        while (at < s->text.len && is_separator(s->text.data[at])) {
            at++;
        }
        const size_t end = profile_end(s->text, at);
        const struct view name = view_slice(s->text, at, end);
        if (name.len == 0 || name.data[0] == '%' || name.data[0] == '$' || usual_account(name)) {
            return 0;
        }
        flush(s, at);
        rewrite_account(s->w, name, s->out);
        return done(s, end);
    }
    return 0;
}

static bool is_mail_char(char c)
{
    return is_name_char(c) || c == '.' || c == '+' || c == '%';
}

/* NAME@DOMAIN; behind a slash NAME is the computer of a principal. */
static size_t take_mail(struct scan *s, size_t pos)
{
    const struct view text = s->text;
    const size_t at = run_end(text, pos, is_mail_char);
    if (at >= text.len || text.data[at] != '@' || at - pos > MAX_NAME) {
        return 0;
    }
    size_t end = run_end(text, at + 1, is_host_char);
    while (end > at + 1 && text.data[end - 1] == '.') {
        end--;
    }
    if (end == at + 1 || end - at > MAX_NAME) {
        return 0;
    }
    flush(s, pos);
    const struct view name = view_slice(text, pos, at);
    (pos > 0 && text.data[pos - 1] == '/' ? rewrite_host : rewrite_account)(s->w, name, s->out);
    buffer_add_char(s->out, '@');
    rewrite_domain(s->w, view_slice(text, at + 1, end), s->out);
    return done(s, end);
}

/* HOST.DOMAIN of a domain that is known: the computer need not be. */
static size_t take_full_name(struct scan *s, size_t pos)
{
    const struct view text = s->text;
    size_t end = run_end(text, pos, is_host_char);
    while (end > pos && text.data[end - 1] == '.') {
        end--;
    }
    const struct view whole = view_slice(text, pos, end);
    const size_t dot = view_find(whole, VIEW("."), 0);
    if (s->w->collected || dot == SIZE_MAX || whole.len > MAX_NAME ||
        view_find(whole, VIEW("."), dot + 1) == SIZE_MAX) {
        return 0;
    }
    const struct name *domain =
        name_table_find(s->w->names, NAME_DOMAIN, view_from(whole, dot + 1));
    if (!domain || domain->kind != NAME_DOMAIN) {
        return 0;
    }
    flush(s, pos);
    rewrite_host(s->w, whole, s->out);
    return done(s, end);
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
    if (at == end || at == text.len || is_separator(before) || before == ':' ||
        !is_name_char(text.data[at])) {
        return end;
    }
    size_t stop = run_end(text, at, is_host_char);
    while (stop > at && text.data[stop - 1] == '.') {
        stop--;
    }
    const struct view user = view_slice(text, at, stop);
    if (stop < text.len && is_separator(text.data[stop])) {
        return end; /* a path */
    }
    flush(s, at);
    rewrite_account(s->w, user, s->out);
    return done(s, stop);
}

static size_t take_word(struct scan *s, size_t pos)
{
    size_t len = 0;
    const struct name *name =
        s->w->collected ? NULL : name_table_match(s->w->names, s->folded, pos, &len);
    if (!name) {
        return 0;
    }
    flush(s, pos);
    name_put(s->w->names, name, s->out);
    done(s, pos + len);
    return name->kind <= NAME_DOMAIN ? take_member(s, pos, pos + len) : pos + len;
}

static size_t take_dump(struct scan *s, size_t pos)
{
    enum { PER_BYTE = 3 };
    const size_t end = dump_end(s->text, pos);
    if (end > 0) {
        flush(s, pos);
        buffer_format(s->out, "(%zu bytes)", (end - pos + 1) / PER_BYTE);
        done(s, end);
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
    flush(s, pos);
    if (rewrite_coded(s->w, view_slice(s->text, pos, end), s->out)) {
        return done(s, end);
    }
    s->out->len = start;
    return 0;
}

static size_t take_any(struct scan *s, size_t pos)
{
    const char c = s->text.data[pos];
    size_t end = 0;
    if (is_separator(c)) {
        end = take_share(s, pos);
        return end ? end : take_profile(s, pos);
    }
    if (!begins_word(s->text, pos)) {
        return 0;
    }
    if ((ascii_fold(c) == 's' && (end = take_sid(s, pos)) > 0) ||
        ((ascii_is_hex_digit(c) || c == ':') && (end = take_address(s, pos)) > 0) ||
        (ascii_is_hex_digit(c) && (end = take_dump(s, pos)) > 0)) {
        return end;
    }
    if (!ascii_is_alnum(c) && (uint8_t)c < 0x80) {
        return take_word(s, pos);
    }
    if ((end = take_distinguished(s, pos)) > 0) {
        return end;
    }
    if ((s->has_at && (end = take_mail(s, pos)) > 0) || (end = take_coded(s, pos)) > 0 ||
        (end = take_full_name(s, pos)) > 0) {
        return end;
    }
    return take_word(s, pos);
}

/* The rest of the word at `pos` begins none. */
static size_t next_place(struct view text, size_t pos)
{
    if (!ascii_is_alnum(text.data[pos])) {
        return pos + 1;
    }
    while (pos < text.len && ascii_is_alnum(text.data[pos])) {
        pos++;
    }
    return pos;
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
    flush(&s, text.len);
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

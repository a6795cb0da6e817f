/* Objects in MOF: their strings without escapes, queries among them, and SIDs that are lists of
 * bytes. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "analyzer/redact/address.h"
#include "analyzer/redact/fold.h"
#include "parsers/base/ascii.h"
#include "rules/consumers/mof_text.h"
#include "rules/texts/wql.h"

enum { MAX_LIST = 16 /* numbers of a list that is no SID; more are data */ };

/* The name of the property whose value begins at `pos`. */
static struct view property_before(struct view text, size_t pos)
{
    while (pos > 0 && (ascii_is_blank(text.data[pos - 1]) || text.data[pos - 1] == '=')) {
        pos--;
    }
    size_t start = pos;
    while (start > 0 && ascii_is_word(text.data[start - 1])) {
        start--;
    }
    return view_slice(text, start, pos);
}

/* Where the string ends whose first quotes are at `pos`. */
static size_t string_end(struct view text, size_t pos)
{
    size_t end = pos + 1;
    while (end < text.len && text.data[end] != '"') {
        end += text.data[end] == '\\' ? 2 : 1;
    }
    return end < text.len ? end + 1 : text.len;
}

/* Where the last of several strings ends that stand one after the other and are one. */
static size_t strings_end(struct view text, size_t pos)
{
    size_t end = string_end(text, pos);
    for (;;) {
        size_t next = end;
        while (next < text.len && (ascii_is_blank(text.data[next]) || text.data[next] == ',')) {
            next++;
        }
        if (next >= text.len || text.data[next] != '"' ||
            view_find(view_slice(text, end, next), VIEW(","), 0) != SIZE_MAX) {
            return end;
        }
        end = string_end(text, next);
    }
}

static const char escape_names[] = "btnfr", escape_values[] = "\b\t\n\f\r";

static const char *one_of(const char *characters, char c)
{
    return c != '\0' ? strchr(characters, c) : NULL;
}

/* Two backslashes, the name of a computer and one: doubled ones would be four and two. */
static bool is_undoubled_share(struct view text, size_t pos)
{
    const char before = pos > 0 ? text.data[pos - 1] : ' ';
    size_t end = pos + 2;
    while (end < text.len && (ascii_is_alnum(text.data[end]) || one_of("-_.$", text.data[end]))) {
        end++;
    }
    return (ascii_is_blank(before) || one_of("\"'=,(", before)) && end > pos + 2 &&
           end + 1 < text.len && text.data[end] == '\\' && text.data[end + 1] != '\\' &&
           text.data[end + 1] != '"';
}

enum escaping { ESCAPING_RIGHT, ESCAPING_UNKNOWN, ESCAPING_NONE };

/* How backslashes are written: not doubled where one stands before what is no escape (DSP0004,
 * 5.11.1). */
static enum escaping escaping_of(struct view text)
{
    enum escaping found = ESCAPING_UNKNOWN;
    for (size_t i = 0; i + 1 < text.len; i++) {
        if (text.data[i] != '\\') {
            continue;
        }
        const char next = text.data[i + 1];
        if (next == '\\' ? is_undoubled_share(text, i)
                         : !one_of(escape_names, next) && !one_of("\"'xX", next)) {
            return ESCAPING_NONE;
        }
        found = next == '\\' ? ESCAPING_RIGHT : found;
        i++;
    }
    return found;
}

/* The strings as one, without their quotes and escapes; `as_it_is`: only quotes are escaped. */
static void add_unescaped(struct buffer *out, struct view text, bool as_it_is)
{
    bool is_inside = false;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.data[i];
        if (!is_inside || c == '"') {
            is_inside = c == '"' ? !is_inside : is_inside;
            continue;
        }
        if (c == '\\' && i + 1 < text.len && (!as_it_is || text.data[i + 1] == '"')) {
            const char next = text.data[++i];
            const char *const name = one_of(escape_names, next);
            if (!name && !one_of("\\\"'", next)) {
                buffer_add_char(out, '\\'); /* \x41 is an escape of any text; others are none */
            }
            c = name ? escape_values[name - escape_names] : next;
        } else if (c == '\\' && i + 1 < text.len && text.data[i + 1] == '\\') {
            buffer_add_char(out, text.data[++i]); /* the second one escapes nothing */
        }
        buffer_add_char(out, c);
    }
}

static void add_escaped(struct buffer *out, struct view text)
{
    for (size_t i = 0; i < text.len; i++) {
        const char c = text.data[i];
        const char *const value = one_of(escape_values, c);
        if (value || c == '"' || c == '\\') {
            buffer_add_char(out, '\\');
        }
        buffer_add_char(out, value ? escape_names[value - escape_values] : c);
    }
}

/* Appends an escaped text with tokens for the names that are seen only in the other reading of an
 * escape: "\tom" is a tab and "om", or a backslash that was not doubled and "tom". */
static void add_both_ways(const struct name_table *names, struct view text, struct buffer *out)
{
    struct buffer folded;
    size_t from = 0;
    buffer_init(&folded, BUFFER_NO_MAX);
    fold_add(&folded, text);
    for (size_t i = 0; i + 1 < text.len; i++) {
        if (text.data[i] != '\\') {
            continue;
        }
        const bool is_either = one_of(escape_names, text.data[i + 1]);
        for (size_t at = i + 1; is_either && at <= i + 2 && at < text.len; at++) {
            size_t len = 0;
            const struct name *name = name_table_match(names, buffer_view(&folded), at, &len);
            if (name) {
                buffer_add(out, view_slice(text, from, at));
                name_put(names, name, out);
                from = at + len;
                break;
            }
        }
        i = from > i + 1 ? from - 1 : i + 1;
    }
    buffer_add(out, view_from(text, from));
    buffer_release(&folded);
}

/* One reading of a string, rewritten; gives whether that hides something. */
static bool rewrite_read(struct rewriter *w, struct view name, struct view text, bool as_it_is,
                         struct buffer *out)
{
    struct buffer plain;
    buffer_init(&plain, BUFFER_NO_MAX);
    buffer_clear(out);
    add_unescaped(&plain, text, as_it_is);
    const bool is_query =
        view_equal_nocase(name, VIEW("Query")) || wql_looks_like(buffer_view(&plain));
    const bool is_host = view_equal_nocase(name, VIEW("MachineName")) ||
                         view_equal_nocase(name, VIEW("UNCServerName"));
    (is_query ? rewrite_query : is_host ? rewrite_host : rewrite_text)(w, buffer_view(&plain), out);
    const bool is_changed = !view_equal(buffer_view(&plain), buffer_view(out));
    buffer_release(&plain);
    return is_changed;
}

static void put_string(struct rewriter *w, struct view name, struct view text, struct buffer *out)
{
    struct buffer first, second, escaped;
    struct buffer *rewritten = &first;
    buffer_init(&first, BUFFER_NO_MAX);
    buffer_init(&second, BUFFER_NO_MAX);
    buffer_init(&escaped, BUFFER_NO_MAX);
    const enum escaping escaping = escaping_of(text);
    const bool as_it_is = escaping == ESCAPING_NONE, is_one = string_end(text, 0) == text.len;
    bool is_changed = rewrite_read(w, name, text, as_it_is, &first);
    if (escaping != ESCAPING_RIGHT && (w->collected || !is_changed) &&
        rewrite_read(w, name, text, !as_it_is, &second)) {
        is_changed = true;
        rewritten = &second;
    }
    if (is_changed || !is_one) {
        buffer_add_char(&escaped, '"');
        add_escaped(&escaped, buffer_view(rewritten));
        buffer_add_char(&escaped, '"');
    } else {
        buffer_add(&escaped, text);
    }
    if (!w->collected) {
        add_both_ways(w->names, buffer_view(&escaped), out);
    }
    buffer_release(&first);
    buffer_release(&second);
    buffer_release(&escaped);
}

/* The numbers of a SID in text, as the bytes of one. */
static void put_sid_bytes(struct view sid, struct buffer *out)
{
    struct view rest = view_from(sid, sizeof("S-1-") - 1), part;
    struct buffer parts;
    unsigned count = 0;
    uint64_t authority = 0, number = 0;
    buffer_init(&parts, BUFFER_NO_MAX);
    for (bool is_first = true; rest.data; is_first = false) {
        part = rest;
        if (!view_cut(rest, VIEW("-"), &part, &rest)) {
            rest = VIEW_NONE;
        }
        view_number(part, is_first ? &authority : &number);
        for (unsigned shift = 0; shift < 32 && !is_first; shift += 8) {
            buffer_format(&parts, ", %u", (unsigned)(number >> shift & 255));
        }
        count += !is_first;
    }
    buffer_format(out, "1, %u", count);
    for (unsigned i = 0; i < 6; i++) {
        buffer_format(out, ", %u", (unsigned)(authority >> (40 - 8 * i) & 255));
    }
    buffer_add(out, buffer_view(&parts));
    buffer_release(&parts);
}

static size_t count_numbers(struct view list)
{
    size_t count = list.len > 0;
    for (size_t i = 0; i < list.len; i++) {
        if (!ascii_is_digit(list.data[i]) && !ascii_is_blank(list.data[i]) && list.data[i] != ',') {
            return 0;
        }
        count += list.data[i] == ',';
    }
    return count;
}

/* What stands between braces, when it is a list of numbers; gives where it ends, else `pos`. */
static size_t take_list(struct rewriter *w, struct view text, size_t pos, struct buffer *out)
{
    const size_t end = view_find(text, VIEW("}"), pos);
    struct arena arena;
    if (end == SIZE_MAX) {
        return pos;
    }
    const struct view list = view_slice(text, pos, end);
    const size_t count = count_numbers(list);
    if (count == 0) {
        return pos;
    }
    arena_init(&arena, 0);
    const struct view sid = mof_sid(&arena, view_trim(list));
    struct buffer token;
    buffer_init(&token, BUFFER_NO_MAX);
    if (sid.data) {
        rewrite_sid(w, sid, &token);
    }
    if (!w->collected && sid.data && !view_equal(sid, buffer_view(&token))) {
        put_sid_bytes(buffer_view(&token), out);
    } else if (!w->collected && !sid.data && count > MAX_LIST) {
        buffer_format(out, "(%zu numbers)", count);
    } else {
        buffer_add(out, list);
    }
    buffer_release(&token);
    arena_release(&arena);
    return end;
}

/* What stands between two strings, where the quotes at `pos` have no others to them:
 * ";\n\tMachineName = ". */
static bool is_between_strings(struct view text, size_t pos)
{
    const struct view inner = view_trim(view_slice(text, pos + 1, string_end(text, pos) - 1));
    return view_starts(inner, VIEW(";")) && view_ends_nocase(inner, VIEW("="));
}

void rewrite_mof(struct rewriter *w, struct view text, struct buffer *out)
{
    size_t from = 0;
    if (view_find_nocase(text, VIEW("instance of"), 0) == SIZE_MAX) {
        const bool is_other = view_find(text, VIEW("::"), 0) != SIZE_MAX;
        (is_other ? rewrite_query : rewrite_text)(w, text, out);
        return;
    }
    for (size_t pos = 0; pos < text.len;) {
        const char c = text.data[pos];
        if (c == '"' && !is_between_strings(text, pos)) {
            const size_t end = strings_end(text, pos);
            rewrite_text(w, view_slice(text, from, pos), out);
            put_string(w, property_before(text, pos), view_slice(text, pos, end), out);
            from = end;
            pos = end;
        } else if (c == '{') {
            rewrite_text(w, view_slice(text, from, pos + 1), out);
            from = take_list(w, text, pos + 1, out);
            pos = from;
        } else {
            pos++;
        }
    }
    rewrite_text(w, view_from(text, from), out);
}

/* Objects in MOF: their strings without escapes, queries among them, and SIDs that are lists of
 * bytes. */
#include <inttypes.h>
#include <stdlib.h>

#include "analyzer/redact/address.h"
#include "parsers/base/ascii.h"
#include "rules/consumers/mof_text.h"

enum { MAX_LIST = 16 /* numbers of a list that is no SID; more are data */ };

/* The name of the property whose value begins at `pos`. */
static struct view property_before(struct view text, size_t pos)
{
    while (pos > 0 && (ascii_is_blank(text.data[pos - 1]) || text.data[pos - 1] == '=')) {
        pos--;
    }
    size_t start = pos;
    while (start > 0 && (ascii_is_alnum(text.data[start - 1]) || text.data[start - 1] == '_')) {
        start--;
    }
    return view_slice(text, start, pos);
}

/* Behind the string at `pos`. */
static size_t string_end(struct view text, size_t pos)
{
    size_t end = pos + 1;
    while (end < text.len && text.data[end] != '"') {
        end += text.data[end] == '\\' ? 2 : 1;
    }
    return end < text.len ? end + 1 : text.len;
}

/* Behind the last of several strings that are one. */
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

static void add_unescaped(struct buffer *out, struct view text)
{
    static const char names[] = "btnfr", values[] = "\b\t\n\f\r";
    bool is_inside = false;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.data[i];
        if (!is_inside || c == '"') {
            is_inside = c == '"' ? !is_inside : is_inside;
            continue;
        }
        if (c == '\\' && i + 1 < text.len) {
            c = text.data[++i];
            for (size_t n = 0; n < sizeof(names) - 1; n++) {
                c = text.data[i] == names[n] ? values[n] : c;
            }
            if (c == 'x' || c == 'X') {
                buffer_add_char(out, '\\'); /* \x41 is an escape of any text */
            }
        }
        buffer_add_char(out, c);
    }
}

static void add_escaped(struct buffer *out, struct view text)
{
    for (size_t i = 0; i < text.len; i++) {
        const char c = text.data[i];
        if (c == '\n' || c == '\r' || c == '\t') {
            buffer_add_text(out, c == '\n' ? "\\n" : c == '\r' ? "\\r" : "\\t");
            continue;
        }
        if (c == '"' || c == '\\') {
            buffer_add_char(out, '\\');
        }
        buffer_add_char(out, c);
    }
}

static void put_string(struct rewriter *w, struct view name, struct view text, struct buffer *out)
{
    struct buffer plain, rewritten;
    buffer_init(&plain, BUFFER_NO_MAX);
    buffer_init(&rewritten, BUFFER_NO_MAX);
    add_unescaped(&plain, text);
    const bool is_query = view_equal_nocase(name, VIEW("Query"));
    const bool is_host = view_equal_nocase(name, VIEW("MachineName")) ||
                         view_equal_nocase(name, VIEW("UNCServerName"));
    (is_query  ? rewrite_query
     : is_host ? rewrite_host
               : rewrite_text)(w, buffer_view(&plain), &rewritten);
    const bool is_one = string_end(text, 0) == text.len;
    if (w->collected || (is_one && view_equal(buffer_view(&plain), buffer_view(&rewritten)))) {
        buffer_add(out, text);
    } else {
        buffer_add_char(out, '"');
        add_escaped(out, buffer_view(&rewritten));
        buffer_add_char(out, '"');
    }
    buffer_release(&plain);
    buffer_release(&rewritten);
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

void rewrite_mof(struct rewriter *w, struct view text, struct buffer *out)
{
    size_t from = 0;
    if (view_find_nocase(text, VIEW("instance of"), 0) == SIZE_MAX) {
        rewrite_text(w, text, out);
        return;
    }
    for (size_t pos = 0; pos < text.len;) {
        const char c = text.data[pos];
        if (c == '"') {
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

/* Borrowed bytes. */
#ifndef WMILOG_PARSERS_BASE_VIEW_H
#define WMILOG_PARSERS_BASE_VIEW_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "parsers/base/ascii.h"

/* Bytes that belong to somebody else; not NUL-terminated. An absent value is {NULL, 0}; an empty
 * one has a non-NULL `data`. Valid as long as the owner says. */
struct view {
    const char *data;
    size_t len;
};

#define VIEW(literal) ((struct view){(literal), sizeof(literal) - 1})
#define VIEW_NONE ((struct view){NULL, 0})
/* For printf's "%.*s". */
#define VIEW_ARG(v) ((int)(v).len), ((v).data ? (v).data : "")

struct view view_of(const char *text); /* of a NUL-terminated string; NULL gives VIEW_NONE */

/* No bytes but blanks, tabs, CR and LF. */
static inline bool view_is_blank(struct view v)
{
    size_t pos = 0;
    while (pos < v.len && ascii_is_blank(v.data[pos])) {
        pos++;
    }
    return pos == v.len;
}

/* Absent or no bytes. */
static inline bool view_is_empty(struct view v)
{
    return v.len == 0;
}

/* The bytes of an object, as keys of maps are: it has no padding that is not set. */
#define VIEW_BYTES(object) ((struct view){(const char *)&(object), sizeof(object)})

static inline bool view_equal(struct view a, struct view b)
{
    return a.len == b.len && (a.data == b.data || a.len == 0 || memcmp(a.data, b.data, a.len) == 0);
}

static inline bool view_starts(struct view v, struct view prefix)
{
    return prefix.len <= v.len &&
           (prefix.len == 0 ||
            (v.data[0] == prefix.data[0] && memcmp(v.data, prefix.data, prefix.len) == 0));
}

/* The `_nocase` functions fold ASCII letters only. */
bool view_equal_nocase(struct view a, struct view b);
bool view_starts_nocase(struct view v, struct view prefix);
bool view_ends_nocase(struct view v, struct view suffix);
/* Below, at or over zero: bytewise, the shorter first. */
int view_compare(struct view a, struct view b);
int view_compare_nocase(struct view a, struct view b);

/* Position of the first `needle` at or after `from`, or SIZE_MAX. */
size_t view_find(struct view v, struct view needle, size_t from);
size_t view_find_nocase(struct view v, struct view needle, size_t from);
/* The first byte that is one of the two, or SIZE_MAX: for the start of a line, where memchr() for
 * each of them takes longer to begin than to look. */
size_t view_find_either(struct view v, char a, char b);
/* As view_find(), by the byte of the needle at `rare`, of which texts have fewer than of its first.
 */
size_t view_find_rare(struct view v, struct view needle, size_t rare, size_t from);

/* Bytes [from, to), both clamped to the view. */
static inline struct view view_slice(struct view v, size_t from, size_t to)
{
    to = to < v.len ? to : v.len;
    from = from < to ? from : to;
    return (struct view){from > 0 ? v.data + from : v.data, to - from};
}

static inline struct view view_from(struct view v, size_t from)
{
    return view_slice(v, from, v.len);
}

/* Without leading and trailing blanks, tabs, CR and LF. */
static inline struct view view_trim(struct view v)
{
    while (v.len > 0 && ascii_is_blank(v.data[0])) {
        v.data++;
        v.len--;
    }
    while (v.len > 0 && ascii_is_blank(v.data[v.len - 1])) {
        v.len--;
    }
    return v;
}

/* Splits at the first `separator`: `*head` gets what is before it, `*tail` what is after it. False
 * (outputs untouched) when there is none. */
bool view_cut(struct view v, struct view separator, struct view *head, struct view *tail);
/* Takes the first line off `*text`, without its LF; behind the last one nothing is left, and
 * `*text` is absent. */
struct view view_take_line(struct view *text);
/* Takes the first word off `*text`, with the blanks, tabs, CR and LF before it; what is behind it
 * stays as it is. Empty when there is none. */
struct view view_take_word(struct view *text);
/* What stands behind the last of the characters of `separators`, as the name behind the folders of
 * a path; all of it where there is none. */
struct view view_behind_last(struct view v, const char *separators);
/* Position of the first byte at or after `pos` that is no blank, tab, CR or LF; the length of the
 * view when there is none. */
size_t view_skip_blanks(struct view v, size_t pos);

/* Whole view as an unsigned number: decimal, or hexadecimal with 0x; no blanks, no sign. False on
 * anything else or overflow. */
bool view_number(struct view v, uint64_t *number);

/* Whole view as a hexadecimal number, with 0x or without. False (output untouched) on anything else
 * or overflow. */
bool view_hex(struct view v, uint64_t *number);

/* True for a name of a constant, such as WBEM_E_FAILED or wbemErrFailed: letters, digits and
 * underscores, not beginning with a digit, with an underscore or letters of both cases. */
bool view_is_symbol(struct view v);
/* Whole view as a code of eight hexadecimal digits without a prefix: as a failure, with a letter,
 * or filled up with zeros. Eight other digits are a decimal number. */
bool view_bare_code(struct view v, uint32_t *code);
/* Glob with '*' and '?' over the whole view, ASCII case folded. The time is bounded by
 * len(v) * (1 + len(pattern) / 64). */
bool view_glob_nocase(struct view v, struct view pattern);

#endif

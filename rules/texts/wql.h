/* The tokens of WQL (queries, event queries, the queries of event consumers), and as much of their
 * grammar as no object path is needed for. */
#ifndef WMILOG_RULES_TEXTS_WQL_H
#define WMILOG_RULES_TEXTS_WQL_H
#include "parsers/base/count.h"
#include "parsers/base/view.h"

enum wql_token_type {
    WQL_END,
    WQL_NAME,   /* a keyword, or the name of a class or property: letters, digits, '_', non-ASCII */
    WQL_NUMBER, /* digits with an optional fraction; a sign is a mark of its own */
    WQL_STRING, /* text: what is between its quotes, escapes as written */
    WQL_MARK,   /* an operator, a bracket, a brace, whatever else: "=", "<=", "{" */
};

/* The text is a view into the query; absent at its end. */
struct wql_token {
    enum wql_token_type type;
    struct view text;
};

/* Takes the next token off `rest`. Every byte of a text is passed once. */
struct wql_token wql_next(struct view *rest);
/* Whether it is that keyword (ASCII case folded), or that mark. */
static inline bool wql_is_name(struct wql_token token, struct view name)
{
    return token.type == WQL_NAME && token.text.len == name.len &&
           view_equal_nocase(token.text, name);
}
static inline bool wql_is_mark(struct wql_token token, struct view mark)
{
    return token.type == WQL_MARK && view_equal(token.text, mark);
}
/* Whether it is one of the keywords, which are none of them empty. */
bool wql_is_any(struct wql_token token, const char *const *names, size_t count);
#define WQL_IS_ANY(token, names) wql_is_any(token, names, COUNT_OF(names))
/* Whether it is "=", "<" and the like. */
bool wql_is_comparison(struct wql_token token);

/* Whether a text may be a query: it has a SELECT and a FROM. */
bool wql_looks_like(struct view text);

struct view wql_skip_blanks(struct view text);
/* Length of the name that the text begins with; 0 when it begins with none. */
size_t wql_name_len(struct view text);
/* The view if it is one whole name, otherwise absent. */
struct view wql_only_name(struct view text);
/* Position behind the string that starts at `pos` with its quote, ' or "; `*is_closed` tells
 * whether the closing quote was there. A backslash hides the character after it. */
size_t wql_string_end(struct view text, size_t pos, bool *is_closed);

/* Passes the FROM of a SELECT; false leaves `*rest` alone. */
bool wql_take_from(struct view *rest);
/* Passes the name of a class, which may stand in quotes (absent when these hold no name); false,
 * and nothing is touched, where there is neither. */
bool wql_take_class(struct view *rest, struct view *class_name);
/* Passes the next ISA and the class behind it; false when there is no further one. */
bool wql_take_isa(struct view *rest, struct view *class_name);

enum { WQL_MAX_SECONDS = 999999999 }; /* an interval over it counts as this one */

/* Polling interval of "WITHIN n" in seconds (GROUP WITHIN is none); false, `*seconds` untouched,
 * when there is none. */
bool wql_within(struct view query, double *seconds);

#endif

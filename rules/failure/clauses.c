/* The grammar of WQL as far as it tells what cannot be right: where which word may stand. */
#include "rules/failure/clauses.h"

#include "rules/texts/wql.h"

/* A query does not end with these. */
static bool wants_more(struct wql_token token)
{
    static const char *const words[] = {"SELECT", "FROM", "WHERE", "AND", "OR",     "NOT",
                                        "LIKE",   "ISA",  "IS",    "BY",  "WITHIN", "HAVING"};
    return (token.type == WQL_NAME && WQL_IS_ANY(token, words)) || wql_is_comparison(token) ||
           wql_is_mark(token, VIEW(",")) || wql_is_mark(token, VIEW("("));
}

/* Words of SQL behind the class, and before the list; functions in it. A property may be called
 * like a word. */
static bool is_of_sql(struct wql_token token, struct wql_token next, bool is_behind_class)
{
    static const char *const words[] = {"ORDER", "LIMIT",  "BETWEEN",  "JOIN",   "INNER",   "OUTER",
                                        "UNION", "OFFSET", "CONTAINS", "REGEXP", "MATCHES", "IN"};
    static const char *const before[] = {"TOP", "DISTINCT"};
    static const char *const joiners[] = {"WHERE", "AND", "OR", "NOT", "BY", "HAVING", "LIKE"};
    if (is_behind_class && wql_is_name(token, VIEW("GROUP")) && wql_is_name(next, VIEW("BY"))) {
        return true; /* only GROUP WITHIN, of event queries, is WQL */
    }
    if (token.type != WQL_NAME || wql_is_name(next, VIEW("FROM")) || wql_is_mark(next, VIEW(",")) ||
        wql_is_comparison(next)) {
        return false;
    }
    if (wql_is_mark(next, VIEW("(")) && !(is_behind_class && WQL_IS_ANY(token, joiners))) {
        return true;
    }
    return is_behind_class ? WQL_IS_ANY(token, words) : WQL_IS_ANY(token, before);
}

/* What has been seen of a query, token by token. */
struct clauses {
    struct wql_token last, before;
    struct view odd; /* the first word in the list that no comma parts from what is before it */
    unsigned odds, froms;
    int depth;
    bool has_comma_before_from, has_where;
};

/* '==', '&&', '||', ';', '--', '[a]', '@a', 'a/b': of other languages. */
static bool is_foreign_mark(struct wql_token token, struct wql_token last)
{
    if (token.type == WQL_MARK && view_find(VIEW("&|;[@#"), token.text, 0) != SIZE_MAX) {
        return true;
    }
    return (wql_is_comparison(token) && wql_is_comparison(last)) ||
           (wql_is_mark(token, VIEW("-")) && wql_is_mark(last, VIEW("-"))) ||
           (last.type == WQL_NAME &&
            (wql_is_mark(token, VIEW("/")) || wql_is_mark(token, VIEW("+"))));
}

static void note_token(struct clauses *c, struct wql_token token)
{
    bool is_behind = wql_is_mark(c->last, VIEW("*")) ||
                     (c->last.type == WQL_NAME && !wql_is_name(c->last, VIEW("SELECT")));
    if (wql_is_name(token, VIEW("FROM"))) {
        c->froms++;
        c->has_comma_before_from = wql_is_mark(c->last, VIEW(","));
    } else if (wql_is_name(token, VIEW("WHERE"))) {
        c->has_where = true;
    } else if (c->froms == 0 && token.type == WQL_NAME && is_behind) {
        c->odd = c->odds++ == 0 ? token.text : c->odd;
    }
    c->depth += wql_is_mark(token, VIEW("(")) ? 1 : wql_is_mark(token, VIEW(")")) ? -1 : 0;
    c->before = c->last;
    c->last = token;
}

/* A second name for the class, as SQL has it: FROM Win32_Process p. */
static bool is_alias(const struct clauses *c, struct wql_token token)
{
    static const char *const words[] = {"WHERE", "WITHIN", "GROUP"};
    return wql_is_name(c->before, VIEW("FROM")) && c->last.type == WQL_NAME &&
           !wql_is_name(c->last, VIEW("FROM")) && token.type == WQL_NAME &&
           !WQL_IS_ANY(token, words);
}

/* FROM root\\cimv2:Win32_Process, FROM \\\\HOST\\...: the namespace is that of the connection. */
static bool is_path(const struct clauses *c, struct wql_token token)
{
    const bool is_behind_class = wql_is_name(c->before, VIEW("FROM")) && c->last.type == WQL_NAME;
    const bool is_behind = is_behind_class || wql_is_name(c->last, VIEW("FROM"));
    return is_behind && (wql_is_mark(token, VIEW("\\")) || wql_is_mark(token, VIEW("/")) ||
                         wql_is_mark(token, VIEW(":")) || wql_is_mark(token, VIEW(".")));
}

/* A word or comma that WQL knows, and not there: FROM A, B; NOT LIKE; IS 5 (IS is for NULL alone);
 * WITHIN behind WHERE; no AND between two comparisons. */
static bool is_out_of_place(const struct clauses *c, struct wql_token token)
{
    static const char *const before_not[] = {"WHERE", "AND", "OR", "NOT", "IS", "HAVING"};
    static const char *const behind_string[] = {"AND",   "OR",     "WHERE", "WITHIN",
                                                "GROUP", "HAVING", "BY"};
    if (c->froms == 0) {
        return false;
    }
    const bool is_null = wql_is_name(token, VIEW("NULL"));
    return (wql_is_mark(token, VIEW(",")) && wql_is_name(c->before, VIEW("FROM"))) ||
           (wql_is_name(token, VIEW("NOT")) && c->last.type == WQL_NAME &&
            !WQL_IS_ANY(c->last, before_not)) ||
           (wql_is_name(c->last, VIEW("IS")) && !is_null && !wql_is_name(token, VIEW("NOT"))) ||
           (wql_is_name(c->last, VIEW("NOT")) && wql_is_name(c->before, VIEW("IS")) && !is_null) ||
           (wql_is_name(token, VIEW("WITHIN")) && c->has_where &&
            !wql_is_name(c->last, VIEW("GROUP"))) ||
           (c->last.type == WQL_STRING && (token.type == WQL_STRING || token.type == WQL_NAME) &&
            !WQL_IS_ANY(token, behind_string));
}

/* A comparison whose value is missing: WHERE B = AND C = 1. */
static bool is_empty_value(const struct clauses *c, struct wql_token token)
{
    static const char *const operators[] = {"LIKE", "ISA"};
    static const char *const next[] = {"AND", "OR", "WHERE", "GROUP"};
    return c->has_where && (wql_is_comparison(c->last) || WQL_IS_ANY(c->last, operators)) &&
           (wql_is_mark(token, VIEW(")")) || WQL_IS_ANY(token, next));
}

static struct request found(enum request_finding finding, struct view part)
{
    return (struct request){.finding = finding, .part = part};
}

static struct request find_in_select(struct view rest, struct wql_token token)
{
    struct clauses c = {.last = token, .before = {WQL_END, VIEW_NONE}, .odd = VIEW_NONE};
    struct wql_token next = wql_next(&rest);
    for (bool is_second = true; (token = next).type != WQL_END; is_second = false) {
        next = wql_next(&rest);
        if (is_path(&c, token)) {
            return found(REQUEST_PATH, c.last.text);
        }
        if (is_of_sql(token, next, c.froms > 0) || is_foreign_mark(token, c.last) ||
            is_alias(&c, token) || is_out_of_place(&c, token)) {
            return found(REQUEST_SQL, token.text);
        }
        if (is_empty_value(&c, token)) {
            return found(REQUEST_CLAUSE, c.last.text);
        }
        if ((is_second && wql_is_name(token, VIEW("FROM"))) ||
            (wql_is_name(token, VIEW("WHERE")) && wql_is_name(c.last, VIEW("FROM")))) {
            return found(REQUEST_CLAUSE, token.text);
        }
        note_token(&c, token);
    }
    if (c.odds > (c.froms == 0 ? 1 : 0)) {
        return found(REQUEST_SQL, c.odd); /* "SELECT * FORM ...", "SELECT Name AS n FROM ..." */
    }
    bool is_open = c.froms == 0 || c.depth != 0 || wants_more(c.last) ||
                   (c.froms == 1 && c.has_comma_before_from);
    return found(is_open ? REQUEST_CLAUSE : REQUEST_FINE, is_open ? c.last.text : VIEW_NONE);
}

/* Behind ASSOCIATORS or REFERENCES: OF {path} WHERE, then keywords side by side, without AND. */
static struct request find_in_associators(struct view rest, struct wql_token last)
{
    static const char *const keys[] = {"AssocClass", "ResultClass",       "ResultRole",
                                       "Role",       "RequiredQualifier", "RequiredAssocQualifier"};
    static const char *const flags[] = {"ClassDefsOnly", "SchemaOnly", "KeysOnly"};
    struct wql_token token;
    while ((token = wql_next(&rest)).type != WQL_END && !wql_is_mark(token, VIEW("}"))) {
        last = token;
    }
    if (token.type == WQL_END) {
        return found(REQUEST_CLAUSE, last.text);
    }
    token = wql_next(&rest);
    if (token.type == WQL_END) {
        return found(REQUEST_FINE, VIEW_NONE);
    }
    last = token;
    if (!wql_is_name(token, VIEW("WHERE"))) {
        return found(REQUEST_SQL, token.text);
    }
    while ((token = wql_next(&rest)).type != WQL_END) {
        last = token;
        if (WQL_IS_ANY(token, keys)) {
            last = wql_next(&rest);
            const struct wql_token value = wql_next(&rest);
            if (!wql_is_mark(last, VIEW("=")) || value.type == WQL_END) {
                return found(REQUEST_CLAUSE, token.text);
            }
            last = value;
        } else if (!WQL_IS_ANY(token, flags)) {
            return found(REQUEST_SQL, token.text);
        }
    }
    return wql_is_name(last, VIEW("WHERE")) ? found(REQUEST_CLAUSE, last.text)
                                            : found(REQUEST_FINE, VIEW_NONE);
}

struct request clauses_of(struct view query)
{
    static const char *const of_objects[] = {"ASSOCIATORS", "REFERENCES"};
    struct view rest = query;
    struct wql_token token = wql_next(&rest);
    if (wql_is_name(token, VIEW("SELECT"))) {
        return find_in_select(rest, token);
    }
    return WQL_IS_ANY(token, of_objects) ? find_in_associators(rest, token)
                                         : found(REQUEST_FINE, VIEW_NONE);
}

/* How WQL is written: the lexer, and the few places of the grammar where a word says what follows.
 */
#include "rules/texts/wql.h"

#include "parsers/base/ascii.h"

/* Of class, property and method names; bytes past ASCII are letters of other languages. */
static bool is_name(char c)
{
    static const uint64_t names[] = {0x03ff000000000000U, 0x07fffffe87fffffeU, UINT64_MAX,
                                     UINT64_MAX}; /* a bit for each byte */
    const unsigned char byte = (unsigned char)c;
    return (names[byte / 64] >> byte % 64 & 1) != 0;
}

size_t wql_name_len(struct view text)
{
    size_t len = 0;
    while (len < text.len && is_name(text.data[len])) {
        len++;
    }
    return len;
}

struct view wql_only_name(struct view text)
{
    return text.len > 0 && wql_name_len(text) == text.len ? text : VIEW_NONE;
}

size_t wql_string_end(struct view text, size_t pos, bool *is_closed)
{
    const char quote = text.data[pos++];
    *is_closed = false;
    while (pos < text.len && text.data[pos] != quote) {
        pos += text.data[pos] == '\\' && text.len - pos > 1 ? 2 : 1;
    }
    if (pos >= text.len) {
        return text.len;
    }
    *is_closed = true;
    return pos + 1;
}

/* Length of the number that the text begins with, 0 for none. A letter ends it: Windows itself asks
 * for "WITHIN 5WHERE ...". */
static size_t number_len(struct view text)
{
    size_t digits = 0, pos = 0;
    bool is_fraction = false;
    while (pos < text.len &&
           (ascii_is_digit(text.data[pos]) || (text.data[pos] == '.' && !is_fraction))) {
        is_fraction |= text.data[pos] == '.';
        digits += text.data[pos] != '.';
        pos++;
    }
    return digits > 0 ? pos : 0;
}

/* "<=", ">=", "!=", "<>", else one byte. */
static size_t mark_len(struct view text)
{
    const char first = text.data[0], second = text.len > 1 ? text.data[1] : '\0';
    const bool is_pair = second == '=' ? first == '<' || first == '>' || first == '!'
                                       : first == '<' && second == '>';
    return is_pair ? 2 : 1;
}

static struct wql_token take_string(struct view *rest)
{
    bool is_closed;
    const struct view text = *rest;
    const size_t end = wql_string_end(text, 0, &is_closed);
    *rest = view_from(text, end);
    return (struct wql_token){WQL_STRING, view_slice(text, 1, is_closed ? end - 1 : end)};
}

bool wql_looks_like(struct view text)
{
    return view_find_nocase(text, VIEW("select "), 0) != SIZE_MAX &&
           view_find_nocase(text, VIEW(" from "), 0) != SIZE_MAX;
}

struct view wql_skip_blanks(struct view text)
{
    return view_from(text, view_skip_blanks(text, 0));
}

struct wql_token wql_next(struct view *rest)
{
    const struct view text = wql_skip_blanks(*rest);
    *rest = text;
    if (text.len == 0) {
        return (struct wql_token){WQL_END, VIEW_NONE};
    }
    if (text.data[0] == '\'' || text.data[0] == '"') {
        return take_string(rest);
    }
    enum wql_token_type type = WQL_NUMBER;
    size_t len = number_len(text);
    if (len == 0) {
        type = WQL_NAME;
        len = wql_name_len(text);
    }
    if (len == 0) {
        type = WQL_MARK;
        len = mark_len(text);
    }
    *rest = (struct view){text.data + len, text.len - len};
    return (struct wql_token){type, {text.data, len}};
}

bool wql_is_any(struct wql_token token, const char *const *names, size_t count)
{
    if (token.type != WQL_NAME) {
        return false;
    }
    const char first = ascii_fold(token.text.data[0]);
    for (size_t i = 0; i < count; i++) {
        if (ascii_fold(names[i][0]) == first && view_equal_nocase(token.text, view_of(names[i]))) {
            return true;
        }
    }
    return false;
}

/* "=", "<", ">"; a mark of two bytes is always one. */
bool wql_is_comparison(struct wql_token token)
{
    return token.type == WQL_MARK &&
           (token.text.len == 2 || (token.text.data[0] >= '<' && token.text.data[0] <= '>'));
}

/* In a select list (after SELECT, a comma or a dot) FROM is the name of a property, unless there is
 * no other. */
bool wql_take_from(struct view *rest)
{
    struct view position = *rest, fallback = VIEW_NONE;
    struct wql_token last = {WQL_END, VIEW_NONE};
    for (struct wql_token token = wql_next(&position); token.type != WQL_END;
         token = wql_next(&position)) {
        if (wql_is_name(token, VIEW("FROM"))) {
            if (!wql_is_name(last, VIEW("SELECT")) && !wql_is_mark(last, VIEW(",")) &&
                !wql_is_mark(last, VIEW("."))) {
                *rest = position;
                return true;
            }
            if (!fallback.data) {
                fallback = position;
            }
        }
        last = token;
    }
    if (fallback.data) {
        *rest = fallback;
    }
    return fallback.data;
}

bool wql_take_class(struct view *rest, struct view *class_name)
{
    struct view behind = wql_skip_blanks(*rest);
    const size_t len = wql_name_len(behind);
    if (len > 0) {
        *class_name = view_slice(behind, 0, len);
        *rest = view_from(behind, len);
        return true;
    }
    const struct wql_token token = wql_next(&behind);
    if (token.type != WQL_STRING) {
        return false;
    }
    *class_name = wql_only_name(view_trim(token.text));
    *rest = behind;
    return true;
}

bool wql_take_isa(struct view *rest, struct view *class_name)
{
    for (struct wql_token token = wql_next(rest); token.type != WQL_END; token = wql_next(rest)) {
        if (!wql_is_name(token, VIEW("ISA"))) {
            continue;
        }
        if (wql_take_class(rest, class_name)) {
            return true;
        }
    }
    return false;
}

/* By hand: strtod would follow the locale. */
static double number_value(struct view number)
{
    double value = 0, unit = 1;
    bool is_fraction = false;
    for (size_t i = 0; i < number.len && value < WQL_MAX_SECONDS && unit < WQL_MAX_SECONDS; i++) {
        if (number.data[i] == '.') {
            is_fraction = true;
            continue;
        }
        unit *= is_fraction ? 10 : 1;
        value = value * 10 + (number.data[i] - '0');
    }
    return value / unit < WQL_MAX_SECONDS ? value / unit : WQL_MAX_SECONDS;
}

bool wql_within(struct view query, double *seconds)
{
    struct view rest = query;
    bool is_group = false;
    struct wql_token token = wql_next(&rest);
    while (token.type != WQL_END) {
        bool is_within = !is_group && wql_is_name(token, VIEW("WITHIN"));
        /* GROUP WITHIN collects events; it does not poll. */
        is_group = wql_is_name(token, VIEW("GROUP"));
        token = wql_next(&rest);
        if (is_within && token.type == WQL_NUMBER) {
            *seconds = number_value(token.text);
            return true;
        }
    }
    return false;
}

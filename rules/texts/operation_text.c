/* The grammar of the Operation text, and as much of WQL and object paths as names a class. */
#include "rules/texts/operation_text.h"

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Of class, property and method names; bytes past ASCII are letters of other languages. */
static bool is_name(char c)
{
    static const uint64_t names[] = {0x03ff000000000000U, 0x07fffffe87fffffeU, UINT64_MAX,
                                     UINT64_MAX}; /* a bit for each byte */
    const unsigned char byte = (unsigned char)c;
    return (names[byte / 64] >> byte % 64 & 1) != 0;
}

static size_t name_len(struct view v)
{
    size_t len = 0;
    while (len < v.len && is_name(v.data[len])) {
        len++;
    }
    return len;
}

static struct view skip_blanks(struct view v)
{
    size_t pos = 0;
    while (pos < v.len && is_blank(v.data[pos])) {
        pos++;
    }
    return view_from(v, pos);
}

/* The view if it is one whole name, otherwise nothing. */
static struct view only_name(struct view v)
{
    return v.len > 0 && name_len(v) == v.len ? v : VIEW_NONE;
}

/* Passes `word` and the blanks around it; false leaves `*rest` alone. */
static bool take(struct view *rest, struct view word)
{
    const struct view v = skip_blanks(*rest);
    if (!view_starts_nocase(v, word)) {
        return false;
    }
    *rest = skip_blanks(view_from(v, word.len));
    return true;
}

/* ---- WQL ---- */

enum token_kind {
    TOKEN_END,
    TOKEN_WORD,
    TOKEN_STRING,
    TOKEN_MARK,
};

struct token {
    enum token_kind kind;
    struct view text; /* of a string: what is between its quotes */
};

/* Position behind the quoted text that starts at `pos` with its quote; `*closed` tells whether the
 * closing quote was there. A backslash hides the character after it. */
static size_t string_end(struct view v, size_t pos, bool *closed)
{
    const char quote = v.data[pos++];
    *closed = false;
    while (pos < v.len && v.data[pos] != quote) {
        pos += v.data[pos] == '\\' && v.len - pos > 1 ? 2 : 1;
    }
    if (pos >= v.len) {
        return v.len;
    }
    *closed = true;
    return pos + 1;
}

static struct token next_token(struct view *rest)
{
    const struct view v = skip_blanks(*rest);
    *rest = v;
    if (v.len == 0) {
        return (struct token){TOKEN_END, VIEW_NONE};
    }
    if (v.data[0] == '\'' || v.data[0] == '"') {
        bool closed;
        const size_t end = string_end(v, 0, &closed);
        *rest = view_from(v, end);
        return (struct token){TOKEN_STRING, view_slice(v, 1, closed ? end - 1 : end)};
    }
    const size_t len = name_len(v);
    *rest = view_from(v, len > 0 ? len : 1);
    if (len > 0) {
        return (struct token){TOKEN_WORD, view_slice(v, 0, len)};
    }
    return (struct token){TOKEN_MARK, view_slice(v, 0, 1)};
}

static bool is_word(struct token token, struct view word)
{
    return token.kind == TOKEN_WORD && view_equal_nocase(token.text, word);
}

static bool is_mark(struct token token, char mark)
{
    return token.kind == TOKEN_MARK && token.text.data[0] == mark;
}

/* Passes the FROM of a SELECT. In a select list (after SELECT, a comma or a dot) FROM is the name
 * of a property, unless there is no other. */
static bool take_from(struct view *rest)
{
    struct view position = *rest;
    struct view fallback = VIEW_NONE;
    struct token last = {TOKEN_END, VIEW_NONE};
    for (struct token token = next_token(&position); token.kind != TOKEN_END;
         token = next_token(&position)) {
        if (is_word(token, VIEW("FROM"))) {
            if (!is_word(last, VIEW("SELECT")) && !is_mark(last, ',') && !is_mark(last, '.')) {
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
    return fallback.data != NULL;
}

/* Extrinsic events are classes of their own; intrinsic ones tell of another class. */
static bool is_intrinsic_event(struct view class_name)
{
    return view_ends_nocase(class_name, VIEW("Event")) &&
           (view_starts_nocase(class_name, VIEW("__Instance")) ||
            view_starts_nocase(class_name, VIEW("__Class")) ||
            view_starts_nocase(class_name, VIEW("__Namespace")));
}

static struct view isa_class(struct view rest)
{
    for (struct token token = next_token(&rest); token.kind != TOKEN_END;
         token = next_token(&rest)) {
        if (!is_word(token, VIEW("ISA"))) {
            continue;
        }
        token = next_token(&rest);
        if (token.kind == TOKEN_WORD) {
            return token.text;
        }
        if (token.kind == TOKEN_STRING) {
            return only_name(view_trim(token.text));
        }
    }
    return VIEW_NONE;
}

/* ---- object paths ---- */

struct object_path {
    struct view host;
    struct view class_name;
};

static bool is_slash(char c)
{
    return c == '\\' || c == '/';
}

/* What stands in the namespace of a path beside names: GUIDs and SIDs do, too. */
static bool is_namespace_mark(char c)
{
    return is_slash(c) || c == '-' || c == '{' || c == '}';
}

/* Takes "\\HOST\" off; "." is no host. */
static void take_host(struct view *path, struct view *host)
{
    if (path->len < 2 || !is_slash(path->data[0]) || !is_slash(path->data[1])) {
        return;
    }
    size_t end = 2;
    while (end < path->len && !is_slash(path->data[end])) {
        end++;
    }
    const struct view name = view_slice(*path, 2, end);
    if (name.len > 0 && !view_equal(name, VIEW("."))) {
        *host = name;
    }
    *path = view_from(*path, end);
}

/* [\\HOST\NAMESPACE:]Class[.key=... | =@ | ::Method]. Only the head is read: keys may hold
 * anything, other paths included. */
static struct object_path read_path(struct view text)
{
    struct object_path path = {VIEW_NONE, VIEW_NONE};
    struct view rest = skip_blanks(text);
    take_host(&rest, &path.host);
    size_t pos = 0;
    while (pos < rest.len && (is_name(rest.data[pos]) || is_namespace_mark(rest.data[pos]))) {
        pos++;
    }
    if (pos < rest.len && rest.data[pos] == ':' && !view_starts(view_from(rest, pos), VIEW("::"))) {
        rest = skip_blanks(view_from(rest, pos + 1));
    }
    const size_t len = name_len(rest);
    const struct view behind = skip_blanks(view_from(rest, len));
    const bool ends = behind.len == 0 || behind.data[0] == '.' || behind.data[0] == '=' ||
                      behind.data[0] == '}' || view_starts(behind, VIEW("::"));
    if (len > 0 && ends) {
        path.class_name = view_slice(rest, 0, len);
    }
    return path;
}

/* Splits "PATH::METHOD" at the last '::' outside quotes. A path whose quotes do not match up (an
 * unescaped backslash before the closing one) is split at the last '::' of all. */
static bool cut_method(struct view argument, struct view *path, struct view *method)
{
    size_t outside = SIZE_MAX;
    bool closed = true;
    for (size_t pos = 0; pos < argument.len;) {
        const char c = argument.data[pos];
        if (c == '"' || c == '\'') {
            pos = string_end(argument, pos, &closed);
        } else if (c == ':' && view_starts(view_from(argument, pos), VIEW("::"))) {
            outside = pos;
            pos += 2;
        } else {
            pos++;
        }
    }
    if (!closed) {
        for (size_t pos = argument.len; pos > 1; pos--) {
            if (argument.data[pos - 1] == ':' && argument.data[pos - 2] == ':') {
                outside = pos - 2;
                break;
            }
        }
    }
    if (outside == SIZE_MAX) {
        return false;
    }
    *path = view_slice(argument, 0, outside);
    *method = only_name(view_trim(view_from(argument, outside + 2)));
    return true;
}

/* ---- queries ---- */

/* The path inside the braces of ASSOCIATORS OF {...} and REFERENCES OF {...}. */
static bool take_braced_path(struct view query, struct object_path *path)
{
    struct view rest = query;
    const struct token verb = next_token(&rest);
    if (!is_word(verb, VIEW("ASSOCIATORS")) && !is_word(verb, VIEW("REFERENCES"))) {
        return false;
    }
    *path = (struct object_path){VIEW_NONE, VIEW_NONE};
    if (is_word(next_token(&rest), VIEW("OF")) && is_mark(next_token(&rest), '{')) {
        *path = read_path(rest);
    }
    return true;
}

struct view operation_query_class(struct view query)
{
    struct object_path path;
    if (take_braced_path(query, &path)) {
        return path.class_name;
    }
    struct view rest = query;
    if (!take_from(&rest)) {
        return VIEW_NONE;
    }
    const struct token token = next_token(&rest);
    const struct view name = token.kind == TOKEN_STRING ? view_trim(token.text) : token.text;
    const struct view class_name = only_name(name);
    if (!is_intrinsic_event(class_name)) {
        return class_name;
    }
    const struct view target = isa_class(rest);
    return target.data ? target : class_name;
}

/* Digits with an optional fraction: strtod would follow the locale. */
static bool read_seconds(struct view rest, double *seconds)
{
    enum { DIGITS_MAX = 15 };
    const struct view v = skip_blanks(rest);
    double value = 0;
    double unit = 1;
    size_t digits = 0;
    size_t pos = 0;
    bool fraction = false;
    for (; pos < v.len && (is_digit(v.data[pos]) || (v.data[pos] == '.' && !fraction)); pos++) {
        if (v.data[pos] == '.') {
            fraction = true;
            continue;
        }
        value = value * 10 + (v.data[pos] - '0');
        unit *= fraction ? 10 : 1;
        digits++;
    }
    if (digits == 0 || digits > DIGITS_MAX || (pos < v.len && is_name(v.data[pos]))) {
        return false;
    }
    *seconds = value / unit;
    return true;
}

bool operation_query_within(struct view query, double *seconds)
{
    struct view rest = query;
    if (!take_from(&rest)) {
        return false;
    }
    struct token last = {TOKEN_END, VIEW_NONE};
    for (struct token token = next_token(&rest); token.kind != TOKEN_END;
         token = next_token(&rest)) {
        /* GROUP WITHIN collects events; it does not poll. */
        if (is_word(token, VIEW("WITHIN")) && !is_word(last, VIEW("GROUP"))) {
            return read_seconds(rest, seconds);
        }
        last = token;
    }
    return false;
}

/* ---- the whole text ---- */

static bool is_query_verb(struct view verb)
{
    return view_find_nocase(verb, VIEW("Query"), 0) != SIZE_MAX;
}

static void read_query(struct operation_text *operation)
{
    struct object_path path;
    operation->query = operation->argument;
    operation->class_name = operation_query_class(operation->query);
    if (take_braced_path(operation->query, &path)) {
        operation->target_host = path.host;
    }
}

static void read_argument(struct operation_text *operation)
{
    if (is_query_verb(operation->verb)) {
        read_query(operation);
        return;
    }
    /* Its argument is a namespace. */
    if (view_starts_nocase(operation->verb, VIEW("OpenNamespace"))) {
        return;
    }
    struct view path_text = operation->argument;
    if (view_starts_nocase(operation->verb, VIEW("ExecMethod"))) {
        cut_method(operation->argument, &path_text, &operation->method);
    }
    const struct object_path path = read_path(path_text);
    operation->class_name = path.class_name;
    operation->target_host = path.host;
}

/* Splits "ROOM : ARGUMENT". The exact separator comes first, for provider names may hold a colon;
 * then a colon beside a blank or at an end, then any. */
static void cut_room(struct view rest, struct view *room, struct view *argument)
{
    struct view head;
    struct view tail;
    if (view_cut(rest, VIEW(" : "), &head, &tail)) {
        *room = view_trim(head);
        *argument = tail;
        return;
    }
    size_t colon = SIZE_MAX;
    for (size_t pos = 0; pos < rest.len; pos++) {
        if (rest.data[pos] != ':') {
            continue;
        }
        if (colon == SIZE_MAX) {
            colon = pos;
        }
        if (pos + 1 == rest.len || is_blank(rest.data[pos + 1]) ||
            (pos > 0 && is_blank(rest.data[pos - 1]))) {
            colon = pos;
            break;
        }
    }
    *room = view_trim(view_slice(rest, 0, colon));
    if (colon != SIZE_MAX) {
        *argument = skip_blanks(view_from(rest, colon + 1));
    }
}

/* "VERB [- ROOM [: ARGUMENT]]"; false without a verb. */
static bool read_call(struct operation_text *operation, struct view rest)
{
    const size_t len = name_len(rest);
    if (len == 0) {
        return false;
    }
    operation->verb = view_slice(rest, 0, len);
    if (operation->kind == OPERATION_KIND_SERVICE &&
        view_equal_nocase(operation->verb, VIEW("Connect"))) {
        operation->kind = OPERATION_KIND_CONNECT;
    }
    rest = view_from(rest, len);
    if (!take(&rest, VIEW("-"))) {
        return true;
    }
    struct view room = VIEW_NONE;
    cut_room(rest, &room, &operation->argument);
    if (operation->kind == OPERATION_KIND_PROVIDER) {
        operation->provider = room;
    } else {
        operation->name_space = room;
    }
    if (operation->argument.data && operation->kind != OPERATION_KIND_CONNECT) {
        read_argument(operation);
    }
    return true;
}

static bool read_head(struct view *rest, enum operation_kind *kind)
{
    static const struct {
        const char *head;
        enum operation_kind kind;
    } heads[] = {
        {"IWbemServices", OPERATION_KIND_SERVICE},
        {"Provider", OPERATION_KIND_PROVIDER},
        {"MI_Session", OPERATION_KIND_MI},
    };
    for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++) {
        struct view tail = *rest;
        if (take(&tail, view_of(heads[i].head)) && take(&tail, VIEW("::"))) {
            *rest = tail;
            *kind = heads[i].kind;
            return true;
        }
    }
    return false;
}

static bool read_namespace_connect(struct operation_text *operation, struct view rest)
{
    if (!take(&rest, VIEW("connect")) || !take(&rest, VIEW("to")) ||
        !take(&rest, VIEW("namespace"))) {
        return false;
    }
    take(&rest, VIEW(":"));
    operation->kind = OPERATION_KIND_CONNECT;
    operation->verb = VIEW("Connect");
    operation->name_space = view_trim(rest);
    return true;
}

struct operation_text operation_text_parse(struct view text)
{
    const struct operation_text other = {.kind = OPERATION_KIND_OTHER, .text = text};
    struct operation_text operation = other;
    struct view rest = skip_blanks(text);
    if (read_namespace_connect(&operation, rest)) {
        return operation;
    }
    if (view_starts_nocase(rest, VIEW("Start")) && rest.len > 5 && is_blank(rest.data[5])) {
        rest = skip_blanks(view_from(rest, 5));
    }
    if (!read_head(&rest, &operation.kind) || !read_call(&operation, rest)) {
        return other;
    }
    return operation;
}

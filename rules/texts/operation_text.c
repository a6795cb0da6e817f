/* The grammar of the Operation text: who asks for what, where, and with which argument. */
#include "rules/texts/operation_text.h"

#include "parsers/base/ascii.h"
#include "parsers/base/count.h"
#include "rules/texts/object_path.h"
#include "rules/texts/wql.h"

/* Passes `word` and the blanks around it; false leaves `*rest` alone. */
static bool take(struct view *rest, struct view word)
{
    const struct view v = wql_skip_blanks(*rest);
    if (!view_starts_nocase(v, word)) {
        return false;
    }
    *rest = wql_skip_blanks(view_from(v, word.len));
    return true;
}

/* ---- queries ---- */

/* The path inside the braces of ASSOCIATORS OF {...} and REFERENCES OF {...}. */
static bool take_braced_path(struct view query, struct object_path *path)
{
    struct view rest = query;
    const struct wql_token verb = wql_next(&rest);
    if (!wql_is_name(verb, VIEW("ASSOCIATORS")) && !wql_is_name(verb, VIEW("REFERENCES"))) {
        return false;
    }
    *path = (struct object_path){VIEW_NONE, VIEW_NONE};
    if (wql_is_name(wql_next(&rest), VIEW("OF")) && wql_is_mark(wql_next(&rest), VIEW("{"))) {
        *path = object_path_read(rest);
    }
    return true;
}

/* Extrinsic events are classes of their own; intrinsic ones tell of another class. */
static bool is_intrinsic_event(struct view class_name)
{
    return view_ends_nocase(class_name, VIEW("Event")) &&
           (view_starts_nocase(class_name, VIEW("__Instance")) ||
            view_starts_nocase(class_name, VIEW("__Class")) ||
            view_starts_nocase(class_name, VIEW("__Namespace")));
}

struct view operation_query_class(struct view query)
{
    struct object_path path;
    if (take_braced_path(query, &path)) {
        return path.class_name;
    }
    struct view rest = query;
    if (!wql_take_from(&rest)) {
        return VIEW_NONE;
    }
    struct view class_name = VIEW_NONE, target = VIEW_NONE;
    wql_take_class(&rest, &class_name);
    if (is_intrinsic_event(class_name)) {
        wql_take_isa(&rest, &target);
    }
    return target.data ? target : class_name;
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
        object_path_cut_method(operation->argument, &path_text, &operation->method);
    }
    const struct object_path path = object_path_read(path_text);
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
        if (pos + 1 == rest.len || ascii_is_blank(rest.data[pos + 1]) ||
            (pos > 0 && ascii_is_blank(rest.data[pos - 1]))) {
            colon = pos;
            break;
        }
    }
    *room = view_trim(view_slice(rest, 0, colon));
    if (colon != SIZE_MAX) {
        *argument = wql_skip_blanks(view_from(rest, colon + 1));
    }
}

/* "VERB [- ROOM [: ARGUMENT]]"; false without a verb. */
static bool read_call(struct operation_text *operation, struct view rest)
{
    const size_t len = wql_name_len(rest);
    if (len == 0) {
        return false;
    }
    operation->verb = view_slice(rest, 0, len);
    if (operation->type == OPERATION_TYPE_SERVICE &&
        view_equal_nocase(operation->verb, VIEW("Connect"))) {
        operation->type = OPERATION_TYPE_CONNECT;
    }
    rest = view_from(rest, len);
    if (!take(&rest, VIEW("-"))) {
        return true;
    }
    struct view room = VIEW_NONE, host = VIEW_NONE;
    cut_room(rest, &room, &operation->argument);
    if (operation->type == OPERATION_TYPE_PROVIDER) {
        operation->provider = room;
    } else {
        operation->name_space = object_path_namespace(room, &host);
    }
    if (operation->argument.data && operation->type != OPERATION_TYPE_CONNECT) {
        read_argument(operation);
    }
    if (!operation->target_host.data) {
        operation->target_host = host;
    }
    return true;
}

static bool read_head(struct view *rest, enum operation_type *type)
{
    static const struct {
        const char *head;
        enum operation_type type;
    } heads[] = {
        {"IWbemServices", OPERATION_TYPE_SERVICE},
        {"Provider", OPERATION_TYPE_PROVIDER},
        {"MI_Session", OPERATION_TYPE_MI},
    };
    for (size_t i = 0; i < COUNT_OF(heads); i++) {
        struct view tail = *rest;
        if (take(&tail, view_of(heads[i].head)) && take(&tail, VIEW("::"))) {
            *rest = tail;
            *type = heads[i].type;
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
    operation->type = OPERATION_TYPE_CONNECT;
    operation->verb = VIEW("Connect");
    operation->name_space = object_path_namespace(rest, &operation->target_host);
    return true;
}

struct operation_text operation_text_parse(struct view text)
{
    const struct operation_text other = {.type = OPERATION_TYPE_OTHER, .text = text};
    struct operation_text operation = other;
    struct view rest = wql_skip_blanks(text);
    if (read_namespace_connect(&operation, rest)) {
        return operation;
    }
    if (view_starts_nocase(rest, VIEW("Start")) && rest.len > 5 && ascii_is_blank(rest.data[5])) {
        rest = wql_skip_blanks(view_from(rest, 5));
    }
    if (!read_head(&rest, &operation.type) || !read_call(&operation, rest)) {
        return other;
    }
    return operation;
}

void operation_text_move_part(struct view *part, struct view text, const char *copy)
{
    const uintptr_t start = (uintptr_t)text.data, at = (uintptr_t)part->data;
    if (part->data && at >= start && at - start <= text.len) {
        part->data = copy + (at - start);
    }
}

void operation_text_move(struct operation_text *operation, const char *copy)
{
    const struct view text = operation->text;
    struct view *parts[] = {&operation->text,       &operation->verb,     &operation->name_space,
                            &operation->provider,   &operation->argument, &operation->query,
                            &operation->class_name, &operation->method,   &operation->target_host};
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        operation_text_move_part(parts[i], text, copy);
    }
}

/* Members of a group, each checked for its type. */
#include "analyzer/given/brief_of_json.h"

#include <jansson.h>

#include "parsers/base/ascii.h"
#include "parsers/base/wintime.h"

struct members {
    struct arena *arena;
    const struct view *paths;
    size_t path_count;
    struct error *err; /* the first thing that is wrong */
};

static void wrong(struct members *m, const char *key, const char *expected)
{
    error_set(m->err, STATUS_DAMAGED, "%s: expected %s", key, expected);
}

static struct view view_of_json(const json_t *text)
{
    return (struct view){json_string_value(text), json_string_length(text)};
}

static struct view text(struct members *m, const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    if (value && !json_is_string(value)) {
        wrong(m, key, "a text");
    }
    return json_is_string(value) ? view_of_json(value) : VIEW_NONE;
}

static uint64_t number(struct members *m, const json_t *object, const char *key, bool *is_there)
{
    const json_t *value = json_object_get(object, key);
    const bool is_good = json_is_integer(value) && json_integer_value(value) >= 0;
    if (value && !is_good) {
        wrong(m, key, "a whole number");
    }
    if (is_there) {
        *is_there = is_good;
    }
    return is_good ? (uint64_t)json_integer_value(value) : 0;
}

static uint32_t number32(struct members *m, const json_t *object, const char *key, bool *is_there)
{
    const uint64_t found = number(m, object, key, is_there);
    if (found > UINT32_MAX) {
        wrong(m, key, "a smaller number");
    }
    return (uint32_t)found;
}

/* Without a Z it is the time of a clock in an unknown zone. */
static int64_t moment(struct members *m, const json_t *object, const char *key)
{
    const struct view found = text(m, object, key);
    int64_t time = WINTIME_NONE;
    if (!found.data) {
        return WINTIME_NONE;
    }
    if (!wintime_parse(found, &time)) {
        wrong(m, key, "a time");
        return WINTIME_NONE;
    }
    return view_ends_nocase(found, VIEW("Z")) ? time : wintime_local(time);
}

static int64_t duration(struct members *m, const json_t *object, const char *key)
{
    const double most = 1e14; /* ms: thousands of years */
    const json_t *value = json_object_get(object, key);
    const double ms = json_number_value(value);
    if (!value) {
        return WINTIME_NONE;
    }
    if (!json_is_number(value) || !(ms >= 0 && ms < most)) {
        wrong(m, key, "milliseconds");
        return WINTIME_NONE;
    }
    return (int64_t)(ms * WINTIME_TICKS_PER_MS + 0.5);
}

static uint32_t name(struct members *m, const json_t *object, const char *key,
                     const struct names *names)
{
    uint32_t found = 0;
    if (!names_find(names, text(m, object, key), &found)) {
        wrong(m, key, names->what);
    }
    return found;
}

static const json_t *list(struct members *m, const json_t *object, const char *key, size_t *count)
{
    const json_t *value = json_object_get(object, key);
    if (value && !json_is_array(value)) {
        wrong(m, key, "a list");
    }
    *count = json_array_size(value);
    return value;
}

static const struct view *texts(struct members *m, const json_t *object, const char *key,
                                size_t *count)
{
    const json_t *items = list(m, object, key, count);
    struct view *found = arena_alloc(m->arena, (*count + 1) * sizeof(*found));
    for (size_t i = 0; i < *count; i++) {
        const json_t *item = json_array_get(items, i);
        if (!json_is_string(item)) {
            wrong(m, key, "a list of texts");
        }
        found[i] = json_is_string(item) ? view_of_json(item) : VIEW("");
    }
    return found;
}

static const struct brief_event *events(struct members *m, const json_t *object, size_t *count)
{
    const json_t *items = list(m, object, "evidence", count);
    struct brief_event *found = arena_alloc(m->arena, (*count + 1) * sizeof(*found));
    for (size_t i = 0; i < *count; i++) {
        const json_t *item = json_array_get(items, i);
        const uint64_t source = number(m, item, "source", NULL);
        found[i] = (struct brief_event){
            .source = source < m->path_count ? m->paths[source] : VIEW_NONE,
            .channel = text(m, item, "channel"),
            .record = number(m, item, "record", NULL),
            .offset = number(m, item, "offset", NULL),
            .event_id = (uint16_t)number(m, item, "event_id", NULL),
        };
    }
    return found;
}

static const struct brief_cause *causes(struct members *m, const json_t *object, size_t *count)
{
    const json_t *items = list(m, object, "causes", count);
    struct brief_cause *found = arena_alloc(m->arena, (*count + 1) * sizeof(*found));
    for (size_t i = 0; i < *count; i++) {
        const json_t *item = json_array_get(items, i);
        struct brief_cause *cause = &found[i];
        *cause = (struct brief_cause){
            .rule = text(m, item, "rule"),
            .text = text(m, item, "cause"),
            .confidence = (enum confidence)name(m, item, "confidence", &confidence_names),
        };
        cause->because = texts(m, item, "because", &cause->because_count);
        cause->check = texts(m, item, "check", &cause->check_count);
        cause->remedy = texts(m, item, "remedy", &cause->remedy_count);
        cause->events = events(m, item, &cause->event_count);
    }
    return found;
}

static const struct group_client *clients(struct members *m, const json_t *object, size_t *count)
{
    const json_t *items = list(m, object, "clients", count);
    struct group_client *found = arena_alloc(m->arena, (*count + 1) * sizeof(*found));
    for (size_t i = 0; i < *count; i++) {
        const json_t *item = json_array_get(items, i);
        const json_t *local = json_object_get(item, "local");
        struct failure_client *client = &found[i].client;
        found[i] = (struct group_client){.count = number(m, item, "count", NULL)};
        client->process_id = number32(m, item, "process_id", &client->has_process_id);
        client->created = moment(m, item, "created");
        client->machine = text(m, item, "machine");
        client->user = text(m, item, "user");
        client->process_name = text(m, item, "process_name");
        client->is_service = json_is_true(json_object_get(item, "in_wmi_service"));
        client->locality = !json_is_boolean(local) ? LOCALITY_UNKNOWN
                           : json_is_true(local)   ? LOCALITY_LOCAL
                                                   : LOCALITY_REMOTE;
    }
    return found;
}

static void take_operation(struct brief *brief, struct members *m, const json_t *group)
{
    const json_t *result = json_object_get(group, "result");
    const json_t *operation = json_object_get(group, "operation");
    const json_t *provider = json_object_get(group, "provider");
    brief->code = text(m, result, "code");
    brief->code_name = text(m, result, "name");
    brief->code_meaning = text(m, result, "message");
    brief->request = text(m, operation, "text");
    brief->name_space = text(m, operation, "namespace");
    brief->class_name = text(m, operation, "class");
    brief->method = text(m, operation, "method");
    if (provider) {
        brief->provider.name = text(m, provider, "name");
        brief->provider.path = text(m, provider, "path");
        brief->provider.host_process_id =
            number32(m, provider, "host_process_id", &brief->provider.has_host);
        brief->provider.attribution =
            (enum attribution)name(m, provider, "attribution", &attribution_names);
    }
}

/* "wmilog/1:" and 32 hexadecimal digits: it becomes a key of other systems as it is. */
static void check_fingerprint(struct members *m, struct view fingerprint)
{
    enum { DIGITS = 32 };
    struct view version, digits;
    const bool has_parts =
        view_starts(fingerprint, VIEW("wmilog/")) &&
        view_cut(view_from(fingerprint, sizeof("wmilog/") - 1), VIEW(":"), &version, &digits);
    bool is_good =
        has_parts && version.len == 1 && ascii_is_digit(version.data[0]) && digits.len == DIGITS;
    for (size_t i = 0; is_good && i < digits.len; i++) {
        is_good =
            ascii_is_hex_digit(digits.data[i]) && !(digits.data[i] >= 'A' && digits.data[i] <= 'F');
    }
    if (!is_good) {
        wrong(m, "fingerprint", "wmilog/1: and 32 hexadecimal digits");
    }
}

enum status brief_of_json(struct brief *brief, struct arena *arena, const struct json_t *group,
                          const struct view *paths, size_t path_count, struct error *err)
{
    struct members m = {arena, paths, path_count, err};
    bool has_count;
    *brief = (struct brief){
        .fingerprint = text(&m, group, "fingerprint"),
        .title = text(&m, group, "title"),
        .reason = text(&m, group, "verdict_reason"),
        .verdict = (enum verdict)name(&m, group, "verdict", &verdict_names),
        .count = number(&m, group, "count", &has_count),
        .first = moment(&m, group, "first"),
        .last = moment(&m, group, "last"),
        .max_duration = duration(&m, group, "max_duration_ms"),
        .more_computers = number(&m, group, "more_computers", NULL),
        .more_clients = number(&m, group, "more_clients", NULL),
        .phase = (enum phase)name(&m, group, "phase", &phase_names),
        .stage = (enum stage)name(&m, group, "stage", &stage_names),
        .component = text(&m, group, "component"),
        .possible_cause = text(&m, group, "possible_cause"),
    };
    if (json_object_get(group, "viewpoint")) {
        brief->viewpoint = (enum viewpoint)name(&m, group, "viewpoint", &viewpoint_names);
    }
    if (!has_count || brief->count == 0) {
        wrong(&m, "count", "a number of failures");
    }
    check_fingerprint(&m, brief->fingerprint);
    brief->computers = texts(&m, group, "computers", &brief->computer_count);
    brief->clients = clients(&m, group, &brief->client_count);
    take_operation(brief, &m, group);
    brief->causes = causes(&m, group, &brief->cause_count);
    brief->events = events(&m, group, &brief->event_count);
    return err->status;
}

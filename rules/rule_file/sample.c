/* Knows the JSON form of a rule's samples. */
#include <stddef.h>
#include <string.h>

#include "parsers/base/count.h"
#include "parsers/event/event_ids.h"
#include "rules/rule/sample.h"
#include "rules/rule_file/condition.h"

enum {
    DEFAULT_EVENT_ID = EVENT_ID_CLIENT_FAILURE,
    MAX_REPEAT = 1000,
    MAX_MILLISECONDS = 1000000000,
    MAX_SECONDS = 10000000, /* a sample may tell of many weeks */
    MAX_MEMBERS = 32,
};

enum member_type {
    MEMBER_TEXT,
    MEMBER_CODE,
    MEMBER_PROCESS_ID,
    MEMBER_EVENT_ID,
    MEMBER_SECONDS,
    MEMBER_INTERVAL,
    MEMBER_MILLISECONDS,
    MEMBER_REPEAT,
    MEMBER_PHASE,
    MEMBER_STAGE,
    MEMBER_LOCAL,
    MEMBER_DATA,
};

/* A key of an object that becomes a struct: where its value goes, and where it is noted that it was
 * given (NO_MARK = nowhere). */
struct member {
    const char *key;
    enum member_type type;
    size_t offset, mark;
};

#define NO_MARK SIZE_MAX
#define OF_FAILURE(name) offsetof(struct sample_failure, name)

static const struct member failure_members[] = {
    {"code", MEMBER_CODE, OF_FAILURE(code), NO_MARK},
    {"result", MEMBER_CODE, OF_FAILURE(code), NO_MARK},
    {"phase", MEMBER_PHASE, OF_FAILURE(phase), OF_FAILURE(has_phase)},
    {"stage", MEMBER_STAGE, OF_FAILURE(stage), OF_FAILURE(has_stage)},
    {"operation", MEMBER_TEXT, OF_FAILURE(operation), NO_MARK},
    {"namespace", MEMBER_TEXT, OF_FAILURE(name_space), NO_MARK},
    {"class", MEMBER_TEXT, OF_FAILURE(class_name), NO_MARK},
    {"method", MEMBER_TEXT, OF_FAILURE(method), NO_MARK},
    {"query", MEMBER_TEXT, OF_FAILURE(query), NO_MARK},
    {"user", MEMBER_TEXT, OF_FAILURE(user), NO_MARK},
    {"client_machine", MEMBER_TEXT, OF_FAILURE(client_machine), NO_MARK},
    {"computer", MEMBER_TEXT, OF_FAILURE(computer), NO_MARK},
    {"component", MEMBER_TEXT, OF_FAILURE(component), NO_MARK},
    {"possible_cause", MEMBER_TEXT, OF_FAILURE(possible_cause), NO_MARK},
    {"provider", MEMBER_TEXT, OF_FAILURE(provider), NO_MARK},
    {"local", MEMBER_LOCAL, OF_FAILURE(locality), OF_FAILURE(has_locality)},
    {"client_process_id", MEMBER_PROCESS_ID, OF_FAILURE(client_process_id),
     OF_FAILURE(has_client_process_id)},
    {"service_process_id", MEMBER_PROCESS_ID, OF_FAILURE(service_process_id), NO_MARK},
    {"host_process_id", MEMBER_PROCESS_ID, OF_FAILURE(host_process_id), OF_FAILURE(has_host)},
    {"event_id", MEMBER_EVENT_ID, OF_FAILURE(event_id), NO_MARK},
    {"duration_ms", MEMBER_MILLISECONDS, OF_FAILURE(duration), OF_FAILURE(has_duration)},
    {"seconds", MEMBER_SECONDS, OF_FAILURE(offset), NO_MARK},
    {"repeat", MEMBER_REPEAT, OF_FAILURE(repeat), NO_MARK},
    {"every", MEMBER_INTERVAL, OF_FAILURE(every), NO_MARK},
};

static const struct member event_members[] = {
    {"provider", MEMBER_TEXT, offsetof(struct sample_event, provider), NO_MARK},
    {"event_id", MEMBER_EVENT_ID, offsetof(struct sample_event, event_id), NO_MARK},
    {"seconds", MEMBER_SECONDS, offsetof(struct sample_event, offset), NO_MARK},
    {"data", MEMBER_DATA, 0, NO_MARK},
    {"computer", MEMBER_TEXT, offsetof(struct sample_event, computer), NO_MARK},
};

static const struct member success_members[] = {
    {"operation", MEMBER_TEXT, offsetof(struct sample_success, operation), NO_MARK},
    {"client_machine", MEMBER_TEXT, offsetof(struct sample_success, client_machine), NO_MARK},
    {"user", MEMBER_TEXT, offsetof(struct sample_success, user), NO_MARK},
    {"computer", MEMBER_TEXT, offsetof(struct sample_success, computer), NO_MARK},
    {"seconds", MEMBER_SECONDS, offsetof(struct sample_success, offset), NO_MARK},
};

_Static_assert(COUNT_OF(failure_members) <= MAX_MEMBERS, "room for every key");

/* The value of a datum: a text, perhaps empty, or a number. */
static enum status read_datum(struct value_reader *r, const struct place *place,
                              const json_t *value, struct view *text)
{
    if (json_is_integer(value)) {
        *text = arena_format(r->arena, "%lld", (long long)json_integer_value(value));
        return STATUS_OK;
    }
    if (json_is_string(value) && json_string_length(value) == 0) {
        *text = VIEW("");
        return STATUS_OK;
    }
    return value_text(r, place, value, text);
}

/* An object of names and values, or a list of values. */
static enum status read_data(struct value_reader *r, const struct place *place, json_t *value,
                             struct sample_event *event)
{
    bool is_list = json_is_array(value);
    size_t count = is_list ? json_array_size(value) : json_object_size(value);
    if (!is_list && !json_is_object(value)) {
        return value_wrong(r, place, value, "an object of data, or a list of values");
    }
    if (count > RULE_MAX_SAMPLE_ITEMS) {
        return value_over_limit(r, place, count, RULE_MAX_SAMPLE_ITEMS, "data");
    }
    struct event_datum *data = arena_alloc(r->arena, count * sizeof(*data));
    enum status status = STATUS_OK;
    void *at_key = is_list ? NULL : json_object_iter(value);
    for (size_t i = 0; i < count && value_goes_on(r, status); i++) {
        const char *key = at_key ? json_object_iter_key(at_key) : NULL;
        const json_t *datum = at_key ? json_object_iter_value(at_key) : json_array_get(value, i);
        struct place at = {.up = place, .key = key, .index = i};
        data[i].name = key ? arena_copy(r->arena, view_of(key)) : VIEW("");
        status = value_worse(status, read_datum(r, &at, datum, &data[i].value));
        at_key = at_key ? json_object_iter_next(value, at_key) : NULL;
    }
    event->data = data;
    event->data_count = count;
    return status;
}

static enum status read_local(struct value_reader *r, const struct place *place,
                              const json_t *value, enum locality *locality)
{
    bool is_local = false;
    enum status status = value_boolean(r, place, value, &is_local);
    *locality = is_local ? LOCALITY_LOCAL : LOCALITY_REMOTE;
    return status;
}

static enum status read_milliseconds(struct value_reader *r, const struct place *place,
                                     const json_t *value, int64_t *ticks)
{
    uint32_t number = 0;
    enum status status = value_whole(r, place, value, 0, MAX_MILLISECONDS, &number);
    *ticks = (int64_t)number * WINTIME_TICKS_PER_MS;
    return status;
}

static enum status read_member(struct value_reader *r, const struct place *place, json_t *value,
                               enum member_type type, void *target, void *object)
{
    uint32_t number = 0;
    enum status status;
    switch (type) {
    case MEMBER_TEXT:
        return value_text(r, place, value, target);
    case MEMBER_CODE:
        return value_code(r, place, value, target);
    case MEMBER_PROCESS_ID:
        return value_whole(r, place, value, 0, UINT32_MAX, target);
    case MEMBER_EVENT_ID:
        return value_whole(r, place, value, 0, UINT16_MAX, target);
    case MEMBER_SECONDS:
        return value_seconds(r, place, value, -MAX_SECONDS, MAX_SECONDS, target);
    case MEMBER_INTERVAL:
        return value_seconds(r, place, value, 0, MAX_SECONDS, target);
    case MEMBER_MILLISECONDS:
        return read_milliseconds(r, place, value, target);
    case MEMBER_REPEAT:
        return value_whole(r, place, value, 1, MAX_REPEAT, target);
    case MEMBER_PHASE:
        status = value_name(r, place, value, &phase_names, &number);
        *(enum phase *)target = (enum phase)number;
        return status;
    case MEMBER_STAGE:
        status = value_name(r, place, value, &stage_names, &number);
        *(enum stage *)target = (enum stage)number;
        return status;
    case MEMBER_LOCAL:
        return read_local(r, place, value, target);
    case MEMBER_DATA:
        return read_data(r, place, value, object);
    }
    return STATUS_USAGE;
}

/* An object by its table; the first `required` keys must be there. */
struct shape {
    const struct member *members;
    size_t count, required;
    size_t size; /* of what it becomes */
};

static const struct shape failure_shape = {failure_members, COUNT_OF(failure_members), 0,
                                           sizeof(struct sample_failure)};
static const struct shape event_shape = {event_members, COUNT_OF(event_members), 3,
                                         sizeof(struct sample_event)};
static const struct shape success_shape = {success_members, COUNT_OF(success_members), 1,
                                           sizeof(struct sample_success)};

static enum status read_object(struct value_reader *r, const struct place *place, json_t *object,
                               const struct shape *shape, void *out)
{
    const struct member *members = shape->members;
    const char *names[MAX_MEMBERS];
    for (size_t i = 0; i < shape->count; i++) {
        names[i] = members[i].key;
    }
    if (!json_is_object(object)) {
        return object ? value_wrong(r, place, object, "an object") : STATUS_USAGE;
    }
    enum status status = value_check_keys(r, place, object, names, shape->count, shape->required);
    for (size_t i = 0; i < shape->count; i++) {
        json_t *value = json_object_get(object, members[i].key);
        if (!value || !value_goes_on(r, status)) {
            continue;
        }
        struct place at = {.up = place, .key = members[i].key};
        char *bytes = out;
        enum status now =
            read_member(r, &at, value, members[i].type, bytes + members[i].offset, out);
        status = value_worse(status, now);
        if (members[i].mark != NO_MARK) {
            *(bool *)(void *)(bytes + members[i].mark) = true;
        }
    }
    return status;
}

static enum status read_failure(struct value_reader *r, const struct place *place, json_t *object,
                                struct sample_failure *out)
{
    *out = (struct sample_failure){.repeat = 1, .event_id = DEFAULT_EVENT_ID};
    enum status status = read_object(r, place, object, &failure_shape, out);
    if (status == STATUS_OK && !json_object_get(object, "code") &&
        !json_object_get(object, "result")) {
        struct place at = {.up = place, .key = "code"};
        status = value_fail(r, &at, STATUS_USAGE, VIEW("missing"));
    }
    return status;
}

/* An optional list of what stands around the failure, and where it goes. */
struct around {
    const char *key;
    const struct shape *shape;
    const void **list;
    size_t *count;
};

static enum status read_item(struct value_reader *r, const struct place *place, json_t *object,
                             const struct shape *shape, void *out)
{
    return shape == &failure_shape ? read_failure(r, place, object, out)
                                   : read_object(r, place, object, shape, out);
}

static enum status read_around(struct value_reader *r, const struct place *up, const json_t *sample,
                               const struct around *around)
{
    struct place place = {.up = up, .key = around->key};
    const json_t *array = json_object_get(sample, around->key);
    if (!array || (json_is_array(array) && json_array_size(array) == 0)) {
        return STATUS_OK;
    }
    enum status status = value_check_count(r, &place, array, RULE_MAX_SAMPLE_ITEMS, "a list");
    if (status != STATUS_OK) {
        return status;
    }
    const size_t found = json_array_size(array), size = around->shape->size;
    char *items = arena_alloc(r->arena, found * size);
    for (size_t i = 0; i < found && value_goes_on(r, status); i++) {
        struct place at = {.up = &place, .index = i};
        json_t *object = json_array_get(array, i);
        status = value_worse(status, read_item(r, &at, object, around->shape, items + i * size));
    }
    *around->list = items;
    *around->count = found;
    return status;
}

static enum status read_rank(struct value_reader *r, const struct place *up, const json_t *object,
                             struct sample *out)
{
    struct place place = {.up = up, .key = "rank"};
    const json_t *value = json_object_get(object, "rank");
    if (!value) {
        return STATUS_OK;
    }
    out->any_rank = json_is_string(value) && strcmp(json_string_value(value), "any") == 0;
    return out->any_rank ? STATUS_OK : value_wrong(r, &place, value, "'any'");
}

static enum status read_sample(struct value_reader *r, const struct place *place, json_t *object,
                               struct sample *out)
{
    static const char *const keys[] = {"failure", "near", "failures", "successes", "rank", "note"};
    if (!json_is_object(object)) {
        return value_wrong(r, place, object, "an object with 'failure'");
    }
    struct place failure = {.up = place, .key = "failure"};
    const void *near = NULL, *failures = NULL, *successes = NULL;
    const struct around lists[] = {
        {"near", &event_shape, &near, &out->near_count},
        {"failures", &failure_shape, &failures, &out->failure_count},
        {"successes", &success_shape, &successes, &out->success_count},
    };
    enum status status = value_check_keys(r, place, object, keys, COUNT_OF(keys), 1);
    if (value_goes_on(r, status)) {
        json_t *value = json_object_get(object, "failure");
        status = value_worse(status, value ? read_failure(r, &failure, value, &out->failure)
                                           : STATUS_USAGE);
    }
    for (size_t i = 0; i < COUNT_OF(lists) && value_goes_on(r, status); i++) {
        status = value_worse(status, read_around(r, place, object, &lists[i]));
    }
    out->near = near;
    out->failures = failures;
    out->successes = successes;
    return value_goes_on(r, status) ? value_worse(status, read_rank(r, place, object, out))
                                    : status;
}

static enum status read_list(struct value_reader *r, const struct place *up, const json_t *object,
                             const char *key, const struct sample **list, size_t *count)
{
    struct place place = {.up = up, .key = key};
    const json_t *array = json_object_get(object, key);
    if (!array) {
        return STATUS_OK;
    }
    enum status status = value_check_count(r, &place, array, RULE_MAX_SAMPLES, "a list of samples");
    if (status != STATUS_OK) {
        return status;
    }
    size_t found = json_array_size(array);
    struct sample *samples = arena_alloc(r->arena, found * sizeof(*samples));
    for (size_t i = 0; i < found && value_goes_on(r, status); i++) {
        struct place at = {.up = &place, .index = i};
        status = value_worse(status, read_sample(r, &at, json_array_get(array, i), &samples[i]));
    }
    *list = samples;
    *count = found;
    return status;
}

enum status rule_file_samples(struct value_reader *r, const struct place *place, json_t *object,
                              struct rule *rule)
{
    static const char *const keys[] = {"match", "no_match"};
    if (!json_is_object(object)) {
        return value_wrong(r, place, object, "an object with 'match' and 'no_match'");
    }
    enum status status = value_check_keys(r, place, object, keys, COUNT_OF(keys), COUNT_OF(keys));
    if (value_goes_on(r, status)) {
        status = value_worse(
            status, read_list(r, place, object, "match", &rule->matches, &rule->match_count));
    }
    if (value_goes_on(r, status)) {
        status = value_worse(status, read_list(r, place, object, "no_match", &rule->no_matches,
                                               &rule->no_match_count));
    }
    return status;
}

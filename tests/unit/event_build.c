/* Filling event values through the table of layouts, as readers do; the engine of a running test.
 */
#include "tests/unit/event_build.h"

#include <check.h>

#include "parsers/event/templates.h"

int64_t build_time(int64_t ms)
{
    int64_t base;
    ck_assert(wintime_parse(VIEW("2024-01-01T00:00:00Z"), &base));
    return base + ms * WINTIME_TICKS_PER_MS;
}

struct event build_event(uint16_t id, int64_t ms)
{
    static const char *const channels[] = {"Microsoft-Windows-WMI-Activity/Trace",
                                           "Microsoft-Windows-WMI-Activity/Operational"};
    struct event e = {
        .time = build_time(ms),
        .provider = VIEW(WMI_ACTIVITY_PROVIDER),
        .channel = view_of(channels[id > 101]),
        .computer = VIEW("HOST"),
        .process_id = BUILD_SERVICE,
        .id = id,
        .is_wmi_activity = true,
        .layout = template_find(id),
    };
    e.origin.source = id > 101;
    e.origin.record = (uint64_t)ms + 1;
    return e;
}

static struct event_value *value_of(struct event *e, enum event_field field)
{
    ck_assert(e->layout);
    for (size_t i = 0; i < e->layout->field_count; i++) {
        if (e->layout->fields[i].field == field) {
            return &e->values[i];
        }
    }
    ck_abort_msg("event %u has no field %s", e->id, event_field_name(field));
}

void build_text(struct event *e, enum event_field field, const char *text)
{
    *value_of(e, field) = (struct event_value){.text = view_of(text)};
}

void build_number(struct event *e, enum event_field field, uint64_t number)
{
    *value_of(e, field) = (struct event_value){.number = number, .is_number = true};
}

static void set_client(struct event *e)
{
    build_text(e, EVENT_FIELD_CLIENT_MACHINE, "HOST");
    build_text(e, EVENT_FIELD_USER, "HOST\\me");
    build_number(e, EVENT_FIELD_CLIENT_PROCESS_ID, BUILD_CLIENT);
    build_text(e, EVENT_FIELD_CORRELATION_ID, "{00000000-0000-0000-0000-000000000000}");
}

struct event build_start(int64_t ms, uint32_t id, uint32_t group, const char *operation)
{
    struct event e = build_event(11, ms);
    set_client(&e);
    build_text(&e, EVENT_FIELD_OPERATION, operation);
    build_number(&e, EVENT_FIELD_OPERATION_ID, id);
    build_number(&e, EVENT_FIELD_GROUP_OPERATION_ID, group);
    build_text(&e, EVENT_FIELD_CLIENT_MACHINE_FQDN, "HOST.example.org");
    build_number(&e, EVENT_FIELD_CLIENT_CREATED, 133000000000000000);
    build_text(&e, EVENT_FIELD_NAMESPACE, "\\\\.\\root\\cimv2");
    build_number(&e, EVENT_FIELD_IS_LOCAL, 1);
    return e;
}

struct event build_stop(int64_t ms, uint32_t id, uint32_t result)
{
    struct event e = build_event(13, ms);
    build_number(&e, EVENT_FIELD_OPERATION_ID, id);
    build_number(&e, EVENT_FIELD_RESULT_CODE, result);
    return e;
}

struct event build_provider(int64_t ms, uint32_t group, const char *name, uint32_t host)
{
    struct event e = build_event(12, ms);
    build_number(&e, EVENT_FIELD_GROUP_OPERATION_ID, group);
    build_number(&e, EVENT_FIELD_HOST_PROCESS_ID, host);
    build_text(&e, EVENT_FIELD_PROVIDER_NAME, name);
    build_text(&e, EVENT_FIELD_PROVIDER_GUID, name[0] != '\0' ? "{guid}" : "");
    build_text(&e, EVENT_FIELD_PROVIDER_PATH, "");
    return e;
}

struct event build_failure(int64_t ms, uint32_t result, const char *operation)
{
    struct event e = build_event(5858, ms);
    set_client(&e);
    build_text(&e, EVENT_FIELD_OPERATION, operation);
    build_number(&e, EVENT_FIELD_RESULT_CODE, result);
    build_text(&e, EVENT_FIELD_COMPONENT, "Unknown");
    build_text(&e, EVENT_FIELD_POSSIBLE_CAUSE, "Unknown");
    return e;
}

struct event build_load(int64_t ms, uint32_t host, const char *name, const char *path,
                        uint32_t code)
{
    struct event e = build_event(5857, ms);
    e.process_id = host;
    build_text(&e, EVENT_FIELD_PROVIDER_NAME, name);
    build_text(&e, EVENT_FIELD_PROVIDER_PATH, path);
    build_number(&e, EVENT_FIELD_HOST_PROCESS_ID, host);
    build_number(&e, EVENT_FIELD_RESULT_CODE, code);
    return e;
}

struct event build_marker(int64_t ms, uint16_t id)
{
    return (struct event){
        .time = build_time(ms),
        .provider = VIEW("Microsoft-Windows-WMI"),
        .channel = VIEW("Application"),
        .computer = VIEW("HOST"),
        .id = id,
    };
}

struct failure *failures[MAX_FAILURES];
struct judgement *judgements[MAX_FAILURES];
size_t failure_count;
struct engine *engine;

bool collect_failure(void *context, const struct failure *f, const struct judgement *j)
{
    (void)context;
    ck_assert_uint_lt(failure_count, MAX_FAILURES);
    judgements[failure_count] = judgement_copy(j);
    failures[failure_count++] = failure_copy(f);
    return true;
}

void open_engine(size_t max_open, size_t max_pending)
{
    struct engine_options options = {
        .operations = {.max_open = max_open, .max_waiting = max_pending}};
    options.on_failure = collect_failure;
    engine = engine_new(&options);
    failure_count = 0;
}

void setup_engine(void)
{
    open_engine(0, 0);
}

void clear_engine(void)
{
    for (size_t i = 0; i < failure_count; i++) {
        failure_free(failures[i]);
        judgement_free(judgements[i]);
    }
    failure_count = 0;
    engine_free(engine);
}

void give(struct event event)
{
    engine_event(engine, &event);
}

const struct engine_stats *finish(void)
{
    engine_finish(engine);
    return engine_stats(engine);
}

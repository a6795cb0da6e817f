/* What each event id means for the operations. */
#include "rules/operations/correlate.h"

#include <stdlib.h>

#include "parsers/event/event_ids.h"
#include "rules/failure/marks.h"
#include "rules/operations/calls.h"
#include "rules/operations/companions.h"
#include "rules/operations/contents.h"
#include "rules/operations/dcom.h"
#include "rules/operations/prepared.h"
#include "rules/operations/result.h"
#include "rules/operations/settling.h"
#include "rules/surroundings/surroundings.h"

enum { RESTART_MARKER_SECONDS = 60 }; /* a marker and a new process this near are one restart */

static size_t limit(size_t wanted, size_t otherwise)
{
    return wanted != 0 ? wanted : otherwise;
}

void correlate_init(struct correlate *k, struct computers *computers,
                    const struct operation_limits *limits, struct operation_counts *counts)
{
    *k = (struct correlate){.computers = computers,
                            .counts = counts,
                            .instant = WINTIME_NONE,
                            .looked_everywhere = {WINTIME_NONE, WINTIME_NONE}};
    services_init(&k->services, computers);
    hosts_init(&k->hosts, OPERATIONS_MAX_HOSTS, limits->pool);
    k->texts = operation_memo_new();
    intern_init(&k->channels, OPERATIONS_MAX_CHANNELS);
    operations_init(&k->operations, limit(limits->max_open, OPERATIONS_MAX_OPEN),
                    budget_share(limits->max_memory, BUDGET_OPEN), counts);
    waiting_init(&k->waiting, limit(limits->max_waiting, OPERATIONS_MAX_WAITING),
                 budget_share(limits->max_memory, BUDGET_WAITING), counts);
    account_join(&k->operations.memory, limits->pool);
    account_join(&k->waiting.memory, limits->pool);
}

void correlate_release(struct correlate *k)
{
    waiting_release(&k->waiting, &k->services);
    operations_release(&k->operations);
    hosts_release(&k->hosts);
    services_release(&k->services);
    operation_memo_free(k->texts);
    intern_release(&k->channels);
    free(k->touched);
    *k = (struct correlate){0};
}

size_t correlate_bytes_beside(const struct correlate *k)
{
    return services_bytes(&k->services) + hosts_bytes(&k->hosts) +
           operations_bytes_beside(&k->operations) + waiting_bytes_beside(&k->waiting) +
           intern_bytes(&k->channels);
}

/* Under each name of the machine: what happened around failures is kept by machine. */
void correlate_advance(struct correlate *k, const struct event *event)
{
    const struct computer *c = computer_first_name(computers_find(k->computers, event->computer));
    for (size_t i = 0; c && event->time != WINTIME_NONE && i <= 2 * COMPUTER_MAX_RENAMES; i++) {
        settling_before(k, services_find(&k->services, c), event->time);
        c = c->after;
    }
    if (k->asks_elsewhere && event->time != WINTIME_NONE) {
        settling_everywhere(k, event->time);
    }
}

/* --- the service ----------------------------------------------------------------------------- */

static bool is_near(int64_t a, int64_t b)
{
    int64_t near = (int64_t)RESTART_MARKER_SECONDS * WINTIME_TICKS_PER_SECOND;
    return a != WINTIME_NONE && b != WINTIME_NONE &&
           wintime_between(a < b ? a : b, a < b ? b : a) <= near;
}

static void pass_landmark(struct correlate *k, const struct landmark *landmark)
{
    if (k->on_landmark) {
        k->on_landmark(k->context, landmark);
    }
}

static void restart(struct correlate *k, struct service *s, int64_t time, bool by_marker)
{
    bool is_same = is_near(s->restarted, time) && s->restarted_by_marker != by_marker;
    if (is_same && by_marker) {
        return; /* the new process was seen already: what is open belongs to it */
    }
    operations_close(&k->operations, s);
    s->restarted = time;
    s->restarted_by_marker = by_marker;
    if (is_same) {
        return;
    }
    s->restarts++;
    k->counts->service_restarts++;
    pass_landmark(k, &(struct landmark){.kind = LANDMARK_SERVICE_RESTARTED,
                                        .time = time,
                                        .computer = s->computer->name});
}

/* Follows the service's process by the writer of its events. */
static void note_service(struct correlate *k, struct service *s, const struct event *event)
{
    uint32_t pid = event->process_id;
    if (pid == 0 || pid == s->process_id || s->computer->is_over_limit) {
        return;
    }
    bool is_late =
        event->time != WINTIME_NONE && s->since != WINTIME_NONE && event->time < s->since;
    if (is_late) {
        return;
    }
    if (s->process_id != 0) {
        restart(k, s, event->time, false);
    }
    s->process_id = pid;
    s->since = event->time;
}

static void note_start_marker(struct correlate *k, const struct event *event)
{
    if (!view_equal_nocase(event->provider, VIEW("Microsoft-Windows-WMI")) &&
        !view_equal_nocase(event->provider, VIEW("WinMgmt"))) {
        return;
    }
    struct service *s = services_find(&k->services, computers_find(k->computers, event->computer));
    if (!s || s->process_id == 0) {
        return;
    }
    settling_touch(k, s, event->time);
    bool is_known = is_near(s->restarted, event->time);
    restart(k, s, event->time, true);
    if (!is_known) {
        s->process_id = 0;
    }
}

/* --- operations ------------------------------------------------------------------------------ */

static bool is_connect_text(struct view text)
{
    return view_starts_nocase(text, VIEW("IWbemServices::Connect")) ||
           view_starts_nocase(text, VIEW("connect to namespace"));
}

static void start_operation(struct correlate *k, struct service *s, const struct event *event)
{
    struct operation_key key = {s->computer->number, event->process_id, 0};
    const bool is_connect = is_connect_text(event_text(event, EVENT_FIELD_OPERATION));
    k->counts->count++;
    k->counts->connects += is_connect;
    if (!event_number32(event, EVENT_FIELD_OPERATION_ID, &key.id) || s->computer->is_over_limit) {
        k->counts->dropped++;
        return;
    }
    uint32_t group;
    bool has_group = event_number32(event, EVENT_FIELD_GROUP_OPERATION_ID, &group);
    struct operation *op = operations_start(&k->operations, &key, s, has_group ? &group : NULL);
    struct open_operation *info = &op->info;
    info->start = event->time;
    info->computer = s->computer->name;
    info->service_process_id = event->process_id;
    info->operation_id = key.id;
    info->group_operation_id = has_group ? group : 0;
    info->origin = event->origin;
    info->operation.text = contents_keep(&op->arena, event_text(event, EVENT_FIELD_OPERATION));
    info->operation.type = is_connect ? OPERATION_TYPE_CONNECT : OPERATION_TYPE_OTHER;
    info->name_space = contents_keep(&op->arena, event_text(event, EVENT_FIELD_NAMESPACE));
    op->correlation_id = contents_correlation(&op->arena, event);
    contents_read_client(&op->arena, event, &info->client, &op->has_locality);
    operations_weigh(&k->operations, op);
}

/* The event itself names the client, also where the start of the call was not seen. */
static void pass_process(struct correlate *k, const struct service *s, const struct operation *op,
                         const struct event *event, uint32_t process_id)
{
    struct open_operation call = op ? op->info : (struct open_operation){.start = WINTIME_NONE};
    if (op) {
        call.operation.class_name = op->class_name;
        call.operation.method = op->method;
    } else {
        bool has_locality;
        contents_read_client(NULL, event, &call.client, &has_locality);
    }
    pass_landmark(k,
                  &(struct landmark){.kind = LANDMARK_PROCESS_STARTED,
                                     .time = event->time,
                                     .computer = s->computer->name,
                                     .operation = &call,
                                     .created_process_id = process_id,
                                     .command_line = event_text(event, EVENT_FIELD_COMMAND_LINE)});
}

static void note_process(struct correlate *k, struct service *s, const struct event *event)
{
    uint32_t process_id;
    struct operation *op = calls_find(&k->operations, s, event);
    if (!event_number32(event, EVENT_FIELD_CREATED_PROCESS_ID, &process_id) || process_id == 0) {
        return; /* it was not created */
    }
    if (op && op->has_created_process) {
        return; /* a copy of the log tells of it, too */
    }
    pass_process(k, s, op, event, process_id);
    if (op) {
        calls_note_process(&k->operations, op, event, process_id);
    }
}

/* --- failures -------------------------------------------------------------------------------- */

static struct pending *new_pending(struct correlate *k, struct service *s,
                                   const struct event *event)
{
    settling_make_room(k, s);
    struct pending *p = waiting_new(&k->waiting);
    contents_read_event(p, s, &k->channels, event);
    return p;
}

/* Of one that is classified, something is `known` of its event alone, or NULL. */
static void add_classified(struct correlate *k, struct pending *p,
                           const struct failure_likeness *known)
{
    p->failure.operation_number = known ? known->operation : 0;
    waiting_add(&k->waiting, p);
    k->asks_elsewhere =
        k->asks_elsewhere || failure_is_elsewhere(&p->failure, p->failure.operation.target_host);
    if (k->on_noted) {
        k->on_noted(k->context, &p->failure, known, p->side == PENDING_TRACE && p->can_pair);
    }
    companion_note(&k->services, p);
}

static void add_pending(struct correlate *k, struct pending *p)
{
    failure_classify(&p->failure);
    add_classified(k, p, NULL);
}

/* Rules may ask whether a thing worked before it failed. */
static void note_success(struct correlate *k, const struct event *event, const struct operation *op)
{
    uint32_t result;
    bool is_success = (event->id == EVENT_ID_STOP || event->id == EVENT_ID_OLD_STOP) &&
                      result_code(event, &result) && !code_is_failure(result);
    if (!is_success || !k->surroundings || !surroundings_wants_successes(k->surroundings)) {
        return;
    }
    struct operation_text operation = operation_memo_parse(k->texts, op->info.operation.text);
    const struct surroundings_worked worked = {
        op->info.computer,       event->time,         &operation, op->info.name_space,
        op->info.client.machine, op->info.client.user};
    surroundings_success(k->surroundings, &worked);
}

static void stop_operation(struct correlate *k, struct service *s, const struct event *event)
{
    uint32_t result = 0;
    bool has_result = false, is_failure = result_of_failed_stop(event, &result, &has_result);
    struct operation *op = calls_find(&k->operations, s, event);
    if (op) {
        pass_landmark(k, &(struct landmark){.kind = LANDMARK_OPERATION_ENDED,
                                            .time = event->time,
                                            .computer = s->computer->name,
                                            .operation = &op->info,
                                            .answerer = op->group && op->group->has_provider
                                                            ? &op->group->provider
                                                            : NULL,
                                            .is_failure = is_failure,
                                            .result = is_failure ? result : 0});
    }
    if (!op && !s->computer->is_over_limit) {
        k->counts->orphan_stops++;
    }
    if (is_failure) {
        struct pending *p = new_pending(k, s, event);
        p->failure.result = result;
        p->failure.has_no_result = !has_result;
        p->side = PENDING_TRACE;
        p->can_pair = true;
        p->is_orphan = !op;
        p->failure.has_operation_id =
            event_number32(event, EVENT_FIELD_OPERATION_ID, &p->failure.operation_id);
        if (op) {
            contents_read_operation(p, op, k->texts);
        }
        add_pending(k, p);
    }
    if (op) {
        if (!is_failure) {
            note_success(k, event, op);
        }
        operations_stop(&k->operations, op);
    }
}

/* A failure also without a code that can be read: Windows writes this event for nothing else. */
static void client_failure(struct correlate *k, struct service *s, const struct event *event)
{
    struct pending *p = new_pending(k, s, event);
    p->side = PENDING_CLIENT;
    p->can_pair = true;
    if (event->prepared) {
        prepared_take(event->prepared, p);
        add_classified(k, p, &event->prepared->likeness);
        return;
    }
    contents_read_client_failure(&p->failure.arena, event, k->texts, &p->failure, &p->has_locality);
    failure_classify(&p->failure);
    const struct failure_likeness known =
        marks_likeness(&p->failure, prepared_number(k->texts, PREPARED_BY_NONE));
    add_classified(k, p, &known);
}

static void provider_loaded(struct correlate *k, struct service *s, const struct event *event)
{
    uint32_t process_id = 0, result = 0;
    struct view name = event_text(event, EVENT_FIELD_PROVIDER_NAME);
    struct view path = event_text(event, EVENT_FIELD_PROVIDER_PATH);
    bool has_host = event_number32(event, EVENT_FIELD_HOST_PROCESS_ID, &process_id);
    bool is_new = has_host && hosts_load(&k->hosts, s, event->time, process_id, name, path);
    pass_landmark(k, &(struct landmark){.kind = LANDMARK_PROVIDER_LOADED,
                                        .time = event->time,
                                        .computer = s->computer->name,
                                        .has_host = has_host,
                                        .is_new_host = is_new,
                                        .host_process_id = process_id,
                                        .provider = name,
                                        .path = path});
    if (!result_code(event, &result) || !result_is_failed_load(result)) {
        return;
    }
    struct pending *p = new_pending(k, s, event);
    struct failure *f = &p->failure;
    f->known_by = KNOWN_BY_LOAD;
    f->result = result;
    f->provider.attribution = ATTRIBUTION_EXACT;
    f->provider.name = contents_keep(&f->arena, name);
    f->provider.path = contents_keep(&f->arena, path);
    f->provider.has_host = has_host;
    f->provider.host_process_id = process_id;
    add_pending(k, p);
}

/* A connect that ended before it reached WMI; only another log knows of it. */
static void activation_failed(struct correlate *k, const struct event *event,
                              const struct dcom_failure *dcom)
{
    struct service *s = services_get(&k->services, computers_get(k->computers, event->computer));
    settling_touch(k, s, event->time);
    struct pending *p = new_pending(k, s, event);
    dcom_fill(p, dcom);
    add_pending(k, p);
}

/* What another log tells of WMI itself; beside a failure that WMI logged it is evidence alone. */
static void companion_failed(struct correlate *k, const struct event *event,
                             const struct companion *companion)
{
    struct service *s = services_get(&k->services, computers_get(k->computers, event->computer));
    settling_touch(k, s, event->time);
    struct pending *p = new_pending(k, s, event);
    companion_fill(p, companion);
    add_pending(k, p);
}

static void wmi_event(struct correlate *k, struct service *s, const struct event *event)
{
    switch (event->id) {
    case EVENT_ID_OLD_START:
    case EVENT_ID_START:
        note_service(k, s, event);
        start_operation(k, s, event);
        break;
    case EVENT_ID_OLD_PROVIDER:
    case EVENT_ID_PROVIDER:
        calls_name_provider(&k->operations, s, event);
        break;
    case EVENT_ID_OLD_STOP:
    case EVENT_ID_STOP:
        note_service(k, s, event);
        stop_operation(k, s, event);
        break;
    case EVENT_ID_METHOD:
        calls_note_method(&k->operations, s, event);
        break;
    case EVENT_ID_CREATED_PROCESS:
        note_process(k, s, event);
        break;
    case EVENT_ID_PROVIDER_LOAD:
        provider_loaded(k, s, event);
        break;
    case EVENT_ID_CLIENT_FAILURE:
        note_service(k, s, event);
        client_failure(k, s, event);
        break;
    case EVENT_ID_SUBSCRIBED_PROVIDER:
    case EVENT_ID_TEMPORARY_SUBSCRIPTION:
    case EVENT_ID_PERMANENT_SUBSCRIPTION:
        note_service(k, s, event);
        break;
    default:
        break;
    }
}

/* A machine that gets another name restarts for it. `machine` is the number that it had under the
 * later name. */
static void close_earlier(struct correlate *k, const struct computer *c, uint32_t machine)
{
    struct service *before = services_find(&k->services, c->before);
    if (before) {
        operations_close(&k->operations, before);
    }
    if (k->surroundings) {
        surroundings_rename(k->surroundings, machine, c->machine);
    }
}

/* What waits under the old name settles by the clock of the new one. */
static void follow_name(struct correlate *k, struct computer *c, const struct event *event)
{
    const uint32_t machine = c->machine;
    if (computers_follow(k->computers, c, event)) {
        close_earlier(k, c, machine);
    }
    struct service *before = services_find(&k->services, c->before);
    if (before && before->heap_count > 0 && event->time > before->clock) {
        settling_touch(k, before, event->time);
    }
}

static void note_rename(struct correlate *k, const struct event *event)
{
    const struct computer *c = computers_get(k->computers, event->computer);
    const uint32_t machine = c->machine;
    if (computers_told(k->computers, event)) {
        close_earlier(k, c, machine);
    }
}

/* Written each time that a provider is loaded which is registered to run as LocalSystem. */
static bool is_privileged_load(const struct event *event)
{
    enum { PRIVILEGED_PROVIDER = 63 };
    return !event->is_wmi_activity && event->id == PRIVILEGED_PROVIDER &&
           view_equal_nocase(other_log_full_provider(event->provider),
                             VIEW("Microsoft-Windows-WMI"));
}

void correlate_event(struct correlate *k, const struct event *event)
{
    if (computer_event_renames(event)) {
        note_rename(k, event);
        return;
    }
    bool is_marker = !event->is_wmi_activity && (event->id == EVENT_ID_SERVICE_STARTED ||
                                                 event->id == EVENT_ID_EVENT_SYSTEM_STARTED);
    if (is_privileged_load(event)) {
        k->counts->privileged_loads++;
        return;
    }
    struct dcom_failure dcom;
    bool is_activation = !event->is_wmi_activity && dcom_read(event, &dcom);
    struct companion companion;
    bool is_companion = !is_marker && !is_activation && companion_read(event, &companion);
    if (!event->is_wmi_activity && !is_marker && !is_activation && !is_companion) {
        return;
    }
    if (event->time != k->instant) {
        settling_due(k);
        k->instant = event->time;
    }
    if (is_marker) {
        note_start_marker(k, event);
        return;
    }
    if (is_activation) {
        activation_failed(k, event, &dcom);
        return;
    }
    if (is_companion) {
        companion_failed(k, event, &companion);
        return;
    }
    struct computer *c = computers_get(k->computers, event->computer);
    struct service *s = services_get(&k->services, c);
    computers_name(k->computers, c);
    settling_touch(k, s, event->time);
    follow_name(k, c, event);
    wmi_event(k, s, event);
}

void correlate_finish(struct correlate *k)
{
    settling_finish(k);
    k->counts->open += k->operations.count;
}

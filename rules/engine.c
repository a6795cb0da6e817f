/* The way of a failure after it has settled: fingerprint, rules, filter, group, counts. */
#include "rules/engine.h"

#include <stdlib.h>
#include <string.h>

#include "parsers/base/account.h"
#include "parsers/base/memory.h"
#include "parsers/base/search.h"
#include "parsers/event/event_ids.h"
#include "rules/computers/processes.h"
#include "rules/failure/kind.h"
#include "rules/failure/marks.h"
#include "rules/matching/cases.h"
#include "rules/matching/match.h"
#include "rules/matching/wants.h"
#include "rules/operations/correlate.h"
#include "rules/surroundings/surroundings.h"

enum {
    ID_PAGES = 256, /* of event ids: most are on one or two of them */
    IDS_OF_PAGE = (UINT16_MAX + 1) / ID_PAGES,
    WEIGHED_EVERY = 64, /* events */
};

struct engine {
    struct engine_options options;
    struct engine_stats stats;
    struct correlate correlate;
    struct computers computers;
    struct systems systems;
    struct processes processes;
    struct told told;
    const struct failure *settled; /* the one that is judged, NULL between failures */
    struct judgement judgement;    /* of it */
    struct kinds *kinds;
    struct match_cases cases;
    struct group **groups;
    size_t group_count, group_cap, max_groups;
    struct account group_memory;
    size_t kind_bytes;             /* that are counted there */
    size_t bytes_beside;           /* of all that has bounds of its own, as weighed last */
    uint64_t *id_counts[ID_PAGES]; /* by event id; NULL: none of the page was met */
    struct engine_count *ids;
    size_t id_count;
    struct engine_count *codes; /* sorted by value */
    size_t code_count, code_cap;
    const struct open_operation *const *open;
    size_t open_count;
    struct surroundings *surroundings; /* NULL without rules */
    struct incidents *incidents;
    struct consumers *consumers;
    const struct consumer **consumer_list; /* those that count */
    size_t consumer_count;
};

static int compare_code(const void *key, const void *item)
{
    const uint32_t *value = key;
    const struct engine_count *counted = item;
    return (*value > counted->value) - (*value < counted->value);
}

static void count_code(struct engine *e, uint32_t value)
{
    size_t low = search_first(&value, e->codes, e->code_count, sizeof(*e->codes), compare_code);
    if (low < e->code_count && e->codes[low].value == value) {
        e->codes[low].count++;
        return;
    }
    if (e->code_count == ENGINE_MAX_CODES) {
        e->stats.uncounted_codes++;
        return;
    }
    e->codes = memory_grow(e->codes, e->code_count, &e->code_cap, sizeof(*e->codes));
    memmove(&e->codes[low + 1], &e->codes[low], (e->code_count - low) * sizeof(*e->codes));
    e->codes[low] = (struct engine_count){value, 1};
    e->code_count++;
}

static void judge(struct engine *e, const struct failure *f)
{
    struct judgement *j = &e->judgement;
    if (e->options.rules) {
        rule_set_match_in(e->options.rules, &e->cases, e->surroundings, f, j);
    } else {
        judgement_clear(j);
        j->verdict = VERDICT_DEGRADED;
        j->reason = VIEW("no rules are loaded");
    }
}

void engine_explain(struct engine *e)
{
    if (e->settled && !e->judgement.is_explained) {
        rule_set_explain_in(e->surroundings, e->settled, &e->judgement);
    }
}

void engine_explain_cause(struct engine *e, size_t index)
{
    if (e->settled) {
        rule_set_explain_cause_in(e->surroundings, e->settled, &e->judgement, index);
    }
}

void engine_exclude(struct engine *e, const struct rule *rule, struct arena *arena,
                    struct exclusion *out)
{
    rule_exclude_in(rule, e->surroundings, e->settled, arena, out);
}

/* The group of the failure's kind, NULL over the limit. */
static struct group *group_of(struct engine *e, const struct failure *f)
{
    if (f->kind->group || e->group_count >= e->max_groups || account_is_full(&e->group_memory)) {
        return f->kind->group;
    }
    e->groups = memory_grow(e->groups, e->group_count, &e->group_cap, sizeof(*e->groups));
    f->kind->group = group_new(f);
    f->kind->group->beside = kind_bytes(f->kind);
    e->kind_bytes += f->kind->group->beside;
    e->groups[e->group_count++] = f->kind->group;
    return f->kind->group;
}

/* Counts a failure, and keeps it where it is shown. */
static void gather(struct engine *e, const struct failure *f)
{
    const struct judgement *j = &e->judgement;
    struct group *g = group_of(e, f);
    if ((g && group_wants(g, j)) || incidents_wants(e->incidents, f, j)) {
        engine_explain(e);
        rule_set_fill_steps(f, &e->judgement);
    }
    if (g) {
        g->is_frozen = account_is_full(&e->group_memory);
        group_add(g, f, j);
        account_change(&e->group_memory, &g->bytes, group_bytes(g));
    } else {
        e->stats.ungrouped_failures++;
    }
    incidents_add(e->incidents, f, j);
}

/* Tells the surroundings of a failure as soon as it is seen: those before it that still wait may
 * ask for it. */
static void noted(void *context, struct failure *f, const struct failure_likeness *known,
                  bool is_trace)
{
    struct engine *e = context;
    kinds_like(e->kinds, f, known);
    f->marks = marks_like(f, known);
    surroundings_failure(e->surroundings, f,
                         is_trace ? SURROUNDINGS_SIDE_TRACE : SURROUNDINGS_SIDE_CLIENT);
}

/* A remote client is looked up among the processes of its own machine. */
static void name_client(const struct engine *e, struct failure_client *client, int64_t time,
                        struct view computer)
{
    if (!client->has_process_id || !view_is_empty(client->process_name) ||
        client->locality == LOCALITY_UNKNOWN) {
        return;
    }
    bool is_local = client->locality == LOCALITY_LOCAL || client->is_here;
    /* Or what the client's own machine logged about a server elsewhere; lists alone ask for it. */
    bool is_at_home =
        e->options.process_count > 0 && (is_local || computer_name_same(client->machine, computer));
    const struct process_question question = {.computer = is_local ? computer : client->machine,
                                              .process_id = client->process_id,
                                              .created = client->created,
                                              .time = time,
                                              .is_any_allowed = is_at_home};
    processes_find(&e->processes, &question, &client->process_name, &client->process_name_source);
    /* A process that events name may be another one, which had the number before. */
    if (view_is_empty(client->process_name) ||
        view_starts(client->process_name_source, VIEW(PROCESSES_OF_LIST))) {
        client->held_providers =
            told_providers(&e->told, question.computer, client->process_id, time);
        client->services = told_services(&e->told, question.computer, client->process_id);
    }
}

static void settled(void *context, struct failure *f)
{
    struct engine *e = context;
    name_client(e, &f->client, f->time, f->computer);
    if (f->provider.has_host) {
        f->provider.held_providers =
            told_providers(&e->told, f->computer, f->provider.host_process_id, f->time);
    }
    const struct failure_kind *kind = kinds_of(e->kinds, f);
    memcpy(f->fingerprint, kind->fingerprint, sizeof(f->fingerprint));
    judge(e, f);
    f->id = e->stats.failures + 1;
    e->settled = f;
    bool counts =
        !e->options.on_failure || e->options.on_failure(e->options.context, f, &e->judgement);
    if (counts) {
        e->stats.failures++;
        e->stats.by_phase[f->phase]++;
        e->stats.by_verdict[e->judgement.verdict]++;
        if (!f->has_no_result) {
            count_code(e, f->result);
        }
        gather(e, f);
    } else {
        e->stats.filtered_failures++;
    }
    e->settled = NULL;
}

static void passed(void *context, const struct landmark *landmark)
{
    struct engine *e = context;
    if (!landmark->operation) {
        e->options.on_landmark(e->options.context, landmark);
        return;
    }
    struct open_operation operation = *landmark->operation;
    struct landmark named = *landmark;
    name_client(e, &operation.client, landmark->time, landmark->computer);
    named.operation = &operation;
    e->options.on_landmark(e->options.context, &named);
}

/* Who asks for more groups and sets no bound for memory means what they take. */
static size_t group_budget(const struct engine_options *options)
{
    const size_t share = budget_share(options->operations.max_memory, BUDGET_GROUPS);
    const size_t asked = options->max_groups * ENGINE_GROUP_BYTES;
    return options->operations.max_memory == 0 && asked > share ? asked : share;
}

struct engine *engine_new(const struct engine_options *options)
{
    struct engine *e = memory_new(1, sizeof(*e));
    e->options = *options;
    e->stats.first = WINTIME_NONE;
    e->stats.last = WINTIME_NONE;
    e->max_groups = options->max_groups != 0 ? options->max_groups : ENGINE_MAX_GROUPS;
    e->group_memory.limit = group_budget(options);
    account_join(&e->group_memory, options->operations.pool);
    if (!options->hides_groups) {
        e->group_memory.fair = e->group_memory.limit; /* what is shown does not give way */
    }
    e->kinds = kinds_new(e->max_groups);
    match_cases_init(&e->cases);
    judgement_init(&e->judgement);
    computers_init(&e->computers, 0);
    systems_init(&e->systems, &e->computers, options->operations.pool);
    e->consumers = consumers_new();
    correlate_init(&e->correlate, &e->computers, &options->operations, &e->stats.operations);
    e->correlate.on_failure = settled;
    e->correlate.on_landmark = options->on_landmark ? passed : NULL;
    e->correlate.context = e;
    e->incidents = incidents_new();
    if (options->rules) {
        e->surroundings =
            rule_set_surroundings(options->rules, &e->computers, options->operations.max_memory);
        surroundings_tell_systems(e->surroundings, &e->systems);
        surroundings_share(e->surroundings, options->operations.pool);
        e->correlate.on_noted = surroundings_wants_failures(e->surroundings) ? noted : NULL;
        e->correlate.surroundings = e->surroundings;
    }
    told_init(&e->told, &(struct told_entries){.hosts = options->hosts,
                                               .host_count = options->host_count,
                                               .services = options->services,
                                               .service_count = options->service_count,
                                               .quotas = options->quotas,
                                               .quota_count = options->quota_count});
    processes_init(&e->processes, &e->computers, 0);
    e->processes.pool = options->operations.pool;
    for (size_t i = 0; i < options->process_count; i++) {
        processes_add_known(&e->processes, &options->processes[i]);
    }
    return e;
}

void engine_free(struct engine *e)
{
    if (!e) {
        return;
    }
    correlate_release(&e->correlate);
    processes_release(&e->processes);
    told_release(&e->told);
    systems_release(&e->systems);
    computers_release(&e->computers);
    for (size_t i = 0; i < e->group_count; i++) {
        group_free(e->groups[i]);
    }
    kinds_free(e->kinds);
    match_cases_release(&e->cases);
    judgement_release(&e->judgement);
    incidents_free(e->incidents);
    surroundings_free(e->surroundings);
    consumers_free(e->consumers);
    free(e->consumer_list);
    free(e->groups);
    for (size_t i = 0; i < ID_PAGES; i++) {
        free(e->id_counts[i]);
    }
    free(e->ids);
    free(e->codes);
    free(e);
}

static void weigh(struct engine *e)
{
    const size_t kinds = kinds_bytes(e->kinds);
    size_t bytes = computers_bytes(&e->computers) + systems_bytes(&e->systems) +
                   processes_bytes(&e->processes) + correlate_bytes_beside(&e->correlate) +
                   match_cases_bytes(&e->cases) + incidents_bytes(e->incidents) +
                   consumers_bytes(e->consumers) + e->group_cap * sizeof(struct group *) +
                   e->code_cap * sizeof(*e->codes);
    bytes += kinds > e->kind_bytes ? kinds - e->kind_bytes : 0;
    bytes += e->surroundings ? surroundings_bytes_beside(e->surroundings) : 0;
    account_pool_weigh(e->options.operations.pool, &e->bytes_beside, bytes);
}

static void count_id(struct engine *e, uint16_t id)
{
    uint64_t **page = &e->id_counts[id / IDS_OF_PAGE];
    if (!*page) {
        *page = memory_new(IDS_OF_PAGE, sizeof(**page));
    }
    (*page)[id % IDS_OF_PAGE]++;
}

static void count_event(struct engine *e, const struct event *event)
{
    struct engine_stats *s = &e->stats;
    s->wmi_events++;
    count_id(e, event->id);
    if (event->id >= EVENT_ID_OLD_START && event->id <= EVENT_ID_TRACE_LAST) {
        s->trace_events++;
    } else if (event->id >= EVENT_ID_PROVIDER_LOAD &&
               event->id <= EVENT_ID_PERMANENT_SUBSCRIPTION) {
        s->operational_events++;
    }
    if (event->time == WINTIME_NONE) {
        return;
    }
    if (s->first == WINTIME_NONE || event->time < s->first) {
        s->first = event->time;
    }
    if (s->last == WINTIME_NONE || event->time > s->last) {
        s->last = event->time;
    }
}

void engine_event(struct engine *e, const struct event *event)
{
    if (e->stats.events++ % WEIGHED_EVERY == 0) {
        weigh(e);
    }
    if (event->is_wmi_activity) {
        count_event(e, event);
        if (event->id >= EVENT_ID_SUBSCRIBED_PROVIDER &&
            (!e->options.wants_consumer_event ||
             e->options.wants_consumer_event(e->options.context, event))) {
            consumers_event(e->consumers, event);
        }
    }
    processes_event(&e->processes, event);
    systems_event(&e->systems, event);
    if (e->surroundings) {
        correlate_advance(&e->correlate, event);
        surroundings_event(e->surroundings, event);
    }
    correlate_event(&e->correlate, event);
}

static int compare_groups(const void *left, const void *right)
{
    const struct group *const *a = left, *const *b = right;
    return group_compare(*a, *b);
}

static void list_ids(struct engine *e)
{
    size_t cap = 0;
    for (size_t i = 0; i < ID_PAGES * IDS_OF_PAGE; i++) {
        const uint64_t *page = e->id_counts[i / IDS_OF_PAGE];
        if (!page) {
            i += IDS_OF_PAGE - 1;
        } else if (page[i % IDS_OF_PAGE] > 0) {
            e->ids = memory_grow(e->ids, e->id_count, &cap, sizeof(*e->ids));
            e->ids[e->id_count++] = (struct engine_count){(uint32_t)i, page[i % IDS_OF_PAGE]};
        }
    }
}

static void list_consumers(struct engine *e)
{
    size_t count;
    consumers_compare(e->consumers, e->options.subscriptions, e->options.subscription_count);
    consumers_name_processes(e->consumers, &e->processes);
    const struct consumer *const *all = consumers_list(e->consumers, &count);
    e->consumer_list = memory_new(count + 1, sizeof(struct consumer *));
    for (size_t i = 0; i < count; i++) {
        if (!e->options.on_consumer || e->options.on_consumer(e->options.context, all[i])) {
            e->consumer_list[e->consumer_count++] = all[i];
        }
    }
    e->stats.dropped_consumers = consumers_dropped(e->consumers);
}

void engine_went_on(struct engine *e, uint32_t source, int64_t time)
{
    operations_went_on(&e->correlate.operations, source, time);
}

void engine_finish(struct engine *e)
{
    correlate_finish(&e->correlate);
    e->stats.operations.dropped_hosts = e->correlate.hosts.dropped;
    e->stats.dropped_surroundings = e->correlate.services.uncompared;
    e->stats.dropped_surroundings += e->surroundings ? surroundings_dropped(e->surroundings) : 0;
    e->stats.dropped_incidents = incidents_dropped(e->incidents);
    e->stats.dropped_processes = e->processes.dropped;
    e->stats.dropped_computers = computers_dropped(&e->computers);
    e->open = operations_list(&e->correlate.operations, &e->open_count);
    if (e->group_count > 0) {
        qsort(e->groups, e->group_count, sizeof(struct group *), compare_groups);
    }
    list_ids(e);
    list_consumers(e);
    systems_finish(&e->systems, &e->told);
}

const struct engine_stats *engine_stats(const struct engine *e)
{
    return &e->stats;
}

const struct group *const *engine_groups(const struct engine *e, size_t *count)
{
    *count = e->group_count;
    return (const struct group *const *)e->groups;
}

const struct incident *const *engine_incidents(const struct engine *e, size_t *count)
{
    return incidents_list(e->incidents, count);
}

const struct incident *const *engine_told_incidents(const struct engine *e, size_t *count)
{
    return incidents_told(e->incidents, count);
}

const struct open_operation *const *engine_open_operations(const struct engine *e, size_t *count)
{
    *count = e->open_count;
    return e->open;
}

struct view engine_held_providers(const struct engine *e, struct view computer, uint32_t process_id,
                                  int64_t time)
{
    return told_providers(&e->told, computer, process_id, time);
}

const struct consumer *const *engine_consumers(const struct engine *e, size_t *count)
{
    *count = e->consumer_count;
    return e->consumer_list;
}

const struct engine_count *engine_counts_by_event_id(const struct engine *e, size_t *count)
{
    *count = e->id_count;
    return e->ids;
}

const struct engine_count *engine_counts_by_code(const struct engine *e, size_t *count)
{
    *count = e->code_count;
    return e->codes;
}

const struct view *engine_computers(const struct engine *e, size_t *count)
{
    *count = e->computers.name_count;
    return e->computers.names;
}

const struct system *const *engine_systems(const struct engine *e, size_t *count)
{
    *count = e->systems.count;
    return (const struct system *const *)e->systems.list;
}

/* Events in, judged failures and groups out: correlation, settling, rules, grouping. */
#ifndef WMILOG_RULES_ENGINE_H
#define WMILOG_RULES_ENGINE_H
#include "parsers/event/process_entry.h"
#include "rules/computers/systems.h"
#include "rules/consumers/consumers.h"
#include "rules/failure/failure.h"
#include "rules/findings/group.h"
#include "rules/findings/incidents.h"
#include "rules/matching/match.h"
#include "rules/operations/operations.h"

/* Named limits; 0 in engine_options means these. */
enum {
    ENGINE_MAX_GROUPS = 4096,
    ENGINE_GROUP_BYTES = 2750, /* that most groups take no more than */
    ENGINE_MAX_CODES = 4096,   /* different result codes that are counted one by one */
};

struct engine_options {
    const struct rule_set *rules; /* NULL: no causes, every verdict is degraded */
    struct operation_limits operations;
    bool hides_groups; /* nobody looks at them: they give way to what waits, and to the report */
    size_t max_groups;
    const struct process_entry *processes; /* of process lists; borrowed by engine_new */
    size_t process_count;
    /* What files beside the logs tell of the computers; borrowed until engine_free. */
    const struct host_entry *hosts;
    size_t host_count;
    const struct host_entry *services; /* those of a process together */
    size_t service_count;
    const struct quota_entry *quotas;
    size_t quota_count;
    const struct listed_object *subscriptions;
    size_t subscription_count;
    /* Called for each failure when it has settled, in order of settling. Both are valid during the
     * call; who shows the sentences and evidence of the causes calls engine_explain first. Returns
     * whether the failure counts for groups (a filter of the report). */
    bool (*on_failure)(void *context, const struct failure *f, const struct judgement *j);
    /* Whether an event may tell of an event consumer, and whether a consumer counts (filters of the
     * report). NULL: all. */
    bool (*wants_consumer_event)(void *context, const struct event *event);
    bool (*on_consumer)(void *context, const struct consumer *consumer);
    /* Gets what happened beside the failures, whichever computer it is of. NULL: not wanted. */
    void (*on_landmark)(void *context, const struct landmark *landmark);
    void *context;
};

/* Counts over the whole input. What fell out of a limit is in the dropped_* counts. */
struct engine_stats {
    uint64_t events; /* given to engine_event */
    uint64_t wmi_events;
    uint64_t trace_events;       /* ids 1..101 */
    uint64_t operational_events; /* 5857..5861 */
    struct operation_counts operations;
    uint64_t failures, filtered_failures;
    uint64_t ungrouped_failures;   /* failures in no group because of the limit */
    uint64_t uncounted_codes;      /* failures whose code is not in engine_counts_by_code */
    uint64_t dropped_surroundings; /* events and failures that rules could not be asked about */
    uint64_t dropped_incidents;    /* failures in no incident because of INCIDENTS_MAX */
    uint64_t dropped_consumers;    /* events of event consumers over the limits */
    uint64_t dropped_processes;    /* names of processes forgotten because of a limit */
    uint64_t dropped_computers;    /* computers over the limit, which share one place */
    uint64_t by_phase[PHASE_COUNT];
    uint64_t by_verdict[VERDICT_COUNT];
    int64_t first, last; /* of WMI-Activity events, WINTIME_NONE when none */
};

struct engine;

struct engine *engine_new(const struct engine_options *options);
void engine_free(struct engine *e);

/* Takes events in time order (per computer). The event is borrowed for the call. */
void engine_event(struct engine *e, const struct event *event);
/* For on_failure, during its call: fills in what the causes rest on, sentences and evidence, which
 * costs more than the judgement and is done only for failures that somebody shows. How to tell and
 * what to do is filled in for groups and incidents alone. */
void engine_explain(struct engine *e);
/* The same for the cause at that index alone. */
void engine_explain_cause(struct engine *e, size_t index);
/* For on_failure, during its call: what keeps a rule of the set from holding for the failure. */
void engine_exclude(struct engine *e, const struct rule *rule, struct arena *arena,
                    struct exclusion *out);
/* The log of a source went on until `time`, whichever its last event of WMI-Activity was. After the
 * last event. */
void engine_went_on(struct engine *e, uint32_t source, int64_t time);
/* Settles what is pending and collects open operations. Call once. */
void engine_finish(struct engine *e);

const struct engine_stats *engine_stats(const struct engine *e);
/* Groups, the worst verdict first, then the larger count, then first time, then fingerprint. Valid
 * after engine_finish, until engine_free. */
const struct group *const *engine_groups(const struct engine *e, size_t *count);
/* Incidents, the worst verdict first. After engine_finish, until engine_free. */
const struct incident *const *engine_incidents(const struct engine *e, size_t *count);
/* The incidents of several groups, which tell more than each of these does; as long valid. */
const struct incident *const *engine_told_incidents(const struct engine *e, size_t *count);
/* Open operations ordered by start; at most max_open. After engine_finish. */
const struct open_operation *const *engine_open_operations(const struct engine *e, size_t *count);
/* The providers that a process held by a list beside the log: "CIMWin32, WMIProv and 2 more"; empty
 * when none tells, or when the process of `time` must have been another one. Lives as long as `e`.
 */
struct view engine_held_providers(const struct engine *e, struct view computer, uint32_t process_id,
                                  int64_t time);
/* Event consumers, the worst verdict first, then the earliest. After engine_finish. */
const struct consumer *const *engine_consumers(const struct engine *e, size_t *count);

/* Counts by value, sorted by value. */
struct engine_count {
    uint32_t value;
    uint64_t count;
};
const struct engine_count *engine_counts_by_event_id(const struct engine *e, size_t *count);
const struct engine_count *engine_counts_by_code(const struct engine *e, size_t *count);
/* Computers of WMI-Activity events in order of appearance. */
const struct view *engine_computers(const struct engine *e, size_t *count);
/* What the events tell of the Windows of their computers. After engine_finish, until engine_free.
 */
const struct system *const *engine_systems(const struct engine *e, size_t *count);

#endif

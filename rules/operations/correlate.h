/* Events to failures: what started, what stopped, what failed, and for whom. */
#ifndef WMILOG_RULES_OPERATIONS_CORRELATE_H
#define WMILOG_RULES_OPERATIONS_CORRELATE_H
#include "parsers/base/hash/intern.h"
#include "rules/computers/computers.h"
#include "rules/operations/hosts.h"
#include "rules/operations/open.h"
#include "rules/operations/services.h"
#include "rules/operations/waiting.h"
#include "rules/texts/operation_memo.h"

struct surroundings; /* rules/surroundings/surroundings.h */

struct correlate {
    struct computers *computers; /* borrowed */
    struct services services;
    struct hosts hosts;
    struct operations operations;
    struct waiting waiting;
    struct operation_memo *texts;
    struct intern channels;
    struct operation_counts *counts;
    int64_t instant;     /* time of the latest event */
    bool asks_elsewhere; /* a failure tells of another machine, whose log may be asked */
    /* Where settling_everywhere() looked last: times of events, by wintime_is_local(). */
    int64_t looked_everywhere[2];
    struct service **touched; /* services whose clock moved in this instant */
    size_t touched_count, touched_cap;
    /* Gets each failure when it has settled, classified but not judged; valid during the call. */
    void (*on_failure)(void *context, struct failure *f);
    /* Gets each failing event as soon as it is seen: classified, but not settled and not joined
     * with its other half. May make its fingerprint and marks, of which something is `known` where
     * one event tells all of it, else NULL. NULL = not wanted. */
    void (*on_noted)(void *context, struct failure *f, const struct failure_likeness *known,
                     bool is_trace);
    /* Gets each landmark when it is seen. NULL = not wanted. */
    void (*on_landmark)(void *context, const struct landmark *landmark);
    void *context;
    struct surroundings *surroundings; /* learns of successes and renamings; NULL = none */
};

/* `computers` and `counts` are borrowed; the latter are all zero. */
void correlate_init(struct correlate *k, struct computers *computers,
                    const struct operation_limits *limits, struct operation_counts *counts);
void correlate_release(struct correlate *k);
/* What it takes beside the accounts of operations and waiting failures. */
size_t correlate_bytes_beside(const struct correlate *k);

/* Settles what an event of any provider is too late for, before it is taken into the surroundings:
 * room is made there for what comes by giving up what is long past. */
void correlate_advance(struct correlate *k, const struct event *event);
/* Takes an event of WMI-Activity, and of other logs a start of the WMI service (5615, 5617 of the
 * Application log), a failed activation of WMI (DistributedCOM), what else tells of a failure
 * (companions.h), and another name of a computer. The rest does nothing. The event is borrowed for
 * the call. */
void correlate_event(struct correlate *k, const struct event *event);
/* Settles everything, in order of time, and counts what is still open. */
void correlate_finish(struct correlate *k);

#endif

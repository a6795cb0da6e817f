/* Failures that wait until what comes after them can be their evidence, and the joining of the two
 * events that Windows writes for one failure (13 in the Trace channel, 5858 in Operational). */
#ifndef WMILOG_RULES_OPERATIONS_WAITING_H
#define WMILOG_RULES_OPERATIONS_WAITING_H
#include "rules/operations/operations.h"
#include "rules/operations/services.h"

/* Which of the two events a failure is known from. */
enum pending_side { PENDING_TRACE, PENDING_CLIENT, PENDING_SIDES };

/* The three indexes: with correlation id, without it, and by service process alone. */
enum pending_link {
    PENDING_LINK_EXACT,
    PENDING_LINK_BASE,
    PENDING_LINK_ORPHAN,
    PENDING_LINKS,
};

enum {
    PAIR_NEAR_SECONDS = 1, /* how far a second choice may be, and the reach of an orphan stop */
    PAIR_MAX_SCAN = 64,    /* candidates looked at for one failure */
    PAIR_MAX_STEPS = 32,   /* failures looked at to find one pair */
    PENDING_ARENA_CHUNK = 1024,
};

struct pending;

/* All waiting failures of one key, by side, in order of time. */
struct pending_bucket {
    uint64_t key[8];
    struct pending *head[PENDING_SIDES], *tail[PENDING_SIDES];
    struct pending_bucket *next_free;
};

struct pending_position {
    struct pending_bucket *bucket; /* NULL when not in this index */
    struct pending *prev, *next;
};

struct pending {
    struct service *service;
    int64_t when; /* order of settling; the service's clock where the event has no time */
    struct event_origin origin;
    int64_t evidence_times[FAILURE_MAX_EVIDENCE];
    enum pending_side side;
    bool can_pair;     /* of event 13 or 5858 and not yet joined */
    bool is_orphan;    /* a stop whose start was not seen */
    bool has_locality; /* the event itself said whether the client is local */
    bool has_start;
    int64_t start, stop; /* of the trace */
    struct pending_position links[PENDING_LINKS];
    struct pending *earlier, *later; /* in the list of those that are in no index */
    size_t heap_index;
    struct pending *next_free;
    struct failure failure;
};

struct waiting {
    struct map buckets;
    struct pending_bucket *free_buckets;
    /* Only with an event 13 can a failure be joined, and most logs have none: until the first one
     * those that could pair stand in a list in order of arrival, and in no index. */
    bool is_pairing;
    struct pending *first, *last;
    struct pending *free;
    size_t count, max;
    int64_t settle; /* ticks */
    struct operation_counts *counts;
};

void waiting_init(struct waiting *set, size_t max, struct operation_counts *counts);
/* What still waits at these services is forgotten. */
void waiting_release(struct waiting *set, struct services *services);

/* An empty failure to fill; belongs to the set until waiting_free. */
struct pending *waiting_new(struct waiting *set);
/* Lets a filled failure of `service` wait. `when` and `origin` are set. */
void waiting_add(struct waiting *set, struct pending *p);
bool waiting_is_full(const struct waiting *set);

/* The oldest waiting failure of the service, or NULL. */
struct pending *waiting_oldest(const struct service *s);
/* Order of settling: time, then source, then record. */
bool waiting_is_before(const struct pending *a, const struct pending *b);
/* Takes the oldest failure of a service out, joined with its other half when there is one; the
 * caller gives it back with waiting_free. */
struct pending *waiting_take(struct waiting *set, struct pending *oldest);
void waiting_free(struct waiting *set, struct pending *p);

#endif

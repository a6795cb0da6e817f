/* One failure that waits, and where it stands: among those of its service, and in the indexes in
 * which its other half is looked for. */
#ifndef WMILOG_RULES_OPERATIONS_PENDING_H
#define WMILOG_RULES_OPERATIONS_PENDING_H
#include "parsers/base/account.h"
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
    PAIR_NEAR_SECONDS = 1,     /* how far a second choice may be, and the reach of an orphan stop */
    PAIR_MAX_SCAN = 64,        /* candidates looked at for one failure */
    PAIR_MAX_STEPS = 32,       /* failures looked at to find one pair */
    PENDING_ARENA_CHUNK = 288, /* the texts of most failures */
    PENDING_MAX_FREE = 512,    /* failures, and buckets, that are kept for the next ones */
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
    size_t bytes; /* that it takes */
    struct pending *next_free;
    struct failure failure;
};

struct waiting {
    struct map buckets;
    struct pending_bucket *free_buckets;
    size_t free_bucket_count;
    /* Only with an event 13 can a failure be joined, and most logs have none: until the first one
     * those that could pair stand in a list in order of arrival, and in no index. */
    bool is_pairing;
    struct pending *first, *last;
    struct pending *free;
    size_t free_count;
    size_t heap_bytes; /* of the services' heaps */
    size_t count, max;
    struct account memory;
    int64_t settle; /* ticks */
    struct operation_counts *counts;
};

/* Order of settling: time, then source, then record. */
bool pending_is_before(const struct pending *a, const struct pending *b);

#endif

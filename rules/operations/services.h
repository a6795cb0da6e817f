/* The WMI service of each computer, as the correlation follows it: clock, process, and what is
 * under way. */
#ifndef WMILOG_RULES_OPERATIONS_SERVICES_H
#define WMILOG_RULES_OPERATIONS_SERVICES_H
#include "rules/computers/computers.h"

struct operation;
struct pending;
struct provider_load;

/* A waiting failure in a heap; the time stands beside it so that most comparisons need no more. */
struct pending_entry {
    int64_t when;
    struct pending *pending;
};

/* A failure that was settled or waits: what those of other logs are compared with. */
struct recent_failure {
    int64_t time;
    uint32_t result;
    uint64_t name_space; /* as marks_hash makes it; 0 = none */
    bool is_other_log;   /* it is of another log: the WMI service that did not start */
};
enum {
    SERVICE_RECENT = 32, /* of each service */
    /* While the rings of all services have less than SERVICES_MAX_RINGS bytes. A storm brings
     * hundreds of failures in the minute that one of another log waits. */
    SERVICE_MAX_RECENT = 1024,
    SERVICES_MAX_RINGS = 1 << 20,
};

struct service {
    struct computer *computer;
    bool is_touched;     /* in the correlator's list of services whose clock moved */
    int64_t clock;       /* the latest time seen, WINTIME_NONE before the first */
    uint32_t process_id; /* 0 = unknown */
    int64_t since;       /* of the process */
    int64_t restarted;   /* time of the last restart seen, WINTIME_NONE when none */
    bool restarted_by_marker;
    uint32_t restarts;
    struct operation *operations; /* open ones, newest first */
    struct pending_entry *heap;   /* failures that wait, the oldest first */
    size_t heap_count, heap_cap;
    struct provider_load *loads;   /* ring of the latest HOSTS_LOADS provider loads */
    size_t load_count, load_cap;   /* ever added; room for them */
    bool has_lost_loads;           /* some were not kept */
    struct recent_failure *recent; /* the latest: most have fewer than SERVICE_RECENT */
    size_t recent_count, recent_cap;
    size_t recent_next;  /* the one that gives way */
    int64_t recent_lost; /* when the last one was that gave way too early, or WINTIME_NONE */
};

/* A connect that its client logged itself, in its own computer's log. */
struct recent_connect {
    int64_t time;
    uint32_t result;
    uint32_t process_id;             /* of the client; 0 = unknown */
    const struct computer *computer; /* that logged it */
    uint64_t target, account;        /* by marks_hash, of label and name alone; 0 = none */
};
enum { SERVICES_MAX_CONNECTS = 1024 };

struct services {
    struct service **list; /* in order of appearance */
    size_t count, cap;
    struct service **by_number; /* of the computer; NULL for those without */
    size_t number_count;
    size_t ring_bytes;                                     /* of the rings of failures */
    struct service over_limit;                             /* of all computers over the limit */
    struct recent_connect connects[SERVICES_MAX_CONNECTS]; /* ring of the latest */
    size_t connect_count;                                  /* ever added */
    uint64_t uncompared; /* failures of other logs that may be one of those that gave way */
};

void services_init(struct services *set, struct computers *computers);
void services_release(struct services *set);
/* What it takes, but for what belongs to provider loads and waiting failures. */
size_t services_bytes(const struct services *set);

/* The service of the computer, made when new. */
struct service *services_get(struct services *set, struct computer *c);
/* The same, or NULL when the computer (NULL: none) has none. */
struct service *services_find(const struct services *set, const struct computer *c);

#endif

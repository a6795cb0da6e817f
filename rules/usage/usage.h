/* Who uses WMI, how often and how long: operations counted by client, user, machine, namespace,
 * class, provider and provider host; the slowest of them, and the queries that come again and
 * again. */
#ifndef WMILOG_RULES_USAGE_USAGE_H
#define WMILOG_RULES_USAGE_USAGE_H
#include "rules/usage/operation.h"
#include "rules/usage/steps.h"

enum usage_axis {
    USAGE_REQUESTS, /* what one client asks for, and who answers */
    USAGE_CLIENTS,
    USAGE_USERS,
    USAGE_MACHINES,
    USAGE_NAMESPACES,
    USAGE_CLASSES,
    USAGE_PROVIDERS,
    USAGE_HOSTS,
    USAGE_AXIS_COUNT
};

extern const struct names usage_axis_names; /* "requests", "clients", "users", ... */

enum {
    USAGE_MAX_ROWS = 1024,             /* of one axis; what comes later is one row without a name */
    USAGE_MAX_SLOW = 100,              /* of the slowest operations */
    USAGE_MAX_POLLS = 2048,            /* different queries of different clients */
    USAGE_MAX_STARTS = 256,            /* processes that method calls started */
    USAGE_MAX_BYTES = 8 * 1024 * 1024, /* of all rows, and of each list of queries */
    USAGE_MAX_TEXT = 1024, /* bytes kept of an operation or a query; a cut one ends with " ..." */
    USAGE_MAX_NAME = 256,  /* bytes kept of a name, and that tell it apart */
    USAGE_MAX_HELD = 8,    /* providers named of one host */
    USAGE_MIN_POLLS = 4,   /* times that a query comes before it can be called polling */
    USAGE_MAX_SUBSCRIPTIONS = 256, /* different notification queries of different clients */
    USAGE_STEP_TICKS = 1000,       /* of the steps of durations: 0.1 ms */
};

/* What a request is. */
struct usage_request {
    struct operation_text operation; /* without its text, argument and query */
    struct view name_space;
    struct view provider; /* absent when none was named */
    bool has_host;
    uint32_t host_process_id;
};

/* Providers that were seen in one host, in order of appearance. */
struct usage_held {
    struct view names[USAGE_MAX_HELD];
    size_t count;
    bool has_more;
};

/* The last connect of a client machine that succeeded, and the last one that failed. */
struct usage_connects {
    int64_t succeeded, failed; /* when they ended; WINTIME_NONE = there was none */
    uint32_t result;           /* of the failed one; 0 when it cannot be read */
    struct view user, name_space;
    char user_text[USAGE_MAX_NAME], name_space_text[USAGE_MAX_NAME]; /* where they live */
};

/* One client, user, ... Views live in the usage. */
struct usage_row {
    struct view name;              /* absent for what has none, and for the rest over the limit */
    struct view computer;          /* of USAGE_HOSTS, USAGE_CLIENTS, USAGE_REQUESTS, digests */
    struct failure_client client;  /* of USAGE_CLIENTS and USAGE_REQUESTS */
    struct usage_request *request; /* of USAGE_REQUESTS */
    struct usage_held *held;       /* of USAGE_HOSTS */
    struct usage_connects *last;   /* of digests (rules/usage/digest.h) */
    bool is_rest;
    uint32_t process_id; /* of USAGE_HOSTS */
    int64_t first; /* of USAGE_HOSTS: when its first operation began, WINTIME_NONE = unknown */
    uint64_t count, failures;
    uint64_t connects, failed_connects; /* among them */
    uint64_t open_connects;             /* of digests: beside them, without an end */
    uint64_t timed;                     /* of them, with a known duration */
    int64_t total, max;
    uint32_t steps[STEPS_COUNT]; /* of durations */
};

/* A query of one client. */
struct usage_query {
    struct view text, name_space, computer;
    struct failure_client client;
    uint64_t count; /* times that it was asked */
    int64_t first, last;
    bool is_cut; /* a text of it was longer than what is kept */
};

/* A notification query that WMI polls for. */
struct usage_subscription {
    struct usage_query query;
    double seconds; /* of WITHIN */
    bool is_open;   /* one of them was not ended */
};

/* A process that a method call started: the text of the call, its class and method, and the
 * command line of the process; absent what is not known. */
struct usage_start {
    int64_t time;
    struct view computer, text, class_name, method, command_line;
    struct failure_client client;
    uint32_t process_id;
    bool is_cut; /* a text of it was longer than what is kept */
};

/* A query that one client sent several times. */
struct usage_poll {
    struct usage_query query;
    /* After usage_finish: the interval that most of them have, in seconds, and how many. */
    double every;
    uint64_t regular;
    bool is_regular;
};

struct usage;

struct usage *usage_new(void);
void usage_free(struct usage *u);
/* All that it takes. */
size_t usage_bytes(const struct usage *u);
void usage_add(struct usage *u, const struct usage_operation *op);
/* An operation that has not ended, of which `end` is not known: what it subscribes to is told. */
void usage_add_open(struct usage *u, const struct usage_operation *op);
/* Takes a landmark of a process that was started. */
void usage_add_start(struct usage *u, const struct landmark *landmark);
/* Sorts. Call once, after the last operation. */
void usage_finish(struct usage *u);

/* After usage_finish: those that took the most time first, then the most often; valid until
 * usage_free. `more` counts operations in the row of the rest. */
const struct usage_row *const *usage_rows(const struct usage *u, enum usage_axis axis,
                                          size_t *count);
/* The slowest first. */
const struct slow_operation *usage_slowest(const struct usage *u, size_t *count);
/* Those at mostly equal intervals, the most often first. `*more` counts operations whose query is
 * over the limit. */
size_t usage_poll_count(const struct usage *u, uint64_t *more);
const struct usage_poll *usage_poll(const struct usage *u, size_t index);
/* The same, with the shortest intervals first. */
size_t usage_subscription_count(const struct usage *u, uint64_t *more);
const struct usage_subscription *usage_subscription(const struct usage *u, size_t index);

/* In order of time; `*more` counts those over the limit. */
const struct usage_start *usage_starts(const struct usage *u, size_t *count, uint64_t *more);

/* The duration that so many percent of the timed operations did not pass, to about a tenth. */
int64_t usage_percentile(const struct usage_row *row, unsigned percent);

#endif

/* Who uses WMI, how often and how long: operations counted by client, user, machine, namespace,
 * class, provider and provider host; the slowest of them, and the queries that come again and
 * again. */
#ifndef WMILOG_RULES_USAGE_USAGE_H
#define WMILOG_RULES_USAGE_USAGE_H
#include "rules/operations/operations.h"
#include "rules/usage/slowest.h"

enum usage_axis {
    USAGE_CLIENTS,
    USAGE_USERS,
    USAGE_MACHINES,
    USAGE_NAMESPACES,
    USAGE_CLASSES,
    USAGE_PROVIDERS,
    USAGE_HOSTS,
    USAGE_AXIS_COUNT
};

extern const struct names usage_axis_names; /* "clients", "users", ... */

enum {
    USAGE_MAX_ROWS = 1024,  /* of one axis; what comes later is one row without a name */
    USAGE_MAX_SLOW = 100,   /* of the slowest operations */
    USAGE_MAX_POLLS = 2048, /* different queries of different clients */
    USAGE_MAX_STARTS = 256, /* processes that method calls started */
    USAGE_MAX_TEXT = 1024,  /* bytes kept of a name or a query */
    USAGE_STEPS = 112,      /* of durations, from 0.1 ms, four to each doubling */
    USAGE_MIN_POLLS = 4,    /* times that a query comes before it can be called polling */
};

/* One client, user, ... Views live in the usage. */
struct usage_row {
    struct view name;             /* absent for what has none, and for the rest over the limit */
    struct view computer;         /* of USAGE_HOSTS */
    struct failure_client client; /* of USAGE_CLIENTS */
    bool is_rest;
    uint32_t process_id; /* of USAGE_HOSTS */
    int64_t first; /* of USAGE_HOSTS: when its first operation began, WINTIME_NONE = unknown */
    uint64_t count, failures;
    uint64_t connects, failed_connects; /* among them */
    uint64_t timed;                     /* of them, with a known duration */
    int64_t total, max;
    uint32_t steps[USAGE_STEPS];
};

/* What is told of one operation that ended, or of a failure whose start was not seen. */
struct usage_operation {
    int64_t start, end; /* WINTIME_NONE = unknown */
    struct view computer;
    struct operation_text operation;
    struct view name_space;
    const struct failure_client *client;
    const struct failure_provider *provider; /* NULL for none */
    bool is_failure;
    uint32_t result; /* of a failure; 0 for none */
    bool has_created_process;
    uint32_t created_process_id;
    struct view command_line; /* of it; absent when it is not known */
};

/* A process that a method call started. */
struct usage_start {
    int64_t time;
    struct view computer, text, command_line;
    struct failure_client client;
    uint32_t process_id;
};

/* A query that one client sent several times. */
struct usage_poll {
    struct view query, name_space, computer;
    struct failure_client client;
    uint64_t count;
    int64_t first, last;
    /* Of the intervals, in seconds; before usage_finish the sums of them and of their squares. */
    double mean, variance;
};

struct usage;

struct usage *usage_new(void);
void usage_free(struct usage *u);
void usage_add(struct usage *u, const struct usage_operation *op);
/* Sorts. Call once, after the last operation. */
void usage_finish(struct usage *u);

/* After usage_finish: those that took the most time first, then the most often; valid until
 * usage_free. `more` counts operations in the row of the rest. */
const struct usage_row *const *usage_rows(const struct usage *u, enum usage_axis axis,
                                          size_t *count);
/* The slowest first. */
const struct slow_operation *usage_slowest(const struct usage *u, size_t *count);
/* Those at nearly equal intervals, the most often first. `*more` counts queries over the limit. */
const struct usage_poll *const *usage_polls(const struct usage *u, size_t *count, uint64_t *more);

/* In order of time; `*more` counts those over the limit. */
const struct usage_start *usage_starts(const struct usage *u, size_t *count, uint64_t *more);

/* The duration that so many percent of the timed operations did not pass, to about a tenth. */
int64_t usage_percentile(const struct usage_row *row, unsigned percent);

#endif

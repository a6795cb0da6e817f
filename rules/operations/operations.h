/* What the correlation of events may use, what it counts, and the operations that it leaves open.
 */
#ifndef WMILOG_RULES_OPERATIONS_OPERATIONS_H
#define WMILOG_RULES_OPERATIONS_OPERATIONS_H
#include "rules/failure/failure.h"

enum {
    OPERATIONS_MAX_OPEN = 16384,
    OPERATIONS_MAX_WAITING = 16384,  /* failures not yet settled */
    OPERATIONS_MAX_HOSTS = 4096,     /* provider host processes remembered */
    OPERATIONS_MAX_CHANNELS = 16384, /* bytes of the names that waiting failures share */
    OPERATIONS_SETTLE_SECONDS = 60,  /* of trace time */
};

/* 0 means the named limits. */
struct operation_limits {
    size_t max_open, max_waiting;
    size_t max_memory;         /* bytes of the whole run, of which this room takes its parts */
    struct account_pool *pool; /* that they share with others; NULL: with none */
};

struct operation_counts {
    uint64_t count; /* starts, and failures seen without one */
    uint64_t connects, failed_connects;
    uint64_t merged;       /* pairs of 13 and 5858 that were one failure */
    uint64_t orphan_stops; /* stops without a start */
    uint64_t open;         /* all of them; the list may be shorter */
    uint64_t service_restarts;
    uint64_t privileged_loads; /* warnings that a provider runs as LocalSystem: no failures */
    uint64_t late_events;      /* earlier than what was already settled */
    uint64_t dropped;          /* starts without an id, or forgotten because of the limit */
    uint64_t early_settled;    /* failures settled before their time because of the limit */
    uint64_t dropped_hosts;    /* provider hosts, their loads, and names, over a limit */
};

/* A start whose stop was not seen. */
struct open_operation {
    int64_t start;
    int64_t age; /* ticks until the last event of its computer, or the end of its trace */
    struct view computer;
    uint32_t service_process_id;
    uint32_t operation_id, group_operation_id;
    struct operation_text operation;
    struct view name_space;
    struct failure_client client;
    struct event_origin origin;
    const char *ended; /* NULL = still open at the end; else "service restarted", "id reused" */
};

/* What is no failure, and may explain one by when it happened. */
enum landmark_kind {
    LANDMARK_SERVICE_RESTARTED, /* WMI's own */
    LANDMARK_PROVIDER_LOADED,
    LANDMARK_OPERATION_ENDED, /* one whose start was seen, with whichever result */
    LANDMARK_PROCESS_STARTED, /* by a method call */
};

/* Views are borrowed for the call. */
struct landmark {
    enum landmark_kind kind;
    int64_t time; /* WINTIME_NONE = unknown */
    struct view computer;
    /* of LANDMARK_PROVIDER_LOADED */
    bool has_host, is_new_host; /* the first provider that is seen in this process */
    uint32_t host_process_id;
    struct view provider, path;
    /* of LANDMARK_OPERATION_ENDED and LANDMARK_PROCESS_STARTED. Of its operation are known the
     * text, whether it is a connect and, of event 22, class and method; its age is not. Of a start
     * that was not seen nothing is but the client. */
    const struct open_operation *operation;
    /* of LANDMARK_OPERATION_ENDED */
    const struct failure_provider *answerer; /* NULL = unknown */
    bool is_failure;
    uint32_t result; /* of a failure; 0 when it cannot be read */
    /* of LANDMARK_PROCESS_STARTED */
    uint32_t created_process_id;
    struct view command_line;
};

#endif

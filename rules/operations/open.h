/* Operations that have started and not stopped, by computer, service process and operation id. */
#ifndef WMILOG_RULES_OPERATIONS_OPEN_H
#define WMILOG_RULES_OPERATIONS_OPEN_H
#include "parsers/base/account.h"
#include "rules/operations/operations.h"
#include "rules/operations/services.h"

/* No padding: the bytes are the key of the maps. */
struct operation_key {
    uint32_t computer;
    uint32_t process_id;
    uint32_t id;
};

/* What events 12 and 2 said for a group operation id; shared by its open operations. */
struct operation_group {
    struct operation_key key;
    size_t users;
    bool has_provider;
    struct arena arena;
    size_t bytes;                     /* that it takes */
    struct failure_provider provider; /* views live in the arena */
    struct operation_group *next_free;
};

struct operation {
    struct operation_key key;
    struct arena arena;         /* all views below live here */
    struct open_operation info; /* its operation is parsed when it is needed */
    struct service *service;
    struct operation_group *group; /* NULL when it has no group operation id */
    struct view correlation_id;    /* absent when zero */
    size_t bytes;                  /* that it takes */
    bool has_locality;             /* the event itself said whether the client is local */
    bool has_group_id;
    bool has_created_process;
    uint32_t created_process_id;
    struct view command_line;
    struct view class_name, method;            /* of event 22 */
    struct operation *older, *newer;           /* all open operations in order of start */
    struct operation *next_local, *prev_local; /* of the same service */
    struct operation *next_free;
};

struct operations {
    struct map map;
    struct map groups;
    struct operation *oldest, *newest;
    struct operation *ended, *last_ended; /* closed without a stop, in order, linked by next_free */
    struct operation *free;
    struct operation_group *free_groups;
    size_t free_count, free_group_count;
    size_t count, ended_count, max;
    struct account memory;
    struct operation_counts *counts;
    const struct open_operation **list; /* made by operations_list */
};

/* At most so many operations, and so many bytes. `counts` is borrowed. */
void operations_init(struct operations *ops, size_t max, size_t max_bytes,
                     struct operation_counts *counts);
void operations_release(struct operations *ops);

/* A new open operation with nothing but key, service and group. One of the same key is closed as
 * "id reused"; over the limit the oldest is forgotten. */
struct operation *operations_start(struct operations *ops, const struct operation_key *key,
                                   struct service *s, const uint32_t *group_id);
struct operation *operations_find(const struct operations *ops, const struct operation_key *key);
struct operation_group *operations_group(const struct operations *ops,
                                         const struct operation_key *key);
/* Asks anew how much the operation, or the group, takes: after something was put into it. */
void operations_weigh(struct operations *ops, struct operation *op);
void operations_weigh_group(struct operations *ops, struct operation_group *g);
/* Forgets an operation that has stopped; it is invalid afterwards. */
void operations_stop(struct operations *ops, struct operation *op);
/* Closes all open operations of the service as never stopped: it was started again. */
void operations_close(struct operations *ops, struct service *s);
/* What it takes beside its account: what is kept for the next operations. */
size_t operations_bytes_beside(const struct operations *ops);
/* The log of a source went on until `time` without the stops of those that started in it. */
void operations_went_on(struct operations *ops, uint32_t source, int64_t time);
/* All that never stopped, ordered by start, at most max. Valid until operations_release. */
const struct open_operation *const *operations_list(struct operations *ops, size_t *count);

#endif

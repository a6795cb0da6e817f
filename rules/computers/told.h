/* What files beside the logs tell of the computers: providers in processes, and quotas. */
#ifndef WMILOG_RULES_COMPUTERS_TOLD_H
#define WMILOG_RULES_COMPUTERS_TOLD_H
#include "parsers/base/arena.h"
#include "parsers/event/machine.h"

enum { TOLD_MAX_PROVIDERS = 6 }; /* of one process that are named */

/* The providers of one process. */
struct told_process {
    uint32_t process_id;
    struct view computer;
    int64_t since;         /* before it the process did not live; WINTIME_NONE for unknown */
    struct view providers; /* "CIMWin32, WMIProv and 2 more" */
};

struct told {
    struct arena arena;
    struct told_process *processes; /* by process id */
    size_t process_count, process_cap;
    const struct quota_entry *quotas; /* borrowed */
    size_t quota_count;
};

/* All entries are borrowed and must outlive it. */
void told_init(struct told *told, const struct host_entry *hosts, size_t host_count,
               const struct quota_entry *quotas, size_t quota_count);
void told_release(struct told *told);

/* The providers that the process of this computer held when the list was made; empty when none are
 * known, or when the process of `time` must have been another one. Lives as long as `told`. */
struct view told_providers(const struct told *told, struct view computer, uint32_t process_id,
                           int64_t time);
/* The quotas of the computer, or NULL. */
const struct quota_entry *told_quotas(const struct told *told, struct view computer);

#endif

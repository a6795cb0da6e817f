/* What files beside the logs tell of the computers: providers and services in processes,
 * and quotas. */
#ifndef WMILOG_RULES_COMPUTERS_TOLD_H
#define WMILOG_RULES_COMPUTERS_TOLD_H
#include "parsers/base/arena.h"
#include "parsers/event/machine.h"

enum { TOLD_MAX_NAMES = 6 }; /* of what one process held that are named */

/* What one process held. */
struct told_process {
    uint32_t process_id;
    struct view computer;
    int64_t since;     /* before it the process did not live; WINTIME_NONE for unknown */
    struct view names; /* "CIMWin32, WMIProv and 2 more" */
};

/* By process id. */
struct told_processes {
    struct told_process *items;
    size_t count, cap;
};

struct told {
    struct arena arena;
    struct told_processes providers, services;
    const struct quota_entry *quotas; /* borrowed */
    size_t quota_count;
};

/* What files tell; all is borrowed. A list that names no computer is of any. The entries of a
 * process stand together. */
struct told_entries {
    const struct host_entry *hosts;
    size_t host_count;
    const struct host_entry *services; /* sorted */
    size_t service_count;
    const struct quota_entry *quotas;
    size_t quota_count;
};

/* All entries must outlive it. */
void told_init(struct told *told, const struct told_entries *entries);
void told_release(struct told *told);

/* The providers that the process of this computer held when the list was made; empty when none are
 * known, or when the process of `time` must have been another one. Lives as long as `told`. */
struct view told_providers(const struct told *told, struct view computer, uint32_t process_id,
                           int64_t time);
/* The services likewise, when they were listed; nothing tells since when they ran there. */
struct view told_services(const struct told *told, struct view computer, uint32_t process_id);
/* The quotas of the computer, or NULL. */
const struct quota_entry *told_quotas(const struct told *told, struct view computer);

#endif

/* What files of bundles, beside their logs, tell of the computers. */
#ifndef WMILOG_ANALYZER_COMMANDS_FOUND_FILES_H
#define WMILOG_ANALYZER_COMMANDS_FOUND_FILES_H
#include "analyzer/input/inputs.h"
#include "parsers/machine/provider_hosts.h"
#include "parsers/machine/service_hosts.h"
#include "parsers/machine/subscriptions.h"
#include "parsers/process_list/process_list.h"

/* Views live as long as the inputs that it was read from. */
struct found_files {
    struct provider_hosts hosts;
    struct service_hosts services;
    struct quota_entry *quotas; /* one for each computer, the first that was found */
    size_t quota_count, quota_cap;
    struct subscriptions subscriptions;
};

/* Reads all finds of the inputs; processes go into the list. What turns out to tell nothing is
 * counted as not used. Complains about those that cannot be read. */
void found_files_read(struct found_files *found, struct process_list *processes,
                      struct inputs *inputs);
void found_files_release(struct found_files *found);

#endif

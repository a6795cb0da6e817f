/* The finds of the inputs, each to where its like is kept. */
#include "analyzer/commands/found_files.h"

#include <stdlib.h>

#include "analyzer/input/complain.h"
#include "analyzer/input/finds.h"
#include "analyzer/input/tally.h"
#include "parsers/base/computer_name.h"
#include "parsers/base/memory.h"
#include "parsers/machine/quotas.h"

static bool has_quotas(const struct found_files *found, struct view computer)
{
    for (size_t i = 0; i < found->quota_count; i++) {
        if (computer_name_same(found->quotas[i].computer, computer)) {
            return true;
        }
    }
    return false;
}

static void add_quotas(struct found_files *found, const struct input_find *find, struct view bytes)
{
    struct quota_entry entry = {.computer = find->host, .source = find->shown};
    if (!quotas_read(bytes, entry.values) || has_quotas(found, find->host)) {
        return;
    }
    found->quotas =
        memory_grow(found->quotas, found->quota_count, &found->quota_cap, sizeof(*found->quotas));
    found->quotas[found->quota_count++] = entry;
}

static void take(struct found_files *found, struct process_list *processes, struct inputs *inputs,
                 const struct input_find *find, struct view bytes)
{
    struct error err;
    error_init(&err);
    switch (find->kind) {
    case BUNDLE_PROCESSES:
        if (process_list_add(processes, bytes, find->host, &err) != STATUS_OK) {
            tally_unused(inputs, &inputs->items[find->container], find->shown,
                         VIEW("named like a process list, but none that is known"));
        }
        break;
    case BUNDLE_PROVIDER_HOSTS:
        provider_hosts_add(&found->hosts, bytes, find->host);
        break;
    case BUNDLE_QUOTAS:
        add_quotas(found, find, bytes);
        break;
    case BUNDLE_LOG:
    case BUNDLE_LOST_LOG:
    case BUNDLE_EMPTY:
    case BUNDLE_UNUSED:
        break;
    }
}

void found_files_read(struct found_files *found, struct process_list *processes,
                      struct inputs *inputs)
{
    *found = (struct found_files){0};
    provider_hosts_init(&found->hosts);
    for (size_t i = 0; i < inputs->find_count; i++) {
        const struct input_find *find = &inputs->finds[i];
        struct error err;
        char *bytes = NULL;
        size_t len = 0;
        error_init(&err);
        if (finds_read(inputs, find, &bytes, &len, &err) == STATUS_OK) {
            take(found, processes, inputs, find, (struct view){bytes, len});
        } else {
            complain("%.*s: %s", VIEW_ARG(find->shown), err.message);
        }
        free(bytes);
    }
}

void found_files_release(struct found_files *found)
{
    provider_hosts_release(&found->hosts);
    free(found->quotas);
    *found = (struct found_files){0};
}

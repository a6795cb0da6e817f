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
    case BUNDLE_SERVICES:
        service_hosts_add(&found->services, bytes, find->host);
        break;
    case BUNDLE_PROVIDER_HOSTS:
        provider_hosts_add(&found->hosts, bytes, find->host, bundle_time(find->path));
        break;
    case BUNDLE_QUOTAS:
        add_quotas(found, find, bytes);
        break;
    case BUNDLE_SUBSCRIPTIONS:
        subscriptions_add(&found->subscriptions, view_behind_last(find->path, "/"), bytes,
                          find->host, find->shown);
        break;
    case BUNDLE_LOG:
    case BUNDLE_LOST_LOG:
    case BUNDLE_EMPTY:
    case BUNDLE_UNUSED:
        break;
    }
}

/* What lists hold beyond their limits. */
static void tell_left_out(const struct found_files *found, size_t processes)
{
    if (processes > 0) {
        complain("%zu processes in lists, over the limit of %d or %d bytes, were left out",
                 processes, PROCESS_LIST_MAX_ENTRIES, PROCESS_LIST_MAX_BYTES);
    }
    if (found->hosts.left_out > 0) {
        complain("%zu providers in lists of provider hosts, over the limit of %d, were left out",
                 found->hosts.left_out, PROVIDER_HOSTS_MAX);
    }
    if (found->services.left_out > 0) {
        complain("%zu services in lists, over the limit of %d or %d bytes, were left out",
                 found->services.left_out, SERVICE_HOSTS_MAX, SERVICE_HOSTS_MAX_BYTES);
    }
    if (found->subscriptions.left_out > 0) {
        complain(
            "%zu objects in lists of subscriptions, over the limit of %d or %d bytes, were left "
            "out",
            found->subscriptions.left_out, SUBSCRIPTIONS_MAX, SUBSCRIPTIONS_MAX_BYTES);
    }
}

void found_files_read(struct found_files *found, struct process_list *processes,
                      struct inputs *inputs)
{
    const size_t left_out = processes->left_out;
    *found = (struct found_files){0};
    provider_hosts_init(&found->hosts);
    service_hosts_init(&found->services);
    subscriptions_init(&found->subscriptions);
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
    for (size_t i = 0; i < processes->count; i++) {
        const struct process_entry *entry = &processes->entries[i];
        service_hosts_add_process(&found->services, entry->services, entry->process_id,
                                  entry->computer);
    }
    service_hosts_sort(&found->services);
    tell_left_out(found, processes->left_out - left_out);
}

void found_files_release(struct found_files *found)
{
    provider_hosts_release(&found->hosts);
    service_hosts_release(&found->services);
    subscriptions_release(&found->subscriptions);
    free(found->quotas);
    *found = (struct found_files){0};
}

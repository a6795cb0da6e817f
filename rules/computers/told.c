/* Lists of provider hosts by process, and quotas by computer. */
#include "rules/computers/told.h"

#include <stdlib.h>

#include "parsers/base/buffer.h"
#include "parsers/base/computer_name.h"
#include "parsers/base/memory.h"
#include "parsers/base/search.h"

/* The entries of a process stand together in their list; a provider of several namespaces is named
 * once. Returns how many entries were taken. */
static size_t add_process(struct told *told, const struct host_entry *first, size_t left)
{
    struct view named[TOLD_MAX_PROVIDERS];
    size_t count = 0, more = 0, used = 0;
    for (; used < left && first[used].process_id == first->process_id &&
           view_equal(first[used].computer, first->computer);
         used++) {
        bool is_known = false;
        for (size_t i = 0; i < count; i++) {
            is_known |= view_equal_nocase(named[i], first[used].provider);
        }
        if (!is_known && count < TOLD_MAX_PROVIDERS) {
            named[count++] = first[used].provider;
        } else if (!is_known) {
            more++;
        }
    }
    struct buffer names;
    buffer_init(&names, BUFFER_NO_MAX);
    for (size_t i = 0; i < count; i++) {
        buffer_format(&names, "%s%.*s", i > 0 ? ", " : "", VIEW_ARG(named[i]));
    }
    if (more > 0) {
        buffer_format(&names, " and %zu more", more);
    }
    told->processes = memory_grow(told->processes, told->process_count, &told->process_cap,
                                  sizeof(*told->processes));
    told->processes[told->process_count++] =
        (struct told_process){.process_id = first->process_id,
                              .since = first->since,
                              .computer = first->computer,
                              .providers = arena_copy(&told->arena, buffer_view(&names))};
    buffer_release(&names);
    return used;
}

static int compare_processes(const void *left, const void *right)
{
    const struct told_process *a = left, *b = right;
    return (a->process_id > b->process_id) - (a->process_id < b->process_id);
}

static int compare_process_id(const void *key, const void *item)
{
    const uint32_t *process_id = key;
    const struct told_process *told = item;
    return (*process_id > told->process_id) - (*process_id < told->process_id);
}

void told_init(struct told *told, const struct host_entry *hosts, size_t host_count,
               const struct quota_entry *quotas, size_t quota_count)
{
    *told = (struct told){.quotas = quotas, .quota_count = quota_count};
    arena_init(&told->arena, 0);
    for (size_t i = 0; i < host_count;) {
        i += add_process(told, &hosts[i], host_count - i);
    }
    if (told->process_count > 1) {
        qsort(told->processes, told->process_count, sizeof(*told->processes), compare_processes);
    }
}

void told_release(struct told *told)
{
    free(told->processes);
    arena_release(&told->arena);
    *told = (struct told){0};
}

static bool lived_then(const struct told_process *process, int64_t time)
{
    return process->since == WINTIME_NONE || time == WINTIME_NONE || wintime_is_local(time) ||
           time >= process->since;
}

struct view told_providers(const struct told *told, struct view computer, uint32_t process_id,
                           int64_t time)
{
    for (size_t i = search_first(&process_id, told->processes, told->process_count,
                                 sizeof(*told->processes), compare_process_id);
         i < told->process_count && told->processes[i].process_id == process_id; i++) {
        if (computer_name_same(told->processes[i].computer, computer) &&
            lived_then(&told->processes[i], time)) {
            return told->processes[i].providers;
        }
    }
    return VIEW_NONE;
}

const struct quota_entry *told_quotas(const struct told *told, struct view computer)
{
    for (size_t i = 0; i < told->quota_count; i++) {
        if (computer_name_same(told->quotas[i].computer, computer)) {
            return &told->quotas[i];
        }
    }
    return NULL;
}

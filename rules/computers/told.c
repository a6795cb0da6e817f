/* Lists of providers and services by process, and quotas by computer. */
#include "rules/computers/told.h"

#include <stdlib.h>

#include "parsers/base/buffer.h"
#include "parsers/base/computer_name.h"
#include "parsers/base/memory.h"
#include "parsers/base/search.h"

/* A provider of several namespaces, or a service of several lists, is named once. Returns how many
 * entries were taken. */
static size_t add_process(struct told_processes *processes, struct arena *arena,
                          const struct host_entry *first, size_t left)
{
    struct view named[TOLD_MAX_NAMES];
    size_t count = 0, more = 0, used = 0;
    for (; used < left && first[used].process_id == first->process_id &&
           view_equal(first[used].computer, first->computer);
         used++) {
        bool is_known = used > 0 && view_equal_nocase(first[used - 1].name, first[used].name);
        for (size_t i = 0; i < count; i++) {
            is_known |= view_equal_nocase(named[i], first[used].name);
        }
        if (!is_known && count < TOLD_MAX_NAMES) {
            named[count++] = first[used].name;
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
    processes->items =
        memory_grow(processes->items, processes->count, &processes->cap, sizeof(*processes->items));
    processes->items[processes->count++] =
        (struct told_process){.process_id = first->process_id,
                              .since = first->since,
                              .computer = first->computer,
                              .names = arena_copy(arena, buffer_view(&names))};
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

static void add_all(struct told_processes *processes, struct arena *arena,
                    const struct host_entry *entries, size_t count)
{
    for (size_t i = 0; i < count;) {
        i += add_process(processes, arena, &entries[i], count - i);
    }
    if (processes->count > 1) {
        qsort(processes->items, processes->count, sizeof(*processes->items), compare_processes);
    }
}

void told_init(struct told *told, const struct told_entries *entries)
{
    *told = (struct told){.quotas = entries->quotas, .quota_count = entries->quota_count};
    arena_init(&told->arena, 0);
    add_all(&told->providers, &told->arena, entries->hosts, entries->host_count);
    add_all(&told->services, &told->arena, entries->services, entries->service_count);
}

void told_release(struct told *told)
{
    free(told->providers.items);
    free(told->services.items);
    arena_release(&told->arena);
    *told = (struct told){0};
}

static bool lived_then(const struct told_process *process, int64_t time)
{
    return process->since == WINTIME_NONE || time == WINTIME_NONE || wintime_is_local(time) ||
           time >= process->since;
}

static struct view names_of(const struct told_processes *processes, struct view computer,
                            uint32_t process_id, int64_t time)
{
    for (size_t i = search_first(&process_id, processes->items, processes->count,
                                 sizeof(*processes->items), compare_process_id);
         i < processes->count && processes->items[i].process_id == process_id; i++) {
        const struct view where = processes->items[i].computer;
        if ((view_is_empty(where) || computer_name_same(where, computer)) &&
            lived_then(&processes->items[i], time)) {
            return processes->items[i].names;
        }
    }
    return VIEW_NONE;
}

struct view told_providers(const struct told *told, struct view computer, uint32_t process_id,
                           int64_t time)
{
    return names_of(&told->providers, computer, process_id, time);
}

struct view told_services(const struct told *told, struct view computer, uint32_t process_id)
{
    return names_of(&told->services, computer, process_id, WINTIME_NONE);
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

/* Which entries are kept. */
#include "parsers/process_list/entries.h"

#include <stdlib.h>

#include "parsers/base/memory.h"

enum { LIST_MAX_TEXT = 4096 }; /* bytes of one name that are kept */

void process_list_init(struct process_list *list)
{
    *list = (struct process_list){0};
    arena_init(&list->arena, 0);
    arena_init(&list->scratch, 0);
}

void process_list_release(struct process_list *list)
{
    arena_release(&list->arena);
    arena_release(&list->scratch);
    free(list->entries);
    *list = (struct process_list){0};
}

static bool keep(struct process_list *list, struct view process_id, struct process_entry entry)
{
    uint64_t number;
    if (view_is_empty(entry.name) || !view_number(process_id, &number) || number > UINT32_MAX) {
        list->malformed++;
        return false;
    }
    entry.name = view_slice(entry.name, 0, LIST_MAX_TEXT);
    entry.services = view_slice(entry.services, 0, PROCESS_LIST_MAX_SERVICES);
    entry.computer = view_slice(entry.computer, 0, LIST_MAX_TEXT);
    const size_t bytes = entry.name.len + entry.services.len + entry.computer.len;
    if (list->count == PROCESS_LIST_MAX_ENTRIES || bytes > PROCESS_LIST_MAX_BYTES - list->bytes) {
        list->left_out++;
        return true;
    }
    list->entries = memory_grow(list->entries, list->count, &list->cap, sizeof(*list->entries));
    list->bytes += bytes;
    entry.process_id = (uint32_t)number;
    entry.name = arena_copy(&list->arena, entry.name);
    entry.services = arena_copy(&list->arena, entry.services);
    entry.computer = arena_copy(&list->arena, entry.computer);
    list->entries[list->count++] = entry;
    return true;
}

bool process_list_keep(struct process_list *list, struct view process_id,
                       struct process_entry entry)
{
    const bool is_good = keep(list, process_id, entry);
    arena_clear(&list->scratch);
    return is_good;
}

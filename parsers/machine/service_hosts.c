/* The lines of `sc queryex`. */
#include "parsers/machine/service_hosts.h"

#include <stdlib.h>

#include "parsers/base/encoding.h"
#include "parsers/base/memory.h"

enum { LOOKED_AT = 2048 /* bytes that hold a whole service */ };

void service_hosts_init(struct service_hosts *list)
{
    *list = (struct service_hosts){0};
    arena_init(&list->arena, 0);
}

void service_hosts_release(struct service_hosts *list)
{
    free(list->entries);
    arena_release(&list->arena);
    *list = (struct service_hosts){0};
}

/* A line of the list; `label` is empty where it has none. */
struct line {
    struct view label, value;
    bool is_indented;
};

static bool next_line(struct view *rest, struct line *line)
{
    struct view text = *rest;
    if (rest->len == 0) {
        return false;
    }
    if (!view_cut(*rest, VIEW("\n"), &text, rest)) {
        *rest = VIEW_NONE;
    }
    *line = (struct line){.label = VIEW(""), .is_indented = view_starts(text, VIEW(" "))};
    if (view_cut(text, VIEW(":"), &line->label, &line->value)) {
        line->label = view_trim(line->label);
        line->value = view_trim(line->value);
    } else {
        line->label = VIEW("");
    }
    return true;
}

static bool has_number(const struct line *line, uint64_t *number)
{
    return line->is_indented && view_equal(line->label, VIEW("PID")) &&
           view_number(line->value, number) && *number <= UINT32_MAX;
}

static void add(struct service_hosts *list, struct view name, uint32_t process_id,
                struct view computer)
{
    if (name.len == 0 || name.len > SERVICE_HOSTS_MAX_NAME) {
        return;
    }
    if (list->count == SERVICE_HOSTS_MAX || name.len > SERVICE_HOSTS_MAX_BYTES - list->bytes) {
        list->left_out++;
        return;
    }
    list->bytes += name.len;
    list->entries = memory_grow(list->entries, list->count, &list->cap, sizeof(*list->entries));
    list->entries[list->count++] = (struct host_entry){.computer = computer,
                                                       .process_id = process_id,
                                                       .name = arena_copy(&list->arena, name),
                                                       .since = WINTIME_NONE};
}

/* The number of services that were found, whether they run or not; those that do are added, unless
 * `list` is NULL. */
static size_t walk(struct view bytes, struct service_hosts *list, struct view computer)
{
    struct buffer text;
    struct line line;
    struct view name = VIEW("");
    uint64_t process_id;
    size_t found = 0;
    bool was_label = false; /* the line before began with one */
    buffer_init(&text, BUFFER_NO_MAX);
    encoding_add_text(&text, bytes);
    struct view rest = buffer_view(&text);
    while (next_line(&rest, &line)) {
        const bool is_label = line.label.len > 0 && !line.is_indented;
        if (is_label && !was_label) {
            name = line.value;
        } else if (name.len > 0 && has_number(&line, &process_id)) {
            found++;
            if (list && process_id > 0) {
                add(list, name, (uint32_t)process_id, computer);
            }
            name = VIEW("");
        }
        was_label = is_label;
    }
    buffer_release(&text);
    return found;
}

bool service_hosts_recognise(struct view head)
{
    struct buffer text;
    struct line first = {0}, second = {0}, third = {0};
    buffer_init(&text, BUFFER_NO_MAX);
    encoding_add_text(&text, view_slice(head, 0, LOOKED_AT));
    struct view rest = view_trim(buffer_view(&text));
    const bool begins = next_line(&rest, &first) && next_line(&rest, &second) &&
                        next_line(&rest, &third) && !first.is_indented && !second.is_indented &&
                        third.is_indented && first.label.len > 0 && second.label.len > 0 &&
                        third.label.len > 0;
    buffer_release(&text);
    return begins && walk(view_slice(head, 0, LOOKED_AT), NULL, VIEW("")) > 0;
}

void service_hosts_add(struct service_hosts *list, struct view bytes, struct view computer)
{
    walk(bytes, list, computer);
}

void service_hosts_add_process(struct service_hosts *list, struct view names, uint32_t process_id,
                               struct view computer)
{
    struct view name;
    while (names.len > 0) {
        name = names;
        if (!view_cut(names, VIEW(","), &name, &names)) {
            names = VIEW_NONE;
        }
        add(list, view_trim(name), process_id, computer);
    }
}

static int compare(const void *left, const void *right)
{
    const struct host_entry *a = left, *b = right;
    const int by_computer = view_compare_nocase(a->computer, b->computer);
    if (by_computer != 0 || a->process_id != b->process_id) {
        return by_computer != 0 ? by_computer : a->process_id < b->process_id ? -1 : 1;
    }
    const int by_name = view_compare_nocase(a->name, b->name);
    return by_name != 0 ? by_name : view_compare(a->name, b->name);
}

void service_hosts_sort(struct service_hosts *list)
{
    if (list->count > 1) {
        qsort(list->entries, list->count, sizeof(*list->entries), compare);
    }
}

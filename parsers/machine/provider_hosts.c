/* The lines of ProviderHosts.txt. */
#include "parsers/machine/provider_hosts.h"

#include <stdlib.h>

#include "parsers/base/count.h"
#include "parsers/base/encoding.h"
#include "parsers/base/memory.h"

#define HEADING "Coupled providers (WMIPrvSE.exe processes)"

void provider_hosts_init(struct provider_hosts *list)
{
    *list = (struct provider_hosts){0};
    arena_init(&list->arena, 0);
}

void provider_hosts_release(struct provider_hosts *list)
{
    free(list->entries);
    arena_release(&list->arena);
    *list = (struct provider_hosts){0};
}

bool provider_hosts_recognise(struct view head)
{
    return encoding_text_starts(head, VIEW(HEADING));
}

/* The process whose providers follow. */
struct process {
    uint32_t id;
    int64_t since;
};

/* "Uptime:3d 01:02:03 64 bit", in ticks. */
static bool read_uptime(struct view line, int64_t *ticks)
{
    enum { MAX_DAYS = 36500 };
    static const uint64_t limits[] = {MAX_DAYS, 24, 60, 60};
    static const struct view marks[] = {{"d ", 2}, {":", 1}, {":", 1}, {" ", 1}};
    static const int64_t seconds[] = {86400, 3600, 60, 1};
    struct view before, rest, number;
    *ticks = 0;
    if (!view_cut(line, VIEW("Uptime:"), &before, &rest)) {
        return false;
    }
    for (size_t i = 0; i < COUNT_OF(marks); i++) {
        uint64_t value;
        number = rest;
        if (!view_cut(rest, marks[i], &number, &rest) && i + 1 < COUNT_OF(marks)) {
            return false;
        }
        if (!view_number(number, &value) || value > limits[i]) {
            return false;
        }
        *ticks += (int64_t)value * seconds[i] * WINTIME_TICKS_PER_SECOND;
    }
    return true;
}

static int64_t start_of(struct view line, int64_t made)
{
    const int64_t zone = PROVIDER_HOSTS_ZONE_HOURS * 3600LL * WINTIME_TICKS_PER_SECOND;
    int64_t uptime;
    const bool is_known =
        made != WINTIME_NONE && read_uptime(line, &uptime) && made > uptime + zone;
    return is_known ? made - uptime - zone : WINTIME_NONE;
}

/* "PID 3104 (c20) Handles:..." */
static bool read_process(struct view line, int64_t made, struct process *process)
{
    struct view number, rest;
    uint64_t value;
    if (!view_starts(line, VIEW("PID ")) ||
        !view_cut(view_from(line, 4), VIEW(" ("), &number, &rest) || !view_number(number, &value) ||
        value > UINT32_MAX) {
        return false;
    }
    *process = (struct process){(uint32_t)value, start_of(line, made)};
    return true;
}

static bool is_drive(struct view text, size_t at)
{
    return at + 3 < text.len && text.data[at] == ' ' && text.data[at + 2] == ':' &&
           text.data[at + 3] == '\\';
}

/* Where the name of the provider ends, which may hold blanks: at the path of its library, at the
 * two blanks that are left where the script found none, or with the line. */
static size_t name_end(struct view text)
{
    for (size_t at = 0; at + 1 < text.len; at++) {
        if (is_drive(text, at) ||
            (text.data[at] == ' ' && (text.data[at + 1] == ' ' || text.data[at + 1] == '%'))) {
            return at;
        }
    }
    return text.len;
}

static struct view path_of(struct view rest)
{
    const size_t end = view_find_nocase(rest, VIEW(".dll"), 0);
    return end == SIZE_MAX ? VIEW("") : view_slice(rest, 0, end + 4);
}

static void add(struct provider_hosts *list, struct view line, const struct process *process,
                struct view computer)
{
    struct view name_space, rest;
    if (!view_cut(line, VIEW(" "), &name_space, &rest) ||
        view_find_nocase(name_space, VIEW("root"), 0) == SIZE_MAX) {
        return;
    }
    const size_t end = name_end(rest);
    const struct view provider = view_trim(view_slice(rest, 0, end));
    if (provider.len == 0 || provider.len > PROVIDER_HOSTS_MAX_TEXT ||
        name_space.len > PROVIDER_HOSTS_MAX_TEXT) {
        return;
    }
    if (list->count == PROVIDER_HOSTS_MAX) {
        list->left_out++;
        return;
    }
    const struct view path = path_of(view_trim(view_from(rest, end)));
    list->entries = memory_grow(list->entries, list->count, &list->cap, sizeof(*list->entries));
    list->entries[list->count++] = (struct host_entry){
        .computer = computer,
        .process_id = process->id,
        .since = process->since,
        .name = arena_copy(&list->arena, provider),
        .namespace_name = arena_copy(&list->arena, name_space),
        .path = path.len <= PROVIDER_HOSTS_MAX_TEXT ? arena_copy(&list->arena, path) : VIEW("")};
}

void provider_hosts_add(struct provider_hosts *list, struct view bytes, struct view computer,
                        int64_t made)
{
    struct buffer text;
    struct process process = {.since = WINTIME_NONE};
    bool has_process = false;
    buffer_init(&text, BUFFER_NO_MAX);
    encoding_add_text(&text, bytes);
    struct view rest = buffer_view(&text);
    while (rest.len > 0) {
        struct view line = rest;
        if (!view_cut(rest, VIEW("\n"), &line, &rest)) {
            rest = VIEW_NONE;
        }
        line = view_trim(line);
        if (line.len == 0) {
            has_process = false;
        } else if (read_process(line, made, &process)) {
            has_process = true;
        } else if (has_process) {
            add(list, line, &process, computer);
        }
    }
    buffer_release(&text);
}

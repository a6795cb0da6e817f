/* The list of inputs: what it holds, and what it is given back with. */
#include "analyzer/input/input_list.h"

#include <stdlib.h>
#include <unistd.h>

#include "parsers/base/count.h"
#include "parsers/base/memory.h"

enum { INTERN_BYTES = 4 * 1024 * 1024 };

void inputs_init(struct inputs *in)
{
    *in = (struct inputs){0};
    arena_init(&in->arena, 0);
    intern_init(&in->texts, INTERN_BYTES);
    folders_init(&in->folders);
    in->kept_fd = -1;
}

size_t inputs_bytes(const struct inputs *in)
{
    return in->cap * sizeof(*in->items) + in->find_cap * sizeof(*in->finds) + in->arena.total;
}

/* The sets of computers are at least a quarter full. */
size_t inputs_report_bytes(const struct inputs *in)
{
    return intern_bytes(&in->texts) + in->list_bytes + 4 * in->unlisted * sizeof(uint64_t) +
           in->number_runs * sizeof(struct batch_run);
}

void inputs_release(struct inputs *in)
{
    for (size_t i = 0; i < in->count; i++) {
        source_close(&in->items[i].source);
        hash_set_release(&in->items[i].unlisted);
        free(in->items[i].report.computers);
        free(in->items[i].report.channels);
        free(in->items[i].report.problems);
        free(in->items[i].report.gaps);
        free(in->items[i].report.losses);
        free(in->items[i].report.unused);
        free(in->items[i].runs);
        free(in->items[i].reader.header);
    }
    free(in->items);
    free(in->finds);
    if (in->kept_fd >= 0) {
        close(in->kept_fd);
    }
    arena_release(&in->arena);
    intern_release(&in->texts);
    folders_release(&in->folders);
    *in = (struct inputs){0};
}

struct input *inputs_add_item(struct inputs *in, const char *path)
{
    in->items = memory_grow(in->items, in->count, &in->cap, sizeof(*in->items));
    struct input *item = &in->items[in->count];
    *item = (struct input){.written = WINTIME_NONE};
    struct view kept = arena_copy(&in->arena, view_of(path));
    item->source.path = kept.data;
    item->source.fd = -1;
    hash_set_init(&item->unlisted, REPORT_MAX_UNLISTED);
    item->report = (struct report_source){.index = (uint32_t)in->count,
                                          .path = kept,
                                          .format = VIEW("unknown"),
                                          .first = WINTIME_NONE,
                                          .last = WINTIME_NONE};
    in->count++;
    return item;
}

/* Folders are no files. */
bool inputs_are_full(const struct inputs *in)
{
    return in->count >= INPUTS_MAX_FILES + in->folder_count;
}

enum status inputs_too_many(struct error *err)
{
    return error_set(err, STATUS_LIMIT, "more than %d input files", INPUTS_MAX_FILES);
}

static struct input *add_member(struct inputs *in, size_t container, const char *path)
{
    struct input *item = inputs_add_item(in, path);
    item->has_container = true;
    item->container = container;
    item->report.is_member = true;
    return item;
}

enum status inputs_add_file(struct inputs *in, size_t container, const char *path,
                            struct error *err)
{
    if (inputs_are_full(in)) {
        return inputs_too_many(err);
    }
    add_member(in, container, path);
    return STATUS_OK;
}

/* "case.zip/logs/system.evtx", and "trace.xml.gz/trace.xml" for a file that is alone. */
static struct view part_path(struct inputs *in, size_t parent, const char *name)
{
    struct view path = in->items[parent].report.path;
    struct buffer whole;
    buffer_init(&whole, BUFFER_NO_MAX);
    if (name[0] != '\0') {
        buffer_format(&whole, "%.*s/%s", VIEW_ARG(path), name);
    } else {
        struct view base = path;
        for (size_t i = 0; i < path.len; i++) {
            base = path.data[i] == '/' ? view_from(path, i + 1) : base;
        }
        size_t dot = base.len;
        while (dot > 0 && base.data[dot - 1] != '.') {
            dot--;
        }
        const size_t len = dot > 1 ? dot - 1 : base.len;
        buffer_format(&whole, "%.*s/%.*s", VIEW_ARG(path), VIEW_ARG(view_slice(base, 0, len)));
    }
    const struct view kept = arena_copy(&in->arena, buffer_view(&whole));
    buffer_release(&whole);
    return kept;
}

enum status inputs_add_part(struct inputs *in, size_t parent, const char *name, uint64_t start,
                            uint64_t size, struct error *err)
{
    if (inputs_are_full(in)) {
        return inputs_too_many(err);
    }
    const struct view path = part_path(in, parent, name);
    struct input *item = add_member(in, parent, path.data);
    item->depth = in->items[parent].depth + 1;
    item->budget = in->items[parent].budget;
    source_open_part(&item->source, item->source.path, item->report.index, in->kept_fd, start,
                     size);
    return STATUS_OK;
}

const char *inputs_ending_of(struct view path)
{
    static const char *const endings[] = {".evtx", ".etl", ".xml", ".json", ".jsonl", ".ndjson",
                                          ".csv",  ".txt", ".log", ".zip",  ".7z",    ".cab",
                                          ".tar",  ".gz",  ".bz2", ".xz",   ".zst",   ".tgz"};
    const char *found = "";
    for (size_t i = 0; i < COUNT_OF(endings); i++) {
        found = view_ends_nocase(path, view_of(endings[i])) ? endings[i] : found;
    }
    return found;
}

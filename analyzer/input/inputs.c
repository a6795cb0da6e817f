/* Walking directories and recognising formats. */
#include "analyzer/input/inputs.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "parsers/base/memory.h"

enum { INTERN_BYTES = 4 * 1024 * 1024 };

void inputs_init(struct inputs *in)
{
    *in = (struct inputs){0};
    arena_init(&in->arena, 0);
    intern_init(&in->texts, INTERN_BYTES);
}

void inputs_release(struct inputs *in)
{
    for (size_t i = 0; i < in->count; i++) {
        source_close(&in->items[i].source);
        hash_set_release(&in->items[i].unlisted);
    }
    free(in->items);
    arena_release(&in->arena);
    intern_release(&in->texts);
    *in = (struct inputs){0};
}

static struct input *add_item(struct inputs *in, const char *path)
{
    in->items = memory_resize(in->items, in->count + 1, sizeof(*in->items));
    struct input *item = &in->items[in->count];
    *item = (struct input){0};
    struct view kept = arena_copy(&in->arena, view_of(path));
    item->source.path = kept.data;
    item->source.fd = -1;
    hash_set_init(&item->unlisted, INPUTS_MAX_UNLISTED);
    item->report = (struct report_source){.index = (uint32_t)in->count,
                                          .path = kept,
                                          .format = VIEW("unknown"),
                                          .first = WINTIME_NONE,
                                          .last = WINTIME_NONE};
    in->count++;
    return item;
}

static void refuse(struct inputs *in, struct input *item, enum status status, const char *message)
{
    item->report.status = status;
    item->report.message = arena_copy(&in->arena, view_of(message));
}

static int is_entry_wanted(const struct dirent *entry)
{
    return strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
}

static int compare_entries(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static enum status add_path(struct inputs *in, const char *path, bool is_named, size_t depth,
                            struct error *err);

static enum status walk_directory(struct inputs *in, const char *path, size_t depth,
                                  struct error *err)
{
    if (depth >= INPUTS_MAX_DEPTH) {
        refuse(in, add_item(in, path), STATUS_LIMIT, "directories are nested too deeply");
        return STATUS_OK;
    }
    struct dirent **entries = NULL;
    int count = scandir(path, &entries, is_entry_wanted, compare_entries);
    if (count < 0) {
        refuse(in, add_item(in, path), STATUS_IO, strerror(errno));
        return STATUS_OK;
    }
    enum status status = STATUS_OK;
    const char *slash = path[strlen(path) - 1] == '/' ? "" : "/";
    for (int i = 0; i < count; i++) {
        struct view child = arena_format(&in->arena, "%s%s%s", path, slash, entries[i]->d_name);
        if (status == STATUS_OK) {
            status = add_path(in, child.data, false, depth + 1, err);
        }
        free(entries[i]);
    }
    free(entries);
    return status;
}

/* In a directory, what is neither a file nor a directory (devices, sockets, links to nowhere) is no
 * input; named by the user, it is tried. */
static enum status add_path(struct inputs *in, const char *path, bool is_named, size_t depth,
                            struct error *err)
{
    struct stat info;
    bool is_known = strcmp(path, "-") != 0 && stat(path, &info) == 0;
    if (is_known && S_ISDIR(info.st_mode)) {
        return walk_directory(in, path, depth, err);
    }
    if (is_known && !is_named && !S_ISREG(info.st_mode)) {
        return STATUS_OK;
    }
    if (in->count == INPUTS_MAX_FILES) {
        return error_set(err, STATUS_LIMIT, "more than %d input files", INPUTS_MAX_FILES);
    }
    add_item(in, path);
    return STATUS_OK;
}

enum status inputs_add(struct inputs *in, const char *path, struct error *err)
{
    if (path[0] == '\0') {
        return error_set(err, STATUS_USAGE, "an input name is empty");
    }
    return add_path(in, path, true, 0, err);
}

static void recognise(struct inputs *in, struct input *item, char *head)
{
    struct error err;
    error_init(&err);
    size_t got = 0;
    uint32_t index = item->report.index;
    enum status status = source_open(&item->source, item->source.path, index, &err);
    if (status == STATUS_OK) {
        status = source_read(&item->source, 0, head, READER_HEAD_SIZE, &got, &err);
    }
    if (status == STATUS_OK && got == 0) {
        item->report.problems[item->report.problem_count++] =
            (struct report_problem){.message = VIEW("the file is empty")};
        source_close(&item->source);
        return;
    }
    if (status == STATUS_OK) {
        item->reader.source = index;
        status = reader_recognise((struct view){head, got}, &item->reader, &err);
    }
    item->report.bytes = item->source.size;
    if (status != STATUS_OK) {
        item->reader.form = NULL;
        refuse(in, item, status, err.message);
        source_close(&item->source);
        return;
    }
    item->report.format = view_of(item->reader.form->name);
    if (item->reader.form->has_encoding) {
        item->report.encoding = view_of(text_encoding_name(item->reader.encoding));
    }
}

void inputs_recognise(struct inputs *in)
{
    char *head = memory_new(READER_HEAD_SIZE, 1);
    for (size_t i = 0; i < in->count; i++) {
        if (in->items[i].report.status == STATUS_OK) {
            recognise(in, &in->items[i], head);
        }
        if (in->count > INPUTS_MAX_OPEN) {
            source_park(&in->items[i].source);
        }
    }
    free(head);
}

/* Folders are read name by name, so that the limits hold while they are read; links in them are
 * followed, and what was met before is known by its device and number. */
#include "analyzer/files/folders.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "parsers/base/arena.h"
#include "parsers/base/buffer.h"
#include "parsers/base/memory.h"

/* The names in one folder. */
struct folder_names {
    struct arena arena;
    const char **items;
    size_t count, cap;
};

void folders_init(struct folders *w)
{
    *w = (struct folders){0};
    hash_set_init(&w->seen, 2 * FOLDERS_MAX_ENTRIES);
}

void folders_release(struct folders *w)
{
    hash_set_release(&w->seen);
}

static bool is_new(struct folders *w, const struct stat *info)
{
    uint64_t key[] = {(uint64_t)info->st_dev, (uint64_t)info->st_ino};
    return hash_set_add(&w->seen, VIEW_BYTES(key));
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Reads the names of an open folder. */
static enum status read_names(struct folders *w, DIR *folder, struct folder_names *names,
                              struct error *err)
{
    for (;;) {
        errno = 0;
        const struct dirent *entry = readdir(folder);
        if (!entry) {
            return errno == 0 ? STATUS_OK : error_set(err, STATUS_IO, "%s", strerror(errno));
        }
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) {
            continue;
        }
        if (w->entries++ == FOLDERS_MAX_ENTRIES) {
            return error_set(err, STATUS_LIMIT, "more than %d names in folders",
                             FOLDERS_MAX_ENTRIES);
        }
        names->items = memory_grow(names->items, names->count, &names->cap, sizeof(*names->items));
        names->items[names->count++] = arena_copy(&names->arena, view_of(entry->d_name)).data;
    }
}

static enum status take_path(struct folders *w, const char *path, size_t depth, struct error *err);

static enum status take_names(struct folders *w, const char *path, const struct folder_names *names,
                              size_t depth, struct error *err)
{
    enum status status = STATUS_OK;
    size_t len = strlen(path);
    struct buffer child;
    buffer_init(&child, BUFFER_NO_MAX);
    for (size_t i = 0; i < names->count && status == STATUS_OK; i++) {
        buffer_clear(&child);
        buffer_format(&child, "%s%s%s%c", path, path[len - 1] == '/' ? "" : "/", names->items[i],
                      '\0');
        status = take_path(w, child.data, depth + 1, err);
    }
    buffer_release(&child);
    return status;
}

static enum status take_folder(struct folders *w, const char *path, size_t depth, struct error *err)
{
    if (depth >= FOLDERS_MAX_DEPTH) {
        return w->take(w->context, path, STATUS_LIMIT, "directories are nested too deeply", err);
    }
    DIR *folder = opendir(path);
    if (!folder) {
        return w->take(w->context, path, STATUS_IO, strerror(errno), err);
    }
    struct folder_names names = {.count = 0};
    struct error unread;
    error_init(&unread);
    arena_init(&names.arena, 0);
    enum status status = read_names(w, folder, &names, &unread);
    closedir(folder);
    if (status == STATUS_IO) {
        status = w->take(w->context, path, STATUS_IO, unread.message, err);
    } else if (status != STATUS_OK) {
        status = error_set(err, status, "%s", unread.message);
    }
    if (status == STATUS_OK && names.count > 0) {
        qsort(names.items, names.count, sizeof(*names.items), compare_names);
        status = take_names(w, path, &names, depth, err);
    }
    free(names.items);
    arena_release(&names.arena);
    return status;
}

/* In a folder, a pipe or a device is no input: to read it may wait for ever. Named by the user, it
 * is tried. */
static enum status take_path(struct folders *w, const char *path, size_t depth, struct error *err)
{
    struct stat info;
    bool is_known = strcmp(path, "-") != 0 && stat(path, &info) == 0;
    bool is_folder = is_known && S_ISDIR(info.st_mode);
    bool is_file = is_known && S_ISREG(info.st_mode);
    if ((is_folder || is_file) && !is_new(w, &info)) {
        return STATUS_OK;
    }
    if (is_folder) {
        return take_folder(w, path, depth, err);
    }
    if (is_known && !is_file && depth > 0) {
        w->skip(w->context, path);
        return STATUS_OK;
    }
    return w->take(w->context, path, STATUS_OK, NULL, err);
}

enum status folders_take(struct folders *w, const char *path, struct error *err)
{
    return take_path(w, path, 0, err);
}

/* Finds and reads rule files. */
#include "analyzer/commands/rule_files.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "analyzer/input/complain.h"
#include "parsers/base/memory.h"
#include "parsers/event/source.h"
#include "rules/rule_file/builtin.h"

void rule_files_init(struct rule_files *files)
{
    *files = (struct rule_files){.count = 0};
    arena_init(&files->arena, 0);
}

void rule_files_release(struct rule_files *files)
{
    arena_release(&files->arena);
    free(files->sources);
    *files = (struct rule_files){.count = 0};
}

static void add_source(struct rule_files *files, struct rule_source source)
{
    files->sources =
        memory_grow(files->sources, files->count, &files->cap, sizeof(*files->sources));
    files->sources[files->count++] = source;
}

void rule_files_add_builtin(struct rule_files *files)
{
    for (size_t i = 0; i < rule_builtin_file_count; i++) {
        add_source(files, rule_builtin_files[i]);
    }
}

static bool add_file(struct rule_files *files, const char *path)
{
    struct source file;
    struct error err;
    error_init(&err);
    size_t got = 0;
    enum status status = source_open(&file, path, 0, &err);
    if (status != STATUS_OK) {
        complain("%s: %s", path, err.message);
        return false;
    }
    char *text = memory_new(RULE_MAX_BYTES, 1);
    status = source_read(&file, 0, text, RULE_MAX_BYTES, &got, &err);
    if (status == STATUS_OK && got == RULE_MAX_BYTES) {
        status = error_set(&err, STATUS_LIMIT, "larger than %d bytes", RULE_MAX_BYTES);
    }
    source_close(&file);
    if (status == STATUS_OK) {
        add_source(files, (struct rule_source){
                              arena_copy(&files->arena, view_of(path)),
                              arena_copy(&files->arena, (struct view){text, got}),
                          });
    } else {
        complain("%s: %s", path, err.message);
    }
    free(text);
    return status == STATUS_OK;
}

static int is_rule_file(const struct dirent *entry)
{
    struct view name = view_of(entry->d_name);
    return name.len > 5 && name.data[0] != '.' && view_ends_nocase(name, VIEW(".json"));
}

static int by_bytes(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static bool add_folder(struct rule_files *files, const char *path)
{
    struct dirent **entries = NULL;
    int count = scandir(path, &entries, is_rule_file, by_bytes);
    if (count <= 0) {
        complain("%s: found no rule file (*.json) in this folder", path);
        free(entries);
        return false;
    }
    bool is_good = true;
    for (int i = 0; i < count; i++) {
        struct view name =
            arena_format(&files->arena, "%s%s%s", path, path[strlen(path) - 1] == '/' ? "" : "/",
                         entries[i]->d_name);
        is_good = is_good && add_file(files, name.data);
        free(entries[i]);
    }
    free(entries);
    return is_good;
}

bool rule_files_add(struct rule_files *files, const char *path)
{
    struct stat info;
    bool is_folder = path[0] != '\0' && stat(path, &info) == 0 && S_ISDIR(info.st_mode);
    return is_folder ? add_folder(files, path) : add_file(files, path);
}

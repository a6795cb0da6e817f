/* Finds and reads rule files. */
#include "analyzer/commands/rule_files.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

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

static void add_builtin(struct rule_files *files)
{
    for (size_t i = 0; i < rule_builtin_file_count; i++) {
        add_source(files, rule_builtin_files[i]);
    }
}

/* What each value of a JSON text begins after, counted: a small file of empty objects would need
 * a hundred times its size. */
static size_t count_values(struct view text)
{
    size_t count = 1;
    bool is_text = false;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.data[i];
        if (c == '"') {
            is_text = !is_text;
        } else if (is_text) {
            i += c == '\\';
        } else {
            count += c == '{' || c == '[' || c == ',' || c == ':';
        }
    }
    return count;
}

static const char *shown(const struct rule_files *files, const char *path)
{
    return files->hides_names ? "--rules" : path;
}

static bool add_file(struct rule_files *files, const char *path)
{
    struct source file;
    struct error err;
    error_init(&err);
    size_t got = 0;
    enum status status = source_open(&file, path, 0, &err);
    if (status != STATUS_OK) {
        complain("%s: %s", shown(files, path), err.message);
        return false;
    }
    char *text = memory_new(RULE_MAX_BYTES, 1);
    status = source_read(&file, 0, text, RULE_MAX_BYTES, &got, &err);
    if (status == STATUS_OK && got == RULE_MAX_BYTES) {
        status = error_set(&err, STATUS_LIMIT, "larger than %d bytes", RULE_MAX_BYTES);
    }
    source_close(&file);
    if (status == STATUS_OK && count_values((struct view){text, got}) > RULE_FILES_MAX_VALUES) {
        status = error_set(&err, STATUS_LIMIT, "more than %d values", RULE_FILES_MAX_VALUES);
    }
    if (status == STATUS_OK) {
        add_source(files, (struct rule_source){
                              arena_copy(&files->arena, view_of(shown(files, path))),
                              arena_copy(&files->arena, (struct view){text, got}),
                          });
    } else {
        complain("%s: %s", shown(files, path), err.message);
    }
    free(text);
    return status == STATUS_OK;
}

/* What is not there is tried, and then told. */
static bool is_file(const char *path)
{
    struct stat info;
    return stat(path, &info) != 0 || S_ISREG(info.st_mode);
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
        complain("%s: found no rule file (*.json) in this folder", shown(files, path));
        free(entries);
        return false;
    }
    bool is_good = true;
    for (int i = 0; i < count; i++) {
        struct view name =
            arena_format(&files->arena, "%s%s%s", path, path[strlen(path) - 1] == '/' ? "" : "/",
                         entries[i]->d_name);
        if (is_good && !is_file(name.data)) {
            complain("%s: left out: not a file", shown(files, name.data));
        } else {
            is_good = is_good && add_file(files, name.data);
        }
        free(entries[i]);
    }
    free(entries);
    return is_good;
}

static bool is_same_file(int folder, const char *path, const struct stat *info)
{
    struct stat other;
    return fstatat(folder, path, &other, 0) == 0 && other.st_dev == info->st_dev &&
           other.st_ino == info->st_ino;
}

bool rule_files_add(struct rule_files *files, const char *path)
{
    struct stat info;
    bool is_folder = path[0] != '\0' && stat(path, &info) == 0 && S_ISDIR(info.st_mode);
    return is_folder ? add_folder(files, path) : add_file(files, path);
}

bool rule_files_hold(const char *path, const struct stat *info)
{
    struct dirent **entries = NULL;
    int count = scandir(path, &entries, is_rule_file, NULL);
    bool is_held = count < 0 && is_same_file(AT_FDCWD, path, info);
    int folder = count > 0 ? open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    for (int i = 0; i < count; i++) {
        is_held = is_held || is_same_file(folder, entries[i]->d_name, info);
        free(entries[i]);
    }
    free(entries);
    if (folder >= 0) {
        close(folder);
    }
    return is_held;
}

bool rule_files_add_options(struct rule_files *files, const struct options *options)
{
    bool is_good = true;
    files->hides_names = options->redacts;
    if (!options->no_builtin_rules) {
        add_builtin(files);
    }
    for (size_t i = 0; i < options->rule_file_count && is_good; i++) {
        is_good = rule_files_add(files, options->rule_files[i]);
    }
    return is_good;
}

bool rule_files_load(const struct rule_files *files, struct rule_set *set)
{
    struct error err;
    error_init(&err);
    if (rule_set_load(set, files->sources, files->count, &err) == STATUS_OK) {
        return true;
    }
    complain("%s", err.message);
    rule_set_release(set);
    return false;
}

/* How --processes is written, and its files become one list. */
#include "analyzer/commands/process_files.h"

#include <stdlib.h>
#include <string.h>

#include "analyzer/input/complain.h"
#include "parsers/base/ascii.h"
#include "parsers/base/memory.h"
#include "parsers/event/source.h"

static bool is_host_char(char c)
{
    return ascii_is_alnum(c) || c == '.' || c == '-' || c == '_';
}

const char *process_files_split(const char *argument, struct view *host)
{
    size_t len = 0;
    while (is_host_char(argument[len])) {
        len++;
    }
    *host = VIEW("");
    if (len == 0 || argument[len] != '=') {
        return argument;
    }
    *host = (struct view){argument, len};
    return argument + len + 1;
}

/* The file's bytes in a new buffer that the caller frees. */
static enum status read_file(const char *path, char **bytes, size_t *len, struct error *err)
{
    struct source file;
    enum status status = source_open(&file, path, 0, err);
    if (status != STATUS_OK) {
        return status;
    }
    char *data = memory_new(PROCESS_LIST_MAX_SIZE, 1);
    size_t got = 0;
    status = source_read(&file, 0, data, PROCESS_LIST_MAX_SIZE, &got, err);
    if (status == STATUS_OK && got == PROCESS_LIST_MAX_SIZE) {
        status = error_set(err, STATUS_LIMIT, "larger than %d bytes", PROCESS_LIST_MAX_SIZE);
    }
    source_close(&file);
    if (status != STATUS_OK) {
        free(data);
        return status;
    }
    *bytes = data;
    *len = got;
    return STATUS_OK;
}

static bool load_one(struct process_list *list, const char *argument, bool hides_names)
{
    struct view host;
    struct error err;
    char *bytes = NULL;
    size_t len = 0, malformed = list->malformed, left_out = list->left_out;
    const char *path = process_files_split(argument, &host);
    const char *shown = hides_names ? "a file" : path;
    error_init(&err);
    enum status status = STATUS_USAGE;
    if (path[0] == '\0' || strcmp(path, "-") == 0) {
        complain("--processes: found '%s', expected FILE or HOST=FILE",
                 hides_names ? shown : argument);
        return false;
    } else {
        status = read_file(path, &bytes, &len, &err);
    }
    if (status == STATUS_OK) {
        status = process_list_add(list, (struct view){bytes, len}, host, &err);
    }
    free(bytes);
    if (status != STATUS_OK) {
        complain("--processes: %s: %s", shown, err.message);
        return false;
    }
    if (list->malformed > malformed) {
        complain("--processes: %s: %zu malformed lines were left out", shown,
                 list->malformed - malformed);
    }
    if (list->left_out > left_out) {
        complain("--processes: %s: %zu processes over the limit of %d, or of %d bytes, were "
                 "left out",
                 shown, list->left_out - left_out, PROCESS_LIST_MAX_ENTRIES,
                 PROCESS_LIST_MAX_BYTES);
    }
    return true;
}

bool process_files_load(struct process_list *list, const struct options *options)
{
    process_list_init(list);
    for (size_t i = 0; i < options->process_file_count; i++) {
        if (!load_one(list, options->process_files[i], options->redacts)) {
            return false;
        }
    }
    return true;
}

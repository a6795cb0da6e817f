/* Looking at an input without losing what a pipe gives once. */
#include "analyzer/commands/report_input.h"

#include <string.h>
#include <unistd.h>

#include "analyzer/input/complain.h"

static bool give_back(const struct source *source)
{
    const bool is_input = strcmp(source->path, "-") == 0;
    return !is_input || !source->is_spooled ||
           (dup2(source->fd, STDIN_FILENO) >= 0 && lseek(STDIN_FILENO, 0, SEEK_SET) == 0);
}

bool report_input_open(struct report_input *in, const char *path)
{
    struct source_budget budget = {.left = 0, .has_stream = true}; /* a pipe becomes a file */
    *in = (struct report_input){.kind = REPORT_FILE_NONE};
    in->is_open = source_open_shared(&in->source, path, 0, &budget, NULL) == STATUS_OK;
    in->kind = in->is_open ? report_file_kind(&in->source) : REPORT_FILE_NONE;
    if (in->kind != REPORT_FILE_NONE) {
        return true;
    }
    if (in->is_open ? give_back(&in->source) : strcmp(path, "-") != 0) {
        return true;
    }
    complain("standard input cannot be read, or not be written to a temporary file");
    report_input_close(in);
    return false;
}

void report_input_close(struct report_input *in)
{
    if (in->is_open) {
        source_close(&in->source);
    }
    in->is_open = false;
}

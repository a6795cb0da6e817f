/* Looking at an input without losing what a pipe gives once. */
#include "analyzer/commands/report_input.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "analyzer/input/complain.h"

/* A pipe with a name of its own is given another one. */
static bool give_back(struct report_input *in)
{
    if (!in->source.is_spooled) {
        return true;
    }
    if (strcmp(in->source.path, "-") == 0) {
        return dup2(in->source.fd, STDIN_FILENO) >= 0 && lseek(STDIN_FILENO, 0, SEEK_SET) == 0;
    }
    snprintf(in->again, sizeof(in->again), "/dev/fd/%d", in->source.fd);
    in->path = in->again;
    return lseek(in->source.fd, 0, SEEK_SET) == 0;
}

bool report_input_open(struct report_input *in, char *path, bool hides_names)
{
    struct source_budget budget = {.left = 0, .has_stream = true}; /* a pipe becomes a file */
    *in = (struct report_input){.kind = REPORT_FILE_NONE, .path = path};
    in->is_open = source_open_shared(&in->source, path, 0, &budget, NULL) == STATUS_OK;
    in->kind = in->is_open ? report_file_kind(&in->source) : REPORT_FILE_NONE;
    if (in->kind != REPORT_FILE_NONE) {
        return true;
    }
    if (in->is_open && !in->source.is_spooled && strcmp(path, "-") != 0) {
        report_input_close(in); /* of a thousand logs, none stays open */
        return true;
    }
    if (in->is_open ? give_back(in) : strcmp(path, "-") != 0) {
        return true;
    }
    complain("%s cannot be read, or not be written to a temporary file", strcmp(path, "-") == 0
                                                                             ? "standard input"
                                                                         : hides_names ? "an input"
                                                                                       : path);
    report_input_close(in);
    return false;
}

void report_input_complain(const char *option, const char *path, const struct error *err)
{
    const char *lead = option ? option : "", *separator = option ? ": " : "";
    if (err->status != STATUS_IO && err->status != STATUS_NOT_FORMAT) {
        complain("%s%s%s: byte %llu: %s", lead, separator, path, (unsigned long long)err->offset,
                 err->message);
    } else {
        complain("%s%s%s: %s", lead, separator, path, err->message);
    }
}

void report_input_close(struct report_input *in)
{
    if (in->is_open) {
        source_close(&in->source);
    }
    in->is_open = false;
}

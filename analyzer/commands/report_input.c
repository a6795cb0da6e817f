/* Looking at an input without losing what a pipe gives once. */
#include "analyzer/commands/report_input.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "analyzer/input/complain.h"
#include "parsers/archive/archive.h"
#include "parsers/event/reader.h"

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

/* Whether a reader, or one of reports, knows what the bytes held of a stream begin. Of what nobody
 * will read, no more is copied: it may have no end. */
static bool is_of_use(const struct source *source)
{
    struct reader_input reader = {0};
    struct error err;
    const struct view head =
        view_slice((struct view){source->window, source->window_len}, 0, READER_HEAD_SIZE);
    error_init(&err);
    const bool is_log =
        archive_recognise(head) || reader_recognise(head, &reader, &err) == STATUS_OK;
    free(reader.header);
    return is_log;
}

static enum status open_input(struct report_input *in, struct error *err)
{
    struct source_budget budget = {.left = READER_HEAD_SIZE};
    enum status status = source_open_shared(&in->source, in->path, 0, &budget, err);
    in->kind = status == STATUS_OK ? report_file_kind(&in->source) : REPORT_FILE_NONE;
    if (status == STATUS_OK && in->source.is_stream && in->kind == REPORT_FILE_NONE) {
        in->source.is_at_end = !is_of_use(&in->source);
    }
    if (status == STATUS_OK) {
        status = source_spool(&in->source, &budget, err); /* a pipe becomes a file */
    }
    if (status != STATUS_OK) {
        source_close(&in->source);
        in->kind = REPORT_FILE_NONE;
    }
    return status;
}

bool report_input_open(struct report_input *in, char *path, bool hides_names)
{
    struct error err;
    error_init(&err);
    *in = (struct report_input){.kind = REPORT_FILE_NONE, .path = path};
    in->is_open = open_input(in, &err) == STATUS_OK;
    if (in->kind != REPORT_FILE_NONE) {
        return true;
    }
    if (in->is_open && !in->source.is_spooled && strcmp(path, "-") != 0) {
        report_input_close(in); /* of a thousand logs, none stays open */
        return true;
    }
    const bool is_consumed = strcmp(path, "-") == 0 || in->source.size > 0;
    if (in->is_open ? give_back(in) : !is_consumed) {
        return true;
    }
    complain("%s: %s",
             strcmp(path, "-") == 0 ? "standard input"
             : hides_names          ? "an input"
                                    : path,
             err.status == STATUS_OK ? strerror(errno) : err.message);
    report_input_close(in);
    return false;
}

void report_input_complain(const char *option, const char *path, const struct error *err)
{
    const char *lead = option ? option : "", *separator = option ? ": " : "";
    if (err->status != STATUS_IO && err->status != STATUS_NOT_FORMAT &&
        err->status != STATUS_USAGE) {
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

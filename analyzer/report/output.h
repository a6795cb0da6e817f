/* Where a result goes: standard output, or a file that appears only when it is whole. */
#ifndef WMILOG_ANALYZER_REPORT_OUTPUT_H
#define WMILOG_ANALYZER_REPORT_OUTPUT_H
#include "parsers/base/buffer.h"
#include "parsers/base/error.h"

enum { OUTPUT_FLUSH_SIZE = 512 * 1024 };

struct output {
    int fd;           /* -1: all stays in `pending` */
    bool failed;      /* a write failed: everything later is dropped */
    bool closed_pipe; /* the reader went away (EPIPE; the program ignores SIGPIPE) */
    int saved_errno;
    struct buffer pending;  /* written in large pieces */
    char *path, *temporary; /* NULL for standard output */
};

/* `path` NULL or "-" is standard output. Else a temporary file beside `path` is created; it becomes
 * `path` in output_close, with the permissions of the file it replaces. A link is followed.
 * A path that names something other than a regular file (a device, a pipe) is written directly.
 * STATUS_IO when it cannot be opened: nothing is to be closed then. */
enum status output_open(struct output *out, const char *path, struct error *err);
/* An output that only collects in `pending`, without a file; output_close releases it. */
void output_open_memory(struct output *out);
void output_write(struct output *out, struct view v);
void output_text(struct output *out, const char *text);
void output_format(struct output *out, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void output_flush(struct output *out);
/* The same as far as it makes whole pieces of OUTPUT_FLUSH_SIZE bytes: pieces that start and end
 * within pages of a file cost the system 1.6 times as much, those of 256 KiB 1.15 times. */
void output_flush_whole(struct output *out);
/* Room for `len` bytes, not 0, at the returned place, for what is made where it goes; output_wrote
 * says how many of them were written. Between the two nothing else may be written. */
static inline char *output_room(struct output *out, size_t len)
{
    if (out->pending.cap - out->pending.len < len) {
        buffer_reserve(&out->pending, len); /* without a maximum there is always room */
    }
    return out->pending.data + out->pending.len;
}
static inline void output_wrote(struct output *out, size_t len)
{
    out->pending.len += len;
    if (out->pending.len >= OUTPUT_FLUSH_SIZE) {
        output_flush_whole(out);
    }
}
/* Writes what is pending, closes, checks everything, renames. With `keep` false the temporary file
 * is removed instead. STATUS_IO with the reason when anything failed, then also nothing is left
 * behind. Always releases. */
enum status output_close(struct output *out, bool keep, struct error *err);
bool output_is_terminal(const struct output *out);
/* Columns of the terminal, 80 when it is none or narrower than 40. */
unsigned output_width(const struct output *out);

#endif

/* Writing in large pieces, and the file that appears only when it is whole. */
#include "analyzer/report/output.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "analyzer/report/temporary.h"
#include "parsers/base/memory.h"

enum {
    MAX_NAMES = 100,      /* names tried for the temporary file */
    MAX_NAME_SHARE = 200, /* bytes of the result's name in them: a name may have 255 */
    DEFAULT_WIDTH = 80,
    MIN_WIDTH = 40,
};

static char *copy_text(const char *text)
{
    size_t size = strlen(text) + 1;
    char *copy = memory_new(size, 1);
    memcpy(copy, text, size);
    return copy;
}

static void start(struct output *out, int fd)
{
    *out = (struct output){.fd = fd};
    buffer_init(&out->pending, BUFFER_NO_MAX);
}

void output_open_memory(struct output *out)
{
    start(out, -1);
}

/* The temporary file lies in the same folder, so that renaming cannot cross file systems. */
static enum status open_temporary(struct output *out, const char *target, mode_t mode, bool exists,
                                  struct error *err)
{
    const char *slash = strrchr(target, '/');
    const size_t folder = slash ? (size_t)(slash + 1 - target) : 0;
    const size_t share = folder + strnlen(target + folder, MAX_NAME_SHARE);
    size_t size = share + 48;
    char *name = memory_new(size, 1);
    int fd = -1;
    for (int i = 0; i < MAX_NAMES && fd < 0; i++) {
        snprintf(name, size, "%.*s.%ld-%d.tmp", (int)share, target, (long)getpid(), i);
        fd = temporary_create(name);
        if (fd < 0 && errno != EEXIST) {
            break;
        }
    }
    if (fd < 0) {
        int reason = out->saved_errno = errno;
        free(name);
        return error_set(err, STATUS_IO, "cannot create a file beside '%s': %s", target,
                         strerror(reason));
    }
    /* A file system without permissions is no reason to refuse. */
    if (exists && fchmod(fd, mode & 0777) < 0) {
        errno = 0;
    }
    start(out, fd);
    out->temporary = name;
    out->path = copy_text(target);
    return STATUS_OK;
}

static enum status open_device(struct output *out, const char *path, struct error *err)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0) {
        out->saved_errno = errno;
        return error_set(err, STATUS_IO, "cannot write '%s': %s", path, strerror(errno));
    }
    start(out, fd);
    out->path = copy_text(path);
    return STATUS_OK;
}

enum status output_open(struct output *out, const char *path, struct error *err)
{
    if (!path || strcmp(path, "-") == 0) {
        start(out, STDOUT_FILENO);
        return STATUS_OK;
    }
    struct stat info;
    if (stat(path, &info) < 0) {
        if (errno != ENOENT) {
            out->saved_errno = errno;
            return error_set(err, STATUS_IO, "cannot write '%s': %s", path, strerror(errno));
        }
        return open_temporary(out, path, 0, false, err);
    }
    if (S_ISDIR(info.st_mode)) {
        out->saved_errno = EISDIR;
        return error_set(err, STATUS_IO, "cannot write '%s': it is a directory", path);
    }
    if (!S_ISREG(info.st_mode)) {
        return open_device(out, path, err);
    }
    char *target = realpath(path, NULL);
    enum status status = open_temporary(out, target ? target : path, info.st_mode, true, err);
    free(target);
    return status;
}

static void fail(struct output *out, int reason)
{
    out->failed = true;
    out->saved_errno = reason;
    if (reason == EPIPE) {
        out->closed_pipe = true;
    }
}

static void wait_until_writable(int fd)
{
    struct pollfd waiting = {.fd = fd, .events = POLLOUT};
    if (poll(&waiting, 1, -1) < 0) {
        errno = 0; /* the next write tells what is wrong */
    }
}

static void write_all(struct output *out, struct view v)
{
    while (v.len > 0 && !out->failed) {
        ssize_t written = write(out->fd, v.data, v.len);
        if (written > 0) {
            v = view_from(v, (size_t)written);
        } else if (written < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
            wait_until_writable(out->fd);
        } else if (written == 0 || errno != EINTR) {
            fail(out, written == 0 ? EIO : errno);
        }
    }
}

void output_flush(struct output *out)
{
    if (out->fd < 0) {
        return;
    }
    write_all(out, buffer_view(&out->pending));
    buffer_clear(&out->pending);
}

void output_flush_whole(struct output *out)
{
    struct buffer *pending = &out->pending;
    if (out->fd < 0) {
        return;
    }
    const size_t rest = pending->len % OUTPUT_FLUSH_SIZE, len = pending->len - rest;
    write_all(out, (struct view){pending->data, len});
    memmove(pending->data, pending->data + len, rest);
    pending->len = rest;
}

void output_write(struct output *out, struct view v)
{
    if (out->failed) {
        return;
    }
    if (v.len >= OUTPUT_FLUSH_SIZE && out->fd >= 0) { /* large enough to go as it is */
        output_flush(out);
        write_all(out, v);
        return;
    }
    buffer_add(&out->pending, v);
    if (out->pending.len >= OUTPUT_FLUSH_SIZE) {
        output_flush_whole(out);
    }
}

void output_text(struct output *out, const char *text)
{
    output_write(out, view_of(text));
}

void output_format(struct output *out, const char *format, ...)
{
    if (out->failed) {
        return;
    }
    va_list args;
    va_start(args, format);
    va_list again;
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (len >= 0 && buffer_reserve(&out->pending, (size_t)len + 1)) {
        vsnprintf(out->pending.data + out->pending.len, (size_t)len + 1, format, again);
        out->pending.len += (size_t)len;
    } else {
        fail(out, EOVERFLOW);
    }
    va_end(again);
    if (out->pending.len >= OUTPUT_FLUSH_SIZE) {
        output_flush_whole(out);
    }
}

/* The data is on the disk before the name is: a crash leaves the old file or the new one. */
static void finish_file(struct output *out)
{
    if (out->temporary && !out->failed && fsync(out->fd) < 0 && errno != EINVAL && errno != EROFS) {
        fail(out, errno);
    }
}

static void settle_name(struct output *out, bool keep)
{
    if (!out->temporary) {
        return;
    }
    if (keep && !out->failed && rename(out->temporary, out->path) == 0) {
        return;
    }
    if (keep && !out->failed) {
        fail(out, errno);
    }
    unlink(out->temporary);
}

enum status output_close(struct output *out, bool keep, struct error *err)
{
    if (keep || !out->temporary) {
        output_flush(out);
    }
    if (keep) {
        finish_file(out);
    }
    if (out->fd >= 0 && close(out->fd) < 0 && !out->failed) {
        fail(out, errno);
    }
    settle_name(out, keep);
    if (out->temporary) {
        temporary_forget();
    }
    enum status status = STATUS_OK;
    if (out->failed) {
        status = error_set(err, STATUS_IO, "cannot write '%s': %s",
                           out->path ? out->path : "standard output", strerror(out->saved_errno));
    }
    buffer_release(&out->pending);
    free(out->path);
    free(out->temporary);
    out->path = NULL;
    out->temporary = NULL;
    out->fd = -1;
    return status;
}

bool output_is_terminal(const struct output *out)
{
    return out->fd >= 0 && isatty(out->fd) == 1;
}

unsigned output_width(const struct output *out)
{
    struct winsize size = {0};
    if (out->fd < 0 || ioctl(out->fd, TIOCGWINSZ, &size) < 0 || size.ws_col < MIN_WIDTH) {
        return DEFAULT_WIDTH;
    }
    return size.ws_col;
}

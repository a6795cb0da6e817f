/* Reading bytes from files and streams. */
#include "parsers/event/source.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "parsers/base/memory.h"

enum { STREAM_STEP = 256 * 1024 };

static enum status io_error(struct error *err, const char *what)
{
    return error_set(err, STATUS_IO, "%s: %s", what, strerror(errno));
}

/* Reads one piece of the stream onto the end of the window. */
static enum status stream_more(struct source *s, struct error *err)
{
    s->window = memory_reserve(s->window, s->window_len + STREAM_STEP, &s->window_cap, 1);
    ssize_t got = -1;
    errno = s->failure;
    while (got < 0 && (errno == 0 || errno == EINTR)) {
        got = read(s->fd, s->window + s->window_len, STREAM_STEP);
    }
    if (got < 0) {
        s->failure = errno;
        s->is_at_end = true;
        return io_error(err, "cannot read");
    }
    s->window_len += (size_t)got;
    s->size += (uint64_t)got;
    s->is_at_end = got == 0;
    return STATUS_OK;
}

void source_close(struct source *s)
{
    if (s->fd > STDIN_FILENO && !s->is_part) {
        close(s->fd);
    }
    s->fd = -1;
    if (s->head_size > 0) {
        close(s->head_fd);
        s->head_size = 0;
    }
    free(s->window);
    s->window = NULL;
    s->window_len = s->window_cap = 0;
}

int source_temporary(void)
{
    const char *folder = getenv("TMPDIR");
    folder = folder && folder[0] != '\0' ? folder : P_tmpdir;
    int fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    char name[PATH_MAX];
    if (fd < 0 && snprintf(name, sizeof(name), "%s/wmilog-XXXXXX", folder) < PATH_MAX) {
        fd = mkostemp(name, O_CLOEXEC); /* on a file system that knows only files with names */
        if (fd >= 0) {
            unlink(name);
        }
    }
    return fd;
}

enum status source_temporary_add(int fd, struct view bytes, struct error *err)
{
    while (bytes.len > 0) {
        ssize_t put = write(fd, bytes.data, bytes.len);
        if (put < 0 && errno != EINTR) {
            return io_error(err, "cannot write a temporary file");
        }
        bytes = view_from(bytes, put > 0 ? (size_t)put : 0);
    }
    return STATUS_OK;
}

/* Writes what is held of the stream, and the rest of it, to the file. What it has no room for stays
 * in the window. */
static enum status copy_stream(struct source *s, int fd, struct error *err)
{
    for (;;) {
        enum status status = source_temporary_add(fd, (struct view){s->window, s->window_len}, err);
        if (status != STATUS_OK) {
            return status;
        }
        s->window_start += s->window_len;
        s->window_len = 0;
        if (s->is_at_end) {
            return STATUS_OK;
        }
        if (s->size > SOURCE_MAX_SPOOL) {
            return error_set(err, STATUS_LIMIT, "a stream of more than %llu bytes in a file",
                             SOURCE_MAX_SPOOL);
        }
        status = stream_more(s, err);
        if (status != STATUS_OK) {
            s->is_at_end = false; /* who reads what is held meets the failure at its place */
            return status;
        }
    }
}

/* Makes the stream a file; where that fails, what was copied is its head. */
static enum status spool(struct source *s, struct error *err)
{
    int fd = source_temporary();
    if (fd < 0) {
        return io_error(err, "cannot create a temporary file");
    }
    enum status status = copy_stream(s, fd, err);
    if (status != STATUS_OK) {
        s->head_fd = fd;
        s->head_size = s->window_start;
        if (s->head_size == 0) {
            close(fd);
        }
        return status;
    }
    uint64_t size = s->size;
    source_close(s);
    s->fd = fd;
    s->size = size;
    s->window_start = 0;
    s->is_stream = false;
    s->is_spooled = true;
    return STATUS_OK;
}

enum status source_spool(struct source *s, struct source_budget *budget, struct error *err)
{
    if (!s->is_stream && !s->window) {
        return STATUS_OK;
    }
    enum status status = spool(s, err);
    budget->has_stream = budget->has_stream && status != STATUS_OK;
    return status;
}

/* Appends the bytes to `out` without carriage returns before line feeds. One at the end waits in
 * `has_return` for what follows it. */
static size_t without_returns(struct view bytes, bool *has_return, char *out)
{
    size_t len = 0;
    for (size_t i = 0; i < bytes.len; i++) {
        const char c = bytes.data[i];
        if (*has_return && c != '\n') {
            out[len++] = '\r';
        }
        *has_return = c == '\r';
        if (!*has_return) {
            out[len++] = c;
        }
    }
    return len;
}

static enum status copy_without_returns(struct source *s, int fd, uint64_t *size, struct error *err)
{
    char *in = memory_new(STREAM_STEP, 1);
    char *out = memory_new(STREAM_STEP + 1, 1);
    enum status status = STATUS_OK;
    bool has_return = false;
    size_t got = 1;
    *size = 0;
    for (uint64_t at = 0; status == STATUS_OK && got > 0; at += got) {
        status = source_read(s, at, in, STREAM_STEP, &got, err);
        if (status == STATUS_OK) {
            size_t len = without_returns((struct view){in, got}, &has_return, out);
            if (got == 0 && has_return) {
                out[len++] = '\r';
            }
            status = source_temporary_add(fd, (struct view){out, len}, err);
            *size += len;
        }
    }
    free(in);
    free(out);
    return status;
}

enum status source_undo_line_ends(struct source *s, struct source_budget *budget, struct error *err)
{
    enum status status = source_spool(s, budget, err);
    if (status != STATUS_OK) {
        return status;
    }
    uint64_t size;
    int fd = source_temporary();
    if (fd < 0) {
        return io_error(err, "cannot create a temporary file");
    }
    status = copy_without_returns(s, fd, &size, err);
    if (status != STATUS_OK) {
        close(fd);
        return status;
    }
    source_close(s);
    s->fd = fd;
    s->size = size;
    s->is_part = false;
    s->is_spooled = true;
    return STATUS_OK;
}

/* A short stream is read whole, so that it can be treated like a file. */
static enum status stream_begin(struct source *s, struct source_budget *budget, struct error *err)
{
    s->is_stream = true;
    while (!s->is_at_end && s->window_len < budget->left) {
        enum status status = stream_more(s, err);
        if (status != STATUS_OK) {
            return status;
        }
    }
    if (!s->is_at_end && budget->has_stream) {
        return spool(s, err);
    }
    budget->left -= s->window_len < budget->left ? s->window_len : budget->left;
    budget->has_stream = budget->has_stream || !s->is_at_end;
    s->is_stream = !s->is_at_end;
    if (s->is_at_end) {
        s->window_cap = s->window_len + 1;
        s->window = memory_resize(s->window, s->window_cap, 1);
    }
    return STATUS_OK;
}

enum status source_open(struct source *s, const char *path, uint32_t index, struct error *err)
{
    struct source_budget own = {.left = SOURCE_WHOLE_STREAM};
    return source_open_shared(s, path, index, &own, err);
}

enum status source_open_shared(struct source *s, const char *path, uint32_t index,
                               struct source_budget *budget, struct error *err)
{
    *s = (struct source){.index = index, .path = path, .fd = -1};
    bool is_standard_input = strcmp(path, "-") == 0;
    s->fd = is_standard_input ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (s->fd < 0) {
        return io_error(err, "cannot open");
    }
    struct stat info;
    if (fstat(s->fd, &info) != 0) {
        return io_error(err, "cannot read");
    }
    if (S_ISDIR(info.st_mode)) {
        return error_set(err, STATUS_USAGE, "is a directory");
    }
    /* A redirected file can be read anywhere, unless somebody has read a part of it. */
    if (S_ISREG(info.st_mode) && (!is_standard_input || lseek(s->fd, 0, SEEK_CUR) == 0)) {
        s->size = (uint64_t)info.st_size;
        s->is_at_end = true;
        return STATUS_OK;
    }
    return stream_begin(s, budget, err);
}

void source_open_part(struct source *s, const char *path, uint32_t index, int fd, uint64_t start,
                      uint64_t size)
{
    *s = (struct source){.index = index,
                         .path = path,
                         .fd = fd,
                         .is_at_end = true,
                         .is_part = true,
                         .part_start = start,
                         .size = size};
}

static enum status read_file(int fd, uint64_t offset, void *data, size_t len, size_t *got,
                             struct error *err)
{
    size_t total = 0;
    while (total < len) {
        ssize_t n = pread(fd, (char *)data + total, len - total, (off_t)(offset + total));
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n < 0) {
            return io_error(err, "cannot read");
        }
        if (n == 0) {
            break;
        }
        total += (size_t)n;
    }
    *got = total;
    return STATUS_OK;
}

static enum status read_window(struct source *s, uint64_t offset, void *data, size_t len,
                               size_t *got, struct error *err)
{
    if (offset < s->window_start) {
        return error_set_at(err, STATUS_IO, offset, "bytes of a stream are gone");
    }
    uint64_t skip = offset - s->window_start;
    while (!s->is_at_end && (s->window_len < skip || s->window_len - skip < len)) {
        enum status status = stream_more(s, err);
        if (status != STATUS_OK) {
            return status;
        }
    }
    size_t left = skip < s->window_len ? s->window_len - (size_t)skip : 0;
    *got = len < left ? len : left;
    if (*got > 0 && s->window) {
        memcpy(data, s->window + skip, *got);
    }
    return STATUS_OK;
}

void source_park(struct source *s)
{
    if (s->fd > STDIN_FILENO && !s->window && !s->is_stream && !s->is_spooled && !s->is_part) {
        close(s->fd);
        s->fd = -1;
        s->is_parked = true;
    }
}

/* A stream with a head: from there as far as it goes, the rest from the window. */
static enum status read_stream(struct source *s, uint64_t offset, char *data, size_t len,
                               size_t *got, struct error *err)
{
    const uint64_t left = offset < s->head_size ? s->head_size - offset : 0;
    const size_t here = len < left ? len : (size_t)left;
    size_t more = 0;
    enum status status = STATUS_OK;
    *got = 0;
    if (here > 0) {
        status = read_file(s->head_fd, offset, data, here, got, err);
    }
    if (status == STATUS_OK && *got == here && here < len) {
        status = read_window(s, offset + here, data + here, len - here, &more, err);
        *got += more;
    }
    return status;
}

enum status source_read(struct source *s, uint64_t offset, void *data, size_t len, size_t *got,
                        struct error *err)
{
    if (s->window || s->is_stream) {
        return read_stream(s, offset, data, len, got, err);
    }
    if (s->is_part) {
        const uint64_t left = offset < s->size ? s->size - offset : 0;
        return read_file(s->fd, s->part_start + offset, data, len < left ? len : (size_t)left, got,
                         err);
    }
    if (!s->is_parked) {
        return read_file(s->fd, offset, data, len, got, err);
    }
    int fd = open(s->path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0) {
        return io_error(err, "cannot open");
    }
    enum status status = read_file(fd, offset, data, len, got, err);
    close(fd);
    return status;
}

void source_forget(struct source *s, uint64_t offset)
{
    if (!s->is_stream || offset <= s->window_start) {
        return;
    }
    uint64_t gone = offset - s->window_start;
    if (gone > s->window_len) {
        gone = s->window_len;
    }
    memmove(s->window, s->window + gone, s->window_len - (size_t)gone);
    s->window_len -= (size_t)gone;
    s->window_start += gone;
    /* Much was held at first, to see whether it is all. */
    if (s->window_cap / 4 > s->window_len + STREAM_STEP) {
        s->window_cap = s->window_len + STREAM_STEP;
        s->window = memory_resize(s->window, s->window_cap, 1);
    }
}

bool source_is_end(const struct source *s, uint64_t offset)
{
    return s->is_at_end && offset >= s->size;
}

bool source_is_short(const struct source *s, uint64_t offset)
{
    return !s->is_stream && offset < s->size;
}

/* The place in a file that others have open, too, stays what it is. */
static off_t seek(int fd, off_t from, int how)
{
    off_t before = lseek(fd, 0, SEEK_CUR);
    off_t found = lseek(fd, from, how);
    int reason = errno;
    if (before >= 0) {
        lseek(fd, before, SEEK_SET);
    }
    errno = reason;
    return found;
}

static bool next_data(int fd, uint64_t size, uint64_t from, uint64_t *start, uint64_t *end)
{
    off_t data = seek(fd, (off_t)from, SEEK_DATA);
    if (data < 0 && errno == ENXIO) {
        return false;
    }
    off_t hole = data < 0 ? -1 : seek(fd, data, SEEK_HOLE);
    *start = data < 0 ? from : (uint64_t)data;
    *end = hole < 0 || (uint64_t)hole > size ? size : (uint64_t)hole;
    return *start < size;
}

bool source_next_data(struct source *s, uint64_t from, uint64_t *start, uint64_t *end)
{
    *start = from;
    *end = s->size;
    if (from >= s->size || s->window || s->is_stream || s->is_part) {
        return from < s->size;
    }
    int fd = s->is_parked ? open(s->path, O_RDONLY | O_CLOEXEC | O_NOCTTY) : s->fd;
    if (fd < 0) {
        return true; /* reading will tell */
    }
    bool has_data = next_data(fd, s->size, from, start, end);
    if (s->is_parked) {
        close(fd);
    }
    return has_data;
}

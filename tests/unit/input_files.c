/* Files and named pipes in a temporary folder. */
#include "tests/unit/input_files.h"

#include <check.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct file {
    char path[INPUT_PATH_SIZE];
    struct view bytes; /* of a pipe */
    pthread_t writer;
    bool is_stream;
};

static char folder[INPUT_PATH_SIZE];
static struct file files[INPUT_FILES_MAX];
static size_t file_count;

void setup_files(void)
{
    const char *base = getenv("TMPDIR");
    file_count = 0;
    int len = snprintf(folder, sizeof(folder), "%s/wmilog-test-XXXXXX", base ? base : P_tmpdir);
    ck_assert_int_lt(len, INPUT_PATH_SIZE - 32);
    ck_assert_ptr_nonnull(mkdtemp(folder));
    ck_assert(signal(SIGPIPE, SIG_IGN) != SIG_ERR);
}

void clear_files(void)
{
    for (size_t i = 0; i < file_count; i++) {
        if (files[i].is_stream) {
            /* A writer whose pipe nobody has opened would wait for ever. */
            int fd = open(files[i].path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
            pthread_join(files[i].writer, NULL);
            close(fd);
        }
        (void)unlink(files[i].path);
    }
    (void)rmdir(folder);
}

const char *files_folder(void)
{
    return folder;
}

const char *file_path(const char *name)
{
    for (size_t i = 0; i < file_count; i++) {
        if (view_ends_nocase(view_of(files[i].path), view_of(name))) {
            return files[i].path;
        }
    }
    ck_assert_uint_lt(file_count, INPUT_FILES_MAX);
    struct file *f = &files[file_count++];
    f->is_stream = false;
    int len = snprintf(f->path, sizeof(f->path), "%s/%s", folder, name);
    ck_assert_int_lt(len, INPUT_PATH_SIZE);
    return f->path;
}

static bool write_all(const char *path, struct view bytes)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    while (fd >= 0 && bytes.len > 0) {
        ssize_t put = write(fd, bytes.data, bytes.len);
        if (put <= 0) {
            break;
        }
        bytes = view_from(bytes, (size_t)put);
    }
    return fd >= 0 && close(fd) == 0 && bytes.len == 0;
}

const char *file_with(const char *name, struct view bytes)
{
    const char *path = file_path(name);
    ck_assert(write_all(path, bytes));
    return path;
}

static void *write_stream(void *argument)
{
    const struct file *f = argument;
    (void)write_all(f->path, f->bytes);
    return NULL;
}

const char *stream_with(const char *name, struct view bytes)
{
    const char *path = file_path(name);
    struct file *f = &files[file_count - 1];
    ck_assert_ptr_eq(path, f->path);
    ck_assert_int_eq(mkfifo(path, 0600), 0);
    f->bytes = bytes;
    f->is_stream = true;
    ck_assert_int_eq(pthread_create(&f->writer, NULL, write_stream, f), 0);
    return path;
}

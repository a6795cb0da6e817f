/* Reading files anywhere, and streams once. */
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "parsers/event/source.h"
#include "tests/unit/input_files.h"
#include "tests/unit/suites.h"

enum { PIECE = 200000, LONG_STREAM = SOURCE_WHOLE_STREAM + 300001 };

static struct source source;
static struct error err;
static char *pattern; /* LONG_STREAM bytes without a period */

static void setup(void)
{
    setup_files();
    error_init(&err);
    pattern = malloc(LONG_STREAM);
    ck_assert_ptr_nonnull(pattern);
    uint32_t state = 1;
    for (size_t i = 0; i < LONG_STREAM; i++) {
        state = state * 1664525 + 1013904223;
        pattern[i] = (char)(unsigned char)(state >> 24);
    }
}

static void teardown(void)
{
    source_close(&source);
    clear_files();
    free(pattern);
}

static struct view bytes_of(size_t len)
{
    return (struct view){pattern, len};
}

/* Reads into a buffer of the exact size and compares. */
static void expect_read(uint64_t offset, size_t len, size_t expected)
{
    char *data = malloc(len + (len == 0));
    ck_assert_ptr_nonnull(data);
    size_t got = SIZE_MAX;
    enum status status = source_read(&source, offset, data, len, &got, &err);
    ck_assert_msg(status == STATUS_OK, "%s", err.message);
    ck_assert_uint_eq(got, expected);
    ck_assert(memcmp(data, pattern + (expected > 0 ? offset : 0), expected) == 0);
    free(data);
}

static void open_source(const char *path)
{
    enum status status = source_open(&source, path, 3, &err);
    ck_assert_msg(status == STATUS_OK, "%s", err.message);
    ck_assert_uint_eq(source.index, 3);
}

START_TEST(reads_file_anywhere)
{
    open_source(file_with("a", bytes_of(5)));
    ck_assert(!source.is_stream);
    ck_assert_uint_eq(source.size, 5);
    for (size_t offset = 0; offset < 8; offset++) {
        for (size_t len = 0; len < 8; len++) {
            size_t left = offset < 5 ? 5 - offset : 0;
            expect_read(offset, len, len < left ? len : left);
        }
        ck_assert_int_eq(source_is_end(&source, offset), offset >= 5);
    }
    expect_read(INT64_MAX - 10, 5, 0);
    source_forget(&source, 4);
    expect_read(0, 5, 5);
}
END_TEST

START_TEST(reads_empty_file)
{
    open_source(file_with("a", VIEW("")));
    ck_assert_uint_eq(source.size, 0);
    ck_assert(source_is_end(&source, 0));
    expect_read(0, 10, 0);
}
END_TEST

/* A file that shrinks while it is read ends early, without an error. */
START_TEST(reads_shrunk_file)
{
    const char *path = file_with("a", bytes_of(100));
    open_source(path);
    ck_assert_int_eq(truncate(path, 10), 0);
    expect_read(5, 50, 5);
    expect_read(50, 50, 0);
}
END_TEST

START_TEST(opens_parked_file_each_time)
{
    const char *path = file_with("a", bytes_of(100));
    open_source(path);
    source_park(&source);
    ck_assert_int_eq(source.fd, -1);
    expect_read(10, 20, 20);
    expect_read(90, 20, 10);
    ck_assert(source_is_end(&source, 100));
    ck_assert_int_eq(unlink(path), 0);
    char byte;
    size_t got = 77;
    ck_assert_int_eq(source_read(&source, 0, &byte, 1, &got, &err), STATUS_IO);
    ck_assert_uint_eq(got, 77);
    ck_assert_ptr_nonnull(strstr(err.message, "cannot open"));
}
END_TEST

START_TEST(refuses_what_is_no_file)
{
    ck_assert_int_eq(source_open(&source, files_folder(), 0, &err), STATUS_USAGE);
    ck_assert_ptr_nonnull(strstr(err.message, "directory"));
    source_close(&source);
    error_init(&err);
    ck_assert_int_eq(source_open(&source, file_path("missing"), 0, &err), STATUS_IO);
    ck_assert_ptr_nonnull(strstr(err.message, "cannot open"));
    source_close(&source);
    source_close(&source);
}
END_TEST

/* A short stream is as good as a file. */
START_TEST(holds_short_stream)
{
    static const size_t sizes[] = {0, 1, PIECE, 3 * 1024 * 1024 + 1};
    size_t size = sizes[_i];
    open_source(stream_with("pipe", bytes_of(size)));
    ck_assert(!source.is_stream);
    ck_assert_uint_eq(source.size, size);
    ck_assert(source_is_end(&source, size));
    expect_read(0, size + 10, size);
    source_forget(&source, size);
    source_park(&source);
    expect_read(0, size, size);
    expect_read(size / 2, size, size - size / 2);
    expect_read(size + 1, 10, 0);
}
END_TEST

START_TEST(reads_long_stream_once)
{
    open_source(stream_with("pipe", bytes_of(LONG_STREAM)));
    ck_assert(source.is_stream);
    ck_assert(!source_is_end(&source, SOURCE_WHOLE_STREAM));
    source_park(&source);
    size_t offset = 0;
    for (; offset + PIECE < LONG_STREAM; offset += PIECE) {
        /* Past the piece, as for the end of its last event, and the piece again. */
        size_t len = LONG_STREAM - offset < 2 * PIECE ? LONG_STREAM - offset : 2 * PIECE;
        expect_read(offset, 2 * PIECE, len);
        expect_read(offset + 1, PIECE, PIECE);
        source_forget(&source, offset + PIECE);
        source_forget(&source, offset);
    }
    expect_read(offset, 2 * PIECE, LONG_STREAM - offset);
    ck_assert(source_is_end(&source, LONG_STREAM));
    ck_assert(!source_is_end(&source, LONG_STREAM - 1));
    ck_assert_uint_eq(source.size, LONG_STREAM);
    ck_assert_uint_lt(source.window_len, 2 * PIECE + 1);
    char byte;
    size_t got;
    ck_assert_int_eq(source_read(&source, 0, &byte, 1, &got, &err), STATUS_IO);
    ck_assert_ptr_nonnull(strstr(err.message, "gone"));
    source_forget(&source, UINT64_MAX);
    expect_read(LONG_STREAM, 10, 0);
}
END_TEST

/* Every other piece, from the end to the start. */
static void expect_pieces(void)
{
    for (size_t offset = LONG_STREAM - LONG_STREAM % PIECE;; offset -= 2 * PIECE) {
        expect_read(offset, PIECE, LONG_STREAM - offset < PIECE ? LONG_STREAM - offset : PIECE);
        if (offset < 2 * PIECE) {
            break;
        }
    }
}

START_TEST(makes_a_file_of_a_stream)
{
    struct source_budget budget = {.left = SOURCE_WHOLE_STREAM};
    ck_assert_int_eq(
        source_open_shared(&source, stream_with("pipe", bytes_of(LONG_STREAM)), 3, &budget, &err),
        STATUS_OK);
    ck_assert(source.is_stream && budget.has_stream);
    expect_read(0, PIECE, PIECE);
    ck_assert_int_eq(source_spool(&source, &budget, &err), STATUS_OK);
    ck_assert(!source.is_stream && !budget.has_stream && source.size == LONG_STREAM);
    expect_pieces();
    source_park(&source);
    expect_read(LONG_STREAM - 1, 10, 1);
    ck_assert_int_eq(source_spool(&source, &budget, &err), STATUS_OK);
    source_close(&source);
}
END_TEST

START_TEST(stays_a_stream_without_room_for_a_file)
{
    static const rlim_t rooms[] = {0, 1000, SOURCE_WHOLE_STREAM + 777};
    struct source_budget budget = {.left = SOURCE_WHOLE_STREAM};
    const char *path = stream_with("pipe", bytes_of(LONG_STREAM));
    ck_assert_int_eq(source_open_shared(&source, path, 3, &budget, &err), STATUS_OK);
    struct rlimit before;
    ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &before), 0);
    const struct rlimit limit = {rooms[_i], before.rlim_max};
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &limit); /* no check meanwhile: Check writes files, too */
    const enum status status = source_spool(&source, &budget, &err);
    setrlimit(RLIMIT_FSIZE, &before);
    ck_assert_int_eq(status, STATUS_IO);
    ck_assert(source.is_stream && budget.has_stream);
    ck_assert_ptr_nonnull(strstr(err.message, "temporary file"));
    size_t offset = 0;
    for (; offset + 2 * PIECE < LONG_STREAM; offset += PIECE) {
        expect_read(offset, 2 * PIECE, 2 * PIECE);
        source_forget(&source, offset + PIECE);
    }
    expect_read(offset, 2 * PIECE, LONG_STREAM - offset);
    ck_assert(source_is_end(&source, LONG_STREAM));
    ck_assert_uint_eq(source.size, LONG_STREAM);
    source_close(&source);
}
END_TEST

static void redirect(const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(dup2(fd, STDIN_FILENO), STDIN_FILENO);
    close(fd);
}

START_TEST(reads_standard_input)
{
    redirect(file_with("a", bytes_of(100)));
    open_source("-");
    ck_assert(!source.is_stream);
    ck_assert_uint_eq(source.size, 100);
    expect_read(90, 20, 10);
    source_park(&source);
    expect_read(0, 100, 100);
    source_close(&source);
    ck_assert_int_ge(fcntl(STDIN_FILENO, F_GETFD), 0);
    /* Somebody has read the first bytes: what is left counts. */
    char head[3];
    ck_assert_int_eq(read(STDIN_FILENO, head, 3), 3);
    open_source("-");
    ck_assert_uint_eq(source.size, 97);
    char rest[97];
    size_t got;
    ck_assert_int_eq(source_read(&source, 0, rest, 97, &got, &err), STATUS_OK);
    ck_assert_uint_eq(got, 97);
    ck_assert(memcmp(rest, pattern + 3, 97) == 0);
}
END_TEST

Suite *source_suite(void)
{
    Suite *suite = suite_create("source");
    TCase *tcase = tcase_create("source");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_set_timeout(tcase, 30);
    tcase_add_test(tcase, reads_file_anywhere);
    tcase_add_test(tcase, reads_empty_file);
    tcase_add_test(tcase, reads_shrunk_file);
    tcase_add_test(tcase, opens_parked_file_each_time);
    tcase_add_test(tcase, refuses_what_is_no_file);
    tcase_add_loop_test(tcase, holds_short_stream, 0, 4);
    tcase_add_test(tcase, reads_long_stream_once);
    tcase_add_test(tcase, makes_a_file_of_a_stream);
    tcase_add_loop_test(tcase, stays_a_stream_without_room_for_a_file, 0, 3);
    tcase_add_test(tcase, reads_standard_input);
    suite_add_tcase(suite, tcase);
    return suite;
}

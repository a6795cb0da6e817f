/* Results that are whole or not there. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "analyzer/report/output.h"
#include "tests/unit/suites.h"

static char folder[64];
static char path[96];

static void set_up(void)
{
    snprintf(folder, sizeof(folder), "%s/wmilog-output-XXXXXX", P_tmpdir);
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(path, sizeof(path), "%s/report.json", folder);
}

static void tear_down(void)
{
    unlink(path);
    ck_assert_int_eq(rmdir(folder), 0); /* nothing else was left behind */
}

static size_t file_size(const char *name)
{
    struct stat info;
    ck_assert_int_eq(stat(name, &info), 0);
    return (size_t)info.st_size;
}

static void ck_file_is(const char *expected)
{
    char text[256] = "";
    FILE *file = fopen(path, "r");
    ck_assert_ptr_nonnull(file);
    size_t len = fread(text, 1, sizeof(text) - 1, file);
    fclose(file);
    text[len] = '\0';
    ck_assert_str_eq(text, expected);
}

static void write_old_file(void)
{
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    fputs("old", file);
    ck_assert_int_eq(fclose(file), 0);
}

START_TEST(file_appears_only_when_closed)
{
    struct output out;
    ck_assert_int_eq(output_open(&out, path, NULL), STATUS_OK);
    output_text(&out, "whole");
    output_flush(&out);
    ck_assert_int_ne(access(path, F_OK), 0);
    output_format(&out, " %d%s", 42, "!");
    ck_assert_int_eq(output_close(&out, true, NULL), STATUS_OK);
    ck_file_is("whole 42!");
}
END_TEST

START_TEST(file_keeps_old_content_when_not_kept)
{
    write_old_file();
    struct output out;
    ck_assert_int_eq(output_open(&out, path, NULL), STATUS_OK);
    output_text(&out, "new");
    ck_assert_int_eq(output_close(&out, false, NULL), STATUS_OK);
    ck_file_is("old");
}
END_TEST

START_TEST(file_replaced_keeps_its_permissions)
{
    write_old_file();
    ck_assert_int_eq(chmod(path, 0640), 0);
    struct output out;
    ck_assert_int_eq(output_open(&out, path, NULL), STATUS_OK);
    output_text(&out, "new");
    ck_assert_int_eq(output_close(&out, true, NULL), STATUS_OK);
    ck_file_is("new");
    struct stat info;
    ck_assert_int_eq(stat(path, &info), 0);
    ck_assert_uint_eq(info.st_mode & 0777, 0640);
}
END_TEST

START_TEST(link_is_followed)
{
    write_old_file();
    char name[128];
    snprintf(name, sizeof(name), "%s/link", folder);
    ck_assert_int_eq(symlink(path, name), 0);
    struct output out;
    ck_assert_int_eq(output_open(&out, name, NULL), STATUS_OK);
    output_text(&out, "new");
    ck_assert_int_eq(output_close(&out, true, NULL), STATUS_OK);
    ck_file_is("new");
    struct stat info;
    ck_assert_int_eq(lstat(name, &info), 0);
    ck_assert(S_ISLNK(info.st_mode));
    unlink(name);
}
END_TEST

START_TEST(large_output_is_whole)
{
    enum { LINES = 100000 };
    struct output out;
    ck_assert_int_eq(output_open(&out, path, NULL), STATUS_OK);
    for (int i = 0; i < LINES; i++) {
        output_text(&out, "12345678\n");
    }
    ck_assert_uint_le(out.pending.cap, 2 * OUTPUT_FLUSH_SIZE);
    ck_assert_int_eq(output_close(&out, true, NULL), STATUS_OK);
    ck_assert_uint_eq(file_size(path), (size_t)LINES * 9);
}
END_TEST

/* A large piece goes straight to the file, after what was kept back. */
START_TEST(pieces_stay_in_order)
{
    enum { LARGE = 200000 };
    struct output out;
    char *large = malloc(LARGE);
    char *read = malloc(LARGE + 4);
    ck_assert(large && read);
    memset(large, 'b', LARGE);
    ck_assert_int_eq(output_open(&out, path, NULL), STATUS_OK);
    output_text(&out, "aa");
    output_write(&out, (struct view){large, LARGE});
    output_text(&out, "cc");
    ck_assert_int_eq(output_close(&out, true, NULL), STATUS_OK);
    FILE *file = fopen(path, "r");
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fread(read, 1, LARGE + 4, file), LARGE + 4);
    ck_assert_int_eq(fgetc(file), EOF);
    fclose(file);
    ck_assert(memcmp(read, "aa", 2) == 0 && memcmp(read + 2, large, LARGE) == 0);
    ck_assert(memcmp(read + 2 + LARGE, "cc", 2) == 0);
    free(large);
    free(read);
}
END_TEST

START_TEST(pieces_are_whole)
{
    static const char half[OUTPUT_FLUSH_SIZE / 2 + 1];
    struct output out;
    ck_assert_int_eq(output_open(&out, path, NULL), STATUS_OK);
    for (size_t i = 1; i <= 5; i++) {
        output_write(&out, (struct view){half, sizeof(half)});
        size_t whole = i * sizeof(half) / OUTPUT_FLUSH_SIZE * OUTPUT_FLUSH_SIZE;
        ck_assert_uint_eq(file_size(out.temporary), whole);
        ck_assert_uint_eq(out.pending.len, i * sizeof(half) - whole);
    }
    ck_assert_int_eq(output_close(&out, true, NULL), STATUS_OK);
    ck_assert_uint_eq(file_size(path), 5 * sizeof(half));
}
END_TEST

START_TEST(missing_folder_is_an_error)
{
    char name[128];
    snprintf(name, sizeof(name), "%s/none/report", folder);
    struct output out;
    struct error err;
    error_init(&err);
    ck_assert_int_eq(output_open(&out, name, &err), STATUS_IO);
    ck_assert_ptr_nonnull(strstr(err.message, name));
}
END_TEST

START_TEST(folder_is_an_error)
{
    struct output out;
    struct error err;
    error_init(&err);
    ck_assert_int_eq(output_open(&out, folder, &err), STATUS_IO);
    ck_assert_ptr_nonnull(strstr(err.message, "directory"));
}
END_TEST

START_TEST(full_device_is_an_error)
{
    struct output out;
    struct error err;
    error_init(&err);
    ck_assert_int_eq(output_open(&out, "/dev/full", &err), STATUS_OK);
    output_text(&out, "x");
    ck_assert_int_eq(output_close(&out, true, &err), STATUS_IO);
    ck_assert_ptr_nonnull(strstr(err.message, strerror(ENOSPC)));
}
END_TEST

START_TEST(failed_write_leaves_no_file)
{
    struct output out;
    ck_assert_int_eq(output_open(&out, path, NULL), STATUS_OK);
    int full = open("/dev/full", O_WRONLY | O_CLOEXEC);
    ck_assert_int_ge(full, 0);
    ck_assert_int_ge(dup2(full, out.fd), 0);
    close(full);
    output_text(&out, "x");
    output_flush(&out);
    ck_assert(out.failed);
    output_text(&out, "dropped");
    ck_assert_int_eq(output_close(&out, true, NULL), STATUS_IO);
    ck_assert_int_ne(access(path, F_OK), 0);
}
END_TEST

START_TEST(reader_gone_is_noticed)
{
    signal(SIGPIPE, SIG_IGN);
    int ends[2];
    ck_assert_int_eq(pipe(ends), 0);
    close(ends[0]);
    struct output out;
    output_open_memory(&out);
    out.fd = ends[1];
    output_text(&out, "x");
    output_flush(&out);
    ck_assert(out.closed_pipe);
    ck_assert_int_eq(output_close(&out, true, NULL), STATUS_IO);
    signal(SIGPIPE, SIG_DFL);
}
END_TEST

START_TEST(memory_keeps_all)
{
    struct output out;
    output_open_memory(&out);
    for (int i = 0; i < 20000; i++) {
        output_text(&out, "0123456789");
    }
    output_flush(&out);
    ck_assert_uint_eq(out.pending.len, 200000);
    ck_assert(!output_is_terminal(&out));
    ck_assert_uint_eq(output_width(&out), 80);
    ck_assert_int_eq(output_close(&out, true, NULL), STATUS_OK);
}
END_TEST

Suite *output_suite(void)
{
    Suite *suite = suite_create("output");
    TCase *tests = tcase_create("output");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, file_appears_only_when_closed);
    tcase_add_test(tests, file_keeps_old_content_when_not_kept);
    tcase_add_test(tests, file_replaced_keeps_its_permissions);
    tcase_add_test(tests, link_is_followed);
    tcase_add_test(tests, large_output_is_whole);
    tcase_add_test(tests, pieces_stay_in_order);
    tcase_add_test(tests, pieces_are_whole);
    tcase_add_test(tests, missing_folder_is_an_error);
    tcase_add_test(tests, folder_is_an_error);
    tcase_add_test(tests, full_device_is_an_error);
    tcase_add_test(tests, failed_write_leaves_no_file);
    tcase_add_test(tests, reader_gone_is_noticed);
    tcase_add_test(tests, memory_keeps_all);
    suite_add_tcase(suite, tests);
    return suite;
}

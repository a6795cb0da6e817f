/* What a report of failures tells of a trace: connects by machine, processes, slow operations. */
#include <stdio.h>
#include <string.h>

#include "parsers/base/wintime.h"
#include "rules/usage/digest.h"
#include "tests/unit/event_build.h"
#include "tests/unit/suites.h"

static struct digest *digest;

static void set_up(void)
{
    digest = digest_new();
}

static void tear_down(void)
{
    digest_free(digest);
}

/* A connect that took `ms` milliseconds and ended with `result` after so many seconds. */
static void give_connect(int64_t seconds, const char *machine, uint32_t result, const char *user)
{
    struct open_operation op = {
        .start = build_time(seconds * 1000 - 5),
        .name_space = VIEW("root\\cimv2"),
        .operation = {.type = OPERATION_TYPE_CONNECT, .text = VIEW("IWbemServices::Connect")},
        .client = {.machine = view_of(machine), .user = view_of(user)}};
    digest_landmark(digest, &(struct landmark){.kind = LANDMARK_OPERATION_ENDED,
                                               .time = build_time(seconds * 1000),
                                               .computer = VIEW("SRV01"),
                                               .operation = &op,
                                               .is_failure = result != 0,
                                               .result = result});
}

static void ck_row(size_t index, const char *machine, uint64_t connects, uint64_t failed)
{
    const struct usage_row *row = digest->machines.items[index];
    ck_assert(view_equal(row->name, view_of(machine)));
    ck_assert_uint_eq(row->connects, connects);
    ck_assert_uint_eq(row->failed_connects, failed);
}

START_TEST(connects_are_told_apart_by_machine)
{
    give_connect(1, "CLIENT1", 0, "a");
    give_connect(2, "MON04", 0x80070005, "b");
    give_connect(3, "client1", 0, "a");
    give_connect(4, "MON04", 0x80041003, "c");
    give_connect(5, "MON04", 0, "b");
    give_connect(6, "CLIENT2", 0x80070005, "d");
    digest_finish(digest);
    ck_assert_uint_eq(digest->machines.count, 3);
    ck_row(0, "MON04", 3, 2);
    ck_row(1, "CLIENT2", 1, 1);
    ck_row(2, "CLIENT1", 2, 0);
    const struct usage_connects *last = digest->machines.items[0]->last;
    ck_assert_int_eq(last->failed, build_time(4000));
    ck_assert_int_eq(last->succeeded, build_time(5000));
    ck_assert_uint_eq(last->result, 0x80041003);
    ck_assert(view_equal(last->user, VIEW("c")));
    ck_assert(view_equal(last->name_space, VIEW("root\\cimv2")));
    ck_assert_int_eq(digest->machines.items[1]->last->succeeded, WINTIME_NONE);
}
END_TEST

START_TEST(connects_without_an_end_are_counted_beside)
{
    struct open_operation op = {.computer = VIEW("srv01"),
                                .operation = {.type = OPERATION_TYPE_CONNECT},
                                .client = {.machine = VIEW("client2")}};
    give_connect(1, "CLIENT1", 0, "a");
    give_connect(2, "CLIENT1", 0, "a");
    give_connect(3, "CLIENT2", 0, "a");
    digest_open(digest, &op);
    op.operation.type = OPERATION_TYPE_SERVICE;
    digest_open(digest, &op);
    digest_finish(digest);
    ck_assert_uint_eq(digest->machines.count, 2);
    ck_row(0, "CLIENT2", 1, 0);
    ck_assert_uint_eq(digest->machines.items[0]->open_connects, 1);
}
END_TEST

START_TEST(machines_over_the_limit_are_one_row)
{
    enum { MORE = 7 };
    for (int i = 0; i < DIGEST_MAX_MACHINES + MORE; i++) {
        char name[16];
        snprintf(name, sizeof(name), "M%d", i);
        give_connect(i, name, i % 2 == 0 ? 0x80070005 : 0, "u");
    }
    digest_finish(digest);
    ck_assert_uint_eq(digest->machines.count, DIGEST_MAX_MACHINES + 1);
    const struct usage_row *rest = digest->machines.items[DIGEST_MAX_MACHINES];
    ck_assert_ptr_eq(rest, digest->machines.rest);
    ck_assert(rest->is_rest && !rest->last);
    ck_assert_uint_eq(rest->connects, MORE);
    ck_assert_uint_eq(rest->failed_connects, (MORE + 1) / 2);
}
END_TEST

static void give_start(uint32_t process_id, const char *text)
{
    struct open_operation op = {.operation = {.text = view_of(text)}};
    digest_landmark(digest, &(struct landmark){.kind = LANDMARK_PROCESS_STARTED,
                                               .time = build_time(process_id),
                                               .operation = &op,
                                               .created_process_id = process_id,
                                               .command_line = VIEW("cmd.exe /c whoami")});
}

START_TEST(processes_over_the_limit_are_counted)
{
    for (uint32_t i = 0; i < USAGE_MAX_STARTS + 3; i++) {
        give_start(i + 1, "");
        if (i % 2 == 0 && i < USAGE_MAX_STARTS) {
            give_start(i + 1, ""); /* of a copy of the log */
        }
    }
    digest_finish(digest);
    ck_assert_uint_eq(digest->starts.count, USAGE_MAX_STARTS);
    ck_assert_uint_eq(digest->starts.more, 3);
    ck_assert_uint_eq(digest->starts.items[USAGE_MAX_STARTS - 1].process_id, USAGE_MAX_STARTS);
    ck_assert_uint_eq(digest->machines.count, 0);
}
END_TEST

START_TEST(a_method_is_read_from_the_text_where_no_event_names_it)
{
    give_start(7, "Start IWbemServices::ExecMethod - root\\cimv2 : Win32_Process::Create");
    ck_assert(view_equal(digest->starts.items[0].class_name, VIEW("Win32_Process")));
    ck_assert(view_equal(digest->starts.items[0].method, VIEW("Create")));
    ck_assert(view_equal(digest->starts.items[0].command_line, VIEW("cmd.exe /c whoami")));
}
END_TEST

START_TEST(only_the_slowest_are_kept)
{
    for (int i = 0; i < 40; i++) {
        struct open_operation op = {.start = build_time(0), .operation = {.text = VIEW("query")}};
        digest_landmark(digest, &(struct landmark){.kind = LANDMARK_OPERATION_ENDED,
                                                   .time = build_time(i * 7 % 40 * 1000),
                                                   .operation = &op});
    }
    ck_assert_uint_eq(digest->ended, 40);
    ck_assert_uint_eq(digest->slowest.count, DIGEST_SLOWEST);
    for (size_t i = 0; i < DIGEST_SLOWEST; i++) {
        ck_assert_int_eq(digest->slowest.items[i].duration,
                         (int64_t)(39 - i) * WINTIME_TICKS_PER_SECOND);
        ck_assert(view_equal(digest->slowest.items[i].text, VIEW("query")));
    }
    ck_assert_uint_eq(slowest_alike(digest->slowest.items, DIGEST_SLOWEST, 0), DIGEST_SLOWEST);
}
END_TEST

/* Between characters, and said: in the text itself, and beside it. */
START_TEST(long_texts_are_cut_with_a_mark)
{
    char text[DIGEST_MAX_TEXT + 2];
    memset(text, 'x', sizeof(text));
    memcpy(text + DIGEST_MAX_TEXT - 1, "\xC3\xA9", 3);
    struct open_operation op = {.start = build_time(0), .operation = {.text = view_of(text)}};
    struct landmark landmark = {
        .kind = LANDMARK_OPERATION_ENDED, .time = build_time(1), .operation = &op};
    digest_landmark(digest, &landmark);
    const struct slow_operation *slow = &digest->slowest.items[0];
    ck_assert(slow->is_cut);
    ck_assert_uint_eq(slow->text.len, DIGEST_MAX_TEXT - 1 + 4);
    ck_assert(view_ends_nocase(slow->text, VIEW("x ...")));
    op.operation.text = view_slice(op.operation.text, 0, DIGEST_MAX_TEXT);
    landmark.time = build_time(2);
    digest_landmark(digest, &landmark);
    ck_assert(!digest->slowest.items[0].is_cut);
    ck_assert_uint_eq(digest->slowest.items[0].text.len, DIGEST_MAX_TEXT);
    give_start(7, "");
    ck_assert(!digest->starts.items[0].is_cut);
    char call[USAGE_MAX_TEXT + 2];
    memset(call, 'z', sizeof(call));
    call[sizeof(call) - 1] = '\0';
    give_start(8, call);
    ck_assert(digest->starts.items[1].is_cut);
    ck_assert(view_ends_nocase(digest->starts.items[1].text, VIEW("z ...")));
}
END_TEST

START_TEST(clocks_of_different_zones_have_no_span)
{
    struct usage_operation op = {.start = build_time(0), .end = build_time(9)};
    ck_assert_int_eq(usage_duration(&op), 9 * WINTIME_TICKS_PER_MS);
    op.end = wintime_local(build_time(9));
    ck_assert_int_eq(usage_duration(&op), -1);
    op.end = WINTIME_NONE;
    ck_assert_int_eq(usage_duration(&op), -1);
    op.end = build_time(-1);
    ck_assert_int_eq(usage_duration(&op), -1);
}
END_TEST

Suite *digest_suite(void)
{
    Suite *suite = suite_create("digest");
    TCase *tests = tcase_create("digest");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, connects_are_told_apart_by_machine);
    tcase_add_test(tests, connects_without_an_end_are_counted_beside);
    tcase_add_test(tests, machines_over_the_limit_are_one_row);
    tcase_add_test(tests, processes_over_the_limit_are_counted);
    tcase_add_test(tests, a_method_is_read_from_the_text_where_no_event_names_it);
    tcase_add_test(tests, only_the_slowest_are_kept);
    tcase_add_test(tests, long_texts_are_cut_with_a_mark);
    tcase_add_test(tests, clocks_of_different_zones_have_no_span);
    suite_add_tcase(suite, tests);
    return suite;
}

/* What the engine passes on beside failures: restarts, provider loads, ends of operations. */
#include "rules/engine.h"
#include "tests/unit/event_build.h"
#include "tests/unit/suites.h"

#define QUERY "Start IWbemServices::ExecQuery - root\\cimv2 : SELECT * FROM Win32_Process"

enum { MAX_LANDMARKS = 16 };

static struct landmark seen[MAX_LANDMARKS]; /* their views are not looked at */
static bool is_query;                       /* of the operation that ended last */
static bool has_method;                     /* of the process that was started last */
static size_t seen_count;

static void take(void *context, const struct landmark *landmark)
{
    (void)context;
    ck_assert_uint_lt(seen_count, MAX_LANDMARKS);
    ck_assert(view_equal(landmark->computer, VIEW("HOST")));
    if (landmark->kind == LANDMARK_PROCESS_STARTED) {
        ck_assert_uint_eq(landmark->operation->client.process_id, BUILD_CLIENT);
        ck_assert(view_equal(landmark->command_line, VIEW("cmd.exe")));
        has_method = view_equal(landmark->operation->operation.method, VIEW("Create"));
    }
    if (landmark->operation) {
        is_query = view_equal(landmark->operation->operation.text, VIEW(QUERY));
    }
    seen[seen_count++] = *landmark;
}

static void set_up(void)
{
    setup_engine();
    engine_free(engine);
    engine =
        engine_new(&(struct engine_options){.on_failure = collect_failure, .on_landmark = take});
    seen_count = 0;
}

START_TEST(operations_end_failed_or_not)
{
    give(build_start(0, 10, 9, QUERY));
    give(build_start(1, 11, 9, QUERY));
    give(build_stop(5, 10, 0));
    give(build_stop(7, 11, 0x80041003));
    give(build_stop(8, 12, 0)); /* its start was not seen */
    finish();
    ck_assert_uint_eq(seen_count, 2);
    ck_assert_int_eq(seen[0].kind, LANDMARK_OPERATION_ENDED);
    ck_assert_int_eq(seen[0].time, build_time(5));
    ck_assert_int_eq(seen[1].time, build_time(7));
    ck_assert(is_query);
}
END_TEST

static struct event build_process(int64_t ms, uint32_t id, uint32_t process_id)
{
    struct event process = build_event(23, ms);
    build_number(&process, EVENT_FIELD_OPERATION_ID, id);
    build_number(&process, EVENT_FIELD_CREATED_PROCESS_ID, process_id);
    build_number(&process, EVENT_FIELD_CLIENT_PROCESS_ID, BUILD_CLIENT);
    build_text(&process, EVENT_FIELD_COMMAND_LINE, "cmd.exe");
    return process;
}

START_TEST(processes_are_told_when_they_start)
{
    give(build_start(0, 10, 9, QUERY));
    struct event method = build_event(22, 1);
    build_number(&method, EVENT_FIELD_OPERATION_ID, 10);
    build_text(&method, EVENT_FIELD_CLASS_NAME, "Win32_Process");
    build_text(&method, EVENT_FIELD_METHOD_NAME, "Create");
    give(method);
    give(build_process(2, 10, 777));
    ck_assert_uint_eq(seen_count, 1);
    ck_assert_int_eq(seen[0].kind, LANDMARK_PROCESS_STARTED);
    ck_assert_int_eq(seen[0].time, build_time(2));
    ck_assert_uint_eq(seen[0].created_process_id, 777);
    ck_assert(is_query && has_method);
    give(build_process(2, 10, 777)); /* of a copy of the log */
    ck_assert_uint_eq(seen_count, 1);
    give(build_process(3, 11, 778)); /* the start of its call was not seen */
    ck_assert_uint_eq(seen_count, 2);
    ck_assert(!is_query && !has_method);
    give(build_process(4, 12, 0)); /* it was not created */
    finish();
    ck_assert_uint_eq(seen_count, 2);
}
END_TEST

START_TEST(hosts_are_new_once)
{
    give(build_load(0, 77, "CIMWin32", "a.dll", 0));
    give(build_load(1, 77, "Other", "b.dll", 0));
    give(build_load(2, 78, "Other", "b.dll", 0));
    finish();
    ck_assert_uint_eq(seen_count, 3);
    ck_assert_int_eq(seen[0].kind, LANDMARK_PROVIDER_LOADED);
    ck_assert(seen[0].is_new_host && !seen[1].is_new_host && seen[2].is_new_host);
    ck_assert_uint_eq(seen[2].host_process_id, 78);
}
END_TEST

START_TEST(the_service_restarts)
{
    give(build_start(0, 10, 9, QUERY));
    struct event later = build_start(5000, 10, 9, QUERY);
    later.process_id = BUILD_SERVICE + 1;
    give(later);
    finish();
    ck_assert_uint_eq(seen_count, 1);
    ck_assert_int_eq(seen[0].kind, LANDMARK_SERVICE_RESTARTED);
    ck_assert_int_eq(seen[0].time, build_time(5000));
}
END_TEST

Suite *landmarks_suite(void)
{
    Suite *suite = suite_create("landmarks");
    TCase *tests = tcase_create("landmarks");
    tcase_add_checked_fixture(tests, set_up, clear_engine);
    tcase_add_test(tests, operations_end_failed_or_not);
    tcase_add_test(tests, processes_are_told_when_they_start);
    tcase_add_test(tests, hosts_are_new_once);
    tcase_add_test(tests, the_service_restarts);
    suite_add_tcase(suite, tests);
    return suite;
}

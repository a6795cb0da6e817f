/* One failure out of two events, order of settling, and every limit of correlation. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "parsers/base/count.h"
#include "rules/computers/computers.h"
#include "tests/unit/event_build.h"
#include "tests/unit/suites.h"

#define QUERY "Start IWbemServices::ExecQuery - root\\cimv2 : SELECT * FROM Win32_Process"
#define OTHER "Start IWbemServices::ExecQuery - root\\cimv2 : SELECT * FROM Win32_Service"
#define CONNECT "IWbemServices::Connect"

START_TEST(connect_reads_differently_in_5858)
{
    give(build_start(0, 20, 20, CONNECT));
    give(build_stop(3, 20, 0x80041003));
    give(build_failure(3, 0x80041003, "connect to namespace : ROOT\\CIMV2"));
    give(build_failure(9000, 0x80041003, "connect to namespace : ROOT\\WMI"));
    const struct engine_stats *s = finish();
    ck_assert_uint_eq(s->operations.merged, 1);
    ck_assert_uint_eq(s->failures, 2);
    ck_assert_uint_eq(s->operations.connects, 2);
    ck_assert_uint_eq(s->operations.failed_connects, 2);
    ck_assert_uint_eq(s->operations.count, 2);
}
END_TEST

START_TEST(merged_failure_keeps_both)
{
    give(build_start(0, 10, 9, QUERY));
    struct event e = build_failure(24, 0x80010108, QUERY);
    build_text(&e, EVENT_FIELD_COMPONENT, "Core");
    build_text(&e, EVENT_FIELD_POSSIBLE_CAUSE, "Could not send status to client");
    build_text(&e, EVENT_FIELD_CORRELATION_ID, "{A2CBD44A-6B43-0000-499F-89D3436BD801}");
    give(e);
    give(build_stop(25, 10, 0x80010108));
    const struct engine_stats *s = finish();
    ck_assert_uint_eq(s->operations.merged, 1);
    ck_assert_uint_eq(s->operations.count, 1);
    ck_assert_uint_eq(failure_count, 1);
    const struct failure *f = failures[0];
    ck_assert_int_eq(f->time, build_time(24));
    ck_assert_int_eq(f->stage, STAGE_DELIVER);
    ck_assert(view_equal(f->component, VIEW("Core")));
    ck_assert(view_equal(f->correlation_id, VIEW("{A2CBD44A-6B43-0000-499F-89D3436BD801}")));
    ck_assert(f->has_duration && f->duration == 25 * WINTIME_TICKS_PER_MS);
    ck_assert_uint_eq(f->operation_id, 10);
    ck_assert(view_equal(f->client.machine, VIEW("HOST.example.org")));
    ck_assert_uint_eq(f->evidence_count, 2);
    ck_assert_uint_eq(f->evidence[0].event_id, 5858);
    ck_assert_uint_eq(f->evidence[1].event_id, 13);
    ck_assert(view_ends_nocase(f->evidence[1].channel, VIEW("/Trace")));
}
END_TEST

/* Until the first event 13 no failure is looked up; then those that still wait can be found. */
START_TEST(pairs_begin_with_the_first_stop)
{
    give(build_failure(0, 0x80041002, QUERY));
    give(build_failure(30000, 0x80041002, QUERY));
    give(build_failure(61000, 0x80041002, OTHER)); /* the first has settled */
    give(build_failure(61001, 0x80041002, QUERY));
    give(build_start(61002, 10, 9, QUERY));
    give(build_stop(61003, 10, 0x80041002));
    give(build_start(61004, 11, 9, OTHER));
    give(build_stop(61005, 11, 0x80041002));
    const struct engine_stats *s = finish();
    ck_assert_uint_eq(s->operations.merged, 2);
    ck_assert_uint_eq(failure_count, 4);
    const int64_t times[] = {0, 30000, 61000, 61001};
    for (size_t i = 0; i < 4; i++) {
        ck_assert_int_eq(failures[i]->time, build_time(times[i]));
        ck_assert_uint_eq(failures[i]->evidence_count, i < 2 ? 1 : 2);
    }
}
END_TEST

START_TEST(evidence_of_one_instant_is_ordered_by_id)
{
    give(build_start(0, 10, 9, QUERY));
    give(build_failure(25, 0x80041002, QUERY));
    give(build_stop(25, 10, 0x80041002));
    finish();
    ck_assert_uint_eq(failure_count, 1);
    ck_assert_uint_eq(failures[0]->evidence[0].event_id, 13);
    ck_assert_uint_eq(failures[0]->evidence[1].event_id, 5858);
}
END_TEST

/* What differs must not be joined: one field of the 5858 at a time. */
START_TEST(different_failures_stay_two)
{
    give(build_start(0, 10, 9, QUERY));
    struct event start = build_start(1, 11, 9, QUERY);
    build_text(&start, EVENT_FIELD_CORRELATION_ID, "{A2CBD44A-6B43-0000-499F-89D3436BD801}");
    give(start);
    give(build_stop(10, _i == 4 ? 11 : 10, 0x80041002));
    struct event e = build_failure(11, 0x80041002, QUERY);
    if (_i == 0) {
        build_number(&e, EVENT_FIELD_RESULT_CODE, 0x80041003);
    }
    if (_i == 1) {
        build_number(&e, EVENT_FIELD_CLIENT_PROCESS_ID, 1);
    }
    if (_i == 2) {
        build_text(&e, EVENT_FIELD_USER, "HOST\\you");
    }
    if (_i == 3) {
        build_text(&e, EVENT_FIELD_OPERATION, OTHER);
    }
    if (_i == 4) {
        build_text(&e, EVENT_FIELD_CORRELATION_ID, "{B2CBD44A-6B43-0000-499F-89D3436BD801}");
    }
    if (_i == 5) {
        e.computer = VIEW("ELSEWHERE");
    }
    if (_i == 6) {
        e.time = build_time(61000);
    }
    give(e);
    const struct engine_stats *s = finish();
    ck_assert_uint_eq(s->operations.merged, _i == 7);
    ck_assert_uint_eq(failure_count, _i == 7 ? 1 : 2);
}
END_TEST

/* A client that fails every five seconds; one half is missing now and then. */
START_TEST(poller_with_missing_halves)
{
    for (uint32_t i = 0; i < 30; i++) {
        int64_t ms = (int64_t)i * 5000;
        give(build_start(ms, 100 + i, 99, QUERY));
        if (i != 7 && i != 20) {
            give(build_stop(ms + 10, 100 + i, 0x80041032));
        }
        if (i != 3 && i != 4) {
            give(build_failure(ms + 12, 0x80041032, QUERY));
        }
    }
    const struct engine_stats *s = finish();
    ck_assert_uint_eq(s->operations.merged, 26);
    ck_assert_uint_eq(failure_count, 30);
    for (uint32_t i = 0; i < 30; i++) {
        ck_assert_int_eq(failures[i]->time, build_time(i * 5000 + (i == 7 || i == 20 ? 12 : 10)));
        bool is_half = i == 7 || i == 20 || i == 3 || i == 4;
        ck_assert_uint_eq(failures[i]->evidence_count, is_half ? 1 : 2);
    }
}
END_TEST

/* Close together and in bad order: every half still finds one. */
START_TEST(burst_of_equal_failures)
{
    for (uint32_t i = 0; i < 20; i++) {
        give(build_start(0, 100 + i, 99, QUERY));
    }
    for (uint32_t i = 0; i < 20; i++) {
        give(build_stop(10 + i, 100 + i, 0x80041032));
    }
    for (uint32_t i = 0; i < 20; i++) {
        give(build_failure(31 + i, 0x80041032, QUERY));
    }
    const struct engine_stats *s = finish();
    ck_assert_uint_eq(s->operations.merged, 20);
    ck_assert_uint_eq(failure_count, 20);
}
END_TEST

START_TEST(orphan_stop_takes_an_unclaimed_failure)
{
    give(build_start(0, 10, 9, QUERY));
    give(build_stop(99, 77, 0x80041002)); /* orphan, nearer to the 5858 that is claimed */
    give(build_failure(100, 0x80041002, QUERY));
    give(build_stop(101, 10, 0x80041002));
    give(build_failure(600, 0x80041002, OTHER));
    const struct engine_stats *s = finish();
    ck_assert_uint_eq(s->operations.orphan_stops, 1);
    ck_assert_uint_eq(s->operations.merged, 2);
    ck_assert_uint_eq(failure_count, 2);
    ck_assert_uint_eq(failures[0]->operation_id, 77);
    ck_assert(view_equal(failures[0]->operation.class_name, VIEW("Win32_Service")));
    ck_assert_uint_eq(failures[0]->client.process_id, BUILD_CLIENT);
    ck_assert_int_eq(failures[0]->client.locality, LOCALITY_LOCAL);
    ck_assert_uint_eq(failures[1]->operation_id, 10);
}
END_TEST

START_TEST(orphan_stop_reaches_no_further)
{
    give(build_stop(0, 77, 0x80041002));
    struct event e = build_failure(_i == 0 ? 1001 : 1000, 0x80041002, OTHER);
    if (_i == 1) {
        build_number(&e, EVENT_FIELD_RESULT_CODE, 0x80041003);
    }
    if (_i == 2) {
        e.process_id = 901;
    }
    give(e);
    ck_assert_uint_eq(finish()->operations.merged, _i == 3);
}
END_TEST

/* Equal times: the order in which events come must not show. */
START_TEST(order_of_equal_times_does_not_matter)
{
    struct event events[6];
    for (size_t i = 0; i < 6; i++) {
        events[i] = build_failure(0, 0x80041001 + (uint32_t)i, QUERY);
        events[i].origin.record = 10 + i;
        events[i].computer = view_of(i % 2 == 0 ? "A" : "B");
    }
    for (size_t i = 0; i < 6; i++) {
        give(events[(i * 5 + (size_t)_i) % 6]);
    }
    for (size_t i = 0; i < 2; i++) { /* the clocks move in either order */
        struct event e = build_failure(60000, 0x80041032, QUERY);
        e.computer = view_of((i + (size_t)_i) % 2 == 0 ? "A" : "B");
        give(e);
    }
    struct event e = build_failure(60001, 0x80041032, QUERY);
    give(e);
    ck_assert_uint_eq(failure_count, 6);
    for (size_t i = 0; i < 6; i++) {
        ck_assert_uint_eq(failures[i]->result, 0x80041001 + i);
    }
}
END_TEST

START_TEST(settles_after_a_minute_of_its_computer)
{
    give(build_failure(0, 0x80041032, QUERY));
    struct event e = build_failure(100000, 0x80041032, QUERY);
    e.computer = VIEW("ELSEWHERE");
    give(e);
    ck_assert_uint_eq(failure_count, 0);
    give(build_start(59999, 1, 1, QUERY));
    give(build_start(60000, 2, 2, QUERY));
    ck_assert_uint_eq(failure_count, 0); /* another event may still come at this instant */
    give(build_start(60001, 3, 3, QUERY));
    ck_assert_uint_eq(failure_count, 1);
    ck_assert_uint_eq(failures[0]->id, 1);
}
END_TEST

START_TEST(late_events_count)
{
    give(build_failure(200000, 0x80041032, QUERY));
    give(build_failure(100000, 0x80041032, OTHER));
    give(build_failure(140000, 0x80041032, OTHER));
    const struct engine_stats *s = finish();
    ck_assert_uint_eq(s->operations.late_events, 1);
    ck_assert_uint_eq(failure_count, 3);
    ck_assert_int_eq(failures[0]->time, build_time(100000));
}
END_TEST

START_TEST(no_time_at_all)
{
    struct event e = build_failure(0, 0x80041032, QUERY);
    e.time = WINTIME_NONE;
    give(e);
    struct event start = build_start(0, 10, 9, QUERY), stop = build_stop(0, 10, 0x80041032);
    start.time = WINTIME_NONE;
    stop.time = WINTIME_NONE;
    give(start);
    give(stop);
    const struct engine_stats *s = finish();
    ck_assert_uint_eq(failure_count, 1);
    ck_assert_int_eq(failures[0]->time, WINTIME_NONE);
    ck_assert(!failures[0]->has_duration);
    ck_assert_int_eq(s->first, WINTIME_NONE);
}
END_TEST

START_TEST(times_at_the_ends)
{
    static const int64_t times[] = {INT64_MIN + 1, INT64_MIN + 2, 0, INT64_MAX - 1, INT64_MAX};
    for (size_t i = 0; i < 5; i++) {
        struct event e = build_failure(0, 0x80041032, QUERY);
        e.time = times[_i == 0 ? i : 4 - i];
        give(e);
        struct event start = build_start(0, 10, 9, QUERY), stop = build_stop(0, 10, 0x80041032);
        start.time = times[0];
        stop.time = e.time;
        give(start);
        give(stop);
        give(build_load(0, 5, "P", "p", 0));
    }
    finish();
    ck_assert_uint_gt(failure_count, 0);
}
END_TEST

START_TEST(events_without_values)
{
    static const uint16_t ids[] = {1, 2, 3, 11, 12, 13, 22, 23, 5857, 5858, 5859, 5860, 5861, 99};
    for (size_t round = 0; round < 2; round++) {
        for (size_t i = 0; i < COUNT_OF(ids); i++) {
            struct event e = {.id = ids[i], .time = (int64_t)i, .is_wmi_activity = true};
            e.layout = round == 0 ? NULL : build_event(ids[i], 0).layout;
            give(e);
        }
    }
    const struct engine_stats *s = finish();
    ck_assert_uint_eq(failure_count, 2);         /* 5858 is nothing else, whatever it lacks */
    ck_assert_uint_eq(s->operations.dropped, 4); /* starts without an id */
    ck_assert_uint_eq(s->operations.orphan_stops, 4);
}
END_TEST

START_TEST(limit_of_open_operations)
{
    clear_engine();
    open_engine(4, 0);
    for (uint32_t i = 0; i < 10; i++) {
        give(build_start(i, i, i, QUERY));
    }
    give(build_stop(20, 0, 0));
    give(build_stop(21, 9, 0));
    for (uint32_t i = 0; i < 10; i++) { /* closed ones are bounded too */
        give(build_start(30 + i, 100, 1, QUERY));
    }
    const struct engine_stats *s = finish();
    ck_assert_uint_eq(s->operations.dropped, 6);
    ck_assert_uint_eq(s->operations.orphan_stops, 1);
    ck_assert_uint_eq(s->operations.open, 3 + 10);
    size_t count;
    engine_open_operations(engine, &count);
    ck_assert_uint_eq(count, 4);
}
END_TEST

START_TEST(limit_of_pending_failures)
{
    clear_engine();
    open_engine(0, 4);
    for (uint32_t i = 0; i < 10; i++) {
        struct event e = build_failure(i, 0x80041001 + i, QUERY);
        if (i == 9) {
            e.computer = VIEW("ELSEWHERE");
        }
        give(e);
    }
    ck_assert_uint_eq(failure_count, 6);
    const struct engine_stats *s = finish();
    ck_assert_uint_eq(s->operations.early_settled, 6);
    ck_assert_uint_eq(failure_count, 10);
    for (uint32_t i = 0; i < 10; i++) {
        ck_assert_uint_eq(failures[i]->result, 0x80041001 + i);
    }
}
END_TEST

START_TEST(limit_of_computers)
{
    char name[32];
    for (int i = 0; i <= COMPUTERS_MAX; i++) {
        struct event e = build_start(i, 10, 9, QUERY);
        snprintf(name, sizeof(name), "PC%d", i);
        e.computer = view_of(name);
        give(e);
    }
    struct event e = build_failure(9000, 0x80041032, QUERY); /* beyond the limit as well */
    e.computer = VIEW("LAST");
    give(e);
    const struct engine_stats *s = finish();
    size_t count;
    engine_computers(engine, &count);
    ck_assert_uint_eq(count, COMPUTERS_MAX);
    ck_assert_uint_eq(s->operations.dropped, 1);
    ck_assert_uint_eq(failure_count, 1);
    ck_assert(view_equal(failures[0]->computer, VIEW("LAST")));
}
END_TEST

START_TEST(limit_of_hosts)
{
    for (uint32_t i = 0; i <= OPERATIONS_MAX_HOSTS; i++) {
        give(build_load(i, 10 + i, i == 0 ? "Forgotten" : "Kept", "p", 0));
    }
    give(build_start(9000, 1, 1, QUERY));
    give(build_start(9000, 2, 2, QUERY));
    give(build_provider(9001, 1, "", 10));
    give(build_provider(9001, 2, "", 11));
    give(build_stop(9002, 1, 0x80041001));
    give(build_stop(9003, 2, 0x80041001));
    const struct engine_stats *s = finish();
    ck_assert_uint_eq(s->operations.dropped_hosts, 1);
    ck_assert_int_eq(failures[0]->provider.attribution, ATTRIBUTION_NONE);
    ck_assert_int_eq(failures[1]->provider.attribution, ATTRIBUTION_HOST_PID);
}
END_TEST

START_TEST(long_texts_are_cut_between_characters)
{
    size_t len = 20000;
    char *text = malloc(len + 1);
    for (size_t i = 0; i < len; i++) {
        text[i] = i % 2 == 0 ? '\xC3' : '\xA4';
    }
    text[len] = '\0';
    memcpy(text, "xyz", 3); /* so that the cut falls inside a character */
    struct event e = build_failure(0, 0x80041032, text);
    give(e);
    free(text);
    finish();
    struct view kept = failures[0]->operation.text;
    ck_assert_uint_le(kept.len, 8192 + 4);
    ck_assert(view_ends_nocase(kept, VIEW(" ...")) && failures[0]->has_cut_text);
    ck_assert_uint_ge(kept.len, 8190);
    ck_assert_int_eq(kept.data[kept.len - 5], '\xA4');
}
END_TEST

static TCase *case_of_pairs(void)
{
    TCase *c = tcase_create("pairs");
    tcase_add_checked_fixture(c, setup_engine, clear_engine);
    tcase_add_test(c, connect_reads_differently_in_5858);
    tcase_add_test(c, merged_failure_keeps_both);
    tcase_add_test(c, pairs_begin_with_the_first_stop);
    tcase_add_test(c, evidence_of_one_instant_is_ordered_by_id);
    tcase_add_loop_test(c, different_failures_stay_two, 0, 8);
    tcase_add_test(c, poller_with_missing_halves);
    tcase_add_test(c, burst_of_equal_failures);
    tcase_add_test(c, orphan_stop_takes_an_unclaimed_failure);
    tcase_add_loop_test(c, orphan_stop_reaches_no_further, 0, 4);
    tcase_add_loop_test(c, order_of_equal_times_does_not_matter, 0, 6);
    tcase_add_test(c, settles_after_a_minute_of_its_computer);
    tcase_add_test(c, late_events_count);
    return c;
}

static TCase *case_of_limits(void)
{
    TCase *c = tcase_create("limits");
    tcase_add_checked_fixture(c, setup_engine, clear_engine);
    tcase_add_test(c, no_time_at_all);
    tcase_add_loop_test(c, times_at_the_ends, 0, 2);
    tcase_add_test(c, events_without_values);
    tcase_add_test(c, limit_of_open_operations);
    tcase_add_test(c, limit_of_pending_failures);
    tcase_add_test(c, limit_of_computers);
    tcase_add_test(c, limit_of_hosts);
    tcase_add_test(c, long_texts_are_cut_between_characters);
    return c;
}

Suite *waiting_suite(void)
{
    Suite *suite = suite_create("waiting");
    suite_add_tcase(suite, case_of_pairs());
    suite_add_tcase(suite, case_of_limits());
    return suite;
}

/* Bins of time that widen, and counts by name, for the page. */
#include <stdio.h>
#include <string.h>

#include "analyzer/report/html/tally.h"
#include "analyzer/report/html/timeline.h"
#include "tests/unit/suites.h"

#define SECOND ((int64_t)WINTIME_TICKS_PER_SECOND)

static struct timeline line;

static void set_up(void)
{
    line = (struct timeline){0};
}

static int64_t at(const char *text)
{
    int64_t time = 0;
    ck_assert(wintime_parse(view_of(text), &time));
    return time;
}

static void add(int64_t time)
{
    timeline_add(&line, TIMELINE_HOSTS, time);
}

/* Every bin that has something, as "begin:count". */
static const char *bins(void)
{
    static char text[4096];
    char time[WINTIME_TEXT_SIZE];
    size_t len = 0;
    text[0] = '\0';
    for (size_t i = 0; i < timeline_bins(&line); i++) {
        if (line.counts[TIMELINE_HOSTS][i] > 0) {
            len += (size_t)snprintf(text + len, sizeof(text) - len, "%s:%u ",
                                    wintime_format_short(timeline_bin_begin(&line, i), time),
                                    line.counts[TIMELINE_HOSTS][i]);
        }
    }
    return text;
}

START_TEST(nothing_has_no_bins)
{
    add(WINTIME_NONE);
    add(-1);
    ck_assert_uint_eq(timeline_bins(&line), 0);
}
END_TEST

START_TEST(seconds_at_first)
{
    add(at("2025-04-09T08:15:11.7Z"));
    add(at("2025-04-09T08:15:13Z"));
    ck_assert_str_eq(bins(), "2025-04-09 08:15:11:1 2025-04-09 08:15:13:1 ");
}
END_TEST

START_TEST(bins_widen_and_begin_at_round_times)
{
    add(at("2025-04-09T08:15:11Z"));
    add(at("2025-04-09T08:15:12Z"));
    add(at("2025-04-09T10:00:00Z")); /* in between lie more than 120 bins of 30 s */
    ck_assert_int_eq(line.width, 60 * SECOND);
    ck_assert_str_eq(bins(), "2025-04-09 08:15:00:2 2025-04-09 10:00:00:1 ");
    add(at("2025-04-12T00:00:00Z"));
    ck_assert_int_eq(line.width, 3600 * SECOND);
    ck_assert_str_eq(bins(), "2025-04-09 08:00:00:2 2025-04-09 10:00:00:1 2025-04-12 00:00:00:1 ");
}
END_TEST

START_TEST(earlier_times_move_the_begin)
{
    add(at("2025-04-09T08:00:50Z"));
    add(at("2025-04-09T08:00:20Z"));
    add(at("2025-04-09T08:00:00Z"));
    ck_assert_str_eq(bins(), "2025-04-09 08:00:00:1 2025-04-09 08:00:20:1 2025-04-09 08:00:50:1 ");
    add(at("2025-04-08T08:00:00Z"));
    ck_assert_str_eq(bins(), "2025-04-08 08:00:00:1 2025-04-09 08:00:00:3 ");
}
END_TEST

START_TEST(the_whole_calendar_fits)
{
    add(at("1601-01-01T00:00:00Z"));
    add(WINTIME_LAST);
    add(at("2025-04-09T08:00:00Z"));
    ck_assert_uint_le(timeline_bins(&line), TIMELINE_BINS);
    ck_assert_uint_eq(timeline_total(&line, TIMELINE_HOSTS), 3);
}
END_TEST

/* Whatever comes in whichever order: nothing is lost, and each is counted where it belongs. */
START_TEST(any_order_counts_the_same)
{
    static const int64_t spans[] = {60, 3600, 86400, 86400 * 400LL, 86400 * 200000LL};
    int64_t times[200];
    uint64_t state = (uint64_t)_i + 1;
    for (size_t i = 0; i < 200; i++) {
        state = state * 6364136223846793005U + 1442695040888963407U;
        times[i] =
            at("1700-01-01T00:00:00Z") + (int64_t)(state >> 20) % (spans[(size_t)_i % 5] * SECOND);
        add(times[i]);
    }
    ck_assert_uint_eq(timeline_total(&line, TIMELINE_HOSTS), 200);
    ck_assert_uint_le(timeline_bins(&line), TIMELINE_BINS);
    for (size_t bin = 0; bin < timeline_bins(&line); bin++) {
        uint32_t expected = 0;
        int64_t begin = timeline_bin_begin(&line, bin);
        for (size_t i = 0; i < 200; i++) {
            expected += times[i] >= begin && times[i] < begin + line.width;
        }
        ck_assert_uint_eq(line.counts[TIMELINE_HOSTS][bin], expected);
    }
}
END_TEST

START_TEST(failures_count_by_verdict_and_code)
{
    struct failure f = {.time = at("2025-04-09T08:00:00Z")};
    memcpy(f.fingerprint, "first", sizeof("first"));
    for (uint32_t i = 0; i < TIMELINE_CODES + 3; i++) {
        f.result = 0x80041000 + i;
        timeline_add_failure(&line, &f, VERDICT_BROKEN);
        memcpy(f.fingerprint, "later", sizeof("later"));
    }
    ck_assert_uint_eq(timeline_total(&line, TIMELINE_VERDICT + VERDICT_BROKEN), TIMELINE_CODES + 3);
    ck_assert_uint_eq(timeline_total(&line, TIMELINE_CODE), 1);
    ck_assert_uint_eq(timeline_total(&line, TIMELINE_OTHER_CODES), 3);
    ck_assert_str_eq(line.fingerprints[VERDICT_BROKEN][0], "first");
    f.time = at("2026-04-09T08:00:00Z");
    timeline_add_failure(&line, &f, VERDICT_BROKEN);
    ck_assert_str_eq(line.fingerprints[VERDICT_BROKEN][0], "first");
}
END_TEST

START_TEST(clocks_of_unknown_zones_are_told)
{
    add(wintime_local(at("2025-04-09T08:00:00Z")));
    ck_assert(wintime_is_local(timeline_bin_begin(&line, 0)));
    ck_assert_str_eq(bins(), "2025-04-09 08:00:00:1 ");
    add(at("2025-04-09T08:00:01Z"));
    ck_assert(!wintime_is_local(timeline_bin_begin(&line, 0)));
    ck_assert_uint_eq(timeline_bins(&line), 2);
}
END_TEST

START_TEST(names_are_counted_without_case)
{
    struct tally t;
    tally_init(&t);
    tally_add(&t, VIEW("root\\cimv2"), VERDICT_HARMLESS);
    tally_add(&t, VIEW("ROOT\\CIMV2"), VERDICT_BROKEN);
    tally_add(&t, VIEW("root\\wmi"), VERDICT_BROKEN);
    tally_add(&t, VIEW("a"), VERDICT_BROKEN);
    ck_assert_ptr_null(tally_add(&t, VIEW_NONE, VERDICT_BROKEN));
    tally_sort(&t);
    ck_assert_uint_eq(t.count, 3);
    ck_assert(view_equal(t.items[0]->key, VIEW("root\\cimv2")));
    ck_assert_uint_eq(t.items[0]->count, 2);
    ck_assert_uint_eq(t.items[0]->harmless, 1);
    ck_assert(view_equal(t.items[1]->key, VIEW("a")));
    ck_assert_uint_eq(tally_find(&t, VIEW("Root\\WMI"))->rank, 2);
    tally_release(&t);
}
END_TEST

START_TEST(names_over_the_limit_are_counted_together)
{
    struct tally t;
    char name[TALLY_MAX_NAME + 10];
    tally_init(&t);
    for (int i = 0; i < TALLY_MAX + 5; i++) {
        snprintf(name, sizeof(name), "name %d", i);
        tally_add(&t, view_of(name), VERDICT_BROKEN);
    }
    ck_assert_uint_eq(t.count, TALLY_MAX);
    ck_assert_uint_eq(t.more, 5);
    tally_release(&t);
    tally_init(&t);
    memset(name, 'n', sizeof(name));
    tally_add(&t, (struct view){name, sizeof(name)}, VERDICT_BROKEN);
    tally_add(&t, (struct view){name, sizeof(name) - 1}, VERDICT_BROKEN);
    ck_assert_uint_eq(t.count, 1);
    ck_assert_uint_eq(t.items[0]->key.len, TALLY_MAX_NAME);
    tally_release(&t);
}
END_TEST

Suite *timeline_suite(void)
{
    Suite *suite = suite_create("timeline");
    TCase *tests = tcase_create("timeline");
    tcase_add_checked_fixture(tests, set_up, NULL);
    tcase_add_test(tests, nothing_has_no_bins);
    tcase_add_test(tests, seconds_at_first);
    tcase_add_test(tests, bins_widen_and_begin_at_round_times);
    tcase_add_test(tests, earlier_times_move_the_begin);
    tcase_add_test(tests, the_whole_calendar_fits);
    tcase_add_loop_test(tests, any_order_counts_the_same, 0, 20);
    tcase_add_test(tests, failures_count_by_verdict_and_code);
    tcase_add_test(tests, clocks_of_unknown_zones_are_told);
    tcase_add_test(tests, names_are_counted_without_case);
    tcase_add_test(tests, names_over_the_limit_are_counted_together);
    suite_add_tcase(suite, tests);
    return suite;
}

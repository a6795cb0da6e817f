/* The list of limits: each is counted under its own name, and told. */
#include <check.h>
#include <string.h>

#include "analyzer/report/report_limits.h"
#include "analyzer/report/text/text.h"
#include "parsers/base/count.h"
#include "tests/unit/report_sample.h"

Suite *report_limits_suite(void);

static struct report_sample *sample;
static struct report_limit limits[REPORT_LIMIT_COUNT];

static void set_up(void)
{
    sample = report_sample_new();
    report_sample_add_group(sample, VERDICT_BROKEN, 1);
}

static void clear(void)
{
    report_sample_free(sample);
}

static const struct report_limit *limit_of(const char *name)
{
    report_limits(&sample->run, &sample->content, limits);
    for (size_t i = 0; i < REPORT_LIMIT_COUNT; i++) {
        if (strcmp(limits[i].name, name) == 0) {
            return &limits[i];
        }
    }
    ck_abort_msg("no limit %s", name);
}

START_TEST(nothing_was_reached)
{
    report_limits(&sample->run, &sample->content, limits);
    for (size_t i = 0; i < REPORT_LIMIT_COUNT; i++) {
        ck_assert_uint_eq(limits[i].count, 0);
    }
}
END_TEST

START_TEST(names_differ)
{
    report_limits(&sample->run, &sample->content, limits);
    for (size_t i = 0; i < REPORT_LIMIT_COUNT; i++) {
        for (size_t j = 0; j < i; j++) {
            ck_assert_str_ne(limits[i].name, limits[j].name);
            ck_assert_str_ne(limits[i].one, limits[j].one);
        }
    }
}
END_TEST

static void reach_all(void)
{
    struct engine_stats *stats = &sample->stats;
    stats->operations.dropped = 1;
    stats->operations.early_settled = 2;
    stats->ungrouped_failures = 3;
    stats->uncounted_codes = 4;
    stats->dropped_incidents = 5;
    stats->dropped_consumers = 6;
    stats->operations.dropped_hosts = 7;
    stats->dropped_processes = 8;
    stats->dropped_surroundings = 9;
    stats->operations.late_events = 10;
    stats->operations.open = 11;
    stats->dropped_computers = 12;
    sample->source_items[0].more_computers = 13;
}

START_TEST(each_has_its_count)
{
    static const char *const names[] = {
        "dropped_operations",
        "early_settled",
        "ungrouped_failures",
        "uncounted_codes",
        "dropped_incidents",
        "dropped_consumers",
        "dropped_hosts",
        "dropped_processes",
        "dropped_surroundings",
        "late_events",
        "unlisted_open_operations",
        "dropped_computers",
        "unlisted_computers",
    };
    reach_all();
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        ck_assert_uint_eq(limit_of(names[i])->count, i + 1);
    }
    ck_assert_uint_eq(REPORT_LIMIT_COUNT, COUNT_OF(names));
}
END_TEST

START_TEST(text_tells_each)
{
    struct output out;
    reach_all();
    sample->run.width = 120;
    output_open_memory(&out);
    text_report_write(&sample->run, &sample->content, &out);
    buffer_add_char(&out.pending, '\0');
    const char *text = out.pending.data;
    ck_assert_ptr_nonnull(strstr(text, "\nNot all could be followed\n"
                                       "  1 operation was not followed: its start has no number, "
                                       "or too many were open at once (--max-open allows more)\n"
                                       "  2 failures were judged early: too many at once\n"));
    report_limits(&sample->run, &sample->content, limits);
    for (size_t i = 1; i < REPORT_LIMIT_COUNT; i++) {
        ck_assert_msg(strstr(text, limits[i].many), "not told: %s", limits[i].many);
    }
    ck_assert_ptr_nonnull(strstr(text, "of DESKTOP-23PS6ES and 13 more computers,"));
    output_close(&out, false, &(struct error){0});
}
END_TEST

/* What is not counted further may be more. */
START_TEST(counted_no_further)
{
    sample->stats.dropped_computers = COMPUTERS_MAX_MORE - 1;
    sample->source_items[0].more_computers = REPORT_MAX_UNLISTED - 1;
    ck_assert_str_eq(report_limit_least(limit_of("dropped_computers")), "");
    ck_assert_str_eq(report_limit_least(limit_of("unlisted_computers")), "");
    sample->stats.dropped_computers++;
    sample->source_items[0].more_computers++;
    ck_assert_str_eq(report_limit_least(limit_of("dropped_computers")), "at least ");
    ck_assert_str_eq(report_limit_least(limit_of("unlisted_computers")), "at least ");
    ck_assert_str_eq(report_limit_least(limit_of("dropped_hosts")), "");
    struct output out;
    output_open_memory(&out);
    text_report_write(&sample->run, &sample->content, &out);
    buffer_add_char(&out.pending, '\0');
    ck_assert_ptr_nonnull(
        strstr(out.pending.data, "  at least 65536 computers are not told apart"));
    output_close(&out, false, &(struct error){0});
}
END_TEST

Suite *report_limits_suite(void)
{
    Suite *suite = suite_create("report_limits");
    TCase *tests = tcase_create("report_limits");
    tcase_add_checked_fixture(tests, set_up, clear);
    tcase_add_test(tests, nothing_was_reached);
    tcase_add_test(tests, names_differ);
    tcase_add_test(tests, each_has_its_count);
    tcase_add_test(tests, text_tells_each);
    tcase_add_test(tests, counted_no_further);
    suite_add_tcase(suite, tests);
    return suite;
}

/* What batches add to the report of their source, up to its limits and past them. */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "analyzer/input/tally.h"
#include "parsers/base/count.h"

/* 255 bytes of what is wrong are told; more are cut, with a mark, and never within a character. */
START_TEST(long_problems)
{
    enum { TOLD = 255 };
    static char text[TOLD + 2];
    struct batch batch;
    batch_init(&batch);
    for (size_t i = 0; i < 3; i++) {
        memset(text, 'a', sizeof(text));
        text[TOLD - 1 + i] = '\0';
        batch_problem(&batch, 0, "%s", text);
    }
    memset(text, 'a', sizeof(text));
    memcpy(text + TOLD - 1, "\xC3\xA9", 3);
    batch_problem(&batch, 0, "%s", text);
    ck_assert_uint_eq(batch.problem_count, 4);
    ck_assert_uint_eq(batch.problems[0].message.len, TOLD - 1);
    ck_assert_uint_eq(batch.problems[1].message.len, TOLD);
    ck_assert_uint_eq(batch.problems[2].message.len, TOLD + 4);
    ck_assert(view_ends_nocase(batch.problems[2].message, VIEW("a ...")));
    ck_assert_uint_eq(batch.problems[3].message.len, TOLD - 1 + 4);
    ck_assert(view_ends_nocase(batch.problems[3].message, VIEW("a ...")));
    batch_release(&batch);
}
END_TEST

Suite *tally_suite(void);

static struct inputs inputs;
static struct batch batch;

static void set_up(void)
{
    struct error err;
    error_init(&err);
    inputs_init(&inputs);
    batch_init(&batch);
    ck_assert_int_eq(inputs_add(&inputs, "no-such-file", &err), STATUS_OK);
}

static void clear(void)
{
    batch_release(&batch);
    inputs_release(&inputs);
}

static struct view numbered(const char *text, int number)
{
    return arena_format(&batch.arena, "%s%d", text, number);
}

START_TEST(computers_past_the_list_are_counted)
{
    enum { MORE = 5 };
    const struct report_source *r = &inputs.items[0].report;
    for (int round = 0; round < 2; round++) {
        batch_clear(&batch);
        for (int i = 0; i < REPORT_MAX_COMPUTERS + MORE; i++) {
            batch_add_header(&batch, &(struct event){0})->computer = numbered("SRV", i);
        }
        tally_batch(&inputs, &inputs.items[0], &batch, tally_named(&batch));
        ck_assert_uint_eq(r->computer_count, REPORT_MAX_COMPUTERS);
        ck_assert_uint_eq(r->more_computers, MORE);
    }
}
END_TEST

/* Each letter is the computer of an event; '-' is none. */
START_TEST(computers_are_named_by_the_first_events)
{
    static const struct {
        const char *events;
        size_t named;
    } logs[] = {{"", 0}, {"a", 1}, {"aaa", 1}, {"aab", 3}, {"baaa", 2}, {"-b--", 3}, {"abab", 4}};
    const struct report_source *r = &inputs.items[0].report;
    for (size_t i = 0; i < COUNT_OF(logs); i++) {
        batch_clear(&batch);
        for (const char *c = logs[i].events; *c != '\0'; c++) {
            batch_add_header(&batch, &(struct event){0})->computer =
                (struct view){c, *c == '-' ? 0 : 1};
        }
        ck_assert_msg(tally_named(&batch) == logs[i].named, "%s", logs[i].events);
        tally_batch(&inputs, &inputs.items[0], &batch, tally_named(&batch));
        ck_assert_uint_eq(r->computer_count, i == 0 ? 0 : i < 3 ? 1 : 2);
    }
}
END_TEST

START_TEST(computers_past_all_counting)
{
    const struct report_source *r = &inputs.items[0].report;
    for (int i = 0; i < REPORT_MAX_COMPUTERS + REPORT_MAX_UNLISTED + 7; i++) {
        if (i % 1000 == 0) {
            tally_batch(&inputs, &inputs.items[0], &batch, tally_named(&batch));
            batch_clear(&batch);
        }
        batch_add_header(&batch, &(struct event){0})->computer = numbered("SRV", i);
    }
    tally_batch(&inputs, &inputs.items[0], &batch, tally_named(&batch));
    ck_assert_uint_eq(r->more_computers, REPORT_MAX_UNLISTED);
}
END_TEST

START_TEST(channels_past_the_list_are_counted)
{
    const struct report_source *r = &inputs.items[0].report;
    for (int i = 0; i < REPORT_MAX_CHANNELS + 3; i++) {
        batch_count_event(&batch, numbered("P", i), VIEW("C"), WINTIME_NONE);
        if (i % 8 == 7) { /* not all in one batch, which has a limit of its own */
            tally_batch(&inputs, &inputs.items[0], &batch, tally_named(&batch));
            batch_clear(&batch);
        }
    }
    tally_batch(&inputs, &inputs.items[0], &batch, tally_named(&batch));
    ck_assert_uint_eq(r->channel_count, REPORT_MAX_CHANNELS);
    ck_assert_uint_eq(r->more_channels, 3);
}
END_TEST

START_TEST(problems_with_the_smallest_offsets_are_kept)
{
    const struct report_source *r = &inputs.items[0].report;
    for (int i = 2 * REPORT_MAX_PROBLEMS; i > 0; i--) {
        batch_problem(&batch, (uint64_t)i, "at %d", i);
        tally_batch(&inputs, &inputs.items[0], &batch, tally_named(&batch));
        batch_clear(&batch);
    }
    tally_finish(&inputs);
    ck_assert_uint_eq(r->problem_count, REPORT_MAX_PROBLEMS);
    ck_assert_uint_eq(r->more_problems, REPORT_MAX_PROBLEMS);
    ck_assert_uint_eq(r->problems[0].offset, 1);
    ck_assert_uint_eq(r->problems[REPORT_MAX_PROBLEMS - 1].offset, REPORT_MAX_PROBLEMS);
}
END_TEST

Suite *tally_suite(void)
{
    Suite *suite = suite_create("tally");
    TCase *tests = tcase_create("tally");
    tcase_add_checked_fixture(tests, set_up, clear);
    tcase_add_test(tests, long_problems);
    tcase_add_test(tests, computers_past_the_list_are_counted);
    tcase_add_test(tests, computers_are_named_by_the_first_events);
    tcase_add_test(tests, computers_past_all_counting);
    tcase_add_test(tests, channels_past_the_list_are_counted);
    tcase_add_test(tests, problems_with_the_smallest_offsets_are_kept);
    suite_add_tcase(suite, tests);
    return suite;
}

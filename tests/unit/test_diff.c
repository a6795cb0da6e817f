/* The comparison of two sides: chances, the time that is covered, and what became of each kind.
 * Chances were worked out with exact fractions. */
#include <check.h>
#include <math.h>

#include "analyzer/report/diff/chance.h"
#include "analyzer/report/diff/compare.h"
#include "parsers/base/count.h"
#include "parsers/base/wintime.h"
#include "tests/unit/suites.h"

#define HOUR (3600LL * WINTIME_TICKS_PER_SECOND)
#define DAY1 INT64_C(133900000000000000) /* some moment of 2025 */
#define OPERATIONAL "Microsoft-Windows-WMI-Activity/Operational"
#define TRACE "Microsoft-Windows-WMI-Activity/Trace"

enum { MANY = 1 << 20 };

static const struct {
    uint64_t before, after;
    int64_t before_ticks, after_ticks;
    double chance;
} chances[] = {
    {10, 10, 1, 1, 1.0},
    {0, 5, 1, 1, 0.0625},
    {8, 0, 1, 1, 0.0078125},
    {4, 24, 1, 1, 0.00017999112606048584},
    {4, 24, 1, 6, 1.0},
    {100, 160, 3, 2, 4.114770587876237e-12},
    {1, 0, 1, 1000, 0.001998001998001998},
    {3, 9, 10, 1, 1.444805952442196e-07},
};

START_TEST(chance_is_exact)
{
    const double found = chance_of_counts(chances[_i].before, chances[_i].after,
                                          chances[_i].before_ticks, chances[_i].after_ticks);
    ck_assert(fabs(found - chances[_i].chance) <= 1e-9 * chances[_i].chance);
}
END_TEST

START_TEST(chance_of_the_other_way_is_the_same)
{
    const double there = chance_of_counts(chances[_i].before, chances[_i].after,
                                          chances[_i].before_ticks, chances[_i].after_ticks);
    const double back = chance_of_counts(chances[_i].after, chances[_i].before,
                                         chances[_i].after_ticks, chances[_i].before_ticks);
    ck_assert(fabs(there - back) <= 1e-9 * there);
}
END_TEST

START_TEST(chance_of_huge_counts_ends)
{
    ck_assert(chance_of_counts(UINT64_MAX / 4, UINT64_MAX / 4, HOUR, HOUR) > 0.5);
    ck_assert(chance_of_counts(UINT64_MAX / 4, 1, HOUR, HOUR) < 1e-9);
    ck_assert(chance_of_counts(1, UINT64_MAX / 4, INT64_MAX, 1) < 1e-9);
}
END_TEST

START_TEST(rate_needs_both_chance_and_size)
{
    ck_assert(chance_is_other_rate(4, 24, HOUR, HOUR));
    ck_assert(!chance_is_other_rate(2, 4, HOUR, HOUR));         /* chance may do that */
    ck_assert(!chance_is_other_rate(10000, 14000, HOUR, HOUR)); /* not half as much again */
    ck_assert(chance_is_other_rate(10000, 15000, HOUR, HOUR));
    ck_assert(chance_is_other_rate(30, 10, HOUR, HOUR));
    ck_assert(!chance_is_other_rate(4, 24, HOUR, 6 * HOUR)); /* as often */
    ck_assert(!chance_is_other_rate(4, 24, 0, HOUR));
}
END_TEST

START_TEST(due_is_by_time)
{
    ck_assert(chance_due(6, 2 * HOUR, HOUR) == 3.0);
    ck_assert(chance_due(6, 0, HOUR) < 0);
}
END_TEST

static struct side side;

static void begin(void)
{
    side_init(&side, "BEFORE", VIEW("log"), MANY);
}

static void end(void)
{
    side_release(&side);
}

/* A log from `from` to `to` hours. */
struct log {
    double from, to;
    const char *channel, *computer;
    struct report_gap gap;
    struct report_loss loss;
    bool has_gap, may_be_filtered, has_loss;
};

/* One without gaps and losses. */
#define LOG(begins, ends, its_channel, its_computer) \
    ((struct log){                                   \
        .from = (begins), .to = (ends), .channel = (its_channel), .computer = (its_computer)})

static int64_t hour(double hours)
{
    return DAY1 + (int64_t)(hours * (double)HOUR);
}

static void add_log(struct side *to, const struct log *log)
{
    struct view computer = view_of(log->computer);
    struct event_count channel = {.channel = view_of(log->channel), .count = 1};
    struct report_gap gap = log->gap;
    struct report_loss loss = log->loss;
    const struct report_source source = {
        .path = VIEW("log"),
        .format = VIEW("xml"),
        .wmi_events = 1,
        .first = hour(log->from),
        .last = hour(log->to),
        .computers = &computer,
        .computer_count = 1,
        .channels = &channel,
        .channel_count = 1,
        .gaps = &gap,
        .gap_count = log->has_gap ? 1 : 0,
        .may_be_filtered = log->may_be_filtered,
        .losses = &loss,
        .loss_count = log->has_loss ? 1 : 0,
    };
    side_add_source(to, &source);
}

static double hours(enum side_log log)
{
    return (double)cover_of(&side, log, VIEW_NONE).ticks / (double)HOUR;
}

START_TEST(overlapping_logs_count_once)
{
    add_log(&side, &LOG(0, 4, OPERATIONAL, "SRV01"));
    add_log(&side, &LOG(2, 6, OPERATIONAL, "srv01.contoso.com"));
    add_log(&side, &LOG(8, 9, OPERATIONAL, "SRV01"));
    ck_assert(hours(SIDE_LOG_CALLS) == 7.0);
    ck_assert_uint_eq(cover_of(&side, SIDE_LOG_CALLS, VIEW_NONE).computers, 1);
}
END_TEST

START_TEST(computers_are_added_up)
{
    add_log(&side, &LOG(0, 4, OPERATIONAL, "SRV01"));
    add_log(&side, &LOG(0, 4, OPERATIONAL, "SRV02"));
    ck_assert(hours(SIDE_LOG_CALLS) == 8.0);
    ck_assert_uint_eq(cover_of(&side, SIDE_LOG_CALLS, VIEW_NONE).computers, 2);
}
END_TEST

START_TEST(a_renamed_computer_is_one)
{
    add_log(&side, &LOG(0, 4, OPERATIONAL, "SRV01"));
    add_log(&side, &LOG(0, 4, OPERATIONAL, "WIN-1"));
    side_add_name(&side, VIEW("SRV01"), VIEW("WIN-1"));
    ck_assert(hours(SIDE_LOG_CALLS) == 4.0);
}
END_TEST

START_TEST(only_the_log_in_question_counts)
{
    add_log(&side, &LOG(0, 2, TRACE, "SRV01"));
    add_log(&side, &LOG(0, 5, OPERATIONAL, "SRV01"));
    add_log(&side, &LOG(0, 90, "System", "SRV01"));
    ck_assert(hours(SIDE_LOG_CALLS) == 5.0);
    ck_assert(hours(SIDE_LOG_TRACE) == 2.0);
    ck_assert(cover_of(&side, SIDE_LOG_OTHER, VIEW("system")).ticks == 90 * HOUR);
    ck_assert(!cover_of(&side, SIDE_LOG_OTHER, VIEW("Security")).has_log);
}
END_TEST

START_TEST(gaps_are_cut_out)
{
    add_log(&side, &(struct log){.from = 0,
                                 .to = 10,
                                 .channel = OPERATIONAL,
                                 .computer = "SRV01",
                                 .gap = {.from = hour(2), .to = hour(5), .records = 40},
                                 .has_gap = true});
    ck_assert(hours(SIDE_LOG_CALLS) == 7.0);
}
END_TEST

START_TEST(gaps_of_what_may_be_filtered_are_not)
{
    add_log(&side, &(struct log){.from = 0,
                                 .to = 10,
                                 .channel = OPERATIONAL,
                                 .computer = "SRV01",
                                 .gap = {.from = hour(2), .to = hour(5), .records = 40},
                                 .has_gap = true,
                                 .may_be_filtered = true});
    ck_assert(hours(SIDE_LOG_CALLS) == 10.0);
}
END_TEST

START_TEST(gaps_of_another_log_are_not)
{
    add_log(&side, &(struct log){.from = 0,
                                 .to = 10,
                                 .channel = OPERATIONAL,
                                 .computer = "SRV01",
                                 .gap = {.from = hour(2),
                                         .to = hour(5),
                                         .records = 40,
                                         .channel = VIEW("System"),
                                         .computer = VIEW("SRV01")},
                                 .has_gap = true});
    ck_assert(hours(SIDE_LOG_CALLS) == 10.0);
}
END_TEST

START_TEST(losses_count_for_what_is_gone_alone)
{
    add_log(&side, &(struct log){.from = 0,
                                 .to = 10,
                                 .channel = TRACE,
                                 .computer = "SRV01",
                                 .loss = {hour(4), hour(5)},
                                 .has_loss = true});
    const struct cover cover = cover_of(&side, SIDE_LOG_TRACE, VIEW_NONE);
    ck_assert_int_eq(cover.ticks, 10 * HOUR);
    ck_assert_int_eq(cover.lossless, 9 * HOUR);
}
END_TEST

START_TEST(filters_cut_what_is_covered)
{
    char since[WINTIME_TEXT_SIZE];
    add_log(&side, &LOG(0, 10, OPERATIONAL, "SRV01"));
    side_add_filter(&side, VIEW("--since"), view_of(wintime_format(hour(7), since)));
    ck_assert(hours(SIDE_LOG_CALLS) == 3.0);
}
END_TEST

/* --- what became of a kind --- */

static struct side after;
static struct diff diff;

static const char fingerprint[] = "wmilog/1:00000000000000000000000000000000";

struct kind {
    uint64_t count;
    enum verdict verdict;
    enum phase phase;
    const char *channel, *rule, *user, *process;
};

static void add_kind(struct side *to, const struct kind *kind)
{
    struct view computer = VIEW("SRV01");
    const struct brief_event event = {.channel = view_of(kind->channel)};
    const struct brief_cause cause = {.rule = view_of(kind->rule)};
    const struct group_client client = {
        .client = {.user = view_of(kind->user), .process_name = view_of(kind->process)},
        .count = kind->count};
    const struct brief brief = {
        .fingerprint = view_of(fingerprint),
        .title = VIEW("query of Win32_Process"),
        .verdict = kind->verdict,
        .phase = kind->phase,
        .count = kind->count,
        .first = hour(1),
        .last = hour(1),
        .computers = &computer,
        .computer_count = 1,
        .clients = &client,
        .client_count = 1,
        .causes = &cause,
        .cause_count = kind->rule ? 1 : 0,
        .events = &event,
        .event_count = 1,
    };
    side_add_group(to, &brief);
}

/* Both sides of `before_hours` and `after_hours`; a count of 0 is no kind. */
static const struct diff_item *compare(double before_hours, const struct kind *old,
                                       double after_hours, const struct kind *new)
{
    side_init(&after, "AFTER", VIEW("log"), MANY);
    const bool is_traced = old->count > 0 && view_equal(view_of(old->channel), VIEW(TRACE));
    add_log(&side, &LOG(0, before_hours, is_traced ? TRACE : OPERATIONAL, "SRV01"));
    add_log(&after, &LOG(100, 100 + after_hours, OPERATIONAL, "SRV01"));
    if (old->count > 0) {
        add_kind(&side, old);
    }
    if (new->count > 0) {
        add_kind(&after, new);
    }
    side_finish(&side);
    side_finish(&after);
    diff_make(&diff, &side, &after);
    ck_assert(diff.is_comparable);
    ck_assert_uint_eq(diff.count, 1);
    return &diff.items[0];
}

static void compare_end(void)
{
    diff_release(&diff);
    side_release(&after);
}

static const struct {
    double before_hours, after_hours;
    struct kind before, after;
    enum diff_state state;
} kinds[] = {
    {10, 10, {.count = 3, .channel = OPERATIONAL}, {.count = 0}, DIFF_GONE},
    {10, 10, {.count = 2, .channel = OPERATIONAL}, {.count = 0}, DIFF_NOT_SEEN_YET},
    {10, 20, {.count = 2, .channel = OPERATIONAL}, {.count = 0}, DIFF_GONE},
    {10, 2, {.count = 14, .channel = OPERATIONAL}, {.count = 0}, DIFF_NOT_SEEN_YET},
    {10, 2, {.count = 15, .channel = OPERATIONAL}, {.count = 0}, DIFF_GONE},
    {0.01,
     20,
     {.count = 50, .channel = OPERATIONAL},
     {.count = 0},
     DIFF_NOT_SEEN_YET}, /* 36 s tell no rate */
    {10, 10, {.count = 0}, {.count = 1, .channel = OPERATIONAL}, DIFF_NEW},
    {10,
     10,
     {.count = 30, .phase = PHASE_CONNECT, .channel = TRACE},
     {.count = 0},
     DIFF_NOT_COMPARABLE},
    {10, 10, {.count = 30, .phase = PHASE_OPERATION, .channel = TRACE}, {.count = 0}, DIFF_GONE},
    {10,
     10,
     {.count = 30, .phase = PHASE_CONNECT, .channel = OPERATIONAL},
     {.count = 0},
     DIFF_GONE},
    {10, 10, {.count = 30, .channel = "System"}, {.count = 0}, DIFF_NOT_COMPARABLE},
    {10,
     10,
     {.count = 5, .channel = OPERATIONAL},
     {.count = 6, .channel = OPERATIONAL},
     DIFF_UNCHANGED},
    {10,
     10,
     {.count = 5, .channel = OPERATIONAL},
     {.count = 40, .channel = OPERATIONAL},
     DIFF_CHANGED},
    {10,
     80,
     {.count = 5, .channel = OPERATIONAL},
     {.count = 40, .channel = OPERATIONAL},
     DIFF_UNCHANGED},
    {10,
     10,
     {.count = 5, .rule = "a", .channel = OPERATIONAL},
     {.count = 5, .rule = "b", .channel = OPERATIONAL},
     DIFF_CHANGED},
    {10,
     10,
     {.count = 5, .verdict = VERDICT_BROKEN, .channel = OPERATIONAL},
     {.count = 5, .channel = OPERATIONAL},
     DIFF_CHANGED},
    {10,
     10,
     {.count = 5, .user = "a", .channel = OPERATIONAL},
     {.count = 5, .user = "b", .channel = OPERATIONAL},
     DIFF_CHANGED},
    {10,
     10,
     {.count = 2, .user = "a", .channel = OPERATIONAL},
     {.count = 2, .user = "b", .channel = OPERATIONAL},
     DIFF_UNCHANGED}, /* too few to tell */
    {10,
     10,
     {.count = 5, .user = "a", .process = "x.exe", .channel = OPERATIONAL},
     {.count = 5, .user = "a", .channel = OPERATIONAL},
     DIFF_UNCHANGED}, /* its name is not known */
    {10,
     10,
     {.count = 5, .user = "a", .process = "x.exe", .channel = OPERATIONAL},
     {.count = 5, .user = "a", .process = "y.exe", .channel = OPERATIONAL},
     DIFF_CHANGED},
};

START_TEST(state_of_a_kind)
{
    const struct diff_item *item =
        compare(kinds[_i].before_hours, &kinds[_i].before, kinds[_i].after_hours, &kinds[_i].after);
    ck_assert_str_eq(names_get(&diff_state_names, item->state),
                     names_get(&diff_state_names, kinds[_i].state));
    compare_end();
}
END_TEST

START_TEST(worse_is_new_or_has_become_so)
{
    const struct diff_item *item =
        compare(10, &(struct kind){.count = 5, .verdict = VERDICT_DEGRADED, .channel = OPERATIONAL},
                10, &(struct kind){.count = 5, .verdict = VERDICT_BROKEN, .channel = OPERATIONAL});
    ck_assert(!diff_is_worse(item, VERDICT_DEGRADED));
    ck_assert(diff_is_worse(item, VERDICT_BROKEN));
    ck_assert(!diff_is_worse(item, VERDICT_SECURITY));
    compare_end();
}
END_TEST

START_TEST(a_side_without_events_is_no_side)
{
    side_init(&after, "AFTER", VIEW("log"), MANY);
    add_log(&side, &LOG(0, 10, OPERATIONAL, "SRV01"));
    add_kind(&side, &(struct kind){.count = 9, .channel = OPERATIONAL});
    diff_make(&diff, &side, &after);
    ck_assert(!diff.is_comparable);
    compare_end();
}
END_TEST

START_TEST(twins_are_one)
{
    add_kind(&side, &(struct kind){.count = 9, .channel = OPERATIONAL});
    add_kind(&side, &(struct kind){.count = 5, .verdict = VERDICT_BROKEN, .channel = OPERATIONAL});
    side_finish(&side);
    ck_assert_uint_eq(side.group_count, 1);
    ck_assert_uint_eq(side.groups[0].count, 14);
    ck_assert_int_eq(side.groups[0].verdict, VERDICT_BROKEN);
}
END_TEST

START_TEST(a_full_side_says_so)
{
    side_release(&side);
    side_init(&side, "BEFORE", VIEW("log"), 1024);
    for (int i = 0; i < MANY && !side.is_full; i++) {
        add_kind(&side, &(struct kind){.count = 1, .channel = OPERATIONAL});
    }
    ck_assert(side.is_full);
}
END_TEST

Suite *diff_suite(void)
{
    const int chance_count = COUNT_OF(chances);
    const int kind_count = COUNT_OF(kinds);
    Suite *s = suite_create("diff");
    TCase *arithmetic = tcase_create("chance");
    tcase_add_loop_test(arithmetic, chance_is_exact, 0, chance_count);
    tcase_add_loop_test(arithmetic, chance_of_the_other_way_is_the_same, 0, chance_count);
    tcase_add_test(arithmetic, chance_of_huge_counts_ends);
    tcase_add_test(arithmetic, rate_needs_both_chance_and_size);
    tcase_add_test(arithmetic, due_is_by_time);
    suite_add_tcase(s, arithmetic);
    TCase *cover = tcase_create("cover");
    tcase_add_checked_fixture(cover, begin, end);
    tcase_add_test(cover, overlapping_logs_count_once);
    tcase_add_test(cover, computers_are_added_up);
    tcase_add_test(cover, a_renamed_computer_is_one);
    tcase_add_test(cover, only_the_log_in_question_counts);
    tcase_add_test(cover, gaps_are_cut_out);
    tcase_add_test(cover, gaps_of_what_may_be_filtered_are_not);
    tcase_add_test(cover, gaps_of_another_log_are_not);
    tcase_add_test(cover, losses_count_for_what_is_gone_alone);
    tcase_add_test(cover, filters_cut_what_is_covered);
    suite_add_tcase(s, cover);
    TCase *states = tcase_create("states");
    tcase_add_checked_fixture(states, begin, end);
    tcase_add_loop_test(states, state_of_a_kind, 0, kind_count);
    tcase_add_test(states, worse_is_new_or_has_become_so);
    tcase_add_test(states, a_side_without_events_is_no_side);
    tcase_add_test(states, twins_are_one);
    tcase_add_test(states, a_full_side_says_so);
    suite_add_tcase(s, states);
    return s;
}

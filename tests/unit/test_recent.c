/* Records that come twice. */
#include "analyzer/input/recent.h"
#include "tests/unit/suites.h"

#define SECOND ((int64_t)WINTIME_TICKS_PER_SECOND)
#define START (INT64_C(13000000000) * SECOND)

static struct recent recent;

static void setup(void)
{
    recent_init(&recent);
}

static void clear(void)
{
    recent_release(&recent);
}

static struct event event_of(uint64_t record, int64_t time, const char *computer)
{
    return (struct event){.record_id = record,
                          .id = 5858,
                          .time = time,
                          .computer = view_of(computer),
                          .channel = VIEW("C"),
                          .provider = VIEW("P")};
}

static bool meets(uint64_t record, int64_t time, const char *computer)
{
    struct event e = event_of(record, time, computer);
    return recent_meets(&recent, &e);
}

START_TEST(test_times)
{
    ck_assert(!meets(1, START + 6183927, "A"));
    ck_assert(meets(1, START + 6183927, "A"));
    ck_assert(meets(1, START + 6183920, "A")); /* microseconds */
    ck_assert(meets(1, START + 6180000, "A")); /* milliseconds */
    ck_assert(meets(1, START, "A"));           /* seconds */
    ck_assert(!meets(1, START - SECOND, "A"));
    ck_assert(!meets(1, START + 6183877, "A"));
}
END_TEST

START_TEST(test_identity)
{
    ck_assert(!meets(1, START, "A"));
    ck_assert(!meets(1, START, "B"));
    ck_assert(!meets(2, START, "A"));
    ck_assert(!meets(0, START, "A")); /* no number */
    ck_assert(!meets(0, START, "A"));
    ck_assert(!meets(3, WINTIME_NONE, "A"));
    ck_assert(!meets(3, WINTIME_NONE, "A"));
    ck_assert(meets(1, START, "B"));
    struct event e = event_of(1, START, "A");
    e.id = 5857;
    ck_assert(!recent_meets(&recent, &e));
    e.computer = VIEW("AC"); /* the same bytes, otherwise cut */
    e.channel = VIEW("");
    ck_assert(!recent_meets(&recent, &e));
}
END_TEST

/* Many at one time are known, and the oldest of too many are forgotten. */
START_TEST(test_many)
{
    for (uint64_t i = 1; i <= RECENT_MAX + 1; i++) {
        ck_assert(!meets(i, START, "A"));
    }
    for (uint64_t i = 2; i <= RECENT_MAX + 1; i++) {
        ck_assert(meets(i, START, "A"));
    }
    ck_assert(!meets(1, START, "A"));
    ck_assert(!meets(2, START, "A"));
    ck_assert(meets(4, START, "A"));
}
END_TEST

/* Numbers that fall into one bucket. */
START_TEST(test_collisions)
{
    for (uint64_t i = 1; i < 3 * (uint64_t)RECENT_MAX; i++) {
        ck_assert(!meets(i * RECENT_MAX, START, "A"));
        ck_assert(meets(i * RECENT_MAX, START, "A"));
        i += i > 100 ? RECENT_MAX / 8 : 0;
    }
}
END_TEST

Suite *recent_suite(void)
{
    Suite *s = suite_create("recent");
    TCase *tc = tcase_create("core");
    tcase_add_checked_fixture(tc, setup, clear);
    tcase_add_test(tc, test_times);
    tcase_add_test(tc, test_identity);
    tcase_add_test(tc, test_many);
    tcase_add_test(tc, test_collisions);
    suite_add_tcase(s, tc);
    return s;
}

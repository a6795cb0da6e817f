/* Events that come again. */
#include <check.h>

#include "analyzer/input/seen.h"
#include "parsers/base/count.h"
#include "tests/unit/suites.h"

static struct seen seen;

static void setup(void)
{
    seen_init(&seen, NULL);
}

static void teardown(void)
{
    seen_release(&seen);
}

static struct event nth_event(uint64_t number)
{
    return (struct event){.time = (int64_t)number * WINTIME_TICKS_PER_SECOND,
                          .provider = VIEW("P"),
                          .channel = VIEW("C"),
                          .computer = VIEW("PC"),
                          .record_id = number + 1,
                          .id = 5858};
}

static bool add(struct event event)
{
    return seen_add(&seen, &event);
}

START_TEST(knows_the_same_record)
{
    struct event other = nth_event(1);
    ck_assert(!add(nth_event(1)));
    ck_assert(!add(nth_event(2)));
    ck_assert(add(nth_event(1)));
    other.computer = VIEW("PC2");
    ck_assert(!add(other));
    ck_assert(add(other));
    other.channel = VIEW("");
    ck_assert(!add(other));
    other.computer = VIEW("PC");
    other.channel = VIEW("C");
    other.id = 5857;
    ck_assert(!add(other));
    other.time += WINTIME_TICKS_PER_SECOND;
    ck_assert(!add(other));
    ck_assert(add(nth_event(2)));
}
END_TEST

/* Some forms of a log have times with fewer digits. */
START_TEST(times_are_as_good_as_the_coarser)
{
    const int64_t start = INT64_C(13000000000) * WINTIME_TICKS_PER_SECOND;
    struct event event = nth_event(1);
    event.time = start + 6183927;
    ck_assert(!add(event));
    ck_assert(add(event));
    event.time = start + 6183920; /* microseconds */
    ck_assert(add(event));
    event.time = start + 6180000; /* milliseconds */
    ck_assert(add(event));
    event.time = start; /* seconds */
    ck_assert(add(event));
    event.time = start - WINTIME_TICKS_PER_SECOND;
    ck_assert(!add(event));
    event.time = start + 6183877;
    ck_assert(!add(event));
}
END_TEST

/* A form without a zone shows the clock of the machine, some quarters of an hour from UTC. */
START_TEST(times_of_an_unknown_zone)
{
    const int64_t second = WINTIME_TICKS_PER_SECOND;
    const int64_t start = INT64_C(13400000000) * second;
    static const struct {
        int64_t seconds;
        bool is_same;
    } cases[] = {{0, true},     {3600, true},       {-5 * 3600, true},
                 {20700, true}, {14 * 3600, true},  {3660, false},
                 {3602, false}, {15 * 3600, false}, {-13 * 900 - 7, false}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct event event = nth_event(i);
        event.time = start + 6183927;
        ck_assert(!add(event));
        event.time = wintime_local(start + cases[i].seconds * second);
        ck_assert_msg(add(event) == cases[i].is_same, "%lld seconds", (long long)cases[i].seconds);
    }
}
END_TEST

/* A log whose numbers start again and again cannot make the search long. */
START_TEST(records_of_one_number_are_limited)
{
    struct event event = nth_event(1);
    for (int i = 0; i < 2 * SEEN_SAME_NUMBER; i++) {
        event.time += WINTIME_TICKS_PER_SECOND + 1;
        ck_assert(!add(event));
    }
    ck_assert_uint_eq(seen.count, SEEN_SAME_NUMBER);
    ck_assert(!add(event));
    ck_assert(!add(nth_event(2)));
    ck_assert(add(nth_event(2)));
}
END_TEST

/* Numbers far from each other have room, too. */
START_TEST(numbers_need_not_follow_each_other)
{
    for (uint64_t step = 8; step <= UINT64_C(1) << 50; step <<= 6) {
        for (uint64_t i = 1; i <= 4000; i++) {
            struct event event = nth_event(i);
            event.record_id = step * i;
            ck_assert(!add(event));
            ck_assert(add(event));
        }
    }
}
END_TEST

/* Names that run together are not the same. */
START_TEST(tells_names_apart)
{
    struct event first = nth_event(1);
    struct event second = nth_event(1);
    first.computer = VIEW("AB");
    first.channel = VIEW("C");
    second.computer = VIEW("A");
    second.channel = VIEW("BC");
    ck_assert(!add(first));
    ck_assert(!add(second));
    ck_assert(add(first));
}
END_TEST

START_TEST(nothing_is_known_without_number_or_time)
{
    struct event event = nth_event(1);
    event.record_id = 0;
    ck_assert(!add(event));
    ck_assert(!add(event));
    event = nth_event(1);
    event.time = WINTIME_NONE;
    ck_assert(!add(event));
    ck_assert(!add(event));
}
END_TEST

START_TEST(memory_is_bounded)
{
    for (uint64_t i = 0; i < 2 * SEEN_EVENTS + 1; i++) {
        ck_assert(!add(nth_event(i)));
        ck_assert_uint_le(seen.count, SEEN_EVENTS);
    }
    ck_assert(!add(nth_event(0))); /* forgotten */
    ck_assert(add(nth_event(SEEN_EVENTS + 1)));
    ck_assert(add(nth_event(2 * SEEN_EVENTS)));
}
END_TEST

Suite *seen_suite(void)
{
    Suite *suite = suite_create("seen");
    TCase *tc = tcase_create("seen");
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, knows_the_same_record);
    tcase_add_test(tc, times_are_as_good_as_the_coarser);
    tcase_add_test(tc, times_of_an_unknown_zone);
    tcase_add_test(tc, records_of_one_number_are_limited);
    tcase_add_test(tc, numbers_need_not_follow_each_other);
    tcase_add_test(tc, tells_names_apart);
    tcase_add_test(tc, nothing_is_known_without_number_or_time);
    tcase_add_test(tc, memory_is_bounded);
    suite_add_tcase(suite, tc);
    return suite;
}

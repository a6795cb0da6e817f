/* A sequence of items in order of time, and the bytes that it may keep. */
#include <check.h>

#include "rules/surroundings/series.h"
#include "tests/unit/suites.h"

enum { TIMES = 6 };

struct number {
    struct series_item item;
    int number;
};

static bool add_number(struct series *s, int64_t time, bool is_marked, int number,
                       struct account *memory)
{
    struct number n = {{.time = time, .is_marked = is_marked}, number};
    return series_add(s, &n.item, INT64_MIN, memory);
}

START_TEST(series_stay_in_order)
{
    struct series s = {.size = sizeof(struct number)};
    struct account memory = {.limit = SIZE_MAX};
    uint64_t marked;
    static const int64_t times[TIMES] = {50, 10, 30, 20, 40, 30};
    for (int i = 0; i < TIMES; i++) {
        ck_assert(add_number(&s, times[i], i % 2 == 1, i, &memory));
    }
    ck_assert_uint_eq(memory.used, s.cap * s.size);
    for (size_t i = 1; i < s.count; i++) {
        ck_assert_int_le(series_at(&s, i - 1)->time, series_at(&s, i)->time);
    }
    ck_assert_uint_eq(series_find(&s, 30), 2);
    ck_assert_uint_eq(series_find(&s, 51), 6);
    ck_assert_uint_eq(series_count(&s, 20, 40, &marked), 4);
    ck_assert_uint_eq(marked, 2); /* 20 and the second 30 */
    ck_assert_uint_eq(series_count(&s, 51, 90, &marked), 0);
    ck_assert_uint_eq(series_count(&s, INT64_MIN, INT64_MAX, &marked), 6);
    series_release(&s, &memory);
    ck_assert_uint_eq(memory.used, 0);
}
END_TEST

START_TEST(series_have_limits)
{
    struct series s = {.size = sizeof(struct number)};
    struct account memory = {.limit = SIZE_MAX};
    uint64_t marked;
    for (int i = 0; i < 3 * SERIES_MAX; i++) {
        ck_assert(add_number(&s, i, i % 4 == 0, i, &memory));
    }
    ck_assert_uint_eq(s.count, SERIES_MAX);
    ck_assert_uint_eq(memory.used, s.cap * s.size);
    ck_assert_uint_le(s.cap, 4 * SERIES_MAX);
    ck_assert_int_eq(series_at(&s, 0)->time, 2 * SERIES_MAX);
    ck_assert_uint_eq(series_count(&s, 3 * SERIES_MAX - 100, INT64_MAX, &marked), 100);
    ck_assert_uint_eq(marked, 25);
    /* Late by SERIES_MAX_LATE items at most. */
    ck_assert(add_number(&s, 3 * SERIES_MAX - 10, false, 0, &memory));
    ck_assert(!add_number(&s, 2 * SERIES_MAX + 5, false, 0, &memory));
    /* No room at all: the oldest goes. */
    memory.limit = memory.used;
    ck_assert(add_number(&s, 4 * SERIES_MAX, false, 0, &memory));
    ck_assert_uint_eq(s.count, SERIES_MAX);
    ck_assert_uint_eq(memory.used, memory.limit);
    series_release(&s, &memory);
    ck_assert_uint_eq(memory.used, 0);
}
END_TEST

/* The oldest give way, several at once, and no memory is taken beyond what there was. */
START_TEST(series_stay_within_full_memory)
{
    struct series s = {.size = sizeof(struct number)};
    struct account memory = {.limit = SIZE_MAX};
    for (int i = 0; i < 1000; i++) {
        ck_assert(add_number(&s, i, false, i, &memory));
    }
    memory.limit = memory.used;
    size_t least = s.count - s.count / 4;
    for (int i = 1000; i < 9000; i++) {
        ck_assert(add_number(&s, i, false, i, &memory));
        ck_assert_uint_eq(memory.used, memory.limit);
        ck_assert_uint_ge(s.count, least);
        ck_assert_int_eq(series_at(&s, s.count - 1)->time, i);
    }
    series_release(&s, &memory);
    ck_assert_uint_eq(memory.used, 0);
}
END_TEST

Suite *series_suite(void)
{
    Suite *suite = suite_create("series");
    TCase *tests = tcase_create("series");
    tcase_add_test(tests, series_stay_in_order);
    tcase_add_test(tests, series_have_limits);
    tcase_add_test(tests, series_stay_within_full_memory);
    suite_add_tcase(suite, tests);
    return suite;
}

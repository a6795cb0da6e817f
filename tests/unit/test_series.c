/* A sequence of items in order of time, and the bytes that it may keep. */
#include <check.h>
#include <string.h>

#include "parsers/base/count.h"
#include "rules/surroundings/series.h"
#include "tests/unit/suites.h"

enum { TIMES = 6 };

static bool add(struct series *s, int64_t time, bool is_marked, struct series_memory *memory)
{
    return series_add(s, time, is_marked, NULL, INT64_MIN, memory);
}

START_TEST(series_stay_in_order)
{
    struct series s = {.items = NULL};
    struct series_memory memory = {.bytes.limit = SIZE_MAX};
    uint64_t marked;
    static const int64_t times[TIMES] = {50, 10, 30, 20, 40, 30};
    for (int i = 0; i < TIMES; i++) {
        ck_assert(add(&s, times[i], i % 2 == 1, &memory));
    }
    ck_assert_uint_eq(memory.bytes.used, s.cap * sizeof(*s.items));
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
    ck_assert_uint_eq(memory.bytes.used, 0);
}
END_TEST

START_TEST(series_have_limits)
{
    struct series s = {.items = NULL};
    struct series_memory memory = {.bytes.limit = SIZE_MAX};
    uint64_t marked;
    for (int i = 0; i < 3 * SERIES_MAX; i++) {
        ck_assert(add(&s, i, i % 4 == 0, &memory));
    }
    ck_assert_uint_eq(s.count, SERIES_MAX);
    ck_assert_uint_eq(memory.bytes.used, s.cap * sizeof(*s.items));
    ck_assert_uint_le(s.cap, 4 * SERIES_MAX);
    ck_assert_int_eq(series_at(&s, 0)->time, 2 * SERIES_MAX);
    ck_assert_uint_eq(series_count(&s, 3 * SERIES_MAX - 100, INT64_MAX, &marked), 100);
    ck_assert_uint_eq(marked, 25);
    /* Late by SERIES_MAX_LATE items at most. */
    ck_assert(add(&s, 3 * SERIES_MAX - 10, false, &memory));
    ck_assert(!add(&s, 2 * SERIES_MAX + 5, false, &memory));
    /* No room at all: the oldest goes. */
    memory.bytes.limit = memory.bytes.used;
    ck_assert(add(&s, 4 * SERIES_MAX, false, &memory));
    ck_assert_uint_eq(s.count, SERIES_MAX);
    ck_assert_uint_eq(memory.bytes.used, memory.bytes.limit);
    ck_assert_uint_eq(memory.lost, 1);
    series_release(&s, &memory);
    ck_assert_uint_eq(memory.bytes.used, 0);
}
END_TEST

/* The oldest give way, several at once, and no memory is taken beyond what there was. */
START_TEST(series_stay_within_full_memory)
{
    struct series s = {.items = NULL};
    struct series_memory memory = {.bytes.limit = SIZE_MAX};
    for (int i = 0; i < 1000; i++) {
        ck_assert(add(&s, i, false, &memory));
    }
    memory.bytes.limit = memory.bytes.used;
    size_t least = s.count - s.count / 4;
    for (int i = 1000; i < 9000; i++) {
        ck_assert(add(&s, i, false, &memory));
        ck_assert_uint_eq(memory.bytes.used, memory.bytes.limit);
        ck_assert_uint_ge(s.count, least);
        ck_assert_int_eq(series_at(&s, s.count - 1)->time, i);
    }
    series_release(&s, &memory);
    ck_assert_uint_eq(memory.bytes.used, 0);
}
END_TEST

/* A record goes with the last item that has it, and counts once. */
START_TEST(series_share_records)
{
    struct series first = {.items = NULL}, second = {.items = NULL};
    struct series_memory memory = {.bytes.limit = SIZE_MAX};
    struct series_record *r = series_new_record(&memory, 100);
    const size_t bytes = r->size;
    ck_assert_uint_ge(bytes, 100);
    ck_assert(series_add(&first, 10, false, r, 0, &memory));
    ck_assert(series_add(&second, 10, true, r, 0, &memory));
    ck_assert_ptr_eq(series_at(&second, 0)->record, r);
    size_t items = (first.cap + second.cap) * sizeof(*first.items);
    ck_assert_uint_eq(memory.bytes.used, items + bytes);
    ck_assert(series_add(&first, 20, false, NULL, 15, &memory)); /* that at 10 falls out */
    ck_assert_uint_eq(memory.bytes.used, items + bytes);
    ck_assert_uint_eq(r->items, 1);
    ck_assert(series_add(&second, 20, false, NULL, 15, &memory));
    ck_assert_uint_eq(memory.bytes.used, items);
    ck_assert_uint_eq(memory.lost, 0);
    series_release(&first, &memory);
    series_release(&second, &memory);
    ck_assert_uint_eq(memory.bytes.used, 0);
    series_memory_release(&memory);
}
END_TEST

/* So many of a size, which the next ones get; larger ones are not kept. */
START_TEST(series_keep_spare_records)
{
    struct series_memory memory = {.bytes.limit = SIZE_MAX};
    struct series_record *records[2 * SERIES_MAX_SPARE];
    enum { COUNT = COUNT_OF(records) };
    const size_t sizes[] = {sizeof(struct series_record), 100, SERIES_SPARE_BYTES};
    for (size_t i = 0; i < COUNT_OF(sizes); i++) {
        for (size_t j = 0; j < COUNT; j++) {
            records[j] = series_new_record(&memory, sizes[i]);
            ck_assert_uint_eq(records[j]->items, 0);
            memset(records[j] + 1, 0xa5, sizes[i] - sizeof(*records[j]));
        }
        const size_t size = records[0]->size;
        const bool is_kept = size <= SERIES_SPARE_BYTES;
        for (size_t j = 0; j < COUNT; j++) {
            series_drop_record(&memory, records[j]);
        }
        ck_assert_uint_eq(memory.spare_bytes, is_kept ? SERIES_MAX_SPARE * size : 0);
        struct series_record *next = series_new_record(&memory, sizes[i]);
        ck_assert(!is_kept || next == records[SERIES_MAX_SPARE - 1]);
        ck_assert_uint_eq(next->size, size);
        ck_assert_uint_eq(next->items, 0);
        series_drop_record(&memory, next);
        series_memory_release(&memory);
        ck_assert_uint_eq(memory.spare_bytes, 0);
    }
}
END_TEST

Suite *series_suite(void)
{
    Suite *suite = suite_create("series");
    TCase *tests = tcase_create("series");
    tcase_add_test(tests, series_stay_in_order);
    tcase_add_test(tests, series_have_limits);
    tcase_add_test(tests, series_share_records);
    tcase_add_test(tests, series_keep_spare_records);
    tcase_add_test(tests, series_stay_within_full_memory);
    suite_add_tcase(suite, tests);
    return suite;
}

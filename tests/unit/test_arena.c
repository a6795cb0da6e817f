/* The arena, and the heap functions below it. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "parsers/base/arena.h"
#include "parsers/base/count.h"
#include "parsers/base/memory.h"
#include "tests/unit/loops.h"
#include "tests/unit/suites.h"

START_TEST(memory_is_zeroed_and_never_null)
{
    unsigned char *bytes = memory_new(3, 5);
    for (size_t i = 0; i < 15; i++) {
        ck_assert_uint_eq(bytes[i], 0);
    }
    bytes = memory_resize(bytes, 100, 10);
    memset(bytes, 1, 1000);
    bytes = memory_resize(bytes, 0, 10);
    ck_assert_ptr_nonnull(bytes);
    free(bytes);
    void *none = memory_new(0, SIZE_MAX);
    ck_assert_ptr_nonnull(none);
    free(none);
}
END_TEST

START_TEST(arrays_grow_by_doubling)
{
    size_t cap = 0;
    size_t *items = NULL;
    for (size_t i = 0; i < 1000; i++) {
        size_t before = cap;
        items = memory_grow(items, i, &cap, sizeof(*items));
        REQUIRE(cap > i && (cap == before || before == 0 || cap == 2 * before));
        items[i] = i;
    }
    for (size_t i = 0; i < 1000; i++) {
        REQUIRE(items[i] == i);
    }
    free(items);
}
END_TEST

START_TEST(arrays_have_the_room_that_is_needed)
{
    static const struct {
        size_t needed, cap;
    } steps[] = {{0, 0}, {1, 1}, {1, 1}, {2, 2}, {3, 4}, {9, 9}, {10, 18}, {18, 18}, {36, 36}};
    size_t cap = 0;
    char *bytes = NULL;
    for (size_t i = 0; i < COUNT_OF(steps); i++) {
        bytes = memory_reserve(bytes, steps[i].needed, &cap, 1);
        REQUIRE(cap == steps[i].cap && !bytes == (cap == 0));
        if (bytes) {
            memset(bytes, 1, cap);
        }
    }
    free(bytes);
}
END_TEST

START_TEST(growth_out_of_range_ends_the_program)
{
    size_t cap = SIZE_MAX / 2 + 1;
    free(memory_grow(NULL, cap, &cap, 1));
}
END_TEST

START_TEST(product_out_of_range_ends_the_program)
{
    volatile size_t half = SIZE_MAX / 2;
    free(memory_new(half, 3));
}
END_TEST

START_TEST(resize_out_of_range_ends_the_program)
{
    volatile size_t half = SIZE_MAX / 2;
    free(memory_resize(NULL, half, 3));
}
END_TEST

START_TEST(init_allocates_nothing)
{
    struct arena a;
    arena_init(&a, 0);
    ck_assert_uint_eq(a.total, 0);
    ck_assert_ptr_null(a.chunks);
    ck_assert_uint_eq(a.chunk_size, ARENA_CHUNK_SIZE);
    arena_clear(&a);
    arena_release(&a);
    arena_release(&a);
}
END_TEST

START_TEST(alloc_is_aligned_and_zeroed)
{
    struct arena a;
    arena_init(&a, 256);
    for (int round = 0; round < 2; round++) { /* the second in memory that was used before */
        for (size_t size = 0; size < 300; size++) {
            unsigned char *p = arena_alloc(&a, size);
            REQUIRE((uintptr_t)p % 16 == 0);
            for (size_t i = 0; i < size; i++) {
                REQUIRE(p[i] == 0);
            }
            memset(p, 0xEE, size);
            memset(arena_bytes(&a, 3), 0xEE, 3);
        }
        arena_clear(&a);
    }
    arena_release(&a);
}
END_TEST

START_TEST(allocations_do_not_overlap)
{
    enum { COUNT = 500 };
    unsigned char *pieces[COUNT];
    struct arena a;
    arena_init(&a, 128);
    for (size_t i = 0; i < COUNT; i++) {
        pieces[i] = i % 3 ? arena_alloc(&a, i) : (unsigned char *)arena_bytes(&a, i);
        memset(pieces[i], (int)(i & 0xFF), i);
    }
    for (size_t i = 0; i < COUNT; i++) {
        for (size_t j = 0; j < i; j++) {
            REQUIRE(pieces[i][j] == (i & 0xFF));
        }
    }
    arena_release(&a);
}
END_TEST

START_TEST(exact_chunk_fits_without_a_second)
{
    struct arena a;
    arena_init(&a, 64);
    arena_alloc(&a, 64);
    size_t one = a.total;
    ck_assert_uint_eq(a.left, 0);
    arena_alloc(&a, 1);
    ck_assert_uint_eq(a.total, 2 * one);
    arena_release(&a);
}
END_TEST

START_TEST(large_request_keeps_the_current_chunk)
{
    struct arena a;
    arena_init(&a, 64);
    char *before = arena_bytes(&a, 8);
    size_t left = a.left;
    memset(arena_bytes(&a, 65), 'x', 65);
    ck_assert_uint_eq(a.left, left);
    ck_assert_ptr_eq(arena_bytes(&a, 8), before + 8);
    arena_release(&a);
    memset(arena_bytes(&a, 1000), 'x', 1000); /* as the very first */
    memset(arena_bytes(&a, 10), 'x', 10);
    arena_release(&a);
}
END_TEST

START_TEST(clear_keeps_one_chunk)
{
    struct arena a;
    arena_init(&a, 64);
    for (int i = 0; i < 10; i++) {
        arena_bytes(&a, 40);
        arena_bytes(&a, 400);
    }
    arena_clear(&a);
    size_t kept = a.total;
    ck_assert_uint_eq(a.left, 64);
    memset(arena_bytes(&a, 64), 'x', 64);
    ck_assert_uint_eq(a.total, kept);
    arena_release(&a);
    ck_assert_uint_eq(a.total, 0);
    arena_bytes(&a, 400); /* no ordinary chunk to keep */
    const size_t weight = arena_weight(&a);
    arena_clear(&a);
    ck_assert_uint_eq(a.total, 0);
    arena_bytes(&a, 64);
    ck_assert_uint_eq(arena_weight(&a), a.total);
    arena_clear(&a);
    arena_bytes(&a, 400); /* weighs as much as before */
    ck_assert_uint_eq(arena_weight(&a), weight);
    ck_assert_uint_eq(a.total, weight);
    arena_clear(&a);
    memset(arena_bytes(&a, 64), 'x', 64);
    arena_release(&a);
}
END_TEST

START_TEST(copies)
{
    struct arena a;
    arena_init(&a, 16);
    ck_assert_ptr_null(arena_copy(&a, VIEW_NONE).data);
    struct view empty = arena_copy(&a, VIEW(""));
    ck_assert_ptr_nonnull(empty.data);
    ck_assert_uint_eq(empty.len, 0);
    ck_assert_int_eq(empty.data[0], '\0');
    struct view copy = arena_copy(&a, VIEW("root\0cimv2 and more"));
    ck_assert(view_equal(copy, VIEW("root\0cimv2 and more")));
    ck_assert_int_eq(copy.data[copy.len], '\0');
    arena_release(&a);
}
END_TEST

START_TEST(formats_at_every_fill)
{
    for (size_t used = 0; used <= 32; used++) {
        struct arena a;
        arena_init(&a, 32);
        arena_bytes(&a, used);
        struct view v = arena_format(&a, "%s-%d", "record", 1234);
        ck_assert_uint_eq(v.len, 11);
        ck_assert_str_eq(v.data, "record-1234");
        ck_assert_str_eq(arena_format(&a, "%s", "").data, "");
        ck_assert_str_eq(v.data, "record-1234");
        arena_release(&a);
    }
}
END_TEST

START_TEST(formats_over_the_chunk_size)
{
    struct arena a;
    arena_init(&a, 32);
    struct view v = arena_format(&a, "%1000d", 7);
    ck_assert_uint_eq(v.len, 1000);
    ck_assert_int_eq(v.data[999], '7');
    ck_assert_int_eq(v.data[1000], '\0');
    arena_release(&a);
}
END_TEST

START_TEST(lists_grow_by_doubling)
{
    struct arena a;
    size_t cap = 0;
    size_t *items = NULL, *first = NULL;
    arena_init(&a, 64);
    for (size_t i = 0; i < 5; i++) {
        const size_t caps[] = {1, 2, 4, 4, 8};
        items = arena_grow(&a, items, i, &cap, sizeof(*items));
        first = first ? first : items;
        items[i] = i + 1;
        ck_assert_uint_eq(cap, caps[i]);
    }
    for (size_t i = 0; i < 5; i++) {
        ck_assert_uint_eq(items[i], i + 1);
    }
    ck_assert_uint_eq(first[0], 1);
    arena_release(&a);
}
END_TEST

START_TEST(list_growth_out_of_range_ends_the_program)
{
    struct arena a;
    size_t cap = SIZE_MAX / 2;
    arena_init(&a, 0);
    arena_grow(&a, &a, cap, &cap, sizeof(cap));
}
END_TEST

Suite *arena_suite(void)
{
    Suite *suite = suite_create("arena");
    TCase *tc = tcase_create("arena");
    tcase_add_test(tc, memory_is_zeroed_and_never_null);
    tcase_add_test(tc, arrays_grow_by_doubling);
    tcase_add_test(tc, arrays_have_the_room_that_is_needed);
    tcase_add_exit_test(tc, growth_out_of_range_ends_the_program, MEMORY_EXIT_STATUS);
    tcase_add_exit_test(tc, product_out_of_range_ends_the_program, MEMORY_EXIT_STATUS);
    tcase_add_exit_test(tc, resize_out_of_range_ends_the_program, MEMORY_EXIT_STATUS);
    tcase_add_test(tc, lists_grow_by_doubling);
    tcase_add_exit_test(tc, list_growth_out_of_range_ends_the_program, MEMORY_EXIT_STATUS);
    tcase_add_test(tc, init_allocates_nothing);
    tcase_add_test(tc, alloc_is_aligned_and_zeroed);
    tcase_add_test(tc, allocations_do_not_overlap);
    tcase_add_test(tc, exact_chunk_fits_without_a_second);
    tcase_add_test(tc, large_request_keeps_the_current_chunk);
    tcase_add_test(tc, clear_keeps_one_chunk);
    tcase_add_test(tc, copies);
    tcase_add_test(tc, formats_at_every_fill);
    tcase_add_test(tc, formats_over_the_chunk_size);
    suite_add_tcase(suite, tc);
    return suite;
}

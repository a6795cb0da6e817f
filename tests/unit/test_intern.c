/* Interning: one copy of each, and the limit. */
#include <check.h>

#include "parsers/base/hash/intern.h"
#include "tests/unit/loops.h"
#include "tests/unit/suites.h"

enum { PLENTY = 1 << 20 };

START_TEST(equal_texts_share_one_copy)
{
    struct intern in;
    intern_init(&in, PLENTY);
    char text[] = "root\\cimv2";
    struct view first = intern_text(&in, view_of(text));
    ck_assert_ptr_ne(first.data, text);
    struct view second = intern_text(&in, VIEW("root\\cimv2"));
    ck_assert_ptr_eq(first.data, second.data);
    text[0] = 'b';
    ck_assert(view_equal(first, VIEW("root\\cimv2")));
    ck_assert_int_eq(first.data[first.len], '\0');
    ck_assert_ptr_ne(intern_text(&in, VIEW("root\\cimv")).data, first.data);
    ck_assert_ptr_ne(intern_text(&in, VIEW("ROOT\\cimv2")).data, first.data);
    ck_assert_uint_eq(in.map.count, 3);
    intern_release(&in);
}
END_TEST

START_TEST(absent_and_empty)
{
    struct intern in;
    intern_init(&in, PLENTY);
    ck_assert_ptr_null(intern_text(&in, VIEW_NONE).data);
    struct view empty = intern_text(&in, VIEW(""));
    ck_assert_ptr_nonnull(empty.data);
    ck_assert_uint_eq(empty.len, 0);
    ck_assert_ptr_eq(intern_text(&in, VIEW("")).data, empty.data);
    intern_release(&in);
}
END_TEST

START_TEST(limit_refuses_and_counts)
{
    struct intern in;
    size_t cost = 10 + 2 * sizeof(struct map_slot);
    intern_init(&in, 2 * cost);
    struct view first = intern_text(&in, VIEW("0123456789"));
    intern_text(&in, VIEW("abcdefghij"));
    ck_assert_uint_eq(in.refused, 0);
    ck_assert_uint_eq(in.bytes, in.max_bytes);
    ck_assert(view_equal(intern_text(&in, VIEW("x")), VIEW("(limit)")));
    ck_assert(view_equal(intern_text(&in, VIEW("")), VIEW("(limit)")));
    ck_assert_uint_eq(in.refused, 2);
    ck_assert_ptr_eq(intern_text(&in, VIEW("0123456789")).data, first.data);
    ck_assert_uint_eq(in.refused, 2);
    intern_release(&in);
    ck_assert_uint_eq(in.refused, 0);
    ck_assert_uint_eq(in.bytes, 0);
    intern_init(&in, 2 * cost - 1);
    intern_text(&in, VIEW("0123456789"));
    ck_assert(view_equal(intern_text(&in, VIEW("abcdefghij")), VIEW("(limit)")));
    ck_assert(view_equal(intern_text(&in, VIEW("abcdefghi")), VIEW("abcdefghi")));
    ck_assert_uint_eq(in.refused, 1);
    intern_release(&in);
}
END_TEST

START_TEST(no_room_at_all)
{
    struct intern in;
    intern_init(&in, 0);
    ck_assert(view_equal(intern_text(&in, VIEW("a")), VIEW("(limit)")));
    ck_assert_uint_eq(in.refused, 1);
    intern_release(&in);
}
END_TEST

START_TEST(many_texts_stay_valid)
{
    enum { COUNT = 5000 };
    struct intern in;
    struct view kept[COUNT];
    intern_init(&in, PLENTY);
    for (uint32_t i = 0; i < COUNT; i++) {
        kept[i] = intern_text(&in, (struct view){(const char *)&i, sizeof(i)});
    }
    for (uint32_t i = 0; i < COUNT; i++) {
        REQUIRE(memcmp(kept[i].data, &i, sizeof(i)) == 0);
        struct view again = intern_text(&in, (struct view){(const char *)&i, sizeof(i)});
        REQUIRE(again.data == kept[i].data);
    }
    REQUIRE(in.refused == 0);
    intern_release(&in);
}
END_TEST

Suite *intern_suite(void)
{
    Suite *suite = suite_create("intern");
    TCase *tc = tcase_create("intern");
    tcase_add_test(tc, equal_texts_share_one_copy);
    tcase_add_test(tc, absent_and_empty);
    tcase_add_test(tc, limit_refuses_and_counts);
    tcase_add_test(tc, no_room_at_all);
    tcase_add_test(tc, many_texts_stay_valid);
    suite_add_tcase(suite, tc);
    return suite;
}

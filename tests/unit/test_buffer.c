/* The buffer: growth, the maximum, and that nothing is added by halves. */
#include <check.h>
#include <string.h>

#include "parsers/base/buffer.h"
#include "tests/unit/loops.h"
#include "tests/unit/suites.h"

START_TEST(empty_has_an_empty_view)
{
    struct buffer b;
    buffer_init(&b, BUFFER_NO_MAX);
    ck_assert_ptr_nonnull(buffer_view(&b).data);
    ck_assert_uint_eq(buffer_view(&b).len, 0);
    ck_assert(buffer_add(&b, VIEW_NONE));
    ck_assert(buffer_add(&b, VIEW("")));
    ck_assert(buffer_add_text(&b, ""));
    ck_assert(buffer_add_text(&b, NULL));
    ck_assert(buffer_format(&b, "%s", ""));
    ck_assert_ptr_null(b.data);
    buffer_release(&b);
}
END_TEST

START_TEST(grows)
{
    struct buffer b;
    buffer_init(&b, BUFFER_NO_MAX);
    for (int i = 0; i < 10000; i++) {
        REQUIRE(i % 2 ? buffer_add_char(&b, 'b') : buffer_add_text(&b, "a"));
    }
    REQUIRE(b.len == 10000);
    for (size_t i = 0; i < b.len; i++) {
        REQUIRE(b.data[i] == (i % 2 ? 'b' : 'a'));
    }
    REQUIRE(!b.overflowed);
    buffer_release(&b);
    REQUIRE(b.cap == 0);
}
END_TEST

START_TEST(what_does_not_fit_is_left_out_whole)
{
    struct buffer b;
    buffer_init(&b, 5);
    ck_assert(buffer_add(&b, VIEW("abc")));
    ck_assert(!buffer_add(&b, VIEW("def")));
    ck_assert(b.overflowed);
    ck_assert(view_equal(buffer_view(&b), VIEW("abc")));
    ck_assert(buffer_add(&b, VIEW("de")));
    ck_assert(!buffer_add_char(&b, 'f'));
    ck_assert(!buffer_add_text(&b, "f"));
    ck_assert(!buffer_format(&b, "%d", 1));
    ck_assert(buffer_add(&b, VIEW("")));
    ck_assert(view_equal(buffer_view(&b), VIEW("abcde")));
    ck_assert_uint_le(b.cap, 5);
    buffer_clear(&b);
    ck_assert(!b.overflowed);
    ck_assert_uint_eq(b.len, 0);
    ck_assert(buffer_add(&b, VIEW("vwxyz")));
    buffer_release(&b);
}
END_TEST

START_TEST(release_keeps_the_maximum)
{
    struct buffer b;
    buffer_init(&b, 3);
    ck_assert(!buffer_add(&b, VIEW("abcd")));
    buffer_release(&b);
    ck_assert(!b.overflowed);
    ck_assert(!buffer_add(&b, VIEW("abcd")));
    ck_assert(buffer_add(&b, VIEW("abc")));
    buffer_release(&b);
}
END_TEST

START_TEST(formats_at_every_fill)
{
    static const char filler[] = "................................................................";
    for (size_t used = 0; used < sizeof(filler); used++) {
        for (size_t max = 60; max < 80; max++) {
            struct buffer b;
            buffer_init(&b, max);
            REQUIRE(buffer_add(&b, (struct view){filler, used}) == (used <= max));
            size_t before = b.len;
            bool fits = before + 9 <= max;
            REQUIRE(buffer_format(&b, "%s=%04d", "code", 5858) == fits);
            REQUIRE(b.len == (before + (fits ? 9 : 0)));
            if (fits) {
                REQUIRE(memcmp(b.data + before, "code=5858", 9) == 0);
            }
            REQUIRE(b.overflowed == (!fits || used > max));
            buffer_release(&b);
        }
    }
}
END_TEST

START_TEST(reserve_leaves_the_length)
{
    struct buffer b;
    buffer_init(&b, 100);
    ck_assert(buffer_reserve(&b, 100));
    ck_assert_uint_eq(b.len, 0);
    memset(b.data, 'x', 100);
    b.len = 99;
    ck_assert(buffer_reserve(&b, 1));
    ck_assert(!b.overflowed);
    ck_assert(!buffer_reserve(&b, 2));
    ck_assert(!buffer_reserve(&b, SIZE_MAX));
    ck_assert(b.overflowed);
    ck_assert_uint_eq(b.len, 99);
    buffer_release(&b);
    buffer_init(&b, BUFFER_NO_MAX);
    ck_assert(buffer_add_char(&b, 'x'));
    ck_assert(!buffer_reserve(&b, SIZE_MAX));
    buffer_release(&b);
}
END_TEST

Suite *buffer_suite(void)
{
    Suite *suite = suite_create("buffer");
    TCase *tc = tcase_create("buffer");
    tcase_add_test(tc, empty_has_an_empty_view);
    tcase_add_test(tc, grows);
    tcase_add_test(tc, what_does_not_fit_is_left_out_whole);
    tcase_add_test(tc, release_keeps_the_maximum);
    tcase_add_test(tc, formats_at_every_fill);
    tcase_add_test(tc, reserve_leaves_the_length);
    suite_add_tcase(suite, tc);
    return suite;
}

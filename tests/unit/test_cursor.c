/* The cursor: values, bounds, and that a failure stays. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "parsers/base/cursor.h"
#include "tests/unit/exact.h"
#include "tests/unit/suites.h"

enum { WHOLE = 1 + 2 + 4 + 8 + 3 + 6 };

static const char input[WHOLE + 1] = "\xF1"
                                     "\xF2\xF3"
                                     "\x04\x05\x06\xF7"
                                     "\x08\x09\x0A\x0B\x0C\x0D\x0E\xFF"
                                     "abc"
                                     "x\0\0y\0\0";

START_TEST(reads_little_endian)
{
    struct cursor c = cursor_over((struct view){input, WHOLE});
    ck_assert_uint_eq(cursor_left(&c), WHOLE);
    ck_assert_uint_eq(cursor_u8(&c), 0xF1);
    ck_assert_uint_eq(cursor_u16(&c), 0xF3F2);
    ck_assert_uint_eq(cursor_u32(&c), 0xF7060504);
    ck_assert(cursor_u64(&c) == UINT64_C(0xFF0E0D0C0B0A0908));
    struct view bytes = cursor_bytes(&c, 3);
    ck_assert(view_equal(bytes, VIEW("abc")));
    cursor_skip(&c, 6);
    ck_assert(!c.failed);
    ck_assert_uint_eq(cursor_left(&c), 0);
}
END_TEST

/* Reads one of everything; true when nothing failed. */
static bool read_all(struct cursor *c)
{
    cursor_u8(c);
    cursor_u16(c);
    cursor_u32(c);
    cursor_u64(c);
    cursor_bytes(c, 3);
    cursor_skip(c, 6);
    return !c->failed;
}

START_TEST(every_shorter_length_fails)
{
    for (size_t len = 0; len <= WHOLE; len++) {
        const struct view bytes = exact_copy(input, len);
        struct cursor c = cursor_over(bytes);
        ck_assert(read_all(&c) == (len == WHOLE));
        ck_assert_uint_eq(cursor_left(&c), 0);
        exact_free(bytes);
    }
}
END_TEST

START_TEST(failure_stays)
{
    struct cursor c = cursor_over(VIEW("\1\2\3"));
    ck_assert_uint_eq(cursor_u32(&c), 0);
    ck_assert(c.failed);
    ck_assert_uint_eq(cursor_left(&c), 0);
    cursor_seek(&c, 0);
    ck_assert_uint_eq(cursor_u8(&c), 0);
    ck_assert_uint_eq(cursor_u16(&c), 0);
    ck_assert(cursor_u64(&c) == 0);
    ck_assert_ptr_null(cursor_bytes(&c, 0).data);
    ck_assert_ptr_null(cursor_utf16z(&c).data);
    ck_assert(c.failed);
}
END_TEST

START_TEST(huge_lengths_do_not_wrap)
{
    struct cursor c = cursor_over(VIEW("abcd"));
    cursor_u8(&c);
    ck_assert_ptr_null(cursor_bytes(&c, SIZE_MAX).data);
    ck_assert(c.failed);
    c = cursor_over(VIEW("abcd"));
    cursor_u8(&c);
    cursor_skip(&c, SIZE_MAX);
    ck_assert(c.failed);
    c = cursor_over(VIEW("abcd"));
    cursor_seek(&c, SIZE_MAX);
    ck_assert(c.failed);
}
END_TEST

START_TEST(seeks_up_to_the_end)
{
    struct cursor c = cursor_over(VIEW("abcd"));
    cursor_seek(&c, 4);
    ck_assert(!c.failed);
    struct view nothing = cursor_bytes(&c, 0);
    ck_assert_ptr_nonnull(nothing.data);
    ck_assert_uint_eq(nothing.len, 0);
    cursor_seek(&c, 3);
    ck_assert_uint_eq(cursor_u8(&c), 'd');
    cursor_seek(&c, 5);
    ck_assert(c.failed);
}
END_TEST

START_TEST(nothing_at_all)
{
    struct cursor c = cursor_over(VIEW_NONE);
    ck_assert_uint_eq(cursor_left(&c), 0);
    ck_assert_ptr_nonnull(cursor_bytes(&c, 0).data);
    cursor_skip(&c, 0);
    cursor_seek(&c, 0);
    ck_assert(!c.failed);
    ck_assert_uint_eq(cursor_u8(&c), 0);
    ck_assert(c.failed);
}
END_TEST

START_TEST(utf16z_ends_at_a_whole_unit)
{
    struct cursor c = cursor_over(VIEW("a\0\0b\0\0\0\0rest"));
    struct view text = cursor_utf16z(&c);
    ck_assert(view_equal(text, VIEW("a\0\0b")));
    ck_assert_uint_eq(c.pos, 6);
    text = cursor_utf16z(&c);
    ck_assert_ptr_nonnull(text.data);
    ck_assert_uint_eq(text.len, 0);
    ck_assert_uint_eq(cursor_left(&c), 4);
    ck_assert(!c.failed);
}
END_TEST

START_TEST(utf16z_needs_its_terminator)
{
    static const char whole[] = {'a', 0, 'b', 0, 0, 0};
    for (size_t len = 0; len <= sizeof(whole); len++) {
        const struct view bytes = exact_copy(whole, len);
        struct cursor c = cursor_over(bytes);
        struct view text = cursor_utf16z(&c);
        ck_assert(c.failed == (len < sizeof(whole)));
        ck_assert_uint_eq(text.len, len < sizeof(whole) ? 0 : 4);
        exact_free(bytes);
    }
}
END_TEST

Suite *cursor_suite(void)
{
    Suite *suite = suite_create("cursor");
    TCase *tc = tcase_create("cursor");
    tcase_add_test(tc, reads_little_endian);
    tcase_add_test(tc, every_shorter_length_fails);
    tcase_add_test(tc, failure_stays);
    tcase_add_test(tc, huge_lengths_do_not_wrap);
    tcase_add_test(tc, seeks_up_to_the_end);
    tcase_add_test(tc, nothing_at_all);
    tcase_add_test(tc, utf16z_ends_at_a_whole_unit);
    tcase_add_test(tc, utf16z_needs_its_terminator);
    suite_add_tcase(suite, tc);
    return suite;
}

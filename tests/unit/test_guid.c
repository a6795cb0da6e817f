/* GUIDs: the two forms, the order of the bytes, what is refused. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "parsers/base/guid.h"
#include "tests/unit/exact.h"
#include "tests/unit/suites.h"

static const char braced[] = "{1418EF04-B0B4-4623-BF7E-D74AB47BBDAA}";
static const uint8_t layout[16] = {0x04, 0xEF, 0x18, 0x14, 0xB4, 0xB0, 0x23, 0x46,
                                   0xBF, 0x7E, 0xD7, 0x4A, 0xB4, 0x7B, 0xBD, 0xAA};

START_TEST(reads_both_forms)
{
    struct guid guid;
    ck_assert(guid_parse(view_of(braced), &guid));
    ck_assert_mem_eq(guid.bytes, layout, 16);
    memset(&guid, 0, sizeof(guid));
    ck_assert(guid_parse(VIEW("1418ef04-b0b4-4623-bf7e-d74ab47bbdaa"), &guid));
    ck_assert_mem_eq(guid.bytes, layout, 16);
}
END_TEST

START_TEST(formats)
{
    struct guid guid;
    char text[GUID_TEXT_SIZE];
    memcpy(guid.bytes, layout, 16);
    ck_assert_ptr_eq(guid_format(&guid, text), text);
    ck_assert_str_eq(text, braced);
}
END_TEST

START_TEST(every_shorter_length_is_refused)
{
    size_t whole = sizeof(braced) - 1;
    for (size_t len = 0; len < whole; len++) {
        for (size_t from = 0; from + len <= whole; from++) {
            const struct view exact = exact_copy(braced + from, len);
            struct guid guid;
            ck_assert(guid_parse(exact, &guid) == (len == 36 && from == 1));
            exact_free(exact);
        }
    }
}
END_TEST

/* Any character out of its place spoils the whole, and leaves the output alone. */
START_TEST(every_wrong_character_is_refused)
{
    static const char wrong[] = "{}-gG /:@`\0\xC4";
    for (size_t i = 0; i < sizeof(braced) - 1; i++) {
        for (size_t j = 0; j < sizeof(wrong) - 1; j++) {
            char text[sizeof(braced)];
            memcpy(text, braced, sizeof(braced));
            if (text[i] == wrong[j]) {
                continue;
            }
            text[i] = wrong[j];
            struct guid guid = {{7}};
            ck_assert(!guid_parse((struct view){text, sizeof(braced) - 1}, &guid));
            ck_assert_uint_eq(guid.bytes[0], 7);
        }
    }
}
END_TEST

START_TEST(refuses_half_braces)
{
    struct guid guid;
    ck_assert(!guid_parse(VIEW("{1418EF04-B0B4-4623-BF7E-D74AB47BBDAA"), &guid));
    ck_assert(!guid_parse(VIEW("1418EF04-B0B4-4623-BF7E-D74AB47BBDAA}"), &guid));
    ck_assert(!guid_parse(VIEW("{{418EF04-B0B4-4623-BF7E-D74AB47BBDA}}"), &guid));
    ck_assert(!guid_parse(VIEW("1418EF04B0B44623BF7ED74AB47BBDAA"), &guid));
    ck_assert(!guid_parse(VIEW_NONE, &guid));
}
END_TEST

START_TEST(compares)
{
    struct guid a = {{0}};
    struct guid b = {{0}};
    ck_assert(guid_is_zero(&a));
    ck_assert(guid_equal(&a, &b));
    b.bytes[15] = 1;
    ck_assert(!guid_is_zero(&b));
    ck_assert(!guid_equal(&a, &b));
}
END_TEST

Suite *guid_suite(void)
{
    Suite *suite = suite_create("guid");
    TCase *tc = tcase_create("guid");
    tcase_add_test(tc, reads_both_forms);
    tcase_add_test(tc, formats);
    tcase_add_test(tc, every_shorter_length_is_refused);
    tcase_add_test(tc, every_wrong_character_is_refused);
    tcase_add_test(tc, refuses_half_braces);
    tcase_add_test(tc, compares);
    suite_add_tcase(suite, tc);
    return suite;
}

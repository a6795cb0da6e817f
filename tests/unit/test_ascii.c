/* Classes of characters: every byte. */
#include <check.h>
#include <ctype.h>

#include "parsers/base/ascii.h"
#include "tests/unit/suites.h"

/* The locale of tests is "C", in which the library's classes are those of ASCII. */
START_TEST(classes_of_every_byte)
{
    char c = (char)_i;
    bool is_ascii = _i < 0x80;
    ck_assert_int_eq(ascii_is_digit(c), is_ascii && isdigit(_i) != 0);
    ck_assert_int_eq(ascii_is_letter(c), is_ascii && isalpha(_i) != 0);
    ck_assert_int_eq(ascii_is_alnum(c), is_ascii && isalnum(_i) != 0);
    ck_assert_int_eq(ascii_is_hex_digit(c), is_ascii && isxdigit(_i) != 0);
    ck_assert_int_eq(ascii_is_blank(c),
                     c == ' ' || (_i >= '\t' && _i <= '\r' && _i != '\v' && _i != '\f'));
    ck_assert_int_eq((unsigned char)ascii_fold(c), is_ascii ? tolower(_i) : _i);
}
END_TEST

START_TEST(sets)
{
    char c = (char)_i;
    ck_assert_int_eq(ascii_is_of("_.-", c), c == '_' || c == '.' || c == '-');
    ck_assert(!ascii_is_of("", c));
}
END_TEST

START_TEST(values_of_hexadecimal_digits)
{
    for (int i = 0; i < 16; i++) {
        ck_assert_int_eq(ascii_hex_value("0123456789abcdef"[i]), i);
        ck_assert_int_eq(ascii_hex_value("0123456789ABCDEF"[i]), i);
    }
    ck_assert_int_eq(ascii_hex_value('g'), -1);
    ck_assert_int_eq(ascii_hex_value('\0'), -1);
}
END_TEST

START_TEST(bytes_in_hexadecimal)
{
    char text[] = "......";
    ascii_put_hex(text, "\x0F\xA0", 2, ASCII_HEX_LOWER);
    ck_assert_str_eq(text, "0fa0..");
    ascii_put_hex(text + 2, "\xA0\xFF", 2, ASCII_HEX_UPPER);
    ck_assert_str_eq(text, "0fA0FF");
}
END_TEST

START_TEST(lower_in_place)
{
    char text[] = "ROOT\\CimV2 \xC3\x89";
    ascii_lower(text, text, sizeof(text) - 1);
    ck_assert_str_eq(text, "root\\cimv2 \xC3\x89");
}
END_TEST

Suite *ascii_suite(void)
{
    Suite *suite = suite_create("ascii");
    TCase *tc = tcase_create("ascii");
    tcase_add_loop_test(tc, classes_of_every_byte, 0, 256);
    tcase_add_loop_test(tc, sets, 0, 256);
    tcase_add_test(tc, values_of_hexadecimal_digits);
    tcase_add_test(tc, bytes_in_hexadecimal);
    tcase_add_test(tc, lower_in_place);
    suite_add_tcase(suite, tc);
    return suite;
}

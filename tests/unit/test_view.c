/* Views: comparing, searching, splitting, numbers, globs. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "parsers/base/buffer.h"
#include "parsers/base/count.h"
#include "parsers/base/view.h"
#include "tests/unit/exact.h"
#include "tests/unit/suites.h"

static void check_view(struct view v, const char *expected)
{
    ck_assert_ptr_nonnull(v.data);
    ck_assert_uint_eq(v.len, strlen(expected));
    ck_assert_mem_eq(v.data, expected, v.len);
}

START_TEST(absent_is_not_empty_but_equal)
{
    ck_assert_ptr_null(view_of(NULL).data);
    check_view(view_of(""), "");
    ck_assert(view_is_empty(VIEW_NONE));
    ck_assert(view_is_empty(VIEW("")));
    ck_assert(!view_is_empty(VIEW(" ")));
    ck_assert(view_equal(VIEW_NONE, VIEW("")));
    ck_assert(view_equal_nocase(VIEW_NONE, VIEW("")));
    ck_assert_int_eq(view_compare(VIEW_NONE, VIEW("")), 0);
}
END_TEST

START_TEST(compares)
{
    ck_assert(view_equal(VIEW("a\0b"), VIEW("a\0b")));
    ck_assert(!view_equal(VIEW("a\0b"), VIEW("a\0c")));
    ck_assert(!view_equal(VIEW("ab"), VIEW("abc")));
    ck_assert_int_eq(view_compare(VIEW("ab"), VIEW("abc")), -1);
    ck_assert_int_eq(view_compare(VIEW("abc"), VIEW("ab")), 1);
    ck_assert_int_eq(view_compare(VIEW("b"), VIEW("abc")), 1);
    ck_assert_int_eq(view_compare(VIEW("\xFF"), VIEW("a")), 1); /* bytes are unsigned */
    ck_assert_int_eq(view_compare(VIEW_NONE, VIEW("a")), -1);
}
END_TEST

START_TEST(folds_ascii_letters_only)
{
    ck_assert(view_equal_nocase(VIEW("AZaz09"), VIEW("azAZ09")));
    ck_assert(!view_equal_nocase(VIEW("@"), VIEW("`")));
    ck_assert(!view_equal_nocase(VIEW("["), VIEW("{")));
    ck_assert(!view_equal_nocase(VIEW("\xC4"), VIEW("\xE4")));
}
END_TEST

START_TEST(starts_and_ends)
{
    ck_assert(view_starts(VIEW("root\\cimv2"), VIEW("root")));
    ck_assert(!view_starts(VIEW("root"), VIEW("root\\cimv2")));
    ck_assert(!view_starts(VIEW("Root"), VIEW("root")));
    ck_assert(view_starts(VIEW_NONE, VIEW("")));
    ck_assert(view_starts_nocase(VIEW("ROOT\\x"), VIEW("root")));
    ck_assert(!view_starts_nocase(VIEW_NONE, VIEW("r")));
    ck_assert(view_ends_nocase(VIEW("trace.XML"), VIEW(".xml")));
    ck_assert(!view_ends_nocase(VIEW("xml"), VIEW(".xml")));
    ck_assert(view_ends_nocase(VIEW_NONE, VIEW("")));
}
END_TEST

START_TEST(finds)
{
    struct view v = VIEW("abcABCabc");
    ck_assert_uint_eq(view_find(v, VIEW("abc"), 0), 0);
    ck_assert_uint_eq(view_find(v, VIEW("abc"), 1), 6);
    ck_assert_uint_eq(view_find(v, VIEW("abc"), 7), SIZE_MAX);
    ck_assert_uint_eq(view_find(v, VIEW("abc"), SIZE_MAX), SIZE_MAX);
    ck_assert_uint_eq(view_find(v, VIEW(""), 9), 9);
    ck_assert_uint_eq(view_find(v, VIEW(""), 10), SIZE_MAX);
    ck_assert_uint_eq(view_find(VIEW_NONE, VIEW("a"), 0), SIZE_MAX);
    ck_assert_uint_eq(view_find(VIEW_NONE, VIEW_NONE, 0), 0);
    ck_assert_uint_eq(view_find_nocase(v, VIEW("aBC"), 1), 3);
    ck_assert_uint_eq(view_find_nocase(v, VIEW("CAB"), 3), 5);
    ck_assert_uint_eq(view_find_nocase(v, VIEW("abc"), 7), SIZE_MAX);
    ck_assert_uint_eq(view_find_nocase(v, VIEW("abcd"), 0), SIZE_MAX);
    ck_assert_uint_eq(view_find_nocase(VIEW_NONE, VIEW("a"), 0), SIZE_MAX);
    ck_assert_uint_eq(view_find_nocase(VIEW_NONE, VIEW_NONE, 0), 0);
}
END_TEST

START_TEST(finds_by_a_rare_byte)
{
    const struct view needle = VIEW("abXc");
    const struct view v = VIEW("XabXXabXcabXcX");
    ck_assert_uint_eq(view_find_rare(v, needle, 2, 0), 5);
    ck_assert_uint_eq(view_find_rare(v, needle, 2, 5), 5);
    ck_assert_uint_eq(view_find_rare(v, needle, 2, 6), 9);
    ck_assert_uint_eq(view_find_rare(v, needle, 2, 10), SIZE_MAX);
    ck_assert_uint_eq(view_find_rare(v, needle, 2, SIZE_MAX), SIZE_MAX);
    ck_assert_uint_eq(view_find_rare(VIEW("Xc"), needle, 2, 0), SIZE_MAX);
    ck_assert_uint_eq(view_find_rare(VIEW("abX"), needle, 2, 0), SIZE_MAX);
    ck_assert_uint_eq(view_find_rare(VIEW_NONE, needle, 2, 0), SIZE_MAX);
    for (size_t rare = 0; rare < needle.len; rare++) {
        for (size_t from = 0; from <= v.len; from++) {
            ck_assert_uint_eq(view_find_rare(v, needle, rare, from), view_find(v, needle, from));
        }
    }
}
END_TEST

/* Each of two bytes at each place, behind and before those that differ from them by a bit, which a
 * look at several bytes at once may take for them. */
START_TEST(finds_either)
{
    static const char around[] = {';', '<', '\xBA', '\xBD', '\0', '\x01', '\x7F', '\x80', '\xFF'};
    char text[24];
    for (size_t i = 0; i < sizeof(around); i++) {
        for (size_t len = 0; len <= sizeof(text); len++) {
            memset(text, around[i], sizeof(text));
            const struct view none = exact_copy(text, len);
            ck_assert_uint_eq(view_find_either(none, ':', '='), SIZE_MAX);
            exact_free(none);
            for (size_t pos = 0; pos < len; pos++) {
                memset(text, around[i], sizeof(text));
                text[pos] = pos % 2 == 0 ? ':' : '=';
                text[len - 1] = pos + 1 < len && pos % 3 == 0 ? '=' : text[len - 1];
                const struct view v = exact_copy(text, len);
                ck_assert_uint_eq(view_find_either(v, ':', '='), pos);
                exact_free(v);
            }
        }
    }
    ck_assert_uint_eq(view_find_either(VIEW_NONE, ':', '='), SIZE_MAX);
}
END_TEST

START_TEST(finds_within_its_bytes_only)
{
    for (size_t len = 0; len <= 6; len++) {
        const struct view bytes = exact_copy("xxneed", len);
        struct view v = bytes;
        size_t expected = len == 6 ? 2 : SIZE_MAX;
        ck_assert_uint_eq(view_find(v, VIEW("need"), 0), expected);
        ck_assert_uint_eq(view_find_nocase(v, VIEW("NEED"), 0), expected);
        ck_assert_uint_eq(view_find_rare(v, VIEW("need"), 3, 0), expected);
        exact_free(bytes);
    }
}
END_TEST

START_TEST(slices_are_clamped)
{
    struct view v = VIEW("012345");
    check_view(view_slice(v, 1, 3), "12");
    check_view(view_slice(v, 4, 99), "45");
    check_view(view_slice(v, 3, 1), "");
    check_view(view_slice(v, SIZE_MAX, SIZE_MAX), "");
    check_view(view_from(v, 6), "");
    check_view(view_from(v, 7), "");
    ck_assert_ptr_null(view_slice(VIEW_NONE, 0, 5).data);
    ck_assert_ptr_null(view_from(VIEW_NONE, 3).data);
}
END_TEST

START_TEST(trims)
{
    check_view(view_trim(VIEW(" \t\r\n a b \n")), "a b");
    check_view(view_trim(VIEW(" \t ")), "");
    check_view(view_trim(VIEW("\va\v")), "\va\v");
    ck_assert_ptr_null(view_trim(VIEW_NONE).data);
}
END_TEST

START_TEST(cuts_at_the_first)
{
    struct view head = VIEW("old");
    struct view tail = VIEW("old");
    ck_assert(view_cut(VIEW("a::b::c"), VIEW("::"), &head, &tail));
    check_view(head, "a");
    check_view(tail, "b::c");
    ck_assert(view_cut(VIEW("::"), VIEW("::"), &head, &tail));
    check_view(head, "");
    check_view(tail, "");
    head = tail = VIEW("old");
    ck_assert(!view_cut(VIEW("a:b"), VIEW("::"), &head, &tail));
    ck_assert(!view_cut(VIEW_NONE, VIEW("::"), &head, &tail));
    check_view(head, "old");
    check_view(tail, "old");
    struct view v = VIEW("k=v"); /* an output may be the input */
    ck_assert(view_cut(v, VIEW("="), &head, &v));
    check_view(v, "v");
}
END_TEST

START_TEST(takes_lines_and_last_parts)
{
    struct view text = VIEW("one\n\nthree");
    check_view(view_take_line(&text), "one");
    check_view(view_take_line(&text), "");
    check_view(view_take_line(&text), "three");
    ck_assert_ptr_null(text.data);
    text = VIEW(" \t12 \r\n ab\tc ");
    check_view(view_take_word(&text), "12");
    check_view(text, " \r\n ab\tc ");
    check_view(view_take_word(&text), "ab");
    check_view(view_take_word(&text), "c");
    check_view(text, " ");
    check_view(view_take_word(&text), "");
    check_view(text, "");
    check_view(view_take_word(&text), "");

    check_view(view_behind_last(VIEW("a\\b/c"), "\\/"), "c");
    check_view(view_behind_last(VIEW("a\\b/c"), "\\"), "b/c");
    check_view(view_behind_last(VIEW("a/"), "/"), "");
    ck_assert_uint_eq(view_behind_last((struct view){"a/\0b", 4}, "/").len, 2);
    check_view(view_behind_last(VIEW("abc"), "/"), "abc");
    ck_assert_uint_eq(view_skip_blanks(VIEW("a \t\r\nb"), 1), 5);
    ck_assert_uint_eq(view_skip_blanks(VIEW("a  "), 1), 3);
}
END_TEST

static const struct {
    const char *text;
    uint64_t value;
} numbers[] = {
    {"0", 0},
    {"007", 7},
    {"18446744073709551615", UINT64_MAX},
    {"0x0", 0},
    {"0x80041003", 0x80041003},
    {"0XaBcDeF", 0xABCDEF},
    {"0x0000FFFFFFFFFFFFFFFF", UINT64_MAX},
};

START_TEST(reads_numbers)
{
    uint64_t number = 42;
    ck_assert(view_number(view_of(numbers[_i].text), &number));
    ck_assert(number == numbers[_i].value);
}
END_TEST

static const char *const no_numbers[] = {
    "",
    "0x",
    "x1",
    "-1",
    "+1",
    " 1",
    "1 ",
    "1.0",
    "12a",
    "0x1g",
    "0x 1",
    "0x-1",
    "0x0x1",
    "1e3",
    "18446744073709551616",
    "99999999999999999999",
    "0x10000000000000000",
    "\xD9\xA1",
    "/",
    ":",
};

START_TEST(refuses_other_numbers)
{
    uint64_t number = 42;
    ck_assert(!view_number(view_of(no_numbers[_i]), &number));
    ck_assert(number == 42);
}
END_TEST

static const struct {
    const char *text;
    uint64_t value; /* 42: none */
} hexes[] = {
    {"c0000005", 0xC0000005},
    {"0x1A34", 0x1A34},
    {"10", 16},
    {"FFFFFFFFFFFFFFFF", UINT64_MAX},
    {"10000000000000000", 42},
    {"", 42},
    {"0x", 42},
    {"1g", 42},
    {" 1", 42},
    {"0x0x1", 42},
};

START_TEST(reads_hexadecimal_numbers)
{
    uint64_t number = 42;
    ck_assert(view_hex(view_of(hexes[_i].text), &number) == (hexes[_i].value != 42));
    ck_assert(number == hexes[_i].value);
}
END_TEST

START_TEST(refuses_absent_and_nul_numbers)
{
    uint64_t number = 42;
    ck_assert(!view_number(VIEW_NONE, &number));
    ck_assert(!view_number(VIEW("1\0"), &number));
    ck_assert(number == 42);
}
END_TEST

START_TEST(globs)
{
    ck_assert(view_glob_nocase(VIEW("Win32_Process"), VIEW("win32_*")));
    ck_assert(view_glob_nocase(VIEW("Win32_Process"), VIEW("*PROCESS")));
    ck_assert(view_glob_nocase(VIEW("Win32_Process"), VIEW("w*_*s")));
    ck_assert(view_glob_nocase(VIEW("Win32_Process"), VIEW("Win??_Process")));
    ck_assert(!view_glob_nocase(VIEW("Win32_Process"), VIEW("Win???_Process")));
    ck_assert(!view_glob_nocase(VIEW("Win32_Process"), VIEW("Win32_")));
    ck_assert(!view_glob_nocase(VIEW("Win32_"), VIEW("Win32_?")));
    ck_assert(view_glob_nocase(VIEW(""), VIEW("***")));
    ck_assert(view_glob_nocase(VIEW_NONE, VIEW_NONE));
    ck_assert(!view_glob_nocase(VIEW(""), VIEW("?")));
    ck_assert(!view_glob_nocase(VIEW("a"), VIEW("")));
    ck_assert(view_glob_nocase(VIEW("aab"), VIEW("*ab")));
    ck_assert(view_glob_nocase(VIEW("a*b"), VIEW("a*b")));
    ck_assert(!view_glob_nocase(VIEW("a\0b"), VIEW("a")));
}
END_TEST

START_TEST(hostile_globs_end)
{
    enum { LEN = 20000 };
    char *text = malloc(LEN);
    memset(text, 'a', LEN);
    char pattern[400];
    for (size_t i = 0; i < sizeof(pattern); i += 2) {
        memcpy(pattern + i, "*a", 2);
    }
    pattern[sizeof(pattern) - 1] = 'b';
    ck_assert(!view_glob_nocase((struct view){text, LEN}, (struct view){pattern, sizeof(pattern)}));
    /* Going back for each byte would take minutes. */
    struct view whole = {text, LEN};
    struct view half = {text, LEN / 2};
    struct view longer = {text, LEN / 2 + 1};
    struct buffer glob;
    buffer_init(&glob, BUFFER_NO_MAX);
    for (int i = 0; i < 500; i++) {
        buffer_clear(&glob);
        buffer_add_text(&glob, "*");
        buffer_add(&glob, view_slice(whole, 0, 1000));
        buffer_add_text(&glob, "?b*");
        ck_assert(!view_glob_nocase(half, buffer_view(&glob)));
    }
    buffer_clear(&glob);
    buffer_add_text(&glob, "?*");
    buffer_add(&glob, view_slice(whole, 0, 63));
    buffer_add_text(&glob, "*A*");
    buffer_add(&glob, view_slice(whole, 0, 900));
    text[LEN / 2] = 'b';
    ck_assert(view_glob_nocase(half, buffer_view(&glob)));
    ck_assert(!view_glob_nocase(longer, buffer_view(&glob)));
    buffer_add_text(&glob, "B");
    ck_assert(view_glob_nocase(longer, buffer_view(&glob)));
    ck_assert(!view_glob_nocase(half, buffer_view(&glob)));
    buffer_release(&glob);
    free(text);
}
END_TEST

START_TEST(order_without_case)
{
    static const struct {
        struct view a, b;
        int order;
    } rows[] = {
        {{"root", 4}, {"ROOT", 4}, 0}, {{"", 0}, {NULL, 0}, 0},     {{"a", 1}, {"AB", 2}, -1},
        {{"B", 1}, {"ab", 2}, 1},      {{"Z", 1}, {"_", 1}, 1},     {{"[", 1}, {"A", 1}, -1},
        {{"\xC3", 1}, {"z", 1}, 1},    {{"z", 1}, {"\xC3", 1}, -1},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        ck_assert_int_eq(view_compare_nocase(rows[i].a, rows[i].b), rows[i].order);
        ck_assert_int_eq(view_compare_nocase(rows[i].b, rows[i].a), -rows[i].order);
    }
}
END_TEST

START_TEST(names_of_constants)
{
    static const char *const names[] = {"WBEM_E_FAILED", "wbemErrFailed", "E_FAIL", "RPC_S_1"};
    static const char *const others[] = {"",       "0x80041003", "80041003", "access denied",
                                         "failed", "FAILED",     "1_A",      "-2147217405",
                                         "A-B"};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        ck_assert(view_is_symbol(view_of(names[i])));
    }
    for (size_t i = 0; i < COUNT_OF(others); i++) {
        ck_assert(!view_is_symbol(view_of(others[i])));
    }
}
END_TEST

/* The text is searched in pieces: a needle may lie across two of them, or end the text. */
START_TEST(finds_across_pieces)
{
    enum { SIZE = 300000 };
    char *text = malloc(SIZE);
    ck_assert_ptr_nonnull(text);
    for (size_t at = 65530; at < 65545; at++) {
        memset(text, '.', SIZE);
        memcpy(text + at, "needle", 6);
        ck_assert_uint_eq(view_find((struct view){text, SIZE}, VIEW("needle"), 0), at);
        ck_assert_uint_eq(view_find((struct view){text, at + 6}, VIEW("needle"), 1), at);
        ck_assert_uint_eq(view_find((struct view){text, at + 5}, VIEW("needle"), 0), SIZE_MAX);
        ck_assert_uint_eq(view_find((struct view){text, SIZE}, VIEW("needle"), at + 1), SIZE_MAX);
    }
    free(text);
}
END_TEST

Suite *view_suite(void)
{
    Suite *suite = suite_create("view");
    TCase *tc = tcase_create("view");
    tcase_add_test(tc, absent_is_not_empty_but_equal);
    tcase_add_test(tc, compares);
    tcase_add_test(tc, folds_ascii_letters_only);
    tcase_add_test(tc, starts_and_ends);
    tcase_add_test(tc, finds);
    tcase_add_test(tc, finds_by_a_rare_byte);
    tcase_add_test(tc, finds_either);
    tcase_add_test(tc, finds_within_its_bytes_only);
    tcase_add_test(tc, slices_are_clamped);
    tcase_add_test(tc, trims);
    tcase_add_test(tc, cuts_at_the_first);
    tcase_add_loop_test(tc, reads_numbers, 0, COUNT_OF(numbers));
    tcase_add_loop_test(tc, refuses_other_numbers, 0, COUNT_OF(no_numbers));
    tcase_add_loop_test(tc, reads_hexadecimal_numbers, 0, COUNT_OF(hexes));
    tcase_add_test(tc, refuses_absent_and_nul_numbers);
    tcase_add_test(tc, globs);
    tcase_add_test(tc, hostile_globs_end);
    tcase_add_test(tc, order_without_case);
    tcase_add_test(tc, names_of_constants);
    tcase_add_test(tc, takes_lines_and_last_parts);
    tcase_add_test(tc, finds_across_pieces);
    suite_add_tcase(suite, tc);
    return suite;
}

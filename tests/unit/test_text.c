/* Text: decoding of every encoding, cleaning, widths. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "parsers/base/count.h"
#include "parsers/base/text.h"
#include "tests/unit/exact.h"
#include "tests/unit/loops.h"
#include "tests/unit/suites.h"

START_TEST(names_encodings)
{
    ck_assert_str_eq(text_encoding_name(TEXT_UTF8), "utf-8");
    ck_assert_str_eq(text_encoding_name(TEXT_UTF16LE), "utf-16le");
    ck_assert_str_eq(text_encoding_name(TEXT_UTF16BE), "utf-16be");
    ck_assert_str_eq(text_encoding_name(TEXT_WINDOWS_1252), "windows-1252");
}
END_TEST

/* Ill-formed sequences and how many U+FFFD each gives (Unicode 15, table 3-8 and around it). */
static const struct {
    const char *bytes;
    size_t replaced;
} ill_formed[] = {
    {"\x80", 1},
    {"\xBF", 1},
    {"\xC0\x80", 2},
    {"\xC1\xBF", 2},
    {"\xC2", 1},
    {"\xE0\x80\x80", 3},
    {"\xE0\x9F\xBF", 3},
    {"\xE2\x82", 1},
    {"\xED\xA0\x80", 3}, /* a surrogate */
    {"\xED\xBF\xBF", 3},
    {"\xF0\x80\x80\x80", 4},
    {"\xF0\x8F\xBF\xBF", 4},
    {"\xF0\x9F\x98", 1},
    {"\xF4\x90\x80\x80", 4}, /* past U+10FFFF */
    {"\xF5\x80\x80\x80", 4},
    {"\xFE", 1},
    {"\xFF\xFF", 2},
    {"\xF1\x80\xE1\x80\xC2", 3},
    {"\xE2\xE2\x82", 2},
};

/* The bytes at every offset within ASCII, so that each path meets them. */
START_TEST(refuses_ill_formed_utf8)
{
    struct view bad = view_of(ill_formed[_i].bytes);
    for (size_t before = 0; before < 20; before++) {
        struct buffer in;
        buffer_init(&in, BUFFER_NO_MAX);
        for (size_t i = 0; i < before; i++) {
            buffer_add_char(&in, 'a');
        }
        buffer_add(&in, bad);
        const struct view exact = exact_copy(in.data, in.len);
        struct view v = exact;
        ck_assert_uint_eq(text_utf8_valid_len(v), before);
        struct buffer out;
        buffer_init(&out, BUFFER_NO_MAX);
        size_t replaced = 100;
        ck_assert(text_to_utf8(&out, v, TEXT_UTF8, &replaced));
        ck_assert_uint_eq(replaced, 100 + ill_formed[_i].replaced);
        ck_assert_uint_eq(out.len, before + 3 * ill_formed[_i].replaced);
        ck_assert_uint_eq(text_utf8_valid_len(buffer_view(&out)), out.len);
        exact_free(exact);
        buffer_release(&in);
        buffer_release(&out);
    }
}
END_TEST

START_TEST(every_code_point_goes_round)
{
    struct buffer b;
    buffer_init(&b, BUFFER_NO_MAX);
    for (uint32_t c = 0; c <= 0x10FFFF; c++) {
        buffer_clear(&b);
        text_add_code_point(&b, c);
        bool is_surrogate = c >= 0xD800 && c <= 0xDFFF;
        REQUIRE(text_utf8_valid_len(buffer_view(&b)) == b.len);
        REQUIRE(b.len == (c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4));
        if (is_surrogate) {
            REQUIRE(memcmp(b.data, "\xEF\xBF\xBD", 3) == 0);
        }
        if (is_surrogate || c < 0x80) {
            continue;
        }
        for (size_t len = 1; len < b.len; len++) {
            REQUIRE(text_utf8_valid_len((struct view){b.data, len}) == 0);
        }
        unsigned char unit[4] = {(unsigned char)c, (unsigned char)(c >> 8)};
        if (c >= 0x10000) {
            uint32_t high = 0xD800 + ((c - 0x10000) >> 10);
            uint32_t low = 0xDC00 + ((c - 0x10000) & 0x3FF);
            unit[0] = (unsigned char)high;
            unit[1] = (unsigned char)(high >> 8);
            unit[2] = (unsigned char)low;
            unit[3] = (unsigned char)(low >> 8);
        }
        struct buffer out;
        buffer_init(&out, BUFFER_NO_MAX);
        struct view in = {(const char *)unit, c >= 0x10000 ? 4 : 2};
        REQUIRE(text_to_utf8(&out, in, TEXT_UTF16LE, NULL));
        REQUIRE(view_equal(buffer_view(&out), buffer_view(&b)));
        buffer_release(&out);
    }
    buffer_clear(&b);
    text_add_code_point(&b, 0x110000);
    text_add_code_point(&b, UINT32_MAX);
    REQUIRE(view_equal(buffer_view(&b), VIEW("\xEF\xBF\xBD\xEF\xBF\xBD")));
    buffer_release(&b);
}
END_TEST

/* UTF-16 as units, so that both byte orders are made from one table. */
static const struct {
    uint16_t units[12];
    size_t count;
    const char *utf8;
    size_t replaced;
} utf16_texts[] = {
    {{'r', 'o', 'o', 't'}, 4, "root", 0},
    {{0x7F, 0x80, 0x7FF, 0x800}, 4, "\x7F\xC2\x80\xDF\xBF\xE0\xA0\x80", 0},
    {{0x80, 'a', 'b', 'c', 'd'},
     5,
     "\xC2\x80"
     "abcd",
     0},
    {{'a', 'b', 'c', 0x100, 'd', 'e', 'f', 'g', 'h'},
     9,
     "abc\xC4\x80"
     "defgh",
     0},
    {{0xFEFF, 'a'},
     2,
     "\xEF\xBB\xBF"
     "a",
     0},
    {{0xD83D, 0xDE00}, 2, "\xF0\x9F\x98\x80", 0},
    {{'a', 'b', 'c', 0xD83D, 0xDE00, 'd'},
     6,
     "abc\xF0\x9F\x98\x80"
     "d",
     0},
    {{0xD800}, 1, "\xEF\xBF\xBD", 1},
    {{0xDC00, 'a'},
     2,
     "\xEF\xBF\xBD"
     "a",
     1},
    {{0xD800, 'a'},
     2,
     "\xEF\xBF\xBD"
     "a",
     1},
    {{0xD800, 0xD800, 0xDC00}, 3, "\xEF\xBF\xBD\xF0\x90\x80\x80", 1},
    {{0xDC00, 0xD800}, 2, "\xEF\xBF\xBD\xEF\xBF\xBD", 2},
    {{0xFFFD, 0xFFFF}, 2, "\xEF\xBF\xBD\xEF\xBF\xBF", 0},
};

/* An exact heap copy of the row's units, and `odd` bytes of a further one. The caller frees it. */
static char *utf16_bytes(int row, size_t is_big, size_t odd)
{
    size_t len = utf16_texts[row].count * 2 + odd;
    char *bytes = malloc(len);
    for (size_t i = 0; i < utf16_texts[row].count; i++) {
        bytes[2 * i + is_big] = (char)utf16_texts[row].units[i];
        bytes[2 * i + !is_big] = (char)(utf16_texts[row].units[i] >> 8);
    }
    if (odd) {
        bytes[len - 1] = 'z';
    }
    return bytes;
}

static void check_utf16(int row, size_t is_big, size_t odd)
{
    char *bytes = utf16_bytes(row, is_big, odd);
    struct view in = {bytes, utf16_texts[row].count * 2 + odd};
    struct buffer expected;
    struct buffer out;
    buffer_init(&expected, BUFFER_NO_MAX);
    buffer_init(&out, BUFFER_NO_MAX);
    buffer_format(&expected, "before%s%s", utf16_texts[row].utf8, odd ? "\xEF\xBF\xBD" : "");
    buffer_add_text(&out, "before");
    size_t replaced = 1;
    ck_assert(text_to_utf8(&out, in, is_big ? TEXT_UTF16BE : TEXT_UTF16LE, &replaced));
    ck_assert_uint_eq(replaced, 1 + utf16_texts[row].replaced + odd);
    ck_assert(view_equal(buffer_view(&out), buffer_view(&expected)));
    if (!is_big) {
        struct arena a;
        arena_init(&a, 16);
        struct view copy = text_utf16le_copy(&a, in, &replaced);
        ck_assert_uint_eq(replaced, 1 + 2 * (utf16_texts[row].replaced + odd));
        ck_assert(view_equal(copy, view_from(buffer_view(&expected), 6)));
        ck_assert_int_eq(copy.data[copy.len], '\0');
        arena_release(&a);
    }
    buffer_release(&expected);
    buffer_release(&out);
    free(bytes);
}

START_TEST(reads_utf16)
{
    for (size_t is_big = 0; is_big < 2; is_big++) {
        for (size_t odd = 0; odd < 2; odd++) {
            check_utf16(_i, is_big, odd);
        }
    }
}
END_TEST

START_TEST(keeps_nul_of_utf16)
{
    struct arena a;
    arena_init(&a, 0);
    ck_assert(view_equal(text_utf16le_copy(&a, VIEW("a\0\0\0b\0"), NULL), VIEW("a\0b")));
    ck_assert_ptr_null(text_utf16le_copy(&a, VIEW_NONE, NULL).data);
    ck_assert_uint_eq(text_utf16le_copy(&a, VIEW(""), NULL).len, 0);
    ck_assert_ptr_nonnull(text_utf16le_copy(&a, VIEW(""), NULL).data);
    arena_release(&a);
}
END_TEST

START_TEST(long_ascii_utf16_at_every_length)
{
    for (size_t count = 0; count < 70; count++) {
        for (size_t special = 0; special <= count; special++) { /* == count: none */
            char *bytes = calloc(count * 2 + 1, 1);
            char *exact = malloc(count ? count * 2 : 1);
            struct buffer expected;
            buffer_init(&expected, BUFFER_NO_MAX);
            for (size_t i = 0; i < count; i++) {
                uint32_t c = i == special ? 0x20AC : (uint32_t)('0' + i);
                bytes[2 * i] = (char)(c & 0xFF);
                bytes[2 * i + 1] = (char)(c >> 8);
                text_add_code_point(&expected, c);
            }
            memcpy(exact, bytes, count * 2);
            struct buffer out;
            buffer_init(&out, BUFFER_NO_MAX);
            REQUIRE(text_to_utf8(&out, (struct view){exact, count * 2}, TEXT_UTF16LE, NULL));
            REQUIRE(view_equal(buffer_view(&out), buffer_view(&expected)));
            free(bytes);
            free(exact);
            buffer_release(&out);
            buffer_release(&expected);
        }
    }
}
END_TEST

START_TEST(reads_windows_1252)
{
    struct buffer out;
    buffer_init(&out, BUFFER_NO_MAX);
    size_t replaced = 0;
    struct view in = VIEW("a\x80"
                          "b\xE4\x9F\xFF\xA0");
    ck_assert(text_to_utf8(&out, in, TEXT_WINDOWS_1252, &replaced));
    ck_assert(view_equal(buffer_view(&out), VIEW("a\xE2\x82\xAC"
                                                 "b\xC3\xA4\xC5\xB8\xC3\xBF\xC2\xA0")));
    ck_assert_uint_eq(replaced, 0);
    ck_assert(text_to_utf8(&out, VIEW("\x81\x8D\x8F\x90\x9D"), TEXT_WINDOWS_1252, &replaced));
    ck_assert_uint_eq(replaced, 5);
    buffer_clear(&out);
    char all[256];
    for (size_t i = 0; i < sizeof(all); i++) {
        all[i] = (char)i;
    }
    replaced = 0;
    ck_assert(text_to_utf8(&out, (struct view){all, 256}, TEXT_WINDOWS_1252, &replaced));
    ck_assert_uint_eq(replaced, 5);
    ck_assert_uint_eq(text_utf8_valid_len(buffer_view(&out)), out.len);
    ck_assert_uint_eq(text_width(buffer_view(&out)), 256);
    buffer_release(&out);
}
END_TEST

/* Over the maximum nothing is added and nothing is counted, in every encoding. */
START_TEST(maximum_leaves_all_out)
{
    static const char in[] = "a\0b\xFF\xDF\xFFg\0h\0";
    for (int encoding = TEXT_UTF8; encoding <= TEXT_WINDOWS_1252; encoding++) {
        struct view v = {in, sizeof(in) - 1};
        struct buffer whole;
        buffer_init(&whole, BUFFER_NO_MAX);
        ck_assert(text_to_utf8(&whole, v, (enum text_encoding)encoding, NULL));
        for (size_t max = 1; max <= whole.len + 1; max++) {
            struct buffer out;
            buffer_init(&out, max);
            buffer_add_char(&out, '!');
            size_t replaced = 7;
            bool fits = text_to_utf8(&out, v, (enum text_encoding)encoding, &replaced);
            ck_assert(fits == (whole.len + 1 <= max));
            ck_assert(out.overflowed == !fits);
            ck_assert_uint_eq(out.len, fits ? whole.len + 1 : 1);
            ck_assert(fits || replaced == 7);
            buffer_release(&out);
        }
        buffer_release(&whole);
    }
}
END_TEST

START_TEST(empty_input_adds_nothing)
{
    struct buffer out;
    buffer_init(&out, 1);
    for (int encoding = TEXT_UTF8; encoding <= TEXT_WINDOWS_1252; encoding++) {
        ck_assert(text_to_utf8(&out, VIEW(""), (enum text_encoding)encoding, NULL));
        ck_assert(text_to_utf8(&out, VIEW_NONE, (enum text_encoding)encoding, NULL));
    }
    ck_assert(text_add_clean(&out, VIEW_NONE));
    ck_assert(text_add_lower(&out, VIEW_NONE));
    ck_assert_uint_eq(text_utf8_valid_len(VIEW_NONE), 0);
    ck_assert_uint_eq(text_width(VIEW_NONE), 0);
    ck_assert_uint_eq(out.len, 0);
    buffer_release(&out);
}
END_TEST

static const struct {
    struct view in;
    const char *clean;
} clean_texts[] = {
    {{"SELECT * FROM Win32_Process", 27}, "SELECT * FROM Win32_Process"},
    {{"root\\cimv2", 10}, "root\\cimv2"},
    {{"\x1B[31mred\x07", 9}, "\\x1b[31mred\\x07"},
    {{"a\0b", 3}, "a\\x00b"},
    {{"a\r\n\tb\x7F", 6}, "a\\r\\n\\tb\\x7f"},
    {{"\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80", 9}, "\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80"},
    {{"\xC2\x80\xC2\x9B\xC2\x9F\xC2\xA0", 8}, "\\u{0080}\\u{009b}\\u{009f}\xC2\xA0"},
    {{"\x9B"
      "31m",
      4},
     "\\x9b31m"},
    {{"\xE2\x82", 2}, "\\xe2\\x82"},
    {{"\xED\xA0\x80", 3}, "\\xed\\xa0\\x80"},
    {{"\xC0\x9B", 2}, "\\xc0\\x9b"},
    {{"\xE2\x80\xAA\xE2\x80\xAE", 6}, "\\u{202a}\\u{202e}"},
    {{"\xE2\x81\xA6\xE2\x81\xA9", 6}, "\\u{2066}\\u{2069}"},
    {{"\xE2\x80\x8B\xE2\x80\x8D\xE2\x80\x8E\xE2\x80\x8F", 12},
     "\\u{200b}\\u{200d}\\u{200e}\\u{200f}"},
    {{"\xE2\x80\x8A\xE2\x80\x90", 6}, "\xE2\x80\x8A\xE2\x80\x90"}, /* the neighbours stay */
    {{"\xD8\x9C\xE2\x80\xA8\xE2\x80\xA9\xEF\xBB\xBF", 11}, "\\u{061c}\\u{2028}\\u{2029}\\u{feff}"},
    {{"\xF3\xA0\x81\x81", 4}, "\\u{e0041}"},
};

START_TEST(cleans)
{
    struct view in = clean_texts[_i].in;
    struct view expected = view_of(clean_texts[_i].clean);
    const struct view exact = exact_copy(in.data, in.len);
    struct buffer out;
    buffer_init(&out, BUFFER_NO_MAX);
    ck_assert(text_add_clean(&out, exact));
    ck_assert(view_equal(buffer_view(&out), expected));
    buffer_release(&out);
    buffer_init(&out, expected.len + 1);
    buffer_add_text(&out, "12");
    ck_assert(!text_add_clean(&out, exact));
    ck_assert(out.overflowed);
    ck_assert(view_equal(buffer_view(&out), VIEW("12")));
    buffer_release(&out);
    exact_free(exact);
}
END_TEST

START_TEST(clean_text_has_no_controls)
{
    struct buffer in;
    struct buffer out;
    buffer_init(&in, BUFFER_NO_MAX);
    buffer_init(&out, BUFFER_NO_MAX);
    for (int first = 0; first < 256; first++) {
        for (int second = 0; second < 256; second++) {
            buffer_clear(&in);
            buffer_clear(&out);
            buffer_add_char(&in, (char)first);
            buffer_add_char(&in, (char)second);
            REQUIRE(text_add_clean(&out, buffer_view(&in)));
            REQUIRE(text_utf8_valid_len(buffer_view(&out)) == out.len);
            for (size_t i = 0; i < out.len; i++) {
                REQUIRE((unsigned char)out.data[i] >= 0x20 && out.data[i] != 0x7F);
            }
        }
    }
    buffer_release(&in);
    buffer_release(&out);
}
END_TEST

START_TEST(measures_width)
{
    ck_assert_uint_eq(text_width(VIEW("abc")), 3);
    ck_assert_uint_eq(text_width(VIEW("\xC3\xA4\xC3\xB6")), 2);
    ck_assert_uint_eq(text_width(VIEW("a\xCC\x88")), 1);                /* combining */
    ck_assert_uint_eq(text_width(VIEW("\xE6\x97\xA5\xE6\x9C\xAC")), 4); /* CJK */
    ck_assert_uint_eq(text_width(VIEW("\xED\x95\x9C")), 2);             /* Hangul */
    ck_assert_uint_eq(text_width(VIEW("\xEF\xBC\xA1\xEF\xBD\xB1")), 3); /* full, half width */
    ck_assert_uint_eq(text_width(VIEW("\xF0\x9F\x98\x80")), 2);         /* emoji */
    ck_assert_uint_eq(text_width(VIEW("a\xFF\xE2\x82")), 3);            /* ill-formed */
    ck_assert_uint_eq(text_width(VIEW("\xE2\x82\xAC\xE2\x94\x80")), 2); /* narrow symbols */
}
END_TEST

START_TEST(lowers_ascii)
{
    struct buffer out;
    buffer_init(&out, 12);
    ck_assert(text_add_lower(&out, VIEW("Root@[\xC3\x84Z")));
    ck_assert(view_equal(buffer_view(&out), VIEW("root@[\xC3\x84z")));
    ck_assert(!text_add_lower(&out, VIEW("ABCD")));
    ck_assert_uint_eq(out.len, 9);
    buffer_release(&out);
}
END_TEST

START_TEST(numbers_are_written_as_by_printf)
{
    static const uint64_t numbers[] = {0, 7, 10, 255, 4294967295, 0x80041003, UINT64_MAX};
    for (size_t i = 0; i < COUNT_OF(numbers); i++) {
        char text[TEXT_NUMBER_SIZE], expected[32];
        snprintf(expected, sizeof(expected), "%llu", (unsigned long long)numbers[i]);
        ck_assert(view_equal(text_decimal(text, numbers[i]), view_of(expected)));
        char code[TEXT_CODE_SIZE];
        snprintf(expected, sizeof(expected), "0x%08x", (unsigned)numbers[i]);
        ck_assert(view_equal(text_code(code, (uint32_t)numbers[i]), view_of(expected)));
    }
}
END_TEST

Suite *text_suite(void)
{
    Suite *suite = suite_create("text");
    TCase *tc = tcase_create("text");
    tcase_add_test(tc, names_encodings);
    tcase_add_loop_test(tc, refuses_ill_formed_utf8, 0, COUNT_OF(ill_formed));
    tcase_add_test(tc, every_code_point_goes_round);
    tcase_add_loop_test(tc, reads_utf16, 0, COUNT_OF(utf16_texts));
    tcase_add_test(tc, keeps_nul_of_utf16);
    tcase_add_test(tc, long_ascii_utf16_at_every_length);
    tcase_add_test(tc, reads_windows_1252);
    tcase_add_test(tc, maximum_leaves_all_out);
    tcase_add_test(tc, empty_input_adds_nothing);
    tcase_add_loop_test(tc, cleans, 0, COUNT_OF(clean_texts));
    tcase_add_test(tc, clean_text_has_no_controls);
    tcase_add_test(tc, measures_width);
    tcase_add_test(tc, lowers_ascii);
    tcase_set_timeout(tc, 60);
    tcase_add_test(tc, numbers_are_written_as_by_printf);
    suite_add_tcase(suite, tc);
    return suite;
}

/* Values of .evtx records as text and numbers. */
#include <stdlib.h>
#include <string.h>

#include "parsers/base/count.h"
#include "parsers/event/tidy.h"
#include "parsers/evtx/binxml/value.h"
#include "tests/unit/exact.h"
#include "tests/unit/suites.h"

#define BYTES(literal)                 \
    {                                  \
        (literal), sizeof(literal) - 1 \
    }

struct text_case {
    unsigned type;
    struct view bytes;
    const char *text;
};

static const struct text_case texts[] = {
    {EVTX_NULL, BYTES("abc"), ""},
    {EVTX_STRING, BYTES("a\0<\0"), "a<"},
    {EVTX_STRING, BYTES("a\0\0\0b\0\0\0\0\0"), "a"}, /* compared as a C string; see below */
    {EVTX_STRING, BYTES("\xE4\0"), "\xC3\xA4"},
    {EVTX_STRING, BYTES("\x3D\xD8\x00\xDE"), "\xF0\x9F\x98\x80"},
    {EVTX_STRING, BYTES("\x3D\xD8"), "\xEF\xBF\xBD"},
    {EVTX_STRING, BYTES("a\0b"), "a"}, /* half a unit */
    {EVTX_ANSI_STRING, BYTES("a\x80\0\0"), "a\xE2\x82\xAC"},
    {EVTX_INT8, BYTES("\x80"), "-128"},
    {EVTX_INT8, BYTES("\x7F"), "127"},
    {EVTX_UINT8, BYTES("\xFF"), "255"},
    {EVTX_INT16, BYTES("\xFE\xFF"), "-2"},
    {EVTX_UINT16, BYTES("\xE2\x16"), "5858"},
    {EVTX_INT32, BYTES("\xC4\xFF\xFF\xFF"), "-60"},
    {EVTX_UINT32, BYTES("\xFF\xFF\xFF\xFF"), "4294967295"},
    {EVTX_INT64, BYTES("\0\0\0\0\0\0\0\x80"), "-9223372036854775808"},
    {EVTX_UINT64, BYTES("\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"), "18446744073709551615"},
    {EVTX_FLOAT, BYTES("\0\0\x80\x3F"), "1"},
    {EVTX_FLOAT, BYTES("\xCD\xCC\xCC\x3D"), "0.1"},
    {EVTX_DOUBLE, BYTES("\0\0\0\0\0\0\xE0\x3F"), "0.5"},
    {EVTX_DOUBLE, BYTES("\x9A\x99\x99\x99\x99\x99\xB9\x3F"), "0.1"},
    {EVTX_DOUBLE, BYTES("\x18\x2D\x44\x54\xFB\x21\x09\x40"), "3.141592653589793"},
    {EVTX_DOUBLE, BYTES("\0\0\0\0\0\0\xF8\x7F"), "nan"},
    {EVTX_SYSTEMTIME, BYTES("\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"), "1601-01-01T00:00:00.000Z"},
    {EVTX_BOOL, BYTES("\0\0\0\0"), "false"},
    {EVTX_BOOL, BYTES("\0\1\0\0"), "true"},
    {EVTX_BOOL, BYTES("\1"), "true"},
    {EVTX_BINARY, BYTES("\x00\xAB\x0F"), "00AB0F"},
    {EVTX_GUID, BYTES("\x2B\x1E\x52\x8E\x26\x7C\x01\x00\x41\x7F\x9C\x8E\x26\x7C\xDB\x01"),
     "{8e521e2b-7c26-0001-417f-9c8e267cdb01}"},
    {EVTX_SIZE, BYTES("\0\x10\0\0"), "0x1000"},
    {EVTX_SIZE, BYTES("\0\x10\0\0\0\0\0\0"), "0x1000"},
    {EVTX_FILETIME, BYTES("\0\0\0\0\0\0\0\0"), "1601-01-01T00:00:00.0000000Z"},
    {EVTX_FILETIME, BYTES("\xA8\x78\x63\x40\xC7\x09\xDD\x01"), "2026-07-02T02:05:27.4385576Z"},
    {EVTX_FILETIME, BYTES("\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"), "18446744073709551615"},
    {EVTX_SYSTEMTIME, BYTES("\xE8\x07\x02\0\x03\0\x15\0\x0E\0\x28\0\x01\0\x09\0"),
     "2024-02-21T14:40:01.009Z"},
    {EVTX_SID, BYTES("\1\1\0\0\0\0\0\x05\x12\0\0\0"), "S-1-5-18"},
    {EVTX_SID, BYTES("\1\2\0\0\0\0\0\x05\x20\0\0\0\x20\x02\0\0"), "S-1-5-32-544"},
    {EVTX_SID, BYTES("\1\0\1\2\3\4\5\6"), "S-1-0x010203040506"},
    {EVTX_SID, BYTES("\1\2\0\0\0\0\0\x05\x20\0\0\0"), "010200000000000520000000"},
    {EVTX_SID, BYTES("\2\0\0\0\0\0\0\x05"), "0200000000000005"},
    {EVTX_HEX32, BYTES("\x03\x10\x04\x80"), "0x80041003"},
    {EVTX_HEX32, BYTES("\0\0\0\0"), "0x0"},
    {EVTX_HEX64, BYTES("\0\0\0\0\0\0\0\x40"), "0x4000000000000000"},
    /* Sizes that do not fit, and types that nobody knows. */
    {EVTX_UINT32, BYTES("\1\2"), "0102"},
    {EVTX_GUID, BYTES("\1"), "01"},
    {EVTX_SIZE, BYTES("\1\2\3"), "010203"},
    {0x20, BYTES("\1\2"), "0102"},
    {0x7F, BYTES("\1\2"), "0102"},
    {EVTX_UINT32, BYTES(""), ""},
    {EVTX_SID, BYTES(""), ""},
};

START_TEST(gives_text)
{
    const struct text_case *c = &texts[_i];
    struct buffer out;
    buffer_init(&out, BUFFER_NO_MAX);
    for (size_t len = 0; len <= c->bytes.len; len++) {
        char *bytes = malloc(len > 0 ? len : 1);
        ck_assert_ptr_nonnull(bytes);
        memcpy(bytes, c->bytes.data, len);
        buffer_clear(&out);
        ck_assert(evtx_value_add(&out, (uint8_t)c->type, (struct view){bytes, len}));
        free(bytes);
    }
    buffer_add_char(&out, '\0');
    ck_assert_str_eq(out.data, c->text);
    buffer_release(&out);
}
END_TEST

START_TEST(keeps_nul_inside_a_string)
{
    struct buffer out;
    buffer_init(&out, BUFFER_NO_MAX);
    evtx_value_add(&out, EVTX_STRING, (struct view)BYTES("a\0\0\0b\0\0\0\0\0"));
    ck_assert(view_equal(buffer_view(&out), (struct view)BYTES("a\0b")));
    buffer_release(&out);
}
END_TEST

START_TEST(stays_below_the_maximum)
{
    struct buffer out;
    buffer_init(&out, 4);
    ck_assert(!evtx_value_add(&out, EVTX_BINARY, (struct view)BYTES("abc")));
    ck_assert(out.overflowed);
    buffer_release(&out);
}
END_TEST

START_TEST(gives_numbers)
{
    uint64_t number = 77;
    ck_assert(!evtx_value_number(EVTX_INT32, (struct view)BYTES("\1\0\0\0"), &number));
    ck_assert(!evtx_value_number(EVTX_UINT32, (struct view)BYTES("\1\0\0"), &number));
    ck_assert(!evtx_value_number(EVTX_UINT8, (struct view)BYTES(""), &number));
    ck_assert(!evtx_value_number(EVTX_STRING, (struct view)BYTES("1\0"), &number));
    ck_assert_uint_eq(number, 77);
    ck_assert(evtx_value_number(EVTX_UINT8, (struct view)BYTES("\xFE"), &number));
    ck_assert_uint_eq(number, 0xFE);
    ck_assert(evtx_value_number(EVTX_HEX32, (struct view)BYTES("\x03\x10\x04\x80"), &number));
    ck_assert_uint_eq(number, 0x80041003);
    ck_assert(evtx_value_number(EVTX_SIZE, (struct view)BYTES("\1\0\0\0"), &number));
    ck_assert_uint_eq(number, 1);
    ck_assert(evtx_value_number(EVTX_UINT64, (struct view)BYTES("\1\0\0\0\0\0\0\x80"), &number));
    ck_assert_uint_eq(number, UINT64_C(0x8000000000000001));
}
END_TEST

struct array_case {
    unsigned type;
    struct view bytes;
    const char *items; /* as texts, each with a '|' after it */
};

static const struct array_case arrays[] = {
    {EVTX_STRING, BYTES("a\0\0\0b\0c\0\0\0"), "a|bc|"},
    {EVTX_STRING, BYTES("a\0\0\0b\0"), "a|b|"},
    {EVTX_STRING, BYTES("\0\0\0\0"), "||"},
    {EVTX_STRING, BYTES("a\0b"), "a|"},
    {EVTX_STRING, BYTES(""), ""},
    {EVTX_ANSI_STRING, BYTES("a\0\0b"), "a||b|"},
    {EVTX_UINT16, BYTES("\1\0\2\0\3"), "1|2|03|"},
    {EVTX_HEX64, BYTES("\1\0\0\0\0\0\0\0"), "0x1|"},
    {EVTX_UINT32, BYTES("\1\0\0"), "010000|"},
    {EVTX_SID, BYTES("\1\0\0\0\0\0\0\x05\1\1\0\0\0\0\0\x05\x12\0\0\0"), "S-1-5|S-1-5-18|"},
    {EVTX_SID, BYTES("\1\0\0\0\0\0\0\x05\x09"), "S-1-5|09|"},
};

START_TEST(takes_arrays_apart)
{
    const struct array_case *c = &arrays[_i];
    struct view rest = c->bytes;
    struct view item;
    struct buffer out;
    buffer_init(&out, BUFFER_NO_MAX);
    while (evtx_value_next((uint8_t)c->type, &rest, &item)) {
        evtx_value_add(&out, (uint8_t)c->type, item);
        buffer_add_char(&out, '|');
    }
    ck_assert_msg(view_equal(buffer_view(&out), view_of(c->items)), "found '%.*s'",
                  VIEW_ARG(buffer_view(&out)));
    buffer_release(&out);
}
END_TEST

struct kept_case {
    struct view utf16;
    const char *text;
};

#define REPLACED "\xEF\xBF\xBD"

static const struct kept_case kept[] = {
    {BYTES(""), ""},
    {BYTES("\0\0\0\0"), ""},
    {BYTES("a\0"), "a"},
    {BYTES("a\0b\0c\0d\0"), "abcd"},
    {BYTES("a\0b\0c\0d\0e\0\0\0"), "abcde"},
    {BYTES("a\0\r\0\n\0b\0"), "a\nb"},
    {BYTES("a\0\r\0b\0\r\0"), "a\nb\n"},
    {BYTES("a\0\n\0\t\0b\0"), "a\n\tb"},
    {BYTES("a\0b\0c\0\x1F\0"), "abc" REPLACED},
    {BYTES("a\0b\0c\0 \0"), "abc "},
    {BYTES("\x01\0"), REPLACED},
    {BYTES("\x7F\0\x80\0"), "\x7F\xC2\x80"},
    {BYTES("a\0b\0c\0\xE4\0"), "abc\xC3\xA4"},
    {BYTES("a\0b\0c\0d\0\xE4\0"), "abcd\xC3\xA4"},
    {BYTES("a\0b\0c\0d\0\0\1"), "abcd\xC4\x80"},
    {BYTES("\xFE\xFF\xFF\xFF\xFD\xFF\x6F\xFE"), REPLACED REPLACED REPLACED "\xEF\xB9\xAF"},
    {BYTES("\x00\xD8x\0"), REPLACED "x"},
    {BYTES("a\0\0\0b\0"), "a" REPLACED "b"},
};

START_TEST(keeps_strings)
{
    struct arena arena;
    arena_init(&arena, 0);
    struct view utf16 = kept[_i].utf16;
    const struct view bytes = exact_copy(utf16.data, utf16.len);
    struct view text = tidy_utf16(&arena, bytes);
    exact_free(bytes);
    ck_assert_msg(view_equal(text, view_of(kept[_i].text)), "found '%.*s'", VIEW_ARG(text));
    ck_assert(view_equal(tidy_text(&arena, text), text));
    arena_release(&arena);
}
END_TEST

/* Wherever a control character stands among others. */
START_TEST(each_place_is_tidied)
{
    char text[21] = {0};
    struct arena arena;
    arena_init(&arena, 0);
    for (size_t len = 1; len < sizeof(text); len++) {
        for (size_t pos = 0; pos < len; pos++) {
            for (unsigned c = 1; c < 0x80; c++) {
                memset(text, ' ' + (int)(c % 3), len);
                text[pos] = (char)c;
                const struct view tidy = tidy_text(&arena, (struct view){text, len});
                const bool is_odd = c < 0x20 && c != '\t' && c != '\n' && c != '\r';
                ck_assert_uint_eq(tidy.len, is_odd ? len + 2 : len);
                ck_assert(is_odd ? view_starts(view_from(tidy, pos), VIEW("\xEF\xBF\xBD"))
                                 : tidy.data[pos] == (char)(c == '\r' ? '\n' : c));
            }
        }
    }
    arena_release(&arena);
}
END_TEST

Suite *evtx_value_suite(void)
{
    Suite *suite = suite_create("evtx_value");
    TCase *tcase = tcase_create("evtx_value");
    tcase_add_loop_test(tcase, gives_text, 0, COUNT_OF(texts));
    tcase_add_test(tcase, keeps_nul_inside_a_string);
    tcase_add_test(tcase, stays_below_the_maximum);
    tcase_add_test(tcase, gives_numbers);
    tcase_add_loop_test(tcase, takes_arrays_apart, 0, COUNT_OF(arrays));
    tcase_add_loop_test(tcase, keeps_strings, 0, COUNT_OF(kept));
    tcase_add_test(tcase, each_place_is_tidied);
    suite_add_tcase(suite, tcase);
    return suite;
}

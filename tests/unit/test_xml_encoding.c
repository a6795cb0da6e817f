/* Telling encodings apart by the first bytes, and recognising exports and what is none. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "parsers/base/count.h"
#include "parsers/base/encoding.h"
#include "parsers/xml/xml.h"
#include "tests/unit/exact.h"
#include "tests/unit/suites.h"
#include "tests/unit/xml_parse.h"

/* Sniffs a copy of the exact size. */
static enum text_encoding sniff(struct view bytes, size_t *bom_len)
{
    const struct view copy = exact_copy(bytes.data, bytes.len);
    enum text_encoding encoding = encoding_sniff(copy, bom_len);
    exact_free(copy);
    return encoding;
}

struct sniff_case {
    struct view bytes;
    enum text_encoding encoding;
    size_t bom_len;
};

#define BYTES(literal)                 \
    {                                  \
        (literal), sizeof(literal) - 1 \
    }

static const struct sniff_case sniff_cases[] = {
    {BYTES(""), TEXT_UTF8, 0},
    {BYTES("<"), TEXT_UTF8, 0},
    {BYTES("<Event>"), TEXT_UTF8, 0},
    {BYTES("\xEF\xBB\xBF<Event>"), TEXT_UTF8, 3},
    {BYTES("\xEF\xBB"), TEXT_UTF8, 0},
    {BYTES("\xEF\xBB\xBF"), TEXT_UTF8, 3},
    {BYTES("\xFF\xFE"), TEXT_UTF16LE, 2},
    {BYTES("\xFE\xFF"), TEXT_UTF16BE, 2},
    {BYTES("\xFF"), TEXT_UTF8, 0},
    {BYTES("<\0E\0v\0e\0"), TEXT_UTF16LE, 0},
    {BYTES("\0<\0E\0v\0e"), TEXT_UTF16BE, 0},
    /* An odd last byte changes nothing. */
    {BYTES("<\0E\0v\0e\0n"), TEXT_UTF16LE, 0},
    /* Text of another script after the markup. */
    {BYTES("<\0E\0>\0\x12\x04\x34\x04\x35\x04"), TEXT_UTF16LE, 0},
    /* Some NULs in UTF-8 are damage, not UTF-16. */
    {BYTES("<Event>\0\0</Event>"), TEXT_UTF8, 0},
    {BYTES("\0\0\0\0\0\0\0\0"), TEXT_UTF8, 0},
    /* A mark beats everything else: a declaration that says utf-16 in UTF-8 bytes lies. */
    {BYTES("\xEF\xBB\xBF<?xml version='1.0' encoding='utf-16'?>"), TEXT_UTF8, 3},
    {BYTES("<?xml version='1.0' encoding='utf-16'?>"), TEXT_UTF8, 0},
};

START_TEST(sniffs)
{
    const struct sniff_case *c = &sniff_cases[_i];
    size_t bom_len = 99;
    ck_assert_int_eq(sniff(c->bytes, &bom_len), c->encoding);
    ck_assert_uint_eq(bom_len, c->bom_len);
}
END_TEST

START_TEST(sniffs_every_length)
{
    for (int i = 0; i < 4; i++) {
        struct view bytes = xml_wide(XML_FAILURE("1", "x"), i & 1, i & 2);
        for (size_t len = 8; len <= 300; len++) {
            size_t bom_len;
            enum text_encoding found = sniff(view_slice(bytes, 0, len), &bom_len);
            ck_assert_int_eq(found, i & 1 ? TEXT_UTF16BE : TEXT_UTF16LE);
            ck_assert_uint_eq(bom_len, i & 2 ? 2 : 0);
        }
    }
}
END_TEST

struct known_case {
    struct view head;
    const char *said; /* in the message; NULL: it is an export */
};

static const struct known_case known_cases[] = {
    {BYTES("<Event>"), NULL},
    {BYTES("<Event "), NULL},
    {BYTES("  \r\n<Events></Events>"), NULL},
    {BYTES("<?xml version='1.0'?>"), NULL},
    {BYTES("\xEF\xBB\xBF<?XML"), NULL},
    {BYTES("\xFF\xFE<\0?\0x\0m\0l\0"), NULL},
    {BYTES("evtxexport 20181227\n\nNo records to export.\n"), NULL},
    {BYTES("- <Event xmlns='x'>"), NULL},
    {BYTES("Record 1\n<?xml version=\"1.0\"?>\n<Event>"), NULL},
    {BYTES("whatever stands before <Event>"), NULL},
    {BYTES("one saw <Event> and then <Event><System>"), NULL},
    {BYTES("it begins with <Event xmlns='x'>, or so"), "not an event log"},
    {BYTES("it begins with '<Event ' or so"), "not an event log"},
    {BYTES(""), "empty"},
    {BYTES("\"{"), "not an event log"},
    {BYTES("x"), "not an event log"},
    {BYTES("two 0x800 then 0x8004103"), "expected an .evtx"},
    {BYTES("two 0x800 then 0x8004103E"), "name result codes"},
    {BYTES("<Even"), "not an event log"},
    {BYTES("<html><Eventful>"), "a web page without events"},
    {BYTES("<Objs Version='1.1.0.1' xmlns='http://schemas.microsoft.com/powershell/2004/04'>"),
     "not an event log"},
    {BYTES("%PDF-1.4"), "PDF"},
};

START_TEST(recognises)
{
    const struct known_case *c = &known_cases[_i];
    const struct view copy = exact_copy(c->head.data, c->head.len);
    struct error err;
    error_init(&err);
    struct reader_input input = {0};
    enum status status = reader_recognise(copy, &input, &err);
    exact_free(copy);
    ck_assert_int_eq(status, c->said ? STATUS_NOT_FORMAT : STATUS_OK);
    if (c->said) {
        ck_assert_msg(strstr(err.message, c->said), "%s", err.message);
        ck_assert_ptr_null(input.form);
    } else {
        ck_assert_ptr_eq(input.form, &xml_reader);
    }
}
END_TEST

/* An event is the same in all encodings. */
START_TEST(all_encodings_say_the_same)
{
    const char *text = XML_FAILURE("7", "\xC3\xA4 \xE4\xB8\xAD \xF0\x9F\x98\x80 &#228;");
    for (int i = 0; i < 5; i++) {
        if (i == 0) {
            parse_xml_text(text);
        } else {
            parse_xml_wide(text, i & 1, i & 2);
        }
        expect_xml(1, 0, 0);
        expect_field(xml_event(0), EVENT_FIELD_OPERATION,
                     "\xC3\xA4 \xE4\xB8\xAD \xF0\x9F\x98\x80 \xC3\xA4");
        ck_assert_uint_eq(xml_event(0)->origin.offset, i & 2);
    }
}
END_TEST

/* Characters whose bytes look like markup when they are read at the wrong place. */
START_TEST(utf16_is_split_at_units)
{
    /* U+3C00 U+4500 ... : the bytes of "<Event " one byte off. */
    const char *text = XML_FAILURE("7", "\xE3\xB0\x80\xE4\x94\x80\xE7\x98\x80\xE6\x94\x80\xE6\xB8"
                                        "\x80\xE7\x90\x80\xE2\x80\x80\xE3\xB0\x80\xE2\xBC\x80");
    for (int i = 0; i < 4; i++) {
        parse_xml_wide(text, i & 1, i & 2);
        expect_xml(1, 0, 0);
    }
}
END_TEST

static const struct {
    const char *name, *bytes, *text;
    unsigned repaired;
} pages[] = {
    {"windows-1251", "\xD4\xE0\xE9\xEB", "\xD0\xA4\xD0\xB0\xD0\xB9\xD0\xBB", 0},
    {"Windows-1250", "\xB9", "\xC4\x85", 0},
    {"ISO-8859-1", "\xE4\x80", "\xC3\xA4\xE2\x82\xAC", 0},
    {"iso-8859-15", "\xA4", "\xE2\x82\xAC", 0},
    {"ibm850", "\x84", "\xC3\xA4", 0},
    {"Shift_JIS", "\x83\x5C\xB1", "\xE3\x82\xBD\xEF\xBD\xB1", 0},
    {"gb2312", "\xCE\xC4", "\xE6\x96\x87", 0},
    {"euc-kr", "\xC6\xC4", "\xED\x8C\x8C", 0},
    {"big5", "\xB3\x5C", "\xE8\xA8\xB1", 0},
    /* Half a character, and two that are none: what is ASCII stays. */
    {"gbk", "\xCE 1", "\xEF\xBF\xBD 1", 1},
    {"gbk", "\xA1\x40", "\xEF\xBF\xBD@", 1},
    /* What is UTF-8 is read as such. */
    {"windows-1251", "\xC3\xA4", "\xC3\xA4", 0},
};

START_TEST(reads_declared_code_page)
{
    char text[2048];
    (void)snprintf(text, sizeof(text), "<?xml version='1.0' encoding='%s'?>" XML_FAILURE("1", "%s"),
                   pages[_i].name, pages[_i].bytes);
    parse_xml_text(text);
    expect_xml(1, 0, pages[_i].repaired);
    ck_assert_uint_eq(xml_batch.code_page, 0);
    expect_field(xml_event(0), EVENT_FIELD_OPERATION, pages[_i].text);
}
END_TEST

Suite *xml_encoding_suite(void)
{
    Suite *suite = suite_create("xml_encoding");
    TCase *tcase = tcase_create("xml_encoding");
    tcase_add_checked_fixture(tcase, setup_xml, clear_xml);
    tcase_add_loop_test(tcase, sniffs, 0, COUNT_OF(sniff_cases));
    tcase_add_test(tcase, sniffs_every_length);
    tcase_add_loop_test(tcase, recognises, 0, COUNT_OF(known_cases));
    tcase_add_test(tcase, all_encodings_say_the_same);
    tcase_add_test(tcase, utf16_is_split_at_units);
    tcase_add_loop_test(tcase, reads_declared_code_page, 0, COUNT_OF(pages));
    suite_add_tcase(suite, tcase);
    return suite;
}

/* Where events start and end in bytes that nobody has parsed. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "parsers/base/count.h"
#include "parsers/xml/xml.h"
#include "tests/unit/exact.h"
#include "tests/unit/suites.h"
#include "tests/unit/xml_parse.h"

enum { MAX_SPANS = 16, SPAN_TEXT = 512 };

/* AddressSanitizer looks at the whole rest of the text for each search in it. */
#ifdef __SANITIZE_ADDRESS__
enum { MANY_BYTES = 128 * 1024 };
#else
enum { MANY_BYTES = 4 * 1024 * 1024 };
#endif

struct find_case {
    const char *text;
    size_t from;
    size_t start, end, plain_end; /* SIZE_MAX: none */
};

#define NONE SIZE_MAX

static const struct find_case find_cases[] = {
    {"", 0, NONE, NONE, NONE},
    {"<Event", 0, NONE, NONE, NONE},
    {"<Event>", 0, 0, NONE, NONE},
    {"<Event >", 0, 0, NONE, NONE},
    {"<Event/>", 0, 0, NONE, NONE},
    {"<Event\t", 0, 0, NONE, NONE},
    {"<Event\r\n", 0, 0, NONE, NONE},
    {"<Events>", 0, NONE, NONE, NONE},
    {"<EventID>", 0, NONE, NONE, NONE},
    {"<EventData><EventID><Event>", 0, 20, NONE, NONE},
    {"< Event>", 0, NONE, NONE, NONE},
    {"<event>", 0, NONE, NONE, NONE},
    {"<<Event>", 0, 1, NONE, NONE},
    {"<Event><Event>", 1, 7, NONE, NONE},
    {"<Event><Event>", 7, 7, NONE, NONE},
    {"<Event><Event>", 8, NONE, NONE, NONE},
    {"</Event>", 0, NONE, 8, 8},
    {"</Event", 0, NONE, NONE, NONE},
    {"</Event \r\n\t>x", 0, NONE, 12, NONE},
    {"</Events>", 0, NONE, NONE, NONE},
    {"</Events></Event>", 0, NONE, 17, 17},
    {"</EventData></Event ></Event>", 0, NONE, 21, 29},
    {"</Event   </Event>", 0, NONE, 18, 18},
    {"</Event>", 1, NONE, NONE, NONE},
};

static size_t scaled(size_t pos, size_t unit)
{
    return pos == NONE ? NONE : pos * unit;
}

static void check_find(const struct find_case *c, struct view bytes, enum text_encoding encoding,
                       size_t unit)
{
    const struct view data = exact_copy(bytes.data, bytes.len);
    size_t from = c->from * unit;
    ck_assert_uint_eq(xml_find_start(data, encoding, from), scaled(c->start, unit));
    ck_assert_uint_eq(xml_find_end(data, encoding, from), scaled(c->end, unit));
    ck_assert_uint_eq(xml_find_plain_end(data, encoding, from), scaled(c->plain_end, unit));
    exact_free(data);
}

START_TEST(finds)
{
    const struct find_case *c = &find_cases[_i];
    check_find(c, view_of(c->text), TEXT_UTF8, 1);
    check_find(c, xml_wide(c->text, false, false), TEXT_UTF16LE, 2);
    check_find(c, xml_wide(c->text, true, false), TEXT_UTF16BE, 2);
}
END_TEST

/* Spans as text: start-end, then W whole, C cut off or H headless, and +N for stray bytes. */
static void describe(struct view data, enum text_encoding encoding, size_t unit, char *text)
{
    struct xml_splitter splitter = xml_splitter_over(data, encoding);
    struct xml_span span;
    size_t len = 0;
    size_t count = 0;
    text[0] = '\0';
    while (xml_splitter_next(&splitter, &span)) {
        ck_assert_uint_lt(count++, MAX_SPANS);
        char kind = span.is_headless ? 'H' : span.is_whole ? 'W' : 'C';
        int added = snprintf(text + len, SPAN_TEXT - len, "%zu-%zu%c", span.start / unit,
                             (span.start + span.len) / unit, kind);
        len += (size_t)added;
        if (span.stray > 0) {
            len += (size_t)snprintf(text + len, SPAN_TEXT - len, "+%zu", span.stray / unit);
        }
        len += (size_t)snprintf(text + len, SPAN_TEXT - len, " ");
    }
    snprintf(text + len, SPAN_TEXT - len, "end %zu", splitter.pos / unit);
}

struct split_case {
    const char *text;
    const char *spans;
};

static const struct split_case split_cases[] = {
    {"", "end 0"},
    {"no event", "end 0"},
    {"<Event></Event>", "0-15W end 15"},
    {"<Event></Event><Event></Event>", "0-15W 15-30W end 30"},
    {"<Events>\n<Event></Event >\n</Events>", "9-25W+9 end 25"},
    {"Record 1\n<Event></Event>\nRecord 2\n<Event></Event>", "9-24W+9 34-49W+10 end 49"},
    {"<Event>", "0-7C end 7"},
    {"<Event><Event></Event>", "0-7C 7-22W end 22"},
    {"<Event><Event><Event>", "0-7C 7-14C 14-21C end 21"},
    {"abc</Event><Event></Event>", "0-11H 11-26W end 26"},
    {"</Event></Event>x", "0-8H 8-16H end 16"},
    {"<Event></Event></Event><Event>", "0-15W 15-23H 23-30C end 30"},
    {"<Event/><Event></Event>", "0-8C 8-23W end 23"},
};

START_TEST(splits)
{
    const struct split_case *c = &split_cases[_i];
    char found[SPAN_TEXT];
    describe(view_of(c->text), TEXT_UTF8, 1, found);
    ck_assert_str_eq(found, c->spans);
    describe(xml_wide(c->text, false, false), TEXT_UTF16LE, 2, found);
    ck_assert_str_eq(found, c->spans);
    describe(xml_wide(c->text, true, false), TEXT_UTF16BE, 2, found);
    ck_assert_str_eq(found, c->spans);
}
END_TEST

/* Every shorter length: nothing is read past the end, nothing is given out twice, and a byte more
 * never makes an event less. */
static void check_prefixes(struct view bytes, enum text_encoding encoding)
{
    size_t most = 0;
    for (size_t len = 0; len <= bytes.len; len++) {
        const struct view copy = exact_copy(bytes.data, len);
        struct xml_splitter splitter = xml_splitter_over(copy, encoding);
        struct xml_span span;
        size_t pos = 0;
        size_t whole = 0;
        while (xml_splitter_next(&splitter, &span)) {
            ck_assert_uint_ge(span.start, pos);
            ck_assert_uint_gt(span.len, 0);
            ck_assert_uint_le(span.len, len - span.start);
            if (!span.is_headless) {
                ck_assert_uint_eq(span.start - span.stray, pos);
            }
            pos = span.start + span.len;
            whole += span.is_whole;
        }
        ck_assert_uint_eq(splitter.pos, pos);
        ck_assert_uint_ge(whole, most);
        most = whole;
        exact_free(copy);
    }
    ck_assert_uint_eq(most, 2);
}

START_TEST(splits_every_length)
{
    const char *text = "x<Event ></Event\n>y</Event>" XML_FAILURE("1", "z") "<Event>";
    check_prefixes(view_of(text), TEXT_UTF8);
    check_prefixes(xml_wide(text, false, false), TEXT_UTF16LE);
    check_prefixes(xml_wide(text, true, false), TEXT_UTF16BE);
}
END_TEST

/* Boundaries of the reader are those of xml_find_start; of wide text also at odd offsets. */
START_TEST(boundaries)
{
    struct reader_input input = {.form = &xml_reader, .encoding = TEXT_UTF8};
    struct view text = VIEW("ab<Event>cd<Event>");
    ck_assert_uint_eq(xml_reader.boundary(&input, text, 1, 0), 2);
    ck_assert_uint_eq(xml_reader.boundary(&input, text, 0, 3), 11);
    ck_assert_uint_eq(xml_reader.boundary(&input, text, 0, 12), SIZE_MAX);
    ck_assert_uint_eq(xml_reader.boundary(&input, VIEW_NONE, 0, 0), SIZE_MAX);
    for (int is_big = 0; is_big < 2; is_big++) {
        struct view wide = xml_wide("ab<Event>cd<Event>", is_big, false);
        input.encoding = is_big ? TEXT_UTF16BE : TEXT_UTF16LE;
        ck_assert_uint_eq(xml_reader.boundary(&input, wide, 0, 0), 4);
        ck_assert_uint_eq(xml_reader.boundary(&input, wide, 2, 6), 22);
        ck_assert_uint_eq(xml_reader.boundary(&input, view_from(wide, 1), 1, 0), 3);
        ck_assert_uint_eq(xml_reader.boundary(&input, view_from(wide, 1), 1, 5), 21);
        ck_assert_uint_eq(xml_reader.boundary(&input, view_slice(wide, 1, 2), 1, 0), SIZE_MAX);
        ck_assert_uint_eq(xml_reader.boundary(&input, VIEW_NONE, 1, 0), SIZE_MAX);
    }
}
END_TEST

/* As many candidates as there can be: the time must grow with the length, not its square. */
START_TEST(is_linear)
{
    static const char *const pieces[] = {"</Event   ", "<Event ", "</Event>", "</Events>"};
    for (size_t i = 0; i < COUNT_OF(pieces); i++) {
        struct buffer text;
        buffer_init(&text, (size_t)MANY_BYTES * 2);
        while (buffer_view(&text).len < MANY_BYTES) {
            buffer_add_text(&text, pieces[i]);
        }
        struct xml_splitter splitter = xml_splitter_over(buffer_view(&text), TEXT_UTF8);
        struct xml_span span;
        size_t count = 0;
        while (xml_splitter_next(&splitter, &span)) {
            count++;
        }
        ck_assert_uint_le(count, buffer_view(&text).len / 7 + 1);
        buffer_release(&text);
    }
}
END_TEST

Suite *xml_split_suite(void)
{
    Suite *suite = suite_create("xml_split");
    TCase *tcase = tcase_create("xml_split");
    tcase_add_checked_fixture(tcase, setup_xml, clear_xml);
    tcase_add_loop_test(tcase, finds, 0, COUNT_OF(find_cases));
    tcase_add_loop_test(tcase, splits, 0, COUNT_OF(split_cases));
    tcase_add_test(tcase, splits_every_length);
    tcase_add_test(tcase, boundaries);
    tcase_add_test(tcase, is_linear);
    suite_add_tcase(suite, tcase);
    return suite;
}

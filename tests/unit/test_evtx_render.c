/* Records as XML. */
#include <string.h>

#include "parsers/base/count.h"
#include "parsers/evtx/binxml/value.h"
#include "parsers/evtx/binxml/xml_text.h"
#include "parsers/evtx/render.h"
#include "tests/unit/evtx_parse.h"
#include "tests/unit/suites.h"

#define NONE EVTX_BUILD_NO_DEPENDENCY

static struct evtx_build *const b = &evtx_chunk;
static struct buffer out;

static void setup(void)
{
    setup_evtx();
    buffer_init(&out, BUFFER_NO_MAX);
}

static void clear(void)
{
    buffer_release(&out);
    clear_evtx();
}

/* The first record of the chunk, by both ways; the reason when it is damaged, else NULL. */
static const char *render(void)
{
    struct view chunk = {(const char *)b->bytes, b->len};
    struct evtx_record record;
    struct evtx_reading *r = evtx_reading_start(&evtx_batch, &(struct reader_input){0}, chunk, 0);
    ck_assert(evtx_record_at(chunk, 512, &record));
    size_t before = out.len;
    bool is_good = evtx_render_by_walking(r, &record, &out);
    size_t len = out.len - before;
    struct view walked = {out.data + before, len};
    size_t start = out.len;
    ck_assert_int_eq(evtx_render_record(r, &record, NULL, &out), is_good);
    walked.data = out.data + before;
    ck_assert(view_equal(walked, view_from(buffer_view(&out), start)));
    out.len = before + len;
    return is_good ? NULL : r->binxml.reason;
}

static void expect(const char *text)
{
    ck_assert_msg(view_equal(buffer_view(&out), view_of(text)), "found '%.*s'",
                  VIEW_ARG(buffer_view(&out)));
}

static void begin(void)
{
    evtx_build_record(b, 1, 5);
    evtx_build_fragment(b);
    evtx_build_open(b, "Event", NONE);
    evtx_build_content(b);
}

static void end(void)
{
    evtx_build_end(b);
    evtx_build_end_fragment(b);
    evtx_build_end_record(b);
}

START_TEST(writes_what_windows_writes)
{
    struct evtx_build_event event = evtx_failure;
    event.fields =
        (const struct evtx_build_field[]){{"Operation", EVTX_STRING, "a<b & 'c'\r\nd", 0},
                                          {"ResultCode", EVTX_HEX32, NULL, 0x80041003}};
    event.field_count = 2;
    event.is_bare = _i == 1;
    ck_assert(evtx_build_event(b, &event));
    ck_assert_ptr_null(render());
    expect("<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>"
           "<Provider Name='Microsoft-Windows-WMI-Activity' "
           "Guid='{1418ef04-b0b4-4623-bf7e-d74ab47bbdaa}'/><EventID>5858</EventID>"
           "<Version>0</Version><Level>2</Level><Task>0</Task><Opcode>0</Opcode>"
           "<Keywords>0x4000000000000000</Keywords>"
           "<TimeCreated SystemTime='2024-02-21T14:40:00.1234567Z'/>"
           "<EventRecordID>7</EventRecordID><Correlation/>"
           "<Execution ProcessID='1692' ThreadID='6044'/>"
           "<Channel>Microsoft-Windows-WMI-Activity/Operational</Channel>"
           "<Computer>SRV01.contoso.com</Computer><Security UserID='S-1-5-18'/></System>"
           "<UserData><Operation_ClientFailure "
           "xmlns='http://manifests.microsoft.com/win/2006/windows/WMI'>"
           "<Operation>a&lt;b &amp; 'c'\r\nd</Operation><ResultCode>0x80041003</ResultCode>"
           "</Operation_ClientFailure></UserData></Event>");
}
END_TEST

START_TEST(keeps_the_form_of_empty_elements)
{
    begin();
    evtx_build_open(b, "a", NONE);
    evtx_build_end_empty(b);
    evtx_build_open(b, "b", NONE);
    evtx_build_content(b);
    evtx_build_end(b);
    end();
    ck_assert_ptr_null(render());
    expect("<Event><a/><b></b></Event>");
}
END_TEST

/* What a hostile log puts into names and values stays inside of them. */
START_TEST(nothing_breaks_out)
{
    size_t attributes;
    begin();
    evtx_build_open_attributes(b, "1><x a='", NONE, &attributes);
    evtx_build_attribute(b, "");
    evtx_build_text(b, "'<&>\x01\"");
    evtx_build_end_attributes(b, attributes);
    evtx_build_content(b);
    evtx_build_text(b, "\x1B");
    evtx_build_end(b);
    end();
    ck_assert_ptr_null(render());
    expect(
        "<Event><___x_a__ _='&apos;&lt;&amp;&gt;\xEF\xBF\xBD\"'>\xEF\xBF\xBD</___x_a__></Event>");
}
END_TEST

START_TEST(damaged_records_leave_nothing)
{
    buffer_add_text(&out, "before");
    begin();
    evtx_build_u8(b, 0x7E);
    end();
    ck_assert_ptr_nonnull(render());
    expect("before");
}
END_TEST

static void template(void (*body)(void), const struct evtx_build_value *values, size_t count)
{
    evtx_build_record(b, 1, 5);
    evtx_build_fragment(b);
    evtx_build_definition(b, 5);
    evtx_build_open(b, "Event", NONE);
    evtx_build_content(b);
    body();
    evtx_build_end(b);
    evtx_build_end_definition(b);
    evtx_build_values(b, values, count);
    evtx_build_end_fragment(b);
    evtx_build_end_record(b);
}

static void add_optional(unsigned index)
{
    evtx_build_substitution(b, index, EVTX_STRING, true);
}

static void attributes_of_all_kinds(void)
{
    size_t attributes;
    evtx_build_open_attributes(b, "a", NONE, &attributes);
    evtx_build_attribute(b, "none");
    evtx_build_attribute(b, "literal");
    evtx_build_text(b, "l'");
    evtx_build_attribute(b, "optional");
    add_optional(0);
    evtx_build_attribute(b, "absent");
    add_optional(1);
    evtx_build_attribute(b, "normal");
    evtx_build_substitution(b, 1, EVTX_STRING, false);
    evtx_build_attribute(b, "two");
    add_optional(1);
    add_optional(0);
    evtx_build_attribute(b, "mixed");
    add_optional(2);
    evtx_build_text(b, "-");
    evtx_build_attribute(b, "outside");
    add_optional(99);
    evtx_build_end_attributes(b, attributes);
    evtx_build_end_empty(b);
}

START_TEST(attributes_are_there_when_their_values_are)
{
    const struct evtx_build_value values[] = {
        {EVTX_STRING, "<\0'\0", 4}, {EVTX_NULL, "", 0}, {EVTX_UINT8, "\7", 1}};
    template(attributes_of_all_kinds, values, 3);
    ck_assert_ptr_null(render());
    expect("<Event><a none='' literal='l&apos;' optional='&lt;&apos;' normal='' "
           "two='&lt;&apos;' mixed='7-'/></Event>");
}
END_TEST

static void elements_of_all_kinds(void)
{
    evtx_build_open(b, "gone", 1);
    evtx_build_content(b);
    evtx_build_leaf(b, "inside", "x");
    evtx_build_end(b);
    evtx_build_open(b, "kept", 0);
    evtx_build_content(b);
    evtx_build_open(b, "gone", 1);
    evtx_build_end_empty(b);
    add_optional(0);
    evtx_build_end(b);
    evtx_build_open(b, "last", 1);
    evtx_build_content(b);
    evtx_build_end(b);
}

START_TEST(elements_are_there_when_their_values_are)
{
    const struct evtx_build_value values[] = {{EVTX_STRING, "a\0", 2}, {EVTX_NULL, "", 0}};
    template(elements_of_all_kinds, values, 2);
    ck_assert_ptr_null(render());
    expect("<Event><kept>a</kept></Event>");
}
END_TEST

static void one_value(void)
{
    evtx_build_open(b, "d", NONE);
    evtx_build_content(b);
    add_optional(0);
    evtx_build_end(b);
}

START_TEST(arrays_repeat_their_element)
{
    const struct evtx_build_value values[] = {{EVTX_ARRAY | EVTX_UINT8, "\1\2\3", 3}};
    template(one_value, values, 1);
    ck_assert_ptr_null(render());
    expect("<Event><d>1</d><d>2</d><d>3</d></Event>");
}
END_TEST

static void value_twice(void)
{
    size_t attributes;
    evtx_build_open_attributes(b, "d", NONE, &attributes);
    evtx_build_attribute(b, "x");
    add_optional(0);
    evtx_build_end_attributes(b, attributes);
    evtx_build_content(b);
    add_optional(0);
    evtx_build_end(b);
}

START_TEST(an_array_may_stand_twice_in_an_element)
{
    const struct evtx_build_value values[] = {{EVTX_ARRAY | EVTX_UINT8, "\1\2\3", 3}};
    template(value_twice, values, 1);
    ck_assert_ptr_null(render());
    expect("<Event><d x='1'>1</d><d x='2'>2</d><d x='3'>3</d></Event>");
}
END_TEST

static void value_in_the_root(void)
{
    add_optional(0);
}

/* A record is one event. */
START_TEST(the_root_stands_once)
{
    const struct evtx_build_value values[] = {{EVTX_ARRAY | EVTX_UINT8, "\1\2\3", 3}};
    template(value_in_the_root, values, 1);
    ck_assert_str_eq(render(), "more than one <Event> in it");
    ck_assert_uint_eq(out.len, 0);
}
END_TEST

START_TEST(prefixes_are_those_that_are_declared)
{
    size_t attributes;
    begin();
    evtx_build_open_attributes(b, "xmlns:a", NONE, &attributes);
    evtx_build_attribute(b, "xmlns:a");
    evtx_build_text(b, "u");
    evtx_build_attribute(b, "xmlns:xml");
    evtx_build_attribute(b, "xml:lang");
    evtx_build_attribute(b, "b:c");
    evtx_build_end_attributes(b, attributes);
    evtx_build_end_empty(b);
    end();
    ck_assert_ptr_null(render());
    expect("<Event><xmlns_a xmlns:a='u' xmlns_xml='' xml:lang='' b_c=''/></Event>");
}
END_TEST

/* Every character at every place, with and without its like around it. */
START_TEST(texts_are_escaped_wherever_they_stand)
{
    static const struct {
        const char *utf16, *utf8;
        size_t units;
    } cases[] = {{"&\0", "&amp;", 1},
                 {"\n\0", "\n", 1},
                 {"\x1F\0", "\xEF\xBF\xBD", 1},
                 {"\x7F\0", "\x7F", 1},
                 {"\xE4\0", "\xC3\xA4", 1},
                 {"\xFE\xFF", "\xEF\xBF\xBD", 1},
                 {"\x3D\xD8\x00\xDE", "\xF0\x9F\x98\x80", 2},
                 {"\x3D\xD8", "\xEF\xBF\xBD", 1},
                 {"\x00\xDE", "\xEF\xBF\xBD", 1}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        for (size_t before = 0; before < 20; before++) {
            char utf16[80] = "";
            char expected[80] = "";
            memset(expected, 'x', before);
            for (size_t unit = 0; unit < before + cases[i].units + 9; unit++) {
                utf16[2 * unit] = 'x';
            }
            memcpy(utf16 + 2 * before, cases[i].utf16, 2 * cases[i].units);
            size_t len = before + strlen(cases[i].utf8);
            memcpy(expected + before, cases[i].utf8, strlen(cases[i].utf8));
            memset(expected + len, 'x', 9);
            buffer_clear(&out);
            struct view text = {utf16, 2 * (before + cases[i].units + 9)};
            ck_assert(evtx_xml_add_string(&out, text, false));
            expect(expected);
        }
    }
}
END_TEST

static void doubled_attribute(void)
{
    size_t attributes;
    evtx_build_open_attributes(b, "a", NONE, &attributes);
    evtx_build_attribute(b, "x y");
    evtx_build_attribute(b, "x_y");
    evtx_build_end_attributes(b, attributes);
    evtx_build_end_empty(b);
}

/* It would be no XML. */
START_TEST(attributes_stand_once)
{
    template(doubled_attribute, NULL, 0);
    ck_assert_str_eq(render(), "an attribute stands twice");
    ck_assert_uint_eq(out.len, 0);
}
END_TEST

/* The chunk's texts are limited together. */
START_TEST(chunk_text_is_limited)
{
    buffer_reserve(&out, EVTX_MAX_CHUNK_TEXT);
    memset(out.data, ' ', EVTX_MAX_CHUNK_TEXT);
    out.len = EVTX_MAX_CHUNK_TEXT - 20;
    begin();
    evtx_build_leaf(b, "a", "0123456789");
    end();
    ck_assert_str_eq(render(), "its text is too long");
}
END_TEST

/* Binary XML in an attribute would be elements inside of it. */
static void value_in_an_attribute(void)
{
    size_t attributes;
    evtx_build_open_attributes(b, "a", NONE, &attributes);
    evtx_build_attribute(b, "x");
    add_optional(0);
    evtx_build_end_attributes(b, attributes);
    evtx_build_end_empty(b);
}

START_TEST(attributes_hold_no_elements)
{
    /* An empty element of some name. */
    static const uint8_t bytes[] = {1, 5, 0, 0, 0, 0, 3, 0, 0, 3, 0};
    const struct evtx_build_value values[] = {{EVTX_BINXML, bytes, sizeof(bytes)}};
    template(value_in_an_attribute, values, 1);
    ck_assert_str_eq(render(), "an element in an attribute");
    ck_assert_uint_eq(out.len, 0);
}
END_TEST

static void many_values(void)
{
    evtx_build_open(b, "d", NONE);
    evtx_build_content(b);
    for (size_t i = 0; i < 200; i++) {
        add_optional(0);
    }
    evtx_build_end(b);
}

START_TEST(text_is_limited)
{
    static char text[30000];
    for (size_t i = 0; i < sizeof(text); i += 2) {
        text[i] = _i ? '&' : 'a';
    }
    const struct evtx_build_value values[] = {{EVTX_STRING, text, sizeof(text)}};
    template(many_values, values, 1);
    if (_i) {
        ck_assert_str_eq(render(), "its text is too long");
        ck_assert_uint_eq(out.len, 0);
    } else {
        ck_assert_ptr_null(render());
        ck_assert_uint_eq(out.len, 200 * 15000 + strlen("<Event><d></d></Event>"));
    }
}
END_TEST

Suite *evtx_render_suite(void)
{
    Suite *suite = suite_create("evtx_render");
    TCase *tcase = tcase_create("evtx_render");
    tcase_add_checked_fixture(tcase, setup, clear);
    tcase_add_loop_test(tcase, writes_what_windows_writes, 0, 2);
    tcase_add_test(tcase, keeps_the_form_of_empty_elements);
    tcase_add_test(tcase, nothing_breaks_out);
    tcase_add_test(tcase, damaged_records_leave_nothing);
    tcase_add_test(tcase, attributes_are_there_when_their_values_are);
    tcase_add_test(tcase, elements_are_there_when_their_values_are);
    tcase_add_test(tcase, arrays_repeat_their_element);
    tcase_add_test(tcase, an_array_may_stand_twice_in_an_element);
    tcase_add_test(tcase, the_root_stands_once);
    tcase_add_test(tcase, prefixes_are_those_that_are_declared);
    tcase_add_test(tcase, texts_are_escaped_wherever_they_stand);
    tcase_add_test(tcase, attributes_stand_once);
    tcase_add_test(tcase, attributes_hold_no_elements);
    tcase_add_test(tcase, chunk_text_is_limited);
    tcase_add_loop_test(tcase, text_is_limited, 0, 2);
    suite_add_tcase(suite, tcase);
    return suite;
}

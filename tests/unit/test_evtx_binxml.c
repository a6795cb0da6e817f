/* The grammar of binary XML, and what becomes of it in events. */
#include <string.h>

#include "parsers/base/count.h"
#include "parsers/evtx/binxml/binxml.h"
#include "parsers/evtx/binxml/evtx.h"
#include "parsers/evtx/binxml/value.h"
#include "tests/unit/evtx_parse.h"
#include "tests/unit/suites.h"

#define BYTES(literal) (literal), sizeof(literal) - 1
#define NONE EVTX_BUILD_NO_DEPENDENCY

static struct evtx_build *const b = &evtx_chunk;

/* An event of the provider with System only, up to the place of its data. */
static void begin_event(const char *provider, const char *id)
{
    size_t attributes;
    evtx_build_record(b, 1, 5);
    evtx_build_fragment(b);
    evtx_build_open(b, "Event", NONE);
    evtx_build_content(b);
    evtx_build_open(b, "System", NONE);
    evtx_build_content(b);
    evtx_build_open_attributes(b, "Provider", NONE, &attributes);
    evtx_build_attribute(b, "Name");
    evtx_build_text(b, provider);
    evtx_build_end_attributes(b, attributes);
    evtx_build_end_empty(b);
    evtx_build_leaf(b, "EventID", id);
    evtx_build_end(b);
}

static void end_event(void)
{
    evtx_build_end(b);
    evtx_build_end_fragment(b);
    evtx_build_end_record(b);
}

/* A companion's event, whose data are kept by name. */
static void begin_data(void)
{
    begin_event("Application Error", "1000");
    evtx_build_open(b, "EventData", NONE);
    evtx_build_content(b);
}

static void end_data(void)
{
    evtx_build_end(b);
    end_event();
}

static void expect_data(size_t index, const char *name, const char *value)
{
    const struct event *e = evtx_event(0);
    ck_assert_uint_lt(index, e->data_count);
    if (name) {
        expect_text(e->data[index].name, name);
    } else {
        ck_assert_uint_eq(e->data[index].name.len, 0);
    }
    expect_text(e->data[index].value, value);
}

static void expect_failure(const struct event *e)
{
    uint64_t number = 0;
    ck_assert(e->is_wmi_activity);
    ck_assert_uint_eq(e->id, 5858);
    ck_assert_uint_eq(e->level, 2);
    ck_assert_uint_eq(e->record_id, 7);
    ck_assert_int_eq(e->time, evtx_failure.time);
    expect_text(e->provider, "Microsoft-Windows-WMI-Activity");
    expect_text(e->channel, "Microsoft-Windows-WMI-Activity/Operational");
    expect_text(e->computer, "SRV01.contoso.com");
    expect_text(e->user_sid, "S-1-5-18");
    expect_text(event_text(e, EVENT_FIELD_OPERATION), "Start IWbemServices::Connect");
    expect_text(event_text(e, EVENT_FIELD_USER), "CONTOSO\\t.example");
    expect_text(event_text(e, EVENT_FIELD_POSSIBLE_CAUSE), "");
    ck_assert(event_number(e, EVENT_FIELD_RESULT_CODE, &number));
    ck_assert_uint_eq(number, 0x80041003);
    ck_assert(event_number(e, EVENT_FIELD_CLIENT_PROCESS_ID, &number));
    ck_assert_uint_eq(number, 8812);
}

START_TEST(templates_and_plain_elements_say_the_same)
{
    ck_assert(evtx_build_event(b, &evtx_failure));
    evtx_build_plain_event(b, &evtx_failure);
    ck_assert(evtx_build_event(b, &evtx_failure));
    struct evtx_build_event bare = evtx_failure;
    bare.is_bare = true;
    ck_assert(evtx_build_event(b, &bare));
    parse_evtx_chunk();
    expect_evtx(4, 0);
    ck_assert_uint_eq(evtx_batch.problem_count, 0);
    for (size_t i = 0; i < 4; i++) {
        expect_failure(evtx_event(i));
    }
    ck_assert_uint_eq(evtx_event(0)->process_id, 1692);
    ck_assert_uint_eq(evtx_event(0)->thread_id, 6044);
}
END_TEST

START_TEST(pieces_of_text_are_joined)
{
    begin_data();
    evtx_build_open(b, "a", NONE);
    evtx_build_content(b);
    evtx_build_text(b, " x");
    evtx_build_u8(b, 0x49);
    evtx_build_name(b, "lt");
    evtx_build_u8(b, 0x48);
    evtx_build_u16(b, 0xE4);
    evtx_build_u8(b, 0x07);
    evtx_build_u16(b, 2);
    evtx_build_utf16(b, "&]");
    evtx_build_u8(b, 0x0A);
    evtx_build_name(b, "pi");
    evtx_build_u8(b, 0x0B);
    evtx_build_u16(b, 1);
    evtx_build_utf16(b, "!");
    evtx_build_u8(b, 0x45);
    evtx_build_u8(b, 1);
    evtx_build_u16(b, 1);
    evtx_build_utf16(b, "y");
    evtx_build_end(b);
    end_data();
    parse_evtx_chunk();
    expect_evtx(1, 0);
    expect_data(0, "a", " x<\xC3\xA4&]y");
}
END_TEST

START_TEST(blank_data_are_empty)
{
    begin_data();
    evtx_build_leaf(b, "a", " ");
    evtx_build_open(b, "b", NONE);
    evtx_build_end_empty(b);
    end_data();
    parse_evtx_chunk();
    expect_data(0, "a", "");
    expect_data(1, "b", "");
}
END_TEST

/* A template for EventData: a named <Data> that depends on value 0, one without name that does not,
 * and an element with value 1. */
static void data_template(const struct evtx_build_value *values, size_t count)
{
    size_t attributes;
    evtx_build_definition(b, 5);
    evtx_build_open(b, "EventData", NONE);
    evtx_build_content(b);
    evtx_build_open_attributes(b, "Data", 0, &attributes);
    evtx_build_attribute(b, "Name");
    evtx_build_text(b, "first");
    evtx_build_end_attributes(b, attributes);
    evtx_build_content(b);
    evtx_build_substitution(b, 0, EVTX_STRING, true);
    evtx_build_end(b);
    evtx_build_open(b, "Data", NONE);
    evtx_build_content(b);
    evtx_build_substitution(b, 0, EVTX_STRING, false);
    evtx_build_end(b);
    evtx_build_open(b, "Other", NONE);
    evtx_build_content(b);
    evtx_build_substitution(b, 1, EVTX_UINT32, false);
    evtx_build_end(b);
    evtx_build_end(b);
    evtx_build_end_definition(b);
    evtx_build_values(b, values, count);
}

static void parse_template(const struct evtx_build_value *values, size_t count)
{
    begin_event("Application Error", "1000");
    data_template(values, count);
    end_event();
    parse_evtx_chunk();
}

START_TEST(values_fill_templates)
{
    parse_template((const struct evtx_build_value[]){{EVTX_STRING, BYTES("x\0")},
                                                     {EVTX_UINT32, BYTES("\1\0\0\0")}},
                   2);
    expect_evtx(1, 0);
    ck_assert_uint_eq(evtx_event(0)->data_count, 3);
    expect_data(0, "first", "x");
    expect_data(1, NULL, "x");
    expect_data(2, "Other", "1");
}
END_TEST

/* The size of an absent value is passed; the type in the table is what counts. */
START_TEST(absent_values_take_their_elements_away)
{
    parse_template((const struct evtx_build_value[]){{EVTX_NULL, BYTES("xyz")},
                                                     {EVTX_BOOL, BYTES("\1\0\0\0")}},
                   2);
    ck_assert_uint_eq(evtx_event(0)->data_count, 2);
    expect_data(0, NULL, "");
    expect_data(1, "Other", "true");
}
END_TEST

START_TEST(values_that_are_not_there_are_absent)
{
    parse_template(NULL, 0);
    ck_assert_uint_eq(evtx_event(0)->data_count, 2);
    expect_data(1, "Other", "");
}
END_TEST

START_TEST(empty_values_are_there)
{
    parse_template(
        (const struct evtx_build_value[]){{EVTX_STRING, BYTES("")}, {0x20, BYTES("\xAB")}}, 2);
    ck_assert_uint_eq(evtx_event(0)->data_count, 3);
    expect_data(0, "first", "");
    expect_data(2, "Other", "AB");
}
END_TEST

START_TEST(arrays_repeat_their_element)
{
    parse_template(
        (const struct evtx_build_value[]){{EVTX_ARRAY | EVTX_STRING, BYTES("x\0\0\0y\0\0\0z\0")},
                                          {EVTX_ARRAY | EVTX_UINT16, BYTES("\1\0\2\0")}},
        2);
    expect_evtx(1, 0);
    ck_assert_uint_eq(evtx_event(0)->data_count, 8);
    expect_data(0, "first", "x");
    expect_data(2, "first", "z");
    expect_data(4, NULL, "y");
    expect_data(6, "Other", "1");
    expect_data(7, "Other", "2");
}
END_TEST

START_TEST(empty_arrays_give_one_empty_element)
{
    parse_template((const struct evtx_build_value[]){{EVTX_ARRAY | EVTX_STRING, BYTES("")},
                                                     {EVTX_ARRAY | EVTX_UINT32, BYTES("")}},
                   2);
    expect_evtx(1, 0);
    ck_assert_uint_eq(evtx_event(0)->data_count, 3);
    expect_data(2, "Other", "");
}
END_TEST

/* A long array costs time in proportion to its length only. */
START_TEST(long_arrays_end)
{
    static char items[40000];
    memset(items, 0, sizeof(items));
    parse_template(
        (const struct evtx_build_value[]){{EVTX_ARRAY | EVTX_STRING, items, sizeof(items)},
                                          {EVTX_NULL, NULL, 0}},
        2);
    expect_evtx(1, 0);
    ck_assert_uint_eq(evtx_event(0)->data_count, EVENT_MAX_DATA);
    expect_evtx_problem(512, "over the limit");
}
END_TEST

/* Binary XML as a value: an element without header and dependency, or several instances. */
static void parse_nested(const void *bytes, size_t len)
{
    begin_event("Application Error", "1000");
    evtx_build_definition(b, 5);
    evtx_build_open(b, "EventData", NONE);
    evtx_build_content(b);
    evtx_build_substitution(b, 0, EVTX_BINXML, true);
    evtx_build_end(b);
    evtx_build_end_definition(b);
    evtx_build_values(b, &(const struct evtx_build_value){EVTX_BINXML, bytes, len}, 1);
    end_event();
    parse_evtx_chunk();
}

START_TEST(binary_xml_without_header)
{
    static struct evtx_build inner;
    memset(&inner, 0, sizeof(inner));
    evtx_build_u8(&inner, 0x01);
    evtx_build_u32(&inner, 4 + 1 + 4 + 2 + 1);
    evtx_build_u32(&inner, 0); /* the name: found below */
    evtx_build_u8(&inner, 0x02);
    evtx_build_u8(&inner, 0x05);
    evtx_build_u8(&inner, 1);
    evtx_build_u16(&inner, 1);
    evtx_build_utf16(&inner, "x");
    evtx_build_u8(&inner, 0x04);
    begin_data(); /* a record before it puts the name */
    evtx_build_leaf(b, "n", "");
    end_data();
    for (size_t i = 0; i < b->name_count; i++) {
        if (strcmp(b->names[i].name, "n") == 0) {
            evtx_build_put_u32(&inner, 5, b->names[i].offset);
        }
    }
    parse_nested(inner.bytes, inner.len);
    expect_evtx(2, 0);
    const struct event *e = evtx_event(1);
    ck_assert_uint_eq(e->data_count, 1);
    expect_text(e->data[0].name, "n");
    expect_text(e->data[0].value, "x");
}
END_TEST

START_TEST(empty_binary_xml)
{
    parse_nested(NULL, 0);
    expect_evtx(1, 0);
    ck_assert_uint_eq(evtx_event(0)->data_count, 0);
}
END_TEST

START_TEST(rendering_information_is_no_data)
{
    begin_event("Application Error", "1000");
    evtx_build_open(b, "EventData", NONE);
    evtx_build_content(b);
    evtx_build_leaf(b, "a", "x");
    evtx_build_end(b);
    evtx_build_open(b, "RenderingInfo", NONE);
    evtx_build_content(b);
    evtx_build_leaf(b, "Message", "text");
    evtx_build_leaf(b, "Level", "9");
    evtx_build_end(b);
    end_event();
    parse_evtx_chunk();
    ck_assert_uint_eq(evtx_event(0)->data_count, 1);
    ck_assert_uint_eq(evtx_event(0)->level, 0);
}
END_TEST

START_TEST(events_of_no_use_are_counted_only)
{
    begin_event("Beep", "7");
    evtx_build_u8(b, 0x7E); /* nobody looks at what follows */
    end_event();
    parse_evtx_chunk();
    expect_evtx(1, 0);
    ck_assert_uint_eq(evtx_batch.event_count, 0);
    expect_text(evtx_batch.counts[0].provider, "Beep");
}
END_TEST

START_TEST(layouts_by_position)
{
    begin_event("Microsoft-Windows-WMI-Activity", "5857");
    evtx_build_open(b, "EventData", NONE);
    evtx_build_content(b);
    for (size_t i = 0; i < 5; i++) {
        evtx_build_leaf(b, "Data", i == 1 ? "0x80041013" : "x");
    }
    evtx_build_end(b);
    end_event();
    parse_evtx_chunk();
    uint64_t code = 0;
    ck_assert(event_number(evtx_event(0), EVENT_FIELD_RESULT_CODE, &code));
    ck_assert_uint_eq(code, 0x80041013);
    expect_text(evtx_event(0)->channel, "Microsoft-Windows-WMI-Activity/Operational");
}
END_TEST

START_TEST(payloads_are_decoded)
{
    begin_event("Microsoft-Windows-WMI-Activity", "13");
    evtx_build_definition(b, 5);
    evtx_build_open(b, "ProcessingErrorData", NONE);
    evtx_build_content(b);
    evtx_build_open(b, "EventPayload", NONE);
    evtx_build_content(b);
    evtx_build_substitution(b, 0, EVTX_BINARY, false);
    evtx_build_end(b);
    evtx_build_end(b);
    evtx_build_end_definition(b);
    evtx_build_values(
        b, &(const struct evtx_build_value){EVTX_BINARY, BYTES("\5\0\0\0\3\x10\4\x80")}, 1);
    end_event();
    parse_evtx_chunk();
    uint64_t number = 0;
    ck_assert(event_number(evtx_event(0), EVENT_FIELD_OPERATION_ID, &number));
    ck_assert_uint_eq(number, 5);
    ck_assert(event_number(evtx_event(0), EVENT_FIELD_RESULT_CODE, &number));
    ck_assert_uint_eq(number, 0x80041003);
}
END_TEST

START_TEST(depth_is_limited)
{
    begin_data();
    for (size_t i = 0; i < 62; i++) { /* Event and EventData stand around them */
        evtx_build_open(b, "a", NONE);
        evtx_build_content(b);
    }
    if (_i > 0) {
        evtx_build_open(b, "a", NONE);
        evtx_build_content(b);
        evtx_build_end(b);
    }
    for (size_t i = 0; i < 62; i++) {
        evtx_build_end(b);
    }
    end_data();
    parse_evtx_chunk();
    expect_evtx(_i > 0 ? 0 : 1, _i > 0 ? 1 : 0);
    if (_i > 0) {
        expect_evtx_problem(512, "nested too deeply");
    }
}
END_TEST

/* A definition that holds an instance of itself. */
START_TEST(templates_in_themselves_end)
{
    begin_data();
    uint32_t definition = evtx_build_definition(b, 5);
    evtx_build_open(b, "a", NONE);
    evtx_build_content(b);
    for (size_t i = 0; i < 3; i++) {
        evtx_build_instance(b, 5, definition);
        evtx_build_values(b, NULL, 0);
    }
    evtx_build_end(b);
    evtx_build_end_definition(b);
    evtx_build_values(b, NULL, 0);
    end_data();
    parse_evtx_chunk();
    expect_evtx(0, 1);
    expect_evtx_problem(512, "templates are nested too deeply");
}
END_TEST

/* Small definitions that hold each other many times over: the work is limited, not only the depth.
 */
START_TEST(templates_that_multiply_end)
{
    uint32_t definition = 0;
    begin_data();
    for (size_t level = 0; level < 6; level++) {
        uint32_t inner = definition;
        definition = evtx_build_definition(b, (uint32_t)level);
        evtx_build_open(b, "a", NONE);
        evtx_build_content(b);
        for (size_t i = 0; level > 0 && i < 100; i++) {
            evtx_build_instance(b, 5, inner);
            evtx_build_values(b, NULL, 0);
        }
        evtx_build_end(b);
        evtx_build_end_definition(b);
        evtx_build_values(b, NULL, 0);
    }
    end_data();
    parse_evtx_chunk();
    expect_evtx(0, 1);
    expect_evtx_problem(512, "more binary XML than a record may have");
    /* Nor is there any end to be reached by many of them. */
    size_t last = 0;
    for (size_t i = 0; i * EVTX_MAX_TOKENS <= EVTX_MAX_CHUNK_TOKENS; i++) {
        last = b->len;
        begin_data();
        evtx_build_instance(b, 5, definition);
        evtx_build_values(b, NULL, 0);
        end_data();
    }
    evtx_build_plain_event(b, &evtx_failure);
    ck_assert(evtx_build_event(b, &evtx_failure));
    parse_evtx_chunk();
    ck_assert_uint_eq(evtx_batch.read, 1); /* the one that takes no walk */
    expect_evtx_problem(last, "more binary XML than a chunk may have");
}
END_TEST

/* A text that is over the limit is not passed over, also when nothing follows that counts. */
START_TEST(last_text_is_not_lost)
{
    static char text[60000];
    const struct evtx_build_value values[] = {{EVTX_ARRAY | EVTX_STRING, text, sizeof(text)}};
    memset(text, 'x', sizeof(text)); /* one item */
    begin_data();
    evtx_build_definition(b, 5);
    evtx_build_open(b, "a", NONE);
    evtx_build_content(b);
    for (size_t i = 0; i < EVTX_MAX_TOKENS / (sizeof(text) / 64); i++) {
        evtx_build_open(b, "b", NONE);
        evtx_build_content(b);
        evtx_build_substitution(b, 0, EVTX_STRING, false);
        evtx_build_end(b);
    }
    evtx_build_end(b);
    evtx_build_end_definition(b);
    evtx_build_values(b, values, 1);
    end_data();
    parse_evtx_chunk();
    expect_evtx(0, 1);
    expect_evtx_problem(512, "more binary XML than a record may have");
}
END_TEST

/* What stands where the data of an event should, and what is said about it. */
static const struct {
    struct view bytes;
    const char *said;
} broken[] = {
    {{"\x7E", 1}, "unknown token"},
    {{"\x01\xFF\xFF\0\0", 5}, "an element is cut off"},
    {{"\x01\x04\0\0\0\0\0\0\x10", 9}, "an element's start does not end"},
    {{"\x41\x08\0\0\0\0\x02\0\0\xFF\0\0\0", 13}, "an attribute list is cut off"},
    {{"\x05\x01\xFF\xFF", 4}, "a text is cut off"},
    {{"\x09\0\x02\0\0", 5}, "an entity"},
    {{"\x0C\1\0\0\0\0\0\x10\0\0\xFF\xFF\0\0", 14}, "a template's values are cut off"},
    {{"\x0C\1\0\0\0\0\0\x10\0\0\0\0\0\0", 14}, "outside the records"},
    {{"\x0C\1\0\0\0\0\xF0\xFF\0\0\0\0\0\0", 14}, "a template is cut off"},
    {{"\x0C\1\0\0\0\0\0\x80\0\0\0\0\0\0", 14}, "its template is missing"},
};

START_TEST(says_what_is_broken)
{
    begin_event("Application Error", "1000");
    evtx_build_bytes(b, broken[_i].bytes.data, broken[_i].bytes.len);
    end_event();
    ck_assert(evtx_build_event(b, &evtx_load));
    parse_evtx_chunk();
    expect_evtx(1, 1);
    if (_i == 7) { /* a definition at 0x1000, in zeros */
        expect_evtx_problem(512, "missing");
    } else {
        expect_evtx_problem(512, broken[_i].said);
    }
}
END_TEST

START_TEST(a_record_wants_an_event)
{
    evtx_build_record(b, 1, 5);
    evtx_build_fragment(b);
    evtx_build_leaf(b, "Other", "x");
    evtx_build_end_fragment(b);
    evtx_build_end_record(b);
    parse_evtx_chunk();
    expect_evtx(0, 1);
    expect_evtx_problem(512, "no <Event>");
}
END_TEST

START_TEST(names_stay_in_the_chunk)
{
    struct view name = VIEW("x");
    struct view chunk = {(const char *)b->bytes, 600};
    b->bytes[590 + 6] = 1;
    ck_assert(binxml_name(chunk, 590, &name));
    ck_assert_uint_eq(name.len, 2);
    ck_assert(!binxml_name(chunk, 593, &name));
    ck_assert(!binxml_name(chunk, 0, &name));
    ck_assert(!binxml_name(chunk, UINT32_MAX, &name));
    ck_assert(!binxml_name(view_slice(chunk, 0, 599), 590, &name));
}
END_TEST

Suite *evtx_binxml_suite(void)
{
    Suite *suite = suite_create("evtx_binxml");
    TCase *tcase = tcase_create("evtx_binxml");
    tcase_add_checked_fixture(tcase, setup_evtx, clear_evtx);
    tcase_add_test(tcase, templates_and_plain_elements_say_the_same);
    tcase_add_test(tcase, pieces_of_text_are_joined);
    tcase_add_test(tcase, blank_data_are_empty);
    tcase_add_test(tcase, values_fill_templates);
    tcase_add_test(tcase, absent_values_take_their_elements_away);
    tcase_add_test(tcase, values_that_are_not_there_are_absent);
    tcase_add_test(tcase, empty_values_are_there);
    tcase_add_test(tcase, arrays_repeat_their_element);
    tcase_add_test(tcase, empty_arrays_give_one_empty_element);
    tcase_add_test(tcase, long_arrays_end);
    tcase_add_test(tcase, binary_xml_without_header);
    tcase_add_test(tcase, empty_binary_xml);
    tcase_add_test(tcase, rendering_information_is_no_data);
    tcase_add_test(tcase, events_of_no_use_are_counted_only);
    tcase_add_test(tcase, layouts_by_position);
    tcase_add_test(tcase, payloads_are_decoded);
    tcase_add_test(tcase, last_text_is_not_lost);
    tcase_add_loop_test(tcase, depth_is_limited, 0, 2);
    tcase_add_test(tcase, templates_in_themselves_end);
    tcase_add_test(tcase, templates_that_multiply_end);
    tcase_add_loop_test(tcase, says_what_is_broken, 0, (int)COUNT_OF(broken));
    tcase_add_test(tcase, a_record_wants_an_event);
    tcase_add_test(tcase, names_stay_in_the_chunk);
    suite_add_tcase(suite, tcase);
    return suite;
}

/* Events from parts and data: what every reader's events have in common. */
#include <check.h>
#include <string.h>

#include "parsers/base/count.h"
#include "parsers/event/assemble.h"
#include "parsers/event/templates.h"
#include "parsers/event/tidy.h"
#include "tests/unit/suites.h"
#include "tests/unit/texts.h"

#define GUID "{1418EF04-B0B4-4623-BF7E-D74AB47BBDAA}"

static struct batch batch;
static struct assembly assembly;

static void setup(void)
{
    batch_init(&batch);
    assembly_init(&assembly, &batch, 3);
    assembly_start(&assembly, 100);
}

static void teardown(void)
{
    batch_release(&batch);
}

static void set(enum event_part part, const char *text)
{
    assembly_set_text(&assembly, part, view_of(text));
}

static void start_wmi(const char *id)
{
    set(EVENT_PART_PROVIDER, "Microsoft-Windows-WMI-Activity");
    set(EVENT_PART_EVENT_ID, id);
}

static void add(const char *name, const char *value)
{
    assembly_add_datum(&assembly, view_of(name), view_of(value));
}

static void expect_problem(const char *part)
{
    ck_assert_uint_eq(batch.problem_count, 1);
    ck_assert_uint_eq(batch.problems[0].offset, 100);
    ck_assert_msg(view_find(batch.problems[0].message, view_of(part), 0) != SIZE_MAX,
                  "found '%.*s', expected '%s'", VIEW_ARG(batch.problems[0].message), part);
}

START_TEST(parts_from_texts)
{
    set(EVENT_PART_PROVIDER, "  Beep\r\n");
    set(EVENT_PART_CHANNEL, "a\rb\x01");
    set(EVENT_PART_COMPUTER, "");
    set(EVENT_PART_USER_SID, "S-1-5-18");
    set(EVENT_PART_ACTIVITY_ID, "1418ef04-b0b4-4623-bf7e-d74ab47bbdaa");
    set(EVENT_PART_RELATED_ACTIVITY_ID, "no GUID");
    set(EVENT_PART_EVENT_ID, " 7 ");
    set(EVENT_PART_VERSION, "256");
    set(EVENT_PART_LEVEL, "0xFF");
    set(EVENT_PART_RECORD_ID, "18446744073709551615");
    set(EVENT_PART_PROCESS_ID, "4294967296");
    set(EVENT_PART_THREAD_ID, "x");
    set(EVENT_PART_TIME, "1601-01-01T00:00:01Z");
    const struct event *e = assembly_add(&assembly);
    expect_text(e->provider, "Beep");
    expect_text(e->channel, "a\nb\xEF\xBF\xBD");
    ck_assert_ptr_null(e->computer.data);
    expect_text(e->user_sid, "S-1-5-18");
    expect_text(e->activity_id, GUID);
    expect_text(e->related_activity_id, "no GUID");
    ck_assert_uint_eq(e->id, 7);
    ck_assert_uint_eq(e->version, 0);
    ck_assert_uint_eq(e->level, 255);
    ck_assert_uint_eq(e->record_id, UINT64_MAX);
    ck_assert_uint_eq(e->process_id, 0);
    ck_assert_uint_eq(e->thread_id, 0);
    ck_assert_int_eq(e->time, WINTIME_TICKS_PER_SECOND);
    ck_assert_uint_eq(e->origin.source, 3);
    ck_assert_uint_eq(e->origin.offset, 100);
    ck_assert_uint_eq(e->origin.record, UINT64_MAX);
    ck_assert(!e->is_wmi_activity);
}
END_TEST

START_TEST(parts_from_values)
{
    struct guid guid;
    ck_assert(guid_parse(VIEW(GUID), &guid));
    ck_assert(assembly_set_guid(&assembly, EVENT_PART_ACTIVITY_ID, &guid));
    ck_assert(!assembly_set_guid(&assembly, EVENT_PART_PROVIDER_GUID, &guid));
    ck_assert(assembly_set_number(&assembly, EVENT_PART_EVENT_ID, 65536));
    ck_assert(assembly_set_number(&assembly, EVENT_PART_THREAD_ID, UINT32_MAX));
    ck_assert(assembly_set_number(&assembly, EVENT_PART_TIME, UINT64_MAX));
    ck_assert(!assembly_set_number(&assembly, EVENT_PART_COMPUTER, 1));
    const struct event *e = assembly_add(&assembly);
    expect_text(e->activity_id, GUID);
    ck_assert_uint_eq(e->id, 0);
    ck_assert_uint_eq(e->thread_id, UINT32_MAX);
    ck_assert_int_eq(e->time, WINTIME_NONE);
}
END_TEST

/* The next event starts anew; the same text is not copied again. */
START_TEST(texts_are_kept_once)
{
    set(EVENT_PART_COMPUTER, "PC");
    const char *first = assembly_add(&assembly)->computer.data;
    assembly_start(&assembly, 200);
    ck_assert_ptr_null(assembly_add(&assembly)->computer.data);
    assembly_start(&assembly, 300);
    set(EVENT_PART_COMPUTER, " PC");
    ck_assert_ptr_eq(assembly_add(&assembly)->computer.data, first);
    ck_assert_uint_eq(batch.event_count, 3);
}
END_TEST

START_TEST(provider_by_guid_and_channel_by_layout)
{
    set(EVENT_PART_PROVIDER_GUID, "1418ef04-b0b4-4623-bf7e-d74ab47bbdaa");
    set(EVENT_PART_EVENT_ID, "13");
    ck_assert(assembly_is_wanted(&assembly));
    const struct event *e = assembly_add(&assembly);
    ck_assert(e->is_wmi_activity);
    expect_text(e->provider, "Microsoft-Windows-WMI-Activity");
    expect_text(e->channel, "Microsoft-Windows-WMI-Activity/Trace");
    assembly_count(&assembly);
    ck_assert_uint_eq(batch.wmi_events, 1);
    ck_assert_uint_eq(batch.read, 1);
    assembly_start(&assembly, 200);
    set(EVENT_PART_PROVIDER, "Beep");
    ck_assert(!assembly_is_wanted(&assembly));
    assembly_start(&assembly, 200);
    set(EVENT_PART_PROVIDER, "Microsoft-Windows-DistributedCOM");
    set(EVENT_PART_EVENT_ID, "10028");
    ck_assert(assembly_is_wanted(&assembly));
}
END_TEST

/* One letter more or less makes no other provider of it. */
START_TEST(a_damaged_name_of_the_provider)
{
    static const struct {
        const char *name, *guid, *channel;
        bool is_wmi_activity, is_told;
    } cases[] = {
        {"Microsoft-Windows-WMI-Acivity", "1418ef04-b0b4-4623-bf7e-d74ab47bbdaa", "", true, true},
        {"Microsoft-Windows-WMI-Acivity", "", "Microsoft-Windows-WMI-Activity/Trace", true, true},
        {"microsoft-windows-wmi-activity", "", "", true, false},
        {"", "", "Microsoft-Windows-WMI-Activity/Trace", true, false},
        {"Beep", "", "Microsoft-Windows-WMI-Activity", false, false},
        {"Beep", "1418ef04-b0b4-4623-bf7e-d74ab47bbdab", "System", false, false},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        batch_clear(&batch);
        assembly_init(&assembly, &batch, 3);
        assembly_start(&assembly, 100);
        set(EVENT_PART_PROVIDER, cases[i].name);
        set(EVENT_PART_PROVIDER_GUID, cases[i].guid);
        set(EVENT_PART_CHANNEL, cases[i].channel);
        set(EVENT_PART_EVENT_ID, "13");
        add("OperationId", "7");
        add("ResultCode", "0x0");
        const struct event *e = assembly_finish(&assembly);
        ck_assert(e->is_wmi_activity == cases[i].is_wmi_activity);
        ck_assert_uint_eq(batch.problem_count, cases[i].is_told ? 1 : 0);
        if (cases[i].is_told) {
            expect_problem("its provider is called 'Microsoft-Windows-WMI-Acivity'");
            expect_text(e->provider, "Microsoft-Windows-WMI-Activity");
        }
    }
}
END_TEST

START_TEST(fields_by_name)
{
    start_wmi("5858");
    add("resultcode", "0x80041032"); /* not at its place */
    add("ClientMachine", "PC");
    add("Unknown", "x");
    const struct event *e = assembly_finish(&assembly);
    uint64_t number;
    ck_assert(event_number(e, EVENT_FIELD_RESULT_CODE, &number));
    ck_assert_uint_eq(number, 0x80041032);
    expect_text(event_text(e, EVENT_FIELD_CLIENT_MACHINE), "PC");
    ck_assert_ptr_null(event_text(e, EVENT_FIELD_USER).data);
    ck_assert_uint_eq(batch.problem_count, 0);
    ck_assert_uint_eq(e->data_count, 0);
}
END_TEST

START_TEST(fields_by_place)
{
    start_wmi("13");
    assembly_add_datum(&assembly, VIEW_NONE, VIEW("77"));
    assembly_add_datum(&assembly, VIEW_NONE, VIEW("-2147217358"));
    const struct event *e = assembly_finish(&assembly);
    uint64_t number;
    ck_assert(event_number(e, EVENT_FIELD_OPERATION_ID, &number));
    ck_assert_uint_eq(number, 77);
    ck_assert(event_number(e, EVENT_FIELD_RESULT_CODE, &number));
    ck_assert_uint_eq(number, 0x80041032);
    ck_assert_uint_eq(batch.problem_count, 0);
}
END_TEST

START_TEST(says_that_data_are_missing)
{
    assembly.advice = "; do this";
    start_wmi("13");
    assembly_add_datum(&assembly, VIEW_NONE, VIEW("77"));
    assembly_finish(&assembly);
    expect_problem("event 13 carries none of its data; do this");
}
END_TEST

static const struct {
    const char *hex, *problem;
} payloads[] = {
    {"4D00000032100480", NULL},
    {" 4d 00 00 00\r\n32\t100480", NULL},
    {"4D0000003210048", "not hexadecimal"},
    {"4D00000G32100480", "not hexadecimal"},
    {"4D0000", "'3' bytes"},
    {"", "'0' bytes"},
};

START_TEST(payloads_in_hexadecimal)
{
    start_wmi("13");
    assembly_add_payload_hex(&assembly, VIEW_NONE, view_of(payloads[_i].hex));
    const struct event *e = assembly_finish(&assembly);
    uint64_t number;
    if (payloads[_i].problem) {
        expect_problem(payloads[_i].problem);
        return;
    }
    ck_assert_uint_eq(batch.problem_count, 0);
    ck_assert(event_number(e, EVENT_FIELD_OPERATION_ID, &number));
    ck_assert_uint_eq(number, 77);
}
END_TEST

START_TEST(payloads_in_bytes)
{
    start_wmi("13");
    assembly_add_payload(&assembly, VIEW("EventPayload"), VIEW("\x4D\0\0\0\x32\x10\x04\x80"));
    const struct event *e = assembly_finish(&assembly);
    uint64_t number;
    ck_assert(event_number(e, EVENT_FIELD_RESULT_CODE, &number));
    ck_assert_uint_eq(number, 0x80041032);
    assembly_start(&assembly, 200);
    assembly_add_payload(&assembly, VIEW("EventPayload"), VIEW("\x0A\xF0"));
    e = assembly_finish(&assembly);
    ck_assert_uint_eq(e->data_count, 1);
    expect_text(e->data[0].name, "EventPayload");
    expect_text(e->data[0].value, "0AF0");
}
END_TEST

START_TEST(data_of_other_events_are_kept)
{
    char name[] = "param1";
    set(EVENT_PART_PROVIDER, "Beep");
    assembly_add_datum(&assembly, view_of(name), VIEW("one"));
    assembly_add_datum(&assembly, VIEW_NONE, VIEW(""));
    assembly_add_payload_hex(&assembly, VIEW("p"), VIEW("0a 0B"));
    const struct event *e = assembly_finish(&assembly);
    memset(name, 'x', sizeof(name));
    ck_assert_ptr_null(e->layout);
    ck_assert_uint_eq(e->data_count, 3);
    expect_text(e->data[0].name, "param1");
    expect_text(e->data[0].value, "one");
    ck_assert_ptr_null(e->data[1].name.data);
    expect_text(e->data[2].value, "0a 0B");
}
END_TEST

START_TEST(data_over_the_limit_are_counted)
{
    for (int i = 0; i < EVENT_MAX_DATA + 2; i++) {
        ck_assert(assembly_takes_more(&assembly, VIEW("n")) == (i < EVENT_MAX_DATA));
        if (i < EVENT_MAX_DATA) {
            add("n", "v");
        }
    }
    add("n", "v");
    ck_assert_uint_eq(assembly_finish(&assembly)->data_count, EVENT_MAX_DATA);
    expect_problem("3 data elements over the limit of 64");
}
END_TEST

START_TEST(fields_are_taken_over_the_limit)
{
    start_wmi("5858");
    for (int i = 0; i < EVENT_MAX_DATA + 2; i++) {
        add("n", "v");
    }
    add("ResultCode", "0x80041003");
    uint64_t number;
    ck_assert(event_number(assembly_finish(&assembly), EVENT_FIELD_RESULT_CODE, &number));
    ck_assert_uint_eq(number, 0x80041003);
    expect_problem("2 data elements over the limit of 64");
}
END_TEST

START_TEST(odd_times_are_told)
{
    start_wmi("50");
    set(EVENT_PART_TIME, "4/11/2025 9:02:40 AM");
    ck_assert_int_eq(assembly_finish(&assembly)->time, WINTIME_NONE);
    expect_problem("its time cannot be read: '4/11/2025 9:02:40 AM'");
    ck_assert_uint_eq(batch.incomplete, 1);
    batch_clear(&batch);
    assembly_init(&assembly, &batch, 3);
    assembly_start(&assembly, 100);
    start_wmi("50");
    assembly_set_number(&assembly, EVENT_PART_TIME, UINT64_MAX);
    assembly_finish(&assembly);
    expect_problem("its time cannot be read: '18446744073709551615'");
}
END_TEST

/* What a failure is about must not be missed in silence. */
START_TEST(unreadable_codes_are_told)
{
    static const struct {
        const char *id, *code, *problem; /* NULL: none */
    } codes[] = {
        {"5858", "0x80041003", NULL},
        {"5858", "0xFFFFFFFF80041003", "of event 5858 cannot be read: '0xFFFFFFFF80041003'"},
        {"5858", "access denied", "of event 5858 cannot be read: 'access denied'"},
        {"5858", "", "event 5858 has no result code"},
        {"13", "", NULL},
        {"13", "failed", "of event 13 cannot be read: 'failed'"}};
    for (size_t i = 0; i < COUNT_OF(codes); i++) {
        batch_clear(&batch);
        assembly_init(&assembly, &batch, 3);
        assembly_start(&assembly, 100);
        start_wmi(codes[i].id);
        add("OperationId", "7");
        add("Operation", "x");
        add("ResultCode", codes[i].code);
        assembly_finish(&assembly);
        ck_assert_uint_eq(batch.incomplete, codes[i].problem ? 1 : 0);
        if (codes[i].problem) {
            expect_problem(codes[i].problem);
        }
    }
}
END_TEST

/* Whatever reader it comes from: the first value counts, and the other one is told. */
START_TEST(what_stands_twice_is_told)
{
    static const struct {
        const char *name, *values[3], *problem; /* NULL: none */
        uint64_t code;
    } cases[] = {
        {"ResultCode",
         {"0x80041003", "0x80041002"},
         "ResultCode: the first counts, not '0x80041002'",
         0x80041003},
        {"ResultCode", {"0x80041003", "2147749891"}, NULL, 0x80041003},
        {"ResultCode", {"", "0x80041003"}, NULL, 0x80041003},
        {"ResultCode", {"0x80041003", ""}, NULL, 0x80041003},
        {"ResultCode", {"x", "0x80041003"}, "the first counts, not '0x80041003'", 0x80041003},
        {"ResultCode", {"1", "2", "3"}, "not '2'; and others like it", 1},
        {"User", {"a", "a"}, "has no result code", 0},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        batch_clear(&batch);
        assembly_init(&assembly, &batch, 3);
        assembly_start(&assembly, 100);
        start_wmi("5858");
        for (size_t j = 0; j < 3 && cases[i].values[j]; j++) {
            add(cases[i].name, cases[i].values[j]);
        }
        uint64_t number = 0;
        event_number(assembly_finish(&assembly), EVENT_FIELD_RESULT_CODE, &number);
        ck_assert_uint_eq(number, cases[i].code);
        ck_assert_uint_eq(batch.incomplete, cases[i].problem ? 1 : 0);
        if (cases[i].problem) {
            expect_problem(cases[i].problem);
        }
    }
}
END_TEST

START_TEST(parts_that_stand_twice_are_told)
{
    static const struct {
        enum event_part part;
        const char *first, *second, *problem;
    } cases[] = {
        {EVENT_PART_COMPUTER, "PC", "OTHER",
         "two values of Computer: the first counts, not 'OTHER'"},
        {EVENT_PART_COMPUTER, "PC", " PC", NULL},
        {EVENT_PART_COMPUTER, "", "PC", NULL},
        {EVENT_PART_RECORD_ID, "7", "8", "two values of EventRecordID"},
        {EVENT_PART_RECORD_ID, "7", "0x7", NULL},
        {EVENT_PART_TIME, "2025-01-01T00:00:00Z", "2025-01-01T00:00:01Z",
         "two values of TimeCreated"},
        {EVENT_PART_TIME, "2025-01-01T00:00:00Z", "never", "two values of TimeCreated"},
        {EVENT_PART_ACTIVITY_ID, GUID, "1418ef04-b0b4-4623-bf7e-d74ab47bbdaa", NULL},
        {EVENT_PART_ACTIVITY_ID, GUID, "x", "two values of ActivityID"},
        {EVENT_PART_PROVIDER_GUID, "a", "b", "two values of Provider's Guid"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        batch_clear(&batch);
        assembly_init(&assembly, &batch, 3);
        assembly_start(&assembly, 100);
        start_wmi("50");
        assembly_say_text(&assembly, cases[i].part, view_of(cases[i].first));
        assembly_say_text(&assembly, cases[i].part, view_of(cases[i].second));
        const struct event *e = assembly_finish(&assembly);
        ck_assert_uint_eq(batch.incomplete, cases[i].problem ? 1 : 0);
        if (cases[i].problem) {
            expect_problem(cases[i].problem);
        }
        if (cases[i].part == EVENT_PART_COMPUTER) {
            expect_text(e->computer, "PC");
        }
        if (cases[i].part == EVENT_PART_TIME) {
            ck_assert_int_ne(e->time, WINTIME_NONE);
        }
    }
}
END_TEST

START_TEST(data_of_other_events_that_stand_twice_are_told)
{
    set(EVENT_PART_PROVIDER, "Service Control Manager");
    set(EVENT_PART_EVENT_ID, "7036");
    add("param1", "a");
    add("param2", "b");
    add("param1", "c");
    assembly_add_datum(&assembly, VIEW_NONE, VIEW("d"));
    assembly_add_datum(&assembly, VIEW_NONE, VIEW("e"));
    const struct event *e = assembly_finish(&assembly);
    ck_assert_uint_eq(e->data_count, 5);
    expect_text(event_datum_named(e, VIEW("param1")), "a");
    expect_problem("event 7036 has two values of param1: the first counts, not 'c'");
}
END_TEST

/* As a later Windows may write them. */
START_TEST(fields_that_are_not_known_are_kept)
{
    assembly.keeps_others = true;
    start_wmi("13");
    add("OperationId", "7");
    add("ResultCode", "0x0");
    add("Weight", "3");
    const struct event *e = assembly_finish(&assembly);
    ck_assert_uint_eq(e->data_count, 1);
    expect_text(e->data[0].name, "Weight");
    expect_text(e->data[0].value, "3");
    expect_problem("event 13 has 1 field that no known Windows writes: 'Weight'");
    ck_assert_uint_eq(batch.incomplete, 0);
    const size_t told = batch.problem_count;
    assembly_start(&assembly, 1);
    start_wmi("13");
    add("ResultCode", "0x0");
    add("Weight", "4");
    ck_assert_uint_eq(assembly_finish(&assembly)->data_count, 1);
    ck_assert_uint_eq(batch.problem_count, told);
}
END_TEST

START_TEST(what_is_told_shows_where_it_was_cut)
{
    char text[66] = {0};
    memset(text, 'x', 65);
    expect_text(tidy_told(&batch.arena, view_of(text + 1)), text + 1);
    struct view told = tidy_told(&batch.arena, view_of(text));
    ck_assert_uint_eq(told.len, 68);
    ck_assert(view_ends_nocase(told, VIEW("x ...")));
    memcpy(text + 63, "\xC3\xA4", 2); /* not in the middle of a character */
    ck_assert_uint_eq(tidy_told(&batch.arena, view_of(text)).len, 67);
}
END_TEST

START_TEST(problems_show_where_they_were_cut)
{
    char text[300] = {0};
    memset(text, 'x', sizeof(text) - 1);
    batch_problem(&batch, 100, "%s", text);
    ck_assert_uint_eq(batch.problems[0].message.len, 255 + 4);
    expect_problem("x ...");
}
END_TEST

/* A failure's code with and without its prefix. */
START_TEST(bare_codes_are_hexadecimal)
{
    static const struct {
        const char *text;
        uint64_t number;
    } codes[] = {
        {"80041003", 0x80041003},   {"c0000022", 0xC0000022}, {"10000000", 10000000},
        {"2147749891", 0x80041003}, {"8004100", 8004100},     {"800410033", 800410033},
        {"0000800a", 0x800A},       {"00040001", 0x40001},    {"%%2147749891", 0x80041003}};
    for (size_t i = 0; i < COUNT_OF(codes); i++) {
        assembly_start(&assembly, 100);
        start_wmi("5858");
        add("ResultCode", codes[i].text);
        uint64_t number = 0;
        ck_assert(event_number(assembly_finish(&assembly), EVENT_FIELD_RESULT_CODE, &number));
        ck_assert_uint_eq(number, codes[i].number);
    }
}
END_TEST

/* Each name is found at its own place, at another, and at none. */
START_TEST(fields_are_found_near_their_place)
{
    size_t count;
    const struct event_template *const *all = template_all(&count);
    for (size_t i = 0; i < count; i++) {
        for (size_t field = 0; field < all[i]->field_count; field++) {
            const struct template_field *f = &all[i]->fields[field];
            for (size_t guess = 0; guess <= all[i]->field_count; guess++) {
                ck_assert_uint_eq(template_field_near(all[i], view_of(f->data_name), guess), field);
                ck_assert_uint_eq(template_field_near(all[i], view_of(f->xml_element), guess),
                                  field);
            }
        }
        ck_assert_uint_eq(template_field_near(all[i], VIEW("nothing"), 0), SIZE_MAX);
        ck_assert_uint_eq(template_field_near(all[i], VIEW_NONE, 0), SIZE_MAX);
    }
}
END_TEST

static const struct {
    const char *text, *tidy;
} texts[] = {
    {"", ""},
    {"a\r\nb\rc\nd\r", "a\nb\nc\nd\n"},
    {"\r\r\n\n", "\n\n\n"},
    {"\t\x01\x1F\x7F", "\t\xEF\xBF\xBD\xEF\xBF\xBD\x7F"},
    {"\xEF\xBF\xBE\xEF\xBF\xBF\xEF\xBF\xBD\xEF\xBF\xBC",
     "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBC"},
};

START_TEST(texts_are_tidied)
{
    bool is_plain;
    expect_text(tidy_text(&batch.arena, view_of(texts[_i].text)), texts[_i].tidy);
    expect_text(tidy_plain(&batch.arena, VIEW("12345678"), &is_plain), "12345678");
    ck_assert(is_plain);
    tidy_plain(&batch.arena, VIEW("1234567\n9"), &is_plain);
    ck_assert(!is_plain);
    tidy_plain(&batch.arena, VIEW("1234567\xC3\xA9"), &is_plain);
    ck_assert(!is_plain);
    ck_assert_ptr_null(tidy_text(&batch.arena, VIEW_NONE).data);
    expect_text(tidy_utf16(&batch.arena, VIEW("a\0\r\0\n\0\r\0\x01\0\xFF\xFF\0\xD8\0\0\0\0")),
                "a\n\n\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
}
END_TEST

Suite *assemble_suite(void)
{
    Suite *suite = suite_create("assemble");
    TCase *tc = tcase_create("assemble");
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, parts_from_texts);
    tcase_add_test(tc, parts_from_values);
    tcase_add_test(tc, texts_are_kept_once);
    tcase_add_test(tc, provider_by_guid_and_channel_by_layout);
    tcase_add_test(tc, a_damaged_name_of_the_provider);
    tcase_add_test(tc, fields_by_name);
    tcase_add_test(tc, fields_by_place);
    tcase_add_test(tc, says_that_data_are_missing);
    tcase_add_loop_test(tc, payloads_in_hexadecimal, 0, (int)COUNT_OF(payloads));
    tcase_add_test(tc, payloads_in_bytes);
    tcase_add_test(tc, data_of_other_events_are_kept);
    tcase_add_test(tc, data_over_the_limit_are_counted);
    tcase_add_test(tc, what_stands_twice_is_told);
    tcase_add_test(tc, parts_that_stand_twice_are_told);
    tcase_add_test(tc, data_of_other_events_that_stand_twice_are_told);
    tcase_add_test(tc, fields_that_are_not_known_are_kept);
    tcase_add_test(tc, what_is_told_shows_where_it_was_cut);
    tcase_add_test(tc, problems_show_where_they_were_cut);
    tcase_add_test(tc, fields_are_taken_over_the_limit);
    tcase_add_test(tc, odd_times_are_told);
    tcase_add_test(tc, unreadable_codes_are_told);
    tcase_add_test(tc, bare_codes_are_hexadecimal);
    tcase_add_test(tc, fields_are_found_near_their_place);
    tcase_add_loop_test(tc, texts_are_tidied, 0, (int)COUNT_OF(texts));
    suite_add_tcase(suite, tc);
    return suite;
}

/* Event records in JSON: what becomes of them, and of damage. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "parsers/base/count.h"
#include "parsers/json/json.h"
#include "tests/unit/exact.h"
#include "tests/unit/suites.h"
#include "tests/unit/xml_parse.h"

#define OPERATION \
    "Start IWbemServices::ExecQuery - root\\\\cimv2 : select * from A where B = \\\"C\\\""

/* A 5858 as evtx_dump writes it; the record id and what stands for the user are the test's. */
#define RECORD(id, user)                                                                        \
    "{\"Event\":{\"System\":{\"Provider\":{\"#attributes\":{\"Name\":"                          \
    "\"Microsoft-Windows-WMI-Activity\"}},\"EventID\":5858,\"Level\":2,\"TimeCreated\":"        \
    "{\"#attributes\":{\"SystemTime\":\"2026-01-02T03:04:05.123456Z\"}},\"EventRecordID\":" id  \
    ",\"Correlation\":null,\"Execution\":{\"#attributes\":{\"ProcessID\":12,\"ThreadID\":34}}," \
    "\"Channel\":\"Microsoft-Windows-WMI-Activity/Operational\",\"Computer\":\"PC\","           \
    "\"Security\":{\"#attributes\":{\"UserID\":\"S-1-5-18\"}}},\"UserData\":"                   \
    "{\"Operation_ClientFailure\":{\"#attributes\":{\"xmlns\":\"x\"},\"ClientMachine\":\"PC\"," \
    "\"User\":" user ",\"ClientProcessId\":42,\"Operation\":\"" OPERATION "\",\"ResultCode\":"  \
    "\"0x80041003\",\"PossibleCause\":\"Unknown\"}}}}"
#define FOREIGN                                                                                 \
    "{\"Event\":{\"System\":{\"Provider\":{\"#attributes\":{\"Name\":\"Beep\"}},\"EventID\":7," \
    "\"Channel\":\"System\"},\"EventData\":{\"Data\":{\"#text\":[\"a\",\"b\"]}}}}"

static void expect_failure(const struct event *e, uint64_t id)
{
    char text[WINTIME_TEXT_SIZE];
    ck_assert_uint_eq(e->record_id, id);
    ck_assert_uint_eq(e->id, 5858);
    ck_assert_uint_eq(e->level, 2);
    ck_assert_uint_eq(e->process_id, 12);
    ck_assert_uint_eq(e->thread_id, 34);
    ck_assert_str_eq(wintime_format(e->time, text), "2026-01-02T03:04:05.1234560Z");
    expect_text(e->computer, "PC");
    expect_text(e->user_sid, "S-1-5-18");
    expect_field(e, EVENT_FIELD_OPERATION,
                 "Start IWbemServices::ExecQuery - root\\cimv2 : select * from A where B = \"C\"");
    expect_number(e, EVENT_FIELD_RESULT_CODE, 0x80041003);
    expect_number(e, EVENT_FIELD_CLIENT_PROCESS_ID, 42);
}

/* However records follow each other. */
static const char *const documents[] = {
    RECORD("1", "\"A\"") "\n" FOREIGN "\n" RECORD("2", "null") "\n",
    "Record 1\n" RECORD("1", "\"A\"") "\nRecord 7\n" FOREIGN "\nRecord 2\n" RECORD("2", "null"),
    "[" RECORD("1", "\"A\"") "," FOREIGN "," RECORD("2", "null") "]",
    RECORD("1", "\"A\"") FOREIGN RECORD("2", "null"),
    "{\"took\":1,\"hits\":{\"total\":{\"value\":3},\"hits\":[{\"_source\":" RECORD(
        "1", "\"A\"") "},"
                      "{\"_source\":" FOREIGN "},{\"_source\":" RECORD("2", "null") "}]}}",
    "\xEF\xBB\xBF[\n  " RECORD("1", "\"A\"") ",\r\n  " FOREIGN
                                             ",\r\n  " RECORD("2", "null") "\n]\n",
};

START_TEST(test_documents)
{
    parse_xml_text(documents[_i]);
    expect_xml(3, 0, 0);
    ck_assert_str_eq(xml_input.form->name, "json");
    ck_assert_uint_eq(xml_batch.problem_count, 0);
    ck_assert_uint_eq(xml_batch.event_count, 2);
    expect_failure(xml_event(0), 1);
    expect_field(xml_event(0), EVENT_FIELD_USER, "A");
    expect_failure(xml_event(1), 2);
    expect_field(xml_event(1), EVENT_FIELD_USER, "");
}
END_TEST

START_TEST(test_wide)
{
    parse_xml_wide(documents[_i], _i % 2, true);
    expect_xml(3, 0, 0);
    expect_failure(xml_event(1), 2);
    ck_assert_uint_gt(xml_event(1)->origin.offset, xml_event(0)->origin.offset);
}
END_TEST

/* What stands for the user, how many records are read of three, and how many are mended. */
static const struct {
    const char *user;
    uint64_t read, damaged, repaired;
    const char *problem;
} damages[] = {
    {"\"A\xFF\"", 3, 0, 1, "1 ill-formed byte"},
    {"\"A\x01\"", 3, 0, 1, "1 control character"},
    {"\"A\\x\"", 3, 0, 1, "1 escape without meaning"},
    {"\"A\\ud800\"", 3, 0, 1, "1 escape without meaning"},
    {"NaN", 3, 0, 1, "1 value that is none of JSON"},
    {"\"A\",", 2, 1, 0, "string or '}' expected"},
    {"\"A\",\"User\":\"B\"", 3, 0, 0, "two values of 'User': the first counts"},
    {"\"A", 2, 1, 0, "'}' expected"},
    {"[[[", 2, 1, 0, "record"},
};

START_TEST(test_damage)
{
    char text[4096];
    char record[2048];
    const char *whole = RECORD("2", "@");
    const char *at = strchr(whole, '@');
    snprintf(record, sizeof(record), "%.*s%s%s", (int)(at - whole), whole, damages[_i].user,
             at + 1);
    snprintf(text, sizeof(text), "%s\n%s\n%s\n", RECORD("1", "\"A\""), record,
             RECORD("3", "\"A\""));
    parse_xml_text(text);
    expect_xml(damages[_i].read, damages[_i].damaged, damages[_i].repaired);
    expect_problem(0, strlen(RECORD("1", "\"A\"")) + 1, damages[_i].problem);
    expect_failure(xml_event(0), 1);
    expect_failure(xml_event(xml_batch.event_count - 1), 3);
}
END_TEST

static void add_often(struct buffer *text, const char *part, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        buffer_add_text(text, part);
    }
}

/* A member that stands twice, in a document that stands in a string, in a table, and where a tool's
 * own name ends like a field's. */
START_TEST(test_doubles)
{
    static const struct {
        const char *text, *problem; /* NULL: none */
    } cases[] = {
        {RECORD("1", "\"A\",\"User\":\"B\""), "two values of 'User': the first counts"},
        {RECORD("1", "\"A\",\"User\":\"A\""), NULL},
        {RECORD("1", "\"A\",\"User\":\"B\",\"User\":NaN"), "; and others like it"},
        {RECORD("1", "\"A\",\"x\":{\"y\":1,\"y\":[2]}"), "two values of 'y'"},
        {"OriginalLogfile;Provider_Name;EventID;row_id;Id;User;Channel;ResultCode;SystemTime\n"
         "a.evtx;Microsoft-Windows-WMI-Activity;5858;7;{A};A;"
         "Microsoft-Windows-WMI-Activity/Operational;0x80041003;2026-03-09T13:27:44Z\n",
         NULL},
        {"OriginalLogfile;Provider_Name;EventID;ResultCode;User;User;Channel;ResultCode;"
         "SystemTime\n"
         "a.evtx;Microsoft-Windows-WMI-Activity;5858;0x80041003;A;A;"
         "Microsoft-Windows-WMI-Activity/Operational;0x80041002;2026-03-09T13:27:44Z\n",
         "two values of 'ResultCode': the first counts"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        parse_xml_text(cases[i].text);
        expect_xml(1, 0, xml_batch.repaired);
        ck_assert_uint_eq(xml_batch.incomplete, cases[i].problem ? 1 : 0);
        expect_field(xml_event(0), EVENT_FIELD_USER, "A");
        expect_number(xml_event(0), EVENT_FIELD_RESULT_CODE, 0x80041003);
        if (cases[i].problem) {
            struct view found = xml_batch.problems[xml_batch.problem_count - 1].message;
            ck_assert_msg(view_find(found, view_of(cases[i].problem), 0) != SIZE_MAX,
                          "found '%.*s'", VIEW_ARG(found));
        }
    }
}
END_TEST

/* However many repairs of each kind there are, the message counts them all. */
START_TEST(test_many_repairs)
{
    enum { MANY = 20000 };
    const char *whole = RECORD("2", "@");
    const char *at = strchr(whole, '@');
    struct buffer text;
    buffer_init(&text, BUFFER_NO_MAX);
    buffer_add(&text, (struct view){whole, (size_t)(at - whole)});
    buffer_add_text(&text, "[\"");
    add_often(&text, "\xFF\x01\\x", MANY);
    buffer_add_text(&text, "\",");
    add_often(&text, "NaN,{\"\"=>[1,]},", MANY);
    buffer_add_text(&text, "2026-01-02T03:04:05Z]");
    buffer_add_text(&text, at + 1);
    parse_xml(buffer_view(&text));
    buffer_release(&text);
    expect_xml(1, 0, 1);
    expect_problem(0, 0,
                   "repaired: 20000 ill-formed bytes, 20000 control characters, 20000 escapes "
                   "without meaning, 20000 values that are none of JSON, 20000 commas too many, "
                   "20000 foreign separators, 1 unquoted time");
}
END_TEST

START_TEST(test_other_objects)
{
    parse_xml_text("[{\"a\":1},{\"b\":[{\"c\":2}]}," RECORD("1", "\"A\"") "]");
    expect_xml(1, 0, 0);
    expect_problem(0, 1, "2 objects from here on");
}
END_TEST

/* Wherever a block is cut, each record belongs to one side. */
#define MESSAGE(of)                                                                               \
    of " = {00000000-0000-0000-0000-000000000000}; ClientMachine = PC; User = D\\\\u; "           \
       "ClientProcessId = 42; Component = Unknown; Operation = Start IWbemServices::ExecQuery - " \
       "root\\\\cimv2 : select * from A; ResultCode = 0x80041003; PossibleCause = Unknown"

/* A message is an event wherever a string has it: alone, or behind what a collector put there. */
static const struct {
    const char *text;
    size_t events;
} strings[] = {
    {"{\"log\":\"" MESSAGE("Id") "\"}", 1},
    {"{\"log\":{\"x\":\"" MESSAGE("Id") "\"}}", 1},
    {"{\"log\":\"2026-01-02T03:04:05Z PC " MESSAGE("Id") "\"}", 1},
    {"{\"log\":\"2026-01-02T03:04:05Z PC started\"}", 0},
    {"{\"log\":\"Id = 1; ClientMachine = PC\"}", 0},
};

START_TEST(test_messages_in_strings)
{
    /* Behind a record, so that the text is JSON whatever stands in the string. */
    char text[2048];
    snprintf(text, sizeof(text), "%s\n%s\n", RECORD("1", "\"A\""), strings[_i].text);
    parse_xml_text(text);
    ck_assert_uint_eq(xml_batch.event_count, 1 + strings[_i].events);
    if (strings[_i].events > 0) {
        ck_assert_uint_eq(xml_event(1)->id, 5858);
        expect_field(xml_event(1), EVENT_FIELD_CLIENT_MACHINE, "PC");
        expect_number(xml_event(1), EVENT_FIELD_RESULT_CODE, 0x80041003);
    }
}
END_TEST

START_TEST(test_boundaries)
{
    struct reader_input input = {0};
    struct view text = view_of(documents[_i]);
    size_t ends[3] = {0};
    ck_assert(json_reader.recognise(text, &input));
    for (size_t from = 0; from < text.len; from++) {
        size_t pos = json_reader.boundary(&input, text, 0, from);
        ck_assert(pos == SIZE_MAX || pos >= from);
        if (pos != SIZE_MAX) {
            size_t again = json_reader.boundary(&input, view_from(text, from), from, 0);
            ck_assert_uint_eq(again + from, pos);
            ck_assert(text.data[pos] == '{');
            ends[0] = ends[0] == 0 ? pos : ends[0];
            ends[1] = pos > ends[0] && ends[1] == 0 ? pos : ends[1];
            ends[2] = pos > ends[1] && ends[1] > 0 ? pos : ends[2];
        }
    }
    ck_assert_uint_gt(ends[1], ends[0]);
    const struct view copy = exact_copy(text.data, text.len);
    for (size_t from = text.len; from < text.len + 3; from++) {
        ck_assert_uint_eq(json_reader.boundary(&input, copy, 0, from), SIZE_MAX);
    }
    exact_free(copy);
}
END_TEST

START_TEST(test_every_length)
{
    struct view text = view_of(documents[_i]);
    for (size_t len = 1; len < text.len; len++) {
        struct reader_input input = {.form = &json_reader};
        const struct view copy = exact_copy(text.data, len);
        struct block block = {0, copy, true};
        batch_clear(&xml_batch);
        json_reader.parse(&input, &block, &xml_batch);
        ck_assert_uint_eq(xml_batch.records, xml_batch.read + xml_batch.damaged);
        exact_free(copy);
    }
}
END_TEST

START_TEST(test_first_time)
{
    struct reader_input input = {0};
    int64_t time = 0;
    struct view text = view_of(documents[_i]);
    ck_assert(json_reader.recognise(text, &input));
    ck_assert(json_reader.first_time(&input, text, &time));
    char written[WINTIME_TEXT_SIZE];
    ck_assert_str_eq(wintime_format(time, written), "2026-01-02T03:04:05.1234560Z");
}
END_TEST

/* Tables: a header, and rows whose columns are what members are. */
#define PAYLOAD(operation)                                                                   \
    "\"{\"\"UserData\"\":{\"\"Operation_ClientFailure\"\":{\"\"Operation\"\":\"\"" operation \
    "\"\",\"\"ResultCode\"\":\"\"0x80041003\"\",\"\"ClientProcessId\"\":\"\"42\"\"}}}\""
#define ROW(id, operation)                                                                      \
    id ",2026-01-02 03:04:05.1234567,5858,Error,Microsoft-Windows-WMI-Activity,"                \
       "Microsoft-Windows-WMI-Activity/Operational,12,34,PC,\"a\nb, \"\"c\"\"\nd,e\"," PAYLOAD( \
           operation) "\r\n"
#define HEADER                                                                              \
    "EventRecordId,TimeCreated,EventId,Level,Provider,Channel,ProcessId,ThreadId,Computer," \
    "MapDescription,Payload\r\n"
static const char table[] =
    HEADER ROW("1", "x - a : b") ROW("2", "y &lt; z") "3,short\r\n" ROW("4", "z");

/* Of records with and without times, in bytes and in UTF-16, wherever they end. */
START_TEST(test_earliest_time)
{
    static const char text[] = "[{\"Id\":1,\"TimeCreated\":\"2026-01-02T03:04:06Z\"},"
                               "{\"Id\":2},{\"Id\":3,\"time\":\"2026-01-02 03:04:05Z\"},"
                               "{\"Id\":4,\"TimeCreated\":\"2026-01-02T03:04:07Z\"}]";
    struct reader_input input = {.clock.has_offset = true};
    struct buffer wide;
    int64_t time, first;
    buffer_init(&wide, BUFFER_NO_MAX);
    ck_assert(json_reader.first_time(&input, VIEW(text), &first));
    ck_assert(json_reader.earliest_time(&input, VIEW(text), &time));
    ck_assert_int_eq(time, first - WINTIME_TICKS_PER_SECOND);
    for (size_t len = 0; len < sizeof(text); len++) {
        struct view copy = exact_copy(text, len);
        const bool is_found = json_reader.earliest_time(&input, copy, &time);
        ck_assert(is_found || len < view_find(VIEW(text), VIEW("Z"), 0));
        exact_free(copy);
    }
    for (size_t i = 0; i < sizeof(text) - 1; i++) {
        buffer_add_char(&wide, text[i]);
        buffer_add_char(&wide, '\0');
    }
    input.encoding = TEXT_UTF16LE;
    ck_assert(json_reader.earliest_time(&input, buffer_view(&wide), &time));
    ck_assert_int_eq(time, first - WINTIME_TICKS_PER_SECOND);
    ck_assert(!json_reader.earliest_time(&input, VIEW_NONE, &time));
    buffer_release(&wide);
}
END_TEST

/* What is found in one go is what is found name by name. */
START_TEST(test_peek_all)
{
    static const char text[] =
        "{\"time\" : \"a\\\"time\\\":\\\"b\",\"ts\":12,\"Id\":{\"time\":3},\"date\" "
        "\"x\",\"date\":null,"
        "\"ts\":\"never\",\"odd\"time\":1,\"Time\":\"\"}";
    static const struct view names[] = {{"time", 4}, {"ts", 2},  {"date", 4},
                                        {"Time", 4}, {"odd", 3}, {"none", 4}};
    struct view values[COUNT_OF(names)];
    for (size_t len = 0; len < sizeof(text); len++) {
        struct view copy = exact_copy(text, len);
        json_peek_all(copy, names, COUNT_OF(names), values);
        for (size_t i = 0; i < COUNT_OF(names); i++) {
            const struct view one = json_peek(copy, names[i]);
            ck_assert(one.data == values[i].data && one.len == values[i].len);
        }
        exact_free(copy);
    }
}
END_TEST

START_TEST(test_table)
{
    parse_xml_text(table);
    ck_assert_str_eq(xml_input.form->name, "csv");
    expect_xml(3, 1, 0);
    expect_problem(0, sizeof(HEADER ROW("1", "x - a : b") ROW("2", "y &lt; z")) - 1,
                   "fewer columns");
    ck_assert_uint_eq(xml_event(0)->record_id, 1);
    expect_field(xml_event(0), EVENT_FIELD_OPERATION, "x - a : b");
    expect_field(xml_event(0), EVENT_FIELD_USER, "");
    expect_field(xml_event(1), EVENT_FIELD_OPERATION, "y < z");
    expect_number(xml_event(2), EVENT_FIELD_RESULT_CODE, 0x80041003);
    free(xml_input.header);
    xml_input.header = NULL;
}
END_TEST

/* A line within quotes starts no row. */
START_TEST(test_table_boundaries)
{
    struct reader_input input = {0};
    struct view text = {table, sizeof(table) - 1};
    size_t first = sizeof(HEADER) - 1;
    size_t second = sizeof(HEADER ROW("1", "x - a : b")) - 1;
    size_t last = sizeof(table) - sizeof(ROW("4", "z"));
    ck_assert(table_reader.recognise(text, &input));
    for (size_t from = 0; from < text.len; from++) {
        size_t pos = table_reader.boundary(&input, text, 0, from);
        ck_assert_uint_eq(pos, from < first    ? first
                               : from < second ? second
                               : from < last   ? last
                                               : SIZE_MAX);
    }
    free(input.header);
}
END_TEST

START_TEST(test_table_every_length)
{
    for (size_t len = sizeof(HEADER) - 1; len < sizeof(table); len++) {
        const struct view copy = exact_copy(table, len);
        struct reader_input input = {0};
        ck_assert(table_reader.recognise(copy, &input));
        struct block block = {0, copy, true};
        batch_clear(&xml_batch);
        table_reader.parse(&input, &block, &xml_batch);
        ck_assert_uint_eq(xml_batch.records, xml_batch.read + xml_batch.damaged);
        exact_free(copy);
        free(input.header);
    }
}
END_TEST

/* Objects of Export-Clixml: the second one refers to the type of the first. */
#define OBJECT(ref, type, id)                                                                \
    "<Obj RefId=\"" ref "\">" type "<Props><I32 N=\"Id\">5858</I32><I64 N=\"RecordId\">" id  \
    "</I64><S N=\"ProviderName\">Microsoft-Windows-WMI-Activity</S><DT N=\"TimeCreated\">"   \
    "2026-01-02T04:04:05.1234567+01:00</DT><Obj N=\"Properties\" RefId=\"5\"><LST>" VALUE(   \
        "S", "{A}") VALUE("S", "PC") VALUE("S", "") VALUE("U32", "42") VALUE("S", "Unknown") \
        VALUE("S", "a &lt; _x000A__xD83D__xDE00_") VALUE("U32", "2147749891")                \
            VALUE("S", "Unknown") "</LST></Obj></Props></Obj>\n"
#define VALUE(type, text)                                                                   \
    "<Obj RefId=\"6\"><TNRef RefId=\"1\"/><Props><" type " N=\"Value\">" text "</" type ">" \
    "</Props></Obj>"
#define OBJECTS "<Objs Version=\"1.1.0.1\">"
#define TYPE "<TN RefId=\"0\"><T>System.Diagnostics.Eventing.Reader.EventLogRecord</T></TN>"

START_TEST(test_objects)
{
    const char *text = OBJECTS OBJECT("0", TYPE, "1")
        OBJECT("9", "<TNRef RefId=\"0\" />",
               "2") "<Obj RefId=\"12\"><TNRef RefId=\"0\" /><Props><I32 N=\"Id\">5858</I32>";
    parse_xml_text(text);
    ck_assert_str_eq(xml_input.form->name, "clixml");
    expect_xml(2, 1, 0);
    expect_problem(0, (size_t)(strstr(text, "<Obj RefId=\"12\"") - text), "cut off");
    for (size_t i = 0; i < 2; i++) {
        ck_assert_uint_eq(xml_event(i)->record_id, i + 1);
        expect_number(xml_event(i), EVENT_FIELD_RESULT_CODE, 0x80041003);
        expect_field(xml_event(i), EVENT_FIELD_OPERATION, "a < \n\xF0\x9F\x98\x80");
        expect_field(xml_event(i), EVENT_FIELD_USER, "");
    }
    size_t second = (size_t)(strstr(text, "<Obj RefId=\"9\"") - text);
    ck_assert_uint_eq(objects_reader.boundary(&xml_input, view_of(text), 0, 60), second);
}
END_TEST

Suite *json_events_suite(void)
{
    enum { DOCUMENTS = COUNT_OF(documents) };
    Suite *s = suite_create("json_events");
    TCase *tc = tcase_create("core");
    tcase_add_checked_fixture(tc, setup_xml, clear_xml);
    tcase_add_loop_test(tc, test_documents, 0, DOCUMENTS);
    tcase_add_loop_test(tc, test_wide, 0, DOCUMENTS - 1);
    tcase_add_loop_test(tc, test_damage, 0, COUNT_OF(damages));
    tcase_add_test(tc, test_many_repairs);
    tcase_add_test(tc, test_doubles);
    tcase_add_test(tc, test_other_objects);
    tcase_add_loop_test(tc, test_messages_in_strings, 0, COUNT_OF(strings));
    tcase_add_loop_test(tc, test_boundaries, 0, DOCUMENTS);
    tcase_add_loop_test(tc, test_every_length, 0, DOCUMENTS);
    tcase_add_loop_test(tc, test_first_time, 0, DOCUMENTS);
    tcase_add_test(tc, test_earliest_time);
    tcase_add_test(tc, test_peek_all);
    tcase_add_test(tc, test_objects);
    tcase_add_test(tc, test_table);
    tcase_add_test(tc, test_table_boundaries);
    tcase_add_test(tc, test_table_every_length);
    suite_add_tcase(s, tc);
    return s;
}

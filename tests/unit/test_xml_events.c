/* Every exporter's dialect as a small document, and what becomes of its values. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "parsers/base/count.h"
#include "parsers/xml/xml.h"
#include "tests/unit/exact.h"
#include "tests/unit/suites.h"
#include "tests/unit/xml_parse.h"

#define TIME_TEXT "2020-08-01T18:49:02.3823396Z"
#define OPERATION "Start IWbemServices::ExecQuery - root\\cimv2 : select * from A where B < 'C'"

/* `whole` with `part` in place of its '@'. */
static void fill_in(char *out, size_t size, const char *whole, const char *part)
{
    const char *mark = strchr(whole, '@');
    int len = snprintf(out, size, "%.*s%s%s", (int)(mark - whole), whole, part, mark + 1);
    ck_assert_int_lt(len, (int)size);
}

/* The event that all dialects hold: 5858, record 501. */
static void expect_common(const struct event *e, const char *time)
{
    char text[WINTIME_TEXT_SIZE];
    ck_assert(e->is_wmi_activity);
    expect_text(e->provider, "Microsoft-Windows-WMI-Activity");
    ck_assert_uint_eq(e->id, 5858);
    ck_assert_ptr_nonnull(e->layout);
    ck_assert_str_eq(wintime_format(e->time, text), time);
    ck_assert_uint_eq(e->record_id, 501);
    ck_assert_uint_eq(e->origin.record, 501);
    ck_assert_uint_eq(e->level, 2);
    ck_assert_uint_eq(e->process_id, 1234);
    ck_assert_uint_eq(e->thread_id, 5678);
    expect_text(e->channel, "Microsoft-Windows-WMI-Activity/Operational");
    expect_text(e->computer, "PC.example.org");
    expect_text(e->user_sid, "S-1-5-18");
    ck_assert_ptr_null(e->activity_id.data);
    ck_assert_uint_eq(e->data_count, 0);
    expect_field(e, EVENT_FIELD_CORRELATION_ID, "{00000000-0000-0000-0000-000000000000}");
    expect_field(e, EVENT_FIELD_OPERATION, OPERATION);
    expect_number(e, EVENT_FIELD_CLIENT_PROCESS_ID, 4242);
    expect_number(e, EVENT_FIELD_RESULT_CODE, 0x80041003);
    expect_field(e, EVENT_FIELD_POSSIBLE_CAUSE, "Unknown");
}

/* As Windows renders it: single quotes, 7 decimals, no blanks. */
#define WINDOWS_EVENT(more)                                                                      \
    "<Event xmlns='" XML_NAMESPACE "'><System><Provider Name='Microsoft-Windows-WMI-Activity' "  \
    "Guid='{1418ef04-b0b4-4623-bf7e-d74ab47bbdaa}'/><EventID>5858</EventID><Version>0</Version>" \
    "<Level>2</Level><Task>0</Task><Opcode>0</Opcode><Keywords>0x4000000000000000</Keywords>"    \
    "<TimeCreated SystemTime='" TIME_TEXT "'/><EventRecordID>501</EventRecordID><Correlation/>"  \
    "<Execution ProcessID='1234' ThreadID='5678'/>"                                              \
    "<Channel>Microsoft-Windows-WMI-Activity/Operational</Channel>"                              \
    "<Computer>PC.example.org</Computer><Security UserID='S-1-5-18'/></System><UserData>"        \
    "<Operation_ClientFailure xmlns='" XML_DATA_NAMESPACE "'>"                                   \
    "<Id>{00000000-0000-0000-0000-000000000000}</Id><ClientMachine>PC</ClientMachine>"           \
    "<User>NT AUTHORITY\\SYSTEM</User><ClientProcessId>4242</ClientProcessId>"                   \
    "<Component>Unknown</Component>"                                                             \
    "<Operation>Start IWbemServices::ExecQuery - root\\cimv2 : select * from A where B &lt; 'C'" \
    "</Operation><ResultCode>0x80041003</ResultCode><PossibleCause>Unknown</PossibleCause>"      \
    "</Operation_ClientFailure></UserData>" more "</Event>"

#define RENDERING                                                                           \
    "<RenderingInfo Culture='en-US'><Message>Id = {1};&#13;&#10;ResultCode = 0x1</Message>" \
    "<Level>Error</Level><Task></Task><Opcode>Info</Opcode><Channel>Wrong</Channel>"        \
    "<Provider></Provider><Keywords></Keywords></RenderingInfo>"

#define DECLARATION "<?xml version=\"1.0\" encoding=\"utf-8\"?>"

/* Indented, double quotes; as the tools that read .evtx files write it. */
#define TOOL_EVENT(line, guid, time, correlation, extra_data)                                  \
    "<Event xmlns=\"" XML_NAMESPACE "\">" line "  <System>" line                               \
    "    <Provider Name=\"Microsoft-Windows-WMI-Activity\" Guid=\"" guid "\"/>" line           \
    "    <EventID>5858</EventID>" line "    <Level>2</Level>" line                             \
    "    <TimeCreated SystemTime=\"" time "\"/>" line                                          \
    "    <EventRecordID>501</EventRecordID>" line "    " correlation line                      \
    "    <Execution ProcessID=\"1234\" ThreadID=\"5678\"/>" line                               \
    "    <Channel>Microsoft-Windows-WMI-Activity/Operational</Channel>" line                   \
    "    <Computer>PC.example.org</Computer>" line "    <Security UserID=\"S-1-5-18\"/>" line  \
    "  </System>" line "  <UserData>" line                                                     \
    "    <Operation_ClientFailure xmlns=\"" XML_DATA_NAMESPACE "\">" line                      \
    "      <Id>{00000000-0000-0000-0000-000000000000}</Id>" line                               \
    "      <ClientProcessId>4242</ClientProcessId>" line                                       \
    "      <Operation>Start IWbemServices::ExecQuery - root\\cimv2 : select * from A where B " \
    "&lt; &apos;C&apos;</Operation>" line "      <ResultCode>0x80041003</ResultCode>" line     \
    "      <PossibleCause>Unknown</PossibleCause>" line extra_data                             \
    "    </Operation_ClientFailure>" line "  </UserData>" line "</Event>"

#define UPPER_GUID "{1418EF04-B0B4-4623-BF7E-D74AB47BBDAA}"

struct dialect {
    const char *name;
    const char *text;
    size_t offset;    /* of the event in characters */
    const char *time; /* NULL: TIME_TEXT */
    enum { NARROW, LITTLE_MARKED, LITTLE, BIG_MARKED, BIG } form;
};

static const struct dialect dialects[] = {
    {"event viewer",
     "\xEF\xBB\xBF<?xml version=\"1.0\" encoding=\"utf-8\" standalone=\"yes\"?>\r\n"
     "<Events>" WINDOWS_EVENT("") "</Events>",
     68, NULL, NARROW},
    {"event viewer with display information",
     "\xEF\xBB\xBF<?xml version=\"1.0\" encoding=\"utf-8\" standalone=\"yes\"?>\n"
     "<Events>" WINDOWS_EVENT(RENDERING) "</Events>",
     67, NULL, NARROW},
    {"wevtutil", WINDOWS_EVENT("") "\r\n", 0, NULL, NARROW},
    {"wevtutil with a root", "<Root>\r\n" WINDOWS_EVENT("") "\r\n</Root>\r\n", 8, NULL, NARROW},
    {"wevtutil RenderedXml", "<Events>" WINDOWS_EVENT(RENDERING) "</Events>", 8, NULL, NARROW},
    {"wevtutil /uni:true", WINDOWS_EVENT("") "\r\n", 0, NULL, LITTLE},
    {"powershell 5.1", WINDOWS_EVENT("") "\r\n", 1, NULL, LITTLE_MARKED},
    {"powershell 7", "\r\n" WINDOWS_EVENT("") "\r\n", 2, NULL, NARROW},
    {"utf-16be", DECLARATION WINDOWS_EVENT(""), 38, NULL, BIG},
    {"utf-16be with a mark", WINDOWS_EVENT(""), 1, NULL, BIG_MARKED},
    {"evtxexport",
     "evtxexport 20181227\n\n" TOOL_EVENT("\n", UPPER_GUID, "2020-08-01T18:49:02.382339600Z",
                                          "<Correlation/>", "") "\n\n",
     21, NULL, NARROW},
    {"evtx_dump",
     "Record 501\n" DECLARATION
     "\n" TOOL_EVENT("\n", "1418EF04-B0B4-4623-BF7E-D74AB47BBDAA", "2020-08-01T18:49:02.382339Z",
                     "<Correlation>\n    </Correlation>", "") "\n",
     50, "2020-08-01T18:49:02.3823390Z", NARROW},
    {"python-evtx",
     "<?xml version=\"1.1\" encoding=\"utf-8\" standalone=\"yes\" ?>\n\n<Events>\n" TOOL_EVENT(
         "\n", "{1418ef04-b0b4-4623-bf7e-d74ab47bbdaa}", "2020-08-01 18:49:02.382339",
         "<Correlation ActivityID=\"\" RelatedActivityID=\"\"></Correlation>", "") "\n</Events>\n",
     67, "2020-08-01T18:49:02.3823390Z", NARROW},
    {"no decimals", TOOL_EVENT("", UPPER_GUID, "2020-08-01 18:49:02 UTC", "", ""), 0,
     "2020-08-01T18:49:02.0000000Z", NARROW},
    {"root with a namespace prefix of its own", "<x:Log xmlns:x='y'>" WINDOWS_EVENT("") "</x:Log>",
     19, NULL, NARROW},
};

START_TEST(reads_dialect)
{
    const struct dialect *d = &dialects[_i];
    if (d->form == NARROW) {
        parse_xml_text(d->text);
    } else {
        parse_xml_wide(d->text, d->form == BIG || d->form == BIG_MARKED,
                       d->form == LITTLE_MARKED || d->form == BIG_MARKED);
    }
    expect_xml(1, 0, 0);
    ck_assert_uint_eq(xml_batch.problem_count, 0);
    ck_assert_uint_eq(xml_batch.wmi_events, 1);
    ck_assert_uint_eq(xml_event(0)->origin.offset, d->form == NARROW ? d->offset : d->offset * 2);
    expect_common(xml_event(0), d->time ? d->time : TIME_TEXT);
    ck_assert_int_eq(xml_batch.first, xml_event(0)->time);
    ck_assert_int_eq(xml_batch.last, xml_event(0)->time);
    ck_assert_uint_eq(xml_batch.count_count, 1);
    expect_text(xml_batch.counts[0].channel, "Microsoft-Windows-WMI-Activity/Operational");
}
END_TEST

/* No namespaces, CR LF between lines, and text that was escaped twice. */
START_TEST(reads_evtxecmd)
{
    parse_xml_text(
        "\xEF\xBB\xBF<Event>\r\n  <System>\r\n"
        "    <Provider Name=\"Microsoft-Windows-WMI-Activity\" Guid=\"" UPPER_GUID "\" />\r\n"
        "    <EventID>5858</EventID>\r\n    <EventRecordID>9</EventRecordID>\r\n"
        "  </System>\r\n  <UserData>\r\n    <Operation_ClientFailure>\r\n"
        "      <Operation>a &amp;lt; b &amp;amp; c &amp;#x41; &amp;no; &lt;d&gt;</Operation>"
        "\r\n    </Operation_ClientFailure>\r\n  </UserData>\r\n</Event>\r\n");
    expect_xml(1, 0, 0);
    ck_assert_uint_eq(xml_event(0)->origin.offset, 3);
    expect_field(xml_event(0), EVENT_FIELD_OPERATION, "a < b & c A &no; <d>");
}
END_TEST

/* Only what has lost its namespace was escaped twice. */
START_TEST(unescapes_once)
{
    parse_xml_text(XML_FAILURE("1", "&amp;lt; &amp;amp;"));
    expect_field(xml_event(0), EVENT_FIELD_OPERATION, "&lt; &amp;");
    parse_xml_text("<e:Event xmlns:e='x'/><Event xmlns=\"other\"><System><Provider "
                   "Name='Microsoft-Windows-WMI-Activity'/><EventID>5858</EventID></System>"
                   "<UserData><O><Operation>&amp;lt;</Operation></O></UserData></Event>");
    expect_field(xml_event(0), EVENT_FIELD_OPERATION, "&lt;");
}
END_TEST

/* Line ends are LF whatever wrote them, a lone CR too. */
START_TEST(line_ends_are_lf)
{
    parse_xml_text(XML_FAILURE("1", "a&#13;&#10;b&#13;c\nd\r\ne&#xD;"));
    expect_field(xml_event(0), EVENT_FIELD_OPERATION, "a\nb\nc\nd\ne\n");
}
END_TEST

/* Copied from Event Viewer's XML View: dashes before what can be folded. */
START_TEST(reads_copied_view)
{
    parse_xml_text(
        "- <Event xmlns=\"" XML_NAMESPACE "\">\r\n- <System>\r\n"
        "  <Provider Name=\"Microsoft-Windows-WMI-Activity\" Guid=\"" UPPER_GUID "\" /> \r\n"
        "  <EventID>5858</EventID> \r\n  <EventRecordID>77</EventRecordID> \r\n"
        "  <Correlation /> \r\n  <Security UserID=\"S-1-5-18\" /> \r\n  </System>\r\n"
        "- <UserData>\r\n- <Operation_ClientFailure xmlns=\"" XML_DATA_NAMESPACE "\">\r\n"
        "  <User>PC\\me</User> \r\n  <ResultCode>0x80041032</ResultCode> \r\n"
        "  </Operation_ClientFailure>\r\n  </UserData>\r\n  </Event>");
    expect_xml(1, 0, 0);
    ck_assert_uint_eq(xml_event(0)->origin.offset, 2);
    ck_assert_uint_eq(xml_event(0)->record_id, 77);
    expect_field(xml_event(0), EVENT_FIELD_USER, "PC\\me");
    expect_number(xml_event(0), EVENT_FIELD_RESULT_CODE, 0x80041032);
}
END_TEST

/* tracerpt: the provider by its GUID alone, empty Channel and Computer. */
#define TRACE_EVENT(id, data)                                                                      \
    "<?xml version=\"1.0\" encoding=\"utf-8\"?>\r\n<Events>\r\n<Event xmlns=\"" XML_NAMESPACE      \
    "\">\r\n\t<System>\r\n\t\t<Provider Name=\"\" Guid=\"{1418ef04-b0b4-4623-bf7e-d74ab47bbdaa}\"" \
    " />\r\n\t\t<EventID>" id "</EventID>\r\n\t\t<TimeCreated SystemTime=\""                       \
    "2020-08-01T18:49:02.382339600Z\" />\r\n\t\t<Correlation "                                     \
    "ActivityID=\"{0000000A-000B-000C-000D-0E0000000000}\" />\r\n\t\t"                             \
    "<Execution ProcessID=\"1234\" ThreadID=\"5678\" ProcessorID=\"1\" KernelTime=\"0\" />"        \
    "\r\n\t\t<Channel />\r\n\t\t<Computer />\r\n\t</System>\r\n\t" data                            \
    "\r\n\t<RenderingInfo Culture=\"en-US\"><Opcode>Info</Opcode></RenderingInfo>"                 \
    "<ExtendedTracingInfo xmlns=\"http://schemas.microsoft.com/win/2004/08/events/trace\">"        \
    "<EventGuid>{1418ef04-b0b4-4623-bf7e-d74ab47bbdaa}</EventGuid></ExtendedTracingInfo>"          \
    "\r\n</Event>\r\n</Events>"

static const char *const stop_data[] = {
    "<UserData><Operation_Stop><OperationId>77</OperationId><ResultCode>0x80041032</ResultCode>"
    "</Operation_Stop></UserData>",
    "<EventData>\r\n<Data Name=\"OperationId\">77</Data>\r\n"
    "<Data Name=\"ResultCode\">0x80041032</Data></EventData>",
    "<EventData><Data Name='OperationId'>      77</Data><Data Name='ResultCode'>2147749938"
    "</Data></EventData>",
    "<EventData><Data>77</Data>\r\n<Data>0x80041032</Data></EventData>",
    "<ProcessingErrorData><ErrorCode>15003</ErrorCode><DataItemName></DataItemName>"
    "<EventPayload>4D00000032100480</EventPayload></ProcessingErrorData>",
    "<ProcessingErrorData><ErrorCode>15003</ErrorCode>\r\n<EventPayload>4d 00 00 00\r\n32100480"
    "</EventPayload></ProcessingErrorData>",
    "<BinaryEventData>4D00000032100480</BinaryEventData>",
    /* A recovered record: no UserData. */
    "<Operation_Stop><OperationId>77</OperationId><ResultCode>0x80041032</ResultCode>"
    "</Operation_Stop>",
};

START_TEST(reads_tracerpt)
{
    char text[4096];
    fill_in(text, sizeof(text), TRACE_EVENT("13", "@"), stop_data[_i]);
    parse_xml_text(text);
    expect_xml(1, 0, 0);
    ck_assert_uint_eq(xml_batch.problem_count, 0);
    const struct event *e = xml_event(0);
    ck_assert(e->is_wmi_activity);
    expect_text(e->provider, "Microsoft-Windows-WMI-Activity");
    expect_text(e->channel, "Microsoft-Windows-WMI-Activity/Trace");
    expect_text(e->activity_id, "{0000000A-000B-000C-000D-0E0000000000}");
    ck_assert_uint_eq(e->computer.len, 0);
    ck_assert_uint_eq(e->id, 13);
    expect_number(e, EVENT_FIELD_OPERATION_ID, 77);
    expect_number(e, EVENT_FIELD_RESULT_CODE, 0x80041032);
}
END_TEST

static const struct {
    const char *data, *said;
} bad_stops[] = {
    {"<ProcessingErrorData><EventPayload>4D0000</EventPayload></ProcessingErrorData>", "'3' bytes"},
    {"<BinaryEventData>4D00000Z32100480</BinaryEventData>", "not hexadecimal"},
    {"<BinaryEventData>4D000000321004801</BinaryEventData>", "not hexadecimal"},
    {"<BinaryEventData></BinaryEventData>", "'0' bytes"},
    {"<EventData><Data>77</Data></EventData>", "none of its data"},
    {"<EventData><Data>77</Data><Data>1</Data><Data>1</Data></EventData>", "none of its data"},
    {"<EventData></EventData>", "none of its data"},
    {"<UserData/>", "none of its data"},
    {"", "none of its data"},
};

/* The event counts, and it is said that its data are missing. */
START_TEST(notes_missing_data)
{
    char text[4096];
    fill_in(text, sizeof(text), TRACE_EVENT("13", "@"), bad_stops[_i].data);
    parse_xml_text(text);
    expect_xml(1, 0, 0);
    uint64_t number;
    ck_assert(!event_number(xml_event(0), EVENT_FIELD_OPERATION_ID, &number));
    ck_assert_uint_eq(xml_batch.problem_count, 1);
    expect_problem(0, xml_event(0)->origin.offset, bad_stops[_i].said);
}
END_TEST

/* An event of an id without a layout keeps its data. */
START_TEST(keeps_data_of_unknown_ids)
{
    parse_xml_text(
        TRACE_EVENT("999", "<UserData><X><A>1</A><B></B><C><D>2</D></C></X></UserData>"));
    const struct event *e = xml_event(0);
    ck_assert(e->is_wmi_activity);
    ck_assert_ptr_null(e->layout);
    ck_assert_uint_eq(e->data_count, 3);
    expect_text(e->data[0].name, "A");
    expect_text(e->data[1].value, "");
    expect_text(e->data[2].name, "D");
    expect_text(event_datum_named(e, VIEW("d")), "2");
}
END_TEST

struct value_case {
    const char *text, *value;
};

static const struct value_case values[] = {
    {"&lt;a&gt; &amp; &quot;b&quot; &apos;c&apos;", "<a> & \"b\" 'c'"},
    {"&#65;&#x42;&#x1F600;&#38;&#60;", "AB\xF0\x9F\x98\x80&<"},
    {"<![CDATA[a < b && c]]>", "a < b && c"},
    {"a<![CDATA[b]]>c<![CDATA[]]>", "abc"},
    {"a<!-- not this -->b", "ab"},
    {"a<?pi not this?>b", "ab"},
    {"one\r\ntwo", "one\ntwo"},
    {"one&#13;&#10;two", "one\ntwo"},
    {"one&#xD;\ntwo", "one\ntwo"},
    {"one\rtwo", "one\ntwo"},
    {"  blanks stay  ", "  blanks stay  "},
    {"\r\n\t ", ""},
    {"", ""},
    {"\xC3\xA4\xE4\xB8\xAD", "\xC3\xA4\xE4\xB8\xAD"},
};

START_TEST(reads_values)
{
    char text[2048];
    fill_in(text, sizeof(text), XML_FAILURE("1", "@"), values[_i].text);
    parse_xml_text(text);
    expect_xml(1, 0, 0);
    expect_field(xml_event(0), EVENT_FIELD_OPERATION, values[_i].value);
    expect_number(xml_event(0), EVENT_FIELD_RESULT_CODE, 0x80041003);
}
END_TEST

#define COMPANION(provider, id, data)                                                           \
    "<Event xmlns='" XML_NAMESPACE "'><System><Provider Name='" provider "'/><EventID "         \
    "Qualifiers='49152'>" id "</EventID><TimeCreated SystemTime='2024-03-01T10:00:00Z'/>"       \
    "<EventRecordID>3</EventRecordID><Channel>System</Channel><Computer>PC</Computer></System>" \
    "<EventData>" data "</EventData></Event>"

START_TEST(reads_attributes)
{
    parse_xml_text(COMPANION("Microsoft-Windows-DistributedCOM", "10028",
                             "<Data Name='a&amp;b&#38;&lt;&quot;&#x41;'>x</Data><Data Name=''>y"
                             "</Data><Data>z</Data><Binary>0A</Binary>"));
    const struct event *e = xml_event(0);
    ck_assert_uint_eq(e->data_count, 4);
    expect_text(e->data[0].name, "a&b&<\"A");
    expect_text(e->data[0].value, "x");
    ck_assert_uint_eq(e->data[1].name.len, 0);
    ck_assert_uint_eq(e->data[2].name.len, 0);
    expect_text(e->data[2].value, "z");
    expect_text(e->data[3].name, "Binary");
}
END_TEST

/* Companions are kept, others of the same provider and other providers are counted. */
START_TEST(keeps_companions)
{
    parse_xml_text(XML_FOREIGN COMPANION("Microsoft-Windows-DistributedCOM", "10016", "")
                       COMPANION("Microsoft-Windows-DistributedCOM", "1", "")
                           COMPANION("Service Control Manager", "7036", "<Data Name='p'>q</Data>")
                               XML_FOREIGN COMPANION("A &amp; B", "1", "") XML_FAILURE("1", "x"));
    expect_xml(7, 0, 0);
    ck_assert_uint_eq(xml_batch.wmi_events, 1);
    ck_assert_uint_eq(xml_batch.event_count, 3);
    ck_assert_uint_eq(xml_event(0)->id, 10016);
    ck_assert_uint_eq(xml_event(1)->id, 7036);
    expect_text(event_datum_named(xml_event(1), VIEW("p")), "q");
    ck_assert(xml_event(2)->is_wmi_activity);
    ck_assert_uint_eq(xml_batch.count_count, 5);
    expect_text(xml_batch.counts[0].provider, "Beep");
    expect_text(xml_batch.counts[0].channel, "System");
    ck_assert_uint_eq(xml_batch.counts[0].count, 2);
    char text[WINTIME_TEXT_SIZE];
    ck_assert_str_eq(wintime_format(xml_batch.first, text), "2024-02-01T10:00:00.0000000Z");
    ck_assert_str_eq(wintime_format(xml_batch.last, text), "2024-03-01T10:00:00.1234567Z");
}
END_TEST

static bool is_counted(const char *provider, const char *channel)
{
    for (size_t i = 0; i < xml_batch.count_count; i++) {
        if (view_equal(xml_batch.counts[i].provider, view_of(provider)) &&
            view_equal(xml_batch.counts[i].channel, view_of(channel))) {
            return true;
        }
    }
    return false;
}

/* The short way for other providers counts the same names as the parser would. */
START_TEST(counts_names_as_text)
{
    static const char *const tails[] = {"", "<Event xmlns='x'></Event><Event>"};
    for (size_t i = 0; i < 2; i++) {
        struct buffer text;
        buffer_init(&text, 1 << 20);
        buffer_add_text(&text, "<Event><System><Provider Name='A &amp; B'/><Channel>C</Channel>"
                               "</System></Event>"
                               "<Event><System><Provider Name='D'/><Channel> E &lt;F </Channel>"
                               "</System></Event>"
                               "<Event><System><Provider Name=\"G\"/><Channel/></System></Event>"
                               "<Event><System><Provider Name='H'/><Channel><![CDATA[I]]></Channel>"
                               "</System></Event>");
        buffer_add_text(&text, tails[i]);
        parse_xml(buffer_view(&text));
        ck_assert(is_counted("A & B", "C"));
        ck_assert(is_counted("D", "E <F"));
        ck_assert(is_counted("G", ""));
        ck_assert(is_counted("H", "I"));
        buffer_release(&text);
    }
}
END_TEST

START_TEST(limits_data)
{
    struct buffer text;
    buffer_init(&text, 1 << 20);
    buffer_add_text(
        &text, "<Event><System><Provider Name='Application Error'/><EventID>1000"
               "</EventID><TimeCreated SystemTime='2025-04-09T08:15:11Z'/></System><EventData>");
    for (int i = 0; i < EVENT_MAX_DATA + 3; i++) {
        buffer_format(&text, "<Data Name='n%d'>%d</Data>", i, i);
    }
    buffer_add_text(&text, "</EventData></Event>");
    parse_xml(buffer_view(&text));
    buffer_release(&text);
    expect_xml(1, 0, 0);
    ck_assert_uint_eq(xml_event(0)->data_count, EVENT_MAX_DATA);
    expect_text(xml_event(0)->data[EVENT_MAX_DATA - 1].name, "n63");
    expect_problem(0, 0, "3 data elements over the limit of 64");
}
END_TEST

START_TEST(limits_counts_and_depth)
{
    struct buffer text;
    buffer_init(&text, 1 << 20);
    for (int i = 0; i < BATCH_MAX_COUNTS + 5; i++) {
        buffer_format(&text, "<Event><System><Provider Name='p%d'/></System></Event>", i);
    }
    buffer_add_text(&text, XML_HEAD("1") "<UserData>");
    for (int i = 0; i < 1000; i++) {
        buffer_add_text(&text, "<a>");
    }
    for (int i = 0; i < 1000; i++) {
        buffer_add_text(&text, "</a>");
    }
    buffer_add_text(&text, "</UserData></Event>");
    parse_xml(buffer_view(&text));
    buffer_release(&text);
    expect_xml(BATCH_MAX_COUNTS + 5, 1, 0);
    ck_assert_uint_eq(xml_batch.count_count, BATCH_MAX_COUNTS);
    ck_assert_uint_eq(xml_batch.more_counts, 5);
}
END_TEST

/* Values that are no numbers of their kind. */
START_TEST(reads_odd_numbers)
{
    parse_xml_text("<Event><System><Provider Name='Microsoft-Windows-WMI-Activity'/>"
                   "<EventID>65536</EventID><Level>256</Level><EventRecordID>18446744073709551616"
                   "</EventRecordID><Execution ProcessID='4294967296' ThreadID='-1'/>"
                   "<TimeCreated SystemTime='yesterday'/></System></Event>"
                   "<Event><System><Provider Name='Microsoft-Windows-WMI-Activity'/>"
                   "<EventID> 5858\n</EventID><EventRecordID>18446744073709551615</EventRecordID>"
                   "<Execution ProcessID='0xFFFFFFFF'/></System><UserData><x><ClientProcessId>no"
                   "</ClientProcessId></x></UserData></Event>");
    expect_xml(2, 0, 0);
    const struct event *e = xml_event(0);
    ck_assert_uint_eq(e->id, 0);
    ck_assert_uint_eq(e->level, 0);
    ck_assert_uint_eq(e->record_id, 0);
    ck_assert_uint_eq(e->process_id, 0);
    ck_assert_uint_eq(e->thread_id, 0);
    ck_assert(e->time == WINTIME_NONE);
    e = xml_event(1);
    ck_assert_uint_eq(e->id, 5858);
    ck_assert_uint_eq(e->record_id, UINT64_MAX);
    ck_assert_uint_eq(e->process_id, UINT32_MAX);
    expect_field(e, EVENT_FIELD_CLIENT_PROCESS_ID, "no");
    ck_assert(xml_batch.first == WINTIME_NONE);
}
END_TEST

START_TEST(finds_first_time)
{
    struct view text = VIEW("x<Event><System><TimeCreated SystemTime=\"2024-03-01T10:00:00Z\"/>");
    struct reader_input input = {.form = &xml_reader, .encoding = TEXT_UTF8};
    int64_t time = 5;
    for (size_t len = 0; len < text.len; len++) {
        const struct view copy = exact_copy(text.data, len);
        bool is_found = xml_reader.first_time(&input, copy, &time);
        ck_assert_int_eq(is_found, len >= text.len - 2);
        exact_free(copy);
    }
    char shown[WINTIME_TEXT_SIZE];
    ck_assert_str_eq(wintime_format(time, shown), "2024-03-01T10:00:00.0000000Z");
    input.encoding = TEXT_UTF16BE;
    ck_assert(xml_reader.first_time(&input, xml_wide(text.data, true, false), &time));
    ck_assert(!xml_reader.first_time(&input, VIEW("<\0E\0"), &time));
}
END_TEST

Suite *xml_events_suite(void)
{
    Suite *suite = suite_create("xml_events");
    TCase *tcase = tcase_create("xml_events");
    tcase_add_checked_fixture(tcase, setup_xml, clear_xml);
    tcase_add_loop_test(tcase, reads_dialect, 0, COUNT_OF(dialects));
    tcase_add_test(tcase, reads_evtxecmd);
    tcase_add_test(tcase, unescapes_once);
    tcase_add_test(tcase, line_ends_are_lf);
    tcase_add_test(tcase, reads_copied_view);
    tcase_add_loop_test(tcase, reads_tracerpt, 0, COUNT_OF(stop_data));
    tcase_add_loop_test(tcase, notes_missing_data, 0, COUNT_OF(bad_stops));
    tcase_add_test(tcase, keeps_data_of_unknown_ids);
    tcase_add_loop_test(tcase, reads_values, 0, COUNT_OF(values));
    tcase_add_test(tcase, reads_attributes);
    tcase_add_test(tcase, keeps_companions);
    tcase_add_test(tcase, counts_names_as_text);
    tcase_add_test(tcase, limits_data);
    tcase_add_test(tcase, limits_counts_and_depth);
    tcase_add_test(tcase, reads_odd_numbers);
    tcase_add_test(tcase, finds_first_time);
    suite_add_tcase(suite, tcase);
    return suite;
}

/* Parsing XML texts in tests: exact-size buffers that are gone before anybody looks at the events,
 * and the promises that hold for every input. */
#ifndef WMILOG_TESTS_UNIT_XML_PARSE_H
#define WMILOG_TESTS_UNIT_XML_PARSE_H
#include "parsers/event/reader.h"
#include "tests/unit/texts.h"

#define XML_NAMESPACE "http://schemas.microsoft.com/win/2004/08/events/event"
#define XML_DATA_NAMESPACE "http://manifests.microsoft.com/win/2006/windows/WMI"

/* An event of wevtutil's shape: a 5858 whose record id is `record`, with `operation` as it stands
 * between the tags; and another provider's event that nothing needs. */
#define XML_HEAD(record)                                                                         \
    "<Event xmlns='" XML_NAMESPACE "'><System><Provider Name='Microsoft-Windows-WMI-Activity'/>" \
    "<EventID>5858</EventID><TimeCreated SystemTime='2024-03-01T10:00:00.1234567Z'/>"            \
    "<EventRecordID>" record "</EventRecordID>"                                                  \
    "<Channel>Microsoft-Windows-WMI-Activity/Operational</Channel><Computer>PC</Computer>"       \
    "</System>"
#define XML_DATA(operation)                                                                     \
    "<UserData><Operation_ClientFailure xmlns='" XML_DATA_NAMESPACE "'><ClientProcessId>42"     \
    "</ClientProcessId><Operation>" operation "</Operation><ResultCode>0x80041003</ResultCode>" \
    "</Operation_ClientFailure></UserData>"
#define XML_FAILURE(record, operation) XML_HEAD(record) XML_DATA(operation) "</Event>"
#define XML_FOREIGN                                                                        \
    "<Event xmlns='" XML_NAMESPACE "'><System><Provider Name='Beep'/><EventID>7</EventID>" \
    "<TimeCreated SystemTime='2024-02-01T10:00:00Z'/><Channel>System</Channel></System></Event>"

/* Of the running test. */
extern struct reader_input xml_input;
extern struct batch xml_batch;
extern size_t xml_shift; /* where the block stands in its source; 0 unless a test sets it */

/* Checked fixture. */
void setup_xml(void);
void clear_xml(void);

/* Recognises and parses, and checks the promises. */
void parse_xml(struct view bytes);
void parse_xml_text(const char *text);
/* The text as UTF-16, with a byte order mark when asked. */
void parse_xml_wide(const char *text, bool is_big_endian, bool has_mark);
/* The same without parsing; freed by clear_xml, one at a time. */
struct view xml_wide(const char *text, bool is_big_endian, bool has_mark);

/* Fails unless the batch holds so many events. */
void expect_xml(uint64_t read, uint64_t damaged, uint64_t repaired);
/* Event `index` of the batch; fails when there is none. */
const struct event *xml_event(size_t index);
void expect_field(const struct event *e, enum event_field field, const char *expected);
void expect_number(const struct event *e, enum event_field field, uint64_t expected);
/* Problem `index` stands at `offset` and its message holds `part`. */
void expect_problem(size_t index, uint64_t offset, const char *part);

#endif

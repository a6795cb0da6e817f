/* The System element read without the parser: it says the same as the parser, or nothing. */
#include <stdlib.h>
#include <string.h>

#include "parsers/base/count.h"
#include "parsers/xml/sax.h"
#include "tests/unit/suites.h"
#include "tests/unit/xml_parse.h"

#define SYSTEM_TEXT                                                                 \
    "<System><Provider Name='Microsoft-Windows-WMI-Activity' "                      \
    "Guid='{1418ef04-b0b4-4623-bf7e-d74ab47bbdaa}'/><EventID>5858</EventID>"        \
    "<Version>0</Version><Level>2</Level><Task>0</Task><Opcode>0</Opcode>"          \
    "<Keywords>0x4000000000000000</Keywords><TimeCreated "                          \
    "SystemTime='2020-08-01T18:49:02.3823396Z'/><EventRecordID>501</EventRecordID>" \
    "<Correlation ActivityID='{8e521e2b-7c26-0001-417f-9c8e267cdb01}'/>"            \
    "<Execution ProcessID='1234' ThreadID='5678'/>"                                 \
    "<Channel>Microsoft-Windows-WMI-Activity/Operational</Channel>"                 \
    "<Computer>PC.example.org</Computer><Security UserID='S-1-5-18'/></System>"

static const char system_text[] = SYSTEM_TEXT;

START_TEST(reads_the_form_of_windows)
{
    struct xml_system system;
    ck_assert_uint_eq(xml_read_system(VIEW(SYSTEM_TEXT "<UserData>"), &system),
                      sizeof(system_text) - 1);
    expect_text(system.provider, "Microsoft-Windows-WMI-Activity");
    expect_text(system.guid, "{1418ef04-b0b4-4623-bf7e-d74ab47bbdaa}");
    expect_text(system.channel, "Microsoft-Windows-WMI-Activity/Operational");
    expect_text(system.computer, "PC.example.org");
    expect_text(system.user_sid, "S-1-5-18");
    expect_text(system.activity_id, "{8e521e2b-7c26-0001-417f-9c8e267cdb01}");
    ck_assert_uint_eq(system.id, 5858);
    ck_assert_uint_eq(system.level, 2);
    ck_assert_uint_eq(system.record_id, 501);
    ck_assert_uint_eq(system.process_id, 1234);
    ck_assert_uint_eq(system.thread_id, 5678);
}
END_TEST

/* Exact-size buffers. */
START_TEST(no_shorter_text_is_read)
{
    struct xml_system system;
    for (size_t len = 0; len < sizeof(system_text) - 1; len++) {
        char *copy = malloc(len + 1);
        ck_assert_ptr_nonnull(copy);
        memmove(copy + 1, system_text, len);
        ck_assert_uint_eq(xml_read_system((struct view){copy + 1, len}, &system), 0);
        free(copy);
    }
}
END_TEST

/* What differs in any way is the parser's. */
static const char *const others[] = {
    "<System><EventID>1</EventID></System>",
    " " SYSTEM_TEXT,
    "<System ><Provider Name='a' Guid='b'/>",
    "<System><Provider Name='a&amp;b' Guid='c'/><EventID>1</EventID>",
    "<System><Provider Name='a\" Guid='c'/><EventID>1</EventID>",
};

START_TEST(other_forms_are_left)
{
    struct xml_system system;
    ck_assert_uint_eq(xml_read_system(view_of(others[_i]), &system), 0);
}
END_TEST

#define EVENT(system) "<Event xmlns='" XML_NAMESPACE "'>" system XML_DATA("text") "</Event>"

/* The first event of a text; the views live until the next parse. */
static bool first_event(const char *text, size_t len, struct event *e)
{
    parse_xml((struct view){text, len});
    if (xml_batch.event_count == 0) {
        return false;
    }
    *e = xml_batch.events[0];
    return true;
}

static bool same_view(struct view a, const char *b)
{
    return view_equal(a, view_of(b));
}

/* Texts outlive the batch. */
struct outcome {
    bool is_read;
    char texts[5][128];
    struct event event;
    uint64_t read, damaged, repaired;
};

static void keep(char out[128], struct view text)
{
    size_t len = text.len < 127 ? text.len : 127;
    if (len > 0) {
        memcpy(out, text.data, len);
    }
    out[len] = '\0';
}

static struct outcome outcome_of(const char *text, size_t len)
{
    struct outcome o = {.is_read = false};
    o.is_read = first_event(text, len, &o.event);
    o.read = xml_batch.read;
    o.damaged = xml_batch.damaged;
    o.repaired = xml_batch.repaired;
    if (o.is_read) {
        keep(o.texts[0], o.event.provider);
        keep(o.texts[1], o.event.channel);
        keep(o.texts[2], o.event.computer);
        keep(o.texts[3], o.event.user_sid);
        keep(o.texts[4], o.event.activity_id);
    }
    return o;
}

static void expect_same(const struct outcome *quick, const struct outcome *slow, size_t pos, char c)
{
    ck_assert_msg(quick->is_read == slow->is_read && quick->read == slow->read &&
                      quick->damaged == slow->damaged && quick->repaired == slow->repaired,
                  "counts differ with %#x at %zu", (unsigned)(unsigned char)c, pos);
    if (!quick->is_read) {
        return;
    }
    const struct event *a = &quick->event, *b = &slow->event;
    ck_assert_msg(a->time == b->time && a->id == b->id && a->record_id == b->record_id &&
                      a->level == b->level && a->version == b->version &&
                      a->process_id == b->process_id && a->thread_id == b->thread_id,
                  "numbers differ with %#x at %zu", (unsigned)(unsigned char)c, pos);
    for (size_t i = 0; i < 5; i++) {
        ck_assert_msg(same_view(view_of(quick->texts[i]), slow->texts[i]),
                      "text %zu: '%s', not '%s' with %#x at %zu", i, quick->texts[i],
                      slow->texts[i], (unsigned)(unsigned char)c, pos);
    }
}

/* A blank before the first element is enough to send all to the parser. */
START_TEST(every_corruption_reads_as_the_parser_reads_it)
{
    static const char quick_text[] = EVENT(SYSTEM_TEXT);
    static const char bytes[] = {'<', '>', '&', '\'', '"', ' ', '0', '9', 'x', '/', '\x01', '\xFF'};
    size_t start = (size_t)(strstr(quick_text, "<System>") - quick_text) + strlen("<System>");
    size_t end = (size_t)(strstr(quick_text, "</System>") - quick_text);
    char quick[sizeof(quick_text)];
    char slow[sizeof(quick_text) + 1];
    for (size_t pos = start; pos < end; pos++) {
        char c = bytes[pos * 7 % sizeof(bytes)];
        for (size_t i = 0; i < 3; i++, c = bytes[(pos * 7 + 5 * i) % sizeof(bytes)]) {
            memcpy(quick, quick_text, sizeof(quick));
            quick[pos] = c;
            memcpy(slow, quick, start);
            slow[start] = ' ';
            memcpy(slow + start + 1, quick + start, sizeof(quick) - start);
            struct outcome a = outcome_of(quick, sizeof(quick) - 1);
            struct outcome b = outcome_of(slow, sizeof(slow) - 1);
            expect_same(&a, &b, pos, c);
        }
    }
}
END_TEST

Suite *xml_system_suite(void)
{
    Suite *suite = suite_create("xml_system");
    TCase *tcase = tcase_create("reading");
    tcase_add_checked_fixture(tcase, setup_xml, clear_xml);
    tcase_set_timeout(tcase, 30);
    tcase_add_test(tcase, reads_the_form_of_windows);
    tcase_add_test(tcase, no_shorter_text_is_read);
    tcase_add_loop_test(tcase, other_forms_are_left, 0, COUNT_OF(others));
    tcase_add_test(tcase, every_corruption_reads_as_the_parser_reads_it);
    suite_add_tcase(suite, tcase);
    return suite;
}

/* The same events in other dress: prefixes, doubled quotes, comments, joined files, lost ends. */
#include <string.h>

#include "parsers/base/count.h"
#include "parsers/xml/xml.h"
#include "tests/unit/suites.h"
#include "tests/unit/xml_parse.h"

#define ONE XML_FAILURE("1", "one")
#define TWO XML_FAILURE("2", "two")
#define PREFIXED(p, record, operation)                                                       \
    "<" p ":Event><" p ":System><" p ":Provider Name='Microsoft-Windows-WMI-Activity'/><" p  \
    ":EventID>5858</" p ":EventID><" p ":EventRecordID>" record "</" p ":EventRecordID></" p \
    ":System><" p ":UserData><x:O><x:Operation>" operation "</x:Operation></x:O></" p        \
    ":UserData></" p ":Event>"
#define DOUBLED                                                                                  \
    "<Event "                                                                                    \
    "xmlns=\"\"http://schemas.microsoft.com/win/2004/08/events/event\"\"><System><Provider "     \
    "Name=\"\"Microsoft-Windows-WMI-Activity\"\"/><EventID>5858</EventID></System><UserData><O>" \
    "<Operation>say \"\"one\"\"</Operation></O></UserData></Event>"

#define IN_QUOTES(operation)                                                              \
    "('<Event xmlns=\"http://schemas.microsoft.com/win/2004/08/events/event\"><System>"   \
    "<Provider Name=\"Microsoft-Windows-WMI-Activity\"/><EventID>5858</EventID></System>" \
    "<UserData><O><Operation>" operation "</Operation></O></UserData></Event>')"

struct dress_case {
    const char *text;
    uint64_t read, damaged, repaired;
    const char *operation; /* of the first event */
};

static const struct dress_case dresses[] = {
    {PREFIXED("ns0", "1", "a:b"), 1, 0, 0, "a:b"},
    {"<r xmlns:e='u'>" PREFIXED("e", "1", "one") PREFIXED("e", "2", "two") "</r>", 2, 0, 0, "one"},
    {PREFIXED("e", "1", "<![CDATA[<a:b>]]>"), 1, 0, 0, "<a:b>"},
    {PREFIXED("e", "1", "one<!-- <a:b> -->"), 1, 0, 0, "one"},
    {PREFIXED("e", "1", "a &amp;lt;"), 1, 0, 0, "a &lt;"},
    {ONE PREFIXED("e", "2", "two") TWO, 3, 0, 0, "one"},
    {PREFIXED("e", "1", "a & b") ONE, 2, 0, 1, "a & b"},
    {"a,b\n1,\"" DOUBLED "\"\n2,\"" DOUBLED "\"\n", 2, 0, 0, "say \"one\""},
    {"<!-- an <Event > of yesterday -->" ONE "<!-- " TWO " -->" TWO, 2, 0, 0, "one"},
    {ONE "<!-- </Event> -->" TWO, 2, 0, 0, "one"},
    {IN_QUOTES("a = ''b'' AND c = ''''"), 1, 0, 0, "a = 'b' AND c = ''"},
    {IN_QUOTES("a = 'b' AND c = ''"), 1, 0, 0, "a = 'b' AND c = ''"},
    {XML_FAILURE("1", "<![CDATA[" TWO "]]>") TWO, 2, 0, 0, TWO},
    {XML_FAILURE("1", "one<!-- </Event> -->") TWO, 2, 0, 0, "one"},
    {ONE "<!-- " TWO, 2, 0, 0, "one"},
    {ONE "<![CDATA[ " TWO "<![CDATA[ ]]>", 2, 0, 0, "one"},
    {XML_HEAD("1") XML_DATA("one") "<RenderingInfo Culture='en-US'><Message>Id = {0", 1, 0, 1,
     "one"},
    {XML_HEAD("1") XML_DATA("one") "<RenderingInfo" TWO, 2, 0, 1, "one"},
    {XML_HEAD("1") XML_DATA("one") "</Event", 1, 0, 1, "one"},
    {XML_HEAD("1") XML_DATA("a & b"), 1, 0, 1, "a & b"},
    {TWO "<Event><System><Provider Name='Microsoft-Windows-WMI\x01"
         "Activity'/></System></Event>",
     1, 1, 0, "two"},
    {TWO "<Event><System><Provider Name='Disk&#1;'/></System></Event>", 1, 1, 0, "two"},
};

static void expect_dress(const struct dress_case *c)
{
    expect_xml(c->read, c->damaged, c->repaired);
    expect_field(xml_event(0), EVENT_FIELD_OPERATION, c->operation);
}

START_TEST(reads_dress)
{
    parse_xml_text(dresses[_i].text);
    expect_dress(&dresses[_i]);
}
END_TEST

START_TEST(reads_wide_dress)
{
    parse_xml_wide(dresses[_i].text, _i & 1, true);
    expect_dress(&dresses[_i]);
}
END_TEST

/* The text of a prefixed event, given on as XML, needs no declaration from outside. */
START_TEST(prefixes_are_gone_from_texts)
{
    parse_xml_text("<Events/>");
    xml_input.wants_xml = true;
    const char *text = PREFIXED("e", "1", "one");
    struct block block = {0, view_of(text), true};
    batch_clear(&xml_batch);
    xml_input.form->parse(&xml_input, &block, &xml_batch);
    struct view xml = xml_event(0)->xml;
    ck_assert(view_starts(xml, VIEW("<Event xmlns='" XML_EVENT_URI "'><System>")));
    ck_assert_uint_eq(view_find(xml, VIEW("e:"), 0), SIZE_MAX);
}
END_TEST

/* 0 stands for UTF-8, 1 and 2 for UTF-16 in either order, with its mark. */
static void add_part(struct buffer *out, int encoding, const char *text)
{
    buffer_add(out, encoding == 0 ? view_of(text) : xml_wide(text, encoding == 2, true));
}

/* Files of different encodings joined, also at odd offsets. */
START_TEST(reads_joined_files)
{
    static const char *const ends[] = {"</Events>", "</Events>\n"};
    struct buffer text;
    buffer_init(&text, BUFFER_NO_MAX);
    int first = _i % 3;
    int second = _i / 3 % 3;
    add_part(&text, first, "<Events>" ONE);
    add_part(&text, first, ends[_i / 9]);
    add_part(&text, second, "<Events>" TWO XML_FAILURE("3", "\xC3\xA4") "</Events>");
    add_part(&text, first, "<Events>" ONE "</Events>");
    parse_xml(buffer_view(&text));
    buffer_release(&text);
    expect_xml(4, 0, 0);
    expect_field(xml_event(2), EVENT_FIELD_OPERATION, "\xC3\xA4");
}
END_TEST

/* A block that begins in a comment. */
START_TEST(block_begins_in_comment)
{
    parse_xml_text("<Event > of yesterday --> " ONE);
    expect_xml(1, 0, 0);
}
END_TEST

Suite *xml_dress_suite(void)
{
    Suite *suite = suite_create("xml_dress");
    TCase *tc = tcase_create("dress");
    tcase_add_checked_fixture(tc, setup_xml, clear_xml);
    int count = (int)COUNT_OF(dresses);
    tcase_add_loop_test(tc, reads_dress, 0, count);
    tcase_add_loop_test(tc, reads_wide_dress, 0, count);
    tcase_add_test(tc, prefixes_are_gone_from_texts);
    tcase_add_loop_test(tc, reads_joined_files, 0, 18);
    tcase_add_test(tc, block_begins_in_comment);
    suite_add_tcase(suite, tc);
    return suite;
}

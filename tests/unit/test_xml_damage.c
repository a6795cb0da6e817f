/* Damaged exports: what is mended, what is given up, and that the rest is read all the same. */
#include <stdlib.h>
#include <string.h>

#include "parsers/base/count.h"
#include "parsers/xml/xml.h"
#include "tests/unit/suites.h"
#include "tests/unit/xml_parse.h"

#define REPLACED "\xEF\xBF\xBD"
#define GOOD XML_FAILURE("1", "good")

/* Where `part` stands in `text`. */
static size_t place_of(const char *text, const char *part)
{
    size_t pos = view_find(view_of(text), view_of(part), 0);
    ck_assert_uint_ne(pos, SIZE_MAX);
    return pos;
}

struct loss_case {
    const char *text;
    uint64_t read, damaged;
    const char *at;   /* the first problem stands where this does */
    const char *said; /* in its message */
};

static const struct loss_case losses[] = {
    {GOOD XML_HEAD("2") GOOD, 2, 1, XML_HEAD("2"), "cut off"},
    {GOOD XML_HEAD("2") "<UserData>", 1, 1, XML_HEAD("2"), "cut off"},
    {GOOD XML_HEAD("2") "<UserData><a></a></Event", 1, 1, XML_HEAD("2"), "cut off"},
    {GOOD "<Event", 1, 0, NULL, NULL},
    {"<Event/>" GOOD, 1, 1, "<Event/>", "cut off"},
    {XML_FOREIGN "<Event><System><Provider Name='Beep'/>" GOOD, 2, 1, "<Event><System>", "cut off"},
    {XML_FOREIGN "41</Data></EventData></Event>" GOOD, 2, 1, "41", "start of the event is missing"},
    {GOOD "<!--x--></Event></Event>", 1, 2, "<!--x", "start of the event is missing"},
    {GOOD "<!--x--></Event>" GOOD, 2, 1, "<!--x", "start of the event is missing"},
    {GOOD XML_HEAD("2") "<UserData><a></UserData></a></Event>" GOOD, 2, 1, XML_HEAD("2"), "a"},
    {GOOD XML_HEAD("2") "<UserData><a b=c/></UserData></Event>", 1, 1, XML_HEAD("2"), "AttValue"},
    {GOOD XML_HEAD("2") "<UserData><a b='1' b='2'/></UserData></Event>", 1, 1, XML_HEAD("2"), "b"},
    {GOOD XML_HEAD("2") XML_DATA("x") "<p:a/></Event>", 2, 0, NULL, NULL},
    {GOOD XML_HEAD("2") "<UserData>a <b</UserData></Event>" GOOD, 2, 1, XML_HEAD("2"), ""},
    {GOOD XML_HEAD("2") "</UserData></Event>", 1, 1, XML_HEAD("2"), "mismatch"},
    {GOOD XML_FAILURE("2", "x") "<!-- x", 2, 0, NULL, NULL},
    {GOOD XML_HEAD("2") "<!-- x </Event>" GOOD, 2, 1, XML_HEAD("2"), ""},
    {GOOD XML_HEAD("2") "<![CDATA[ x </Event>" GOOD, 2, 1, XML_HEAD("2"), ""},
    /* An end tag too many closes the document's own root: no way to take other events along. */
    {GOOD XML_FAILURE("2", "x") "</r><r>" GOOD, 3, 0, NULL, NULL},
    {GOOD XML_HEAD("2") "</r></Event>" GOOD, 2, 1, XML_HEAD("2"), "mismatch"},
    /* An event inside an event: the outer one lost its end, or the inner one its start. */
    {"<Event><System/>" GOOD "</Event>" GOOD, 2, 2, "<Event><System/>", "cut off"},
    {"<Event><System/>" GOOD XML_FOREIGN, 2, 1, "<Event><System/>", "cut off"},
    {"<Event>" XML_FOREIGN GOOD, 2, 1, "<Event>", "cut off"},
    {GOOD "<Event><!DOCTYPE a [<!ENTITY b 'c'>]>&b;</Event>" GOOD, 2, 1, "<Event><!DOCTYPE", ""},
    {GOOD "<Event><?xml version='1.0'?></Event>" GOOD, 2, 1, "<Event><?xml", "XML declaration"},
};

START_TEST(loses_one)
{
    const struct loss_case *c = &losses[_i];
    parse_xml_text(c->text);
    expect_xml(c->read, c->damaged, 0);
    ck_assert_uint_eq(xml_batch.problem_count, c->damaged);
    if (c->at) {
        expect_problem(0, place_of(c->text, c->at), c->said);
    }
}
END_TEST

/* The same one step further in the source, and in wide text. */
START_TEST(offsets_are_those_of_the_source)
{
    const struct loss_case *c = &losses[_i];
    xml_shift = 262144;
    parse_xml_text(c->text);
    if (c->at) {
        expect_problem(0, 262144 + place_of(c->text, c->at), c->said);
    }
    xml_shift = 0;
    parse_xml_wide(c->text, _i & 1, true);
    expect_xml(c->read, c->damaged, 0);
    if (c->at) {
        expect_problem(0, 2 + 2 * place_of(c->text, c->at), c->said);
    }
}
END_TEST

/* What stands around damage has the fields and offsets that it has without. */
START_TEST(keeps_neighbours)
{
    const char *text = "<Events>" XML_FAILURE("7", "one") XML_FOREIGN "<Event>" XML_FAILURE(
        "8", "two") "</x></Event>" XML_FAILURE("9", "three &amp; ") "</Events>";
    parse_xml_text(text);
    expect_xml(4, 2, 0);
    ck_assert_uint_eq(xml_batch.event_count, 3);
    for (size_t i = 0; i < 3; i++) {
        const char *const parts[] = {XML_HEAD("7"), XML_HEAD("8"), XML_HEAD("9")};
        const char *const operations[] = {"one", "two", "three & "};
        const struct event *e = xml_event(i);
        ck_assert_uint_eq(e->origin.offset, place_of(text, parts[i]));
        ck_assert_uint_eq(e->record_id, 7 + i);
        expect_field(e, EVENT_FIELD_OPERATION, operations[i]);
        expect_number(e, EVENT_FIELD_RESULT_CODE, 0x80041003);
    }
    expect_problem(0, place_of(text, "<Event>"), "cut off");
    expect_problem(1, place_of(text, "</x>"), "start of the event is missing");
}
END_TEST

struct repair_case {
    const char *operation, *value;
};

#define REPAIR(operation, value)                     \
    {                                                \
        GOOD XML_FAILURE("2", operation) GOOD, value \
    }

static const struct repair_case repairs[] = {
    REPAIR("a & b", "a & b"),
    REPAIR("&", "&"),
    REPAIR("&&amp;&", "&&&"),
    REPAIR("a &b; c", "a &b; c"),
    REPAIR("&lt &gt", "&lt &gt"),
    REPAIR("&#x; &#; &#xG; &#99999999; &#x110000;", "&#x; &#; &#xG; &#99999999; &#x110000;"),
    REPAIR("&#0;&#1;&#xB;&#xD800;&#xFFFF;", REPLACED REPLACED REPLACED REPLACED REPLACED),
    REPAIR("\x01\x1F\x0B.", REPLACED REPLACED REPLACED "."),
    REPAIR("\xEF\xBF\xBF \xEF\xBF\xBE", REPLACED " " REPLACED),
    REPAIR("DriveType <> 5 and a < b", "DriveType <> 5 and a < b"),
    /* Well-formed UTF-8 beside what is none. */
    REPAIR("\xC3\xA4 \xE4 b", "\xC3\xA4 " REPLACED " b"),
    REPAIR("\xC3\xA4 \xED\xA0\x80", "\xC3\xA4 " REPLACED REPLACED REPLACED),
    REPAIR("\xC3\xA4 \xC0\xAF", "\xC3\xA4 " REPLACED REPLACED),
    /* All of it at once. */
    REPAIR("\xC3\xA4 & \x02 \xFF &lt;", "\xC3\xA4 & " REPLACED " " REPLACED " <"),
};

START_TEST(repairs_one)
{
    const struct repair_case *c = &repairs[_i];
    parse_xml_text(c->operation);
    expect_xml(3, 0, 1);
    ck_assert_uint_eq(xml_batch.code_page, 0);
    ck_assert_uint_eq(xml_batch.problem_count, 1);
    size_t place = place_of(c->operation, XML_HEAD("2"));
    expect_problem(0, place, "repaired: ");
    ck_assert_uint_eq(xml_event(1)->origin.offset, place);
    expect_field(xml_event(1), EVENT_FIELD_OPERATION, c->value);
    expect_field(xml_event(2), EVENT_FIELD_OPERATION, "good");
}
END_TEST

struct mend_case {
    const char *text, *mended;
    struct xml_repairs repairs;
};

static const struct mend_case mends[] = {
    {"", "", {0, 0, 0, 0, 0, 0}},
    {"a&amp;&lt;&gt;&quot;&apos;&#10;&#xa;",
     "a&amp;&lt;&gt;&quot;&apos;&#10;&#xa;",
     {0, 0, 0, 0, 0, 0}},
    {"&", "&amp;", {1, 0, 0, 0, 0, 0}},
    {"&;&amp&AMP;&#;&#x;", "&amp;;&amp;amp&amp;AMP;&amp;#;&amp;#x;", {5, 0, 0, 0, 0, 0}},
    {"&#0;&#x10FFFF;&#1114111;", REPLACED "&#x10FFFF;&#1114111;", {0, 1, 0, 0, 0, 0}},
    /* More digits than any character has. */
    {"&#x000000000041;", "&amp;#x000000000041;", {1, 0, 0, 0, 0, 0}},
    {"\t\n\r \x7F", "\t\n\r \x7F", {0, 0, 0, 0, 0, 0}},
    {"\x01&\xFF", REPLACED "&amp;" REPLACED, {1, 1, 1, 0, 0, 0}},
    {"\xE4\xB8", REPLACED REPLACED, {0, 0, 2, 0, 0, 0}},
    {"\xEF\xBF\xBF\xEF\xBF", REPLACED REPLACED REPLACED, {0, 1, 2, 0, 0, 0}},
    {"a < b <> c <= <5 <a></a><!----><?p?></ x",
     "a &lt; b &lt;> c &lt;= &lt;5 <a></a><!----><?p?></ x",
     {0, 0, 0, 4, 0, 0}},
    {"<a b=\xE2\x80\x9C"
     "c\xE2\x80\x9D>\xE2\x80\x9C",
     "<a b=\"c\">\xE2\x80\x9C",
     {0, 0, 0, 0, 2, 0}},
    {"<", "&lt;", {0, 0, 0, 1, 0, 0}},
    {"<![CDATA[a < & \x01]]> & <", "<![CDATA[a < & " REPLACED "]]> &amp; &lt;", {1, 1, 0, 1, 0, 0}},
    {"<a b=\"u\"<http://u>><c d=\"u <http://u> \">",
     "<a b=\"u\"><c d=\"u  \">",
     {0, 0, 0, 0, 0, 2}},
    {"<a b=\"u\"<http://u", "<a b=\"u\"<http://u", {0, 0, 0, 0, 0, 0}},
    {"<a>1 <http://u> 2", "<a>1 <http://u> 2", {0, 0, 0, 0, 0, 0}},
};

START_TEST(mends_text)
{
    const struct mend_case *c = &mends[_i];
    size_t len = strlen(c->text);
    char *copy = malloc(len + 1);
    ck_assert_ptr_nonnull(copy);
    memcpy(copy, c->text, len);
    struct buffer out;
    buffer_init(&out, BUFFER_NO_MAX);
    for (size_t i = 0; i < len; i++) {
        (void)xml_repair(&out, (struct view){copy + len - i, i});
        buffer_clear(&out);
    }
    struct xml_repairs found = xml_repair(&out, (struct view){copy, len});
    free(copy);
    expect_text(buffer_view(&out), c->mended);
    ck_assert_uint_eq(found.ampersands, c->repairs.ampersands);
    ck_assert_uint_eq(found.characters, c->repairs.characters);
    ck_assert_uint_eq(found.bytes, c->repairs.bytes);
    ck_assert_uint_eq(found.links, c->repairs.links);
    ck_assert_uint_eq(found.marks, c->repairs.marks);
    /* Once is enough. */
    struct buffer again;
    buffer_init(&again, BUFFER_NO_MAX);
    found = xml_repair(&again, buffer_view(&out));
    ck_assert_uint_eq(found.ampersands + found.characters + found.bytes + found.marks, 0);
    ck_assert(view_equal(buffer_view(&again), buffer_view(&out)));
    buffer_release(&again);
    buffer_release(&out);
}
END_TEST

/* A NUL is a control character like any other. */
START_TEST(repairs_nul)
{
    char text[] = XML_FAILURE("1", "a@b") XML_FAILURE("2", "c");
    char *mark = strchr(text, '@');
    ck_assert_ptr_nonnull(mark);
    *mark = '\0';
    parse_xml((struct view){text, sizeof(text) - 1});
    expect_xml(2, 0, 1);
    expect_field(xml_event(0), EVENT_FIELD_OPERATION, "a" REPLACED "b");
}
END_TEST

START_TEST(repairs_attributes)
{
    parse_xml_text("<Event><System><Provider Name='Microsoft-Windows-WMI-Activity'/><EventID>999"
                   "</EventID></System><EventData><Data Name='a & b'>x</Data></EventData></Event>");
    expect_xml(1, 0, 1);
    expect_text(xml_event(0)->data[0].name, "a & b");
}
END_TEST

/* Names are counted as text, also where an event is only counted. */
START_TEST(repairs_counted_names)
{
    parse_xml_text("<Event><System><Provider Name='\xC3\xA4'/><Channel>\xE4\xC3\xA4</Channel>"
                   "</System></Event><Event><System><Provider Name='b&c'/><Channel>d\x01</Channel>"
                   "</System></Event>");
    expect_xml(2, 0, 2);
    ck_assert_uint_eq(xml_batch.count_count, 2);
    expect_text(xml_batch.counts[0].provider, "\xC3\xA4");
    expect_text(xml_batch.counts[0].channel, REPLACED "\xC3\xA4");
    expect_text(xml_batch.counts[1].provider, "b&c");
    expect_text(xml_batch.counts[1].channel, "d" REPLACED);
}
END_TEST

struct wide_case {
    uint16_t first, second; /* in place of U+0416 U+0417 */
    const char *value;
    uint64_t repaired;
};

static const struct wide_case wide_cases[] = {
    {0xD83D, 0xDE00, "\xF0\x9F\x98\x80", 0}, {0xD83D, 'x', REPLACED "x", 1},
    {'x', 0xDC00, "x" REPLACED, 1},          {0xDC00, 0xD800, REPLACED REPLACED, 1},
    {0xD800, 0xD800, REPLACED REPLACED, 1},  {0, 1, REPLACED REPLACED, 1},
    {0xFFFF, 0xFFFE, REPLACED REPLACED, 1},  {'&', ' ', "& ", 1},
};

START_TEST(repairs_wide)
{
    const struct wide_case *c = &wide_cases[_i / 2];
    bool is_big = _i & 1;
    struct view good = xml_wide(GOOD XML_FAILURE("2", "\xD0\x96\xD0\x97") GOOD, is_big, true);
    char *bytes = malloc(good.len);
    ck_assert_ptr_nonnull(bytes);
    memcpy(bytes, good.data, good.len);
    size_t high = is_big ? 0 : 1;
    for (size_t i = 0; i < good.len; i += 2) {
        bool is_mark = bytes[i + high] == 4;
        uint16_t unit = bytes[i + 1 - high] == 0x16 ? c->first : c->second;
        if (is_mark) {
            bytes[i + high] = (char)(unit >> 8);
            bytes[i + 1 - high] = (char)(unit & 0xFF);
        }
    }
    parse_xml((struct view){bytes, good.len});
    free(bytes);
    expect_xml(3, 0, c->repaired);
    expect_field(xml_event(1), EVENT_FIELD_OPERATION, c->value);
    size_t place = 2 + 2 * (sizeof(GOOD) - 1);
    ck_assert_uint_eq(xml_event(1)->origin.offset, place);
    if (c->repaired > 0) {
        expect_problem(0, place, "repaired: ");
    }
}
END_TEST

/* Not one byte of UTF-8: a code page, event by event. */
START_TEST(reads_code_page)
{
    parse_xml_text(XML_FAILURE("1", "\xE4\xF6\xFC \x80 \x93q\x94") XML_FAILURE("2", "\xC3\xA4")
                       XML_FAILURE("3", "plain") XML_FAILURE("4", "\xC3\xA4 \xE4"));
    expect_xml(4, 0, 1);
    ck_assert_uint_eq(xml_batch.code_page, 1);
    expect_field(xml_event(0), EVENT_FIELD_OPERATION,
                 "\xC3\xA4\xC3\xB6\xC3\xBC \xE2\x82\xAC \xE2\x80\x9Cq\xE2\x80\x9D");
    expect_field(xml_event(1), EVENT_FIELD_OPERATION, "\xC3\xA4");
    expect_field(xml_event(3), EVENT_FIELD_OPERATION, "\xC3\xA4 " REPLACED);
    ck_assert_uint_eq(xml_batch.problem_count, 1);
}
END_TEST

/* Bytes without meaning in the code page are damage of their own; a lost event is not counted as
 * read. */
START_TEST(counts_code_page)
{
    parse_xml_text(XML_FAILURE("1", "\xE4\x81"));
    expect_xml(1, 0, 1);
    ck_assert_uint_eq(xml_batch.code_page, 1);
    expect_field(xml_event(0), EVENT_FIELD_OPERATION, "\xC3\xA4" REPLACED);
    parse_xml_text(XML_FAILURE("1", "\xE4<x>") XML_FAILURE("2", "\xE4"));
    expect_xml(1, 1, 0);
    ck_assert_uint_eq(xml_batch.code_page, 1);
}
END_TEST

/* Declared entities are as unknown as others: nothing grows. */
START_TEST(expands_nothing)
{
    parse_xml_text("<?xml version='1.0'?><!DOCTYPE Events [<!ENTITY a 'aaaaaaaaaa'>"
                   "<!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'><!ENTITY x SYSTEM 'file:///etc/passwd'>]>"
                   "<Events>" XML_FAILURE("1", "&b;&x;") "</Events>");
    expect_xml(1, 0, 1);
    expect_field(xml_event(0), EVENT_FIELD_OPERATION, "&b;&x;");
}
END_TEST

/* Damage in what is only counted does no harm. */
START_TEST(counts_damaged_others)
{
    parse_xml_text(GOOD "<Event><System><Provider Name='Beep'/></System><x>&</y></Event>" GOOD);
    expect_xml(3, 0, 0);
    ck_assert_uint_eq(xml_batch.problem_count, 0);
}
END_TEST

static void add_stray(struct buffer *text, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        buffer_add_char(text, '.');
    }
}

/* More than a kilobyte between events is said, with and without damage in the block. */
START_TEST(notes_stray_text)
{
    const char *damaged = _i ? "<Event><x></Event>" : "";
    struct buffer text;
    buffer_init(&text, 1 << 20);
    add_stray(&text, XML_STRAY_BYTES);
    buffer_add_text(&text, GOOD);
    size_t middle = buffer_view(&text).len;
    add_stray(&text, XML_STRAY_BYTES + 1);
    buffer_add_text(&text, GOOD);
    buffer_add_text(&text, damaged);
    size_t end = buffer_view(&text).len;
    add_stray(&text, XML_STRAY_BYTES + 7);
    parse_xml(buffer_view(&text));
    buffer_release(&text);
    expect_xml(2, (uint64_t)_i, 0);
    ck_assert_uint_eq(xml_batch.problem_count, 2 + (size_t)_i);
    expect_problem((size_t)_i, middle, "1025 bytes belong to no event");
    expect_problem(1 + (size_t)_i, end, "1031 bytes belong to no event");
}
END_TEST

START_TEST(limits_problems)
{
    struct buffer text;
    buffer_init(&text, 1 << 20);
    for (int i = 0; i < BATCH_MAX_PROBLEMS + 50; i++) {
        buffer_add_text(&text, "<Event></x></Event>");
    }
    parse_xml(buffer_view(&text));
    buffer_release(&text);
    expect_xml(0, BATCH_MAX_PROBLEMS + 50, 0);
    ck_assert_uint_eq(xml_batch.problem_count, BATCH_MAX_PROBLEMS);
    ck_assert_uint_eq(xml_batch.more_problems, 50);
}
END_TEST

/* A message that quotes the export is cut between characters. */
START_TEST(cuts_messages_between_characters)
{
    char name[400];
    for (size_t shift = 0; shift < 4; shift++) {
        struct buffer text;
        buffer_init(&text, BUFFER_NO_MAX);
        memset(name, 'a', shift);
        for (size_t i = shift; i + 3 < sizeof(name); i += 3) {
            memcpy(name + i, "\xE4\xB8\xAD", 4);
        }
        buffer_format(&text, "<Event><%s></%s></Event>", name, name + shift);
        buffer_format(&text, "<Event><%s></b></Event>", name);
        parse_xml(buffer_view(&text));
        ck_assert_uint_ge(xml_batch.damaged, 1);
        buffer_release(&text);
    }
}
END_TEST

/* A batch that was cleared knows nothing of the block before. */
START_TEST(forgets_the_block_before)
{
    parse_xml_text(XML_FAILURE("1", "&") "<Event>");
    expect_xml(1, 1, 1);
    parse_xml_text(GOOD);
    expect_xml(1, 0, 0);
    ck_assert_uint_eq(xml_batch.problem_count, 0);
    ck_assert_uint_eq(xml_batch.count_count, 1);
    ck_assert_uint_eq(xml_batch.event_count, 1);
}
END_TEST

/* Every shorter length keeps the promises, and a longer one never reads less. */
START_TEST(reads_every_length)
{
    const char *text = "<Events>" XML_FAILURE("1", "&amp;") XML_FOREIGN XML_FAILURE("2", "&");
    size_t most = 0;
    for (size_t len = 7; len <= strlen(text); len++) {
        parse_xml(view_slice(view_of(text), 0, len));
        ck_assert_uint_ge(xml_batch.read, most);
        ck_assert_uint_le(xml_batch.damaged, 1);
        most = xml_batch.read;
    }
    ck_assert_uint_eq(most, 3);
    struct view wide = xml_wide(text, false, true);
    for (size_t len = 32; len <= wide.len; len++) {
        parse_xml(view_slice(wide, 0, len));
    }
    expect_xml(3, 0, 1);
}
END_TEST

Suite *xml_damage_suite(void)
{
    Suite *suite = suite_create("xml_damage");
    TCase *tcase = tcase_create("xml_damage");
    tcase_add_checked_fixture(tcase, setup_xml, clear_xml);
    tcase_set_timeout(tcase, 30);
    tcase_add_loop_test(tcase, loses_one, 0, COUNT_OF(losses));
    tcase_add_loop_test(tcase, offsets_are_those_of_the_source, 0, COUNT_OF(losses));
    tcase_add_test(tcase, keeps_neighbours);
    tcase_add_loop_test(tcase, repairs_one, 0, COUNT_OF(repairs));
    tcase_add_loop_test(tcase, mends_text, 0, COUNT_OF(mends));
    tcase_add_test(tcase, repairs_nul);
    tcase_add_test(tcase, repairs_attributes);
    tcase_add_test(tcase, repairs_counted_names);
    tcase_add_loop_test(tcase, repairs_wide, 0, 2 * COUNT_OF(wide_cases));
    tcase_add_test(tcase, reads_code_page);
    tcase_add_test(tcase, counts_code_page);
    tcase_add_test(tcase, expands_nothing);
    tcase_add_test(tcase, counts_damaged_others);
    tcase_add_loop_test(tcase, notes_stray_text, 0, 2);
    tcase_add_test(tcase, limits_problems);
    tcase_add_test(tcase, cuts_messages_between_characters);
    tcase_add_test(tcase, forgets_the_block_before);
    tcase_add_test(tcase, reads_every_length);
    suite_add_tcase(suite, tcase);
    return suite;
}

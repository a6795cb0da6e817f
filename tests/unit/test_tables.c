/* Tables behind each other: where rows of another one begin, and what is told of too many. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "parsers/base/count.h"
#include "parsers/event/source.h"
#include "parsers/event/tables.h"
#include "parsers/json/json.h"
#include "tests/unit/input_files.h"
#include "tests/unit/suites.h"
#include "tests/unit/xml_parse.h"

enum { LONG_TEXT = 64 * 1024 };

static struct buffer text;

static void setup(void)
{
    setup_xml();
    setup_files();
    buffer_init(&text, BUFFER_NO_MAX);
}

static void teardown(void)
{
    buffer_release(&text);
    free(xml_input.header);
    xml_input.header = NULL;
    clear_files();
    clear_xml();
}

static void add_lines(const char *line, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        buffer_add_text(&text, line);
    }
}

/* The start that a search through all lines ends with; SIZE_MAX for none. */
static size_t search(struct view lines)
{
    struct tables_search s = {.start = SIZE_MAX};
    for (size_t start = 0; start < lines.len;) {
        if (tables_end_search(&s, lines, start)) {
            return s.start;
        }
        const size_t end = view_find(lines, VIEW("\n"), start);
        start = end == SIZE_MAX ? lines.len : end + 1;
    }
    return tables_end_search(&s, lines, lines.len) ? s.start : SIZE_MAX;
}

static const struct {
    const char *first;  /* line, once */
    const char *lines;  /* all behind it, */
    size_t count;       /* so many */
    const char *behind; /* the last one */
    bool is_table;
} searches[] = {
    {"words\n", "a,b,c\n", 2000, "", true},
    {"words\n", "a;b;c\n", 2000, "", true},
    {"words\n", "a,b,c\n", 500, "", false}, /* more may show what it is */
    {"words\n", "a,b\n", 4000, "", false},
    {"words\n", "\"a, b\",\"\",\"c \"\"d\"\"\"\n", 2000, "", true},
    {"words\n", "a,,c\n", 2000, "", true},
    {"say, what, is\n", "the \"\"name\"\", of, it\n", TABLES_FAR_INSIDE - 100, "", false},
    {"say, what, is\n", "the \"\"name\"\", of, it\n", 2 * TABLES_FAR_INSIDE, "", true},
    {"call, the, script\n", "of, it, all\n", 400, "};\"\r\n", false},
    {"call, the, script\n", "of, it, all\n", 400, "end\",\"x\"\r\n", false},
};

START_TEST(rows_of_another_table_are_found)
{
    buffer_add_text(&text, searches[_i].first);
    add_lines(searches[_i].lines, searches[_i].count);
    buffer_add_text(&text, searches[_i].behind);
    const bool has_words = strcmp(searches[_i].first, "words\n") == 0;
    if (!has_words && !searches[_i].is_table) {
        add_lines("\"x\",\"y\"\n", 100); /* of the known table again */
        const size_t row = text.len - strlen("\"x\",\"y\"\n") * 100;
        add_lines("words\n", 2000);
        struct tables_search s = {.start = SIZE_MAX};
        for (size_t start = 0; start < row;) {
            ck_assert(!tables_end_search(&s, buffer_view(&text), start));
            start = view_find(buffer_view(&text), VIEW("\n"), start) + 1;
        }
        return;
    }
    ck_assert_uint_eq(search(buffer_view(&text)), !searches[_i].is_table ? SIZE_MAX
                                                  : has_words            ? strlen("words\n")
                                                                         : 0);
}
END_TEST

/* Blocks that see less of a text must not find another start than those that see more. */
START_TEST(what_is_found_stays_found)
{
    add_lines("some words of somebody\n", 100);
    add_lines("a,b,\"a cell with a longer text\"\n", 20);
    add_lines("x,y,z\n", 3000);
    const size_t found = search(buffer_view(&text));
    ck_assert_uint_eq(found, 100 * strlen("some words of somebody\n"));
    for (size_t len = 0; len < text.len; len += 7) {
        const size_t other = search(view_slice(buffer_view(&text), 0, len));
        ck_assert(other == found || other == SIZE_MAX);
    }
}
END_TEST

START_TEST(only_so_many_lines_are_looked_at)
{
    const size_t counts[] = {TABLES_MAX_LOOKS - 1, TABLES_MAX_LOOKS};
    for (size_t i = 0; i < COUNT_OF(counts); i++) {
        buffer_clear(&text);
        add_lines("words\n", counts[i]);
        add_lines("a,b,c\n", 2000);
        ck_assert_uint_eq(search(buffer_view(&text)),
                          i == 0 ? counts[i] * strlen("words\n") : SIZE_MAX);
    }
}
END_TEST

#define HEAD "Channel,EventId,Provider,TimeCreated,Computer,Payload\r\n"
#define OTHER_HEAD "TimeCreated,Id,LevelDisplayName,Message\r\n"

static void parse_text(void)
{
    buffer_add_char(&text, '\0');
    parse_xml_text(text.data);
}

START_TEST(too_many_heads_are_told)
{
    const size_t counts[] = {TABLES_MAX_HEADS, TABLES_MAX_HEADS + 1};
    for (size_t i = 0; i < COUNT_OF(counts); i++) {
        buffer_clear(&text);
        buffer_add_text(&text, HEAD);
        add_lines("words, and more of them, to go on, with, some, more\r\n", counts[i]);
        parse_text();
        ck_assert_uint_eq(xml_batch.problem_count, i);
    }
    expect_problem(0, 0, "look like heads of tables");
}
END_TEST

START_TEST(too_many_tables_are_told)
{
    const size_t counts[] = {TABLES_MAX_PARTS / 2, TABLES_MAX_PARTS / 2 + 1};
    for (size_t i = 0; i < COUNT_OF(counts); i++) {
        buffer_clear(&text);
        add_lines(HEAD OTHER_HEAD, counts[i]);
        parse_text();
        ck_assert_uint_eq(xml_batch.damaged, i);
    }
    expect_problem(0, TABLES_MAX_PARTS / 2 * strlen(HEAD OTHER_HEAD),
                   "more tables stand close to each other");
}
END_TEST

/* A block far behind lines of which too many look like heads, or behind more heads than there is
 * room for. */
START_TEST(heads_that_are_not_known_are_told)
{
    const struct {
        const char *lines;
        size_t count, room;
        bool is_told;
    } logs[] = {
        {"some,words\r\n", 100, LONG_TEXT, false},
        {"some,words\r\n", 2000, LONG_TEXT, true},
        {HEAD OTHER_HEAD, 6000, LONG_TEXT, true},
        {HEAD OTHER_HEAD, 6000, 100 * LONG_TEXT, false},
    };
    for (size_t i = 0; i < COUNT_OF(logs); i++) {
        struct source source;
        struct error err;
        error_init(&err);
        buffer_clear(&text);
        buffer_add_text(&text, HEAD OTHER_HEAD);
        add_lines(logs[i].lines, logs[i].count);
        buffer_add_text(&text, HEAD);
        ck_assert(source_open(&source, file_with("log.csv", buffer_view(&text)), 0, &err) ==
                  STATUS_OK);
        ck_assert(reader_recognise(buffer_view(&text), &xml_input, &err) == STATUS_OK);
        void *learned = xml_input.form->learn(&xml_input, &source, logs[i].room);
        ck_assert_ptr_nonnull(learned);
        struct reader_input input = xml_input;
        input.learned = learned;
        const struct block block = {.offset = text.len, .data = VIEW("x,y\r\n")};
        batch_clear(&xml_batch);
        input.form->parse(&input, &block, &xml_batch);
        ck_assert_uint_eq(xml_batch.incomplete, logs[i].is_told);
        xml_input.form->unlearn(learned);
        source_close(&source);
    }
}
END_TEST

#define COLUMNS                                                                              \
    "RecordNumber,EventRecordId,TimeCreated,EventId,Provider,Channel,Computer,PayloadData1," \
    "PayloadData2\r\n"
#define ROW                                                                \
    "1,1,2025-04-09 08:15:11.1234567,5858,Microsoft-Windows-WMI-Activity," \
    "Microsoft-Windows-WMI-Activity/Operational,PC,ResultCode: 0x80041010,Operation: x\r\n"

/* What the head of a table tells is told where it stands, and not for each block. */
START_TEST(heads_are_told_once)
{
    struct source source;
    struct error err;
    error_init(&err);
    buffer_add_text(&text, OTHER_HEAD COLUMNS ROW);
    ck_assert(source_open(&source, file_with("log.csv", buffer_view(&text)), 0, &err) == STATUS_OK);
    ck_assert(reader_recognise(buffer_view(&text), &xml_input, &err) == STATUS_OK);
    struct reader_input input = xml_input;
    void *learned = xml_input.form->learn(&xml_input, &source, LONG_TEXT);
    input.learned = learned;
    const struct block blocks[] = {{.data = buffer_view(&text), .is_first = true},
                                   {.offset = text.len, .data = VIEW(ROW)}};
    for (size_t i = 0; i < COUNT_OF(blocks); i++) {
        batch_clear(&xml_batch);
        input.form->parse(&input, &blocks[i], &xml_batch);
        ck_assert_uint_eq(xml_batch.event_count, 1);
        ck_assert_uint_eq(xml_batch.problem_count, i == 0);
        ck_assert_uint_eq(xml_event(0)->origin.offset,
                          i == 0 ? strlen(OTHER_HEAD COLUMNS) : text.len);
    }
    xml_input.form->unlearn(learned);
    source_close(&source);
}
END_TEST

START_TEST(dates_of_each_table_are_its_own)
{
    const char *const days[] = {"3/25/2025", "26/03/2025", "3/4/2025"};
    const int64_t day = INT64_C(86400) * WINTIME_TICKS_PER_SECOND;
    for (size_t i = 0; i < COUNT_OF(days); i++) {
        buffer_add_text(&text, OTHER_HEAD);
        buffer_format(&text,
                      "\"%s 8:15:11\",\"5858\",\"Error\",\"Id = {00000000-0000-0000-0000-"
                      "000000000000}; ClientMachine = PC; User = A\\b; ClientProcessId = 4; "
                      "Component = Unknown; Operation = x; ResultCode = 0x80041002; PossibleCause "
                      "= Unknown\"\r\n",
                      days[i]);
    }
    parse_text();
    ck_assert_uint_eq(xml_batch.event_count, COUNT_OF(days));
    ck_assert_int_eq(xml_event(1)->time - xml_event(0)->time, day);
    ck_assert_int_eq(xml_event(0)->time - xml_event(2)->time, 21 * day);
}
END_TEST

Suite *tables_suite(void)
{
    Suite *suite = suite_create("tables");
    TCase *tests = tcase_create("tables");
    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_loop_test(tests, rows_of_another_table_are_found, 0, COUNT_OF(searches));
    tcase_add_test(tests, what_is_found_stays_found);
    tcase_add_test(tests, only_so_many_lines_are_looked_at);
    tcase_add_test(tests, too_many_heads_are_told);
    tcase_add_test(tests, too_many_tables_are_told);
    tcase_add_test(tests, heads_that_are_not_known_are_told);
    tcase_add_test(tests, heads_are_told_once);
    tcase_add_test(tests, dates_of_each_table_are_its_own);
    suite_add_tcase(suite, tests);
    return suite;
}

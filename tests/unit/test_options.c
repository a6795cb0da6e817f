/* Options of the command line. */
#include <check.h>
#include <string.h>

#include "analyzer/commands/option_rows.h"
#include "parsers/base/count.h"
#include "parsers/base/wintime.h"

Suite *options_suite(void);

enum {
    ANALYZE = OPTIONS_REPORT | OPTIONS_ANALYSIS | OPTIONS_FAIL_ON | OPTIONS_TIME | OPTIONS_RULES
};

static struct options options;

/* Reads the words of a command line that ends with NULL. */
static bool read_words(unsigned groups, const char *const *words)
{
    static char text[16][64];
    static char *argv[17];
    int argc = 0;
    for (; words[argc]; argc++) {
        ck_assert_uint_lt(strlen(words[argc]), sizeof(text[0]));
        memcpy(text[argc], words[argc], strlen(words[argc]) + 1);
        argv[argc] = text[argc];
    }
    argv[argc] = NULL;
    return options_read(&options, groups, argc, argv);
}

#define READ(groups, ...) read_words(groups, (const char *const[]){"command", __VA_ARGS__, NULL})

START_TEST(what_is_not_given)
{
    ck_assert(READ(ANALYZE, "a.xml", "b.xml"));
    ck_assert_ptr_eq(options.format, report_formats[0]);
    ck_assert_uint_ge(options.jobs, 1);
    ck_assert_int_eq(options.since, WINTIME_NONE);
    ck_assert_int_eq(options.until, WINTIME_NONE);
    ck_assert(!options.has_phase && !options.has_verdict && !options.has_fail_on);
    ck_assert_uint_eq(options.code_count, 0);
    ck_assert_uint_eq(options.filter_count, 0);
    ck_assert_uint_eq(options.input_count, 2);
    ck_assert_str_eq(options.inputs[1], "b.xml");
}
END_TEST

START_TEST(the_ending_of_the_output_chooses_the_format)
{
    ck_assert(READ(ANALYZE | OPTIONS_OUTPUT, "-o", "report.jsonl", "a.xml"));
    ck_assert_ptr_eq(options.format, &report_jsonl);
    ck_assert(READ(ANALYZE | OPTIONS_OUTPUT, "-o", "A.JSON", "a.xml"));
    ck_assert_ptr_eq(options.format, &report_json);
    ck_assert(READ(ANALYZE | OPTIONS_OUTPUT, "-o", "a.json", "-f", "text", "a.xml"));
    ck_assert_ptr_eq(options.format, &report_text);
    ck_assert(READ(ANALYZE | OPTIONS_OUTPUT, "-f", "text", "-o", "a.json", "a.xml"));
    ck_assert_ptr_eq(options.format, &report_text);
    const char *const others[] = {"report", "report.xyz", ".json", "-", "json", "a.json/b"};
    for (size_t i = 0; i < COUNT_OF(others); i++) {
        ck_assert(READ(ANALYZE | OPTIONS_OUTPUT, "-o", others[i], "a.xml"));
        ck_assert_ptr_eq(options.format, &report_text);
    }
    ck_assert(READ(OPTIONS_EXPLANATION, "-f", "json", "0"));
    ck_assert_ptr_eq(options.format, &report_json);
    ck_assert(READ(OPTIONS_EXPLANATION | OPTIONS_OUTPUT, "-o", "a.json", "0"));
    ck_assert_ptr_eq(options.format, &report_json);
    ck_assert(READ(OPTIONS_EXPLANATION | OPTIONS_OUTPUT, "-o", "a.html", "0")); /* no such form */
    ck_assert_ptr_eq(options.format, &report_text);
    ck_assert(READ(OPTIONS_EVENTS | OPTIONS_OUTPUT, "-o", "a.XML", "0"));
    ck_assert_int_eq(options.event_format, EVENT_FORMAT_XML);
    ck_assert(READ(OPTIONS_EVENTS | OPTIONS_OUTPUT, "-o", "a.xml", "-f", "jsonl", "0"));
    ck_assert_int_eq(options.event_format, EVENT_FORMAT_JSONL);
}
END_TEST

START_TEST(values)
{
    ck_assert(READ(ANALYZE | OPTIONS_JOBS, "-fjson", "a.xml", "--phase=operation", "--code",
                   "-2147217405", "b.xml"));
    ck_assert_ptr_eq(options.format, &report_json);
    ck_assert_int_eq(options.phase, PHASE_OPERATION);
    ck_assert_uint_eq(options.codes[0], 0x80041003);
    ck_assert_uint_eq(options.input_count, 2);
    ck_assert(READ(OPTIONS_RULES, "-2147217405", "--nonsense")); /* a code, and what follows it */
    ck_assert_uint_eq(options.input_count, 2);
    ck_assert(READ(ANALYZE | OPTIONS_JOBS, "-j", "3", "--fail-on", "broken", "--noise", "--rules",
                   "x", "--rules", "y", "--until", "2025-04-09"));
    ck_assert_uint_eq(options.jobs, 3);
    ck_assert_int_eq(options.fail_on, VERDICT_BROKEN);
    ck_assert(options.has_fail_on && options.show_noise && !options.is_strict);
    ck_assert_uint_eq(options.rule_file_count, 2);
    ck_assert_uint_eq(options.input_count, 0);
}
END_TEST

START_TEST(filters_are_kept)
{
    ck_assert(
        READ(ANALYZE, "--host", "A", "--noise", "--verdict=security", "--code", "0x80041003", "x"));
    ck_assert_uint_eq(options.filter_count, 3);
    ck_assert_str_eq(options.filters[0].option, "--host");
    ck_assert_str_eq(options.filters[0].value, "A");
    ck_assert_str_eq(options.filters[1].option, "--verdict");
    ck_assert_str_eq(options.filters[2].value, "0x80041003");
    ck_assert_uint_eq(options.code_count, 1);
    ck_assert(READ(ANALYZE, "--host", "A", "--noise", "--host", "B", "x")); /* the last one holds */
    ck_assert_uint_eq(options.filter_count, 1);
    ck_assert_str_eq(options.filters[0].value, "B");
    ck_assert(view_equal(options.host, VIEW("B")));
}
END_TEST

START_TEST(times_are_taken_as_reports_write_them)
{
    static const char *const same[] = {"2025-04-09T08:15:00Z", "2025-04-09 08:15:00",
                                       "2025-04-09 08:15:00 UTC", "2025-04-09 08:15",
                                       "2025-04-09T08:15"};
    int64_t expected;
    ck_assert(wintime_parse(VIEW("2025-04-09T08:15:00Z"), &expected));
    for (size_t i = 0; i < COUNT_OF(same); i++) {
        ck_assert(READ(ANALYZE, "--since", same[i], "x"));
        ck_assert_int_eq(options.since, expected);
    }
    ck_assert(READ(ANALYZE, "--since", "2025-04-09", "--until", "2025-04-10", "x"));
    ck_assert(!READ(ANALYZE, "--since", "2025-04-09", "--until", "2025-04-09", "x"));
    ck_assert(!READ(ANALYZE, "--until", "2025-04-09", "--since", "2025-04-10", "x"));
}
END_TEST

START_TEST(the_form_is_that_of_the_command)
{
    ck_assert(READ(OPTIONS_EVENTS, "-f", "xml", "x"));
    ck_assert_int_eq(options.event_format, EVENT_FORMAT_XML);
    ck_assert(!READ(OPTIONS_REPORT, "-f", "xml", "x"));
    ck_assert(!READ(OPTIONS_EVENTS, "-f", "text", "x"));
}
END_TEST

START_TEST(help_needs_no_input)
{
    ck_assert(READ(OPTIONS_OUTPUT, "--help", "--nonsense"));
    ck_assert(options.wants_help);
    ck_assert(READ(OPTIONS_OUTPUT, "-h"));
    ck_assert(options.wants_help);
}
END_TEST

static const struct {
    const char *text;
    int minutes;
} offsets[] = {
    {"+01:00", 60},   {"+1", 60},    {"-5", -300}, {"+0530", 330},
    {"-03:30", -210}, {"+00:00", 0}, {"Z", 0},
};

START_TEST(offsets_are_read)
{
    ck_assert(READ(OPTIONS_TIME, "--utc-offset", offsets[_i].text, "x"));
    ck_assert(options.clock.has_offset);
    ck_assert_int_eq(options.clock.ahead, offsets[_i].minutes * 60LL * WINTIME_TICKS_PER_SECOND);
}
END_TEST

static const char *const refused[][3] = {
    {"--nonsense", NULL},
    {"-q", NULL},
    {"--output", NULL},
    {"--noise=1", NULL},
    {"--jobs", "0", NULL},
    {"--jobs", "65", NULL},
    {"--jobs", "two", NULL},
    {"--since", "yesterday", NULL},
    {"--since", "2025-04-09 08", NULL},
    {"--since", "UTC", NULL},
    {"--since", "", NULL},
    {"--host", "", NULL},
    {"--jobs", "-1", NULL},
    {"-j", "-1", NULL},
    {"--code", "", NULL},
    {"--phase", "conect", NULL},
    {"--verdict", "bad", NULL},
    {"--max-groups", "1000001", NULL},
    {"--color", "auto", NULL}, /* of another group */
    {"--utc-offset", "1", NULL},
    {"--utc-offset", "+15", NULL},
    {"--utc-offset", "+1:5", NULL},
    {"--utc-offset", "+01:60", NULL},
    {"--utc-offset", "+", NULL},
    {"--utc-offset", "CET", NULL},
};

START_TEST(refusals)
{
    const char *words[] = {"command", refused[_i][0], refused[_i][1], NULL};
    ck_assert(!read_words(ANALYZE | OPTIONS_JOBS, words));
}
END_TEST

START_TEST(files_are_limited)
{
    const struct option_row *rules = NULL;
    for (size_t i = 0; i < option_row_count; i++) {
        rules = strcmp(option_rows[i].written, "--rules") == 0 ? &option_rows[i] : rules;
    }
    ck_assert_ptr_nonnull(rules);
    ck_assert(READ(ANALYZE, "x"));
    for (int i = 0; i < OPTIONS_MAX_RULE_FILES; i++) {
        ck_assert(rules->read(&options, rules, "x"));
    }
    ck_assert(!rules->read(&options, rules, "x"));
    ck_assert_uint_eq(options.rule_file_count, OPTIONS_MAX_RULE_FILES);
}
END_TEST

Suite *options_suite(void)
{
    Suite *suite = suite_create("options");
    TCase *tests = tcase_create("options");
    tcase_add_test(tests, what_is_not_given);
    tcase_add_test(tests, the_ending_of_the_output_chooses_the_format);
    tcase_add_test(tests, values);
    tcase_add_test(tests, filters_are_kept);
    tcase_add_test(tests, times_are_taken_as_reports_write_them);
    tcase_add_test(tests, the_form_is_that_of_the_command);
    tcase_add_test(tests, help_needs_no_input);
    tcase_add_loop_test(tests, offsets_are_read, 0, COUNT_OF(offsets));
    tcase_add_loop_test(tests, refusals, 0, COUNT_OF(refused));
    tcase_add_test(tests, files_are_limited);
    suite_add_tcase(suite, tests);
    return suite;
}

/* Samples: that a wrong one fails and says so, and that those of all compiled-in rules pass. */
#include <check.h>
#include <string.h>

#include "parsers/base/buffer.h"
#include "parsers/base/count.h"
#include "rules/matching/samples.h"
#include "rules/rule_file/builtin.h"

Suite *samples_suite(void);

#define RULE(id, rank, rest)                                                                      \
    "{\"id\":\"" id "\",\"version\":1,\"title\":\"t\",\"cause\":\"c\",\"confidence\":\"likely\"," \
    "\"verdict\":\"broken\",\"reason\":\"r\",\"rank\":" rank                                      \
    ",\"when\":{\"phase\":\"operation\"}" rest "}"
#define SAMPLES(match, no_match) ",\"samples\":{\"match\":[" match "],\"no_match\":[" no_match "]}"
#define OPERATION "{\"failure\":{\"code\":\"5\",\"operation\":\"Start IWbemServices::X - r : Y\"}"
#define CONNECT "{\"failure\":{\"code\":\"5\",\"operation\":\"IWbemServices::Connect\"}"
#define THREE RULE("a", "1", "") "," RULE("b", "2", "") "," RULE("c", "3", "") ","

static const struct {
    const char *rules;
    uint64_t passed, failed;
    const char *complaint;
} runs[] = {
    {RULE("x", "9", SAMPLES(OPERATION "}", CONNECT "}")), 2, 0, ""},
    {RULE("x", "9", SAMPLES(CONNECT "}", CONNECT "}")), 1, 1,
     "t.json: x: samples.match[0]: the rule does not match; found none"},
    {RULE("x", "9", SAMPLES(OPERATION "}," CONNECT "}", CONNECT "}")), 2, 1, "samples.match[1]"},
    {RULE("x", "9", SAMPLES(OPERATION "}", OPERATION "}")), 1, 1,
     "samples.no_match[0]: the rule matches, and must not; found x"},
    {THREE RULE("x", "9", SAMPLES(OPERATION "}", CONNECT "}")), 1, 1,
     "the rule is not among the first causes; found a, b, c"},
    {THREE RULE("x", "2", SAMPLES(OPERATION "}", CONNECT "}")), 2, 0, ""},
    {THREE RULE("x", "0", SAMPLES(OPERATION "}", CONNECT "}")), 2, 0, ""},
    {THREE RULE("x", "9", SAMPLES(OPERATION ",\"rank\":\"any\"}", CONNECT "}")), 2, 0, ""},
    /* What is given beats what is derived. */
    {RULE("x", "9",
          SAMPLES("{\"failure\":{\"code\":\"5\",\"operation\":\"IWbemServices::Connect\",\"phase\":"
                  "\"operation\",\"note\":\"x\"}}",
                  CONNECT "}")),
     0, 0, "unknown key 'note'"},
    {RULE("x", "9",
          SAMPLES("{\"failure\":{\"code\":\"5\",\"operation\":\"IWbemServices::Connect\",\"phase\":"
                  "\"operation\"},\"note\":\"x\"}",
                  CONNECT "}")),
     2, 0, ""},
};

static void keep(void *context, struct view message)
{
    buffer_add(context, message);
    buffer_add_text(context, "\n");
}

START_TEST(outcomes)
{
    struct buffer text, complaints;
    struct rule_set set;
    struct sample_counts counts = {0};
    struct error err;
    error_init(&err);
    buffer_init(&text, BUFFER_NO_MAX);
    buffer_init(&complaints, BUFFER_NO_MAX);
    buffer_format(&text, "{\"version\":\"1.0\",\"rules\":[%s]}", runs[_i].rules);
    struct rule_source source = {VIEW("t.json"), buffer_view(&text)};
    if (rule_set_load(&set, &source, 1, &err) == STATUS_OK) {
        samples_run(&set, NULL, keep, &complaints, &counts);
    } else {
        buffer_add_text(&complaints, err.message);
    }
    buffer_add_char(&complaints, '\0');
    ck_assert_uint_eq(counts.passed, runs[_i].passed);
    ck_assert_uint_eq(counts.failed, runs[_i].failed);
    ck_assert_msg(strstr(complaints.data, runs[_i].complaint), "%s", complaints.data);
    ck_assert(runs[_i].complaint[0] != '\0' || complaints.data[0] == '\0');
    rule_set_release(&set);
    buffer_release(&text);
    buffer_release(&complaints);
}
END_TEST

static bool is_b(void *context, const struct rule *rule)
{
    (void)context;
    return view_equal(rule->id, VIEW("b"));
}

START_TEST(only_those_wanted)
{
    static const char text[] = "{\"version\":\"1.0\",\"rules\":[" RULE(
        "a", "1", SAMPLES(OPERATION "}", CONNECT "}")) "," RULE("b", "2",
                                                                SAMPLES(OPERATION "}", CONNECT
                                                                        "}")) "," RULE("c", "3",
                                                                                       "") "]}";
    struct rule_source source = {VIEW("t.json"), view_of(text)};
    struct rule_set set;
    struct sample_counts counts;
    struct error err;
    error_init(&err);
    ck_assert_msg(rule_set_load(&set, &source, 1, &err) == STATUS_OK, "%s", err.message);
    samples_run(&set, is_b, keep, NULL, &counts);
    ck_assert_uint_eq(counts.passed, 2);
    ck_assert_uint_eq(counts.rules, 1);
    ck_assert_uint_eq(counts.without, 0);
    samples_run(&set, NULL, keep, NULL, &counts);
    ck_assert_uint_eq(counts.passed, 4);
    ck_assert_uint_eq(counts.without, 1);
    rule_set_release(&set);
}
END_TEST

START_TEST(those_of_the_builtin_rules_pass)
{
    struct rule_set set;
    struct sample_counts counts;
    struct buffer complaints;
    buffer_init(&complaints, BUFFER_NO_MAX);
    struct error err;
    error_init(&err);
    ck_assert_int_eq(rule_set_load(&set, rule_builtin_files, rule_builtin_file_count, &err),
                     STATUS_OK);
    samples_run(&set, NULL, keep, &complaints, &counts);
    buffer_add_char(&complaints, '\0');
    ck_assert_msg(counts.failed == 0, "%s", complaints.data);
    ck_assert_uint_eq(counts.without, 0);
    ck_assert_uint_eq(counts.rules, set.count);
    ck_assert_uint_ge(counts.passed, 2 * set.count);
    rule_set_release(&set);
    buffer_release(&complaints);
}
END_TEST

Suite *samples_suite(void)
{
    Suite *suite = suite_create("samples");
    TCase *tests = tcase_create("samples");
    tcase_set_timeout(tests, 30);
    tcase_add_loop_test(tests, outcomes, 0, COUNT_OF(runs));
    tcase_add_test(tests, only_those_wanted);
    tcase_add_test(tests, those_of_the_builtin_rules_pass);
    suite_add_tcase(suite, tests);
    return suite;
}

/* Matching: conditions, preference, sentences, the index. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "parsers/base/count.h"
#include "parsers/base/memory.h"
#include "rules/matching/match.h"
#include "rules/matching/open.h"
#include "rules/rule_file/builtin.h"
#include "rules/rule_file/rule_file.h"
#include "tests/unit/given.h"
#include "tests/unit/judge.h"
#include "tests/unit/suites.h"

#define RULE(id, rest)                                                                            \
    "{\"id\":\"" id "\",\"version\":1,\"title\":\"t\",\"cause\":\"c\",\"confidence\":\"likely\"," \
    "\"verdict\":\"broken\",\"reason\":\"because\"," rest "}"

static void load(struct rule_set *set, const char *rules)
{
    struct buffer text;
    buffer_init(&text, BUFFER_NO_MAX);
    buffer_format(&text, "{\"version\":\"1.0\",\"rules\":[%s]}", rules);
    struct rule_source source = {VIEW("test.json"), buffer_view(&text)};
    struct error err;
    error_init(&err);
    ck_assert_msg(rule_set_load(set, &source, 1, &err) == STATUS_OK, "%s", err.message);
    buffer_release(&text);
}

static void load_all(struct rule_set *set, const char *const *rules, int count)
{
    struct buffer text;
    buffer_init(&text, BUFFER_NO_MAX);
    for (int i = 0; i < count; i++) {
        buffer_format(&text, "%s%s", i == 0 ? "" : ",", rules[i]);
    }
    buffer_add_char(&text, '\0');
    load(set, text.data);
    buffer_release(&text);
}

static const struct given query = {
    0x80041003u, PHASE_OPERATION, STAGE_QUERY, LOCALITY_REMOTE,
    QUERY,       "FABRIKAM\\svc", "Provider",  NULL,
};

static const struct {
    const char *when;
    bool matches;
} conditions[] = {
    {"{\"code\":\"0x80041003\"}", true},
    {"{\"code\":[\"5\",\"-2147217405\"]}", true},
    {"{\"code\":\"0x80041002\"}", false},
    {"{\"facility\":\"itf*\"}", true},
    {"{\"facility\":\"WIN32\"}", false},
    {"{\"family\":\"wmi-access-denied\"}", true},
    {"{\"family\":[\"quota\",\"other\"]}", false},
    {"{\"phase\":\"operation\"}", true},
    {"{\"phase\":\"connect\"}", false},
    {"{\"stage\":[\"get\",\"query\"]}", true},
    {"{\"locality\":\"local\"}", false},
    {"{\"locality\":\"remote\"}", true},
    {"{\"verb\":\"execq*\"}", true},
    {"{\"verb\":\"ExecMethod\"}", false},
    {"{\"namespace\":\"ROOT/cimv2\"}", true},
    {"{\"namespace\":\"cimv2\"}", false},
    {"{\"class\":\"win32_proces?\"}", true},
    {"{\"class\":\"Win32\"}", false},
    {"{\"method\":\"*\"}", true},
    {"{\"method\":\"?*\"}", false},
    {"{\"provider\":\"CIMWin32\"}", false},
    {"{\"component\":\"provider\"}", true},
    {"{\"component\":\"Unknown\"}", false},
    {"{\"possible_cause\":\"Unknown\"}", true},
    {"{\"possible_cause\":\"Throttling*\"}", false},
    {"{\"user_kind\":\"user\"}", true},
    {"{\"user_kind\":[\"system\",\"empty\"]}", false},
    {"{\"user\":\"fabrikam\\\\*\"}", true},
    {"{\"user\":\"Unknown\"}", false},
    {"{\"client_machine\":[\"x\",\"mon??\"]}", true},
    {"{\"client_machine\":\"mon\"}", false},
    {"{\"query\":\"SELECT * from win32_process\"}", true},
    {"{\"query\":\"*where*\"}", false},
    {"{\"phase\":\"operation\",\"locality\":\"remote\"}", true},
    {"{\"phase\":\"operation\",\"locality\":\"local\"}", false},
    {"{\"any\":[{\"phase\":\"connect\"},{\"stage\":\"query\"}]}", true},
    {"{\"any\":[{\"phase\":\"connect\"},{\"stage\":\"get\"}]}", false},
    {"{\"all\":[{\"phase\":\"operation\"},{\"stage\":\"get\"}]}", false},
    {"{\"not\":{\"phase\":\"connect\"}}", true},
    {"{\"not\":{\"phase\":\"operation\",\"stage\":\"query\"}}", false},
    {"{\"not\":{\"phase\":\"operation\",\"stage\":\"get\"}}", true},
    {"{\"not\":{\"not\":{\"code\":\"0x80041003\"}}}", true},
    {"{\"duration\":{\"at_least_ms\":5000}}", true},
    {"{\"duration\":{\"at_least_ms\":5001}}", false},
    {"{\"duration\":{\"at_most_ms\":5000}}", true},
    {"{\"duration\":{\"at_least_ms\":1,\"at_most_ms\":4999}}", false},
    /* Nothing is known of what happened around it. */
    {"{\"near\":{\"provider\":\"*\",\"event_id\":10010}}", false},
    {"{\"not\":{\"preceded_by\":{}}}", true},
    {"{\"rate\":{\"at_least\":1,\"within\":1}}", false},
    {"{\"any\":[{\"rate\":{\"at_least\":1,\"within\":1}},{\"phase\":\"operation\"}]}", true},
};

START_TEST(each_condition)
{
    char rule[512];
    snprintf(rule, sizeof(rule), RULE("a", "\"when\":%s"), conditions[_i].when);
    struct rule_set set;
    struct failure f;
    load(&set, rule);
    make(&f, &query);
    ck_assert_msg(rule_matches_in(set.rules[0], NULL, &f) == conditions[_i].matches, "%s",
                  conditions[_i].when);
    judge(&set, &f, &judged);
    ck_assert_uint_eq(judged.cause_count, conditions[_i].matches ? 1 : 0);
    judgement_release(&judged);
    rule_set_release(&set);
}
END_TEST

/* So many conditions, three in each `all`, of which one fails or none does. */
static void expect_nested(int count, int failing)
{
    static const char *const holding[] = {"\"phase\":\"operation\"", "\"locality\":\"remote\"",
                                          "\"query\":\"*\""};
    static const char *const others[] = {"\"phase\":\"connect\"", "\"locality\":\"local\"",
                                         "\"query\":\"?\""};
    struct buffer rule;
    buffer_init(&rule, BUFFER_NO_MAX);
    for (int i = 0; i < count; i++) {
        const char *const *texts = i == failing ? others : holding;
        const char *between = i == 0 ? "" : i % 3 == 0 ? "]},{\"all\":[" : ",";
        buffer_format(&rule, "%s{%s}", between, texts[i % 3]);
    }
    buffer_add_char(&rule, '\0');
    struct buffer whole;
    buffer_init(&whole, BUFFER_NO_MAX);
    buffer_format(&whole, RULE("a", "\"when\":{\"all\":[{\"all\":[%s]}]}"), rule.data);
    buffer_add_char(&whole, '\0');
    struct rule_set set;
    struct failure f;
    load(&set, whole.data);
    make(&f, &query);
    judge(&set, &f, &judged);
    ck_assert_msg(judged.cause_count == (failing < 0), "condition %d of %d", failing, count);
    judgement_release(&judged);
    rule_set_release(&set);
    buffer_release(&whole);
    buffer_release(&rule);
}

START_TEST(nested_conditions)
{
    for (int failing = -1; failing < _i; failing++) {
        expect_nested(_i, failing);
    }
}
END_TEST

/* Not in their order of preference. */
static const char *const mixed_rules[] = {
    RULE("rank-2-b", "\"rank\":2,\"when\":{\"family\":\"wmi-access-denied\"}"),
    RULE("rank-2-a", "\"rank\":2,\"when\":{\"family\":\"wmi-access-denied\","
                     "\"not\":{\"code\":\"5\"}}"),
    RULE("last", "\"fallback\":true,\"when\":{\"code\":\"0x80041003\"}"),
    RULE("rank-1", "\"rank\":1,\"when\":{\"family\":\"wmi-access-denied\"}"),
    RULE("any", "\"rank\":0,\"when\":{\"any\":[{\"phase\":\"operation\"},"
                "{\"code\":\"0x80041003\"}]}"),
    RULE("code", "\"rank\":50,\"when\":{\"code\":\"0x80041003\"}"),
    RULE("code-class", "\"rank\":99,\"when\":{\"code\":[\"0x80041003\",\"0x80041003\"],"
                       "\"class\":\"win32_process\"}"),
};

START_TEST(specific_rules_come_first)
{
    static const char *const expected[] = {"code-class", "code",     "rank-1",
                                           "rank-2-a",   "rank-2-b", "any"};
    struct rule_set set;
    struct failure f;
    load_all(&set, mixed_rules, COUNT_OF(mixed_rules));
    make(&f, &query);
    judge(&set, &f, &judged);
    check_order(expected, 6);
    ck_assert_uint_eq(judged.cause_count, 6);
    ck_assert(judged.verdict == VERDICT_BROKEN && view_equal(judged.reason, VIEW("because")));
    judgement_release(&judged);
    rule_set_release(&set);
}
END_TEST

/* A rule with better evidence replaces the general one; without that evidence it does not. */
START_TEST(sharper_rules_replace_general_ones)
{
    static const char *const rules[] = {
        RULE("general", "\"rank\":1,\"when\":{\"code\":\"0x80041003\"}"),
        RULE("other", "\"rank\":2,\"when\":{\"code\":\"0x80041003\"}"),
        RULE("sharp", "\"sharpens\":\"general\","
                      "\"when\":{\"code\":\"0x80041003\",\"user_kind\":\"local\"}"),
    };
    static const char *const sharp[] = {"sharp", "other"}, *const general[] = {"general", "other"};
    struct rule_set set;
    struct failure f;
    load_all(&set, rules, COUNT_OF(rules));
    make(&f, &query);
    for (int i = 0; i < 2; i++) {
        f.computer = i == 0 ? VIEW("fabrikam.example.com") : VIEW("SRV01");
        judge(&set, &f, &judged);
        check_order(i == 0 ? sharp : general, 2);
        ck_assert_uint_eq(judged.cause_count, 2);
    }
    judgement_release(&judged);
    rule_set_release(&set);
}
END_TEST

/* Also where it asks for less, and so comes later; it takes its place. */
START_TEST(sharper_rules_take_the_place_of_narrower_ones)
{
    static const char *const rules[] = {
        RULE("general", "\"when\":{\"code\":\"0x80041003\",\"class\":\"Win32_Process\"}"),
        RULE("other", "\"when\":{\"code\":\"0x80041003\",\"stage\":\"query\"}"),
        RULE("sharp", "\"sharpens\":\"general\",\"when\":{\"code\":\"0x80041003\"}"),
    };
    static const char *const sharp[] = {"sharp", "other"};
    struct rule_set set;
    struct failure f;
    load_all(&set, rules, COUNT_OF(rules));
    make(&f, &query);
    judge(&set, &f, &judged);
    check_order(sharp, 2);
    ck_assert_uint_eq(judged.cause_count, 2);
    judgement_release(&judged);
    rule_set_release(&set);
}
END_TEST

/* One whose evidence speaks against all rules of a kind, however much those ask for. */
START_TEST(sharper_rules_replace_a_whole_kind)
{
    static const char *const rules[] = {
        RULE("lost.far", "\"when\":{\"code\":\"0x80041003\",\"class\":\"Win32_Process\"}"),
        RULE("lost", "\"when\":{\"code\":\"0x80041003\",\"stage\":\"query\"}"),
        RULE("los", "\"when\":{\"code\":\"0x80041003\",\"stage\":\"query\"}"),
        RULE("sharp", "\"sharpens\":\"lost*\",\"when\":{\"code\":\"0x80041003\"}"),
    };
    static const char *const sharp[] = {"sharp", "los"};
    struct rule_set set;
    struct failure f;
    load_all(&set, rules, COUNT_OF(rules));
    make(&f, &query);
    judge(&set, &f, &judged);
    check_order(sharp, 2);
    ck_assert_uint_eq(judged.cause_count, 2);
    judgement_release(&judged);
    rule_set_release(&set);
}
END_TEST

/* What has no event of its own leaves what is surer, and what tells of one. */
START_TEST(sharper_rules_leave_stronger_evidence)
{
    static const char near[] = "\"near\":{\"provider\":\"x\",\"event_id\":1}";
    static const char *const confidences[] = {"possible", "likely", "certain"};
    static const struct {
        const char *sharpens;
        bool has_event, other_has_event, is_excluded;
        size_t other; /* how sure the other one is; the first is likely */
        bool sharpened;
    } pairs[] = {
        {"lost*", false, false, false, 0, true},  {"lost*", false, false, false, 1, true},
        {"lost*", false, false, false, 2, false}, {"lost*", false, true, false, 0, false},
        {"lost*", false, true, true, 1, true}, /* an event that was not found is none */
        {"lost*", true, true, false, 1, true},    {"lost*", true, true, false, 2, true},
        {"lost*", true, false, false, 2, true},   {"lost.far", false, true, false, 2, true},
        {"lose*", true, false, false, 0, false},
    };
    for (size_t i = 0; i < COUNT_OF(pairs); i++) {
        struct buffer text;
        struct rule_set set;
        buffer_init(&text, BUFFER_NO_MAX);
        buffer_format(&text, RULE("sharp", "\"sharpens\":\"%s\",\"when\":{\"code\":\"5\"%s%s}") ",",
                      pairs[i].sharpens, pairs[i].has_event ? "," : "",
                      pairs[i].has_event ? near : "");
        buffer_format(&text,
                      "{\"id\":\"lost.far\",\"version\":1,\"title\":\"t\",\"cause\":\"c\","
                      "\"confidence\":\"%s\",\"verdict\":\"broken\",\"reason\":\"r\","
                      "\"when\":{\"code\":\"5\"%s%s%s%s}}",
                      confidences[pairs[i].other], pairs[i].other_has_event ? "," : "",
                      pairs[i].is_excluded ? "\"not\":{" : "", pairs[i].other_has_event ? near : "",
                      pairs[i].is_excluded ? "}" : "");
        buffer_add_char(&text, '\0');
        load(&set, text.data);
        const bool is_first = view_equal(set.rules[0]->id, VIEW("sharp"));
        const struct rule *sharp = set.rules[is_first ? 0 : 1], *other = set.rules[is_first];
        ck_assert_msg(rule_sharpens(sharp, other) == pairs[i].sharpened, "pair %zu", i);
        rule_set_release(&set);
        buffer_release(&text);
    }
}
END_TEST

START_TEST(fallback_only_when_alone)
{
    static const struct given connect = {.result = 0x80041003u, .phase = PHASE_CONNECT};
    static const char *const rules[] = {
        RULE("last", "\"fallback\":true,\"when\":{\"code\":\"0x80041003\"}"),
        RULE("first", "\"when\":{\"phase\":\"operation\"}"),
    };
    struct rule_set set;
    struct failure f;
    load_all(&set, rules, COUNT_OF(rules));
    make(&f, &connect);
    judge(&set, &f, &judged);
    ck_assert_uint_eq(judged.cause_count, 1);
    ck_assert(view_equal(judged.causes[0].rule->id, VIEW("last")));
    f.phase = PHASE_OPERATION;
    judge(&set, &f, &judged);
    ck_assert_uint_eq(judged.cause_count, 1);
    ck_assert(view_equal(judged.causes[0].rule->id, VIEW("first")));
    judgement_release(&judged);
    rule_set_release(&set);
}
END_TEST

START_TEST(sentences_are_filled)
{
    struct rule_set set;
    struct failure f;
    load(&set,
         RULE("a", "\"when\":{\"phase\":\"operation\"},\"because\":["
                   "\"{code} is {code_name}\",\"{user} from {client_machine}\",\"no {method}\","
                   "\"{verb}, {class}, {namespace}\",\"{query}\",\"{client_process_id} "
                   "({code_meaning})\"]"));
    make(&f, &query);
    char *text = malloc(1000);
    memset(text, 'q', 1000);
    f.operation.query = (struct view){text, 1000};
    judge(&set, &f, &judged);
    const struct cause *cause = &judged.causes[0];
    ck_assert_uint_eq(cause->because_count, 5);
    ck_assert(view_equal(cause->because[0], VIEW("0x80041003 is WBEM_E_ACCESS_DENIED")));
    ck_assert(view_equal(cause->because[1], VIEW("FABRIKAM\\svc from MON04")));
    ck_assert(view_equal(cause->because[2], VIEW("ExecQuery, Win32_Process, Root\\Cimv2")));
    ck_assert_uint_eq(cause->because[3].len, 243);
    ck_assert(view_ends_nocase(cause->because[3], VIEW("qq...")));
    ck_assert(view_equal(cause->because[4],
                         VIEW("7412 (WMI access denied: namespace rights, a provider's own "
                              "check, or too weak an authentication level)")));
    free(text);
    judgement_release(&judged);
    rule_set_release(&set);
}
END_TEST

static const struct {
    const char *named, *text;
} names[] = {
    {",\"named\":\"{class} of {namespace}\"", "Win32_Process of Root\\Cimv2"},
    {",\"named\":\"{class}: {method}\"", "c"}, /* there is no method */
    {"", "c"},
};

START_TEST(causes_name_what_they_can)
{
    struct rule_set set;
    struct failure f;
    struct buffer text;
    buffer_init(&text, BUFFER_NO_MAX);
    buffer_format(&text, RULE("a", "\"when\":{\"phase\":\"operation\"}%s"), names[_i].named);
    buffer_add_char(&text, '\0');
    load(&set, text.data);
    make(&f, &query);
    judge(&set, &f, &judged);
    ck_assert(view_equal(cause_text(&judged.causes[0]), view_of(names[_i].text)));
    struct judgement *copy = judgement_copy(&judged);
    ck_assert(view_equal(cause_text(&copy->causes[0]), view_of(names[_i].text)));
    judgement_free(copy);
    buffer_release(&text);
    judgement_release(&judged);
    rule_set_release(&set);
}
END_TEST

/* What a shell would take for more than an argument gets general words in its place. */
START_TEST(commands_hold_no_more_than_arguments)
{
    static const struct {
        const char *class_name, *command, *sentence;
    } rows[] = {
        {"Win32_Process", "`Get-CimClass Win32_Process`", "Ask Win32_Process."},
        {"a; calc", "`Get-CimClass CLASS`", "Ask a; calc."},
        {"-Session", "`Get-CimClass CLASS`", "Ask -Session."},
        {"a`b", "`Get-CimClass CLASS`", "Ask CLASS."},
    };
    struct rule_set set;
    struct failure f;
    load(&set, RULE("a", "\"when\":{\"phase\":\"operation\"},\"check\":["
                         "\"`Get-CimClass {class}`\",\"Ask {class}.\"]"));
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        make(&f, &query);
        f.operation.class_name = view_of(rows[i].class_name);
        judge(&set, &f, &judged);
        const struct view *check = cause_check(&judged.causes[0]);
        ck_assert(view_equal(check[0], view_of(rows[i].command)));
        ck_assert(view_equal(check[1], view_of(rows[i].sentence)));
        judgement_release(&judged);
    }
    rule_set_release(&set);
}
END_TEST

START_TEST(sentences_say_what_the_tables_know)
{
    struct rule_set set;
    struct failure f;
    load(&set, RULE("a", "\"when\":{\"phase\":\"operation\"},\"because\":["
                         "\"{class.owner}, {class.dll}, {class.mof}\",\"{namespace.owner}\","
                         "\"{class.until}\",\"{service}\",\"{owner_code.meaning}\"]"));
    make(&f, &query);
    f.operation.class_name = VIEW("win32_PRINTER");
    judge(&set, &f, &judged);
    const struct cause *cause = &judged.causes[0];
    ck_assert_uint_eq(cause->because_count, 3);
    ck_assert(view_equal(cause->because[0], VIEW("Windows, cimwin32.dll, win32_printer.mof")));
    ck_assert(view_equal(cause->because[1], VIEW("Windows")));
    ck_assert(view_equal(cause->because[2], VIEW("Print Spooler")));
    judgement_release(&judged);
    rule_set_release(&set);
}
END_TEST

/* The index must find what looking at every rule finds. */
START_TEST(index_agrees_with_every_rule)
{
    static const uint32_t codes[] = {0x80041002u, 0x80041003u, 0x80070005u, 0x800706BAu,
                                     0x80041032u, 0x80041010u, 0x8004100Cu, 0x80010108u,
                                     0x80041033u, 0x12345678u};
    struct rule_set set;
    rule_set_init_builtin(&set);
    for (size_t i = 0; i < COUNT_OF(codes); i++) {
        struct given given = query;
        given.result = codes[i];
        struct failure f;
        make(&f, &given);
        judge(&set, &f, &judged);
        size_t found = 0;
        for (size_t j = 0; j < set.count && found < JUDGEMENT_MAX_CAUSES; j++) {
            bool is_sharpened = false;
            for (size_t k = 0; k < found; k++) {
                is_sharpened |= rule_sharpens(judged.causes[k].rule, set.rules[j]);
            }
            if (is_sharpened || !rule_matches_in(set.rules[j], NULL, &f) ||
                (set.rules[j]->is_fallback && found > 0)) {
                continue;
            }
            ck_assert_uint_lt(found, judged.cause_count);
            ck_assert_ptr_eq(judged.causes[found].rule, set.rules[j]);
            found++;
        }
        ck_assert_uint_eq(found, judged.cause_count);
        judgement_release(&judged);
    }
    rule_set_release(&set);
}
END_TEST

/* More rules than a failure has room for. */
START_TEST(causes_have_a_limit)
{
    struct buffer rules;
    buffer_init(&rules, BUFFER_NO_MAX);
    for (int i = 0; i < JUDGEMENT_MAX_CAUSES + 3; i++) {
        buffer_format(&rules, "%s" RULE("r%d", "\"when\":{\"phase\":\"operation\"}"),
                      i == 0 ? "" : ",", i);
    }
    buffer_add_char(&rules, '\0');
    struct rule_set set;
    struct failure f;
    load(&set, rules.data);
    make(&f, &query);
    judge(&set, &f, &judged);
    ck_assert_uint_eq(judged.cause_count, JUDGEMENT_MAX_CAUSES);
    judgement_release(&judged);
    rule_set_release(&set);
    buffer_release(&rules);
}
END_TEST

struct visited {
    size_t count;
    char ids[256];
};

static void visit(void *context, const struct rule *rule)
{
    struct visited *visited = context;
    size_t len = strlen(visited->ids);
    visited->count++;
    snprintf(visited->ids + len, sizeof(visited->ids) - len, "%s ", rule->id.data);
}

static const char *const rules_around_a_code[] = {
    RULE("code", "\"when\":{\"code\":\"0x80041003\",\"class\":\"x\"}"),
    RULE("family", "\"when\":{\"family\":\"wmi-access-denied\",\"phase\":\"connect\"}"),
    RULE("other-phase", "\"when\":{\"code\":\"0x80041003\",\"phase\":\"operation\"}"),
    RULE("other-code", "\"when\":{\"code\":\"0x80041002\"}"),
    RULE("excluded", "\"when\":{\"not\":{\"code\":\"0x80041003\"}}"),
    RULE("maybe", "\"when\":{\"not\":{\"class\":\"x\"}}"),
};

START_TEST(rules_for_a_code)
{
    struct rule_set set;
    load_all(&set, rules_around_a_code, COUNT_OF(rules_around_a_code));
    struct visited visited = {.count = 0};
    rule_set_for_code(&set, 0x80041003u, PHASE_CONNECT, visit, &visited);
    ck_assert_str_eq(visited.ids, "family maybe code ");
    rule_set_release(&set);
}
END_TEST

Suite *match_suite(void)
{
    Suite *suite = suite_create("match");
    TCase *tests = tcase_create("match");
    tcase_add_loop_test(tests, each_condition, 0, COUNT_OF(conditions));
    tcase_add_loop_test(tests, nested_conditions, 1, OPEN_MAX_PARTS + 3);
    tcase_add_test(tests, specific_rules_come_first);
    tcase_add_test(tests, sharper_rules_replace_general_ones);
    tcase_add_test(tests, sharper_rules_take_the_place_of_narrower_ones);
    tcase_add_test(tests, sharper_rules_replace_a_whole_kind);
    tcase_add_test(tests, sharper_rules_leave_stronger_evidence);
    tcase_add_test(tests, fallback_only_when_alone);
    tcase_add_test(tests, sentences_are_filled);
    tcase_add_loop_test(tests, causes_name_what_they_can, 0, COUNT_OF(names));
    tcase_add_test(tests, commands_hold_no_more_than_arguments);
    tcase_add_test(tests, sentences_say_what_the_tables_know);
    tcase_add_test(tests, index_agrees_with_every_rule);
    tcase_add_test(tests, causes_have_a_limit);
    tcase_add_test(tests, rules_for_a_code);
    suite_add_tcase(suite, tests);
    return suite;
}

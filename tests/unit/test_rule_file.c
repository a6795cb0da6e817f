/* Rule files: what is read, and where every kind of mistake is said to be. */
#include <check.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "parsers/base/buffer.h"
#include "parsers/base/count.h"
#include "rules/rule_file/builtin.h"
#include "tests/unit/exact.h"
#include "tests/unit/judge.h"

Suite *rule_file_suite(void);

/* A rule that is whole but for `when` and what follows it. */
#define RULE_HEAD                                                                             \
    "\"id\":\"a.b\",\"version\":2,\"title\":\"t\",\"cause\":\"c\",\"confidence\":\"likely\"," \
    "\"verdict\":\"broken\",\"reason\":\"r\""
#define FILE_OF(rules) "{\"version\":\"1.0\",\"rules\":[" rules "]}"
#define RULE_WITH(rest) FILE_OF("{" RULE_HEAD "," rest "}")

/* From an exact-size copy, so that reading past the end is seen. */
static enum status load(struct rule_set *set, struct view text, struct error *err)
{
    const struct view copy = exact_copy(text.data, text.len);
    struct rule_source source = {VIEW("my.json"), copy};
    error_init(err);
    enum status status = rule_set_load(set, &source, 1, err);
    exact_free(copy);
    return status;
}

START_TEST(whole_rule)
{
    static const char text[] =
        RULE_WITH("\"when\":{\"code\":[\"WBEM_E_ACCESS_DENIED\",\"2147942405\"],"
                  "\"namespace\":\"root/cimv2\",\"any\":[{\"phase\":\"connect\"},"
                  "{\"not\":{\"stage\":[\"get\",\"query\"]}}]},"
                  "\"rank\":7,\"because\":[\"{code} on {class}\"],\"check\":[\"x\",\"y\"],"
                  "\"remedy\":[],\"references\":[\"z\"]");
    struct rule_set set;
    struct error err;
    ck_assert_msg(load(&set, view_of(text), &err) == STATUS_OK, "%s", err.message);
    ck_assert_uint_eq(set.count, 1);
    ck_assert(view_equal(set.version, VIEW("1.0")));
    ck_assert_uint_eq(strlen(set.sha256), 64);
    const struct rule *rule = set.rules[0];
    ck_assert(view_equal(rule->id, VIEW("a.b")));
    ck_assert(view_equal(rule->file, VIEW("my.json")));
    ck_assert_uint_eq(rule->version, 2);
    ck_assert_uint_eq(rule->rank, 7);
    ck_assert(rule->confidence == CONFIDENCE_LIKELY && rule->verdict == VERDICT_BROKEN);
    ck_assert(!rule->is_fallback);
    ck_assert_uint_eq(rule->because_count, 1);
    ck_assert_uint_eq(rule->check_count, 2);
    ck_assert_uint_eq(rule->remedy_count, 0);
    ck_assert_uint_eq(rule->reference_count, 1);
    ck_assert_int_eq(rule->when.kind, CONDITION_ALL);
    ck_assert_uint_eq(rule->when.child_count, 3);
    const struct condition *code = &rule->when.children[0];
    ck_assert_uint_eq(code->number_count, 2);
    ck_assert_uint_eq(code->numbers[0], 0x80041003u);
    ck_assert_uint_eq(code->numbers[1], 0x80070005u);
    ck_assert(view_equal(rule->when.children[1].texts[0], VIEW("root\\cimv2")));
    /* Several codes 15, a literal namespace 8, any with a `not` 0. */
    ck_assert_uint_eq(rule->specificity, 23);
    rule_set_release(&set);
}
END_TEST

static const struct {
    const char *text;
    enum status status;
    const char *message; /* what it must contain */
} mistakes[] = {
    {"", STATUS_DAMAGED, "my.json: line 1"},
    {"{\"version\":\"1.0\",\n\"rules\":[}", STATUS_DAMAGED, "my.json: line 2, column 10"},
    {"{\"version\":\"1.0\",\"version\":\"1.0\",\"rules\":[]}", STATUS_DAMAGED, "duplicate"},
    {"[]", STATUS_USAGE, "my.json: document: found an empty list, expected an object"},
    {"{\"version\":\"1.0\"}", STATUS_USAGE, "rules: missing"},
    {"{\"version\":\"1.0\",\"rules\":{}}", STATUS_USAGE,
     "rules: found an empty object, expected a list of rules"},
    {"{\"version\":\"2.0\",\"rules\":[]}", STATUS_UNSUPPORTED, "version: only version 1"},
    {"{\"version\":1,\"rules\":[]}", STATUS_USAGE, "version: found '1', expected a text"},
    {FILE_OF("7"), STATUS_USAGE, "rules[0]: found '7', expected an object"},
    {FILE_OF("{" RULE_HEAD "}"), STATUS_USAGE, "rules[0].when: missing"},
    {RULE_WITH("\"when\":{}"), STATUS_USAGE,
     "rules[0].when: found an empty object, expected an object with at least one condition"},
    {RULE_WITH("\"when\":{\"phase\":\"conect\"}"), STATUS_USAGE,
     "my.json: rules[0].when.phase: found 'conect', expected 'connect' or 'operation'"},
    {RULE_WITH("\"when\":{\"family\":[\"quota\",\"qota\"]}"), STATUS_USAGE,
     "rules[0].when.family[1]: found 'qota', expected a family, such as 'quota'"},
    {RULE_WITH("\"when\":{\"phase\":3}"), STATUS_USAGE, "rules[0].when.phase: found '3', expected"},
    {RULE_WITH("\"when\":{\"phase\":[]}"), STATUS_USAGE,
     "rules[0].when.phase: found an empty list"},
    {RULE_WITH("\"when\":{\"user_kind\":\"root\"}"), STATUS_USAGE,
     "found 'root', expected 'user', 'empty', 'system', 'service', 'machine' or 'local'"},
    {RULE_WITH("\"when\":{\"code\":\"bogus code\"}"), STATUS_USAGE,
     "rules[0].when.code: found 'bogus code', expected a result code"},
    {RULE_WITH("\"when\":{\"code\":5}"), STATUS_USAGE, "rules[0].when.code: found '5'"},
    {RULE_WITH("\"when\":{\"class\":\"\"}"), STATUS_USAGE,
     "rules[0].when.class: found '', expected a text that is not empty"},
    {RULE_WITH("\"when\":{\"clas\":\"x\"}"), STATUS_USAGE,
     "rules[0].when: unknown key 'clas', did you mean 'class'?"},
    {RULE_WITH("\"when\":{\"any\":[{\"phase\":\"connect\"},{\"not\":{\"stage\":\"qery\"}}]}"),
     STATUS_USAGE,
     "rules[0].when.any[1].not.stage: found 'qery', expected a stage, such as 'query'"},
    {RULE_WITH("\"when\":{\"all\":{\"phase\":\"connect\"}}"), STATUS_USAGE,
     "rules[0].when.all: found an object, expected a list of conditions"},
    {RULE_WITH("\"when\":{\"not\":[]}"), STATUS_USAGE, "rules[0].when.not: found an empty list"},
    {RULE_WITH("\"when\":{\"phase\":\"connect\"},\"confidance\":\"likely\""), STATUS_USAGE,
     "rules[0]: unknown key 'confidance', did you mean 'confidence'?"},
    {RULE_WITH("\"when\":{\"phase\":\"connect\"},\"zzzzzz\":1"), STATUS_USAGE,
     "rules[0]: unknown key 'zzzzzz'"},
    {RULE_WITH("\"when\":{\"phase\":\"connect\"},\"rank\":-1"), STATUS_USAGE,
     "rules[0].rank: found '-1', expected a whole number"},
    {RULE_WITH("\"when\":{\"phase\":\"connect\"},\"rank\":1.5"), STATUS_USAGE,
     "rules[0].rank: found a number with a fraction"},
    {RULE_WITH("\"when\":{\"phase\":\"connect\"},\"fallback\":1"), STATUS_USAGE,
     "rules[0].fallback: found '1', expected true or false"},
    {RULE_WITH("\"when\":{\"phase\":\"connect\"},\"because\":\"x\""), STATUS_USAGE,
     "rules[0].because: found 'x', expected a list of texts"},
    {RULE_WITH("\"when\":{\"phase\":\"connect\"},\"because\":[\"a {code}\",\"the {clas}\"]"),
     STATUS_USAGE, "rules[0].because[1]: unknown field '{clas}', did you mean '{class}'?"},
    {RULE_WITH("\"when\":{\"phase\":\"connect\"},\"because\":[\"open { end\"]"), STATUS_USAGE,
     "rules[0].because[0]: found a brace without its partner"},
    {RULE_WITH("\"when\":{\"phase\":\"connect\"},\"because\":[\"close } end\"]"), STATUS_USAGE,
     "rules[0].because[0]: found a brace without its partner"},
    {RULE_WITH("\"when\":{\"phase\":\"connect\"},\"check\":[\"`a`\",\"run `b\"]"), STATUS_USAGE,
     "rules[0].check[1]: found a ` without its partner"},
    {RULE_WITH("\"when\":{\"phase\":\"connect\"},\"remedy\":[\"``\"]"), STATUS_USAGE,
     "rules[0].remedy[0]: found two ` with nothing between them"},
    {RULE_WITH("\"when\":{\"phase\":\"connect\"},\"remedy\":[\"` winver`\"]"), STATUS_USAGE,
     "rules[0].remedy[0]: found a command that is not of plain ASCII"},
    {RULE_WITH("\"when\":{\"phase\":\"connect\"},\"because\":[\"`a`\"]"), STATUS_USAGE,
     "rules[0].because[0]: found a `, which marks commands in 'check' and 'remedy' alone"},
    {RULE_WITH("\"when\":{\"phase\":\"connect\"},\"check\":[\"ask {method}\",\"`x {method}`\"]"),
     STATUS_USAGE, "rules[0].check[1]: found a field that has no general words, or none that"},
    {RULE_WITH("\"when\":{\"phase\":\"connect\"},\"because\":[\"1\",\"2\",\"3\",\"4\",\"5\",\"6\","
               "\"7\"]"),
     STATUS_LIMIT, "rules[0].because: found 7 values, expected at most 6"},
    {FILE_OF("{" RULE_HEAD ",\"when\":{\"phase\":\"connect\"}},"
             "{" RULE_HEAD ",\"when\":{\"phase\":\"connect\"}}"),
     STATUS_USAGE, "rules[1].id: found 'a.b', expected an id that no other rule has"},
    {FILE_OF("{\"id\":\"A b\",\"version\":1,\"title\":\"t\",\"when\":{\"phase\":\"connect\"},"
             "\"cause\":\"c\",\"confidence\":\"likely\",\"verdict\":\"broken\",\"reason\":\"r\"}"),
     STATUS_USAGE, "rules[0].id: found 'A b', expected lower case letters"},
    {FILE_OF("{\"id\":\"a\",\"version\":0,\"title\":\"t\",\"when\":{\"phase\":\"connect\"},"
             "\"cause\":\"c\",\"confidence\":\"likely\",\"verdict\":\"broken\",\"reason\":\"r\"}"),
     STATUS_USAGE, "rules[0].version: found '0'"},
    {FILE_OF("{\"id\":\"a\",\"version\":1,\"title\":\"t\",\"when\":{\"phase\":\"connect\"},"
             "\"cause\":\"c\",\"confidence\":\"sure\",\"verdict\":\"broken\",\"reason\":\"r\"}"),
     STATUS_USAGE, "rules[0].confidence: found 'sure', expected 'possible', 'likely' or 'certain'"},
    {RULE_WITH("\"when\":{\"near\":{\"provider\":\"DCOM\"}}"), STATUS_USAGE,
     "rules[0].when.near.event_id: missing"},
    {RULE_WITH("\"when\":{\"near\":[]}"), STATUS_USAGE,
     "rules[0].when.near: found an empty list, expected an object"},
    {RULE_WITH("\"when\":{\"near\":{\"provider\":\"x\",\"event_id\":65536}}"), STATUS_USAGE,
     "rules[0].when.near.event_id: found '65536', expected a whole number from 0 to 65535"},
    {RULE_WITH("\"when\":{\"near\":{\"provider\":\"x\",\"event_id\":[1,-1]}}"), STATUS_USAGE,
     "rules[0].when.near.event_id[1]: found '-1'"},
    {RULE_WITH("\"when\":{\"near\":{\"provider\":\"x\",\"event_id\":1,\"within\":-1}}"),
     STATUS_USAGE, "rules[0].when.near.within: found '-1', expected seconds from 0 to 300"},
    {RULE_WITH("\"when\":{\"near\":{\"provider\":\"x\",\"event_id\":1,\"different\":\"User\"}}"),
     STATUS_USAGE, "rules[0].when.near: found an object, expected 'different' and 'at_least' "},
    {RULE_WITH("\"when\":{\"near\":{\"provider\":\"x\",\"event_id\":1,\"at_least\":3}}"),
     STATUS_USAGE, "rules[0].when.near: found an object, expected 'different' and 'at_least' "},
    {RULE_WITH("\"when\":{\"near\":{\"provider\":\"x\",\"event_id\":1,\"different\":\"User\","
               "\"at_least\":65}}"),
     STATUS_LIMIT, "rules[0].when.near: found 65 different values, expected at most 64"},
    {RULE_WITH("\"when\":{\"near\":{\"provider\":\"x\",\"event_id\":1,\"within\":300.1}}"),
     STATUS_USAGE, "found a number with a fraction, expected seconds from 0 to 300"},
    {RULE_WITH("\"when\":{\"near\":{\"provider\":\"x\",\"event_id\":1,\"within\":61,"
               "\"order\":\"after\"}}"),
     STATUS_USAGE, "expected seconds from 0 to 60"},
    {RULE_WITH("\"when\":{\"near\":{\"provider\":\"x\",\"event_id\":1,\"order\":\"befor\"}}"),
     STATUS_USAGE, "near.order: found 'befor', expected 'any', 'before' or 'after'"},
    {RULE_WITH("\"when\":{\"near\":{\"provider\":\"x\",\"event_id\":1,\"data\":{}}}"), STATUS_USAGE,
     "near.data: found an empty object"},
    {RULE_WITH("\"when\":{\"near\":{\"provider\":\"x\",\"event_id\":1,\"data\":{\"a\":1}}}"),
     STATUS_USAGE, "near.data.a: found '1', expected a text"},
    {RULE_WITH("\"when\":{\"near\":{\"provider\":\"x\",\"event_id\":1,\"same\":\"usr\"}}"),
     STATUS_USAGE, "near.same: found 'usr', expected a field, such as 'user'"},
    {RULE_WITH("\"when\":{\"preceded_by\":{\"same\":\"host_process_id\"}}"), STATUS_USAGE,
     "preceded_by.same: found 'host_process_id', expected 'namespace', 'client'"},
    {RULE_WITH("\"when\":{\"preceded_by\":{\"at_least\":501}}"), STATUS_USAGE,
     "preceded_by.at_least: found '501', expected a whole number from 1 to 500"},
    {RULE_WITH("\"when\":{\"preceded_by\":{\"not_same_code\":1}}"), STATUS_USAGE,
     "not_same_code: found '1', expected true or false"},
    {RULE_WITH("\"when\":{\"followed_by\":{\"within\":61}}"), STATUS_USAGE,
     "followed_by.within: found '61', expected seconds from 0 to 60"},
    {RULE_WITH("\"when\":{\"rate\":{\"within\":61}}"), STATUS_USAGE, "rate.at_least: missing"},
    {RULE_WITH("\"when\":{\"rate\":{\"within\":61,\"at_least\":0}}"), STATUS_USAGE,
     "rate.at_least: found '0'"},
    {RULE_WITH("\"when\":{\"periodic\":{\"at_least\":17}}"), STATUS_USAGE,
     "periodic.at_least: found '17', expected a whole number from 3 to 16"},
    {RULE_WITH("\"when\":{\"periodic\":{\"at_least\":3,\"tolerance\":0.6}}"), STATUS_USAGE,
     "periodic.tolerance: found a number with a fraction, expected a part of the interval"},
    {RULE_WITH("\"when\":{\"spread\":{}}"), STATUS_USAGE,
     "spread: found an empty object, expected one of 'namespaces'"},
    {RULE_WITH("\"when\":{\"spread\":{\"users\":65}}"), STATUS_USAGE, "spread.users: found '65'"},
    {RULE_WITH("\"when\":{\"spread\":{\"users\":2,\"clients\":2}}"), STATUS_USAGE,
     "spread.clients: found a second one"},
    {RULE_WITH("\"when\":{\"duration\":{}}"), STATUS_USAGE, "duration: found an empty object"},
    {RULE_WITH("\"when\":{\"duration\":{\"at_least_ms\":2,\"at_most_ms\":1}}"), STATUS_USAGE,
     "duration: found at_least_ms over at_most_ms"},
    {RULE_WITH("\"when\":{\"duration\":{\"at_least_ms\":99999999999999999999}}"), STATUS_DAMAGED,
     "too big integer"},
    {RULE_WITH("\"when\":{\"computer_is\":{}}"), STATUS_USAGE,
     "computer_is: found an empty object, expected at least one key"},
    {RULE_WITH("\"when\":{\"computer_is\":{\"edition\":\"core\"}}"), STATUS_USAGE,
     "computer_is.edition: found 'core'"},
    {RULE_WITH("\"when\":{\"computer_is\":{\"class\":\"gone\"}}"), STATUS_USAGE,
     "computer_is.class: found 'gone'"},
    {RULE_WITH("\"when\":{\"computer_is\":{\"has_service\":false}}"), STATUS_USAGE,
     "computer_is.has_service: found a boolean, expected true"},
    {RULE_WITH("\"when\":{\"computer_is\":{\"build_from\":9,\"build_to\":8}}"), STATUS_USAGE,
     "computer_is: found build_from over build_to"},
    {RULE_WITH("\"when\":{\"succeeded_before\":{\"namespace\":false}}"), STATUS_USAGE,
     "succeeded_before.namespace: found a boolean, expected true"},
    {RULE_WITH("\"when\":{\"phase\":\"connect\"},\"because\":[\"{near.}\"]"), STATUS_USAGE,
     "because[0]: unknown field '{near.}'"},
    {RULE_WITH("\"when\":{\"phase\":\"connect\"},\"because\":[\"{near.time}\"]"), STATUS_USAGE,
     "because[0]: found a field of an event, but 'when' has no 'near'"},
    {RULE_WITH("\"when\":{\"phase\":\"connect\"},\"incident_within\":5"), STATUS_USAGE,
     "incident_within: found without 'incident'"},
    {RULE_WITH("\"when\":{\"phase\":\"connect\"},\"incident\":\"x\",\"incident_within\":3601"),
     STATUS_USAGE, "incident_within: found '3601', expected seconds from 0 to 3600"},
    {RULE_WITH("\"when\":{\"phase\":\"connect\"},\"samples\":{\"match\":[]}"), STATUS_USAGE,
     "samples.no_match: missing"},
    {RULE_WITH("\"when\":{\"phase\":\"connect\"},\"samples\":{\"match\":[{\"failure\":{}}],"
               "\"no_match\":[]}"),
     STATUS_USAGE, "samples.match[0].failure.code: missing"},
    {RULE_WITH("\"when\":{\"phase\":\"connect\"},\"samples\":{\"match\":[{\"failure\":{"
               "\"code\":\"5\",\"client_process_id\":4294967296}}],\"no_match\":[]}"),
     STATUS_USAGE, "failure.client_process_id: found '4294967296'"},
    {RULE_WITH("\"when\":{\"phase\":\"connect\"},\"samples\":{\"match\":[{\"failure\":{"
               "\"code\":\"5\"},\"near\":[{\"provider\":\"x\",\"event_id\":1}]}],"
               "\"no_match\":[]}"),
     STATUS_USAGE, "samples.match[0].near[0].seconds: missing"},
    {RULE_WITH("\"when\":{\"phase\":\"connect\"},\"samples\":{\"match\":[{\"failure\":{"
               "\"code\":\"5\",\"repeat\":1001}}],\"no_match\":[]}"),
     STATUS_USAGE, "repeat: found '1001', expected a whole number from 1 to 1000"},
    {RULE_WITH("\"when\":{\"phase\":\"\\u001b[31mconnect\"}"), STATUS_USAGE,
     "found '\\x1b[31mconnect'"},
};

START_TEST(mistakes_name_their_place)
{
    struct rule_set set;
    struct error err;
    enum status status = load(&set, view_of(mistakes[_i].text), &err);
    ck_assert_msg(status == mistakes[_i].status, "status %d: %s", (int)status, err.message);
    ck_assert_msg(strstr(err.message, mistakes[_i].message), "'%s' lacks '%s'", err.message,
                  mistakes[_i].message);
    ck_assert_uint_eq(set.count, 0);
    rule_set_release(&set);
}
END_TEST

/* Every prefix of a rule file is refused, and none is read past its end. */
START_TEST(cut_files)
{
    static const char text[] =
        RULE_WITH("\"when\":{\"code\":\"0x80041003\",\"not\":{\"class\":[\"a*\",\"b\"]}}");
    for (size_t len = 0; len < sizeof(text) - 1; len++) {
        struct rule_set set;
        struct error err;
        ck_assert(load(&set, (struct view){text, len}, &err) != STATUS_OK);
        ck_assert(err.status != STATUS_OK);
        rule_set_release(&set);
    }
}
END_TEST

static void repeat(struct buffer *out, const char *text, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        buffer_add_text(out, text);
    }
}

static enum status load_when(const char *open, const char *close, size_t count, struct error *err)
{
    struct buffer text;
    buffer_init(&text, BUFFER_NO_MAX);
    buffer_add_text(&text, "{\"version\":\"1.0\",\"rules\":[{" RULE_HEAD ",\"when\":");
    repeat(&text, open, count);
    buffer_add_text(&text, "{\"phase\":\"connect\"}");
    repeat(&text, close, count);
    buffer_add_text(&text, "}]}");
    struct rule_set set;
    enum status status = load(&set, buffer_view(&text), err);
    rule_set_release(&set);
    buffer_release(&text);
    return status;
}

START_TEST(depth_has_a_limit)
{
    struct error err;
    ck_assert(load_when("{\"not\":", "}", RULE_MAX_DEPTH - 1, &err) == STATUS_OK);
    ck_assert(load_when("{\"not\":", "}", RULE_MAX_DEPTH, &err) == STATUS_LIMIT);
    ck_assert_ptr_nonnull(strstr(err.message, "not.not: found 9 conditions within each other"));
    ck_assert(load_when("{\"all\":[", "]}", RULE_MAX_DEPTH, &err) == STATUS_LIMIT);
    ck_assert(load_when("{\"any\":[", "]}", 100000, &err) == STATUS_DAMAGED);
}
END_TEST

/* `count` times `item` after `open`, as one rule file. */
static enum status load_repeated(const char *open, const char *item, size_t count,
                                 const char *close, struct error *err)
{
    struct buffer text;
    buffer_init(&text, BUFFER_NO_MAX);
    buffer_add_text(&text, open);
    repeat(&text, item, count);
    buffer_add_text(&text, close);
    struct rule_set set;
    enum status status = load(&set, buffer_view(&text), err);
    rule_set_release(&set);
    buffer_release(&text);
    return status;
}

START_TEST(counts_and_lengths_have_limits)
{
    static const char codes[] =
        "{\"version\":\"1.0\",\"rules\":[{" RULE_HEAD ",\"when\":{\"class\":[";
    static const char title[] =
        "{\"version\":\"1.0\",\"rules\":[{" RULE_HEAD ",\"when\":{\"class\":\"";
    struct error err;
    ck_assert(load_repeated(codes, "\"x\",", RULE_MAX_VALUES - 1, "\"x\"]}}]}", &err) == STATUS_OK);
    ck_assert(load_repeated(codes, "\"x\",", RULE_MAX_VALUES, "\"x\"]}}]}", &err) == STATUS_LIMIT);
    ck_assert(load_repeated(title, "x", RULE_MAX_TEXT, "\"}}]}", &err) == STATUS_OK);
    ck_assert(load_repeated(title, "x", RULE_MAX_TEXT + 1, "\"}}]}", &err) == STATUS_LIMIT);
    ck_assert(load_repeated("{\"version\":\"1.0\",\"rules\":[", "1,", RULE_MAX_RULES, "1]}",
                            &err) == STATUS_LIMIT);
    ck_assert_ptr_nonnull(strstr(err.message, "rules: found 20001 rules"));
    static const char blanks[] = "                                                                ";
    ck_assert(load_repeated("x", blanks, RULE_MAX_BYTES / (sizeof(blanks) - 1), "", &err) ==
              STATUS_LIMIT);
}
END_TEST

START_TEST(all_files_or_nothing)
{
    static const char good[] = RULE_WITH("\"when\":{\"phase\":\"connect\"}");
    static const char other[] = "\xEF\xBB\xBF{\"version\":\"1.1\",\"rules\":[]}";
    struct rule_source sources[] = {
        {VIEW("a.json"), view_of(good)},
        {VIEW("b.json"), view_of(other)},
        {VIEW("c.json"), view_of(good)},
    };
    struct rule_set set;
    struct error err;
    error_init(&err);
    ck_assert(rule_set_load(&set, sources, 2, &err) == STATUS_OK);
    ck_assert_uint_eq(set.count, 1);
    ck_assert(view_equal(set.version, VIEW("1.0")));
    rule_set_release(&set);
    ck_assert(rule_set_load(&set, sources, 3, &err) == STATUS_USAGE);
    ck_assert_ptr_nonnull(strstr(err.message, "c.json: rules[0].id"));
    ck_assert_uint_eq(set.count, 0);
    rule_set_release(&set);
    rule_set_release(&set);
}
END_TEST

START_TEST(no_files_make_an_empty_set)
{
    struct rule_set set;
    struct failure f = {.result = 0x80041003u};
    struct judgement j;
    ck_assert(rule_set_load(&set, NULL, 0, NULL) == STATUS_OK);
    ck_assert_uint_eq(set.count, 0);
    judgement_init(&j);
    judge(&set, &f, &j);
    ck_assert_uint_eq(j.cause_count, 0);
    ck_assert(j.verdict == VERDICT_DEGRADED && j.reason.len > 0);
    judgement_release(&j);
    rule_set_release(&set);
}
END_TEST

/* Every rule that is compiled in says why, how to tell, what to do and where that is written. */
START_TEST(builtin_rules_are_whole)
{
    struct rule_set set;
    struct error err;
    error_init(&err);
    ck_assert_msg(rule_set_load(&set, rule_builtin_files, rule_builtin_file_count, &err) ==
                      STATUS_OK,
                  "%s", err.message);
    ck_assert_uint_gt(set.count, 100);
    for (size_t i = 0; i < set.count; i++) {
        const struct rule *rule = set.rules[i];
        const char *id = rule->id.data;
        ck_assert_msg(rule->check_count > 0 && rule->remedy_count > 0, "%s", id);
        ck_assert_msg(rule->reference_count > 0, "%s", id);
        ck_assert_msg(rule->cause.data[rule->cause.len - 1] == '.', "%s", id);
        ck_assert_msg(rule->reason.data[rule->reason.len - 1] == '.', "%s", id);
    }
    rule_set_release(&set);
    rule_set_init_builtin(&set);
    ck_assert_uint_gt(set.count, 100);
    rule_set_release(&set);
}
END_TEST

/* What the schema says of the values of a kind of condition; NULL when it has not the kind. */
static json_t *schema_of(const json_t *schema, const char *key)
{
    json_t *defs = json_object_get(schema, "$defs");
    json_t *keys = json_object_get(json_object_get(defs, "condition"), "properties");
    json_t *found = json_object_get(keys, key);
    const char *reference = json_string_value(json_object_get(found, "$ref"));
    return reference ? json_object_get(defs, reference + strlen("#/$defs/")) : found;
}

static void check_names(const json_t *schema, const struct condition_row *row)
{
    json_t *names = json_object_get(json_array_get(json_object_get(schema, "oneOf"), 0), "enum");
    ck_assert_msg(json_array_size(names) == row->names->count, "%s", row->key);
    for (uint32_t i = 0; i < row->names->count; i++) {
        const char *name = json_string_value(json_array_get(names, i));
        ck_assert_msg(name && strcmp(name, names_get(row->names, i)) == 0, "%s: %s", row->key,
                      names_get(row->names, i));
    }
}

/* The schema of a condition with keys of its own has no key that the loader does not know. */
static void check_details(const json_t *schema, const struct condition_row *row)
{
    const char *key;
    json_t *value;
    json_object_foreach(json_object_get(schema, "properties"), key, value)
    {
        struct rule_set set;
        struct error err;
        char text[512];
        snprintf(text, sizeof(text), RULE_WITH("\"when\":{\"%s\":{\"%s\":{}}}"), row->key, key);
        load(&set, view_of(text), &err);
        snprintf(text, sizeof(text), "unknown key '%s'", key);
        ck_assert_msg(!strstr(err.message, text), "%s.%s", row->key, key);
        rule_set_release(&set);
    }
}

/* The published schema has each kind of condition, and of each enumeration each name. */
START_TEST(schema_has_every_condition)
{
    json_t *schema = json_load_file("rules/rule_file/rule.schema.json", 0, NULL);
    ck_assert_ptr_nonnull(schema);
    json_t *condition = json_object_get(json_object_get(schema, "$defs"), "condition");
    ck_assert_uint_eq(json_object_size(json_object_get(condition, "properties")), CONDITION_COUNT);
    for (enum condition_kind kind = 0; kind < CONDITION_COUNT; kind++) {
        const struct condition_row *row = &condition_rows[kind];
        const json_t *found = schema_of(schema, row->key);
        ck_assert_msg(found, "the schema lacks '%s'", row->key);
        const char *type = json_string_value(json_object_get(found, "type"));
        bool is_details = type && strcmp(type, "object") == 0 && row->form != FORM_BRANCH;
        ck_assert_msg(is_details == (row->form == FORM_DETAILS), "%s", row->key);
        if (row->form == FORM_NAMES) {
            check_names(found, row);
        }
        if (row->form == FORM_DETAILS) {
            check_details(found, row);
        }
    }
    json_decref(schema);
}
END_TEST

struct complaints {
    size_t count;
    struct buffer text;
};

static void complain(void *context, struct view message)
{
    struct complaints *c = context;
    c->count++;
    buffer_add(&c->text, message);
    buffer_add_text(&c->text, "\n");
}

static enum status lint(const char *text, struct complaints *c)
{
    struct rule_source sources[] = {
        {VIEW("broken.json"), VIEW("{")},
        {VIEW("a.json"), view_of(text)},
    };
    c->count = 0;
    buffer_init(&c->text, BUFFER_NO_MAX);
    enum status status = rule_files_lint(sources, 2, complain, c);
    buffer_add_char(&c->text, '\0');
    return status;
}

/* One run says all that is wrong, in all files. */
START_TEST(lint_goes_on)
{
    static const char *const expected[] = {
        "broken.json: line 1",
        "a.json: rules[0]: unknown key 'clas'",
        "a.json: rules[0].cause: missing",
        "a.json: rules[0].id: found 'A'",
        "a.json: rules[0].confidence: found 'sure'",
        "a.json: rules[0].when.phase[1]: found 'b'",
        "a.json: rules[0].when.phase[2]: found '3'",
        "a.json: rules[0].when.any[0].near.event_id: missing",
        "a.json: rules[0].when.any[1].rate.within: found '999'",
        "a.json: rules[0].because[1]: unknown field '{x}'",
        "a.json: rules[0].samples.match[0].failure.code: found 'zz'",
        "a.json: rules[0].samples.match[1]: found '7'",
        "a.json: rules[1]: found '5', expected an object",
        "a.json: rules[2].when: missing",
    };
    struct complaints c;
    enum status status =
        lint("{\"version\":\"1.0\",\"rules\":[{\"id\":\"A\",\"version\":1,\"title\":\"t\","
             "\"clas\":1,\"confidence\":\"sure\",\"verdict\":\"broken\",\"reason\":\"r\","
             "\"when\":{\"phase\":[\"connect\",\"b\",3],\"any\":[{\"near\":{\"provider\":\"x\"}},"
             "{\"rate\":{\"at_least\":2,\"within\":999}}]},\"because\":[\"x\",\"{x}\"],"
             "\"samples\":{\"match\":[{\"failure\":{\"code\":\"zz\"}},7],\"no_match\":[{"
             "\"failure\":{\"code\":\"5\"}}]}},5,{" RULE_HEAD "}]}",
             &c);
    ck_assert(status == STATUS_DAMAGED);
    for (size_t i = 0; i < COUNT_OF(expected); i++) {
        ck_assert_msg(strstr(c.text.data, expected[i]), "'%s' lacks '%s'", c.text.data,
                      expected[i]);
    }
    ck_assert_msg(c.count == COUNT_OF(expected), "%s", c.text.data);
    buffer_release(&c.text);
}
END_TEST

/* Whatever ends loading, lint gets past it. */
START_TEST(lint_of_every_mistake)
{
    struct complaints c;
    lint(mistakes[_i].text, &c);
    ck_assert_msg(c.count >= 2 && strstr(c.text.data, "a.json: "), "%s", c.text.data);
    buffer_release(&c.text);
}
END_TEST

Suite *rule_file_suite(void)
{
    Suite *suite = suite_create("rule_file");
    TCase *tests = tcase_create("rule_file");
    tcase_add_test(tests, whole_rule);
    tcase_add_loop_test(tests, mistakes_name_their_place, 0, COUNT_OF(mistakes));
    tcase_add_test(tests, lint_goes_on);
    tcase_add_loop_test(tests, lint_of_every_mistake, 0, COUNT_OF(mistakes));
    tcase_add_test(tests, cut_files);
    tcase_add_test(tests, depth_has_a_limit);
    tcase_add_test(tests, counts_and_lengths_have_limits);
    tcase_add_test(tests, all_files_or_nothing);
    tcase_add_test(tests, no_files_make_an_empty_set);
    tcase_add_test(tests, builtin_rules_are_whole);
    tcase_add_test(tests, schema_has_every_condition);
    suite_add_tcase(suite, tests);
    return suite;
}

/* What a rule may claim: alternatives in a sentence, and conditions that any failure meets. */
#include <check.h>

#include "parsers/base/count.h"
#include "rules/rule_file/claim.h"
#include "rules/rule_file/rule_file.h"
#include "tests/unit/suites.h"

static const struct {
    const char *sentence;
    size_t alternatives;
} sentences[] = {
    {"", 1},
    {"The firewall blocks it.", 1},
    {"The firewall blocks it, or the machine is off.", 2},
    {"The firewall blocks it or the machine is off or the name is wrong.", 3},
    {"The service is stopped, disabled or missing.", 3},
    {"It is a device, an appliance, a Linux machine or a service.", 4},
    {"The service (stopped, disabled or missing) does not run, or not yet.", 2},
    {"It is missing or damaged: repair or reinstall it.", 2},
    {"Its calls succeed in this log, its event calls or answers do not.", 2},
    {"The class, which mostly runs or starts as needed, did not answer.", 2},
    {"It is disabled: no machine, a firewall, or a service.", 3},
    {"It is stopped, disabled, missing, or damaged.", 4},
    {"Windows refused it, since its mark or its hash is wrong.", 2},
    {"An order for more.", 1},
    {"or", 2},
    {"The firewall blocks it OR the machine is off Or the name is wrong.", 3},
    {"The firewall blocks it; or the machine is off; or the name is wrong.", 3},
    {"The firewall blocks it. Or the machine is off. Or not.", 3},
    {"The firewall blocks it; the machine is off or gone; it is late or not.", 2},
    {"It is stopped/disabled/missing.", 3},
    {"Its store is damaged: DISM /Online /Cleanup-Image.", 1},
};

START_TEST(alternatives_are_counted)
{
    ck_assert_uint_eq(claim_alternatives(view_of(sentences[_i].sentence)),
                      sentences[_i].alternatives);
}
END_TEST

static const struct {
    const char *cause, *when, *rest;
    const char *complaint; /* NULL = none */
} rules[] = {
    {"One cause.", "\"code\":\"0x80041003\"", "", NULL},
    {"One cause.", "\"phase\":\"connect\",\"locality\":\"remote\"", "", "any failure can meet"},
    {"One cause.", "\"not\":{\"code\":\"0x80041003\"}", "", "any failure can meet"},
    {"One cause.", "\"any\":[{\"family\":\"quota\"},{\"phase\":\"connect\"}]", "",
     "any failure can meet"},
    {"One cause.", "\"any\":[{\"family\":\"quota\"},{\"class\":\"x\"}]", "", NULL},
    {"One cause.", "\"user_kind\":\"system\",\"namespace_kind\":\"role\"", "", NULL},
    {"One thing, two things or three.", "\"code\":\"0x80041003\"", "",
     "more than two alternatives"},
    {"One thing, two things or three.", "\"family\":\"quota\"", ",\"fallback\":true",
     "more than two alternatives"},
    {"One cause.", "\"namespace\":\"root*\"", "", "any failure can meet"},
    {"One cause.", "\"namespace\":[\"root\\\\wmi\",\"*\"]", "", "any failure can meet"},
    {"One cause.", "\"namespace\":\"root\"", "", NULL},
    {"One cause.", "\"class\":\"?*\"", "", "any failure can meet"},
    {"One cause.", "\"owner_code\":\"?*\"", "", NULL},
    {"One cause.", "\"verb\":\"ExecQuery\"", "", "any failure can meet"},
    {"One cause.", "\"computer_is\":{\"edition\":\"client\"}", "", "any failure can meet"},
    {"One cause.", "\"near\":{\"provider\":\"disk\",\"event_id\":7,\"within\":9}", "",
     "any failure can meet"},
    {"One cause.",
     "\"viewpoint\":\"other\",\"near\":{\"provider\":\"DCOM\",\"event_id\":10010,\"within\":1}", "",
     NULL},
    {"It was {code}.", "\"code\":\"0x80041003\"", "", "found a field"},
    {"One cause.", "\"code\":\"0x80041003\"", ",\"named\":\"It is {class}.\"", NULL},
    {"One cause.", "\"code\":\"0x80041003\"", ",\"named\":\"It.\"", "found no field"},
    {"One cause.", "\"code\":\"0x80041003\"", ",\"named\":\"{user}.\"", "of the caller"},
};

struct complaints {
    size_t count;
    bool is_expected;
    const char *expected;
};

static void complain(void *context, struct view message)
{
    struct complaints *c = context;
    c->count++;
    c->is_expected = c->expected && view_find(message, view_of(c->expected), 0) != SIZE_MAX;
}

START_TEST(lint_refuses_empty_claims)
{
    struct complaints c = {.expected = rules[_i].complaint};
    struct buffer text;
    buffer_init(&text, BUFFER_NO_MAX);
    buffer_format(&text,
                  "{\"version\":\"1.0\",\"rules\":[{\"id\":\"a\",\"version\":1,\"title\":\"t\","
                  "\"cause\":\"%s\",\"confidence\":\"likely\",\"verdict\":\"broken\","
                  "\"reason\":\"r\",\"when\":{%s}%s}]}",
                  rules[_i].cause, rules[_i].when, rules[_i].rest);
    struct rule_source source = {VIEW("a.json"), buffer_view(&text)};
    rule_files_lint(&source, 1, complain, &c);
    ck_assert_uint_eq(c.count, rules[_i].complaint ? 1 : 0);
    ck_assert(!rules[_i].complaint || c.is_expected);

    struct rule_set set; /* such a rule still works */
    struct error err;
    error_init(&err);
    ck_assert_int_eq(rule_set_load(&set, &source, 1, &err), STATUS_OK);
    rule_set_release(&set);
    buffer_release(&text);
}
END_TEST

Suite *claim_suite(void)
{
    Suite *suite = suite_create("claim");
    TCase *tests = tcase_create("claim");
    tcase_add_loop_test(tests, alternatives_are_counted, 0, COUNT_OF(sentences));
    tcase_add_loop_test(tests, lint_refuses_empty_claims, 0, COUNT_OF(rules));
    suite_add_tcase(suite, tests);
    return suite;
}

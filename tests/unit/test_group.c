/* Titles in words, counting, clients and computers under their limits, order. */
#include <stdio.h>
#include <string.h>

#include "parsers/base/count.h"
#include "rules/findings/group.h"
#include "rules/rule/rule.h"
#include "tests/unit/suites.h"

static struct failure failure_of(const char *text, uint32_t result)
{
    struct failure f = {
        .result = result, .time = WINTIME_NONE, .operation = operation_text_parse(view_of(text))};
    f.client.created = WINTIME_NONE;
    f.computer = VIEW("HOST");
    f.evidence_count = 1;
    f.evidence[0].event_id = 5858;
    failure_classify(&f);
    return f;
}

#define OP(verb, rest) "Start IWbemServices::" verb " - ROOT\\cimv2 : " rest

static const struct {
    const char *text;
    uint32_t result;
    const char *title;
} titles[] = {
    {"connect to namespace : \\\\.\\ROOT\\CIMV2", 0x80041003,
     "connecting to ROOT\\CIMV2 was refused by WMI"},
    {"connect to namespace : root\\cimv2", 0x80070005,
     "connecting to root\\cimv2 was refused by DCOM"},
    {"connect to namespace : root\\none", 0x8004100E,
     "connecting to root\\none, which does not exist"},
    {"IWbemServices::Connect", 0x80041001, "connecting to a namespace failed"},
    {OP("ExecQuery", "SELECT * FROM Win32_Process"), 0x80041032, "query of Win32_Process"},
    {OP("ExecQuery", "nonsense"), 0x80041017, "query of root\\cimv2"},
    {OP("ExecNotificationQuery", "SELECT * FROM Win32_ProcessStartTrace"), 0x80041003,
     "subscription to events of Win32_ProcessStartTrace"},
    {OP("CreateInstanceEnum", "Win32_Service"), 0x80041003, "enumeration of Win32_Service"},
    {OP("DeleteInstance", "RSOP_ExtensionStatus.extensionGuid=\"{1}\""), 0x80041002,
     "DeleteInstance of RSOP_ExtensionStatus"},
    {OP("ExecMethod", "Win32_NTEventlogFile.Name=\"a\"::ClearEventlog"), 0x80041003,
     "method Win32_NTEventlogFile.ClearEventlog"},
    {"no such grammar", 0x80041001, "no such grammar"},
    {"", 0x80041001, "an operation that its event does not tell"},
};

START_TEST(title)
{
    struct failure f = failure_of(titles[_i].text, titles[_i].result);
    struct arena arena;
    arena_init(&arena, 0);
    struct view text = group_title(&arena, &f);
    ck_assert_msg(view_equal(text, view_of(titles[_i].title)), "'%.*s'", VIEW_ARG(text));
    arena_release(&arena);
}
END_TEST

START_TEST(title_of_an_end_alone)
{
    struct failure f = failure_of("", 0x80041001);
    f.lacks_start = true;
    struct group *g = group_new(&f);
    ck_assert(view_equal(g->title, VIEW("an operation whose start is not in the log")));
    group_free(g);
}
END_TEST

START_TEST(title_of_a_provider_load)
{
    struct failure f = failure_of("", 0x80041013);
    f.known_by = KNOWN_BY_LOAD;
    f.provider.name = VIEW("CIMWin32");
    struct group *g = group_new(&f);
    ck_assert(view_equal(g->title, VIEW("loading of provider CIMWin32")));
    group_free(g);
}
END_TEST

START_TEST(counts_and_worst_example)
{
    struct failure f = failure_of(OP("ExecQuery", "SELECT * FROM A"), 0x80041003);
    struct judgement j = {.verdict = VERDICT_DEGRADED};
    struct group *g = group_new(&f);
    f.id = 1;
    f.time = 500;
    group_add(g, &f, &j);
    f.id = 2;
    f.time = 300;
    j.verdict = VERDICT_BROKEN;
    f.has_duration = true;
    f.duration = 7;
    group_add(g, &f, &j);
    f.id = 3;
    f.time = 400;
    f.duration = 3;
    group_add(g, &f, &j);
    f.id = 4;
    f.time = WINTIME_NONE;
    j.verdict = VERDICT_HARMLESS;
    group_add(g, &f, &j);
    ck_assert_uint_eq(g->count, 4);
    ck_assert_int_eq(g->verdict, VERDICT_BROKEN);
    ck_assert_uint_eq(g->example->id, 2);
    ck_assert_uint_eq(g->verdict_counts[VERDICT_BROKEN], 2);
    ck_assert_uint_eq(g->verdict_counts[VERDICT_HARMLESS], 1);
    ck_assert_int_eq(g->first, 300);
    ck_assert_int_eq(g->last, 500);
    ck_assert_int_eq(g->max_duration, 7);
    group_free(g);
    group_free(NULL);
}
END_TEST

/* Of failures that no rule knows. */
static const struct judgement plain = {.verdict = VERDICT_DEGRADED};

START_TEST(clients_are_told_apart)
{
    struct failure f = failure_of(OP("ExecQuery", "SELECT * FROM A"), 0x80041003);
    struct group *g = group_new(&f);
    f.client.has_process_id = true;
    f.client.process_id = 7;
    f.client.machine = VIEW("HOST");
    f.client.user = VIEW("me");
    group_add(g, &f, &plain);
    f.client.machine = VIEW("host.example.org"); /* the same */
    group_add(g, &f, &plain);
    f.client.created = 99; /* a recycled process id */
    group_add(g, &f, &plain);
    f.client.user = VIEW("you");
    group_add(g, &f, &plain);
    f.client.machine = VIEW("OTHER");
    group_add(g, &f, &plain);
    ck_assert_uint_eq(g->client_count, 4);
    ck_assert_uint_eq(g->clients[0].count, 2);
    for (uint32_t i = 0; i < 10; i++) {
        f.client.process_id = 100 + i;
        group_add(g, &f, &plain);
    }
    ck_assert_uint_eq(g->client_count, GROUP_MAX_CLIENTS);
    ck_assert_uint_eq(g->more_clients, 10 - (GROUP_MAX_CLIENTS - 4));
    group_free(g);
}
END_TEST

START_TEST(computers_under_their_limit)
{
    struct failure f = failure_of(OP("ExecQuery", "SELECT * FROM A"), 0x80041003);
    struct group *g = group_new(&f);
    char name[32];
    for (int i = 0; i < GROUP_MAX_COMPUTERS + 3; i++) {
        snprintf(name, sizeof(name), "PC%d", i);
        f.computer = view_of(name);
        group_add(g, &f, &plain);
        group_add(g, &f, &plain);
    }
    ck_assert_uint_eq(g->computer_count, GROUP_MAX_COMPUTERS);
    ck_assert_uint_eq(g->more_computers, 6);
    ck_assert(view_equal(g->computers[1], VIEW("PC1")));
    group_free(g);
}
END_TEST

START_TEST(order)
{
    struct failure x = {.fingerprint = "a"}, y = {.fingerprint = "b"};
    struct group a = {.verdict = VERDICT_BROKEN, .count = 1, .first = 5, .example = &x};
    struct group b = a;
    b.example = &y;
    ck_assert_int_lt(group_compare(&a, &b), 0);
    b.first = 4;
    ck_assert_int_gt(group_compare(&a, &b), 0);
    a.count = 2;
    ck_assert_int_lt(group_compare(&a, &b), 0);
    b.verdict = VERDICT_SECURITY;
    ck_assert_int_gt(group_compare(&a, &b), 0);
    ck_assert_int_eq(group_compare(&a, &a), 0);
}
END_TEST

/* One more failure whose first cause comes from `rule`, and whose record has that number. */
static void add_judged(struct group **g, const struct rule *rule, uint64_t record)
{
    struct failure f = failure_of(OP("ExecQuery", "SELECT * FROM X"), 0x80041010);
    f.id = record;
    struct cause cause = {.rule = rule, .confidence = rule->confidence};
    struct judgement j = {.verdict = rule->verdict, .causes = &cause, .cause_count = 1};
    if (!*g) {
        *g = group_new(&f);
    }
    group_add(*g, &f, &j);
}

/* The worst verdict leads, whatever came first or last; evidence only among equal verdicts. */
START_TEST(example_with_the_best_evidence)
{
    struct rule base = {.id = VIEW("base"), .verdict = VERDICT_DEGRADED, .specificity = 10};
    struct rule near = {.id = VIEW("near"),
                        .sharpens = VIEW("base"),
                        .verdict = VERDICT_HARMLESS,
                        .specificity = 20};
    struct rule certain = base;
    certain.confidence = CONFIDENCE_CERTAIN;
    const struct {
        const struct rule *rules[4];
        uint64_t example;
        enum verdict verdict;
    } cases[] = {
        {{&base, &base, &base, &base}, 1, VERDICT_DEGRADED},
        {{&base, &near, &near, &near}, 1, VERDICT_DEGRADED},
        {{&near, &near, &near, &base}, 4, VERDICT_DEGRADED},
        {{&base, &certain, &base, &certain}, 2, VERDICT_DEGRADED},
        {{&near, &base, &certain, &base}, 3, VERDICT_DEGRADED},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct group *g = NULL;
        for (size_t j = 0; j < 4; j++) {
            add_judged(&g, cases[i].rules[j], j + 1);
        }
        ck_assert_msg(g->example->id == cases[i].example, "case %zu: example %d", i,
                      (int)g->example->id);
        ck_assert_msg(g->verdict == cases[i].verdict, "case %zu", i);
        ck_assert_uint_eq(g->count, 4);
        group_free(g);
    }
}
END_TEST

static bool rhythm_of(const int64_t *seconds, size_t count, struct rhythm_run *run)
{
    struct group *g = NULL;
    for (size_t i = 0; i < count; i++) {
        struct failure f = failure_of(OP("ExecQuery", "SELECT * FROM X"), 0x80041010);
        struct judgement j = {.verdict = VERDICT_DEGRADED};
        f.computer = i % 2 == 0 ? VIEW("PC1") : VIEW("PC2"); /* both in the same rhythm */
        f.time = seconds[i / 2] * WINTIME_TICKS_PER_SECOND;
        g = g ? g : group_new(&f);
        group_add(g, &f, &j);
    }
    bool has_rhythm = group_rhythm(g, run);
    group_free(g);
    return has_rhythm;
}

START_TEST(rhythm)
{
    static const int64_t even[] = {7, 100, 160, 221, 221, 279, 340, 1000};
    static const int64_t odd[] = {0, 10, 90, 100, 400, 410};
    struct rhythm_run run;
    ck_assert(rhythm_of(even, 16, &run));
    ck_assert_uint_eq(run.count, 5);
    ck_assert_int_eq(rhythm_interval(&run), 60 * WINTIME_TICKS_PER_SECOND);
    ck_assert_int_eq(run.first, 100 * WINTIME_TICKS_PER_SECOND);
    ck_assert(!rhythm_of(odd, 12, &run));
    ck_assert(!rhythm_of(even, 2, &run));
}
END_TEST

Suite *group_suite(void)
{
    Suite *suite = suite_create("group");
    TCase *c = tcase_create("group");
    tcase_add_loop_test(c, title, 0, COUNT_OF(titles));
    tcase_add_test(c, title_of_an_end_alone);
    tcase_add_test(c, title_of_a_provider_load);
    tcase_add_test(c, counts_and_worst_example);
    tcase_add_test(c, clients_are_told_apart);
    tcase_add_test(c, computers_under_their_limit);
    tcase_add_test(c, order);
    tcase_add_test(c, example_with_the_best_evidence);
    tcase_add_test(c, rhythm);
    suite_add_tcase(suite, c);
    return suite;
}

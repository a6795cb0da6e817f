/* Incidents: which failures are one, and what is told of them. */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "rules/findings/incidents.h"
#include "rules/rule_file/rule_file.h"
#include "tests/unit/event_build.h"

Suite *incidents_suite(void);

static const struct rule collapse = {
    .id = {"collapse", 8},
    .incident = {"provider host collapse", 22},
    .incident_within = 5 * (int64_t)WINTIME_TICKS_PER_SECOND,
};
static const struct rule flood = {
    .id = {"flood", 5},
    .incident = {"flood", 5},
    .incident_within = 60 * (int64_t)WINTIME_TICKS_PER_SECOND,
};
static const struct rule plain = {.id = {"plain", 5}};

static struct incidents *set;
static uint64_t next_id;

static void setup(void)
{
    set = incidents_new();
    next_id = 1;
}

static void teardown(void)
{
    incidents_free(set);
}

/* A failure whose fingerprint is its code. */
static void add(const struct rule *rule, const char *computer, int64_t ms, uint32_t code)
{
    struct failure f = {.result = code, .id = next_id++, .time = build_time(ms)};
    f.computer = view_of(computer);
    f.name_space = VIEW("root\\cimv2");
    f.client.has_process_id = true;
    f.client.process_id = code;
    snprintf(f.fingerprint, sizeof(f.fingerprint), "%x", (unsigned)code);
    struct view sentences[] = {VIEW("One."), VIEW("Two.")};
    struct cause cause = {.rule = rule, .because = sentences, .because_count = 2};
    struct judgement j = {.cause_count = rule ? 1 : 0, .causes = &cause};
    j.verdict = code == 5 ? VERDICT_SECURITY : VERDICT_DEGRADED;
    incidents_add(set, &f, &j);
}

static const struct incident *only(void)
{
    size_t count;
    const struct incident *const *list = incidents_list(set, &count);
    ck_assert_uint_eq(count, 1);
    return list[0];
}

static const struct view forms[] = {{"Query {class}.", 14}, {"Ask {user}.", 11}};
static const struct view general[] = {{"Query CLASS.", 12}, {"Ask the user.", 13}};
static const struct view filled[] = {{"Query Win32_Disk.", 17}, {"Ask anna.", 9}};
static const struct rule stepped = {
    .id = {"stepped", 7},
    .incident = {"stepped", 7},
    .incident_within = 60 * (int64_t)WINTIME_TICKS_PER_SECOND,
    .cause = {"The class.", 10},
    .named = {"The class {class}.", 18},
    .check = general,
    .check_forms = forms,
    .check_count = 2,
};

static void add_stepped(int64_t ms, const char *class_name, const char *user,
                        enum confidence confidence)
{
    struct failure f = {.result = 1, .id = next_id++, .time = build_time(ms)};
    f.computer = VIEW("HOST");
    f.operation.class_name = view_of(class_name);
    f.client.user = view_of(user);
    struct cause cause = {.rule = &stepped,
                          .confidence = confidence,
                          .text = VIEW("The class Win32_Disk."),
                          .check = filled};
    struct judgement j = {.causes = &cause, .cause_count = 1};
    incidents_add(set, &f, &j);
}

/* A step is filled in when all failures agree in what it names. */
START_TEST(steps_are_filled_where_all_agree)
{
    add_stepped(0, "Win32_Disk", "anna", CONFIDENCE_CERTAIN);
    add_stepped(10, "WIN32_DISK", "bert", CONFIDENCE_LIKELY);
    const struct incident *i = only();
    ck_assert(view_equal(i->check[0], filled[0]));
    ck_assert(view_equal(i->check[1], general[1]));
    ck_assert(view_equal(i->text, VIEW("The class Win32_Disk.")));
    ck_assert_int_eq(i->confidence, CONFIDENCE_LIKELY);
}
END_TEST

START_TEST(causes_are_general_where_failures_differ)
{
    add_stepped(0, "Win32_Disk", "anna", CONFIDENCE_CERTAIN);
    add_stepped(10, "Win32_Volume", "anna", CONFIDENCE_CERTAIN);
    ck_assert(view_equal(only()->text, stepped.cause));
}
END_TEST

START_TEST(steps_stay_general_where_none_is_filled)
{
    add(&stepped, "HOST", 0, 1);
    add(&stepped, "HOST", 10, 2);
    ck_assert_ptr_eq(only()->check, general);
}
END_TEST

START_TEST(close_failures_are_one)
{
    add(&collapse, "HOST.example.org", 0, 0x80041032);
    add(&collapse, "host", 5000, 0x80041033);
    add(&collapse, "HOST", 10000, 0x80041033);
    const struct incident *i = only();
    ck_assert_uint_eq(i->id, 1);
    ck_assert_uint_eq(i->count, 3);
    ck_assert_uint_eq(i->first_failure, 1);
    ck_assert(i->first == build_time(0) && i->last == build_time(10000));
    ck_assert(view_equal(i->name, VIEW("provider host collapse")));
    ck_assert(view_equal(i->computer, VIEW("HOST.example.org")));
    ck_assert(view_equal(i->because, VIEW("One. Two.")));
    ck_assert(view_equal(i->name_space, VIEW("root\\cimv2")));
    ck_assert_ptr_eq(i->rule, &collapse);
    ck_assert_int_eq(i->verdict, VERDICT_DEGRADED);
    ck_assert_uint_eq(i->code_count, 2);
    ck_assert_uint_eq(i->codes[0].code, 0x80041033);
    ck_assert_uint_eq(i->codes[0].count, 2);
    ck_assert_uint_eq(i->clients, 2);
    ck_assert_uint_eq(i->failure_count, 3);
    ck_assert(i->failures[0] == 1 && i->failures[2] == 3);
    ck_assert_uint_eq(i->group_count, 2);
    ck_assert_str_eq(i->groups[1], "80041033");
    ck_assert_uint_eq(i->more_groups, 0);
}
END_TEST

START_TEST(what_is_apart_stays_apart)
{
    size_t count;
    add(&collapse, "A", 0, 1);
    add(&collapse, "A", 5001, 1); /* too late for the first, and alone so far */
    add(&collapse, "B", 5002, 1);
    add(&flood, "A", 5003, 1);
    add(&plain, "A", 5004, 1);
    add(NULL, "A", 5005, 1);
    incidents_list(set, &count);
    ck_assert_uint_eq(count, 0);
}
END_TEST

START_TEST(ordered_by_weight)
{
    size_t count;
    add(&collapse, "B", 1000, 1);
    add(&flood, "A", 900, 1);
    add(&collapse, "B", 1500, 5);
    add(&flood, "A", 60900, 1);
    add(&flood, "A", 200, 1); /* late, and now the first */
    const struct incident *const *list = incidents_list(set, &count);
    ck_assert_uint_eq(count, 2);
    ck_assert(view_equal(list[0]->computer, VIEW("B"))); /* later, but worse */
    ck_assert_int_eq(list[0]->verdict, VERDICT_SECURITY);
    ck_assert(view_equal(list[1]->computer, VIEW("A")));
    ck_assert_uint_eq(list[1]->count, 3);
    ck_assert_uint_eq(list[1]->first_failure, 5);
    ck_assert_uint_eq(list[0]->id, 1);
    ck_assert_uint_eq(list[1]->id, 2);
    incidents_list(set, &count);
    ck_assert_uint_eq(count, 2);
    const struct incident *const *told = incidents_told(set, &count);
    ck_assert_uint_eq(count, 1); /* the other's failures are all of one group */
    ck_assert_ptr_eq(told[0], list[0]);
}
END_TEST

START_TEST(series_is_one)
{
    size_t count;
    for (int64_t i = 0; i < 11; i++) {
        add(&collapse, "A", i * 60000, 0x80041032);
        add(&collapse, "A", i * 60000 + 10, 0x80041033);
        if (i == 3) {
            add(&collapse, "A", i * 60000 + 20, 0x80041034); /* one more code, and still like it */
        }
    }
    add(&collapse, "A", 700000, 0x80041001); /* of other groups */
    add(&collapse, "A", 700010, 0x80041001);
    const struct incident *const *list = incidents_list(set, &count);
    ck_assert_uint_eq(count, 2);
    ck_assert_uint_eq(list[0]->occurrences, 11);
    ck_assert_uint_eq(list[0]->count, 23);
    ck_assert_uint_eq(list[0]->clients, 3);
    ck_assert_uint_eq(list[0]->group_count, 3);
    ck_assert_uint_eq(list[0]->failure_count, 23);
    ck_assert_uint_eq(list[0]->codes[0].count, 11);
    ck_assert_uint_eq(list[0]->first_failure, 1);
    ck_assert(list[0]->first == build_time(0) && list[0]->last == build_time(600010));
    ck_assert_uint_eq(list[1]->occurrences, 1);
    ck_assert(incident_has_group(list[0], "80041034"));
    ck_assert(!incident_has_group(list[1], "80041034"));
}
END_TEST

START_TEST(limits)
{
    size_t count;
    for (uint32_t i = 0; i < 3000; i++) {
        add(&flood, "A", i, i); /* one incident of very many codes and clients */
    }
    for (int64_t i = 0; i < INCIDENTS_MAX + 10; i++) {
        add(&collapse, "B", i * 10000, (uint32_t)i); /* each of another group */
        add(&collapse, "B", i * 10000 + 1, (uint32_t)i);
    }
    for (int64_t i = 0; i < 10 * INCIDENTS_MAX; i++) {
        add(&collapse, "C", i * 10000, 1); /* alone each time: they take no place */
    }
    const struct incident *const *list = incidents_list(set, &count);
    ck_assert_uint_eq(count, INCIDENTS_MAX);
    ck_assert_uint_gt(incidents_dropped(set), 0);
    ck_assert(view_equal(list[0]->computer, VIEW("A")) || view_equal(list[1]->computer, VIEW("A")));
    const struct incident *wide = view_equal(list[0]->computer, VIEW("A")) ? list[0] : list[1];
    ck_assert_uint_eq(wide->count, 3000);
    ck_assert_uint_eq(wide->code_count, INCIDENT_MAX_CODES);
    ck_assert_uint_eq(wide->clients, 1000);
    ck_assert_uint_eq(wide->failure_count, INCIDENT_MAX_FAILURES);
    ck_assert_uint_eq(wide->group_count, INCIDENT_MAX_GROUPS);
    ck_assert_uint_eq(wide->more_groups, 3000 - INCIDENT_MAX_GROUPS);
}
END_TEST

START_TEST(engine_gives_them)
{
    static const char text[] =
        "{\"version\":\"1.0\",\"rules\":[{\"id\":\"a\",\"version\":1,\"title\":\"t\",\"cause\":"
        "\"c\","
        "\"confidence\":\"likely\",\"verdict\":\"broken\",\"reason\":\"r\",\"incident\":\"x y\","
        "\"incident_within\":0.5,\"when\":{\"phase\":\"operation\"}}]}";
    struct rule_source source = {VIEW("t"), view_of(text)};
    struct rule_set rules;
    struct error err;
    size_t count;
    error_init(&err);
    ck_assert_msg(rule_set_load(&rules, &source, 1, &err) == STATUS_OK, "%s", err.message);
    struct engine_options options = {.rules = &rules};
    struct engine *e = engine_new(&options);
    const int64_t times[] = {0, 500, 1001, 1400, 1500};
    for (size_t i = 0; i < 5; i++) {
        struct event event =
            build_failure(times[i], 0x80041001, "Start IWbemServices::X - root : Y");
        engine_event(e, &event);
    }
    engine_finish(e);
    const struct incident *const *list = engine_incidents(e, &count);
    ck_assert_uint_eq(count, 1);
    ck_assert_uint_eq(list[0]->count, 5); /* two of the same groups are one series */
    ck_assert_uint_eq(list[0]->occurrences, 2);
    ck_assert_uint_eq(list[0]->first_failure, 1);
    ck_assert_int_eq(list[0]->verdict, VERDICT_BROKEN);
    engine_free(e);
    rule_set_release(&rules);
}
END_TEST

Suite *incidents_suite(void)
{
    Suite *suite = suite_create("incidents");
    TCase *tests = tcase_create("incidents");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, steps_are_filled_where_all_agree);
    tcase_add_test(tests, causes_are_general_where_failures_differ);
    tcase_add_test(tests, steps_stay_general_where_none_is_filled);
    tcase_add_test(tests, close_failures_are_one);
    tcase_add_test(tests, what_is_apart_stays_apart);
    tcase_add_test(tests, ordered_by_weight);
    tcase_add_test(tests, series_is_one);
    tcase_add_test(tests, limits);
    tcase_add_test(tests, engine_gives_them);
    suite_add_tcase(suite, tests);
    return suite;
}

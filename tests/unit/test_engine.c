/* Counts over the whole input, the filter, groups and their order, limits. */
#include <string.h>

#include "rules/engine.h"
#include "rules/rule_file/builtin.h"
#include "rules/rule_file/rule_file.h"
#include "tests/unit/event_build.h"
#include "tests/unit/suites.h"

#define QUERY "Start IWbemServices::ExecQuery - root\\cimv2 : SELECT * FROM Win32_Process"
#define OTHER "Start IWbemServices::ExecQuery - root\\cimv2 : SELECT * FROM Win32_Service"

static void give_to(struct engine *e, struct event event)
{
    engine_event(e, &event);
}

static bool only_cancelled(void *context, const struct failure *f, const struct judgement *j)
{
    (void)j;
    uint64_t *last_id = context;
    *last_id = f->id;
    return f->result == 0x80041032;
}

START_TEST(counts_by_kind)
{
    struct engine *e = engine_new(&(struct engine_options){0});
    give_to(e, build_start(5, 10, 9, QUERY));
    give_to(e, build_stop(6, 10, 0));
    give_to(e, build_failure(7, 0x80041032, QUERY));
    give_to(e, build_failure(8, 0x80041002, QUERY));
    give_to(e, build_failure(9, 0x80041032, OTHER));
    struct event foreign = {.id = 11, .time = 1};
    give_to(e, foreign);
    give_to(e, build_marker(10, 5615));
    engine_finish(e);
    const struct engine_stats *s = engine_stats(e);
    ck_assert_uint_eq(s->events, 7);
    ck_assert_uint_eq(s->wmi_events, 5);
    ck_assert_uint_eq(s->trace_events, 2);
    ck_assert_uint_eq(s->operational_events, 3);
    ck_assert_int_eq(s->first, build_time(5));
    ck_assert_int_eq(s->last, build_time(9));
    ck_assert_uint_eq(s->failures, 3);
    ck_assert_uint_eq(s->by_verdict[VERDICT_DEGRADED], 3);
    ck_assert_uint_eq(s->by_phase[PHASE_OPERATION], 3);
    size_t count;
    const struct engine_count *ids = engine_counts_by_event_id(e, &count);
    ck_assert_uint_eq(count, 3);
    ck_assert(ids[0].value == 11 && ids[0].count == 1);
    ck_assert(ids[2].value == 5858 && ids[2].count == 3);
    const struct engine_count *codes = engine_counts_by_code(e, &count);
    ck_assert_uint_eq(count, 2);
    ck_assert(codes[0].value == 0x80041002 && codes[0].count == 1);
    ck_assert(codes[1].value == 0x80041032 && codes[1].count == 2);
    const struct view *computers = engine_computers(e, &count);
    ck_assert_uint_eq(count, 1);
    ck_assert(view_equal(computers[0], VIEW("HOST")));
    engine_free(e);
}
END_TEST

START_TEST(nothing_in_nothing_out)
{
    struct engine *e = engine_new(&(struct engine_options){0});
    engine_finish(e);
    size_t count = 77;
    engine_groups(e, &count);
    ck_assert_uint_eq(count, 0);
    engine_open_operations(e, &count);
    ck_assert_uint_eq(count, 0);
    engine_counts_by_code(e, &count);
    ck_assert_uint_eq(count, 0);
    ck_assert_int_eq(engine_stats(e)->first, WINTIME_NONE);
    engine_free(e);
    engine_free(NULL);
    e = engine_new(&(struct engine_options){0}); /* given up without finishing */
    give_to(e, build_start(5, 10, 9, QUERY));
    give_to(e, build_failure(7, 0x80041032, QUERY));
    engine_free(e);
}
END_TEST

START_TEST(filtered_failures_take_no_number)
{
    uint64_t last_id = 0;
    struct engine *e =
        engine_new(&(struct engine_options){.on_failure = only_cancelled, .context = &last_id});
    give_to(e, build_failure(0, 0x80041002, QUERY));
    give_to(e, build_failure(1, 0x80041032, QUERY));
    give_to(e, build_failure(2, 0x80041002, QUERY));
    give_to(e, build_failure(3, 0x80041032, QUERY));
    engine_finish(e);
    ck_assert_uint_eq(last_id, 2);
    ck_assert_uint_eq(engine_stats(e)->failures, 2);
    ck_assert_uint_eq(engine_stats(e)->filtered_failures, 2);
    size_t count;
    const struct group *const *groups = engine_groups(e, &count);
    ck_assert_uint_eq(count, 1);
    ck_assert_uint_eq(groups[0]->count, 2);
    ck_assert_uint_eq(groups[0]->example->id, 1);
    engine_free(e);
}
END_TEST

START_TEST(groups_in_order)
{
    struct engine *e = engine_new(&(struct engine_options){0});
    give_to(e, build_failure(0, 0x80041002, OTHER));
    give_to(e, build_failure(1, 0x80041032, QUERY));
    give_to(e, build_failure(2, 0x80041032, QUERY));
    give_to(e, build_failure(3, 0x80041010, QUERY));
    give_to(e, build_load(4, 5, "One", "p", 0x80041013)); /* providers make groups of their own */
    give_to(e, build_load(5, 5, "Two", "p", 0x80041013));
    engine_finish(e);
    size_t count;
    const struct group *const *groups = engine_groups(e, &count);
    ck_assert_uint_eq(count, 5);
    ck_assert_uint_eq(groups[0]->count, 2);
    ck_assert_int_eq(groups[1]->first, build_time(0));
    ck_assert_int_eq(groups[2]->first, build_time(3));
    ck_assert(strncmp(groups[0]->example->fingerprint, "wmilog/1:", 9) == 0);
    engine_free(e);
}
END_TEST

START_TEST(limit_of_groups)
{
    struct engine *e = engine_new(&(struct engine_options){.max_groups = 2});
    for (uint32_t i = 0; i < 5; i++) {
        give_to(e, build_failure(i, 0x80041001 + i, QUERY));
    }
    give_to(e, build_failure(9, 0x80041001, QUERY));
    engine_finish(e);
    size_t count;
    engine_groups(e, &count);
    ck_assert_uint_eq(count, 2);
    ck_assert_uint_eq(engine_stats(e)->ungrouped_failures, 3);
    ck_assert_uint_eq(engine_stats(e)->failures, 6);
    engine_free(e);
}
END_TEST

START_TEST(limit_of_codes)
{
    struct engine *e = engine_new(&(struct engine_options){0});
    for (uint32_t i = 0; i < ENGINE_MAX_CODES + 7; i++) {
        give_to(e, build_failure(i, 0x80050000 + (i * 7919) % 65521, QUERY));
    }
    engine_finish(e);
    size_t count;
    const struct engine_count *codes = engine_counts_by_code(e, &count);
    ck_assert_uint_eq(count, ENGINE_MAX_CODES);
    ck_assert_uint_eq(engine_stats(e)->uncounted_codes, 7);
    for (size_t i = 1; i < count; i++) {
        ck_assert_uint_lt(codes[i - 1].value, codes[i].value);
    }
    engine_free(e);
}
END_TEST

START_TEST(builtin_rules_judge)
{
    struct rule_set rules;
    rule_set_init_builtin(&rules);
    struct engine *e = engine_new(&(struct engine_options){.rules = &rules});
    give_to(e, build_failure(0, 0x80041002,
                             "Start IWbemServices::DeleteInstance - Root\\Rsop\\Computer : "
                             "RSOP_ExtensionStatus.extensionGuid=\"{1}\""));
    engine_finish(e);
    size_t count;
    const struct group *const *groups = engine_groups(e, &count);
    ck_assert_uint_eq(count, 1);
    ck_assert_int_eq(groups[0]->verdict, VERDICT_HARMLESS);
    ck_assert_uint_gt(groups[0]->judgement->cause_count, 0);
    ck_assert_uint_gt(groups[0]->judgement->reason.len, 0);
    engine_free(e);
    rule_set_release(&rules);
}
END_TEST

Suite *engine_suite(void)
{
    Suite *suite = suite_create("engine");
    TCase *c = tcase_create("engine");
    tcase_add_test(c, counts_by_kind);
    tcase_add_test(c, nothing_in_nothing_out);
    tcase_add_test(c, filtered_failures_take_no_number);
    tcase_add_test(c, groups_in_order);
    tcase_add_test(c, limit_of_groups);
    tcase_add_test(c, limit_of_codes);
    tcase_add_test(c, builtin_rules_judge);
    suite_add_tcase(suite, c);
    return suite;
}

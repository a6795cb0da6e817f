/* Which questions an event answers by itself, also when one like it came before. */
#include <check.h>
#include <string.h>

#include "parsers/base/count.h"
#include "rules/surroundings/surroundings.h"
#include "tests/unit/suites.h"

/* As VIEW, for what is static. */
#define TEXT(literal)                \
    {                                \
        literal, sizeof(literal) - 1 \
    }

static const struct view scm[] = {TEXT("Service Control*")};
static const struct view stopped[] = {TEXT("stop*")};
static const struct view spooler[] = {TEXT("*spooler")};
static const uint32_t two_ids[] = {7031, 7036};
static const struct near_datum of_state = {
    .name = TEXT("param2"), .globs = stopped, .glob_count = 1};
static const struct near_datum of_both[] = {
    {.name = TEXT("1"), .globs = spooler, .glob_count = 1},
    {.name = TEXT("Param_2"), .globs = stopped, .glob_count = 1},
};
static const struct condition_details any_of_two = {
    .providers = scm, .provider_count = 1, .event_ids = two_ids, .event_id_count = 2};
static const struct condition_details is_stopped = {.providers = scm,
                                                    .provider_count = 1,
                                                    .event_ids = &two_ids[1],
                                                    .event_id_count = 1,
                                                    .data = &of_state,
                                                    .data_count = 1};
static const struct condition_details is_spooler = {.providers = scm,
                                                    .provider_count = 1,
                                                    .event_ids = &two_ids[1],
                                                    .event_id_count = 1,
                                                    .data = of_both,
                                                    .data_count = 2};
/* In this order: 0 and 1, 2, 3. */
static const struct condition_details *const all[] = {&any_of_two, &is_stopped, &is_spooler};

static struct wanted *new_wanted(void)
{
    struct wanted *w = wanted_new();
    for (size_t i = 0; i < COUNT_OF(all); i++) {
        wanted_add(w, all[i]);
        wanted_add(w, all[i]); /* once is enough */
    }
    return w;
}

static void check(struct wanted *w, uint16_t id, struct view provider, struct view service,
                  struct view state, const char *numbers)
{
    const struct event_datum data[] = {{VIEW("param1"), service}, {VIEW("param2"), state}};
    struct surroundings_event event = {
        .evidence.event_id = id, .provider = provider, .data = data, .data_count = COUNT_OF(data)};
    size_t count;
    const uint32_t *found = wanted_answer(w, &event, &count);
    ck_assert_uint_eq(count, strlen(numbers));
    for (size_t i = 0; i < count; i++) {
        ck_assert_uint_eq(found[i], (uint32_t)(numbers[i] - '0'));
    }
}

START_TEST(questions_are_answered)
{
    struct wanted *w = new_wanted();
    const struct view provider = VIEW("Service Control Manager"), other = VIEW("DCOM");
    ck_assert(wanted_has_id(w, 7031) && wanted_has_id(w, 7036) && !wanted_has_id(w, 7037));
    for (int i = 0; i < 3; i++) { /* made, and remembered */
        check(w, 7036, provider, VIEW("Print Spooler"), VIEW("stopped"), "123");
        check(w, 7036, provider, VIEW("RpcSs"), VIEW("stopped"), "12");
        check(w, 7036, provider, VIEW("RpcSs"), VIEW("running"), "1");
        check(w, 7036, provider, VIEW_NONE, VIEW_NONE, "1");
        check(w, 7036, other, VIEW("Print Spooler"), VIEW("stopped"), "");
        check(w, 7031, provider, VIEW("Print Spooler"), VIEW("stopped"), "0");
        check(w, 7037, provider, VIEW("Print Spooler"), VIEW("stopped"), "");
    }
    wanted_free(w);
}
END_TEST

/* Values that are too long to be remembered, and differ only at their ends. */
START_TEST(long_values_are_told_apart)
{
    struct wanted *w = new_wanted();
    char text[2 * WANTED_MAX_KEY];
    const struct view provider = VIEW("Service Control Manager");
    memset(text, 'x', sizeof(text));
    for (int i = 0; i < 2; i++) {
        memcpy(text + sizeof(text) - 7, "spooler", 7);
        check(w, 7036, provider, (struct view){text, sizeof(text)}, VIEW("stopped"), "123");
        memcpy(text + sizeof(text) - 7, "spoiler", 7);
        check(w, 7036, provider, (struct view){text, sizeof(text)}, VIEW("stopped"), "12");
    }
    wanted_free(w);
}
END_TEST

START_TEST(what_was_met_is_known)
{
    struct wanted *w = new_wanted();
    const struct view provider = VIEW("Service Control Manager");
    uint32_t met = wanted_met(w);
    ck_assert_uint_eq(wanted_first(w, &any_of_two), WANTED_NONE);
    check(w, 7031, provider, VIEW("RpcSs"), VIEW_NONE, "0");
    ck_assert_uint_eq(wanted_first(w, &any_of_two), 0);
    ck_assert_uint_eq(wanted_first(w, &is_stopped), WANTED_NONE);
    ck_assert_uint_ne(wanted_met(w), met);
    met = wanted_met(w);
    check(w, 7031, provider, VIEW("RpcSs"), VIEW_NONE, "0");
    ck_assert_uint_eq(wanted_met(w), met);
    check(w, 7036, provider, VIEW("x spooler"), VIEW("STOPPED"), "123");
    ck_assert_uint_eq(wanted_first(w, &is_spooler), 3);
    wanted_forget(w);
    ck_assert_uint_eq(wanted_first(w, &any_of_two), WANTED_NONE);
    check(w, 7031, provider, VIEW("RpcSs"), VIEW_NONE, "0");
    ck_assert_uint_eq(wanted_first(w, &any_of_two), 0);
    wanted_free(w);
}
END_TEST

/* More conditions than there is room for at first, each found again. */
START_TEST(many_conditions)
{
    static struct condition_details many[300];
    static struct view globs[300];
    static struct near_datum data[300];
    static char stars[300]; /* as many as make a glob of its own, which fits anything */
    struct wanted *w = wanted_new();
    ck_assert_uint_eq(wanted_first(w, &many[0]), WANTED_NONE);
    memset(stars, '*', sizeof(stars));
    for (size_t i = 0; i < COUNT_OF(many); i++) {
        globs[i] = (struct view){stars, i + 1};
        data[i] = (struct near_datum){.name = VIEW("param1"), .globs = &globs[i], .glob_count = 1};
        many[i] = any_of_two;
        many[i].data = &data[i];
        many[i].data_count = 1;
        wanted_add(w, &many[i]);
    }
    const struct event_datum value = {VIEW("param1"), VIEW("RpcSs")};
    const struct surroundings_event event = {.evidence.event_id = 7036,
                                             .provider = VIEW("Service Control Manager"),
                                             .data = &value,
                                             .data_count = 1};
    for (int i = 0; i < 2; i++) {
        size_t count;
        const uint32_t *found = wanted_answer(w, &event, &count);
        ck_assert_uint_eq(count, COUNT_OF(many));
        ck_assert_uint_eq(found[COUNT_OF(many) - 1], 2 * COUNT_OF(many) - 1);
    }
    for (size_t i = 0; i < COUNT_OF(many); i++) {
        ck_assert_uint_eq(wanted_first(w, &many[i]), 2 * i);
    }
    ck_assert_uint_eq(wanted_first(w, &is_stopped), WANTED_NONE);
    wanted_free(w);
}
END_TEST

/* What an event answers alike is one question, however the conditions go on. */
START_TEST(alike_questions_are_one)
{
    struct condition_details near = is_stopped, other_id = is_stopped, other_glob = is_stopped;
    const struct near_datum not_running = {
        .name = TEXT("param2"), .globs = spooler, .glob_count = 1};
    const struct view provider = VIEW("Service Control Manager");
    struct wanted *w = new_wanted();
    near.within = 10;
    near.same = 1;
    other_id.event_ids = two_ids;
    other_glob.data = &not_running;
    wanted_add(w, &near);
    wanted_add(w, &other_id);
    wanted_add(w, &other_glob);
    ck_assert_uint_eq(wanted_first(w, &near), WANTED_NONE);
    check(w, 7036, provider, VIEW("RpcSs"), VIEW("stopped"), "12");
    ck_assert_uint_eq(wanted_first(w, &near), 2);
    ck_assert_uint_eq(wanted_first(w, &is_stopped), 2);
    ck_assert_uint_eq(wanted_first(w, &other_id), WANTED_NONE);
    check(w, 7031, provider, VIEW("RpcSs"), VIEW("stopped"), "04");
    ck_assert_uint_eq(wanted_first(w, &other_id), 4);
    ck_assert_uint_eq(wanted_first(w, &other_glob), WANTED_NONE);
    wanted_forget(w);
    ck_assert_uint_eq(wanted_first(w, &near), WANTED_NONE);
    wanted_free(w);
}
END_TEST

Suite *wanted_suite(void)
{
    Suite *suite = suite_create("wanted");
    TCase *tests = tcase_create("wanted");
    tcase_add_test(tests, questions_are_answered);
    tcase_add_test(tests, long_values_are_told_apart);
    tcase_add_test(tests, what_was_met_is_known);
    tcase_add_test(tests, many_conditions);
    tcase_add_test(tests, alike_questions_are_one);
    suite_add_tcase(suite, tests);
    return suite;
}

/* The registry of computers: numbers, labels, renamings, the limit; and what hangs on the numbers.
 */
#include <stdio.h>

#include "rules/operations/services.h"
#include "tests/unit/event_build.h"
#include "tests/unit/suites.h"

static struct computers set;
/* Of the next record. */
static uint32_t source;
static int64_t hours;
static int64_t seconds; /* grow with each record */
static int64_t step;    /* by so many */

static void setup(void)
{
    computers_init(&set, 6);
    source = 0;
    hours = 0;
    seconds = 0;
    step = COMPUTER_RESTART_SECONDS;
}

static void teardown(void)
{
    computers_release(&set);
}

/* The next record of a log, written under that name. */
static struct computer *record(const char *name, uint64_t id, struct computer **renamed)
{
    seconds += step;
    struct event e = build_event(11, (hours * 3600 + seconds) * 1000);
    e.origin.source = source;
    struct computer *c = computers_get(&set, view_of(name));
    e.computer = view_of(name);
    e.record_id = id;
    *renamed = computers_follow(&set, c, &e);
    return c;
}

START_TEST(one_number_for_each_name)
{
    const struct computer *a = computers_get(&set, VIEW("Srv01"));
    const struct computer *b = computers_get(&set, VIEW("SRV01.example.org"));
    const struct computer *c = computers_get(&set, VIEW("SRV02"));
    ck_assert_ptr_eq(computers_get(&set, VIEW("SRV01")), a);
    ck_assert(view_equal(a->name, VIEW("Srv01")));
    ck_assert_uint_eq(a->number, 0);
    ck_assert_uint_eq(b->number, 1);
    ck_assert_uint_eq(c->number, 2);
    ck_assert_uint_eq(b->host, a->number);
    ck_assert_uint_eq(b->machine, a->number);
    ck_assert_uint_eq(c->host, c->number);
    ck_assert_ptr_eq(computers_find(&set, VIEW("srv01.EXAMPLE.org")), b);
    ck_assert_ptr_null(computers_find(&set, VIEW("\\\\SRV01")));
    ck_assert_ptr_eq(computers_find_host(&set, VIEW("\\\\SRV01")), a);
    ck_assert_ptr_eq(computers_find_host(&set, VIEW("srv01.other.org")), a);
    ck_assert_ptr_null(computers_find_host(&set, VIEW("SRV03")));
    ck_assert_ptr_eq(computers_get(&set, VIEW_NONE), computers_get(&set, VIEW("")));
}
END_TEST

/* No name in DNS is longer. */
START_TEST(a_name_that_is_cut_has_a_mark)
{
    char name[COMPUTER_NAME_MAX + 2] = {0};
    memset(name, 'a', COMPUTER_NAME_MAX);
    const struct computer *whole = computers_get(&set, view_of(name));
    ck_assert_uint_eq(whole->name.len, COMPUTER_NAME_MAX);
    computers_release(&set);
    computers_init(&set, 0);
    name[COMPUTER_NAME_MAX] = 'b';
    const struct computer *cut = computers_get(&set, view_of(name));
    ck_assert_uint_eq(cut->name.len, COMPUTER_NAME_MAX + 4);
    ck_assert(view_ends_nocase(cut->name, VIEW("a ...")));
    ck_assert_ptr_eq(computers_get(&set, view_of(name)), cut);
}
END_TEST

START_TEST(a_renamed_machine)
{
    struct computer *renamed;
    struct computer *old = record("WIN-1", 7, &renamed);
    ck_assert_ptr_null(renamed);
    struct computer *new = record("SRV01", 8, &renamed);
    ck_assert_ptr_eq(renamed, old);
    ck_assert_uint_eq(new->machine, old->number);
    ck_assert_uint_eq(new->host, new->number);
    ck_assert(computer_is_named(old, VIEW("srv01.example.org")));
    ck_assert(computer_is_named(new, VIEW("\\\\win-1")));
    ck_assert(!computer_is_named(new, VIEW("")));
    /* A further name of the new label is the same machine at once. */
    struct computer *joined = record("SRV01.example.org", 9, &renamed);
    ck_assert_ptr_eq(renamed, new);
    ck_assert_uint_eq(joined->machine, old->number);
}
END_TEST

/* A machine restarts for its new name, and nothing of that name stands before. */
START_TEST(two_machines_whose_numbers_meet)
{
    struct computer *renamed;
    record("SRV01", 1, &renamed);
    step = COMPUTER_RESTART_SECONDS - 1;
    record("SRV02", 2, &renamed);
    ck_assert_ptr_null(renamed);

    source = 1;
    step = COMPUTER_RESTART_SECONDS;
    record("SRV03", 1, &renamed);
    computers_saw(computers_get(&set, VIEW("SRV04")), build_event(11, 1000 * seconds).time);
    record("SRV04", 2, &renamed);
    ck_assert_ptr_null(renamed);

    source = 2;
    const struct computer *before = record("SRV05", 1, &renamed);
    computers_saw(computers_get(&set, VIEW("SRV06")), build_event(11, 1000 * seconds + 1).time);
    record("SRV06", 2, &renamed);
    ck_assert_ptr_eq(renamed, before);
}
END_TEST

static struct computer *told(const char *name, const char *from, const char *to)
{
    const struct event_datum data[] = {{VIEW(""), view_of(from)}, {VIEW(""), view_of(to)}};
    struct event e = {.computer = view_of(name),
                      .provider = VIEW("EventLog"),
                      .id = 6011,
                      .data = data,
                      .data_count = 2};
    return computers_told(&set, &e);
}

START_TEST(an_event_says_that_a_machine_was_renamed)
{
    struct computer *renamed;
    struct computer *new = record("SRV01", 1, &renamed);
    ck_assert_ptr_null(told("SRV01", "OTHER", "SRV02"));
    ck_assert_ptr_null(told("SRV01", "srv01", "SRV01"));
    ck_assert_ptr_null(told("SRV01", "", "SRV01"));
    struct computer *old = told("SRV01", "WIN-1", "SRV01");
    ck_assert_ptr_nonnull(old);
    ck_assert(view_equal(old->name, VIEW("WIN-1")));
    ck_assert_uint_eq(new->machine, old->machine);
    ck_assert(computer_is_named(new, VIEW("win-1.example.org")));
    /* Said again; and a name of the machine itself makes no circle. */
    ck_assert_ptr_null(told("SRV01", "WIN-1", "SRV01"));
    ck_assert_ptr_null(told("WIN-1", "SRV01", "WIN-1"));
    /* Records in disorder take nothing back. */
    record("WIN-1", 2, &renamed);
    ck_assert_ptr_eq(new->before, old);
}
END_TEST

/* The log was saved in parts. */
START_TEST(a_renamed_machine_in_two_sources)
{
    struct computer *renamed;
    struct computer *old = record("WIN-E0PO207ERMD", 7, &renamed);
    source = 1;
    hours = 2;
    const struct computer *new = record("SRV01", 8, &renamed);
    ck_assert_ptr_eq(renamed, old);
    ck_assert_uint_eq(new->machine, old->number);
    ck_assert(computer_is_named(old, VIEW("srv01")));
    source = 2;
    record("SRV02", 10, &renamed); /* another log */
    ck_assert_ptr_null(renamed);
    source = 3;
    hours = 2 + COMPUTER_GAP_HOURS + 1;
    record("SRV03", 11, &renamed); /* long after */
    ck_assert_ptr_null(renamed);
    source = 5;
    hours = 0;
    record("SRV07", 21, &renamed);
    source = 6;
    record("SRV08", 22, &renamed); /* of any other machine: SRV07 was named by somebody */
    ck_assert_ptr_null(renamed);
    source = 4;
    record("SRV02", 12, &renamed); /* a name that is known by other records */
    ck_assert_ptr_null(renamed);
}
END_TEST

START_TEST(several_machines_in_one_log)
{
    struct computer *renamed;
    struct computer *a = record("A", 1, &renamed);
    const struct computer *b = record("B", 2, &renamed);
    ck_assert_ptr_eq(renamed, a);
    record("A", 3, &renamed);
    ck_assert_ptr_null(renamed);
    ck_assert(!computer_is_named(a, VIEW("B")));
    ck_assert(!computer_is_named(b, VIEW("A")));
    ck_assert_uint_ne(b->machine, a->machine);
    record("C", 4, &renamed);
    ck_assert_ptr_null(renamed);
    record("D", 9, &renamed);
    ck_assert_ptr_null(renamed);
}
END_TEST

/* A later name that comes back behind a third one was no renaming either. */
START_TEST(several_machines_whose_numbers_meet_once)
{
    struct computer *renamed;
    struct computer *a = record("SRV01", 1, &renamed);
    struct computer *b = record("SRV02", 2, &renamed);
    ck_assert_ptr_eq(renamed, a);
    record("SRV03", 9, &renamed);
    ck_assert_ptr_null(renamed);
    record("SRV02", 12, &renamed);
    ck_assert_ptr_null(renamed);
    ck_assert_ptr_null(b->before);
    ck_assert_ptr_null(a->after);
    ck_assert_uint_ne(a->machine, b->machine);
    record("SRV04", 13, &renamed);
    ck_assert_ptr_null(renamed);
}
END_TEST

START_TEST(names_over_the_limit_are_counted)
{
    struct computer *renamed;
    for (int i = 0; i < 20; i++) {
        char name[16];
        snprintf(name, sizeof(name), "PC%d", i % 10);
        struct computer *c = record(name, (uint64_t)i + 1, &renamed);
        ck_assert(c->is_over_limit == (i % 10 >= 6));
        computers_name(&set, c);
    }
    ck_assert_uint_eq(computers_dropped(&set), 4);
    ck_assert_uint_eq(set.name_count, 6);
    ck_assert_ptr_null(computers_find(&set, VIEW("PC9")));
    ck_assert_ptr_null(computers_find_host(&set, VIEW("PC9")));
}
END_TEST

START_TEST(a_service_for_each_computer)
{
    struct services services;
    services_init(&services, &set);
    struct computer *a = computers_get(&set, VIEW("A")), *b = computers_get(&set, VIEW("B"));
    ck_assert_ptr_null(services_find(&services, NULL));
    ck_assert_ptr_null(services_find(&services, a));
    struct service *of_b = services_get(&services, b);
    ck_assert_ptr_null(services_find(&services, a));
    ck_assert_ptr_eq(services_find(&services, b), of_b);
    ck_assert_ptr_eq(services_get(&services, b), of_b);
    ck_assert_ptr_eq(of_b->computer, b);
    ck_assert_ptr_eq(services_get(&services, &set.over_limit), &services.over_limit);
    ck_assert_ptr_null(services_find(&services, &set.over_limit));
    ck_assert_uint_eq(services.count, 1);
    services_release(&services);
}
END_TEST

Suite *computers_suite(void)
{
    Suite *suite = suite_create("computers");
    TCase *tests = tcase_create("computers");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, one_number_for_each_name);
    tcase_add_test(tests, a_name_that_is_cut_has_a_mark);
    tcase_add_test(tests, a_renamed_machine);
    tcase_add_test(tests, two_machines_whose_numbers_meet);
    tcase_add_test(tests, an_event_says_that_a_machine_was_renamed);
    tcase_add_test(tests, a_renamed_machine_in_two_sources);
    tcase_add_test(tests, several_machines_in_one_log);
    tcase_add_test(tests, several_machines_whose_numbers_meet_once);
    tcase_add_test(tests, names_over_the_limit_are_counted);
    tcase_add_test(tests, a_service_for_each_computer);
    suite_add_tcase(suite, tests);
    return suite;
}

/* What events tell of the Windows of a computer, and tables of releases and services. */
#include <stdio.h>

#include "parsers/event/templates.h"
#include "rules/computers/systems.h"
#include "tests/unit/event_build.h"
#include "tests/unit/suites.h"

static struct computers computers;
static struct systems set;

static void setup(void)
{
    computers_init(&computers, 6);
    systems_init(&set, &computers, NULL);
}

static void teardown(void)
{
    systems_release(&set);
    computers_release(&computers);
}

static void give_data(const char *computer, const char *provider, uint16_t id,
                      const struct event_datum *data, size_t count)
{
    struct event e = {.computer = view_of(computer),
                      .provider = view_of(provider),
                      .channel = VIEW("System"),
                      .id = id,
                      .data = data,
                      .data_count = count};
    systems_event(&set, &e);
}

static void boot(const char *computer, const char *build)
{
    const struct event_datum data[] = {{VIEW(""), VIEW("10.00.")}, {VIEW(""), view_of(build)}};
    give_data(computer, "EventLog", 6009, data, 2);
}

static void kernel(const char *computer, const char *build)
{
    const struct event_datum data[] = {{VIEW("MajorVersion"), VIEW("10")},
                                       {VIEW("BuildVersion"), view_of(build)}};
    give_data(computer, "Microsoft-Windows-Kernel-General", 12, data, 2);
}

static void service(const char *computer, uint16_t id, const char *value)
{
    const struct event_datum data[] = {{VIEW("param1"), view_of(value)},
                                       {VIEW("param2"), VIEW("running")}};
    give_data(computer, "Service Control Manager", id, data, 2);
}

static void wmi(const char *computer, uint16_t id, bool has_local)
{
    struct event e = build_event(id, 0);
    e.computer = view_of(computer);
    if (has_local) {
        build_number(&e, EVENT_FIELD_IS_LOCAL, 1);
    }
    systems_event(&set, &e);
}

static void check_os(size_t index, const char *name, const char *os, enum edition edition)
{
    ck_assert_uint_lt(index, set.count);
    const struct system *s = set.list[index];
    ck_assert_msg(view_equal(s->name, view_of(name)), "name %.*s", VIEW_ARG(s->name));
    ck_assert_msg(view_equal(s->os, view_of(os)), "%s: %.*s", name, VIEW_ARG(s->os));
    ck_assert_int_eq(s->edition, edition);
}

START_TEST(builds)
{
    boot("A", "20348");
    boot("B", "17763");
    boot("C", "12345");
    boot("D", "999");
    boot("E", "100000");
    boot("F", "17763x");
    systems_finish(&set, NULL);
    ck_assert_uint_eq(set.count, 3);
    check_os(0, "A", "Windows Server 2022 (build 20348)", EDITION_SERVER);
    ck_assert_uint_eq(set.list[0]->build, 20348);
    ck_assert_ptr_null(set.list[0]->service);
    check_os(1, "B", "Windows 10 1809 or Windows Server 2019 (build 17763)", EDITION_UNKNOWN);
    check_os(2, "C", "Windows (build 12345)", EDITION_UNKNOWN);
}
END_TEST

/* Real logs of Windows 10 21H1 have 19041 in event 12 and 19043 in event 6009 of the same start. */
START_TEST(kernels_of_several_builds)
{
    kernel("A", "19041");
    boot("A", "19043");
    kernel("B", "19041");
    kernel("C", "17763");
    boot("C", "17763");
    kernel("C", "20348"); /* an upgrade, whose 6009 is not there */
    boot("D", "19045");
    kernel("D", "19041"); /* of the next start */
    kernel("E", "22621");
    systems_finish(&set, NULL);
    check_os(0, "A", "Windows 10 21H1 (build 19043)", EDITION_CLIENT);
    check_os(1, "B",
             "Windows 10 2004 or Windows Server 2004, up to Windows 10 22H2 or Windows Server 20H2 "
             "(kernel 19041)",
             EDITION_UNKNOWN);
    ck_assert_uint_eq(set.list[1]->build, 0);
    check_os(2, "C", "Windows Server 2022 (build 20348)", EDITION_SERVER);
    ck_assert_uint_eq(set.list[2]->evidence[0].event_id, 12);
    check_os(3, "D", "Windows 10 22H2 (build 19045)", EDITION_CLIENT);
    check_os(4, "E", "Windows 11 22H2, up to Windows 11 23H2 (kernel 22621)", EDITION_CLIENT);
}
END_TEST

START_TEST(the_last_build_counts)
{
    boot("A", "14393");
    boot("A", "17763");
    boot("A", "17763");
    systems_finish(&set, NULL);
    check_os(0, "A", "Windows 10 1809 or Windows Server 2019 (build 17763)", EDITION_UNKNOWN);
}
END_TEST

START_TEST(services_tell_the_edition)
{
    boot("A", "17763");
    service("A", 7036, "44004e0053002f0034000000"); /* "DNS/4" */
    boot("B", "17763");
    service("B", 7040, "wscsvc");
    boot("C", "17763");
    service("C", 7036, "DNS Server");
    service("C", 7036, "Security Center");
    boot("D", "17763");
    service("D", 7036, "DNS Server 2");
    service("D", 7035, "DNS Server");
    boot("E", "19045");
    service("E", 7036, "DNS Server"); /* of another product: the build stands */
    systems_finish(&set, NULL);
    check_os(0, "A", "Windows Server 2019 (build 17763)", EDITION_SERVER);
    ck_assert_str_eq(set.list[0]->service, "DNS");
    ck_assert_uint_eq(set.list[0]->evidence_count, 2);
    ck_assert_uint_eq(set.list[0]->evidence[1].event_id, 7036);
    check_os(1, "B", "Windows 10 1809 (build 17763)", EDITION_CLIENT);
    check_os(2, "C", "Windows 10 1809 or Windows Server 2019 (build 17763)", EDITION_UNKNOWN);
    check_os(3, "D", "Windows 10 1809 or Windows Server 2019 (build 17763)", EDITION_UNKNOWN);
    check_os(4, "E", "Windows 10 22H2 (build 19045)", EDITION_CLIENT);
    ck_assert_ptr_null(set.list[4]->service);
}
END_TEST

START_TEST(bounds_from_what_wmi_logs)
{
    wmi("A", 11, true);
    wmi("A", 5861, false);
    wmi("B", 11, false);
    wmi("C", 23, false);
    service("C", 7036, "DFSR");
    boot("D", "16299");
    wmi("D", 11, true); /* upgraded since */
    wmi("E", 5858, false);
    systems_finish(&set, NULL);
    ck_assert_uint_eq(set.count, 3);
    check_os(0, "A", "Windows 10 1803 or Windows Server 1803 or later", EDITION_UNKNOWN);
    ck_assert_uint_eq(set.list[0]->evidence_count, 1);
    ck_assert_uint_eq(set.list[0]->evidence[0].event_id, 11);
    check_os(1, "C", "Windows Server 2019 or later", EDITION_SERVER);
    check_os(2, "D", "Windows 10 1803 or Windows Server 1803 or later", EDITION_UNKNOWN);
    ck_assert_uint_eq(set.list[2]->build, 0);
}
END_TEST

START_TEST(an_old_layout_is_a_bound)
{
    size_t count;
    const struct event_template *const *all = template_all(&count);
    struct event e = {.computer = VIEW("A"), .id = 20, .is_wmi_activity = true};
    for (size_t i = 0; i < count; i++) {
        if (all[i]->event_id == 20 && all[i]->layout == 'A') {
            e.layout = all[i];
        }
    }
    ck_assert_ptr_nonnull(e.layout);
    systems_event(&set, &e);
    systems_finish(&set, NULL);
    check_os(0, "A", "Windows 10 1709 or Windows Server 1709 or earlier", EDITION_UNKNOWN);
}
END_TEST

START_TEST(names_of_one_machine)
{
    const char *const names[] = {"OLD", "NEW", "NEW.contoso.com"};
    boot("OLD", "19043");
    boot("NEW", "19045");
    for (size_t i = 0; i < 3; i++) {
        struct computer *c = computers_get(&computers, view_of(names[i]));
        struct event e = build_event(5858, (int64_t)i * 60 * 1000);
        e.computer = view_of(names[i]);
        e.record_id = i + 1;
        computers_follow(&computers, c, &e);
    }
    systems_finish(&set, NULL);
    ck_assert_uint_eq(set.count, 1);
    check_os(0, "NEW.contoso.com", "Windows 10 22H2 (build 19045)", EDITION_CLIENT);
    ck_assert_uint_eq(set.list[0]->other_name_count, 2);
    ck_assert(view_equal(set.list[0]->other_names[0], VIEW("OLD")));
}
END_TEST

/* The event of a rename is what the report rests on, in whatever order the names came. */
START_TEST(names_that_an_event_joins)
{
    const struct event_datum data[] = {{VIEW(""), VIEW("OLD")}, {VIEW(""), VIEW("NEW")}};
    struct event e = {.computer = VIEW("NEW"),
                      .provider = VIEW("EventLog"),
                      .id = 6011,
                      .data = data,
                      .data_count = 2};
    boot("NEW", "19045");
    boot("OLD", "19043");
    computers_get(&computers, VIEW("OLD.contoso.com"));
    systems_event(&set, &e);
    ck_assert_ptr_nonnull(computers_told(&computers, &e));
    systems_finish(&set, NULL);
    ck_assert_uint_eq(set.count, 1);
    struct view names[4];
    ck_assert_uint_eq(system_earlier_names(set.list[0], names, 4), 1);
    ck_assert(view_equal(names[0], VIEW("OLD")));
    ck_assert_uint_eq(system_renamed_by(set.list[0])->event_id, 6011);
}
END_TEST

START_TEST(over_the_limit_nothing_is_known)
{
    for (int i = 0; i < 20; i++) {
        char name[16];
        snprintf(name, sizeof(name), "PC%d", i);
        boot(name, "20348");
    }
    systems_finish(&set, NULL);
    ck_assert_uint_eq(set.count, 6);
}
END_TEST

START_TEST(tables)
{
    for (size_t i = 0; i < windows_release_count; i++) {
        const struct windows_release *release = &windows_releases[i];
        ck_assert_ptr_eq(windows_release_find(release->build), release);
        for (unsigned j = 0; j < EDITION_COUNT; j++) {
            if (release->names[j][0] != '\0') {
                ck_assert_ptr_eq(windows_release_from(release->build, (enum edition)j), release);
                ck_assert_ptr_eq(windows_release_to(release->build, (enum edition)j), release);
            }
        }
    }
    ck_assert_ptr_null(windows_release_find(1));
    ck_assert_ptr_null(windows_release_to(5999, EDITION_CLIENT));
    ck_assert_ptr_null(windows_release_from(99999, EDITION_SERVER));
    for (size_t i = 0; i < role_service_count; i++) {
        ck_assert_uint_lt(role_services[i].edition, EDITION_COUNT);
    }
}
END_TEST

Suite *systems_suite(void)
{
    Suite *suite = suite_create("systems");
    TCase *tests = tcase_create("systems");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, builds);
    tcase_add_test(tests, kernels_of_several_builds);
    tcase_add_test(tests, the_last_build_counts);
    tcase_add_test(tests, services_tell_the_edition);
    tcase_add_test(tests, bounds_from_what_wmi_logs);
    tcase_add_test(tests, an_old_layout_is_a_bound);
    tcase_add_test(tests, names_of_one_machine);
    tcase_add_test(tests, names_that_an_event_joins);
    tcase_add_test(tests, over_the_limit_nothing_is_known);
    tcase_add_test(tests, tables);
    suite_add_tcase(suite, tests);
    return suite;
}

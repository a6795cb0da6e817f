/* Names of processes: sources, reused ids, other machines, limits. */
#include <stdio.h>
#include <string.h>

#include "parsers/base/count.h"
#include "rules/computers/processes.h"
#include "rules/engine.h"
#include "tests/unit/event_build.h"
#include "tests/unit/suites.h"

#define QUERY "Start IWbemServices::ExecQuery - root\\cimv2 : SELECT * FROM Win32_Process"

static struct computers computers;
static struct processes set;
static struct event_datum data[8];

static void setup(void)
{
    computers_init(&computers, 0);
    processes_init(&set, &computers, 0);
}

static void teardown(void)
{
    processes_release(&set);
    computers_release(&computers);
}

static struct event other_event(const char *provider, uint16_t id, int64_t ms, size_t count)
{
    struct event e = build_marker(ms, id);
    e.provider = view_of(provider);
    e.data = data;
    e.data_count = count;
    return e;
}

static struct event created(int64_t ms, const char *process_id, const char *image)
{
    data[0] = (struct event_datum){VIEW("NewProcessId"), view_of(process_id)};
    data[1] = (struct event_datum){VIEW("NewProcessName"), view_of(image)};
    return other_event("Microsoft-Windows-Security-Auditing", 4688, ms, 2);
}

static void learn(struct event e)
{
    processes_event(&set, &e);
}

/* "name / source" of process 7412 (0x1cf4) on HOST, or "". */
static const char *ask(int64_t born, int64_t time)
{
    static char text[200];
    struct view name, source;
    struct process_question q = {.computer = VIEW("host.example.org"),
                                 .process_id = 7412,
                                 .created = born == INT64_MIN ? WINTIME_NONE : build_time(born),
                                 .time = time == INT64_MIN ? WINTIME_NONE : build_time(time),
                                 .is_any_allowed = true};
    text[0] = '\0';
    if (processes_find(&set, &q, &name, &source)) {
        snprintf(text, sizeof(text), "%.*s / %.*s", VIEW_ARG(name), VIEW_ARG(source));
    }
    return text;
}

#define NONE INT64_MIN

START_TEST(security_4688)
{
    learn(created(1000, "0x1cf4", "C:\\Program Files\\X\\inventory.exe"));
    ck_assert_str_eq(ask(NONE, 1000), "inventory.exe / Security 4688");
    ck_assert_str_eq(ask(NONE, 99999), "inventory.exe / Security 4688");
    ck_assert_str_eq(ask(NONE, 999), ""); /* before it started */
    ck_assert_str_eq(ask(NONE, NONE), "");
    ck_assert_str_eq(ask(1900, 5000), "inventory.exe / Security 4688");
    ck_assert_str_eq(ask(100, 5000), "inventory.exe / Security 4688");
    ck_assert_str_eq(ask(2001, 5000), ""); /* another process of this id */
    ck_assert_str_eq(ask(1000, NONE), "inventory.exe / Security 4688");
}
END_TEST

START_TEST(reused_id)
{
    learn(created(1000, "0x1cf4", "C:\\a.exe"));
    learn(created(60000, "0x1cf4", "C:\\b.exe"));
    learn(created(90000, "0x1cf4", "C:\\c.exe"));
    ck_assert_str_eq(ask(NONE, 59999), "a.exe / Security 4688");
    ck_assert_str_eq(ask(NONE, 60000), "b.exe / Security 4688");
    ck_assert_str_eq(ask(NONE, 95000), "c.exe / Security 4688");
    ck_assert_str_eq(ask(1000, 95000), "a.exe / Security 4688");
    ck_assert_str_eq(ask(30000, 95000), "");
}
END_TEST

START_TEST(sysmon_1)
{
    data[0] = (struct event_datum){VIEW("ProcessId"), VIEW("7412")};
    data[1] = (struct event_datum){VIEW("Image"), VIEW("C:/X/inventory.exe")};
    data[2] = (struct event_datum){VIEW("UtcTime"), VIEW("2024-01-01 00:00:05.000")};
    learn(other_event("Microsoft-Windows-Sysmon", 1, 9000, 3));
    ck_assert_str_eq(ask(5000, 6000), "inventory.exe / Sysmon 1");
    ck_assert_str_eq(ask(NONE, 4999), "");
}
END_TEST

START_TEST(host_of_5857)
{
    struct event e = build_load(1000, 7412, "P", "p", 0);
    build_text(&e, EVENT_FIELD_HOST_PROCESS, "wmiprvse.exe");
    learn(e);
    ck_assert_str_eq(ask(NONE, 2000), "wmiprvse.exe / WMI-Activity 5857");
    ck_assert_str_eq(ask(NONE, 500), ""); /* not known to have lived yet */
    ck_assert_str_eq(ask(500, 2000), "wmiprvse.exe / WMI-Activity 5857");
    ck_assert_str_eq(ask(500, 800), "");
    ck_assert_str_eq(ask(5000, 9000), ""); /* seen before this process was created */
    e.time = build_time(6000);
    learn(e);
    ck_assert_str_eq(ask(5000, 9000), "wmiprvse.exe / WMI-Activity 5857");
    ck_assert_uint_eq(set.count, 1);
    learn(created(7000, "7412", "b.exe"));
    ck_assert_str_eq(ask(NONE, 9000), "b.exe / Security 4688");
    ck_assert_str_eq(ask(NONE, 6500), "wmiprvse.exe / WMI-Activity 5857");
}
END_TEST

START_TEST(caller_of_10028)
{
    data[0] = (struct event_datum){VIEW(""), VIEW("SRV02")};
    data[1] = (struct event_datum){VIEW(""), VIEW("    1cf4")};
    data[2] = (struct event_datum){VIEW(""), VIEW("C:\\X\\inventory.exe")};
    learn(other_event("DCOM", 10028, 1000, 3));
    ck_assert_str_eq(ask(NONE, 2000), "inventory.exe / DistributedCOM 10028");
}
END_TEST

static const struct {
    const char *line, *answer;
} lines[] = {
    {"inventory.exe /all", "inventory.exe / Trace 23"},
    {" \"C:\\Program Files\\X y\\inventory.exe\" /all", "inventory.exe / Trace 23"},
    {"C:\\X\\inventory.exe", "inventory.exe / Trace 23"},
    {"\"C:\\X\\inventory.exe", "inventory.exe / Trace 23"},
    {"", ""},
    {"\"\"", ""},
    {"-", ""},
    {"C:\\", ""},
};

START_TEST(created_by_trace_23)
{
    struct event e = build_event(23, 3000);
    build_text(&e, EVENT_FIELD_COMMAND_LINE, lines[_i].line);
    build_number(&e, EVENT_FIELD_CREATED_PROCESS_ID, 7412);
    build_number(&e, EVENT_FIELD_CREATED_PROCESS_CREATED, (uint64_t)build_time(2000));
    learn(e);
    ck_assert_str_eq(ask(2000, 9000), lines[_i].answer);
    ck_assert_str_eq(ask(NONE, 1999), "");
}
END_TEST

START_TEST(nothing_to_learn)
{
    learn(created(1000, "", "a.exe"));
    learn(created(1000, "0x", "a.exe"));
    learn(created(1000, "0x100001cf4", "a.exe"));
    learn(created(1000, "7412", "-"));
    struct event e = created(1000, "7412", "a.exe");
    e.id = 4689;
    learn(e);
    e = created(1000, "7412", "a.exe");
    e.provider = VIEW("Somebody");
    learn(e);
    e = created(1000, "7412", "a.exe");
    e.computer = VIEW_NONE;
    learn(e);
    e = created(1000, "7412", "a.exe");
    e.time = WINTIME_NONE;
    learn(e);
    e = created(1000, "7412", "a.exe");
    e.computer = VIEW("OTHER");
    learn(e);
    ck_assert_str_eq(ask(NONE, 9000), "");
}
END_TEST

static void list_one(const char *computer, const char *name, int64_t start_ms, bool is_local)
{
    struct process_entry known = {.computer = view_of(computer),
                                  .process_id = 7412,
                                  .name = view_of(name),
                                  .start = start_ms == NONE ? WINTIME_NONE : build_time(start_ms),
                                  .is_start_local = is_local};
    processes_add_known(&set, &known);
}

START_TEST(process_list)
{
    enum { HOUR = 3600 * 1000 };
    list_one("", "listed.exe", NONE, false);
    ck_assert_str_eq(ask(NONE, 9000), "listed.exe / process list, start not checked");
    ck_assert_str_eq(ask(50, 9000), "listed.exe / process list, start not checked");
    learn(created(1000, "7412", "a.exe"));
    ck_assert_str_eq(ask(NONE, 9000), "a.exe / Security 4688"); /* what has a time is better */
    ck_assert_str_eq(ask(NONE, 500), "listed.exe / process list, start not checked");
    list_one("HOST", "local.exe", 20LL * HOUR, true);
    ck_assert_str_eq(ask(NONE, 500), "listed.exe / process list, start not checked");
    ck_assert_str_eq(ask(6LL * HOUR, 7LL * HOUR), "local.exe / process list, start not checked");
    ck_assert_str_eq(ask(5LL * HOUR, 7LL * HOUR), "listed.exe / process list, start not checked");
    list_one("", "exact.exe", 3000, false);
    ck_assert_str_eq(ask(NONE, 9000), "exact.exe / process list");
    ck_assert_str_eq(ask(3500, 9000), "exact.exe / process list");
    ck_assert_str_eq(ask(NONE, 2999), "a.exe / Security 4688");
}
END_TEST

START_TEST(list_of_another_computer)
{
    list_one("ELSEWHERE", "listed.exe", NONE, false);
    ck_assert_str_eq(ask(NONE, 9000), "");
    list_one("HOST.other.org", "own.exe", NONE, false);
    ck_assert_str_eq(ask(NONE, 9000), "own.exe / process list, start not checked");
}
END_TEST

START_TEST(limits)
{
    processes_release(&set);
    processes_init(&set, &computers, 3);
    list_one("", "listed.exe", NONE, false);
    learn(created(1000, "7412", "a.exe"));
    for (int i = 0; i < 3; i++) {
        char id[16];
        snprintf(id, sizeof(id), "%d", 100 + i);
        learn(created(2000 + i, id, "b.exe"));
    }
    ck_assert_uint_eq(set.count, 3);
    ck_assert_uint_eq(set.dropped, 1);
    ck_assert_str_eq(ask(NONE, 9000), "listed.exe / process list, start not checked");
}
END_TEST

START_TEST(limit_of_one_id)
{
    for (int i = 0; i < PROCESSES_PER_ID + 10; i++) {
        char name[16];
        snprintf(name, sizeof(name), "%d.exe", i);
        learn(created(i * 10LL, "7412", name));
    }
    ck_assert_uint_eq(set.count, PROCESSES_PER_ID);
    ck_assert_uint_eq(set.dropped, 10);
    ck_assert_str_eq(ask(NONE, 95), "");
    ck_assert_str_eq(ask(NONE, 100), "10.exe / Security 4688");
    ck_assert_str_eq(ask(NONE, 99999), "73.exe / Security 4688");
}
END_TEST

START_TEST(limit_of_computers)
{
    for (int i = 0; i < COMPUTERS_MAX + 5; i++) {
        char name[16];
        snprintf(name, sizeof(name), "C%d", i);
        struct event e = created(1000, "7412", "a.exe");
        e.computer = view_of(name);
        learn(e);
    }
    ck_assert_uint_eq(set.dropped, 5);
    ck_assert_uint_eq(set.count, COMPUTERS_MAX);
}
END_TEST

/* --- in failures ----------------------------------------------------------------------------- */

START_TEST(local_and_remote_clients)
{
    give(created(0, "4242", "C:\\own.exe"));
    struct event elsewhere = created(1, "4242", "C:\\theirs.exe");
    elsewhere.computer = VIEW("MON04.example.org");
    give(elsewhere);
    give(build_failure(10, 0x80041003, QUERY));
    struct event e = build_failure(11, 0x80041002, QUERY);
    build_text(&e, EVENT_FIELD_CLIENT_MACHINE, "MON04");
    give(e);
    e = build_failure(12, 0x80041001, QUERY);
    build_text(&e, EVENT_FIELD_CLIENT_MACHINE, "MON05");
    give(e);
    e = build_failure(13, 0x80041010, QUERY);
    build_text(&e, EVENT_FIELD_CLIENT_MACHINE, "");
    give(e);
    finish();
    ck_assert_uint_eq(failure_count, 4);
    ck_assert(view_equal(failures[0]->client.process_name, VIEW("own.exe")));
    ck_assert(view_equal(failures[0]->client.process_name_source, VIEW("Security 4688")));
    ck_assert(view_equal(failures[1]->client.process_name, VIEW("theirs.exe")));
    ck_assert_uint_eq(failures[2]->client.process_name.len, 0);
    ck_assert_uint_eq(failures[3]->client.process_name.len, 0);
}
END_TEST

START_TEST(creation_time_of_the_trace)
{
    struct event e = created(0, "4242", "wrong.exe"); /* the trace says another creation time */
    give(e);
    give(build_start(5, 10, 9, QUERY));
    give(build_stop(6, 10, 0x80041003));
    finish();
    ck_assert_uint_eq(failure_count, 1);
    ck_assert_uint_eq(failures[0]->client.process_name.len, 0);
}
END_TEST

START_TEST(list_names_local_clients_only)
{
    struct process_entry known = {
        .process_id = BUILD_CLIENT, .name = VIEW("listed.exe"), .start = WINTIME_NONE};
    engine_free(engine);
    struct engine_options options = {.processes = &known, .process_count = 1};
    engine = engine_new(&options);
    give(build_failure(0, 0x80041003, QUERY));
    struct event e = build_failure(1, 0x80041002, QUERY);
    build_text(&e, EVENT_FIELD_CLIENT_MACHINE, "MON04");
    give(e);
    finish();
    size_t count;
    const struct group *const *groups = engine_groups(engine, &count);
    ck_assert_uint_eq(count, 2);
    ck_assert(view_equal(groups[0]->clients[0].client.process_name, VIEW("listed.exe")));
    ck_assert_uint_eq(groups[1]->clients[0].client.process_name.len, 0);
}
END_TEST

Suite *processes_suite(void)
{
    Suite *suite = suite_create("processes");
    TCase *c = tcase_create("table");
    tcase_add_checked_fixture(c, setup, teardown);
    tcase_add_test(c, security_4688);
    tcase_add_test(c, reused_id);
    tcase_add_test(c, sysmon_1);
    tcase_add_test(c, host_of_5857);
    tcase_add_test(c, caller_of_10028);
    tcase_add_loop_test(c, created_by_trace_23, 0, COUNT_OF(lines));
    tcase_add_test(c, nothing_to_learn);
    tcase_add_test(c, process_list);
    tcase_add_test(c, list_of_another_computer);
    tcase_add_test(c, limits);
    tcase_add_test(c, limit_of_one_id);
    tcase_add_test(c, limit_of_computers);
    suite_add_tcase(suite, c);
    c = tcase_create("failures");
    tcase_add_checked_fixture(c, setup_engine, clear_engine);
    tcase_add_test(c, local_and_remote_clients);
    tcase_add_test(c, creation_time_of_the_trace);
    tcase_add_test(c, list_names_local_clients_only);
    suite_add_tcase(suite, c);
    return suite;
}

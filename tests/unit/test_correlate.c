/* Starts, stops, restarts of the service, clients and providers. */
#include "parsers/base/count.h"
#include "rules/engine.h"
#include "tests/unit/event_build.h"
#include "tests/unit/suites.h"

#define QUERY "Start IWbemServices::ExecQuery - root\\cimv2 : SELECT * FROM Win32_Process"
#define OTHER "Start IWbemServices::ExecQuery - root\\cimv2 : SELECT * FROM Win32_Service"
#define CONNECT "IWbemServices::Connect"

START_TEST(success_is_no_failure)
{
    give(build_start(0, 10, 9, QUERY));
    give(build_stop(5, 10, 0));
    give(build_start(6, 12, 11, QUERY));
    give(build_stop(7, 12, 0x00040004)); /* success codes do not fail */
    const struct engine_stats *s = finish();
    ck_assert_uint_eq(failure_count, 0);
    ck_assert_uint_eq(s->operations.count, 2);
    ck_assert_uint_eq(s->operations.orphan_stops, 0);
    ck_assert_uint_eq(s->operations.open, 0);
}
END_TEST

START_TEST(failing_stop)
{
    give(build_start(0, 10, 9, QUERY));
    give(build_stop(25, 10, 0x80041003));
    finish();
    ck_assert_uint_eq(failure_count, 1);
    const struct failure *f = failures[0];
    ck_assert_uint_eq(f->result, 0x80041003);
    ck_assert_int_eq(f->time, build_time(25));
    ck_assert(view_equal(f->computer, VIEW("HOST")));
    ck_assert(view_equal(f->operation.class_name, VIEW("Win32_Process")));
    ck_assert(view_equal(f->name_space, VIEW("root\\cimv2")));
    ck_assert(f->has_operation_id && f->operation_id == 10);
    ck_assert(f->has_group_operation_id && f->group_operation_id == 9);
    ck_assert(f->has_duration && f->duration == 25 * WINTIME_TICKS_PER_MS);
    ck_assert_ptr_null(f->correlation_id.data);
    ck_assert_uint_eq(f->client.process_id, BUILD_CLIENT);
    ck_assert_int_eq(f->client.created, 133000000000000000);
    ck_assert(view_equal(f->client.machine, VIEW("HOST.example.org")));
    ck_assert(view_equal(f->client.user, VIEW("HOST\\me")));
    ck_assert_int_eq(f->client.locality, LOCALITY_LOCAL);
    ck_assert(!f->client.is_service);
    ck_assert_uint_eq(f->service_process_id, BUILD_SERVICE);
    ck_assert_uint_eq(f->evidence_count, 1);
    ck_assert_uint_eq(f->evidence[0].event_id, 13);
    ck_assert_int_eq(f->provider.attribution, ATTRIBUTION_NONE);
}
END_TEST

START_TEST(before_windows_8)
{
    struct event start = build_event(1, 0), provider = build_event(2, 1), stop = build_event(3, 2);
    build_number(&start, EVENT_FIELD_OPERATION_ID, 10);
    build_number(&start, EVENT_FIELD_GROUP_OPERATION_ID, 9);
    build_text(&start, EVENT_FIELD_OPERATION, QUERY);
    build_number(&provider, EVENT_FIELD_GROUP_OPERATION_ID, 9);
    build_number(&stop, EVENT_FIELD_OPERATION_ID, 10);
    give(start);
    give(provider);
    give(stop);
    const struct engine_stats *s = finish();
    ck_assert_uint_eq(s->operations.count, 1);
    ck_assert_uint_eq(s->operations.orphan_stops, 0);
    ck_assert_uint_eq(s->operations.open, 0);
}
END_TEST

START_TEST(method_and_created_process)
{
    give(build_start(0, 10, 9, "Start IWbemServices::ExecMethod - root\\cimv2 : odd"));
    struct event method = build_event(22, 1);
    build_number(&method, EVENT_FIELD_OPERATION_ID, 10);
    build_text(&method, EVENT_FIELD_CLASS_NAME, "Win32_Process");
    build_text(&method, EVENT_FIELD_METHOD_NAME, "Create");
    give(method);
    struct event process = build_event(23, 2);
    build_number(&process, EVENT_FIELD_OPERATION_ID, 10);
    build_text(&process, EVENT_FIELD_COMMAND_LINE, "cmd /c whoami");
    build_number(&process, EVENT_FIELD_CREATED_PROCESS_ID, 777);
    give(process);
    give(build_stop(3, 10, 0x80041001));
    finish();
    ck_assert_uint_eq(failure_count, 1);
    ck_assert(view_equal(failures[0]->operation.method, VIEW("Create")));
    ck_assert(failures[0]->has_created_process);
    ck_assert_uint_eq(failures[0]->created_process_id, 777);
    ck_assert(view_equal(failures[0]->command_line, VIEW("cmd /c whoami")));
}
END_TEST

START_TEST(same_id_on_another_computer_or_process)
{
    give(build_start(0, 10, 9, QUERY));
    struct event stop = build_stop(1, 10, 0x80041003);
    stop.computer = VIEW("ELSEWHERE");
    give(stop);
    stop = build_stop(2, 11, 0x80041003);
    give(stop);
    const struct engine_stats *s = finish();
    ck_assert_uint_eq(s->operations.orphan_stops, 2);
    ck_assert_uint_eq(s->operations.open, 1);
    ck_assert_uint_eq(failure_count, 2);
    ck_assert_uint_eq(failures[0]->operation.text.len, 0);
    ck_assert(!failures[0]->client.has_process_id);
    ck_assert_int_eq(failures[0]->client.locality, LOCALITY_UNKNOWN);
    ck_assert(failures[0]->has_operation_id);
}
END_TEST

START_TEST(computer_names_fold_case)
{
    give(build_start(0, 10, 9, QUERY));
    struct event stop = build_stop(1, 10, 0);
    stop.computer = VIEW("host");
    give(stop);
    ck_assert_uint_eq(finish()->operations.orphan_stops, 0);
    size_t count;
    engine_computers(engine, &count);
    ck_assert_uint_eq(count, 1);
}
END_TEST

START_TEST(reused_id_closes_the_first)
{
    give(build_start(0, 10, 9, QUERY));
    give(build_start(5, 10, 9, OTHER));
    give(build_stop(6, 10, 0x80041003));
    finish();
    ck_assert(view_equal(failures[0]->operation.class_name, VIEW("Win32_Service")));
    size_t count;
    const struct open_operation *const *open = engine_open_operations(engine, &count);
    ck_assert_uint_eq(count, 1);
    ck_assert_str_eq(open[0]->ended, "id reused");
    ck_assert(view_equal(open[0]->operation.class_name, VIEW("Win32_Process")));
    ck_assert_int_eq(open[0]->age, 5 * WINTIME_TICKS_PER_MS);
}
END_TEST

/* An operation whose client names neither itself nor its machine is of an unknown one. */
START_TEST(open_operation_of_a_client_that_says_nothing)
{
    struct event start = build_start(0, 10, 9, QUERY);
    build_text(&start, EVENT_FIELD_CLIENT_MACHINE, "Local");
    build_text(&start, EVENT_FIELD_CLIENT_MACHINE_FQDN, "");
    build_number(&start, EVENT_FIELD_CLIENT_PROCESS_ID, 0);
    give(start);
    give(build_start(1, 11, 9, QUERY));
    finish();
    size_t count;
    const struct open_operation *const *open = engine_open_operations(engine, &count);
    ck_assert_uint_eq(count, 2);
    ck_assert_int_eq(open[0]->client.locality, LOCALITY_UNKNOWN);
    ck_assert_int_eq(open[1]->client.locality, LOCALITY_LOCAL);
}
END_TEST

static void check_restart(uint64_t restarts, const char *ended)
{
    const struct engine_stats *s = finish();
    ck_assert_uint_eq(s->operations.service_restarts, restarts);
    ck_assert_uint_eq(s->operations.open, 1);
    size_t count;
    const struct open_operation *const *open = engine_open_operations(engine, &count);
    ck_assert_uint_eq(count, 1);
    if (!ended) {
        ck_assert_ptr_null(open[0]->ended);
    } else {
        ck_assert_str_eq(open[0]->ended, ended);
    }
}

static struct event binding(int64_t ms, uint32_t process_id)
{
    struct event e = build_event(5861, ms);
    build_text(&e, EVENT_FIELD_FILTER, "SCM Event Log Filter");
    e.process_id = process_id;
    return e;
}

START_TEST(restart_by_binding)
{
    give(build_start(0, 10, 9, QUERY));
    give(binding(1000, 901));
    give(build_marker(2000, 5615)); /* confirms it, no second one */
    give(build_marker(2001, 5617));
    check_restart(1, "service restarted");
}
END_TEST

START_TEST(same_service_logs_its_binding)
{
    give(build_start(0, 10, 9, QUERY));
    give(binding(1000, BUILD_SERVICE));
    check_restart(0, NULL);
}
END_TEST

START_TEST(restart_by_marker)
{
    give(build_start(0, 10, 9, QUERY));
    give(build_marker(1000, 5615));
    give(build_marker(1010, 5617));
    give(binding(1500, 901));
    check_restart(1, "service restarted");
}
END_TEST

START_TEST(restart_by_writer)
{
    give(build_start(0, 10, 9, QUERY));
    struct event e = build_failure(10, 0x80041002, QUERY);
    e.process_id = 901;
    give(e);
    check_restart(1, "service restarted");
}
END_TEST

START_TEST(no_restart)
{
    give(build_start(0, 10, 9, QUERY));
    struct event e = build_marker(1000, 5615);
    e.provider = VIEW("SomebodyElse");
    give(e);
    e = build_marker(1000, 5615);
    e.computer = VIEW("ELSEWHERE");
    give(e);
    give(build_load(1001, 555, "CIMWin32", "x.dll", 0)); /* written by the host */
    struct event unknown = build_failure(1002, 0x80041002, QUERY);
    unknown.process_id = 0;
    give(unknown);
    check_restart(0, NULL);
}
END_TEST

START_TEST(connect)
{
    give(build_start(0, 20, 20, CONNECT));
    give(build_stop(1, 20, 0));
    give(build_start(2, 21, 21, CONNECT));
    give(build_stop(3, 21, 0x80041003));
    const struct engine_stats *s = finish();
    ck_assert_uint_eq(s->operations.connects, 2);
    ck_assert_uint_eq(s->operations.failed_connects, 1);
    ck_assert_uint_eq(s->by_phase[PHASE_CONNECT], 1);
    ck_assert_uint_eq(s->operations.open, 0);
    ck_assert_int_eq(failures[0]->phase, PHASE_CONNECT);
    ck_assert_int_eq(failures[0]->stage, STAGE_LOGIN);
    ck_assert(view_equal(failures[0]->name_space, VIEW("root\\cimv2")));
}
END_TEST

START_TEST(operational_log_alone)
{
    give(build_failure(0, 0x80041032, QUERY));
    const struct engine_stats *s = finish();
    ck_assert_uint_eq(failure_count, 1);
    ck_assert_uint_eq(s->operations.count, 1);
    ck_assert_ptr_null(failures[0]->component.data);
    ck_assert_ptr_null(failures[0]->possible_cause.data);
    ck_assert(!failures[0]->has_operation_id && !failures[0]->has_duration);
    ck_assert_int_eq(failures[0]->client.created, WINTIME_NONE);
    ck_assert_int_eq(failures[0]->client.locality, LOCALITY_LOCAL);
}
END_TEST

/* What stands where the code should be; NULL = nothing. */
static const char *const no_codes[] = {NULL, "", "0xFFFFFFFF80041003", "0x8004100Z", "a refusal"};

START_TEST(client_failure_without_code)
{
    struct event e = build_failure(0, 0, QUERY);
    build_text(&e, EVENT_FIELD_RESULT_CODE, no_codes[_i]);
    give(e);
    const struct engine_stats *s = finish();
    ck_assert_uint_eq(failure_count, 1);
    ck_assert_uint_eq(s->failures, 1);
    ck_assert(failures[0]->has_no_result);
    ck_assert_uint_eq(failures[0]->result, 0);
    ck_assert_int_eq(failures[0]->family, FAMILY_OTHER);
    size_t codes;
    engine_counts_by_code(engine, &codes);
    ck_assert_uint_eq(codes, 0);
}
END_TEST

static const struct {
    const char *text;
    bool is_failure;
    uint32_t code; /* 0 = not told */
} stop_words[] = {
    {NULL, false, 0},
    {"", false, 0},
    {"S_OK", false, 0},
    {"success", false, 0},
    {"0x8Z", true, 0},
    {"E_FAIL", true, 0x80004005},
    {"wbemErrAccessDenied", true, 0x80041003},
    {"WBEM_E_ACCESS_DENIED - the user may not do it", true, 0x80041003},
    {"CONTOSO_E_FAIL", true, 0},
    {"Failed", true, 0},
    {"0xFFFFFFFF80041003", true, 0},
};

START_TEST(stop_with_a_word)
{
    give(build_start(0, 10, 9, QUERY));
    struct event e = build_stop(1, 10, 0);
    build_text(&e, EVENT_FIELD_RESULT_CODE, stop_words[_i].text);
    give(e);
    finish();
    ck_assert_uint_eq(failure_count, stop_words[_i].is_failure ? 1 : 0);
    if (stop_words[_i].is_failure) {
        ck_assert(failures[0]->has_no_result == (stop_words[_i].code == 0));
        ck_assert_uint_eq(failures[0]->result, stop_words[_i].code);
    }
}
END_TEST

static const struct {
    const char *machine, *user;
    uint32_t process_id;
    enum locality locality;
    bool is_service;
} clients[] = {
    {"HOST", "u", 5, LOCALITY_LOCAL, false},
    {"host.example.org", "u", 5, LOCALITY_LOCAL, false},
    {"Local", "u", 5, LOCALITY_LOCAL, false},
    {"Local", "u", 0, LOCALITY_UNKNOWN, false}, /* said by the log, and not by the client */
    {".", "u", 5, LOCALITY_LOCAL, false},
    {"HOST2", "u", 5, LOCALITY_REMOTE, false},
    {"", "u", 5, LOCALITY_UNKNOWN, false},
    {NULL, "u", 5, LOCALITY_UNKNOWN, false},
    {"", "", BUILD_SERVICE, LOCALITY_LOCAL, true},
    {"HOST", NULL, BUILD_SERVICE, LOCALITY_LOCAL, true},
    {"", "", 5, LOCALITY_UNKNOWN, false},
    {"HOST", "u", BUILD_SERVICE, LOCALITY_LOCAL, false},
};

START_TEST(locality)
{
    struct event e = build_failure(0, 0x80041032, QUERY);
    build_text(&e, EVENT_FIELD_CLIENT_MACHINE, clients[_i].machine);
    build_text(&e, EVENT_FIELD_USER, clients[_i].user);
    build_number(&e, EVENT_FIELD_CLIENT_PROCESS_ID, clients[_i].process_id);
    give(e);
    finish();
    ck_assert_int_eq(failures[0]->client.locality, clients[_i].locality);
    ck_assert_int_eq(failures[0]->client.is_service, clients[_i].is_service);
}
END_TEST

static const struct {
    const char *text, *host, *name_space;
    enum locality locality;
    bool is_here;
} targets[] = {
    {"connect to namespace : \\\\SRV2\\root\\x", "SRV2", "root\\x", LOCALITY_REMOTE, true},
    {"connect to namespace : //srv2.example.org/root/x", "srv2.example.org", "root/x",
     LOCALITY_REMOTE, true},
    {"connect to namespace : \\\\host.example.org\\root\\x", "host.example.org", "root\\x",
     LOCALITY_LOCAL, false},
    {"connect to namespace : \\\\.\\root\\x", NULL, "root\\x", LOCALITY_LOCAL, false},
    {"connect to namespace : \\\\localhost\\root\\x", "localhost", "root\\x", LOCALITY_LOCAL,
     false},
    {"connect to namespace : root\\x", NULL, "root\\x", LOCALITY_LOCAL, false},
    /* The target writes this, and may be called by a name that it does not know. */
    {"Start IWbemServices::ExecQuery - \\\\ALIAS\\root\\x : select * from A", "ALIAS", "root\\x",
     LOCALITY_LOCAL, false},
};

START_TEST(host_of_the_namespace)
{
    give(build_failure(0, 0x80041003, targets[_i].text));
    finish();
    const struct failure *f = failures[0];
    ck_assert(view_equal(f->name_space, view_of(targets[_i].name_space)));
    ck_assert(targets[_i].host ? view_equal(f->operation.target_host, view_of(targets[_i].host))
                               : view_is_empty(f->operation.target_host));
    ck_assert_int_eq(f->client.locality, targets[_i].locality);
    ck_assert_int_eq(f->client.is_here, targets[_i].is_here);
}
END_TEST

START_TEST(the_event_says_whether_it_is_local)
{
    struct event e = build_start(0, 10, 9, QUERY);
    build_number(&e, EVENT_FIELD_IS_LOCAL, 0);
    build_number(&e, EVENT_FIELD_CLIENT_CREATED, 0);
    give(e);
    give(build_stop(1, 10, 0x80041003));
    finish();
    ck_assert_int_eq(failures[0]->client.locality, LOCALITY_REMOTE);
    ck_assert_int_eq(failures[0]->client.created, WINTIME_NONE);
}
END_TEST

static struct event recorded(int64_t ms, const char *computer, const char *machine, uint64_t id)
{
    struct event e = build_failure(ms, 0x80041032, QUERY);
    e.computer = view_of(computer);
    e.record_id = id;
    build_text(&e, EVENT_FIELD_CLIENT_MACHINE, machine);
    return e;
}

START_TEST(renamed_machine_is_local)
{
    give(recorded(0, "WIN-OLD", "NEW", 1));     /* the later name */
    give(recorded(61000, "NEW", "WIN-OLD", 2)); /* the earlier name */
    give(recorded(61001, "NEW", "STRANGER", 3));
    finish();
    ck_assert_uint_eq(failure_count, 3);
    ck_assert_int_eq(failures[0]->client.locality, LOCALITY_LOCAL);
    ck_assert_int_eq(failures[1]->client.locality, LOCALITY_LOCAL);
    ck_assert_int_eq(failures[2]->client.locality, LOCALITY_REMOTE);
}
END_TEST

START_TEST(forwarded_machines_are_not_renamed)
{
    give(recorded(0, "A", "B", _i == 0 ? 1 : 5));
    give(recorded(1, "B", "A", _i == 0 ? 2 : 9));
    if (_i == 0) {
        give(recorded(2, "A", "B", 3)); /* the first is back: two machines */
    }
    finish();
    for (size_t i = 0; i < failure_count; i++) {
        ck_assert_int_eq(failures[i]->client.locality, LOCALITY_REMOTE);
    }
}
END_TEST

START_TEST(provider_by_group)
{
    give(build_load(0, 555, "CIMWin32", "C:\\cimwin32.dll", 0));
    give(build_start(10, 10, 9, QUERY));
    give(build_provider(11, 9, "First", 555));
    give(build_provider(12, 8, "OfAnother", 555));
    give(build_provider(13, 9, "CIMWin32", 555));
    give(build_stop(14, 10, 0x80041001));
    finish();
    const struct failure_provider *p = &failures[0]->provider;
    ck_assert_int_eq(p->attribution, ATTRIBUTION_EXACT);
    ck_assert(view_equal(p->name, VIEW("CIMWin32")));
    ck_assert(view_equal(p->guid, VIEW("{guid}")));
    ck_assert(view_equal(p->path, VIEW("C:\\cimwin32.dll"))); /* lent by the host */
    ck_assert(p->has_host && p->host_process_id == 555);
}
END_TEST

START_TEST(provider_by_host)
{
    give(build_load(0, 555, "CIMWin32", "C:\\cimwin32.dll", 0));
    if (_i == 1) {
        give(build_load(1, 555, "Another", "C:\\another.dll", 0));
    }
    give(build_start(10, 10, 9, QUERY));
    give(build_provider(13, 9, "", 555));
    give(build_stop(14, 10, 0x80041001));
    finish();
    const struct failure_provider *p = &failures[0]->provider;
    ck_assert(p->has_host && p->host_process_id == 555);
    if (_i == 1) { /* the host alone does not tell which */
        ck_assert_int_eq(p->attribution, ATTRIBUTION_NONE);
        ck_assert_ptr_null(p->name.data);
        return;
    }
    ck_assert_int_eq(p->attribution, ATTRIBUTION_HOST_PID);
    ck_assert(view_equal(p->name, VIEW("CIMWin32")));
    ck_assert(view_equal(p->path, VIEW("C:\\cimwin32.dll")));
}
END_TEST

/* 0: one load inside; 1: two; 2: before; 3: after; 4: a connect; 5: on another computer */
START_TEST(provider_by_window)
{
    struct event load = build_load(_i == 2 ? 9 : 12, 555, "CIMWin32", "C:\\cimwin32.dll", 0);
    if (_i == 5) {
        load.computer = VIEW("ELSEWHERE");
    }
    if (_i == 2) {
        give(load);
    }
    give(build_start(10, 10, 9, _i == 4 ? CONNECT : QUERY));
    if (_i != 2 && _i != 3) {
        give(load);
    }
    if (_i == 1) {
        give(build_load(13, 556, "Another", "C:\\another.dll", 0));
    }
    give(build_stop(14, 10, 0x80041001));
    if (_i == 3) {
        give(build_load(15, 556, "Another", "C:\\another.dll", 0));
    }
    finish();
    const struct failure_provider *p = &failures[0]->provider;
    ck_assert_int_eq(p->attribution, _i == 0 ? ATTRIBUTION_WINDOW : ATTRIBUTION_NONE);
    if (_i == 0) {
        ck_assert(view_equal(p->name, VIEW("CIMWin32")) && p->host_process_id == 555);
    }
}
END_TEST

START_TEST(provider_that_did_not_load)
{
    give(build_load(0, 555, "CIMWin32", "C:\\cimwin32.dll", 0));
    give(build_load(1, 555, "Broken", "C:\\broken.dll", 0x80041013));
    give(build_load(2, 555, "Raw", "C:\\raw.dll", 126)); /* a bare Win32 number */
    give(build_load(3, 555, "Fine", "C:\\fine.dll", 1)); /* S_FALSE */
    const struct engine_stats *s = finish();
    ck_assert_uint_eq(failure_count, 2);
    ck_assert_uint_eq(s->operations.count, 0);
    const struct failure *f = failures[0];
    ck_assert_int_eq(f->stage, STAGE_PROVIDER_LOAD);
    ck_assert_int_eq(f->phase, PHASE_OPERATION);
    ck_assert_int_eq(f->provider.attribution, ATTRIBUTION_EXACT);
    ck_assert(view_equal(f->provider.name, VIEW("Broken")));
    ck_assert_uint_eq(f->operation.text.len, 0);
    ck_assert(!f->client.has_process_id);
    ck_assert_int_eq(f->client.locality, LOCALITY_UNKNOWN);
}
END_TEST

static TCase *case_of_clients(void)
{
    TCase *c = tcase_create("clients");
    tcase_add_checked_fixture(c, setup_engine, clear_engine);
    tcase_add_test(c, operational_log_alone);
    tcase_add_loop_test(c, host_of_the_namespace, 0, 7);
    tcase_add_loop_test(c, client_failure_without_code, 0, 5);
    tcase_add_loop_test(c, stop_with_a_word, 0, 8);
    tcase_add_loop_test(c, locality, 0, COUNT_OF(clients));
    tcase_add_test(c, the_event_says_whether_it_is_local);
    tcase_add_test(c, renamed_machine_is_local);
    tcase_add_loop_test(c, forwarded_machines_are_not_renamed, 0, 2);
    return c;
}

static TCase *case_of_operations(void)
{
    TCase *c = tcase_create("operations");
    tcase_add_checked_fixture(c, setup_engine, clear_engine);
    tcase_add_test(c, success_is_no_failure);
    tcase_add_test(c, failing_stop);
    tcase_add_test(c, before_windows_8);
    tcase_add_test(c, method_and_created_process);
    tcase_add_test(c, same_id_on_another_computer_or_process);
    tcase_add_test(c, computer_names_fold_case);
    tcase_add_test(c, open_operation_of_a_client_that_says_nothing);
    tcase_add_test(c, reused_id_closes_the_first);
    tcase_add_test(c, restart_by_binding);
    tcase_add_test(c, same_service_logs_its_binding);
    tcase_add_test(c, restart_by_marker);
    tcase_add_test(c, restart_by_writer);
    tcase_add_test(c, no_restart);
    tcase_add_test(c, connect);
    tcase_add_test(c, provider_by_group);
    tcase_add_loop_test(c, provider_by_host, 0, 2);
    tcase_add_loop_test(c, provider_by_window, 0, 6);
    tcase_add_test(c, provider_that_did_not_load);
    return c;
}

Suite *correlate_suite(void)
{
    Suite *suite = suite_create("correlate");
    suite_add_tcase(suite, case_of_operations());
    suite_add_tcase(suite, case_of_clients());
    return suite;
}

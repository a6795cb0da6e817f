/* Events of other logs that are failures by themselves, and when they are evidence alone. */
#include <stdio.h>

#include "parsers/base/count.h"
#include "rules/operations/companions.h"
#include "tests/unit/event_build.h"
#include "tests/unit/suites.h"

enum { MAX_DATA = 9 };

#define WMI "Microsoft-Windows-WMI"
#define DCOM "Microsoft-Windows-DistributedCOM"
#define CRASH "Application Error"
#define SCM "Service Control Manager"
#define POLL \
    "SELECT * FROM __InstanceCreationEvent WITHIN 9 WHERE TargetInstance ISA 'Win32_Service'"

/* Where a failure stands: its phase, stage and viewpoint. */
#define ACTIVATING PHASE_CONNECT, STAGE_ACTIVATE, VIEWPOINT_OTHER
#define CLIENT_ACTIVATING PHASE_CONNECT, STAGE_ACTIVATE, VIEWPOINT_CLIENT
#define LOGGING_IN PHASE_CONNECT, STAGE_LOGIN, VIEWPOINT_OTHER
#define SUBSCRIBING PHASE_OPERATION, STAGE_SUBSCRIBE, VIEWPOINT_OTHER
#define WORKING PHASE_OPERATION, STAGE_OTHER, VIEWPOINT_OTHER

static const struct {
    uint16_t id;
    const char *provider;
    const char *data[MAX_DATA];
    uint32_t result; /* 0: no failure */
    enum phase phase;
    enum stage stage;
    enum viewpoint viewpoint;
    const char *name_space, *class_name;
} rows[] = {
    {10,
     WMI,
     {"//./root/CIMV2", POLL, "0x80041003"},
     0x80041003,
     SUBSCRIBING,
     "root/CIMV2",
     "Win32_Service"},
    {10,
     "WinMgmt",
     {POLL, "//./root/x", "2147749904"},
     0x80041010,
     SUBSCRIBING,
     "root/x",
     "Win32_Service"},
    {10, WMI, {POLL, "//./root/x"}, .result = 0},
    {10, "Contoso", {POLL, "//./root/x", "0x80041010"}, .result = 0},
    {24, WMI, {"P", "select * from A", "A", "//./root/x"}, 0x80041010, SUBSCRIBING, "root/x", "A"},
    {28, WMI, {"0x80041006"}, 0x80041006, ACTIVATING, NULL, NULL},
    {43, WMI, {"root\\cimv2", "0x80041033"}, 0x80041033, WORKING, "root\\cimv2", NULL},
    {48, WMI, {"Processor", "root\\cimv2", "0x80041003"}, 0x80041003, WORKING, "root\\cimv2", NULL},
    {4, WMI, {"0x80041002", "C:\\Contoso\\pump.mof"}, 0x80041002, WORKING, NULL, NULL},
    {4, WMI, {"0x80041002", "C:\\Contoso\\pump.txt"}, .result = 0},
    {5605, WMI, {"root\\MSCluster"}, 0x80041003, LOGGING_IN, "root\\MSCluster", NULL},
    {5605, WMI, {""}, .result = 0},
    {5612, WMI, {"MemoryPerHost", "1", "2", "77", "P"}, 0x8004106C, WORKING, NULL, NULL},
    {7000,
     SCM,
     {"Windows Management Instrumentation", "%%1058"},
     0x80070422,
     ACTIVATING,
     NULL,
     NULL},
    {7000, SCM, {"Windows Update", "%%1058"}, .result = 0},
    {7031, SCM, {"winmgmt", "1"}, 0x8007042B, WORKING, NULL, NULL},
    {7040,
     SCM,
     {"Windows-Verwaltungsinstrumentation", "Automatisch starten", "Deaktiviert", "Winmgmt"},
     0x80070422,
     ACTIVATING,
     NULL,
     NULL},
    {7034,
     SCM,
     {"A name that nobody knows", "1", "Binary570069006E006D0067006D0074000000"},
     0x8007042B,
     WORKING,
     NULL,
     NULL},
    {7034,
     SCM,
     {"A name that nobody knows", "1", "Binary57006D0069004100700053007200760000"},
     .result = 0},
    {7034, SCM, {"Инструментарий управления Windows", "1"}, 0x8007042B, WORKING, NULL, NULL},
    {7040,
     SCM,
     {"Windows Management Instrumentation", "disabled", "auto start", "Winmgmt"},
     .result = 0},
    {7040,
     SCM,
     {"Windows Management Instrumentation", "自动启动", "已禁用", "Winmgmt"},
     0x80070422,
     ACTIVATING,
     NULL,
     NULL},
    {7040,
     SCM,
     {"Инструментарий управления Windows", "Автоматически", "Отключена", "Winmgmt"},
     0x80070422,
     ACTIVATING,
     NULL,
     NULL},
    {7040, SCM, {"Windows Update", "auto start", "disabled", "wuauserv"}, .result = 0},
    {10005, DCOM, {"1068", "winmgmt", "", "{0}"}, 0x8007042C, ACTIVATING, NULL, NULL},
    {10005, "DCOM", {"1068", "wuauserv", "", "{0}"}, .result = 0},
    {1000,
     CRASH,
     {"WmiPrvSE.exe", "10.0", "5c2d11aa", "acme.dll", "1.2", "5c2d11aa", "c0000005", "1a2b",
      "1a34"},
     0xC0000005,
     WORKING,
     NULL,
     NULL},
    {1000,
     CRASH,
     {"svchost.exe_Winmgmt", "10.0", "5c2d11aa", "ntdll.dll", "1.2", "5c2d11aa", "0xc0000374",
      "1a2b", "0x5f0"},
     0xC0000374,
     WORKING,
     NULL,
     NULL},
    {1000,
     CRASH,
     {"svchost.exe", "10.0", "5c2d11aa", "repdrvfs.dll", "1.2", "5c2d11aa"},
     0x8007042B,
     WORKING,
     NULL,
     NULL},
    {1000,
     CRASH,
     {"svchost.exe", "10.0", "5c2d11aa", "wuaueng.dll", "1.2", "5c2d11aa", "c0000005", "1a2b",
      "1a34"},
     .result = 0},
    {1000,
     CRASH,
     {"acme.exe", "10.0", "5c2d11aa", "wbemcore.dll", "1.2", "5c2d11aa", "c0000005", "1a2b",
      "1a34"},
     .result = 0},
    {1000,
     "Contoso",
     {"wmiprvse.exe", "10.0", "5c2d11aa", "acme.dll", "1.2", "5c2d11aa", "c0000005", "1a2b",
      "1a34"},
     .result = 0},
    {7009,
     SCM,
     {"30000", "Windows Management Instrumentation"},
     0x8007041D,
     ACTIVATING,
     NULL,
     NULL},
    {7009, SCM, {"30000", "Windows Update"}, .result = 0},
    {4,
     "Microsoft-Windows-Security-Kerberos",
     {"srv$", "C", "RPCSS/srv02"},
     0x80090322,
     CLIENT_ACTIVATING,
     NULL,
     NULL},
    {4, "Microsoft-Windows-Security-Kerberos", {"srv$", "C", "cifs/srv02"}, .result = 0},
};

static struct event_datum data[MAX_DATA];

static struct event make_event(uint16_t id, int64_t ms, const char *provider,
                               const char *const values[MAX_DATA])
{
    struct event e = build_marker(ms, id);
    e.provider = view_of(provider);
    e.data = data;
    for (e.data_count = 0; e.data_count < MAX_DATA && values[e.data_count]; e.data_count++) {
        const struct view value = view_of(values[e.data_count]), name = VIEW("Binary");
        const bool is_named = view_starts(value, name);
        data[e.data_count] = is_named ? (struct event_datum){name, view_from(value, name.len)}
                                      : (struct event_datum){VIEW(""), value};
    }
    return e;
}

START_TEST(each_by_its_fields)
{
    give(make_event(rows[_i].id, 0, rows[_i].provider, rows[_i].data));
    finish();
    ck_assert_uint_eq(failure_count, rows[_i].result != 0);
    if (failure_count == 0) {
        return;
    }
    const struct failure *f = failures[0];
    ck_assert_uint_eq(f->result, rows[_i].result);
    ck_assert_int_eq(f->phase, rows[_i].phase);
    ck_assert_int_eq(f->stage, rows[_i].stage);
    ck_assert_int_eq(f->viewpoint, rows[_i].viewpoint);
    ck_assert(view_equal(f->name_space, view_of(rows[_i].name_space)));
    ck_assert(view_equal(f->operation.class_name, view_of(rows[_i].class_name)));
}
END_TEST

/* A record of WMI's own beside an event of another log, and how many failures both are. */
struct beside {
    int64_t ms; /* of that record, from the event on */
    uint32_t result;
    size_t failures;
    const char *name_space; /* NULL: root\\cimv2 */
};

static void expect_beside(const struct beside *own, uint16_t id, const char *provider,
                          const char *const values[MAX_DATA])
{
    enum { EVENT_MS = 50000 };
    char operation[128];
    snprintf(operation, sizeof(operation), "Start IWbemServices::ExecQuery - %s : select * from A",
             own->name_space ? own->name_space : "root\\cimv2");
    give(make_event(id, EVENT_MS, provider, values));
    give(build_failure(EVENT_MS + own->ms, own->result, operation));
    finish();
    ck_assert_uint_eq(failure_count, own->failures);
}

/* WMI's own record within seconds has the same code, or is about the same namespace. */
static const struct beside logins[] = {
    {4000, 0x80041087, 1, "root\\mscluster"},
    {4000, 0x80041003, 1, NULL},
    {4000, 0x80041010, 2, NULL},
    {6000, 0x80041003, 2, NULL},
};

START_TEST(login_beside_wmis_own)
{
    static const char *const values[MAX_DATA] = {"root\\MSCluster"};
    expect_beside(&logins[_i], 5605, WMI, values);
}
END_TEST

/* Others that fail while it waits do not hide the call, until they are too many, which is told. */
static const struct {
    int others;
    size_t own; /* failures that are not of the others */
} storms[] = {{0, 1}, {40, 1}, {1000, 1}, {1100, 2}};

START_TEST(crash_beside_its_calls_in_a_storm)
{
    static const char *const values[MAX_DATA] = {"wmiprvse.exe", "1", "2",   "acme.dll", "1", "2",
                                                 "c0000005",     "1", "1a34"};
    enum { CALL_MS = 1000, CRASH_MS = CALL_MS + 25000, OTHERS_MS = CALL_MS + 75000 };
    const int others = storms[_i].others;
    give(build_failure(CALL_MS, 0x800706BE, "Start IWbemServices::ExecQuery - root\\a : B"));
    give(make_event(1000, CRASH_MS, CRASH, values));
    for (int i = 0; i < others; i++) {
        give(build_failure(OTHERS_MS + i, 0x80041003,
                           "Start IWbemServices::GetObject - root\\b : C"));
    }
    const struct engine_stats *stats = finish();
    ck_assert_uint_eq(failure_count, (size_t)others + storms[_i].own);
    ck_assert_uint_eq(stats->dropped_surroundings, storms[_i].own - 1);
}
END_TEST

/* What has turned before it grew still gives way from the oldest on. */
START_TEST(crash_beside_its_call_in_a_turned_ring)
{
    static const char *const values[MAX_DATA] = {"wmiprvse.exe", "1", "2",   "acme.dll", "1", "2",
                                                 "c0000005",     "1", "1a34"};
    enum { SECOND_MS = 20000, THIRD_MS = 105000, CALL_MS = 106000, OTHERS = 1023 };
    static const int earlier[] = {1000, SECOND_MS, THIRD_MS};
    for (size_t i = 0; i < COUNT_OF(earlier); i++) {
        give(build_failure(earlier[i], 0x80041003, "Start IWbemServices::GetObject - root\\b : C"));
    }
    give(build_failure(CALL_MS, 0x800706BE, "Start IWbemServices::ExecQuery - root\\a : B"));
    give(make_event(1000, CALL_MS + 1000, CRASH, values));
    for (int i = 0; i < OTHERS; i++) {
        give(build_failure(CALL_MS + 2000 + i, 0x80041003,
                           "Start IWbemServices::GetObject - root\\b : C"));
    }
    finish();
    ck_assert_uint_eq(failure_count, COUNT_OF(earlier) + 1 + OTHERS);
}
END_TEST

/* A login is compared within seconds: what gave way long before it cannot have told of it. */
static const struct {
    int login_ms; /* from what gives way on */
    uint64_t uncompared;
} lost_logins[] = {{4000, 1}, {20000, 0}};

START_TEST(login_far_from_what_is_lost)
{
    static const char *const values[MAX_DATA] = {"root\\MSCluster"};
    enum { FIRST_MS = 1000, OTHERS = 1024 };
    const int login_ms = FIRST_MS + lost_logins[_i].login_ms;
    give(build_failure(FIRST_MS, 0x80041010, "Start IWbemServices::GetObject - root\\a : B"));
    give(make_event(5605, login_ms, WMI, values));
    for (int i = 0; i < OTHERS; i++) {
        give(build_failure(login_ms + 6000 + i, 0x80041010,
                           "Start IWbemServices::GetObject - root\\b : C"));
    }
    const struct engine_stats *stats = finish();
    ck_assert_uint_eq(stats->dropped_surroundings, lost_logins[_i].uncompared);
}
END_TEST

START_TEST(crashes_of_programs_are_kinds)
{
    static const char *const programs[] = {"wmiprvse.exe", "svchost.exe_winmgmt", "WmiPrvSE.exe"};
    for (int i = 0; i < 3; i++) {
        const char *values[MAX_DATA] = {programs[i], "1", "2", "acme.dll", "1", "2", "c0000005"};
        give(make_event(1000, 1000 * i, CRASH, values));
    }
    finish();
    ck_assert_uint_eq(failure_count, 3);
    ck_assert_str_ne(failures[0]->fingerprint, failures[1]->fingerprint);
    ck_assert_str_eq(failures[0]->fingerprint, failures[2]->fingerprint);
}
END_TEST

/* A crash is told of once, and not beside what it made of a call. */
static const struct beside crashes[] = {
    {-20000, 0x800706BE, 1, NULL}, {4000, 0x80041004, 1, NULL},   {-20000, 0x80041010, 2, NULL},
    {-4000, 0x80041003, 2, NULL},  {-40000, 0x800706BE, 2, NULL},
};

START_TEST(crash_beside_its_calls)
{
    static const char *const values[MAX_DATA] = {"wmiprvse.exe", "1", "2",   "acme.dll", "1", "2",
                                                 "c0000005",     "1", "1a34"};
    expect_beside(&crashes[_i], 1000, CRASH, values);
}
END_TEST

/* Three records of one start that took too long: the first tells least. */
static const struct {
    int64_t ms; /* of the others */
    size_t failures;
} starts[] = {{0, 2}, {4000, 2}, {-4000, 2}, {9000, 3}};

START_TEST(timeout_beside_what_tells_more)
{
    static const char *const timeout[MAX_DATA] = {"30000", "Windows Management Instrumentation"};
    static const char *const failed[MAX_DATA] = {"Windows Management Instrumentation", "%%1053"};
    static const char *const com[MAX_DATA] = {"1053", "winmgmt", "", "{0}"};
    const bool is_before = starts[_i].ms < 0;
    if (!is_before) {
        give(make_event(7009, 50000, SCM, timeout));
    }
    give(make_event(7000, 50000 + starts[_i].ms, SCM, failed));
    give(make_event(10005, 50000 + starts[_i].ms, DCOM, com));
    if (is_before) {
        give(make_event(7009, 50000, SCM, timeout));
    }
    finish();
    ck_assert_uint_eq(failure_count, starts[_i].failures);
}
END_TEST

/* That the service was disabled is evidence of what its stop ended and of a start that failed. */
static const struct beside stops[] = {
    {3000, 0x80041033, 1, NULL},
    {-20000, 0x800706BA, 1, NULL},
    {3000, 0x80041010, 2, NULL},
    {40000, 0x80041033, 2, NULL},
};

static const char *const disabled[MAX_DATA] = {"Windows Management Instrumentation", "auto start",
                                               "disabled", "Winmgmt"};

START_TEST(disabled_beside_its_calls)
{
    expect_beside(&stops[_i], 7040, SCM, disabled);
}
END_TEST

START_TEST(disabled_beside_a_start)
{
    static const char *const com[MAX_DATA] = {"1058", "winmgmt", "", "{0}"};
    give(make_event(7040, 50000, SCM, disabled));
    give(make_event(10005, 50000 + 3000, DCOM, com));
    give(make_event(10005, 50000 + 60000, DCOM, com));
    finish();
    ck_assert_uint_eq(failure_count, 2);
}
END_TEST

/* No failure, but counted. */
START_TEST(provider_as_local_system)
{
    static const char *const values[MAX_DATA] = {"ContosoPump", "root\\contoso"};
    give(make_event(63, 50000, WMI, values));
    give(make_event(63, 50000, "WinMgmt", values));
    give(make_event(63, 50000, SCM, values));
    ck_assert_uint_eq(finish()->operations.privileged_loads, 2);
    ck_assert_uint_eq(failure_count, 0);
}
END_TEST

Suite *companions_suite(void)
{
    Suite *suite = suite_create("companions");
    TCase *c = tcase_create("companions");
    tcase_add_checked_fixture(c, setup_engine, clear_engine);
    tcase_add_loop_test(c, each_by_its_fields, 0, COUNT_OF(rows));
    tcase_add_loop_test(c, login_beside_wmis_own, 0, COUNT_OF(logins));
    tcase_add_loop_test(c, timeout_beside_what_tells_more, 0, COUNT_OF(starts));
    tcase_add_test(c, crashes_of_programs_are_kinds);
    tcase_add_loop_test(c, crash_beside_its_calls, 0, COUNT_OF(crashes));
    tcase_add_loop_test(c, crash_beside_its_calls_in_a_storm, 0, COUNT_OF(storms));
    tcase_add_test(c, crash_beside_its_call_in_a_turned_ring);
    tcase_add_loop_test(c, login_far_from_what_is_lost, 0, COUNT_OF(lost_logins));
    tcase_add_loop_test(c, disabled_beside_its_calls, 0, COUNT_OF(stops));
    tcase_add_test(c, disabled_beside_a_start);
    tcase_add_test(c, provider_as_local_system);
    suite_add_tcase(suite, c);
    return suite;
}

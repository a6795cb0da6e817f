/* What the rules that are compiled in say: the seed table, known noise, every family. */
#include <check.h>

#include "parsers/base/count.h"
#include "rules/rule_file/builtin.h"
#include "rules/rule_file/rule_file.h"
#include "tests/unit/given.h"
#include "tests/unit/judge.h"
#include "tests/unit/suites.h"

#define CONNECT "IWbemServices::Connect"

/* The seed table: for each cell its causes, which are among the first three. */
static const struct {
    uint32_t result;
    enum phase phase;
    enum stage stage;
    const char *operation;
    size_t count;
    const char *ids[2];
} cells[] = {
    {0x80070005u,
     PHASE_CONNECT,
     STAGE_LOGIN,
     CONNECT,
     2,
     {"dcom-access-denied.connect.credentials", "dcom-access-denied.connect.launch-right"}},
    {0x800706BAu,
     PHASE_CONNECT,
     STAGE_ACTIVATE,
     CONNECT,
     2,
     {"rpc-server-unavailable.connect.no-machine", "rpc-server-unavailable.connect.firewall"}},
    {0x80041003u,
     PHASE_CONNECT,
     STAGE_LOGIN,
     CONNECT,
     1,
     {"wmi-access-denied.connect.namespace-right"}},
    {0x80070005u,
     PHASE_OPERATION,
     STAGE_QUERY,
     QUERY,
     2,
     {"dcom-access-denied.operation.dcom-permission",
      "dcom-access-denied.operation.authentication-level"}},
    {0x800706BAu,
     PHASE_OPERATION,
     STAGE_QUERY,
     QUERY,
     2,
     {"rpc-server-unavailable.operation.callback-firewall",
      "rpc-server-unavailable.operation.no-machine"}},
    {0x80041003u, PHASE_OPERATION, STAGE_QUERY, QUERY, 1, {"wmi-access-denied.operation.right"}},
    {0x80041003u,
     PHASE_OPERATION,
     STAGE_METHOD,
     "Start IWbemServices::ExecMethod - root\\cimv2 : Win32_Service.Name=\"x\"::StopService",
     1,
     {"wmi-access-denied.operation.right"}},
};

/* Whether a cause is among the first three. */
static bool is_among_first(const char *id)
{
    for (size_t i = 0; i < judged.cause_count && i < 3; i++) {
        if (view_equal(judged.causes[i].rule->id, view_of(id))) {
            return true;
        }
    }
    return false;
}

START_TEST(seed_table)
{
    static const enum locality localities[] = {LOCALITY_UNKNOWN, LOCALITY_REMOTE};
    struct rule_set set;
    rule_set_init_builtin(&set);
    for (size_t i = 0; i < COUNT_OF(localities); i++) {
        struct given given = {.result = cells[_i].result,
                              .phase = cells[_i].phase,
                              .stage = cells[_i].stage,
                              .locality = localities[i],
                              .operation = cells[_i].operation,
                              .user = "FABRIKAM\\svc"};
        struct failure f;
        make(&f, &given);
        judge(&set, &f, &judged);
        for (size_t k = 0; k < cells[_i].count; k++) {
            ck_assert_msg(is_among_first(cells[_i].ids[k]), "%s", cells[_i].ids[k]);
        }
        ck_assert(judged.verdict == VERDICT_BROKEN || judged.verdict == VERDICT_DEGRADED);
        ck_assert_uint_gt(judged.causes[0].because_count, 0);
        judgement_release(&judged);
    }
    rule_set_release(&set);
}
END_TEST

#define START "Start IWbemServices::"
#define COULD_NOT "Could not send status to client"
#define SYSTEM "NT AUTHORITY\\SYSTEM"

/* Known failures: the first cause and the verdict. */
static const struct {
    struct given given;
    const char *id;
    enum verdict verdict;
} known[] = {
    {{0x80041002u, PHASE_OPERATION, STAGE_WRITE, LOCALITY_LOCAL,
      START "DeleteInstance - Root\\Rsop\\User\\S_1_5_21_1_2_3_1001 : "
            "RSOP_ExtensionStatus.extensionGuid=\"{35378EAC-683F-11D2-A89A-00C04FBBCFA2}\"",
      NULL, NULL, NULL},
     "noise.rsop-extension-status",
     VERDICT_HARMLESS},
    {{0x80041002u, PHASE_OPERATION, STAGE_WRITE, LOCALITY_LOCAL,
      START "DeleteInstance - Root\\Other : RSOP_ExtensionStatus.extensionGuid=\"{3}\"", NULL, NULL,
      NULL},
     "not-found.gone",
     VERDICT_DEGRADED},
    {{0x80041002u, PHASE_OPERATION, STAGE_WRITE, LOCALITY_LOCAL,
      START "DeleteInstance - root\\SecurityCenter : AntiVirusProduct.instanceGuid=\"{1}\"", SYSTEM,
      NULL, NULL},
     "noise.security-center-delete",
     VERDICT_HARMLESS},
    {{0x80041032u, PHASE_OPERATION, STAGE_QUERY, LOCALITY_LOCAL, QUERY, "D\\u", NULL, NULL},
     "cancelled.time-limit", /* they all last five seconds */
     VERDICT_DEGRADED},
    {{0x80041032u, PHASE_OPERATION, STAGE_QUERY, LOCALITY_LOCAL, QUERY, "D\\u", NULL,
      "Throttling Idle Tasks, refer to CIMOM regkey: ArbTaskMaxIdle"},
     "throttling.idle-client",
     VERDICT_DEGRADED},
    {{0x80041032u, PHASE_OPERATION, STAGE_QUERY, LOCALITY_LOCAL, QUERY, "D\\u", NULL,
      "Throttling Idle/stack Tasks in hitting Max Memory quota"},
     "throttling.memory",
     VERDICT_DEGRADED},
    {{0x80041032u, PHASE_OPERATION, STAGE_QUERY, LOCALITY_LOCAL, QUERY, "D\\u", NULL,
      "Throttling something new"},
     "throttling.other",
     VERDICT_DEGRADED},
    {{0x80041032u, PHASE_OPERATION, STAGE_QUERY, LOCALITY_LOCAL,
      START "ExecQuery - root\\wmi : select * from WDMClassesOfDriver where Driver = \"x\"", SYSTEM,
      NULL, "Throttling Idle Tasks, refer to CIMOM regkey: ArbTaskMaxIdle"},
     "noise.driver-class-housekeeping",
     VERDICT_HARMLESS},
    {{0x80041010u, PHASE_OPERATION, STAGE_QUERY, LOCALITY_LOCAL,
      START "ExecQuery - ROOT\\CIMV2 : SELECT ID FROM Win32_ServerFeature", SYSTEM, NULL, NULL},
     "noise.server-feature-probe",
     VERDICT_HARMLESS},
    {{0x80041010u, PHASE_OPERATION, STAGE_QUERY, LOCALITY_LOCAL,
      START "ExecQuery - ROOT\\CIMV2 : SELECT ID FROM Win32_ServerFeature", "D\\u", NULL, NULL},
     "invalid-class.server-only",
     VERDICT_DEGRADED},
    {{0x80041010u, PHASE_OPERATION, STAGE_QUERY, LOCALITY_LOCAL,
      START "ExecQuery - ROOT\\WMI : SELECT * FROM BatteryStaticData", SYSTEM, NULL, NULL},
     "hardware.battery",
     VERDICT_HARMLESS},
    {{0x8004100Cu, PHASE_OPERATION, STAGE_ENUMERATE, LOCALITY_LOCAL,
      START "CreateInstanceEnum - root\\wmi : MSiSCSI_PortalInfoClass", SYSTEM, NULL, NULL},
     "noise.hardware-class",
     VERDICT_HARMLESS},
    {{0x800706BAu, PHASE_OPERATION, STAGE_QUERY, LOCALITY_LOCAL, QUERY, "D\\u", "Core", COULD_NOT},
     "rpc-server-unavailable.operation.client-gone",
     VERDICT_DEGRADED},
    {{0x800706BAu, PHASE_OPERATION, STAGE_QUERY, LOCALITY_REMOTE, QUERY, "D\\u", "Core", COULD_NOT},
     "rpc-server-unavailable.operation.client-gone-remote",
     VERDICT_DEGRADED},
    {{0x80010108u, PHASE_OPERATION, STAGE_SUBSCRIBE, LOCALITY_LOCAL,
      START "ExecNotificationQuery - root\\SecurityCenter : select * from __InstanceCreationEvent",
      SYSTEM, "Core", COULD_NOT},
     "noise.subscriber-left",
     VERDICT_HARMLESS},
    {{0x800706BAu, PHASE_OPERATION, STAGE_QUERY, LOCALITY_LOCAL, QUERY, "D\\u", NULL, NULL},
     "rpc-server-unavailable.operation.provider-host",
     VERDICT_DEGRADED},
    {{0x80041003u, PHASE_OPERATION, STAGE_METHOD, LOCALITY_LOCAL,
      START "ExecMethod - ROOT\\CIMV2 : \\\\H\\ROOT\\CIMV2:Win32_NTEventlogFile.Name="
            "\"C:\\\\System.evtx\"::cleareventlog",
      "D\\u", NULL, NULL},
     "security.clear-event-log",
     VERDICT_SECURITY},
    {{0x80041003u, PHASE_OPERATION, STAGE_METHOD, LOCALITY_REMOTE,
      START "ExecMethod - ROOT\\CIMV2 : Win32_Process::Create", "D\\u", NULL, NULL},
     "security.process-create",
     VERDICT_SECURITY},
    {{0x80041003u, PHASE_OPERATION, STAGE_WRITE, LOCALITY_REMOTE,
      START "PutInstance - ROOT\\subscription : CommandLineEventConsumer.Name=\"x\"", "D\\u", NULL,
      NULL},
     "security.subscription-denied",
     VERDICT_SECURITY},
};

START_TEST(known_failures)
{
    struct rule_set set;
    struct failure f;
    rule_set_init_builtin(&set);
    make(&f, &known[_i].given);
    judge(&set, &f, &judged);
    check_order(&known[_i].id, 1);
    ck_assert_int_eq(judged.verdict, known[_i].verdict);
    ck_assert(view_equal(judged.reason, judged.causes[0].rule->reason));
    /* Nothing that sounds like trouble stands under noise. */
    for (size_t i = 0; i < judged.cause_count && known[_i].verdict == VERDICT_HARMLESS; i++) {
        ck_assert_msg(judged.causes[i].rule->verdict <= VERDICT_DEGRADED, "%s",
                      judged.causes[i].rule->id.data);
    }
    judgement_release(&judged);
    rule_set_release(&set);
}
END_TEST

/* A client on the same machine whose answer could not be delivered has no firewall to blame. */
START_TEST(no_firewall_between_a_machine_and_itself)
{
    static const struct given gone = {0x800706BAu, PHASE_OPERATION, STAGE_QUERY, LOCALITY_LOCAL,
                                      QUERY,       "D\\u",          "Core",      COULD_NOT};
    struct rule_set set;
    struct failure f;
    make(&f, &gone);
    rule_set_init_builtin(&set);
    judge(&set, &f, &judged);
    for (size_t i = 0; i < judged.cause_count; i++) {
        ck_assert(view_find_nocase(judged.causes[i].rule->cause, VIEW("firewall"), 0) == SIZE_MAX);
    }
    judgement_release(&judged);
    rule_set_release(&set);
}
END_TEST

/* Each family has a cause even when nothing else is known. */
START_TEST(every_family_has_a_cause)
{
    struct rule_set set;
    struct failure f;
    struct given given = {.result = 0xCCCCCCCCu, .phase = PHASE_OPERATION, .stage = STAGE_OTHER};
    rule_set_init_builtin(&set);
    make(&f, &given);
    f.family = (enum family)_i;
    judge(&set, &f, &judged);
    ck_assert_uint_gt(judged.cause_count, 0);
    judgement_release(&judged);
    rule_set_release(&set);
}
END_TEST

Suite *builtin_suite(void)
{
    Suite *suite = suite_create("builtin");
    TCase *builtin = tcase_create("builtin");
    tcase_add_loop_test(builtin, seed_table, 0, COUNT_OF(cells));
    tcase_add_loop_test(builtin, known_failures, 0, COUNT_OF(known));
    tcase_add_test(builtin, no_firewall_between_a_machine_and_itself);
    tcase_add_loop_test(builtin, every_family_has_a_cause, 0, FAMILY_COUNT);
    suite_add_tcase(suite, builtin);
    return suite;
}

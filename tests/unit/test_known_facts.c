/* Conditions over the tables: what they answer, and that what is only inferred is never likely. */
#include <check.h>

#include "parsers/base/count.h"
#include "rules/rule_file/rule_file.h"
#include "tests/unit/judge.h"
#include "tests/unit/suites.h"

static const struct {
    const char *name_space, *class_name;
    uint32_t code;
    const char *when;
    bool holds;
} answers[] = {
    {"root\\mscluster", "MSCluster_Node", 0x80041001, "\"namespace_kind\":\"role\"", true},
    {"root\\mscluster", "MSCluster_Node", 0x80041001, "\"namespace_kind\":\"windows\"", false},
    {"ROOT\\MSCluster", "x", 0x80041003, "\"namespace_encryption\":\"yes\"", true},
    {"root\\cimv2", "x", 0x80041003, "\"namespace_encryption\":\"yes\"", false},
    {"root\\nobody\\knows", "x", 0x80041003, "\"namespace_encryption\":[\"no\",\"unknown\"]",
     false},
    {"root\\mscluster", "x", 0x80041003, "\"namespace_owner\":\"failover*\"", true},
    {"root\\nobody\\knows", "x", 0x80041003, "\"namespace_owner\":\"?*\"", false},
    {"root\\webadministration", "x", 0x80041003, "\"namespace_access\":\"administrators\"", true},
    {"root\\securitycenter2", "x", 0x8004100E, "\"namespace_editions\":\"client\"", true},
    {"root\\securitycenter2", "x", 0x8004100E, "\"normal\":\"server\"", true},
    {"root\\cimv2", "x", 0x8004100E, "\"normal\":[\"server\",\"client\",\"elsewhere\"]", false},
    {"root\\nap", "x", 0x8004100E, "\"namespace_until\":\"?*\"", true},
    {"root\\cimv2", "x", 0x8004100E, "\"namespace_until\":\"?*\"", false},
    {"root\\cimv2", "Win32_Service", 0x80041010, "\"class_presence\":\"every\"", true},
    {"root\\standardcimv2", "MSFT_NetEventSession", 0x80041010, "\"class_since\":\"Windows 10*\"",
     true},
    {"root\\hypervcluster\\v2", "CIM_ActiveConnection", 0x80041010,
     "\"class_since\":\"Windows Server 2016\"", true}, /* clients have none */
    {"root\\cimv2", "Nobody_Knows", 0x80041010, "\"class_since\":\"?*\"", false},
    {"root\\cimv2", "win32_service", 0x80041010, "\"class_place\":\"here\"", true},
    {"root\\default", "Win32_Service", 0x80041010, "\"class_place\":\"elsewhere\"", true},
    {"root\\cimv2", "Nobody_Knows", 0x80041010, "\"class_place\":\"unknown\"", true},
    {"root\\cimv2", "SMS_Collection", 0x80041010, "\"class_place\":\"many\"", true},
    {"root\\cimv2", "SMS_Collection", 0x80041010, "\"class_place\":\"elsewhere\"", false},
    {"root\\cimv2", "Win32_PowerManagmentEvent", 0x80041010, "\"mistyped\":\"class\"", true},
    {"root\\cimv2", "Win32_PowerManagmentEvent", 0x80041002, "\"mistyped\":\"class\"", true},
    {"root\\cimv2", "Win32_PowerManagementEvent", 0x80041010, "\"mistyped\":\"class\"", false},
    {"root\\cimv2", "Nobody_Knows", 0x80041010, "\"mistyped\":[\"class\",\"namespace\"]", false},
    {"root\\cimv2", "Win32_PowerManagmentEvent", 0x80041001, "\"mistyped\":\"class\"", false},
    {"root\\cimv2\\mdm\\dmmap", "MDM_DevDetail_Ext02", 0x80041010, "\"mistyped\":\"class-number\"",
     true},
    {"root\\cimv2\\mdm\\dmmap", "MDM_DevDetail_Ext02", 0x80041010, "\"mistyped\":\"class\"", false},
    {"root\\cimv3", "x", 0x8004100E, "\"mistyped\":\"namespace-number\"", true},
    {"root\\taskscheduler", "x", 0x8004100E, "\"mistyped\":\"namespace-place\"", true},
    {"root\\acme\\taskscheduler", "x", 0x8004100E, "\"mistyped\":\"namespace-place\"", false},
    {"root\\standartcimv2", "x", 0x8004100E, "\"mistyped\":\"namespace\"", true},
    {"root\\standardcimv2", "x", 0x8004100E, "\"mistyped\":\"namespace\"", false},
    {"root\\cimv2", "Nobody_Knows", 0x80041010,
     "\"class_presence\":[\"some\",\"every\",\"client\",\"server\",\"ended\"]", false},
    {"root\\cimv2", "Win32_PerfRawData_MSMQ_MSMQQueue", 0x80041010, "\"class_kind\":\"perf\"",
     true},
    {"root\\cimv2", "Win32_PerfRawData_MSMQ_MSMQQueue", 0x80041010, "\"class_owner\":\"windows\"",
     false},
    {"root\\cimv2", "Win32_PerfRawData_PerfOS_System", 0x80041010, "\"class_owner\":\"windows\"",
     true},
    {"root\\cimv2", "Win32_NTLogEvent", 0x80041003, "\"class_rights\":\"Se*\"", true},
    {"root\\cimv2", "Win32_Printer", 0x80041001, "\"service\":\"spooler\"", true},
    {"root\\cimv2", "Win32_Product", 0x80041001, "\"service\":\"msiserver\"", true},
    {"root\\cimv2", "Win32_Process", 0x80041001, "\"service\":\"?*\"", false},
    {"root\\microsoft\\windows\\taskscheduler", "PS_ScheduledTask", 0x80041309,
     "\"owner_code\":\"Task Scheduler\"", true},
    {"root\\cimv2", "Win32_Process", 0x80041309, "\"owner_code\":\"?*\"", false},
    {"root\\virtualization\\v2", "Msvm_ComputerSystem", 0x80041013,
     "\"provider_hosting\":\"Decoupled*\"", true},
    {"root\\cimv2", "Win32_Service", 0x80041013, "\"provider_hosting\":\"Decoupled*\"", false},
};

static void judge_when(const char *when, struct judgement *j, struct failure *f)
{
    struct rule_set set;
    struct error err;
    struct buffer text;
    error_init(&err);
    buffer_init(&text, BUFFER_NO_MAX);
    buffer_format(&text,
                  "{\"version\":\"1.0\",\"rules\":["
                  "{\"id\":\"table\",\"version\":1,\"title\":\"t\",\"cause\":\"table\","
                  "\"confidence\":\"certain\",\"verdict\":\"broken\",\"reason\":\"r\","
                  "\"when\":{%s}},"
                  "{\"id\":\"plain\",\"version\":1,\"title\":\"t\",\"cause\":\"plain\","
                  "\"confidence\":\"likely\",\"verdict\":\"degraded\",\"reason\":\"r\","
                  "\"when\":{\"phase\":\"operation\"}}]}",
                  when);
    struct rule_source source = {VIEW("test.json"), buffer_view(&text)};
    ck_assert_msg(rule_set_load(&set, &source, 1, &err) == STATUS_OK, "%s", err.message);
    f->phase = PHASE_OPERATION;
    judge(&set, f, j);
    ck_assert_uint_ge(j->cause_count, 1);
    static struct view names[] = {{"plain", 5}, {"table", 5}}; /* which rule it was */
    for (size_t i = 0; i < j->cause_count; i++) {
        const struct rule *rule = j->causes[i].rule;
        j->causes[i].because = &names[view_equal(rule->id, VIEW("table")) ? 1 : 0];
        j->causes[i].rule = NULL;
    }
    rule_set_release(&set);
    buffer_release(&text);
}

START_TEST(tables_answer)
{
    struct failure f = {.result = answers[_i].code, .name_space = view_of(answers[_i].name_space)};
    f.family = family_of_code(f.result);
    f.operation.class_name = view_of(answers[_i].class_name);
    struct judgement j;
    judgement_init(&j);
    judge_when(answers[_i].when, &j, &f);
    ck_assert_msg((j.cause_count == 2) == answers[_i].holds, "%s", answers[_i].when);
    judgement_release(&j);
}
END_TEST

/* Conditions, and whether what they rest on is written somewhere. */
static const struct {
    const char *name_space, *class_name, *when;
    bool is_stated;
} bases[] = {
    {"root\\cimv2", "Win32_Service", "\"class_presence\":\"every\"", true},
    {"root\\cimv2", "Win32_Volume", "\"class_presence\":\"every\"", true},
    {"root\\mscluster", "x", "\"namespace_owner\":\"?*\"", true},
    {"root\\cimv2", "Win32_Printer", "\"service\":\"Spooler\"", true},
    {"root\\ccm\\statemsg", "x", "\"namespace_owner\":\"?*\"", false},
    {"root\\openhardwaremonitor", "Hardware", "\"not\":{\"normal\":\"server\"}", true},
    {"root\\ccm\\softmgmtagent", "CacheInfoEx", "\"class_owner\":\"?*\"", false},
    {"root\\x", "MSFT_3DPrinter", "\"service\":\"Spooler\"", false},
    {"root\\ccm", "CCM_Client", "\"not\":{\"class_owner\":\"windows\"}", true},
    {"root\\cimv2", "CCM_Client",
     "\"any\":[{\"class_place\":\"elsewhere\"},{\"phase\":\"operation\"}]", true},
};

/* A cause that rests on what is inferred is possible, and comes behind a likely one. */
START_TEST(inferred_is_no_more_than_possible)
{
    struct failure f = {.result = 0x80041001, .name_space = view_of(bases[_i].name_space)};
    f.operation.class_name = view_of(bases[_i].class_name);
    struct judgement j;
    judgement_init(&j);
    judge_when(bases[_i].when, &j, &f);
    ck_assert_msg(j.cause_count == 2, "%s", bases[_i].when);
    const size_t table = bases[_i].is_stated ? 0 : 1;
    ck_assert(view_equal(j.causes[table].because[0], VIEW("table")));
    ck_assert_int_eq(j.causes[table].confidence,
                     bases[_i].is_stated ? CONFIDENCE_CERTAIN : CONFIDENCE_POSSIBLE);
    ck_assert_int_eq(j.causes[1 - table].confidence, CONFIDENCE_LIKELY);
    ck_assert_int_eq(j.verdict, bases[_i].is_stated ? VERDICT_BROKEN : VERDICT_DEGRADED);
    judgement_release(&j);
}
END_TEST

Suite *known_facts_suite(void)
{
    Suite *suite = suite_create("known_facts");
    TCase *tests = tcase_create("known_facts");
    tcase_add_loop_test(tests, tables_answer, 0, COUNT_OF(answers));
    tcase_add_loop_test(tests, inferred_is_no_more_than_possible, 0, COUNT_OF(bases));
    suite_add_tcase(suite, tests);
    return suite;
}

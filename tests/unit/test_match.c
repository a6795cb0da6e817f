/* Matching: conditions, preference, sentences, the index, the seed table, and known noise. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "parsers/base/memory.h"
#include "rules/matching/match.h"
#include "rules/rule_file/rule_file.h"
#include "tests/unit/suites.h"

#define LENGTH_OF(table) ((int)(sizeof(table) / sizeof((table)[0])))
#define RULE(id, rest)                                                                            \
    "{\"id\":\"" id "\",\"version\":1,\"title\":\"t\",\"cause\":\"c\",\"confidence\":\"likely\"," \
    "\"verdict\":\"broken\",\"reason\":\"because\"," rest "}"

/* What a failure is made from; NULL is absent. */
struct given {
    uint32_t result;
    enum phase phase;
    enum stage stage;
    enum locality locality;
    const char *operation;
    const char *user;
    const char *component;
    const char *possible_cause;
};

static struct judgement judged; /* from make to judgement_release */

static void make(struct failure *f, const struct given *given)
{
    memset(f, 0, sizeof(*f));
    judgement_init(&judged);
    f->result = given->result;
    f->phase = given->phase;
    f->stage = given->stage;
    f->family = family_of_code(given->result);
    if (given->operation)
        f->operation = operation_text_parse(view_of(given->operation));
    f->name_space = f->operation.name_space;
    f->client.locality = given->locality;
    f->client.user = view_of(given->user);
    f->client.machine = VIEW("MON04");
    f->client.has_process_id = true;
    f->client.process_id = 7412;
    f->has_duration = true;
    f->duration = 5 * (int64_t)WINTIME_TICKS_PER_SECOND;
    f->component = view_of(given->component);
    f->possible_cause = view_of(given->possible_cause);
}

static void load(struct rule_set *set, const char *rules)
{
    struct buffer text;
    buffer_init(&text, BUFFER_NO_MAX);
    buffer_format(&text, "{\"version\":\"1.0\",\"rules\":[%s]}", rules);
    struct rule_source source = {VIEW("test.json"), buffer_view(&text)};
    struct error err;
    error_init(&err);
    ck_assert_msg(rule_set_load(set, &source, 1, &err) == STATUS_OK, "%s", err.message);
    buffer_release(&text);
}

static void load_all(struct rule_set *set, const char *const *rules, int count)
{
    struct buffer text;
    buffer_init(&text, BUFFER_NO_MAX);
    for (int i = 0; i < count; i++)
        buffer_format(&text, "%s%s", i == 0 ? "" : ",", rules[i]);
    buffer_add_char(&text, '\0');
    load(set, text.data);
    buffer_release(&text);
}

#define QUERY "Start IWbemServices::ExecQuery - Root\\Cimv2 : select * from Win32_Process"

static const struct given query = {
    0x80041003u, PHASE_OPERATION, STAGE_QUERY, LOCALITY_REMOTE,
    QUERY,       "FABRIKAM\\svc", "Provider",  NULL,
};

static const struct {
    const char *when;
    bool matches;
} conditions[] = {
    {"{\"code\":\"0x80041003\"}", true},
    {"{\"code\":[\"5\",\"-2147217405\"]}", true},
    {"{\"code\":\"0x80041002\"}", false},
    {"{\"facility\":\"itf*\"}", true},
    {"{\"facility\":\"WIN32\"}", false},
    {"{\"family\":\"wmi-access-denied\"}", true},
    {"{\"family\":[\"quota\",\"other\"]}", false},
    {"{\"phase\":\"operation\"}", true},
    {"{\"phase\":\"connect\"}", false},
    {"{\"stage\":[\"get\",\"query\"]}", true},
    {"{\"locality\":\"local\"}", false},
    {"{\"locality\":\"remote\"}", true},
    {"{\"verb\":\"execq*\"}", true},
    {"{\"verb\":\"ExecMethod\"}", false},
    {"{\"namespace\":\"ROOT/cimv2\"}", true},
    {"{\"namespace\":\"cimv2\"}", false},
    {"{\"class\":\"win32_proces?\"}", true},
    {"{\"class\":\"Win32\"}", false},
    {"{\"method\":\"*\"}", true},
    {"{\"method\":\"?*\"}", false},
    {"{\"provider\":\"CIMWin32\"}", false},
    {"{\"component\":\"provider\"}", true},
    {"{\"component\":\"Unknown\"}", false},
    {"{\"possible_cause\":\"Unknown\"}", true},
    {"{\"possible_cause\":\"Throttling*\"}", false},
    {"{\"user_kind\":\"user\"}", true},
    {"{\"user_kind\":[\"system\",\"empty\"]}", false},
    {"{\"user\":\"fabrikam\\\\*\"}", true},
    {"{\"user\":\"Unknown\"}", false},
    {"{\"client_machine\":[\"x\",\"mon??\"]}", true},
    {"{\"client_machine\":\"mon\"}", false},
    {"{\"query\":\"SELECT * from win32_process\"}", true},
    {"{\"query\":\"*where*\"}", false},
    {"{\"phase\":\"operation\",\"locality\":\"remote\"}", true},
    {"{\"phase\":\"operation\",\"locality\":\"local\"}", false},
    {"{\"any\":[{\"phase\":\"connect\"},{\"stage\":\"query\"}]}", true},
    {"{\"any\":[{\"phase\":\"connect\"},{\"stage\":\"get\"}]}", false},
    {"{\"all\":[{\"phase\":\"operation\"},{\"stage\":\"get\"}]}", false},
    {"{\"not\":{\"phase\":\"connect\"}}", true},
    {"{\"not\":{\"phase\":\"operation\",\"stage\":\"query\"}}", false},
    {"{\"not\":{\"phase\":\"operation\",\"stage\":\"get\"}}", true},
    {"{\"not\":{\"not\":{\"code\":\"0x80041003\"}}}", true},
    {"{\"duration\":{\"at_least_ms\":5000}}", true},
    {"{\"duration\":{\"at_least_ms\":5001}}", false},
    {"{\"duration\":{\"at_most_ms\":5000}}", true},
    {"{\"duration\":{\"at_least_ms\":1,\"at_most_ms\":4999}}", false},
    /* Nothing is known of what happened around it. */
    {"{\"near\":{\"provider\":\"*\",\"event_id\":10010}}", false},
    {"{\"not\":{\"preceded_by\":{}}}", true},
    {"{\"rate\":{\"at_least\":1,\"within\":1}}", false},
    {"{\"any\":[{\"rate\":{\"at_least\":1,\"within\":1}},{\"phase\":\"operation\"}]}", true},
};

START_TEST(each_condition)
{
    char rule[512];
    snprintf(rule, sizeof(rule), RULE("a", "\"when\":%s"), conditions[_i].when);
    struct rule_set set;
    struct failure f;
    load(&set, rule);
    make(&f, &query);
    ck_assert_msg(rule_matches(set.rules[0], &f) == conditions[_i].matches, "%s",
                  conditions[_i].when);
    rule_set_match(&set, &f, &judged);
    ck_assert_uint_eq(judged.cause_count, conditions[_i].matches ? 1 : 0);
    judgement_release(&judged);
    rule_set_release(&set);
}
END_TEST

static void check_order(const char *const *ids, size_t count)
{
    ck_assert_uint_ge(judged.cause_count, count);
    for (size_t i = 0; i < count; i++)
        ck_assert_msg(view_equal(judged.causes[i].rule->id, view_of(ids[i])),
                      "cause %zu is %s, not %s", i, judged.causes[i].rule->id.data, ids[i]);
}

/* Not in their order of preference. */
static const char *const mixed_rules[] = {
    RULE("rank-2-b", "\"rank\":2,\"when\":{\"family\":\"wmi-access-denied\"}"),
    RULE("rank-2-a", "\"rank\":2,\"when\":{\"family\":\"wmi-access-denied\","
                     "\"not\":{\"code\":\"5\"}}"),
    RULE("last", "\"fallback\":true,\"when\":{\"code\":\"0x80041003\"}"),
    RULE("rank-1", "\"rank\":1,\"when\":{\"family\":\"wmi-access-denied\"}"),
    RULE("any", "\"rank\":0,\"when\":{\"any\":[{\"phase\":\"operation\"},"
                "{\"code\":\"0x80041003\"}]}"),
    RULE("code", "\"rank\":50,\"when\":{\"code\":\"0x80041003\"}"),
    RULE("code-class", "\"rank\":99,\"when\":{\"code\":[\"0x80041003\",\"0x80041003\"],"
                       "\"class\":\"win32_process\"}"),
};

START_TEST(specific_rules_come_first)
{
    static const char *const expected[] = {"code-class", "code",     "rank-1",
                                           "rank-2-a",   "rank-2-b", "any"};
    struct rule_set set;
    struct failure f;
    load_all(&set, mixed_rules, LENGTH_OF(mixed_rules));
    make(&f, &query);
    rule_set_match(&set, &f, &judged);
    check_order(expected, 6);
    ck_assert_uint_eq(judged.cause_count, 6);
    ck_assert(judged.verdict == VERDICT_BROKEN && view_equal(judged.reason, VIEW("because")));
    judgement_release(&judged);
    rule_set_release(&set);
}
END_TEST

/* A rule with better evidence replaces the general one; without that evidence it does not. */
START_TEST(sharper_rules_replace_general_ones)
{
    static const char *const rules[] = {
        RULE("general", "\"rank\":1,\"when\":{\"code\":\"0x80041003\"}"),
        RULE("other", "\"rank\":2,\"when\":{\"code\":\"0x80041003\"}"),
        RULE("sharp", "\"sharpens\":\"general\","
                      "\"when\":{\"code\":\"0x80041003\",\"user_kind\":\"local\"}"),
    };
    static const char *const sharp[] = {"sharp", "other"}, *const general[] = {"general", "other"};
    struct rule_set set;
    struct failure f;
    load_all(&set, rules, LENGTH_OF(rules));
    make(&f, &query);
    for (int i = 0; i < 2; i++) {
        f.computer = i == 0 ? VIEW("fabrikam.example.com") : VIEW("SRV01");
        rule_set_match(&set, &f, &judged);
        check_order(i == 0 ? sharp : general, 2);
        ck_assert_uint_eq(judged.cause_count, 2);
    }
    judgement_release(&judged);
    rule_set_release(&set);
}
END_TEST

START_TEST(fallback_only_when_alone)
{
    static const struct given connect = {.result = 0x80041003u, .phase = PHASE_CONNECT};
    static const char *const rules[] = {
        RULE("last", "\"fallback\":true,\"when\":{\"code\":\"0x80041003\"}"),
        RULE("first", "\"when\":{\"phase\":\"operation\"}"),
    };
    struct rule_set set;
    struct failure f;
    load_all(&set, rules, LENGTH_OF(rules));
    make(&f, &connect);
    rule_set_match(&set, &f, &judged);
    ck_assert_uint_eq(judged.cause_count, 1);
    ck_assert(view_equal(judged.causes[0].rule->id, VIEW("last")));
    f.phase = PHASE_OPERATION;
    rule_set_match(&set, &f, &judged);
    ck_assert_uint_eq(judged.cause_count, 1);
    ck_assert(view_equal(judged.causes[0].rule->id, VIEW("first")));
    judgement_release(&judged);
    rule_set_release(&set);
}
END_TEST

START_TEST(sentences_are_filled)
{
    struct rule_set set;
    struct failure f;
    load(&set,
         RULE("a", "\"when\":{\"phase\":\"operation\"},\"because\":["
                   "\"{code} is {code_name}\",\"{user} from {client_machine}\",\"no {method}\","
                   "\"{verb}, {class}, {namespace}\",\"{query}\",\"{client_process_id}\"]"));
    make(&f, &query);
    char *text = malloc(1000);
    memset(text, 'q', 1000);
    f.operation.query = (struct view){text, 1000};
    rule_set_match(&set, &f, &judged);
    const struct cause *cause = &judged.causes[0];
    ck_assert_uint_eq(cause->because_count, 5);
    ck_assert(view_equal(cause->because[0], VIEW("0x80041003 is WBEM_E_ACCESS_DENIED")));
    ck_assert(view_equal(cause->because[1], VIEW("FABRIKAM\\svc from MON04")));
    ck_assert(view_equal(cause->because[2], VIEW("ExecQuery, Win32_Process, Root\\Cimv2")));
    ck_assert_uint_eq(cause->because[3].len, 243);
    ck_assert(view_ends_nocase(cause->because[3], VIEW("qq...")));
    ck_assert(view_equal(cause->because[4], VIEW("7412")));
    free(text);
    judgement_release(&judged);
    rule_set_release(&set);
}
END_TEST

/* The index must find what looking at every rule finds. */
START_TEST(index_agrees_with_every_rule)
{
    static const uint32_t codes[] = {0x80041002u, 0x80041003u, 0x80070005u, 0x800706BAu,
                                     0x80041032u, 0x80041010u, 0x8004100Cu, 0x80010108u,
                                     0x80041033u, 0x12345678u};
    struct rule_set set;
    rule_set_init_builtin(&set);
    for (int i = 0; i < LENGTH_OF(codes); i++) {
        struct given given = query;
        given.result = codes[i];
        struct failure f;
        make(&f, &given);
        rule_set_match(&set, &f, &judged);
        size_t found = 0;
        for (size_t j = 0; j < set.count && found < JUDGEMENT_MAX_CAUSES; j++) {
            bool is_sharpened = false;
            for (size_t k = 0; k < found; k++)
                is_sharpened |= view_equal(judged.causes[k].rule->sharpens, set.rules[j]->id);
            if (is_sharpened || !rule_matches(set.rules[j], &f) ||
                (set.rules[j]->is_fallback && found > 0))
                continue;
            ck_assert_uint_lt(found, judged.cause_count);
            ck_assert_ptr_eq(judged.causes[found].rule, set.rules[j]);
            found++;
        }
        ck_assert_uint_eq(found, judged.cause_count);
        judgement_release(&judged);
    }
    rule_set_release(&set);
}
END_TEST

/* More rules than a failure has room for. */
START_TEST(causes_have_a_limit)
{
    struct buffer rules;
    buffer_init(&rules, BUFFER_NO_MAX);
    for (int i = 0; i < JUDGEMENT_MAX_CAUSES + 3; i++)
        buffer_format(&rules, "%s" RULE("r%d", "\"when\":{\"phase\":\"operation\"}"),
                      i == 0 ? "" : ",", i);
    buffer_add_char(&rules, '\0');
    struct rule_set set;
    struct failure f;
    load(&set, rules.data);
    make(&f, &query);
    rule_set_match(&set, &f, &judged);
    ck_assert_uint_eq(judged.cause_count, JUDGEMENT_MAX_CAUSES);
    judgement_release(&judged);
    rule_set_release(&set);
    buffer_release(&rules);
}
END_TEST

struct visited {
    size_t count;
    char ids[256];
};

static void visit(void *context, const struct rule *rule)
{
    struct visited *visited = context;
    size_t len = strlen(visited->ids);
    visited->count++;
    snprintf(visited->ids + len, sizeof(visited->ids) - len, "%s ", rule->id.data);
}

static const char *const rules_around_a_code[] = {
    RULE("code", "\"when\":{\"code\":\"0x80041003\",\"class\":\"x\"}"),
    RULE("family", "\"when\":{\"family\":\"wmi-access-denied\",\"phase\":\"connect\"}"),
    RULE("other-phase", "\"when\":{\"code\":\"0x80041003\",\"phase\":\"operation\"}"),
    RULE("other-code", "\"when\":{\"code\":\"0x80041002\"}"),
    RULE("excluded", "\"when\":{\"not\":{\"code\":\"0x80041003\"}}"),
    RULE("maybe", "\"when\":{\"not\":{\"class\":\"x\"}}"),
};

START_TEST(rules_for_a_code)
{
    struct rule_set set;
    load_all(&set, rules_around_a_code, LENGTH_OF(rules_around_a_code));
    struct visited visited = {.count = 0};
    rule_set_for_code(&set, 0x80041003u, PHASE_CONNECT, visit, &visited);
    ck_assert_str_eq(visited.ids, "family maybe code ");
    rule_set_release(&set);
}
END_TEST

#define CONNECT "IWbemServices::Connect"

/* The seed table: for each cell its causes, in its order. */
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

START_TEST(seed_table)
{
    static const enum locality localities[] = {LOCALITY_UNKNOWN, LOCALITY_REMOTE};
    struct rule_set set;
    rule_set_init_builtin(&set);
    for (int i = 0; i < LENGTH_OF(localities); i++) {
        struct given given = {.result = cells[_i].result,
                              .phase = cells[_i].phase,
                              .stage = cells[_i].stage,
                              .locality = localities[i],
                              .operation = cells[_i].operation,
                              .user = "FABRIKAM\\svc"};
        struct failure f;
        make(&f, &given);
        rule_set_match(&set, &f, &judged);
        check_order(cells[_i].ids, cells[_i].count);
        ck_assert(judged.verdict == VERDICT_BROKEN);
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
     "noise.cancelled-by-client",
     VERDICT_HARMLESS},
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
     "invalid-class.absent",
     VERDICT_DEGRADED},
    {{0x80041010u, PHASE_OPERATION, STAGE_QUERY, LOCALITY_LOCAL,
      START "ExecQuery - ROOT\\WMI : SELECT * FROM BatteryStaticData", SYSTEM, NULL, NULL},
     "noise.wmi-class-probe",
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
     VERDICT_BROKEN},
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
    rule_set_match(&set, &f, &judged);
    check_order(&known[_i].id, 1);
    ck_assert_int_eq(judged.verdict, known[_i].verdict);
    ck_assert(view_equal(judged.reason, judged.causes[0].rule->reason));
    /* Nothing that sounds like trouble stands under noise. */
    for (size_t i = 0; i < judged.cause_count && known[_i].verdict == VERDICT_HARMLESS; i++)
        ck_assert_msg(judged.causes[i].rule->verdict <= VERDICT_DEGRADED, "%s",
                      judged.causes[i].rule->id.data);
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
    rule_set_match(&set, &f, &judged);
    for (size_t i = 0; i < judged.cause_count; i++)
        ck_assert(view_find_nocase(judged.causes[i].rule->cause, VIEW("firewall"), 0) == SIZE_MAX);
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
    rule_set_match(&set, &f, &judged);
    ck_assert_uint_gt(judged.cause_count, 0);
    judgement_release(&judged);
    rule_set_release(&set);
}
END_TEST

Suite *match_suite(void)
{
    Suite *suite = suite_create("match");
    TCase *tests = tcase_create("match");
    tcase_add_loop_test(tests, each_condition, 0, LENGTH_OF(conditions));
    tcase_add_test(tests, specific_rules_come_first);
    tcase_add_test(tests, sharper_rules_replace_general_ones);
    tcase_add_test(tests, fallback_only_when_alone);
    tcase_add_test(tests, sentences_are_filled);
    tcase_add_test(tests, index_agrees_with_every_rule);
    tcase_add_test(tests, causes_have_a_limit);
    tcase_add_test(tests, rules_for_a_code);
    suite_add_tcase(suite, tests);

    TCase *builtin = tcase_create("builtin");
    tcase_add_loop_test(builtin, seed_table, 0, LENGTH_OF(cells));
    tcase_add_loop_test(builtin, known_failures, 0, LENGTH_OF(known));
    tcase_add_test(builtin, no_firewall_between_a_machine_and_itself);
    tcase_add_loop_test(builtin, every_family_has_a_cause, 0, FAMILY_COUNT);
    suite_add_tcase(suite, builtin);
    return suite;
}

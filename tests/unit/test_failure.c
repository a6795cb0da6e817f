/* Names both ways, phase, stage, family and namespace from an operation, same machine, copies. */
#include "parsers/base/count.h"
#include "rules/failure/marks.h"
#include "rules/failure/other_logs.h"
#include "rules/failure/request.h"
#include "rules/knowledge/families.h"
#include "rules/rule/judgement.h"
#include "tests/unit/suites.h"

static const struct {
    const struct names *names;
    uint32_t count;
    const char *promised;
} enumerations[] = {
    {&phase_names, PHASE_COUNT, "connect"},
    {&stage_names, STAGE_COUNT, "provider-load"},
    {&viewpoint_names, VIEWPOINT_COUNT, "client"},
    {&request_names, REQUEST_COUNT, "event-class"},
    {&locality_names, LOCALITY_COUNT, "remote"},
    {&family_names, FAMILY_COUNT, "rpc-server-unavailable"},
    {&verdict_names, VERDICT_COUNT, "harmless"},
    {&confidence_names, CONFIDENCE_COUNT, "certain"},
    {&attribution_names, ATTRIBUTION_COUNT, "host-pid"},
};

/* Every value has a name, and no two have the same. */
START_TEST(names_go_both_ways)
{
    const struct names *names = enumerations[_i].names;
    uint32_t back = UINT32_MAX;
    ck_assert_uint_eq(names->count, enumerations[_i].count);
    ck_assert(names_find(names, view_of(enumerations[_i].promised), &back));
    for (uint32_t i = 0; i < names->count; i++) {
        ck_assert_ptr_nonnull(names_get(names, i));
        ck_assert(names_find(names, view_of(names_get(names, i)), &back));
        ck_assert_uint_eq(back, i);
    }
}
END_TEST

static const struct {
    uint32_t result;
    enum family family;
} families[] = {
    {0x80070005, FAMILY_DCOM_ACCESS_DENIED},
    {5, FAMILY_DCOM_ACCESS_DENIED},
    {0xC0000022, FAMILY_DCOM_ACCESS_DENIED},
    {0x80338106, FAMILY_DCOM_ACCESS_DENIED},
    {0x8007052E, FAMILY_LOGON_FAILURE},
    {0xC000006D, FAMILY_LOGON_FAILURE},
    {0x8009030C, FAMILY_LOGON_FAILURE},
    {0x800706BA, FAMILY_RPC_SERVER_UNAVAILABLE},
    {1722, FAMILY_RPC_SERVER_UNAVAILABLE},
    {0x80041015, FAMILY_RPC_SERVER_UNAVAILABLE},
    {0x80338012, FAMILY_RPC_SERVER_UNAVAILABLE},
    {0x800706BE, FAMILY_SERVER_GONE},
    {1726, FAMILY_SERVER_GONE},
    {0x80010108, FAMILY_SERVER_GONE},
    {0x80070776, FAMILY_SERVER_GONE},
    {0x80010111, FAMILY_RPC_PROTOCOL},
    {0x800706F7, FAMILY_RPC_PROTOCOL},
    {0x80080005, FAMILY_SERVER_START},
    {0x80070422, FAMILY_SERVER_START},
    {0x80041003, FAMILY_WMI_ACCESS_DENIED},
    {0x80041062, FAMILY_WMI_ACCESS_DENIED},
    {0x80041087, FAMILY_WMI_ACCESS_DENIED},
    {0x80338104, FAMILY_WMI_ACCESS_DENIED},
    {0x80338105, FAMILY_WMI_ACCESS_DENIED},
    {0x8004100E, FAMILY_INVALID_NAMESPACE},
    {0x80041010, FAMILY_INVALID_CLASS},
    {0x80041002, FAMILY_NOT_FOUND},
    {0x80041017, FAMILY_INVALID_QUERY},
    {0x80041008, FAMILY_INVALID_REQUEST},
    {0x8004100C, FAMILY_NOT_SUPPORTED},
    {0x80041024, FAMILY_NOT_SUPPORTED},
    {0x80041032, FAMILY_CANCELLED},
    {0x80041033, FAMILY_SHUTTING_DOWN},
    {0x80041069, FAMILY_TIMED_OUT},
    {0x8004106C, FAMILY_QUOTA},
    {0x80041006, FAMILY_OUT_OF_RESOURCES},
    {0x8007000E, FAMILY_OUT_OF_RESOURCES},
    {0x80041013, FAMILY_PROVIDER_LOAD},
    {0x8007007E, FAMILY_PROVIDER_LOAD},
    {0x80041001, FAMILY_PROVIDER_FAILURE},
    {0x80041004, FAMILY_PROVIDER_FAILURE},
    {0x80042002, FAMILY_SUBSCRIPTION},
    {0x80041078, FAMILY_REPOSITORY},
    {0x80338000, FAMILY_WSMAN},        /* by facility */
    {0x80010FFF, FAMILY_RPC_PROTOCOL}, /* by facility */
    {0x80044007, FAMILY_INVALID_REQUEST},
    {0, FAMILY_OTHER},
    {0x8004FFFF, FAMILY_OTHER},
    {0xFFFFFFFF, FAMILY_OTHER},
};

START_TEST(family_of_a_code)
{
    ck_assert_msg(family_of_code(families[_i].result) == families[_i].family, "0x%08x is %s",
                  families[_i].result, family_name(family_of_code(families[_i].result)));
}
END_TEST

START_TEST(family_table_is_sorted)
{
    for (size_t i = 1; i < family_row_count; i++) {
        ck_assert(family_rows[i - 1].value < family_rows[i].value);
    }
    for (size_t i = 0; i < family_row_count; i++) {
        ck_assert(family_rows[i].family < FAMILY_COUNT);
    }
}
END_TEST

#define OP(verb, rest) "Start IWbemServices::" verb " - root\\cimv2 : " rest

static const struct {
    const char *text;
    uint32_t result;
    const char *possible_cause;
    enum phase phase;
    enum stage stage;
} classified[] = {
    {"IWbemServices::Connect", 0x80041003, NULL, PHASE_CONNECT, STAGE_LOGIN},
    {"connect to namespace : root\\cimv2", 0x8004100E, NULL, PHASE_CONNECT, STAGE_LOGIN},
    {OP("ExecQuery", "SELECT * FROM A"), 0x80041003, NULL, PHASE_OPERATION, STAGE_QUERY},
    {OP("ExecQueryAsync", "SELECT * FROM A"), 0x80041003, NULL, PHASE_OPERATION, STAGE_QUERY},
    {OP("ExecNotificationQuery", "SELECT * FROM A"), 0x80041003, NULL, PHASE_OPERATION,
     STAGE_SUBSCRIBE},
    {OP("CreateInstanceEnum", "A"), 0x80041003, NULL, PHASE_OPERATION, STAGE_ENUMERATE},
    {OP("CreateClassEnum", "A"), 0x80041003, NULL, PHASE_OPERATION, STAGE_ENUMERATE},
    {OP("GetObject", "A=1"), 0x80041003, NULL, PHASE_OPERATION, STAGE_GET},
    {OP("ExecMethod", "A::B"), 0x80041003, NULL, PHASE_OPERATION, STAGE_METHOD},
    {OP("DeleteInstance", "A=1"), 0x80041002, NULL, PHASE_OPERATION, STAGE_WRITE},
    {OP("PutInstance", "A=1"), 0x80041003, NULL, PHASE_OPERATION, STAGE_WRITE},
    {OP("OpenNamespace", "A"), 0x80041003, NULL, PHASE_OPERATION, STAGE_OTHER},
    {OP("ExecQuery", "SELECT * FROM A"), 0x80041013, NULL, PHASE_OPERATION, STAGE_PROVIDER_LOAD},
    {OP("ExecQuery", "SELECT * FROM A"), 0x800706BA, "could not send status to client.",
     PHASE_OPERATION, STAGE_DELIVER},
    {"no such grammar", 0x80041003, NULL, PHASE_OPERATION, STAGE_OTHER},
    {NULL, 0x80041003, NULL, PHASE_OPERATION, STAGE_OTHER},
    {NULL, 0x8004100E, NULL, PHASE_CONNECT, STAGE_LOGIN},
};

START_TEST(phase_and_stage)
{
    struct failure f = {.result = classified[_i].result,
                        .operation = operation_text_parse(view_of(classified[_i].text)),
                        .possible_cause = view_of(classified[_i].possible_cause)};
    failure_classify(&f);
    ck_assert_int_eq(f.phase, classified[_i].phase);
    ck_assert_msg(f.stage == classified[_i].stage, "%s: %s", classified[_i].text,
                  stage_name(f.stage));
}
END_TEST

static const struct {
    const char *text;
    enum known_by known_by;
    uint16_t event_id;
    uint32_t client_process_id, service_process_id;
    enum viewpoint viewpoint;
} views[] = {
    {"IWbemServices::Connect", KNOWN_BY_OPERATION, 0, 7, 7, VIEWPOINT_TARGET},
    {"connect to namespace : root\\cimv2", KNOWN_BY_OPERATION, 0, 7, 9, VIEWPOINT_TARGET},
    {"connect to namespace : root\\cimv2", KNOWN_BY_OPERATION, 0, 7, 7, VIEWPOINT_CLIENT},
    {"connect to namespace : root\\cimv2", KNOWN_BY_OPERATION, 0, 0, 0, VIEWPOINT_TARGET},
    {"connect to namespace : \\\\.\\root", KNOWN_BY_OPERATION, 0, 7, 9, VIEWPOINT_TARGET},
    {"connect to namespace : \\\\HOST\\root", KNOWN_BY_OPERATION, 0, 7, 9, VIEWPOINT_TARGET},
    {"connect to namespace : \\\\SRV02\\root", KNOWN_BY_OPERATION, 0, 7, 9, VIEWPOINT_CLIENT},
    {OP("ExecQuery", "SELECT * FROM A"), KNOWN_BY_OPERATION, 0, 7, 7, VIEWPOINT_TARGET},
    {NULL, KNOWN_BY_LOAD, 0, 0, 9, VIEWPOINT_TARGET},
    {NULL, KNOWN_BY_OTHER_LOG, 10028, 0, 9, VIEWPOINT_CLIENT},
    {NULL, KNOWN_BY_OTHER_LOG, 10036, 0, 9, VIEWPOINT_OTHER},
};

START_TEST(who_logged_it)
{
    struct failure f = {.computer = VIEW("HOST.contoso.com"),
                        .result = 0x80070005,
                        .known_by = views[_i].known_by,
                        .other_log = other_log_find(views[_i].event_id),
                        .service_process_id = views[_i].service_process_id,
                        .operation = operation_text_parse(view_of(views[_i].text))};
    f.client.has_process_id = true;
    f.client.process_id = views[_i].client_process_id;
    failure_classify(&f);
    ck_assert_int_eq(f.viewpoint, views[_i].viewpoint);
}
END_TEST

START_TEST(an_account_of_the_machine_that_is_called_is_local)
{
    struct failure f = {.viewpoint = VIEWPOINT_CLIENT,
                        .client = {.user = VIEW("SRV02\\anna")},
                        .operation = operation_text_parse(
                            VIEW("connect to namespace : \\\\SRV02.contoso.com\\root\\cimv2"))};
    ck_assert_int_eq(failure_user_kind(&f, USER_KIND_USER), USER_KIND_LOCAL);
    ck_assert_int_eq(failure_user_kind(&f, USER_KIND_MACHINE), USER_KIND_MACHINE);
    f.client.user = VIEW("SRV03\\anna");
    ck_assert_int_eq(failure_user_kind(&f, USER_KIND_USER), USER_KIND_USER);
    f.client.user = VIEW("SRV02\\anna");
    f.viewpoint = VIEWPOINT_TARGET;
    ck_assert_int_eq(failure_user_kind(&f, USER_KIND_USER), USER_KIND_USER);
    f.client.machine = VIEW("srv02.contoso.com");
    ck_assert_int_eq(failure_user_kind(&f, USER_KIND_USER), USER_KIND_LOCAL);
}
END_TEST

static const struct {
    const char *user, *machine;
    enum user_kind kind;
} dollars[] = {
    {"CONTOSO\\MON04$", "MON04", USER_KIND_MACHINE},
    {"CONTOSO\\mon04$", "MON04.contoso.com", USER_KIND_MACHINE},
    {"CONTOSO\\gmsa-mon$", "MON04", USER_KIND_USER},
    {"CONTOSO\\A-VERY-LONG-NAM$", "A-VERY-LONG-NAME", USER_KIND_MACHINE},
    {"CONTOSO\\MON04$", "", USER_KIND_MACHINE},
    {"CONTOSO\\MON04$", "Local", USER_KIND_MACHINE},
    {"CONTOSO\\MON04$", "192.0.2.44", USER_KIND_MACHINE},
    {"CONTOSO\\MON04$", "fe80::1", USER_KIND_MACHINE},
    {"MON04$", "OTHER", USER_KIND_MACHINE},
};

START_TEST(a_managed_service_account_is_no_computer)
{
    struct failure f = {
        .client = {.user = view_of(dollars[_i].user), .machine = view_of(dollars[_i].machine)}};
    ck_assert_int_eq(failure_user_kind(&f, USER_KIND_MACHINE), dollars[_i].kind);
}
END_TEST

static const struct {
    const char *text, *name_space, *expected;
} namespaces[] = {
    {"IWbemServices::Connect", "\\\\.\\root\\cimv2", "root\\cimv2"},
    {"IWbemServices::Connect", "//./root/CIMV2", "root/CIMV2"},
    {"IWbemServices::Connect", "\\\\.\\\\root\\cimv2", "\\root\\cimv2"}, /* one too many */
    {"IWbemServices::Connect", "\\\\H\\\\\\root", "\\root"},
    {"IWbemServices::Connect", "\\\\.\\\\", NULL},
    {"IWbemServices::Connect", "\\\\\\\\.\\\\root\\\\wmi", "root\\\\wmi"}, /* escaped */
    {"connect to namespace : \\\\H\\\\root\\wmi", NULL, "\\root\\wmi"},
    {"IWbemServices::Connect", "root\\wmi", "root\\wmi"},
    {"IWbemServices::Connect", "133277000000783520", NULL}, /* a time, from a rendered message */
    {"IWbemServices::Connect", "", NULL},
    {"IWbemServices::Connect", "\\\\.\\", NULL},
    {OP("ExecQuery", "SELECT * FROM A"), "\\\\.\\root\\other", "root\\cimv2"},
    {"Start IWbemServices::GetObject - \\\\.\\ROOT\\wmi : A=1", NULL, "ROOT\\wmi"},
};

START_TEST(name_space)
{
    struct failure f = {.operation = operation_text_parse(view_of(namespaces[_i].text)),
                        .name_space = view_of(namespaces[_i].name_space)};
    failure_classify(&f);
    ck_assert_msg(view_equal(f.name_space, view_of(namespaces[_i].expected)), "'%.*s'",
                  VIEW_ARG(f.name_space));
}
END_TEST

START_TEST(a_copy_owns_everything)
{
    char text[] = OP("ExecQuery", "SELECT * FROM Win32_Process");
    char user[] = "HOST\\me";
    struct failure f = {.result = 0x80041032};
    f.operation = operation_text_parse(view_of(text));
    f.client.user = view_of(user);
    f.evidence_count = 1;
    f.evidence[0].channel = view_of(user);
    struct failure *copy = failure_copy(&f);
    for (char *c = text; *c != '\0'; c++) {
        *c = 'x';
    }
    for (char *c = user; *c != '\0'; c++) {
        *c = 'x';
    }
    ck_assert(view_equal(copy->operation.class_name, VIEW("Win32_Process")));
    ck_assert(view_equal(copy->operation.verb, VIEW("ExecQuery")));
    ck_assert(copy->operation.class_name.data > copy->operation.text.data);
    ck_assert(copy->operation.class_name.data <
              copy->operation.text.data + copy->operation.text.len);
    ck_assert(view_equal(copy->client.user, VIEW("HOST\\me")));
    ck_assert(view_equal(copy->evidence[0].channel, VIEW("HOST\\me")));
    ck_assert_ptr_null(copy->component.data);
    failure_free(copy);
    failure_free(NULL);
}
END_TEST

/* There may be many: a copy takes what its texts need. */
START_TEST(a_copy_takes_no_more_than_it_needs)
{
    struct failure f = {.computer = VIEW("SRV01"), .evidence_count = 1};
    f.operation = operation_text_parse(VIEW("Start IWbemServices::ExecQuery - root\\cimv2 : "
                                            "SELECT * FROM Win32_Process"));
    f.client.user = VIEW("CONTOSO\\a.example");
    f.evidence[0].channel = VIEW("Microsoft-Windows-WMI-Activity/Operational");
    struct failure *copy = failure_copy(&f);
    ck_assert_uint_lt(copy->arena.total, sizeof(*copy) + 300);
    ck_assert_uint_le(copy->arena.left, 64);
    failure_free(copy);
}
END_TEST

START_TEST(a_copied_judgement_owns_its_sentences)
{
    struct judgement j;
    judgement_init(&j);
    j.cause_count = 1;
    struct view because = arena_copy(&j.arena, VIEW("HOST\\me"));
    struct evidence evidence = {.channel = arena_copy(&j.arena, VIEW("System"))};
    j.causes[0] = (struct cause){
        .because = &because, .because_count = 1, .evidence = &evidence, .evidence_count = 1};
    struct judgement *copy = judgement_copy(&j);
    judgement_release(&j);
    ck_assert_uint_eq(copy->cause_count, 1);
    ck_assert(view_equal(copy->causes[0].because[0], VIEW("HOST\\me")));
    ck_assert(view_equal(copy->causes[0].evidence[0].channel, VIEW("System")));
    judgement_free(copy);
    judgement_free(NULL);
}
END_TEST

START_TEST(names_are_compared_without_case)
{
    for (unsigned byte = 0; byte < 256; byte++) {
        for (size_t len = 1; len <= 17; len++) {
            char one[17], other[17];
            memset(one, 'k', sizeof(one));
            one[byte % len] = (char)byte;
            memcpy(other, one, sizeof(one));
            bool is_letter = (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z');
            other[byte % len] = (char)(byte ^ 0x20);
            bool is_same =
                marks_hash((struct view){one, len}) == marks_hash((struct view){other, len});
            if (is_same != is_letter) {
                ck_abort_msg("byte %u of %zu", byte, len);
            }
        }
    }
    ck_assert_uint_eq(marks_hash(VIEW("")), 0);
    ck_assert_uint_ne(marks_hash(VIEW("\0")), marks_hash(VIEW("\0\0")));
}
END_TEST

Suite *failure_suite(void)
{
    Suite *suite = suite_create("failure");
    TCase *c = tcase_create("failure");
    tcase_add_loop_test(c, names_go_both_ways, 0, COUNT_OF(enumerations));
    tcase_add_loop_test(c, family_of_a_code, 0, COUNT_OF(families));
    tcase_add_test(c, family_table_is_sorted);
    tcase_add_loop_test(c, phase_and_stage, 0, COUNT_OF(classified));
    tcase_add_loop_test(c, who_logged_it, 0, COUNT_OF(views));
    tcase_add_test(c, an_account_of_the_machine_that_is_called_is_local);
    tcase_add_loop_test(c, a_managed_service_account_is_no_computer, 0, COUNT_OF(dollars));
    tcase_add_loop_test(c, name_space, 0, COUNT_OF(namespaces));
    tcase_add_test(c, a_copy_owns_everything);
    tcase_add_test(c, a_copied_judgement_owns_its_sentences);
    tcase_add_test(c, a_copy_takes_no_more_than_it_needs);
    tcase_add_test(c, names_are_compared_without_case);
    suite_add_tcase(suite, c);
    return suite;
}

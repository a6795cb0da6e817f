/* Connects that only DistributedCOM events show. */
#include <string.h>

#include "parsers/base/count.h"
#include "rules/engine.h"
#include "rules/operations/dcom.h"
#include "tests/unit/event_build.h"
#include "tests/unit/suites.h"

#define WMI_CLASS "{8BC3F05E-D86B-11D0-A075-00C04FB68820}"
#define OTHER_CLASS "{13486D51-4821-11D2-A494-3CB306C10000}"

enum { MAX_DATA = 9 };

static struct event_datum data[MAX_DATA];

/* An event with the data up to the first NULL, named param1..., after `names`, or not at all. */
static struct event dcom_event(uint16_t id, const char *const *names, bool is_positional,
                               const char *const values[MAX_DATA])
{
    static const char *const params[] = {"param1", "param2", "param3", "param4", "param5",
                                         "param6", "param7", "param8", "param9"};
    struct event e = build_marker(0, id);
    e.provider = VIEW(DCOM_PROVIDER);
    e.channel = VIEW("System");
    e.origin.record = 77;
    e.data = data;
    for (e.data_count = 0; e.data_count < MAX_DATA && values[e.data_count]; e.data_count++) {
        size_t i = e.data_count;
        const char *name = names ? names[i] : params[i];
        data[i] =
            (struct event_datum){is_positional ? VIEW("") : view_of(name), view_of(values[i])};
    }
    return e;
}

#define PARAMS(...) ((const char *const[MAX_DATA]){__VA_ARGS__})

static const struct failure *only_failure(struct event e)
{
    give(e);
    finish();
    ck_assert_uint_eq(failure_count, 1);
    return failures[0];
}

static bool is_text(struct view v, const char *text)
{
    return view_equal(v, view_of(text));
}

START_TEST(unreachable_with_process)
{
    const struct failure *f = only_failure(dcom_event(
        10028, NULL, _i == 1,
        PARAMS("\\\\SRV02", "    1cf4", "C:\\Program Files\\X\\inventory.exe", WMI_CLASS)));
    ck_assert_uint_eq(f->result, 0x800706BA);
    ck_assert_int_eq(f->phase, PHASE_CONNECT);
    ck_assert_int_eq(f->stage, STAGE_ACTIVATE);
    ck_assert_int_eq(f->family, FAMILY_RPC_SERVER_UNAVAILABLE);
    ck_assert(is_text(f->computer, "HOST"));
    ck_assert(is_text(f->known_from, DCOM_PROVIDER));
    ck_assert(is_text(f->operation.target_host, "SRV02"));
    ck_assert(f->client.is_here && f->client.locality == LOCALITY_REMOTE);
    ck_assert(f->client.has_process_id);
    ck_assert_uint_eq(f->client.process_id, 7412);
    ck_assert(is_text(f->client.process_name, "inventory.exe"));
    ck_assert(is_text(f->client.process_name_source, "DistributedCOM 10028"));
    ck_assert(is_text(f->client.machine, "HOST"));
    ck_assert_int_eq(f->client.locality, LOCALITY_REMOTE);
    ck_assert_uint_eq(f->service_process_id, 0);
    ck_assert_uint_eq(f->evidence_count, 1);
    ck_assert_uint_eq(f->evidence[0].event_id, 10028);
    ck_assert_uint_eq(f->evidence[0].origin.record, 77);
    ck_assert_uint_eq(engine_stats(engine)->operations.failed_connects, 1);
    size_t count;
    const struct group *const *groups = engine_groups(engine, &count);
    ck_assert(is_text(groups[0]->title, "activating WMI on SRV02"));
}
END_TEST

START_TEST(classic_source_without_class)
{
    struct event e = dcom_event(10009, NULL, true, PARAMS("SRV03"));
    e.provider = VIEW("dcom");
    const struct failure *f = only_failure(e);
    ck_assert_uint_eq(f->result, 0x800706BA);
    ck_assert(is_text(f->operation.target_host, "SRV03"));
    ck_assert(!f->client.has_process_id);
    size_t count;
    const struct group *const *groups = engine_groups(engine, &count);
    ck_assert(is_text(groups[0]->title, "activating WMI (or another COM server) on SRV03"));
}
END_TEST

static const struct {
    const char *text;
    uint32_t result; /* 0: no failure */
} errors[] = {
    {"%%2147942405", 0x80070005},
    {"2147944122", 0x800706BA},
    {"0x800706BE", 0x800706BE},
    {"-2147024891", 0x80070005},
    {"%%5", 0x80070005},
    {"%5", 0x80070005},
    {"1722", 0x800706BA},
    {" 5 ", 0x80070005},
    {"0", 0},
    {"", 0},
    {"denied", 0},
    {"-", 0},
    {"4294967296", 0},
    {"-5000000000", 0},
    {"262145", 0},
    {"%%", 0},
};

START_TEST(errors_of_the_server)
{
    give(dcom_event(10006, NULL, false, PARAMS(errors[_i].text, "SRV02", WMI_CLASS)));
    finish();
    ck_assert_uint_eq(failure_count, errors[_i].result != 0);
    if (failure_count == 1) {
        ck_assert_uint_eq(failures[0]->result, errors[_i].result);
        ck_assert(is_text(failures[0]->operation.target_host, "SRV02"));
        ck_assert_int_eq(failures[0]->stage, STAGE_ACTIVATE);
    }
}
END_TEST

START_TEST(refused_by_the_server)
{
    static const char *const names[] = {"DomainName", "UserName", "SID", "ClientIPAddress"};
    const struct failure *f = only_failure(
        dcom_event(10036, _i == 0 ? names : NULL, false,
                   PARAMS("FABRIKAM", "svc-inventory", "S-1-5-21-1-2-3-1120", "192.0.2.44")));
    ck_assert_uint_eq(f->result, 0x80070005);
    ck_assert_int_eq(f->family, FAMILY_DCOM_ACCESS_DENIED);
    ck_assert_int_eq(f->phase, PHASE_CONNECT);
    ck_assert(is_text(f->client.machine, "192.0.2.44"));
    ck_assert(is_text(f->client.user, "FABRIKAM\\svc-inventory"));
    ck_assert_int_eq(f->client.locality, LOCALITY_REMOTE);
    ck_assert(!f->client.has_process_id);
    ck_assert(is_text(f->operation.target_host, "HOST"));
}
END_TEST

START_TEST(refused_from_its_own_address)
{
    const struct failure *f =
        only_failure(dcom_event(10036, NULL, false, PARAMS("", "ada", "S-1-5", "127.0.0.1")));
    ck_assert(is_text(f->client.user, "ada"));
    ck_assert_int_eq(f->client.locality, LOCALITY_LOCAL);
}
END_TEST

START_TEST(refused_without_anything)
{
    const struct failure *f = only_failure(dcom_event(10036, NULL, false, PARAMS(NULL)));
    ck_assert_int_eq(f->client.locality, LOCALITY_UNKNOWN);
    ck_assert_uint_eq(f->client.user.len, 0);
}
END_TEST

static const struct {
    const char *text;
    uint32_t number; /* 0: none */
} process_ids[] = {
    {"7412", 7412}, {"1cf4", 0x1cf4}, {"0x1cf4", 0x1cf4}, {"", 0},
    {"x", 0},       {"0", 0},         {"4294967296", 0},  {"99999999999999999999", 0},
};

START_TEST(levels_of_the_client)
{
    static const char *const names[] = {"ApplicationName", "PID", "CLSID", "ComputerName",
                                        "ActivationAuthenticationLevel"};
    const struct failure *f =
        only_failure(dcom_event(_i % 2 ? 10037 : 10038, names, false,
                                PARAMS("C:\\X\\poll.exe", process_ids[_i].text, WMI_CLASS, "SRV02",
                                       "2(RPC_C_AUTHN_LEVEL_CONNECT)")));
    ck_assert_uint_eq(f->result, 0x80070005);
    ck_assert(f->client.has_process_id == (process_ids[_i].number != 0));
    ck_assert_uint_eq(f->client.process_id, process_ids[_i].number);
    ck_assert(is_text(f->client.process_name, "poll.exe"));
    ck_assert(is_text(f->client.process_name_source,
                      _i % 2 ? "DistributedCOM 10037" : "DistributedCOM 10038"));
    ck_assert(is_text(f->operation.target_host, "SRV02"));
}
END_TEST

START_TEST(right_is_missing)
{
    const struct failure *f = only_failure(
        dcom_event(10016, NULL, false,
                   PARAMS("machine-default", "Remote", "Activation", WMI_CLASS, WMI_CLASS,
                          "FABRIKAM", "svc-inventory", "S-1-5-21-1-2-3-1120", "192.0.2.44")));
    ck_assert_uint_eq(f->result, 0x80070005);
    ck_assert(is_text(f->client.user, "FABRIKAM\\svc-inventory"));
    ck_assert(is_text(f->client.machine, "192.0.2.44"));
    ck_assert_int_eq(f->client.locality, LOCALITY_REMOTE);
    ck_assert_int_eq(f->viewpoint, VIEWPOINT_OTHER);
}
END_TEST

START_TEST(right_is_missing_on_the_machine_itself)
{
    const struct failure *f = only_failure(
        dcom_event(10016, NULL, false,
                   PARAMS("application-specific", "Local", "Activation", WMI_CLASS, WMI_CLASS,
                          "IIS APPPOOL", "shop", "S-1-5-82-1", "LocalHost (Using LRPC)")));
    ck_assert_int_eq(f->client.locality, LOCALITY_LOCAL);
}
END_TEST

START_TEST(limit_of_the_machine)
{
    const struct failure *f =
        only_failure(dcom_event(10015, NULL, _i == 1,
                                PARAMS("Remote", "Activation", WMI_CLASS, WMI_CLASS, "FABRIKAM",
                                       "svc-inventory", "S-1-5-21-1-2-3-1120", "192.0.2.44")));
    ck_assert_uint_eq(f->result, 0x80070005);
    ck_assert(is_text(f->client.user, "FABRIKAM\\svc-inventory"));
    ck_assert(is_text(f->client.machine, "192.0.2.44"));
    ck_assert(is_text(f->operation.argument, WMI_CLASS));
}
END_TEST

static const struct {
    const char *values[MAX_DATA];
    uint32_t result;
} hosts[] = {
    {{"C:\\Windows\\system32\\wbem\\WmiPrvSE.exe -secured -Embedding", "%%2147942405", OTHER_CLASS},
     0x80070005},
    {{"C:\\Windows\\system32\\wbem\\unsecapp.exe -Embedding", "1816", "Unavailable"}, 0x80070718},
    {{"C:\\x.exe", "2", "{73E709EA-5D93-4B2E-BBB0-99B7938DA9E4}", "FABRIKAM", "svc"}, 0x80070002},
};

START_TEST(host_did_not_start)
{
    uint16_t id = _i == 2 ? 10001 : 10000;
    const struct failure *f = only_failure(dcom_event(id, NULL, _i == 1, hosts[_i].values));
    ck_assert_uint_eq(f->result, hosts[_i].result);
    ck_assert_int_eq(f->viewpoint, VIEWPOINT_OTHER);
    ck_assert_int_eq(f->stage, STAGE_ACTIVATE);
    ck_assert(view_is_empty(f->operation.argument) == (_i != 2));
    size_t count;
    const struct group *const *groups = engine_groups(engine, &count);
    ck_assert(is_text(groups[0]->title, "starting a host of providers"));
}
END_TEST

START_TEST(server_did_not_register)
{
    const struct failure *f = only_failure(
        dcom_event(10010, NULL, false, PARAMS("{73E709EA-5D93-4B2E-BBB0-99B7938DA9E4}")));
    ck_assert_uint_eq(f->result, 0x80080005);
    ck_assert_int_eq(f->client.locality, LOCALITY_UNKNOWN);
    ck_assert(!view_is_empty(f->operation.argument));
}
END_TEST

START_TEST(other_classes_and_events_do_nothing)
{
    give(dcom_event(10028, NULL, false, PARAMS("SRV02", "1", "x.exe", OTHER_CLASS)));
    give(dcom_event(10006, NULL, false, PARAMS("5", "SRV02", OTHER_CLASS)));
    give(dcom_event(10037, NULL, false, PARAMS("x.exe", "1", OTHER_CLASS, "SRV02", "2")));
    give(dcom_event(10016, NULL, false, PARAMS("a", "b", "c", OTHER_CLASS)));
    give(dcom_event(10016, NULL, false, PARAMS("a", "b", "c", "Unavailable")));
    give(dcom_event(10010, NULL, false, PARAMS(OTHER_CLASS)));
    give(dcom_event(10010, NULL, false, PARAMS(NULL)));
    give(dcom_event(10000, NULL, false, PARAMS("C:\\x.exe", "5", OTHER_CLASS)));
    give(dcom_event(10000, NULL, false, PARAMS("C:\\wmiprvse.exe", "0", OTHER_CLASS)));
    give(dcom_event(10001, NULL, false, PARAMS("C:\\x.exe", "5", "Unavailable")));
    give(dcom_event(10015, NULL, false, PARAMS("a", "b", OTHER_CLASS)));
    give(dcom_event(10015, NULL, false, PARAMS("a", "b", "Unavailable")));
    struct event e = dcom_event(10028, NULL, false, PARAMS("SRV02", "1", "x.exe", WMI_CLASS));
    e.provider = VIEW("Somebody");
    give(e);
    finish();
    ck_assert_uint_eq(failure_count, 0);
}
END_TEST

START_TEST(class_in_other_spellings)
{
    static const char *const spellings[] = {"8bc3f05e-d86b-11d0-a075-00c04fb68820",
                                            "{4590F811-1D3A-11D0-891F-00AA004B2E24}",
                                            "{73e709ea-5d93-4b2e-bbb0-99b7938da9e4}",
                                            "{76A64158-CB41-11D1-8B02-00600806D9B6}",
                                            "{00000000-0000-0000-0000-000000000000}",
                                            "Unavailable",
                                            ""};
    const struct failure *f =
        only_failure(dcom_event(10028, NULL, false, PARAMS("SRV02", "1", "x.exe", spellings[_i])));
    ck_assert(view_is_empty(f->operation.argument) == (_i >= 4));
}
END_TEST

START_TEST(local_target)
{
    static const char *const targets[] = {"host", "HOST.example.org", "localhost", "127.0.0.1",
                                          "."};
    const struct failure *f =
        only_failure(dcom_event(10028, NULL, false, PARAMS(targets[_i], "1", "x.exe", WMI_CLASS)));
    ck_assert_int_eq(f->client.locality, LOCALITY_LOCAL);
}
END_TEST

START_TEST(groups_by_provider_and_id)
{
    give(dcom_event(10028, NULL, false, PARAMS("SRV02", "1", "x.exe", WMI_CLASS)));
    give(dcom_event(10009, NULL, false, PARAMS("SRV02")));
    give(dcom_event(10028, NULL, false, PARAMS("SRV09", "2", "y.exe", WMI_CLASS)));
    finish();
    size_t count;
    const struct group *const *groups = engine_groups(engine, &count);
    ck_assert_uint_eq(count, 2);
    ck_assert_uint_eq(groups[0]->count, 2);
    ck_assert(is_text(groups[0]->title, "activating WMI on SRV02 and other machines"));
    ck_assert_str_ne(groups[0]->example->fingerprint, groups[1]->example->fingerprint);
    struct fingerprint_parts parts = {.phase = VIEW("connect"),
                                      .result = 0x800706BA,
                                      .provider = VIEW(DCOM_PROVIDER),
                                      .event_id = 10028};
    char text[FINGERPRINT_SIZE];
    fingerprint_make(&parts, text);
    ck_assert_str_eq(groups[0]->example->fingerprint, text);
}
END_TEST

/* The client's own record of a connect to SRV02 (process 0x1092, "HOST\\me"), and an event of
 * DistributedCOM of the same connect or of another one. */
static const struct {
    uint16_t id;
    const char *computer;
    const char *values[MAX_DATA];
    int64_t ms; /* of the client's record */
    uint32_t result;
    size_t failures;
} beside_client[] = {
    {10028, "HOST", {"SRV02.contoso.com", "    1092", "x.exe", WMI_CLASS}, 0, 0x800706BA, 1},
    {10028, "HOST", {"SRV02", "    1cf4", "x.exe", WMI_CLASS}, 0, 0x800706BA, 2},
    {10028, "HOST", {"SRV09", "    1092", "x.exe", WMI_CLASS}, 0, 0x800706BA, 2},
    {10028, "SRV05", {"SRV02", "    1092", "x.exe", WMI_CLASS}, 0, 0x800706BA, 2},
    {10028, "HOST", {"SRV02", "    1092", "x.exe", WMI_CLASS}, 6000, 0x800706BA, 2},
    {10028, "HOST", {"SRV02", "    1092", "x.exe", WMI_CLASS}, 0, 0x80070005, 2},
    {10006, "HOST", {"%%2147942405", "SRV02", WMI_CLASS}, 4000, 0x80070005, 1},
    {10009, "HOST", {"SRV02"}, 0, 0x800706BA, 1},
    {10016,
     "SRV02",
     {"a", "Remote", "Launch", WMI_CLASS, "b", "D", "me", "S-1-5-21-1"},
     0,
     0x80070005,
     1},
    {10016,
     "SRV02",
     {"a", "Remote", "Launch", WMI_CLASS, "b", "D", "you", "S-1-5-21-2"},
     0,
     0x80070005,
     2},
    {10016,
     "SRV03",
     {"a", "Remote", "Launch", WMI_CLASS, "b", "D", "me", "S-1-5-21-1"},
     0,
     0x80070005,
     2},
    {10010, "SRV02", {WMI_CLASS}, 0, 0x80080005, 1},
};

START_TEST(one_connect_in_two_logs)
{
    struct event e = dcom_event(beside_client[_i].id, NULL, false, beside_client[_i].values);
    e.computer = view_of(beside_client[_i].computer);
    give(e);
    give(build_failure(beside_client[_i].ms, beside_client[_i].result,
                       "connect to namespace : \\\\SRV02\\root\\cimv2"));
    finish();
    ck_assert_uint_eq(failure_count, beside_client[_i].failures);
}
END_TEST

START_TEST(long_texts_are_cut)
{
    static char text[20000];
    memset(text, 'x', sizeof(text) - 1);
    const struct failure *f =
        only_failure(dcom_event(10028, NULL, false, PARAMS(text, text, text, text)));
    ck_assert_uint_eq(f->operation.target_host.len, 8192 + 4);
    ck_assert_uint_le(f->client.process_name.len, 8192 + 4);
    ck_assert(f->has_cut_text);
    ck_assert(!f->client.has_process_id);
}
END_TEST

Suite *dcom_suite(void)
{
    Suite *suite = suite_create("dcom");
    TCase *c = tcase_create("dcom");
    tcase_add_checked_fixture(c, setup_engine, clear_engine);
    tcase_add_loop_test(c, unreachable_with_process, 0, 2);
    tcase_add_test(c, classic_source_without_class);
    tcase_add_loop_test(c, errors_of_the_server, 0, COUNT_OF(errors));
    tcase_add_loop_test(c, refused_by_the_server, 0, 2);
    tcase_add_test(c, refused_from_its_own_address);
    tcase_add_test(c, refused_without_anything);
    tcase_add_loop_test(c, levels_of_the_client, 0, COUNT_OF(process_ids));
    tcase_add_test(c, right_is_missing);
    tcase_add_test(c, right_is_missing_on_the_machine_itself);
    tcase_add_loop_test(c, limit_of_the_machine, 0, 2);
    tcase_add_loop_test(c, host_did_not_start, 0, COUNT_OF(hosts));
    tcase_add_test(c, server_did_not_register);
    tcase_add_test(c, other_classes_and_events_do_nothing);
    tcase_add_loop_test(c, class_in_other_spellings, 0, 7);
    tcase_add_loop_test(c, local_target, 0, 5);
    tcase_add_test(c, groups_by_provider_and_id);
    tcase_add_loop_test(c, one_connect_in_two_logs, 0, COUNT_OF(beside_client));
    tcase_add_test(c, long_texts_are_cut);
    suite_add_tcase(suite, c);
    return suite;
}

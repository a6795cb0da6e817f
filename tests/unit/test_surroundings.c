/* Conditions over what else happened around a failure: each with what makes it hold and what does
 * not, through samples and through the engine; and the limits. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "parsers/base/buffer.h"
#include "parsers/base/count.h"
#include "rules/matching/match.h"
#include "rules/matching/samples.h"
#include "rules/matching/wants.h"
#include "rules/rule_file/rule_file.h"
#include "rules/surroundings/surroundings.h"
#include "tests/unit/event_build.h"

Suite *surroundings_suite(void);

#define HEAD                                                                                       \
    "{\"version\":\"1.0\",\"rules\":[{\"id\":\"a\",\"version\":1,\"title\":\"t\",\"cause\":\"c\"," \
    "\"confidence\":\"likely\",\"verdict\":\"broken\",\"reason\":\"r\",\"when\":"

/* The failure of every row; `more` are further keys of it. */
#define FAILURE                                                                                 \
    "\"code\":\"0x80041003\",\"operation\":\"Start IWbemServices::ExecQuery - root\\\\cimv2 : " \
    "select * from Win32_Process\",\"user\":\"LAB\\\\svc\",\"client_machine\":\"MON04\","       \
    "\"client_process_id\":4242,\"host_process_id\":6700"
#define SAMPLE(more) "{\"failure\":{" FAILURE "}" more "}"
#define NEAR(seconds, more) \
    ",\"near\":[{\"provider\":\"DCOM\",\"event_id\":10010,\"seconds\":" seconds more "}]"
#define OTHER(seconds, more)                                                                \
    "{\"code\":\"0x80041032\",\"seconds\":" seconds                                         \
    ",\"operation\":\"IWbemServices::Connect\",\"user\":\"LAB\\\\svc\",\"client_machine\":" \
    "\"mon04.lab.example\",\"client_process_id\":4242" more "}"
#define OTHERS(list) ",\"failures\":[" list "]"
#define LIKE(seconds, more) "{\"seconds\":" seconds "," FAILURE more "}"
#define NAMESPACE(seconds, name)                    \
    "{\"code\":\"0x8004100e\",\"seconds\":" seconds \
    ",\"client_machine\":\"MON04\",\"namespace\":\"root\\\\" name "\"}"
#define TARGET(name)                                                                          \
    "{\"code\":\"5\",\"seconds\":-9,\"client_machine\":\"MON04\",\"operation\":\"connect to " \
    "namespace : \\\\\\\\" name "\\\\root\\\\cimv2\"}"
#define CLASS(seconds, name)                        \
    "{\"code\":\"0x80041010\",\"seconds\":" seconds \
    ",\"operation\":\"Start IWbemServices::GetObject - root\\\\cimv2 : " name "\"}"
#define ELSEWHERE(name)                                                                         \
    "{\"code\":\"0x80041010\",\"seconds\":-9,\"operation\":\"Start IWbemServices::GetObject - " \
    "root\\\\contoso : " name "\"}"
/* A request that succeeded. */
#define AGAIN(seconds, user, class_name)                                                \
    ",\"successes\":[{\"seconds\":" seconds ",\"user\":" user ",\"operation\":\"Start " \
    "IWbemServices::ExecQuery - root\\\\cimv2 : select * from " class_name "\"}]"
#define DCOM "{\"near\":{\"provider\":\"Microsoft-Windows-DistributedCOM\",\"event_id\":10010"

static const struct {
    const char *when, *sample;
    bool matches;
} rows[] = {
    {DCOM "}}", SAMPLE(NEAR("-60", "")), true},
    {DCOM "}}", SAMPLE(NEAR("60", "")), true},
    {DCOM "}}", SAMPLE(NEAR("-60.1", "")), false},
    {DCOM "}}", SAMPLE(""), false},
    {DCOM ",\"within\":300}}", SAMPLE(NEAR("-300", "")), true},
    {DCOM ",\"within\":300}}", SAMPLE(NEAR("61", "")), false},
    {DCOM ",\"order\":\"before\"}}", SAMPLE(NEAR("-1", "")), true},
    {DCOM ",\"order\":\"before\"}}", SAMPLE(NEAR("1", "")), false},
    {DCOM ",\"order\":\"after\"}}", SAMPLE(NEAR("1", "")), true},
    {DCOM ",\"order\":\"after\"}}", SAMPLE(NEAR("-1", "")), false},
    {"{\"near\":{\"provider\":\"DCOM\",\"event_id\":[10009,10010]}}", SAMPLE(NEAR("0", "")), true},
    {"{\"near\":{\"provider\":\"WinMgmt\",\"event_id\":10010}}", SAMPLE(NEAR("0", "")), false},
    {"{\"near\":{\"provider\":\"DCOM\",\"event_id\":10009}}", SAMPLE(NEAR("0", "")), false},
    {DCOM ",\"data\":{\"param1\":\"{8BC3*\"}}}",
     SAMPLE(NEAR("0", ",\"data\":{\"Param1\":\"{8bc3f05e}\"}")), true},
    {DCOM ",\"data\":{\"param2\":\"*\"}}}", SAMPLE(NEAR("0", ",\"data\":{\"Param1\":\"x\"}")),
     false},
    {DCOM ",\"data\":{\"2\":[\"y\",\"z\"]}}}", SAMPLE(NEAR("0", ",\"data\":[\"x\",\"Z\"]")), true},
    {DCOM ",\"data\":{\"3\":\"*\"}}}", SAMPLE(NEAR("0", ",\"data\":[\"x\",\"Z\"]")), false},
    {DCOM ",\"same\":\"client_process_id\"}}", SAMPLE(NEAR("0", ",\"data\":[\"  1092\"]")), true},
    {DCOM ",\"same\":\"client_process_id\"}}", SAMPLE(NEAR("0", ",\"data\":[4242]")), true},
    {DCOM ",\"same\":\"client_process_id\"}}", SAMPLE(NEAR("0", ",\"data\":[\"4243\"]")), false},
    {DCOM ",\"same\":[\"host_process_id\",\"user\"]}}",
     SAMPLE(NEAR("0", ",\"data\":[\"0x1a2c\",\"svc\"]")), true},
    {DCOM ",\"same\":[\"host_process_id\",\"user\"]}}",
     SAMPLE(NEAR("0", ",\"data\":[\"0x1a2c\",\"svb\"]")), false},
    {DCOM ",\"same\":\"client_machine\"}}", SAMPLE(NEAR("0", ",\"data\":[\"mon04.lab.example\"]")),
     true},
    {DCOM ",\"same\":\"provider\"}}", SAMPLE(NEAR("0", ",\"data\":[\"x\"]")), false},
    {"{\"not\":" DCOM "}}}", SAMPLE(""), true},
    {"{\"not\":" DCOM "}}}", SAMPLE(NEAR("0", "")), false},

    {"{\"preceded_by\":{\"code\":\"0x80041032\"}}", SAMPLE(OTHERS(OTHER("-60", ""))), true},
    {"{\"preceded_by\":{\"code\":\"0x80041032\"}}", SAMPLE(OTHERS(OTHER("-61", ""))), false},
    {"{\"preceded_by\":{\"code\":\"0x80041032\"}}", SAMPLE(OTHERS(OTHER("1", ""))), false},
    {"{\"preceded_by\":{\"code\":\"0x80041003\"}}", SAMPLE(""), false},
    {"{\"preceded_by\":{}}", SAMPLE(""), false},
    {"{\"preceded_by\":{\"family\":\"cancelled\"}}", SAMPLE(OTHERS(OTHER("-1", ""))), true},
    {"{\"preceded_by\":{\"family\":\"quota\"}}", SAMPLE(OTHERS(OTHER("-1", ""))), false},
    {"{\"preceded_by\":{\"phase\":\"connect\"}}", SAMPLE(OTHERS(OTHER("-1", ""))), true},
    {"{\"preceded_by\":{\"phase\":\"operation\"}}", SAMPLE(OTHERS(OTHER("-1", ""))), false},
    {"{\"preceded_by\":{\"not_same_code\":true}}", SAMPLE(OTHERS(OTHER("-1", ""))), true},
    {"{\"preceded_by\":{\"not_same_code\":true}}", SAMPLE(OTHERS(LIKE("-1", ""))), false},
    {"{\"preceded_by\":{\"same\":[\"client\",\"user\",\"client_machine\"]}}",
     SAMPLE(OTHERS(OTHER("-1", ""))), true},
    {"{\"preceded_by\":{\"same\":\"class\"}}", SAMPLE(OTHERS(OTHER("-1", ""))), false},
    {"{\"preceded_by\":{\"same\":[\"class\",\"namespace\"]}}", SAMPLE(OTHERS(LIKE("-1", ""))),
     true},
    {"{\"preceded_by\":{\"same\":\"client\"}}",
     SAMPLE(OTHERS("{\"code\":\"5\",\"seconds\":-1,\"client_process_id\":4242}")), false},
    {"{\"preceded_by\":{\"at_least\":3,\"within\":300}}",
     SAMPLE(OTHERS(OTHER("-9", ",\"repeat\":3,\"every\":1"))), true},
    {"{\"preceded_by\":{\"at_least\":4,\"within\":300}}",
     SAMPLE(OTHERS(OTHER("-9", ",\"repeat\":3,\"every\":1"))), false},
    {"{\"followed_by\":{\"code\":\"0x80041032\",\"within\":5}}", SAMPLE(OTHERS(OTHER("5", ""))),
     true},
    {"{\"followed_by\":{\"code\":\"0x80041032\",\"within\":5}}", SAMPLE(OTHERS(OTHER("6", ""))),
     false},
    {"{\"followed_by\":{\"code\":\"0x80041032\"}}", SAMPLE(OTHERS(OTHER("-1", ""))), false},

    {"{\"rate\":{\"at_least\":3,\"within\":10}}",
     SAMPLE(OTHERS(LIKE("-10", "") "," LIKE("10", ""))), true},
    {"{\"rate\":{\"at_least\":3,\"within\":10}}",
     SAMPLE(OTHERS(LIKE("-11", "") "," LIKE("10", ""))), false},
    {"{\"rate\":{\"at_least\":3,\"within\":300}}",
     SAMPLE(OTHERS(LIKE("-11", "") "," LIKE("61", ""))), false},
    {"{\"rate\":{\"at_least\":2,\"within\":10}}", SAMPLE(OTHERS(OTHER("-1", ""))), false},

    {"{\"periodic\":{\"at_least\":4}}", SAMPLE(OTHERS(LIKE("-900", ",\"repeat\":3,\"every\":300"))),
     true},
    {"{\"periodic\":{\"at_least\":5}}", SAMPLE(OTHERS(LIKE("-900", ",\"repeat\":3,\"every\":300"))),
     false},
    {"{\"periodic\":{\"at_least\":3}}",
     SAMPLE(OTHERS(LIKE("-86400", ",\"repeat\":2,\"every\":43200"))), true},
    {"{\"periodic\":{\"at_least\":3}}", SAMPLE(OTHERS(LIKE("-90", "") "," LIKE("-1", ""))), false},
    {"{\"periodic\":{\"at_least\":3}}", SAMPLE(OTHERS(LIKE("-0.4", ",\"repeat\":2,\"every\":0.2"))),
     false},

    {"{\"spread\":{\"namespaces\":3}}",
     SAMPLE(OTHERS(NAMESPACE("-9", "a") "," NAMESPACE("9", "b"))), true},
    {"{\"spread\":{\"namespaces\":3}}",
     SAMPLE(OTHERS(NAMESPACE("-9", "a") "," NAMESPACE("9", "A"))), false},
    {"{\"spread\":{\"namespaces\":2,\"within\":5}}", SAMPLE(OTHERS(NAMESPACE("-9", "a"))), false},
    {"{\"spread\":{\"namespaces\":2,\"code\":\"0x8004100e\"}}",
     SAMPLE(OTHERS(NAMESPACE("-9", "a"))), false},
    {"{\"spread\":{\"users\":2}}",
     SAMPLE(OTHERS("{\"code\":\"5\",\"user\":\"LAB\\\\a\",\"client_machine\":\"MON04\"}")), true},
    {"{\"spread\":{\"users\":2}}",
     SAMPLE(OTHERS("{\"code\":\"5\",\"user\":\"LAB\\\\a\",\"client_machine\":\"MON05\"}")), false},
    {"{\"spread\":{\"clients\":2,\"family\":\"wmi-access-denied\"}}",
     SAMPLE(OTHERS("{\"code\":\"0x80041003\",\"user\":\"LAB\\\\svc\",\"client_process_id\":1}")),
     true},
    {"{\"spread\":{\"clients\":2,\"phase\":\"connect\"}}",
     SAMPLE(OTHERS("{\"code\":\"0x80041003\",\"user\":\"LAB\\\\svc\",\"client_process_id\":1}")),
     false},

    {"{\"spread\":{\"targets\":2}}", SAMPLE(OTHERS(TARGET("SRV08") "," TARGET("SRV09"))), true},
    {"{\"spread\":{\"targets\":2}}", SAMPLE(OTHERS(TARGET("SRV08") "," TARGET("srv08.lab"))),
     false},
    {"{\"spread\":{\"classes\":2}}", SAMPLE(OTHERS(CLASS("-9", "Contoso_A"))), true},
    {"{\"spread\":{\"classes\":3}}",
     SAMPLE(OTHERS(CLASS("-9", "Contoso_A") "," CLASS("-8", "CONTOSO_A"))), false},
    {"{\"spread\":{\"classes\":2,\"code\":\"0x8004100e\"}}",
     SAMPLE(OTHERS(CLASS("-9", "Contoso_A"))), false},
    {"{\"spread\":{\"classes_of_namespace\":2}}", SAMPLE(OTHERS(CLASS("-9", "Contoso_A"))), true},
    {"{\"spread\":{\"classes_of_namespace\":2}}", SAMPLE(OTHERS(ELSEWHERE("Contoso_A"))), false},
    {"{\"spread\":{\"classes\":2}}", SAMPLE(OTHERS(ELSEWHERE("Contoso_A"))), true},

    {"{\"succeeded_before\":{\"namespace\":true}}",
     SAMPLE(",\"successes\":[{\"seconds\":-9,\"operation\":\"Start IWbemServices::GetObject - "
            "\\\\\\\\.\\\\ROOT\\\\CIMV2 : X\"}]"),
     true},
    {"{\"succeeded_before\":{\"namespace\":true}}",
     SAMPLE(",\"successes\":[{\"seconds\":9,\"operation\":\"Start IWbemServices::GetObject - "
            "root\\\\cimv2 : X\"}]"),
     false},
    {"{\"succeeded_before\":{\"connect\":true}}",
     SAMPLE(",\"successes\":[{\"seconds\":-9,\"client_machine\":\"mon04\",\"operation\":"
            "\"IWbemServices::Connect\"}]"),
     true},
    {"{\"succeeded_before\":{\"connect\":true,\"client_sync\":true}}",
     SAMPLE(",\"successes\":[{\"seconds\":-9,\"client_machine\":\"mon04\",\"operation\":"
            "\"IWbemServices::Connect\"}]"),
     false},
    {"{\"succeeded_before\":{\"client_sync\":true}}",
     SAMPLE(",\"successes\":[{\"seconds\":-9,\"client_machine\":\"mon04\",\"operation\":"
            "\"Start IWbemServices::GetObject - root\\\\cimv2 : X\"}]"),
     true},
    {"{\"succeeded_before\":{\"client_sync\":true}}",
     SAMPLE(",\"successes\":[{\"seconds\":-9,\"client_machine\":\"mon04\",\"operation\":"
            "\"Start IWbemServices::GetObjectAsync - root\\\\cimv2 : X\"}]"),
     false},
    {"{\"succeeded_after\":{\"connect\":true,\"within\":5}}",
     SAMPLE(",\"successes\":[{\"seconds\":4,\"client_machine\":\"mon04\",\"operation\":"
            "\"IWbemServices::Connect\"}]"),
     true},
    {"{\"succeeded_after\":{\"connect\":true,\"within\":5}}",
     SAMPLE(",\"successes\":[{\"seconds\":6,\"client_machine\":\"mon04\",\"operation\":"
            "\"IWbemServices::Connect\"}]"),
     false},
    {"{\"succeeded_after\":{\"connect\":true}}",
     SAMPLE(",\"successes\":[{\"seconds\":-1,\"client_machine\":\"mon04\",\"operation\":"
            "\"IWbemServices::Connect\"}]"),
     false},
    {"{\"succeeded_after\":{\"connect\":true}}",
     SAMPLE(",\"successes\":[{\"seconds\":1,\"client_machine\":\"mon05\",\"operation\":"
            "\"IWbemServices::Connect\"}]"),
     false},
    {"{\"succeeded_after\":{\"request\":true}}",
     SAMPLE(AGAIN("9", "\"LAB\\\\svc\"", "Win32_Process")), true},
    {"{\"succeeded_after\":{\"request\":true}}",
     SAMPLE(AGAIN("60", "\"lab\\\\SVC\"", "WIN32_PROCESS")), true},
    {"{\"succeeded_after\":{\"request\":true,\"within\":5}}",
     SAMPLE(AGAIN("6", "\"LAB\\\\svc\"", "Win32_Process")), false},
    {"{\"succeeded_after\":{\"request\":true}}",
     SAMPLE(AGAIN("-1", "\"LAB\\\\svc\"", "Win32_Process")), false},
    {"{\"succeeded_after\":{\"request\":true}}",
     SAMPLE(AGAIN("9", "\"LAB\\\\svc\"", "Win32_Service")), false},
    {"{\"succeeded_after\":{\"request\":true}}",
     SAMPLE(AGAIN("9", "\"LAB\\\\svd\"", "Win32_Process")), false},
    {"{\"succeeded_after\":{\"namespace\":true}}",
     SAMPLE(",\"successes\":[{\"seconds\":9,\"operation\":\"Start IWbemServices::GetObject - "
            "root\\\\cimv2 : X\"}]"),
     true},
};

static void load(struct rule_set *set, const char *text)
{
    struct rule_source source = {VIEW("test.json"), view_of(text)};
    struct error err;
    error_init(&err);
    ck_assert_msg(rule_set_load(set, &source, 1, &err) == STATUS_OK, "%s", err.message);
}

static void keep_complaint(void *context, struct view message)
{
    buffer_add(context, message);
}

/* The sample is both one that must match and one that must not: the complaint says which it is. */
START_TEST(each_condition)
{
    struct buffer text, complaint;
    struct rule_set set;
    struct sample_counts counts;
    buffer_init(&text, BUFFER_NO_MAX);
    buffer_init(&complaint, BUFFER_NO_MAX);
    buffer_format(&text, HEAD "%s,\"samples\":{\"match\":[%s],\"no_match\":[%s]}}]}", rows[_i].when,
                  rows[_i].sample, rows[_i].sample);
    buffer_add_char(&text, '\0');
    load(&set, text.data);
    samples_run(&set, NULL, keep_complaint, &complaint, &counts);
    buffer_add_char(&complaint, '\0');
    ck_assert_uint_eq(counts.passed, 1);
    ck_assert_uint_eq(counts.failed, 1);
    const char *expected = rows[_i].matches ? "test.json: a: samples.no_match[0]: the rule matches"
                                            : "test.json: a: samples.match[0]: the rule does not";
    ck_assert_msg(strstr(complaint.data, expected), "%s with %s: %s", rows[_i].when,
                  rows[_i].sample, complaint.data);
    rule_set_release(&set);
    buffer_release(&text);
    buffer_release(&complaint);
}
END_TEST

/* --- through the engine ---------------------------------------------------------------------- */

static struct rule_set rules;
static bool is_explained = true;

/* An engine with one rule; its failures are collected like those of setup_engine. */
static bool collect(void *context, const struct failure *f, const struct judgement *j)
{
    if (is_explained) {
        engine_explain(engine);
    }
    return collect_failure(context, f, j);
}

static void open_with(const char *when, const char *more)
{
    struct buffer text;
    buffer_init(&text, BUFFER_NO_MAX);
    buffer_format(&text, HEAD "%s%s}]}", when, more);
    buffer_add_char(&text, '\0');
    load(&rules, text.data);
    buffer_release(&text);
    struct engine_options options = {.rules = &rules, .on_failure = collect};
    engine = engine_new(&options);
    failure_count = 0;
}

static void close_all(void)
{
    clear_engine();
    rule_set_release(&rules);
}

#define QUERY "Start IWbemServices::ExecQuery - root\\cimv2 : select * from Win32_Process"

static struct event dcom_event(int64_t ms, const char *computer, struct event_datum *data)
{
    return (struct event){.time = build_time(ms),
                          .provider = VIEW("DCOM"),
                          .channel = VIEW("System"),
                          .computer = view_of(computer),
                          .id = 10010,
                          .origin = {7, 77, 777},
                          .data = data,
                          .data_count = 1};
}

START_TEST(evidence_and_fields_of_an_event)
{
    struct event_datum data = {VIEW("param1"), VIEW(" {8BC3F05E} ")};
    open_with(DCOM "}}", ",\"because\":[\"{near.provider} {near.event_id} at {near.time}: "
                         "{near.param1}, {near.1}\",\"{near.nothing}\"]");
    give(build_failure(1000, 0x80041003, QUERY));
    give(dcom_event(2500, "host.lab.example", &data));
    give(dcom_event(2500, "OTHER", &data));
    data.value = VIEW("changed"); /* the event was borrowed */
    finish();
    ck_assert_uint_eq(failure_count, 1);
    ck_assert_uint_eq(judgements[0]->cause_count, 1);
    const struct cause *cause = &judgements[0]->causes[0];
    ck_assert_uint_eq(cause->because_count, 1);
    ck_assert(view_equal(cause->because[0],
                         VIEW("DCOM 10010 at 2024-01-01 00:00:02: {8BC3F05E}, {8BC3F05E}")));
    ck_assert_uint_eq(cause->evidence_count, 1);
    ck_assert_uint_eq(cause->evidence[0].event_id, 10010);
    ck_assert_uint_eq(cause->evidence[0].origin.record, 77);
    ck_assert(view_equal(cause->evidence[0].channel, VIEW("System")));
    ck_assert(view_equal(cause->evidence[0].provider, VIEW("DCOM")));
}
END_TEST

/* Only the failure that is shown is explained, and the same way. */
START_TEST(reasons_where_they_are_shown)
{
    struct event_datum data = {VIEW("param1"), VIEW("x")};
    is_explained = _i == 0;
    open_with(DCOM "}}", ",\"because\":[\"{near.param1}\"],\"incident\":\"all at once\"");
    give(dcom_event(900, "HOST", &data));
    give(build_failure(1000, 0x80041003, QUERY));
    give(build_failure(1100, 0x80041003, QUERY));
    finish();
    size_t count;
    ck_assert_uint_eq(judgements[0]->causes[0].because_count, _i == 1 ? 0 : 1);
    is_explained = true;
    const struct cause *cause = &engine_groups(engine, &count)[0]->judgement->causes[0];
    ck_assert_uint_eq(count, 1);
    ck_assert_uint_eq(cause->because_count, 1);
    ck_assert(view_equal(cause->because[0], VIEW("x")));
    ck_assert_uint_eq(cause->evidence_count, 1);
    const struct incident *incident = engine_incidents(engine, &count)[0];
    ck_assert_uint_eq(count, 1);
    ck_assert(view_equal(incident->because, VIEW("x")));
}
END_TEST

START_TEST(events_of_wmi_itself)
{
    open_with("{\"near\":{\"provider\":\"Microsoft-Windows-WMI-Activity\",\"event_id\":5857,"
              "\"data\":{\"ProviderName\":\"CIMWin32\",\"result_code\":\"0x80041002\"}}}",
              ",\"because\":[\"{near.host_process_id}\"]");
    give(build_failure(1000, 0x80041003, QUERY));
    struct event event = build_load(1100, 6700, "CIMWin32", "x.dll", 0x80041002);
    event.provider = VIEW("Microsoft-Windows-WMI-Activity");
    give(event);
    finish();
    ck_assert_uint_eq(failure_count, 2);
    ck_assert_uint_eq(judgements[0]->cause_count, 1);
    ck_assert(view_equal(judgements[0]->causes[0].because[0], VIEW("6700")));
    /* The load is a failure itself, and not near itself. */
    ck_assert_uint_eq(judgements[1]->cause_count, 0);
}
END_TEST

/* Both logs tell of each failure: they are two, not four. */
START_TEST(two_events_are_one_failure)
{
    open_with("{\"rate\":{\"at_least\":3,\"within\":60}}", "");
    for (uint32_t i = 0; i < 2; i++) {
        give(build_start(i * 100, i, i, QUERY));
        give(build_stop(i * 100 + 10, i, 0x80041003));
        give(build_failure(i * 100 + 11, 0x80041003, QUERY));
    }
    finish();
    ck_assert_uint_eq(failure_count, 2);
    ck_assert_uint_eq(failures[0]->evidence_count, 2);
    ck_assert_uint_eq(judgements[0]->cause_count, 0);
    ck_assert_uint_eq(judgements[1]->cause_count, 0);
}
END_TEST

START_TEST(count_and_window_are_told)
{
    open_with("{\"rate\":{\"at_least\":3,\"within\":60}}",
              ",\"because\":[\"{count} in {window}\",\"{interval}\"]");
    for (uint32_t i = 0; i < 3; i++) {
        give(build_failure(i * 1000, 0x80041003, QUERY));
    }
    finish();
    ck_assert_uint_eq(failure_count, 3);
    for (size_t i = 0; i < failure_count; i++) {
        ck_assert_uint_eq(judgements[i]->cause_count, 1);
        ck_assert_uint_eq(judgements[i]->causes[0].because_count, 1);
        ck_assert(view_equal(judgements[i]->causes[0].because[0], VIEW("3 in 60 seconds")));
    }
}
END_TEST

/* The failure that follows still waits when the first one settles. */
START_TEST(a_failure_to_come)
{
    open_with("{\"code\":\"0x80041003\",\"followed_by\":{\"code\":\"0x80041032\",\"within\":30}}",
              "");
    give(build_failure(0, 0x80041003, QUERY));
    give(build_failure(29000, 0x80041032, QUERY));
    give(build_failure(61000, 0x80041001, QUERY));
    give(build_failure(62000, 0x80041001, QUERY));
    ck_assert_uint_eq(failure_count, 1);
    finish();
    ck_assert_uint_eq(judgements[0]->cause_count, 1);
    ck_assert_uint_eq(judgements[0]->causes[0].evidence_count, 1);
    ck_assert_uint_eq(judgements[0]->causes[0].evidence[0].origin.record,
                      failures[1]->evidence[0].origin.record);
    ck_assert_uint_eq(judgements[1]->cause_count, 0);
}
END_TEST

START_TEST(rhythm_tells_its_interval)
{
    open_with("{\"periodic\":{\"at_least\":3}}", ",\"because\":[\"every {interval}\"]");
    for (int64_t i = 0; i < 4; i++) {
        give(build_failure(i * 300000 + i % 2 * 1000, 0x80041003, QUERY));
    }
    finish();
    ck_assert_uint_eq(judgements[0]->cause_count, 0);
    /* What comes after a failure has settled says nothing of it. */
    ck_assert_uint_eq(judgements[1]->cause_count, 0);
    ck_assert_uint_eq(judgements[2]->cause_count, 1);
    ck_assert_uint_eq(judgements[3]->cause_count, 1);
    ck_assert(view_equal(judgements[3]->causes[0].because[0], VIEW("every 5 minutes")));
}
END_TEST

START_TEST(what_succeeded_is_seen_in_the_trace)
{
    open_with("{\"succeeded_before\":{\"namespace\":true}}", "");
    give(build_failure(0, 0x80041003, QUERY));
    give(build_start(1000, 1, 1, QUERY));
    give(build_stop(2000, 1, 0));
    give(build_failure(3000, 0x80041003, QUERY));
    finish();
    ck_assert_uint_eq(failure_count, 2);
    ck_assert_uint_eq(judgements[0]->cause_count, 0);
    ck_assert_uint_eq(judgements[1]->cause_count, 1);
}
END_TEST

START_TEST(duration_is_that_of_the_trace)
{
    open_with("{\"duration\":{\"at_least_ms\":2000,\"at_most_ms\":3000}}", "");
    const int64_t durations[] = {1999, 2000, 3000, 3001};
    for (uint32_t i = 0; i < 4; i++) {
        give(build_start(i * 10000, i, i, QUERY));
        give(build_stop(i * 10000 + durations[i], i, 0x80041003));
    }
    give(build_failure(50000, 0x80041002, QUERY)); /* has none */
    finish();
    ck_assert_uint_eq(failure_count, 5);
    for (size_t i = 0; i < failure_count; i++) {
        ck_assert_uint_eq(judgements[i]->cause_count, i == 1 || i == 2 ? 1 : 0);
    }
}
END_TEST

START_TEST(a_renamed_machine_stays_the_same)
{
    open_with(DCOM "}}", "");
    struct event_datum data = {VIEW("param1"), VIEW("x")};
    struct event before = build_failure(0, 0x80041001, QUERY);
    struct event after = build_failure(12000, 0x80041003, QUERY);
    after.computer = VIEW("NEWNAME");
    before.record_id = 10;
    after.record_id = 11;
    give(before);
    give(dcom_event(11000, "HOST", &data));
    give(after);
    finish();
    ck_assert_uint_eq(failure_count, 2);
    ck_assert_uint_eq(judgements[1]->cause_count, 1);
}
END_TEST

/* --- limits ---------------------------------------------------------------------------------- */

/* A burst in one minute: what is kept stays bounded, and the answer right. */
START_TEST(bursts_are_bounded)
{
    load(&rules, HEAD "{\"any\":[{\"rate\":{\"at_least\":500,\"within\":300}},{\"preceded_by\":"
                      "{\"same\":\"class\",\"at_least\":500}},{\"spread\":{\"users\":64}}]}}]}");
    struct computers computers;
    computers_init(&computers, 0);
    struct surroundings *surroundings = rule_set_surroundings(&rules, &computers, 0);
    struct failure f = {.result = 5, .computer = VIEW("HOST"), .evidence_count = 1};
    arena_init(&f.arena, 0);
    f.client.machine = VIEW("MON04");
    f.client.user = VIEW("LAB\\svc");
    bool holds = false;
    for (uint32_t i = 0; i < 50000; i++) {
        f.time = build_time(i);
        f.evidence[0].origin.record = i;
        surroundings_failure(surroundings, &f, SURROUNDINGS_SIDE_CLIENT);
        holds = rule_matches_in(rules.rules[0], surroundings, &f);
        ck_assert(holds == (i >= 499));
    }
    ck_assert_uint_eq(surroundings_dropped(surroundings), 0);
    arena_release(&f.arena);
    surroundings_free(surroundings);
    computers_release(&computers);
    rule_set_release(&rules);
}
END_TEST

START_TEST(many_computers_and_hostile_times)
{
    load(&rules, HEAD DCOM ",\"within\":300}}}]}");
    struct computers computers;
    computers_init(&computers, 0);
    struct surroundings *surroundings = rule_set_surroundings(&rules, &computers, SIZE_MAX / 2);
    struct event_datum data[SURROUNDINGS_MAX_EVENT_DATA + 10] = {{VIEW("a"), VIEW("b")}};
    char name[32];
    for (int i = 0; i < 2 * COMPUTERS_MAX; i++) {
        snprintf(name, sizeof(name), "PC%d", i);
        struct event event = dcom_event(0, name, data);
        event.data_count = COUNT_OF(data);
        event.time = i % 3 == 0 ? INT64_MAX - 1 : i % 3 == 1 ? INT64_MIN + 1 : WINTIME_NONE;
        surroundings_event(surroundings, &event);
    }
    ck_assert_uint_gt(surroundings_dropped(surroundings), 0);
    struct failure f = {.result = 5, .computer = VIEW("PC0"), .time = INT64_MAX - 1};
    ck_assert(rule_matches_in(rules.rules[0], surroundings, &f));
    f.time = INT64_MIN + 1;
    ck_assert(!rule_matches_in(rules.rules[0], surroundings, &f));
    f.computer = VIEW("PC1");
    ck_assert(rule_matches_in(rules.rules[0], surroundings, &f));
    f.time = WINTIME_NONE;
    ck_assert(!rule_matches_in(rules.rules[0], surroundings, &f));
    ck_assert(!rule_matches_in(rules.rules[0], NULL, &f));
    surroundings_clear(surroundings);
    f.time = INT64_MIN + 1;
    ck_assert(!rule_matches_in(rules.rules[0], surroundings, &f));
    surroundings_free(surroundings);
    computers_release(&computers);
    rule_set_release(&rules);
}
END_TEST

Suite *surroundings_suite(void)
{
    Suite *suite = suite_create("surroundings");
    TCase *tests = tcase_create("conditions");
    tcase_add_loop_test(tests, each_condition, 0, COUNT_OF(rows));
    suite_add_tcase(suite, tests);

    tests = tcase_create("engine");
    tcase_add_checked_fixture(tests, NULL, close_all);
    tcase_add_test(tests, evidence_and_fields_of_an_event);
    tcase_add_test(tests, events_of_wmi_itself);
    tcase_add_test(tests, two_events_are_one_failure);
    tcase_add_test(tests, count_and_window_are_told);
    tcase_add_test(tests, a_failure_to_come);
    tcase_add_test(tests, rhythm_tells_its_interval);
    tcase_add_test(tests, what_succeeded_is_seen_in_the_trace);
    tcase_add_test(tests, duration_is_that_of_the_trace);
    tcase_add_test(tests, a_renamed_machine_stays_the_same);
    suite_add_tcase(suite, tests);

    tests = tcase_create("limits");
    tcase_set_timeout(tests, 30);
    tcase_add_loop_test(tests, reasons_where_they_are_shown, 0, 2);
    tcase_add_test(tests, bursts_are_bounded);
    tcase_add_test(tests, many_computers_and_hostile_times);
    suite_add_tcase(suite, tests);
    return suite;
}

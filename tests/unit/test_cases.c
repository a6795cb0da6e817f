/* What is remembered of cases and variants changes no judgement. */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "parsers/base/count.h"
#include "rules/matching/cases.h"
#include "rules/matching/match.h"
#include "rules/matching/wants.h"
#include "rules/rule_file/builtin.h"
#include "rules/rule_file/rule_file.h"
#include "tests/unit/event_build.h"
#include "tests/unit/suites.h"

enum { FAILURES = 6000 };

static const char *const operations[] = {
    "Start IWbemServices::ExecQuery - root\\cimv2 : select * from Win32_Process",
    "Start IWbemServices::ExecQuery - root\\cimv2 : select Nme from Win32_Process where a='x",
    "Start IWbemServices::ExecQuery - root\\cimv2 : SELECT * FROM Win32_Service LIMIT 5",
    "Start IWbemServices::GetObject - root\\cimv2 : \\\\OTHER\\root\\cimv2:Win32_Service",
    ("Start IWbemServices::ExecNotificationQuery - root\\cimv2 : SELECT * FROM "
     "__InstanceCreationEvent WHERE TargetInstance ISA 'Win32_Process'"),
    "Provider::GetObject - CIMWin32 : Win32_Service.Name=\"x\"",
    "IWbemServices::Connect",
};
static const uint32_t codes[] = {0x80041003, 0x80041010, 0x80041017, 0x80041032,
                                 0x800706BA, 0x80070005, 0x80041001, 0x8004100A};
static const char *const users[] = {"LAB\\svc", "NT AUTHORITY\\SYSTEM", "HOST\\admin", "LAB\\HOST$",
                                    "NT AUTHORITY\\ANONYMOUS LOGON"};
static const char *const computers_of[] = {"HOST", "OTHER.lab.example"};
static const char *const providers[] = {NULL, "CIMWin32", "WmiPerfInst"};
static const char *const services[] = {"Winmgmt", "Windows Firewall", "Print Spooler", "RpcSs"};

static uint64_t state = 1;

static size_t pick(size_t count)
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (size_t)(state >> 33) % count;
}

#define PICK(table) ((table)[pick(COUNT_OF(table))])

static void make_failure(struct failure *f, uint32_t number)
{
    *f = (struct failure){.result = PICK(codes), .evidence_count = 1};
    f->has_no_result = pick(16) == 0;
    f->time = build_time(number);
    f->operation = operation_text_parse(view_of(PICK(operations)));
    f->name_space = f->operation.name_space;
    f->computer = view_of(PICK(computers_of));
    f->client.user = view_of(PICK(users));
    f->client.machine = pick(2) ? VIEW("MON04") : f->computer;
    f->client.locality = pick(2) ? LOCALITY_REMOTE : LOCALITY_LOCAL;
    f->client.has_process_id = true;
    f->client.process_id = 4 * (uint32_t)pick(9);
    f->provider.name = view_of(PICK(providers));
    f->has_duration = pick(3) == 0;
    f->duration = (int64_t)pick(60) * WINTIME_TICKS_PER_SECOND;
    f->evidence[0] = (struct evidence){.origin.record = number, .event_id = 5858};
    failure_classify(f);
}

/* All that conditions of values may look at, beside what make_failure gives. */
static void vary(struct failure *f)
{
    static const char *const components[] = {NULL, "Core", "Unknown", "Provider"};
    static const char *const reasons[] = {NULL, "Unknown", "Could not send status to client"};
    static const char *const spaces[] = {"root\\cimv2",
                                         "ROOT/CIMV2",
                                         "root\\\\cimv2",
                                         "cimv2",
                                         "\\\\FAR\\root\\cimv2",
                                         "root\\cimv2\\",
                                         "root\\accesslogging",
                                         "root\\cimv2\\applications\\exchange",
                                         "root\\cimv2\\security\\microsoftvolumeencryption"};
    static const uint32_t rare_codes[] = {0x8004100E, 0x80310018};
    f->component = view_of(PICK(components));
    f->possible_cause = view_of(PICK(reasons));
    if (pick(4) == 0) {
        static const char *const others[] = {
            "Start IWbemServices::ExecQuery - root\\cimv2 : SELECT * FROM Win32_Proces",
            "Start IWbemServices::ExecQuery - root\\cimv2 : SELECT * FROM Win32_Printer",
            "Start IWbemServices::ExecQuery - root\\cimv2 : SELECT * FROM Win32_PerfRawData_A_B",
            "Start IWbemServices::ExecMethod - root\\cimv2 : Win32_Process::Create",
            "Start IWbemServices::ExecQuery - root : SELECT * FROM Win32_EncryptableVolume",
        };
        f->operation = operation_text_parse(view_of(PICK(others)));
    }
    f->operation.name_space = VIEW_NONE;
    f->name_space = view_of(PICK(spaces));
    f->has_no_result = pick(8) == 0;
    f->result = pick(3) == 0 ? PICK(rare_codes) : f->result;
    if (pick(8) == 0) {
        f->operation = operation_text_parse(VIEW("connect to namespace : \\\\FAR\\root\\cimv2"));
    }
    failure_classify(f);
}

static void add_event(struct surroundings *around, uint32_t number)
{
    static const uint16_t ids[] = {7036, 7031, 7040, 1000, 10016, 4625};
    static const char *const names[] = {"Service Control Manager", "Application Error",
                                        "Microsoft-Windows-DistributedCOM",
                                        "Microsoft-Windows-Security-Auditing"};
    const struct event_datum data[] = {{VIEW("param1"), view_of(PICK(services))},
                                       {VIEW("param2"), VIEW("stopped")}};
    struct event event = {.time = build_time(number),
                          .provider = view_of(PICK(names)),
                          .computer = view_of(PICK(computers_of)),
                          .id = PICK(ids),
                          .origin.record = 1000000 + number,
                          .data = data,
                          .data_count = COUNT_OF(data)};
    surroundings_event(around, &event);
}

static void check_same(const struct judgement *a, const struct judgement *b, uint32_t number)
{
    ck_assert_msg(a->verdict == b->verdict && a->cause_count == b->cause_count, "failure %u",
                  number);
    ck_assert(view_equal(a->reason, b->reason));
    for (size_t i = 0; i < a->cause_count; i++) {
        ck_assert_ptr_eq(a->causes[i].rule, b->causes[i].rule);
    }
}

START_TEST(what_is_remembered_changes_nothing)
{
    struct rule_set set;
    struct computers computers;
    struct match_cases cases;
    struct judgement with, without;
    rule_set_init_builtin(&set);
    computers_init(&computers, 0);
    struct surroundings *around = rule_set_surroundings(&set, &computers, 0);
    struct kinds *kinds = kinds_new(0);
    match_cases_init(&cases);
    judgement_init(&with);
    judgement_init(&without);
    uint32_t met = surroundings_met(around);
    for (uint32_t i = 0; i < FAILURES; i++) {
        struct failure f;
        if (i > FAILURES / 3 && pick(10) == 0) {
            add_event(around, i);
        }
        make_failure(&f, i);
        if (pick(3) == 0) {
            vary(&f);
        }
        kinds_of(kinds, &f);
        surroundings_failure(around, &f, SURROUNDINGS_SIDE_CLIENT);
        rule_set_match_in(&set, &cases, around, &f, &with);
        rule_set_match_in(&set, NULL, around, &f, &without);
        check_same(&with, &without, i);
    }
    ck_assert_uint_gt(surroundings_met(around), met + 1);
    judgement_release(&with);
    judgement_release(&without);
    match_cases_release(&cases);
    kinds_free(kinds);
    surroundings_free(around);
    computers_release(&computers);
    rule_set_release(&set);
}
END_TEST

/* One rule for each value that a kind of condition may ask for. */
static void add_rules(struct buffer *out, enum condition_kind kind)
{
    static const char *const globs[] = {"*a*", "*e*",    "*o*", "*n*", "*s*",  "*d*",    "*w*",
                                        "*i*", "*\\\\*", "?",   "*-*", "*32*", "unknown"};
    const struct condition_row *row = &condition_rows[kind];
    const char *const key = names_get(&condition_names, kind);
    const bool is_names = row->form == FORM_NAMES;
    const size_t count = is_names                  ? row->names->count
                         : row->form == FORM_CODES ? COUNT_OF(codes)
                         : row->form == FORM_GLOBS ? COUNT_OF(globs)
                                                   : 0;
    for (size_t i = 0; i < count; i++) {
        char code[16];
        snprintf(code, sizeof(code), "0x%08X", (unsigned)codes[i % COUNT_OF(codes)]);
        buffer_format(out,
                      "%s{\"id\":\"k%u.n%zu\",\"version\":1,\"title\":\"t\",\"cause\":\"c\","
                      "\"confidence\":\"likely\",\"verdict\":\"broken\",\"reason\":\"r\",\"when\":{"
                      "\"%s\":[\"%s\"]}}",
                      out->len > 0 ? "," : "", (unsigned)kind, i, key,
                      is_names                  ? names_get(row->names, (uint32_t)i)
                      : row->form == FORM_CODES ? code
                                                : globs[i % COUNT_OF(globs)]);
    }
}

/* Each kind of condition that lists values, alone: none is answered for a kind, case or variant by
 * what failures of one differ in. */
START_TEST(each_condition_is_asked_where_it_is_known)
{
    struct rule_set set;
    struct match_cases cases;
    struct judgement with, without;
    struct error err;
    struct buffer rules, text;
    buffer_init(&rules, BUFFER_NO_MAX);
    buffer_init(&text, BUFFER_NO_MAX);
    add_rules(&rules, (enum condition_kind)_i);
    if (rules.len > 0) {
        error_init(&err);
        buffer_format(&text, "{\"version\":\"1.0\",\"rules\":[%.*s]}",
                      VIEW_ARG(buffer_view(&rules)));
        struct rule_source source = {VIEW("test.json"), buffer_view(&text)};
        ck_assert_msg(rule_set_load(&set, &source, 1, &err) == STATUS_OK, "%s", err.message);
        struct kinds *kinds = kinds_new(0);
        match_cases_init(&cases);
        judgement_init(&with);
        judgement_init(&without);
        size_t held = 0;
        for (uint32_t i = 0; i < FAILURES / 2; i++) {
            struct failure f;
            make_failure(&f, i);
            vary(&f);
            kinds_of(kinds, &f);
            rule_set_match_in(&set, &cases, NULL, &f, &with);
            rule_set_match_in(&set, NULL, NULL, &f, &without);
            check_same(&with, &without, i);
            held += with.cause_count;
        }
        ck_assert_msg(held > 0, "%s holds never", names_get(&condition_names, (uint32_t)_i));
        judgement_release(&with);
        judgement_release(&without);
        match_cases_release(&cases);
        kinds_free(kinds);
        rule_set_release(&set);
    }
    buffer_release(&rules);
    buffer_release(&text);
}
END_TEST

/* A kind and a case are kept at once, a variant when it comes for the second time, and not when
 * something else is met. */
START_TEST(variants_are_kept_when_they_come_again)
{
    struct match_cases cases;
    struct kinds *kinds = kinds_new(0);
    struct failure f;
    make_failure(&f, 0);
    kinds_of(kinds, &f);
    match_cases_init(&cases);
    ck_assert_ptr_null(match_cases_kind(&cases, &f));
    match_cases_add_place(&cases, &(struct match_place){.place = 7, .open = 5});
    ck_assert_uint_eq(match_cases_end_kind(&cases, &f)->rules.count, 1);
    ck_assert_uint_eq(match_cases_kind(&cases, &f)->rules.list[0].place, 7);
    ck_assert_uint_eq(match_cases_kind(&cases, &f)->rules.list[0].open, 5);
    match_cases_begin(&cases, &f);
    const struct match_case *c = match_cases_end(&cases, &f);
    ck_assert(match_cases_has(&cases, c));
    ck_assert_uint_eq(match_cases_kind(&cases, &f)->rules.count, 1);
    ck_assert_ptr_eq(match_cases_find(&cases, &f), c);
    ck_assert_ptr_null(match_cases_variant(&cases, c, &f, USER_KIND_USER, 0));
    struct match_variant *v = match_cases_variant(&cases, c, &f, USER_KIND_USER, 0);
    ck_assert_ptr_nonnull(v);
    ck_assert_uint_eq(v->age, 0);
    match_cases_keep(&cases, v);
    ck_assert_ptr_eq(match_cases_variant(&cases, c, &f, USER_KIND_USER, 0), v);
    ck_assert_ptr_null(match_cases_variant(&cases, c, &f, USER_KIND_SYSTEM, 0));
    ck_assert_ptr_ne(match_cases_variant(&cases, c, &f, USER_KIND_USER, 1), v);
    f.has_duration = !f.has_duration;
    ck_assert_ptr_null(match_cases_variant(&cases, c, &f, USER_KIND_USER, 0));
    match_cases_release(&cases);
    kinds_free(kinds);
}
END_TEST

/* "A.B" is the kind of a class, and of a method of another: their rules are not the same. */
START_TEST(what_is_left_for_a_kind_is_of_its_class)
{
    struct match_cases cases;
    struct kinds *kinds = kinds_new(0);
    struct failure f;
    make_failure(&f, 0);
    f.operation.class_name = VIEW("A.B");
    f.operation.method = VIEW_NONE;
    match_cases_init(&cases);
    const struct failure_kind *kind = kinds_of(kinds, &f);
    (void)match_cases_end_kind(&cases, &f);
    ck_assert_ptr_nonnull(match_cases_kind(&cases, &f));
    f.operation.class_name = VIEW("A");
    f.operation.method = VIEW("B");
    f.kind = NULL;
    ck_assert_ptr_eq(kinds_of(kinds, &f), kind);
    ck_assert_ptr_null(match_cases_kind(&cases, &f));
    match_cases_release(&cases);
    kinds_free(kinds);
}
END_TEST

/* A code is that of its phase; a failure without one has a place of its own. */
START_TEST(what_is_left_for_a_code_is_of_its_phase)
{
    struct match_cases cases;
    struct failure f;
    make_failure(&f, 0);
    f.phase = PHASE_CONNECT;
    match_cases_init(&cases);
    ck_assert_ptr_null(match_cases_code(&cases, &f));
    match_cases_add_place(&cases, &(struct match_place){.place = 3, .open = 9});
    ck_assert_uint_eq(match_cases_end_code(&cases, &f)->rules.count, 1);
    ck_assert_uint_eq(match_cases_code(&cases, &f)->rules.list[0].place, 3);
    ck_assert_uint_eq(match_cases_code(&cases, &f)->rules.list[0].open, 9);
    f.phase = PHASE_OPERATION;
    ck_assert_ptr_null(match_cases_code(&cases, &f));
    f.phase = PHASE_CONNECT;
    f.has_no_result = true;
    ck_assert_ptr_null(match_cases_code(&cases, &f));
    f.has_no_result = false;
    f.result++;
    ck_assert_ptr_null(match_cases_code(&cases, &f));
    match_cases_release(&cases);
}
END_TEST

/* However many codes there are. */
START_TEST(codes_take_no_more_than_their_bound)
{
    struct match_cases cases;
    struct failure f;
    make_failure(&f, 0);
    match_cases_init(&cases);
    const uint32_t codes_enough = 4 * CASES_MAX_KIND_BYTES / (256 * sizeof(struct match_place));
    for (uint32_t code = 0; code < codes_enough; code++) {
        f.result = code;
        (void)match_cases_find(&cases, &f);
        for (size_t i = 0; i < 256; i++) {
            match_cases_add_place(&cases, &(struct match_place){.place = code});
        }
        ck_assert_uint_eq(match_cases_end_code(&cases, &f)->rules.list[0].place, code);
        ck_assert_ptr_nonnull(match_cases_code(&cases, &f));
        ck_assert_uint_lt(cases.kind_arena.total, 2 * CASES_MAX_KIND_BYTES);
    }
    ck_assert_uint_gt(cases.kind_age, 1);
    match_cases_release(&cases);
}
END_TEST

/* One operation that fails on many computers by turns is one case of ever new variants. */
START_TEST(variants_take_no_more_than_their_bound)
{
    struct match_cases cases;
    struct kinds *kinds = kinds_new(0);
    struct failure f;
    char computer[64 * 1024];
    memset(computer, 'c', sizeof(computer));
    make_failure(&f, 0);
    kinds_of(kinds, &f);
    match_cases_init(&cases);
    for (size_t i = 0; i < FAILURES; i++) {
        const struct match_case *c = match_cases_find(&cases, &f);
        if (!c) {
            (void)match_cases_end_kind(&cases, &f);
            match_cases_begin(&cases, &f);
            c = match_cases_end(&cases, &f);
        }
        f.computer = (struct view){computer, sizeof(computer) - i};
        struct match_variant *v = match_cases_variant(&cases, c, &f, USER_KIND_USER, 0);
        if (v) {
            match_cases_keep(&cases, v);
        }
        ck_assert_uint_lt(cases.arena.total, CASES_MAX_BYTES + 3 * sizeof(computer));
    }
    match_cases_release(&cases);
    kinds_free(kinds);
}
END_TEST

static void judge_all(const struct rule_set *set, struct match_cases *cases)
{
    struct judgement judgement;
    struct kinds *kinds = kinds_new(0);
    judgement_init(&judgement);
    match_cases_init(cases);
    state = 1;
    for (uint32_t i = 0; i < FAILURES; i++) {
        struct failure f;
        make_failure(&f, i);
        kinds_of(kinds, &f);
        rule_set_match_in(set, cases, NULL, &f, &judgement);
    }
    judgement_release(&judgement);
    kinds_free(kinds);
}

/* Two that judge the same keep the same, wherever in memory they are: it is weighed. */
START_TEST(what_is_remembered_depends_on_no_address)
{
    struct rule_set set;
    struct match_cases a, b;
    size_t kept = 0;
    rule_set_init_builtin(&set);
    judge_all(&set, &a);
    judge_all(&set, &b);
    ck_assert_uint_eq(match_cases_bytes(&a), match_cases_bytes(&b));
    for (size_t i = 0; i < CASES_VARIANTS; i++) {
        ck_assert_uint_eq(a.variants[i].hash, b.variants[i].hash);
        kept += a.variants[i].age > 0;
    }
    ck_assert_uint_gt(kept, CASES_VARIANTS / 8);
    match_cases_release(&a);
    match_cases_release(&b);
    rule_set_release(&set);
}
END_TEST

Suite *cases_suite(void)
{
    Suite *suite = suite_create("cases");
    TCase *tests = tcase_create("cases");
    tcase_add_test(tests, what_is_remembered_changes_nothing);
    tcase_add_loop_test(tests, each_condition_is_asked_where_it_is_known, 0, CONDITION_COUNT);
    tcase_add_test(tests, variants_are_kept_when_they_come_again);
    tcase_add_test(tests, what_is_left_for_a_kind_is_of_its_class);
    tcase_add_test(tests, what_is_left_for_a_code_is_of_its_phase);
    tcase_add_test(tests, codes_take_no_more_than_their_bound);
    tcase_add_test(tests, variants_take_no_more_than_their_bound);
    tcase_add_test(tests, what_is_remembered_depends_on_no_address);
    suite_add_tcase(suite, tests);
    return suite;
}

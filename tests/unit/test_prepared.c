/* A failure is the same whether its event was prepared or is read when it is taken. */
#include <string.h>

#include "parsers/base/count.h"
#include "parsers/event/event_ids.h"
#include "rules/operations/contents.h"
#include "rules/operations/prepared.h"
#include "tests/unit/event_build.h"
#include "tests/unit/suites.h"

enum { LONG = CONTENTS_MAX_TEXT + 10 };

static struct preparer *preparer, *other; /* of two threads */
static char long_query[LONG + 1];

static const char *const operations[] = {
    "Start IWbemServices::ExecQuery - root\\cimv2 : select * from Win32_Service",
    "Start IWbemServices::ExecQuery - \\\\SRV01\\root\\cimv2 : select * from Win32_Service",
    "Start IWbemServices::ExecMethod - root\\cimv2 : Win32_Process::Create",
    "Start IWbemServices::GetObject - root\\cimv2 : \\\\.\\root\\cimv2:Win32_Bios=\"a\"",
    "IWbemServices::Connect",
    "connect to namespace : \\\\SRV02\\root\\cimv2",
    "connect to namespace : root\\cimv2",
    "Provider::GetObject - CIMWin32 : Win32_Bios",
    "an unknown text",
    "",
    long_query,
};
enum { OPERATIONS = COUNT_OF(operations) };

static const struct {
    const char *machine, *user, *component, *cause, *correlation;
    uint64_t process;
} clients[] = {
    {"HOST", "HOST\\me", "Unknown", "Unknown", NULL, BUILD_CLIENT},
    {"SRV01.example.org", "EX\\SRV01$", " Provider ", "Quota violation", NULL, 0},
    {"", "", NULL, "Could not send status to client", "{1-2}", BUILD_SERVICE},
    {NULL, NULL, "", "", "{00000000-0000-0000-0000-000000000000}", BUILD_SERVICE},
    {"Local", "NT AUTHORITY\\SYSTEM", "Core", NULL, " {A-B} ", 4},
};
enum { CLIENTS = COUNT_OF(clients) };

static void put_text(struct event *e, enum event_field field, const char *text)
{
    if (text) {
        build_text(e, field, text);
    }
}

static struct event make_event(size_t operation, size_t client)
{
    struct event e = build_event(EVENT_ID_CLIENT_FAILURE, (int64_t)(operation * CLIENTS + client));
    put_text(&e, EVENT_FIELD_OPERATION, operations[operation]);
    put_text(&e, EVENT_FIELD_CLIENT_MACHINE, clients[client].machine);
    put_text(&e, EVENT_FIELD_USER, clients[client].user);
    put_text(&e, EVENT_FIELD_COMPONENT, clients[client].component);
    put_text(&e, EVENT_FIELD_POSSIBLE_CAUSE, clients[client].cause);
    put_text(&e, EVENT_FIELD_CORRELATION_ID, clients[client].correlation);
    build_number(&e, EVENT_FIELD_CLIENT_PROCESS_ID, clients[client].process);
    if (operation % 3 == 0) {
        build_text(&e, EVENT_FIELD_RESULT_CODE, "it failed");
    } else {
        build_number(&e, EVENT_FIELD_RESULT_CODE, operation % 3 == 1 ? 0x80041010 : 0x800706ba);
    }
    return e;
}

static void setup(void)
{
    preparer = preparer_new(1);
    other = preparer_new(2);
    memset(long_query, 'x', LONG);
    memcpy(long_query, "Start IWbemServices::ExecQuery - root\\cimv2 : ", 46);
}

static void teardown(void)
{
    preparer_free(preparer);
    preparer_free(other);
}

static void expect_view(struct view a, struct view b)
{
    ck_assert_msg(view_equal(a, b) && !a.data == !b.data, "'%.*s' for '%.*s'", VIEW_ARG(a),
                  VIEW_ARG(b));
}

static void expect_same(const struct failure *a, const struct failure *b)
{
    const struct operation_text *left = &a->operation, *right = &b->operation;
    const struct view texts[][2] = {
        {left->text, right->text},
        {left->verb, right->verb},
        {left->name_space, right->name_space},
        {left->provider, right->provider},
        {left->argument, right->argument},
        {left->query, right->query},
        {left->class_name, right->class_name},
        {left->method, right->method},
        {left->target_host, right->target_host},
        {a->name_space, b->name_space},
        {a->correlation_id, b->correlation_id},
        {a->component, b->component},
        {a->possible_cause, b->possible_cause},
        {a->client.machine, b->client.machine},
        {a->client.user, b->client.user},
    };
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        expect_view(texts[i][0], texts[i][1]);
    }
    ck_assert_int_eq(left->type, right->type);
    ck_assert_int_eq(a->phase, b->phase);
    ck_assert_int_eq(a->stage, b->stage);
    ck_assert_int_eq(a->viewpoint, b->viewpoint);
    ck_assert_int_eq(a->family, b->family);
    ck_assert_uint_eq(a->result, b->result);
    ck_assert_int_eq(a->has_no_result, b->has_no_result);
    ck_assert_int_eq(a->has_cut_text, b->has_cut_text);
    ck_assert_int_eq(a->client.locality, b->client.locality);
    ck_assert_int_eq(a->client.is_service, b->client.is_service);
    ck_assert_int_eq(a->client.has_process_id, b->client.has_process_id);
    ck_assert_uint_eq(a->client.process_id, b->client.process_id);
    ck_assert_int_eq(a->client.created, b->client.created);
    ck_assert_str_eq(a->fingerprint, b->fingerprint);
    ck_assert_int_eq(a->marks.is_set, b->marks.is_set);
    ck_assert_uint_eq(a->marks.user, b->marks.user);
    ck_assert_uint_eq(a->marks.machine, b->marks.machine);
}

/* The failures of these operations' events, which belong to the caller. */
static size_t failures_of(size_t from, size_t to, bool are_prepared, struct failure *found[])
{
    setup_engine();
    for (size_t i = from * CLIENTS; i < to * CLIENTS; i++) {
        const size_t operation = i / CLIENTS;
        struct event e = make_event(operation, i % CLIENTS);
        struct prepared x;
        memset(&x, 0xA5, sizeof(x));
        ck_assert_int_eq(preparer_wants(&e), operations[operation] != long_query);
        if (are_prepared && preparer_wants(&e)) {
            preparer_event(operation % 2 == 0 ? preparer : other, &e, &x);
        }
        engine_event(engine, &e);
    }
    finish();
    const size_t count = failure_count;
    for (size_t i = 0; i < count; i++) {
        found[i] = failures[i];
        judgement_free(judgements[i]);
    }
    failure_count = 0;
    clear_engine();
    return count;
}

static void expect_same_of(size_t from, size_t to)
{
    struct failure *read[MAX_FAILURES], *prepared[MAX_FAILURES];
    const size_t count = (to - from) * CLIENTS;
    ck_assert_uint_eq(failures_of(from, to, false, read), count);
    ck_assert_uint_eq(failures_of(from, to, true, prepared), count);
    for (size_t i = 0; i < count; i++) {
        expect_same(prepared[i], read[i]);
        failure_free(prepared[i]);
        failure_free(read[i]);
    }
}

START_TEST(gives_the_same_failure)
{
    expect_same_of((size_t)_i, (size_t)_i + 1);
}
END_TEST

/* Two threads number their texts alike, and are not taken for one. */
START_TEST(keeps_threads_apart)
{
    ck_assert_uint_le(OPERATIONS * CLIENTS, MAX_FAILURES);
    expect_same_of(0, OPERATIONS);
}
END_TEST

/* Other events tell of no failure by themselves. */
START_TEST(leaves_others_alone)
{
    const struct event others[] = {build_start(0, 1, 1, operations[0]),
                                   build_stop(1, 1, 0x80041010),
                                   build_load(2, 5, "CIMWin32", "a.dll", 0)};
    for (size_t i = 0; i < COUNT_OF(others); i++) {
        ck_assert(!preparer_wants(&others[i]));
    }
}
END_TEST

Suite *prepared_suite(void)
{
    Suite *suite = suite_create("prepared");
    TCase *tcase = tcase_create("prepared");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_loop_test(tcase, gives_the_same_failure, 0, OPERATIONS);
    tcase_add_test(tcase, keeps_threads_apart);
    tcase_add_test(tcase, leaves_others_alone);
    suite_add_tcase(suite, tcase);
    return suite;
}

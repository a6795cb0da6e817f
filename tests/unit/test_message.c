/* Fields read from rendered messages. */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "parsers/base/count.h"
#include "parsers/event/message.h"
#include "parsers/event/templates.h"
#include "tests/unit/suites.h"

struct message_case {
    uint16_t id;
    const char *message;
    enum event_field field;
    const char *text; /* NULL: `number` */
    uint64_t number;
};

#define FAILURE(operation)                                                                   \
    "Id = {0}; ClientMachine = PC; User = A\\b; ClientProcessId = 42; Component = Unknown; " \
    "Operation = " operation "; ResultCode = 0x80041003; PossibleCause = Unknown"

static const struct message_case cases[] = {
    {5858, FAILURE("Start x"), EVENT_FIELD_OPERATION, "Start x", 0},
    {5858, "\r\n" FAILURE("x") "\n", EVENT_FIELD_RESULT_CODE, NULL, 0x80041003},
    {5858, FAILURE("a; ResultCode = 1; PossibleCause = b"), EVENT_FIELD_OPERATION,
     "a; ResultCode = 1; PossibleCause = b", 0},
    {5858, FAILURE("a; User = b; Operation = c"), EVENT_FIELD_USER, "A\\b", 0},
    {11,
     "CorrelationId = {0}; GroupOperationId = 1; OperationId = 2; Operation = x; "
     "ClientMachine = PC; User = u; ClientProcessId = 3; NamespaceName = \\\\.\\root\\cimv2",
     EVENT_FIELD_NAMESPACE, "\\\\.\\root\\cimv2", 0},
    {11,
     "CorrelationId = {0}; GroupOperationId = 1; OperationId = 2; Operation = x; "
     "ClientMachine = PC; User = u; ClientProcessId = 3; NamespaceName = 133000000000000000",
     EVENT_FIELD_CLIENT_CREATED, NULL, 133000000000000000},
    {13, "Stop OperationId = 7; ResultCode = 0x80041032", EVENT_FIELD_RESULT_CODE, NULL,
     0x80041032},
    {5857,
     "CIMWin32 provider started with result code 0x0. HostProcess = wmiprvse.exe; ProcessID "
     "= 4; ProviderPath = %systemroot%\\x.dll",
     EVENT_FIELD_PROVIDER_PATH, "%systemroot%\\x.dll", 0},
    {5857,
     "P provider started with result code 0x80041013. HostProcess = wmiprvse.exe; ProcessID "
     "= 4; ProviderPath = ",
     EVENT_FIELD_PROVIDER_PATH, "", 0},
    {5861,
     "Namespace = //./root; Eventfilter = F (refer to its activate eventid:5859); Consumer = "
     "C; PossibleCause = a; Consumer = b; PossibleCause = c",
     EVENT_FIELD_POSSIBLE_CAUSE, "a; Consumer = b; PossibleCause = c", 0},
    {5860,
     "Namespace = n; NotificationQuery = q; UserName = u; ClientProcessID = 5, ClientMachine "
     "= m; PossibleCause = p",
     EVENT_FIELD_CLIENT_MACHINE, "m", 0},
    {5859,
     "Namespace = n; NotificationQuery = q; OwnerName = u; HostProcessID = 5;  Provider= p, "
     "queryID = 6; PossibleCause = c",
     EVENT_FIELD_QUERY_ID, NULL, 6},
};

static struct event event_of(uint16_t id)
{
    return (struct event){.id = id, .layout = template_find(id)};
}

START_TEST(reads_message)
{
    const struct message_case *c = &cases[_i];
    struct event e = event_of(c->id);
    uint64_t number = 0;
    ck_assert(message_read(&e, view_of(c->message)));
    if (c->text) {
        struct view text = event_text(&e, c->field);
        ck_assert_msg(view_equal(text, view_of(c->text)), "%.*s", VIEW_ARG(text));
    } else {
        ck_assert(event_number(&e, c->field, &number));
        ck_assert_uint_eq(number, c->number);
    }
}
END_TEST

/* What is cut off anywhere is no message, but for the text at its end. */
START_TEST(refuses_what_is_no_message)
{
    static const char message[] = FAILURE("x");
    size_t whole = view_find(view_of(message), VIEW("PossibleCause = "), 0) + 16;
    for (size_t len = 0; len < whole; len++) {
        struct event e = event_of(5858);
        ck_assert(!message_read(&e, (struct view){message, len}));
        ck_assert_ptr_null(e.values[0].text.data);
    }
    struct event e = event_of(13);
    ck_assert(!message_read(&e, VIEW("Stop OperationId = 7; ResultCode = none")));
    ck_assert(!message_read(&e, VIEW("Arr\xC3\xAAt de 7")));
    e = event_of(50);
    ck_assert(!message_read(&e, VIEW("Activity Transfer")));
}
END_TEST

/* Where one of two values became part of another field's text. */
START_TEST(names_that_stand_twice_are_found)
{
    static const struct {
        const char *message, *name, *value; /* NULL: none */
    } twice[] = {
        {FAILURE("a; ResultCode = 0x80041002"), "ResultCode", "0x80041002"},
        {FAILURE("a; ResultCode = 0x80041003"), NULL, NULL},
        {FAILURE("select * from A where B = '; ResultCode = 0x80041002'"), NULL, NULL},
        {FAILURE("a; ResultCode = none"), NULL, NULL},
        {FAILURE("a; ClientProcessId = 7"), "ClientProcessId", "7"},
        {FAILURE("a; User = c"), NULL, NULL}, /* may be what was asked for */
        {FAILURE("a"), NULL, NULL},
    };
    static const struct {
        const char *from, *to, *name, *value, *within;
    } texts[] = {
        {"User = ", "User = CONTOSO\\ben; User = ", "User", NULL, "User"},
        {"Component = ", "Component = a; User = CONTOSO\\ben; Component = ", "User", "CONTOSO\\ben",
         "Component"},
        {"; Operation", "; User = CONTOSO\\ben; Operation", "User", "CONTOSO\\ben", "Component"},
        {"; User", "; ClientMachine = SRV02; User", "ClientMachine", "SRV02", "ClientMachine"},
    };
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        struct message_double found;
        struct event e = event_of(5858);
        struct view before, behind;
        char text[512];
        ck_assert(view_cut(VIEW(FAILURE("a")), view_of(texts[i].from), &before, &behind));
        snprintf(text, sizeof(text), "%.*s%s%.*s", VIEW_ARG(before), texts[i].to, VIEW_ARG(behind));
        ck_assert(message_read(&e, view_of(text)));
        ck_assert(message_names_twice(&e, &found));
        ck_assert(view_equal(found.name, view_of(texts[i].name)));
        ck_assert(!texts[i].value || view_equal(found.value, view_of(texts[i].value)));
        ck_assert(view_equal(found.within, view_of(texts[i].within)));
    }
    for (size_t i = 0; i < COUNT_OF(twice); i++) {
        struct message_double found;
        struct event e = event_of(5858);
        ck_assert(message_read(&e, view_of(twice[i].message)));
        ck_assert(message_names_twice(&e, &found) == (twice[i].name ? true : false));
        if (twice[i].name) {
            ck_assert(view_equal(found.name, view_of(twice[i].name)));
            ck_assert(view_equal(found.value, view_of(twice[i].value)));
            ck_assert(view_equal(found.within, VIEW("Operation")));
        }
    }
}
END_TEST

Suite *message_suite(void)
{
    Suite *suite = suite_create("message");
    TCase *tcase = tcase_create("message");
    tcase_add_loop_test(tcase, reads_message, 0, COUNT_OF(cases));
    tcase_add_test(tcase, refuses_what_is_no_message);
    tcase_add_test(tcase, names_that_stand_twice_are_found);
    suite_add_tcase(suite, tcase);
    return suite;
}

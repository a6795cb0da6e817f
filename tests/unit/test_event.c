/* Values of events by field and by name. */
#include <check.h>
#include <string.h>

#include "parsers/base/count.h"
#include "parsers/event/templates.h"
#include "tests/unit/suites.h"

START_TEST(text_and_numbers_by_field)
{
    struct event e = {.layout = template_find(13)};
    uint64_t number = 77;

    ck_assert(!event_text(&e, EVENT_FIELD_OPERATION).data);
    ck_assert(!event_number(&e, EVENT_FIELD_OPERATION_ID, &number));
    ck_assert_uint_eq(number, 77);
    e.values[0] = (struct event_value){.number = 5, .is_number = true};
    e.values[1] = (struct event_value){.text = VIEW("what")};
    ck_assert(event_number(&e, EVENT_FIELD_OPERATION_ID, &number));
    ck_assert_uint_eq(number, 5);
    number = 77;
    ck_assert(!event_number(&e, EVENT_FIELD_RESULT_CODE, &number));
    ck_assert(!event_number(&e, EVENT_FIELD_ERROR_CODE, &number));
    ck_assert_uint_eq(number, 77);
    ck_assert(view_equal(event_text(&e, EVENT_FIELD_RESULT_CODE), VIEW("what")));
    ck_assert(!event_text(&e, EVENT_FIELD_NONE).data);
    ck_assert(!event_text(&e, EVENT_FIELD_COUNT).data);
}
END_TEST

START_TEST(without_layout_nothing_is_known)
{
    struct event e = {0};
    uint64_t number = 77;

    e.values[0] = (struct event_value){.text = VIEW("x"), .number = 1, .is_number = true};
    for (unsigned field = 0; field <= EVENT_FIELD_COUNT; field++) {
        ck_assert(!event_text(&e, (enum event_field)field).data);
        ck_assert(!event_number(&e, (enum event_field)field, &number));
    }
    ck_assert_uint_eq(number, 77);
}
END_TEST

START_TEST(data_by_name)
{
    const struct event_datum data[] = {
        {VIEW(""), VIEW("first")},       {VIEW_NONE, VIEW("second")}, {VIEW("param1"), VIEW("one")},
        {VIEW("PARAM1"), VIEW("again")}, {VIEW("param10"), VIEW("")},
    };
    struct event e = {.data = data, .data_count = COUNT_OF(data)};

    ck_assert(view_equal(event_datum_named(&e, VIEW("Param1")), VIEW("one")));
    ck_assert(event_datum_named(&e, VIEW("param10")).data);
    ck_assert(!event_datum_named(&e, VIEW("param")).data);
    ck_assert(!event_datum_named(&e, VIEW("")).data);
    ck_assert(!event_datum_named(&e, VIEW_NONE).data);
    e.data_count = 2;
    ck_assert(!event_datum_named(&e, VIEW("param1")).data);
    e = (struct event){0};
    ck_assert(!event_datum_named(&e, VIEW("param1")).data);
}
END_TEST

START_TEST(field_names_are_distinct_json_names)
{
    for (unsigned i = 0; i < EVENT_FIELD_COUNT; i++) {
        const char *name = event_field_name((enum event_field)i);

        ck_assert_ptr_nonnull(name);
        ck_assert_uint_gt(strlen(name), 2);
        ck_assert_uint_eq(strspn(name, "abcdefghijklmnopqrstuvwxyz_"), strlen(name));
        for (unsigned j = 0; j < i; j++) {
            ck_assert_str_ne(name, event_field_name((enum event_field)j));
        }
    }
    ck_assert_str_eq(event_field_name(EVENT_FIELD_CLIENT_PROCESS_ID), "client_process_id");
    ck_assert_str_eq(event_field_name(EVENT_FIELD_FILE_NAME), "file_name");
    ck_assert_str_eq(event_field_name(EVENT_FIELD_NONE), "none");
    ck_assert_str_eq(event_field_name(EVENT_FIELD_COUNT), "none");
}
END_TEST

Suite *event_suite(void)
{
    Suite *suite = suite_create("event");
    TCase *tcase = tcase_create("event");

    tcase_add_test(tcase, text_and_numbers_by_field);
    tcase_add_test(tcase, without_layout_nothing_is_known);
    tcase_add_test(tcase, data_by_name);
    tcase_add_test(tcase, field_names_are_distinct_json_names);
    suite_add_tcase(suite, tcase);
    return suite;
}

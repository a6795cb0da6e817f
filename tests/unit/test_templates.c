/* The table of layouts, values from text, and the companion events. */
#include <check.h>
#include <string.h>

#include "parsers/base/count.h"
#include "parsers/event/templates.h"
#include "tests/unit/suites.h"

static const uint16_t known_ids[] = {1,  2,  3,  11, 12, 13,  14,  15,   16,   17,   18,   19,  20,
                                     21, 22, 23, 24, 50, 100, 101, 5857, 5858, 5859, 5860, 5861};

enum { KNOWN_IDS = COUNT_OF(known_ids) };

START_TEST(exactly_the_known_ids_are_found)
{
    size_t next = 0;

    for (unsigned id = 0; id <= UINT16_MAX; id++) {
        const struct event_template *found = template_find((uint16_t)id);

        if (next < KNOWN_IDS && known_ids[next] == id) {
            ck_assert_ptr_nonnull(found);
            ck_assert_uint_eq(found->event_id, id);
            next++;
        } else {
            ck_assert_ptr_null(found);
        }
    }
    ck_assert_uint_eq(next, KNOWN_IDS);
}
END_TEST

START_TEST(layouts_are_ordered_newest_first)
{
    size_t count;
    const struct event_template *const *all = template_all(&count);

    ck_assert_uint_eq(count, KNOWN_IDS + 3);
    for (size_t i = 1; i < count; i++) {
        ck_assert_uint_le(all[i - 1]->event_id, all[i]->event_id);
        if (all[i - 1]->event_id == all[i]->event_id) {
            ck_assert_int_gt(all[i - 1]->layout, all[i]->layout);
        }
    }
    for (size_t i = 0; i < count; i++) {
        bool has_two = all[i]->event_id == 11 || all[i]->event_id == 19 || all[i]->event_id == 20;

        ck_assert_int_eq(template_find(all[i]->event_id)->layout, has_two ? 'B' : 'A');
        ck_assert_uint_le(all[i]->field_count, EVENT_MAX_VALUES);
        ck_assert_int_eq(!all[i]->fields, all[i]->event_id == 50);
    }
}
END_TEST

START_TEST(newest_layout_has_every_field_and_name)
{
    size_t count;
    const struct event_template *const *all = template_all(&count);

    for (size_t i = 0; i < count; i++) {
        const struct event_template *newest = template_find(all[i]->event_id);

        for (size_t j = 0; j < all[i]->field_count; j++) {
            const struct template_field *field = &all[i]->fields[j];
            size_t index = template_field_index(newest, view_of(field->data_name));

            ck_assert_uint_lt(index, newest->field_count);
            ck_assert_uint_eq(newest->fields[index].field, field->field);
            ck_assert_uint_eq(newest->fields[index].type, field->type);
            ck_assert_uint_eq(template_field_index(newest, view_of(field->xml_element)), index);
            /* In its own layout, a name leads to its own place. */
            ck_assert_uint_eq(template_field_index(all[i], view_of(field->data_name)), j);
            for (size_t k = 0; k < j; k++) {
                ck_assert_uint_ne(all[i]->fields[k].field, field->field);
            }
        }
    }
}
END_TEST

START_TEST(channels_and_levels)
{
    ck_assert_str_eq(template_find(11)->channel, "Trace");
    ck_assert_str_eq(template_find(14)->channel, "Trace");
    ck_assert_str_eq(template_find(101)->channel, "Debug");
    ck_assert_str_eq(template_find(5858)->channel, "Operational");
    ck_assert_uint_eq(template_find(5858)->level, 2);
    ck_assert_uint_eq(template_find(5857)->level, 0);
    ck_assert_uint_eq(template_find(1)->level, 4);
    ck_assert_str_eq(template_find(5858)->wrapper, "Operation_ClientFailure");
    ck_assert_ptr_null(template_find(13)->wrapper);
}
END_TEST

static enum event_field field_named(uint16_t id, const char *name)
{
    const struct event_template *t = template_find(id);
    size_t index = template_field_index(t, view_of(name));

    return index == SIZE_MAX ? EVENT_FIELD_NONE : t->fields[index].field;
}

START_TEST(names_lead_to_fields)
{
    ck_assert_uint_eq(field_named(5860, "processid"), EVENT_FIELD_CLIENT_PROCESS_ID);
    ck_assert_uint_eq(field_named(5860, "Processid"), EVENT_FIELD_CLIENT_PROCESS_ID);
    ck_assert_uint_eq(field_named(5860, "MachineName"), EVENT_FIELD_CLIENT_MACHINE);
    ck_assert_uint_eq(field_named(5860, "CLIENTMACHINE"), EVENT_FIELD_CLIENT_MACHINE);
    ck_assert_uint_eq(field_named(5859, "ProcessID"), EVENT_FIELD_HOST_PROCESS_ID);
    ck_assert_uint_eq(field_named(5859, "providerName"), EVENT_FIELD_PROVIDER_NAME);
    ck_assert_uint_eq(field_named(5859, "Provider"), EVENT_FIELD_PROVIDER_NAME);
    ck_assert_uint_eq(field_named(5857, "ProcessID"), EVENT_FIELD_HOST_PROCESS_ID);
    ck_assert_uint_eq(field_named(5857, "Code"), EVENT_FIELD_RESULT_CODE);
    ck_assert_uint_eq(field_named(5858, "Id"), EVENT_FIELD_CORRELATION_ID);
    ck_assert_uint_eq(field_named(5861, "ess"), EVENT_FIELD_FILTER);
    ck_assert_uint_eq(field_named(12, "HostId"), EVENT_FIELD_HOST_PROCESS_ID);
    ck_assert_uint_eq(field_named(12, "Path"), EVENT_FIELD_PROVIDER_PATH);
    ck_assert_uint_eq(field_named(14, "Channel"), EVENT_FIELD_STREAM);
    ck_assert_uint_eq(field_named(15, "ErrorId"), EVENT_FIELD_ERROR_ID);
    ck_assert_uint_eq(field_named(16, "ErrorId"), EVENT_FIELD_ERROR_CODE);
    ck_assert_uint_eq(field_named(17, "ProcessId"), EVENT_FIELD_CLIENT_PROCESS_ID);
    ck_assert_uint_eq(field_named(19, "OperationId"), EVENT_FIELD_OPERATION_ID);
    ck_assert_uint_eq(field_named(100, "MessageDetail"), EVENT_FIELD_MESSAGE);
    ck_assert_uint_eq(field_named(101, "ErrorDetail"), EVENT_FIELD_MESSAGE);
}
END_TEST

START_TEST(other_names_lead_nowhere)
{
    ck_assert_uint_eq(template_field_index(template_find(11), VIEW("")), SIZE_MAX);
    ck_assert_uint_eq(template_field_index(template_find(11), VIEW_NONE), SIZE_MAX);
    ck_assert_uint_eq(template_field_index(template_find(11), VIEW("Use")), SIZE_MAX);
    ck_assert_uint_eq(template_field_index(template_find(11), VIEW("Users")), SIZE_MAX);
    ck_assert_uint_eq(template_field_index(template_find(11), VIEW("User\0")), SIZE_MAX);
    ck_assert_uint_eq(template_field_index(template_find(50), VIEW("User")), SIZE_MAX);
    ck_assert_uint_eq(template_field_index(template_find(5858), VIEW("Provider")), SIZE_MAX);
}
END_TEST

/* The value that `text` gives in the field of that name. */
static struct event_value value_from(uint16_t id, const char *name, struct view text)
{
    struct event e = {.layout = template_find(id)};
    size_t index = template_field_index(e.layout, view_of(name));

    ck_assert_uint_lt(index, EVENT_MAX_VALUES);
    template_set_text(&e, index, text);
    return e.values[index];
}

static void assert_number(uint16_t id, const char *name, const char *text, uint64_t number)
{
    struct event_value value = value_from(id, name, view_of(text));

    ck_assert_msg(value.is_number, "'%s' is no number", text);
    ck_assert_msg(value.number == number, "'%s' gives %#lx", text, (unsigned long)value.number);
    ck_assert_ptr_null(value.text.data);
}

static void assert_no_number(uint16_t id, const char *name, const char *text)
{
    struct event_value value = value_from(id, name, view_of(text));

    ck_assert_msg(!value.is_number, "'%s' is a number", text);
    ck_assert_uint_eq(value.number, 0);
    ck_assert(value.text.data == text && value.text.len == strlen(text));
}

START_TEST(codes_from_text)
{
    assert_number(13, "ResultCode", "0x80041003", 0x80041003);
    assert_number(13, "ResultCode", "0X80041003", 0x80041003);
    assert_number(13, "ResultCode", " \r\n\t0x80041003\n ", 0x80041003);
    assert_number(13, "ResultCode", "0x0000000080041003", 0x80041003);
    assert_number(13, "ResultCode", "0x00000000000000000000000080041003", 0x80041003);
    assert_number(13, "ResultCode", "2147749891", 0x80041003);
    assert_number(13, "ResultCode", "-2147217405", 0x80041003);
    assert_number(13, "ResultCode", "-2147483648", 0x80000000);
    assert_number(13, "ResultCode", "-1", 0xFFFFFFFF);
    assert_number(13, "ResultCode", "0x0", 0);
    assert_number(13, "ResultCode", "0", 0);
    assert_number(13, "ResultCode", "0xffffffff", 0xFFFFFFFF);
    assert_number(13, "OperationId", "4294967295", 0xFFFFFFFF);
    assert_number(13, "OperationId", "0x1c", 28);
}
END_TEST

START_TEST(what_is_no_code_keeps_its_text)
{
    static const char *const texts[] = {
        "0x100000000",
        "4294967296",
        "-2147483649",
        "-0x1",
        "--1",
        "-",
        "+1",
        "0x",
        "x",
        "80041003h",
        "1 2",
        "1,234",
        "- 1",
        "0x8004100G",
        "-18446744073709551615",
        "18446744073709551617",
        "-18446744073709551617",
    };

    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        assert_no_number(13, "ResultCode", texts[i]);
        assert_no_number(13, "OperationId", texts[i]);
    }
}
END_TEST

START_TEST(times_from_text)
{
    assert_number(11, "ClientProcessCreationTime", "133277000000783520", 133277000000783520);
    assert_number(11, "ClientProcessCreationTime", "0x1D97E5C8DF0A0A0", 0x1D97E5C8DF0A0A0);
    assert_number(11, "ClientProcessCreationTime", "18446744073709551615", UINT64_MAX);
    assert_no_number(11, "ClientProcessCreationTime", "18446744073709551616");
    assert_no_number(11, "ClientProcessCreationTime", "-1");
}
END_TEST

START_TEST(booleans_from_text)
{
    assert_number(11, "IsLocal", "true", 1);
    assert_number(11, "IsLocal", "True", 1);
    assert_number(11, "IsLocal", " FALSE ", 0);
    assert_number(11, "IsLocal", "1", 1);
    assert_number(11, "IsLocal", "0", 0);
    assert_no_number(11, "IsLocal", "2");
    assert_no_number(11, "IsLocal", "yes");
    assert_no_number(11, "IsLocal", "tru");
    assert_no_number(11, "IsLocal", "-1");
}
END_TEST

START_TEST(texts_are_kept_and_white_space_is_empty)
{
    struct event_value value = value_from(5858, "Operation", VIEW(" Start \n"));

    ck_assert(view_equal(value.text, VIEW(" Start \n")));
    ck_assert(!value.is_number);
    value = value_from(5858, "User", VIEW("1"));
    ck_assert(view_equal(value.text, VIEW("1")) && !value.is_number);
    value = value_from(5858, "User", VIEW("\r\n    "));
    ck_assert(value.text.data && value.text.len == 0);
    value = value_from(5858, "User", VIEW(""));
    ck_assert(value.text.data && value.text.len == 0);
    value = value_from(5858, "ResultCode", VIEW("\r\n    "));
    ck_assert(!value.text.data && !value.is_number);
    value = value_from(11, "IsLocal", VIEW(""));
    ck_assert(!value.text.data && !value.is_number);
    value = value_from(11, "IsLocal", VIEW_NONE);
    ck_assert(!value.text.data && !value.is_number);
}
END_TEST

START_TEST(setting_again_replaces)
{
    struct event e = {.layout = template_find(13)};
    uint64_t number = 0;

    template_set_text(&e, 1, VIEW("no number"));
    template_set_text(&e, 1, VIEW("7"));
    ck_assert(event_number(&e, EVENT_FIELD_RESULT_CODE, &number));
    ck_assert_uint_eq(number, 7);
    ck_assert_ptr_null(event_text(&e, EVENT_FIELD_RESULT_CODE).data);
    template_set_text(&e, 1, VIEW(""));
    ck_assert(!event_number(&e, EVENT_FIELD_RESULT_CODE, &number));
}
END_TEST

START_TEST(the_provider_by_name_or_guid)
{
    struct view guid = VIEW(WMI_ACTIVITY_GUID);

    ck_assert(template_is_wmi_activity(VIEW("Microsoft-Windows-WMI-Activity"), VIEW_NONE));
    ck_assert(template_is_wmi_activity(VIEW("microsoft-windows-WMI-ACTIVITY"), VIEW("{}")));
    ck_assert(template_is_wmi_activity(VIEW_NONE, guid));
    ck_assert(template_is_wmi_activity(VIEW(""), VIEW("1418ef04-b0b4-4623-bf7e-d74ab47bbdaa")));
    ck_assert(!template_is_wmi_activity(VIEW("Microsoft-Windows-WMI"), guid));
    ck_assert(!template_is_wmi_activity(VIEW("Microsoft-Windows-WMI-Activity2"), guid));
    ck_assert(!template_is_wmi_activity(VIEW(""), VIEW_NONE));
    ck_assert(!template_is_wmi_activity(VIEW(""), VIEW("")));
    ck_assert(!template_is_wmi_activity(VIEW(""), VIEW("{1418EF04-B0B4-4623-BF7E-D74AB47BBDA}")));
    ck_assert(!template_is_wmi_activity(VIEW(""), VIEW("{1EDEEE53-0AFE-4609-B846-D8C0B2075B1F}")));
}
END_TEST

static size_t count_companions(struct view provider)
{
    size_t count = 0;

    for (unsigned id = 0; id <= UINT16_MAX; id++) {
        count += template_is_companion(provider, (uint16_t)id) ? 1 : 0;
    }
    return count;
}

START_TEST(companions_of_each_provider)
{
    ck_assert_uint_eq(count_companions(VIEW("Microsoft-Windows-DistributedCOM")), 39);
    ck_assert_uint_eq(count_companions(VIEW("dcom")), 39);
    ck_assert_uint_eq(count_companions(VIEW("Microsoft-Windows-WMI")), 30);
    ck_assert_uint_eq(count_companions(VIEW("WinMgmt")), 30);
    ck_assert_uint_eq(count_companions(VIEW("Service Control Manager")), 11);
    ck_assert_uint_eq(count_companions(VIEW("Application Error")), 1);
    ck_assert_uint_eq(count_companions(VIEW("Microsoft-Windows-Perflib")), 12);
    ck_assert_uint_eq(count_companions(VIEW("perflib")), 12);
    ck_assert_uint_eq(count_companions(VIEW("Disk")), 5);
    ck_assert_uint_eq(count_companions(VIEW("USER32")), 1);
    ck_assert_uint_eq(count_companions(VIEW("Microsoft-Windows-Kernel-General")), 2);
    ck_assert_uint_eq(count_companions(VIEW("EventLog")), 5);
    ck_assert_uint_eq(count_companions(VIEW("Microsoft-Windows-Resource-Exhaustion-Detector")), 1);
    ck_assert_uint_eq(count_companions(VIEW("Microsoft-Windows-Security-Auditing")), 9);
    ck_assert_uint_eq(count_companions(VIEW("Microsoft-Windows-Sysmon")), 1);
}
END_TEST

START_TEST(companion_ids_at_the_edges)
{
    struct view dcom = VIEW("Microsoft-Windows-DistributedCOM");
    struct view wmi = VIEW("Microsoft-Windows-WMI");

    ck_assert(!template_is_companion(dcom, 9999) && template_is_companion(dcom, 10000));
    ck_assert(template_is_companion(dcom, 10038) && !template_is_companion(dcom, 10039));
    ck_assert(template_is_companion(wmi, 5602) && !template_is_companion(wmi, 5603));
    ck_assert(template_is_companion(wmi, 5604) && template_is_companion(wmi, 5612));
    ck_assert(!template_is_companion(wmi, 5613) && template_is_companion(wmi, 5617));
    ck_assert(!template_is_companion(wmi, 26) && template_is_companion(wmi, 28));
    ck_assert(template_is_companion(VIEW("APPLICATION ERROR"), 1000));
    ck_assert(!template_is_companion(VIEW("Application Error"), 1001));
}
END_TEST

START_TEST(providers_without_companions)
{
    static const char *const names[] = {
        "",
        "A",
        "zzz",
        "dco",
        "dcoms",
        "Microsoft-Windows-",
        "Microsoft-Windows-WMI-Activity",
        "Microsoft-Windows-WM",
        "\xFF\xFE",
        "{dcom}",
        "Microsoft-Windows-Sysmon ",
    };

    ck_assert(template_has_companions(VIEW("WINMGMT")));
    ck_assert(template_has_companions(VIEW("application error")));
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        ck_assert(!template_has_companions(view_of(names[i])));
        ck_assert(!template_is_companion(view_of(names[i]), 10009));
    }
    ck_assert(!template_has_companions(VIEW_NONE));
    ck_assert(!template_is_companion(VIEW_NONE, 1));
    ck_assert(!template_has_companions(VIEW("dcom\0")));
}
END_TEST

Suite *templates_suite(void)
{
    Suite *suite = suite_create("templates");
    TCase *table = tcase_create("table");
    TCase *text = tcase_create("text");
    TCase *companions = tcase_create("companions");

    tcase_add_test(table, exactly_the_known_ids_are_found);
    tcase_add_test(table, layouts_are_ordered_newest_first);
    tcase_add_test(table, newest_layout_has_every_field_and_name);
    tcase_add_test(table, channels_and_levels);
    tcase_add_test(table, names_lead_to_fields);
    tcase_add_test(table, other_names_lead_nowhere);
    tcase_add_test(text, codes_from_text);
    tcase_add_test(text, what_is_no_code_keeps_its_text);
    tcase_add_test(text, times_from_text);
    tcase_add_test(text, booleans_from_text);
    tcase_add_test(text, texts_are_kept_and_white_space_is_empty);
    tcase_add_test(text, setting_again_replaces);
    tcase_add_test(companions, the_provider_by_name_or_guid);
    tcase_add_test(companions, companions_of_each_provider);
    tcase_add_test(companions, companion_ids_at_the_edges);
    tcase_add_test(companions, providers_without_companions);
    suite_add_tcase(suite, table);
    suite_add_tcase(suite, text);
    suite_add_tcase(suite, companions);
    return suite;
}

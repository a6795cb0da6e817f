/* Known names for mistyped ones: what is near, what is another thing, and that every slip is seen.
 */
#include <check.h>
#include <string.h>

#include "parsers/base/count.h"
#include "rules/knowledge/classes.h"
#include "rules/knowledge/near_names.h"
#include "tests/unit/suites.h"

#define ck_view(found, expected)                                                      \
    ck_assert_msg(view_equal((found), VIEW(expected)), "found '%.*s', expected '%s'", \
                  VIEW_ARG(found), (expected))

START_TEST(nearest_of_some)
{
    struct nearest n = {.wanted = VIEW("ABCDEF"), .max_edits = NEAREST_MAX_NAME};
    ck_assert(!nearest_consider(&n, VIEW("xyzdef"))); /* over a third */
    ck_assert(nearest_consider(&n, VIEW("abxdey")));
    ck_assert(!nearest_consider(&n, VIEW("abxdez"))); /* no nearer */
    ck_assert(nearest_consider(&n, VIEW("abcdexf")));
    ck_view(n.name, "abcdexf");
    ck_assert_uint_eq(n.edits, 1);
    ck_assert(nearest_consider(&n, VIEW("abcdef")));
    ck_assert_uint_eq(n.edits, 0);
}
END_TEST

START_TEST(bounds_of_nearest)
{
    struct nearest n = {.wanted = VIEW("abcdefghi"), .max_edits = 1};
    ck_assert(!nearest_consider(&n, VIEW("abcdefgxx")));
    ck_assert(nearest_consider(&n, VIEW("abcdefghx")));
    struct nearest one = {.wanted = VIEW("a"), .max_edits = 9};
    ck_assert(!nearest_consider(&one, VIEW("b"))); /* all of it */
    ck_assert(nearest_consider(&one, VIEW("ab")));
    char text[NEAREST_MAX_NAME + 2];
    memset(text, 'a', sizeof(text));
    struct nearest longest = {.wanted = {text, NEAREST_MAX_NAME}, .max_edits = 1};
    ck_assert(!nearest_consider(&longest, (struct view){text, NEAREST_MAX_NAME + 1}));
    ck_assert(nearest_consider(&longest, (struct view){text, NEAREST_MAX_NAME}));
    struct nearest longer = {.wanted = {text, NEAREST_MAX_NAME + 1}, .max_edits = 1};
    ck_assert(!nearest_consider(&longer, (struct view){text, NEAREST_MAX_NAME}));
    struct nearest empty = {.wanted = VIEW_NONE, .max_edits = 1};
    ck_assert(!nearest_consider(&empty, VIEW("a")));
}
END_TEST

static const struct {
    const char *name_space, *mistyped, *meant; /* "" = nothing */
} slips[] = {
    {"root\\cimv2", "Win32_PowerManagmentEvent", "Win32_PowerManagementEvent"},
    {"root\\cimv2", "win32_proces", "Win32_Process"},
    {"", "Win32_Opreatingsystem", ""}, /* another word, by its capitals */
    {"root\\cimv2", "Win32_OpreatingSystem", "Win32_OperatingSystem"},
    {"root\\cimv2", "Win23_Process", "Win32_Process"},
    {"root\\cimv2", "Win32_Process", ""}, /* no slip at all */
    {"root\\standardcimv2", "MSFT_NetAdaptor", "MSFT_NetAdapter"},
    {"root\\standardcimv2", "MSFT_NetIPv5Protocol", ""},
    {"root\\wmi", "MSNdis_EnumerateAdapterXx", ""},
    {"root\\cimv2", "Win32_Bis", "Win32_Bus"},
    {"root\\cimv2", "CIM_SoftwareElementX", "CIM_SoftwareElement"}, /* a letter too many */
    {"root\\cimv2", "Win32_Battery2", ""},                          /* a number of its own */
    {"root\\cimv2", "Win32_PhysicalMemory64", ""},
    {"root\\microsoft\\windows\\taskscheduler", "MSFT_TaskSettings4", ""},
    {"root\\microsoft\\windows\\storage", "MSFT_PhysicalDisks", "MSFT_PhysicalDisk"},
    {"root\\microsoft\\windows\\storage", "MSFT_PhysicalDiskX", ""}, /* perhaps a new one */
    {"root\\cimv2", "Win32_NetworkAdapterEx", ""},
    {"root\\acme", "Win32_Batterys", ""}, /* perhaps one of its own */
    {"root\\acme", "Win32_Batterry", "Win32_Battery"},
    {"root\\cimv2", "Win32Process", "Win32_Process"},
    {"root\\cimv2", "Nobody_Knows", ""},
    {"root\\cimv2", "", ""},
    {"root\\cimv2", "x", ""},
};

START_TEST(slips_in_classes)
{
    const struct view found =
        meant_class(view_of(slips[_i].name_space), view_of(slips[_i].mistyped));
    ck_assert_msg(view_equal(found, view_of(slips[_i].meant)), "%s: found '%.*s'",
                  slips[_i].mistyped, VIEW_ARG(found));
}
END_TEST

/* Whether the table by length leads to every name: that of a class without one of its letters. */
START_TEST(each_class_is_near_itself)
{
    for (size_t i = 0; i < class_name_count(); i++) {
        const struct view name = class_name_at(i);
        char text[NEAREST_MAX_NAME];
        if (name.len > sizeof(text) || name.len < 4 || view_find(name, VIEW("*"), 0) != SIZE_MAX) {
            continue;
        }
        const size_t left_out = i % name.len;
        memcpy(text, name.data, left_out);
        memcpy(text + left_out, name.data + left_out + 1, name.len - left_out - 1);
        struct nearest n = {.wanted = {text, name.len - 1}, .max_edits = 1};
        near_classes(&n);
        ck_assert_msg(n.name.len > 0 && n.edits <= 1, "%.*s", VIEW_ARG(name));
    }
}
END_TEST

START_TEST(slips_in_namespaces_and_properties)
{
    ck_view(meant_namespace(VIEW("root\\standartcimv2")), "root\\standardcimv2");
    ck_view(meant_namespace(VIEW("root\\standardcinv2")), "root\\standardcimv2");
    ck_view(meant_namespace(VIEW("root\\microsoft\\window\\storage")),
            "root\\microsoft\\windows\\storage");
    ck_view(meant_namespace(VIEW("root\\cimv2\\\\power")), "root\\cimv2\\power");
    /* Many edits in a short part, and in several, make another name. */
    ck_view(meant_namespace(VIEW("root\\microsoft\\windows\\rdms")), "");
    ck_view(meant_namespace(VIEW("root\\microsoft\\adfs")), "");
    ck_view(meant_namespace(VIEW("root\\nobody\\knows")), "");
    ck_view(meant_namespace(VIEW_NONE), "");
    ck_view(meant_namespace(VIEW("root\\hp")), ""); /* root\hp\instrumentedbios is below it */
    ck_view(meant_namespace(VIEW("root\\hpx")), "root\\hpq");
    /* The number of SQL Server's namespaces is its own; no stem of two letters tells anything. */
    ck_view(meant_namespace(VIEW("root\\microsoft\\sqlserver\\computermanagment15")),
            "root\\microsoft\\sqlserver\\computermanagement");
    ck_view(meant_namespace(VIEW("root\\rsop\\nt12")), "");
    ck_view(meant_property(VIEW("Win32_Process"), VIEW("ProcesId")), "ProcessId");
    ck_view(meant_property(VIEW("Win32_Process"), VIEW("Descripton")), "Description");
    ck_view(meant_property(VIEW("Win32_Process"), VIEW("Anything")), "");
    ck_view(meant_property(VIEW("Nobody_Knows"), VIEW("Name")), "");
}
END_TEST

START_TEST(other_numbers)
{
    ck_view(class_of_other_number(VIEW("root\\cimv2\\mdm\\dmmap"), VIEW("MDM_DevDetail_Ext02")),
            "MDM_DevDetail_Ext01");
    ck_view(class_of_other_number(VIEW("root\\cimv2"), VIEW("MDM_DevDetail_Ext02")), "");
    ck_view(class_of_other_number(VIEW("root\\cimv2"), VIEW("Win32_X")), "");
    ck_view(class_of_other_number(VIEW("root\\cimv2"), VIEW("Win32_Battery2")), "Win32_Battery");
    ck_view(class_of_other_number(VIEW("root\\cimv2"), VIEW("Win32_IP4RouteTable12")),
            "Win32_IP4RouteTable");
    ck_view(class_of_other_number(VIEW("root\\cimv2"), VIEW("Win32_Battery123")), "");
    ck_view(class_of_other_number(VIEW("root\\acme"), VIEW("Win32_Battery2")), "");
    ck_view(class_of_other_number(VIEW("root\\cimv2"), VIEW_NONE), "");
    char longest[NEAREST_MAX_NAME + 2];
    memset(longest, 'a', sizeof(longest));
    for (size_t len = NEAREST_MAX_NAME - 2; len <= sizeof(longest); len++) {
        ck_view(class_of_other_number(VIEW("root\\cimv2"), (struct view){longest, len}), "");
    }
    ck_view(namespace_of_other_number(VIEW("root\\virtualization\\v3")),
            "root\\virtualization\\v2");
    ck_view(namespace_of_other_number(VIEW("root\\cimv")), "root\\cimv2");
    ck_view(namespace_of_other_number(VIEW("root\\acme2")), "");
    ck_view(namespace_of_other_number(VIEW_NONE), "");
}
END_TEST

START_TEST(other_places)
{
    ck_view(namespace_of_other_place(VIEW("root\\cimv2\\SecurityCenter2")),
            "root\\securitycenter2");
    ck_view(namespace_of_other_place(VIEW("root\\taskscheduler")),
            "root\\microsoft\\windows\\taskscheduler");
    ck_view(namespace_of_other_place(VIEW("root\\cimv2\\virtualization\\v2")),
            "root\\virtualization\\v2");
    ck_view(namespace_of_other_place(VIEW("root\\security\\microsofttpm")),
            "root\\cimv2\\security\\microsofttpm");
    /* Below what nobody knows stands what nobody knows. */
    ck_view(namespace_of_other_place(VIEW("root\\acme\\taskscheduler")), "");
    /* Nor what stands below a product's, or has a short name, or one of several. */
    ck_view(namespace_of_other_place(VIEW("root\\ccm\\taskscheduler")), "");
    ck_view(namespace_of_other_place(VIEW("root\\lenovo\\wmi")), "");
    ck_view(namespace_of_other_place(VIEW("root\\hpq\\default")), "");
    ck_view(namespace_of_other_place(VIEW("root\\microsoft\\windows\\storage\\events")), "");
    ck_view(namespace_of_other_place(VIEW("root\\storage")), "");
    ck_view(namespace_of_other_place(VIEW("root\\cimv2\\policy")), "");
    ck_view(namespace_of_other_place(VIEW("taskscheduler")), "");
    ck_view(namespace_of_other_place(VIEW("root\\")), "");
    ck_view(namespace_of_other_place(VIEW_NONE), "");
}
END_TEST

Suite *near_names_suite(void)
{
    Suite *suite = suite_create("near_names");
    TCase *tests = tcase_create("near_names");
    tcase_add_test(tests, nearest_of_some);
    tcase_add_test(tests, bounds_of_nearest);
    tcase_add_loop_test(tests, slips_in_classes, 0, COUNT_OF(slips));
    tcase_add_test(tests, each_class_is_near_itself);
    tcase_add_test(tests, slips_in_namespaces_and_properties);
    tcase_add_test(tests, other_numbers);
    tcase_add_test(tests, other_places);
    suite_add_tcase(suite, tests);
    return suite;
}

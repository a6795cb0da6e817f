/* The tables about WMI's world: every row is found by its own key, and nothing by a near miss. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "parsers/base/count.h"
#include "parsers/base/memory.h"
#include "rules/knowledge/classes.h"
#include "rules/knowledge/known_events.h"
#include "rules/knowledge/namespaces.h"
#include "rules/knowledge/owner_codes.h"
#include "rules/knowledge/parts.h"
#include "rules/knowledge/providers.h"
#include "rules/knowledge/services.h"
#include "tests/unit/exact.h"

Suite *knowledge_suite(void);

enum { NAME_SIZE = 256, MAX_BELOW = 1024 };

#define ck_view(found, expected)                                                      \
    ck_assert_msg(view_equal((found), VIEW(expected)), "found '%.*s', expected '%s'", \
                  VIEW_ARG(found), (expected))
#define ck_same(found, expected)                                                    \
    ck_assert_msg(view_equal((found), (expected)), "found '%.*s', expected '%.*s'", \
                  VIEW_ARG(found), VIEW_ARG(expected))

/* `name` in upper case, each '*' as `star`: a text that a pattern stands for. On a buffer of the
 * exact size, which the caller frees with exact_free. */
static struct view example_of(struct view name, const char *star)
{
    char text[NAME_SIZE];
    size_t len = 0;
    for (size_t i = 0; i < name.len; i++) {
        const char c = name.data[i];
        if (c == '*') {
            memcpy(text + len, star, strlen(star));
            len += strlen(star);
        } else {
            text[len++] = c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
        }
    }
    return exact_copy(text, len);
}

START_TEST(namespaces_are_found)
{
    for (size_t i = 0; i < namespace_count(); i++) {
        struct namespace_facts row, found;
        namespace_at(i, &row);
        ck_assert(namespace_find(row.name, &found));
        ck_same(found.name, row.name);
        const struct view example = example_of(row.name, "9Z");
        ck_assert(namespace_find(example, &found));
        ck_same(found.name, row.name);
        exact_free(example);
    }
}
END_TEST

START_TEST(namespaces_have_facts)
{
    struct namespace_facts f;
    ck_assert(namespace_find(VIEW("ROOT\\SecurityCenter2"), &f));
    ck_view(f.owner, "windows");
    ck_assert_int_eq(f.editions, EDITIONS_CLIENT);
    enum normal_when when;
    ck_assert(normal_find(f.normal, 0x8004100E, &when));
    ck_assert_int_eq(when, NORMAL_SERVER);
    ck_assert(!normal_find(f.normal, 0x80041010, &when));
    ck_assert(namespace_find(VIEW("root\\cimv2\\security\\microsofttpm"), &f));
    ck_assert_int_eq(f.encryption, ENCRYPTION_YES);
    ck_assert_int_eq(f.access, ACCESS_ADMINISTRATORS);
}
END_TEST

/* What fingerprint_namespace makes of a SID in a namespace. */
START_TEST(normalised_sids_match)
{
    struct namespace_facts f;
    ck_assert(namespace_find(VIEW("root\\rsop\\user\\*"), &f));
    ck_view(f.name, "root\\rsop\\user\\s_1_*");
    ck_assert(namespace_find(VIEW("root\\ccm\\policy\\*"), &f));
    ck_view(f.name, "root\\ccm\\policy\\s_1_*");
    ck_assert(!namespace_find(VIEW("root\\ccm\\policy\\machin"), &f));
}
END_TEST

START_TEST(longest_beginning_wins)
{
    struct namespace_facts f;
    ck_assert(
        namespace_find(VIEW("root\\microsoft\\sqlserver\\reportserver\\rs_a\\v16\\admin"), &f));
    ck_view(f.name, "root\\microsoft\\sqlserver\\reportserver\\rs_*\\v*\\admin");
    ck_assert(namespace_find(VIEW("root\\microsoft\\sqlserver\\reportserver\\rs_a"), &f));
    ck_view(f.name, "root\\microsoft\\sqlserver\\reportserver\\rs_*");
    struct class_facts c;
    ck_assert(class_find(VIEW_NONE, VIEW("Win32_PerfRawData_MSSQLSERVER_NoSuchCounters"), &c));
    ck_view(c.name, "Win32_PerfRawData_MSSQLSERVER_*");
    ck_assert(class_find(VIEW_NONE, VIEW("Win32_PerfRawData_MSSQLTEST_Locks"), &c));
    ck_view(c.name, "Win32_PerfRawData_MSSQL*_*");
    ck_assert(!class_find(VIEW_NONE, VIEW("Win32_PerfRawData_MSSQLTEST"), &c));
}
END_TEST

START_TEST(classes_are_found)
{
    for (size_t i = 0; i < class_count(); i++) {
        struct class_facts row, found;
        class_at(i, &row);
        ck_assert(class_find(row.name_space, row.name, &found));
        ck_same(found.name, row.name);
        ck_same(found.name_space, row.name_space);
        const struct view example = example_of(row.name, "9Z");
        const struct view place = example_of(row.name_space, "9Z");
        ck_assert(class_find(place, example, &found));
        ck_same(found.name, row.name);
        ck_same(found.name_space, row.name_space);
        ck_assert(class_find(VIEW_NONE, example, &found));
        exact_free(example);
        exact_free(place);
    }
}
END_TEST

START_TEST(class_places_are_all_rows)
{
    size_t rows = 0;
    for (size_t i = 0; i < class_name_count(); i++) {
        struct class_places places = class_places_of(class_name_at(i));
        struct class_facts facts;
        while (class_places_next(&places, &facts)) {
            ck_assert(view_equal_nocase(facts.name, class_name_at(i)));
            rows++;
        }
    }
    ck_assert_uint_eq(rows, class_count());
    struct class_places none = class_places_of(VIEW("Win32_NoSuchClass"));
    struct class_facts facts;
    ck_assert(!class_places_next(&none, &facts));
}
END_TEST

START_TEST(classes_have_facts)
{
    struct class_facts f;
    ck_assert(class_find(VIEW("root\\cimv2"), VIEW("win32_process"), &f));
    ck_view(f.provider, "CIMWin32");
    ck_view(f.dll, "cimwin32.dll");
    ck_assert(f.seen & 1U << SEEN_11);
    ck_assert(!class_find(VIEW("root\\wmi"), VIEW("Win32_Process"), &f));
    ck_assert(class_find(VIEW("root\\wmi"), VIEW("__EventFilter"), &f));
    ck_view(f.name_space, "*");
    enum normal_when when;
    ck_assert(class_find(VIEW_NONE, VIEW("Win32_ServerFeature"), &f));
    ck_assert(normal_find(f.normal, 0x80041010, &when));
    ck_assert_int_eq(when, NORMAL_CLIENT);
    ck_assert(class_find(VIEW("root\\sms\\site_abc"), VIEW("SMS_Collection"), &f));
    ck_view(f.owner, "ConfigMgr site server");
    ck_assert(!class_find(VIEW("root\\cimv2"), VIEW("SMS_Collection"), &f));
}
END_TEST

/* Whether the class derives from `base`, by its superclasses one after the other. */
static bool is_below(struct view class_name, struct view base)
{
    struct view above = class_superclass(class_name);
    while (!view_is_empty(above) && !view_equal_nocase(above, base)) {
        above = class_superclass(above);
    }
    return !view_is_empty(above);
}

START_TEST(superclasses_and_those_below)
{
    ck_view(class_superclass(VIEW("WIN32_PROCESS")), "CIM_Process");
    ck_assert(is_below(VIEW("Win32_Printer"), VIEW("cim_logicaldevice")));
    ck_assert(!is_below(VIEW("CIM_LogicalDevice"), VIEW("Win32_Printer")));
    ck_assert(!is_below(VIEW("Win32_Printer"), VIEW("Win32_Printer")));
    ck_assert(!is_below(VIEW("Win32_Printer"), VIEW("No_Such")));
    ck_assert(view_is_empty(class_superclass(VIEW("No_Such"))));
    struct view names[MAX_BELOW];
    const size_t count = class_below(VIEW("CIM_Printer"), names, MAX_BELOW);
    ck_assert_uint_ge(count, 1);
    ck_view(names[0], "Win32_Printer");
    ck_assert_uint_ge(class_below(VIEW("CIM_Service"), names, 1), 1);
    ck_assert(view_starts(names[0], VIEW("Win32_"))); /* they have providers */
    ck_assert_uint_eq(class_below(VIEW("Win32_Printer"), names, 0), 0);
    ck_assert_uint_eq(class_below(VIEW("No_Such"), names, MAX_BELOW), 0);
}
END_TEST

/* Each class is below its superclass, and each that is listed below a class is. */
START_TEST(those_below_agree)
{
    for (size_t i = 0; i < class_name_count(); i++) {
        struct view below[MAX_BELOW];
        const struct view base = class_name_at(i);
        const size_t count = class_below(base, below, MAX_BELOW);
        ck_assert_uint_le(count, MAX_BELOW);
        for (size_t j = 0; j < count; j++) {
            ck_assert(is_below(below[j], base));
        }
        const struct view above = class_superclass(base);
        ck_assert(view_is_empty(above) || is_below(base, above));
    }
}
END_TEST

START_TEST(properties_are_found)
{
    size_t total = 0;
    for (size_t i = 0; i < class_name_count(); i++) {
        struct view name, type, found;
        for (size_t j = 0; class_property_at(class_name_at(i), j, &name, &type); j++) {
            ck_assert_int_eq(class_property(class_name_at(i), name, &found), PROPERTY_HAS);
            ck_same(found, type);
            total++;
        }
    }
    ck_assert_uint_ge(total, 33000);
}
END_TEST

START_TEST(properties_answer)
{
    struct view type;
    ck_assert_int_eq(class_property(VIEW("win32_process"), VIEW("processid"), &type), PROPERTY_HAS);
    ck_view(type, "uint32");
    ck_assert_int_eq(class_property(VIEW("Win32_Process"), VIEW("__PATH"), NULL), PROPERTY_HAS);
    ck_assert_int_eq(class_property(VIEW("Win32_Process"), VIEW("Pid"), NULL), PROPERTY_LACKS);
    ck_assert_int_eq(class_property(VIEW("No_Such"), VIEW("Pid"), NULL), PROPERTY_UNKNOWN);
    ck_assert_int_eq(class_property(VIEW("AntiVirusProduct"), VIEW("x"), NULL), PROPERTY_UNKNOWN);
}
END_TEST

START_TEST(providers_are_found)
{
    for (size_t i = 0; i < provider_count(); i++) {
        struct provider_facts row, found;
        provider_at(i, &row);
        const struct view example = example_of(row.name, "*");
        struct view first = row.namespaces, rest;
        view_cut(row.namespaces, VIEW(","), &first, &rest);
        ck_assert(provider_find(first, example, &found));
        ck_same(found.name, row.name);
        ck_same(found.clsid, row.clsid);
        exact_free(example);
        bool has_clsid = view_is_empty(row.clsid);
        for (size_t j = 0; !has_clsid && provider_find_clsid(row.clsid, j, &found); j++) {
            has_clsid = view_equal(found.name, row.name);
        }
        ck_assert(has_clsid);
    }
}
END_TEST

START_TEST(providers_have_facts)
{
    struct provider_facts f;
    ck_assert(provider_find_clsid(VIEW("D63A5850-8F16-11CF-9F47-00AA00BF345C"), 0, &f));
    ck_view(f.owner, "windows");
    ck_assert(provider_find_clsid(VIEW("{d63a5850-8f16-11cf-9f47-00aa00bf345c}"), 1, &f));
    ck_assert(!provider_find_clsid(VIEW("{d63a5850-8f16-11cf-9f47-00aa00bf345c}"), 2, &f));
    ck_assert(!provider_find_clsid(VIEW("{}"), 0, &f));
    ck_assert(!provider_find_clsid(VIEW_NONE, 0, &f));
    ck_assert(provider_find(VIEW("root\\cimv2"), VIEW("regprov"), &f));
    ck_view(f.path, "%systemroot%\\system32\\wbem\\stdprov.dll");
    ck_assert(
        provider_find(VIEW("root\\microsoft\\windows\\managementtools"), VIEW("RegProv"), &f));
    ck_view(f.path, "%windir%\\system32\\wbem\\regprov.dll");
    ck_assert(!provider_find(VIEW_NONE, VIEW("CIMWin3"), &f));
}
END_TEST

START_TEST(services_are_found)
{
    for (size_t i = 0; i < service_count(); i++) {
        struct service_facts row, found;
        service_at(i, &row);
        const struct view example = example_of(row.pattern, "9Z");
        const struct view none = VIEW_NONE;
        ck_assert(service_find(row.of == SERVICE_OF_NAMESPACE ? example : none,
                               row.of == SERVICE_OF_CLASS ? example : none,
                               row.of == SERVICE_OF_PROVIDER ? example : none, &found));
        ck_same(found.pattern, row.pattern);
        ck_same(found.name, row.name);
        exact_free(example);
    }
}
END_TEST

START_TEST(class_tells_the_service_first)
{
    struct service_facts f;
    ck_assert(service_find(VIEW("root\\cimv2"), VIEW("Win32_Printer"), VIEW("CIMWin32"), &f));
    ck_view(f.name, "Spooler");
    ck_assert(service_find(VIEW("root\\microsoft\\windows\\storage"), VIEW("MSFT_iSCSISession"),
                           VIEW("StorageWMI"), &f));
    ck_view(f.name, "MSiSCSI");
    ck_assert(service_find(VIEW("root\\microsoft\\windows\\storage"), VIEW("MSFT_Disk"),
                           VIEW("StorageWMI"), &f));
    ck_view(f.name, "smphost");
    ck_assert(!service_find(VIEW("root\\cimv2"), VIEW("Win32_Process"), VIEW("CIMWin32"), &f));
}
END_TEST

START_TEST(sources_of_classes)
{
    ck_assert(view_equal(class_source(VIEW("win32_userPROFILE")),
                         class_source(VIEW("Win32_UserProfile"))));
    ck_assert(view_find(class_source(VIEW("Win32_UserProfile")), VIEW("ProfileList"), 0) !=
              SIZE_MAX);
    ck_assert(view_find(class_source(VIEW("Win32_PnPEntity")), VIEW("driver"), 0) != SIZE_MAX);
    ck_assert(view_is_empty(class_source(VIEW("Win32_Pn"))));
    ck_assert(view_is_empty(class_source(VIEW("Contoso_Box"))));
    ck_assert(view_is_empty(class_source(VIEW_NONE)));
}
END_TEST

START_TEST(owner_codes_need_their_owner)
{
    struct owner_code c;
    ck_assert(owner_code_find(0x80041315, VIEW("root\\microsoft\\windows\\taskscheduler"),
                              VIEW("MSFT_ScheduledTask"), VIEW_NONE, &c));
    ck_view(c.owner, "Task Scheduler");
    ck_view(c.symbol, "SCHED_E_SERVICE_NOT_RUNNING");
    ck_assert(
        !owner_code_find(0x80041315, VIEW("root\\cimv2"), VIEW("Win32_Process"), VIEW_NONE, &c));
    ck_assert(owner_code_find(0x800106BA, VIEW("root\\microsoft\\windows\\defender"), VIEW_NONE,
                              VIEW_NONE, &c));
    ck_view(c.owner, "Microsoft Defender Antivirus");
    /* The Storage Management API has no code 5 of its own; Management Infrastructure has. */
    ck_assert(
        owner_code_find(5, VIEW("root\\microsoft\\windows\\storage"), VIEW_NONE, VIEW_NONE, &c));
    ck_view(c.owner, "Management Infrastructure");
    ck_assert(
        owner_code_find(0x4E2A, VIEW("root\\microsoft\\windows\\dhcp"), VIEW_NONE, VIEW_NONE, &c));
    ck_assert(
        !owner_code_find(0x57, VIEW("root\\microsoft\\windows\\dhcp"), VIEW_NONE, VIEW_NONE, &c));
    ck_assert(!owner_code_find(0x80041003, VIEW("root\\microsoft\\windows\\defender"), VIEW_NONE,
                               VIEW_NONE, &c));
}
END_TEST

START_TEST(owner_codes_are_found)
{
    for (size_t i = 0; i < owner_code_count(); i++) {
        struct owner_code row;
        owner_code_at(i, &row);
        size_t count;
        const size_t first = owner_code_range(row.value, &count);
        ck_assert_uint_le(first, i);
        ck_assert_uint_lt(i, first + count);
    }
}
END_TEST

/* Whoever does not say where means the place of today that most know. */
START_TEST(classes_have_a_usual_place)
{
    static const char *const rows[][2] = {
        {"Msvm_ComputerSystem", "root\\virtualization\\v2"},
        {"MSFT_MpComputerStatus", "root\\microsoft\\windows\\defender"},
        {"AntiVirusProduct", "root\\securitycenter2"},
        {"MSFT_Disk", "root\\microsoft\\windows\\storage"},
        {"StdRegProv", "root\\default"},
        {"CIM_ComputerSystem", "root\\cimv2"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct class_facts found, elsewhere;
        ck_assert(class_find(VIEW_NONE, view_of(rows[i][0]), &found));
        ck_same(found.name_space, view_of(rows[i][1]));
        ck_assert_int_eq(class_place(VIEW("root\\nowhere"), view_of(rows[i][0]), &elsewhere),
                         CLASS_PLACE_ELSEWHERE);
        ck_same(elsewhere.name_space, view_of(rows[i][1]));
    }
}
END_TEST

/* A namespace for each site or version has no one name that could be given. */
START_TEST(classes_stand_in_one_of_many)
{
    struct class_facts place;
    ck_assert_int_eq(class_place(VIEW("root\\cimv2"), VIEW("SMS_R_System"), &place),
                     CLASS_PLACE_MANY);
    ck_same(place.name_space, VIEW("root\\sms\\site_*"));
    ck_assert_int_eq(class_place(VIEW("root\\default"), VIEW("SqlService"), &place),
                     CLASS_PLACE_MANY);
    ck_assert_int_eq(class_place(VIEW("root\\sms\\site_q01"), VIEW("SMS_R_System"), NULL),
                     CLASS_PLACE_HERE);
    ck_assert_int_eq(class_place(VIEW("root\\ccm\\dcm"), VIEW("SMS_Unheard"), NULL),
                     CLASS_PLACE_HERE);
    ck_assert_int_eq(class_place(VIEW("root\\cimv2"), VIEW("SMS_Client"), NULL),
                     CLASS_PLACE_ELSEWHERE);
    ck_assert_int_eq(class_place(VIEW("root\\cimv2"), VIEW("__EventFilter"), NULL),
                     CLASS_PLACE_HERE); /* which every namespace has */
}
END_TEST

START_TEST(events_are_found)
{
    for (size_t i = 0; i < known_event_count(); i++) {
        struct known_event row, found;
        known_event_at(i, &row);
        bool is_found = false;
        for (size_t j = 0; !is_found && known_event_find(row.last, j, &found); j++) {
            is_found = view_equal(found.provider, row.provider) && found.first == row.first;
        }
        ck_assert(is_found);
    }
    struct known_event event;
    ck_assert(known_event_find(5858, 0, &event));
    ck_view(event.log, "Operational");
    ck_assert(!known_event_find(5858, 1, &event));
    ck_assert(!known_event_find(0, 0, &event));
}
END_TEST

START_TEST(parts_are_found)
{
    for (size_t i = 0; i < part_count(); i++) {
        struct part_facts row, found;
        part_at(i, &row);
        ck_assert(part_find(row.name, &found));
        ck_same(found.name, row.name);
        ck_assert(view_is_empty(row.clsid) || part_find(row.clsid, &found));
    }
    struct part_facts part;
    ck_assert(part_find(VIEW("wmiprvse"), &part));
    ck_view(part.name, "WmiPrvSE.exe");
    ck_assert(part_find(VIEW("Objects"), &part));
    ck_assert(view_equal(part.name, VIEW("objects.data")));
    ck_assert(view_equal(part_stem(part.name), VIEW("objects")));
    ck_assert(view_equal(part_stem(VIEW("Winmgmt")), VIEW("Winmgmt")));
    ck_assert(part_find(VIEW("8bc3F05E-D86B-11D0-A075-00C04FB68820"), &part));
    ck_assert_int_eq(part.kind, PART_COM_CLASS);
    ck_assert(!part_find(VIEW("WmiPrv"), &part));
    ck_assert(!part_find(VIEW(""), &part));
    ck_assert(!part_find(VIEW("{}"), &part));
}
END_TEST

/* Every value of an enumeration has a name, and gets back from it. */
static void check_names(const struct names *names, uint32_t count)
{
    ck_assert_uint_eq(names->count, count);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t value;
        ck_assert(names_find(names, view_of(names_get(names, i)), &value));
        ck_assert_uint_eq(value, i);
    }
}

START_TEST(names_go_both_ways)
{
    check_names(&grade_names, GRADE_COUNT);
    check_names(&aspect_names, ASPECT_COUNT);
    check_names(&normal_when_names, NORMAL_COUNT);
    check_names(&namespace_kind_names, NAMESPACE_KIND_COUNT);
    check_names(&editions_names, EDITIONS_COUNT);
    check_names(&encryption_names, ENCRYPTION_COUNT);
    check_names(&access_names, ACCESS_COUNT);
    check_names(&class_kind_names, CLASS_KIND_COUNT);
    for (enum normal_when when = 0; when < NORMAL_COUNT; when++) {
        ck_assert_ptr_nonnull(normal_when_phrase(when));
    }
    for (enum seen seen = 0; seen < SEEN_COUNT; seen++) {
        ck_assert_ptr_nonnull(seen_name(seen));
    }
}
END_TEST

/* Names that are empty, long, or not ASCII find nothing and read nothing past their end. */
START_TEST(odd_names_find_nothing)
{
    char text[2000];
    memset(text, '\\', sizeof(text));
    text[1] = (char)0xFF;
    for (size_t len = 0; len <= sizeof(text); len += len < 20 ? 1 : 99) {
        const struct view exact = exact_copy(text, len);
        const struct view odd = exact;
        struct namespace_facts name_space;
        struct class_facts class_facts;
        struct provider_facts provider;
        struct service_facts service;
        struct owner_code code;
        ck_assert(!namespace_find(odd, &name_space));
        ck_assert(!class_find(odd, odd, &class_facts));
        ck_assert(!provider_find(odd, odd, &provider));
        ck_assert(!provider_find_clsid(odd, 0, &provider));
        ck_assert(!service_find(odd, odd, odd, &service));
        ck_assert(!owner_code_find(5, odd, odd, odd, &code));
        exact_free(exact);
    }
}
END_TEST

Suite *knowledge_suite(void)
{
    Suite *suite = suite_create("knowledge");
    TCase *tests = tcase_create("knowledge");
    tcase_add_test(tests, namespaces_are_found);
    tcase_add_test(tests, namespaces_have_facts);
    tcase_add_test(tests, normalised_sids_match);
    tcase_add_test(tests, longest_beginning_wins);
    tcase_add_test(tests, classes_are_found);
    tcase_add_test(tests, class_places_are_all_rows);
    tcase_add_test(tests, classes_have_facts);
    tcase_add_test(tests, superclasses_and_those_below);
    tcase_add_test(tests, those_below_agree);
    tcase_add_test(tests, properties_are_found);
    tcase_add_test(tests, properties_answer);
    tcase_add_test(tests, providers_are_found);
    tcase_add_test(tests, providers_have_facts);
    tcase_add_test(tests, services_are_found);
    tcase_add_test(tests, sources_of_classes);
    tcase_add_test(tests, class_tells_the_service_first);
    tcase_add_test(tests, owner_codes_need_their_owner);
    tcase_add_test(tests, owner_codes_are_found);
    tcase_add_test(tests, classes_have_a_usual_place);
    tcase_add_test(tests, classes_stand_in_one_of_many);
    tcase_add_test(tests, events_are_found);
    tcase_add_test(tests, parts_are_found);
    tcase_add_test(tests, names_go_both_ways);
    tcase_add_test(tests, odd_names_find_nothing);
    suite_add_tcase(suite, tests);
    return suite;
}

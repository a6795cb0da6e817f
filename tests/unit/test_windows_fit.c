/* Names of releases in the tables, and what a machine of some edition and version has. */
#include <check.h>

#include "parsers/base/count.h"
#include "rules/knowledge/windows_fit.h"
#include "tests/unit/suites.h"

static const struct {
    const char *text;
    uint32_t first, last; /* 0 = none */
} names[] = {
    {"Windows 8", 9200, 9200},
    {"Windows Vista", 6000, 6002},
    {"Windows 7", 7600, 7601},
    {"Windows 10", 10240, 19045},
    {"Windows 10, version 1703", 15063, 15063},
    {"Windows 10 1709", 16299, 16299},
    {"Windows Server 2008", 6001, 6002},
    {"Windows Server 2008 R2", 7600, 7601},
    {"Windows Server 2008 R2 with SP1", 7600, 7601},
    {"Windows Server 2012", 9200, 9200},
    {"Windows Server 2012 (v1 classes; namespace stays as parent of v2)", 9200, 9200},
    {"Windows 8.1 / Windows Server 2012 R2", 9600, 9600},
    {"Windows Vista Enterprise/Ultimate", 0, 0},
    {"Windows XP/Server 2003", 1, 1},
    {"Windows 2000 Server", 1, 1},
    {"Windows", 0, 0},
    {"Windows 1", 0, 0},
    {"SQL Server 2005", 0, 0},
    {"", 0, 0},
};

START_TEST(releases_by_name)
{
    uint32_t first = 0, last = 0;
    const bool is_found = windows_release_named(view_of(names[_i].text), &first, &last);
    ck_assert_msg(is_found == (names[_i].first != 0), "%s", names[_i].text);
    ck_assert_msg(first == names[_i].first && last == names[_i].last, "%s: %u to %u",
                  names[_i].text, (unsigned)first, (unsigned)last);
}
END_TEST

#define ANY UINT32_MAX
static const struct {
    const char *name_space, *class_name; /* NULL = the namespace is asked about */
    struct windows_bounds windows;
    enum windows_fit fit;
} fits[] = {
    {"root\\cimv2", "Win32_ServerFeature", {EDITION_CLIENT, 0, ANY}, WINDOWS_FIT_OTHER_EDITION},
    {"root\\cimv2", "Win32_ServerFeature", {EDITION_SERVER, 20348, 20348}, WINDOWS_FIT_HERE},
    {"root\\cimv2", "Win32_ServerFeature", {EDITION_UNKNOWN, 17763, 17763}, WINDOWS_FIT_UNKNOWN},
    {"root\\default", "SystemRestore", {EDITION_SERVER, 0, ANY}, WINDOWS_FIT_OTHER_EDITION},
    {"root\\default", "SystemRestore", {EDITION_CLIENT, 19045, 19045}, WINDOWS_FIT_HERE},
    {"root\\cimv2", "Win32_Process", {EDITION_UNKNOWN, 19045, 19045}, WINDOWS_FIT_HERE},
    {"root\\cimv2", "Win32_Process", {EDITION_UNKNOWN, 0, ANY}, WINDOWS_FIT_UNKNOWN},
    {"root\\cimv2", "Win32_FloppyDrive", {EDITION_CLIENT, 7601, 7601}, WINDOWS_FIT_HERE},
    {"root\\cimv2", "Win32_FloppyDrive", {EDITION_UNKNOWN, 17134, ANY}, WINDOWS_FIT_ENDED},
    {"root\\cimv2", "Win32_FloppyDrive", {EDITION_UNKNOWN, 0, ANY}, WINDOWS_FIT_UNKNOWN},
    {"root\\microsoft\\windows\\defender",
     "MSFT_MpPreference",
     {EDITION_CLIENT, 7601, 7601},
     WINDOWS_FIT_TOO_NEW},
    {"root\\securitycenter2", NULL, {EDITION_SERVER, 0, ANY}, WINDOWS_FIT_OTHER_EDITION},
    {"root\\securitycenter2", NULL, {EDITION_CLIENT, 19045, 19045}, WINDOWS_FIT_HERE},
    {"root\\securitycenter2", NULL, {EDITION_UNKNOWN, 19045, 19045}, WINDOWS_FIT_UNKNOWN},
    {"root\\microsoft\\windows\\storage", NULL, {EDITION_SERVER, 7601, 7601}, WINDOWS_FIT_TOO_NEW},
    {"root\\microsoft\\windows\\storage", NULL, {EDITION_UNKNOWN, 9200, ANY}, WINDOWS_FIT_HERE},
    {"root\\nap", NULL, {EDITION_UNKNOWN, 10240, ANY}, WINDOWS_FIT_ENDED},
    {"root\\nap", NULL, {EDITION_UNKNOWN, 0, 16299}, WINDOWS_FIT_UNKNOWN},
};

START_TEST(what_a_machine_has)
{
    enum windows_fit fit;
    const struct view name_space = view_of(fits[_i].name_space);
    if (fits[_i].class_name) {
        struct class_facts facts;
        ck_assert(class_find(name_space, view_of(fits[_i].class_name), &facts));
        fit = windows_fit_class(&facts, &fits[_i].windows);
    } else {
        struct namespace_facts facts;
        ck_assert(namespace_find(name_space, &facts));
        fit = windows_fit_namespace(&facts, &fits[_i].windows);
    }
    ck_assert_msg(fit == fits[_i].fit, "%s: %s", fits[_i].name_space,
                  names_get(&windows_fit_names, fit));
}
END_TEST

/* What the tables say of versions is read: each row that names one in the words of the releases. */
START_TEST(versions_of_the_tables)
{
    size_t read = 0, unread = 0;
    for (size_t i = 0; i < class_count(); i++) {
        struct class_facts facts;
        uint32_t first, last;
        class_at(i, &facts);
        const struct view texts[] = {facts.since_client, facts.since_server};
        for (size_t k = 0; k < 2; k++) {
            if (view_starts(texts[k], VIEW("Windows"))) {
                windows_release_named(texts[k], &first, &last) ? read++ : unread++;
            }
        }
    }
    ck_assert_uint_gt(read, 5000);
    ck_assert_uint_le(unread, 2); /* "Windows Vista Enterprise, Windows Vista Ultimate" */
}
END_TEST

Suite *windows_fit_suite(void)
{
    Suite *suite = suite_create("windows_fit");
    TCase *tests = tcase_create("windows_fit");
    tcase_add_loop_test(tests, releases_by_name, 0, COUNT_OF(names));
    tcase_add_loop_test(tests, what_a_machine_has, 0, COUNT_OF(fits));
    tcase_add_test(tests, versions_of_the_tables);
    suite_add_tcase(suite, tests);
    return suite;
}

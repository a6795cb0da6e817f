/* Which other failures are kept: those alone that rules ask about. */
#include <check.h>

#include "parsers/base/count.h"
#include "rules/matching/wants.h"
#include "rules/rule_file/rule_file.h"
#include "rules/surroundings/surroundings.h"
#include "tests/unit/event_build.h"
#include "tests/unit/suites.h"

/* What no condition asks about is not kept; what is asked about by code is not kept by family. */
START_TEST(only_what_is_asked_about_is_kept)
{
    static const char text[] =
        "{\"version\":\"1.0\",\"rules\":[{\"id\":\"a\",\"version\":1,\"title\":\"t\","
        "\"cause\":\"c\",\"confidence\":\"likely\",\"verdict\":\"broken\",\"reason\":\"r\","
        "\"when\":{\"any\":["
        "{\"preceded_by\":{\"code\":[\"0x80041032\",\"5\"],\"family\":\"other\"}},"
        "{\"spread\":{\"users\":2,\"family\":\"wmi-access-denied\"}}]}}]}";
    const struct rule_source source = {VIEW("test.json"), {text, sizeof(text) - 1}};
    struct rule_set rules;
    struct error err;
    error_init(&err);
    ck_assert_msg(rule_set_load(&rules, &source, 1, &err) == STATUS_OK, "%s", err.message);
    struct computers computers;
    computers_init(&computers, 0);
    struct surroundings *surroundings = rule_set_surroundings(&rules, &computers, SIZE_MAX / 2);
    static const struct {
        uint32_t code;
        enum family family;
        bool is_by_code, is_by_family;
    } cases[] = {{0x80070005, FAMILY_DCOM_ACCESS_DENIED, true, false},
                 {0x80041032, FAMILY_CANCELLED, true, false},
                 {0x80041003, FAMILY_WMI_ACCESS_DENIED, false, true},
                 {0x80041010, FAMILY_INVALID_CLASS, false, false},
                 {1, FAMILY_OTHER, false, false}};
    ck_assert(surroundings_wants_failures(surroundings));
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct failure f = {.result = cases[i].code,
                            .family = cases[i].family,
                            .computer = VIEW("PC"),
                            .time = build_time((int64_t)i)};
        surroundings_failure(surroundings, &f, SURROUNDINGS_SIDE_CLIENT);
        const struct computer *computer = surroundings_computer(surroundings, f.computer);
        const bool is_by_code =
            surroundings_series(surroundings, computer, SURROUNDINGS_CODE, f.result);
        const bool is_by_family =
            surroundings_series(surroundings, computer, SURROUNDINGS_FAMILY, (uint64_t)f.family);
        ck_assert_int_eq(is_by_code, cases[i].is_by_code);
        ck_assert_int_eq(is_by_family, cases[i].is_by_family);
        ck_assert_ptr_null(surroundings_series(surroundings, computer, SURROUNDINGS_ALL, 0));
    }
    ck_assert_uint_eq(surroundings_dropped(surroundings), 0);
    surroundings_free(surroundings);
    computers_release(&computers);
    rule_set_release(&rules);
}
END_TEST

Suite *asked_suite(void)
{
    Suite *suite = suite_create("asked");
    TCase *tests = tcase_create("asked");
    tcase_add_test(tests, only_what_is_asked_about_is_kept);
    suite_add_tcase(suite, tests);
    return suite;
}

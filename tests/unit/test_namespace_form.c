/* How names of namespaces are written. */
#include <check.h>

#include "parsers/base/count.h"
#include "rules/failure/namespace_form.h"
#include "tests/unit/suites.h"

static enum namespace_form form_of(const char *name_space, const char *user)
{
    struct failure f = {.name_space = view_of(name_space)};
    f.client.user = view_of(user);
    return namespace_form_of(&f);
}

START_TEST(names_have_parts)
{
    static const char *const fine[] = {"root", "ROOT\\cimv2",  "root/cimv2", " root\\cimv2 ",
                                       "",     "root\\a\\b\\c"};
    for (size_t i = 0; i < COUNT_OF(fine); i++) {
        ck_assert_int_eq(form_of(fine[i], "A\\b"), NAMESPACE_FORM_FINE);
    }
    static const char *const empty[] = {"root\\\\cimv2", "root\\cimv2\\", "root//cimv2", "root\\",
                                        "root\\a\\\\b",  "\\root\\cimv2", "/root"};
    for (size_t i = 0; i < COUNT_OF(empty); i++) {
        ck_assert_int_eq(form_of(empty[i], "A\\b"), NAMESPACE_FORM_EMPTY_PART);
    }
    static const char *const rootless[] = {"cimv2", "rootcimv2", "\\cimv2", "cimv2\\", "roo\\t"};
    for (size_t i = 0; i < COUNT_OF(rootless); i++) {
        ck_assert_int_eq(form_of(rootless[i], "A\\b"), NAMESPACE_FORM_NO_ROOT);
    }
}
END_TEST

START_TEST(a_log_doubles_backslashes)
{
    ck_assert_int_eq(form_of("root\\\\cimv2", "A\\\\b"), NAMESPACE_FORM_FINE);
    ck_assert_int_eq(form_of("root\\\\cimv2", ""), NAMESPACE_FORM_EMPTY_PART);
    ck_assert_int_eq(form_of("cimv2", "A\\\\b"), NAMESPACE_FORM_NO_ROOT);
}
END_TEST

Suite *namespace_form_suite(void)
{
    Suite *s = suite_create("namespace_form");
    TCase *c = tcase_create("forms");
    tcase_add_test(c, names_have_parts);
    tcase_add_test(c, a_log_doubles_backslashes);
    suite_add_tcase(s, c);
    return s;
}

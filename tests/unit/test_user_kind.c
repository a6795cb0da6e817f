/* Who an account is by the way it is logged. */
#include <check.h>

#include "parsers/base/count.h"
#include "rules/texts/user_kind.h"

Suite *user_kind_suite(void);

static const struct {
    const char *user;
    enum user_kind kind;
} users[] = {
    {NULL, USER_KIND_EMPTY},
    {"", USER_KIND_EMPTY},
    {"NT AUTHORITY\\SYSTEM", USER_KIND_SYSTEM},
    {"NT-AUTORIT\xC3\x84T\\SYSTEM", USER_KIND_SYSTEM},
    {"AUTORITE NT\\Syst\xC3\xA8me", USER_KIND_SYSTEM},
    {"S-1-5-18", USER_KIND_SYSTEM},
    {"nt authority\\network service", USER_KIND_SERVICE},
    {"NT SERVICE\\MSSQLSERVER", USER_KIND_SERVICE},
    {"IIS APPPOOL\\Default", USER_KIND_SERVICE},
    {"FABRIKAM\\MON04$", USER_KIND_MACHINE},
    {"FABRIKAM\\anna", USER_KIND_USER},
    {"FABRIKAM\\SYSTEM2", USER_KIND_USER},
};

START_TEST(kinds_of_user)
{
    ck_assert_int_eq(user_kind_of(view_of(users[_i].user)), users[_i].kind);
}
END_TEST

/* Whose account it is depends on the machine. */
START_TEST(accounts_of_the_machine)
{
    ck_assert_int_eq(user_kind_on(VIEW("srv01\\anna"), VIEW("SRV01.contoso.com")), USER_KIND_LOCAL);
    ck_assert_int_eq(user_kind_on(VIEW(".\\anna"), VIEW("SRV01")), USER_KIND_LOCAL);
    ck_assert_int_eq(user_kind_on(VIEW("CONTOSO\\anna"), VIEW("SRV01")), USER_KIND_USER);
    ck_assert_int_eq(user_kind_on(VIEW("anna"), VIEW("anna")), USER_KIND_USER);
    ck_assert_int_eq(user_kind_on(VIEW("SRV01\\SRV01$"), VIEW("SRV01")), USER_KIND_MACHINE);
    ck_assert_int_eq(user_kind_on(VIEW("\\anna"), VIEW("")), USER_KIND_USER);
    ck_assert_int_eq(user_kind_on(VIEW_NONE, VIEW("SRV01")), USER_KIND_EMPTY);
}
END_TEST

Suite *user_kind_suite(void)
{
    Suite *suite = suite_create("user_kind");
    TCase *tests = tcase_create("user_kind");
    tcase_add_loop_test(tests, kinds_of_user, 0, COUNT_OF(users));
    tcase_add_test(tests, accounts_of_the_machine);
    suite_add_tcase(suite, tests);
    return suite;
}

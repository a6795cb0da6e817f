/* How clients name the machines that they call. */
#include <check.h>

#include "rules/failure/target_form.h"
#include "tests/unit/suites.h"

static enum target_form form_of(const char *text, const char *target)
{
    struct failure f = {.computer = VIEW("MON04.contoso.com")};
    f.operation.type = OPERATION_TYPE_CONNECT;
    f.operation.text = view_of(text);
    f.operation.target_host = view_of(target);
    return target_form_of(&f);
}

START_TEST(names_and_addresses)
{
    static const struct {
        const char *target;
        enum target_form form;
    } cases[] = {
        {"SRV01", TARGET_FORM_SHORT},
        {" srv-01 ", TARGET_FORM_SHORT},
        {"7", TARGET_FORM_IPV4}, /* inet_aton takes it for one */
        {"srv01.contoso.com", TARGET_FORM_FULL},
        {"10.example.org", TARGET_FORM_FULL},
        {"192.0.2.7", TARGET_FORM_IPV4},
        {"2001:db8::7", TARGET_FORM_IPV6},
        {"[2001:db8::7]", TARGET_FORM_IPV6},
        {"fe80--7s4.IPv6-Literal.net", TARGET_FORM_IPV6},
        {"", TARGET_FORM_NONE},
        {".", TARGET_FORM_NONE},
        {"localhost", TARGET_FORM_NONE},
        {"127.0.0.1", TARGET_FORM_NONE},
        {"[::1]", TARGET_FORM_NONE},
        {"mon04", TARGET_FORM_NONE}, /* the client's own machine */
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        ck_assert_msg(form_of("connect to namespace : ...", cases[i].target) == cases[i].form, "%s",
                      cases[i].target);
    }
}
END_TEST

START_TEST(other_records_tell_nothing)
{
    ck_assert_int_eq(form_of("IWbemServices::Connect", "SRV01"), TARGET_FORM_NONE);
    ck_assert_int_eq(form_of("", "192.0.2.7"), TARGET_FORM_NONE);
}
END_TEST

Suite *target_form_suite(void)
{
    Suite *s = suite_create("target_form");
    TCase *c = tcase_create("forms");
    tcase_add_test(c, names_and_addresses);
    tcase_add_test(c, other_records_tell_nothing);
    suite_add_tcase(s, c);
    return s;
}

/* Names of computers: what of them counts, and keys of them. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "parsers/base/computer_name.h"
#include "parsers/base/count.h"
#include "tests/unit/exact.h"

Suite *computer_name_suite(void);

static const struct {
    const char *name, *label;
} labels[] = {
    {"SRV01", "SRV01"},
    {"SRV01.example.org", "SRV01"},
    {" \\\\SRV01.example.org\t", "SRV01"},
    {"7srv.example.org", "7srv"},
    {"192.0.2.44", "192.0.2.44"},
    {"\\\\192.0.2.44", "192.0.2.44"},
    {"fe80::1%3", "fe80::1%3"},
    {".", ""},
    {"..", ""},
    {".example.org", ""},
    {"\\\\", ""},
    {"", ""},
};

START_TEST(label_tells_the_computer)
{
    const char *name = labels[_i].name;
    for (size_t len = 0; len <= strlen(name); len++) {
        const struct view bytes = exact_copy(name, len);
        struct view label = computer_name_label(bytes);
        if (len == strlen(name)) {
            ck_assert_msg(view_equal(label, view_of(labels[_i].label)), "'%s' is '%.*s'", name,
                          VIEW_ARG(label));
        }
        exact_free(bytes);
    }
}
END_TEST

START_TEST(same_computer)
{
    ck_assert(computer_name_same(VIEW("HOST"), VIEW("host.example.org")));
    ck_assert(computer_name_same(VIEW("\\\\Host"), VIEW("HOST")));
    ck_assert(computer_name_same(VIEW("\\\\7srv.a.org"), VIEW("7SRV")));
    ck_assert(!computer_name_same(VIEW("HOST"), VIEW("HOST2")));
    ck_assert(!computer_name_same(VIEW("HOST2.a"), VIEW("HOST.a")));
    ck_assert(!computer_name_same(VIEW(""), VIEW("")));
    ck_assert(!computer_name_same(VIEW_NONE, VIEW_NONE));
    ck_assert(!computer_name_same(VIEW("."), VIEW(".")));
    ck_assert(computer_name_same(VIEW("192.0.2.44"), VIEW("192.0.2.44")));
    ck_assert(!computer_name_same(VIEW("192.0.2.44"), VIEW("192.0.2.45")));
    ck_assert(!computer_name_same(VIEW("::ffff:192.0.2.44"), VIEW("::ffff:192.0.2.45")));
}
END_TEST

START_TEST(names_that_setup_gives)
{
    ck_assert(computer_name_is_generated(VIEW("WIN-E0PO207ERMD")));
    ck_assert(computer_name_is_generated(VIEW("\\\\desktop-23ps6es.example.org")));
    ck_assert(computer_name_is_generated(VIEW("LAPTOP-1A2B3C4D")));
    ck_assert(computer_name_is_generated(VIEW("EC2AMAZ-1A2B3C4")));
    ck_assert(!computer_name_is_generated(VIEW("WIN-E0PO207ERM")));
    ck_assert(!computer_name_is_generated(VIEW("WIN-E0PO207ERMDX")));
    ck_assert(!computer_name_is_generated(VIEW("DESKTOP-23-S6ES")));
    ck_assert(!computer_name_is_generated(VIEW("SRV01")));
    ck_assert(!computer_name_is_generated(VIEW("")));
}
END_TEST

START_TEST(keys_are_folded_and_bounded)
{
    char text[COMPUTER_NAME_MAX], name[COMPUTER_NAME_MAX + 10];
    ck_assert(view_equal(computer_name_fold(VIEW("Srv-\xC3\x84.X"), text), VIEW("srv-\xC3\x84.x")));
    ck_assert_uint_eq(computer_name_fold(VIEW_NONE, text).len, 0);
    memset(name, 'X', sizeof(name));
    struct view key = computer_name_fold((struct view){name, sizeof(name)}, text);
    ck_assert_uint_eq(key.len, COMPUTER_NAME_MAX);
    ck_assert_int_eq(key.data[COMPUTER_NAME_MAX - 1], 'x');
}
END_TEST

START_TEST(services_have_hosts)
{
    static const char *const rows[][2] = {
        {"RPCSS/SRV01.example.org", "SRV01.example.org"},
        {"HTTP/srv01:5985", "srv01"},
        {"ldap/dc01.example.org/example.org", "dc01.example.org"},
        {"SRV01", "SRV01"},
        {"host/", ""},
        {"/", ""},
        {"", ""},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct view host = computer_name_of_service(view_of(rows[i][0]));
        ck_assert_msg(view_equal(host, view_of(rows[i][1])), "'%s' has '%.*s'", rows[i][0],
                      VIEW_ARG(host));
    }
}
END_TEST

Suite *computer_name_suite(void)
{
    Suite *suite = suite_create("computer_name");
    TCase *tests = tcase_create("computer_name");
    tcase_add_loop_test(tests, label_tells_the_computer, 0, COUNT_OF(labels));
    tcase_add_test(tests, same_computer);
    tcase_add_test(tests, services_have_hosts);
    tcase_add_test(tests, names_that_setup_gives);
    tcase_add_test(tests, keys_are_folded_and_bounded);
    suite_add_tcase(suite, tests);
    return suite;
}

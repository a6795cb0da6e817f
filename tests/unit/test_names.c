/* Names of enumerations: both ways, the nearest, the list of all. */
#include <check.h>

#include "parsers/base/count.h"
#include "parsers/base/names.h"
#include "tests/unit/suites.h"

static const char *const colours[] = {"red", "dark-green", "blue"};
static const struct names names = NAMES_OF("a colour", colours);
static const char *const sides[] = {"left", "right"};
static const struct names two = NAMES_OF("a side", sides);

START_TEST(both_ways)
{
    ck_assert_uint_eq(names.count, 3);
    for (uint32_t i = 0; i < names.count; i++) {
        uint32_t value = 99;
        ck_assert_str_eq(names_get(&names, i), colours[i]);
        ck_assert(names_find(&names, view_of(names_get(&names, i)), &value));
        ck_assert_uint_eq(value, i);
    }
}
END_TEST

START_TEST(no_such_name)
{
    static const char *const wrong[] = {"", "re", "reds", "Red", "dark green", "dark-green "};
    uint32_t value = 99;
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        ck_assert(!names_find(&names, view_of(wrong[i]), &value));
    }
    ck_assert(!names_find(&names, VIEW_NONE, &value));
    ck_assert_uint_eq(value, 99);
}
END_TEST

START_TEST(nearest)
{
    ck_assert_str_eq(names_nearest(&names, VIEW("dark_green")), "dark-green");
    ck_assert_ptr_null(names_nearest(&names, VIEW("yellow")));
}
END_TEST

START_TEST(list_of_all)
{
    struct buffer text;
    buffer_init(&text, BUFFER_NO_MAX);
    names_list(&names, &text);
    buffer_add_text(&text, "; ");
    names_list(&two, &text);
    ck_assert(
        view_equal(buffer_view(&text), VIEW("'red', 'dark-green' or 'blue'; 'left' or 'right'")));
    buffer_release(&text);
}
END_TEST

Suite *names_suite(void)
{
    Suite *suite = suite_create("names");
    TCase *tests = tcase_create("names");
    tcase_add_test(tests, both_ways);
    tcase_add_test(tests, no_such_name);
    tcase_add_test(tests, nearest);
    tcase_add_test(tests, list_of_all);
    suite_add_tcase(suite, tests);
    return suite;
}

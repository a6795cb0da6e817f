/* Steps of rules: their commands, mistakes in their marks, and what a log may put into them. */
#include <check.h>

#include "parsers/base/count.h"
#include "rules/texts/step.h"

Suite *step_suite(void);

/* Pieces are shown as "<command>" and "text|". */
static const struct {
    const char *step, *pieces, *plain;
} steps[] = {
    {"", "", ""},
    {"no command", "no command|", "no command"},
    {"`winver`", "<winver>", "winver"},
    {"Run `winmgmt /x`, then `sc.exe y`.", "Run |<winmgmt /x>, then |<sc.exe y>.|",
     "Run winmgmt /x, then sc.exe y."},
    {"`a``b`", "<a><b>", "ab"},
    {"half a `mark", "half a `mark|", "half a `mark"},
    {"`", "`|", "`"},
    {"``", "``|", "``"},
    {"a `` b `c`", "a `|< b >c`|", "a ` b c`"},
};

START_TEST(pieces_of_a_step)
{
    struct buffer pieces, plain;
    struct step_piece piece;
    struct view rest = view_of(steps[_i].step);
    buffer_init(&pieces, BUFFER_NO_MAX);
    buffer_init(&plain, BUFFER_NO_MAX);
    while (step_next(&rest, &piece)) {
        ck_assert_uint_gt(piece.text.len, 0);
        buffer_format(&pieces, piece.is_command ? "<%.*s>" : "%.*s|", VIEW_ARG(piece.text));
    }
    step_plain(&plain, view_of(steps[_i].step));
    ck_assert_msg(view_equal(buffer_view(&pieces), view_of(steps[_i].pieces)), "'%.*s'",
                  VIEW_ARG(buffer_view(&pieces)));
    ck_assert_msg(view_equal(buffer_view(&plain), view_of(steps[_i].plain)), "'%.*s'",
                  VIEW_ARG(buffer_view(&plain)));
    buffer_release(&pieces);
    buffer_release(&plain);
}
END_TEST

START_TEST(mistakes_in_marks)
{
    static const char *const right[] = {"", "no command", "`a`", "x `a b` y `{class}`, z"};
    static const char *const wrong[] = {"`",      "a `b",       "`a` `",  "``",     "`a``",
                                        "` a`",   "`a `",       "` `",    "`a  b`", "`a\tb`",
                                        "`a\nb`", "`\xC3\xA4`", "`a\x7f`"};
    for (size_t i = 0; i < COUNT_OF(right); i++) {
        ck_assert_msg(!step_mistake(view_of(right[i])), "%s", right[i]);
    }
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        ck_assert_msg(step_mistake(view_of(wrong[i])), "%s", wrong[i]);
    }
}
END_TEST

/* What is pasted into a shell runs: a name from a log begins nothing there. */
START_TEST(values_that_a_command_may_have)
{
    static const char *const right[] = {"Win32_Process", "root\\cimv2\\ms_409",
                                        "srv-01.example.org", "C:\\x.mof"};
    static const char *const wrong[] = {"",    "a b",          "a;b", "a&b",  "a|b", "$(a)",
                                        "a`b", "\"a",          "'a",  "%a%",  "a>b", "{a}",
                                        "a,b", "-Filter",      "/x",  "a\nb", "a^b", "@a",
                                        "a!b", "\xE2\x80\x9C", "a#b", "a(b",  "*"};
    for (size_t i = 0; i < COUNT_OF(right); i++) {
        ck_assert_msg(step_may_hold(view_of(right[i]), true), "%s", right[i]);
    }
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        ck_assert_msg(!step_may_hold(view_of(wrong[i]), true), "%s", wrong[i]);
    }
    ck_assert(step_may_hold(VIEW("a b; $(c) \"d\""), false));
    ck_assert(!step_may_hold(VIEW("a`b"), false));
}
END_TEST

Suite *step_suite(void)
{
    Suite *suite = suite_create("step");
    TCase *tests = tcase_create("step");
    tcase_add_loop_test(tests, pieces_of_a_step, 0, COUNT_OF(steps));
    tcase_add_test(tests, mistakes_in_marks);
    tcase_add_test(tests, values_that_a_command_may_have);
    suite_add_tcase(suite, tests);
    return suite;
}

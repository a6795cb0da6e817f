/* How text is broken into lines, listed and cut. */
#include "analyzer/report/text/paper.h"
#include "parsers/base/text.h"
#include "tests/unit/suites.h"

static struct output out;

static void set_up(void)
{
    output_open_memory(&out);
}

static void tear_down(void)
{
    output_close(&out, true, NULL);
}

START_TEST(paragraphs_break_at_blanks)
{
    struct paper paper = {.out = &out, .width = 40};
    struct paragraph how = {.indent = 1, .lead = "x", .hang = 4};
    paper_paragraph(&paper, &how, VIEW("aaaaaaaaaaaaaaaaa bbbbbbbbbbbbbbbbbb c"));
    paper_paragraph(&paper, &how, VIEW(""));
    paper_paragraph(&paper, &how, VIEW("1234567890123456789012345678901234567"));
    output_write(&out, (struct view){"", 1});
    ck_assert_str_eq(out.pending.data, " x  aaaaaaaaaaaaaaaaa bbbbbbbbbbbbbbbbbb\n    c\n"
                                       " x\n"
                                       " x  123456789012345678901234567890123456\n    7\n");
    buffer_clear(&out.pending);
    paper_paragraph(&paper, &how, VIEW("method Long_Class_Name.Another_Long_Name_Of_Method"));
    output_write(&out, (struct view){"", 1});
    ck_assert_str_eq(out.pending.data,
                     " x  method Long_Class_Name.\n    Another_Long_Name_Of_Method\n");
}
END_TEST

START_TEST(a_list_has_marks_where_there_are_several)
{
    struct paper paper = {.out = &out, .width = 40};
    const struct paragraph how = {.indent = 1, .lead = "do", .hang = 6};
    const struct view texts[] = {VIEW("the first step is long enough for lines"), VIEW("second")};
    paper_list(&paper, &how, texts, 0);
    paper_list(&paper, &how, texts, 1);
    paper_list(&paper, &how, texts, 2);
    output_write(&out, (struct view){"", 1});
    ck_assert_str_eq(out.pending.data, " do   the first step is long enough for\n      lines\n"
                                       " do   - the first step is long enough\n"
                                       "        for lines\n"
                                       "      - second\n");
}
END_TEST

/* A command is in one line where it fits, and wide ones break as other text does. */
START_TEST(steps_have_no_marks)
{
    struct paper paper = {.out = &out, .width = 40};
    const struct paragraph how = {.indent = 1, .lead = "do", .hang = 6};
    const struct view steps[] = {
        VIEW("Copy it, run `winmgmt /backup FILE`, wait"),
        VIEW("`netsh int ipv4 show dynamicport tcp all`"),
        VIEW("half a `mark"),
    };
    paper_steps(&paper, &how, steps, 3);
    output_write(&out, (struct view){"", 1});
    ck_assert_str_eq(out.pending.data, " do   - Copy it, run\n"
                                       "        winmgmt /backup FILE, wait\n"
                                       "      - netsh int ipv4 show dynamicport\n"
                                       "        tcp all\n"
                                       "      - half a `mark\n");
}
END_TEST

START_TEST(a_step_that_is_cut_has_no_command)
{
    struct buffer b;
    buffer_init(&b, BUFFER_NO_MAX);
    paper_add_step(&b, VIEW(" run  `winmgmt /backup FILE` "), 40);
    ck_assert(view_equal(buffer_view(&b), VIEW("run `winmgmt /backup FILE`")));
    buffer_clear(&b);
    paper_add_step(&b, VIEW("first of all `winmgmt /backup FILE` and `winver`"), 40);
    ck_assert(view_find(buffer_view(&b), VIEW(" ... "), 0) != SIZE_MAX);
    ck_assert(view_find(buffer_view(&b), VIEW("`"), 0) == SIZE_MAX);
    buffer_release(&b);
}
END_TEST

START_TEST(cut_keeps_both_ends)
{
    struct buffer b;
    buffer_init(&b, BUFFER_NO_MAX);
    paper_add_log(&b, VIEW("  a \r\n\t b  "), 20);
    ck_assert(view_equal(buffer_view(&b), VIEW("a b")));
    buffer_clear(&b);
    paper_add_log(&b, VIEW("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaazzz"), 20);
    ck_assert(view_equal(buffer_view(&b), VIEW("aaaaaaaaaa ... aazzz")));
    buffer_clear(&b);
    paper_add_log(&b, VIEW("activating WMI (or another COM server) on SRV02.fabrikam.com"), 50);
    ck_assert(
        view_equal(buffer_view(&b), VIEW("activating WMI (or another COM ... 02.fabrikam.com")));
    buffer_clear(&b);
    paper_add_log(&b, VIEW("query of One_Class in a namespace with a long way to go"), 40);
    ck_assert(view_equal(buffer_view(&b), VIEW("query of One_Class in a ... way to go")));
    buffer_clear(&b);
    paper_add_log(&b, VIEW("域域域域域域域域域域域域"), 20);
    ck_assert_uint_le(text_width(buffer_view(&b)), 20);
    ck_assert_uint_eq(text_utf8_valid_len(buffer_view(&b)), b.len);
    buffer_release(&b);
}
END_TEST

Suite *paper_suite(void)
{
    Suite *suite = suite_create("paper");
    TCase *tests = tcase_create("paper");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, paragraphs_break_at_blanks);
    tcase_add_test(tests, a_list_has_marks_where_there_are_several);
    tcase_add_test(tests, steps_have_no_marks);
    tcase_add_test(tests, a_step_that_is_cut_has_no_command);
    tcase_add_test(tests, cut_keeps_both_ends);
    suite_add_tcase(suite, tests);
    return suite;
}

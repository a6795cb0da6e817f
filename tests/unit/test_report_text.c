/* What the text report says, and what it must never let through. */
#include "analyzer/report/explain.h"
#include "analyzer/report/text.h"
#include "parsers/base/text.h"
#include "parsers/base/wintime.h"
#include "tests/unit/report_sample.h"
#include "tests/unit/suites.h"

#include <stdlib.h>
#include <string.h>

static struct report_sample *sample;
static struct output out;

static void set_up(void)
{
    sample = report_sample_new();
    output_open_memory(&out);
}

static void tear_down(void)
{
    output_close(&out, true, NULL);
    free(sample);
}

static const char *write_report(void)
{
    buffer_clear(&out.pending);
    text_report_write(&sample->run, &sample->content, &out);
    output_write(&out, (struct view){"", 1});
    return out.pending.data;
}

static void ck_has(const char *text, const char *part)
{
    ck_assert_msg(strstr(text, part) != NULL, "'%s' is not in:\n%s", part, text);
}

static void ck_lacks(const char *text, const char *part)
{
    ck_assert_msg(strstr(text, part) == NULL, "'%s' is in:\n%s", part, text);
}

static void ck_fits(const char *text, size_t width)
{
    struct view rest = view_of(text), line;
    while (view_cut(rest, VIEW("\n"), &line, &rest))
        ck_assert_msg(text_width(line) <= width || view_starts(line, VIEW("    wevtutil")),
                      "wider than %zu: '%.*s'", width, VIEW_ARG(line));
}

START_TEST(one_failure_reads_in_the_singular)
{
    report_sample_add_group(sample, VERDICT_BROKEN, 1);
    const char *text = write_report();
    ck_has(text, "1 failure: it needs attention.\n");
    ck_has(text, "1 time, 2025-04-09 08:15:11 UTC\n");
    ck_lacks(text, "1 failures");
    ck_lacks(text, "1 times");
    ck_lacks(text, "1 groups");
}
END_TEST

START_TEST(a_group_says_who_why_and_what_to_do)
{
    report_sample_add_group(sample, VERDICT_BROKEN, 4);
    const char *text = write_report();
    ck_has(text, "4 failures of one kind: they need attention.\n");
    ck_has(text, "0x80041003 WBEM_E_ACCESS_DENIED: ");
    ck_has(text, "inventory.exe, pid 7412 (started 2025-04-09 07:00:00) of the remote\n");
    ck_has(text, "machine MON04, user FABRIKAM\\svc-inventory\n");
    ck_has(text, "4 times, 2025-04-09 08:15:11 to 08:21:40 UTC\n");
    ck_has(text, "connecting to a namespace (login)\n");
    ck_has(text, "1 likely    the account lacks Remote Enable on this namespace\n");
    ck_has(text, "- the client is remote and had logged in\n");
    ck_has(text, "2 possible  the right was given on root but not inherited\n");
    ck_has(text, "check     1 Does the same account read");
    ck_has(text, "do        1 wmimgmt.msc");
    ck_has(text, "trace.xml: event 5858, record 501, at byte 40960\n");
    ck_has(text, "fingerprint wmilog/1:00000000000000000000000000000001\n");
}
END_TEST

START_TEST(harmless_is_folded_unless_asked_for)
{
    report_sample_add_group(sample, VERDICT_BROKEN, 1);
    report_sample_add_group(sample, VERDICT_HARMLESS, 212);
    const char *text = write_report();
    ck_has(text, "Harmless: 212 failures");
    ck_has(text, "1 group needs attention, 1 group (212 failures) is");
    ck_lacks(text, "2  harmless: ");
    sample->run.show_noise = true;
    text = write_report();
    ck_lacks(text, "Harmless: 212 failures");
    ck_has(text, "2  harmless: ");
}
END_TEST

START_TEST(harmless_of_one_reason_is_one_row)
{
    static const struct view titles[] = {
        {"query of A", 10}, {"query of B", 10}, {"query of A", 10}};
    for (size_t i = 0; i < 3; i++)
        report_sample_add_group(sample, VERDICT_HARMLESS, 10)->title = titles[i];
    report_sample_add_group(sample, VERDICT_HARMLESS, 1)->example->verdict_reason = VIEW("other");
    const char *text = write_report();
    ck_has(text, "     30  0x80041003  query of A, query of B: the client gets");
    ck_has(text, "      1  0x80041003  connect to root\\cimv2");
}
END_TEST

START_TEST(no_failure_is_said)
{
    const char *text = write_report();
    ck_has(text, "trace.xml: 492 WMI-Activity events of DESKTOP-23PS6ES");
    ck_has(text, "No failure found.\n");
}
END_TEST

START_TEST(another_log_is_named)
{
    sample->stats.wmi_events = 0;
    sample->source_items[0].wmi_events = 0;
    const char *text = write_report();
    ck_has(text, "this is another log");
    ck_has(text, "Service Control Manager in channel System");
    ck_has(text, "\n    wevtutil qe Microsoft-Windows-WMI-Activity/Operational ");
    ck_lacks(text, "No failure found");
}
END_TEST

START_TEST(hostile_text_moves_no_cursor)
{
    struct group *g = report_sample_add_group(sample, VERDICT_BROKEN, 2);
    struct view evil = VIEW("a\033[2J\r\nb\x9b\x7f\xc2\x9b\xe2\x80\xaezz\xff%s%n");
    g->title = evil;
    g->example->operation.text = evil;
    g->example->client.user = evil;
    g->example->client.machine = evil;
    g->example->client.process_name = evil;
    g->example->verdict_reason = evil;
    g->example->possible_cause = evil;
    g->example->component = evil;
    g->clients[0].client = g->example->client;
    g->clients[1] = g->clients[0];
    g->clients[1].client.user = VIEW_NONE;
    g->client_count = 2;
    struct report_source *source = &sample->source_items[0];
    source->path = evil;
    source->computers[0] = evil;
    source->problems[0] = (struct report_problem){.message = evil};
    source->problem_count = 1;
    sample->run.advice = &evil;
    sample->run.advice_count = 1;
    report_sample_add_open(sample)->operation.text = evil;
    const char *text = write_report();
    ck_assert_ptr_null(strpbrk(text, "\033\r\x7f"));
    ck_lacks(text, "\xe2\x80\xae");
    ck_lacks(text, "\xc2\x9b");
    ck_assert_uint_eq(text_utf8_valid_len(view_of(text)), strlen(text));
    ck_has(text, "\\x1b[2J");
}
END_TEST

START_TEST(long_texts_are_bounded)
{
    enum { LEN = 4 << 20 };
    char *query = malloc(LEN);
    ck_assert_ptr_nonnull(query);
    memset(query, 'q', LEN);
    memcpy(query, "BEGIN", 5);
    memcpy(query + LEN - 3, "END", 3);
    struct group *g = report_sample_add_group(sample, VERDICT_BROKEN, 1);
    g->title = g->example->operation.text = g->example->client.user = (struct view){query, LEN};
    const char *text = write_report();
    ck_assert_uint_lt(strlen(text), 6000);
    ck_has(text, "BEGINq");
    ck_has(text, "qEND");
    ck_has(text, " ...");
    ck_fits(text, 80);
    free(query);
}
END_TEST

START_TEST(lines_fit_the_width)
{
    static const unsigned widths[] = {48, 60, 80, 120};
    struct group *g = report_sample_add_group(sample, VERDICT_SECURITY, 1);
    g->example->client.user =
        VIEW("域名域名域名域名\\管理员用户账号管理员用户账号管理员用户账号管理员用户账号");
    report_sample_add_group(sample, VERDICT_BROKEN, 99999999);
    report_sample_add_group(sample, VERDICT_HARMLESS, 5);
    report_sample_add_open(sample)->ended = "service restarted";
    sample->stats.orphan_stops = 12;
    sample->run.width = widths[_i];
    ck_fits(write_report(), widths[_i]);
}
END_TEST

START_TEST(many_groups_are_listed_and_some_shown_in_full)
{
    for (int i = 0; i < 100; i++)
        report_sample_add_group(sample, VERDICT_BROKEN, 2);
    const char *text = write_report();
    ck_has(text, "\n100  broken ");
    ck_has(text, "\n20  broken: ");
    ck_lacks(text, "\n21  broken: ");
    ck_has(text, "The first 20 groups are shown in full; 80 more are in the table above");
}
END_TEST

START_TEST(clients_that_differ_by_pid_are_one_line)
{
    struct group *g = report_sample_add_group(sample, VERDICT_DEGRADED, 9);
    g->clients[1] = g->clients[2] = g->clients[0];
    g->clients[1].client.process_id = 7500;
    g->clients[2].client.process_id = 7600;
    g->client_count = 3;
    ck_has(write_report(), "3 processes named inventory.exe: pid 7412, 7500, 7600 of the remote");
    g->more_clients = 5;
    ck_has(write_report(), "more than 3 processes named");
}
END_TEST

START_TEST(caller_inside_the_service_is_said)
{
    struct group *g = report_sample_add_group(sample, VERDICT_DEGRADED, 1);
    g->example->client.is_service = true;
    g->example->client.user = VIEW("");
    g->example->client.locality = LOCALITY_LOCAL;
    const char *text = write_report();
    ck_has(text, "the caller lives inside the WMI service (svchost, pid 7412)");
    ck_has(text, "MON04 (local)\n");
    ck_lacks(text, ", user");
}
END_TEST

START_TEST(unread_inputs_are_told)
{
    struct report_source *source = report_sample_add_source(sample, "bad.xml");
    source->status = STATUS_IO;
    source->message = VIEW("permission denied");
    source->events = source->records = source->wmi_events = 0;
    struct report_source *first = &sample->source_items[0];
    first->damaged = 2;
    first->problems[0] = (struct report_problem){true, 4711, VIEW("found 'x'")};
    first->problem_count = 1;
    first->more_problems = 1;
    const char *text = write_report();
    ck_has(text, "bad.xml: could not be read: permission denied\n");
    ck_has(text, "trace.xml: 2 events could not be read\n");
    ck_has(text, "at byte 4711: found 'x'\n");
    ck_has(text, "1 more message\n");
}
END_TEST

START_TEST(many_inputs_are_summed_up)
{
    for (int i = 0; i < 9; i++)
        report_sample_add_source(sample, "more.xml")->status = i == 8 ? STATUS_DAMAGED : STATUS_OK;
    sample->source_items[9].message = VIEW("cut short");
    const char *text = write_report();
    ck_has(text, "10 inputs: 492 WMI-Activity events");
    ck_has(text, "more.xml: not read to its end: cut short\n");
    ck_lacks(text, "trace.xml: 492");
}
END_TEST

START_TEST(commands_stand_on_lines_of_their_own)
{
    struct view advice = VIEW("The Trace channel is missing.\nwevtutil sl "
                              "Microsoft-Windows-WMI-Activity/Trace /e:true /q:true "
                              "and a good deal more that is longer than a line");
    sample->run.advice = &advice;
    sample->run.advice_count = 1;
    const char *text = write_report();
    ck_has(text, "  The Trace channel is missing.\n    wevtutil sl ");
    ck_has(text, "and a good deal more that is longer than a line\n");
}
END_TEST

START_TEST(color_only_when_wanted)
{
    report_sample_add_group(sample, VERDICT_BROKEN, 1);
    ck_lacks(write_report(), "\033");
    sample->run.use_color = true;
    ck_has(write_report(), "\033[1;31m");
}
END_TEST

START_TEST(explain_tells_spellings_and_gaps)
{
    struct rule_set rules;
    rule_set_init_builtin(&rules);
    explain_code(0x80041003, &rules, false, 80, &out);
    explain_code(0x8007ffee, &rules, false, 80, &out);
    rule_set_release(&rules);
    output_write(&out, (struct view){"", 1});
    const char *text = out.pending.data;
    ck_has(text, "0x80041003  WBEM_E_ACCESS_DENIED\n");
    ck_has(text, "wbemErrAccessDenied");
    ck_has(text, "2147749891, -2147217405 (signed)");
    ck_has(text, "wmi-access-denied");
    ck_has(text, "0x8007ffee  unknown code\n");
    ck_has(text, "error 65518");
}
END_TEST

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
    paper_add_log(&b, VIEW("域域域域域域域域域域域域"), 20);
    ck_assert_uint_le(text_width(buffer_view(&b)), 20);
    ck_assert_uint_eq(text_utf8_valid_len(buffer_view(&b)), b.len);
    buffer_release(&b);
}
END_TEST

Suite *report_text_suite(void)
{
    Suite *suite = suite_create("report_text");
    TCase *tests = tcase_create("report_text");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, one_failure_reads_in_the_singular);
    tcase_add_test(tests, a_group_says_who_why_and_what_to_do);
    tcase_add_test(tests, harmless_is_folded_unless_asked_for);
    tcase_add_test(tests, harmless_of_one_reason_is_one_row);
    tcase_add_test(tests, no_failure_is_said);
    tcase_add_test(tests, another_log_is_named);
    tcase_add_test(tests, hostile_text_moves_no_cursor);
    tcase_add_test(tests, long_texts_are_bounded);
    tcase_add_loop_test(tests, lines_fit_the_width, 0, 4);
    tcase_add_test(tests, many_groups_are_listed_and_some_shown_in_full);
    tcase_add_test(tests, clients_that_differ_by_pid_are_one_line);
    tcase_add_test(tests, caller_inside_the_service_is_said);
    tcase_add_test(tests, unread_inputs_are_told);
    tcase_add_test(tests, many_inputs_are_summed_up);
    tcase_add_test(tests, commands_stand_on_lines_of_their_own);
    tcase_add_test(tests, color_only_when_wanted);
    tcase_add_test(tests, explain_tells_spellings_and_gaps);
    tcase_add_test(tests, paragraphs_break_at_blanks);
    tcase_add_test(tests, cut_keeps_both_ends);
    suite_add_tcase(suite, tests);
    return suite;
}

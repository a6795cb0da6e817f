/* What the page says, and that nothing in it is more than text. */
#include <stdlib.h>
#include <string.h>

#include "analyzer/report/html/html.h"
#include "analyzer/report/html/page.h"
#include "parsers/base/text.h"
#include "tests/unit/report_sample.h"
#include "tests/unit/suites.h"

static struct report_sample *sample;
static struct gathered *gathered;
static struct output out;

static void set_up(void)
{
    sample = report_sample_new();
    gathered = gathered_new();
    output_open_memory(&out);
}

static void tear_down(void)
{
    output_close(&out, true, NULL);
    gathered_free(gathered);
    report_sample_free(sample);
}

/* The body of the page: the style before it is a constant. */
static const char *write_report(void)
{
    buffer_clear(&out.pending);
    html_report_write(&sample->run, &sample->content, gathered, &out);
    output_write(&out, (struct view){"", 1});
    return strstr(out.pending.data, "<body>");
}

START_TEST(the_answer_comes_first)
{
    report_sample_add_group(sample, VERDICT_SECURITY, 1);
    report_sample_add_group(sample, VERDICT_BROKEN, 4);
    report_sample_add_group(sample, VERDICT_HARMLESS, 259);
    const char *text = write_report();
    ck_has(text, "<h1>1 kind of failure needs attention, 1 more is security-relevant</h1>");
    ck_has(text, "264 WMI requests failed in 3 different ways");
    ck_has(text, "259 of them are harmless.");
    ck_has(text, "<b>Check first:</b> Does the same account read Win32_OperatingSystem");
    ck_has(text, "Harmless: 259 failures of 1 kind");
}
END_TEST

START_TEST(harmless_alone_needs_nothing)
{
    report_sample_add_group(sample, VERDICT_HARMLESS, 1);
    const char *text = write_report();
    ck_has(text, "<h1>Nothing here needs attention</h1>");
    ck_has(text, "id=\"harmless\" open>");
    ck_lacks(text, "Begin here");
}
END_TEST

START_TEST(no_failure_is_said)
{
    ck_has(write_report(), "<h1>No failure found</h1>");
    sample->stats.filtered_failures = 3;
    ck_has(write_report(), "<h1>No failure matches</h1>");
    sample->stats.wmi_events = 0;
    ck_has(write_report(), "<h1>This is not the log");
    sample->stats.events = 0;
    ck_has(write_report(), "<h1>No event in the input</h1>");
}
END_TEST

START_TEST(a_cause_has_its_check_and_remedy)
{
    report_sample_add_group(sample, VERDICT_BROKEN, 1);
    const char *text = write_report();
    const char *cause = strstr(text, "<ol class=\"causes\">");
    ck_assert_ptr_nonnull(cause);
    ck_has(cause, "likely</span> the account lacks Remote Enable");
    const char *check = strstr(cause, "Does the same account read");
    const char *remedy = strstr(cause, "see that the right is inherited");
    const char *next = strstr(cause, "the right was given on root");
    ck_assert(check && remedy && next && check < remedy && remedy < next);
}
END_TEST

START_TEST(incidents_lead_to_their_groups)
{
    report_sample_add_group(sample, VERDICT_BROKEN, 8);
    report_sample_add_incident(sample);
    const char *text = write_report();
    ck_has(text, "<a href=\"#i1\">");
    ck_has(text, "id=\"i1\"");
    ck_has(text, "<li><a href=\"#g1\">");
}
END_TEST

START_TEST(consumers_are_told)
{
    report_sample_add_consumer(sample, false);
    report_sample_add_consumer(sample, true);
    const char *text = write_report();
    ck_has(text, "<h1>1 event consumer has to be looked at</h1>");
    ck_has(text, "Harmless: 1 subscription");
    ck_has(text, "__FilterToConsumerBinding");
}
END_TEST

START_TEST(scripts_keep_their_lines)
{
    struct consumer *c = report_sample_add_consumer(sample, false);
    c->action = VIEW("If x < 1 Then\n\n\tBeep\nEnd If");
    ck_has(write_report(), "If x &lt; 1 Then\n    Beep\nEnd If</pre>");
}
END_TEST

START_TEST(unread_inputs_are_told_at_the_top)
{
    struct report_source *source = report_sample_add_source(sample, "bad.xml");
    source->status = STATUS_DAMAGED;
    source->message = VIEW("cut short");
    const char *text = write_report();
    ck_assert_ptr_nonnull(strstr(text, "1 input was not read in full"));
    ck_assert(strstr(text, "1 input was not read in full") < strstr(text, "<main>"));
    ck_has(text, "not read to its end: <bdi translate=\"no\">cut short</bdi>");
}
END_TEST

START_TEST(hostile_text_stays_text)
{
    struct view evil = VIEW("\"'><script>x</script>\033[2J\r\n\x9b\x7f\xc2\x9b\xe2\x80\xae"
                            "\xff%s%n&lt;\xef\xbb\xbf");
    struct group *g = report_sample_add_group(sample, VERDICT_BROKEN, 2);
    struct failure *f = g->example;
    g->title = f->operation.text = f->client.user = f->client.machine = evil;
    f->client.process_name = f->client.process_name_source = f->possible_cause = evil;
    f->component = f->command_line = f->name_space = f->provider.name = f->provider.path = evil;
    f->provider.attribution = ATTRIBUTION_EXACT;
    f->operation.class_name = f->computer = evil;
    g->judgement->reason = evil;
    g->judgement->causes[0].evidence[0] = (struct evidence){.channel = evil, .provider = evil};
    g->judgement->causes[0].evidence_count = 1;
    g->clients[0].client = f->client;
    g->clients[1] = g->clients[0];
    g->client_count = 2;
    gathered_failure(gathered, f, VERDICT_BROKEN);
    gathered_failure(gathered, f, VERDICT_BROKEN);
    gathered_landmark(gathered, &(struct landmark){.kind = LANDMARK_PROVIDER_LOADED,
                                                   .time = f->time,
                                                   .provider = evil,
                                                   .path = evil});
    struct incident *incident = report_sample_add_incident(sample);
    incident->name = incident->computer = incident->because = incident->provider = evil;
    incident->name_space = evil;
    struct consumer *c = report_sample_add_consumer(sample, false);
    c->filter = c->name = c->query = c->class_name = c->action = c->action_kind = evil;
    c->decoded = c->reason = c->creator_sid = c->name_space = c->computer = c->user = evil;
    struct report_source *source = &sample->source_items[0];
    source->path = source->computers[0] = evil;
    source->problems[0] = (struct report_problem){.message = evil};
    source->problem_count = 1;
    sample->run.advice = &evil;
    sample->run.advice_count = 1;
    report_sample_add_open(sample)->operation.text = evil;
    report_sample_add_digest(sample);
    const char *text = write_report();
    ck_has(text, "id=\"connects-h\"");
    ck_has(text, "id=\"started-h\"");
    ck_lacks(text, "<script>x");
    ck_lacks(text, "2J<b>");
    ck_lacks(text, "2J<script>");
    ck_lacks(text, "\"'>");
    ck_assert_ptr_null(strpbrk(text, "\033\r\x7f"));
    ck_lacks(text, "\xe2\x80\xae");
    ck_lacks(text, "\xc2\x9b");
    ck_lacks(text, "\xef\xbb\xbf");
    ck_assert_uint_eq(text_utf8_valid_len(view_of(text)), strlen(text));
    ck_has(text, "&quot;&#39;&gt;&lt;script&gt;x&lt;/script&gt;\\x1b[2J");
    ck_has(text, "&amp;lt;");
}
END_TEST

START_TEST(long_texts_are_cut_with_their_length)
{
    enum { LEN = 1 << 20 };
    char *query = malloc(LEN);
    ck_assert_ptr_nonnull(query);
    memset(query, 'q', LEN);
    struct group *g = report_sample_add_group(sample, VERDICT_BROKEN, 1);
    g->title = g->example->operation.text = g->example->client.user = (struct view){query, LEN};
    struct consumer *c = report_sample_add_consumer(sample, false);
    c->action = c->decoded = c->query = c->name = c->reason = g->title;
    const char *text = write_report();
    ck_assert_uint_lt(strlen(text), 80000);
    ck_has(text, "\xe2\x80\xa6 1\xe2\x80\xaf"
                 "046\xe2\x80\xaf"
                 "576 more characters");
    free(query);
}
END_TEST

START_TEST(commands_of_a_step_are_code)
{
    struct html_page p = html_page_on(&out, &sample->run, &sample->content);
    html_step(&p, VIEW("Run `a <b>` (or `c`), <d> `half"));
    output_write(&out, (struct view){"", 1});
    ck_assert_str_eq(out.pending.data,
                     "Run <code class=\"typed\" translate=\"no\">a &lt;b&gt;</code>"
                     " (or <code class=\"typed\" translate=\"no\">c</code>"
                     "), &lt;d&gt; `half");
    html_page_release(&p);
}
END_TEST

START_TEST(numbers_have_narrow_blanks)
{
    struct html_page p = html_page_on(&out, &sample->run, &sample->content);
    html_number(&p, 0);
    html_number(&p, 9999);
    html_raw(&p, " ");
    html_number(&p, 1234567);
    output_write(&out, (struct view){"", 1});
    ck_assert_str_eq(out.pending.data, "09999 1\xe2\x80\xaf"
                                       "234\xe2\x80\xaf"
                                       "567");
    html_page_release(&p);
}
END_TEST

START_TEST(other_logs_count_when_they_tell_something)
{
    struct event_datum data[] = {{VIEW("param1"), VIEW("Spooler")}};
    struct event event = {.id = 7036, .time = (int64_t)1 << 56};
    event.provider = VIEW("Service Control Manager");
    event.data = data;
    event.data_count = 1;
    gathered_event(gathered, &event);
    ck_assert_uint_eq(gathered->other_count, 0);
    data[0].value = VIEW("Windows Management Instrumentation");
    gathered_event(gathered, &event);
    ck_assert_uint_eq(gathered->other_count, 1);
    event.provider = VIEW("Contoso");
    gathered_event(gathered, &event);
    ck_assert_uint_eq(gathered->other_count, 1);
    ck_assert_uint_eq(timeline_total(&gathered->timeline, TIMELINE_OTHER_LOGS), 1);
}
END_TEST

Suite *report_html_suite(void)
{
    Suite *suite = suite_create("report_html");
    TCase *tests = tcase_create("report_html");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, the_answer_comes_first);
    tcase_add_test(tests, harmless_alone_needs_nothing);
    tcase_add_test(tests, no_failure_is_said);
    tcase_add_test(tests, a_cause_has_its_check_and_remedy);
    tcase_add_test(tests, incidents_lead_to_their_groups);
    tcase_add_test(tests, consumers_are_told);
    tcase_add_test(tests, scripts_keep_their_lines);
    tcase_add_test(tests, unread_inputs_are_told_at_the_top);
    tcase_add_test(tests, hostile_text_stays_text);
    tcase_add_test(tests, long_texts_are_cut_with_their_length);
    tcase_add_test(tests, commands_of_a_step_are_code);
    tcase_add_test(tests, numbers_have_narrow_blanks);
    tcase_add_test(tests, other_logs_count_when_they_tell_something);
    suite_add_tcase(suite, tests);
    return suite;
}

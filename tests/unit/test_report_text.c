/* What the text report says, and what it must never let through. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analyzer/report/text/explain.h"
#include "analyzer/report/text/paper.h"
#include "analyzer/report/text/text.h"
#include "parsers/base/count.h"
#include "parsers/base/text.h"
#include "parsers/base/wintime.h"
#include "rules/rule_file/builtin.h"
#include "rules/rule_file/rule_file.h"
#include "tests/unit/report_sample.h"
#include "tests/unit/suites.h"

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
    report_sample_free(sample);
}

static const char *write_report(void)
{
    return report_sample_text(sample, &out);
}

static void ck_fits(const char *text, size_t width)
{
    struct view rest = view_of(text), line;
    while (view_cut(rest, VIEW("\n"), &line, &rest)) {
        ck_assert_msg(text_width(line) <= width || view_starts(line, VIEW("    wevtutil")) ||
                          view_starts(line, VIEW("    Get-CimInstance")),
                      "wider than %zu: '%.*s'", width, VIEW_ARG(line));
    }
}

/* Ten channels of another log are told, of the others the events. */
START_TEST(channels_over_the_limit)
{
    enum { TOLD = 10 };
    static struct event_count channels[TOLD + 2];
    static char names[TOLD + 2][16];
    sample->stats.wmi_events = 0;
    sample->source_items[0].wmi_events = 0;
    sample->source_items[0].channels = channels;
    for (unsigned i = 0; i < TOLD + 2; i++) {
        snprintf(names[i], sizeof(names[i]), "Provider-%c", 'A' + (char)i);
        channels[i] = (struct event_count){view_of(names[i]), VIEW("Other"), 100};
    }
    sample->source_items[0].channel_count = TOLD;
    const char *text = write_report();
    ck_has(text, "Provider-J in channel Other\n");
    ck_lacks(text, "further event");
    output_close(&out, true, NULL);
    output_open_memory(&out);
    sample->source_items[0].channel_count = TOLD + 2;
    text = write_report();
    ck_has(text, "Provider-J in channel Other\n");
    ck_lacks(text, "Provider-K");
    ck_has(text, "  200 further events of others\n");
}
END_TEST

/* Four computers are named; of those beyond the list only that there are some is known. */
START_TEST(computers_over_the_limit)
{
    static char names[GROUP_MAX_COMPUTERS][8];
    static const struct view two[] = {{"SRV-A", 5}, {"SRV-B", 5}};
    struct group *g = report_sample_add_group(sample, VERDICT_BROKEN, 40);
    sample->content.computers = two;
    sample->content.computer_count = 2;
    for (unsigned i = 0; i < GROUP_MAX_COMPUTERS; i++) {
        snprintf(names[i], sizeof(names[i]), "SRV-%c", 'A' + (char)i);
        g->computers[i] = view_of(names[i]);
    }
    static const struct {
        size_t count;
        uint64_t more;
        const char *words;
    } rows[] = {
        {4, 0, "SRV-A, SRV-B, SRV-C, SRV-D\n"},
        {5, 0, "SRV-D and 1 other\n"},
        {GROUP_MAX_COMPUTERS, 0, "SRV-D and 12 others\n"},
        {GROUP_MAX_COMPUTERS, 1, "SRV-D and more than 12 others\n"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        output_close(&out, true, NULL);
        output_open_memory(&out);
        g->computer_count = rows[i].count;
        g->more_computers = rows[i].more;
        ck_has(write_report(), rows[i].words);
    }
}
END_TEST

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
    ck_has(text, "inventory.exe (from Security event 4688), pid 7412 (started\n");
    ck_has(text, "2025-04-09 07:00:00) of the remote machine MON04, user\n");
    ck_has(text, "4 times, 2025-04-09 08:15:11 to 08:21:40 UTC\n");
    ck_has(text, "connecting to a namespace (login)\n");
    ck_has(text, "1 likely    the account lacks Remote Enable on this namespace\n");
    ck_has(text, "- the client is remote and had logged in\n");
    ck_has(text, "2 possible  the right was given on root but not inherited\n");
    ck_has(text, "\n               check     Does the same account read");
    ck_has(text, "\n               do        - wmimgmt.msc");
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
    for (size_t i = 0; i < 3; i++) {
        report_sample_add_group(sample, VERDICT_HARMLESS, 10)->title = titles[i];
    }
    report_sample_add_group(sample, VERDICT_HARMLESS, 1)->judgement->reason = VIEW("other");
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
    ck_has(text, "\n    wevtutil epl Microsoft-Windows-WMI-Activity/Operational ");
    ck_lacks(text, "No failure found");
}
END_TEST

/* The first lines answer whether anybody must care, with or without failures. */
START_TEST(event_consumers_that_run_code_come_first)
{
    report_sample_add_consumer(sample, false);
    report_sample_add_consumer(sample, true);
    const char *text = write_report();
    ck_has(text, "No failure found.\n");
    ck_has(text, "1 event consumer is security-relevant: CommandLineEventConsumer 'a");
    ck_has(text, "\nEvent consumers\nsecurity: CommandLineEventConsumer 'a consumer'\n");
    ck_has(text, "   matters   starts a program as SYSTEM\n");
    ck_has(text, "   action    command line: powershell -enc YwBhAGwAYwAuAGUAeABlAA==\n");
    ck_has(text, "   decoded   calc.exe\n");
    ck_has(text, "   filter    'a filter' in root\\subscription\n");
    ck_has(text, "   query     select * from X\n");
    ck_has(text, "   creator   S-1-5-32-544 (Administrators)\n");
    ck_has(text,
           "   when      3 times in the log, 2025-04-09 08:00:00 to 2025-04-10 08:00:00 UTC\n");
    ck_has(text, "   evidence  trace.xml: event 5861, record 6500, at byte 42\n");
    ck_has(text, "harmless: 1 of Windows itself (SCM Event Log Filter)\n");
    ck_has(text, "    Get-CimInstance -Namespace root/subscription __EventConsumer");
    ck_lacks(text, "comes with Windows");
    sample->run.show_noise = true;
    text = write_report();
    ck_has(text, "harmless: NTEventLogEventConsumer 'SCM Event Log Consumer'\n");
    ck_has(text, "comes with Windows");
}
END_TEST

START_TEST(scripts_keep_their_lines)
{
    struct buffer script;
    buffer_init(&script, BUFFER_NO_MAX);
    buffer_add_text(&script, "\r\n first\r\n\n\tsecond\n");
    for (int i = 0; i < 100; i++) {
        buffer_format(&script, "line %d\n", i);
    }
    struct consumer *c = report_sample_add_consumer(sample, false);
    c->action = buffer_view(&script);
    c->action_kind = VIEW("VBScript script");
    const char *text = write_report();
    ck_has(text, "   action    VBScript script: first\n             second\n"
                 "             line 0\n");
    ck_has(text, "             line 27\n             (and 72 more lines: see -f json)\n");
    c->action = VIEW("\n\n");
    ck_lacks(write_report(), "action");
    buffer_release(&script);
}
END_TEST

START_TEST(temporary_subscriptions_say_who_asks)
{
    struct consumer *c = report_sample_add_consumer(sample, false);
    c->kind = CONSUMER_TEMPORARY;
    c->event_id = 5860;
    c->verdict = VERDICT_DEGRADED;
    c->poll_seconds = 0.5;
    c->user = VIEW("FABRIKAM\\svc-audit");
    c->has_process = true;
    c->process_id = 77;
    c->machine = VIEW("desktop-23ps6es");
    c->action = c->action_kind = c->decoded = c->creator_sid = c->filter = VIEW_NONE;
    *report_sample_add_consumer(sample, true) = *c;
    sample->consumer_items[1].verdict = VERDICT_HARMLESS;
    const char *text = write_report();
    ck_has(text, "1 event subscription needs attention: it costs time.\n");
    ck_lacks(text, "security-relevant");
    ck_has(text, "degraded: temporary subscription of FABRIKAM\\svc-audit\n");
    ck_has(text, "select * from X (polled every 0.5 s)\n");
    ck_has(text, "pid 77 on desktop-23ps6es (local), user FABRIKAM\\svc-audit\n");
    ck_has(text, "harmless: 1 of a program while it runs\n");
    ck_lacks(text, "What is registered now");
}
END_TEST

START_TEST(incidents_come_before_groups)
{
    report_sample_add_group(sample, VERDICT_BROKEN, 8);
    report_sample_add_group(sample, VERDICT_DEGRADED, 4);
    sample->judgements[1].causes[0] = sample->judgements[1].causes[1];
    report_sample_add_incident(sample);
    const char *text = write_report();
    ck_has(text, "1 incident explains 12 of the failures.\n");
    ck_has(text, "\nIncidents\nincident 1  broken: namespace rights lost on DESKTOP-23PS6ES\n");
    ck_has(text, "   when      12 failures within 3.4 s, 2025-04-09 08:15:11 to 08:15:14 UTC\n");
    ck_has(text, "   codes     8 x 0x80041003 WBEM_E_ACCESS_DENIED, 4 x 0x8004ffff\n");
    ck_has(text, "   first     failure 1 in root\\cimv2, provider CIMWin32; in all, 5 client\n");
    ck_has(text, "   why       likely: the account lacks Remote Enable on this namespace\n");
    ck_has(text, "             - all of them came within seconds\n");
    ck_has(text, "   check     Does the same account");
    ck_has(text, "   do        - wmimgmt.msc");
    ck_has(text, "   group     1 below\n");
    ck_assert(strstr(text, "incident 1  broken") < strstr(text, "what failed"));
    ck_has(text, "1  broken: connect to root\\cimv2 for FABRIKAM\\svc-inventory; see incident 1\n");
    ck_has(text, "2  degraded: connect to root\\cimv2 for FABRIKAM\\svc-inventory\n");
}
END_TEST

START_TEST(harmless_incidents_are_folded)
{
    report_sample_add_group(sample, VERDICT_HARMLESS, 12);
    report_sample_add_incident(sample)->verdict = VERDICT_HARMLESS;
    const char *text = write_report();
    ck_has(text, "\nIncidents\nharmless: 1 incident\n");
    ck_lacks(text, "of the failures.");
    sample->run.show_noise = true;
    ck_has(write_report(), "incident 1  harmless: ");
}
END_TEST

START_TEST(incidents_are_linked_by_their_failures)
{
    struct group *g = report_sample_add_group(sample, VERDICT_BROKEN, 8);
    struct incident *incident = report_sample_add_incident(sample);
    g->first = incident->last + 1; /* whatever the times say */
    ck_has(write_report(), "see incident 1\n");
    incident->groups[0] = "wmilog/1:0123456789abcdef0123456789abcdef";
    ck_lacks(write_report(), "see incident");
    incident->occurrences = 3;
    ck_has(write_report(), "   when      12 failures in 3 occurrences, 2025-04-09 08:15:11 to");
}
END_TEST

START_TEST(many_findings_are_bounded)
{
    report_sample_add_group(sample, VERDICT_BROKEN, 8);
    for (int i = 0; i < 12; i++) {
        report_sample_add_incident(sample);
        report_sample_add_consumer(sample, false);
    }
    const char *text = write_report();
    ck_has(text, "and 7 more incidents, in full with --noise");
    ck_has(text, "; see incident 1,");
    ck_has(text, "and 9 more\n");
    ck_has(text, "and 2 more, in full with --noise");
    ck_has(text, "12 event consumers are security-relevant: ");
    sample->run.show_noise = true;
    text = write_report();
    ck_has(text, "incident 12  broken");
    ck_lacks(text, "in full with --noise");
}
END_TEST

START_TEST(causes_name_the_events_they_rest_on)
{
    report_sample_add_group(sample, VERDICT_BROKEN, 1);
    struct cause *cause = &sample->judgements[0].causes[0];
    cause->evidence[0] = (struct evidence){.origin = {0, 412, 5},
                                           .event_id = 10016,
                                           .channel = VIEW("System"),
                                           .provider = VIEW("Microsoft-Windows-DistributedCOM")};
    cause->evidence[1] =
        (struct evidence){.origin = {0, 0, 77},
                          .event_id = 5857,
                          .channel = VIEW("Microsoft-Windows-WMI-Activity/Operational")};
    cause->evidence_count = 2;
    const char *text = write_report();
    ck_has(text, "- rests on System record 412: DistributedCOM 10016;\n");
    ck_has(text, "Operational at byte 77: WMI-Activity 5857\n");
}
END_TEST

START_TEST(hostile_text_moves_no_cursor)
{
    struct consumer *c = report_sample_add_consumer(sample, false);
    struct incident *incident = report_sample_add_incident(sample);
    struct group *g = report_sample_add_group(sample, VERDICT_BROKEN, 2);
    struct view evil = VIEW("a\033[2J\r\nb\x9b\x7f\xc2\x9b\xe2\x80\xaezz\xff%s%n");
    g->title = evil;
    g->example->operation.text = evil;
    g->example->client.user = evil;
    g->example->client.machine = evil;
    g->example->client.process_name = evil;
    g->judgement->reason = evil;
    g->example->possible_cause = evil;
    g->example->component = evil;
    g->clients[0].client = g->example->client;
    c->filter = c->name = c->query = c->class_name = c->action = c->action_kind = c->decoded = evil;
    c->reason = c->creator_sid = c->name_space = c->computer = evil;
    struct consumer *asker = report_sample_add_consumer(sample, false);
    *asker = *c;
    asker->kind = CONSUMER_TEMPORARY;
    asker->user = asker->machine = asker->process_name = evil;
    incident->name = incident->computer = incident->because = incident->provider = evil;
    incident->name_space = evil;
    g->judgement->causes[0].evidence[0] = (struct evidence){.channel = evil, .provider = evil};
    g->judgement->causes[0].evidence_count = 1;
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
    struct consumer *c = report_sample_add_consumer(sample, false);
    c->action = c->decoded = c->query = c->name = c->reason = g->title;
    const char *text = write_report();
    ck_assert_uint_lt(strlen(text), 16000);
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
    sample->stats.operations.orphan_stops = 12;
    report_sample_add_digest(sample);
    report_sample_add_incident(sample);
    struct consumer *c = report_sample_add_consumer(sample, false);
    c->action =
        VIEW("powershell -enc aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
             "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
    report_sample_add_consumer(sample, true);
    sample->run.width = widths[_i];
    ck_fits(write_report(), widths[_i]);
}
END_TEST

START_TEST(many_groups_are_listed_and_some_shown_in_full)
{
    for (int i = 0; i < 100; i++) {
        report_sample_add_group(sample, VERDICT_BROKEN, 2);
    }
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
    ck_has(write_report(), "3 processes named inventory.exe (from Security event 4688): pid\n");
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
    ck_has(text, "a caller inside the WMI service (svchost, pid 7412)");
    ck_has(text, " on MON04\n             (local)\n");
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
    for (int i = 0; i < 9; i++) {
        report_sample_add_source(sample, "more.xml")->status = i == 8 ? STATUS_DAMAGED : STATUS_OK;
    }
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
    struct explanation e;
    explanation_init(&e, &rules, false, paper_on(&out, 80, false));
    explain_code(&e, 0x80041003);
    explain_code(&e, 0x8007ffee);
    explanation_release(&e);
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

Suite *report_text_suite(void)
{
    Suite *suite = suite_create("report_text");
    TCase *tests = tcase_create("report_text");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, one_failure_reads_in_the_singular);
    tcase_add_test(tests, channels_over_the_limit);
    tcase_add_test(tests, computers_over_the_limit);
    tcase_add_test(tests, a_group_says_who_why_and_what_to_do);
    tcase_add_test(tests, harmless_is_folded_unless_asked_for);
    tcase_add_test(tests, harmless_of_one_reason_is_one_row);
    tcase_add_test(tests, no_failure_is_said);
    tcase_add_test(tests, another_log_is_named);
    tcase_add_test(tests, event_consumers_that_run_code_come_first);
    tcase_add_test(tests, scripts_keep_their_lines);
    tcase_add_test(tests, temporary_subscriptions_say_who_asks);
    tcase_add_test(tests, incidents_come_before_groups);
    tcase_add_test(tests, harmless_incidents_are_folded);
    tcase_add_test(tests, incidents_are_linked_by_their_failures);
    tcase_add_test(tests, many_findings_are_bounded);
    tcase_add_test(tests, causes_name_the_events_they_rest_on);
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
    suite_add_tcase(suite, tests);
    return suite;
}

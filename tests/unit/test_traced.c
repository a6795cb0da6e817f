/* What the text report tells of a trace beside failures. */
#include "analyzer/report/text/text.h"
#include "tests/unit/report_sample.h"
#include "tests/unit/suites.h"

static struct report_sample *sample;
static struct output out;

static void set_up(void)
{
    sample = report_sample_new();
    sample->run.width = 120;
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

START_TEST(what_a_trace_tells_is_told_in_short)
{
    ck_lacks(write_report(), "Connects, by client machine");
    report_sample_add_digest(sample);
    const char *text = write_report();
    ck_has(text, "\nConnects, by client machine\n  M0\\x1b[2J<script>");
    ck_has(text, " (remote): none succeeded, 1 failed: ");
    ck_has(text, "with 0x80070005 E_ACCESSDENIED,");
    ck_has(text, ", to root\\cimv2\n");
    ck_has(text, "\n  and 251 more machines and others that are not told apart: 175 succeeded, 83 "
                 "failed\n");
    ck_has(text, "\nProcesses that method calls started\n  pid 1: cmd.exe /c ");
    ck_has(text, "; by Win32_Process.Create for ");
    ck_has(text, "\n  and 259 more\n");
    ck_has(text, "\nSlowest operations, of a second or more\n  21.0 s: ");
    ck_lacks(text, "\x1b[2J");
}
END_TEST

Suite *traced_suite(void)
{
    Suite *suite = suite_create("traced");
    TCase *tests = tcase_create("traced");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, what_a_trace_tells_is_told_in_short);
    suite_add_tcase(suite, tests);
    return suite;
}

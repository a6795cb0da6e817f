/* The whole program over arbitrary bytes as a log: its JSON is parsed back, and what it counts adds
 * up. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "analyzer/cli.h"
#include "parsers/base/count.h"
#include "tests/fuzz/check.h"
#include "tests/fuzz/target.h"

static char folder[] = P_tmpdir "/wmilog-fuzz-XXXXXX";
static char log_path[sizeof(folder) + 8], report_path[sizeof(folder) + 8];

static void clean_up(void)
{
    unlink(log_path);
    unlink(report_path);
    rmdir(folder);
}

static void set_up(void)
{
    if (log_path[0] == '\0') {
        demand(mkdtemp(folder), "a folder for the log");
        snprintf(log_path, sizeof(log_path), "%s/log", folder);
        snprintf(report_path, sizeof(report_path), "%s/report", folder);
        atexit(clean_up);
    }
}

static json_int_t number(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    demand(json_is_integer(value), "a count is a number");
    return json_integer_value(value);
}

static void check_sources(const json_t *report)
{
    size_t i;
    const json_t *source;
    json_array_foreach(json_object_get(report, "sources"), i, source)
    {
        demand(number(source, "records") == number(source, "events") + number(source, "damaged"),
               "records are read or damaged");
        demand(number(source, "wmi_events") <= number(source, "events"),
               "events of WMI are events");
    }
}

static void check_report(const json_t *report)
{
    const json_t *summary = json_object_get(report, "summary");
    size_t failures = json_array_size(json_object_get(report, "failures"));
    size_t i;
    const json_t *group;
    json_int_t grouped = 0;
    demand(json_is_object(summary), "a report has a summary");
    demand((json_int_t)failures == number(summary, "failures"), "all failures are there");
    json_array_foreach(json_object_get(report, "groups"), i, group)
    {
        grouped += number(group, "count");
    }
    grouped += number(json_object_get(summary, "limits"), "ungrouped_failures");
    demand(grouped == number(summary, "failures"), "each failure is in a group or counted out");
    check_sources(report);
}

static void write_log(const uint8_t *bytes, size_t len)
{
    FILE *file = fopen(log_path, "wb");
    demand(file && fwrite(bytes, 1, len, file) == len && fclose(file) == 0, "the log is written");
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    char *arguments[] = {"wmilog",       "analyze", "-j", "1",         "-f",     "json",
                         "--max-groups", "2",       "-o", report_path, log_path, NULL};
    json_error_t error;
    set_up();
    write_log(bytes, len);
    int status = cli_run(COUNT_OF(arguments) - 1, arguments);
    demand(status == EXIT_STATUS_OK || status == EXIT_STATUS_INCOMPLETE ||
               status == EXIT_STATUS_NO_EVENTS,
           "whatever a log holds, the report is written");
    json_t *report = json_load_file(report_path, JSON_REJECT_DUPLICATES, &error);
    demand(report, "the report is JSON");
    check_report(report);
    json_decref(report);
    return 0;
}

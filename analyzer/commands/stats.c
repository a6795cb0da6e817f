/* wmilog stats: who uses WMI, how often and how long. */
#include "analyzer/commands/analyze.h"
#include "analyzer/report/statistics.h"

static int run(const struct options *options)
{
    struct options own = *options;
    own.format = options->format == &report_json    ? &statistics_json
                 : options->format == &report_jsonl ? &statistics_jsonl
                                                    : &statistics_text;
    return analyze_run(&own);
}

const struct command command_stats = {
    .name = "stats",
    .summary = "tell who uses WMI, for what, how often and how long",
    .usage = "stats [options] INPUT...",
    .help = "Counts operations by client process, user, client machine, namespace, class,\n"
            "provider and provider host, with failures and durations; lists the slowest ones,\n"
            "queries that come at equal intervals, event queries that WMI polls for,\n"
            "processes that method calls started, and operations still open. INPUT is as for\n"
            "analyze; the Trace channel tells all of this, the Operational channel only\n"
            "failures and subscriptions.",
    .options = OPTIONS_EXPLANATION | OPTIONS_TIME | OPTIONS_ENGINE | OPTIONS_OUTPUT | OPTIONS_JOBS |
               OPTIONS_ARCHIVE | OPTIONS_COLOR | OPTIONS_PROGRESS | OPTIONS_TOP | OPTIONS_REDACT,
    .run = run,
};

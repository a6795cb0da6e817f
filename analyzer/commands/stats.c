/* wmilog stats: who uses WMI, how often and how long. */
#include "analyzer/commands/analyze.h"
#include "analyzer/report/statistics.h"
#include "parsers/base/account.h"

/* An eighth less than was given: the tables of what is counted stand beside what waits. */
static size_t bytes_of_engine(const struct options *options)
{
    return (options->max_memory > 0 ? options->max_memory : BUDGET_BYTES) / 8 * 7;
}

static int run(const struct options *options)
{
    struct options own = *options;
    own.max_memory = bytes_of_engine(options);
    own.format = options->format == &report_json    ? &statistics_json
                 : options->format == &report_jsonl ? &statistics_jsonl
                                                    : &statistics_text;
    return analyze_run(&own);
}

const struct command command_stats = {
    .name = "stats",
    .summary = "tell who uses WMI, for what, how often and how long",
    .usage = "stats [options] INPUT...",
    .help = "Tells which client asks for what, how often, how long it takes, and which provider\n"
            "answers: for a WmiPrvSE that burns the processor. Then counts by client process,\n"
            "user, client machine, namespace, class, provider and provider host; lists the\n"
            "slowest operations, queries that come at equal intervals, event queries that WMI\n"
            "polls for, processes that method calls started, and operations still open. INPUT\n"
            "is as for analyze; the Trace channel tells all of this, the Operational channel\n"
            "only failures and subscriptions.",
    .options = OPTIONS_EXPLANATION | OPTIONS_TIME | OPTIONS_ENGINE | OPTIONS_OUTPUT | OPTIONS_JOBS |
               OPTIONS_ARCHIVE | OPTIONS_COLOR | OPTIONS_PROGRESS | OPTIONS_TOP | OPTIONS_REDACT,
    .run = run,
};

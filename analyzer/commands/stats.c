/* wmilog stats: who uses WMI, how often and how long. */
#include "analyzer/commands/analyze.h"
#include "analyzer/report/statistics.h"
#include "parsers/base/account.h"

static int run(const struct options *options)
{
    struct options own = *options;
    /* An eighth less than was given: what is counted stands beside what waits. */
    own.max_memory = budget_of(options->max_memory) / 8 * 7;
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

/* The limits that an analysis may reach, and what is said then. */
#include "analyzer/report/report_limits.h"

#include <assert.h>
#include <string.h>

static uint64_t unlisted_computers(const struct report_run *run)
{
    uint64_t count = 0;
    for (size_t i = 0; i < run->source_count; i++) {
        count += run->sources[i]->more_computers;
    }
    return count;
}

const char *report_limit_least(const struct report_limit *limit)
{
    return limit->most != 0 && limit->count >= limit->most ? "at least " : "";
}

void report_limits(const struct report_run *run, const struct report_content *content,
                   struct report_limit limits[REPORT_LIMIT_COUNT])
{
    const struct engine_stats *stats = content->stats;
    const struct report_limit all[] = {
        {"dropped_operations", stats->operations.dropped,
         "operation was not followed: its start has no number, or too many were open at once",
         "operations were not followed: their starts have no number, or too many were open at once",
         "--max-open", 0},
        {"early_settled", stats->operations.early_settled,
         "failure was judged early: too many at once",
         "failures were judged early: too many at once", NULL, 0},
        {"ungrouped_failures", stats->ungrouped_failures, "failure is in no group: too many groups",
         "failures are in no group: too many groups", "--max-groups", 0},
        {"uncounted_codes", stats->uncounted_codes,
         "failure is not counted by its code: too many codes",
         "failures are not counted by their codes: too many codes", NULL, 0},
        {"dropped_incidents", stats->dropped_incidents,
         "failure is in no incident: too many incidents",
         "failures are in no incident: too many incidents", NULL, 0},
        {"dropped_consumers", stats->dropped_consumers,
         "event of further event consumers is not shown: too many",
         "events of further event consumers are not shown: too many", NULL, 0},
        {"dropped_hosts", stats->operations.dropped_hosts,
         "provider host was forgotten, and with it the providers in it: too many",
         "provider hosts were forgotten, and with them the providers in them: too many", NULL, 0},
        {"dropped_processes", stats->dropped_processes, "name of a process was forgotten: too many",
         "names of processes were forgotten: too many", NULL, 0},
        {"dropped_surroundings", stats->dropped_surroundings,
         "event or failure could not be asked about for causes: too many within their reach",
         "events and failures could not be asked about for causes: too many within their reach",
         NULL, 0},
        {"late_events", stats->operations.late_events,
         "event came too late to be evidence for earlier failures",
         "events came too late to be evidence for earlier failures", NULL, 0},
        {"unlisted_open_operations", stats->operations.open - content->open_operation_count,
         "open operation is counted, but not listed: too many",
         "open operations are counted, but not listed: too many", "--max-open", 0},
        {"dropped_computers", stats->dropped_computers,
         "computer is not told apart from others: too many",
         "computers are not told apart from others: too many", NULL, COMPUTERS_MAX_MORE},
        {"unlisted_computers", unlisted_computers(run),
         "computer is not named with its input: too many there",
         "computers are not named with their inputs: too many there", NULL, REPORT_MAX_UNLISTED},
    };
    static_assert(sizeof(all) == REPORT_LIMIT_COUNT * sizeof(all[0]), "a limit is missing");
    memcpy(limits, all, sizeof(all));
}

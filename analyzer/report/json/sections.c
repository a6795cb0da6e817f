/* Which sections there are and where their items come from. */
#include "analyzer/report/json/sections.h"

#include "analyzer/report/losses.h"
#include "parsers/base/count.h"
#include "rules/usage/digest.h"

static size_t group_count(const struct json_end *end)
{
    return end->content->group_count;
}

static void group_members(struct json_writer *w, const struct json_end *end, size_t index)
{
    const struct group *g = end->content->groups[index];
    json_group_members(w, g, losses_may_hold_start(end->run, g->example));
}

static size_t incident_count(const struct json_end *end)
{
    return end->content->all_incident_count;
}

static void incident_members(struct json_writer *w, const struct json_end *end, size_t index)
{
    json_incident_members(w, end->content->all_incidents[index]);
}

static size_t host_count(const struct json_end *end)
{
    return end->content->system_count;
}

static void host_members(struct json_writer *w, const struct json_end *end, size_t index)
{
    json_host_members(w, end->content->systems[index]);
}

static size_t consumer_count(const struct json_end *end)
{
    return end->content->consumer_count;
}

static void consumer_members(struct json_writer *w, const struct json_end *end, size_t index)
{
    json_consumer_members(w, end->content->consumers[index]);
}

static size_t open_operation_count(const struct json_end *end)
{
    return end->content->open_operation_count;
}

static void open_operation_members(struct json_writer *w, const struct json_end *end, size_t index)
{
    const struct open_operation *open = end->content->open_operations[index];
    json_open_operation_members(w, open, losses_may_hold_end(end->run, open));
}

static size_t machine_count(const struct json_end *end)
{
    return end->run->digest ? end->run->digest->machines.count : 0;
}

static void machine_members(struct json_writer *w, const struct json_end *end, size_t index)
{
    json_connects_members(w, end->run->digest->machines.items[index]);
}

static size_t started_count(const struct json_end *end)
{
    return end->run->digest ? end->run->digest->starts.count : 0;
}

static void started_members(struct json_writer *w, const struct json_end *end, size_t index)
{
    json_started_members(w, &end->run->digest->starts.items[index]);
}

static uint64_t more_started(const struct json_end *end)
{
    return end->run->digest ? end->run->digest->starts.more : 0;
}

static size_t slowest_count(const struct json_end *end)
{
    return end->run->digest ? end->run->digest->slowest.count : 0;
}

static void slow_members(struct json_writer *w, const struct json_end *end, size_t index)
{
    json_slow_members(w, &end->run->digest->slowest.items[index]);
}

static uint64_t orphan_stops(const struct json_end *end)
{
    return end->content->stats->operations.orphan_stops;
}

static size_t rule_count(const struct json_end *end)
{
    return end->report->rule_count;
}

static void rule_members(struct json_writer *w, const struct json_end *end, size_t index)
{
    json_rule_members(w, end->report->rules[index]);
}

static size_t source_count(const struct json_end *end)
{
    return end->run->source_count;
}

static void source_members(struct json_writer *w, const struct json_end *end, size_t index)
{
    json_source_members(w, end->run->sources[index]);
}

static void summary_members(struct json_writer *w, const struct json_end *end, size_t index)
{
    (void)index;
    json_summary_members(w, end->run, end->content);
}

const struct json_section json_sections[] = {
    {"groups", "group", group_count, group_members, NULL},
    {"incidents", "incident", incident_count, incident_members, NULL},
    {"hosts", "host", host_count, host_members, NULL},
    {"event_consumers", "event_consumer", consumer_count, consumer_members, NULL},
    {"connects_by_machine", "machine_connects", machine_count, machine_members, NULL},
    {"started_processes", "started_process", started_count, started_members, NULL},
    {"more_started_processes", NULL, NULL, NULL, more_started},
    {"slowest", "slowest", slowest_count, slow_members, NULL},
    {"open_operations", "open_operation", open_operation_count, open_operation_members, NULL},
    {"orphan_stops", NULL, NULL, NULL, orphan_stops},
    {"rules_used", "rule", rule_count, rule_members, NULL},
    {"sources", "source", source_count, source_members, NULL},
    {"summary", "summary", NULL, summary_members, NULL},
};
const size_t json_section_count = COUNT_OF(json_sections);

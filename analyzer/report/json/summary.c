/* What the report says about itself, its inputs, and the whole, as JSON objects. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "analyzer/report/json/objects.h"
#include "parsers/base/wintime.h"

/* Providers of all sources that are told apart; the rest is added up. */
enum { MAX_PROVIDERS = 256 };

static const char *const status_names[] = {
    [STATUS_OK] = "ok",
    [STATUS_IO] = "io",
    [STATUS_NOT_FORMAT] = "not-format",
    [STATUS_DAMAGED] = "damaged",
    [STATUS_UNSUPPORTED] = "unsupported",
    [STATUS_LIMIT] = "limit",
    [STATUS_USAGE] = "usage",
};

static void put_filters(json_t *object, const struct report_run *run)
{
    if (run->filter_count == 0) {
        return;
    }
    json_t *list = json_put_new_list();
    for (size_t i = 0; i < run->filter_count; i++) {
        json_t *item = json_put_new_object();
        json_put_name(item, "option", run->filters[i].option);
        json_put_name(item, "value", run->filters[i].value);
        json_put_item(list, item);
    }
    json_put(object, "filters", list);
}

void json_report_fill(json_t *object, const struct report_run *run)
{
    json_put_name(object, "schema_version", JSON_SCHEMA_VERSION);
    json_t *tool = json_put_new_object();
    json_put_name(tool, "name", "wmilog");
    json_put_name(tool, "version", run->tool_version);
    json_put(object, "tool", tool);
    json_t *rules = json_put_new_object();
    json_put_text(rules, "version", run->rules->version);
    json_put_name(rules, "sha256", run->rules->sha256);
    json_put(object, "rules", rules);
    put_filters(object, run);
}

static void put_channels(json_t *object, const struct report_source *source)
{
    json_t *list = json_put_new_list();
    for (size_t i = 0; i < source->channel_count; i++) {
        const struct report_count *channel = &source->channels[i];
        json_t *item = json_put_new_object();
        json_put_text(item, "channel", channel->channel);
        json_put_text(item, "provider", channel->provider);
        json_put_number(item, "events", channel->count);
        json_put_item(list, item);
    }
    json_put(object, "channels", list);
    json_put_number(object, "more_channels", source->more_channels);
}

static void put_problems(json_t *object, const struct report_source *source)
{
    json_t *list = json_put_new_list();
    for (size_t i = 0; i < source->problem_count; i++) {
        const struct report_problem *problem = &source->problems[i];
        json_t *item = json_put_new_object();
        if (problem->has_offset) {
            json_put_number(item, "offset", problem->offset);
        }
        json_put_text(item, "message", problem->message);
        json_put_item(list, item);
    }
    json_put(object, "problems", list);
    json_put_number(object, "more_problems", source->more_problems);
}

void json_source_fill(json_t *object, const struct report_source *source)
{
    json_put_number(object, "index", source->index);
    json_put_text(object, "path", source->path);
    json_put_text(object, "format", source->format);
    json_put_text(object, "encoding", source->encoding);
    json_put_number(object, "bytes", source->bytes);
    json_put_number(object, "records", source->records);
    json_put_number(object, "events", source->events);
    json_put_number(object, "wmi_events", source->wmi_events);
    json_put_number(object, "damaged", source->damaged);
    json_put_number(object, "repaired", source->repaired);
    json_put_number(object, "code_page", source->code_page);
    json_put_number(object, "out_of_order", source->out_of_order);
    json_put_number(object, "duplicates", source->duplicates);
    json_put_bool(object, "backwards", source->is_backwards);
    json_put_time(object, "first", source->first);
    json_put_time(object, "last", source->last);
    json_put_texts(object, "computers", source->computers, source->computer_count);
    put_channels(object, source);
    put_problems(object, source);
    if (source->status == STATUS_OK) {
        return;
    }
    json_t *error = json_put_new_object();
    json_put_name(error, "status", status_names[source->status]);
    json_put_text(error, "message", source->message);
    json_put(object, "error", error);
}

static void put_by_event_id(json_t *object, const struct report_content *content)
{
    json_t *counts = json_put_new_object();
    for (size_t i = 0; i < content->event_id_count; i++) {
        char key[sizeof("4294967295")];
        snprintf(key, sizeof(key), "%" PRIu32, content->event_ids[i].value);
        json_put_number(counts, key, content->event_ids[i].count);
    }
    json_put(object, "by_event_id", counts);
}

static void put_by_code(json_t *object, const struct report_content *content)
{
    json_t *counts = json_put_new_object();
    for (size_t i = 0; i < content->code_count; i++) {
        char key[sizeof("0x80041003")];
        snprintf(key, sizeof(key), "0x%08" PRIx32, content->codes[i].value);
        json_put_number(counts, key, content->codes[i].count);
    }
    json_put(object, "by_code", counts);
}

struct providers {
    struct report_count items[MAX_PROVIDERS];
    size_t count;
    uint64_t more;
};

static void add_provider(struct providers *providers, const struct report_count *count)
{
    for (size_t i = 0; i < providers->count; i++) {
        if (view_equal_nocase(providers->items[i].provider, count->provider)) {
            providers->items[i].count += count->count;
            return;
        }
    }
    if (providers->count < MAX_PROVIDERS) {
        providers->items[providers->count++] = *count;
    } else {
        providers->more += count->count;
    }
}

/* More events first, then by name, whatever the order of the inputs. */
static int compare_providers(const void *left, const void *right)
{
    const struct report_count *a = left, *b = right;
    if (a->count != b->count) {
        return a->count > b->count ? -1 : 1;
    }
    return view_compare(a->provider, b->provider);
}

static void put_by_provider(json_t *object, const struct report_run *run)
{
    struct providers providers = {.count = 0};
    for (size_t i = 0; i < run->source_count; i++) {
        const struct report_source *source = run->sources[i];
        for (size_t j = 0; j < source->channel_count; j++) {
            add_provider(&providers, &source->channels[j]);
        }
        providers.more += source->more_channels;
    }
    qsort(providers.items, providers.count, sizeof(providers.items[0]), compare_providers);
    json_t *list = json_put_new_list();
    for (size_t i = 0; i < providers.count; i++) {
        json_t *item = json_put_new_object();
        json_put_text(item, "provider", providers.items[i].provider);
        json_put_number(item, "events", providers.items[i].count);
        json_put_item(list, item);
    }
    json_put(object, "by_provider", list);
    json_put_number(object, "more_providers", providers.more);
}

static void put_by_phase_and_verdict(json_t *object, const struct engine_stats *stats)
{
    json_t *phases = json_put_new_object();
    for (enum phase i = 0; i < PHASE_COUNT; i++) {
        json_put_number(phases, phase_name(i), stats->by_phase[i]);
    }
    json_put(object, "by_phase", phases);
    json_t *verdicts = json_put_new_object();
    for (enum verdict i = 0; i < VERDICT_COUNT; i++) {
        json_put_number(verdicts, verdict_name(i), stats->by_verdict[i]);
    }
    json_put(object, "by_verdict", verdicts);
}

static void put_consumer_counts(json_t *object, const struct report_content *content)
{
    uint64_t counts[VERDICT_COUNT] = {0};
    for (size_t i = 0; i < content->consumer_count; i++) {
        counts[content->consumers[i]->verdict]++;
    }
    json_put_number(object, "event_consumers", content->consumer_count);
    json_t *verdicts = json_put_new_object();
    for (enum verdict i = 0; i < VERDICT_COUNT; i++) {
        json_put_number(verdicts, verdict_name(i), counts[i]);
    }
    json_put(object, "event_consumers_by_verdict", verdicts);
}

static void put_limits(json_t *object, const struct report_content *content)
{
    const struct engine_stats *stats = content->stats;
    json_t *limits = json_put_new_object();
    json_put_number(limits, "dropped_operations", stats->dropped_operations);
    json_put_number(limits, "early_settled", stats->early_settled);
    json_put_number(limits, "ungrouped_failures", stats->ungrouped_failures);
    json_put_number(limits, "late_events", stats->late_events);
    json_put_number(limits, "dropped_incidents", stats->dropped_incidents);
    json_put_number(limits, "dropped_consumers", stats->dropped_consumers);
    json_put_number(limits, "unlisted_open_operations",
                    stats->open_operations - content->open_operation_count);
    json_put(object, "limits", limits);
}

void json_summary_fill(json_t *object, const struct report_run *run,
                       const struct report_content *content)
{
    const struct engine_stats *stats = content->stats;
    uint64_t events = 0, damaged = 0;
    for (size_t i = 0; i < run->source_count; i++) {
        events += run->sources[i]->events;
        damaged += run->sources[i]->damaged;
    }
    json_put_number(object, "events", events);
    json_put_number(object, "wmi_events", stats->wmi_events);
    json_put_number(object, "damaged", damaged);
    json_put_number(object, "operations", stats->operations);
    json_put_number(object, "connects", stats->connects);
    json_put_number(object, "failed_connects", stats->failed_connects);
    json_put_number(object, "failures", stats->failures);
    json_put_number(object, "filtered_failures", stats->filtered_failures);
    json_put_number(object, "merged_failures", stats->merged);
    json_put_number(object, "groups", content->group_count);
    json_put_number(object, "incidents", content->incident_count);
    put_consumer_counts(object, content);
    json_put_number(object, "service_restarts", stats->service_restarts);
    put_by_event_id(object, content);
    put_by_provider(object, run);
    put_by_code(object, content);
    put_by_phase_and_verdict(object, stats);
    json_put_time(object, "first", stats->first);
    json_put_time(object, "last", stats->last);
    json_put_texts(object, "computers", content->computers, content->computer_count);
    put_limits(object, content);
    json_put_texts(object, "advice", run->advice, run->advice_count);
}

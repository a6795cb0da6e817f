/* What the report says about itself, its inputs, and the whole, as JSON objects. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "analyzer/report/json/objects.h"
#include "analyzer/report/json/parts.h"
#include "analyzer/report/report_limits.h"
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

static void put_filters(struct json_writer *w, const struct report_run *run)
{
    if (run->filter_count == 0) {
        return;
    }
    json_open_list(w, "filters");
    for (size_t i = 0; i < run->filter_count; i++) {
        json_open_object(w, NULL);
        json_write_name(w, "option", run->filters[i].option);
        json_write_name(w, "value", run->filters[i].value);
        json_close_object(w);
    }
    json_close_list(w);
}

void json_report_members(struct json_writer *w, const struct report_run *run)
{
    json_write_name(w, "schema_version", JSON_SCHEMA_VERSION);
    json_open_object(w, "tool");
    json_write_name(w, "name", "wmilog");
    json_write_name(w, "version", run->tool_version);
    json_close_object(w);
    json_open_object(w, "rules");
    json_write_text(w, "version", run->rules->version);
    json_write_name(w, "sha256", run->rules->sha256);
    json_close_object(w);
    put_filters(w, run);
}

static void put_channels(struct json_writer *w, const struct report_source *source)
{
    json_open_list(w, "channels");
    for (size_t i = 0; i < source->channel_count; i++) {
        const struct event_count *channel = &source->channels[i];
        json_open_object(w, NULL);
        json_write_text(w, "channel", channel->channel);
        json_write_text(w, "provider", channel->provider);
        json_write_number(w, "events", channel->count);
        json_close_object(w);
    }
    json_close_list(w);
    json_write_number(w, "more_channels", source->more_channels);
}

static void put_problems(struct json_writer *w, const struct report_source *source)
{
    json_open_list(w, "problems");
    for (size_t i = 0; i < source->problem_count; i++) {
        const struct report_problem *problem = &source->problems[i];
        json_open_object(w, NULL);
        if (problem->has_offset) {
            json_write_number(w, "offset", problem->offset);
        }
        json_write_text(w, "message", problem->message);
        json_close_object(w);
    }
    json_close_list(w);
    json_write_number(w, "more_problems", source->more_problems);
}

static void put_span(struct json_writer *w, int64_t from, int64_t to)
{
    if (from == WINTIME_NONE || to == WINTIME_NONE) {
        return;
    }
    json_open_list(w, NULL);
    json_write_time(w, NULL, from);
    json_write_time(w, NULL, to);
    json_close_list(w);
}

static void put_covered(struct json_writer *w, const struct report_source *source)
{
    json_open_list(w, "covered");
    int64_t from = source->first;
    for (size_t i = 0; i < source->gap_count; i++) {
        put_span(w, from, source->gaps[i].from);
        from = source->gaps[i].to;
    }
    put_span(w, from, source->last);
    json_close_list(w);
}

/* Where nothing is missing, first and last say it all. In what may hold several logs, one may cover
 * the time that another does not. */
static void put_gaps(struct json_writer *w, const struct report_source *source)
{
    if (source->gap_count == 0) {
        return;
    }
    if (!source->may_be_filtered) {
        put_covered(w, source);
    }
    json_open_list(w, "gaps");
    for (size_t i = 0; i < source->gap_count; i++) {
        json_open_object(w, NULL);
        json_write_time(w, "from", source->gaps[i].from);
        json_write_time(w, "to", source->gaps[i].to);
        json_write_number(w, "records", source->gaps[i].records);
        if (source->gaps[i].channel.len > 0) {
            json_write_text(w, "channel", source->gaps[i].channel);
            json_write_known(w, "computer", source->gaps[i].computer);
        }
        json_close_object(w);
    }
    json_close_list(w);
    json_write_number(w, "more_gaps", source->more_gaps);
    json_write_mark(w, "may_be_filtered", source->may_be_filtered);
}

static void put_losses(struct json_writer *w, const struct report_source *source)
{
    if (source->loss_count == 0) {
        return;
    }
    json_open_list(w, "losses");
    for (size_t i = 0; i < source->loss_count; i++) {
        json_open_object(w, NULL);
        json_write_time(w, "from", source->losses[i].from);
        json_write_time(w, "to", source->losses[i].to);
        json_close_object(w);
    }
    json_close_list(w);
}

static void put_unused(struct json_writer *w, const struct report_source *source)
{
    if (source->unused_count == 0) {
        return;
    }
    json_open_list(w, "unused");
    for (size_t i = 0; i < source->unused_count; i++) {
        json_open_object(w, NULL);
        json_write_text(w, "name", source->unused[i].name);
        json_write_text(w, "what", source->unused[i].what);
        json_close_object(w);
    }
    json_close_list(w);
}

void json_source_members(struct json_writer *w, const struct report_source *source)
{
    json_write_number(w, "index", source->index);
    json_write_text(w, "path", source->path);
    json_write_text(w, "format", source->format);
    json_write_text(w, "encoding", source->encoding);
    json_write_number(w, "bytes", source->bytes);
    json_write_number(w, "records", source->records);
    json_write_number(w, "events", source->events);
    json_write_number(w, "wmi_events", source->wmi_events);
    json_write_number(w, "damaged", source->damaged);
    if (source->is_container) {
        json_write_number(w, "members", source->members);
        json_write_number(w, "unused_members", source->unused_members);
        json_write_number(w, "unread_members", source->unread_members);
        put_unused(w, source);
    }
    json_write_number(w, "repaired", source->repaired);
    if (source->code_page > 0) {
        json_write_number(w, "code_page", source->code_page);
    }
    json_write_number(w, "out_of_order", source->out_of_order);
    json_write_number(w, "duplicates", source->duplicates);
    json_write_bool(w, "backwards", source->is_backwards);
    json_write_time(w, "first", source->first);
    json_write_time(w, "last", source->last);
    json_write_zone(w, source->first, source->last);
    put_gaps(w, source);
    put_losses(w, source);
    json_write_texts(w, "computers", source->computers, source->computer_count);
    json_write_number(w, "more_computers", source->more_computers);
    put_channels(w, source);
    put_problems(w, source);
    if (source->status == STATUS_OK) {
        return;
    }
    json_open_object(w, "error");
    json_write_name(w, "status", status_names[source->status]);
    json_write_text(w, "message", source->message);
    json_close_object(w);
}

static void put_by_event_id(struct json_writer *w, const struct report_content *content)
{
    json_open_object(w, "by_event_id");
    for (size_t i = 0; i < content->event_id_count; i++) {
        char key[sizeof("4294967295")];
        snprintf(key, sizeof(key), "%" PRIu32, content->event_ids[i].value);
        json_write_number(w, key, content->event_ids[i].count);
    }
    json_close_object(w);
}

static void put_by_code(struct json_writer *w, const struct report_content *content)
{
    json_open_object(w, "by_code");
    for (size_t i = 0; i < content->code_count; i++) {
        char key[sizeof("0x80041003")];
        snprintf(key, sizeof(key), "0x%08" PRIx32, content->codes[i].value);
        json_write_number(w, key, content->codes[i].count);
    }
    json_close_object(w);
}

struct providers {
    struct event_count items[MAX_PROVIDERS];
    size_t count;
    uint64_t more;
};

static void add_provider(struct providers *providers, const struct event_count *count)
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
    const struct event_count *a = left, *b = right;
    if (a->count != b->count) {
        return a->count > b->count ? -1 : 1;
    }
    return view_compare(a->provider, b->provider);
}

static void put_by_provider(struct json_writer *w, const struct report_run *run)
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
    json_open_list(w, "by_provider");
    for (size_t i = 0; i < providers.count; i++) {
        json_open_object(w, NULL);
        json_write_text(w, "provider", providers.items[i].provider);
        json_write_number(w, "events", providers.items[i].count);
        json_close_object(w);
    }
    json_close_list(w);
    json_write_number(w, "more_providers", providers.more);
}

static void put_by_phase_and_verdict(struct json_writer *w, const struct engine_stats *stats)
{
    json_open_object(w, "by_phase");
    for (enum phase i = 0; i < PHASE_COUNT; i++) {
        json_write_number(w, phase_name(i), stats->by_phase[i]);
    }
    json_close_object(w);
    parts_verdicts(w, "by_verdict", stats->by_verdict);
}

static void put_consumer_counts(struct json_writer *w, const struct report_content *content)
{
    uint64_t counts[VERDICT_COUNT] = {0};
    for (size_t i = 0; i < content->consumer_count; i++) {
        counts[content->consumers[i]->verdict]++;
    }
    json_write_number(w, "event_consumers", content->consumer_count);
    parts_verdicts(w, "event_consumers_by_verdict", counts);
}

static void put_limits(struct json_writer *w, const struct report_run *run,
                       const struct report_content *content)
{
    struct report_limit limits[REPORT_LIMIT_COUNT];
    report_limits(run, content, limits);
    json_open_object(w, "limits");
    for (size_t i = 0; i < REPORT_LIMIT_COUNT; i++) {
        json_write_number(w, limits[i].name, limits[i].count);
    }
    json_close_object(w);
}

void json_summary_members(struct json_writer *w, const struct report_run *run,
                          const struct report_content *content)
{
    const struct engine_stats *stats = content->stats;
    uint64_t events = 0, damaged = 0;
    for (size_t i = 0; i < run->source_count; i++) {
        events += run->sources[i]->events;
        damaged += run->sources[i]->damaged;
    }
    json_write_number(w, "events", events);
    json_write_number(w, "wmi_events", stats->wmi_events);
    json_write_number(w, "damaged", damaged);
    json_write_number(w, "operations", stats->operations.count);
    json_write_number(w, "connects", stats->operations.connects);
    json_write_number(w, "failed_connects", stats->operations.failed_connects);
    json_write_number(w, "failures", stats->failures);
    json_write_number(w, "filtered_failures", stats->filtered_failures);
    json_write_number(w, "merged_failures", stats->operations.merged);
    json_write_number(w, "groups", content->group_count);
    json_write_number(w, "incidents", content->all_incident_count);
    put_consumer_counts(w, content);
    json_write_number(w, "service_restarts", stats->operations.service_restarts);
    if (stats->operations.privileged_loads > 0) {
        json_write_number(w, "privileged_loads", stats->operations.privileged_loads);
    }
    put_by_event_id(w, content);
    put_by_provider(w, run);
    put_by_code(w, content);
    put_by_phase_and_verdict(w, stats);
    json_write_time(w, "first", stats->first);
    json_write_time(w, "last", stats->last);
    json_write_zone(w, stats->first, stats->last);
    json_write_texts(w, "computers", content->computers, content->computer_count);
    put_limits(w, run, content);
    json_write_texts(w, "advice", run->advice, run->advice_count);
}

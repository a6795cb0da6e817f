/* `wmilog stats` as JSON: stats.schema.json describes the objects. */
#include "analyzer/report/json/objects.h"
#include "analyzer/report/json/parts.h"
#include "analyzer/report/losses.h"
#include "analyzer/report/statistics.h"
#include "parsers/base/wintime.h"

struct writing {
    struct json_writer w;
    bool in_lines;
    const struct usage *usage;
    const struct report_run *run;
};

/* Lines name their type; in the document the list does. */
static struct json_writer *open_item(struct writing *s, const char *type)
{
    json_open_object(&s->w, NULL);
    if (s->in_lines) {
        json_write_name(&s->w, "type", type);
    }
    return &s->w;
}

static void close_item(struct writing *s)
{
    json_close_object(&s->w);
    if (s->in_lines) {
        json_write_line_end(&s->w);
    }
}

static void open_list(struct writing *s, const char *name)
{
    if (!s->in_lines) {
        json_open_list(&s->w, name);
    }
}

static void close_list(struct writing *s)
{
    if (!s->in_lines) {
        json_close_list(&s->w);
    }
}

static void put_counts(struct json_writer *w, const struct usage_row *row)
{
    json_write_number(w, "count", row->count);
    json_write_number(w, "failures", row->failures);
    json_write_number(w, "connects", row->connects);
    json_write_number(w, "failed_connects", row->failed_connects);
    json_write_number(w, "timed", row->timed);
    if (row->timed > 0) {
        json_write_ms(w, "total_ms", row->total);
        json_write_ms(w, "p50_ms", usage_percentile(row, 50));
        json_write_ms(w, "p95_ms", usage_percentile(row, 95));
        json_write_ms(w, "max_ms", row->max);
    }
}

static void put_request(struct json_writer *w, const struct usage_row *row)
{
    const struct usage_request *r = row->request;
    parts_client(w, &row->client);
    json_write_text(w, "verb", r->operation.verb);
    json_write_text(w, "namespace", r->name_space);
    json_write_text(w, "class", r->operation.class_name);
    json_write_text(w, "method", r->operation.method);
    json_write_text(w, "provider", r->provider);
    if (r->has_host) {
        json_write_number(w, "host_process_id", r->host_process_id);
    }
}

static void put_held(struct json_writer *w, const struct usage_held *held)
{
    json_open_list(w, "providers");
    for (size_t i = 0; held && i < held->count; i++) {
        json_write_text(w, NULL, held->names[i]);
    }
    json_close_list(w);
}

static void put_row(struct writing *s, enum usage_axis axis, const struct usage_row *row)
{
    struct json_writer *w = open_item(s, names_get(&usage_axis_names, axis));
    if (row->is_rest) {
        json_write_bool(w, "rest", true);
    } else if (axis == USAGE_REQUESTS) {
        put_request(w, row);
    } else if (axis == USAGE_CLIENTS) {
        parts_client(w, &row->client);
    } else {
        json_write_text(w, "name", row->name);
    }
    if (axis == USAGE_HOSTS && !row->is_rest) {
        json_write_number(w, "process_id", row->process_id);
        put_held(w, row->held);
        json_write_text(
            w, "held_providers",
            engine_held_providers(s->run->engine, row->computer, row->process_id, row->first));
    }
    json_write_known(w, "computer", row->computer);
    put_counts(w, row);
    close_item(s);
}

static void put_axes(struct writing *s)
{
    for (enum usage_axis axis = 0; axis < USAGE_AXIS_COUNT; axis++) {
        size_t count;
        const struct usage_row *const *rows = usage_rows(s->usage, axis, &count);
        open_list(s, names_get(&usage_axis_names, axis));
        for (size_t i = 0; i < statistics_shown(count, s->run->top); i++) {
            put_row(s, axis, rows[i]);
        }
        close_list(s);
    }
}

static void put_slowest(struct writing *s)
{
    size_t count;
    const struct slow_operation *slow = usage_slowest(s->usage, &count);
    open_list(s, "slowest");
    for (size_t i = 0; i < statistics_shown(count, s->run->top); i++) {
        json_slow_members(open_item(s, "slowest"), &slow[i]);
        close_item(s);
    }
    close_list(s);
}

static void put_query(struct json_writer *w, const struct usage_query *query)
{
    json_write_text(w, "query", query->text);
    json_write_text(w, "namespace", query->name_space);
    json_write_known(w, "computer", query->computer);
    parts_client(w, &query->client);
    json_write_time(w, "first", query->first);
    json_write_time(w, "last", query->last);
    json_write_mark(w, "truncated", query->is_cut);
}

static void put_polls(struct writing *s)
{
    uint64_t more;
    const size_t count = usage_poll_count(s->usage, &more);
    open_list(s, "polling");
    for (size_t i = 0; i < statistics_shown(count, s->run->top); i++) {
        const struct usage_poll *poll = usage_poll(s->usage, i);
        struct json_writer *w = open_item(s, "polling");
        json_write_real(w, "every_seconds", poll->every);
        json_write_number(w, "count", poll->query.count);
        put_query(w, &poll->query);
        close_item(s);
    }
    close_list(s);
}

static void put_event_queries(struct writing *s, const struct report_content *content)
{
    open_list(s, "event_queries");
    for (size_t i = 0; i < content->consumer_count; i++) {
        if (!view_is_empty(content->consumers[i]->query)) {
            json_consumer_members(open_item(s, "event_consumer"), content->consumers[i]);
            close_item(s);
        }
    }
    close_list(s);
}

static void put_subscriptions(struct writing *s)
{
    uint64_t more;
    const size_t count = usage_subscription_count(s->usage, &more);
    open_list(s, "notification_queries");
    for (size_t i = 0; i < statistics_shown(count, s->run->top); i++) {
        const struct usage_subscription *subscription = usage_subscription(s->usage, i);
        struct json_writer *w = open_item(s, "notification_query");
        json_write_real(w, "poll_seconds", subscription->seconds);
        json_write_number(w, "count", subscription->query.count);
        json_write_bool(w, "open", subscription->is_open);
        put_query(w, &subscription->query);
        close_item(s);
    }
    close_list(s);
}

static void put_started(struct writing *s)
{
    size_t count;
    uint64_t more;
    const struct usage_start *starts = usage_starts(s->usage, &count, &more);
    open_list(s, "started_processes");
    for (size_t i = 0; i < count; i++) {
        json_started_members(open_item(s, "started_process"), &starts[i]);
        close_item(s);
    }
    close_list(s);
    if (!s->in_lines) {
        json_write_number(&s->w, "more_started_processes", more);
    }
}

static void put_open(struct writing *s, const struct report_content *content)
{
    open_list(s, "open_operations");
    for (size_t i = 0; i < statistics_shown(content->open_operation_count, s->run->top); i++) {
        const struct open_operation *open = content->open_operations[i];
        json_open_operation_members(open_item(s, "open_operation"), open,
                                    losses_may_hold_end(s->run, open));
        close_item(s);
    }
    close_list(s);
}

static void put_sources(struct writing *s)
{
    open_list(s, "sources");
    for (size_t i = 0; i < s->run->source_count; i++) {
        json_source_members(open_item(s, "source"), s->run->sources[i]);
        close_item(s);
    }
    close_list(s);
}

static uint64_t more_started(const struct writing *s)
{
    size_t count;
    uint64_t more;
    usage_starts(s->usage, &count, &more);
    return more;
}

static void put_summary(struct writing *s, const struct report_content *content)
{
    struct json_writer *w = &s->w;
    if (s->in_lines) {
        open_item(s, "summary");
        json_write_number(w, "more_started_processes", more_started(s));
        json_write_number(w, "orphan_stops", content->stats->operations.orphan_stops);
    } else {
        json_open_object(w, "summary");
    }
    json_summary_members(w, s->run, content);
    close_item(s);
}

static void write_all(struct statistics *state, const struct report_run *run, bool in_lines,
                      struct output *out)
{
    struct report_content content = report_content_of(run->engine);
    statistics_finish(state, &content);
    struct writing s = {.in_lines = in_lines, .usage = state->usage, .run = run};
    json_writer_init(&s.w, out);
    if (in_lines) {
        open_item(&s, "stats");
    } else {
        json_open_document(&s.w);
    }
    json_report_members(&s.w, run);
    if (in_lines) {
        close_item(&s);
    }
    put_axes(&s);
    put_slowest(&s);
    put_polls(&s);
    put_subscriptions(&s);
    put_event_queries(&s, &content);
    put_started(&s);
    put_open(&s, &content);
    put_sources(&s);
    put_summary(&s, &content);
    if (!in_lines) {
        json_close_object(&s.w);
        json_write_line_end(&s.w);
    }
    statistics_release(state);
}

static void end_document(void *state, const struct report_run *run, struct output *out)
{
    write_all(state, run, false, out);
}

static void end_lines(void *state, const struct report_run *run, struct output *out)
{
    write_all(state, run, true, out);
}

const struct report_format statistics_json = {
    .state_size = sizeof(struct statistics),
    .lacks_groups = true,
    .failure = statistics_failure,
    .landmark = statistics_landmark,
    .bytes = statistics_bytes,
    .end = end_document,
};

const struct report_format statistics_jsonl = {
    .state_size = sizeof(struct statistics),
    .lacks_groups = true,
    .failure = statistics_failure,
    .landmark = statistics_landmark,
    .bytes = statistics_bytes,
    .end = end_lines,
};

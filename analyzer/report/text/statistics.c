/* `wmilog stats` as text: who, for what, how often, how long; the longest lists first cut. */
#include <inttypes.h>
#include <stdio.h>

#include "analyzer/report/losses.h"
#include "analyzer/report/statistics.h"
#include "analyzer/report/text/parts.h"
#include "parsers/base/wintime.h"

enum {
    DEFAULT_TOP = 10,
    NUMBERS_HANG = 54, /* columns of counts and durations, before what they belong to */
    ITEM_HANG = 15,
    CELL = WINTIME_SPAN_SIZE,
};

static const char *const axis_headings[USAGE_AXIS_COUNT] = {
    "Clients", "Users", "Client machines", "Namespaces", "Classes", "Providers", "Provider hosts"};

struct page {
    struct text_report t;
    const struct usage *usage;
    size_t top;
};

static void heading(struct page *p, const char *text, size_t count, size_t shown)
{
    struct buffer *b = &p->t.line;
    buffer_add_text(b, text);
    if (shown < count) {
        buffer_format(b, " (%zu of %zu; --top shows more)", shown, count);
    }
    paper_heading(&p->t.paper, buffer_view(b));
    buffer_clear(b);
}

/* Ticks of seconds that are themselves a mean: to the nearest millisecond. */
static void format_seconds(double seconds, char cell[CELL])
{
    const int64_t milliseconds = (int64_t)(seconds * 1000 + 0.5);
    wintime_span(milliseconds * WINTIME_TICKS_PER_MS, cell);
}

static void write_row(struct page *p, enum usage_axis axis, const struct usage_row *row)
{
    struct buffer *b = &p->t.line;
    char lead[128], total[CELL] = "-", median[CELL] = "-", most[CELL] = "-", max[CELL] = "-";
    if (row->timed > 0) {
        wintime_span(row->total, total);
        wintime_span(usage_percentile(row, 50), median);
        wintime_span(usage_percentile(row, 95), most);
        wintime_span(row->max, max);
    }
    snprintf(lead, sizeof(lead), "%8" PRIu64 " %7" PRIu64 " %8s %8s %8s %8s", row->count,
             row->failures, total, median, most, max);
    if (row->is_rest) {
        buffer_add_text(b, "all others, which are not told apart");
    } else if (axis == USAGE_CLIENTS) {
        words_client(b, &row->client);
    } else if (view_is_empty(row->name)) {
        buffer_add_text(b, "(none named)");
    } else {
        paper_add_log(b, row->name, WORDS_NAME);
    }
    if (axis == USAGE_HOSTS && !row->is_rest) {
        buffer_format(b, " in process %" PRIu32, row->process_id);
        if (!view_is_empty(row->computer)) {
            buffer_add_text(b, " of ");
            paper_add_log(b, row->computer, WORDS_NAME);
        }
        words_held_providers(
            b, engine_held_providers(p->t.run->engine, row->computer, row->process_id, row->first));
    }
    if (axis == USAGE_MACHINES && row->connects > 0) {
        buffer_add_text(b, ": ");
        words_count(b, row->connects, "connect", "connects");
        buffer_format(b, ", %" PRIu64 " failed", row->failed_connects);
    }
    text_flush(&p->t, &(struct paragraph){.lead = lead, .hang = NUMBERS_HANG});
}

static void write_axis(struct page *p, enum usage_axis axis)
{
    size_t count;
    const struct usage_row *const *rows = usage_rows(p->usage, axis, &count);
    const size_t shown = statistics_shown(count, p->top);
    if (count == 0) {
        return;
    }
    heading(p, axis_headings[axis], count, shown);
    buffer_add_text(&p->t.line, "who or what");
    text_flush(&p->t, &(struct paragraph){.lead = "   count  failed    total   median      95%"
                                                  "      max",
                                          .lead_paint = PAINT_DIM,
                                          .paint = PAINT_DIM,
                                          .hang = NUMBERS_HANG});
    for (size_t i = 0; i < shown; i++) {
        write_row(p, axis, rows[i]);
    }
}

/* The composed line behind a lead of a few words. */
static void flush_item(struct page *p, const char *lead)
{
    text_flush(&p->t, &(struct paragraph){.indent = 2, .lead = lead, .hang = ITEM_HANG});
}

static void write_slowest(struct page *p)
{
    size_t count;
    const struct slow_operation *slow = usage_slowest(p->usage, &count);
    const size_t shown = statistics_shown(count, p->top);
    if (count == 0) {
        return;
    }
    heading(p, "Slowest operations", count, shown);
    for (size_t i = 0; i < shown; i++) {
        struct buffer *b = &p->t.line;
        char lead[CELL];
        wintime_span(slow[i].duration, lead);
        paper_add_log(b, slow[i].text, WORDS_TEXT);
        buffer_add_text(b, "; ");
        words_client(b, &slow[i].client);
        buffer_add_text(b, "; ");
        words_time(b, slow[i].start);
        if (slow[i].is_failure) {
            buffer_format(b, "; failed with 0x%08" PRIx32, slow[i].result);
        }
        flush_item(p, lead);
    }
}

static void write_polls(struct page *p)
{
    size_t count;
    uint64_t more;
    const struct usage_poll *const *polls = usage_polls(p->usage, &count, &more);
    const size_t shown = statistics_shown(count, p->top);
    if (count > 0) {
        heading(p, "Queries at equal intervals", count, shown);
    }
    for (size_t i = 0; i < shown; i++) {
        struct buffer *b = &p->t.line;
        char every[CELL], lead[CELL + 8];
        format_seconds(polls[i]->mean, every);
        snprintf(lead, sizeof(lead), "every %s", every);
        paper_add_log(b, polls[i]->query, WORDS_TEXT);
        buffer_format(b, "; %" PRIu64 " times; ", polls[i]->count);
        words_client(b, &polls[i]->client);
        flush_item(p, lead);
    }
    if (more > 0) {
        buffer_format(&p->t.line, "%" PRIu64 " more queries were not followed.", more);
        text_flush(&p->t, &(struct paragraph){.indent = 2, .hang = 2});
    }
}

static void write_event_queries(struct page *p)
{
    size_t count = 0, shown = 0;
    for (size_t i = 0; i < p->t.content->consumer_count; i++) {
        count += p->t.content->consumers[i]->poll_seconds > 0;
    }
    if (count > 0) {
        heading(p, "Event queries that WMI polls for", count, statistics_shown(count, p->top));
    }
    for (size_t i = 0; shown < statistics_shown(count, p->top); i++) {
        const struct consumer *c = p->t.content->consumers[i];
        char every[CELL], lead[CELL + 8];
        if (c->poll_seconds <= 0) {
            continue;
        }
        shown++;
        format_seconds(c->poll_seconds, every);
        snprintf(lead, sizeof(lead), "every %s", every);
        paper_add_log(&p->t.line, c->query, WORDS_TEXT);
        buffer_add_text(&p->t.line, "; for ");
        if (c->has_process) {
            paper_add_log(&p->t.line, c->process_name, WORDS_NAME);
            buffer_format(&p->t.line, " pid %" PRIu32 ", ", c->process_id);
        }
        paper_add_log(&p->t.line, view_is_empty(c->user) ? c->filter : c->user, WORDS_NAME);
        flush_item(p, lead);
    }
}

static void write_started(struct page *p)
{
    size_t count;
    uint64_t more;
    const struct usage_start *starts = usage_starts(p->usage, &count, &more);
    const size_t shown = statistics_shown(count, p->top);
    if (count == 0) {
        return;
    }
    heading(p, "Processes that method calls started", count + more, shown);
    for (size_t i = 0; i < shown; i++) {
        struct buffer *b = &p->t.line;
        char lead[CELL];
        snprintf(lead, sizeof(lead), "pid %" PRIu32, starts[i].process_id);
        paper_add_log(
            b, view_is_empty(starts[i].command_line) ? starts[i].text : starts[i].command_line,
            WORDS_TEXT);
        buffer_add_text(b, "; ");
        words_client(b, &starts[i].client);
        buffer_add_text(b, "; ");
        words_time(b, starts[i].time);
        flush_item(p, lead);
    }
}

static void write_open(struct page *p)
{
    const size_t count = p->t.content->open_operation_count;
    const size_t shown = statistics_shown(count, p->top);
    if (count == 0) {
        return;
    }
    heading(p, "Operations still open at the end", count, shown);
    for (size_t i = 0; i < shown; i++) {
        const struct open_operation *op = p->t.content->open_operations[i];
        char lead[CELL];
        wintime_span(op->age, lead);
        paper_add_log(&p->t.line, op->operation.text, WORDS_TEXT);
        buffer_add_text(&p->t.line, "; ");
        words_client(&p->t.line, &op->client);
        if (op->ended) {
            buffer_format(&p->t.line, "; %s", op->ended);
        }
        if (losses_may_hold_end(p->t.run, op)) {
            buffer_add_text(&p->t.line,
                            "; events were lost meanwhile and its end may be among them");
        }
        flush_item(p, lead);
    }
}

static void write_sums(struct page *p)
{
    const struct engine_stats *stats = p->t.content->stats;
    struct buffer *b = &p->t.line;
    words_count(b, stats->operations.count, "operation", "operations");
    buffer_format(b, ", %" PRIu64 " of them failed; ", stats->failures);
    words_count(b, stats->operations.connects, "connect", "connects");
    buffer_format(b, ", %" PRIu64 " failed; %" PRIu64 " still open at the end.",
                  stats->operations.failed_connects, stats->operations.open);
    if (stats->trace_events == 0) {
        buffer_add_text(b, " Without the Trace channel only failures and subscriptions are known: "
                           "neither what succeeded nor how long it took.");
    }
    text_flush(&p->t, &(struct paragraph){0});
}

static void end(void *state, const struct report_run *run, struct output *out)
{
    struct statistics *statistics = state;
    struct report_content content = report_content_of(run->engine);
    statistics_finish(statistics);
    struct page p = {
        .t = {.paper = paper_on(out, run->width, run->use_color), .run = run, .content = &content},
        .usage = statistics->usage,
        .top = run->top > 0 ? run->top : DEFAULT_TOP};
    buffer_init(&p.t.line, BUFFER_NO_MAX);
    text_inputs_head(&p.t);
    paper_blank(&p.t.paper);
    if (content.stats->wmi_events == 0) {
        text_inputs_seen(&p.t);
    } else {
        write_sums(&p);
        for (enum usage_axis axis = 0; axis < USAGE_AXIS_COUNT; axis++) {
            write_axis(&p, axis);
        }
        write_slowest(&p);
        write_polls(&p);
        write_event_queries(&p);
        write_started(&p);
        write_open(&p);
    }
    text_inputs_problems(&p.t);
    text_rest_limits(&p.t);
    text_rest_advice(&p.t);
    buffer_release(&p.t.line);
    statistics_release(statistics);
}

const struct report_format statistics_text = {
    .state_size = sizeof(struct statistics),
    .is_text = true,
    .failure = statistics_failure,
    .landmark = statistics_landmark,
    .end = end,
};

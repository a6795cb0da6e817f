/* `wmilog stats` as text: who, for what, how often, how long; the longest lists first cut. */
#include <inttypes.h>
#include <stdio.h>

#include "analyzer/report/losses.h"
#include "analyzer/report/statistics.h"
#include "analyzer/report/text/parts.h"
#include "parsers/base/wintime.h"
#include "rules/findings/group.h"

enum {
    DEFAULT_TOP = 10,
    NUMBERS_HANG = 54, /* columns of counts and durations, before what they belong to */
    COUNTS_HANG = 18,  /* the same where no duration is known */
    ITEM_HANG = 15,
    CELL = WINTIME_SPAN_SIZE,
};

/* The headings of the tables; requests are a list and have none. */
static const char *const axis_headings[USAGE_AXIS_COUNT] = {
    NULL,         "Clients", "Users",     "Client machines",
    "Namespaces", "Classes", "Providers", "Provider hosts"};

struct page {
    struct text_report t;
    struct arena arena; /* of titles */
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

/* The composed line behind a lead of a few words. */
static void flush_item(struct page *p, const char *lead)
{
    text_flush(&p->t, &(struct paragraph){.indent = 2, .lead = lead, .hang = ITEM_HANG});
}

/* A duration in a cell of eight columns. */
static void format_cell(int64_t ticks, char cell[CELL])
{
    const double minutes = (double)ticks / ((double)WINTIME_TICKS_PER_SECOND * 60);
    if (minutes < 1) {
        wintime_span(ticks, cell);
    } else if (minutes < 59.95) {
        snprintf(cell, CELL, "%.1f min", minutes);
    } else if (minutes < 48.0 * 60) {
        snprintf(cell, CELL, "%.1f h", minutes / 60);
    } else {
        snprintf(cell, CELL, "%.0f days", minutes / (24.0 * 60));
    }
}

/* A mean in seconds, told to the nearest millisecond. */
static void format_seconds(double seconds, char cell[CELL])
{
    const int64_t milliseconds = (int64_t)(seconds * 1000 + 0.5);
    wintime_span(milliseconds * WINTIME_TICKS_PER_MS, cell);
}

static void add_host(struct buffer *b, const struct view *computer, uint32_t process_id)
{
    buffer_format(b, " in process %" PRIu32, process_id);
    if (!view_is_empty(*computer)) {
        buffer_add_text(b, " of ");
        paper_add_log(b, *computer, WORDS_NAME);
    }
}

/* What a client asks for: "query of Win32_Product"; with its namespace where that is not the one of
 * nearly all. */
static void add_title(struct page *p, const struct usage_request *r)
{
    struct buffer *b = &p->t.line;
    arena_clear(&p->arena);
    if (r->operation.type == OPERATION_TYPE_CONNECT) {
        buffer_add_text(b, "connect to ");
        paper_add_log(b, r->name_space, WORDS_NAME);
    } else {
        paper_add_log(b, group_operation_title(&p->arena, &r->operation, r->name_space),
                      WORDS_TEXT);
        if (!view_is_empty(r->name_space) &&
            !view_equal_nocase(r->name_space, VIEW("root\\cimv2"))) {
            buffer_add_text(b, " in ");
            paper_add_log(b, r->name_space, WORDS_NAME);
        }
    }
}

/* ": 12 times, 1 failed, median 921 ms, 95% within 9.0 s, longest 9.0 s"; the first of them leads
 * where no duration does. */
static void add_counts(struct buffer *b, const struct usage_row *row)
{
    char median[CELL], most[CELL], max[CELL];
    if (row->timed > 0) {
        buffer_add_text(b, ": ");
        words_count(b, row->count, "time", "times");
    }
    if (row->failures > 0 && row->failures == row->count) {
        buffer_add_text(b, row->count == 1 ? ", failed" : ", all failed");
    } else if (row->failures > 0) {
        buffer_format(b, ", %" PRIu64 " failed", row->failures);
    }
    if (row->timed > 1) {
        buffer_format(b, ", median %s, 95%% within %s, longest %s",
                      wintime_span(usage_percentile(row, 50), median),
                      wintime_span(usage_percentile(row, 95), most), wintime_span(row->max, max));
    }
}

static void write_request(struct page *p, const struct usage_row *row, double total)
{
    struct buffer *b = &p->t.line;
    const struct usage_request *r = row->request;
    char cell[CELL], lead[2 * CELL];
    if (row->timed > 0 && total > 0) {
        format_cell(row->total, cell);
        snprintf(lead, sizeof(lead), "%-8s%3.0f%%", cell, 100 * (double)row->total / total);
    } else {
        snprintf(lead, sizeof(lead), "%" PRIu64 " %s", row->count,
                 row->count == 1 ? "time" : "times");
    }
    if (row->is_rest) {
        buffer_add_text(b, "all others, which are not told apart");
        add_counts(b, row);
        flush_item(p, lead);
        return;
    }
    add_title(p, r);
    add_counts(b, row);
    buffer_add_text(b, "; ");
    words_client(b, &row->client);
    if (r->has_host || !view_is_empty(r->provider)) {
        buffer_add_text(b, "; by ");
        paper_add_log(b, view_is_empty(r->provider) ? VIEW("a provider") : r->provider, WORDS_NAME);
    }
    if (r->has_host) {
        add_host(b, &row->computer, r->host_process_id);
    }
    flush_item(p, lead);
}

/* First of all, as it answers most: who asked whom for what, and how long that took. */
static void write_requests(struct page *p)
{
    size_t count;
    double total = 0;
    const struct usage_row *const *rows = usage_rows(p->usage, USAGE_REQUESTS, &count);
    const size_t shown = statistics_shown(count, p->top);
    for (size_t i = 0; i < count; i++) {
        total += (double)rows[i]->total;
    }
    if (count > 0) {
        heading(p, total > 0 ? "What takes the time" : "Who asks for what", count, shown);
    }
    for (size_t i = 0; i < shown; i++) {
        write_request(p, rows[i], total);
    }
}

/* The providers that were seen in a host. */
static void add_held(struct page *p, const struct usage_row *row)
{
    struct buffer *b = &p->t.line;
    const struct usage_held *held = row->held;
    for (size_t i = 0; held && i < held->count; i++) {
        buffer_add_text(b, i > 0 ? ", " : "");
        paper_add_log(b, held->names[i], WORDS_NAME);
    }
    if (!held || held->count == 0) {
        buffer_add_text(b, "a provider");
    } else if (held->has_more) {
        buffer_add_text(b, " and others");
    }
    add_host(b, &row->computer, row->process_id);
    words_held_providers(
        b, engine_held_providers(p->t.run->engine, row->computer, row->process_id, row->first));
}

static void add_what(struct page *p, enum usage_axis axis, const struct usage_row *row)
{
    struct buffer *b = &p->t.line;
    if (row->is_rest) {
        buffer_add_text(b, "all others, which are not told apart");
    } else if (axis == USAGE_CLIENTS) {
        words_client(b, &row->client);
    } else if (axis == USAGE_HOSTS) {
        add_held(p, row);
    } else if (view_is_empty(row->name)) {
        buffer_add_text(b, "(none named)");
    } else {
        paper_add_log(b, row->name, WORDS_NAME);
    }
    if (axis == USAGE_MACHINES && row->connects > 0) {
        buffer_add_text(b, ": ");
        words_count(b, row->connects, "connect", "connects");
        buffer_format(b, ", %" PRIu64 " failed", row->failed_connects);
    }
}

static bool has_durations(const struct usage_row *const *rows, size_t count)
{
    size_t i = 0;
    while (i < count && rows[i]->timed == 0) {
        i++;
    }
    return i < count;
}

/* What came how often, where no duration is known. */
static void write_counts(struct page *p, enum usage_axis axis, const struct usage_row *row)
{
    char lead[2 * CELL];
    snprintf(lead, sizeof(lead), "%8" PRIu64 " %7" PRIu64, row->count, row->failures);
    add_what(p, axis, row);
    text_flush(&p->t, &(struct paragraph){.lead = lead, .hang = COUNTS_HANG});
}

static void write_row(struct page *p, enum usage_axis axis, const struct usage_row *row)
{
    char lead[6 * CELL], total[CELL] = "-", median[CELL] = "-", most[CELL] = "-", max[CELL] = "-";
    if (row->timed > 0) {
        format_cell(row->total, total);
        format_cell(usage_percentile(row, 50), median);
        format_cell(usage_percentile(row, 95), most);
        format_cell(row->max, max);
    }
    snprintf(lead, sizeof(lead), "%8" PRIu64 " %7" PRIu64 " %8s %8s %8s %8s", row->count,
             row->failures, total, median, most, max);
    add_what(p, axis, row);
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
    const bool is_timed = has_durations(rows, count);
    heading(p, axis_headings[axis], count, shown);
    buffer_add_text(&p->t.line, "who or what");
    text_flush(&p->t,
               &(struct paragraph){.lead = is_timed ? "   count  failed    total   median      95%"
                                                      "      max"
                                                    : "   count  failed",
                                   .lead_paint = PAINT_DIM,
                                   .paint = PAINT_DIM,
                                   .hang = is_timed ? NUMBERS_HANG : COUNTS_HANG});
    for (size_t i = 0; i < shown; i++) {
        if (is_timed) {
            write_row(p, axis, rows[i]);
        } else {
            write_counts(p, axis, rows[i]);
        }
    }
}

/* What one client asked with the same words stands there once. */
static void write_slowest(struct page *p)
{
    size_t count, different = 0, written = 0;
    const struct slow_operation *slow = usage_slowest(p->usage, &count);
    for (size_t i = 0; i < count; i++) {
        different += slowest_alike(slow, i, i) == 0;
    }
    const size_t shown = statistics_shown(different, p->top);
    if (count > 0) {
        heading(p, "Slowest operations", different, shown);
    }
    for (size_t i = 0; written < shown; i++) {
        if (slowest_alike(slow, i, i) == 0) {
            char lead[CELL];
            wintime_span(slow[i].duration, lead);
            words_slow(&p->t.line, slow, count, i);
            flush_item(p, lead);
            written++;
        }
    }
}

/* "every 5.0 s" and the query; what follows tells for whom. */
static void flush_query(struct page *p, double seconds)
{
    char every[CELL], lead[CELL + 8];
    format_seconds(seconds, every);
    snprintf(lead, sizeof(lead), "every %s", every);
    flush_item(p, lead);
}

static void write_polls(struct page *p)
{
    uint64_t more;
    const size_t count = usage_poll_count(p->usage, &more);
    const size_t shown = statistics_shown(count, p->top);
    if (count > 0) {
        heading(p, "Queries at equal intervals", count, shown);
    }
    for (size_t i = 0; i < shown; i++) {
        struct buffer *b = &p->t.line;
        const struct usage_poll *poll = usage_poll(p->usage, i);
        paper_add_log(b, poll->query.text, WORDS_TEXT);
        buffer_format(b, "; %" PRIu64 " times", poll->query.count);
        if (poll->regular + 1 < poll->query.count) {
            buffer_format(b, ", mostly (%" PRIu64 ") at this interval", poll->regular + 1);
        }
        buffer_add_text(b, "; ");
        words_client(b, &poll->query.client);
        flush_query(p, poll->every);
    }
    if (more > 0) {
        buffer_format(&p->t.line, "%" PRIu64 " more queries were not followed.", more);
        text_flush(&p->t, &(struct paragraph){.indent = 2, .hang = 2});
    }
}

static void write_consumer(struct page *p, const struct consumer *c)
{
    struct buffer *b = &p->t.line;
    paper_add_log(b, c->query, WORDS_TEXT);
    buffer_add_text(b, "; for ");
    if (c->has_process) {
        paper_add_log(b, c->process_name, WORDS_NAME);
        buffer_format(b, "%spid %" PRIu32 ", ", view_is_empty(c->process_name) ? "" : " ",
                      c->process_id);
    }
    paper_add_log(b, view_is_empty(c->user) ? c->filter : c->user, WORDS_NAME);
    flush_query(p, c->poll_seconds);
}

static void write_subscription(struct page *p, const struct usage_subscription *s)
{
    struct buffer *b = &p->t.line;
    paper_add_log(b, s->query.text, WORDS_TEXT);
    buffer_add_text(b, "; for ");
    words_client(b, &s->query.client);
    buffer_add_text(b, s->is_open ? "; not ended" : "");
    flush_query(p, s->seconds);
}

/* Whether the Operational channel tells of it, too. */
static bool is_told(const struct page *p, const struct usage_subscription *s)
{
    for (size_t i = 0; i < p->t.content->consumer_count; i++) {
        const struct consumer *c = p->t.content->consumers[i];
        if (c->has_process && c->process_id == s->query.client.process_id &&
            view_equal(c->query, s->query.text)) {
            return true;
        }
    }
    return false;
}

static void write_event_queries(struct page *p)
{
    uint64_t more;
    size_t count = 0, written = 0;
    const size_t asked = usage_subscription_count(p->usage, &more);
    for (size_t i = 0; i < p->t.content->consumer_count; i++) {
        count += p->t.content->consumers[i]->poll_seconds > 0;
    }
    for (size_t i = 0; i < asked; i++) {
        count += !is_told(p, usage_subscription(p->usage, i));
    }
    const size_t shown = statistics_shown(count, p->top);
    if (count > 0) {
        heading(p, "Event queries that WMI polls for", count, shown);
    }
    for (size_t i = 0; i < asked && written < shown; i++) {
        if (!is_told(p, usage_subscription(p->usage, i))) {
            write_subscription(p, usage_subscription(p->usage, i));
            written++;
        }
    }
    for (size_t i = 0; i < p->t.content->consumer_count && written < shown; i++) {
        if (p->t.content->consumers[i]->poll_seconds > 0) {
            write_consumer(p, p->t.content->consumers[i]);
            written++;
        }
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
        char lead[CELL];
        snprintf(lead, sizeof(lead), "pid %" PRIu32, starts[i].process_id);
        words_started(&p->t.line, &starts[i]);
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
    } else {
        buffer_add_text(b, " A duration lasts until the client is done with the result: the work "
                           "itself may be shorter.");
    }
    text_flush(&p->t, &(struct paragraph){0});
}

static void end(void *state, const struct report_run *run, struct output *out)
{
    struct statistics *statistics = state;
    struct report_content content = report_content_of(run->engine);
    statistics_finish(statistics, &content);
    struct page p = {
        .t = {.paper = paper_on(out, run->width, run->use_color), .run = run, .content = &content},
        .usage = statistics->usage,
        .top = run->top > 0 ? run->top : DEFAULT_TOP};
    buffer_init(&p.t.line, BUFFER_NO_MAX);
    arena_init(&p.arena, 0);
    text_inputs_head(&p.t);
    paper_blank(&p.t.paper);
    if (content.stats->wmi_events == 0) {
        text_inputs_seen(&p.t);
    } else {
        write_sums(&p);
        write_requests(&p);
        for (enum usage_axis axis = USAGE_CLIENTS; axis < USAGE_AXIS_COUNT; axis++) {
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
    arena_release(&p.arena);
    statistics_release(statistics);
}

const struct report_format statistics_text = {
    .state_size = sizeof(struct statistics),
    .is_text = true,
    .lacks_groups = true,
    .failure = statistics_failure,
    .landmark = statistics_landmark,
    .bytes = statistics_bytes,
    .end = end,
};

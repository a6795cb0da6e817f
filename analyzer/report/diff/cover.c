/* Spans of time by computer: cut, sorted, joined, added up. */
#include "analyzer/report/diff/cover.h"

#include <stdlib.h>

#include "parsers/base/computer_name.h"
#include "parsers/base/count.h"
#include "parsers/base/memory.h"
#include "parsers/base/wintime.h"

#define CALLS VIEW("/Operational")
#define TRACE VIEW("/Trace")
#define WMI_CHANNELS VIEW("Microsoft-Windows-WMI-Activity/")

struct spans {
    struct side_span *items; /* `computer` is whose time it is */
    size_t count, cap;
};

/* What is asked for. */
struct asked {
    const struct side *side;
    enum side_log log;
    struct view channel;
    int64_t since, until; /* of the side's own filters */
    bool without_losses;
};

static bool is_asked_channel(const struct asked *a, struct view channel)
{
    const bool is_wmi = view_starts_nocase(channel, WMI_CHANNELS);
    switch (a->log) {
    case SIDE_LOG_CALLS:
        return is_wmi && (view_ends_nocase(channel, CALLS) || view_ends_nocase(channel, TRACE));
    case SIDE_LOG_TRACE:
        return is_wmi && view_ends_nocase(channel, TRACE);
    case SIDE_LOG_OTHER:
        break;
    }
    return view_is_empty(a->channel) || view_equal_nocase(channel, a->channel);
}

static bool shows(const struct asked *a, const struct side_source *source)
{
    bool is_shown =
        source->has_all_channels && (a->log == SIDE_LOG_OTHER || source->wmi_events > 0);
    for (size_t i = 0; i < source->channel_count; i++) {
        is_shown |= is_asked_channel(a, source->channels[i]);
    }
    return is_shown;
}

/* The last name of a computer: one that was renamed is the same computer. */
static struct view name_of(const struct side *side, struct view computer)
{
    for (size_t i = 0; i < side->name_count; i++) {
        if (view_equal_nocase(side->names[i].other, computer)) {
            return side->names[i].name;
        }
    }
    return computer;
}

static int by_computer_and_time(const void *left, const void *right)
{
    const struct side_span *a = left, *b = right;
    const int order =
        view_compare_nocase(computer_name_label(a->computer), computer_name_label(b->computer));
    if (order != 0 || a->from == b->from) {
        return order;
    }
    return a->from < b->from ? -1 : 1;
}

static void add_span(const struct asked *a, struct spans *spans, struct view computer, int64_t from,
                     int64_t to)
{
    from = a->since != WINTIME_NONE && from < a->since ? a->since : from;
    to = a->until != WINTIME_NONE && to > a->until ? a->until : to;
    if (from > to) {
        return;
    }
    spans->items = memory_grow(spans->items, spans->count, &spans->cap, sizeof(*spans->items));
    spans->items[spans->count++] = (struct side_span){.from = from, .to = to, .computer = computer};
}

static bool is_missing_here(const struct asked *a, const struct side_span *gap,
                            struct view computer)
{
    const bool is_its_log = view_is_empty(gap->channel) || is_asked_channel(a, gap->channel);
    return is_its_log &&
           (view_is_empty(gap->computer) || computer_name_same(gap->computer, computer));
}

/* The gaps of one computer in a source, by time. */
static struct spans holes_of(const struct asked *a, const struct side_source *source,
                             struct view computer)
{
    struct spans holes = {0};
    const struct side_span *lists[] = {source->gaps, source->losses};
    const size_t counts[] = {source->may_be_filtered ? 0 : source->gap_count,
                             a->without_losses ? source->loss_count : 0};
    for (size_t l = 0; l < COUNT_OF(lists); l++) {
        for (size_t i = 0; i < counts[l]; i++) {
            if (is_missing_here(a, &lists[l][i], computer)) {
                holes.items =
                    memory_grow(holes.items, holes.count, &holes.cap, sizeof(*holes.items));
                holes.items[holes.count] = lists[l][i];
                holes.items[holes.count++].computer = VIEW_NONE;
            }
        }
    }
    if (holes.count > 0) {
        qsort(holes.items, holes.count, sizeof(*holes.items), by_computer_and_time);
    }
    return holes;
}

static void add_source(const struct asked *a, struct spans *spans, const struct side_source *source,
                       struct view computer)
{
    struct spans holes = holes_of(a, source, computer);
    const struct view name = name_of(a->side, computer);
    const int64_t last = wintime_reading(source->last);
    int64_t from = wintime_reading(source->first);
    for (size_t i = 0; i < holes.count; i++) {
        if (holes.items[i].from > from) {
            const int64_t to = holes.items[i].from < last ? holes.items[i].from : last;
            add_span(a, spans, name, from, to);
        }
        from = holes.items[i].to > from ? holes.items[i].to : from;
    }
    if (from <= last) {
        add_span(a, spans, name, from, last);
    }
    free(holes.items);
}

static bool is_wanted(const struct asked *a, struct view computer)
{
    const struct view host = side_filter(a->side, "--host");
    return view_is_empty(host) || view_is_empty(computer) || computer_name_same(host, computer);
}

static struct spans spans_of(const struct asked *a)
{
    struct spans spans = {0};
    for (size_t i = 0; i < a->side->source_count; i++) {
        const struct side_source *source = &a->side->sources[i];
        if (source->first == WINTIME_NONE || source->last == WINTIME_NONE || !shows(a, source)) {
            continue;
        }
        for (size_t j = 0; j < source->computer_count; j++) {
            if (is_wanted(a, source->computers[j])) {
                add_source(a, &spans, source, source->computers[j]);
            }
        }
        if (source->computer_count == 0) {
            add_source(a, &spans, source, VIEW_NONE);
        }
    }
    if (spans.count > 0) {
        qsort(spans.items, spans.count, sizeof(*spans.items), by_computer_and_time);
    }
    return spans;
}

/* Spans that overlap count once. */
static int64_t add_up(const struct spans *spans, size_t *computers)
{
    int64_t ticks = 0, until = WINTIME_NONE;
    *computers = 0;
    for (size_t i = 0; i < spans->count; i++) {
        const struct side_span *span = &spans->items[i];
        const bool is_other =
            i == 0 || view_compare_nocase(computer_name_label(span[-1].computer),
                                          computer_name_label(span->computer)) != 0;
        *computers += is_other;
        const int64_t from = is_other || span->from > until ? span->from : until;
        if (span->to > from && __builtin_add_overflow(ticks, span->to - from, &ticks)) {
            ticks = INT64_MAX;
        }
        until = is_other || span->to > until ? span->to : until;
    }
    return ticks;
}

static int64_t filter_time(const struct side *side, const char *option)
{
    int64_t time;
    return wintime_parse(side_filter(side, option), &time) ? time : WINTIME_NONE;
}

struct cover cover_of(const struct side *side, enum side_log log, struct view channel)
{
    struct asked a = {.side = side,
                      .log = log,
                      .channel = channel,
                      .since = filter_time(side, "--since"),
                      .until = filter_time(side, "--until")};
    struct cover cover = {0};
    struct spans spans = spans_of(&a);
    cover.ticks = add_up(&spans, &cover.computers);
    free(spans.items);
    a.without_losses = true;
    size_t same;
    spans = spans_of(&a);
    cover.lossless = add_up(&spans, &same);
    free(spans.items);
    for (size_t i = 0; i < side->source_count; i++) {
        cover.has_log |= shows(&a, &side->sources[i]);
    }
    return cover;
}

/* The time line, drawn as rows of bars: one for each verdict, for the commonest codes, and for what
 * happened beside. Places along the time are in percent, so that the rows follow the width of the
 * page and no letter is stretched. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analyzer/report/html/parts.h"
#include "analyzer/report/text/words.h"
#include "rules/knowledge/known_events.h"

enum {
    MIN_BINS = 40, /* of the axis: fewer would be as broad as walls */
    TALL = 40,     /* pixels of a row of a verdict */
    LOW = 18,      /* of any other row */
    MAX_CODES = 6, /* rows of codes */
    MAX_TICKS = 6, /* of the axis */
    MAX_GAPS = 100,
    MAX_KINDS = 12, /* of events of other logs that are named */
};

struct chart {
    struct html_page *p;
    const struct timeline *t;
    int64_t begin, width; /* of the axis, and of a bin, in ticks */
    size_t offset,
        places;        /* of the first bin on the axis, and how many bins the axis has room for */
    struct map groups; /* fingerprint -> pointer into content->groups */
};

/* --- the axis -------------------------------------------------------------------------------- */

static double percent(const struct chart *c, int64_t time)
{
    return 100.0 * (double)(time - c->begin) / ((double)c->width * (double)c->places);
}

/* Writes as much of a time as tells a tick of the axis from its neighbours. */
static void write_tick_text(struct html_page *p, int64_t time, int64_t step)
{
    char text[WINTIME_TEXT_SIZE];
    const struct view whole = view_of(wintime_format_short(time, text)); /* 2025-04-09 08:15:11 */
    const int64_t minute = 60LL * WINTIME_TICKS_PER_SECOND, day = 24 * 60 * minute;
    if (step >= day) {
        html_text(p, view_slice(whole, 0, 10), HTML_NAME);
    } else if (time % day == 0) {
        html_text(p, view_slice(whole, 5, 10), HTML_NAME);
    } else {
        html_text(p, view_slice(whole, 11, step >= minute ? 16 : 19), HTML_NAME);
    }
}

static int64_t tick_step(const struct chart *c)
{
    return timeline_step(c->width * (int64_t)c->places, MAX_TICKS);
}

static void write_axis(struct chart *c)
{
    struct html_page *p = c->p;
    int64_t step = tick_step(c), end = c->begin + c->width * (int64_t)c->places;
    size_t number = 0;
    html_raw(p, "<div class=\"row\"><span></span><svg width=\"100%\" height=\"22\" "
                "aria-hidden=\"true\">");
    for (int64_t time = c->begin - c->begin % step; time < end; time += step) {
        double x = percent(c, time);
        if (x < 0) {
            continue;
        }
        html_format(p,
                    "<rect class=\"tick\" x=\"%.2f%%\" y=\"0\" width=\"1\" height=\"5\"/>"
                    "<text%s x=\"%.2f%%\" y=\"18\"%s>",
                    x, number++ % 2 == 1 ? " class=\"odd\"" : "", x,
                    x < 3    ? ""
                    : x > 93 ? " text-anchor=\"end\""
                             : " text-anchor=\"middle\"");
        write_tick_text(p, time, step);
        html_raw(p, "</text>");
    }
    html_raw(p, "</svg></div>\n");
}

/* "15 minutes": a width is a round number of one of these. */
static void add_width(struct buffer *b, int64_t width)
{
    static const struct {
        int64_t seconds;
        const char *one, *many;
    } units[] = {
        {86400, "day", "days"},
        {3600, "hour", "hours"},
        {60, "minute", "minutes"},
        {1, "second", "seconds"},
    };
    int64_t seconds = width / WINTIME_TICKS_PER_SECOND;
    size_t i = 0;
    while (seconds < units[i].seconds) {
        i++;
    }
    words_count(b, (uint64_t)(seconds / units[i].seconds), units[i].one, units[i].many);
}

/* --- rows ------------------------------------------------------------------------------------ */

struct row {
    const uint32_t *counts; /* of the bins */
    enum verdict verdict;   /* VERDICT_COUNT when it is not of one */
    const char *style;      /* a class of the style */
    const char *what;       /* for those who cannot see it */
    int height;
};

static uint32_t highest(const struct chart *c, const uint32_t *counts, size_t *bin)
{
    uint32_t high = 0;
    for (size_t i = 0; i < timeline_bins(c->t); i++) {
        if (counts[i] > high) {
            high = counts[i];
            *bin = i;
        }
    }
    return high;
}

static void write_span(const struct chart *c, size_t bin)
{
    int64_t from = timeline_bin_begin(c->t, bin);
    words_time(&c->p->line, from);
    buffer_add_text(&c->p->line, " and ");
    add_width(&c->p->line, c->width);
    html_phrase(c->p);
}

static const struct group *const *linked_group(const struct chart *c, enum verdict verdict,
                                               size_t bin)
{
    if (verdict == VERDICT_COUNT) {
        return NULL;
    }
    return (const struct group *const *)map_get(&c->groups,
                                                view_of(c->t->fingerprints[verdict][bin]));
}

static void write_bar(struct chart *c, const struct row *row, size_t bin, uint32_t high)
{
    struct html_page *p = c->p;
    double part = 100.0 / (double)c->places;
    int height = (int)((double)row->counts[bin] / (double)high * (row->height - 2));
    height = height < 3 ? 3 : height;
    const struct group *const *g = linked_group(c, row->verdict, bin);
    bool is_link = g && html_group_link(p, (size_t)(g - p->content->groups), " tabindex=\"-1\"");
    html_format(p, "<rect x=\"%.2f%%\" y=\"%d\" width=\"%.2f%%\" height=\"%d\"><title>",
                part * (double)(c->offset + bin), row->height - 1 - height, part * 0.8, height);
    html_number(p, row->counts[bin]);
    html_raw(p, ": ");
    write_span(c, bin);
    html_raw(p, "</title></rect>");
    html_raw(p, is_link ? "</a>" : "");
}

/* The drawing of a row; its name stands before it. */
static void write_bars(struct chart *c, const struct row *row)
{
    struct html_page *p = c->p;
    size_t peak = 0;
    uint32_t high = highest(c, row->counts, &peak);
    html_format(p, "<svg class=\"%s\" width=\"100%%\" height=\"%d\" role=\"img\" aria-label=\"%s: ",
                row->style, row->height, row->what);
    html_raw(p, "most at ");
    write_span(c, peak);
    html_raw(p, ", ");
    html_number(p, high);
    html_format(p, "\"><rect class=\"base\" y=\"%d\" width=\"100%%\" height=\"1\"/>",
                row->height - 1);
    for (size_t i = 0; i < timeline_bins(c->t); i++) {
        if (row->counts[i] > 0) {
            write_bar(c, row, i, high);
        }
    }
    html_raw(p, "</svg></div>\n");
}

static uint64_t row_total(const uint32_t counts[TIMELINE_BINS])
{
    uint64_t total = 0;
    for (size_t i = 0; i < TIMELINE_BINS; i++) {
        total += counts[i];
    }
    return total;
}

static void write_name_end(struct html_page *p, uint64_t total)
{
    html_raw(p, " <b>");
    html_number(p, total);
    html_raw(p, "</b></span>");
}

static void write_verdict_row(struct chart *c, enum verdict verdict)
{
    const uint32_t *counts = c->t->counts[TIMELINE_VERDICT + verdict];
    const char *name = verdict_name(verdict);
    uint64_t total = row_total(counts);
    if (total == 0) {
        return;
    }
    html_format(c->p,
                "<div class=\"row\"><span><a class=\"%s\" href=\"#kinds\" data-set=\"v\" "
                "data-value=\"%s\">",
                name, name);
    html_verdict(c->p, verdict);
    html_raw(c->p, "</a>");
    write_name_end(c->p, total);
    write_bars(c, &(struct row){counts, verdict, name, name, TALL});
}

static void write_mark_row(struct chart *c, enum timeline_lane lane, const char *name)
{
    const uint32_t *counts = c->t->counts[lane];
    uint64_t total = row_total(counts);
    if (total == 0) {
        return;
    }
    html_format(c->p, "<div class=\"row\"><span>%s", name);
    write_name_end(c->p, total);
    write_bars(c, &(struct row){counts, VERDICT_COUNT, "mark", name, LOW});
}

/* --- codes ----------------------------------------------------------------------------------- */

struct code_row {
    size_t lane;
    uint64_t total;
};

static int compare_code_rows(const void *left, const void *right)
{
    const struct code_row *a = left, *b = right;
    if (a->total != b->total) {
        return a->total > b->total ? -1 : 1;
    }
    return (a->lane > b->lane) - (a->lane < b->lane);
}

static void write_code_row(struct chart *c, const struct code_row *row)
{
    uint32_t value = c->t->codes[row->lane - TIMELINE_CODE];
    const struct code *code = code_find(value);
    char what[sizeof("0x80041003")];
    snprintf(what, sizeof(what), "0x%08" PRIx32, value);
    html_format(c->p,
                "<div class=\"row\"><span><a href=\"#kinds\" data-set=\"c\" data-value=\"%s\" "
                "title=\"%.*s\"><code>%s</code></a>",
                what, VIEW_ARG(html_symbol(code)), what);
    write_name_end(c->p, row->total);
    write_bars(c, &(struct row){c->t->counts[row->lane], VERDICT_COUNT, "code", what, LOW});
}

/* One row for all codes that have none of their own. */
static void write_other_codes(struct chart *c, const struct code_row *rows, size_t first)
{
    uint32_t counts[TIMELINE_BINS];
    memcpy(counts, c->t->counts[TIMELINE_OTHER_CODES], sizeof(counts));
    for (size_t i = first; i < c->t->code_count; i++) {
        for (size_t bin = 0; bin < TIMELINE_BINS; bin++) {
            counts[bin] += c->t->counts[rows[i].lane][bin];
        }
    }
    uint64_t total = row_total(counts);
    if (total == 0) {
        return;
    }
    html_raw(c->p, "<div class=\"row\"><span>other codes");
    write_name_end(c->p, total);
    write_bars(c, &(struct row){counts, VERDICT_COUNT, "code", "other codes", LOW});
}

static void write_codes(struct chart *c)
{
    struct code_row rows[TIMELINE_CODES];
    size_t count = c->t->code_count;
    for (size_t i = 0; i < count; i++) {
        size_t lane = TIMELINE_CODE + i;
        rows[i] = (struct code_row){lane, row_total(c->t->counts[lane])};
    }
    if (count < 2) {
        return;
    }
    qsort(rows, count, sizeof(rows[0]), compare_code_rows);
    size_t shown = count < MAX_CODES ? count : MAX_CODES;
    html_raw(c->p, "<p class=\"rows\">By code</p>\n");
    for (size_t i = 0; i < shown; i++) {
        write_code_row(c, &rows[i]);
    }
    write_other_codes(c, rows, shown);
}

/* --- what happened beside -------------------------------------------------------------------- */

static size_t count_gaps(const struct chart *c)
{
    size_t count = 0;
    for (size_t i = 0; i < c->p->run->source_count; i++) {
        count += c->p->run->sources[i]->gap_count;
    }
    return count;
}

static void write_gap(struct chart *c, const struct report_gap *gap)
{
    double from = percent(c, wintime_reading(gap->from)), to = percent(c, wintime_reading(gap->to));
    from = from < 0 ? 0 : from;
    to = to > 100 ? 100 : to;
    if (to <= from) {
        return;
    }
    html_format(c->p,
                "<rect x=\"%.2f%%\" y=\"2\" width=\"%.2f%%\" height=\"%d\" "
                "fill=\"url(#gap)\"><title>",
                from, to - from < 0.3 ? 0.3 : to - from, LOW - 4);
    html_count(c->p, gap->records, "record is missing", "records are missing");
    html_raw(c->p, gap->channel.len > 0 ? " or filtered out, " : ", ");
    html_range(c->p, gap->from, gap->to);
    html_raw(c->p, "</title></rect>");
}

static void write_gaps(struct chart *c)
{
    size_t count = count_gaps(c), shown = 0;
    if (count == 0) {
        return;
    }
    html_raw(c->p, "<div class=\"row\"><span>gaps in the log");
    write_name_end(c->p, count);
    html_format(c->p,
                "<svg class=\"gap\" width=\"100%%\" height=\"%d\" role=\"img\" "
                "aria-label=\"gaps in the log; listed with its source\"><defs><pattern id=\"gap\" "
                "width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\">"
                "<path d=\"M0 6L6 0\" stroke=\"currentColor\"/></pattern></defs>",
                LOW);
    for (size_t i = 0; i < c->p->run->source_count; i++) {
        const struct report_source *source = c->p->run->sources[i];
        for (size_t j = 0; j < source->gap_count && shown < MAX_GAPS; j++, shown++) {
            write_gap(c, &source->gaps[j]);
        }
    }
    html_raw(c->p, "</svg></div>\n");
}

static void write_marks(struct chart *c)
{
    const struct timeline *t = c->t;
    if (timeline_total(t, TIMELINE_RESTARTS) + timeline_total(t, TIMELINE_HOSTS) +
            timeline_total(t, TIMELINE_OTHER_LOGS) + count_gaps(c) ==
        0) {
        return;
    }
    html_raw(c->p, "<p class=\"rows\">Beside them</p>\n");
    write_mark_row(c, TIMELINE_RESTARTS, "WMI service restarted");
    write_mark_row(c, TIMELINE_HOSTS, "provider host started");
    write_mark_row(c, TIMELINE_OTHER_LOGS, "events of other logs");
    write_gaps(c);
}

/* --- the same in numbers --------------------------------------------------------------------- */

/* What the table of known events says of it, if anything. */
static void write_meaning(struct html_page *p, const struct other_kind *kind)
{
    struct known_event known;
    for (size_t i = 0; known_event_find(kind->event_id, i, &known); i++) {
        if (view_equal_nocase(known.provider, kind->provider)) {
            html_text(p, known.tells, HTML_TEXT);
            return;
        }
    }
}

static void write_kinds(struct html_page *p)
{
    const struct gathered *g = p->gathered;
    if (g->other_count == 0) {
        return;
    }
    html_raw(p, "<table><caption>Events of other logs</caption><thead><tr>"
                "<th scope=\"col\">Event</th><th scope=\"col\" class=\"n\">times</th>"
                "<th scope=\"col\">tells that</th></tr></thead><tbody>\n");
    size_t shown = 0;
    for (; shown < g->other_count && shown < MAX_KINDS; shown++) {
        const struct other_kind *kind = &g->others[shown];
        html_raw(p, "<tr><th scope=\"row\">");
        html_value(p, kind->provider, HTML_NAME);
        html_format(p, " %u</th><td class=\"n\">", (unsigned)kind->event_id);
        html_number(p, kind->count);
        html_raw(p, "</td><td>");
        write_meaning(p, kind);
        html_raw(p, "</td></tr>\n");
    }
    html_raw(p, "</tbody></table>");
    if (g->other_count > shown || g->more_others > 0) {
        html_raw(p, "<p class=\"small\">and events of other kinds</p>");
    }
}

static void write_numbers(struct chart *c)
{
    struct html_page *p = c->p;
    html_raw(
        p, "<details class=\"more\"><summary>The same in numbers</summary>"
           "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Failures by "
           "time\"><table aria-label=\"Failures by time\"><thead><tr><th scope=\"col\">From</th>");
    for (size_t v = VERDICT_COUNT; v-- > 0;) {
        html_format(p, "<th scope=\"col\" class=\"n\">%s</th>", verdict_name((enum verdict)v));
    }
    html_raw(p, "</tr></thead><tbody>\n");
    for (size_t i = 0; i < timeline_bins(c->t); i++) {
        uint64_t total = 0;
        for (size_t v = 0; v < VERDICT_COUNT; v++) {
            total += c->t->counts[TIMELINE_VERDICT + v][i];
        }
        if (total == 0) {
            continue;
        }
        html_raw(p, "<tr><th scope=\"row\">");
        html_time(p, timeline_bin_begin(c->t, i));
        html_raw(p, "</th>");
        for (size_t v = VERDICT_COUNT; v-- > 0;) {
            html_raw(p, "<td class=\"n\">");
            html_number(p, c->t->counts[TIMELINE_VERDICT + v][i]);
            html_raw(p, "</td>");
        }
        html_raw(p, "</tr>\n");
    }
    html_raw(p, "</tbody></table></div>\n");
    write_kinds(p);
    html_raw(p, "</details>\n");
}

/* --- the whole ------------------------------------------------------------------------------- */

static void set_up(struct chart *c)
{
    const struct report_content *content = c->p->content;
    size_t bins = timeline_bins(c->t);
    c->places = bins < MIN_BINS ? MIN_BINS : bins;
    c->offset = (c->places - bins) / 2;
    c->width = c->t->width;
    c->begin = c->t->begin - (int64_t)c->offset * c->width;
    map_init(&c->groups);
    for (size_t i = 0; i < content->group_count; i++) {
        if (html_is_shown(c->p, i)) { /* of 100,000 groups few are */
            /* The map gives back what was put in, which is not changed. */
            map_set(&c->groups, view_of(content->groups[i]->example->fingerprint),
                    (void *)(uintptr_t)&content->groups[i]);
        }
    }
}

void html_when(struct html_page *p)
{
    struct chart c = {.p = p, .t = &p->gathered->timeline};
    if (timeline_bins(c.t) < 2 || p->content->stats->failures == 0) {
        return; /* all at once: there is nothing to see */
    }
    set_up(&c);
    html_raw(p, "<section id=\"when\" aria-labelledby=\"when-h\">\n<h2 id=\"when-h\">When</h2>\n"
                "<figure aria-labelledby=\"when-h\">\n");
    for (size_t v = VERDICT_COUNT; v-- > 0;) {
        write_verdict_row(&c, (enum verdict)v);
    }
    write_axis(&c);
    write_codes(&c);
    write_marks(&c);
    html_raw(p, "<figcaption class=\"small\">A bar is ");
    add_width(&p->line, c.width);
    html_phrase(p);
    html_raw(p, "; each row has a height of its own. ");
    html_clock(p);
    html_raw(p, "</figcaption>\n</figure>\n");
    write_numbers(&c);
    html_raw(p, "</section>\n");
    map_release(&c.groups);
}

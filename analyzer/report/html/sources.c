/* What was read, what was missing, and the tool itself: last, because nobody comes for it. */
#include <inttypes.h>

#include "analyzer/report/html/parts.h"
#include "analyzer/report/report_limits.h"
#include "analyzer/report/text/words.h"

enum { MAX_SOURCES = 200, MAX_PROBLEMS = 20, MAX_CHANNELS = 20, MAX_SYSTEMS = 50 };

static void write_advice(struct html_page *p)
{
    const struct report_run *run = p->run;
    if (run->advice_count == 0) {
        return;
    }
    html_raw(p, "<section id=\"missing\" aria-labelledby=\"missing-h\">\n"
                "<h2 id=\"missing-h\">");
    html_raw(p, p->content->stats->wmi_events > 0 ? "What this log cannot tell, and how to get it"
                                                  : "How to collect the right log");
    html_raw(p, "</h2>\n");
    for (size_t i = 0; i < run->advice_count; i++) {
        struct view sentence = run->advice[i], rest = VIEW_NONE;
        view_cut(sentence, VIEW("\n"), &sentence, &rest);
        html_raw(p, "<p class=\"lead\">");
        html_step(p, sentence);
        html_raw(p, "</p>\n");
        while (rest.len > 0) {
            struct view command = rest;
            if (!view_cut(rest, VIEW("\n"), &command, &rest)) {
                rest = VIEW_NONE;
            }
            if (view_starts(command, VIEW("("))) {
                html_raw(p, "<p>");
                html_step(p, command);
                html_raw(p, "</p>\n");
            } else {
                html_command(p, command);
            }
        }
    }
    html_raw(p, "</section>\n");
}

static void write_channels(struct html_page *p, const struct report_source *source)
{
    if (source->wmi_events > 0 || source->channel_count == 0) {
        return;
    }
    html_raw(p, "<ul class=\"small\">");
    for (size_t i = 0; i < source->channel_count && i < MAX_CHANNELS; i++) {
        html_raw(p, "<li>");
        html_count(p, source->channels[i].count, "event of ", "events of ");
        html_value(p, report_provider(&source->channels[i]), HTML_NAME);
        html_raw(p, view_is_empty(source->channels[i].channel) ? "" : " in ");
        html_value(p, source->channels[i].channel, HTML_NAME);
        html_raw(p, "</li>");
    }
    if (source->channel_count > MAX_CHANNELS || source->more_channels > 0) {
        html_raw(p, "<li>and others</li>");
    }
    html_raw(p, "</ul>");
}

static void put_item(struct html_page *p)
{
    html_raw(p, "<li>");
    html_phrase(p);
    html_raw(p, "</li>");
}

static void write_counts(struct html_page *p, const struct report_source *source)
{
    struct words_amount doubts[WORDS_DOUBTS];
    words_doubts(source, doubts);
    for (size_t i = 0; i < WORDS_DOUBTS; i++) {
        if (doubts[i].count > 0) {
            words_count(&p->line, doubts[i].count, doubts[i].one, doubts[i].many);
            put_item(p);
        }
    }
}

static void write_more(struct html_page *p, uint64_t count, const char *one, const char *many)
{
    if (count > 0) {
        words_count(&p->line, count, one, many);
        put_item(p);
    }
}

static void write_gaps(struct html_page *p, const struct report_source *source)
{
    size_t shown = 0;
    for (; shown < source->gap_count && shown < MAX_PROBLEMS; shown++) {
        words_gap(&p->line, &source->gaps[shown]);
        put_item(p);
    }
    write_more(p, source->gap_count - shown + source->more_gaps, "more gap", "more gaps");
}

static void write_losses(struct html_page *p, const struct report_source *source)
{
    size_t shown = 0;
    for (; shown < source->loss_count && shown < MAX_PROBLEMS; shown++) {
        words_loss(&p->line, &source->losses[shown]);
        put_item(p);
    }
    write_more(p, source->loss_count - shown, "more loss", "more losses");
}

static void write_problems(struct html_page *p, const struct report_source *source)
{
    size_t shown = 0;
    for (; shown < source->problem_count && shown < MAX_PROBLEMS; shown++) {
        const struct report_problem *problem = &source->problems[shown];
        html_raw(p, "<li>");
        if (problem->has_offset) {
            html_format(p, "at byte %" PRIu64 ": ", problem->offset);
        }
        html_value(p, problem->message, HTML_TEXT);
        html_raw(p, "</li>");
    }
    write_more(p, source->problem_count - shown + source->more_problems, "more message",
               "more messages");
}

static void write_doubts(struct html_page *p, const struct report_source *source)
{
    if (source->status == STATUS_OK && !words_has_doubts(source)) {
        return;
    }
    html_raw(p, "<ul class=\"small\">");
    if (source->status != STATUS_OK) {
        html_raw(p, source->events > 0 ? "<li class=\"broken\">not read to its end: "
                                       : "<li class=\"broken\">could not be read: ");
        html_value(p, source->message, HTML_TEXT);
        html_raw(p, "</li>");
    }
    write_counts(p, source);
    write_gaps(p, source);
    write_losses(p, source);
    write_problems(p, source);
    html_raw(p, "</ul>");
}

/* What an archive or folder holds, and what of it was not used. */
static void write_container(struct html_page *p, const struct report_source *source)
{
    if (!source->is_container) {
        return;
    }
    html_raw(p, "<p class=\"small\">");
    words_container(&p->line, source);
    html_phrase(p);
    html_raw(p, "</p>");
    if (source->unused_count == 0) {
        return;
    }
    html_raw(p, "<details class=\"small\"><summary>not used: files that hold no log</summary><ul>");
    for (size_t i = 0; i < source->unused_count; i++) {
        html_raw(p, "<li>");
        html_value(p, source->unused[i].name, HTML_PATH);
        html_raw(p, source->unused[i].what.len > 0 ? ": " : "");
        html_text(p, source->unused[i].what, HTML_TEXT);
        html_raw(p, "</li>");
    }
    if (source->unused_count < source->unused_members) {
        html_raw(p, "<li>and others</li>");
    }
    html_raw(p, "</ul></details>");
}

static void write_source(struct html_page *p, const struct report_source *source)
{
    html_raw(p, "<tr><th scope=\"row\">");
    html_value(p, source->path, HTML_PATH);
    write_container(p, source);
    write_doubts(p, source);
    write_channels(p, source);
    html_raw(p, "</th><td class=\"n\">");
    html_number(p, source->wmi_events);
    html_raw(p, "</td><td class=\"n\">");
    html_number(p, source->events - source->wmi_events);
    html_raw(p, "</td><td class=\"n\">");
    html_number(p, source->damaged);
    html_raw(p, "</td><td>");
    if (source->first != WINTIME_NONE) {
        html_range(p, source->first, source->last);
    }
    html_raw(p, "</td></tr>\n");
}

static void write_limits(struct html_page *p)
{
    struct report_limit limits[REPORT_LIMIT_COUNT];
    bool has_heading = false;
    report_limits(p->run, p->content, limits);
    for (size_t i = 0; i < REPORT_LIMIT_COUNT; i++) {
        if (limits[i].count == 0) {
            continue;
        }
        html_raw(p, has_heading ? "" : "<h3>Not all could be followed</h3>\n<ul>");
        has_heading = true;
        html_raw(p, "<li>");
        html_raw(p, report_limit_least(&limits[i]));
        html_count(p, limits[i].count, limits[i].one, limits[i].many);
        if (limits[i].option) {
            html_format(p, " (<code>%s</code> allows more)", limits[i].option);
        }
        html_raw(p, "</li>");
    }
    html_raw(p, has_heading ? "</ul>\n" : "");
}

static void write_tool(struct html_page *p)
{
    html_raw(p, "<p class=\"small\">Made by wmilog ");
    html_text(p, view_of(p->run->tool_version), HTML_NAME);
    html_raw(p, " with rules ");
    html_text(p, p->run->rules->version, HTML_NAME);
    html_raw(p, " (<code>");
    html_text(p, view_of(p->run->rules->sha256), HTML_NAME);
    html_raw(p, "</code>). ");
    html_clock(p);
    html_raw(p, "</p>\n");
}

static void write_system(struct html_page *p, const struct system *system)
{
    html_raw(p, "<li>");
    html_value(p, system->name, HTML_NAME);
    html_raw(p, view_is_empty(system->os) ? "" : ": ");
    html_text(p, system->os, HTML_TEXT);
    if (words_earlier_names(&p->line, system)) {
        html_raw(p, view_is_empty(system->os) ? " " : "; ");
        html_phrase(p);
    }
    html_raw(p, "</li>\n");
}

/* Those of which only another form of the name is known are left out. */
static void write_systems(struct html_page *p)
{
    size_t shown = 0;
    for (size_t i = 0; i < p->content->system_count && shown < MAX_SYSTEMS; i++) {
        const struct system *system = p->content->systems[i];
        struct view name;
        if (!view_is_empty(system->os) || system_earlier_names(system, &name, 1) > 0) {
            html_raw(p, shown++ == 0 ? "<h3>Computers</h3>\n<ul>" : "");
            write_system(p, system);
        }
    }
    html_raw(p, shown > 0 ? "</ul>\n" : "");
}

void html_sources(struct html_page *p)
{
    const struct report_run *run = p->run;
    write_advice(p);
    html_raw(p,
             "<section id=\"sources\" aria-labelledby=\"sources-h\">\n"
             "<h2 id=\"sources-h\">What was read</h2>\n"
             "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-labelledby=\"sources-h\">"
             "<table aria-labelledby=\"sources-h\"><thead><tr><th scope=\"col\">Input</th>"
             "<th scope=\"col\" class=\"n\">WMI events</th>"
             "<th scope=\"col\" class=\"n\">others</th>"
             "<th scope=\"col\" class=\"n\">damaged</th>"
             "<th scope=\"col\">Span</th></tr></thead><tbody>\n");
    size_t shown = 0, left = 0;
    for (size_t i = 0; i < run->source_count; i++) {
        if (run->sources[i]->is_unused) {
            continue;
        }
        if (shown < MAX_SOURCES) {
            write_source(p, run->sources[i]);
            shown++;
        } else {
            left++;
        }
    }
    html_raw(p, "</tbody></table></div>\n");
    if (left > 0) {
        html_raw(p, "<p class=\"note\">");
        html_count(p, left, "more input is", "more inputs are");
        html_raw(p, ": see <code>-f json</code>.</p>\n");
    }
    write_systems(p);
    write_limits(p);
    write_tool(p);
    html_raw(p, "</section>\n");
}

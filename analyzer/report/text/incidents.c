/* The text report about incidents: what one cause brought down, and which groups it touched. */
#include <inttypes.h>
#include <stdio.h>

#include "analyzer/report/text/parts.h"
#include "parsers/base/wintime.h"
#include "rules/rule/rule.h"

enum { MAX_DETAILED = 5, MAX_NAMED_CODES = 6, MAX_MARKS = 3, MAX_NAMED_GROUPS = 12 };

static bool is_shown(const struct text_report *t, const struct incident *incident)
{
    return t->run->show_noise || incident->verdict != VERDICT_HARMLESS;
}

void text_incidents_summary(struct text_report *t)
{
    const struct report_content *content = t->content;
    uint64_t failures = 0;
    size_t count = 0;
    for (size_t i = 0; i < content->incident_count; i++) {
        if (is_shown(t, content->incidents[i])) {
            failures += content->incidents[i]->count;
            count++;
        }
    }
    if (count == 0) {
        return;
    }
    words_count(&t->line, count, "incident explains", "incidents explain");
    buffer_format(&t->line, " %" PRIu64 " of the failures.", failures);
    text_flush(t, &(struct paragraph){.paint = PAINT_STRONG});
}

static void write_when(struct text_report *t, const struct incident *incident)
{
    struct buffer *b = &t->line;
    words_count(b, incident->count, "failure", "failures");
    if (incident->occurrences > 1) {
        buffer_format(b, " in %" PRIu64 " occurrences", incident->occurrences);
    } else if (incident->last > incident->first && incident->first != WINTIME_NONE &&
               wintime_is_local(incident->first) == wintime_is_local(incident->last)) {
        buffer_add_text(b, " within ");
        words_duration(b, incident->last - incident->first);
    }
    buffer_add_text(b, ", ");
    words_range(b, incident->first, incident->last);
    text_label(t, "when");
}

static void write_codes(struct text_report *t, const struct incident *incident)
{
    struct buffer *b = &t->line;
    for (size_t i = 0; i < incident->code_count && i < MAX_NAMED_CODES; i++) {
        const struct code *code = code_find(incident->codes[i].code);
        buffer_format(b, "%s%" PRIu64 " x 0x%08" PRIx32, i > 0 ? ", " : "",
                      incident->codes[i].count, incident->codes[i].code);
        if (code) {
            buffer_format(b, " %s", code->symbol);
        }
    }
    if (incident->code_count > MAX_NAMED_CODES) {
        buffer_add_text(b, " and ");
        words_count(b, incident->code_count - MAX_NAMED_CODES, "more code", "more codes");
    }
    if (incident->code_count > 0) {
        text_label(t, "codes");
    }
}

static void write_first(struct text_report *t, const struct incident *incident)
{
    struct buffer *b = &t->line;
    buffer_format(b, "failure %" PRIu64, incident->first_failure);
    if (!view_is_empty(incident->name_space)) {
        buffer_add_text(b, " in ");
        paper_add_log(b, incident->name_space, WORDS_NAME);
    }
    if (!view_is_empty(incident->provider)) {
        buffer_add_text(b, ", provider ");
        paper_add_log(b, incident->provider, WORDS_NAME);
    }
    if (incident->clients > 0) {
        buffer_add_text(b, incident->clients >= INCIDENT_MAX_CLIENTS ? "; in all, at least "
                                                                     : "; in all, ");
        words_count(b, incident->clients, "client process", "client processes");
    }
    text_label(t, "first");
}

/* The groups that it explains, by their numbers below; harmless ones have none. */
static void write_groups(struct text_report *t, const struct incident *incident)
{
    const struct report_content *content = t->content;
    size_t named = 0, more = 0;
    for (size_t i = 0; i < content->group_count; i++) {
        const struct group *g = content->groups[i];
        if ((g->verdict == VERDICT_HARMLESS && !t->run->show_noise) ||
            !incident_has_group(incident, g->example->fingerprint)) {
            continue;
        }
        if (named == MAX_NAMED_GROUPS) {
            more++;
            continue;
        }
        buffer_format(&t->line, "%s%zu", named == 0 ? "" : ", ", i + 1);
        named++;
    }
    if (more > 0) {
        buffer_format(&t->line, " and %zu more", more);
    }
    if (named > 0) {
        buffer_add_text(&t->line, " below");
        text_label(t, named == 1 ? "group" : "groups");
    }
}

static void write_steps(struct text_report *t, const char *label, const struct view *steps,
                        size_t count)
{
    paper_steps(
        &t->paper,
        &(struct paragraph){
            .indent = TEXT_LABEL_INDENT, .lead = label, .lead_paint = PAINT_DIM, .hang = TEXT_HANG},
        steps, count);
}

static void write_why(struct text_report *t, const struct incident *incident)
{
    const struct rule *rule = incident->rule;
    buffer_format(&t->line, "%s: ", confidence_name(incident->confidence));
    paper_add_log(&t->line, incident->text, WORDS_RULE);
    text_label(t, "why");
    if (!view_is_empty(incident->because)) {
        paper_add_log(&t->line, incident->because, WORDS_RULE);
        text_flush(t, &(struct paragraph){.indent = TEXT_HANG, .lead = "-", .hang = TEXT_HANG + 2});
    }
    const struct cause steps = {.rule = rule, .check = incident->check, .remedy = incident->remedy};
    write_steps(t, "check", cause_check(&steps), rule->check_count);
    write_steps(t, "do", cause_remedy(&steps), rule->remedy_count);
}

static void write_incident(struct text_report *t, const struct incident *incident)
{
    char lead[64];
    snprintf(lead, sizeof(lead), "incident %" PRIu64 "  %s:", incident->id,
             verdict_name(incident->verdict));
    paper_add_log(&t->line, incident->name, WORDS_TEXT);
    if (!view_is_empty(incident->computer)) {
        buffer_add_text(&t->line, " on ");
        paper_add_log(&t->line, incident->computer, WORDS_NAME);
    }
    text_flush(t, &(struct paragraph){.lead = lead,
                                      .lead_paint = words_paint(incident->verdict),
                                      .paint = PAINT_STRONG,
                                      .hang = TEXT_LABEL_INDENT});
    write_when(t, incident);
    write_codes(t, incident);
    write_first(t, incident);
    write_groups(t, incident);
    write_why(t, incident);
}

static void write_left_out(struct text_report *t, size_t more, size_t harmless)
{
    if (more > 0) {
        buffer_add_text(&t->line, "and ");
        words_count(&t->line, more, "more incident", "more incidents");
        buffer_add_text(&t->line, ", in full with --noise or -f json");
        text_flush(t, &(struct paragraph){.hang = 2});
    }
    if (harmless > 0) {
        words_count(&t->line, harmless, "incident", "incidents");
        text_flush(t,
                   &(struct paragraph){.lead = "harmless:", .lead_paint = PAINT_GREEN, .hang = 10});
    }
}

void text_incidents(struct text_report *t)
{
    const struct report_content *content = t->content;
    size_t shown = 0, more = 0, harmless = 0;
    if (content->incident_count > 0) {
        paper_heading(&t->paper, VIEW("Incidents"));
    }
    for (size_t i = 0; i < content->incident_count; i++) {
        if (!is_shown(t, content->incidents[i])) {
            harmless++;
        } else if (shown == MAX_DETAILED && !t->run->show_noise) {
            more++;
        } else {
            if (shown++ > 0) {
                paper_blank(&t->paper);
            }
            write_incident(t, content->incidents[i]);
        }
    }
    write_left_out(t, more, harmless);
}

void text_incidents_mark(struct text_report *t, const struct group *g)
{
    size_t marks = 0, more = 0;
    for (size_t i = 0; i < t->content->incident_count; i++) {
        const struct incident *incident = t->content->incidents[i];
        if (!incident_has_group(incident, g->example->fingerprint)) {
            continue;
        }
        if (marks == MAX_MARKS) {
            more++;
            continue;
        }
        buffer_format(&t->line, "%s%" PRIu64, marks == 0 ? "; see incident " : ", ", incident->id);
        marks++;
    }
    if (more > 0) {
        buffer_format(&t->line, " and %zu more", more);
    }
}

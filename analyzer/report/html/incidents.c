/* Incidents: what one cause brought down, and which kinds of failure it touched. */
#include <inttypes.h>

#include "analyzer/report/html/parts.h"
#include "analyzer/report/text/words.h"
#include "rules/rule/rule.h"

enum { MAX_INCIDENTS = 100, MAX_NAMED_CODES = 8 };

static void write_when(struct html_page *p, const struct incident *incident)
{
    html_row_begin(p, "When");
    html_count(p, incident->count, "failure", "failures");
    if (incident->occurrences > 1) {
        html_raw(p, " in ");
        html_count(p, incident->occurrences, "occurrence", "occurrences");
    } else if (incident->last > incident->first && incident->first != WINTIME_NONE) {
        html_raw(p, " within ");
        words_duration(&p->line, incident->last - incident->first);
        html_phrase(p);
    }
    html_raw(p, ", ");
    html_range(p, incident->first, incident->last);
    html_row_end(p);
}

static void write_codes(struct html_page *p, const struct incident *incident)
{
    if (incident->code_count == 0) {
        return;
    }
    html_row_begin(p, "Codes");
    for (size_t i = 0; i < incident->code_count && i < MAX_NAMED_CODES; i++) {
        const struct code *code = code_find(incident->codes[i].code);
        html_raw(p, i > 0 ? ", " : "");
        html_number(p, incident->codes[i].count);
        html_format(p, "\xc3\x97 <code>0x%08" PRIx32 "</code> %.*s", incident->codes[i].code,
                    VIEW_ARG(html_symbol(code)));
    }
    if (incident->code_count > MAX_NAMED_CODES) {
        html_raw(p, " and ");
        html_count(p, incident->code_count - MAX_NAMED_CODES, "more code", "more codes");
    }
    html_row_end(p);
}

static void write_first(struct html_page *p, const struct incident *incident)
{
    html_row_begin(p, "It began with");
    html_format(p, "failure %" PRIu64, incident->first_failure);
    if (!view_is_empty(incident->name_space)) {
        html_raw(p, " in ");
        html_value(p, incident->name_space, HTML_NAME);
    }
    if (!view_is_empty(incident->provider)) {
        html_raw(p, ", provider ");
        html_value(p, incident->provider, HTML_NAME);
    }
    if (incident->clients > 0) {
        html_raw(p,
                 incident->clients >= INCIDENT_MAX_CLIENTS ? "; in all, at least " : "; in all, ");
        html_count(p, incident->clients, "client process", "client processes");
    }
    html_row_end(p);
}

static void write_groups(struct html_page *p, const struct incident *incident)
{
    html_row_begin(p, "Kinds");
    html_raw(p, "<ul>");
    for (size_t i = 0; i < p->content->group_count; i++) {
        const struct group *g = p->content->groups[i];
        if (!incident_has_group(incident, g->example->fingerprint)) {
            continue;
        }
        html_raw(p, "<li>");
        bool is_link = html_group_link(p, i, "");
        html_value(p, g->title, HTML_PATH);
        html_raw(p, is_link ? "</a> <span class=\"sub\">" : " <span class=\"sub\">");
        html_code(p, g->example);
        html_raw(p, "</span></li>");
    }
    html_raw(p, "</ul>");
    html_row_end(p);
}

static void write_why(struct html_page *p, const struct incident *incident)
{
    const struct rule *rule = incident->rule;
    const char *confidence = confidence_name(incident->confidence);
    html_format(p, "<h4>Why</h4>\n<p><span class=\"conf %s\">%s</span> ", confidence, confidence);
    html_text(p, incident->text, HTML_TEXT);
    html_raw(p, "</p>\n");
    if (!view_is_empty(incident->because)) {
        html_raw(p, "<ul class=\"because\"><li>");
        html_text(p, incident->because, HTML_TEXT);
        html_raw(p, "</li></ul>\n");
    }
    html_steps(p,
               &(struct cause){.rule = rule, .check = incident->check, .remedy = incident->remedy});
}

static void write_incident(struct html_page *p, const struct incident *incident)
{
    html_format(p, "<details class=\"i\"%s>", incident->verdict == VERDICT_HARMLESS ? "" : " open");
    html_begin_summary(p, incident->count, incident->verdict);
    html_value(p, incident->name, HTML_NAME);
    html_raw(p, "</h3> <span class=\"sub\">");
    if (!view_is_empty(incident->computer)) {
        html_value(p, incident->computer, HTML_NAME);
        html_raw(p, " \xc2\xb7 ");
    }
    html_range(p, incident->first, incident->last);
    html_format(p, "</span></summary>\n<div class=\"body\" id=\"i%" PRIu64 "\">\n<dl>\n",
                incident->id);
    write_when(p, incident);
    write_codes(p, incident);
    write_first(p, incident);
    write_groups(p, incident);
    html_raw(p, "</dl>\n");
    write_why(p, incident);
    html_raw(p, "</div></details>\n");
}

void html_incidents(struct html_page *p)
{
    const struct report_content *content = p->content;
    size_t count = content->incident_count;
    if (count == 0) {
        return;
    }
    html_raw(p, "<section aria-labelledby=\"incidents-h\">\n"
                "<h2 id=\"incidents-h\">Incidents: one cause, several failures</h2>\n");
    for (size_t i = 0; i < count && i < MAX_INCIDENTS; i++) {
        write_incident(p, content->incidents[i]);
    }
    if (count > MAX_INCIDENTS) {
        html_raw(p, "<p class=\"note\">");
        html_count(p, count - MAX_INCIDENTS, "more incident is", "more incidents are");
        html_raw(p, ": see <code>-f json</code>.</p>\n");
    }
    html_raw(p, "</section>\n");
}

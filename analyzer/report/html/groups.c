/* The list of kinds of failure, each to unfold; those that are harmless in a fold of their own. */
#include <inttypes.h>

#include "analyzer/report/html/group.h"
#include "analyzer/report/html/parts.h"
#include "analyzer/report/text/words.h"

/* What tells groups of one title apart. */
static void write_namespace(struct html_page *p, const struct group *g)
{
    struct view name_space = g->example->name_space;
    if (!view_is_empty(name_space) && view_find_nocase(g->title, name_space, 0) == SIZE_MAX) {
        html_raw(p, " \xc2\xb7 ");
        html_value(p, name_space, HTML_NAME);
    }
}

/* What another log tells of has neither namespace nor class, but its event. */
static void write_event(struct html_page *p, const struct failure *f)
{
    if (f->known_by == KNOWN_BY_OTHER_LOG && f->evidence_count > 0) {
        html_format(p, " \xc2\xb7 event %u", (unsigned)f->evidence[0].event_id);
    }
}

static void write_summary(struct html_page *p, const struct group *g)
{
    html_begin_summary(p, g->count, g->verdict);
    html_value(p, g->title, HTML_PATH);
    html_raw(p, "</h3> <span class=\"sub\">");
    html_code(p, g->example);
    write_namespace(p, g);
    write_event(p, g->example);
    if (g->verdict == VERDICT_HARMLESS) {
        html_raw(p, "<br>");
        html_text(p, g->judgement->reason, HTML_TEXT);
    } else {
        html_who(p, g);
        html_raw(p, " \xc2\xb7 ");
        html_range(p, g->first, g->last);
    }
    html_raw(p, "</span></summary>\n");
}

/* The clients of a group, by their place in the list of all. */
static void write_client_numbers(struct html_page *p, const struct group *g)
{
    size_t last = SIZE_MAX;
    html_raw(p, " data-h=\"");
    for (size_t i = 0; i < g->client_count; i++) {
        const struct tally_item *item = gathered_client(p->gathered, &g->clients[i].client);
        if (item && item->rank != last) {
            html_format(p, "%s%zu", last == SIZE_MAX ? "" : " ", item->rank);
            last = item->rank;
        }
    }
    html_raw(p, "\"");
}

static void write_group(struct html_page *p, size_t index)
{
    const struct group *g = p->content->groups[index];
    const struct failure *f = g->example;
    html_format(p, "<details class=\"g\" data-v=\"%s\" data-c=\"0x%08" PRIx32 "\"",
                verdict_name(g->verdict), f->result);
    write_client_numbers(p, g);
    html_raw(p, index == 0 && g->verdict != VERDICT_HARMLESS ? " open>" : ">");
    write_summary(p, g);
    html_format(p, "<div class=\"body\" id=\"g%zu\">\n", index + 1);
    html_group_body(p, g);
    html_raw(p, "</div></details>\n");
}

/* Writes groups from `first` to before `end`, as many as fit; returns where it ended. */
static size_t write_groups(struct html_page *p, size_t first, size_t end)
{
    while (first < end && p->written < HTML_GROUPS) {
        write_group(p, first++);
    }
    return first;
}

/* What no longer fits on the page: how many of each verdict and code. */
static void write_left_out(struct html_page *p, size_t first, size_t end)
{
    const struct report_content *content = p->content;
    size_t groups[VERDICT_COUNT] = {0};
    uint64_t failures[VERDICT_COUNT] = {0};
    if (first == end) {
        return;
    }
    for (size_t i = first; i < end; i++) {
        groups[content->groups[i]->verdict]++;
        failures[content->groups[i]->verdict] += content->groups[i]->count;
    }
    html_raw(p, "<p class=\"note left-out\">");
    html_count(p, end - first, "kind is", "kinds are");
    html_raw(p, " not on this page, which would be too long: ");
    for (size_t v = VERDICT_COUNT; v-- > 0;) {
        if (groups[v] > 0) {
            html_number(p, groups[v]);
            html_format(p, " %s (", verdict_name((enum verdict)v));
            html_count(p, failures[v], "failure", "failures");
            html_raw(p, "), ");
        }
    }
    html_raw(
        p,
        "all with <code>-f json</code>, or alone with <code>--verdict</code>, <code>--code</code>, "
        "<code>--host</code> or <code>--since</code>.</p>\n");
}

static void write_harmless(struct html_page *p, size_t first)
{
    const struct report_content *content = p->content;
    const uint64_t above = report_harmless_above(content);
    if (first == content->group_count) {
        return;
    }
    /* Where there is nothing else, they are the report. */
    const bool is_all = first == 0 && words_tally_consumers(content).security == 0;
    html_format(p, "<details class=\"fold\" id=\"harmless\"%s><summary><h3>Harmless: ",
                is_all ? " open" : "");
    html_count(p, content->stats->by_verdict[VERDICT_HARMLESS], "failure", "failures");
    html_raw(p, " of ");
    html_count(p, content->group_count - first, "kind", "kinds");
    if (above > 0) {
        html_raw(p, ", ");
        html_count(p, above, "of them of kinds above", "of them of kinds above");
    }
    html_raw(p, "</h3> <span class=\"sub\">Nothing has to be done about these. Each says why."
                "</span></summary>\n<div>\n");
    p->harmless_from = first;
    p->harmless_until = write_groups(p, first, content->group_count);
    write_left_out(p, p->harmless_until, content->group_count);
    html_raw(p, "</div></details>\n");
}

void html_groups(struct html_page *p)
{
    if (p->content->group_count == 0) {
        return;
    }
    html_raw(p, "<section id=\"kinds\" aria-labelledby=\"kinds-h\">\n"
                "<h2 id=\"kinds-h\">Kinds of failure</h2>\n");
    html_filter(p);
    size_t harmless = report_groups_shown(p->content, false);
    p->shown_until = write_groups(p, 0, harmless);
    write_left_out(p, p->shown_until, harmless);
    write_harmless(p, harmless);
    html_raw(p, "</section>\n");
}

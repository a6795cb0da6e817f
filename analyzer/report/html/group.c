/* One kind of failure in full: what, who, when, why, how to tell, what to do, on what it rests. */
#include "analyzer/report/html/group.h"

#include <inttypes.h>

#include "analyzer/report/html/parts.h"
#include "analyzer/report/losses.h"
#include "analyzer/report/text/words.h"

static void write_phrase_row(struct html_page *p, const char *label)
{
    if (p->line.len == 0) {
        return;
    }
    html_row_begin(p, label);
    html_raw(p, "<bdi>");
    html_phrase(p);
    html_raw(p, "</bdi>");
    html_row_end(p);
}

static void write_who(struct html_page *p, const struct group *g)
{
    if (g->example->known_by == KNOWN_BY_LOAD) {
        buffer_format(&p->line, "the provider host itself, process %" PRIu32,
                      g->example->provider.host_process_id);
        write_phrase_row(p, "Who");
        return;
    }
    if (!words_has_client(g->example)) {
        return;
    }
    if (g->client_count < 2 && g->more_clients == 0) {
        words_client(&p->line, &g->example->client);
        write_phrase_row(p, "Who");
        return;
    }
    html_row_begin(p, "Who");
    html_raw(p, "<ul>");
    for (size_t i = 0; i < g->client_count; i++) {
        html_raw(p, "<li><b>");
        html_number(p, g->clients[i].count);
        html_raw(p, "\xc3\x97</b> <bdi>");
        words_client(&p->line, &g->clients[i].client);
        html_phrase(p);
        html_raw(p, "</bdi></li>");
    }
    if (g->more_clients > 0) {
        html_raw(p, "<li>and ");
        html_count(p, g->more_clients, "failure", "failures");
        html_raw(p, " by further processes</li>");
    }
    html_raw(p, "</ul>");
    html_row_end(p);
}

static void write_where(struct html_page *p, const struct group *g)
{
    if (p->content->computer_count < 2 || g->computer_count == 0) {
        return;
    }
    html_row_begin(p, "Where");
    for (size_t i = 0; i < g->computer_count; i++) {
        html_raw(p, i > 0 ? ", " : "");
        html_value(p, g->computers[i], HTML_NAME);
    }
    if (g->more_computers > 0) {
        html_raw(p, " and ");
        html_count(p, g->more_computers, "failure", "failures");
        html_raw(p, " on further computers");
    }
    html_row_end(p);
}

static void write_when(struct html_page *p, const struct group *g)
{
    words_group_when(&p->line, g);
    write_phrase_row(p, "When");
}

static void write_phase(struct html_page *p, const struct failure *f)
{
    words_phase(&p->line, f->phase, f->stage, f->viewpoint);
    write_phrase_row(p, "Phase");
}

static void write_block(struct html_page *p, const char *label, struct view text)
{
    if (view_is_empty(text)) {
        return;
    }
    html_row_begin(p, label);
    html_raw(p, "<code class=\"req\" translate=\"no\">");
    html_text(p, text, HTML_TEXT);
    html_raw(p, "</code>");
    html_row_end(p);
}

static void write_provider(struct html_page *p, const struct failure *f)
{
    const struct failure_provider *provider = &f->provider;
    if (provider->attribution == ATTRIBUTION_NONE || view_is_empty(provider->name)) {
        return;
    }
    html_row_begin(p, "Provider");
    html_value(p, provider->name, HTML_NAME);
    if (!view_is_empty(provider->path)) {
        html_raw(p, ", ");
        html_value(p, provider->path, HTML_PATH);
    }
    if (provider->has_host) {
        html_format(p, ", in host process %" PRIu32, provider->host_process_id);
        words_held_providers(&p->line, provider->held_providers);
        html_phrase(p);
    }
    html_raw(p, words_attribution(f));
    html_row_end(p);
}

static void write_logged(struct html_page *p, const struct failure *f)
{
    if (!view_is_empty(f->component)) {
        html_row_begin(p, "Component");
        html_value(p, f->component, HTML_NAME);
        html_row_end(p);
    }
    if (!view_is_empty(f->possible_cause)) {
        html_row_begin(p, "Windows says");
        html_value(p, f->possible_cause, HTML_TEXT);
        html_row_end(p);
    }
}

static void write_evidence(struct html_page *p, const struct group *g)
{
    const struct failure *f = g->example;
    html_raw(p, "<h4>On what this rests</h4>\n<ul class=\"small\">");
    for (size_t i = 0; i < f->evidence_count && i < GROUP_MAX_EVIDENCE; i++) {
        html_raw(p, "<li><bdi>");
        words_evidence(&p->line, p->run, &f->evidence[i]);
        html_phrase(p);
        html_raw(p, "</bdi></li>");
    }
    if (g->count > 1) {
        html_format(p, "<li>This is failure %" PRIu64 "; ", f->id);
        html_count(p, g->count - 1, "other is", "others are");
        html_raw(p, ": see <code>-f json</code>.</li>");
    }
    html_format(p,
                "<li>Fingerprint, the same on every host and day: "
                "<code class=\"copy\">%s</code></li></ul>\n",
                f->fingerprint);
}

void html_group_body(struct html_page *p, const struct group *g)
{
    const struct failure *f = g->example;
    html_raw(p, "<dl>\n");
    if (!view_is_empty(g->judgement->reason)) {
        html_row_begin(p, g->verdict == VERDICT_HARMLESS ? "Why harmless" : "Why it matters");
        html_text(p, g->judgement->reason, HTML_TEXT);
        html_row_end(p);
    }
    words_result(&p->line, f);
    write_phrase_row(p, "Code");
    write_who(p, g);
    write_where(p, g);
    write_when(p, g);
    write_phase(p, f);
    const struct operation_text *op = &f->operation;
    write_block(p, "Request", view_is_empty(op->text) ? op->query : op->text);
    write_block(p, "Started", f->command_line);
    if (losses_may_hold_start(p->run, f)) {
        buffer_add_text(&p->line, LOSSES_OF_START);
        write_phrase_row(p, "Seen");
    }
    write_provider(p, f);
    if (words_quotas_of(p->content, f)) {
        words_quotas(&p->line, words_quotas_of(p->content, f));
        write_phrase_row(p, "Quotas");
    }
    write_logged(p, f);
    html_raw(p, "</dl>\n");
    html_causes(p, g);
    write_evidence(p, g);
}

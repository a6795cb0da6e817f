/* One group in full: what, who, when, why, how to tell, what to do, and what that rests on. */
#include <inttypes.h>
#include <stdio.h>

#include "analyzer/report/losses.h"
#include "analyzer/report/text/parts.h"
#include "parsers/base/wintime.h"

enum {
    MAX_DETAILED_GROUPS = 20,
    MAX_NAMED_CLIENTS = 3,
    MAX_PIDS = 8,
    MAX_NAMED_COMPUTERS = 4,
    LABEL_INDENT = TEXT_LABEL_INDENT,
    CAUSE_HANG = 25,
};

/* The composed line under a label; later lines of one label have none. */
static void flush_label(struct text_report *t, const char *label)
{
    text_label(t, label);
}

static void write_operation(struct text_report *t, const struct failure *f)
{
    const struct operation_text *op = &f->operation;
    struct view request = view_is_empty(op->text) ? op->query : op->text;
    if (!view_is_empty(request)) {
        paper_add_log(&t->line, request, WORDS_TEXT);
        flush_label(t, "request");
    }
    if (!view_is_empty(f->command_line)) {
        buffer_add_text(&t->line, "started ");
        paper_add_log(&t->line, f->command_line, WORDS_TEXT);
        flush_label(t, "process");
    }
}

/* An operation of which only the end is there, for a reason that is known. */
static void write_seen(struct text_report *t, const struct failure *f)
{
    if (losses_may_hold_start(t->run, f)) {
        buffer_add_text(&t->line, LOSSES_OF_START);
        flush_label(t, "seen");
    }
}

static void add_more_clients(struct buffer *b, const struct group *g)
{
    buffer_add_text(b, "and ");
    words_count(b, g->more_clients, "failure", "failures");
    buffer_add_text(b, " by further processes");
}

/* One poller that starts a new process each time: the pids say little, the rest is said once. */
static void write_changing_pids(struct text_report *t, const struct group *g)
{
    const struct failure_client *client = &g->clients[0].client;
    struct buffer *b = &t->line;
    buffer_format(b, "%s%zu processes", g->more_clients > 0 ? "more than " : "", g->client_count);
    if (client->is_service) {
        buffer_add_text(b, " that were the WMI service (svchost)");
    } else if (!view_is_empty(client->process_name)) {
        buffer_add_text(b, " named ");
        words_process_name(b, client);
    }
    const char *separator = ": pid ";
    for (size_t i = 0; i < g->client_count && i < MAX_PIDS; i++) {
        if (!g->clients[i].client.has_process_id) {
            continue;
        }
        buffer_format(b, "%s%" PRIu32, separator, g->clients[i].client.process_id);
        separator = ", ";
    }
    if (g->more_clients > 0 || g->client_count > MAX_PIDS) {
        buffer_add_text(b, ", ...");
    }
    words_machine(b, client);
    words_user(b, client);
    flush_label(t, "who");
}

static void write_many_clients(struct text_report *t, const struct group *g)
{
    struct buffer *b = &t->line;
    buffer_format(b, "%s%zu processes:", g->more_clients > 0 ? "more than " : "", g->client_count);
    flush_label(t, "who");
    size_t shown = 0;
    for (; shown < g->client_count && shown < MAX_NAMED_CLIENTS; shown++) {
        buffer_format(b, "%" PRIu64 " x ", g->clients[shown].count);
        words_client(b, &g->clients[shown].client);
        flush_label(t, NULL);
    }
    if (g->client_count > shown) {
        buffer_add_text(b, "and ");
        words_count(b, g->client_count - shown, "other process", "other processes");
        flush_label(t, NULL);
    }
    if (g->more_clients > 0) {
        add_more_clients(b, g);
        flush_label(t, NULL);
    }
}

/* A provider that could not be loaded: its host speaks, no client. */
static bool is_provider_load(const struct failure *f)
{
    return f->known_by == KNOWN_BY_LOAD;
}

static void write_who(struct text_report *t, const struct group *g)
{
    if (!words_has_client(g->example)) {
        return;
    }
    if (is_provider_load(g->example)) {
        buffer_format(&t->line, "the provider host itself, process %" PRIu32,
                      g->example->provider.host_process_id);
        flush_label(t, "who");
        return;
    }
    if (group_clients_are_one(g->clients, g->client_count)) {
        write_changing_pids(t, g);
        return;
    }
    if (g->client_count > 1 || g->more_clients > 0) {
        write_many_clients(t, g);
        return;
    }
    words_client(&t->line, &g->example->client);
    flush_label(t, "who");
}

static void write_when(struct text_report *t, const struct group *g)
{
    words_group_when(&t->line, g);
    flush_label(t, "when");
}

static void write_where(struct text_report *t, const struct group *g)
{
    if (t->content->computer_count < 2 || g->computer_count == 0) {
        return;
    }
    struct buffer *b = &t->line;
    for (size_t i = 0; i < g->computer_count && i < MAX_NAMED_COMPUTERS; i++) {
        buffer_add_text(b, i > 0 ? ", " : "");
        paper_add_log(b, g->computers[i], WORDS_NAME);
    }
    words_others(b, g->computer_count, MAX_NAMED_COMPUTERS, g->more_computers > 0);
    flush_label(t, "where");
}

static void write_phase(struct text_report *t, const struct failure *f)
{
    words_phase(&t->line, f->phase, f->stage, f->viewpoint);
    flush_label(t, "phase");
}

static void write_provider(struct text_report *t, const struct failure *f)
{
    const struct failure_provider *provider = &f->provider;
    struct buffer *b = &t->line;
    if (provider->attribution != ATTRIBUTION_NONE && !view_is_empty(provider->name)) {
        paper_add_log(b, provider->name, WORDS_NAME);
        if (!view_is_empty(provider->path)) {
            buffer_add_text(b, ", ");
            paper_add_log(b, provider->path, WORDS_NAME * 2);
        }
        if (provider->has_host) {
            buffer_format(b, ", in host process %" PRIu32, provider->host_process_id);
            words_held_providers(b, provider->held_providers);
        }
        buffer_add_text(b, words_attribution(f));
        flush_label(t, "provider");
    }
    if (view_is_empty(f->component) && view_is_empty(f->possible_cause)) {
        return;
    }
    buffer_add_text(b, view_is_empty(f->component) ? "" : "component ");
    paper_add_log(b, f->component, WORDS_NAME);
    if (!view_is_empty(f->possible_cause)) {
        buffer_add_text(b, view_is_empty(f->component) ? "possible cause: " : "; possible cause: ");
        paper_add_log(b, f->possible_cause, WORDS_TEXT);
    }
    flush_label(t, "logged");
}

static void write_quotas(struct text_report *t, const struct failure *f)
{
    const struct quota_entry *quotas = words_quotas_of(t->content, f);
    if (quotas) {
        words_quotas(&t->line, quotas);
        flush_label(t, "quotas");
    }
}

static size_t shown_causes(const struct judgement *j)
{
    return j->cause_count == 0 ? 0 : report_causes_told(j->cause_count, j->causes[0].confidence);
}

/* How to tell, or what to do, beneath the cause: the label stands where the confidence stands. */
static void write_steps(struct text_report *t, const struct judgement *judged, const char *label,
                        const struct view *steps, size_t count)
{
    char lead[32];
    snprintf(lead, sizeof(lead), shown_causes(judged) > 1 ? "%-11s %s" : "%-9s %s", "", label);
    paper_steps(
        &t->paper,
        &(struct paragraph){
            .indent = LABEL_INDENT, .lead = lead, .lead_paint = PAINT_DIM, .hang = CAUSE_HANG},
        steps, count);
}

static void write_cause(struct text_report *t, const struct judgement *judged, size_t index)
{
    const struct cause *cause = &judged->causes[index];
    char lead[48];
    if (shown_causes(judged) > 1) {
        snprintf(lead, sizeof(lead), "%-9s %zu %s", index == 0 ? "why" : "", index + 1,
                 confidence_name(cause->confidence));
    } else {
        snprintf(lead, sizeof(lead), "why       %s", confidence_name(cause->confidence));
    }
    paper_add_log(&t->line, cause_text(cause), WORDS_RULE);
    text_flush(
        t, &(struct paragraph){
               .indent = LABEL_INDENT, .lead = lead, .lead_paint = PAINT_DIM, .hang = CAUSE_HANG});
    for (size_t i = 0; i < cause->because_count; i++) {
        paper_add_log(&t->line, cause->because[i], WORDS_RULE);
        text_flush(t,
                   &(struct paragraph){.indent = CAUSE_HANG, .lead = "-", .hang = CAUSE_HANG + 2});
    }
    if (cause->evidence_count > 0) {
        words_cause_evidence(&t->line, t->run, cause);
        text_flush(t,
                   &(struct paragraph){.indent = CAUSE_HANG, .lead = "-", .hang = CAUSE_HANG + 2});
    }
    write_steps(t, judged, "check", cause_check(cause), cause->rule->check_count);
    write_steps(t, judged, "do", cause_remedy(cause), cause->rule->remedy_count);
}

static void write_why(struct text_report *t, const struct group *g)
{
    const struct judgement *judged = g->judgement;
    for (size_t i = 0; i < shown_causes(judged); i++) {
        write_cause(t, judged, i);
    }
    if (judged->cause_count > shown_causes(judged)) {
        buffer_add_text(&t->line, "(");
        words_count(&t->line, judged->cause_count - shown_causes(judged), "less likely cause",
                    "less likely causes");
        buffer_add_text(&t->line, ": see -f json)");
        flush_label(t, NULL);
    }
    if (judged->cause_count == 0) {
        buffer_add_text(&t->line, report_unexplained(!g->example->has_no_result));
        flush_label(t, "why");
    }
}

static void write_evidence(struct text_report *t, const struct group *g)
{
    const struct failure *f = g->example;
    struct buffer *b = &t->line;
    const char *label = "evidence";
    for (size_t i = 0; i < f->evidence_count && i < GROUP_MAX_EVIDENCE; i++) {
        words_evidence(b, t->run, &f->evidence[i]);
        flush_label(t, label);
        label = NULL;
    }
    if (g->count > 1) {
        buffer_format(b, "(of failure %" PRIu64 "; ", f->id);
        words_count(b, g->count - 1, "other", "others");
        buffer_add_text(b, ": see -f json)");
        flush_label(t, label);
        label = NULL;
    }
    buffer_format(b, "fingerprint %s", f->fingerprint);
    flush_label(t, label);
}

static void write_group(struct text_report *t, size_t number, const struct group *g)
{
    const struct failure *f = g->example;
    const struct judgement *judged = g->judgement;
    char lead[48];
    paper_blank(&t->paper);
    snprintf(lead, sizeof(lead), "%zu  %s:", number, verdict_name(g->verdict));
    paper_add_log(&t->line, g->title, WORDS_TEXT);
    text_incidents_mark(t, g);
    text_flush(t, &(struct paragraph){.lead = lead,
                                      .lead_paint = words_paint(g->verdict),
                                      .paint = PAINT_STRONG,
                                      .hang = LABEL_INDENT});
    words_result(&t->line, f);
    flush_label(t, "code");
    if (!view_is_empty(judged->reason)) {
        paper_add_log(&t->line, judged->reason, WORDS_RULE);
        flush_label(t, "matters");
    }
    write_who(t, g);
    write_where(t, g);
    write_when(t, g);
    write_phase(t, f);
    write_operation(t, f);
    write_seen(t, f);
    write_provider(t, f);
    write_quotas(t, f);
    write_why(t, g);
    write_evidence(t, g);
}

void text_groups_details(struct text_report *t)
{
    const struct report_content *content = t->content;
    size_t shown = 0, left_out = 0;
    for (size_t i = 0; i < content->group_count; i++) {
        if (!t->run->show_noise && content->groups[i]->verdict == VERDICT_HARMLESS) {
            continue;
        }
        if (shown == MAX_DETAILED_GROUPS && !t->run->show_noise) {
            left_out++;
        } else {
            write_group(t, ++shown, content->groups[i]);
        }
    }
    if (left_out == 0) {
        return;
    }
    paper_blank(&t->paper);
    buffer_format(&t->line, "The first %zu groups are shown in full; ", shown);
    words_count(&t->line, left_out, "more is", "more are");
    buffer_add_text(&t->line, " in the table above, and in full with -f json, or alone with "
                              "--code, --phase, --host or --verdict.");
    text_flush(t, &(struct paragraph){0});
}

/* The text report about event consumers: what runs when an event comes, and who set it up. */
#include <inttypes.h>
#include <stdio.h>

#include "analyzer/report/advice.h"
#include "analyzer/report/text/parts.h"

enum { MAX_DETAILED = 10, MAX_NAMED = 4, MAX_LINES = 30, MAX_LINE = 1000 };

void text_consumers_summary(struct text_report *t)
{
    const struct consumer_tally tally = words_tally_consumers(t->content);
    struct buffer *b = &t->line;
    if (tally.security > 0) {
        words_count(b, tally.security, "event consumer is security-relevant: ",
                    "event consumers are security-relevant: ");
        for (size_t i = 0; i < tally.security && i < MAX_NAMED; i++) {
            buffer_add_text(b, i > 0 ? ", " : "");
            words_consumer_title(b, t->content->consumers[i]);
        }
        if (tally.security > MAX_NAMED) {
            buffer_format(b, " and %zu more", tally.security - MAX_NAMED);
        }
        buffer_add_char(b, '.');
        text_flush(t, &(struct paragraph){.paint = PAINT_MAGENTA});
    }
    if (tally.degraded > 0) {
        words_count(b, tally.degraded, "event subscription needs attention: it costs time.",
                    "event subscriptions need attention: they cost time.");
        text_flush(t, &(struct paragraph){.paint = PAINT_STRONG});
    }
}

static void add_sid(struct buffer *b, struct view sid)
{
    paper_add_log(b, sid, WORDS_NAME * 2);
    words_sid_owner(b, sid);
}

/* Scripts keep their lines; empty ones are passed over. */
static void write_lines(struct text_report *t, const char *label, struct view text)
{
    size_t shown = 0, left_out = 0;
    while (text.len > 0) {
        struct view line = text, rest = VIEW_NONE;
        view_cut(text, VIEW("\n"), &line, &rest);
        text = rest;
        if (view_trim(line).len == 0) {
            continue;
        }
        if (shown == MAX_LINES) {
            left_out++;
            continue;
        }
        paper_add_log(&t->line, line, MAX_LINE);
        text_label(t, shown++ == 0 ? label : NULL);
    }
    if (left_out > 0) {
        buffer_add_text(&t->line, "(and ");
        words_count(&t->line, left_out, "more line", "more lines");
        buffer_add_text(&t->line, ": see -f json)");
        text_label(t, NULL);
    }
}

static void write_action(struct text_report *t, const struct consumer *c)
{
    struct buffer *b = &t->line;
    if (!view_is_empty(c->action)) {
        if (!view_is_empty(c->action_kind)) {
            paper_add_log(b, c->action_kind, WORDS_NAME);
            buffer_add_text(b, ": ");
        }
        write_lines(t, "action", c->action);
    }
    if (c->is_unread) {
        buffer_add_text(b, c->count == 0 ? "what it runs is not in the list"
                                         : "what it runs is not in the event, or not in a form "
                                           "that can be read");
        text_label(t, "action");
    }
    write_lines(t, "decoded", c->decoded);
    if (c->is_cut) {
        buffer_add_text(b, "(long texts are cut; encoded commands were looked for in all of them)");
        text_label(t, NULL);
    }
}

static void write_filter(struct text_report *t, const struct consumer *c)
{
    struct buffer *b = &t->line;
    if (!view_is_empty(c->filter)) {
        buffer_add_char(b, '\'');
        paper_add_log(b, c->filter, WORDS_NAME);
        buffer_add_char(b, '\'');
    }
    if (!view_is_empty(c->name_space)) {
        buffer_add_text(b, b->len > 0 ? " in " : "");
        paper_add_log(b, c->name_space, WORDS_NAME);
    }
    if (b->len > 0) {
        text_label(t, view_is_empty(c->filter) ? "asks in" : "filter");
    }
    if (view_is_empty(c->query)) {
        return;
    }
    paper_add_log(b, c->query, WORDS_TEXT);
    words_poll(b, c);
    text_label(t, "query");
}

static void write_who(struct text_report *t, const struct consumer *c)
{
    struct buffer *b = &t->line;
    if (!view_is_empty(c->creator_sid)) {
        add_sid(b, c->creator_sid);
        text_label(t, "creator");
    }
    if (c->kind == CONSUMER_PROVIDER && !view_is_empty(c->user)) {
        add_sid(b, c->user);
        text_label(t, "owner");
    }
    if (c->kind != CONSUMER_TEMPORARY) {
        return;
    }
    const struct failure_client client = words_consumer_client(c);
    words_client(b, &client);
    text_label(t, "who");
}

/* When the consumer was seen in the log; nothing where only a list tells of it. */
static void write_events(struct text_report *t, const struct consumer *c)
{
    struct buffer *b = &t->line;
    if (c->count == 0) {
        return;
    }
    words_count(b, c->count, "time", "times");
    buffer_add_text(b, " in the log, ");
    words_range(b, c->first, c->last);
    text_label(t, "when");
    words_evidence(b, t->run, &(struct evidence){.origin = c->origin, .event_id = c->event_id});
    text_label(t, "evidence");
}

static void write_consumer(struct text_report *t, const struct consumer *c)
{
    struct buffer *b = &t->line;
    char lead[32], fingerprint[FINGERPRINT_SIZE];
    snprintf(lead, sizeof(lead), "%s:", verdict_name(c->verdict));
    words_consumer_title(b, c);
    text_flush(t, &(struct paragraph){.lead = lead,
                                      .lead_paint = words_paint(c->verdict),
                                      .paint = PAINT_STRONG,
                                      .hang = TEXT_LABEL_INDENT});
    paper_add_log(b, c->reason, WORDS_RULE);
    text_label(t, "matters");
    write_action(t, c);
    write_filter(t, c);
    write_who(t, c);
    if (t->content->computer_count > 1) {
        paper_add_log(b, c->computer, WORDS_NAME);
        text_label(t, "where");
    }
    words_consumer_list(b, c);
    if (b->len > 0) {
        text_label(t, "list");
    }
    write_events(t, c);
    consumer_fingerprint(c, fingerprint);
    buffer_format(b, "fingerprint %s", fingerprint);
    text_label(t, c->count > 0 ? NULL : "evidence");
}

static void write_harmless(struct text_report *t, bool is_behind_others)
{
    if (words_harmless_consumers(&t->line, t->content)) {
        if (is_behind_others) {
            paper_blank(&t->paper);
        }
        text_flush(t,
                   &(struct paragraph){.lead = "harmless:", .lead_paint = PAINT_GREEN, .hang = 10});
    }
}

/* How to see what is registered now, and how to be rid of it. */
static void write_check(struct text_report *t)
{
    paper_blank(&t->paper);
    buffer_add_text(&t->line, ADVICE_CONSUMERS_NOW);
    text_flush(t, &(struct paragraph){0});
    text_command(t, VIEW(ADVICE_CONSUMERS_BINDINGS));
    text_command(t, VIEW(ADVICE_CONSUMERS_ALL));
    buffer_add_text(&t->line, ADVICE_CONSUMERS_REMOVE);
    text_flush(t, &(struct paragraph){0});
}

void text_consumers(struct text_report *t)
{
    const struct report_content *content = t->content;
    if (content->consumer_count == 0) {
        return;
    }
    paper_heading(&t->paper, VIEW("Event consumers"));
    const struct consumer_tally tally = words_tally_consumers(content);
    size_t shown = 0;
    for (size_t i = 0; i < content->consumer_count; i++) {
        const struct consumer *c = content->consumers[i];
        if (!t->run->show_noise && (c->verdict == VERDICT_HARMLESS || shown == MAX_DETAILED)) {
            break;
        }
        if (shown++ > 0) {
            paper_blank(&t->paper);
        }
        write_consumer(t, c);
    }
    size_t needy = tally.security + tally.degraded;
    if (shown < needy) {
        buffer_add_text(&t->line, "and ");
        words_count(&t->line, needy - shown, "more", "more");
        buffer_add_text(&t->line, ", in full with --noise or -f json");
        text_flush(t, &(struct paragraph){.hang = 2});
    }
    if (!t->run->show_noise) {
        write_harmless(t, shown > 0);
    }
    if (tally.security > 0) {
        write_check(t);
    }
}

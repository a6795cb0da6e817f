/* Microsoft Teams: one adaptive card of all groups, for a workflow that posts it to a channel. Text
 * stands in runs of a RichTextBlock, which know no Markdown: what is in them stays text. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "analyzer/report/advice.h"
#include "analyzer/report/text/words.h"
#include "analyzer/report/tickets/body.h"
#include "parsers/base/memory.h"

enum { /* units; a message may have 28 KB, and a unit three bytes where names are not Latin */
       CARD_GROUPS = 10,
       CARD_CAUSE = 350,
       CARD_STEP = 250,
       CARD_WHO = 200,
};

struct card_group {
    const char *verdict, *step_label; /* constant */
    struct view title, who, when, cause, step, fingerprint;
};

struct ticket_card {
    struct arena arena;
    struct card_group groups[CARD_GROUPS];
    size_t count;
    uint64_t left_out, failures[VERDICT_COUNT], kinds[VERDICT_COUNT];
    uint64_t consumers; /* among them */
};

static struct view keep(struct ticket_card *card, struct view text)
{
    return arena_copy(&card->arena, text);
}

/* What is certain needs to be done; of what is not, the first check tells the guesses apart. */
static struct view first_step(const struct brief *brief, const char **label)
{
    const struct brief_cause *cause = brief->cause_count > 0 ? &brief->causes[0] : NULL;
    const bool is_certain = cause && cause->confidence == CONFIDENCE_CERTAIN;
    *label = "Do first: ";
    if (brief->consumer && brief->verdict == VERDICT_SECURITY) {
        return VIEW(ADVICE_CONSUMERS_REMOVE);
    }
    if (is_certain && cause->remedy_count > 0) {
        return cause->remedy[0];
    }
    *label = "Check first: ";
    return cause && cause->check_count > 0 ? cause->check[0] : VIEW_NONE;
}

/* A step with its commands marked; without marks when it is so long that it has to be cut. */
static struct view marked_step(const struct ticket *t, struct view step)
{
    struct buffer b, plain;
    buffer_init(&b, BUFFER_NO_MAX);
    buffer_init(&plain, BUFFER_NO_MAX);
    phrase_step(&b, step, CARD_STEP);
    phrase_plain(&plain, buffer_view(&b));
    const struct view marked = sheet_units(buffer_view(&plain)) <= CARD_STEP
                                   ? arena_copy(t->arena, buffer_view(&b))
                                   : ticket_clean(t, buffer_view(&plain), CARD_STEP);
    buffer_release(&b);
    buffer_release(&plain);
    return marked;
}

static void collect(struct ticket_job *job, const struct ticket *t)
{
    const char *step_label;
    const struct brief *brief = t->brief;
    if (!job->card) {
        job->card = memory_new(1, sizeof(*job->card));
        arena_init(&job->card->arena, OUTPUT_FLUSH_SIZE);
    }
    struct ticket_card *card = job->card;
    if (brief->consumer) {
        card->consumers++;
    } else {
        card->kinds[brief->verdict]++;
        card->failures[brief->verdict] += brief->count;
    }
    if (card->count == CARD_GROUPS) {
        card->left_out++;
        return;
    }
    const struct view cause = brief->cause_count > 0 ? brief->causes[0].text : brief->reason;
    const struct view step = first_step(brief, &step_label);
    card->groups[card->count++] = (struct card_group){
        .verdict = verdict_name(brief->verdict),
        .step_label = step_label,
        .title = keep(card, t->title),
        .who = keep(card, ticket_clean(t, ticket_phrase(t, phrase_who), CARD_WHO)),
        .when = keep(card, ticket_phrase(t, phrase_when)),
        .cause = keep(card, ticket_clean(t, cause, CARD_CAUSE)),
        .step = keep(card, marked_step(t, step)),
        .fingerprint = keep(card, brief->fingerprint),
    };
}

static void put_label(struct json_writer *w, const char *label)
{
    json_open_object(w, NULL);
    json_write_name(w, "type", "TextRun");
    json_write_name(w, "text", label);
    json_write_name(w, "weight", "Bolder");
    json_close_object(w);
}

static void put_runs(struct json_writer *w, struct view phrase)
{
    struct phrase_run run;
    while (phrase_next(&phrase, &run)) {
        json_open_object(w, NULL);
        json_write_name(w, "type", "TextRun");
        json_write_text(w, "text", run.text);
        if (run.is_command) {
            json_write_name(w, "fontType", "Monospace");
        }
        json_close_object(w);
    }
}

static void put_block(struct json_writer *w, const char *label, struct view phrase, bool is_apart)
{
    if (view_is_empty(phrase)) {
        return;
    }
    json_open_object(w, NULL);
    json_write_name(w, "type", "RichTextBlock");
    json_write_mark(w, "separator", is_apart);
    json_open_list(w, "inlines");
    if (label) {
        put_label(w, label);
    }
    put_runs(w, phrase);
    json_close_list(w);
    json_close_object(w);
}

static void put_counts(struct json_writer *w, const struct ticket_card *card)
{
    struct buffer b;
    const char *separator = "";
    buffer_init(&b, BUFFER_NO_MAX);
    for (size_t i = VERDICT_COUNT; i > 0; i--) {
        if (card->kinds[i - 1] > 0) {
            buffer_format(&b, "%s%" PRIu64 " %s (", separator, card->kinds[i - 1],
                          verdict_name((enum verdict)(i - 1)));
            words_count(&b, card->failures[i - 1], "failure)", "failures)");
            separator = ", ";
        }
    }
    put_block(w, "WMI failures: ", buffer_view(&b), false);
    buffer_clear(&b);
    if (card->consumers > 0) {
        words_count(&b, card->consumers, "to be looked at", "to be looked at");
        put_block(w, "Event consumers: ", buffer_view(&b), false);
    }
    buffer_release(&b);
}

static void put_group(struct json_writer *w, const struct card_group *g)
{
    char label[32];
    snprintf(label, sizeof(label), "%s: ", g->verdict);
    put_block(w, label, g->title, true);
    put_block(w, "Who: ", g->who, false);
    put_block(w, "When: ", g->when, false);
    put_block(w, "Why: ", g->cause, false);
    put_block(w, g->step_label, g->step, false);
    put_block(w, "Fingerprint: ", g->fingerprint, false);
}

static void put_body(struct json_writer *w, const struct ticket_card *card)
{
    put_counts(w, card);
    for (size_t i = 0; i < card->count; i++) {
        put_group(w, &card->groups[i]);
    }
    if (card->left_out > 0) {
        struct buffer b;
        buffer_init(&b, BUFFER_NO_MAX);
        words_count(&b, card->left_out, "more is in the report", "more are in the report");
        put_block(w, NULL, buffer_view(&b), true);
        buffer_release(&b);
    }
}

static void put_card(struct json_writer *w, struct ticket_job *job)
{
    json_open_object(w, NULL);
    json_write_name(w, "type", "message");
    json_open_list(w, "attachments");
    json_open_object(w, NULL);
    json_write_name(w, "contentType", "application/vnd.microsoft.card.adaptive");
    json_open_object(w, "content");
    json_write_name(w, "type", "AdaptiveCard");
    json_write_name(w, "$schema", "http://adaptivecards.io/schemas/adaptive-card.json");
    json_write_name(w, "version", "1.4");
    json_open_list(w, "body");
    put_body(w, job->card);
    json_close_list(w);
    json_close_object(w);
    json_close_object(w);
    json_close_list(w);
    json_close_object(w);
    arena_release(&job->card->arena);
    free(job->card);
    job->card = NULL;
}

const struct ticket_system ticket_teams = {
    .least = VERDICT_BROKEN, .collect = collect, .put_card = put_card};

/* What a ticket says, in which order. */
#include "analyzer/report/brief/sheet.h"
#include "analyzer/report/losses.h"
#include "analyzer/report/text/words.h"

enum { MAX_EVENTS = 4 };

static void add_facts(struct sheet *s, const struct brief *brief, bool has_verdict)
{
    struct buffer *b = &s->line;
    sheet_open(s, SHEET_FACTS);
    if (has_verdict) {
        buffer_add_text(b, verdict_name(brief->verdict));
        sheet_item(s, "Verdict");
    }
    phrase_code(b, brief);
    sheet_item(s, "Code");
    phrase_who(b, brief);
    sheet_item(s, "Who");
    phrase_when(b, brief);
    sheet_item(s, "When");
    phrase_where(b, brief);
    sheet_item(s, "Where");
    phrase_phase(b, brief);
    sheet_item(s, "Phase");
    buffer_add_text(b, brief->may_lack_start ? LOSSES_OF_START : "");
    sheet_item(s, "Seen");
    phrase_name(b, brief->request, PHRASE_TEXT);
    sheet_item(s, "Request");
    phrase_provider(b, brief);
    sheet_item(s, "Provider");
    phrase_logged(b, brief);
    sheet_item(s, "Logged");
}

static void open_list(struct sheet *s, const char *label, enum sheet_kind kind)
{
    if (label) {
        sheet_line(s, SHEET_LABEL, label);
    }
    sheet_open(s, kind);
}

static void add_sentences(struct sheet *s, const struct brief *brief, const char *label,
                          enum sheet_kind kind, const struct view *texts, size_t count)
{
    if (count > 0) {
        open_list(s, label, kind);
    }
    for (size_t i = 0; i < count; i++) {
        phrase_sentence(&s->line, brief, texts[i], PHRASE_RULE);
        sheet_item(s, NULL);
    }
}

static void add_steps(struct sheet *s, const char *label, enum sheet_kind kind,
                      const struct view *texts, size_t count)
{
    if (count > 0) {
        open_list(s, label, kind);
    }
    for (size_t i = 0; i < count; i++) {
        phrase_step(&s->line, texts[i], PHRASE_RULE);
        sheet_item(s, NULL);
    }
}

static void add_cause(struct sheet *s, const struct brief *brief, size_t index)
{
    const struct brief_cause *cause = &brief->causes[index];
    sheet_open(s, SHEET_HEADING);
    if (brief_shown_causes(brief) > 1) {
        buffer_format(&s->line, "Cause %zu, %s", index + 1, confidence_name(cause->confidence));
    } else {
        buffer_format(&s->line, "Cause, %s", confidence_name(cause->confidence));
    }
    sheet_item(s, NULL);
    add_sentences(s, brief, NULL, SHEET_TEXT, &cause->text, 1);
    add_sentences(s, brief, "Because", SHEET_LIST, cause->because, cause->because_count);
    add_steps(s, "Check", SHEET_LIST, cause->check, cause->check_count);
    add_steps(s, "Do", SHEET_STEPS, cause->remedy, cause->remedy_count);
}

static void add_causes(struct sheet *s, const struct brief *brief)
{
    const size_t shown = brief_shown_causes(brief);
    for (size_t i = 0; i < shown; i++) {
        add_cause(s, brief, i);
    }
    if (brief->cause_count > shown && shown > 1) {
        sheet_open(s, SHEET_TEXT);
        words_count(&s->line, brief->cause_count - shown, "less likely cause is",
                    "less likely causes are");
        buffer_add_text(&s->line, " in wmilog's JSON report.");
        sheet_item(s, NULL);
    }
    if (brief->cause_count == 0) {
        sheet_line(s, SHEET_HEADING, "Cause, unknown");
        sheet_line(s, SHEET_TEXT, report_unexplained(!view_is_empty(brief->code)));
    }
}

/* A few are enough to find the rest by. */
static void add_events(struct sheet *s, const struct brief_event *events, size_t count)
{
    for (size_t i = 0; i < count && i < MAX_EVENTS; i++) {
        phrase_event(&s->line, &events[i]);
        sheet_item(s, NULL);
    }
}

static void add_evidence(struct sheet *s, const struct brief *brief)
{
    sheet_line(s, SHEET_HEADING, "Evidence");
    sheet_open(s, SHEET_CODE);
    add_events(s, brief->events, brief->event_count);
    if (brief->cause_count > 0) {
        add_events(s, brief->causes[0].events, brief->causes[0].event_count);
    }
}

/* What to do stands before a script, which may be too long for the ticket. */
static void add_consumer(struct sheet *s, const struct brief *brief)
{
    sheet_open(s, SHEET_FACTS);
    buffer_add_text(&s->line, verdict_name(brief->verdict));
    sheet_item(s, "Verdict");
    sheet_consumer(s, brief);
    if (brief->verdict == VERDICT_SECURITY) {
        sheet_consumer_steps(s, SHEET_HEADING);
    }
    sheet_consumer_lines(s, brief);
}

void sheet_of_brief(struct sheet *s, const struct brief *brief, bool has_verdict)
{
    size_t before;
    add_sentences(s, brief, NULL, SHEET_TEXT, &brief->reason, view_is_empty(brief->reason) ? 0 : 1);
    if (brief->consumer) {
        add_consumer(s, brief);
        before = s->count;
    } else {
        add_facts(s, brief, has_verdict);
        add_causes(s, brief);
        before = s->count;
        add_evidence(s, brief);
    }
    sheet_open(s, SHEET_TEXT);
    phrase_fingerprint(&s->line, brief);
    sheet_item(s, NULL);
    s->tail = s->count - before;
}

/* Event consumers as briefs, and what is told of them. */
#include "analyzer/report/advice.h"
#include "analyzer/report/brief/sheet.h"
#include "analyzer/report/source_name.h"
#include "analyzer/report/text/words.h"
#include "parsers/base/ascii.h"

enum { MAX_LINES = 30, MAX_LINE = 1000, TITLE_ACTION = 100, TAB = 4, MAX_INDENT = 40 };

static bool has_lines(struct view text)
{
    return view_find_nocase(view_trim(text), VIEW("\n"), 0) != SIZE_MAX;
}

/* "CommandLineEventConsumer 'name' runs C:\Tools\alert.cmd", "... runs a VBScript script". */
static void add_title(struct buffer *b, const struct consumer *c)
{
    words_consumer_title(b, c);
    if (c->kind == CONSUMER_TEMPORARY && c->poll_seconds > 0) {
        words_poll(b, c);
    } else if (view_ends_nocase(c->action_kind, VIEW("script")) || has_lines(c->action)) {
        buffer_add_text(b, " runs a ");
        paper_add_log(b, c->action_kind, WORDS_NAME);
    } else if (!view_is_empty(c->action)) {
        const bool is_run = view_equal(c->action_kind, VIEW("command line")) ||
                            view_equal(c->action_kind, VIEW("program")) ||
                            view_equal(c->action_kind, VIEW("script file"));
        buffer_add_text(b, is_run ? " runs " : ", ");
        paper_add_log(b, is_run ? VIEW("") : c->action_kind, WORDS_NAME);
        buffer_add_text(b, is_run ? "" : " ");
        paper_add_log(b, c->action, TITLE_ACTION);
    }
}

static struct view title_of(struct arena *arena, const struct consumer *c)
{
    struct buffer b;
    buffer_init(&b, BUFFER_NO_MAX);
    add_title(&b, c);
    const struct view title = arena_copy(arena, buffer_view(&b));
    buffer_release(&b);
    return title;
}

void brief_of_consumer(struct brief *brief, struct arena *arena, const struct consumer *c,
                       const struct brief_event *event)
{
    char fingerprint[FINGERPRINT_SIZE];
    struct view *computer = arena_alloc(arena, sizeof(*computer));
    struct group_client *client = arena_alloc(arena, sizeof(*client));
    struct brief_event *events = arena_alloc(arena, sizeof(*events));
    consumer_fingerprint(c, fingerprint);
    *computer = c->computer;
    *client = (struct group_client){.client = words_consumer_client(c), .count = c->count};
    *events = event ? *event : (struct brief_event){.event_id = 0};
    *brief = (struct brief){
        .consumer = c,
        .fingerprint = arena_copy(arena, view_of(fingerprint)),
        .title = title_of(arena, c),
        .reason = c->reason,
        .verdict = c->verdict,
        .count = c->count,
        .first = c->first,
        .last = c->last,
        .max_duration = WINTIME_NONE,
        .computers = computer,
        .computer_count = view_is_empty(c->computer) ? 0 : 1,
        .clients = client,
        .client_count = c->kind == CONSUMER_TEMPORARY ? 1 : 0,
        .name_space = c->name_space,
        .class_name = c->class_name,
        .events = events,
        .event_count = event ? 1 : 0,
    };
}

void brief_of_found_consumer(struct brief *brief, struct arena *arena, const struct consumer *c,
                             const struct report_run *run)
{
    const bool is_known = c->origin.source < run->source_count;
    const struct brief_event event = {
        .source = is_known ? run->sources[c->origin.source]->path : VIEW_NONE,
        .name = source_name_in(run, c->origin.source),
        .record = c->origin.record,
        .offset = c->origin.offset,
        .event_id = c->event_id,
    };
    brief_of_consumer(brief, arena, c, c->count > 0 ? &event : NULL);
}

static void add_fact(struct sheet *s, const char *label, struct view text)
{
    if (!has_lines(text)) {
        phrase_name(&s->line, text, PHRASE_TEXT);
        sheet_item(s, label);
    }
}

static void add_who(struct sheet *s, const char *label, struct view sid)
{
    phrase_name(&s->line, sid, PHRASE_NAME);
    words_sid_owner(&s->line, sid);
    sheet_item(s, label);
}

static void add_action(struct sheet *s, const struct consumer *c)
{
    struct buffer *b = &s->line;
    if (!view_is_empty(c->action)) {
        paper_add_log(b, c->action_kind, PHRASE_NAME);
        buffer_add_char(b, ' ');
        buffer_add_text(b, has_lines(c->action) ? "(below)" : "");
        phrase_name(b, has_lines(c->action) ? VIEW("") : c->action, PHRASE_TEXT);
        sheet_item(s, "Action");
    } else if (c->is_unread) {
        buffer_add_text(b, c->count == 0 ? "what it runs is not in the list"
                                         : "what it runs is not in the event, or not in a form "
                                           "that can be read");
        sheet_item(s, "Action");
    }
    add_fact(s, "Decoded", c->decoded);
}

static void add_filter(struct sheet *s, const struct consumer *c)
{
    struct buffer *b = &s->line;
    phrase_name(b, c->filter, PHRASE_NAME);
    if (!view_is_empty(c->name_space)) {
        buffer_add_text(b, b->len > 0 ? " in " : "");
        phrase_name(b, c->name_space, PHRASE_NAME);
    }
    sheet_item(s, view_is_empty(c->filter) ? "Namespace" : "Filter");
    phrase_name(b, c->query, PHRASE_TEXT);
    words_poll(b, c);
    sheet_item(s, "Query");
}

/* Blanks at the beginning of a line, a tab as one to the next multiple of four. */
static size_t indent_of(struct view line)
{
    size_t columns = 0;
    for (size_t i = 0; i < line.len && ascii_is_blank(line.data[i]); i++) {
        columns = line.data[i] == '\t' ? columns + TAB - columns % TAB : columns + 1;
    }
    return columns;
}

/* The columns that all lines are indented by. */
static size_t least_indent(struct view text)
{
    size_t least = MAX_INDENT;
    while (text.len > 0) {
        const struct view line = view_take_line(&text);
        if (view_trim(line).len > 0 && indent_of(line) < least) {
            least = indent_of(line);
        }
    }
    return least;
}

/* Lines of a script, with what they are indented against each other; empty ones are passed over. */
static void add_lines(struct sheet *s, const char *label, struct view text)
{
    size_t shown = 0;
    const size_t least = least_indent(text);
    if (!has_lines(text)) {
        return;
    }
    sheet_line(s, SHEET_LABEL, label);
    sheet_open(s, SHEET_CODE);
    while (text.len > 0 && shown < MAX_LINES) {
        const struct view line = view_take_line(&text);
        const size_t indent = indent_of(line) < MAX_INDENT ? indent_of(line) : MAX_INDENT;
        if (view_trim(line).len > 0) {
            buffer_format(&s->line, "%*s", (int)(indent > least ? indent - least : 0), "");
            paper_add_log(&s->line, line, MAX_LINE);
            sheet_item(s, NULL);
            shown++;
        }
    }
    if (view_trim(text).len > 0) {
        sheet_line(s, SHEET_TEXT, "The rest of it is in wmilog's JSON report.");
    }
}

void phrase_consumer(struct buffer *b, const struct consumer *c)
{
    if (c->kind == CONSUMER_BINDING) {
        phrase_name(b, c->class_name, PHRASE_NAME);
        buffer_add_text(b, view_is_empty(c->class_name) || view_is_empty(c->name) ? "" : " ");
        phrase_name(b, c->name, PHRASE_NAME);
        return;
    }
    const struct view of = c->kind == CONSUMER_PROVIDER ? c->name : c->user;
    buffer_add_text(b, c->kind == CONSUMER_PROVIDER ? "permanent subscription to events of "
                                                    : "temporary subscription of ");
    phrase_name(b, view_is_empty(of) ? VIEW("unknown") : of, PHRASE_NAME);
}

void sheet_consumer(struct sheet *s, const struct brief *brief)
{
    struct buffer *b = &s->line;
    const struct consumer *c = brief->consumer;
    phrase_consumer(b, c);
    sheet_item(s, "Consumer");
    add_action(s, c);
    add_filter(s, c);
    add_who(s, "Creator", c->creator_sid);
    if (c->kind == CONSUMER_PROVIDER) {
        add_who(s, "Owner", c->user);
    } else if (c->kind == CONSUMER_TEMPORARY) {
        phrase_who(b, brief);
        sheet_item(s, "Who");
    }
    phrase_where(b, brief);
    sheet_item(s, "Where");
    words_consumer_list(b, c);
    sheet_item(s, "List");
    phrase_when(b, brief);
    sheet_item(s, "When");
    for (size_t i = 0; i < brief->event_count; i++) {
        phrase_event(b, &brief->events[i]);
        sheet_item(s, "Evidence");
    }
    buffer_add_text(b,
                    c->is_cut ? "long texts are cut; encoded commands were looked for in all" : "");
    sheet_item(s, "Note");
}

void sheet_consumer_lines(struct sheet *s, const struct brief *brief)
{
    add_lines(s, "What it runs", brief->consumer->action);
    add_lines(s, "Decoded", brief->consumer->decoded);
}

void sheet_consumer_steps(struct sheet *s, enum sheet_kind head)
{
    sheet_line(s, head, "Check");
    sheet_line(s, SHEET_TEXT, ADVICE_CONSUMERS_NOW);
    sheet_line(s, SHEET_CODE, ADVICE_CONSUMERS_BINDINGS);
    buffer_add_text(&s->line, ADVICE_CONSUMERS_ALL);
    sheet_item(s, NULL);
    sheet_line(s, head, "Do");
    sheet_line(s, SHEET_TEXT, ADVICE_CONSUMERS_REMOVE);
}

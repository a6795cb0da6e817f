/* Event consumers: what runs when an event comes, and who set it up. */
#include <inttypes.h>

#include "analyzer/report/advice.h"
#include "analyzer/report/html/parts.h"
#include "analyzer/report/text/words.h"

enum { MAX_CONSUMERS = 100, POLL_DIGITS = 6 };

static void write_row(struct html_page *p, const char *label, struct view text)
{
    if (view_is_empty(text)) {
        return;
    }
    html_row_begin(p, label);
    html_value(p, text, HTML_TEXT);
    html_row_end(p);
}

static void write_lines(struct html_page *p, const char *label, struct view text)
{
    if (view_is_empty(text)) {
        return;
    }
    html_row_begin(p, label);
    html_raw(p, "<pre class=\"req lines\" tabindex=\"0\" translate=\"no\">");
    html_lines(p, text);
    html_raw(p, "</pre>");
    html_row_end(p);
}

/* What it is, where it has no name of its own. */
void html_consumer_title(struct html_page *p, const struct consumer *c)
{
    if (c->kind == CONSUMER_TEMPORARY) {
        html_raw(p, "temporary subscription of ");
        html_value(p, view_is_empty(c->user) ? VIEW("an unknown user") : c->user, HTML_NAME);
    } else if (c->kind == CONSUMER_PROVIDER) {
        html_raw(p, "permanent subscription to events of ");
        html_value(p, view_is_empty(c->name) ? VIEW("an unknown provider") : c->name, HTML_NAME);
    } else {
        html_value(p, view_is_empty(c->class_name) ? VIEW("event consumer") : c->class_name,
                   HTML_NAME);
        html_raw(p, " ");
        html_value(p, c->name, HTML_NAME);
    }
}

static void write_query(struct html_page *p, const struct consumer *c)
{
    if (view_is_empty(c->query)) {
        return;
    }
    html_row_begin(p, "Waits for");
    html_raw(p, "<code class=\"req\" translate=\"no\">");
    html_text(p, c->query, HTML_TEXT);
    html_raw(p, "</code>");
    if (c->poll_seconds > 0) {
        html_format(p, " polled every %.*g s", POLL_DIGITS, c->poll_seconds);
    }
    html_row_end(p);
}

static void write_process(struct html_page *p, const struct consumer *c)
{
    if (!c->has_process) {
        return;
    }
    html_row_begin(p, "Process");
    html_value(p, c->process_name, HTML_NAME);
    html_format(p, " %" PRIu32, c->process_id);
    if (!view_is_empty(c->machine)) {
        html_raw(p, " on ");
        html_value(p, c->machine, HTML_NAME);
    }
    html_row_end(p);
}

static void write_fingerprint(struct html_page *p, const struct consumer *c)
{
    char fingerprint[FINGERPRINT_SIZE];
    consumer_fingerprint(c, fingerprint);
    html_row_begin(p, "Fingerprint");
    html_format(p, "<code class=\"copy\">%s</code>", fingerprint);
    html_row_end(p);
}

static void write_events(struct html_page *p, const struct consumer *c)
{
    html_row_begin(p, "When");
    html_count(p, c->count, "time", "times");
    html_raw(p, " in the log, ");
    html_range(p, c->first, c->last);
    html_row_end(p);
    html_row_begin(p, "Evidence");
    words_evidence(&p->line, p->run,
                   &(struct evidence){.origin = c->origin, .event_id = c->event_id});
    html_phrase(p);
    html_row_end(p);
}

static void write_body(struct html_page *p, const struct consumer *c)
{
    html_raw(p, "<div class=\"body\"><dl>\n");
    write_lines(p, c->action_kind.len > 0 ? "It runs" : "Action", c->action);
    write_row(p, "Kind", c->action_kind);
    if (c->is_unread) {
        write_row(
            p, "Action",
            c->count == 0
                ? VIEW("what it runs is not in the list")
                : VIEW("what it runs is not in the event, or not in a form that can be read"));
    }
    write_lines(p, "Decoded", c->decoded);
    if (c->is_cut) {
        write_row(p, "Note", VIEW("long texts are cut; encoded commands were looked for in all"));
    }
    write_row(p, "Filter", c->filter);
    write_row(p, "Namespace", c->name_space);
    write_query(p, c);
    if (!view_is_empty(c->creator_sid)) {
        html_row_begin(p, "Created by");
        html_value(p, c->creator_sid, HTML_NAME);
        words_sid_owner(&p->line, c->creator_sid);
        html_phrase(p);
        html_row_end(p);
    }
    write_row(p, "User", c->user);
    write_process(p, c);
    write_row(p, "Computer", c->computer);
    words_consumer_list(&p->line, c);
    if (p->line.len > 0) {
        html_row_begin(p, "List");
        html_phrase(p);
        html_row_end(p);
    }
    if (c->count > 0) {
        write_events(p, c);
    }
    write_fingerprint(p, c);
    html_raw(p, "</dl></div>");
}

static void write_consumer(struct html_page *p, const struct consumer *c)
{
    html_format(p, "<details class=\"i\"%s>", c->verdict == VERDICT_SECURITY ? " open" : "");
    html_begin_summary(p, c->count, c->verdict);
    html_consumer_title(p, c);
    html_raw(p, "</h3> <span class=\"sub\">");
    html_text(p, c->reason, HTML_PATH);
    html_raw(p, "</span></summary>\n");
    write_body(p, c);
    html_raw(p, "</details>\n");
}

/* How to see what is registered now, and how to be rid of it. */
static void write_check(struct html_page *p)
{
    html_raw(p, "<p>" ADVICE_CONSUMERS_NOW "</p>\n");
    html_command(p, VIEW(ADVICE_CONSUMERS_BINDINGS));
    html_command(p, VIEW(ADVICE_CONSUMERS_ALL));
    html_raw(p, "<p class=\"lead\">" ADVICE_CONSUMERS_REMOVE "</p>\n");
}

static size_t first_harmless(const struct report_content *content)
{
    size_t i = 0;
    while (i < content->consumer_count && content->consumers[i]->verdict != VERDICT_HARMLESS) {
        i++;
    }
    return i;
}

static void write_more(struct html_page *p, size_t count)
{
    if (count > MAX_CONSUMERS) {
        html_raw(p, "<p class=\"note\">");
        html_count(p, count - MAX_CONSUMERS, "more is", "more are");
        html_raw(p, ": see <code>-f json</code>.</p>\n");
    }
}

void html_consumers(struct html_page *p)
{
    const struct report_content *content = p->content;
    if (content->consumer_count == 0) {
        return;
    }
    size_t needy = first_harmless(content), harmless = content->consumer_count - needy;
    html_raw(p, "<section id=\"consumers\" aria-labelledby=\"consumers-h\">\n"
                "<h2 id=\"consumers-h\">Event consumers: what runs when an event comes</h2>\n");
    for (size_t i = 0; i < needy && i < MAX_CONSUMERS; i++) {
        write_consumer(p, content->consumers[i]);
    }
    write_more(p, needy);
    if (needy > 0 && content->consumers[0]->verdict == VERDICT_SECURITY) {
        write_check(p);
    }
    if (harmless > 0) {
        html_raw(p, "<details class=\"fold\"><summary><h3>Harmless: ");
        html_count(p, harmless, "subscription", "subscriptions");
        html_raw(p, "</h3> <span class=\"sub\">");
        words_harmless_consumers(&p->line, content);
        html_phrase(p);
        html_raw(p, "</span></summary>\n<div>\n");
        for (size_t i = 0; i < harmless && i < MAX_CONSUMERS; i++) {
            write_consumer(p, content->consumers[needy + i]);
        }
        write_more(p, harmless);
        html_raw(p, "</div></details>\n");
    }
    html_raw(p, "</section>\n");
}

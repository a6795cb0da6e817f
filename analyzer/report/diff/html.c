/* The comparison as a page: the answer, what has to be borne in mind, and the kinds of failure by
 * what became of them, each to unfold. */
#include "analyzer/report/brief/phrases.h"
#include "analyzer/report/diff/diff.h"
#include "analyzer/report/diff/words.h"
#include "analyzer/report/html/parts.h"
#include "analyzer/report/text/words.h"
#include "parsers/base/count.h"

/* A page that is longer than this is no longer quick: what does not fit is counted. */
enum { MAX_BYTES = 4500000 };

/* Writes what is composed in p->line, with its names as code, and empties it. */
static void put_phrase(struct html_page *p)
{
    struct view rest = buffer_view(&p->line);
    struct phrase_run run;
    while (phrase_next(&rest, &run)) {
        if (run.is_code) {
            html_raw(p, "<code translate=\"no\"><bdi>");
            html_text(p, run.text, HTML_TEXT);
            html_raw(p, "</bdi></code>");
        } else {
            html_raw(p, run.text.data[0] == ' ' ? " " : "");
            html_text(p, run.text, HTML_TEXT);
            html_raw(p, run.text.len > 1 && run.text.data[run.text.len - 1] == ' ' ? " " : "");
        }
    }
    buffer_clear(&p->line);
}

/* A row of a <dl>; nothing when nothing is composed. */
static void put_row(struct html_page *p, const char *label)
{
    if (p->line.len > 0) {
        html_row_begin(p, label);
        put_phrase(p);
        html_row_end(p);
    }
}

static void write_side(struct html_page *p, const struct side *side)
{
    diff_words_input(&p->line, side);
    buffer_add_text(&p->line, ": ");
    diff_words_side(&p->line, side);
    put_row(p, side->name);
}

static void write_counts(struct html_page *p, const struct diff *diff)
{
    static const enum diff_state states[] = {DIFF_NEW, DIFF_CHANGED, DIFF_GONE, DIFF_NOT_SEEN_YET};
    html_raw(p, "<ul class=\"counts\">\n");
    for (size_t i = 0; i < COUNT_OF(states); i++) {
        const size_t count = diff->counts[states[i]];
        html_format(p, "<li%s>", count > 0 ? "" : " class=\"none\"");
        html_format(p, count > 0 ? "<a href=\"#%s\">" : "",
                    names_get(&diff_state_names, states[i]));
        html_format(p, "<span class=\"v\">%s</span>%s <b>", diff_words_title(states[i]),
                    count > 0 ? "</a>" : "");
        html_number(p, count);
        html_raw(p, "</b></li>\n");
    }
    html_raw(p, "</ul>\n");
}

static void write_head(struct html_page *p, const struct diff_report *report)
{
    html_head_begin(p);
    html_raw(p, "<title>WMI failures before and after</title>\n");
    html_head_end(p);
    html_raw(p, "<a class=\"skip\" href=\"#kinds\">To the kinds of failure</a>\n"
                "<header><div class=\"top\"><p class=\"eyebrow\">WMI activity, before and "
                "after</p>\n");
    html_theme(p);
    html_raw(p, "</div>\n<h1>");
    diff_words_answer(&p->line, report->diff);
    put_phrase(p);
    html_raw(p, "</h1>\n<dl>\n");
    write_side(p, report->diff->before);
    write_side(p, report->diff->after);
    html_raw(p, "</dl>\n");
    if (report->diff->is_comparable) {
        write_counts(p, report->diff);
    }
    html_raw(p, "</header>\n<main>\n");
}

static void write_notes(struct html_page *p, const struct diff_notes *notes)
{
    if (notes->count == 0) {
        return;
    }
    html_raw(p, "<section aria-labelledby=\"notes-h\">\n<h2 id=\"notes-h\">Bear in mind</h2>\n"
                "<ul>\n");
    for (size_t i = 0; i < notes->count; i++) {
        buffer_add(&p->line, notes->items[i].text);
        html_raw(p, "<li>");
        put_phrase(p);
        html_raw(p, "</li>\n");
    }
    html_raw(p, "</ul>\n</section>\n");
}

static void write_consumers(struct html_page *p, const struct diff *diff)
{
    if (diff->consumer_count == 0) {
        return;
    }
    html_raw(p, "<section aria-labelledby=\"consumers-h\">\n<h2 "
                "id=\"consumers-h\">" DIFF_CONSUMERS_TITLE "</h2>\n"
                "<p class=\"sub\">" DIFF_CONSUMERS_MEANING "</p>\n<ul>\n");
    for (size_t i = 0; i < diff->consumer_count; i++) {
        diff_words_consumer(&p->line, &diff->consumers[i]);
        html_raw(p, "<li>");
        put_phrase(p);
        html_raw(p, "</li>\n");
    }
    html_raw(p, "</ul>\n</section>\n");
}

static void put_side(struct html_page *p, const struct diff_item *item,
                     const struct side_group *group, const struct cover *cover, const char *label)
{
    if (group) {
        diff_words_count(&p->line, group, cover);
    } else {
        diff_words_missing(&p->line, item);
    }
    put_row(p, label);
}

static void put_count(struct html_page *p, const struct diff_item *item,
                      const struct side_group *group)
{
    if (!group && item->state == DIFF_NOT_COMPARABLE) {
        html_raw(p, "?");
    } else {
        html_number(p, group ? group->count : 0);
    }
}

/* How many there were, and what became of them. */
static void write_summary(struct html_page *p, const struct diff_item *item)
{
    const struct side_group *group = diff_group(item);
    html_raw(p, "<summary><span class=\"n\">");
    put_count(p, item, item->before);
    html_raw(p, " \xe2\x86\x92 ");
    put_count(p, item, item->after);
    html_raw(p, "</span> ");
    html_verdict(p, group->verdict);
    html_raw(p, " <h3>");
    html_value(p, group->title, HTML_PATH);
    if (item->needs_namespace && !view_is_empty(group->name_space)) {
        html_raw(p, " in ");
        html_value(p, group->name_space, HTML_NAME);
    }
    html_raw(p, "</h3> <span class=\"sub\">");
    if (!view_is_empty(group->code)) {
        html_raw(p, "<code>");
        html_text(p, group->code, HTML_NAME);
        html_raw(p, "</code> ");
        html_text(p, group->code_name, HTML_NAME);
    }
    diff_words_change(&p->line, item);
    if (!item->before || !item->after) {
        buffer_add_text(&p->line, item->before ? "after: " : "before: ");
        diff_words_missing(&p->line, item);
    }
    if (p->line.len > 0) {
        html_raw(p, " \xc2\xb7 ");
        put_phrase(p);
    }
    html_raw(p, "</span></summary>\n");
}

static void write_item(struct html_page *p, const struct diff_item *item, size_t index)
{
    const struct side_group *group = diff_group(item);
    const bool is_open = index == 0 && group->verdict > VERDICT_HARMLESS;
    html_raw(p, is_open ? "<details class=\"g pair\" open>" : "<details class=\"g pair\">");
    write_summary(p, item);
    html_format(p, "<div class=\"body\" id=\"g%zu\"><dl>\n", index + 1);
    put_side(p, item, item->before, &item->covers[0], "Before");
    put_side(p, item, item->after, &item->covers[1], "After");
    diff_words_who(&p->line, group);
    put_row(p, "Who");
    paper_add_log(&p->line, group->reason, WORDS_RULE);
    put_row(p, group->verdict == VERDICT_HARMLESS ? "Why harmless" : "Why it matters");
    paper_add_log(&p->line, group->cause, WORDS_RULE);
    put_row(p, "Cause");
    html_row_begin(p, "Fingerprint");
    html_raw(p, "<code class=\"copy\">");
    html_text(p, group->fingerprint, HTML_NAME);
    html_raw(p, "</code>");
    html_row_end(p);
    html_raw(p, "</dl></div></details>\n");
}

static void write_section(struct html_page *p, const struct diff *diff, size_t first, size_t end)
{
    const enum diff_state state = diff->items[first].state;
    size_t i = first;
    const char *name = names_get(&diff_state_names, state);
    html_format(p, "<section id=\"%s\" aria-labelledby=\"%s-h\">\n<h2 id=\"%s-h\">%s</h2>\n", name,
                name, name, diff_words_title(state));
    html_format(p, "<p class=\"sub\">%s</p>\n", diff_words_meaning(state));
    for (; i < end && p->written < MAX_BYTES; i++) {
        write_item(p, &diff->items[i], i);
    }
    if (i < end) {
        html_raw(p, "<p class=\"note left-out\">");
        html_count(p, end - i, "kind is", "kinds are");
        html_raw(p, " not on this page, which would be too long: all are there with <code>-f "
                    "json</code>.</p>\n");
    }
    html_raw(p, "</section>\n");
}

void diff_write_html(const struct diff_report *report, struct output *out)
{
    const struct diff *diff = report->diff;
    struct html_page p = html_page_on(out, NULL, NULL);
    write_head(&p, report);
    write_notes(&p, report->notes);
    write_consumers(&p, diff);
    html_raw(&p, "<div id=\"kinds\">\n");
    for (size_t i = 0, end; i < diff->count; i = end) {
        end = diff_state_end(diff, i);
        write_section(&p, diff, i, end);
    }
    html_format(&p,
                "</div>\n<section><p class=\"small\">Made by wmilog %s.</p></section>\n</main>\n",
                report->tool_version);
    html_foot(&p);
    html_page_release(&p);
}

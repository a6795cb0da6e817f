/* The comparison for the comment of a ticket: cut with counts where it would be too long. */
#include "analyzer/report/brief/sheet.h"
#include "analyzer/report/diff/diff.h"
#include "analyzer/report/diff/words.h"
#include "analyzer/report/markdown/markup.h"
#include "analyzer/report/text/words.h"

enum { ARENA = 16 * 1024, MAX_IN_FULL = 10, MAX_LINES = 20 /* of a section */ };

struct page {
    struct sheet sheet;
    struct buffer text;
    bool show_noise;
};

static void section(struct page *p, const char *title)
{
    markup_sheet(&p->text, &p->sheet);
    buffer_format(&p->text, "\n## %s\n", title);
}

static void write_head(struct page *p, const struct diff_report *report)
{
    const struct side *sides[] = {report->diff->before, report->diff->after};
    static const char *const labels[] = {"Before", "After"};
    sheet_open(&p->sheet, SHEET_LABEL);
    diff_words_answer(&p->sheet.line, report->diff);
    sheet_item(&p->sheet, NULL);
    sheet_open(&p->sheet, SHEET_FACTS);
    for (size_t i = 0; i < 2; i++) {
        diff_words_input(&p->sheet.line, sides[i]);
        buffer_add_text(&p->sheet.line, ": ");
        diff_words_side(&p->sheet.line, sides[i]);
        sheet_item(&p->sheet, labels[i]);
    }
    if (report->notes->count == 0) {
        return;
    }
    section(p, "Bear in mind");
    sheet_open(&p->sheet, SHEET_LIST);
    for (size_t i = 0; i < report->notes->count; i++) {
        buffer_add(&p->sheet.line, report->notes->items[i].text);
        sheet_item(&p->sheet, NULL);
    }
}

static void write_consumers(struct page *p, const struct diff *diff)
{
    if (diff->consumer_count == 0) {
        return;
    }
    section(p, DIFF_CONSUMERS_TITLE);
    sheet_line(&p->sheet, SHEET_TEXT, DIFF_CONSUMERS_MEANING);
    sheet_open(&p->sheet, SHEET_LIST);
    for (size_t i = 0; i < diff->consumer_count && i < MAX_LINES; i++) {
        diff_words_consumer(&p->sheet.line, &diff->consumers[i]);
        sheet_item(&p->sheet, NULL);
    }
    if (diff->consumer_count > MAX_LINES) {
        words_count(&p->sheet.line, diff->consumer_count - MAX_LINES, "more is in the JSON report",
                    "more are in the JSON report");
        sheet_item(&p->sheet, NULL);
    }
}

static void add_side(struct page *p, const struct diff_item *item, const struct side_group *group,
                     const struct cover *cover, const char *label)
{
    if (group) {
        diff_words_count(&p->sheet.line, group, cover);
    } else {
        diff_words_missing(&p->sheet.line, item);
    }
    sheet_item(&p->sheet, label);
}

static void write_item(struct page *p, const struct diff_item *item)
{
    const struct side_group *group = diff_group(item);
    sheet_open(&p->sheet, SHEET_HEADING);
    buffer_format(&p->sheet.line, "%s: ", verdict_name(group->verdict));
    diff_words_what(&p->sheet.line, item);
    sheet_item(&p->sheet, NULL);
    sheet_open(&p->sheet, SHEET_FACTS);
    diff_words_change(&p->sheet.line, item);
    sheet_item(&p->sheet, "Change");
    add_side(p, item, item->before, &item->covers[0], "Before");
    add_side(p, item, item->after, &item->covers[1], "After");
    diff_words_who(&p->sheet.line, group);
    sheet_item(&p->sheet, "Who");
    paper_add_log(&p->sheet.line, group->cause, PHRASE_RULE);
    sheet_item(&p->sheet, "Cause");
    phrase_name(&p->sheet.line, group->fingerprint, PHRASE_NAME);
    sheet_item(&p->sheet, "Kind");
    markup_sheet(&p->text, &p->sheet);
}

static void write_section(struct page *p, const struct diff *diff, size_t first, size_t end)
{
    size_t full = 0, lines = 0;
    section(p, diff_words_title(diff->items[first].state));
    sheet_line(&p->sheet, SHEET_TEXT, diff_words_meaning(diff->items[first].state));
    markup_sheet(&p->text, &p->sheet);
    for (size_t i = first; i < end; i++) {
        if (!diff_is_short(&diff->items[i], p->show_noise) && full < MAX_IN_FULL) {
            write_item(p, &diff->items[i]);
            full++;
        } else if (lines++ < MAX_LINES) {
            if (lines == 1) { /* a list of its own */
                sheet_line(&p->sheet, SHEET_TEXT, full > 0 ? "And in short:" : "");
                sheet_open(&p->sheet, SHEET_LIST);
            }
            diff_words_line(&p->sheet.line, &diff->items[i]);
            sheet_item(&p->sheet, NULL);
        }
    }
    if (lines > MAX_LINES) {
        sheet_open(&p->sheet, SHEET_TEXT);
        words_count(&p->sheet.line, lines - MAX_LINES, "more kind is in the JSON report.",
                    "more kinds are in the JSON report.");
        sheet_item(&p->sheet, NULL);
    }
    markup_sheet(&p->text, &p->sheet);
}

void diff_write_markdown(const struct diff_report *report, struct output *out)
{
    const struct diff *diff = report->diff;
    struct arena arena;
    struct page p = {.show_noise = report->show_noise};
    arena_init(&arena, ARENA);
    sheet_init(&p.sheet, &arena);
    buffer_init(&p.text, BUFFER_NO_MAX);
    buffer_add_text(&p.text, "# wmilog diff\n");
    write_head(&p, report);
    write_consumers(&p, diff);
    markup_sheet(&p.text, &p.sheet);
    for (size_t i = 0, end; i < diff->count; i = end) {
        end = diff_state_end(diff, i);
        write_section(&p, diff, i, end);
    }
    output_write(out, buffer_view(&p.text));
    buffer_release(&p.text);
    sheet_release(&p.sheet);
    arena_release(&arena);
}

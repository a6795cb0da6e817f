/* What stands in the Markdown report beside the groups. */
#include <inttypes.h>

#include "analyzer/report/markdown/page.h"
#include "analyzer/report/report_limits.h"
#include "analyzer/report/source_name.h"
#include "analyzer/report/text/words.h"
#include "rules/rule/rule.h"

enum {
    MAX_INCIDENTS = 5,
    MAX_CONSUMERS = 10,
    MAX_PROBLEMS = 3, /* of one input */
    MAX_PROBLEM_INPUTS = 10,
};

static void add_incident(struct markdown_page *page, const struct incident *incident)
{
    struct buffer *b = &page->sheet.line;
    buffer_format(b, "%s: ", verdict_name(incident->verdict));
    paper_add_log(b, incident->name, PHRASE_NAME);
    if (!view_is_empty(incident->computer)) {
        buffer_add_text(b, " on ");
        phrase_name(b, incident->computer, PHRASE_NAME);
    }
    buffer_add_text(b, ", ");
    words_count(b, incident->count, "failure", "failures");
    buffer_add_text(b, ", ");
    words_range(b, incident->first, incident->last);
    if (incident->occurrences > 1) {
        buffer_format(b, ", came %" PRIu64 " times", incident->occurrences);
    }
    buffer_format(b, ". %s: ", confidence_name(incident->confidence));
    paper_add_log(b, incident->text, PHRASE_RULE);
    sheet_item(&page->sheet, NULL);
}

void markdown_incidents(struct markdown_page *page)
{
    const struct report_content *content = page->content;
    if (content->incident_count == 0) {
        return;
    }
    markdown_section(page, "Incidents: what one cause brought down");
    sheet_open(&page->sheet, SHEET_LIST);
    for (size_t i = 0; i < content->incident_count && i < MAX_INCIDENTS; i++) {
        add_incident(page, content->incidents[i]);
    }
    if (content->incident_count > MAX_INCIDENTS) {
        words_count(&page->sheet.line, content->incident_count - MAX_INCIDENTS,
                    "more is in the JSON report", "more are in the JSON report");
        sheet_item(&page->sheet, NULL);
    }
}

static void write_consumer(struct markdown_page *page, const struct consumer *c)
{
    struct brief brief;
    struct buffer *b = &page->sheet.line;
    brief_of_found_consumer(&brief, page->sheet.arena, c, page->run);
    sheet_open(&page->sheet, SHEET_LABEL);
    buffer_format(b, "%s: ", verdict_name(c->verdict));
    phrase_consumer(b, c);
    sheet_item(&page->sheet, NULL);
    sheet_open(&page->sheet, SHEET_FACTS);
    paper_add_log(b, brief.reason, PHRASE_RULE);
    sheet_item(&page->sheet, "Matters");
    sheet_consumer(&page->sheet, &brief);
    sheet_consumer_lines(&page->sheet, &brief);
    sheet_open(&page->sheet, SHEET_TEXT);
    phrase_fingerprint(b, &brief);
    sheet_item(&page->sheet, NULL);
}

static void write_harmless(struct markdown_page *page)
{
    struct buffer *b = &page->sheet.line;
    sheet_open(&page->sheet, SHEET_TEXT);
    buffer_add_text(b, "Harmless: ");
    if (words_harmless_consumers(b, page->content)) {
        buffer_add_char(b, '.');
        sheet_item(&page->sheet, NULL);
    }
    buffer_clear(b);
}

void markdown_consumers(struct markdown_page *page)
{
    const struct report_content *content = page->content;
    const struct consumer_tally tally = words_tally_consumers(content);
    const size_t told =
        page->run->show_noise ? content->consumer_count : tally.security + tally.degraded;
    if (content->consumer_count == 0) {
        return;
    }
    markdown_section(page, "Event consumers");
    for (size_t i = 0; i < told && i < MAX_CONSUMERS; i++) {
        write_consumer(page, content->consumers[i]);
    }
    if (told > MAX_CONSUMERS) {
        sheet_open(&page->sheet, SHEET_TEXT);
        words_count(&page->sheet.line, told - MAX_CONSUMERS, "further one is in the JSON report.",
                    "further ones are in the JSON report.");
        sheet_item(&page->sheet, NULL);
    }
    if (tally.security > 0) {
        sheet_consumer_steps(&page->sheet, SHEET_LABEL);
    }
    if (!page->run->show_noise) {
        write_harmless(page);
    }
}

static void add_problem(struct markdown_page *page, struct view name,
                        const struct report_problem *problem)
{
    struct buffer *b = &page->sheet.line;
    phrase_name(b, name, PHRASE_PATH);
    if (problem->has_offset) {
        buffer_format(b, ", byte %" PRIu64, problem->offset);
    }
    buffer_add_text(b, ": ");
    paper_add_log(b, problem->message, PHRASE_TEXT);
    sheet_item(&page->sheet, NULL);
}

static void add_doubts(struct markdown_page *page, struct view name,
                       const struct report_source *source)
{
    struct buffer *b = &page->sheet.line;
    struct words_amount doubts[WORDS_DOUBTS];
    const char *separator = ": ";
    words_doubts(source, doubts);
    phrase_name(b, name, PHRASE_PATH);
    const size_t start = b->len;
    for (size_t i = 0; i < WORDS_DOUBTS; i++) {
        if (doubts[i].count > 0) {
            buffer_add_text(b, separator);
            words_count(b, doubts[i].count, doubts[i].one, doubts[i].many);
            separator = "; ";
        }
    }
    for (size_t i = 0; i < source->loss_count && i < MAX_PROBLEMS; i++) {
        buffer_add_text(b, separator);
        words_loss(b, &source->losses[i]);
        separator = "; ";
    }
    if (b->len > start) {
        sheet_item(&page->sheet, NULL);
    }
    buffer_clear(b);
}

static void add_problems(struct markdown_page *page, struct view name,
                         const struct report_source *source)
{
    struct buffer *b = &page->sheet.line;
    size_t shown = 0;
    if (source->status != STATUS_OK) {
        phrase_name(b, name, PHRASE_PATH);
        buffer_add_text(b, source->events > 0 ? ": not read to its end: " : ": not read: ");
        paper_add_log(b, source->message, PHRASE_TEXT);
        sheet_item(&page->sheet, NULL);
    }
    add_doubts(page, name, source);
    for (; shown < source->problem_count && shown < MAX_PROBLEMS; shown++) {
        add_problem(page, name, &source->problems[shown]);
    }
    const uint64_t more = source->problem_count - shown + source->more_problems;
    if (more > 0) {
        phrase_name(b, name, PHRASE_PATH);
        buffer_format(b, ": %" PRIu64 " more in the JSON report", more);
        sheet_item(&page->sheet, NULL);
    }
}

void markdown_problems(struct markdown_page *page)
{
    size_t told = 0, left_out = 0;
    for (size_t i = 0; i < page->run->source_count; i++) {
        const struct report_source *source = page->run->sources[i];
        if (source->status == STATUS_OK && !words_has_doubts(source)) {
            continue;
        }
        if (told == 0) {
            markdown_section(page, "Not read, or read with doubts");
            sheet_open(&page->sheet, SHEET_LIST);
        }
        if (told < MAX_PROBLEM_INPUTS) {
            add_problems(page, source_name_in(page->run, i), source);
            told++;
        } else {
            left_out++;
        }
    }
    if (left_out > 0) {
        words_count(&page->sheet.line, left_out, "more input, in the JSON report",
                    "more inputs, in the JSON report");
        sheet_item(&page->sheet, NULL);
    }
}

void markdown_limits(struct markdown_page *page)
{
    struct report_limit limits[REPORT_LIMIT_COUNT];
    bool has_any = false;
    report_limits(page->run, page->content, limits);
    for (size_t i = 0; i < REPORT_LIMIT_COUNT; i++) {
        if (limits[i].count == 0) {
            continue;
        }
        if (!has_any) {
            markdown_section(page, "Over a limit");
            sheet_open(&page->sheet, SHEET_LIST);
            has_any = true;
        }
        buffer_add_text(&page->sheet.line, report_limit_least(&limits[i]));
        words_count(&page->sheet.line, limits[i].count, limits[i].one, limits[i].many);
        if (limits[i].option) {
            buffer_format(&page->sheet.line, " (see %s)", limits[i].option);
        }
        sheet_item(&page->sheet, NULL);
    }
}

void markdown_advice(struct markdown_page *page)
{
    if (page->run->advice_count == 0) {
        return;
    }
    markdown_section(page, "What was missing");
    for (size_t i = 0; i < page->run->advice_count; i++) {
        struct view sentence = page->run->advice[i], commands = VIEW_NONE, command;
        view_cut(sentence, VIEW("\n"), &sentence, &commands);
        sheet_open(&page->sheet, SHEET_TEXT);
        phrase_step(&page->sheet.line, sentence, PHRASE_RULE);
        sheet_item(&page->sheet, NULL);
        sheet_open(&page->sheet, SHEET_CODE);
        while (commands.len > 0) {
            command = commands;
            if (!view_cut(commands, VIEW("\n"), &command, &commands)) {
                commands = VIEW_NONE;
            }
            buffer_add(&page->sheet.line, command);
            sheet_item(&page->sheet, NULL);
        }
    }
}

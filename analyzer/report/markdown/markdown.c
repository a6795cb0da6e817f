/* The report in Markdown: the answer first, then the groups, then the rest; short enough for the
 * comment of a ticket (GitHub takes 65,536 characters, Jira 32,767). */
#include <inttypes.h>

#include "analyzer/report/markdown/markup.h"
#include "analyzer/report/markdown/page.h"
#include "analyzer/report/source_name.h"
#include "analyzer/report/text/words.h"
#include "parsers/base/wintime.h"

enum {
    MAX_ROWS = 40,           /* of the list of groups */
    MAX_HARMLESS = 10,       /* lines of what is harmless */
    MAX_DETAILED = 10,       /* groups in full */
    MAX_DETAILS_LEN = 40000, /* bytes that stand before the last of them */
    MAX_INPUTS = 6,
    TITLE_COLUMNS = 160,
};

static void add_verdicts(struct buffer *b, const struct report_content *content)
{
    uint64_t groups[VERDICT_COUNT] = {0};
    const uint64_t *failures = content->stats->by_verdict;
    const uint64_t above = report_harmless_above(content);
    const char *separator = ": ";
    buffer_format(b, " in %zu kinds", content->group_count);
    for (size_t i = 0; i < content->group_count; i++) {
        groups[content->groups[i]->verdict]++;
    }
    for (size_t i = VERDICT_COUNT; i > 0; i--) {
        if (groups[i - 1] > 0) {
            buffer_format(b, "%s%" PRIu64 " %s", separator, groups[i - 1],
                          verdict_name((enum verdict)(i - 1)));
            buffer_add_text(b, " (");
            words_count(b, failures[i - 1], "failure", "failures");
            buffer_add_char(b, ')');
            separator = ", ";
        }
    }
    if (above > 0) {
        buffer_add_text(b, "; ");
        words_count(b, above, "harmless one is", "harmless ones are");
        buffer_add_text(b, " in kinds with others that are not");
    }
    buffer_add_char(b, '.');
}

/* What runs when an event comes: before failures that need nothing. */
static void write_consumers(struct markdown_page *page)
{
    const struct consumer_tally tally = words_tally_consumers(page->content);
    if (tally.security > 0) {
        sheet_open(&page->sheet, SHEET_LABEL);
        words_count(&page->sheet.line, tally.security,
                    "event consumer is security-relevant: see below.",
                    "event consumers are security-relevant: see below.");
        sheet_item(&page->sheet, NULL);
    }
    if (tally.degraded > 0) {
        sheet_open(&page->sheet, SHEET_LABEL);
        words_count(&page->sheet.line, tally.degraded,
                    "event subscription needs attention: it costs time.",
                    "event subscriptions need attention: they cost time.");
        sheet_item(&page->sheet, NULL);
    }
}

static void write_answer(struct markdown_page *page)
{
    const struct report_content *content = page->content;
    struct buffer *b = &page->sheet.line;
    const bool has_needy =
        content->group_count > 0 && content->groups[0]->verdict != VERDICT_HARMLESS;
    if (!has_needy) {
        write_consumers(page);
    }
    sheet_open(&page->sheet, SHEET_LABEL);
    if (content->group_count > 0) {
        words_count(b, content->stats->failures, "failed WMI operation", "failed WMI operations");
        if (content->group_count == 1) {
            buffer_format(b, ": %s.", verdict_name(content->groups[0]->verdict));
        } else {
            add_verdicts(b, content);
        }
    } else if (content->stats->filtered_failures > 0) {
        buffer_add_text(b, "No failure matches.");
    } else {
        buffer_add_text(b, content->stats->wmi_events > 0 ? "No failed WMI operation."
                                                          : "No WMI-Activity event was found.");
    }
    sheet_item(&page->sheet, NULL);
    if (has_needy) {
        write_consumers(page);
    }
}

static void add_computers(struct markdown_page *page, const struct report_source *source)
{
    struct buffer *b = &page->sheet.line;
    struct view shown;
    const size_t count =
        report_machines(page->content, source->computers, source->computer_count, &shown, 1);
    if (count > 0) {
        buffer_add_text(b, " of ");
        phrase_name(b, shown, PHRASE_NAME);
    }
    if (count + source->more_computers > 1) {
        buffer_add_text(b, " and ");
        words_count(b, count - 1 + source->more_computers, "more computer", "more computers");
    }
}

/* What an input without events of WMI has instead. */
static void add_others(struct buffer *b, const struct report_source *source)
{
    if (source->wmi_events > 0 || source->channel_count == 0) {
        return;
    }
    const struct event_count *most = &source->channels[0];
    buffer_add_text(b, "; ");
    words_count(b, source->events, "event", "events");
    buffer_add_text(b, " of others, most of ");
    phrase_name(b, report_provider(most), PHRASE_NAME);
    if (!view_is_empty(most->channel)) {
        buffer_add_text(b, " in channel ");
        phrase_name(b, most->channel, PHRASE_NAME);
    }
}

static void write_inputs(struct markdown_page *page)
{
    const struct report_run *run = page->run;
    struct buffer *b = &page->sheet.line;
    sheet_open(&page->sheet, SHEET_LIST);
    size_t shown = 0, left = 0;
    for (size_t i = 0; i < run->source_count; i++) {
        const struct report_source *source = run->sources[i];
        if (source->is_unused) {
            continue;
        }
        if (shown == MAX_INPUTS) {
            left++;
            continue;
        }
        shown++;
        phrase_name(b, source_name_in(run, i), PHRASE_PATH);
        buffer_add_text(b, ": ");
        if (source->is_container) {
            words_container(b, source);
        } else {
            words_count(b, source->wmi_events, "WMI-Activity event", "WMI-Activity events");
        }
        add_computers(page, source);
        if (source->first != WINTIME_NONE) {
            buffer_add_text(b, ", ");
            words_range(b, source->first, source->last);
        }
        add_others(b, source);
        sheet_item(&page->sheet, NULL);
    }
    if (left > 0) {
        buffer_add_text(b, "and ");
        words_count(b, left, "more input", "more inputs");
        sheet_item(&page->sheet, NULL);
    }
    for (size_t i = 0; i < run->filter_count; i++) {
        buffer_add_text(b, "only what matches ");
        buffer_add_text(b, run->filters[i].option);
        buffer_add_char(b, ' ');
        phrase_name(b, view_of(run->filters[i].value), PHRASE_NAME);
        sheet_item(&page->sheet, NULL);
    }
}

static void add_namespace(struct buffer *b, struct view name_space)
{
    if (!view_is_empty(name_space)) {
        buffer_add_text(b, " in ");
        phrase_name(b, name_space, PHRASE_NAME);
    }
}

static void add_row(struct markdown_page *page, const struct group *g)
{
    char code[TEXT_CODE_SIZE];
    const struct brief names = {.class_name = g->example->operation.class_name,
                                .name_space = g->example->name_space};
    struct buffer *b = &page->sheet.line;
    const bool is_harmless = g->verdict == VERDICT_HARMLESS;
    if (!is_harmless) {
        buffer_format(b, "%s, ", verdict_name(g->verdict));
    }
    buffer_format(b, "%" PRIu64 " x ", g->count);
    phrase_name(b, view_of(words_result_short(g->example, code)), PHRASE_NAME);
    buffer_add_text(b, g->example->phase == PHASE_CONNECT ? ", connecting: " : ": ");
    phrase_sentence(b, &names, g->title, TITLE_COLUMNS);
    add_namespace(b, report_telling_namespace(page->content, g));
    words_telling_event(b, report_telling_event(page->content, g));
    if (is_harmless) { /* nothing more is said of it than why */
        buffer_add_text(b, ": ");
        paper_add_log(b, g->judgement->reason, PHRASE_RULE);
    }
    sheet_item(&page->sheet, NULL);
}

static void write_rows(struct markdown_page *page, size_t from, size_t to, size_t most,
                       enum sheet_kind kind)
{
    sheet_open(&page->sheet, kind);
    for (size_t i = from; i < to && i < from + most; i++) {
        add_row(page, page->content->groups[i]);
    }
    if (to - from > most) {
        sheet_open(&page->sheet, SHEET_TEXT);
        words_count(&page->sheet.line, to - from - most, "more kind is in the JSON report.",
                    "more kinds are in the JSON report.");
        sheet_item(&page->sheet, NULL);
    }
}

static void write_group(struct markdown_page *page, size_t index)
{
    struct brief brief;
    struct buffer title;
    const struct group *g = page->content->groups[index];
    markdown_flush(page);
    buffer_init(&title, BUFFER_NO_MAX);
    brief_of_group(&brief, page->sheet.arena, g, page->run);
    phrase_sentence(&title, &brief, g->title, TITLE_COLUMNS);
    buffer_format(&page->text, "\n## %zu. %s: ", index + 1, verdict_name(g->verdict));
    markup_phrase(&page->text, buffer_view(&title));
    buffer_add_char(&page->text, '\n');
    buffer_release(&title);
    sheet_of_brief(&page->sheet, &brief, false);
    markdown_flush(page);
}

static void write_groups(struct markdown_page *page)
{
    const size_t shown = report_groups_shown(page->content, page->run->show_noise);
    size_t detailed = 0;
    while (detailed < shown && detailed < MAX_DETAILED && page->text.len < MAX_DETAILS_LEN) {
        write_group(page, detailed++);
    }
    if (detailed < shown) {
        sheet_open(&page->sheet, SHEET_TEXT);
        words_count(&page->sheet.line, shown - detailed, "further kind is in the list above",
                    "further kinds are in the list above");
        buffer_add_text(&page->sheet.line, ", and in full in the JSON report.");
        sheet_item(&page->sheet, NULL);
    }
}

static void write_harmless(struct markdown_page *page)
{
    const size_t shown = report_groups_shown(page->content, page->run->show_noise);
    if (shown < page->content->group_count) {
        markdown_section(page, "Harmless");
        write_rows(page, shown, page->content->group_count, MAX_HARMLESS, SHEET_LIST);
    }
}

static void end(void *state, const struct report_run *run, struct output *out)
{
    (void)state;
    struct arena arena;
    const struct report_content content = report_content_of(run->engine);
    struct markdown_page page = {.run = run, .content = &content};
    arena_init(&arena, OUTPUT_FLUSH_SIZE);
    sheet_init(&page.sheet, &arena);
    buffer_init(&page.text, BUFFER_NO_MAX);
    buffer_add_text(&page.text, "# wmilog report\n");
    write_answer(&page);
    write_inputs(&page);
    if (content.group_count > 1) {
        write_rows(&page, 0, report_groups_shown(&content, run->show_noise), MAX_ROWS, SHEET_STEPS);
    }
    markdown_incidents(&page);
    write_groups(&page);
    markdown_consumers(&page);
    write_harmless(&page);
    markdown_traced(&page);
    markdown_problems(&page);
    markdown_limits(&page);
    markdown_advice(&page);
    markdown_flush(&page);
    output_write(out, buffer_view(&page.text));
    buffer_release(&page.text);
    sheet_release(&page.sheet);
    arena_release(&arena);
}

const struct report_format report_markdown = {
    .shows_operations = true,
    .end = end,
};

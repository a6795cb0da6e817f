/* The order of the text report: who, what, must I care; then why; then the rest. */
#include "analyzer/report/text/text.h"

#include "analyzer/report/text/parts.h"

static void write_filters(struct text_report *t)
{
    if (t->run->filter_count == 0) {
        return;
    }
    buffer_add_text(&t->line, "Only what matches");
    for (size_t i = 0; i < t->run->filter_count; i++) {
        buffer_add_text(&t->line, i > 0 ? ", " : " ");
        paper_add_log(&t->line, view_of(t->run->filters[i].option), WORDS_NAME);
        buffer_add_char(&t->line, ' ');
        paper_add_log(&t->line, view_of(t->run->filters[i].value), WORDS_NAME);
    }
    uint64_t filtered = t->content->stats->filtered_failures;
    if (filtered > 0) {
        buffer_add_text(&t->line, "; left out: ");
        words_count(&t->line, filtered, "other failure", "other failures");
    }
    text_flush(t, &(struct paragraph){0});
}

void text_report_write(const struct report_run *run, const struct report_content *content,
                       struct output *out)
{
    struct text_report t = {
        .paper = paper_on(out, run->width, run->use_color),
        .run = run,
        .content = content,
    };
    buffer_init(&t.line, BUFFER_NO_MAX);
    text_inputs_head(&t);
    text_inputs_systems(&t);
    text_inputs_harmless(&t);
    write_filters(&t);
    paper_blank(&t.paper);
    if (content->stats->wmi_events == 0 && content->group_count == 0) {
        text_inputs_seen(&t);
    } else {
        const bool has_needy =
            content->group_count > 0 && content->groups[0]->verdict != VERDICT_HARMLESS;
        if (!has_needy) { /* what runs when an event comes is the answer then */
            text_consumers_summary(&t);
        }
        text_groups_summary(&t);
        text_incidents_summary(&t);
        if (has_needy) {
            text_consumers_summary(&t);
        }
        text_incidents(&t);
        text_groups_table(&t);
        text_groups_details(&t);
        text_consumers(&t);
        text_groups_harmless(&t);
        text_traced(&t);
        text_rest_operations(&t);
    }
    text_inputs_problems(&t);
    text_inputs_unused(&t);
    text_rest_limits(&t);
    text_rest_advice(&t);
    buffer_release(&t.line);
}

static void begin(void *state, const struct report_run *run, struct output *out)
{
    (void)state;
    (void)run;
    (void)out;
}

static void end(void *state, const struct report_run *run, struct output *out)
{
    (void)state;
    struct report_content content = report_content_of(run->engine);
    text_report_write(run, &content, out);
}

const struct report_format report_text = {
    .is_text = true,
    .shows_operations = true,
    .begin = begin,
    .end = end,
};

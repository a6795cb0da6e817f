/* The report as lines of JSON: the same objects as in the document, each with its type. */
#include "analyzer/report/json/sections.h"

static void open_line(struct json_writer *w, const char *type)
{
    json_open_object(w, NULL);
    json_write_name(w, "type", type);
}

static void close_line(struct json_writer *w)
{
    json_close_object(w);
    json_write_line_end(w);
}

static void begin(void *state, const struct report_run *run, struct output *out)
{
    struct json_report *report = state;
    json_report_begin(report, run, out);
    open_line(&report->w, "report");
    json_report_members(&report->w, run);
    close_line(&report->w);
}

static void failure(void *state, const struct failure *f, const struct judgement *j,
                    struct output *out)
{
    (void)out;
    struct json_report *report = state;
    open_line(&report->w, "failure");
    json_report_failure(report, f, j);
    close_line(&report->w);
}

/* Numbers that are members of the document by themselves. */
static void put_numbers(struct json_writer *w, const struct json_end *end)
{
    for (size_t i = 0; i < json_section_count; i++) {
        if (json_sections[i].number) {
            json_write_number(w, json_sections[i].name, json_sections[i].number(end));
        }
    }
}

static void put_section(struct json_writer *w, const struct json_section *section,
                        const struct json_end *end)
{
    size_t count = section->count ? section->count(end) : 1;
    for (size_t i = 0; i < count; i++) {
        open_line(w, section->type);
        section->members(w, end, i);
        if (!section->count) {
            put_numbers(w, end);
        }
        close_line(w);
    }
}

void jsonl_end(struct json_report *report, const struct report_run *run,
               const struct report_content *content)
{
    struct json_end parts = {run, content, report};
    for (size_t i = 0; i < json_section_count; i++) {
        if (json_sections[i].type) {
            put_section(&report->w, &json_sections[i], &parts);
        }
    }
    json_report_release(report);
}

static void end(void *state, const struct report_run *run, struct output *out)
{
    (void)out;
    struct report_content content = report_content_of(run->engine);
    jsonl_end(state, run, &content);
}

const struct report_format report_jsonl = {
    .state_size = sizeof(struct json_report),
    .shows_operations = true,
    .begin = begin,
    .failure = failure,
    .end = end,
};

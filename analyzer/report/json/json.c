/* The report as one JSON document, written as it comes so that memory stays bounded. */
#include "analyzer/report/json/sections.h"

static void begin(void *state, const struct report_run *run, struct output *out)
{
    struct json_report *report = state;
    json_report_begin(report, run, out);
    json_open_document(&report->w);
    json_report_members(&report->w, run);
    json_open_list(&report->w, "failures");
}

static void failure(void *state, const struct failure *f, const struct judgement *j,
                    struct output *out)
{
    (void)out;
    struct json_report *report = state;
    json_open_object(&report->w, NULL);
    json_report_failure(report, f, j);
    json_close_object(&report->w);
}

static void put_section(struct json_writer *w, const struct json_section *section,
                        const struct json_end *end)
{
    if (section->number) {
        json_write_number(w, section->name, section->number(end));
        return;
    }
    if (!section->count) {
        json_open_object(w, section->name);
        section->members(w, end, 0);
        json_close_object(w);
        return;
    }
    json_open_list(w, section->name);
    for (size_t i = 0; i < section->count(end); i++) {
        json_open_object(w, NULL);
        section->members(w, end, i);
        json_close_object(w);
    }
    json_close_list(w);
}

void json_end(struct json_report *report, const struct report_run *run,
              const struct report_content *content)
{
    struct json_end parts = {run, content, report};
    json_close_list(&report->w); /* failures */
    for (size_t i = 0; i < json_section_count; i++) {
        put_section(&report->w, &json_sections[i], &parts);
    }
    json_close_object(&report->w);
    json_write_line_end(&report->w);
    json_report_release(report);
}

static void end(void *state, const struct report_run *run, struct output *out)
{
    (void)out;
    struct report_content content = report_content_of(run->engine);
    json_end(state, run, &content);
}

const struct report_format report_json = {
    .state_size = sizeof(struct json_report),
    .shows_operations = true,
    .begin = begin,
    .failure = failure,
    .end = end,
};

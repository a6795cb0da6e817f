/* The report as lines of JSON: the same objects as in the document, each with its type. */
#include "analyzer/report/json/objects.h"

static json_t *new_line(const char *type)
{
    json_t *line = json_put_new_object();
    json_put_name(line, "type", type);
    return line;
}

static void write_line(json_t *line, struct output *out)
{
    json_put_write(line, JSON_PUT_COMPACT, out);
    output_text(out, "\n");
}

static void begin(void *state, const struct report_run *run, struct output *out)
{
    (void)state;
    json_t *line = new_line("report");
    json_report_fill(line, run);
    write_line(line, out);
}

static void failure(void *state, const struct failure *f, const struct judgement *j,
                    struct output *out)
{
    (void)state;
    json_failure_write(f, j, out);
}

void jsonl_end(const struct report_run *run, const struct report_content *content,
               struct output *out)
{
    for (size_t i = 0; i < content->group_count; i++) {
        json_t *line = new_line("group");
        json_group_fill(line, content->groups[i]);
        write_line(line, out);
    }
    for (size_t i = 0; i < content->incident_count; i++) {
        json_t *line = new_line("incident");
        json_incident_fill(line, content->incidents[i]);
        write_line(line, out);
    }
    for (size_t i = 0; i < content->consumer_count; i++) {
        json_t *line = new_line("event_consumer");
        json_consumer_fill(line, content->consumers[i]);
        write_line(line, out);
    }
    for (size_t i = 0; i < content->open_operation_count; i++) {
        json_t *line = new_line("open_operation");
        json_open_operation_fill(line, content->open_operations[i]);
        write_line(line, out);
    }
    for (size_t i = 0; i < run->source_count; i++) {
        json_t *line = new_line("source");
        json_source_fill(line, run->sources[i]);
        write_line(line, out);
    }
    json_t *line = new_line("summary");
    json_summary_fill(line, run, content);
    json_put_number(line, "orphan_stops", content->stats->orphan_stops);
    write_line(line, out);
}

static void end(void *state, const struct report_run *run, struct output *out)
{
    (void)state;
    struct report_content content = report_content_of(run->engine);
    jsonl_end(run, &content, out);
}

const struct report_format report_jsonl = {
    .name = "jsonl",
    .summary = "one JSON object a line, failures as they are found",
    .begin = begin,
    .failure = failure,
    .end = end,
};

/* The report as one JSON document, written as it comes so that memory stays bounded. */
#include "analyzer/report/json/objects.h"

struct json_state {
    bool has_item; /* the open list has an item */
};

enum { MEMBER_NESTING = 2, ITEM_NESTING = 4 };

static void open_list(struct json_state *state, const char *key, struct output *out)
{
    state->has_item = false;
    output_format(out, ",\n  \"%s\": [", key);
}

static void write_item(struct json_state *state, json_t *item, struct output *out)
{
    output_text(out, state->has_item ? ",\n    " : "\n    ");
    state->has_item = true;
    json_put_write(item, ITEM_NESTING, out);
}

static void close_list(struct json_state *state, struct output *out)
{
    output_text(out, state->has_item ? "\n  ]" : "]");
}

static void json_begin(void *state, const struct report_run *run, struct output *out)
{
    (void)state;
    json_t *head = json_put_new_object();
    json_report_fill(head, run);
    const char *separator = "{\n";
    const char *key;
    json_t *value;
    json_object_foreach(head, key, value)
    {
        output_format(out, "%s  \"%s\": ", separator, key);
        json_put_write(json_incref(value), MEMBER_NESTING, out);
        separator = ",\n";
    }
    json_decref(head);
    open_list(state, "failures", out);
}

static void json_failure(void *state, const struct failure *f, const struct judgement *j,
                         struct output *out)
{
    json_t *item = json_put_new_object();
    json_failure_fill(item, f, j);
    write_item(state, item, out);
}

static void write_sources(struct json_state *state, const struct report_run *run,
                          struct output *out)
{
    open_list(state, "sources", out);
    for (size_t i = 0; i < run->source_count; i++) {
        json_t *item = json_put_new_object();
        json_source_fill(item, run->sources[i]);
        write_item(state, item, out);
    }
    close_list(state, out);
}

void json_end(void *state, const struct report_run *run, const struct report_content *content,
              struct output *out)
{
    close_list(state, out);
    open_list(state, "groups", out);
    for (size_t i = 0; i < content->group_count; i++) {
        json_t *item = json_put_new_object();
        json_group_fill(item, content->groups[i]);
        write_item(state, item, out);
    }
    close_list(state, out);
    open_list(state, "incidents", out);
    for (size_t i = 0; i < content->incident_count; i++) {
        json_t *item = json_put_new_object();
        json_incident_fill(item, content->incidents[i]);
        write_item(state, item, out);
    }
    close_list(state, out);
    open_list(state, "event_consumers", out);
    for (size_t i = 0; i < content->consumer_count; i++) {
        json_t *item = json_put_new_object();
        json_consumer_fill(item, content->consumers[i]);
        write_item(state, item, out);
    }
    close_list(state, out);
    open_list(state, "open_operations", out);
    for (size_t i = 0; i < content->open_operation_count; i++) {
        json_t *item = json_put_new_object();
        json_open_operation_fill(item, content->open_operations[i]);
        write_item(state, item, out);
    }
    close_list(state, out);
    output_text(out, ",\n  \"orphan_stops\": ");
    json_put_write(json_integer((json_int_t)content->stats->orphan_stops), MEMBER_NESTING, out);
    write_sources(state, run, out);
    output_text(out, ",\n  \"summary\": ");
    json_t *summary = json_put_new_object();
    json_summary_fill(summary, run, content);
    json_put_write(summary, MEMBER_NESTING, out);
    output_text(out, "\n}\n");
}

static void end(void *state, const struct report_run *run, struct output *out)
{
    struct report_content content = report_content_of(run->engine);
    json_end(state, run, &content, out);
}

const struct report_format report_json = {
    .name = "json",
    .summary = "one JSON document (report.schema.json)",
    .state_size = sizeof(struct json_state),
    .begin = json_begin,
    .failure = json_failure,
    .end = end,
};

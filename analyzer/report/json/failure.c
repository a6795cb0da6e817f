/* A failure as a JSON object: its facts, and what the rules say of it. */
#include "analyzer/report/json/objects.h"
#include "analyzer/report/json/parts.h"

static void put_operation(struct json_writer *w, const struct failure *f)
{
    json_open_object(w, "operation");
    parts_operation_members(w, &f->operation, f->name_space);
    json_write_text(w, "query", f->operation.query);
    if (f->has_operation_id) {
        json_write_number(w, "operation_id", f->operation_id);
    }
    if (f->has_group_operation_id) {
        json_write_number(w, "group_operation_id", f->group_operation_id);
    }
    json_write_text(w, "correlation_id", f->correlation_id);
    json_write_text(w, "target_host", f->operation.target_host);
    if (f->has_created_process) {
        json_write_number(w, "created_process_id", f->created_process_id);
    }
    json_write_text(w, "command_line", f->command_line);
    json_close_object(w);
}

static void put_provider(struct json_writer *w, const struct failure_provider *provider)
{
    json_open_object(w, "provider");
    json_write_text(w, "name", provider->name);
    json_write_text(w, "guid", provider->guid);
    json_write_text(w, "path", provider->path);
    if (provider->has_host) {
        json_write_number(w, "host_process_id", provider->host_process_id);
    }
    json_write_name(w, "attribution", attribution_name(provider->attribution));
    json_close_object(w);
}

void json_cause_members(struct json_writer *w, const struct cause *cause)
{
    json_write_text(w, "rule", cause->rule->id);
    json_write_text(w, "cause", cause->rule->cause);
    json_write_name(w, "confidence", confidence_name(cause->confidence));
    json_write_texts(w, "because", cause->because, cause->because_count);
    parts_evidence(w, cause->evidence, cause->evidence_count);
}

static void put_causes(struct json_writer *w, const struct judgement *j)
{
    json_open_list(w, "causes");
    for (size_t i = 0; i < j->cause_count; i++) {
        json_open_object(w, NULL);
        json_cause_members(w, &j->causes[i]);
        json_close_object(w);
    }
    json_close_list(w);
}

void json_failure_members(struct json_writer *w, const struct failure *f, const struct judgement *j)
{
    json_write_number(w, "id", f->id);
    json_write_time(w, "time", f->time);
    json_write_text(w, "computer", f->computer);
    json_write_name(w, "phase", phase_name(f->phase));
    json_write_name(w, "stage", stage_name(f->stage));
    json_write_name(w, "family", family_name(f->family));
    json_write_name(w, "verdict", verdict_name(j->verdict));
    json_write_text(w, "verdict_reason", j->reason);
    parts_result(w, "result", f->result);
    put_operation(w, f);
    parts_client(w, "client", &f->client);
    put_provider(w, &f->provider);
    json_write_text(w, "component", f->component);
    json_write_text(w, "possible_cause", f->possible_cause);
    if (f->has_duration) {
        json_write_ms(w, "duration_ms", f->duration);
    }
    put_causes(w, j);
    json_write_name(w, "fingerprint", f->fingerprint);
    parts_evidence(w, f->evidence, f->evidence_count);
}

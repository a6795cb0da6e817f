/* Result, operation, client, origin and evidence as JSON. */
#include "analyzer/report/json/parts.h"

#include "rules/knowledge/codes.h"

void parts_result_members(struct json_writer *w, uint32_t result)
{
    const struct code *code = code_find(result);
    json_write_code(w, "code", result);
    json_write_name(w, "name", code ? code->symbol : NULL);
    json_write_name(w, "facility", code ? code->facility : code_facility(result));
    json_write_name(w, "message", code ? code->meaning : NULL);
}

void parts_operation_members(struct json_writer *w, const struct operation_text *operation,
                             struct view name_space)
{
    json_write_text(w, "text", operation->text);
    json_write_text(w, "verb", operation->verb);
    json_write_text(w, "namespace", name_space.data ? name_space : operation->name_space);
    json_write_text(w, "class", operation->class_name);
    json_write_text(w, "method", operation->method);
}

void parts_operation(struct json_writer *w, const struct operation_text *operation,
                     struct view name_space)
{
    json_open_object(w, "operation");
    parts_operation_members(w, operation, name_space);
    json_close_object(w);
}

void parts_client_process_members(struct json_writer *w, const struct failure_client *client)
{
    if (client->has_process_id) {
        json_write_number(w, "process_id", client->process_id);
    }
    json_write_text(w, "process_name", client->process_name);
    json_write_text(w, "process_name_source", client->process_name_source);
    json_write_text(w, "held_providers", client->held_providers);
    json_write_text(w, "services", client->services);
    json_write_time(w, "created", client->created);
}

void parts_client_account_members(struct json_writer *w, const struct failure_client *client)
{
    json_write_known(w, "machine", client->machine);
    json_write_known(w, "user", client->user);
    if (client->locality != LOCALITY_UNKNOWN) {
        json_write_bool(w, "local", client->locality == LOCALITY_LOCAL);
    }
    json_write_mark(w, "in_wmi_service", client->is_service);
}

void parts_client_members(struct json_writer *w, const struct failure_client *client)
{
    parts_client_process_members(w, client);
    parts_client_account_members(w, client);
}

void parts_client(struct json_writer *w, const struct failure_client *client)
{
    json_open_object(w, "client");
    parts_client_members(w, client);
    json_close_object(w);
}

void parts_provider(struct json_writer *w, const struct failure_provider *provider)
{
    json_open_object(w, "provider");
    json_write_text(w, "name", provider->name);
    json_write_text(w, "guid", provider->guid);
    json_write_text(w, "path", provider->path);
    if (provider->has_host) {
        json_write_number(w, "host_process_id", provider->host_process_id);
    }
    json_write_text(w, "held_providers", provider->held_providers);
    json_write_name(w, "attribution", attribution_name(provider->attribution));
    json_close_object(w);
}

void parts_verdicts(struct json_writer *w, const char *key, const uint64_t counts[VERDICT_COUNT])
{
    json_open_object(w, key);
    for (enum verdict i = 0; i < VERDICT_COUNT; i++) {
        json_write_number(w, verdict_name(i), counts[i]);
    }
    json_close_object(w);
}

void parts_origin_members(struct json_writer *w, const struct event_origin *origin)
{
    json_write_number(w, "source", origin->source);
    if (origin->record != 0) {
        json_write_number(w, "record", origin->record);
    }
    json_write_number(w, "offset", origin->offset);
}

void parts_evidence(struct json_writer *w, const struct evidence *evidence, size_t count)
{
    json_open_list(w, "evidence");
    for (size_t i = 0; i < count; i++) {
        json_open_object(w, NULL);
        parts_origin_members(w, &evidence[i].origin);
        json_write_number(w, "event_id", evidence[i].event_id);
        json_write_text(w, "channel", evidence[i].channel);
        json_write_text(w, "provider", evidence[i].provider);
        json_close_object(w);
    }
    json_close_list(w);
}

/* Failures, groups, incidents, consumers and operations as JSON objects. */
#include "analyzer/report/json/objects.h"

static json_t *result_object(uint32_t result)
{
    json_t *object = json_put_new_object();
    json_put_code(object, "code", result);
    const struct code *code = code_find(result);
    if (code) {
        json_put_name(object, "name", code->symbol);
    }
    json_put_name(object, "facility", code ? code->facility : code_facility(result));
    if (code) {
        json_put_name(object, "message", code->meaning);
    }
    return object;
}

static void put_operation_text(json_t *object, const struct operation_text *operation,
                               struct view name_space)
{
    json_put_text(object, "text", operation->text);
    json_put_text(object, "verb", operation->verb);
    json_put_text(object, "namespace", name_space.data ? name_space : operation->name_space);
    json_put_text(object, "class", operation->class_name);
    json_put_text(object, "method", operation->method);
}

static json_t *operation_object(const struct failure *f)
{
    json_t *object = json_put_new_object();
    put_operation_text(object, &f->operation, f->name_space);
    json_put_text(object, "query", f->operation.query);
    if (f->has_operation_id) {
        json_put_number(object, "operation_id", f->operation_id);
    }
    if (f->has_group_operation_id) {
        json_put_number(object, "group_operation_id", f->group_operation_id);
    }
    json_put_text(object, "correlation_id", f->correlation_id);
    json_put_text(object, "target_host", f->operation.target_host);
    if (f->has_created_process) {
        json_put_number(object, "created_process_id", f->created_process_id);
    }
    json_put_text(object, "command_line", f->command_line);
    return object;
}

static void put_client(json_t *object, const struct failure_client *client)
{
    if (client->has_process_id) {
        json_put_number(object, "process_id", client->process_id);
    }
    json_put_text(object, "process_name", client->process_name);
    json_put_text(object, "process_name_source", client->process_name_source);
    json_put_time(object, "created", client->created);
    json_put_text(object, "machine", client->machine);
    json_put_text(object, "user", client->user);
    if (client->locality != LOCALITY_UNKNOWN) {
        json_put_bool(object, "local", client->locality == LOCALITY_LOCAL);
    }
    json_put_bool(object, "in_wmi_service", client->is_service);
}

static json_t *client_object(const struct failure_client *client)
{
    json_t *object = json_put_new_object();
    put_client(object, client);
    return object;
}

static json_t *provider_object(const struct failure_provider *provider)
{
    json_t *object = json_put_new_object();
    json_put_text(object, "name", provider->name);
    json_put_text(object, "guid", provider->guid);
    json_put_text(object, "path", provider->path);
    if (provider->has_host) {
        json_put_number(object, "host_process_id", provider->host_process_id);
    }
    json_put_name(object, "attribution", attribution_name(provider->attribution));
    return object;
}

static void put_origin(json_t *object, const struct event_origin *origin)
{
    json_put_number(object, "source", origin->source);
    if (origin->record != 0) {
        json_put_number(object, "record", origin->record);
    }
    json_put_number(object, "offset", origin->offset);
}

static void put_evidence(json_t *object, const struct evidence *evidence, size_t count)
{
    json_t *list = json_put_new_list();
    for (size_t i = 0; i < count; i++) {
        json_t *item = json_put_new_object();
        put_origin(item, &evidence[i].origin);
        json_put_number(item, "event_id", evidence[i].event_id);
        json_put_text(item, "channel", evidence[i].channel);
        json_put_text(item, "provider", evidence[i].provider);
        json_put_item(list, item);
    }
    json_put(object, "evidence", list);
}

static json_t *cause_object(const struct cause *cause)
{
    const struct rule *rule = cause->rule;
    json_t *object = json_put_new_object();
    json_put_text(object, "rule", rule->id);
    json_put_text(object, "cause", rule->cause);
    json_put_name(object, "confidence", confidence_name(cause->confidence));
    json_put_texts(object, "because", cause->because, cause->because_count);
    put_evidence(object, cause->evidence, cause->evidence_count);
    json_put_texts(object, "check", rule->check, rule->check_count);
    json_put_texts(object, "remedy", rule->remedy, rule->remedy_count);
    json_put_texts(object, "references", rule->references, rule->reference_count);
    return object;
}

static void put_causes(json_t *object, const struct judgement *j)
{
    json_t *list = json_put_new_list();
    for (size_t i = 0; i < j->cause_count; i++) {
        json_put_item(list, cause_object(&j->causes[i]));
    }
    json_put(object, "causes", list);
}

void json_failure_fill(json_t *object, const struct failure *f, const struct judgement *j)
{
    json_put_number(object, "id", f->id);
    json_put_time(object, "time", f->time);
    json_put_text(object, "computer", f->computer);
    json_put_name(object, "phase", phase_name(f->phase));
    json_put_name(object, "stage", stage_name(f->stage));
    json_put_name(object, "family", family_name(f->family));
    json_put_name(object, "verdict", verdict_name(j->verdict));
    json_put_text(object, "verdict_reason", j->reason);
    json_put(object, "result", result_object(f->result));
    json_put(object, "operation", operation_object(f));
    json_put(object, "client", client_object(&f->client));
    json_put(object, "provider", provider_object(&f->provider));
    json_put_text(object, "component", f->component);
    json_put_text(object, "possible_cause", f->possible_cause);
    if (f->has_duration) {
        json_put_ms(object, "duration_ms", f->duration);
    }
    put_causes(object, j);
    json_put_name(object, "fingerprint", f->fingerprint);
    put_evidence(object, f->evidence, f->evidence_count);
}

void json_failure_write(const struct failure *f, const struct judgement *j, struct output *out)
{
    json_t *object = json_put_new_object();
    json_put_name(object, "type", "failure");
    json_failure_fill(object, f, j);
    json_put_write(object, JSON_PUT_COMPACT, out);
    output_text(out, "\n");
}

static void put_group_clients(json_t *object, const struct group *g)
{
    json_t *list = json_put_new_list();
    for (size_t i = 0; i < g->client_count; i++) {
        json_t *client = client_object(&g->clients[i].client);
        json_put_number(client, "count", g->clients[i].count);
        json_put_item(list, client);
    }
    json_put(object, "clients", list);
    json_put_number(object, "more_clients", g->more_clients);
}

static void put_verdicts(json_t *object, const char *key, const uint64_t counts[VERDICT_COUNT])
{
    json_t *verdicts = json_put_new_object();
    for (enum verdict i = 0; i < VERDICT_COUNT; i++) {
        json_put_number(verdicts, verdict_name(i), counts[i]);
    }
    json_put(object, key, verdicts);
}

void json_group_fill(json_t *object, const struct group *g)
{
    const struct failure *f = g->example;
    json_put_name(object, "fingerprint", f->fingerprint);
    json_put_text(object, "title", g->title);
    json_put_name(object, "verdict", verdict_name(g->verdict));
    json_put_text(object, "verdict_reason", g->judgement->reason);
    json_put_number(object, "count", g->count);
    put_verdicts(object, "verdicts", g->verdict_counts);
    json_put_time(object, "first", g->first);
    json_put_time(object, "last", g->last);
    json_put_texts(object, "computers", g->computers, g->computer_count);
    json_put_number(object, "more_computers", g->more_computers);
    put_group_clients(object, g);
    json_put_name(object, "phase", phase_name(f->phase));
    json_put_name(object, "stage", stage_name(f->stage));
    json_put_name(object, "family", family_name(f->family));
    json_put(object, "result", result_object(f->result));
    json_t *operation = json_put_new_object();
    put_operation_text(operation, &f->operation, f->name_space);
    json_put(object, "operation", operation);
    json_put_ms(object, "max_duration_ms", g->max_duration);
    put_causes(object, g->judgement);
    json_put_number(object, "example", f->id);
}

static void put_codes(json_t *object, const struct incident *incident)
{
    json_t *list = json_put_new_list();
    for (size_t i = 0; i < incident->code_count; i++) {
        json_t *item = result_object(incident->codes[i].code);
        json_put_number(item, "count", incident->codes[i].count);
        json_put_item(list, item);
    }
    json_put(object, "codes", list);
}

void json_incident_fill(json_t *object, const struct incident *incident)
{
    const struct rule *rule = incident->rule;
    json_put_number(object, "id", incident->id);
    json_put_text(object, "name", incident->name);
    json_put_text(object, "computer", incident->computer);
    json_put_name(object, "verdict", verdict_name(incident->verdict));
    json_put_time(object, "first", incident->first);
    json_put_time(object, "last", incident->last);
    json_put_number(object, "count", incident->count);
    put_codes(object, incident);
    json_put_number(object, "first_failure", incident->first_failure);
    json_put_number(object, "clients", incident->clients);
    json_put_text(object, "namespace", incident->name_space);
    json_put_text(object, "provider", incident->provider);
    json_put_text(object, "rule", rule->id);
    json_put_text(object, "cause", rule->cause);
    json_put_text(object, "because", incident->because);
    json_put_texts(object, "check", rule->check, rule->check_count);
    json_put_texts(object, "remedy", rule->remedy, rule->remedy_count);
}

static void put_consumer_parts(json_t *object, const struct consumer *c)
{
    json_put_text(object, "filter", c->filter);
    json_put_text(object, "query", c->query);
    if (c->poll_seconds > 0) {
        json_put(object, "poll_seconds", json_real(c->poll_seconds));
    }
    json_put_text(object, "class", c->class_name);
    json_put_text(object, "name", c->name);
    json_put_text(object, "action_kind", c->action_kind);
    json_put_text(object, "action", c->action);
    json_put_text(object, "decoded", c->decoded);
    json_put_text(object, "creator_sid", c->creator_sid);
    json_put_text(object, "user", c->user);
    if (c->has_process) {
        json_put_number(object, "process_id", c->process_id);
    }
    json_put_text(object, "process_name", c->process_name);
    json_put_text(object, "process_name_source", c->process_name_source);
    json_put_text(object, "machine", c->machine);
}

void json_consumer_fill(json_t *object, const struct consumer *c)
{
    json_put_name(object, "kind", consumer_kind_name(c->kind));
    json_put_name(object, "verdict", verdict_name(c->verdict));
    json_put_text(object, "verdict_reason", c->reason);
    json_put_bool(object, "known", c->is_known);
    json_put_text(object, "computer", c->computer);
    json_put_text(object, "namespace", c->name_space);
    put_consumer_parts(object, c);
    json_put_number(object, "count", c->count);
    json_put_time(object, "first", c->first);
    json_put_time(object, "last", c->last);
    json_put_number(object, "event_id", c->event_id);
    put_origin(object, &c->origin);
}

void json_open_operation_fill(json_t *object, const struct open_operation *open)
{
    json_put_time(object, "start", open->start);
    json_put_ms(object, "age_ms", open->age);
    json_put_text(object, "computer", open->computer);
    json_put_number(object, "service_process_id", open->service_process_id);
    json_put_number(object, "operation_id", open->operation_id);
    if (open->group_operation_id != 0) {
        json_put_number(object, "group_operation_id", open->group_operation_id);
    }
    json_t *operation = json_put_new_object();
    put_operation_text(operation, &open->operation, open->name_space);
    json_put(object, "operation", operation);
    json_put(object, "client", client_object(&open->client));
    json_put_name(object, "ended", open->ended);
    put_origin(object, &open->origin);
}

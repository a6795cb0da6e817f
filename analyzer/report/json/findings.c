/* Groups, incidents, consumers, open operations and rules as JSON objects. */
#include "analyzer/report/json/objects.h"
#include "analyzer/report/json/parts.h"
#include "rules/operations/contents.h"

void json_rule_members(struct json_writer *w, const struct rule *rule)
{
    json_write_text(w, "rule", rule->id);
    json_write_text(w, "title", rule->title);
    json_write_texts(w, "check", rule->check, rule->check_count);
    json_write_texts(w, "remedy", rule->remedy, rule->remedy_count);
    json_write_texts(w, "references", rule->references, rule->reference_count);
}

static void put_cause(struct json_writer *w, const struct cause *cause)
{
    const struct rule *rule = cause->rule;
    json_open_object(w, NULL);
    json_cause_head_members(w, cause);
    json_cause_case_members(w, cause);
    json_write_texts(w, "check", cause_check(cause), rule->check_count);
    json_write_texts(w, "remedy", cause_remedy(cause), rule->remedy_count);
    json_write_texts(w, "references", rule->references, rule->reference_count);
    json_close_object(w);
}

static void put_rhythm(struct json_writer *w, const struct group *g)
{
    struct rhythm_run run;
    if (!group_rhythm(g, &run)) {
        return;
    }
    json_open_object(w, "rhythm");
    json_write_number(w, "count", run.count);
    json_write_ms(w, "interval_ms", rhythm_interval(&run));
    json_write_time(w, "first", run.first);
    json_write_time(w, "last", run.last);
    json_close_object(w);
}

static void put_clients(struct json_writer *w, const struct group *g)
{
    json_open_list(w, "clients");
    for (size_t i = 0; i < g->client_count; i++) {
        json_open_object(w, NULL);
        parts_client_members(w, &g->clients[i].client);
        json_write_number(w, "count", g->clients[i].count);
        json_close_object(w);
    }
    json_close_list(w);
    json_write_number(w, "more_clients", g->more_clients);
}

void json_group_members(struct json_writer *w, const struct group *g, bool is_uncertain)
{
    const struct failure *f = g->example;
    json_write_name(w, "fingerprint", f->fingerprint);
    json_write_text(w, "title", g->title);
    json_write_name(w, "verdict", verdict_name(g->verdict));
    json_write_text(w, "verdict_reason", g->judgement->reason);
    json_write_number(w, "count", g->count);
    parts_verdicts(w, "verdicts", g->verdict_counts);
    json_write_time(w, "first", g->first);
    json_write_time(w, "last", g->last);
    json_write_zone(w, g->first, g->last);
    json_write_texts(w, "computers", g->computers, g->computer_count);
    json_write_number(w, "more_computers", g->more_computers);
    put_clients(w, g);
    json_write_name(w, "phase", phase_name(f->phase));
    json_write_name(w, "stage", stage_name(f->stage));
    json_write_name(w, "viewpoint", viewpoint_name(f->viewpoint));
    json_write_name(w, "family", family_name(f->family));
    json_open_object(w, "result");
    if (!f->has_no_result) {
        parts_result_members(w, f->result);
    }
    json_close_object(w);
    parts_operation(w, &f->operation, f->name_space);
    parts_provider(w, &f->provider);
    json_write_text(w, "component", f->component);
    json_write_text(w, "possible_cause", f->possible_cause);
    json_write_ms(w, "max_duration_ms", g->max_duration);
    put_rhythm(w, g);
    json_write_mark(w, "start_may_be_lost", is_uncertain);
    json_write_mark(w, "truncated", f->has_cut_text);
    json_open_list(w, "causes");
    for (size_t i = 0; i < g->judgement->cause_count; i++) {
        put_cause(w, &g->judgement->causes[i]);
    }
    json_close_list(w);
    json_write_number(w, "example", f->id);
    parts_evidence(w, f->evidence, f->evidence_count);
}

static void put_codes(struct json_writer *w, const struct incident *incident)
{
    json_open_list(w, "codes");
    for (size_t i = 0; i < incident->code_count; i++) {
        json_open_object(w, NULL);
        parts_result_members(w, incident->codes[i].code);
        json_write_number(w, "count", incident->codes[i].count);
        json_close_object(w);
    }
    json_close_list(w);
}

static void put_members_of_incident(struct json_writer *w, const struct incident *incident)
{
    json_open_list(w, "groups");
    for (size_t i = 0; i < incident->group_count; i++) {
        json_write_name(w, NULL, incident->groups[i]);
    }
    json_close_list(w);
    json_write_number(w, "more_groups", incident->more_groups);
    json_write_number(w, "failures", incident->count);
    json_open_list(w, "first_failures");
    for (size_t i = 0; i < incident->failure_count; i++) {
        json_write_number(w, NULL, incident->failures[i]);
    }
    json_close_list(w);
    json_write_number(w, "first_failure", incident->first_failure);
}

void json_incident_members(struct json_writer *w, const struct incident *incident)
{
    const struct rule *rule = incident->rule;
    const struct cause steps = {.rule = rule, .check = incident->check, .remedy = incident->remedy};
    json_write_number(w, "id", incident->id);
    json_write_text(w, "name", incident->name);
    json_write_known(w, "computer", incident->computer);
    json_write_name(w, "verdict", verdict_name(incident->verdict));
    json_write_number(w, "occurrences", incident->occurrences);
    json_write_time(w, "first", incident->first);
    json_write_time(w, "last", incident->last);
    json_write_zone(w, incident->first, incident->last);
    put_codes(w, incident);
    put_members_of_incident(w, incident);
    json_write_number(w, "clients", incident->clients);
    json_write_text(w, "namespace", incident->name_space);
    json_write_text(w, "provider", incident->provider);
    json_write_text(w, "rule", rule->id);
    json_write_text(w, "cause", incident->text);
    json_write_text(w, "because", incident->because);
    json_write_texts(w, "check", cause_check(&steps), rule->check_count);
    json_write_texts(w, "remedy", cause_remedy(&steps), rule->remedy_count);
}

static void put_consumer_parts(struct json_writer *w, const struct consumer *c)
{
    json_write_text(w, "filter", c->filter);
    json_write_text(w, "query", c->query);
    if (c->poll_seconds > 0) {
        json_write_real(w, "poll_seconds", c->poll_seconds);
    }
    json_write_text(w, "class", c->class_name);
    json_write_text(w, "name", c->name);
    json_write_text(w, "action_kind", c->action_kind);
    json_write_text(w, "action", c->action);
    json_write_mark(w, "action_unread", c->is_unread);
    json_write_text(w, "decoded", c->decoded);
    json_write_mark(w, "truncated", c->is_cut);
    json_write_text(w, "creator_sid", c->creator_sid);
    json_write_known(w, "user", c->user);
    if (c->has_process) {
        json_write_number(w, "process_id", c->process_id);
    }
    json_write_text(w, "process_name", c->process_name);
    json_write_text(w, "process_name_source", c->process_name_source);
    json_write_known(w, "machine", c->machine);
}

void json_consumer_members(struct json_writer *w, const struct consumer *c)
{
    char fingerprint[FINGERPRINT_SIZE];
    consumer_fingerprint(c, fingerprint);
    json_write_name(w, "kind", consumer_kind_name(c->kind));
    json_write_name(w, "fingerprint", fingerprint);
    json_write_name(w, "verdict", verdict_name(c->verdict));
    json_write_text(w, "verdict_reason", c->reason);
    json_write_bool(w, "known", c->is_known);
    json_write_known(w, "computer", c->computer);
    json_write_text(w, "namespace", c->name_space);
    put_consumer_parts(w, c);
    json_write_number(w, "count", c->count);
    json_write_time(w, "first", c->first);
    json_write_time(w, "last", c->last);
    json_write_zone(w, c->first, c->last);
    json_write_text(w, "listed_in", c->listed);
    json_write_mark(w, "missing_in_list", c->is_missing);
    if (c->count > 0) {
        json_write_number(w, "event_id", c->event_id);
        parts_origin_members(w, &c->origin);
    }
}

void json_open_operation_members(struct json_writer *w, const struct open_operation *open,
                                 bool is_uncertain)
{
    json_write_time(w, "start", open->start);
    json_write_zone(w, open->start, open->start);
    json_write_ms(w, "age_ms", open->age);
    json_write_known(w, "computer", open->computer);
    json_write_number(w, "service_process_id", open->service_process_id);
    json_write_number(w, "operation_id", open->operation_id);
    if (open->group_operation_id != 0) {
        json_write_number(w, "group_operation_id", open->group_operation_id);
    }
    parts_operation(w, &open->operation, open->name_space);
    parts_client(w, &open->client);
    json_write_mark(w, "truncated", contents_is_cut(open->operation.text));
    json_write_name(w, "ended", open->ended);
    json_write_mark(w, "end_may_be_lost", is_uncertain);
    parts_origin_members(w, &open->origin);
}

static void put_quotas(struct json_writer *w, const struct quota_entry *quotas)
{
    static const char *const keys[QUOTA_COUNT] = {
        [QUOTA_THREADS_PER_HOST] = "threads_per_host",
        [QUOTA_HANDLES_PER_HOST] = "handles_per_host",
        [QUOTA_HOSTS] = "hosts",
        [QUOTA_MEMORY_PER_HOST] = "memory_per_host",
        [QUOTA_MEMORY_ALL_HOSTS] = "memory_all_hosts",
    };
    if (!quotas) {
        return;
    }
    json_open_object(w, "provider_quotas");
    for (size_t i = 0; i < QUOTA_COUNT; i++) {
        if (quotas->values[i] > 0) {
            json_write_number(w, keys[i], quotas->values[i]);
        }
    }
    json_write_text(w, "source", quotas->source);
    json_close_object(w);
}

void json_host_members(struct json_writer *w, const struct system *system)
{
    if (!view_is_empty(system->name)) {
        json_write_text(w, "name", system->name);
    }
    if (system->other_name_count > 0) {
        json_write_texts(w, "other_names", system->other_names, system->other_name_count);
    }
    put_quotas(w, system->quotas);
    json_write_text(w, "os", system->os);
    if (system->build != 0) {
        json_write_number(w, "build", system->build);
    }
    if (system->edition != EDITION_UNKNOWN) {
        json_write_name(w, "edition", names_get(&edition_names, (uint32_t)system->edition));
        json_write_name(w, "edition_confidence",
                        confidence_name(system->service ? CONFIDENCE_LIKELY : CONFIDENCE_CERTAIN));
    }
    parts_evidence(w, system->evidence, system->evidence_count);
}

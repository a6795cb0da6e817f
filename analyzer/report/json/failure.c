/* A failure as a JSON object: its facts, and what the rules say of it. */
#include <stdlib.h>

#include "analyzer/report/json/objects.h"
#include "analyzer/report/json/parts.h"
#include "analyzer/report/losses.h"
#include "parsers/base/memory.h"

enum { MAX_CODES = 1024 }; /* whose JSON is kept */

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

void json_cause_head_members(struct json_writer *w, const struct rule *rule,
                             enum confidence confidence)
{
    json_write_text(w, "rule", rule->id);
    json_write_text(w, "cause", rule->cause);
    json_write_name(w, "confidence", confidence_name(confidence));
}

void json_cause_case_members(struct json_writer *w, const struct cause *cause)
{
    json_write_texts(w, "because", cause->because, cause->because_count);
    parts_evidence(w, cause->evidence, cause->evidence_count);
}

static void note_rule(struct json_report *report, const struct rule *rule)
{
    for (size_t i = 0; i < report->rule_count; i++) {
        if (report->rules[i] == rule) {
            return;
        }
    }
    report->rules =
        memory_grow(report->rules, report->rule_count, &report->rule_cap, sizeof(*report->rules));
    report->rules[report->rule_count++] = rule;
}

/* The members of a cause that are the same for all failures with it; the rule's first use is noted.
 */
static struct view head_of(struct json_report *report, const struct cause *cause)
{
    /* Rules lie farther apart than there are confidences. */
    uint64_t key = (uint64_t)(uintptr_t)cause->rule + (uint64_t)cause->confidence;
    struct view head = made_find(&report->heads, key);
    if (head.data) {
        return head;
    }
    note_rule(report, cause->rule);
    json_cause_head_members(made_begin(&report->heads), cause->rule, cause->confidence);
    return made_end(&report->heads, key);
}

static void put_causes(struct json_report *report, const struct judgement *j)
{
    struct json_writer *w = &report->w;
    json_open_list(w, "causes");
    for (size_t i = 0; i < j->cause_count; i++) {
        json_open_object(w, NULL);
        json_write_made(w, head_of(report, &j->causes[i]));
        json_cause_case_members(w, &j->causes[i]);
        json_close_object(w);
    }
    json_close_list(w);
}

static void nature_members(struct json_writer *w, const struct failure *f,
                           const struct judgement *j)
{
    json_write_name(w, "phase", phase_name(f->phase));
    json_write_name(w, "stage", stage_name(f->stage));
    json_write_name(w, "viewpoint", viewpoint_name(f->viewpoint));
    json_write_name(w, "family", family_name(f->family));
    json_write_name(w, "verdict", verdict_name(j->verdict));
}

/* There are no more than a few dozen, as most follow from the code and the verb. */
static void put_nature(struct json_report *report, const struct failure *f,
                       const struct judgement *j)
{
    uint64_t key = ATTRIBUTION_COUNT + f->phase; /* the first ones are those of providers */
    key = key * STAGE_COUNT + f->stage;
    key = key * VIEWPOINT_COUNT + f->viewpoint;
    key = key * FAMILY_COUNT + f->family;
    key = key * VERDICT_COUNT + j->verdict;
    struct view members = made_find(&report->natures, key);
    if (!members.data) {
        nature_members(made_begin(&report->natures), f, j);
        members = made_end(&report->natures, key);
    }
    json_write_made(&report->w, members);
}

/* Of most failures no more is known of the provider than that nothing is. */
static void put_provider(struct json_report *report, const struct failure_provider *provider)
{
    if (provider->name.data || provider->guid.data || provider->path.data || provider->has_host) {
        parts_provider(&report->w, "provider", provider);
        return;
    }
    struct view members = made_find(&report->natures, provider->attribution);
    if (!members.data) {
        parts_provider(made_begin(&report->natures), "provider", provider);
        members = made_end(&report->natures, provider->attribution);
    }
    json_write_made(&report->w, members);
}

/* Codes over the limit are made each time. */
static void put_code(struct json_report *report, uint32_t code)
{
    struct view members = made_find(&report->codes, code);
    if (!members.data && report->codes.count < MAX_CODES) {
        parts_result_members(made_begin(&report->codes), code);
        members = made_end(&report->codes, code);
    }
    if (members.data) {
        json_write_made(&report->w, members);
    } else {
        parts_result_members(&report->w, code);
    }
}

void json_report_failure(struct json_report *report, const struct failure *f,
                         const struct judgement *j)
{
    struct json_writer *w = &report->w;
    json_write_number(w, "id", f->id);
    json_write_time(w, "time", f->time);
    json_write_zone(w, f->time, f->time);
    json_write_text(w, "computer", f->computer);
    put_nature(report, f, j);
    json_write_text(w, "verdict_reason", j->reason);
    json_open_object(w, "result");
    if (!f->has_no_result) {
        put_code(report, f->result);
    }
    json_close_object(w);
    put_operation(w, f);
    parts_client(w, "client", &f->client);
    put_provider(report, &f->provider);
    json_write_text(w, "component", f->component);
    json_write_text(w, "possible_cause", f->possible_cause);
    if (f->has_duration) {
        json_write_ms(w, "duration_ms", f->duration);
    }
    if (losses_may_hold_start(report->run, f)) {
        json_write_bool(w, "start_may_be_lost", true);
    }
    if (f->has_cut_text) {
        json_write_bool(w, "truncated", true);
    }
    put_causes(report, j);
    json_write_name(w, "fingerprint", f->fingerprint);
    parts_evidence(w, f->evidence, f->evidence_count);
}

void json_report_begin(struct json_report *report, const struct report_run *run, struct output *out)
{
    *report = (struct json_report){.run = run};
    json_writer_init(&report->w, out);
    made_init(&report->codes);
    made_init(&report->heads);
    made_init(&report->natures);
}

void json_report_release(struct json_report *report)
{
    made_release(&report->codes);
    made_release(&report->heads);
    made_release(&report->natures);
    free(report->rules);
}

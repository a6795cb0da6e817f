/* A failure as a JSON object: its facts, and what the rules say of it. */
#include <stdlib.h>

#include "analyzer/report/json/objects.h"
#include "analyzer/report/json/parts.h"
#include "analyzer/report/losses.h"
#include "parsers/base/count.h"
#include "parsers/base/memory.h"

/* Kinds of keys of recent pieces. */
enum { OF_OUTCOME, OF_OPERATION, OF_WHAT, OF_ACCOUNT, OF_PROVIDER, OF_CAUSE, OF_CAUSES };

static void operation_members(struct json_writer *w, const struct failure *f)
{
    parts_operation_members(w, &f->operation, f->name_space);
    json_write_text(w, "query", f->operation.query);
}

/* Begins the key of an operation with all of it: what is told of a cause may rest on more than is
 * written here. */
static void key_of_operation(struct recent *recent, const struct failure *f)
{
    const struct operation_text *o = &f->operation;
    const struct view parts[] = {o->verb,     o->name_space, f->name_space,
                                 o->provider, o->argument,   o->target_host,
                                 o->query,    o->class_name, o->method};
    recent_begin_key(recent, OF_OPERATION);
    recent_add_number(recent, o->type);
    recent_add_parts(recent, o->text, parts, COUNT_OF(parts));
}

/* Whether more is known of the operation than its text: ids, target, command line, which mostly
 * traces have. */
static bool has_more_than_text(const struct failure *f)
{
    return f->has_operation_id || f->has_group_operation_id || f->has_created_process ||
           f->correlation_id.data || f->operation.target_host.data || f->command_line.data;
}

static void more_members(struct json_writer *w, const struct failure *f)
{
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
}

/* Writes the operation. Its JSON is kept among the recent pieces, for programs ask for the same
 * again and again. */
static void put_operation(struct json_report *report, const struct failure *f)
{
    struct json_writer *w = &report->w;
    key_of_operation(&report->recent, f);
    struct view members = recent_find(&report->recent);
    if (!members.data) {
        operation_members(recent_make(&report->recent), f);
        members = recent_made(&report->recent);
    }
    report->operation = recent_number(&report->recent);
    if (!has_more_than_text(f)) {
        json_write_made_object(w, "operation", members);
        return;
    }
    json_open_object(w, "operation");
    json_write_made(w, members);
    more_members(w, f);
    json_close_object(w);
}

void json_cause_head_members(struct json_writer *w, const struct cause *cause)
{
    json_write_text(w, "rule", cause->rule->id);
    json_write_text(w, "cause", cause_text(cause));
    json_write_name(w, "confidence", confidence_name(cause->confidence));
}

void json_cause_case_members(struct json_writer *w, const struct cause *cause)
{
    json_write_texts(w, "because", cause->because, cause->because_count);
    parts_evidence(w, cause->evidence, cause->evidence_count);
}

static void note_rule(struct json_report *report, const struct rule *rule)
{
    if (hash_set_add(&report->noted, rule->id)) {
        report->rules = memory_grow(report->rules, report->rule_count, &report->rule_cap,
                                    sizeof(*report->rules));
        report->rules[report->rule_count++] = rule;
    }
}

/* The members of a cause; notes that its rule was used. */
static void cause_members(struct json_report *report, struct json_writer *w,
                          const struct cause *cause)
{
    note_rule(report, cause->rule);
    json_cause_head_members(w, cause);
    json_cause_case_members(w, cause);
}

/* Begins the key of the members of a cause; false when they are told of this failure alone. */
static bool has_key(struct json_report *report, const struct failure *f, const struct cause *cause)
{
    struct recent *recent = &report->recent;
    const enum telling telling = cause->rule->telling;
    recent_begin_key(recent, OF_CAUSE);
    recent_add_number(recent, (uintptr_t)cause->rule);
    recent_add_number(recent, cause->confidence);
    if (telling == TELLING_CLIENT) {
        recent_add_number(recent, report->account);
    }
    if (telling == TELLING_CLIENT || telling == TELLING_CASE) {
        recent_add_number(recent, report->outcome);
        recent_add_text(recent, f->computer);
        recent_add_text(recent, f->component);
        recent_add_text(recent, f->possible_cause);
        recent_add_text(recent, f->provider.name);
        recent_add_number(recent, report->operation);
    }
    return telling == TELLING_ALL || (telling != TELLING_OWN && report->operation != 0 &&
                                      report->outcome != 0 && report->account != 0);
}

/* Writes a cause. It is explained only where no recent piece tells it already. */
static void put_cause(struct json_report *report, const struct failure *f,
                      const struct judgement *j, size_t index)
{
    struct json_writer *w = &report->w;
    const struct cause *cause = &j->causes[index];
    struct view members = VIEW_NONE;
    const bool may_be_kept = !j->is_explained && has_key(report, f, cause);
    if (may_be_kept) {
        members = recent_find(&report->recent);
    }
    if (!members.data && !j->is_explained) {
        engine_explain_cause(report->run->engine, index);
    }
    if (may_be_kept && !members.data) {
        cause_members(report, recent_make(&report->recent), cause);
        members = recent_made(&report->recent);
    }
    if (members.data) {
        json_write_made_object(w, NULL, members);
        return;
    }
    json_open_object(w, NULL);
    cause_members(report, w, cause);
    json_close_object(w);
}

static void put_causes(struct json_report *report, const struct failure *f,
                       const struct judgement *j)
{
    json_open_list(&report->w, "causes");
    for (size_t i = 0; i < j->cause_count; i++) {
        put_cause(report, f, j, i);
    }
    json_close_list(&report->w);
}

/* Begins the key of all causes, where all are told alike of whoever asks; else false. */
static bool has_key_of_all(struct json_report *report, const struct failure *f,
                           const struct judgement *j)
{
    struct recent *recent = &report->recent;
    enum telling least = TELLING_ALL;
    recent_begin_key(recent, OF_CAUSES);
    recent_add_number(recent, j->cause_count);
    for (size_t i = 0; i < j->cause_count; i++) {
        const struct rule *rule = j->causes[i].rule;
        recent_add_number(recent, (uintptr_t)rule);
        recent_add_number(recent, j->causes[i].confidence);
        least = rule->telling < least ? rule->telling : least;
    }
    recent_add_number(recent, report->what);
    if (least == TELLING_CASE) {
        recent_add_text(recent, f->component);
        recent_add_text(recent, f->possible_cause);
        recent_add_text(recent, f->provider.name);
    }
    return least == TELLING_CASE || least == TELLING_ALL;
}

/* Writes the causes and the fingerprint, which follows from what failed how. Both are one of the
 * recent pieces where all of the causes are told alike of whoever asks: with put_what, that saves
 * 3 % of the instructions. */
static void put_told(struct json_report *report, const struct failure *f, const struct judgement *j)
{
    struct recent *recent = &report->recent;
    if (report->what == 0 || j->is_explained || !has_key_of_all(report, f, j)) {
        put_causes(report, f, j);
        json_write_name(&report->w, "fingerprint", f->fingerprint);
        return;
    }
    struct view members = recent_find(recent);
    if (!members.data) {
        struct json_writer *w = recent_make(recent);
        json_open_list(w, "causes");
        for (size_t i = 0; i < j->cause_count; i++) {
            engine_explain_cause(report->run->engine, i);
            json_open_object(w, NULL);
            cause_members(report, w, &j->causes[i]);
            json_close_object(w);
        }
        json_close_list(w);
        json_write_name(w, "fingerprint", f->fingerprint);
        members = recent_made(recent);
    }
    json_write_made(&report->w, members);
}

static void outcome_members(struct json_writer *w, const struct failure *f,
                            const struct judgement *j)
{
    json_write_name(w, "phase", phase_name(f->phase));
    json_write_name(w, "stage", stage_name(f->stage));
    json_write_name(w, "viewpoint", viewpoint_name(f->viewpoint));
    json_write_name(w, "family", family_name(f->family));
    json_write_name(w, "verdict", verdict_name(j->verdict));
    json_write_text(w, "verdict_reason", j->reason);
    json_open_object(w, "result");
    if (!f->has_no_result) {
        parts_result_members(w, f->result);
    }
    json_close_object(w);
}

static void add_outcome(struct recent *recent, const struct failure *f, const struct judgement *j)
{
    uint64_t key = f->phase;
    key = key * STAGE_COUNT + f->stage;
    key = key * VIEWPOINT_COUNT + f->viewpoint;
    key = key * FAMILY_COUNT + f->family;
    key = key * VERDICT_COUNT + j->verdict;
    recent_add_number(recent, key << 1 | f->has_no_result);
    recent_add_number(recent, f->result);
    recent_add_number(recent, (uintptr_t)j->reason.data); /* a rule's, or constant */
}

/* Writes phase, family, verdict and result, from the recent pieces: there are a few dozen different
 * ones, as most follows from the code and the verb. */
static void put_outcome(struct json_report *report, const struct failure *f,
                        const struct judgement *j)
{
    recent_begin_key(&report->recent, OF_OUTCOME);
    add_outcome(&report->recent, f, j);
    struct view members = recent_find(&report->recent);
    if (!members.data) {
        outcome_members(recent_make(&report->recent), f, j);
        members = recent_made(&report->recent);
    }
    report->outcome = recent_number(&report->recent);
    json_write_made(&report->w, members);
}

/* Writes computer, outcome and operation. They are one of the recent pieces where a number stands
 * for the text of the operation. */
static void put_what(struct json_report *report, const struct failure *f, const struct judgement *j)
{
    struct recent *recent = &report->recent;
    report->what = 0;
    if (f->operation_number == 0) {
        json_write_known(&report->w, "computer", f->computer);
        put_outcome(report, f, j);
        put_operation(report, f);
        return;
    }
    recent_begin_key(recent, OF_WHAT);
    recent_add_number(recent, f->operation_number);
    recent_add_text(recent, f->computer);
    add_outcome(recent, f, j);
    struct view members = recent_find(recent);
    if (!members.data) {
        struct json_writer *w = recent_make(recent);
        json_write_known(w, "computer", f->computer);
        outcome_members(w, f, j);
        json_open_object(w, "operation");
        operation_members(w, f);
        members = recent_made(recent);
    }
    report->what = report->outcome = report->operation = recent_number(recent);
    json_write_made_open(&report->w, members);
    more_members(&report->w, f);
    json_close_object(&report->w);
}

/* Writes the client: its process, and from the recent pieces its account, for who asks again mostly
 * does so as another process. */
static void put_client(struct json_report *report, const struct failure_client *client)
{
    struct json_writer *w = &report->w;
    struct recent *recent = &report->recent;
    json_open_object(w, "client");
    parts_client_process_members(w, client);
    recent_begin_key(recent, OF_ACCOUNT);
    recent_add_number(recent, (uint64_t)client->locality << 1 | client->is_service);
    recent_add_text(recent, client->machine);
    recent_add_text(recent, client->user);
    struct view members = recent_find(recent);
    if (!members.data) {
        parts_client_account_members(recent_make(recent), client);
        members = recent_made(recent);
    }
    report->account = recent_number(recent);
    json_write_made(w, members);
    json_close_object(w);
}

/* Writes the provider. Of most failures it is not known, which is one of the recent pieces. */
static void put_provider(struct json_report *report, const struct failure_provider *provider)
{
    if (provider->name.data || provider->guid.data || provider->path.data || provider->has_host) {
        parts_provider(&report->w, provider);
        return;
    }
    recent_begin_key(&report->recent, OF_PROVIDER);
    recent_add_number(&report->recent, provider->attribution);
    struct view members = recent_find(&report->recent);
    if (!members.data) {
        parts_provider(recent_make(&report->recent), provider);
        members = recent_made(&report->recent);
    }
    json_write_made(&report->w, members);
}

void json_report_failure(struct json_report *report, const struct failure *f,
                         const struct judgement *j)
{
    struct json_writer *w = &report->w;
    json_write_number(w, "id", f->id);
    json_write_time(w, "time", f->time);
    json_write_zone(w, f->time, f->time);
    put_what(report, f, j);
    put_client(report, &f->client);
    put_provider(report, &f->provider);
    json_write_text(w, "component", f->component);
    json_write_text(w, "possible_cause", f->possible_cause);
    if (f->has_duration) {
        json_write_ms(w, "duration_ms", f->duration);
    }
    json_write_mark(w, "start_may_be_lost", losses_may_hold_start(report->run, f));
    json_write_mark(w, "truncated", f->has_cut_text);
    put_told(report, f, j);
    parts_evidence(w, f->evidence, f->evidence_count);
}

void json_report_begin(struct json_report *report, const struct report_run *run, struct output *out)
{
    *report = (struct json_report){.run = run};
    json_writer_init(&report->w, out);
    hash_set_init(&report->noted, RULE_MAX_RULES);
    recent_init(&report->recent);
}

void json_report_release(struct json_report *report)
{
    hash_set_release(&report->noted);
    recent_release(&report->recent);
    free(report->rules);
}

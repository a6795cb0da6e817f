/* Builds what a sample tells of - a failure and its surroundings - and asks the rules. */
#include "rules/matching/samples.h"

#include <string.h>

#include "parsers/base/buffer.h"
#include "parsers/base/computer_name.h"
#include "parsers/event/event_ids.h"
#include "rules/computers/systems.h"
#include "rules/failure/kind.h"
#include "rules/failure/other_logs.h"
#include "rules/matching/match.h"
#include "rules/matching/wants.h"
#include "rules/rule/sample.h"
#include "rules/surroundings/surroundings.h"

/* Samples happen at this time, in the middle of what Windows can write. */
static const int64_t sample_time = INT64_C(133500000000000000);

struct scene {
    struct surroundings *around;
    struct systems *systems;
    const struct sample_failure *main;
    const struct sample_event *near;
    size_t near_count;
    uint64_t next_record;
};

static struct view or_default(struct view text, const char *otherwise)
{
    return view_is_empty(text) ? view_of(otherwise) : text;
}

static struct view unless_unknown(struct view text)
{
    return view_equal_nocase(text, VIEW("Unknown")) ? VIEW_NONE : text;
}

/* As the correlator finds it. */
static enum locality locality_of(const struct sample_failure *given, const struct failure *f)
{
    if (given->has_locality) {
        return given->locality;
    }
    if (f->client.is_service || computer_name_same(f->client.machine, f->computer)) {
        return LOCALITY_LOCAL;
    }
    return view_is_empty(f->client.machine) ? LOCALITY_UNKNOWN : LOCALITY_REMOTE;
}

static void fill_client(const struct sample_failure *given, struct failure *f)
{
    f->client.created = WINTIME_NONE;
    f->client.has_process_id = given->has_client_process_id;
    f->client.process_id = given->client_process_id;
    f->client.machine = given->client_machine;
    f->client.user = given->user;
    f->client.is_service = view_is_empty(given->user) && given->has_client_process_id &&
                           given->client_process_id != 0 &&
                           given->client_process_id == given->service_process_id;
    f->client.locality = locality_of(given, f);
}

static void fill_operation(const struct sample_failure *given, struct failure *f)
{
    f->operation = operation_text_parse(given->operation);
    f->name_space = given->name_space;
    if (!view_is_empty(given->class_name)) {
        f->operation.class_name = given->class_name;
    }
    if (!view_is_empty(given->method)) {
        f->operation.method = given->method;
    }
    if (!view_is_empty(given->query)) {
        f->operation.query = given->query;
    }
}

static void make_fingerprint(struct failure *f)
{
    struct fingerprint_parts parts = kind_parts(f);
    fingerprint_make(&parts, f->fingerprint);
}

/* Its event is mostly among those nearby, which name their providers. */
static const struct other_log *log_of(const struct scene *scene, uint16_t event_id)
{
    for (size_t i = 0; i < scene->near_count; i++) {
        if (scene->near[i].event_id == event_id) {
            return other_log_of(event_id, scene->near[i].provider);
        }
    }
    return other_log_find(event_id);
}

/* `number` of its repetitions. */
static void fill_failure(struct scene *scene, const struct sample_failure *given, uint32_t number,
                         struct failure *f)
{
    *f = (struct failure){.result = given->code};
    f->time = sample_time + given->offset + (int64_t)number * given->every;
    f->computer = or_default(given->computer, "HOST");
    f->service_process_id = given->service_process_id;
    f->component = unless_unknown(given->component);
    f->possible_cause = unless_unknown(given->possible_cause);
    f->provider.name = given->provider;
    f->provider.attribution = view_is_empty(given->provider) ? ATTRIBUTION_NONE : ATTRIBUTION_EXACT;
    f->provider.has_host = given->has_host;
    f->provider.host_process_id = given->host_process_id;
    f->has_duration = given->has_duration;
    f->duration = given->duration;
    f->evidence_count = 1;
    f->evidence[0] = (struct evidence){.origin = {0, ++scene->next_record, 0},
                                       .event_id = (uint16_t)given->event_id,
                                       .channel = VIEW("sample")};
    f->other_log = log_of(scene, (uint16_t)given->event_id);
    if (f->other_log) {
        f->known_by = KNOWN_BY_OTHER_LOG;
        f->known_from = view_of(f->other_log->provider);
    } else if (given->event_id == EVENT_ID_PROVIDER_LOAD) {
        f->known_by = KNOWN_BY_LOAD;
    }
    fill_operation(given, f);
    fill_client(given, f);
    failure_classify(f);
    f->phase = given->has_phase ? given->phase : f->phase;
    f->stage = given->has_stage ? given->stage : f->stage;
    if (given->has_phase && !given->has_stage && f->phase == PHASE_CONNECT &&
        f->stage == STAGE_OTHER) {
        f->stage = STAGE_LOGIN;
    }
    make_fingerprint(f);
}

static void add_failure(struct scene *scene, const struct sample_failure *given)
{
    struct failure f;
    for (uint32_t i = 0; i < given->repeat; i++) {
        fill_failure(scene, given, i, &f);
        f.computer = or_default(given->computer, scene->main->computer.data);
        f.computer = or_default(f.computer, "HOST");
        surroundings_failure(scene->around, &f, SURROUNDINGS_SIDE_CLIENT);
    }
}

/* Of the sample's own failure. */
static struct view main_computer(const struct scene *scene)
{
    return or_default(scene->main->computer, "HOST");
}

static void add_event(struct scene *scene, const struct sample_event *given)
{
    struct event event = {.time = sample_time + given->offset,
                          .provider = given->provider,
                          .computer = or_default(given->computer, main_computer(scene).data),
                          .id = (uint16_t)given->event_id,
                          .origin = {0, ++scene->next_record, 0},
                          .channel = VIEW("sample"),
                          .data = given->data,
                          .data_count = given->data_count};
    surroundings_event(scene->around, &event);
    systems_event(scene->systems, &event);
}

static void add_success(struct scene *scene, const struct sample_success *given)
{
    struct operation_text operation = operation_text_parse(given->operation);
    surroundings_success(scene->around,
                         &(struct surroundings_worked){
                             .computer = or_default(given->computer, main_computer(scene).data),
                             .time = sample_time + given->offset,
                             .operation = &operation,
                             .client_machine = given->client_machine,
                             .user = given->user,
                         });
}

/* Failures are told of in order of time: those before, the sample's own, those after. */
static void set_up(struct scene *scene, const struct sample *sample, struct failure *f)
{
    for (size_t i = 0; i < sample->success_count; i++) {
        add_success(scene, &sample->successes[i]);
    }
    for (size_t i = 0; i < sample->near_count; i++) {
        add_event(scene, &sample->near[i]);
    }
    for (size_t i = 0; i < sample->failure_count; i++) {
        if (sample->failures[i].offset < 0) {
            add_failure(scene, &sample->failures[i]);
        }
    }
    fill_failure(scene, &sample->failure, 0, f);
    surroundings_failure(scene->around, f, SURROUNDINGS_SIDE_CLIENT);
    for (size_t i = 0; i < sample->failure_count; i++) {
        if (sample->failures[i].offset >= 0) {
            add_failure(scene, &sample->failures[i]);
        }
    }
}

enum outcome { OUTCOME_MATCHES, OUTCOME_RANKED_LOW, OUTCOME_NO_MATCH };

static enum outcome try_sample(const struct rule_set *rules, struct surroundings *surroundings,
                               const struct rule *rule, const struct sample *sample,
                               struct buffer *causes)
{
    struct systems *systems = surroundings_systems(surroundings);
    struct scene scene = {.around = surroundings,
                          .systems = systems,
                          .main = &sample->failure,
                          .near = sample->near,
                          .near_count = sample->near_count};
    struct failure f;
    struct judgement j;
    surroundings_clear(surroundings);
    systems_clear(systems);
    set_up(&scene, sample, &f);
    judgement_init(&j);
    rule_set_match_in(rules, NULL, scene.around, &f, &j);
    enum outcome outcome = OUTCOME_NO_MATCH;
    if (rule_matches_in(rule, scene.around, &f)) {
        outcome = sample->any_rank ? OUTCOME_MATCHES : OUTCOME_RANKED_LOW;
    }
    for (size_t i = 0; i < j.cause_count; i++) {
        bool is_first = i < SAMPLE_FIRST_CAUSES;
        outcome = j.causes[i].rule == rule && is_first ? OUTCOME_MATCHES : outcome;
        if (is_first) {
            buffer_format(causes, "%s%.*s", i == 0 ? "" : ", ", VIEW_ARG(j.causes[i].rule->id));
        }
    }
    judgement_release(&j);
    return outcome;
}

struct run {
    const struct rule_set *rules;
    struct surroundings *surroundings;
    void (*complain)(void *context, struct view message);
    void *context;
    struct sample_counts *counts;
};

static void run_list(const struct run *run, const struct rule *rule, bool must_match)
{
    const struct sample *list = must_match ? rule->matches : rule->no_matches;
    size_t count = must_match ? rule->match_count : rule->no_match_count;
    for (size_t i = 0; i < count; i++) {
        struct buffer causes, message;
        buffer_init(&causes, BUFFER_NO_MAX);
        buffer_init(&message, BUFFER_NO_MAX);
        enum outcome outcome = try_sample(run->rules, run->surroundings, rule, &list[i], &causes);
        bool is_good = must_match ? outcome == OUTCOME_MATCHES : outcome == OUTCOME_NO_MATCH;
        run->counts->passed += is_good;
        run->counts->failed += !is_good;
        if (!is_good) {
            const char *what = !must_match                     ? "matches, and must not"
                               : outcome == OUTCOME_RANKED_LOW ? "is not among the first causes"
                                                               : "does not match";
            struct view found = causes.len > 0 ? buffer_view(&causes) : VIEW("none");
            buffer_format(&message, "%.*s: %.*s: samples.%s[%zu]: the rule %s; found %.*s",
                          VIEW_ARG(rule->file), VIEW_ARG(rule->id),
                          must_match ? "match" : "no_match", i, what, VIEW_ARG(found));
            run->complain(run->context, buffer_view(&message));
        }
        buffer_release(&causes);
        buffer_release(&message);
    }
}

void samples_run(const struct rule_set *set, bool (*wanted)(void *context, const struct rule *rule),
                 void (*complain)(void *context, struct view message), void *context,
                 struct sample_counts *counts)
{
    *counts = (struct sample_counts){.passed = 0};
    struct computers computers;
    computers_init(&computers, 0);
    struct systems systems;
    systems_init(&systems, &computers, NULL);
    struct run run = {set, rule_set_surroundings(set, &computers, 0), complain, context, counts};
    surroundings_tell_systems(run.surroundings, &systems);
    for (size_t i = 0; i < set->count; i++) {
        const struct rule *rule = set->rules[i];
        if (wanted && !wanted(context, rule)) {
            continue;
        }
        run_list(&run, rule, true);
        run_list(&run, rule, false);
        counts->rules += rule->match_count + rule->no_match_count > 0;
        counts->without += rule->match_count == 0 || rule->no_match_count == 0;
    }
    surroundings_free(run.surroundings);
    systems_release(&systems);
    computers_release(&computers);
}

/* Knows the JSON form of rule files and of rules (rules/rule_file/rule.schema.json), but for
 * conditions and samples. */
#include "rules/rule_file/rule_file.h"

#include <stdlib.h>
#include <string.h>

#include "parsers/base/ascii.h"
#include "parsers/base/buffer.h"
#include "parsers/base/count.h"
#include "parsers/base/hash/map.h"
#include "parsers/base/hash/sha256.h"
#include "parsers/base/memory.h"
#include "parsers/base/text.h"
#include "rules/matching/rule_index.h"
#include "rules/matching/sentence.h"
#include "rules/rule_file/claim.h"
#include "rules/rule_file/condition.h"
#include "rules/texts/step.h"

enum {
    DEFAULT_RANK = 100,
    DEFAULT_INCIDENT_SECONDS = 5,
    MAX_INCIDENT_SECONDS = 3600,
    MESSAGE_SIZE = 400,
};

struct loader {
    struct value_reader values;
    const struct rule **rules;
    size_t count;
    struct map ids; /* id -> struct rule */
};

static enum status check_sentence(struct value_reader *r, const struct place *place,
                                  struct view sentence)
{
    static const char *quotes[2] = {"'{", "}'"};
    struct view wrong;
    if (sentence_check(sentence, &wrong)) {
        return STATUS_OK;
    }
    if (wrong.len > 0 && (wrong.data[0] == '{' || wrong.data[0] == '}')) {
        return value_fail(r, place, STATUS_USAGE, VIEW("found a brace without its partner"));
    }
    return value_unknown(r, place, "field", wrong, sentence_nearest_field(wrong), quotes);
}

enum sentence_kind { SENTENCES_PLAIN, SENTENCES_WITH_FIELDS, SENTENCES_STEPS };

/* Commands are marked in steps, and a ` means nothing anywhere else. */
static enum status check_marks(struct value_reader *r, const struct place *place, struct view text,
                               bool is_step)
{
    const char *mistake = step_mistake(text);
    if (!is_step) {
        mistake = view_find(text, VIEW("`"), 0) == SIZE_MAX
                      ? NULL
                      : "found a `, which marks commands in 'check' and 'remedy' alone";
    }
    return mistake ? value_fail(r, place, STATUS_USAGE, view_of(mistake)) : STATUS_OK;
}

static enum status read_sentence(struct value_reader *r, const struct place *place,
                                 const json_t *value, enum sentence_kind kind, struct view *text)
{
    enum status status = value_text(r, place, value, text);
    if (status == STATUS_OK && kind != SENTENCES_PLAIN) {
        status = check_sentence(r, place, *text);
    }
    return status == STATUS_OK ? check_marks(r, place, *text, kind == SENTENCES_STEPS) : status;
}

/* An optional list of texts of a rule, and where it goes. */
struct sentences {
    const char *key;
    size_t limit;
    enum sentence_kind kind;
    const struct view **texts;
    size_t *count;
};

static enum status read_sentences(struct value_reader *r, const struct place *up,
                                  const json_t *rule, const struct sentences *of)
{
    struct place place = {.up = up, .key = of->key};
    const json_t *list = json_object_get(rule, of->key);
    if (!list || (json_is_array(list) && json_array_size(list) == 0)) {
        return STATUS_OK;
    }
    enum status status = value_check_count(r, &place, list, of->limit, "a list of texts");
    if (status != STATUS_OK) {
        return status;
    }

    size_t found = json_array_size(list);
    struct view *texts = arena_alloc(r->arena, found * sizeof(*texts));
    for (size_t i = 0; i < found && value_goes_on(r, status); i++) {
        struct place at = {.up = &place, .index = i};
        enum status now = read_sentence(r, &at, json_array_get(list, i), of->kind, &texts[i]);
        status = value_worse(status, now);
    }
    *of->texts = texts;
    *of->count = found;
    return status;
}

static bool asks_for_event(const struct condition *c)
{
    bool asks = c->kind == CONDITION_NEAR;
    for (size_t i = 0; i < c->child_count && !asks; i++) {
        asks = asks_for_event(&c->children[i]);
    }
    return asks;
}

/* A sentence over an event that nothing looks for would never be shown. */
static enum status check_event_fields(struct loader *l, const struct place *up,
                                      const struct rule *rule)
{
    struct place because = {.up = up, .key = "because"};
    for (size_t i = 0; i < rule->because_count; i++) {
        struct place at = {.up = &because, .index = i};
        if (sentence_names_event(rule->because[i]) && !asks_for_event(&rule->when)) {
            return value_fail(&l->values, &at, STATUS_USAGE,
                              VIEW("found a field of an event, but 'when' has no 'near'"));
        }
    }
    return STATUS_OK;
}

/* Steps that name fields are kept as they are written, and in general words. */
static enum status generalize(struct loader *l, const struct place *up, const char *key,
                              const struct view **steps, size_t count, const struct view **forms)
{
    struct arena *arena = l->values.arena;
    struct place place = {.up = up, .key = key};
    struct view *general = arena_alloc(arena, count * sizeof(*general) + 1);
    bool has_fields = false;
    for (size_t i = 0; i < count; i++) {
        struct place at = {.up = &place, .index = i};
        if (!sentence_generalize(arena, (*steps)[i], &general[i])) {
            return value_fail(&l->values, &at, STATUS_USAGE,
                              VIEW("found a field that has no general words, or none that a "
                                   "command can have"));
        }
        has_fields = has_fields || !view_equal(general[i], (*steps)[i]);
    }
    if (has_fields) {
        *forms = *steps;
        *steps = general;
    }
    return STATUS_OK;
}

static enum status generalize_steps(struct loader *l, const struct place *place, struct rule *rule)
{
    enum status status =
        generalize(l, place, "check", &rule->check, rule->check_count, &rule->check_forms);
    return status != STATUS_OK ? status
                               : generalize(l, place, "remedy", &rule->remedy, rule->remedy_count,
                                            &rule->remedy_forms);
}

static enum status read_lists(struct loader *l, const struct place *place, json_t *object,
                              struct rule *rule)
{
    const struct sentences lists[] = {
        {"because", CAUSE_MAX_BECAUSE, SENTENCES_WITH_FIELDS, &rule->because, &rule->because_count},
        {"check", RULE_MAX_SENTENCES, SENTENCES_STEPS, &rule->check, &rule->check_count},
        {"remedy", RULE_MAX_SENTENCES, SENTENCES_STEPS, &rule->remedy, &rule->remedy_count},
        {"references", RULE_MAX_SENTENCES, SENTENCES_PLAIN, &rule->references,
         &rule->reference_count},
    };
    enum status status = STATUS_OK;
    for (size_t i = 0; i < COUNT_OF(lists); i++) {
        if (value_goes_on(&l->values, status)) {
            status = value_worse(status, read_sentences(&l->values, place, object, &lists[i]));
        }
    }
    status = status == STATUS_OK ? check_event_fields(l, place, rule) : status;
    return status == STATUS_OK ? generalize_steps(l, place, rule) : status;
}

static bool is_id(struct view id)
{
    for (size_t i = 0; i < id.len; i++) {
        char c = id.data[i];
        if (!ascii_is_lower(c) && !ascii_is_digit(c) && c != '-' && c != '.') {
            return false;
        }
    }
    return true;
}

static enum status read_id(struct loader *l, const struct place *up, json_t *object,
                           struct rule *rule)
{
    struct place place = {.up = up, .key = "id"};
    const json_t *value = json_object_get(object, "id");
    enum status status = value_text(&l->values, &place, value, &rule->id);
    if (status != STATUS_OK) {
        return status;
    }
    if (!is_id(rule->id)) {
        return value_wrong(&l->values, &place, value, "lower case letters, digits, '-' and '.'");
    }
    if (map_get(&l->ids, rule->id)) {
        return value_wrong(&l->values, &place, value, "an id that no other rule has");
    }
    map_set(&l->ids, rule->id, rule);
    return STATUS_OK;
}

static enum status read_texts(struct loader *l, const struct place *up, json_t *object,
                              struct rule *rule)
{
    const struct {
        const char *key;
        struct view *text;
    } texts[] = {{"title", &rule->title}, {"cause", &rule->cause}, {"reason", &rule->reason}};
    enum status status = STATUS_OK;
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        struct place place = {.up = up, .key = texts[i].key};
        if (value_goes_on(&l->values, status)) {
            enum status now =
                read_sentence(&l->values, &place, json_object_get(object, texts[i].key),
                              SENTENCES_PLAIN, texts[i].text);
            status = value_worse(status, now);
        }
    }
    return status;
}

static enum status read_named(struct loader *l, const struct place *up, json_t *object,
                              struct rule *rule)
{
    struct place place = {.up = up, .key = "named"};
    const json_t *value = json_object_get(object, "named");
    return value ? read_sentence(&l->values, &place, value, SENTENCES_WITH_FIELDS, &rule->named)
                 : STATUS_OK;
}

static enum status read_rank(struct loader *l, const struct place *up, json_t *object,
                             struct rule *rule)
{
    struct place place = {.up = up, .key = "rank"};
    const json_t *value = json_object_get(object, "rank");
    rule->rank = DEFAULT_RANK;
    return value ? value_number(&l->values, &place, value, 0, &rule->rank) : STATUS_OK;
}

static enum status read_common(struct loader *l, const struct place *up, json_t *object,
                               struct rule *rule)
{
    struct place place = {.up = up, .key = "common"};
    const json_t *value = json_object_get(object, "common");
    return value ? value_number(&l->values, &place, value, 1, &rule->common) : STATUS_OK;
}

static enum status read_rule_version(struct loader *l, const struct place *up, json_t *object,
                                     struct rule *rule)
{
    struct place place = {.up = up, .key = "version"};
    return value_number(&l->values, &place, json_object_get(object, "version"), 1, &rule->version);
}

static enum status read_confidence(struct loader *l, const struct place *up, json_t *object,
                                   struct rule *rule)
{
    struct place place = {.up = up, .key = "confidence"};
    uint32_t number = 0;
    enum status status = value_name(&l->values, &place, json_object_get(object, "confidence"),
                                    &confidence_names, &number);
    rule->confidence = (enum confidence)number;
    return status;
}

static enum status read_verdict(struct loader *l, const struct place *up, json_t *object,
                                struct rule *rule)
{
    struct place place = {.up = up, .key = "verdict"};
    uint32_t number = 0;
    enum status status =
        value_name(&l->values, &place, json_object_get(object, "verdict"), &verdict_names, &number);
    rule->verdict = (enum verdict)number;
    return status;
}

static enum status read_fallback(struct loader *l, const struct place *up, json_t *object,
                                 struct rule *rule)
{
    struct place place = {.up = up, .key = "fallback"};
    const json_t *value = json_object_get(object, "fallback");
    return value ? value_boolean(&l->values, &place, value, &rule->is_fallback) : STATUS_OK;
}

static enum status read_incident(struct loader *l, const struct place *up, json_t *object,
                                 struct rule *rule)
{
    struct place name = {.up = up, .key = "incident"};
    struct place within = {.up = up, .key = "incident_within"};
    const json_t *name_value = json_object_get(object, "incident");
    const json_t *within_value = json_object_get(object, "incident_within");
    enum status status = STATUS_OK;
    rule->incident_within = (int64_t)DEFAULT_INCIDENT_SECONDS * WINTIME_TICKS_PER_SECOND;
    if (name_value) {
        status = value_text(&l->values, &name, name_value, &rule->incident);
    }
    if (within_value && value_goes_on(&l->values, status)) {
        enum status now = value_seconds(&l->values, &within, within_value, 0, MAX_INCIDENT_SECONDS,
                                        &rule->incident_within);
        status = value_worse(status, now);
    }
    if (within_value && !name_value && value_goes_on(&l->values, status)) {
        status = value_worse(status, value_fail(&l->values, &within, STATUS_USAGE,
                                                VIEW("found without 'incident'")));
    }
    return status;
}

static enum status read_sharpens(struct loader *l, const struct place *up, json_t *object,
                                 struct rule *rule)
{
    struct place place = {.up = up, .key = "sharpens"};
    const json_t *value = json_object_get(object, "sharpens");
    return value ? value_text(&l->values, &place, value, &rule->sharpens) : STATUS_OK;
}

/* What is no mistake of form, but makes a rule worthless: told when files are checked. */
static enum status check_claim(struct loader *l, const struct place *up, const struct rule *rule)
{
    struct claim_mistake mistakes[CLAIM_MAX_MISTAKES];
    size_t count = l->values.complain ? claim_mistakes(rule, mistakes) : 0;
    enum status status = STATUS_OK;
    for (size_t i = 0; i < count; i++) {
        struct place place = {.up = up, .key = mistakes[i].key};
        status = value_worse(
            status, value_fail(&l->values, &place, STATUS_USAGE, view_of(mistakes[i].text)));
    }
    return status;
}

static enum status read_when(struct loader *l, const struct place *up, json_t *object,
                             struct rule *rule)
{
    struct place place = {.up = up, .key = "when"};
    json_t *value = json_object_get(object, "when");
    return value ? rule_file_condition(&l->values, &place, value, &rule->when) : STATUS_USAGE;
}

static enum status read_samples(struct loader *l, const struct place *up, json_t *object,
                                struct rule *rule)
{
    struct place place = {.up = up, .key = "samples"};
    json_t *value = json_object_get(object, "samples");
    return value ? rule_file_samples(&l->values, &place, value, rule) : STATUS_OK;
}

/* The required keys first. */
static const char *const rule_keys[] = {
    "id",         "version",    "title",    "when",
    "cause",      "confidence", "verdict",  "reason",
    "rank",       "because",    "check",    "remedy",
    "references", "fallback",   "incident", "incident_within",
    "samples",    "sharpens",   "common",   "named",
};
enum { RULE_KEY_COUNT = COUNT_OF(rule_keys), RULE_KEYS_REQUIRED = 8 };

static enum status (*const rule_parts[])(struct loader *l, const struct place *up, json_t *object,
                                         struct rule *rule) = {
    read_id,      read_texts,    read_rule_version, read_rank,  read_confidence,
    read_verdict, read_fallback, read_incident,     read_when,  read_lists,
    read_samples, read_sharpens, read_common,       read_named,
};

static enum status read_rule(struct loader *l, const struct place *place, json_t *object)
{
    if (!json_is_object(object)) {
        return value_wrong(&l->values, place, object, "an object");
    }
    struct rule *rule = arena_alloc(l->values.arena, sizeof(*rule));
    rule->file = l->values.file;
    enum status status =
        value_check_keys(&l->values, place, object, rule_keys, RULE_KEY_COUNT, RULE_KEYS_REQUIRED);
    for (size_t i = 0; i < COUNT_OF(rule_parts); i++) {
        if (value_goes_on(&l->values, status)) {
            status = value_worse(status, rule_parts[i](l, place, object, rule));
        }
    }
    if (status != STATUS_OK) {
        return status;
    }

    rule->specificity = condition_specificity(&rule->when);
    rule->is_rhythm = condition_has_rhythm(&rule->when);
    rule->has_event = condition_rests_on_event(&rule->when);
    rule->telling = sentence_telling(rule);
    l->rules[l->count++] = rule;
    return check_claim(l, place, rule);
}

static enum status read_version(struct loader *l, const json_t *root, struct view *version)
{
    struct place place = {.key = "version"};
    const json_t *value = json_object_get(root, "version");
    enum status status = value_text(&l->values, &place, value, version);
    if (status == STATUS_OK && !view_starts(*version, VIEW("1."))) {
        status = value_fail(&l->values, &place, STATUS_UNSUPPORTED,
                            VIEW("only version 1 of the format is known"));
    }
    return status;
}

static enum status read_document(struct loader *l, json_t *root, struct view *version)
{
    static const char *const keys[] = {"version", "rules"};
    struct place place = {.key = "rules"};
    if (!json_is_object(root)) {
        return value_wrong(&l->values, NULL, root, "an object with 'version' and 'rules'");
    }
    enum status status = value_check_keys(&l->values, NULL, root, keys, 2, 2);
    if (value_goes_on(&l->values, status)) {
        status = value_worse(status, read_version(l, root, version));
    }
    json_t *list = json_object_get(root, "rules");
    if (list && !json_is_array(list) && value_goes_on(&l->values, status)) {
        status = value_worse(status, value_wrong(&l->values, &place, list, "a list of rules"));
    }
    if (!value_goes_on(&l->values, status) || !json_is_array(list)) {
        return status;
    }

    size_t count = json_array_size(list);
    if (count > RULE_MAX_RULES - l->count) {
        return value_over_limit(&l->values, &place, l->count + count, RULE_MAX_RULES,
                                "rules in all files");
    }
    for (size_t i = 0; i < count && value_goes_on(&l->values, status); i++) {
        struct place at = {.up = &place, .index = i};
        status = value_worse(status, read_rule(l, &at, json_array_get(list, i)));
    }
    return status;
}

static enum status not_json(struct loader *l, const json_error_t *problem)
{
    struct value_reader *r = &l->values;
    struct buffer shown, message;
    buffer_init(&shown, MESSAGE_SIZE);
    buffer_init(&message, BUFFER_NO_MAX);
    text_add_clean(&shown, view_of(problem->text));
    buffer_format(&message, "%.*s: line %d, column %d: %.*s", VIEW_ARG(r->file), problem->line,
                  problem->column, VIEW_ARG(buffer_view(&shown)));
    enum status status = STATUS_DAMAGED;
    if (r->complain) {
        r->complain(r->context, buffer_view(&message));
    } else {
        uint64_t offset = problem->position < 0 ? 0 : (uint64_t)problem->position;
        status = error_set_at(r->err, status, offset, "%.*s", VIEW_ARG(buffer_view(&message)));
    }
    buffer_release(&shown);
    buffer_release(&message);
    return status;
}

static enum status read_source(struct loader *l, const struct rule_source *source,
                               struct view *version)
{
    static const struct view mark = {"\xEF\xBB\xBF", 3};
    struct view text = source->text;
    if (view_starts(text, mark)) {
        text = view_from(text, mark.len);
    }
    l->values.file = arena_copy(l->values.arena, source->name);
    json_error_t problem;
    json_t *root =
        json_loadb(text.data ? text.data : "", text.len, JSON_REJECT_DUPLICATES, &problem);
    if (!root) {
        return not_json(l, &problem);
    }
    enum status status = read_document(l, root, version);
    json_decref(root);
    return status;
}

/* All files, or nothing. */
static enum status read_sources(struct loader *l, const struct rule_source *sources, size_t count,
                                struct view *version)
{
    enum status status = STATUS_OK;
    for (size_t i = 0; i < count && value_goes_on(&l->values, status); i++) {
        struct view file_version = VIEW_NONE;
        status = value_worse(status, read_source(l, &sources[i], &file_version));
        if (i == 0) {
            *version = file_version;
        }
    }
    return status;
}

/* The files' bytes, one after the other, in `text`. */
static enum status join_sources(struct buffer *text, const struct rule_source *sources,
                                size_t count, struct error *err)
{
    for (size_t i = 0; i < count; i++) {
        if (!buffer_add(text, sources[i].text)) {
            return error_set(err, STATUS_LIMIT, "%.*s: rule files hold more than %d bytes together",
                             VIEW_ARG(sources[i].name), RULE_MAX_BYTES);
        }
    }
    return STATUS_OK;
}

static void hex_digest(struct view data, char text[SHA256_TEXT_SIZE])
{
    uint8_t digest[SHA256_DIGEST_SIZE];
    sha256(data, digest);
    sha256_hex(digest, sizeof(digest), text);
}

/* Takes over what was read. */
static void fill_set(struct rule_set *set, const struct loader *l, struct view version)
{
    const struct rule **rules = arena_alloc(&set->arena, l->count * sizeof(*rules));
    for (size_t i = 0; i < l->count; i++) {
        rules[i] = l->rules[i];
    }
    set->index = rule_index_build(&set->arena, rules, l->count);
    set->rules = rules;
    set->count = l->count;
    set->version = version;
}

enum status rule_set_load(struct rule_set *set, const struct rule_source *sources, size_t count,
                          struct error *err)
{
    *set = (struct rule_set){.count = 0};
    arena_init(&set->arena, 0);
    struct buffer text;
    buffer_init(&text, RULE_MAX_BYTES);
    struct loader l = {.values = {.arena = &set->arena, .err = err}};
    map_init(&l.ids);
    l.rules = memory_new(RULE_MAX_RULES, sizeof(*l.rules));

    struct view version = VIEW_NONE;
    enum status status = join_sources(&text, sources, count, err);
    if (status == STATUS_OK) {
        status = read_sources(&l, sources, count, &version);
    }
    if (status == STATUS_OK) {
        fill_set(set, &l, version);
        hex_digest(buffer_view(&text), set->sha256);
    }

    free(l.rules);
    map_release(&l.ids);
    buffer_release(&text);
    return status;
}

enum status rule_files_lint(const struct rule_source *sources, size_t count,
                            void (*complain)(void *context, struct view message), void *context)
{
    struct arena arena;
    struct error err;
    arena_init(&arena, 0);
    error_init(&err);
    struct loader l = {.values = {&arena, VIEW_NONE, &err, complain, context}};
    map_init(&l.ids);
    l.rules = memory_new(RULE_MAX_RULES, sizeof(*l.rules));
    struct view version = VIEW_NONE;
    enum status status = read_sources(&l, sources, count, &version);
    free(l.rules);
    map_release(&l.ids);
    arena_release(&arena);
    return status;
}

void rule_set_release(struct rule_set *set)
{
    arena_release(&set->arena);
    *set = (struct rule_set){.count = 0};
}

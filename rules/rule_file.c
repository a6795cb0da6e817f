/* Knows the JSON form of rules (rules/rule.schema.json): documents, rules, conditions. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "parsers/base/buffer.h"
#include "parsers/base/map.h"
#include "parsers/base/memory.h"
#include "parsers/base/text.h"
#include "rules/match.h"
#include "rules/rule_file_value.h"
#include "rules/sentence.h"

enum { DEFAULT_RANK = 100, MESSAGE_SIZE = 400 };

struct loader {
    struct value_reader reader;
    const struct rule **rules;
    size_t count;
    struct map ids; /* id -> struct rule */
};

/* The keys of `when`. Leaves without names and not codes are globs. */
static const struct condition_key {
    const char *key;
    enum condition_kind kind;
    const struct enumeration *names;
} condition_keys[] = {
    {"all", CONDITION_ALL, NULL},
    {"any", CONDITION_ANY, NULL},
    {"not", CONDITION_NOT, NULL},
    {"code", CONDITION_CODE, NULL},
    {"facility", CONDITION_FACILITY, NULL},
    {"family", CONDITION_FAMILY, &value_families},
    {"phase", CONDITION_PHASE, &value_phases},
    {"stage", CONDITION_STAGE, &value_stages},
    {"locality", CONDITION_LOCALITY, &value_localities},
    {"verb", CONDITION_VERB, NULL},
    {"namespace", CONDITION_NAMESPACE, NULL},
    {"class", CONDITION_CLASS, NULL},
    {"method", CONDITION_METHOD, NULL},
    {"provider", CONDITION_PROVIDER, NULL},
    {"component", CONDITION_COMPONENT, NULL},
    {"possible_cause", CONDITION_POSSIBLE_CAUSE, NULL},
    {"user_kind", CONDITION_USER_KIND, &value_user_kinds},
};

enum { CONDITION_KEY_COUNT = sizeof(condition_keys) / sizeof(condition_keys[0]) };

/* Namespaces are compared with backslashes, so globs may be written with either. */
static struct view backslashed(struct arena *arena, struct view glob)
{
    char *bytes = arena_bytes(arena, glob.len + 1);
    for (size_t i = 0; i < glob.len; i++) {
        bytes[i] = glob.data[i] == '/' ? '\\' : glob.data[i];
    }
    bytes[glob.len] = '\0';
    return (struct view){bytes, glob.len};
}

static enum status read_leaf_value(struct value_reader *r, const struct place *place,
                                   const json_t *value, const struct condition_key *key,
                                   uint32_t *number, struct view *text)
{
    if (key->kind == CONDITION_CODE) {
        return value_code(r, place, value, number);
    }
    if (key->names) {
        return value_name(r, place, value, key->names, number);
    }
    enum status status = value_text(r, place, value, text);
    if (status == STATUS_OK && key->kind == CONDITION_NAMESPACE) {
        *text = backslashed(r->arena, *text);
    }
    return status;
}

/* One value, or a list of them. */
static enum status read_leaf(struct value_reader *r, const struct place *place, const json_t *value,
                             const struct condition_key *key, struct condition *out)
{
    bool single = !json_is_array(value);
    enum status status = STATUS_OK;
    if (!single) {
        status = value_check_count(r, place, value, RULE_MAX_VALUES, "a value or a list of values");
    }
    size_t count = single ? 1 : json_array_size(value);
    if (status != STATUS_OK) {
        return status;
    }

    uint32_t *numbers = arena_alloc(r->arena, count * sizeof(*numbers));
    struct view *texts = arena_alloc(r->arena, count * sizeof(*texts));
    for (size_t i = 0; i < count && status == STATUS_OK; i++) {
        struct place at = {.up = place, .index = i};
        status =
            single ? read_leaf_value(r, place, value, key, &numbers[0], &texts[0])
                   : read_leaf_value(r, &at, json_array_get(value, i), key, &numbers[i], &texts[i]);
    }
    if (key->kind == CONDITION_CODE || key->names) {
        *out = (struct condition){.kind = key->kind, .numbers = numbers, .number_count = count};
    } else {
        *out = (struct condition){.kind = key->kind, .texts = texts, .text_count = count};
    }
    return status;
}

static enum status read_condition(struct value_reader *r, const struct place *place, json_t *object,
                                  size_t depth, struct condition *out);

/* all, any: a list of conditions; not: one. */
static enum status read_branch(struct value_reader *r, const struct place *place, json_t *value,
                               enum condition_kind kind, size_t depth, struct condition *out)
{
    enum status status = STATUS_OK;
    size_t count = 1;
    if (kind != CONDITION_NOT) {
        status = value_check_count(r, place, value, RULE_MAX_VALUES, "a list of conditions");
        count = json_array_size(value);
    }
    if (status != STATUS_OK) {
        return status;
    }

    struct condition *children = arena_alloc(r->arena, count * sizeof(*children));
    for (size_t i = 0; i < count && status == STATUS_OK; i++) {
        struct place at = {.up = place, .index = i};
        status = kind == CONDITION_NOT
                     ? read_condition(r, place, value, depth + 1, &children[0])
                     : read_condition(r, &at, json_array_get(value, i), depth + 1, &children[i]);
    }
    *out = (struct condition){.kind = kind, .children = children, .child_count = count};
    return status;
}

static const struct condition_key *find_condition_key(const char *key)
{
    for (size_t i = 0; i < CONDITION_KEY_COUNT; i++) {
        if (strcmp(key, condition_keys[i].key) == 0) {
            return &condition_keys[i];
        }
    }
    return NULL;
}

static enum status check_condition(struct value_reader *r, const struct place *place,
                                   json_t *object, size_t depth)
{
    const char *names[CONDITION_KEY_COUNT];
    for (size_t i = 0; i < CONDITION_KEY_COUNT; i++) {
        names[i] = condition_keys[i].key;
    }
    if (!json_is_object(object) || json_object_size(object) == 0) {
        return value_wrong(r, place, object, "an object with at least one condition");
    }
    if (depth > RULE_MAX_DEPTH) {
        return value_over_limit(r, place, depth, RULE_MAX_DEPTH, "conditions within each other");
    }
    return value_check_keys(r, place, object, names, CONDITION_KEY_COUNT, 0);
}

/* The keys of one object must all hold. */
static enum status read_condition(struct value_reader *r, const struct place *place, json_t *object,
                                  size_t depth, struct condition *out)
{
    enum status status = check_condition(r, place, object, depth);
    if (status != STATUS_OK) {
        return status;
    }

    size_t count = 0;
    struct condition *children =
        arena_alloc(r->arena, json_object_size(object) * sizeof(*children));
    const char *name;
    json_t *value;
    json_object_foreach(object, name, value)
    {
        const struct condition_key *key = find_condition_key(name);
        assert(key != NULL); /* check_condition has refused unknown keys */
        struct place at = {.up = place, .key = name};
        bool is_branch =
            key->kind == CONDITION_ALL || key->kind == CONDITION_ANY || key->kind == CONDITION_NOT;
        status = is_branch ? read_branch(r, &at, value, key->kind, depth, &children[count])
                           : read_leaf(r, &at, value, key, &children[count]);
        if (status != STATUS_OK) {
            return status;
        }
        count++;
    }
    *out = (struct condition){.kind = CONDITION_ALL, .children = children, .child_count = count};
    if (count == 1) {
        *out = children[0];
    }
    return STATUS_OK;
}

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

/* An optional list of texts; those of `because` may name fields. */
static enum status read_sentences(struct value_reader *r, const struct place *up,
                                  const json_t *rule, const char *key, size_t limit,
                                  bool has_fields, const struct view **sentences, size_t *count)
{
    struct place place = {.up = up, .key = key};
    const json_t *list = json_object_get(rule, key);
    if (!list || (json_is_array(list) && json_array_size(list) == 0)) {
        return STATUS_OK;
    }
    enum status status = value_check_count(r, &place, list, limit, "a list of texts");
    if (status != STATUS_OK) {
        return status;
    }

    size_t found = json_array_size(list);
    struct view *texts = arena_alloc(r->arena, found * sizeof(*texts));
    for (size_t i = 0; i < found && status == STATUS_OK; i++) {
        struct place at = {.up = &place, .index = i};
        status = value_text(r, &at, json_array_get(list, i), &texts[i]);
        if (status == STATUS_OK && has_fields) {
            status = check_sentence(r, &at, texts[i]);
        }
    }
    *sentences = texts;
    *count = found;
    return status;
}

static enum status read_lists(struct value_reader *r, const struct place *place,
                              const json_t *object, struct rule *rule)
{
    enum status status;
    status = read_sentences(r, place, object, "because", FAILURE_MAX_BECAUSE, true, &rule->because,
                            &rule->because_count);
    if (status == STATUS_OK) {
        status = read_sentences(r, place, object, "check", RULE_MAX_SENTENCES, false, &rule->check,
                                &rule->check_count);
    }
    if (status == STATUS_OK) {
        status = read_sentences(r, place, object, "remedy", RULE_MAX_SENTENCES, false,
                                &rule->remedy, &rule->remedy_count);
    }
    if (status == STATUS_OK) {
        status = read_sentences(r, place, object, "references", RULE_MAX_SENTENCES, false,
                                &rule->references, &rule->reference_count);
    }
    return status;
}

static bool is_id(struct view id)
{
    for (size_t i = 0; i < id.len; i++) {
        char c = id.data[i];
        if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '-' && c != '.') {
            return false;
        }
    }
    return true;
}

static enum status read_id(struct loader *l, const struct place *up, const json_t *object,
                           struct rule *rule)
{
    struct place place = {.up = up, .key = "id"};
    const json_t *value = json_object_get(object, "id");
    enum status status = value_text(&l->reader, &place, value, &rule->id);
    if (status != STATUS_OK) {
        return status;
    }
    if (!is_id(rule->id)) {
        return value_wrong(&l->reader, &place, value, "lower case letters, digits, '-' and '.'");
    }
    if (map_get(&l->ids, rule->id)) {
        return value_wrong(&l->reader, &place, value, "an id that no other rule has");
    }
    map_set(&l->ids, rule->id, rule);
    return STATUS_OK;
}

static enum status read_fallback(struct loader *l, const struct place *up, const json_t *object,
                                 struct rule *rule)
{
    struct place place = {.up = up, .key = "fallback"};
    const json_t *value = json_object_get(object, "fallback");
    if (value && !json_is_boolean(value)) {
        return value_wrong(&l->reader, &place, value, "true or false");
    }
    rule->is_fallback = json_is_true(value);
    return STATUS_OK;
}

static enum status read_texts(struct loader *l, const struct place *up, const json_t *object,
                              struct rule *rule)
{
    const struct {
        const char *key;
        struct view *text;
    } texts[] = {{"title", &rule->title}, {"cause", &rule->cause}, {"reason", &rule->reason}};
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        struct place place = {.up = up, .key = texts[i].key};
        enum status status =
            value_text(&l->reader, &place, json_object_get(object, texts[i].key), texts[i].text);
        if (status != STATUS_OK) {
            return status;
        }
    }
    return STATUS_OK;
}

static enum status read_numbers(struct loader *l, const struct place *up, const json_t *object,
                                struct rule *rule)
{
    struct place version = {.up = up, .key = "version"}, rank = {.up = up, .key = "rank"};
    struct place confidence = {.up = up, .key = "confidence"};
    struct place verdict = {.up = up, .key = "verdict"};
    const json_t *ranked = json_object_get(object, "rank");
    uint32_t confidence_value = 0, verdict_value = 0;
    enum status status =
        value_number(&l->reader, &version, json_object_get(object, "version"), 1, &rule->version);
    rule->rank = DEFAULT_RANK;
    if (status == STATUS_OK && ranked) {
        status = value_number(&l->reader, &rank, ranked, 0, &rule->rank);
    }
    if (status == STATUS_OK) {
        status = value_name(&l->reader, &confidence, json_object_get(object, "confidence"),
                            &value_confidences, &confidence_value);
    }
    if (status == STATUS_OK) {
        status = value_name(&l->reader, &verdict, json_object_get(object, "verdict"),
                            &value_verdicts, &verdict_value);
    }
    rule->confidence = (enum confidence)confidence_value;
    rule->verdict = (enum verdict)verdict_value;
    return status;
}

/* The required keys first. */
static const char *const rule_keys[] = {
    "id",     "version", "title",   "when",  "cause",  "confidence", "verdict",
    "reason", "rank",    "because", "check", "remedy", "references", "fallback",
};
enum { RULE_KEY_COUNT = sizeof(rule_keys) / sizeof(rule_keys[0]), RULE_KEYS_REQUIRED = 8 };

static enum status read_rule(struct loader *l, const struct place *place, json_t *object)
{
    if (!json_is_object(object)) {
        return value_wrong(&l->reader, place, object, "an object");
    }
    struct rule *rule = arena_alloc(l->reader.arena, sizeof(*rule));
    rule->file = l->reader.file;
    struct place when = {.up = place, .key = "when"};
    enum status status =
        value_check_keys(&l->reader, place, object, rule_keys, RULE_KEY_COUNT, RULE_KEYS_REQUIRED);
    if (status == STATUS_OK) {
        status = read_id(l, place, object, rule);
    }
    if (status == STATUS_OK) {
        status = read_texts(l, place, object, rule);
    }
    if (status == STATUS_OK) {
        status = read_numbers(l, place, object, rule);
    }
    if (status == STATUS_OK) {
        status = read_fallback(l, place, object, rule);
    }
    if (status == STATUS_OK) {
        status = read_condition(&l->reader, &when, json_object_get(object, "when"), 1, &rule->when);
    }
    if (status == STATUS_OK) {
        status = read_lists(&l->reader, place, object, rule);
    }
    if (status != STATUS_OK) {
        return status;
    }

    rule->specificity = condition_specificity(&rule->when);
    l->rules[l->count++] = rule;
    return STATUS_OK;
}

static enum status read_version(struct loader *l, const json_t *root, struct view *version)
{
    struct place place = {.key = "version"};
    const json_t *value = json_object_get(root, "version");
    enum status status = value_text(&l->reader, &place, value, version);
    if (status == STATUS_OK && !view_starts(*version, VIEW("1."))) {
        status = value_fail(&l->reader, &place, STATUS_UNSUPPORTED,
                            VIEW("only version 1 of the format is known"));
    }
    return status;
}

static enum status read_document(struct loader *l, json_t *root, struct view *version)
{
    static const char *const keys[] = {"version", "rules"};
    struct place place = {.key = "rules"};
    if (!json_is_object(root)) {
        return value_wrong(&l->reader, NULL, root, "an object with 'version' and 'rules'");
    }
    enum status status = value_check_keys(&l->reader, NULL, root, keys, 2, 2);
    if (status == STATUS_OK) {
        status = read_version(l, root, version);
    }
    json_t *list = json_object_get(root, "rules");
    if (status == STATUS_OK && !json_is_array(list)) {
        status = value_wrong(&l->reader, &place, list, "a list of rules");
    }
    if (status != STATUS_OK) {
        return status;
    }

    size_t count = json_array_size(list);
    if (count > RULE_MAX_RULES - l->count) {
        return value_over_limit(&l->reader, &place, l->count + count, RULE_MAX_RULES,
                                "rules in all files");
    }
    for (size_t i = 0; i < count && status == STATUS_OK; i++) {
        struct place at = {.up = &place, .index = i};
        status = read_rule(l, &at, json_array_get(list, i));
    }
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
    l->reader.file = arena_copy(l->reader.arena, source->name);
    json_error_t problem;
    json_t *root =
        json_loadb(text.data ? text.data : "", text.len, JSON_REJECT_DUPLICATES, &problem);
    if (!root) {
        struct buffer shown;
        buffer_init(&shown, MESSAGE_SIZE);
        text_add_clean(&shown, view_of(problem.text));
        struct view message = buffer_view(&shown);
        enum status status = error_set_at(
            l->reader.err, STATUS_DAMAGED, problem.position < 0 ? 0 : (uint64_t)problem.position,
            "%.*s: line %d, column %d: %.*s", VIEW_ARG(l->reader.file), problem.line,
            problem.column, VIEW_ARG(message));
        buffer_release(&shown);
        return status;
    }
    enum status status = read_document(l, root, version);
    json_decref(root);
    return status;
}

/* All files, or nothing. */
static enum status read_sources(struct loader *l, const struct rule_source *sources, size_t count,
                                struct view *version)
{
    for (size_t i = 0; i < count; i++) {
        struct view file_version = VIEW_NONE;
        enum status status = read_source(l, &sources[i], &file_version);
        if (status != STATUS_OK) {
            return status;
        }
        if (i == 0) {
            *version = file_version;
        }
    }
    return STATUS_OK;
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

static void hex_digest(struct view data, char text[65])
{
    static const char digits[] = "0123456789abcdef";
    uint8_t digest[32];
    fingerprint_sha256(data, digest);
    for (size_t i = 0; i < sizeof(digest); i++) {
        text[2 * i] = digits[digest[i] >> 4];
        text[2 * i + 1] = digits[digest[i] & 15];
    }
    text[64] = '\0';
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
    struct loader l = {.reader = {.arena = &set->arena, .err = err}};
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

void rule_set_release(struct rule_set *set)
{
    arena_release(&set->arena);
    *set = (struct rule_set){.count = 0};
}

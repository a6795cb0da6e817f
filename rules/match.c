/* Knows when a rule's conditions hold, which rule comes before which, and how to find the few rules
 * that can match a failure without looking at all of them. */
#include "rules/match.h"

#include <stdlib.h>

#include "rules/sentence.h"

/* What conditions are asked about. For `explain` only code, family and phase are known. */
struct facts {
    const struct failure *f;
    bool code_only;
    enum user_kind user_kind;
    struct view name_space; /* normalised, in `name_space_text` */
    char name_space_text[FINGERPRINT_NAMESPACE_SIZE];
};

/* Three-valued: a condition over something unknown may hold. */
enum answer { ANSWER_NO, ANSWER_MAYBE, ANSWER_YES };

/* Positions in rule_set.rules, ascending. */
struct bucket {
    uint32_t key;
    uint32_t *rules;
    size_t count;
};

struct rule_index {
    struct bucket *codes; /* sorted by key */
    size_t code_count;
    struct bucket families[FAMILY_COUNT];
    struct bucket others; /* rules that demand neither a code nor a family */
};

static const uint32_t weights[CONDITION_COUNT] = {
    [CONDITION_CODE] = 8,      [CONDITION_POSSIBLE_CAUSE] = 6, [CONDITION_METHOD] = 6,
    [CONDITION_CLASS] = 5,     [CONDITION_PROVIDER] = 5,       [CONDITION_FAMILY] = 4,
    [CONDITION_NAMESPACE] = 4, [CONDITION_VERB] = 4,           [CONDITION_STAGE] = 3,
    [CONDITION_COMPONENT] = 3, [CONDITION_FACILITY] = 2,       [CONDITION_PHASE] = 2,
    [CONDITION_LOCALITY] = 2,  [CONDITION_USER_KIND] = 2,
};

/* Globs over the account as it is logged; the name of its authority is translated by Windows. */
static const struct {
    const char *glob;
    enum user_kind kind;
} user_globs[] = {
    {"NT A*\\SYSTEM", USER_KIND_SYSTEM},       {"NT-A*\\SYSTEM", USER_KIND_SYSTEM},
    {"AUTORI* NT\\S*ST*M*", USER_KIND_SYSTEM}, {"S-1-5-18", USER_KIND_SYSTEM},
    {"NT A*\\* SERVICE", USER_KIND_SERVICE},   {"NT SERVICE\\*", USER_KIND_SERVICE},
    {"IIS APPPOOL\\*", USER_KIND_SERVICE},     {"S-1-5-19", USER_KIND_SERVICE},
    {"S-1-5-20", USER_KIND_SERVICE},           {"*$", USER_KIND_MACHINE},
};

enum user_kind user_kind_of(struct view user)
{
    if (view_is_empty(user)) {
        return USER_KIND_EMPTY;
    }
    for (size_t i = 0; i < sizeof(user_globs) / sizeof(user_globs[0]); i++) {
        if (view_glob_nocase(user, view_of(user_globs[i].glob))) {
            return user_globs[i].kind;
        }
    }
    return USER_KIND_USER;
}

static bool has_wildcard(struct view v)
{
    return view_find(v, VIEW("*"), 0) != SIZE_MAX || view_find(v, VIEW("?"), 0) != SIZE_MAX;
}

static uint32_t leaf_specificity(const struct condition *c)
{
    bool loose = c->number_count + c->text_count > 1;
    for (size_t i = 0; i < c->text_count; i++) {
        loose = loose || has_wildcard(c->texts[i]);
    }
    return weights[c->kind] * 2 - (loose ? 1 : 0);
}

/* Depth of recursion over conditions is limited to RULE_MAX_DEPTH where they are read. */
uint32_t condition_specificity(const struct condition *condition)
{
    uint32_t sum = 0, smallest = UINT32_MAX;
    if (condition->kind == CONDITION_NOT) {
        return 0;
    }
    if (condition->kind != CONDITION_ALL && condition->kind != CONDITION_ANY) {
        return leaf_specificity(condition);
    }
    for (size_t i = 0; i < condition->child_count; i++) {
        uint32_t child = condition_specificity(&condition->children[i]);
        sum += child;
        smallest = child < smallest ? child : smallest;
    }
    if (condition->kind == CONDITION_ALL) {
        return sum;
    }
    return condition->child_count > 0 ? smallest : 0;
}

static enum answer number_answer(const struct condition *c, uint32_t number)
{
    for (size_t i = 0; i < c->number_count; i++) {
        if (c->numbers[i] == number) {
            return ANSWER_YES;
        }
    }
    return ANSWER_NO;
}

static enum answer text_answer(const struct condition *c, struct view text)
{
    for (size_t i = 0; i < c->text_count; i++) {
        if (view_glob_nocase(text, c->texts[i])) {
            return ANSWER_YES;
        }
    }
    return ANSWER_NO;
}

static struct view or_unknown(struct view text)
{
    return view_is_empty(text) ? VIEW("Unknown") : text;
}

/* Leaves over what only a real failure has. */
static enum answer detail_answer(const struct condition *c, const struct facts *facts)
{
    if (facts->code_only) {
        return ANSWER_MAYBE;
    }

    const struct failure *f = facts->f;
    switch (c->kind) {
    case CONDITION_STAGE:
        return number_answer(c, (uint32_t)f->stage);
    case CONDITION_LOCALITY:
        return number_answer(c, (uint32_t)f->client.locality);
    case CONDITION_USER_KIND:
        return number_answer(c, (uint32_t)facts->user_kind);
    case CONDITION_VERB:
        return text_answer(c, f->operation.verb);
    case CONDITION_NAMESPACE:
        return text_answer(c, facts->name_space);
    case CONDITION_CLASS:
        return text_answer(c, f->operation.class_name);
    case CONDITION_METHOD:
        return text_answer(c, f->operation.method);
    case CONDITION_PROVIDER:
        return text_answer(c, view_is_empty(f->provider.name) ? f->operation.provider
                                                              : f->provider.name);
    case CONDITION_COMPONENT:
        return text_answer(c, or_unknown(f->component));
    case CONDITION_POSSIBLE_CAUSE:
        return text_answer(c, or_unknown(f->possible_cause));
    case CONDITION_ALL:
    case CONDITION_ANY:
    case CONDITION_NOT:
    case CONDITION_CODE:
    case CONDITION_FACILITY:
    case CONDITION_FAMILY:
    case CONDITION_PHASE:
    case CONDITION_COUNT:
        break;
    }
    return ANSWER_NO;
}

static enum answer leaf_answer(const struct condition *c, const struct facts *facts)
{
    const struct failure *f = facts->f;
    if (c->kind == CONDITION_CODE) {
        return number_answer(c, f->result);
    }
    if (c->kind == CONDITION_FAMILY) {
        return number_answer(c, (uint32_t)f->family);
    }
    if (c->kind == CONDITION_PHASE) {
        return number_answer(c, (uint32_t)f->phase);
    }
    if (c->kind == CONDITION_FACILITY) {
        return text_answer(c, view_of(code_facility(f->result)));
    }
    return detail_answer(c, facts);
}

static enum answer condition_answer(const struct condition *c, const struct facts *facts)
{
    enum answer all = ANSWER_YES, any = ANSWER_NO;
    if (c->kind != CONDITION_ALL && c->kind != CONDITION_ANY && c->kind != CONDITION_NOT) {
        return leaf_answer(c, facts);
    }
    for (size_t i = 0; i < c->child_count; i++) {
        enum answer child = condition_answer(&c->children[i], facts);
        all = child < all ? child : all;
        any = child > any ? child : any;
        if (c->kind == CONDITION_ANY ? any == ANSWER_YES : all == ANSWER_NO) {
            break;
        }
    }
    if (c->kind == CONDITION_NOT) {
        return (enum answer)(ANSWER_YES - all);
    }
    return c->kind == CONDITION_ALL ? all : any;
}

static void facts_init(struct facts *facts, const struct failure *f)
{
    facts->f = f;
    facts->code_only = false;
    facts->user_kind = user_kind_of(f->client.user);
    facts->name_space = view_of(fingerprint_namespace(f->name_space, facts->name_space_text));
}

bool rule_matches(const struct rule *rule, const struct failure *f)
{
    struct facts facts;
    facts_init(&facts, f);
    return condition_answer(&rule->when, &facts) == ANSWER_YES;
}

/* The leaf of that kind which must hold for the whole condition to hold, or NULL. */
static const struct condition *demanded(const struct condition *c, enum condition_kind kind)
{
    if (c->kind == kind) {
        return c;
    }
    if (c->kind != CONDITION_ALL) {
        return NULL;
    }
    for (size_t i = 0; i < c->child_count; i++) {
        const struct condition *leaf = demanded(&c->children[i], kind);
        if (leaf) {
            return leaf;
        }
    }
    return NULL;
}

static int by_preference(const void *left, const void *right)
{
    const struct rule *a = *(const struct rule *const *)left;
    const struct rule *b = *(const struct rule *const *)right;
    if (a->is_fallback != b->is_fallback) {
        return a->is_fallback ? 1 : -1;
    }
    if (a->specificity != b->specificity) {
        return a->specificity > b->specificity ? -1 : 1;
    }
    if (a->rank != b->rank) {
        return a->rank < b->rank ? -1 : 1;
    }
    return view_compare(a->id, b->id);
}

static int by_number(const void *left, const void *right)
{
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    return a < b ? -1 : a > b;
}

static struct bucket *code_bucket(const struct rule_index *index, uint32_t code)
{
    size_t low = 0, high = index->code_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (index->codes[middle].key < code) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    bool found = low < index->code_count && index->codes[low].key == code;
    return found ? &index->codes[low] : NULL;
}

/* Every code that a rule demands, each once, as empty buckets in order. */
static void collect_codes(struct arena *arena, struct rule_index *index,
                          const struct rule *const *rules, size_t count)
{
    size_t total = 0;
    for (size_t i = 0; i < count; i++) {
        const struct condition *codes = demanded(&rules[i]->when, CONDITION_CODE);
        total += codes ? codes->number_count : 0;
    }
    uint32_t *all = arena_alloc(arena, total * sizeof(*all));
    size_t used = 0;
    for (size_t i = 0; i < count; i++) {
        const struct condition *codes = demanded(&rules[i]->when, CONDITION_CODE);
        for (size_t j = 0; codes && j < codes->number_count; j++) {
            all[used++] = codes->numbers[j];
        }
    }
    qsort(all, used, sizeof(*all), by_number);
    index->codes = arena_alloc(arena, used * sizeof(*index->codes));
    for (size_t i = 0; i < used; i++) {
        if (i == 0 || all[i] != all[i - 1]) {
            index->codes[index->code_count++].key = all[i];
        }
    }
}

/* Counts (no memory yet) or enters a rule; a value listed twice in a rule is entered once. */
static void bucket_add(struct bucket *bucket, uint32_t position, bool enter)
{
    if (enter && bucket->count > 0 && bucket->rules[bucket->count - 1] == position) {
        return;
    }
    if (enter) {
        bucket->rules[bucket->count] = position;
    }
    bucket->count++;
}

static void index_rule(struct rule_index *index, const struct rule *rule, uint32_t position,
                       bool enter)
{
    const struct condition *codes = demanded(&rule->when, CONDITION_CODE);
    const struct condition *families = demanded(&rule->when, CONDITION_FAMILY);
    if (codes) {
        for (size_t i = 0; i < codes->number_count; i++) {
            bucket_add(code_bucket(index, codes->numbers[i]), position, enter);
        }
    } else if (families) {
        for (size_t i = 0; i < families->number_count; i++) {
            bucket_add(&index->families[families->numbers[i]], position, enter);
        }
    } else {
        bucket_add(&index->others, position, enter);
    }
}

static void bucket_allocate(struct arena *arena, struct bucket *bucket)
{
    bucket->rules = arena_alloc(arena, bucket->count * sizeof(*bucket->rules));
    bucket->count = 0;
}

const struct rule_index *rule_index_build(struct arena *arena, const struct rule **rules,
                                          size_t count)
{
    if (count > 0) {
        qsort(rules, count, sizeof(struct rule *), by_preference);
    }
    struct rule_index *index = arena_alloc(arena, sizeof(*index));
    collect_codes(arena, index, rules, count);
    for (size_t i = 0; i < count; i++) {
        index_rule(index, rules[i], (uint32_t)i, false);
    }
    for (size_t i = 0; i < index->code_count; i++) {
        bucket_allocate(arena, &index->codes[i]);
    }
    for (size_t i = 0; i < FAMILY_COUNT; i++) {
        bucket_allocate(arena, &index->families[i]);
    }
    bucket_allocate(arena, &index->others);
    for (size_t i = 0; i < count; i++) {
        index_rule(index, rules[i], (uint32_t)i, true);
    }
    return index;
}

enum { BUCKETS_ASKED = 3 };

/* The rules that can match, merged from the buckets in order of preference. */
struct candidates {
    const struct rule_set *set;
    const struct bucket *buckets[BUCKETS_ASKED];
    size_t next[BUCKETS_ASKED];
};

static struct candidates candidates_for(const struct rule_set *set, const struct failure *f)
{
    const struct rule_index *index = set->index;
    struct candidates c = {.set = set};
    c.buckets[0] = code_bucket(index, f->result);
    c.buckets[1] = (size_t)f->family < FAMILY_COUNT ? &index->families[f->family] : NULL;
    c.buckets[2] = &index->others;
    return c;
}

static const struct rule *candidates_next(struct candidates *c)
{
    size_t best = BUCKETS_ASKED;
    uint32_t best_rule = UINT32_MAX;
    for (size_t i = 0; i < BUCKETS_ASKED; i++) {
        const struct bucket *bucket = c->buckets[i];
        if (bucket && c->next[i] < bucket->count && bucket->rules[c->next[i]] < best_rule) {
            best = i;
            best_rule = bucket->rules[c->next[i]];
        }
    }
    if (best == BUCKETS_ASKED) {
        return NULL;
    }
    c->next[best]++;
    return c->set->rules[best_rule];
}

static void add_cause(struct failure *f, const struct rule *rule)
{
    struct cause *cause = &f->causes[f->cause_count++];
    cause->rule = rule;
    cause->confidence = rule->confidence;
    cause->because_count = 0;
    for (size_t i = 0; i < rule->because_count && cause->because_count < FAILURE_MAX_BECAUSE; i++) {
        if (sentence_fill(&f->arena, rule->because[i], f, &cause->because[cause->because_count])) {
            cause->because_count++;
        }
    }
}

void rule_set_match(const struct rule_set *set, struct failure *f)
{
    struct facts facts;
    facts_init(&facts, f);
    f->cause_count = 0;
    struct candidates candidates = candidates_for(set, f);
    const struct rule *rule = candidates_next(&candidates);
    for (; rule && f->cause_count < FAILURE_MAX_CAUSES; rule = candidates_next(&candidates)) {
        if (rule->is_fallback && f->cause_count > 0) {
            break;
        }
        if (condition_answer(&rule->when, &facts) == ANSWER_YES) {
            add_cause(f, rule);
        }
    }

    if (f->cause_count > 0) {
        f->verdict = f->causes[0].rule->verdict;
        f->verdict_reason = f->causes[0].rule->reason;
    } else {
        f->verdict = VERDICT_DEGRADED;
        f->verdict_reason = VIEW("No rule knows this failure, so it is not taken for harmless.");
    }
}

void rule_set_for_code(const struct rule_set *set, uint32_t code, enum phase phase,
                       void (*visit)(void *context, const struct rule *rule), void *context)
{
    struct failure f = {.result = code, .phase = phase, .family = failure_family(code)};
    struct facts facts = {.f = &f, .code_only = true};
    static const enum answer passes[] = {ANSWER_YES, ANSWER_MAYBE};
    for (size_t i = 0; i < sizeof(passes) / sizeof(passes[0]); i++) {
        struct candidates candidates = candidates_for(set, &f);
        const struct rule *rule;
        while ((rule = candidates_next(&candidates)) != NULL) {
            if (condition_answer(&rule->when, &facts) == passes[i]) {
                visit(context, rule);
            }
        }
    }
}

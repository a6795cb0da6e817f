/* Knows which rule comes before which, and how to find the few rules that can match a failure
 * without looking at all of them. */
#include "rules/matching/rule_index.h"

#include <stdlib.h>

#include "parsers/base/ascii.h"
#include "rules/matching/facts.h"

/* Positions in rule_set.rules, ascending. */
struct bucket {
    uint32_t key;
    uint32_t *rules;
    size_t count;
};

/* The first bytes that the class must have in lower case, where a rule demands one: looked at
 * before the rule itself, for most rules of a large set speak of other classes. */
struct class_filter {
    uint64_t bytes, mask; /* mask 0 = any class */
};

struct rule_index {
    struct class_filter *filters; /* by position in rule_set.rules */
    struct rule_traits *traits;   /* so are they */
    struct bucket *codes;         /* sorted by key */
    size_t code_count;
    struct bucket families[FAMILY_COUNT];
    struct bucket others; /* rules that demand neither a code nor a family */
};

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

/* The first bytes of a text, up to a wildcard when it is a glob. */
static struct class_filter filter_of(struct view text, bool is_glob)
{
    struct class_filter filter = {0, 0};
    for (size_t i = 0; i < text.len && i < sizeof(filter.bytes); i++) {
        char c = text.data[i];
        if (is_glob && (c == '*' || c == '?')) {
            break;
        }
        filter.bytes |= (uint64_t)(uint8_t)ascii_fold(c) << 8 * i;
        filter.mask |= (uint64_t)0xff << 8 * i;
    }
    return filter;
}

static struct class_filter filter_for(const struct rule *rule)
{
    const struct condition *classes = demanded(&rule->when, CONDITION_CLASS);
    bool is_one = classes && classes->text_count == 1;
    return is_one ? filter_of(classes->texts[0], true) : (struct class_filter){0, 0};
}

/* Exclusions rest on nothing. */
static bool may_be_inferred(const struct condition *c)
{
    bool may = condition_rows[c->kind].form != FORM_BRANCH && facts_may_be_inferred(c->kind);
    for (size_t i = 0; c->kind != CONDITION_NOT && i < c->child_count && !may; i++) {
        may = may_be_inferred(&c->children[i]);
    }
    return may;
}

static int by_preference(const void *left, const void *right)
{
    const struct rule *a = *(const struct rule *const *)left;
    const struct rule *b = *(const struct rule *const *)right;
    if (a->is_fallback != b->is_fallback) {
        return a->is_fallback ? 1 : -1;
    }
    /* Those that leave no room for others, so far as they do. */
    const bool a_many = rule_sharpens_many(a), b_many = rule_sharpens_many(b);
    if ((a_many && a->has_event) != (b_many && b->has_event)) {
        return a_many && a->has_event ? -1 : 1;
    }
    if (a->confidence != b->confidence) {
        return a->confidence > b->confidence ? -1 : 1;
    }
    if (a_many != b_many) {
        return a_many ? -1 : 1;
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

static int compare_bucket(const void *key, const void *item)
{
    const struct bucket *bucket = item;
    return by_number(key, &bucket->key);
}

static struct bucket *code_bucket(const struct rule_index *index, uint32_t code)
{
    size_t count = index->code_count;
    return count > 0 ? bsearch(&code, index->codes, count, sizeof(index->codes[0]), compare_bucket)
                     : NULL;
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
    if (!bucket) {
        return; /* cannot be: every code that is demanded has one */
    }
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
    index->filters = arena_alloc(arena, count * sizeof(*index->filters));
    index->traits = arena_alloc(arena, count * sizeof(*index->traits));
    for (size_t i = 0; i < count; i++) {
        index->filters[i] = filter_for(rules[i]);
        index->traits[i] =
            (struct rule_traits){.parts = open_parts_of(arena, &rules[i]->when),
                                 .may_be_inferred = may_be_inferred(&rules[i]->when)};
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

const struct rule_traits *rule_index_traits(const struct rule_index *index, uint32_t place)
{
    return &index->traits[place];
}

uint64_t rule_index_class_bytes(struct view class_name)
{
    return filter_of(class_name, false).bytes;
}

bool rule_index_may_be(const struct rule_index *index, uint32_t place, uint64_t class_bytes)
{
    const struct class_filter *filter = &index->filters[place];
    return (class_bytes & filter->mask) == filter->bytes;
}

struct candidates candidates_for(const struct rule_set *set, const struct failure *f)
{
    const struct rule_index *index = set->index;
    struct candidates c = {.set = set};
    c.buckets[0] = code_bucket(index, f->result);
    c.buckets[1] = (size_t)f->family < FAMILY_COUNT ? &index->families[f->family] : NULL;
    c.buckets[2] = &index->others;
    return c;
}

uint32_t candidates_next(struct candidates *c)
{
    size_t best = CANDIDATE_BUCKETS;
    uint32_t best_rule = UINT32_MAX;
    for (size_t i = 0; i < CANDIDATE_BUCKETS; i++) {
        const struct bucket *bucket = c->buckets[i];
        if (bucket && c->next[i] < bucket->count && bucket->rules[c->next[i]] < best_rule) {
            best = i;
            best_rule = bucket->rules[c->next[i]];
        }
    }
    if (best == CANDIDATE_BUCKETS) {
        return CANDIDATES_END;
    }
    c->next[best]++;
    return best_rule;
}

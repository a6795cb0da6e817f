/* Which causes of a code come first in `wmilog explain`: those of the rules that speak of it. */
#include "analyzer/report/explain_form.h"

#include <stdlib.h>

#include "parsers/base/memory.h"
#include "rules/knowledge/owner_codes.h"

static bool lists(const struct condition *c, uint32_t number)
{
    for (size_t i = 0; i < c->number_count; i++) {
        if (c->numbers[i] == number) {
            return true;
        }
    }
    return false;
}

/* Whether the condition names the code or its family, as what has to be there; the family of all
 * other codes does not count. The depth of conditions is limited to RULE_MAX_DEPTH where they are
 * read. */
static bool speaks_of(const struct condition *c, uint32_t value, enum family family)
{
    if (c->kind == CONDITION_CODE) {
        return lists(c, value);
    }
    if (c->kind == CONDITION_FAMILY) {
        return family != FAMILY_OTHER && lists(c, (uint32_t)family);
    }
    if (c->kind == CONDITION_OWNER_CODE) {
        size_t owners;
        (void)owner_code_range(value, &owners);
        return owners > 0;
    }
    const bool has_parts = c->kind == CONDITION_ALL || c->kind == CONDITION_ANY;
    for (size_t i = 0; has_parts && i < c->child_count; i++) {
        if (speaks_of(&c->children[i], value, family)) {
            return true;
        }
    }
    return false;
}

/* How much a rule asks for beside the code, which makes it rarer: nothing; something of the caller
 * or of the record; a certain class, method, namespace, provider, verb or query; other events. */
enum rarity { RARITY_COMMON, RARITY_CALLER, RARITY_NAMED, RARITY_BESIDE_OTHERS };

static enum rarity leaf_rarity(const struct condition *c)
{
    static const enum rarity rarities[] = {
        [ASKS_CODE] = RARITY_COMMON,          [ASKS_KIND] = RARITY_NAMED,
        [ASKS_VARIANT] = RARITY_CALLER,       [ASKS_FAILURE] = RARITY_CALLER,
        [ASKS_AROUND] = RARITY_BESIDE_OTHERS,
    };
    const bool names_more = c->kind == CONDITION_PROVIDER || c->kind == CONDITION_QUERY;
    return names_more ? RARITY_NAMED : rarities[condition_rows[c->kind].asks];
}

/* The most of what `all` asks, the least of `any`; what a rule excludes makes it no rarer. */
static enum rarity rarity_of(const struct condition *c)
{
    if (c->kind != CONDITION_ALL && c->kind != CONDITION_ANY) {
        return c->kind == CONDITION_NOT ? RARITY_COMMON : leaf_rarity(c);
    }
    enum rarity rarity = c->kind == CONDITION_ALL ? RARITY_COMMON : RARITY_BESIDE_OTHERS;
    for (size_t i = 0; i < c->child_count; i++) {
        const enum rarity child = rarity_of(&c->children[i]);
        const bool is_more = child > rarity;
        rarity = is_more == (c->kind == CONDITION_ALL) ? child : rarity;
    }
    return rarity;
}

static void collect(void *context, const struct rule *rule)
{
    struct explain_rules *s = context;
    if (speaks_of(&rule->when, s->value, s->family)) {
        s->items = memory_grow(s->items, s->count, &s->cap, sizeof(*s->items));
        s->items[s->count] = (struct explain_rule){rule, rarity_of(&rule->when), s->count};
        s->count++;
    }
}

/* The commoner before the rarer; among them the surer first. */
static int by_commonness(const void *left, const void *right)
{
    const struct explain_rule *a = left, *b = right;
    if (a->rarity != b->rarity) {
        return a->rarity > b->rarity ? 1 : -1;
    }
    if (a->rule->confidence != b->rule->confidence) {
        return a->rule->confidence > b->rule->confidence ? -1 : 1;
    }
    return a->visited < b->visited ? -1 : 1;
}

void explain_rules_init(struct explain_rules *found, const struct rule_set *rules, uint32_t value,
                        enum phase phase)
{
    *found = (struct explain_rules){.value = value, .family = family_of_code(value)};
    rule_set_for_code(rules, value, phase, collect, found);
    if (found->count > 0) {
        qsort(found->items, found->count, sizeof(*found->items), by_commonness);
    }
}

void explain_rules_release(struct explain_rules *found)
{
    free(found->items);
}

bool explain_serves(const struct provider_facts *provider, struct view name_space)
{
    struct view rest = provider->namespaces, one = rest;
    bool has_more = true, is_its = false;
    while (has_more && !is_its) {
        has_more = view_cut(rest, VIEW(","), &one, &rest);
        is_its = view_equal(has_more ? one : rest, name_space);
    }
    return is_its;
}

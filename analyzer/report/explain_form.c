/* Which causes of a code come first in `wmilog explain`: those of the rules that speak of it. */
#include "analyzer/report/explain_form.h"

#include <stdlib.h>

#include "parsers/base/count.h"
#include "parsers/base/memory.h"
#include "rules/knowledge/codes.h"
#include "rules/knowledge/owner_codes.h"

/* Whether the condition names the code or its family, as what has to be there; the family of all
 * other codes does not count. The depth of conditions is limited to RULE_MAX_DEPTH where they are
 * read. */
static bool speaks_of(const struct condition *c, uint32_t value, enum family family)
{
    if (c->kind == CONDITION_CODE) {
        return condition_lists(c->numbers, c->number_count, value);
    }
    if (c->kind == CONDITION_FAMILY) {
        return family != FAMILY_OTHER &&
               condition_lists(c->numbers, c->number_count, (uint32_t)family);
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

/* Conditions over what only calls have: failed connects name neither class nor provider. */
static const enum condition_kind of_operations[] = {
    CONDITION_CLASS,          CONDITION_CLASS_KIND,   CONDITION_CLASS_OWNER, CONDITION_CLASS_PLACE,
    CONDITION_CLASS_PRESENCE, CONDITION_CLASS_RIGHTS, CONDITION_METHOD,      CONDITION_PROVIDER,
    CONDITION_QUERY,          CONDITION_REQUEST,      CONDITION_SERVICE,     CONDITION_VERB,
};

static bool leaf_fits_phase(const struct condition *c, enum phase phase)
{
    if (c->kind == CONDITION_STAGE) {
        for (size_t i = 0; i < c->number_count; i++) {
            if (stage_phase((enum stage)c->numbers[i]) == phase) {
                return true;
            }
        }
        return false;
    }
    for (size_t i = 0; i < COUNT_OF(of_operations); i++) {
        if (c->kind == of_operations[i]) {
            return phase == PHASE_OPERATION;
        }
    }
    return true;
}

/* Whether a rule can be of a failure in the phase, by what it asks for beside the phase. */
static bool fits_phase(const struct condition *c, enum phase phase)
{
    bool any = false;
    for (size_t i = 0; i < c->child_count && c->kind != CONDITION_NOT; i++) {
        const bool child = fits_phase(&c->children[i], phase);
        if (c->kind == CONDITION_ALL && !child) {
            return false;
        }
        any |= child;
    }
    return c->kind == CONDITION_ANY ? any : leaf_fits_phase(c, phase);
}

/* How much a rule asks for beside the code, which makes it rarer: nothing, or which side tells it;
 * something of the caller or of the record; a certain class, method, namespace, provider, verb or
 * query; other events. */
enum rarity { RARITY_COMMON, RARITY_CALLER, RARITY_NAMED, RARITY_BESIDE_OTHERS };

static enum rarity leaf_rarity(const struct condition *c)
{
    static const enum rarity rarities[] = {
        [ASKS_CODE] = RARITY_COMMON,    [ASKS_KIND] = RARITY_NAMED,
        [ASKS_CASE] = RARITY_CALLER,    [ASKS_VARIANT] = RARITY_CALLER,
        [ASKS_FAILURE] = RARITY_CALLER, [ASKS_AROUND] = RARITY_BESIDE_OTHERS,
    };
    if (c->kind == CONDITION_LOCALITY || c->kind == CONDITION_VIEWPOINT) {
        return RARITY_COMMON;
    }
    const bool names_more = c->kind == CONDITION_PROVIDER || c->kind == CONDITION_SERVICE ||
                            c->kind == CONDITION_OWNER_CODE || c->kind == CONDITION_QUERY;
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
    if (speaks_of(&rule->when, s->value, s->family) && fits_phase(&rule->when, s->phase)) {
        s->items = memory_grow(s->items, s->count, &s->cap, sizeof(*s->items));
        s->items[s->count] = (struct explain_rule){
            .rule = rule,
            .rarity = rarity_of(&rule->when),
            .is_of_family = !speaks_of(&rule->when, s->value, FAMILY_OTHER),
            .visited = s->count,
        };
        s->count++;
    }
}

static int compare(size_t left, size_t right)
{
    return (left > right) - (left < right);
}

/* The commoner before the rarer: as the rules say themselves, then what names the
 * code before what names its family, then what asks for less. */
static int by_commonness(const void *left, const void *right)
{
    const struct explain_rule *a = left, *b = right;
    const int orders[] = {
        compare(a->rule->common - 1U, b->rule->common - 1U), /* none is behind all */
        compare(a->is_of_family, b->is_of_family),           compare(a->rarity, b->rarity),
        compare(a->rule->specificity, b->rule->specificity), compare(a->visited, b->visited),
    };
    for (size_t i = 0; i < COUNT_OF(orders); i++) {
        if (orders[i] != 0) {
            return orders[i];
        }
    }
    return 0;
}

void explain_rules_init(struct explain_rules *found, const struct rule_set *rules, uint32_t value,
                        enum phase phase)
{
    /* Of a code that no table has, its range alone would give the family. */
    const enum family family = code_find(value) ? family_of_code(value) : FAMILY_OTHER;
    *found = (struct explain_rules){.value = value, .family = family, .phase = phase};
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

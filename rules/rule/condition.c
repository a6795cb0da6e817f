/* What can be said of a condition without a failure: how narrow it is, and what it asks about. */
#include "rules/rule/rule.h"

static const uint32_t weights[CONDITION_COUNT] = {
    [CONDITION_CODE] = 8,
    [CONDITION_POSSIBLE_CAUSE] = 6,
    [CONDITION_METHOD] = 6,
    [CONDITION_CLASS] = 5,
    [CONDITION_PROVIDER] = 5,
    [CONDITION_FAMILY] = 4,
    [CONDITION_NAMESPACE] = 4,
    [CONDITION_VERB] = 4,
    [CONDITION_STAGE] = 3,
    [CONDITION_COMPONENT] = 3,
    [CONDITION_FACILITY] = 2,
    [CONDITION_PHASE] = 2,
    [CONDITION_LOCALITY] = 2,
    [CONDITION_USER_KIND] = 2,
    [CONDITION_USER] = 3,
    [CONDITION_CLIENT_MACHINE] = 3,
    [CONDITION_QUERY] = 5,
    [CONDITION_NEAR] = 8,
    [CONDITION_PRECEDED_BY] = 5,
    [CONDITION_FOLLOWED_BY] = 5,
    [CONDITION_SPREAD] = 5,
    [CONDITION_PERIODIC] = 4,
    [CONDITION_SUCCEEDED_BEFORE] = 4,
    [CONDITION_RATE] = 3,
    [CONDITION_DURATION] = 3,
};

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

bool condition_is_pattern(const struct condition *condition)
{
    if (condition->kind == CONDITION_PERIODIC || condition->kind == CONDITION_RATE) {
        return true;
    }
    for (size_t i = 0; condition->kind == CONDITION_ALL && i < condition->child_count; i++) {
        if (condition_is_pattern(&condition->children[i])) {
            return true;
        }
    }
    return false;
}

bool condition_needs_surroundings(const struct condition *condition)
{
    if ((int)condition->kind >= (int)CONDITION_FIRST_OF_SURROUNDINGS) {
        return true;
    }
    for (size_t i = 0; i < condition->child_count; i++) {
        if (condition_needs_surroundings(&condition->children[i])) {
            return true;
        }
    }
    return false;
}

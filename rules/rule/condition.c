/* What can be said of a condition without a failure: how narrow it is, and what it asks about. */
#include "rules/rule/condition.h"

#include "rules/failure/failure.h"
#include "rules/failure/namespace_form.h"
#include "rules/failure/request.h"
#include "rules/failure/target_form.h"
#include "rules/knowledge/classes.h"
#include "rules/knowledge/namespaces.h"
#include "rules/knowledge/near_names.h"
#include "rules/texts/user_kind.h"

#define CONDITION(NAME, key, FORM, names, weight, ASKS, is_rhythm, words) \
    [CONDITION_##NAME] = {#key, FORM_##FORM, names, weight, ASKS_##ASKS, is_rhythm, words},
const struct condition_row condition_rows[CONDITION_COUNT] = {
#include "rules/rule/conditions.def"
};
#undef CONDITION

#define CONDITION(NAME, key, ...) [CONDITION_##NAME] = #key,
static const char *const keys[CONDITION_COUNT] = {
#include "rules/rule/conditions.def"
};
#undef CONDITION
const struct names condition_names = NAMES_OF("a condition", keys);

static const char *const same_table[SAME_COUNT] = {
    [SAME_NAMESPACE] = "namespace",
    [SAME_CLIENT] = "client",
    [SAME_CLASS] = "class",
    [SAME_USER] = "user",
    [SAME_CLIENT_MACHINE] = "client_machine",
    [SAME_PROVIDER] = "provider",
    [SAME_CLIENT_PROCESS_ID] = "client_process_id",
    [SAME_HOST_PROCESS_ID] = "host_process_id",
    [SAME_SERVICE_PROCESS_ID] = "service_process_id",
    [SAME_SERVICE] = "service",
    [SAME_TARGET] = "target",
};
const struct names same_names = NAMES_OF("a field", same_table);

static const char *const order_table[NEAR_ORDER_COUNT] = {
    [NEAR_ANY] = "any",
    [NEAR_BEFORE] = "before",
    [NEAR_AFTER] = "after",
};
const struct names order_names = NAMES_OF("an order", order_table);

static const char *const spread_table[SPREAD_COUNT] = {
    [SPREAD_NAMESPACES] = "namespaces",
    [SPREAD_USERS] = "users",
    [SPREAD_CLIENTS] = "clients",
    [SPREAD_TARGETS] = "targets",
    [SPREAD_CLASSES] = "classes",
    [SPREAD_CLASSES_OF_NAMESPACE] = "classes_of_namespace",
};
const struct names spread_names = NAMES_OF("what is spread over", spread_table);

static const char *const success_table[SUCCESS_COUNT] = {
    [SUCCESS_NAMESPACE] = "namespace",
    [SUCCESS_CONNECT] = "connect",
    [SUCCESS_CLIENT_SYNC] = "client_sync",
    [SUCCESS_USER] = "user",
    [SUCCESS_REQUEST] = "request",
};
const struct names success_names = NAMES_OF("what succeeded", success_table);

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
    return condition_rows[c->kind].weight * 2 - (loose ? 1 : 0);
}

/* Depth of recursion over conditions is limited to RULE_MAX_DEPTH where they are read. */
uint32_t condition_specificity(const struct condition *condition)
{
    uint32_t sum = 0, smallest = UINT32_MAX;
    if (condition->kind == CONDITION_NOT) {
        return 0;
    }
    if (condition_rows[condition->kind].form != FORM_BRANCH) {
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

/* Whether what the condition or one within it asks for is of that kind. */
static bool asks_within(const struct condition *c, bool (*is_asked)(const struct condition_row *),
                        bool also_excluded)
{
    bool found = is_asked(&condition_rows[c->kind]);
    const bool goes_on = also_excluded || c->kind != CONDITION_NOT;
    for (size_t i = 0; goes_on && i < c->child_count && !found; i++) {
        found = asks_within(&c->children[i], is_asked, also_excluded);
    }
    return found;
}

static bool is_rhythm(const struct condition_row *row)
{
    return row->is_rhythm;
}

static bool is_event(const struct condition_row *row)
{
    return row == &condition_rows[CONDITION_NEAR];
}

static bool is_around(const struct condition_row *row)
{
    return row->asks == ASKS_AROUND;
}

bool condition_has_rhythm(const struct condition *condition)
{
    return asks_within(condition, is_rhythm, true);
}

bool condition_needs_surroundings(const struct condition *condition)
{
    return asks_within(condition, is_around, true);
}

bool condition_rests_on_event(const struct condition *condition)
{
    return asks_within(condition, is_event, false);
}

bool condition_finds_events(const struct condition *condition)
{
    return asks_within(condition, is_around, false);
}

bool condition_lists(const uint32_t *numbers, size_t count, uint32_t number)
{
    for (size_t i = 0; i < count; i++) {
        if (numbers[i] == number) {
            return true;
        }
    }
    return false;
}

bool condition_has_glob(const struct view *globs, size_t count, struct view text)
{
    for (size_t i = 0; i < count; i++) {
        if (view_glob_nocase(text, globs[i])) {
            return true;
        }
    }
    return false;
}

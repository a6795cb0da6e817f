/* Which condition asks about what. */
#include "rules/matching/wants.h"

/* How long something can still be asked about: the longest look back from a failure that waits, and
 * a little for events that come late. */
enum { REACH_SECONDS = RULE_MAX_BEFORE + 4 * RULE_MAX_AFTER };

_Static_assert(RULE_MAX_PERIODS <= (int)SURROUNDINGS_MAX_TIMES, "rhythms need so many times");
_Static_assert(RULE_MAX_COUNT < (int)SURROUNDINGS_MAX_SCAN, "so many failures are looked at");

static void add_condition(struct surroundings_wants *wants, const struct condition *condition)
{
    const struct condition_details *d = condition->details;
    for (size_t i = 0; i < condition->child_count; i++) {
        add_condition(wants, &condition->children[i]);
    }
    if (condition->kind == CONDITION_NEAR) {
        wanted_add(wants->events, d);
    }
    if (condition->kind == CONDITION_RATE) {
        wants->failures.is_any = wants->failures.is_alike = true;
    }
    wants->has_times |= condition->kind == CONDITION_PERIODIC ||
                        condition->kind == CONDITION_SPACING ||
                        condition->kind == CONDITION_SAME_DURATION;
    wants->has_successes |= condition->kind == CONDITION_SUCCEEDED_BEFORE ||
                            condition->kind == CONDITION_SUCCEEDED_AFTER;
    if (condition->kind == CONDITION_PRECEDED_BY || condition->kind == CONDITION_FOLLOWED_BY ||
        condition->kind == CONDITION_SPREAD) {
        asked_add(&wants->failures, d);
    }
}

struct surroundings *rule_set_surroundings(const struct rule_set *set, struct computers *computers,
                                           size_t max_memory)
{
    struct surroundings_wants wants = {.events = wanted_new()};
    wants.reach = (int64_t)REACH_SECONDS * WINTIME_TICKS_PER_SECOND;
    for (size_t i = 0; i < set->count; i++) {
        add_condition(&wants, &set->rules[i]->when);
    }
    asked_sort(&wants.failures);
    return surroundings_new(&wants, computers, max_memory);
}

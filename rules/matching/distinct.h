/* How many different things there are among some, as far as rules ask. */
#ifndef WMILOG_RULES_MATCHING_DISTINCT_H
#define WMILOG_RULES_MATCHING_DISTINCT_H
#include "rules/rule/rule.h"

/* Zero-initialised = empty. */
struct distinct {
    uint64_t values[RULE_MAX_SPREAD];
    uint32_t count;
};

/* Whether it was not in the set before; 0 stands for nothing and is never taken. */
static inline bool distinct_add(struct distinct *set, uint64_t value)
{
    for (uint32_t i = 0; i < set->count; i++) {
        if (set->values[i] == value) {
            return false;
        }
    }
    if (value == 0 || set->count == RULE_MAX_SPREAD) {
        return false;
    }
    set->values[set->count++] = value;
    return true;
}

#endif

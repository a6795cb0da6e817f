/* What a rule set needs to be kept of the surroundings of failures. */
#ifndef WMILOG_RULES_MATCHING_WANTS_H
#define WMILOG_RULES_MATCHING_WANTS_H
#include "rules/rule/rule.h"
#include "rules/surroundings/surroundings.h"

/* New surroundings that keep all that conditions of the set ask about, for as long as they can ask;
 * `computers` is borrowed. */
struct surroundings *rule_set_surroundings(const struct rule_set *set, struct computers *computers,
                                           size_t max_memory);

#endif

/* Running the samples of rules. */
#ifndef WMILOG_RULES_MATCHING_SAMPLES_H
#define WMILOG_RULES_MATCHING_SAMPLES_H
#include "rules/rule/rule.h"

enum { SAMPLE_FIRST_CAUSES = 3 };

struct sample_counts {
    uint64_t passed, failed;
    uint64_t rules;   /* with at least one sample */
    uint64_t without; /* rules that lack match or no_match */
};

/* Runs the samples of every rule of the set for which `wanted` holds (NULL = all), ranked among all
 * rules of the set. A match sample passes when the rule matches and is among the first
 * SAMPLE_FIRST_CAUSES causes; a no_match sample when the rule does not match. `complain` gets one
 * text for each sample that fails, valid during the call: "FILE: RULE: samples.match[1]: ...". */
void samples_run(const struct rule_set *set, bool (*wanted)(void *context, const struct rule *rule),
                 void (*complain)(void *context, struct view message), void *context,
                 struct sample_counts *counts);

#endif

/* Why a rule holds or does not hold: for each kind of failure in the inputs, what decided it. */
#ifndef WMILOG_ANALYZER_COMMANDS_RULES_RULE_WHY_H
#define WMILOG_ANALYZER_COMMANDS_RULES_RULE_WHY_H
#include "analyzer/commands/run.h"

/* Judges the failures of the inputs by the whole set and tells of one rule of it. The exit status;
 * what is wrong is complained about. */
int rule_why(const struct options *options, const struct rule_set *set, const struct rule *rule);

#endif

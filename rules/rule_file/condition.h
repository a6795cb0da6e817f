/* Reading the conditions and samples of a rule file. For rules/rule_file/ only. */
#ifndef WMILOG_RULES_RULE_FILE_CONDITION_H
#define WMILOG_RULES_RULE_FILE_CONDITION_H
#include "rules/rule_file/value.h"

/* The value of `when`. */
enum status rule_file_condition(struct value_reader *r, const struct place *place, json_t *object,
                                struct condition *out);
/* The value of a condition that has keys of its own: near, rate, ... */
enum status rule_file_details(struct value_reader *r, const struct place *place, json_t *object,
                              enum condition_kind kind, struct condition *out);
/* The value of `samples`, into the rule. */
enum status rule_file_samples(struct value_reader *r, const struct place *place, json_t *object,
                              struct rule *rule);

#endif

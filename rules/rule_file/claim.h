/* What a rule claims: one cause, and of some kind of failure. */
#ifndef WMILOG_RULES_RULE_FILE_CLAIM_H
#define WMILOG_RULES_RULE_FILE_CLAIM_H
#include "rules/rule/rule.h"

/* The number of alternatives that a sentence joins with "or" outside parentheses, 1 for none: in
 * each of its parts, which end at '.', ':' and ';', the most. "a, b or c" are three. */
size_t claim_alternatives(struct view sentence);

/* What makes a rule worthless though it is one: the key that is at fault, and a message. */
struct claim_mistake {
    const char *key, *text;
};
enum { CLAIM_MAX_MISTAKES = 4 };
/* Fills `list`; gives how many there are. */
size_t claim_mistakes(const struct rule *rule, struct claim_mistake list[CLAIM_MAX_MISTAKES]);

#endif

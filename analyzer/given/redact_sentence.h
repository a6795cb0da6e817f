/* Sentences of causes without the names that were filled in. */
#ifndef WMILOG_ANALYZER_GIVEN_REDACT_SENTENCE_H
#define WMILOG_ANALYZER_GIVEN_REDACT_SENTENCE_H
#include "analyzer/redact/redact.h"
#include "rules/rule/rule.h"

/* NULL for no rule of that id. */
const struct rule *redact_sentence_rule(const struct rule_set *rules, struct view id);
/* Appends a sentence of the rule: what the rule says as it is, each field by what it holds. A note
 * of its size where the rule does not say it, or is NULL. */
void redact_sentence(struct redaction *r, const struct rule *rule, struct view text,
                     struct buffer *out);

#endif

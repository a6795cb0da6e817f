/* A rule as text for people: when it holds, in words, and what it says. */
#ifndef WMILOG_ANALYZER_COMMANDS_RULES_RULE_WORDS_H
#define WMILOG_ANALYZER_COMMANDS_RULES_RULE_WORDS_H
#include "analyzer/report/text/paper.h"
#include "rules/rule/rule.h"

/* Verdict and id, and the title under them. */
void rule_words_line(const struct paper *paper, const struct rule *rule);
/* The whole rule. */
void rule_words_show(const struct paper *paper, const struct rule *rule);

/* Its parts, for sentences about them: a leaf ("the code is 0x80041003 (...)"), the values of one
 * alone, and a condition with what is within it, indented by `hang`. */
void rule_words_leaf(struct buffer *line, const struct condition *leaf);
void rule_words_values(struct buffer *line, const struct condition *leaf);
void rule_words_condition(const struct paper *paper, const struct condition *c, unsigned hang);

#endif

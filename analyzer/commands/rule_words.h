/* A rule as text for people: when it holds, in words, and what it says. */
#ifndef WMILOG_ANALYZER_COMMANDS_RULE_WORDS_H
#define WMILOG_ANALYZER_COMMANDS_RULE_WORDS_H
#include "analyzer/report/text/paper.h"
#include "rules/rule/rule.h"

/* Verdict and id, and the title under them. */
void rule_words_line(const struct paper *paper, const struct rule *rule);
/* The whole rule. */
void rule_words_show(const struct paper *paper, const struct rule *rule);

#endif

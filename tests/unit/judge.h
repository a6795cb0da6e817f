/* What the rules say of a failure of which nothing else is known. */
#ifndef WMILOG_TESTS_UNIT_JUDGE_H
#define WMILOG_TESTS_UNIT_JUDGE_H
#include "rules/matching/match.h"

/* Judges the failure anew, in all steps. */
static inline void judge(const struct rule_set *set, const struct failure *f, struct judgement *j)
{
    rule_set_match_in(set, NULL, NULL, f, j);
    rule_set_explain_in(NULL, f, j);
    rule_set_fill_steps(f, j);
}

#endif

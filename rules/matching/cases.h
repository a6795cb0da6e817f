/* Which rules are left for a case of a kind of failure: most failures are like one before, and most
 * rules are excluded by kind, stage, locality, component and possible cause alone. Asking all the
 * rules for the code instead takes 1.28 times the instructions when a generated 32 MB .evtx is
 * analysed. */
#ifndef WMILOG_RULES_MATCHING_CASES_H
#define WMILOG_RULES_MATCHING_CASES_H
#include "rules/failure/kind.h"
#include "rules/rule/rule.h"

enum {
    CASES_MAX_OF_KIND = 16, /* more are judged without */
    CASES_MAX_BYTES = 6 * 1024 * 1024,
};

/* A rule that the case does not exclude, and what of its conditions is still open. */
struct match_rule {
    const struct rule *rule;
    const struct condition *open;
    enum confidence confidence; /* the rule's, or less where it rests on what is only inferred */
};

struct match_case {
    enum stage stage;
    enum viewpoint viewpoint;
    enum locality locality;
    struct view component, possible_cause;
    struct match_rule *rules; /* in order of preference */
    size_t count;
    size_t number;           /* of the kind's cases, from 1 */
    struct match_case *next; /* of the same kind */
};

/* The cases of all kinds that are used with it. */
struct match_cases {
    struct arena arena;
    uint32_t age;             /* how often all were forgotten, from 1 */
    struct match_rule *rules; /* of the case that is being made */
    size_t count, cap;
    bool is_kept; /* that case */
    struct match_case once;
};

void match_cases_init(struct match_cases *m);
void match_cases_release(struct match_cases *m);

/* What is known of the case of a failure whose kind is known, NULL when nothing is. Valid until the
 * next match_cases_begin. */
const struct match_case *match_cases_find(const struct match_cases *m, const struct failure *f);
/* Begins a case, adds its rules in order, and gives them, the surer first. It is kept unless its
 * kind is not known or has too many; then it is valid until the next match_cases_begin, and what is
 * open of a rule must outlive it. All others are forgotten when they take too much memory. What is
 * open may be made in `arena` where the case is kept. */
void match_cases_begin(struct match_cases *m, const struct failure *f);
void match_cases_add(struct match_cases *m, const struct match_rule *rule);
const struct match_case *match_cases_end(struct match_cases *m, const struct failure *f);

#endif

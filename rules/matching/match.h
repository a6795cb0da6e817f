/* Which rules hold for a failure, and what it is then told. */
#ifndef WMILOG_RULES_MATCHING_MATCH_H
#define WMILOG_RULES_MATCHING_MATCH_H
#include "rules/rule/rule.h"

struct surroundings; /* rules/surroundings/surroundings.h */
struct match_cases;  /* rules/matching/cases.h; the failure has its kind then */

/* Judges a failure anew: the causes (best first: by confidence, which is "possible" at most where a
 * rule rests on what the tables only infer, then more specific rules first, then rank, then id),
 * the verdict and its reason, which are the first cause's. When no rule matches, there is no cause
 * and the verdict is degraded with a reason that says that no rule knows this. `cases` and
 * `surroundings` may be NULL; without surroundings no condition about what else happened holds. The
 * causes' sentences and evidence are left empty. */
void rule_set_match_in(const struct rule_set *set, struct match_cases *cases,
                       const struct surroundings *surroundings, const struct failure *f,
                       struct judgement *j);
/* Fills in sentences and evidence of all causes, by the same surroundings. A sentence that names a
 * field that the failure lacks is left out. The evidence lives as long as the surroundings. */
void rule_set_explain_in(const struct surroundings *surroundings, const struct failure *f,
                         struct judgement *j);
/* The same for the cause at that index, which may have been explained before. */
void rule_set_explain_cause_in(const struct surroundings *surroundings, const struct failure *f,
                               struct judgement *j, size_t index);
/* How to tell a cause and what to do: filled in last, for what is kept of a group. */
void rule_set_fill_steps(const struct failure *f, struct judgement *j);
bool rule_matches_in(const struct rule *rule, const struct surroundings *surroundings,
                     const struct failure *f);

/* What keeps a rule from holding for a failure: the condition that decides it, a leaf where there
 * is one, else an `any` of which nothing holds, or an `all` that holds within a `not`. */
struct exclusion {
    const struct condition *condition; /* NULL: the rule holds */
    bool holds;       /* within a `not`: the condition holds, and must not; else it does not hold */
    uint32_t number;  /* what a leaf was compared with: FORM_CODES, FORM_NAMES */
    struct view text; /* FORM_GLOBS; in the arena */
};
void rule_exclude_in(const struct rule *rule, const struct surroundings *surroundings,
                     const struct failure *f, struct arena *arena, struct exclusion *out);

/* The rules for a code in a phase, for `explain`: every rule whose conditions do not exclude the
 * code. Calls `visit` first for the rules that need nothing else to be known, then for those that
 * depend on more, both in order of preference; for fallbacks only when there is no other, and not
 * for a rule that only sharpens one that is visited. */
void rule_set_for_code(const struct rule_set *set, uint32_t code, enum phase phase,
                       void (*visit)(void *context, const struct rule *rule), void *context);

#endif

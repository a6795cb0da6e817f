/* Conditions over what else happened, and the evidence that they find. */
#ifndef WMILOG_RULES_MATCHING_QUESTION_H
#define WMILOG_RULES_MATCHING_QUESTION_H
#include "rules/knowledge/windows_fit.h"
#include "rules/rule/judgement.h"
#include "rules/rule/rule.h"
#include "rules/surroundings/surroundings.h"

/* What a failure's conditions of this kind are asked against; filled when the first asks. */
struct question {
    const struct surroundings *around; /* NULL = nothing is known: no such condition holds */
    const struct failure *f;
    bool is_ready;
    const struct computer *computer; /* NULL = nothing is known of it */
    const struct computer *target;   /* the machine that was asked, where the client logged it */
    struct failure_marks marks;
};

/* What the conditions of a rule that holds rest on. */
struct match_evidence {
    const struct surroundings_event *near; /* the first; NULL = none */
    struct evidence records[CAUSE_MAX_EVIDENCE];
    size_t record_count;
    uint64_t count;   /* failures or different things, 0 = not asked about */
    int64_t interval; /* of a rhythm, in ticks; 0 = none */
    int64_t window;   /* that was looked at, in ticks; 0 = none */
    bool has_windows; /* what is known of the computer was asked about */
    struct windows_bounds windows;
};

/* Whether a leaf with details holds. `found` gets what it rests on; NULL = not
 * wanted. */
bool question_answer(struct question *q, const struct condition *c, struct match_evidence *found);

#endif

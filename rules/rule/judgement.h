/* What the rules say of a failure: the verdict, and the causes with what they rest on. */
#ifndef WMILOG_RULES_RULE_JUDGEMENT_H
#define WMILOG_RULES_RULE_JUDGEMENT_H
#include "rules/failure/failure.h"

enum verdict {
    VERDICT_HARMLESS,
    VERDICT_DEGRADED,
    VERDICT_BROKEN,
    VERDICT_SECURITY,
    VERDICT_COUNT
};

enum confidence { CONFIDENCE_POSSIBLE, CONFIDENCE_LIKELY, CONFIDENCE_CERTAIN, CONFIDENCE_COUNT };

/* JSON names: "harmless", ...; "certain", ... */
extern const struct names verdict_names, confidence_names;

static inline const char *verdict_name(enum verdict verdict)
{
    return names_get(&verdict_names, (uint32_t)verdict);
}

static inline const char *confidence_name(enum confidence confidence)
{
    return names_get(&confidence_names, (uint32_t)confidence);
}

enum {
    JUDGEMENT_MAX_CAUSES = 8,
    CAUSE_MAX_BECAUSE = 6,
    CAUSE_MAX_EVIDENCE = 4,
};

struct rule; /* rules/rule/rule.h */

/* One cause with what it rests on in this failure. */
struct cause {
    const struct rule *rule; /* lives as long as the rule set */
    enum confidence confidence;
    struct view text; /* the rule's `named`, filled in; absent where its cause serves, which
                         cause_text (rules/rule/rule.h) gives then */
    struct view
        *because; /* the rule's sentences with fields filled in, CAUSE_MAX_BECAUSE at most */
    size_t because_count;
    /* As many as the rule has, filled in for this failure; NULL where the rule's own serve, which
     * cause_check and cause_remedy (rules/rule/rule.h) give then, or where nobody asked for them.
     */
    const struct view *check, *remedy;
    bool is_explained;         /* `text`, `because` and `evidence` are filled in */
    struct evidence *evidence; /* events beside the failure's own, CAUSE_MAX_EVIDENCE at most */
    size_t evidence_count;
};

struct judgement {
    struct arena arena; /* of the sentences */
    enum verdict verdict;
    struct view reason; /* one sentence: why this verdict; the rule's, or constant */
    bool is_explained;  /* sentences and evidence of the causes are filled in */
    size_t cause_count;
    struct cause *causes; /* the best first; set up to their count only */
    struct cause *room;   /* for JUDGEMENT_MAX_CAUSES of them; NULL: of a copy */
};

void judgement_init(struct judgement *j);
/* Nothing is said any more; the memory is kept for the next failure. */
void judgement_clear(struct judgement *j);
void judgement_release(struct judgement *j);

/* An owned deep copy (rules and reasons stay borrowed); freed with judgement_free. */
struct judgement *judgement_copy(const struct judgement *j);
void judgement_free(struct judgement *j);

/* The rule of the first cause, NULL when there is no cause. */
const struct rule *judgement_first_rule(const struct judgement *j);

#endif

/* Rules: data that says, for a kind of failure, why it happened, how to tell and what to do. */
#ifndef WMILOG_RULES_RULE_RULE_H
#define WMILOG_RULES_RULE_RULE_H
#include "parsers/base/arena.h"
#include "rules/rule/condition.h"
#include "rules/rule/judgement.h"

/* Limits of rule files; each is an error with its path when passed. */
enum {
    RULE_MAX_BYTES = 8 * 1024 * 1024, /* of all files together */
    RULE_MAX_RULES = 20000,           /* of all files together */
    RULE_MAX_DEPTH = 8,               /* of conditions within conditions */
    RULE_MAX_VALUES = 256,            /* of one condition, or conditions in one all/any */
    RULE_MAX_TEXT = 1024,             /* bytes of one text */
    RULE_MAX_SENTENCES = 16,          /* of check, remedy, references */
    RULE_MAX_BEFORE = 300,            /* seconds before a failure that a condition can ask about */
    RULE_MAX_AFTER = 60,              /* seconds after it */
    RULE_MAX_COUNT = 500,   /* failures that a condition can demand; below SURROUNDINGS_MAX_SCAN */
    RULE_MAX_SPREAD = 64,   /* different namespaces, users, clients */
    RULE_MAX_OVER = 604800, /* seconds that a series can be asked to last */
    RULE_MAX_PERIODS = 16,  /* failures in a rhythm */
    RULE_MAX_DATA = 16,     /* data of an event that one condition looks at */
    RULE_MAX_SAMPLES = 32,  /* of one rule, each of match and no_match */
    RULE_MAX_SAMPLE_ITEMS = 64, /* events, failures or successes in one sample */
};

struct sample; /* rules/rule/sample.h */

/* Which failures are told the same of what a cause rests on. */
enum telling {
    TELLING_OWN,    /* none surely: it names what each has of its own, or what was found around */
    TELLING_CLIENT, /* those of a case that agree in the user and the client's machine */
    TELLING_CASE,   /* those that agree in operation, result, phase, stage, computer, component,
                       possible cause and the provider's name */
    TELLING_ALL,
};

struct rule {
    struct view id;
    uint32_t version;
    struct view title;
    struct condition when;
    struct view cause;
    struct view named; /* the same with fields, told where a failure fills in all of them; or
                          absent */
    enum confidence confidence;
    enum verdict verdict;
    struct view reason;   /* one sentence: why this verdict */
    uint32_t rank;        /* order among equally specific rules, smaller first */
    uint32_t common;      /* place among the commonest causes of its codes, from 1; 0: none */
    uint32_t specificity; /* computed from `when`: more and narrower conditions give more */
    bool is_fallback;     /* after all others, and a cause only when no other rule matches */
    bool is_rhythm;       /* computed: it asks for a rhythm, so it gives a cause, and no verdict */
    bool has_event;       /* computed: it rests on an event that tells of the cause */
    enum telling telling; /* computed */
    struct view sharpens; /* id of a rule that says the same with less evidence: it is no cause
                             beside this one; with "*" at its end the beginning of the ids of all
                             rules that this one's evidence speaks against: without an event of its
                             own against none that is surer or has one; or absent */
    const struct view *because, *check, *remedy, *references;
    /* check and remedy as they are written, with fields; NULL where none names one. */
    const struct view *check_forms, *remedy_forms;
    size_t because_count, check_count, remedy_count, reference_count;
    struct view
        incident; /* failures with this cause, close together, are one incident; or absent */
    int64_t incident_within; /* ticks */
    const struct sample *matches, *no_matches;
    size_t match_count, no_match_count;
    struct view file; /* where it was read */
};

static inline bool rule_sharpens_many(const struct rule *rule)
{
    return rule->sharpens.len > 0 && rule->sharpens.data[rule->sharpens.len - 1] == '*';
}

/* Whether the other one is no cause beside this one. */
static inline bool rule_sharpens(const struct rule *rule, const struct rule *other)
{
    if (!rule_sharpens_many(rule)) {
        return rule->sharpens.len > 0 && view_equal(rule->sharpens, other->id);
    }
    const bool is_weaker = !other->has_event && other->confidence <= rule->confidence;
    return (rule->has_event || is_weaker) &&
           view_starts(other->id, (struct view){rule->sharpens.data, rule->sharpens.len - 1});
}

/* The cause in the words for the failure, where those of its rule are filled in. */
static inline struct view cause_text(const struct cause *cause)
{
    return cause->text.data ? cause->text : cause->rule->cause;
}

/* How to tell a cause and what to do, for the failure where its steps name what that is about. */
static inline const struct view *cause_check(const struct cause *cause)
{
    return cause->check ? cause->check : cause->rule->check;
}

static inline const struct view *cause_remedy(const struct cause *cause)
{
    return cause->remedy ? cause->remedy : cause->rule->remedy;
}

/* All rules of a run. */
struct rule_set {
    struct arena arena;
    const struct rule *const *rules; /* in order of preference: see rules/matching/rule_index.h */
    size_t count;
    struct view version;            /* of the first file */
    char sha256[65];                /* over the rule files' bytes, in order */
    const struct rule_index *index; /* rules/matching/rule_index.h; NULL: not made yet */
};

#endif

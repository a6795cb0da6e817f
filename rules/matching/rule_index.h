/* The index of a rule set: which rules can match at all, by code and family, and by class. */
#ifndef WMILOG_RULES_MATCHING_RULE_INDEX_H
#define WMILOG_RULES_MATCHING_RULE_INDEX_H
#include "rules/matching/cases.h"

struct bucket;

/* Sorts `rules` into the order of preference and builds the index over it, in `arena`. */
const struct rule_index *rule_index_build(struct arena *arena, const struct rule **rules,
                                          size_t count);

/* What of a rule is asked for each failure, worked out before. */
struct rule_traits {
    struct open_parts parts;
    bool may_be_inferred; /* whether it may rest on what the tables only infer */
};

/* By the rule's place in rule_set.rules. */
const struct rule_traits *rule_index_traits(const struct rule_index *index, uint32_t place);

/* The first bytes of a class, and whether the rule may be about one with such. */
uint64_t rule_index_class_bytes(struct view class_name);
bool rule_index_may_be(const struct rule_index *index, uint32_t place, uint64_t class_bytes);

enum { CANDIDATE_BUCKETS = 3 };

/* The rules that can match, merged from the index's buckets in order of preference. */
struct candidates {
    const struct rule_set *set;
    const struct bucket *buckets[CANDIDATE_BUCKETS];
    size_t next[CANDIDATE_BUCKETS];
};

/* Those for the failure's code and family. */
struct candidates candidates_for(const struct rule_set *set, const struct failure *f);
/* The next one's place in rule_set.rules, ascending; CANDIDATES_END at the end. */
#define CANDIDATES_END UINT32_MAX
uint32_t candidates_next(struct candidates *c);

#endif

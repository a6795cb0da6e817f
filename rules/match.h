/* The index of a rule set: which rules can match at all, by code and family. */
#ifndef WMILOG_MATCH_H
#define WMILOG_MATCH_H

#include "rules/rule.h"

struct rule_index;

/* Sorts `rules` into the order of preference and builds the index over it, in `arena`. */
const struct rule_index *rule_index_build(struct arena *arena, const struct rule **rules,
                                          size_t count);

#endif

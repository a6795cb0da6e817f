/* What of a rule's conditions is open when a part of a failure is known: what holds for a kind of
 * failures, or for a case of it, is not asked again for each of them. */
#ifndef WMILOG_RULES_MATCHING_OPEN_H
#define WMILOG_RULES_MATCHING_OPEN_H
#include <stdint.h>

#include "rules/rule/condition.h"

struct facts; /* rules/matching/facts.h */

/* Three-valued: a condition over something unknown may hold. */
enum answer { ANSWER_NO, ANSWER_MAYBE, ANSWER_YES };

enum answer condition_answer(const struct condition *c, struct facts *facts);

/* What is open is a bit for each condition of an `all`, by its place; for any other condition, and
 * for an `all` of more, the first bit alone. */
enum { OPEN_MAX_CONDITIONS = 32 };

/* All of them. */
uint32_t open_all(const struct condition *when);

/* Which of them ask for what. */
struct open_asks {
    uint32_t by[ASKS_AROUND + 1]; /* those that may have an answer when so much is known */
    uint32_t late;                /* those that look around in time: they cost most */
};
struct open_asks open_asks_of(const struct condition *when);

/* The answer of the whole condition, the rest of which holds. What holds is open no longer. */
enum answer open_answer(const struct condition *when, uint32_t *open, const struct open_asks *asks,
                        struct facts *facts);

#endif

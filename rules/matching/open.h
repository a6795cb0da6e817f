/* What of a rule's conditions is open when a part of a failure is known: what holds for a kind of
 * failures, or for a case of it, is not asked again for each of them. */
#ifndef WMILOG_RULES_MATCHING_OPEN_H
#define WMILOG_RULES_MATCHING_OPEN_H
#include <stdint.h>

#include "parsers/base/arena.h"
#include "rules/rule/condition.h"

struct facts; /* rules/matching/facts.h */

/* Three-valued: a condition over something unknown may hold. */
enum answer { ANSWER_NO, ANSWER_MAYBE, ANSWER_YES };

enum answer condition_answer(const struct condition *c, struct facts *facts);

/* What has to hold together, also where one `all` stands within another: what is open is a bit for
 * each of them. A condition of more, or of none, is one part. Where an `all` within another is one
 * part as well, `analyze -j 1` takes 3.4 % more instructions on a log of tests/bench/make_evtx. */
enum { OPEN_MAX_PARTS = 32 };

struct open_parts {
    const struct condition *const *list;
    uint32_t all;                 /* all that is open at first */
    uint32_t by[ASKS_AROUND + 1]; /* those that may have an answer when so much is known */
    uint32_t late;                /* those that look around in time: they cost most */
};
/* In `arena`; the condition is borrowed. */
struct open_parts open_parts_of(struct arena *arena, const struct condition *when);

/* The answer of the whole condition, the rest of which holds. What holds is open no longer. */
enum answer open_answer(const struct open_parts *parts, uint32_t *open, struct facts *facts);

#endif

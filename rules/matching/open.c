/* Asks conditions, as far as a failure is known, and keeps which of them are still open. */
#include "rules/matching/open.h"

#include "rules/matching/facts.h"

enum answer condition_answer(const struct condition *c, struct facts *facts)
{
    enum answer all = ANSWER_YES, any = ANSWER_NO;
    if (condition_rows[c->kind].form != FORM_BRANCH) {
        return facts_answer(facts, c);
    }
    for (size_t i = 0; i < c->child_count; i++) {
        enum answer child = condition_answer(&c->children[i], facts);
        all = child < all ? child : all;
        any = child > any ? child : any;
        if (c->kind == CONDITION_ANY ? any == ANSWER_YES : all == ANSWER_NO) {
            break;
        }
    }
    if (c->kind == CONDITION_NOT) {
        return (enum answer)(ANSWER_YES - all);
    }
    return c->kind == CONDITION_ALL ? all : any;
}

/* Whether its children are open one by one. */
static bool has_parts(const struct condition *when)
{
    return when->kind == CONDITION_ALL && when->child_count <= OPEN_MAX_CONDITIONS;
}

uint32_t open_all(const struct condition *when)
{
    const size_t count = has_parts(when) ? when->child_count : 1;
    return (uint32_t)((UINT64_C(1) << count) - 1);
}

/* What has to be known at least for an answer that is not open. */
static enum condition_asks least_asked(const struct condition *c)
{
    enum condition_asks least = ASKS_AROUND;
    if (condition_rows[c->kind].form != FORM_BRANCH) {
        return facts_first_asked(c->kind);
    }
    for (size_t i = 0; i < c->child_count; i++) {
        const enum condition_asks child = least_asked(&c->children[i]);
        least = child < least ? child : least;
    }
    return least;
}

struct open_asks open_asks_of(const struct condition *when)
{
    struct open_asks asks = {.late = 0};
    const struct condition *const parts = has_parts(when) ? when->children : when;
    const size_t count = has_parts(when) ? when->child_count : 1;
    for (size_t i = 0; i < count; i++) {
        const uint32_t part = UINT32_C(1) << i;
        for (unsigned known = least_asked(&parts[i]); known <= ASKS_AROUND; known++) {
            asks.by[known] |= part;
        }
        asks.late |= condition_needs_surroundings(&parts[i]) ? part : 0;
    }
    return asks;
}

/* The first of those that are open. */
static unsigned first_of(uint32_t open)
{
    return (unsigned)__builtin_ctz(open);
}

enum answer open_answer(const struct condition *when, uint32_t *open, const struct open_asks *asks,
                        struct facts *facts)
{
    const struct condition *const parts = has_parts(when) ? when->children : when;
    uint32_t left = *open & asks->by[facts->known];
    enum answer answer = left == *open ? ANSWER_YES : ANSWER_MAYBE;
    while (left != 0 && answer != ANSWER_NO) {
        const uint32_t early = left & ~asks->late;
        const unsigned place = first_of(early != 0 ? early : left);
        const enum answer part = condition_answer(&parts[place], facts);
        left &= ~(UINT32_C(1) << place);
        *open &= part == ANSWER_YES ? ~(UINT32_C(1) << place) : UINT32_MAX;
        answer = part < answer ? part : answer;
    }
    return answer;
}

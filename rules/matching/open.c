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

/* How many conditions have to hold together. */
static size_t count_parts(const struct condition *c)
{
    size_t count = 0;
    if (c->kind != CONDITION_ALL) {
        return 1;
    }
    for (size_t i = 0; i < c->child_count; i++) {
        count += count_parts(&c->children[i]);
    }
    return count;
}

/* Lists them; gives the place behind the last. */
static const struct condition **list_parts(const struct condition *c, const struct condition **next)
{
    if (c->kind != CONDITION_ALL) {
        *next = c;
        return next + 1;
    }
    for (size_t i = 0; i < c->child_count; i++) {
        next = list_parts(&c->children[i], next);
    }
    return next;
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

struct open_parts open_parts_of(struct arena *arena, const struct condition *when)
{
    const size_t holding = count_parts(when);
    const bool is_one = holding == 0 || holding > OPEN_MAX_PARTS;
    const size_t count = is_one ? 1 : holding;
    const struct condition **const list = arena_alloc(arena, count * sizeof(*list));
    struct open_parts parts = {.list = list, .all = (uint32_t)((UINT64_C(1) << count) - 1)};
    list[0] = when;
    if (!is_one) {
        list_parts(when, list);
    }
    for (size_t i = 0; i < count; i++) {
        const uint32_t part = UINT32_C(1) << i;
        for (unsigned known = least_asked(list[i]); known <= ASKS_AROUND; known++) {
            parts.by[known] |= part;
        }
        parts.late |= condition_needs_surroundings(list[i]) ? part : 0;
    }
    return parts;
}

/* The first of those that are open. */
static unsigned first_of(uint32_t open)
{
    return (unsigned)__builtin_ctz(open);
}

enum answer open_answer(const struct open_parts *parts, uint32_t *open, struct facts *facts)
{
    uint32_t left = *open & parts->by[facts->known];
    enum answer answer = left == *open ? ANSWER_YES : ANSWER_MAYBE;
    while (left != 0 && answer != ANSWER_NO) {
        const uint32_t early = left & ~parts->late;
        const unsigned place = first_of(early != 0 ? early : left);
        const enum answer part = condition_answer(parts->list[place], facts);
        left &= ~(UINT32_C(1) << place);
        *open &= part == ANSWER_YES ? ~(UINT32_C(1) << place) : UINT32_MAX;
        answer = part < answer ? part : answer;
    }
    return answer;
}

/* Which byte strings were met, by their hashes alone: eight bytes each, whatever their length. Two
 * strings are taken for one with a chance of about count * count / 2^65; the hash is seeded at
 * random, so that input cannot choose them. */
#ifndef WMILOG_PARSERS_BASE_HASH_HASH_SET_H
#define WMILOG_PARSERS_BASE_HASH_HASH_SET_H
#include "parsers/base/view.h"

struct hash_set {
    uint64_t *slots; /* power of two, linear probing, at most three quarters full; 0 = empty */
    size_t cap;
    size_t count;
    size_t max; /* strings */
    uint64_t seed[2];
};

/* Where a hash stands among `cap` slots, a power of two, or the empty one where it would go; one
 * slot at least is empty, and the hash is not 0. */
static inline size_t hash_set_place(const uint64_t *slots, size_t cap, uint64_t hash)
{
    size_t i = hash & (cap - 1);
    while (slots[i] != 0 && slots[i] != hash) {
        i = (i + 1) & (cap - 1);
    }
    return i;
}

/* No allocation. Past `max` strings no more are added. */
void hash_set_init(struct hash_set *s, size_t max);
void hash_set_release(struct hash_set *s);
static inline size_t hash_set_bytes(const struct hash_set *s)
{
    return s->cap * sizeof(*s->slots);
}
/* True when the string is new; adds it, unless the set is full. */
bool hash_set_add(struct hash_set *s, struct view key);
bool hash_set_is_full(const struct hash_set *s);

#endif

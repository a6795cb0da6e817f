/* Open addressing with linear probing over hashes; nothing is removed. */
#include "parsers/base/hash/hash_set.h"

#include <stdlib.h>

#include "parsers/base/hash/map.h"
#include "parsers/base/memory.h"

enum { FIRST_CAP = 32 };

void hash_set_init(struct hash_set *s, size_t max)
{
    *s = (struct hash_set){.max = max};
}

void hash_set_release(struct hash_set *s)
{
    free(s->slots);
    hash_set_init(s, s->max);
}

bool hash_set_is_full(const struct hash_set *s)
{
    return s->count >= s->max;
}

static uint64_t *find(const struct hash_set *s, uint64_t hash)
{
    return &s->slots[hash_set_place(s->slots, s->cap, hash)];
}

static void grow(struct hash_set *s)
{
    uint64_t *old = s->slots;
    size_t old_cap = old ? s->cap : 0;
    if (!old) {
        map_seed(s->seed);
    }
    s->cap = old_cap ? old_cap * 2 : FIRST_CAP;
    s->slots = memory_new(s->cap, sizeof(*s->slots));
    for (size_t i = 0; i < old_cap; i++) {
        if (old[i] != 0) {
            *find(s, old[i]) = old[i];
        }
    }
    free(old);
}

bool hash_set_add(struct hash_set *s, struct view key)
{
    if (s->count >= s->cap / 4 * 3 && (!hash_set_is_full(s) || !s->slots)) {
        grow(s);
    }
    uint64_t hash = map_hash(s->seed, key);
    uint64_t *slot = find(s, hash ? hash : 1);
    if (*slot != 0) {
        return false;
    }
    if (!hash_set_is_full(s)) {
        *slot = hash ? hash : 1;
        s->count++;
    }
    return true;
}

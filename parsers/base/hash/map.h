/* Hash map from bytes to pointers, seeded at random so that input cannot choose collisions. */
#ifndef WMILOG_PARSERS_BASE_HASH_MAP_H
#define WMILOG_PARSERS_BASE_HASH_MAP_H
#include "parsers/base/view.h"

struct map_slot {
    uint64_t hash; /* 0 = empty */
    struct view key;
    void *value;
};

struct map {
    struct map_slot *slots; /* power of two, linear probing, at most 3/4 full */
    size_t cap;
    size_t count;
    uint64_t seed[2];
};

/* No allocation. There is no iteration: order would depend on the seed; who needs order keeps a
 * list beside the map. */
void map_init(struct map *m);
void map_release(struct map *m); /* neither keys nor values are freed */
void map_clear(struct map *m);   /* usable again, keeps its memory */
static inline size_t map_bytes(const struct map *m)
{
    return m->cap * sizeof(*m->slots);
}

/* The value, or NULL. */
void *map_get(const struct map *m, struct view key);
/* Adds or replaces. The key is borrowed: its bytes must live as long as the entry, which takes the
 * new key when it replaces. `value` is not NULL. */
void map_set(struct map *m, struct view key, void *value);
/* Removes and returns the value, or NULL when there is none. */
void *map_remove(struct map *m, struct view key);

/* SipHash-1-3 of the bytes under a 128-bit key. */
uint64_t map_hash(const uint64_t seed[2], struct view key);
/* A seed that nobody can guess. */
void map_seed(uint64_t seed[2]);

#endif

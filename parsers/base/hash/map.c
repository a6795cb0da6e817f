/* Open addressing with linear probing; removal shifts entries back, so there are no tombstones. */
#include "parsers/base/hash/map.h"

#include <endian.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/random.h>

#include "parsers/base/memory.h"

enum { FIRST_CAP = 16 };

static uint64_t rotate(uint64_t x, int bits)
{
    return x << bits | x >> (64 - bits);
}

/* Always inlined: the four words stay in registers. */
__attribute__((always_inline)) static inline void sip_round(uint64_t v[4])
{
    v[0] += v[1];
    v[1] = rotate(v[1], 13) ^ v[0];
    v[0] = rotate(v[0], 32);
    v[2] += v[3];
    v[3] = rotate(v[3], 16) ^ v[2];
    v[0] += v[3];
    v[3] = rotate(v[3], 21) ^ v[0];
    v[2] += v[1];
    v[1] = rotate(v[1], 17) ^ v[2];
    v[2] = rotate(v[2], 32);
}

__attribute__((always_inline)) static inline void sip_word(uint64_t v[4], uint64_t word)
{
    v[3] ^= word;
    sip_round(v);
    v[0] ^= word;
}

/* Aumasson and Bernstein, "SipHash: a fast short-input PRF", 2012; with one round for a word and
 * three at the end, which the authors and the hash tables of other languages take for enough where
 * hashes are not shown. */
uint64_t map_hash(const uint64_t seed[2], struct view key)
{
    uint64_t v[4] = {
        seed[0] ^ UINT64_C(0x736f6d6570736575),
        seed[1] ^ UINT64_C(0x646f72616e646f6d),
        seed[0] ^ UINT64_C(0x6c7967656e657261),
        seed[1] ^ UINT64_C(0x7465646279746573),
    };
    size_t pos = 0;
    for (; key.len - pos >= 8; pos += 8) {
        uint64_t word;
        memcpy(&word, key.data + pos, 8);
        sip_word(v, le64toh(word));
    }
    uint64_t last = 0;
    if (pos < key.len) {
        memcpy(&last, key.data + pos, key.len - pos);
    }
    sip_word(v, le64toh(last) | (uint64_t)key.len << 56);
    v[2] ^= 0xff;
    for (int i = 0; i < 3; i++) {
        sip_round(v);
    }
    return v[0] ^ v[1] ^ v[2] ^ v[3];
}

static uint64_t slot_hash(const struct map *m, struct view key)
{
    uint64_t hash = map_hash(m->seed, key);
    return hash ? hash : 1; /* 0 marks an empty slot */
}

void map_init(struct map *m)
{
    *m = (struct map){0};
}

void map_release(struct map *m)
{
    free(m->slots);
    map_init(m);
}

void map_clear(struct map *m)
{
    if (m->count) {
        memset(m->slots, 0, m->cap * sizeof(*m->slots));
    }
    m->count = 0;
}

void map_seed(uint64_t seed[2])
{
    if (getrandom(seed, 2 * sizeof(*seed), 0) == (ssize_t)(2 * sizeof(*seed))) {
        return;
    }
    /* No such system call (old sandboxes): the kernel gave 16 random bytes at the start, too. */
    const void *start = (const void *)getauxval(AT_RANDOM); /* NOLINT(performance-no-int-to-ptr) */
    if (start) {
        memcpy(seed, start, 2 * sizeof(*seed));
    }
}

/* The slot of the key, or the empty one where it would go; the map has at least one empty slot. */
static size_t find(const struct map *m, uint64_t hash, struct view key)
{
    size_t i = hash & (m->cap - 1);
    while (m->slots[i].hash && !(m->slots[i].hash == hash && view_equal(m->slots[i].key, key))) {
        i = (i + 1) & (m->cap - 1);
    }
    return i;
}

static void grow(struct map *m)
{
    if (!m->cap) {
        map_seed(m->seed);
    }
    struct map_slot *old = m->slots;
    size_t old_cap = m->cap;
    m->cap = old_cap ? old_cap * 2 : FIRST_CAP;
    m->slots = memory_new(m->cap, sizeof(*m->slots));
    for (size_t i = 0; i < old_cap; i++) {
        if (!old[i].hash) {
            continue;
        }
        size_t place = old[i].hash & (m->cap - 1);
        while (m->slots[place].hash) {
            place = (place + 1) & (m->cap - 1);
        }
        m->slots[place] = old[i];
    }
    free(old);
}

void *map_get(const struct map *m, struct view key)
{
    if (!m->count) {
        return NULL;
    }
    return m->slots[find(m, slot_hash(m, key), key)].value;
}

void map_set(struct map *m, struct view key, void *value)
{
    if (m->count >= m->cap / 4 * 3) {
        grow(m);
    }
    uint64_t hash = slot_hash(m, key);
    struct map_slot *slot = &m->slots[find(m, hash, key)];
    m->count += slot->hash == 0;
    *slot = (struct map_slot){hash, key, value};
}

void *map_remove(struct map *m, struct view key)
{
    if (!m->count) {
        return NULL;
    }
    size_t mask = m->cap - 1;
    size_t hole = find(m, slot_hash(m, key), key);
    if (!m->slots[hole].hash) {
        return NULL;
    }
    void *value = m->slots[hole].value;
    /* An entry moves back into the hole unless its own place lies behind the hole. */
    for (size_t i = (hole + 1) & mask; m->slots[i].hash; i = (i + 1) & mask) {
        size_t distance = (i - m->slots[i].hash) & mask;
        if (distance >= ((i - hole) & mask)) {
            m->slots[hole] = m->slots[i];
            hole = i;
        }
    }
    m->slots[hole] = (struct map_slot){0};
    m->count--;
    return value;
}

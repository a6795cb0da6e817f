/* Hashes that choose a place among a fixed number: for what was met lately, where the next may take
 * the place of the one before. Quick, and no secret; what grows with its input is in map.h or
 * hash_set.h, where nobody can foresee the hashes. */
#ifndef WMILOG_PARSERS_BASE_HASH_MIX_H
#define WMILOG_PARSERS_BASE_HASH_MIX_H
#include <string.h>

#include "parsers/base/view.h"

/* 2^64 divided by the golden ratio: odd, and no two multiples of it have their high bits alike. */
#define MIX_FACTOR UINT64_C(0x9e3779b97f4a7c15)

/* A hash with eight bytes more. What the multiplication lifts is brought down again. */
static inline uint64_t mix_word(uint64_t hash, uint64_t word)
{
    hash = (hash ^ word) * MIX_FACTOR;
    return hash ^ hash >> 32;
}

/* At most eight bytes of a text as a number; with the length it tells them from all others. */
static inline uint64_t mix_bytes(const char *data, size_t len)
{
    uint64_t word = 0;
    uint32_t first, last;
    if (len >= sizeof(word)) {
        memcpy(&word, data, sizeof(word));
    } else if (len >= sizeof(first)) {
        memcpy(&first, data, sizeof(first));
        memcpy(&last, data + len - sizeof(last), sizeof(last));
        word = (uint64_t)last << 32 | first;
    } else if (len > 0) {
        word = (uint64_t)(uint8_t)data[0] << 16 | (uint64_t)(uint8_t)data[len / 2] << 8 |
               (uint8_t)data[len - 1];
    }
    return word;
}

/* A hash with the length of a text, its first bytes and its last ones: where names and operations
 * differ, mostly. */
static inline uint64_t mix_ends(uint64_t hash, struct view text)
{
    const uint64_t head = mix_bytes(text.data, text.len);
    const uint64_t tail = text.len > 8 ? mix_bytes(text.data + text.len - 8, 8) : 0;
    return mix_word(hash, head ^ (tail << 7 | tail >> 57) ^ text.len);
}

/* A hash with all of a text; with its length, no other has the same words. */
static inline uint64_t mix_text(uint64_t hash, struct view text)
{
    for (size_t pos = 0; pos < text.len; pos += 8) {
        hash = mix_word(hash, mix_bytes(text.data + pos, text.len - pos));
    }
    return hash;
}

/* A hash with the last 32 bytes of a text: texts of one kind begin alike. */
static inline uint64_t mix_end(uint64_t hash, struct view text)
{
    return mix_text(hash, view_from(text, text.len > 32 ? text.len - 32 : 0));
}

/* One of `count` places. */
static inline size_t mix_place(uint64_t hash, size_t count)
{
    return (size_t)(hash * MIX_FACTOR >> 32) % count;
}

#endif

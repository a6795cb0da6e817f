/* Searching sorted arrays: where a key stands, or would be put. Who wants nothing but an equal item
 * takes bsearch(), whose comparison is the same. */
#ifndef WMILOG_PARSERS_BASE_SEARCH_H
#define WMILOG_PARSERS_BASE_SEARCH_H
#include <stdbool.h>
#include <stddef.h>

/* Index of the first of `count` items of `size` bytes that does not stand before `key`; `count`
 * when all do. `compare` gives more than zero when the key stands behind the item. */
static inline size_t search_first(const void *key, const void *items, size_t count, size_t size,
                                  int (*compare)(const void *key, const void *item))
{
    size_t low = 0;
    while (count > 0) {
        const size_t half = count / 2;
        /* Moves, where branches would be guessed wrong every other time. */
        const bool is_behind = compare(key, (const char *)items + (low + half) * size) > 0;
        low = is_behind ? low + half + 1 : low;
        count = is_behind ? count - half - 1 : half;
    }
    return low;
}

#endif

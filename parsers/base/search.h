/* Searching sorted arrays: where a key stands, or would be put. Who wants nothing but an equal item
 * takes bsearch(), whose comparison is the same. */
#ifndef WMILOG_PARSERS_BASE_SEARCH_H
#define WMILOG_PARSERS_BASE_SEARCH_H
#include <stddef.h>

/* Index of the first of `count` items of `size` bytes that does not stand before `key`; `count`
 * when all do. `compare` gives more than zero when the key stands behind the item. */
static inline size_t search_first(const void *key, const void *items, size_t count, size_t size,
                                  int (*compare)(const void *key, const void *item))
{
    size_t low = 0;
    size_t high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare(key, (const char *)items + middle * size) > 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

#endif

/* Heap allocation that cannot fail: running out of memory ends the program in one place. */
#ifndef WMILOG_PARSERS_BASE_MEMORY_H
#define WMILOG_PARSERS_BASE_MEMORY_H
#include <stddef.h>

enum { MEMORY_EXIT_STATUS = 75 }; /* EX_TEMPFAIL: the exit status on out of memory */

/* Zeroed memory for `count` objects of `size` bytes; never NULL; the caller frees it with free().
 * Ends the program with MEMORY_EXIT_STATUS when memory or the product's range is exhausted. */
void *memory_new(size_t count, size_t size) __attribute__((returns_nonnull, malloc));

/* Resizes `old` (NULL allowed) to `count` objects of `size` bytes; new bytes are undefined. */
void *memory_resize(void *old, size_t count, size_t size) __attribute__((returns_nonnull));

/* The array `items` (NULL at first) of objects of `size` bytes, with room for at least one more
 * behind `count`: where there is none, `*cap` is doubled; new bytes are undefined. */
void *memory_grow(void *items, size_t count, size_t *cap, size_t size)
    __attribute__((returns_nonnull));

/* The same with room for `needed` objects in all: where there is less, `*cap` is doubled, or
 * becomes `needed` where that is more. NULL where nothing is needed and there was none. */
void *memory_reserve(void *items, size_t needed, size_t *cap, size_t size);

enum { MEMORY_LINE = 64 }; /* bytes that come into a processor's cache together, mostly */

/* Has the line at `p` (NULL allowed) come into the cache, as it will be read soon. Inlined always,
 * for compilers take a function that does nothing else for one without effect. */
static inline __attribute__((always_inline)) void memory_fetch(const void *p)
{
    __builtin_prefetch(p);
}

/* Ends the program as they do, for libraries that report exhausted memory themselves. */
void memory_exhausted(void) __attribute__((noreturn));

#endif

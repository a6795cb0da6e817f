/* The one place where running out of memory ends the program. */
#include "parsers/base/memory.h"

#include <stdlib.h>
#include <unistd.h>

enum { FIRST_ITEMS = 4 };

void memory_exhausted(void)
{
    static const char message[] = "wmilog: out of memory\n";
    /* Nothing can be done about a failing write here. What must not stay on the disk is registered
     * with at_quick_exit. */
    if (write(STDERR_FILENO, message, sizeof(message) - 1) < 0) {
        quick_exit(MEMORY_EXIT_STATUS);
    }
    quick_exit(MEMORY_EXIT_STATUS);
}

void *memory_new(size_t count, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes)) {
        memory_exhausted();
    }
    void *memory = calloc(bytes ? bytes : 1, 1);
    if (!memory) {
        memory_exhausted();
    }
    return memory;
}

void *memory_resize(void *old, size_t count, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes)) {
        memory_exhausted();
    }
    void *memory = realloc(old, bytes ? bytes : 1);
    if (!memory) {
        memory_exhausted();
    }
    return memory;
}

void *memory_grow(void *items, size_t count, size_t *cap, size_t size)
{
    if (items && count < *cap) {
        return items;
    }
    size_t wanted = FIRST_ITEMS;
    if (*cap > 0 && __builtin_mul_overflow(*cap, (size_t)2, &wanted)) {
        memory_exhausted();
    }
    items = memory_resize(items, wanted, size);
    *cap = wanted;
    return items;
}

void *memory_reserve(void *items, size_t needed, size_t *cap, size_t size)
{
    if (needed <= *cap) {
        return items;
    }
    const size_t wanted = needed / 2 >= *cap ? needed : *cap * 2;
    items = memory_resize(items, wanted, size);
    *cap = wanted;
    return items;
}

/* Copies on the heap of the exact size: AddressSanitizer sees a step beyond their end. */
#ifndef WMILOG_TESTS_UNIT_EXACT_H
#define WMILOG_TESTS_UNIT_EXACT_H
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "parsers/base/view.h"

/* A copy of `len` bytes; present also when there are none. To be freed with exact_free. */
static inline struct view exact_copy(const void *bytes, size_t len)
{
    char *copy = malloc(len > 0 ? len : 1);
    ck_assert_ptr_nonnull(copy);
    if (len > 0) {
        memcpy(copy, bytes, len);
    }
    return (struct view){copy, len};
}

static inline void exact_free(struct view copy)
{
    free((char *)(uintptr_t)copy.data);
}

#endif

/* Bytes that one holder of memory may keep: what it keeps beyond one of them, something older has
 * to give way for. */
#ifndef WMILOG_PARSERS_BASE_ACCOUNT_H
#define WMILOG_PARSERS_BASE_ACCOUNT_H
#include <stdbool.h>
#include <stddef.h>

struct account {
    size_t limit, used;
};

static inline bool account_is_full(const struct account *a)
{
    return a->used >= a->limit;
}

static inline void account_take(struct account *a, size_t bytes)
{
    a->used += bytes;
}

static inline void account_give(struct account *a, size_t bytes)
{
    a->used -= bytes;
}

/* An object that took `*bytes` now takes `now`. */
static inline void account_change(struct account *a, size_t *bytes, size_t now)
{
    a->used += now - *bytes;
    *bytes = now;
}

#endif

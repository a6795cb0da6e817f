/* How many bytes a holder of memory may keep. Who has more gives up its oldest things. */
#ifndef WMILOG_PARSERS_BASE_ACCOUNT_H
#define WMILOG_PARSERS_BASE_ACCOUNT_H
#include <stdbool.h>
#include <stddef.h>

/* Who shares the memory of a run, in parts of BUDGET_PARTS. */
enum budget_part {
    BUDGET_WINDOW = 14,      /* events that wait until no earlier one can come */
    BUDGET_WAITING = 13,     /* failures not yet settled */
    BUDGET_OPEN = 7,         /* open operations */
    BUDGET_SURROUNDINGS = 5, /* what happened around failures */
    BUDGET_GROUPS = 9,
    BUDGET_PARTS = 48,
};
enum { BUDGET_BYTES = 48 * 1024 * 1024 }; /* unless another number is given */

/* The bytes that all parts have together; 0 stands for BUDGET_BYTES, here and below. */
static inline size_t budget_of(size_t bytes)
{
    return bytes ? bytes : BUDGET_BYTES;
}

/* The bytes of one part. */
static inline size_t budget_share(size_t bytes, enum budget_part part)
{
    return budget_of(bytes) / BUDGET_PARTS * part;
}

/* What all holders of a run keep together: few runs fill every part, and one that does has to stay
 * within the memory of the program as well. */
struct account_pool {
    size_t limit, used;
    size_t beside; /* of `used`: what many small holders have, each under a bound of its own */
};

/* A pool of 14 in 24 of the bytes that all parts have together. */
static inline struct account_pool account_pool_of(size_t bytes)
{
    return (struct account_pool){.limit = budget_of(bytes) / 24 * 14};
}

struct account {
    size_t limit, used;
    size_t fair; /* that it may keep even when the pool is full */
    struct account_pool *pool;
};

/* Shares `pool` (NULL: none) from now on; a sixth of its own limit it need not give up. */
static inline void account_join(struct account *a, struct account_pool *pool)
{
    a->pool = pool;
    a->fair = a->limit / 6;
}

/* What an object of that size takes on the heap: glibc's malloc has a word before it, and gives
 * multiples of two words, four at least. */
static inline size_t account_heap_bytes(size_t size)
{
    enum { WORD = sizeof(size_t), UNIT = 2 * WORD };
    size_t bytes = (size + WORD + UNIT - 1) / UNIT * UNIT;
    return bytes < 2 * UNIT ? 2 * (size_t)UNIT : bytes;
}

static inline bool account_is_full(const struct account *a)
{
    return a->used >= a->limit ||
           (a->pool && a->pool->used >= a->pool->limit && a->used >= a->fair);
}

/* Counts something of a fixed size for the pool (NULL: none) alone. */
static inline void account_pool_note(struct account_pool *pool, size_t bytes)
{
    if (pool) {
        pool->used += bytes;
    }
}

/* The same of what grows under a bound of its own: it took `*bytes`, and takes `now`. */
static inline void account_pool_weigh(struct account_pool *pool, size_t *bytes, size_t now)
{
    account_pool_note(pool, now - *bytes); /* which may be less than nothing */
    if (pool) {
        pool->beside += now - *bytes;
    }
    *bytes = now;
}

/* Whether those with a bound of their own have so much together, a third of the pool, that none of
 * them should grow: holders with accounts keep their fair parts then. */
static inline bool account_pool_is_crowded(const struct account_pool *pool)
{
    return pool && pool->beside >= pool->limit / 3;
}

static inline void account_take(struct account *a, size_t bytes)
{
    a->used += bytes;
    account_pool_note(a->pool, bytes);
}

static inline void account_give(struct account *a, size_t bytes)
{
    account_take(a, 0 - bytes);
}

/* An object that took `*bytes` now takes `now`. */
static inline void account_change(struct account *a, size_t *bytes, size_t now)
{
    account_take(a, now - *bytes); /* which may be less than nothing */
    *bytes = now;
}

#endif

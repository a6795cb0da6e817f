/* A bounded sequence of items in order of time: what happened lately. */
#ifndef WMILOG_RULES_SURROUNDINGS_SERIES_H
#define WMILOG_RULES_SURROUNDINGS_SERIES_H
#include <stdint.h>

#include "parsers/base/account.h"

enum {
    SERIES_MAX = 4096,   /* items; the oldest falls out */
    SERIES_MAX_LATE = 64 /* items that may already stand behind a late one */
};

/* What every item begins with. */
struct series_item {
    int64_t time;
    void *block;            /* freed with the item; NULL = none */
    size_t block_size;      /* bytes of it */
    uint64_t total, marked; /* items added up to this one, ever, and those with `is_marked` */
    bool is_marked;
};

/* Zero-initialised but for `size` = empty. */
struct series {
    char *items;
    size_t size; /* bytes of an item */
    size_t first, count, cap;
};

void series_release(struct series *s, struct account *memory);
/* Takes a copy of the item; its sums are filled in. Items from before `horizon` fall out. False,
 * and the caller keeps the block, for one that comes too late. `memory` follows the bytes of all
 * series that share it: when it is full, the oldest item of this one falls out, too. */
bool series_add(struct series *s, const struct series_item *item, int64_t horizon,
                struct account *memory);
/* The item at a position, from 0 on, the oldest first. */
const struct series_item *series_at(const struct series *s, size_t position);
/* Position of the first item at or after `time`, or s->count. */
size_t series_find(const struct series *s, int64_t time);
/* Items in [from, to], and how many of them are marked. */
uint64_t series_count(const struct series *s, int64_t from, int64_t to, uint64_t *marked);

#endif

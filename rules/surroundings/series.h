/* A bounded sequence of items in order of time: what happened lately. */
#ifndef WMILOG_RULES_SURROUNDINGS_SERIES_H
#define WMILOG_RULES_SURROUNDINGS_SERIES_H
#include <stdint.h>

#include "parsers/base/account.h"

enum {
    SERIES_MAX = 4096,        /* items; the oldest falls out */
    SERIES_MAX_LATE = 64,     /* items that may already stand behind a late one */
    SERIES_SPARE_BYTES = 512, /* records up to this size ... */
    SERIES_SPARE_UNIT = 16,
    SERIES_MAX_SPARE = 16, /* ... are kept for the next ones, so many of each size */
};

/* What every record begins with. Items of several series may share one; it is given up with the
 * last of them. */
struct series_record {
    uint32_t size; /* bytes that the record takes */
    uint32_t items;
};

struct series_spare;

struct series_item {
    int64_t time;
    struct series_record *record; /* NULL = it is only counted */
    uint32_t marked;              /* marked items up to this one, ever; it wraps around */
    bool is_marked;
};

/* Zero-initialised = empty. */
struct series {
    struct series_item *items;
    size_t first, count, cap;
};

/* What all series that share it may take. */
struct series_memory {
    struct account bytes;
    uint64_t lost; /* items that could still be asked about, and fell out because it was full */
    /* Records that were given up, by size: they come and go with every event, and a heap that
     * threads share has to be locked for each. */
    struct series_spare *spare[SERIES_SPARE_BYTES / SERIES_SPARE_UNIT + 1];
    size_t spare_bytes; /* of them; in no account */
};

/* A record of `size` bytes in no series yet, of which only `size` and `items` are set. It goes with
 * the last item that has it, or by series_drop_record. */
void *series_new_record(struct series_memory *memory, size_t size) __attribute__((returns_nonnull));
void series_drop_record(struct series_memory *memory, struct series_record *record);
/* Gives up what is kept for the next records. */
void series_memory_release(struct series_memory *memory);

void series_release(struct series *s, struct series_memory *memory);
/* Adds an item, whose record is then its own, too. Items from before `horizon` fall out. False, and
 * nothing is changed, for one that comes too late. When the memory is full, the oldest item of this
 * series falls out, too. */
bool series_add(struct series *s, int64_t time, bool is_marked, struct series_record *record,
                int64_t horizon, struct series_memory *memory);
/* The item at a position, from 0 on, the oldest first. */
static inline const struct series_item *series_at(const struct series *s, size_t position)
{
    return &s->items[s->first + position];
}
/* Position of the first item at or after `time`, or s->count. */
size_t series_find(const struct series *s, int64_t time);
/* Items in [from, to], and how many of them are marked. */
uint64_t series_count(const struct series *s, int64_t from, int64_t to, uint64_t *marked);

#endif

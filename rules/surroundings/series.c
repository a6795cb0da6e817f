/* Items lie one after the other; the oldest are cut off in front. Running sums make counting cheap
 * however many there are. */
#include "rules/surroundings/series.h"

#include <stdlib.h>
#include <string.h>

#include "parsers/base/memory.h"
#include "parsers/base/search.h"

static struct series_item *item_at(const struct series *s, size_t position)
{
    return (struct series_item *)(void *)(s->items + (s->first + position) * s->size);
}

const struct series_item *series_at(const struct series *s, size_t position)
{
    return item_at(s, position);
}

void series_release(struct series *s, struct account *memory)
{
    for (size_t i = 0; i < s->count; i++) {
        account_give(memory, item_at(s, i)->block_size);
        free(item_at(s, i)->block);
    }
    account_give(memory, s->cap * s->size);
    free(s->items);
    *s = (struct series){.size = s->size};
}

static int compare_time(const void *key, const void *item)
{
    int64_t time = *(const int64_t *)key, other = ((const struct series_item *)item)->time;
    return (time > other) - (time < other);
}

size_t series_find(const struct series *s, int64_t time)
{
    return s->count > 0 ? search_first(&time, item_at(s, 0), s->count, s->size, compare_time) : 0;
}

static void drop_first(struct series *s, struct account *memory)
{
    account_give(memory, item_at(s, 0)->block_size);
    free(item_at(s, 0)->block);
    s->first++;
    s->count--;
    if (s->count == 0) {
        s->first = 0;
    }
}

/* When memory is full, so much of a series is given up at once that moving the rest of it pays. */
enum { FULL_PART = 8 };

static bool needs_moving(const struct series *s)
{
    return s->first + s->count == s->cap && s->first <= s->cap / FULL_PART;
}

/* Room for one more at the end; no more memory than before when that is full. */
static void make_room(struct series *s, struct account *memory)
{
    if (s->first + s->count < s->cap) {
        return;
    }
    if (s->first > (account_is_full(memory) ? s->cap / FULL_PART : s->cap / 2)) {
        memmove(s->items, s->items + s->first * s->size, s->count * s->size);
        s->first = 0;
        return;
    }
    size_t before = s->cap;
    s->items = memory_grow(s->items, s->first + s->count, &s->cap, s->size);
    account_take(memory, (s->cap - before) * s->size);
}

static void add_sums(struct series *s, size_t position, bool is_marked)
{
    struct series_item *item = item_at(s, position);
    const struct series_item *before = position > 0 ? item_at(s, position - 1) : NULL;
    const struct series_item *after = position + 1 < s->count ? item_at(s, position + 1) : NULL;
    uint64_t total = before ? before->total : after ? after->total - 1 : 0;
    uint64_t marked = before ? before->marked : after ? after->marked - after->is_marked : 0;
    item->is_marked = is_marked;
    item->total = total + 1;
    item->marked = marked + is_marked;
    for (size_t i = position + 1; i < s->count; i++) {
        item_at(s, i)->total++;
        item_at(s, i)->marked += is_marked;
    }
}

bool series_add(struct series *s, const struct series_item *item, int64_t horizon,
                struct account *memory)
{
    size_t position = s->count;
    while (position > 0 && item_at(s, position - 1)->time > item->time) {
        if (s->count - position == SERIES_MAX_LATE) {
            return false;
        }
        position--;
    }
    bool is_full = s->count >= SERIES_MAX || account_is_full(memory);
    if (is_full && position == 0) {
        return false; /* it would be the next to fall out; or there is no room at all */
    }
    if (is_full) {
        drop_first(s, memory);
        position--;
    }
    while (position > 0 && item_at(s, 0)->time < horizon) {
        drop_first(s, memory);
        position--;
    }
    while (position > 0 && account_is_full(memory) && needs_moving(s)) {
        drop_first(s, memory);
        position--;
    }
    make_room(s, memory);
    char *place = s->items + (s->first + position) * s->size;
    memmove(place + s->size, place, (s->count - position) * s->size);
    memcpy(place, item, s->size);
    s->count++;
    account_take(memory, item->block_size);
    add_sums(s, position, item->is_marked);
    return true;
}

uint64_t series_count(const struct series *s, int64_t from, int64_t to, uint64_t *marked)
{
    size_t first = series_find(s, from);
    size_t end = to == INT64_MAX ? s->count : series_find(s, to + 1);
    *marked = 0;
    if (first >= end) {
        return 0;
    }
    const struct series_item *a = item_at(s, first), *b = item_at(s, end - 1);
    *marked = b->marked - a->marked + a->is_marked;
    return b->total - a->total + 1;
}

/* Items lie one after the other; the oldest are cut off in front. Running sums make counting cheap
 * however many there are. */
#include "rules/surroundings/series.h"

#include <stdlib.h>
#include <string.h>

#include "parsers/base/count.h"
#include "parsers/base/memory.h"
#include "parsers/base/search.h"

/* A record that is kept for the next one of its size. */
struct series_spare {
    struct series_record record;
    struct series_spare *next;
    size_t number; /* of those in the list, from 1 */
};

/* NULL for a record of a size that is not kept. */
static struct series_spare **spare_of(struct series_memory *memory, size_t heap_bytes)
{
    return heap_bytes > SERIES_SPARE_BYTES ? NULL : &memory->spare[heap_bytes / SERIES_SPARE_UNIT];
}

void *series_new_record(struct series_memory *memory, size_t size)
{
    const size_t least = sizeof(struct series_spare);
    const size_t bytes = account_heap_bytes(size > least ? size : least);
    struct series_spare **list = spare_of(memory, bytes);
    struct series_record *record;
    if (list && *list) {
        record = &(*list)->record;
        *list = (*list)->next;
        memory->spare_bytes -= bytes;
    } else {
        record = memory_resize(NULL, bytes - sizeof(size_t), 1); /* as the size stands for many */
    }
    *record = (struct series_record){.size = (uint32_t)bytes};
    return record;
}

void series_drop_record(struct series_memory *memory, struct series_record *record)
{
    struct series_spare **list = spare_of(memory, record->size);
    const size_t number = list && *list ? (*list)->number + 1 : 1;
    if (!list || number > SERIES_MAX_SPARE) {
        free(record);
        return;
    }
    struct series_spare *spare = (struct series_spare *)record;
    memory->spare_bytes += record->size;
    spare->next = *list;
    spare->number = number;
    *list = spare;
}

void series_memory_release(struct series_memory *memory)
{
    for (size_t i = 0; i < COUNT_OF(memory->spare); i++) {
        struct series_spare *next;
        for (struct series_spare *spare = memory->spare[i]; spare; spare = next) {
            next = spare->next;
            free(spare);
        }
        memory->spare[i] = NULL;
    }
    memory->spare_bytes = 0;
}

static void take_record(struct series_record *record, struct series_memory *memory)
{
    if (record && record->items++ == 0) {
        account_take(&memory->bytes, record->size);
    }
}

static void give_record(struct series_record *record, struct series_memory *memory)
{
    if (record && --record->items == 0) {
        account_give(&memory->bytes, record->size);
        series_drop_record(memory, record);
    }
}

void series_release(struct series *s, struct series_memory *memory)
{
    for (size_t i = 0; i < s->count; i++) {
        give_record(series_at(s, i)->record, memory);
    }
    account_give(&memory->bytes, s->cap * sizeof(*s->items));
    free(s->items);
    *s = (struct series){.items = NULL};
}

static int compare_time(const void *key, const void *item)
{
    int64_t time = *(const int64_t *)key, other = ((const struct series_item *)item)->time;
    return (time > other) - (time < other);
}

size_t series_find(const struct series *s, int64_t time)
{
    if (s->count == 0 || series_at(s, s->count - 1)->time < time) {
        return s->count; /* as mostly: one asks about what is latest */
    }
    return search_first(&time, series_at(s, 0), s->count, sizeof(*s->items), compare_time);
}

static void drop_first(struct series *s, struct series_memory *memory)
{
    give_record(series_at(s, 0)->record, memory);
    s->first++;
    s->count--;
    if (s->count == 0) {
        s->first = 0;
    }
}

static void lose_first(struct series *s, int64_t horizon, struct series_memory *memory)
{
    memory->lost += series_at(s, 0)->time >= horizon;
    drop_first(s, memory);
}

/* When memory is full, so much of a series is given up at once that moving the rest of it pays. */
enum { FULL_PART = 8 };

static bool needs_moving(const struct series *s)
{
    return s->first + s->count == s->cap && s->first <= s->cap / FULL_PART;
}

/* Room for one more at the end; no more memory than before when that is full. */
static void make_room(struct series *s, struct account *bytes)
{
    if (s->first + s->count < s->cap) {
        return;
    }
    if (s->first > (account_is_full(bytes) ? s->cap / FULL_PART : s->cap / 2)) {
        memmove(s->items, s->items + s->first, s->count * sizeof(*s->items));
        s->first = 0;
        return;
    }
    size_t before = s->cap;
    s->items = memory_grow(s->items, s->first + s->count, &s->cap, sizeof(*s->items));
    account_take(bytes, (s->cap - before) * sizeof(*s->items));
}

static void add_sums(struct series *s, size_t position, bool is_marked)
{
    struct series_item *item = s->items + s->first + position;
    uint32_t before = 0;
    if (position > 0) {
        before = item[-1].marked;
    } else if (s->count > 1) {
        before = item[1].marked - item[1].is_marked;
    }
    item->marked = before + is_marked;
    for (size_t i = 1; is_marked && i < s->count - position; i++) {
        item[i].marked++;
    }
}

/* Drops what gives way to an item that will stand at `*position`; false when that is the one to
 * give way. */
static bool give_way(struct series *s, size_t *position, int64_t horizon,
                     struct series_memory *memory)
{
    bool is_full = account_is_full(&memory->bytes), is_long = s->count >= SERIES_MAX;
    if ((is_full || is_long) && *position == 0) {
        return false; /* it would be the next to fall out; or there is no room at all */
    }
    if (is_full) {
        lose_first(s, horizon, memory);
        --*position;
    } else if (is_long) {
        drop_first(s, memory);
        --*position;
    }
    while (*position > 0 && series_at(s, 0)->time < horizon) {
        drop_first(s, memory);
        --*position;
    }
    while (*position > 0 && account_is_full(&memory->bytes) && needs_moving(s)) {
        lose_first(s, horizon, memory);
        --*position;
    }
    return true;
}

bool series_add(struct series *s, int64_t time, bool is_marked, struct series_record *record,
                int64_t horizon, struct series_memory *memory)
{
    size_t position = s->count;
    while (position > 0 && series_at(s, position - 1)->time > time) {
        if (s->count - position == SERIES_MAX_LATE) {
            return false;
        }
        position--;
    }
    if (!give_way(s, &position, horizon, memory)) {
        return false;
    }
    make_room(s, &memory->bytes);
    struct series_item *place = s->items + s->first + position;
    if (position < s->count) {
        memmove(place + 1, place, (s->count - position) * sizeof(*place));
    }
    place->time = time;
    place->record = record;
    place->is_marked = is_marked;
    s->count++;
    take_record(record, memory);
    add_sums(s, position, is_marked);
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
    const struct series_item *a = series_at(s, first), *b = series_at(s, end - 1);
    *marked = b->marked - a->marked + a->is_marked;
    return end - first;
}

/* Counts by name. */
#include "analyzer/report/html/tally.h"

#include <stdlib.h>

#include "parsers/base/ascii.h"
#include "parsers/base/memory.h"

void tally_init(struct tally *t)
{
    *t = (struct tally){0};
    map_init(&t->map);
    arena_init(&t->arena, 0);
}

void tally_release(struct tally *t)
{
    map_release(&t->map);
    arena_release(&t->arena);
    free(t->items);
}

static struct view lowered(struct view key, char text[TALLY_MAX_NAME])
{
    struct view name = view_slice(key, 0, TALLY_MAX_NAME);
    ascii_lower(text, name.data, name.len);
    return (struct view){text, name.len};
}

struct tally_item *tally_find(const struct tally *t, struct view key)
{
    char text[TALLY_MAX_NAME];
    return view_is_empty(key) ? NULL : map_get(&t->map, lowered(key, text));
}

static struct tally_item *new_item(struct tally *t, struct view key, struct view name)
{
    if (t->count == TALLY_MAX) {
        return NULL;
    }
    struct tally_item *item = arena_alloc(&t->arena, sizeof(*item));
    item->key = arena_copy(&t->arena, view_slice(key, 0, TALLY_MAX_NAME));
    t->items = memory_grow(t->items, t->count, &t->cap, sizeof(struct tally_item *));
    t->items[t->count++] = item;
    map_set(&t->map, arena_copy(&t->arena, name), item);
    return item;
}

struct tally_item *tally_add(struct tally *t, struct view key, enum verdict verdict)
{
    char text[TALLY_MAX_NAME];
    if (view_is_empty(key)) {
        return NULL;
    }
    struct view name = lowered(key, text);
    struct tally_item *item = map_get(&t->map, name);
    if (!item) {
        item = new_item(t, key, name);
    }
    if (!item) {
        t->more++;
        return NULL;
    }
    item->count++;
    item->harmless += verdict == VERDICT_HARMLESS;
    return item;
}

static int compare_items(const void *left, const void *right)
{
    const struct tally_item *const *a = left, *const *b = right;
    if ((*a)->count != (*b)->count) {
        return (*a)->count > (*b)->count ? -1 : 1;
    }
    return view_compare((*a)->key, (*b)->key);
}

void tally_sort(struct tally *t)
{
    if (t->count > 0) {
        qsort(t->items, t->count, sizeof(struct tally_item *), compare_items);
    }
    for (size_t i = 0; i < t->count; i++) {
        t->items[i]->rank = i;
    }
}

/* Queries of temporary subscriptions, as the Trace channel shows them starting. */
#include "rules/usage/watched.h"

#include <stdlib.h>

#include "parsers/base/buffer.h"
#include "parsers/base/memory.h"
#include "rules/texts/wql.h"
#include "rules/usage/keys.h"

void watched_init(struct watched *s)
{
    *s = (struct watched){0};
    map_init(&s->map);
    arena_init(&s->arena, 0);
}

void watched_release(struct watched *s)
{
    map_release(&s->map);
    arena_release(&s->arena);
    free(s->items);
}

static struct view keep(struct watched *s, struct view text, size_t max)
{
    return arena_copy(&s->arena, view_slice(text, 0, max));
}

static struct usage_subscription *new_item(struct watched *s, struct view key,
                                           const struct usage_operation *op, double seconds)
{
    if (s->count == USAGE_MAX_SUBSCRIPTIONS) {
        s->more++;
        return NULL;
    }
    s->items = memory_grow(s->items, s->count, &s->cap, sizeof(struct usage_subscription *));
    struct usage_subscription *item = arena_alloc(&s->arena, sizeof(*item));
    *item = (struct usage_subscription){.query = keep(s, op->operation.query, USAGE_MAX_TEXT),
                                        .name_space = keep(s, op->name_space, USAGE_MAX_NAME),
                                        .computer = keep(s, op->computer, USAGE_MAX_NAME),
                                        .client = *op->client,
                                        .seconds = seconds,
                                        .first = op->start,
                                        .last = op->start};
    failure_copy_client(&s->arena, &item->client, USAGE_MAX_NAME);
    map_set(&s->map, arena_copy(&s->arena, key), item);
    s->items[s->count++] = item;
    return item;
}

void watched_add(struct watched *s, const struct usage_operation *op)
{
    double seconds;
    struct buffer key;
    if (!view_starts_nocase(op->operation.verb, VIEW("ExecNotificationQuery")) ||
        !wql_within(op->operation.query, &seconds)) {
        return;
    }
    buffer_init(&key, BUFFER_NO_MAX);
    usage_key_client(&key, op);
    buffer_add(&key, view_slice(op->operation.query, 0, USAGE_MAX_TEXT));
    struct usage_subscription *item = map_get(&s->map, buffer_view(&key));
    if (!item) {
        item = new_item(s, buffer_view(&key), op, seconds);
    }
    buffer_release(&key);
    if (item) {
        item->count++;
        item->is_open |= op->is_open;
        item->last = op->start > item->last ? op->start : item->last;
    }
}

static int compare(const void *a, const void *b)
{
    const struct usage_subscription *x = *(const struct usage_subscription *const *)a;
    const struct usage_subscription *y = *(const struct usage_subscription *const *)b;
    if (x->seconds < y->seconds || x->seconds > y->seconds) {
        return x->seconds < y->seconds ? -1 : 1;
    }
    const int order = view_compare(x->query, y->query);
    return order != 0 ? order : (x->first > y->first) - (x->first < y->first);
}

void watched_finish(struct watched *s)
{
    if (s->count > 1) {
        qsort(s->items, s->count, sizeof(struct usage_subscription *), compare);
    }
}

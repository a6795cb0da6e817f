/* Queries by client and text. */
#include "rules/usage/queries.h"

#include <stdlib.h>

#include "parsers/base/buffer.h"
#include "parsers/base/memory.h"
#include "rules/usage/keys.h"

enum { MAX_QUERY = 2 * USAGE_MAX_TEXT /* bytes that tell queries apart */ };

void queries_init(struct queries *q, size_t max, size_t item_size)
{
    *q = (struct queries){.max = max, .item_size = item_size};
    map_init(&q->map);
    arena_init(&q->arena, 0);
}

void queries_release(struct queries *q)
{
    map_release(&q->map);
    arena_release(&q->arena);
    free(q->items);
}

size_t queries_bytes(const struct queries *q)
{
    return q->arena.total + map_bytes(&q->map) + q->cap * sizeof(struct usage_query *);
}

static struct usage_query *new_query(struct queries *q, struct view key,
                                     const struct usage_operation *op)
{
    if (q->count == q->max || q->arena.total >= USAGE_MAX_BYTES) {
        q->more++;
        return NULL;
    }
    q->items = memory_grow(q->items, q->count, &q->cap, sizeof(struct usage_query *));
    struct usage_query *query = arena_alloc(&q->arena, q->item_size);
    *query = (struct usage_query){.client = *op->client, .first = op->start, .last = op->start};
    query->text = usage_keep(&q->arena, op->operation.query, USAGE_MAX_TEXT, &query->is_cut);
    query->name_space = usage_keep(&q->arena, op->name_space, USAGE_MAX_NAME, &query->is_cut);
    query->computer = usage_keep(&q->arena, op->computer, USAGE_MAX_NAME, &query->is_cut);
    failure_copy_client(&q->arena, &query->client, USAGE_MAX_NAME);
    map_set(&q->map, arena_copy(&q->arena, key), query);
    q->items[q->count++] = query;
    return query;
}

struct usage_query *queries_find(struct queries *q, const struct usage_operation *op)
{
    struct buffer key;
    buffer_init(&key, BUFFER_NO_MAX);
    usage_key_client(&key, op);
    buffer_add(&key, view_slice(op->operation.query, 0, MAX_QUERY));
    struct usage_query *query = map_get(&q->map, buffer_view(&key));
    if (!query) {
        query = new_query(q, buffer_view(&key), op);
    }
    buffer_release(&key);
    return query;
}

void queries_count(struct usage_query *query, const struct usage_operation *op)
{
    query->count++;
    query->last = op->start > query->last ? op->start : query->last;
}

int queries_compare(const struct usage_query *a, const struct usage_query *b)
{
    const int order = view_compare(a->text, b->text);
    return order != 0 ? order : (a->first > b->first) - (a->first < b->first);
}

void queries_sort(struct queries *q, int (*compare)(const void *, const void *))
{
    if (q->count > 1) {
        qsort(q->items, q->count, sizeof(struct usage_query *), compare);
    }
}

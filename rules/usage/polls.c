/* Queries by client and text, with what their intervals have in common. */
#include "rules/usage/polls.h"

#include <stdlib.h>

#include "parsers/base/buffer.h"
#include "parsers/base/memory.h"
#include "parsers/base/wintime.h"

/* How far intervals may be from each other, as a part of their mean. */
#define REGULAR_SPREAD 0.2

void polls_init(struct polls *p)
{
    *p = (struct polls){0};
    map_init(&p->map);
    arena_init(&p->arena, 0);
}

void polls_release(struct polls *p)
{
    map_release(&p->map);
    arena_release(&p->arena);
    free(p->items);
}

static struct view keep(struct polls *p, struct view text)
{
    return arena_copy(&p->arena, view_slice(text, 0, USAGE_MAX_TEXT));
}

static struct usage_poll *new_poll(struct polls *p, struct view key,
                                   const struct usage_operation *op)
{
    if (p->count == USAGE_MAX_POLLS) {
        p->more++;
        return NULL;
    }
    p->items = memory_grow(p->items, p->count, &p->cap, sizeof(struct usage_poll *));
    struct usage_poll *poll = arena_alloc(&p->arena, sizeof(*poll));
    *poll = (struct usage_poll){.query = keep(p, op->operation.query),
                                .name_space = keep(p, op->name_space),
                                .computer = keep(p, op->computer),
                                .client = *op->client,
                                .first = op->start,
                                .last = op->start};
    failure_copy_client(&p->arena, &poll->client, USAGE_MAX_TEXT);
    map_set(&p->map, arena_copy(&p->arena, key), poll);
    p->items[p->count++] = poll;
    return poll;
}

void polls_add(struct polls *p, const struct usage_operation *op)
{
    if (view_is_empty(op->operation.query) || op->start == WINTIME_NONE) {
        return;
    }
    struct buffer key;
    buffer_init(&key, 4 * USAGE_MAX_TEXT);
    buffer_format(&key, "%u %u ", (unsigned)op->client->has_process_id, op->client->process_id);
    buffer_add(&key, op->client->machine);
    buffer_add_char(&key, '\0');
    buffer_add(&key, op->computer);
    buffer_add_char(&key, '\0');
    buffer_add(&key, op->operation.query);
    struct usage_poll *poll = key.overflowed ? NULL : map_get(&p->map, buffer_view(&key));
    if (!poll && !key.overflowed) {
        poll = new_poll(p, buffer_view(&key), op);
    }
    buffer_release(&key);
    if (!poll) {
        return;
    }
    if (poll->count > 0 && op->start >= poll->last) {
        const double seconds = (double)(op->start - poll->last) / WINTIME_TICKS_PER_SECOND;
        poll->mean += seconds;
        poll->variance += seconds * seconds;
    }
    poll->count++;
    poll->last = op->start > poll->last ? op->start : poll->last;
}

static bool is_regular(const struct usage_poll *poll)
{
    return poll->count >= USAGE_MIN_POLLS && poll->mean > 0 &&
           poll->variance <= REGULAR_SPREAD * REGULAR_SPREAD * poll->mean * poll->mean;
}

static int compare(const void *a, const void *b)
{
    const struct usage_poll *x = *(const struct usage_poll *const *)a;
    const struct usage_poll *y = *(const struct usage_poll *const *)b;
    if (is_regular(x) != is_regular(y)) {
        return is_regular(x) ? -1 : 1;
    }
    if (x->count != y->count) {
        return x->count > y->count ? -1 : 1;
    }
    return view_compare(x->query, y->query) != 0 ? view_compare(x->query, y->query)
           : x->first != y->first                ? (x->first < y->first ? -1 : 1)
                                                 : 0;
}

void polls_finish(struct polls *p)
{
    for (size_t i = 0; i < p->count; i++) {
        struct usage_poll *poll = p->items[i];
        const double intervals = poll->count > 1 ? (double)(poll->count - 1) : 1;
        const double mean = poll->mean / intervals;
        const double variance = poll->variance / intervals - mean * mean;
        poll->mean = mean;
        poll->variance = variance > 0 ? variance : 0;
    }
    if (p->count > 1) {
        qsort(p->items, p->count, sizeof(struct usage_poll *), compare);
    }
    while (p->regular < p->count && is_regular(p->items[p->regular])) {
        p->regular++;
    }
}

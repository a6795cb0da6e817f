/* Queries by client and text, with what their intervals have in common. */
#include "rules/usage/polls.h"

#include <stdlib.h>

#include "parsers/base/buffer.h"
#include "parsers/base/memory.h"
#include "parsers/base/wintime.h"
#include "rules/usage/keys.h"

enum {
    WINDOW = 3, /* steps next to each other that hold equal intervals: within about a third */
    PERCENT_SAME = 80,              /* of all intervals, where a query comes at equal ones */
    MAX_QUERY = 2 * USAGE_MAX_TEXT, /* bytes that tell queries apart */
};

/* A query, with its intervals in steps of a millisecond. */
struct poll {
    struct usage_poll told;
    uint32_t counts[STEPS_COUNT];
    float seconds[STEPS_COUNT]; /* sums */
};

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

static struct view keep(struct polls *p, struct view text, size_t max)
{
    return arena_copy(&p->arena, view_slice(text, 0, max));
}

static struct poll *new_poll(struct polls *p, struct view key, const struct usage_operation *op)
{
    if (p->count == USAGE_MAX_POLLS) {
        p->more++;
        return NULL;
    }
    p->items = memory_grow(p->items, p->count, &p->cap, sizeof(struct usage_poll *));
    struct poll *poll = arena_alloc(&p->arena, sizeof(*poll));
    *poll = (struct poll){.told = {.query = keep(p, op->operation.query, USAGE_MAX_TEXT),
                                   .name_space = keep(p, op->name_space, USAGE_MAX_NAME),
                                   .computer = keep(p, op->computer, USAGE_MAX_NAME),
                                   .client = *op->client,
                                   .first = op->start,
                                   .last = op->start}};
    failure_copy_client(&p->arena, &poll->told.client, USAGE_MAX_NAME);
    map_set(&p->map, arena_copy(&p->arena, key), poll);
    p->items[p->count++] = &poll->told;
    return poll;
}

static void add_interval(struct poll *poll, int64_t ticks)
{
    const size_t step = steps_of((uint64_t)ticks / WINTIME_TICKS_PER_MS);
    poll->counts[step] += poll->counts[step] < UINT32_MAX;
    poll->seconds[step] += (float)((double)ticks / WINTIME_TICKS_PER_SECOND);
}

void polls_add(struct polls *p, const struct usage_operation *op)
{
    if (view_is_empty(op->operation.query) || op->start == WINTIME_NONE) {
        return;
    }
    struct buffer key;
    buffer_init(&key, BUFFER_NO_MAX);
    usage_key_client(&key, op);
    buffer_add(&key, view_slice(op->operation.query, 0, MAX_QUERY));
    struct poll *poll = map_get(&p->map, buffer_view(&key));
    if (!poll) {
        poll = new_poll(p, buffer_view(&key), op);
    }
    buffer_release(&key);
    if (!poll) {
        return;
    }
    struct usage_poll *told = &poll->told;
    if (told->count > 0 && op->start >= told->last) {
        add_interval(poll, op->start - told->last);
    }
    told->count++;
    told->last = op->start > told->last ? op->start : told->last;
}

/* Finds the interval that most have in common. */
static void settle(struct poll *poll)
{
    struct usage_poll *told = &poll->told;
    uint64_t all = 0, best = 0, count = 0;
    double seconds = 0;
    for (size_t i = 0; i < STEPS_COUNT; i++) {
        all += poll->counts[i];
        count += poll->counts[i];
        seconds += (double)poll->seconds[i];
        if (i >= WINDOW) {
            count -= poll->counts[i - WINDOW];
            seconds -= (double)poll->seconds[i - WINDOW];
        }
        if (count > best) {
            best = count;
            told->every = seconds / (double)count;
        }
    }
    told->regular = best;
    told->is_regular = told->count >= USAGE_MIN_POLLS && told->every > 0 &&
                       best * 100 >= all * PERCENT_SAME && best + 1 >= USAGE_MIN_POLLS;
}

static int compare(const void *a, const void *b)
{
    const struct usage_poll *x = *(const struct usage_poll *const *)a;
    const struct usage_poll *y = *(const struct usage_poll *const *)b;
    if (x->is_regular != y->is_regular) {
        return x->is_regular ? -1 : 1;
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
        settle((struct poll *)(void *)p->items[i]);
    }
    if (p->count > 1) {
        qsort(p->items, p->count, sizeof(struct usage_poll *), compare);
    }
    while (p->regular < p->count && p->items[p->regular]->is_regular) {
        p->regular++;
    }
}

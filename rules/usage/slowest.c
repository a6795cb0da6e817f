/* A short list in order, into which a slower operation is put in its place. */
#include "rules/usage/slowest.h"

#include <stdlib.h>

#include "parsers/base/memory.h"
#include "rules/usage/keys.h"

void slowest_init(struct slowest *s, size_t max, size_t max_text)
{
    *s = (struct slowest){
        .items = memory_new(max, sizeof(*s->items)), .max = max, .max_text = max_text};
    for (size_t i = 0; i < max; i++) {
        arena_init(&s->items[i].arena, max_text);
    }
}

void slowest_release(struct slowest *s)
{
    for (size_t i = 0; i < s->max; i++) {
        arena_release(&s->items[i].arena);
    }
    free(s->items);
}

size_t slowest_bytes(const struct slowest *s)
{
    size_t bytes = s->max * sizeof(*s->items);
    for (size_t i = 0; i < s->count; i++) {
        bytes += s->items[i].arena.total;
    }
    return bytes;
}

/* `arena` is that of one that is no longer among the slowest, or of none yet. */
static void put(struct slowest *s, size_t at, struct arena arena, const struct slow_operation *op)
{
    struct slow_operation *slow = &s->items[at];
    arena_clear(&arena);
    *slow = *op;
    slow->computer = usage_keep(&arena, op->computer, s->max_text, &slow->is_cut);
    slow->text = usage_keep(&arena, op->text, s->max_text, &slow->is_cut);
    slow->provider = usage_keep(&arena, op->provider, s->max_text, &slow->is_cut);
    failure_copy_client(&arena, &slow->client, s->max_text);
    slow->arena = arena;
}

void slowest_add(struct slowest *s, const struct slow_operation *op)
{
    const bool is_full = s->count == s->max;
    if (is_full && op->duration <= s->items[s->max - 1].duration) {
        return;
    }
    size_t at = is_full ? s->max - 1 : s->count++;
    const struct arena arena = s->items[at].arena;
    for (; at > 0 && s->items[at - 1].duration < op->duration; at--) {
        s->items[at] = s->items[at - 1];
    }
    put(s, at, arena, op);
}

static bool is_alike(const struct slow_operation *a, const struct slow_operation *b)
{
    return view_equal(a->text, b->text) && view_equal(a->computer, b->computer) &&
           view_equal(a->client.machine, b->client.machine) &&
           a->client.process_id == b->client.process_id && a->client.created == b->client.created;
}

size_t slowest_alike(const struct slow_operation *items, size_t count, size_t which)
{
    size_t alike = 0;
    for (size_t i = 0; i < count; i++) {
        alike += is_alike(&items[i], &items[which]);
    }
    return alike;
}

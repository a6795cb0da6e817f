/* A heap of events over pooled batches. */
#include "analyzer/window.h"

#include "parsers/base/memory.h"

#include <stdlib.h>

void window_init(struct window *w)
{
    *w = (struct window){0};
}

static void free_batch(struct window_batch *b)
{
    batch_release(&b->batch);
    free(b);
}

void window_release(struct window *w)
{
    while (w->count > 0) {
        struct window_entry entry = window_take(w);
        window_done(w, &entry);
    }
    while (w->free_batches) {
        struct window_batch *b = w->free_batches;
        w->free_batches = b->next_free;
        free_batch(b);
    }
    free(w->entries);
    *w = (struct window){0};
}

struct window_batch *window_take_batch(struct window *w)
{
    struct window_batch *b = w->free_batches;
    if (!b) {
        b = memory_new(1, sizeof(*b));
        batch_init(&b->batch);
        return b;
    }
    w->free_batches = b->next_free;
    batch_clear(&b->batch);
    b->waiting = 0;
    b->is_backwards = false;
    return b;
}

void window_give_back(struct window *w, struct window_batch *b)
{
    b->next_free = w->free_batches;
    w->free_batches = b;
}

/* Records of one log with equal times are in the order of their numbers, whichever way the log was
 * saved. */
static bool is_older(const struct window_entry *a, const struct window_entry *b)
{
    if (a->time != b->time) {
        return a->time < b->time;
    }
    if (a->record_id != b->record_id) {
        return a->record_id < b->record_id;
    }
    if (a->source != b->source) {
        return a->source < b->source;
    }
    return a->sequence < b->sequence;
}

static void sift_up(struct window_entry *entries, size_t i)
{
    struct window_entry moving = entries[i];
    while (i > 0 && is_older(&moving, &entries[(i - 1) / 2])) {
        entries[i] = entries[(i - 1) / 2];
        i = (i - 1) / 2;
    }
    entries[i] = moving;
}

static void sift_down(struct window_entry *entries, size_t count)
{
    struct window_entry moving = entries[0];
    size_t i = 0;
    for (;;) {
        size_t child = 2 * i + 1;
        if (child >= count) {
            break;
        }
        if (child + 1 < count && is_older(&entries[child + 1], &entries[child])) {
            child++;
        }
        if (!is_older(&entries[child], &moving)) {
            break;
        }
        entries[i] = entries[child];
        i = child;
    }
    entries[i] = moving;
}

static void grow(struct window *w, size_t more)
{
    w->entries = memory_resize(w->entries, w->count + more, sizeof(*w->entries));
}

void window_add(struct window *w, struct window_batch *b)
{
    b->waiting = b->batch.event_count;
    if (b->waiting == 0) {
        window_give_back(w, b);
        return;
    }
    grow(w, b->waiting);
    w->batch_count++;
    int64_t time = b->batch.first;
    for (size_t i = 0; i < b->batch.event_count; i++) {
        const struct event *e = &b->batch.events[i];
        /* An event without a time stays beside its neighbour. */
        time = e->time == WINTIME_NONE ? time : e->time;
        uint64_t offset = e->origin.offset;
        w->entries[w->count] = (struct window_entry){
            time, e->record_id, e->origin.source, b->is_backwards ? ~offset : offset, b, e};
        sift_up(w->entries, w->count++);
    }
}

bool window_is_long(const struct window *w)
{
    return w->count > WINDOW_HELD_EVENTS;
}

bool window_is_full(const struct window *w)
{
    return w->count > WINDOW_MAX_EVENTS || w->batch_count > WINDOW_MAX_BATCHES;
}

const struct window_entry *window_oldest(const struct window *w)
{
    return w->count > 0 ? &w->entries[0] : NULL;
}

struct window_entry window_take(struct window *w)
{
    struct window_entry oldest = w->entries[0];
    w->entries[0] = w->entries[--w->count];
    if (w->count > 0) {
        sift_down(w->entries, w->count);
    }
    return oldest;
}

void window_done(struct window *w, const struct window_entry *entry)
{
    if (--entry->batch->waiting == 0) {
        w->batch_count--;
        window_give_back(w, entry->batch);
    }
}

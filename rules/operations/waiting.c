/* The waiting room: one heap per service, because each computer has its own clock. */
#include "rules/operations/waiting.h"

#include <stdlib.h>
#include <string.h>

#include "parsers/base/memory.h"
#include "rules/operations/pairing.h"

void waiting_init(struct waiting *set, size_t max, size_t max_bytes,
                  struct operation_counts *counts)
{
    *set = (struct waiting){.max = max, .memory.limit = max_bytes, .counts = counts};
    set->settle = (int64_t)OPERATIONS_SETTLE_SECONDS * WINTIME_TICKS_PER_SECOND;
    map_init(&set->buckets);
}

static void forget_all(struct waiting *set, struct service *s)
{
    while (s->heap_count > 0) {
        struct pending *p = s->heap[--s->heap_count].pending;
        pairing_remove(set, p);
        waiting_free(set, p);
    }
}

void waiting_release(struct waiting *set, struct services *services)
{
    for (size_t i = 0; i < services->count; i++) {
        forget_all(set, services->list[i]);
    }
    forget_all(set, &services->over_limit);
    for (struct pending *p = set->free; p;) {
        struct pending *next = p->next_free;
        arena_release(&p->failure.arena);
        free(p);
        p = next;
    }
    for (struct pending_bucket *b = set->free_buckets; b;) {
        struct pending_bucket *next = b->next_free;
        free(b);
        b = next;
    }
    map_release(&set->buckets);
    *set = (struct waiting){0};
}

struct pending *waiting_new(struct waiting *set)
{
    struct pending *p = set->free;
    if (!p) {
        p = memory_new(1, sizeof(*p));
        arena_init(&p->failure.arena, PENDING_ARENA_CHUNK);
    } else {
        set->free = p->next_free;
        set->free_count--;
    }
    const struct arena arena = p->failure.arena;
    memset(p, 0, sizeof(*p));
    p->failure.arena = arena;
    p->failure.client.created = WINTIME_NONE;
    set->count++;
    return p;
}

/* Asks anew how much the failure takes. */
static void weigh(struct waiting *set, struct pending *p)
{
    account_change(&set->memory, &p->bytes, sizeof(*p) + p->failure.arena.total);
}

void waiting_free(struct waiting *set, struct pending *p)
{
    bool is_full = account_is_full(&set->memory);
    account_change(&set->memory, &p->bytes, 0);
    set->count--;
    if (is_full || set->free_count == PENDING_MAX_FREE) { /* others may need it more */
        arena_release(&p->failure.arena);
        free(p);
        return;
    }
    arena_clear(&p->failure.arena); /* long texts go at once */
    p->next_free = set->free;
    set->free = p;
    set->free_count++;
}

size_t waiting_bytes_beside(const struct waiting *set)
{
    const size_t each = account_heap_bytes(sizeof(struct pending)) + PENDING_ARENA_CHUNK;
    return map_bytes(&set->buckets) + set->heap_bytes + set->free_count * each +
           set->free_bucket_count * sizeof(struct pending_bucket);
}

bool waiting_is_full(const struct waiting *set)
{
    return set->count >= set->max || account_is_full(&set->memory);
}

static bool entry_is_before(const struct pending_entry *a, const struct pending_entry *b)
{
    if (a->when != b->when) {
        return a->when < b->when;
    }
    return pending_is_before(a->pending, b->pending);
}

static void heap_place(struct service *s, size_t index, struct pending_entry entry)
{
    s->heap[index] = entry;
    entry.pending->heap_index = index;
}

static void heap_up(struct service *s, size_t index, struct pending_entry entry)
{
    while (index > 0) {
        size_t parent = (index - 1) / 2;
        if (!entry_is_before(&entry, &s->heap[parent])) {
            break;
        }
        heap_place(s, index, s->heap[parent]);
        index = parent;
    }
    heap_place(s, index, entry);
}

static void heap_down(struct service *s, size_t index, struct pending_entry entry)
{
    for (;;) {
        size_t child = index * 2 + 1;
        if (child >= s->heap_count) {
            break;
        }
        if (child + 1 < s->heap_count && entry_is_before(&s->heap[child + 1], &s->heap[child])) {
            child++;
        }
        if (!entry_is_before(&s->heap[child], &entry)) {
            break;
        }
        heap_place(s, index, s->heap[child]);
        index = child;
    }
    heap_place(s, index, entry);
}

static void heap_remove(struct service *s, struct pending *p)
{
    size_t index = p->heap_index;
    struct pending_entry removed = s->heap[index], last = s->heap[--s->heap_count];
    if (last.pending == p) {
        return;
    }
    if (entry_is_before(&last, &removed)) {
        heap_up(s, index, last);
    } else {
        heap_down(s, index, last);
    }
}

static void heap_add(struct waiting *set, struct service *s, struct pending *p)
{
    const size_t before = s->heap_cap;
    s->heap = memory_grow(s->heap, s->heap_count, &s->heap_cap, sizeof(*s->heap));
    set->heap_bytes += (s->heap_cap - before) * sizeof(*s->heap);
    s->heap_count++;
    heap_up(s, s->heap_count - 1, (struct pending_entry){p->when, p});
}

/* From the first event 13 on there are pairs: those that wait are entered in order of arrival, as
 * if there had been pairs from the start. */
static void begin_pairing(struct waiting *set)
{
    struct pending *later;
    set->is_pairing = true;
    for (struct pending *p = set->first; p; p = later) {
        later = p->later;
        p->earlier = p->later = NULL;
        pairing_add(set, p);
    }
    set->first = set->last = NULL;
}

static void list_add(struct waiting *set, struct pending *p)
{
    p->earlier = set->last;
    if (set->last) {
        set->last->later = p;
    } else {
        set->first = p;
    }
    set->last = p;
}

static void list_remove(struct waiting *set, struct pending *p)
{
    if (p->earlier) {
        p->earlier->later = p->later;
    } else if (set->first == p) {
        set->first = p->later;
    }
    if (p->later) {
        p->later->earlier = p->earlier;
    } else if (set->last == p) {
        set->last = p->earlier;
    }
    p->earlier = p->later = NULL;
}

/* No other half will be looked for any more. */
static void stop_pairing(struct waiting *set, struct pending *p)
{
    list_remove(set, p);
    pairing_remove(set, p);
}

void waiting_add(struct waiting *set, struct pending *p)
{
    weigh(set, p);
    heap_add(set, p->service, p);
    if (!p->can_pair) {
        return;
    }
    if (p->side == PENDING_TRACE && !set->is_pairing) {
        begin_pairing(set);
    }
    if (set->is_pairing) {
        pairing_add(set, p);
    } else {
        list_add(set, p);
    }
}

struct pending *waiting_oldest(const struct service *s)
{
    return s->heap_count > 0 ? s->heap[0].pending : NULL;
}

/* Makes one failure of the two halves; the client's half is gone afterwards. */
static struct pending *join(struct waiting *set, struct pending *a, struct pending *b)
{
    struct pending *trace = a->side == PENDING_TRACE ? a : b;
    struct pending *client = trace == a ? b : a;
    stop_pairing(set, trace);
    stop_pairing(set, client);
    heap_remove(trace->service, trace);
    heap_remove(client->service, client);
    pairing_join(trace, client);
    weigh(set, trace);
    trace->can_pair = false;
    if (pending_is_before(client, trace)) {
        trace->when = client->when;
        trace->origin = client->origin;
    }
    waiting_free(set, client);
    set->counts->merged++;
    return trace;
}

struct pending *waiting_take(struct waiting *set, struct pending *oldest)
{
    struct pending *first, *second;
    for (int steps = 0; set->is_pairing && oldest->can_pair && steps < PAIR_MAX_STEPS; steps++) {
        if (!pairing_find(set, oldest, &first, &second)) {
            break;
        }
        bool is_mine = first == oldest || second == oldest;
        struct pending *joined = join(set, first, second);
        if (is_mine) {
            return joined;
        }
        heap_add(set, joined->service, joined);
    }
    stop_pairing(set, oldest);
    heap_remove(oldest->service, oldest);
    return oldest;
}

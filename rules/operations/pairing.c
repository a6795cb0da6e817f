/* Which event 13 and which event 5858 are one failure: equal contents, mutually nearest in time. */
#include "rules/operations/pairing.h"

#include <stdlib.h>
#include <string.h>

#include "parsers/base/memory.h"

/* Need not be secret: whoever makes hashes collide joins events of his own making. */
static const uint64_t key_seed[2] = {0x776d696c6f672f31U, 0x706169722f6b6579U};

static const int64_t near = (int64_t)PAIR_NEAR_SECONDS * WINTIME_TICKS_PER_SECOND;

/* What the operation is called in the key: a connect reads differently in the two channels. */
static struct view key_text(const struct failure *f, char text[FINGERPRINT_NAMESPACE_SIZE])
{
    if (f->operation.type != OPERATION_TYPE_CONNECT) {
        return view_trim(f->operation.text);
    }
    struct view name_space =
        view_is_empty(f->operation.name_space) ? f->name_space : f->operation.name_space;
    return view_of(fingerprint_namespace(name_space, text));
}

static void make_key(const struct pending *p, enum pending_link link, uint64_t key[8])
{
    const struct failure *f = &p->failure;
    const struct computer *computer = p->service->computer;
    memset(key, 0, 8 * sizeof(*key));
    key[0] = (uint64_t)link;
    /* Those over the limit share one number. */
    key[1] = computer->is_over_limit ? map_hash(key_seed, f->computer) : computer->number;
    key[2] = f->has_no_result ? UINT64_MAX : f->result;
    if (link == PENDING_LINK_ORPHAN) {
        key[3] = f->service_process_id;
        return;
    }
    char text[FINGERPRINT_NAMESPACE_SIZE];
    key[3] = f->client.process_id;
    key[4] = map_hash(key_seed, f->client.user);
    key[5] = map_hash(key_seed, key_text(f, text));
    if (link == PENDING_LINK_EXACT) {
        key[6] = map_hash(key_seed, f->correlation_id);
    }
}

static struct pending_bucket *take_bucket(struct waiting *set, uint64_t (*key)[8])
{
    struct pending_bucket *b = map_get(&set->buckets, VIEW_BYTES(*key));
    if (b) {
        return b;
    }
    b = set->free_buckets;
    if (b) {
        set->free_buckets = b->next_free;
        set->free_bucket_count--;
    } else {
        b = memory_new(1, sizeof(*b));
    }
    account_take(&set->memory, account_heap_bytes(sizeof(*b)));
    memset(b, 0, sizeof(*b));
    memcpy(b->key, *key, sizeof(b->key));
    map_set(&set->buckets, VIEW_BYTES(b->key), b);
    return b;
}

static void free_bucket(struct waiting *set, struct pending_bucket *b)
{
    account_give(&set->memory, account_heap_bytes(sizeof(*b)));
    if (set->free_bucket_count == PENDING_MAX_FREE) {
        free(b);
        return;
    }
    b->next_free = set->free_buckets;
    set->free_buckets = b;
    set->free_bucket_count++;
}

static void link_add(struct waiting *set, struct pending *p, enum pending_link link)
{
    uint64_t key[8];
    make_key(p, link, key);
    struct pending_bucket *b = take_bucket(set, &key);
    struct pending *after = b->tail[p->side];
    /* Events come nearly in order; what comes far too late may stand a little out of order. */
    for (int steps = 0; after && steps < PAIR_MAX_SCAN; steps++) {
        if (!pending_is_before(p, after)) {
            break;
        }
        after = after->links[link].prev;
    }
    struct pending *next = after ? after->links[link].next : b->head[p->side];
    p->links[link] = (struct pending_position){b, after, next};
    if (after) {
        after->links[link].next = p;
    } else {
        b->head[p->side] = p;
    }
    if (next) {
        next->links[link].prev = p;
    } else {
        b->tail[p->side] = p;
    }
}

static void link_remove(struct waiting *set, struct pending *p, enum pending_link link)
{
    struct pending_position *at = &p->links[link];
    struct pending_bucket *b = at->bucket;
    if (!b) {
        return;
    }
    if (at->prev) {
        at->prev->links[link].next = at->next;
    } else {
        b->head[p->side] = at->next;
    }
    if (at->next) {
        at->next->links[link].prev = at->prev;
    } else {
        b->tail[p->side] = at->prev;
    }
    *at = (struct pending_position){0};
    if (!b->head[PENDING_TRACE] && !b->head[PENDING_CLIENT]) {
        map_remove(&set->buckets, VIEW_BYTES(b->key));
        free_bucket(set, b);
    }
}

void pairing_add(struct waiting *set, struct pending *p)
{
    if (!p->is_orphan) {
        if (p->failure.correlation_id.len > 0) {
            link_add(set, p, PENDING_LINK_EXACT);
        }
        link_add(set, p, PENDING_LINK_BASE);
    }
    if (p->is_orphan || p->side == PENDING_CLIENT) {
        link_add(set, p, PENDING_LINK_ORPHAN);
    }
}

void pairing_remove(struct waiting *set, struct pending *p)
{
    for (enum pending_link link = 0; link < PENDING_LINKS; link++) {
        link_remove(set, p, link);
    }
}

static int64_t distance(const struct pending *a, const struct pending *b)
{
    return a->when < b->when ? wintime_between(a->when, b->when)
                             : wintime_between(b->when, a->when);
}

/* All in a bucket agree in what its key is made of. Without correlation id in the key, two ids that
 * are both known must still be the same. */
static bool is_compatible(const struct pending *a, const struct pending *b, enum pending_link link)
{
    struct view left = a->failure.correlation_id, right = b->failure.correlation_id;
    if (link != PENDING_LINK_BASE || left.len == 0 || right.len == 0) {
        return true;
    }
    return view_equal_nocase(left, right);
}

/* The nearest failure of the other side in one index. `*is_dense` is set when so many stand between
 * that nearness says nothing: then order of time decides. */
static struct pending *nearest_in(const struct pending *p, enum pending_link link, bool *is_dense)
{
    const struct pending_bucket *b = p->links[link].bucket;
    if (!b) {
        return NULL;
    }
    struct pending *best = NULL;
    struct pending *q = b->head[p->side == PENDING_TRACE ? PENDING_CLIENT : PENDING_TRACE];
    int steps = 0;
    for (; q && steps < PAIR_MAX_SCAN; q = q->links[link].next, steps++) {
        if (best && distance(p, q) >= distance(p, best)) {
            if (q->when >= p->when) {
                break;
            }
            continue;
        }
        if (is_compatible(p, q, link)) {
            best = q;
        }
    }
    if (q && steps == PAIR_MAX_SCAN && q->when < p->when) {
        *is_dense = true;
    }
    return best;
}

static struct pending *nearest(const struct pending *p, bool *is_dense)
{
    *is_dense = false;
    struct pending *q = nearest_in(p, PENDING_LINK_EXACT, is_dense);
    return q ? q : nearest_in(p, PENDING_LINK_BASE, is_dense);
}

/* Follows nearest neighbours until two are each other's nearest. */
static bool find_by_contents(const struct waiting *set, struct pending *p, struct pending **first,
                             struct pending **second)
{
    bool is_dense;
    struct pending *x = p, *y = nearest(p, &is_dense);
    if (!y || distance(p, y) > set->settle) {
        return false;
    }
    bool is_near = distance(p, y) <= near;
    for (int steps = 0; steps < PAIR_MAX_STEPS; steps++) {
        struct pending *z = nearest(y, &is_dense);
        if (!z || z == x || is_dense) {
            *first = x;
            *second = y;
            return true;
        }
        /* Another is nearer to it. Only close together is a second choice worth looking for. */
        if (!is_near) {
            return false;
        }
        x = y;
        y = z;
    }
    return false;
}

/* A stop without a start has no contents to compare: it takes a client's event that nothing else
 * claims. */
static bool find_for_orphan(struct waiting *set, struct pending *p, struct pending **first,
                            struct pending **second)
{
    bool is_dense = false;
    struct pending *q = nearest_in(p, PENDING_LINK_ORPHAN, &is_dense);
    if (!q || distance(p, q) > near) {
        return false;
    }
    struct pending *client = p->side == PENDING_CLIENT ? p : q;
    if (client != p && find_by_contents(set, client, first, second)) {
        return true;
    }
    is_dense = false;
    struct pending *back = nearest_in(q, PENDING_LINK_ORPHAN, &is_dense);
    if (back != p && back && !is_dense) {
        return false;
    }
    *first = p;
    *second = q;
    return true;
}

bool pairing_find(struct waiting *set, struct pending *p, struct pending **first,
                  struct pending **second)
{
    if (!p->is_orphan && find_by_contents(set, p, first, second)) {
        return true;
    }
    if (!p->is_orphan && p->side == PENDING_TRACE) {
        return false;
    }
    return find_for_orphan(set, p, first, second);
}

/* Order of evidence: time, then event id. */
static void add_evidence(struct pending *p, const struct evidence *new, int64_t time)
{
    struct failure *f = &p->failure;
    if (f->evidence_count == FAILURE_MAX_EVIDENCE) {
        return;
    }
    size_t at = f->evidence_count;
    for (; at > 0; at--) {
        if (p->evidence_times[at - 1] < time ||
            (p->evidence_times[at - 1] == time && f->evidence[at - 1].event_id <= new->event_id)) {
            break;
        }
        f->evidence[at] = f->evidence[at - 1];
        p->evidence_times[at] = p->evidence_times[at - 1];
    }
    f->evidence[at] = *new;
    f->evidence[at].channel = arena_copy(&f->arena, new->channel);
    p->evidence_times[at] = time;
    f->evidence_count++;
}

static void fill_in(struct arena *arena, struct view *field, struct view value)
{
    if (view_is_empty(*field)) {
        *field = arena_copy(arena, value);
    }
}

/* What a stop without a start does not know of itself. */
static void fill_orphan(struct pending *trace, const struct pending *client)
{
    struct failure *f = &trace->failure;
    const struct failure *g = &client->failure;
    f->operation = operation_text_parse(arena_copy(&f->arena, g->operation.text));
    f->name_space = arena_copy(&f->arena, g->name_space);
    f->client = g->client;
    f->client.machine = arena_copy(&f->arena, g->client.machine);
    f->client.user = arena_copy(&f->arena, g->client.user);
    trace->is_orphan = false;
}

void pairing_join(struct pending *trace, const struct pending *client)
{
    struct failure *f = &trace->failure;
    const struct failure *g = &client->failure;
    if (trace->is_orphan) {
        fill_orphan(trace, client);
    }
    fill_in(&f->arena, &f->component, g->component);
    fill_in(&f->arena, &f->possible_cause, g->possible_cause);
    fill_in(&f->arena, &f->correlation_id, g->correlation_id);
    fill_in(&f->arena, &f->client.machine, g->client.machine);
    for (size_t i = 0; i < g->evidence_count; i++) {
        add_evidence(trace, &g->evidence[i], client->evidence_times[i]);
    }
    failure_classify(f); /* the possible cause may tell of another stage */
    if (f->time == WINTIME_NONE || (g->time != WINTIME_NONE && g->time < f->time)) {
        f->time = g->time;
    }
}

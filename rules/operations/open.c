/* The table of open operations: objects are pooled, order of start is kept for the limit. */
#include "rules/operations/open.h"

#include <stdlib.h>

#include "parsers/base/memory.h"
#include "parsers/base/wintime.h"

enum {
    OPERATION_ARENA_CHUNK = 768,
    GROUP_ARENA_CHUNK = 512,
    AROUND_BYTES = 96, /* its place in the map, and what malloc adds to it and its arena */
    MAX_FREE = 512,    /* operations, and groups, that are kept for the next ones */
};

void operations_init(struct operations *ops, size_t max, size_t max_bytes,
                     struct operation_counts *counts)
{
    *ops = (struct operations){.max = max, .memory.limit = max_bytes, .counts = counts};
    map_init(&ops->map);
    map_init(&ops->groups);
}

static void free_list(struct operation *op)
{
    while (op) {
        struct operation *next = op->next_free;
        arena_release(&op->arena);
        free(op);
        op = next;
    }
}

static void group_leave(struct operations *ops, struct operation *op)
{
    struct operation_group *g = op->group;
    op->group = NULL;
    if (!g || --g->users > 0) {
        return;
    }
    map_remove(&ops->groups, VIEW_BYTES(g->key));
    bool is_full = account_is_full(&ops->memory);
    account_change(&ops->memory, &g->bytes, 0);
    if (is_full || ops->free_group_count == MAX_FREE) { /* others may need it more */
        arena_release(&g->arena);
        free(g);
        return;
    }
    arena_clear(&g->arena);
    g->next_free = ops->free_groups;
    ops->free_groups = g;
    ops->free_group_count++;
}

static struct operation_group *group_enter(struct operations *ops, const struct operation_key *key)
{
    struct operation_group *g = map_get(&ops->groups, VIEW_BYTES(*key));
    if (!g) {
        g = ops->free_groups;
        if (!g) {
            g = memory_new(1, sizeof(*g));
            arena_init(&g->arena, GROUP_ARENA_CHUNK);
        } else {
            ops->free_groups = g->next_free;
            ops->free_group_count--;
        }
        *g = (struct operation_group){.key = *key, .arena = g->arena};
        map_set(&ops->groups, VIEW_BYTES(g->key), g);
        operations_weigh_group(ops, g);
    }
    g->users++;
    return g;
}

/* Takes the operation out of the maps and lists; it keeps its contents. */
static void detach(struct operations *ops, struct operation *op)
{
    map_remove(&ops->map, VIEW_BYTES(op->key));
    group_leave(ops, op);
    if (op->older) {
        op->older->newer = op->newer;
    } else {
        ops->oldest = op->newer;
    }
    if (op->newer) {
        op->newer->older = op->older;
    } else {
        ops->newest = op->older;
    }
    if (op->prev_local) {
        op->prev_local->next_local = op->next_local;
    } else {
        op->service->operations = op->next_local;
    }
    if (op->next_local) {
        op->next_local->prev_local = op->prev_local;
    }
    ops->count--;
}

void operations_weigh(struct operations *ops, struct operation *op)
{
    account_change(&ops->memory, &op->bytes, sizeof(*op) + op->arena.total + AROUND_BYTES);
}

void operations_weigh_group(struct operations *ops, struct operation_group *g)
{
    account_change(&ops->memory, &g->bytes, sizeof(*g) + g->arena.total + AROUND_BYTES);
}

void operations_stop(struct operations *ops, struct operation *op)
{
    bool is_full = account_is_full(&ops->memory);
    detach(ops, op);
    account_change(&ops->memory, &op->bytes, 0);
    if (is_full || ops->free_count == MAX_FREE) {
        arena_release(&op->arena);
        free(op);
        return;
    }
    arena_clear(&op->arena); /* long texts go at once */
    op->next_free = ops->free;
    ops->free = op;
    ops->free_count++;
}

size_t operations_bytes_beside(const struct operations *ops)
{
    return ops->free_count * (sizeof(*ops->free) + OPERATION_ARENA_CHUNK + AROUND_BYTES) +
           ops->free_group_count * (sizeof(*ops->free_groups) + GROUP_ARENA_CHUNK + AROUND_BYTES);
}

/* Ticks from the start until the latest event of the computer. */
static int64_t age_now(const struct operation *op)
{
    int64_t start = op->info.start;
    int64_t clock = op->service->clock;
    bool is_known = start != WINTIME_NONE && clock != WINTIME_NONE &&
                    wintime_is_local(start) == wintime_is_local(clock);
    return is_known ? wintime_between(start, clock) : 0;
}

static void close_one(struct operations *ops, struct operation *op, const char *ended)
{
    ops->counts->open++;
    if (ops->ended_count >= ops->max || account_is_full(&ops->memory)) {
        operations_stop(ops, op);
        return;
    }
    detach(ops, op);
    op->info.ended = ended;
    op->info.age = age_now(op);
    op->next_free = NULL;
    if (ops->last_ended) {
        ops->last_ended->next_free = op;
    } else {
        ops->ended = op;
    }
    ops->last_ended = op;
    ops->ended_count++;
}

void operations_close(struct operations *ops, struct service *s)
{
    /* The list has the newest first; what is over the limit should be the newest. */
    struct operation *op = s->operations;
    while (op && op->next_local) {
        op = op->next_local;
    }
    while (op) {
        struct operation *newer = op->prev_local;
        close_one(ops, op, "service restarted");
        op = newer;
    }
}

static struct operation *take_object(struct operations *ops)
{
    struct operation *op = ops->free;
    if (!op) {
        op = memory_new(1, sizeof(*op));
        arena_init(&op->arena, OPERATION_ARENA_CHUNK);
    } else {
        ops->free = op->next_free;
        ops->free_count--;
    }
    struct arena arena = op->arena;
    *op = (struct operation){.arena = arena};
    return op;
}

struct operation *operations_start(struct operations *ops, const struct operation_key *key,
                                   struct service *s, const uint32_t *group_id)
{
    struct operation *same = operations_find(ops, key);
    if (same) {
        close_one(ops, same, "id reused");
    }
    while (ops->oldest && (ops->count >= ops->max || account_is_full(&ops->memory))) {
        ops->counts->dropped++;
        operations_stop(ops, ops->oldest);
    }
    struct operation *op = take_object(ops);
    op->key = *key;
    op->service = s;
    if (group_id) {
        op->has_group_id = true;
        struct operation_key group = {key->computer, key->process_id, *group_id};
        op->group = group_enter(ops, &group);
    }
    op->older = ops->newest;
    if (ops->newest) {
        ops->newest->newer = op;
    } else {
        ops->oldest = op;
    }
    ops->newest = op;
    op->next_local = s->operations;
    if (s->operations) {
        s->operations->prev_local = op;
    }
    s->operations = op;
    ops->count++;
    map_set(&ops->map, VIEW_BYTES(op->key), op);
    return op;
}

struct operation *operations_find(const struct operations *ops, const struct operation_key *key)
{
    return map_get(&ops->map, VIEW_BYTES(*key));
}

struct operation_group *operations_group(const struct operations *ops,
                                         const struct operation_key *key)
{
    return map_get(&ops->groups, VIEW_BYTES(*key));
}

static int compare_origin(const struct event_origin *a, const struct event_origin *b)
{
    if (a->source != b->source) {
        return a->source < b->source ? -1 : 1;
    }
    return (a->record > b->record) - (a->record < b->record);
}

static int compare_open(const void *left, const void *right)
{
    const struct open_operation *const *a = left, *const *b = right;
    if ((*a)->start != (*b)->start) {
        return (*a)->start < (*b)->start ? -1 : 1;
    }
    return compare_origin(&(*a)->origin, &(*b)->origin);
}

static void complete(struct operation *op)
{
    struct open_operation *info = &op->info;
    info->operation = operation_text_parse(info->operation.text);
    info->name_space = failure_namespace(info->name_space, &info->operation.target_host);
    if (!info->ended) {
        info->age = age_now(op);
    }
}

void operations_went_on(struct operations *ops, uint32_t source, int64_t time)
{
    for (struct operation *op = ops->oldest; op; op = op->newer) {
        int64_t *clock = &op->service->clock;
        if (op->info.origin.source == source && *clock != WINTIME_NONE &&
            wintime_is_local(*clock) == wintime_is_local(time) && time > *clock) {
            *clock = time;
        }
    }
}

const struct open_operation *const *operations_list(struct operations *ops, size_t *count)
{
    free(ops->list);
    ops->list = memory_new(ops->count + ops->ended_count + 1, sizeof(*ops->list));
    size_t n = 0;
    for (struct operation *op = ops->ended; op; op = op->next_free) {
        complete(op);
        ops->list[n++] = &op->info;
    }
    for (struct operation *op = ops->oldest; op; op = op->newer) {
        complete(op);
        ops->list[n++] = &op->info;
    }
    qsort(ops->list, n, sizeof(*ops->list), compare_open);
    *count = n < ops->max ? n : ops->max;
    return ops->list;
}

void operations_release(struct operations *ops)
{
    while (ops->oldest) {
        operations_stop(ops, ops->oldest);
    }
    free_list(ops->ended);
    free_list(ops->free);
    for (struct operation_group *g = ops->free_groups; g;) {
        struct operation_group *next = g->next_free;
        arena_release(&g->arena);
        free(g);
        g = next;
    }
    free(ops->list);
    map_release(&ops->map);
    map_release(&ops->groups);
    *ops = (struct operations){0};
}

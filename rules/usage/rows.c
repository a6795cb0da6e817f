/* Finding, adding up and ordering the rows of a table. */
#include "rules/usage/rows.h"

#include <stdlib.h>

#include "parsers/base/memory.h"

void usage_rows_init(struct usage_rows *rows, struct arena *arena, size_t max)
{
    *rows = (struct usage_rows){.arena = arena, .max = max};
    map_init(&rows->map);
}

void usage_rows_release(struct usage_rows *rows)
{
    map_release(&rows->map);
    free(rows->items);
}

static struct usage_row *add(struct usage_rows *rows)
{
    rows->items = memory_grow(rows->items, rows->count, &rows->cap, sizeof(struct usage_row *));
    struct usage_row *row = arena_alloc(rows->arena, sizeof(*row));
    *row = (struct usage_row){0};
    rows->items[rows->count++] = row;
    return row;
}

struct usage_row *usage_rows_find(struct usage_rows *rows, struct view key, bool *is_new)
{
    struct usage_row *row = map_get(&rows->map, key);
    *is_new = false;
    if (!row && rows->count < rows->max && rows->arena->total < USAGE_MAX_BYTES) {
        row = add(rows);
        map_set(&rows->map, arena_copy(rows->arena, key), row);
        *is_new = true;
    } else if (!row) {
        rows->rest = rows->rest ? rows->rest : add(rows);
        row = rows->rest;
        row->is_rest = true;
    }
    return row;
}

static bool is_before(const struct usage_row *a, const struct usage_row *b,
                      int (*compare)(const struct usage_row *, const struct usage_row *))
{
    return a->is_rest != b->is_rest ? b->is_rest : compare(a, b) < 0;
}

void usage_rows_sort(struct usage_rows *rows,
                     int (*compare)(const struct usage_row *a, const struct usage_row *b))
{
    for (size_t i = 1; i < rows->count; i++) {
        struct usage_row *row = rows->items[i];
        size_t at = i;
        while (at > 0 && is_before(row, rows->items[at - 1], compare)) {
            rows->items[at] = rows->items[at - 1];
            at--;
        }
        rows->items[at] = row;
    }
}

void usage_row_count(struct usage_row *row, const struct usage_operation *op)
{
    const int64_t duration = usage_duration(op);
    row->count++;
    row->failures += op->is_failure;
    if (op->operation.type == OPERATION_TYPE_CONNECT) {
        row->connects++;
        row->failed_connects += op->is_failure;
    }
    if (duration < 0) {
        return;
    }
    row->timed++;
    row->total = duration < INT64_MAX - row->total ? row->total + duration : INT64_MAX;
    row->max = duration > row->max ? duration : row->max;
    const size_t step = steps_of((uint64_t)duration / USAGE_STEP_TICKS);
    row->steps[step] += row->steps[step] < UINT32_MAX;
}

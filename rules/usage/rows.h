/* A table of usage: a row for each key, up to a limit; all that comes later is one row. */
#ifndef WMILOG_RULES_USAGE_ROWS_H
#define WMILOG_RULES_USAGE_ROWS_H
#include "parsers/base/hash/map.h"
#include "rules/usage/usage.h"

struct usage_rows {
    struct arena *arena; /* of rows and keys; borrowed */
    struct map map;
    struct usage_row **items; /* in order of appearance, until they are sorted */
    size_t count, cap, max;
    struct usage_row *rest; /* one of them, or NULL */
};

void usage_rows_init(struct usage_rows *rows, struct arena *arena, size_t max);
void usage_rows_release(struct usage_rows *rows);
/* What it takes beside the arena. */
static inline size_t usage_rows_bytes(const struct usage_rows *rows)
{
    return map_bytes(&rows->map) + rows->cap * sizeof(struct usage_row *);
}
/* The row of a key, or a new one: *is_new. Over the limit, and when the arena has USAGE_MAX_BYTES,
 * that of the rest. */
struct usage_row *usage_rows_find(struct usage_rows *rows, struct view key, bool *is_new);
/* Rows that nothing tells apart stay in order of appearance; that of the rest is the last. */
void usage_rows_sort(struct usage_rows *rows,
                     int (*compare)(const struct usage_row *a, const struct usage_row *b));
void usage_row_count(struct usage_row *row, const struct usage_operation *op);

#endif

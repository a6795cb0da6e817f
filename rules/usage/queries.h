/* Queries of clients, each kept once however often it comes. */
#ifndef WMILOG_RULES_USAGE_QUERIES_H
#define WMILOG_RULES_USAGE_QUERIES_H
#include "parsers/base/hash/map.h"
#include "rules/usage/usage.h"

struct queries {
    struct map map;
    struct arena arena;
    struct usage_query *
        *items; /* all, in order of appearance; each begins an object of item_size */
    size_t count, cap;
    size_t max, item_size;
    uint64_t more; /* operations whose query is past `max` */
};

void queries_init(struct queries *q, size_t max, size_t item_size);
void queries_release(struct queries *q);
size_t queries_bytes(const struct queries *q);
/* The query of the operation's client, which is not counted yet: the rest of a new one is zeros.
 * NULL past the maximum, and when the texts have USAGE_MAX_BYTES. */
struct usage_query *queries_find(struct queries *q, const struct usage_operation *op);
/* Counts the operation. */
void queries_count(struct usage_query *query, const struct usage_operation *op);
/* By text, then by when they came first: for those that are alike in all else. */
int queries_compare(const struct usage_query *a, const struct usage_query *b);
/* `compare` gets pointers to items. */
void queries_sort(struct queries *q, int (*compare)(const void *, const void *));

#endif

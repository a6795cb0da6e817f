/* Queries of temporary subscriptions, as the Trace channel shows them starting. */
#include "rules/usage/watched.h"

#include "rules/texts/wql.h"

static const struct usage_subscription *of(const struct usage_query *query)
{
    return (const struct usage_subscription *)(const void *)query;
}

void watched_init(struct queries *s)
{
    queries_init(s, USAGE_MAX_SUBSCRIPTIONS, sizeof(struct usage_subscription));
}

void watched_add(struct queries *s, const struct usage_operation *op)
{
    double seconds;
    if (!view_starts_nocase(op->operation.verb, VIEW("ExecNotificationQuery")) ||
        !wql_within(op->operation.query, &seconds)) {
        return;
    }
    struct usage_query *query = queries_find(s, op);
    if (query) {
        struct usage_subscription *item = (struct usage_subscription *)(void *)query;
        item->seconds = seconds;
        item->is_open |= op->is_open;
        queries_count(query, op);
    }
}

static int compare(const void *a, const void *b)
{
    const struct usage_subscription *x = of(*(const struct usage_query *const *)a);
    const struct usage_subscription *y = of(*(const struct usage_query *const *)b);
    if (x->seconds < y->seconds || x->seconds > y->seconds) {
        return x->seconds < y->seconds ? -1 : 1;
    }
    return queries_compare(&x->query, &y->query);
}

void watched_finish(struct queries *s)
{
    queries_sort(s, compare);
}

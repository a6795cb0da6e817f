/* Queries by client and text, with what their intervals have in common. */
#include "rules/usage/polls.h"

#include "parsers/base/wintime.h"

enum {
    WINDOW = 3, /* steps next to each other that hold equal intervals: within about a third */
    PERCENT_SAME = 80, /* of all intervals, where a query comes at equal ones */
};

/* A query, with its intervals in steps of a millisecond. */
struct poll {
    struct usage_poll told;
    uint32_t counts[STEPS_COUNT];
    float seconds[STEPS_COUNT]; /* sums */
};

static struct poll *of(struct usage_query *query)
{
    return (struct poll *)(void *)query;
}

void polls_init(struct polls *p)
{
    *p = (struct polls){0};
    queries_init(&p->queries, USAGE_MAX_POLLS, sizeof(struct poll));
}

void polls_release(struct polls *p)
{
    queries_release(&p->queries);
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
    struct usage_query *query = queries_find(&p->queries, op);
    if (!query) {
        return;
    }
    if (query->count > 0 && op->start >= query->last) {
        add_interval(of(query), op->start - query->last);
    }
    queries_count(query, op);
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
    told->is_regular = told->query.count >= USAGE_MIN_POLLS && told->every > 0 &&
                       best * 100 >= all * PERCENT_SAME && best + 1 >= USAGE_MIN_POLLS;
}

static int compare(const void *a, const void *b)
{
    const struct usage_poll *x = &of(*(struct usage_query *const *)a)->told;
    const struct usage_poll *y = &of(*(struct usage_query *const *)b)->told;
    if (x->is_regular != y->is_regular) {
        return x->is_regular ? -1 : 1;
    }
    if (x->query.count != y->query.count) {
        return x->query.count > y->query.count ? -1 : 1;
    }
    return queries_compare(&x->query, &y->query);
}

void polls_finish(struct polls *p)
{
    const struct queries *all = &p->queries;
    for (size_t i = 0; i < all->count; i++) {
        settle(of(all->items[i]));
    }
    queries_sort(&p->queries, compare);
    while (p->regular < all->count && of(all->items[p->regular])->told.is_regular) {
        p->regular++;
    }
}

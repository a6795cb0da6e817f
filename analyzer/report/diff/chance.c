/* The binomial distribution without a logarithm: from its most likely value outwards, by the ratio
 * of neighbours, so that nothing overflows; what is too unlikely becomes 0 and ends the way. */
#include "analyzer/report/diff/chance.h"

#define LEVEL 0.01
#define LEAST_RATIO 1.5

/* Larger counts are halved as often as it takes, which keeps their ratio: they tell no more. */
enum { MAX_COUNT = 1 << 20 };

double chance_due(uint64_t count, int64_t from, int64_t to)
{
    return from > 0 ? (double)count * ((double)to / (double)from) : -1.0;
}

/* Sums of weights on both sides of a border, itself in both. */
struct tails {
    double up_to, from, all;
};

static void add_weight(struct tails *t, double weight, uint64_t k, uint64_t border)
{
    t->all += weight;
    t->up_to += k <= border ? weight : 0;
    t->from += k >= border ? weight : 0;
}

static struct tails tails_of(uint64_t n, double p, uint64_t border)
{
    struct tails t = {0};
    const double odds = p / (1 - p);
    const double most = (double)(n + 1) * p;
    const uint64_t mode = most >= (double)n ? n : (uint64_t)most;
    double weight = 1;
    add_weight(&t, weight, mode, border);
    for (uint64_t k = mode; k < n && weight > 0; k++) {
        weight *= (double)(n - k) / (double)(k + 1) * odds;
        add_weight(&t, weight, k + 1, border);
    }
    weight = 1;
    for (uint64_t k = mode; k > 0 && weight > 0; k--) {
        weight *= (double)k / (double)(n - k + 1) / odds;
        add_weight(&t, weight, k - 1, border);
    }
    return t;
}

double chance_of_counts(uint64_t before, uint64_t after, int64_t before_ticks, int64_t after_ticks)
{
    const double p = (double)after_ticks / ((double)before_ticks + (double)after_ticks);
    if (!(p > 0 && p < 1)) {
        return 1;
    }
    while (before + after > MAX_COUNT) {
        before /= 2;
        after /= 2;
    }
    const struct tails t = tails_of(before + after, p, after);
    const double smaller = (t.up_to < t.from ? t.up_to : t.from) / t.all;
    return 2 * smaller > 1 ? 1 : 2 * smaller;
}

bool chance_is_other_rate(uint64_t before, uint64_t after, int64_t before_ticks,
                          int64_t after_ticks)
{
    if (before_ticks <= 0 || after_ticks <= 0) {
        return false;
    }
    const double due = chance_due(before, before_ticks, after_ticks);
    const double found = (double)after;
    const bool is_far = found >= due * LEAST_RATIO || found * LEAST_RATIO <= due;
    return is_far && chance_of_counts(before, after, before_ticks, after_ticks) < LEVEL;
}

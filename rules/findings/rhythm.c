/* Follows the intervals between failures, one after the other. */
#include "rules/findings/rhythm.h"

#include "parsers/base/wintime.h"

enum { TOLERANCE_PARTS = 5 }; /* an interval may differ from the mean by that part of it */

int64_t rhythm_interval(const struct rhythm_run *run)
{
    return wintime_between(run->first, run->last) / (int64_t)(run->count - 1);
}

static bool is_even(const struct rhythm_run *run, int64_t gap)
{
    int64_t mean = rhythm_interval(run);
    int64_t off = gap > mean ? gap - mean : mean - gap; /* neither is negative */
    return off <= mean / TOLERANCE_PARTS;
}

void rhythm_add(struct rhythm *r, int64_t time)
{
    struct rhythm_run *now = &r->now;
    if (now->count == 0) {
        r->beats = 1;
        *now = (struct rhythm_run){.count = 1, .first = time, .last = time};
        return;
    }
    int64_t gap = time > now->last ? wintime_between(now->last, time) : 0;
    if (gap < (int64_t)RHYTHM_MIN_SECONDS * WINTIME_TICKS_PER_SECOND) {
        return;
    }
    if (now->count > 1 && !is_even(now, gap)) {
        *now = (struct rhythm_run){.count = 1, .first = now->last, .last = now->last};
    }
    r->beats++;
    now->count++;
    now->last = time;
    if (now->count > r->longest.count) {
        r->longest = *now;
    }
}

bool rhythm_is_even(const struct rhythm *r)
{
    return r->longest.count >= RHYTHM_MIN_COUNT && r->longest.count >= r->beats / 2;
}

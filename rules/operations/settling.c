/* When a failure has waited long enough, by the clock of its service. */
#include "rules/operations/settling.h"

#include "parsers/base/memory.h"
#include "rules/operations/companions.h"
#include "rules/operations/contents.h"

static void settle_one(struct correlate *k, struct pending *oldest)
{
    struct pending *p = waiting_take(&k->waiting, oldest);
    if (companion_is_told(&k->services, p)) {
        waiting_free(&k->waiting, p);
        return;
    }
    contents_complete(&k->hosts, p);
    if (!p->has_start && p->failure.known_by != KNOWN_BY_LOAD) {
        k->counts->count++;
        if (p->failure.phase == PHASE_CONNECT) {
            k->counts->connects++;
        }
    }
    if (p->failure.phase == PHASE_CONNECT) {
        k->counts->failed_connects++;
    }
    k->on_failure(k->context, &p->failure);
    waiting_free(&k->waiting, p);
}

/* The earliest failure of these services that is due, or at all when `is_end`. */
static struct pending *next_due(struct correlate *k, struct service *const *list, size_t count,
                                bool is_end)
{
    struct pending *best = NULL;
    for (size_t i = 0; i < count; i++) {
        struct pending *p = waiting_oldest(list[i]);
        if (!p || (best && !pending_is_before(p, best))) {
            continue;
        }
        if (is_end || wintime_between(p->when, list[i]->clock) >= k->waiting.settle) {
            best = p;
        }
    }
    return best;
}

void settling_due(struct correlate *k)
{
    struct pending *p;
    while ((p = next_due(k, k->touched, k->touched_count, false))) {
        settle_one(k, p);
    }
    for (size_t i = 0; i < k->touched_count; i++) {
        k->touched[i]->is_touched = false;
    }
    k->touched_count = 0;
}

void settling_before(struct correlate *k, const struct service *s, int64_t time)
{
    struct pending *p;
    while (s && (p = waiting_oldest(s)) && wintime_between(p->when, time) > k->waiting.settle) {
        settle_one(k, p);
    }
}

void settling_everywhere(struct correlate *k, int64_t time)
{
    const bool is_local = wintime_is_local(time);
    int64_t *const looked = &k->looked_everywhere[is_local];
    struct pending *p;
    if (*looked != WINTIME_NONE && wintime_between(*looked, time) < k->waiting.settle) {
        return;
    }
    *looked = time;
    for (size_t i = 0; i < k->services.count; i++) {
        while ((p = waiting_oldest(k->services.list[i])) && wintime_is_local(p->when) == is_local &&
               wintime_between(p->when, time) > 2 * k->waiting.settle) {
            settle_one(k, p);
        }
    }
}

void settling_touch(struct correlate *k, struct service *s, int64_t time)
{
    if (time == WINTIME_NONE) {
        return;
    }
    if (s->clock == WINTIME_NONE || time > s->clock) {
        s->clock = time;
    } else if (wintime_between(time, s->clock) > k->waiting.settle) {
        k->counts->late_events++;
    }
    if (s->is_touched) {
        return;
    }
    k->touched =
        memory_grow(k->touched, k->touched_count, &k->touched_cap, sizeof(struct service *));
    s->is_touched = true;
    k->touched[k->touched_count++] = s;
}

void settling_make_room(struct correlate *k, const struct service *s)
{
    while (k->waiting.count > 0 && waiting_is_full(&k->waiting)) {
        struct pending *oldest = waiting_oldest(s);
        if (!oldest) {
            oldest = next_due(k, k->services.list, k->services.count, true);
        }
        if (!oldest) {
            oldest = waiting_oldest(&k->services.over_limit);
        }
        k->counts->early_settled++;
        settle_one(k, oldest);
    }
}

void settling_finish(struct correlate *k)
{
    settling_due(k);
    struct pending *p;
    while ((p = next_due(k, k->services.list, k->services.count, true))) {
        settle_one(k, p);
    }
    while ((p = waiting_oldest(&k->services.over_limit))) {
        settle_one(k, p);
    }
}

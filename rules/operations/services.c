/* Services by the numbers of their computers. */
#include "rules/operations/services.h"

#include <stdlib.h>
#include <string.h>

#include "parsers/base/account.h"
#include "parsers/base/memory.h"

static void service_init(struct service *s, struct computer *c)
{
    *s = (struct service){.computer = c,
                          .clock = WINTIME_NONE,
                          .since = WINTIME_NONE,
                          .restarted = WINTIME_NONE,
                          .recent_lost = WINTIME_NONE};
}

static void service_release(struct service *s)
{
    free(s->heap);
    free(s->loads);
    free(s->recent);
}

void services_init(struct services *set, struct computers *computers)
{
    *set = (struct services){0};
    service_init(&set->over_limit, &computers->over_limit);
}

void services_release(struct services *set)
{
    for (size_t i = 0; i < set->count; i++) {
        service_release(set->list[i]);
        free(set->list[i]);
    }
    service_release(&set->over_limit);
    free(set->list);
    free(set->by_number);
    *set = (struct services){0};
}

size_t services_bytes(const struct services *set)
{
    return set->count * account_heap_bytes(sizeof(struct service)) +
           (set->cap + set->number_count) * sizeof(struct service *) + set->ring_bytes;
}

struct service *services_find(const struct services *set, const struct computer *c)
{
    return c && c->number < set->number_count ? set->by_number[c->number] : NULL;
}

/* Room for that number. */
static void widen(struct services *set, uint32_t number)
{
    const size_t before = set->number_count;
    set->by_number = memory_reserve(set->by_number, (size_t)number + 1, &set->number_count,
                                    sizeof(struct service *));
    if (set->number_count > before) {
        memset(set->by_number + before, 0, (set->number_count - before) * sizeof(struct service *));
    }
}

struct service *services_get(struct services *set, struct computer *c)
{
    if (c->is_over_limit) {
        return &set->over_limit;
    }
    struct service *s = services_find(set, c);
    if (!s) {
        s = memory_new(1, sizeof(*s));
        service_init(s, c);
        set->list = memory_grow(set->list, set->count, &set->cap, sizeof(struct service *));
        set->list[set->count++] = s;
        widen(set, c->number);
        set->by_number[c->number] = s;
    }
    return s;
}

/* Keeps the times of the requests that succeeded last, in a table of fixed size. */
#include "rules/surroundings/recent.h"

#include "parsers/base/hash/mix.h"

/* No 0. */
static uint64_t number_of(uint32_t machine, uint64_t text)
{
    return mix_word(text, machine) | 1;
}

static size_t place_of(uint64_t request)
{
    return (size_t)(request >> 1) % RECENT_SLOTS;
}

void recent_note(struct recent_slot *slots, uint32_t machine, uint64_t text, int64_t time)
{
    const uint64_t request = number_of(machine, text);
    struct recent_slot *slot = &slots[place_of(request)];
    if (slot->request != request) {
        *slot = (struct recent_slot){.request = request};
    }
    slot->times[slot->count++ % RECENT_TIMES] = time;
}

bool recent_has(const struct recent_slot *slots, uint32_t machine, uint64_t text, int64_t from,
                int64_t to)
{
    const uint64_t request = number_of(machine, text);
    const struct recent_slot *slot = &slots[place_of(request)];
    const size_t count = slot->count < RECENT_TIMES ? slot->count : RECENT_TIMES;
    for (size_t i = 0; slot->request == request && i < count; i++) {
        if (slot->times[i] >= from && slot->times[i] <= to) {
            return true;
        }
    }
    return false;
}

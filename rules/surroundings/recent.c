/* Keeps the times of the requests that succeeded last, in a table of fixed size. */
#include "rules/surroundings/recent.h"

#include "parsers/base/hash/mix.h"

/* No 0. */
static uint64_t number_of(uint32_t machine, uint64_t request)
{
    return mix_word(request, machine) | 1;
}

static size_t place_of(uint64_t number)
{
    return (size_t)(number >> 1) % RECENT_SLOTS;
}

void recent_note(struct recent_slot *slots, uint32_t machine, uint64_t request, int64_t time)
{
    const uint64_t number = number_of(machine, request);
    struct recent_slot *slot = &slots[place_of(number)];
    if (slot->number != number) {
        *slot = (struct recent_slot){.number = number};
    }
    slot->times[slot->count++ % RECENT_TIMES] = time;
}

bool recent_has(const struct recent_slot *slots, uint32_t machine, uint64_t request, int64_t from,
                int64_t to)
{
    const uint64_t number = number_of(machine, request);
    const struct recent_slot *slot = &slots[place_of(number)];
    const size_t count = slot->count < RECENT_TIMES ? slot->count : RECENT_TIMES;
    for (size_t i = 0; slot->number == number && request != 0 && i < count; i++) {
        if (slot->times[i] >= from && slot->times[i] <= to) {
            return true;
        }
    }
    return false;
}

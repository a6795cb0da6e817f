/* The requests that succeeded last, by a number of each, to see whether what failed got through
 * when it was sent again. */
#ifndef WMILOG_RULES_SURROUNDINGS_RECENT_H
#define WMILOG_RULES_SURROUNDINGS_RECENT_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* So many requests at most: another one whose number falls on the same place takes it. */
enum { RECENT_SLOTS = 2048, RECENT_TIMES = 4 };

struct recent_slot {
    uint64_t number;             /* of machine and request; 0: none */
    int64_t times[RECENT_TIMES]; /* ring of the latest ones; ticks */
    uint32_t count;              /* ever seen */
};

/* Notes in RECENT_SLOTS of them, which begin zeroed, that a request succeeded on a machine; it is
 * told by a hash of its text and its user, 0: not known, which never succeeds. */
void recent_note(struct recent_slot *slots, uint32_t machine, uint64_t request, int64_t time);
/* Whether it did between two times, both included, of the latest times that are kept. */
bool recent_has(const struct recent_slot *slots, uint32_t machine, uint64_t request, int64_t from,
                int64_t to);

#endif

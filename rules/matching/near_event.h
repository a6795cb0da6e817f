/* Whether an event that answers a condition `near` by itself is about the failure, too. */
#ifndef WMILOG_RULES_MATCHING_NEAR_EVENT_H
#define WMILOG_RULES_MATCHING_NEAR_EVENT_H
#include "rules/matching/distinct.h"
#include "rules/rule/condition.h"
#include "rules/surroundings/surroundings.h"

/* Whether the failure has what must be the same at all. */
bool near_event_can_be_same(const struct condition_details *d, const struct failure *f);
/* Adds the values of the datum `different` in the events from one time to another that fit, until
 * `at_least` are in the set; it looks at the latest of them, sixteen for each value. */
void near_event_add_different(const struct condition_details *d, const struct series *series,
                              int64_t from, int64_t to, const struct failure *f,
                              struct distinct *set);
/* Whether the failure itself was made from this record. */
bool near_event_is_own(const struct failure *f, const struct evidence *record);
/* Ticks from one time to another, whichever is earlier. */
uint64_t near_event_distance(int64_t a, int64_t b);
/* The event of a series that fits and is nearest to the failure, from `from` to `to` (ticks); of
 * two that are as near the later one; NULL for none. All events of the series are of the provider
 * that is asked for and have its data. */
const struct surroundings_event *near_event_nearest(const struct condition_details *d,
                                                    const struct series *series, int64_t from,
                                                    int64_t to, const struct failure *f);

#endif

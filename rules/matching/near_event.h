/* Whether an event is one that a condition `near` asks for. */
#ifndef WMILOG_RULES_MATCHING_NEAR_EVENT_H
#define WMILOG_RULES_MATCHING_NEAR_EVENT_H
#include "rules/rule/condition.h"
#include "rules/surroundings/surroundings.h"

/* A datum by its name ('_' and case do not count) or, in digits, its place from 1 on; VIEW_NONE
 * when the event has none. */
struct view surroundings_event_datum(const struct surroundings_event *event, struct view name);

bool near_event_is_of_provider(const struct condition_details *d, struct view provider);
bool near_event_has_data(const struct condition_details *d, const struct surroundings_event *event);
/* Whether for each field that must be the same some datum of the event has the failure's value. */
bool near_event_has_same(const struct condition_details *d, const struct surroundings_event *event,
                         const struct failure *f);

#endif

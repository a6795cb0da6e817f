/* The clock by which failures settle: each service has one, that goes with its events. */
#ifndef WMILOG_RULES_OPERATIONS_SETTLING_H
#define WMILOG_RULES_OPERATIONS_SETTLING_H
#include "rules/operations/correlate.h"

/* An event of that service, at `time`, which may be WINTIME_NONE. What is due by it settles with
 * settling_due. */
void settling_touch(struct correlate *k, struct service *s, int64_t time);
/* Settles what is due at the services that were touched. To be called when all events of one
 * instant are there, so that their order does not matter. */
void settling_due(struct correlate *k);
/* Settles what an event of that time is too late for; `s` may be NULL. */
void settling_before(struct correlate *k, const struct service *s, int64_t time);
/* Settles what waits at whatever service for so long before `time` that what a machine logs then
 * may push out what a failure of another one asks of it; looks at most once a minute of the log. */
void settling_everywhere(struct correlate *k, int64_t time);
/* Room for one more failure, made by settling the oldest before its time when there is none: that
 * of the service, if it has any. */
void settling_make_room(struct correlate *k, const struct service *s);
/* Settles everything, in order of time. */
void settling_finish(struct correlate *k);

#endif

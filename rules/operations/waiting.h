/* Failures that wait until what comes after them can be their evidence, and the joining of the two
 * events that Windows writes for one failure (13 in the Trace channel, 5858 in Operational). */
#ifndef WMILOG_RULES_OPERATIONS_WAITING_H
#define WMILOG_RULES_OPERATIONS_WAITING_H
#include "rules/operations/pending.h"

/* At most so many failures, and so many bytes. */
void waiting_init(struct waiting *set, size_t max, size_t max_bytes,
                  struct operation_counts *counts);
/* What still waits at these services is forgotten. */
void waiting_release(struct waiting *set, struct services *services);

/* An empty failure to fill; belongs to the set until waiting_free. */
struct pending *waiting_new(struct waiting *set);
/* Lets a filled failure of `service` wait. `when` and `origin` are set. */
void waiting_add(struct waiting *set, struct pending *p);
bool waiting_is_full(const struct waiting *set);
/* What it takes beside its account: tables, and what is kept for the next failures. */
size_t waiting_bytes_beside(const struct waiting *set);

/* The oldest waiting failure of the service, or NULL. */
struct pending *waiting_oldest(const struct service *s);
/* Takes the oldest failure of a service out, joined with its other half when there is one; the
 * caller gives it back with waiting_free. */
struct pending *waiting_take(struct waiting *set, struct pending *oldest);
void waiting_free(struct waiting *set, struct pending *p);

#endif

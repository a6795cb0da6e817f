/* What events tell of a call between its start and its stop: its provider, the method, and the
 * process that it created. */
#ifndef WMILOG_RULES_OPERATIONS_CALLS_H
#define WMILOG_RULES_OPERATIONS_CALLS_H
#include "rules/operations/open.h"

/* The open operation that an event names by its number, or NULL. */
struct operation *calls_find(const struct operations *ops, const struct service *s,
                             const struct event *event);
/* Of events 12 and 2, for the whole group. */
void calls_name_provider(struct operations *ops, const struct service *s,
                         const struct event *event);
/* Of event 22. */
void calls_note_method(struct operations *ops, const struct service *s, const struct event *event);
/* Of event 23. */
void calls_note_process(struct operations *ops, struct operation *op, const struct event *event,
                        uint32_t process_id);

#endif

/* Notification queries that WMI polls for (WITHIN): by client and text. */
#ifndef WMILOG_RULES_USAGE_WATCHED_H
#define WMILOG_RULES_USAGE_WATCHED_H
#include "rules/usage/queries.h"

void watched_init(struct queries *s);
/* Takes a notification query with an interval; others do nothing. */
void watched_add(struct queries *s, const struct usage_operation *op);
/* Puts the shortest intervals first. */
void watched_finish(struct queries *s);

#endif

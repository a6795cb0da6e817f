/* Notification queries that WMI polls for (WITHIN): by client and text. */
#ifndef WMILOG_RULES_USAGE_WATCHED_H
#define WMILOG_RULES_USAGE_WATCHED_H
#include "parsers/base/map.h"
#include "rules/usage/usage.h"

struct watched {
    struct map map;
    struct arena arena;
    struct usage_subscription **items; /* all, in order of appearance */
    size_t count, cap;
    uint64_t more;
};

void watched_init(struct watched *s);
void watched_release(struct watched *s);
/* Takes a notification query with an interval; others do nothing. */
void watched_add(struct watched *s, const struct usage_operation *op);
/* Puts the shortest intervals first. */
void watched_finish(struct watched *s);

#endif

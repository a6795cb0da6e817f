/* Queries that come again and again. */
#ifndef WMILOG_RULES_USAGE_POLLS_H
#define WMILOG_RULES_USAGE_POLLS_H
#include "rules/usage/queries.h"

struct polls {
    struct queries queries;
    size_t regular; /* after polls_finish: the first of the items */
};

void polls_init(struct polls *p);
void polls_release(struct polls *p);
/* Takes an operation with a query and a start; others do nothing. */
void polls_add(struct polls *p, const struct usage_operation *op);
/* Puts those at nearly equal intervals first, the most often first. */
void polls_finish(struct polls *p);

#endif

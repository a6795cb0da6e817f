/* An operation as the tables of usage take it, which have all ends of operations alike. */
#ifndef WMILOG_RULES_USAGE_OPERATION_H
#define WMILOG_RULES_USAGE_OPERATION_H
#include "rules/operations/operations.h"
#include "rules/usage/slowest.h"

/* What is told of one operation that ended, or of a failure whose start was not seen. */
struct usage_operation {
    int64_t start, end; /* WINTIME_NONE = unknown */
    struct view computer;
    struct operation_text operation;
    struct view name_space;
    const struct failure_client *client;
    const struct failure_provider *provider; /* NULL for none */
    bool is_failure;
    uint32_t result; /* of a failure; 0 for none */
    bool is_open;    /* of usage_add_open */
};

/* Of a landmark of an operation that ended; of its text no more is known than whether it is a
 * connect. Borrowed from the landmark. */
struct usage_operation usage_operation_ended(const struct landmark *landmark);
/* Ticks, or -1 where start or end is unknown, or they are of different clocks. */
int64_t usage_duration(const struct usage_operation *op);
/* Puts it in its place among the slowest; nothing where its duration is unknown. */
void usage_rank(struct slowest *slowest, const struct usage_operation *op);

#endif

/* The operations that took longest, in memory that does not grow with their number. */
#ifndef WMILOG_RULES_USAGE_SLOWEST_H
#define WMILOG_RULES_USAGE_SLOWEST_H
#include "rules/failure/failure.h"

struct slow_operation {
    struct arena arena; /* of the views */
    int64_t start, duration;
    struct view computer, text, provider;
    struct failure_client client;
    bool is_failure;
    uint32_t result; /* of a failure; 0 for none */
    bool is_cut;     /* a text was longer than what is kept of it */
};

struct slowest {
    struct slow_operation *items; /* the slowest first; of the same duration, the earlier one */
    size_t count, max, max_text;
};

/* Keeps at most `max` operations, and `max_text` bytes of each of their texts. */
void slowest_init(struct slowest *s, size_t max, size_t max_text);
void slowest_release(struct slowest *s);
size_t slowest_bytes(const struct slowest *s);
/* Copies an operation, where it is among the slowest; `op->arena` is not looked at. */
void slowest_add(struct slowest *s, const struct slow_operation *op);
/* How many of the first `count` are like one of them: of the same client, with the same text. */
size_t slowest_alike(const struct slow_operation *items, size_t count, size_t which);

#endif

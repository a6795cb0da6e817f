/* Processes that method calls started, in order of time. */
#ifndef WMILOG_RULES_USAGE_STARTS_H
#define WMILOG_RULES_USAGE_STARTS_H
#include "rules/usage/usage.h"

struct starts {
    struct arena arena;
    struct usage_start *items; /* at most USAGE_MAX_STARTS */
    size_t count, cap;
    uint64_t more; /* over the limit */
};

void starts_init(struct starts *s);
void starts_release(struct starts *s);
size_t starts_bytes(const struct starts *s);
/* Copies what a landmark of a process that was started tells. */
void starts_add(struct starts *s, const struct landmark *landmark);

#endif

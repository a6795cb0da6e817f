/* Spans of time counted in steps, of which each doubling has four, so that percentiles and common
 * values are known to about a tenth in memory that does not grow. */
#ifndef WMILOG_RULES_USAGE_STEPS_H
#define WMILOG_RULES_USAGE_STEPS_H
#include <stddef.h>
#include <stdint.h>

enum {
    STEPS_COUNT = 112,     /* from one unit on; all above is in the last one */
    STEPS_PER_DOUBLING = 4 /* linear within it */
};

/* The step of a span of so many units. */
size_t steps_of(uint64_t units);
/* The middle of a step, in ticks, of which a unit has so many. */
int64_t steps_middle(size_t step, int64_t unit);

#endif

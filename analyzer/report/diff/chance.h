/* What two counts over two spans of time tell: arithmetic alone. */
#ifndef WMILOG_ANALYZER_REPORT_DIFF_CHANCE_H
#define WMILOG_ANALYZER_REPORT_DIFF_CHANCE_H
#include <stdbool.h>
#include <stdint.h>

/* From three failures that were due on, none at all is no chance: 5 % under Poisson. */
#define CHANCE_DUE 3.0

/* How many were due in `to` when `count` came in `from`; negative when `from` is no time. */
double chance_due(uint64_t count, int64_t from, int64_t to);

/* The probability that chance alone shares `before + after` failures between two spans at least as
 * unevenly, when their rate is the same (exact binomial test, twice the smaller tail, at most 1).
 * Both spans over 0. */
double chance_of_counts(uint64_t before, uint64_t after, int64_t before_ticks, int64_t after_ticks);

/* Whether the rate is another one: failures come in bursts, so that both the test (1 %) and half as
 * much again, or two thirds, are asked for. */
bool chance_is_other_rate(uint64_t before, uint64_t after, int64_t before_ticks,
                          int64_t after_ticks);

#endif

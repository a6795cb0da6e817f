/* Who uses WMI, gathered for `wmilog stats`: what its three forms have in common. */
#ifndef WMILOG_ANALYZER_REPORT_STATISTICS_H
#define WMILOG_ANALYZER_REPORT_STATISTICS_H
#include "analyzer/report/content.h"
#include "rules/usage/usage.h"

/* Zeroed at first; `usage` is made with the first operation, or by statistics_finish. */
struct statistics {
    struct usage *usage;
};

/* Take what `struct report_format` passes on; `state` begins with a struct statistics. */
void statistics_failure(void *state, const struct failure *f, const struct judgement *j,
                        struct output *out);
void statistics_landmark(void *state, const struct landmark *landmark);
size_t statistics_bytes(const void *state);
/* After the last event, with what the engine found; statistics_release once it is written. */
void statistics_finish(struct statistics *s, const struct report_content *content);
void statistics_release(struct statistics *s);

/* The first `max` of `count`, all when `max` is 0. */
static inline size_t statistics_shown(size_t count, size_t max)
{
    return max == 0 || count < max ? count : max;
}

extern const struct report_format statistics_text, statistics_json, statistics_jsonl;

#endif

/* What did not fit: one list, which every form of report tells. */
#ifndef WMILOG_ANALYZER_REPORT_REPORT_LIMITS_H
#define WMILOG_ANALYZER_REPORT_REPORT_LIMITS_H
#include "analyzer/report/content.h"

struct report_limit {
    const char *name;       /* in JSON */
    uint64_t count;         /* of what fell out of it */
    const char *one, *many; /* the sentence after the count */
    const char *option;     /* that raises the limit, NULL when none does */
    uint64_t most;          /* it is counted no further, 0 when it always is */
};

enum { REPORT_LIMIT_COUNT = 13 };

/* "at least " when it may be more than what was counted, else "". */
const char *report_limit_least(const struct report_limit *limit);

/* Fills in all limits, also those that were not reached. */
void report_limits(const struct report_run *run, const struct report_content *content,
                   struct report_limit limits[REPORT_LIMIT_COUNT]);

#endif

/* What was missing in the inputs, and how to collect it. */
#ifndef WMILOG_ANALYZER_REPORT_ADVICE_H
#define WMILOG_ANALYZER_REPORT_ADVICE_H
#include "analyzer/report/report.h"

enum { ADVICE_MAX = 8 };

/* Fills `advice` with sentences (static text); returns how many. */
size_t advice_give(const struct engine *engine, const struct report_source *const *sources,
                   size_t source_count, struct view advice[ADVICE_MAX]);

#endif

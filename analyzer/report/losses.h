/* What losses of events in a log mean for what was made of it. */
#ifndef WMILOG_ANALYZER_REPORT_LOSSES_H
#define WMILOG_ANALYZER_REPORT_LOSSES_H
#include "analyzer/report/report.h"
#include "rules/engine.h"

/* True when events of its source were lost after the operation started and before its computer's
 * last event: its end may be among them. */
bool losses_may_hold_end(const struct report_run *run, const struct open_operation *open);
/* What is said of it then. */
#define LOSSES_OF_START "its end alone; events were lost before, and its start may be among them"
/* True when an end is all that was seen of a failed operation, and events of its source were lost
 * before it: its start may be among them. */
bool losses_may_hold_start(const struct report_run *run, const struct failure *f);
/* Spans of time in which events of any source were lost. */
size_t losses_count(const struct report_run *run);

#endif

/* What the event of a stop says about the result of its operation. */
#ifndef WMILOG_RULES_OPERATIONS_RESULT_H
#define WMILOG_RULES_OPERATIONS_RESULT_H
#include "parsers/event/event.h"

/* True when the operation failed: its code, or `*is_known` false where a word or a damaged number
 * stands in its place, as some exporters write. */
bool result_of_failed_stop(const struct event *event, uint32_t *code, bool *is_known);

#endif

/* What events of stops and loads say about the result. */
#ifndef WMILOG_RULES_OPERATIONS_RESULT_H
#define WMILOG_RULES_OPERATIONS_RESULT_H
#include "parsers/event/event.h"

/* The result code of an event, also where its name stands in its place, alone or before " - " and
 * an explanation: WBEM_E_ACCESS_DENIED. False, with the output untouched, when it has none. */
bool result_code(const struct event *event, uint32_t *code);
/* True when the operation failed: its code, or `*is_known` false where a word or a damaged number
 * stands in its place, as some exporters write. */
bool result_of_failed_stop(const struct event *event, uint32_t *code, bool *is_known);
/* Whether a provider was not loaded: a code of a failure, or a raw Win32 number of an error. */
bool result_is_failed_load(uint32_t result);

#endif

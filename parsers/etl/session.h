/* The log file header: the first event of the first buffer, and the clock that it sets. */
#ifndef WMILOG_PARSERS_ETL_SESSION_H
#define WMILOG_PARSERS_ETL_SESSION_H
#include "parsers/base/view.h"
#include "parsers/event/trace.h"

/* Reads TRACE_LOGFILE_HEADER and the system header before it; `record` starts at the latter. False,
 * with the session untouched, when it is none. */
bool etl_session_read(struct view record, struct trace_session *s);
/* The time of a stamp in ticks since 1601 UTC, within the years that can be written; a local
 * one, of the stamp itself, when the session has no clock: good for the order of events. */
int64_t etl_time(const struct trace_session *s, uint64_t stamp);

#endif

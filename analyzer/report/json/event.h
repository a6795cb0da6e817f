/* One normalised event as a line of JSON, for `wmilog events`. */
#ifndef WMILOG_ANALYZER_REPORT_JSON_EVENT_H
#define WMILOG_ANALYZER_REPORT_JSON_EVENT_H
#include "analyzer/report/output.h"
#include "parsers/event/event.h"

/* Writes `{"type":"event", ...}` and a line feed; keys are those of the report where they mean the
 * same (time, computer, channel, client_process_id, ...). */
void event_json_write(const struct event *e, struct output *out);

#endif

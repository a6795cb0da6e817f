/* What was missing in the inputs, and how to collect it. */
#ifndef WMILOG_ANALYZER_REPORT_ADVICE_H
#define WMILOG_ANALYZER_REPORT_ADVICE_H
#include "analyzer/report/report.h"

enum { ADVICE_MAX = 8 };

/* The commands that make a trace (.etl) of WMI-Activity, and end it. */
#define ADVICE_TRACE_START                                                               \
    "logman create trace wmi -p Microsoft-Windows-WMI-Activity 0xffffffffffffffff 0xff " \
    "-o wmi.etl -ets"
#define ADVICE_TRACE_STOP "logman stop wmi -ets"

/* What to do about event consumers that are security-relevant. */
#define ADVICE_CONSUMERS_NOW "To see what is registered now, run as administrator on that computer:"
#define ADVICE_CONSUMERS_BINDINGS \
    "Get-CimInstance -Namespace root/subscription __FilterToConsumerBinding"
#define ADVICE_CONSUMERS_ALL "Get-CimInstance -Namespace root/subscription __EventConsumer | fl *"
#define ADVICE_CONSUMERS_REMOVE                                                             \
    "Ask who set it up. If nobody did, treat it as an intrusion: save the log and what it " \
    "runs, then remove binding, consumer and filter with Remove-CimInstance, the binding "  \
    "first: without it nothing runs."

/* True when an event trace is among the inputs: who sent the wrong one knows how to make one. */
bool advice_has_trace(const struct report_source *const *sources, size_t source_count);

/* Fills `advice` with sentences (static text); returns how many. */
size_t advice_give(const struct engine *engine, const struct report_source *const *sources,
                   size_t source_count, struct view advice[ADVICE_MAX]);

#endif

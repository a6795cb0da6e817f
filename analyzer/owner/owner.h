/* Whose a trace is: its events name no computer, but a log beside it may be of the same one. */
#ifndef WMILOG_ANALYZER_OWNER_OWNER_H
#define WMILOG_ANALYZER_OWNER_OWNER_H
#include "analyzer/input/inputs.h"

/* Gives the events of traces the computer whose log is written by the same process of the WMI
 * service within a day of them, where that is one computer; traces without such events, as of the
 * kernel alone, get that of the others where it is one. After inputs_recognise; looks only into
 * inputs that are files, and does nothing unless there are a trace and another log. */
void owner_find(struct inputs *in);

#endif

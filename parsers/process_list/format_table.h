/* The table that Format-Table -AutoSize prints of processes: processes.txt of WMI-Collect and TSS,
 * which label the columns "PID", "Name", "Start time" (WMI-Collect.ps1 of November 2021). */
#ifndef WMILOG_PARSERS_PROCESS_LIST_FORMAT_TABLE_H
#define WMILOG_PARSERS_PROCESS_LIST_FORMAT_TABLE_H
#include "parsers/process_list/entries.h"

/* Adds the entries of the table, UTF-8; false when there is no line of '-' under the names of
 * columns for a process id and a name. `computer` may be empty. */
bool process_list_add_format_table(struct process_list *list, struct view text,
                                   struct view computer);

#endif

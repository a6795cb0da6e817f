/* Lists of running processes that come with a log: the output of tasklist, and of Get-Process,
 * Get-CimInstance Win32_Process or wmic as comma-separated text. */
#ifndef WMILOG_PARSERS_PROCESS_LIST_PROCESS_LIST_H
#define WMILOG_PARSERS_PROCESS_LIST_PROCESS_LIST_H
#include "parsers/base/error.h"
#include "parsers/process_list/entries.h"

enum { PROCESS_LIST_MAX_SIZE = 16 * 1024 * 1024 }; /* bytes of a file, for whoever reads it */

/* Adds the entries of one file, given whole: UTF-8, UTF-16 with or without byte order mark, or
 * windows-1252. Headers of tasklist may be in any language. `computer` stands for the computer
 * where the file does not name it itself; it may be empty. STATUS_NOT_FORMAT when it is no process
 * list; nothing is added then. */
enum status process_list_add(struct process_list *list, struct view bytes, struct view computer,
                             struct error *err);

#endif

/* The table that tasklist prints. */
#ifndef WMILOG_PARSERS_PROCESS_LIST_PROCESS_TABLE_H
#define WMILOG_PARSERS_PROCESS_LIST_PROCESS_TABLE_H
#include "parsers/process_list/entries.h"

/* Adds the entries of the table, UTF-8; false when there is no line of '=' that gives the columns.
 * `computer` may be empty. */
bool process_list_add_table(struct process_list *list, struct view text, struct view computer);

#endif

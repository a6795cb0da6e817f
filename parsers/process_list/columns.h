/* Which columns of a process list hold what, and how its times are written. */
#ifndef WMILOG_PARSERS_PROCESS_LIST_COLUMNS_H
#define WMILOG_PARSERS_PROCESS_LIST_COLUMNS_H
#include "parsers/base/arena.h"
#include "parsers/event/process_entry.h"

/* What a column of a list with property names is. */
enum column {
    COLUMN_ID,
    COLUMN_NAME,
    COLUMN_PATH,
    COLUMN_START,
    COLUMN_COMPUTER,
    COLUMN_COUNT,
};

/* Which column of a list is which; SIZE_MAX for one that it has not. */
struct process_columns {
    size_t at[COLUMN_COUNT];
    /* The places of their names among those that are known: of two columns for one thing, that
     * whose name comes first there counts. */
    size_t ranks[COLUMN_COUNT];
};

void process_columns_init(struct process_columns *columns);
/* Tells that the column `at` has this name: a property of Get-Process, Win32_Process or wmic, or a
 * label of WMI-Collect. Others mean nothing. */
void process_columns_name(struct process_columns *columns, size_t at, struct view name);
/* Reads the start of a process into the entry: a CIM time, one with its zone, or a local time as a
 * culture writes it. WINTIME_NONE for none. */
void process_column_start(struct view text, struct arena *arena, struct process_entry *entry);

#endif

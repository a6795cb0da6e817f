/* The process lists of --processes, read before anything else. */
#ifndef WMILOG_ANALYZER_COMMANDS_PROCESS_FILES_H
#define WMILOG_ANALYZER_COMMANDS_PROCESS_FILES_H
#include "analyzer/commands/options.h"
#include "parsers/process_list/process_list.h"

/* Reads all files given with --processes. Complains about skipped lines; complains and returns
 * false when a file cannot be read or is no process list. Release the list in any case. */
bool process_files_load(struct process_list *list, const struct options *options);

/* Splits "HOST=FILE"; HOST consists of letters, digits, '.', '-' and '_', else all is the FILE.
 * `*host` is empty when none is given. */
const char *process_files_split(const char *argument, struct view *host);

#endif

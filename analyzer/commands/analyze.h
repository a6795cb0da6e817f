/* An analysis with a report at its end, which other commands make, too. */
#ifndef WMILOG_ANALYZER_COMMANDS_ANALYZE_H
#define WMILOG_ANALYZER_COMMANDS_ANALYZE_H
#include "analyzer/commands/command.h"

/* Reads the inputs and writes options->format; the exit status. */
int analyze_run(const struct options *options);

#endif

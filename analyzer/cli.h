/* The command line: which command is to run. */
#ifndef WMILOG_ANALYZER_CLI_H
#define WMILOG_ANALYZER_CLI_H
#include "analyzer/commands/command.h"

/* Runs the program; returns its exit status. */
int cli_run(int argc, char **argv);

/* What help and the manual tell. */
struct cli_exit {
    enum exit_status status;
    const char *words;
};

extern const struct command *const cli_commands[];
extern const size_t cli_command_count;
extern const struct cli_exit cli_exits[];
extern const size_t cli_exit_count;

#endif

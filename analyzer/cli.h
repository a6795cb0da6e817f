/* The command line: which command is to run. */
#ifndef WMILOG_ANALYZER_CLI_H
#define WMILOG_ANALYZER_CLI_H

/* Runs the program; returns its exit status. */
int cli_run(int argc, char **argv);

#endif

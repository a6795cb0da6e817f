/* What the commands share: inputs and output of the command line, and the exit status that they
 * deserve. */
#ifndef WMILOG_ANALYZER_COMMANDS_RUN_H
#define WMILOG_ANALYZER_COMMANDS_RUN_H
#include "analyzer/commands/command.h"
#include "analyzer/input/inputs.h"
#include "rules/rule_file/rule_file.h"

/* Collects and recognises the inputs; complains and returns false on a usage error. */
bool run_open_inputs(const struct options *options, struct inputs *inputs);
/* Every event is read with its text as XML, as a line where `as_lines`. */
void run_want_xml(struct inputs *inputs, bool as_lines);
/* No event is shown: see struct reader_input. */
void run_only_judge(struct inputs *inputs);
/* 3 for damage, 4 when no WMI-Activity event was read, 75 for input errors, else 0. */
int run_status(const struct options *options, const struct inputs *inputs);
/* True for an event or failure that --since, --until and --host let through. */
bool run_is_wanted(const struct options *options, int64_t time, struct view computer);
/* A line on standard error for each input that could not be read (to its end). */
void run_complain_unread(const struct inputs *inputs);
/* These, and why the exit status is 3 or 4, for a result that nobody may look at. */
void run_complain_status(const struct options *options, const struct inputs *inputs, int status);
/* All problems, for commands without a report. */
void run_complain(const struct inputs *inputs);
/* Why the exit status is 4, if it is. */
void run_complain_nothing(const struct inputs *inputs, int status);
/* Loads the rules: built-in ones, with their samples or without, and those of --rules. Complains
 * and returns false when a file is wrong. */
bool run_load_rules(const struct options *options, bool with_samples, struct rule_set *rules);
/* The same without samples and, where that is possible, without the index: nothing can be matched
 * before rule_set_index. */
bool run_list_rules(const struct options *options, struct rule_set *rules);
/* True unless a result would take the place of this rule file, or of one in this folder of them;
 * then it complains. */
bool run_keeps_rules(const struct options *options, const char *path);
/* A path for messages: nothing of it where names are hidden. */
const char *run_shown(const struct options *options, const char *path);
/* True unless a result would take the place of this input; then it complains. */
bool run_keeps_input(const struct options *options, const char *path);
/* Opens the output and decides about colour; complains and returns false on error. */
bool run_open_output(const struct options *options, struct output *out, bool *use_color);
/* The exit status for an output that the system refused with errno `reason`. */
int run_failed_output(int reason);
/* Closes it; the exit status for a failed output, else `status`. */
int run_close_output(struct output *out, int status);

#endif

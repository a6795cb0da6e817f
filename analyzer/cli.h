/* The command line: commands, options, exit statuses. */
#ifndef WMILOG_ANALYZER_CLI_H
#define WMILOG_ANALYZER_CLI_H
#include "analyzer/report/report.h"

/* Exit statuses, in rising order of precedence where several apply: FOUND, NO_EVENTS, INCOMPLETE,
 * TEMPORARY, USAGE. */
enum exit_status {
    EXIT_STATUS_OK = 0,
    EXIT_STATUS_FOUND = 1,      /* failures at or above --fail-on */
    EXIT_STATUS_USAGE = 2,      /* usage, rule file or output error */
    EXIT_STATUS_INCOMPLETE = 3, /* some input was unreadable, damaged or cut short */
    EXIT_STATUS_NO_EVENTS = 4,  /* no WMI-Activity event in any input */
    EXIT_STATUS_TEMPORARY = 75, /* out of memory, disk full, input/output error */
};

enum when { WHEN_AUTO, WHEN_ALWAYS, WHEN_NEVER };
/* How `wmilog events` writes them. */
enum event_format { EVENT_FORMAT_JSONL, EVENT_FORMAT_XML };
enum progress_kind { PROGRESS_AUTO, PROGRESS_NEVER, PROGRESS_JSON };

enum { CLI_MAX_FILTERS = 16, CLI_MAX_RULE_FILES = 64, CLI_MAX_PROCESS_FILES = 64 };

struct options {
    const struct report_format *format;
    enum event_format event_format;
    const char *output;
    size_t jobs;
    enum when color;
    enum progress_kind progress;
    const char *rule_files[CLI_MAX_RULE_FILES];
    size_t rule_file_count;
    bool no_builtin_rules;
    const char *process_files[CLI_MAX_PROCESS_FILES]; /* FILE or HOST=FILE */
    size_t process_file_count;
    int64_t since, until; /* WINTIME_NONE when not given; until is exclusive */
    struct view host;
    bool has_phase, has_code, has_verdict, has_fail_on;
    enum phase phase;
    uint32_t codes[CODE_MAX_READINGS];
    size_t code_count;
    enum verdict verdict, fail_on;
    bool show_noise, is_strict, wants_recovered;
    size_t max_open, max_groups;
    struct report_filter filters[CLI_MAX_FILTERS];
    size_t filter_count;
    char *const *inputs; /* what is left of the command line */
    size_t input_count;
};

struct command {
    const char *name;
    const char *summary;
    const char *usage;   /* after "wmilog" */
    const char *help;    /* text under the usage */
    const char *options; /* short names of the options it takes, see cli.c */
    int (*run)(const struct options *options);
};

extern const struct command command_analyze, command_convert, command_events, command_explain,
    command_rules;

/* Runs the program; returns its exit status. */
int cli_run(int argc, char **argv);

/* Opens the output and decides about colour; complains and returns false on error. */
bool cli_open_output(const struct options *options, struct output *out, bool *use_color);
/* Closes it; the exit status for a failed output, else `status`. */
int cli_close_output(struct output *out, int status);

#endif

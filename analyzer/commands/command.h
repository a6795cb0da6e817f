/* A command of the program, and how it ends. */
#ifndef WMILOG_ANALYZER_COMMANDS_COMMAND_H
#define WMILOG_ANALYZER_COMMANDS_COMMAND_H
#include "analyzer/commands/options.h"
#include "parsers/base/names.h"

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

struct command {
    const char *name;
    const char *summary;
    const char *usage;                         /* after "wmilog" */
    const char *help;                          /* text under the usage */
    const char *lacks;                         /* said without arguments; NULL: no input */
    const struct names *words;                 /* that its first argument is one of, or NULL */
    bool takes_nothing;                        /* it needs no argument */
    unsigned options;                          /* the groups that it takes */
    int (*run)(const struct options *options); /* the exit status */
};

/* All commands, in the order of help: X(NAME) for the command_NAME of one of these rooms. */
#define COMMANDS(X) \
    X(analyze)      \
    X(events)       \
    X(convert)      \
    X(stats)        \
    X(diff)         \
    X(explain)      \
    X(rules)        \
    X(tickets)      \
    X(schema)       \
    X(collector)

#define COMMAND_IS_THERE(name) extern const struct command command_##name;
COMMANDS(COMMAND_IS_THERE)
#undef COMMAND_IS_THERE

#endif

/* The one table of options: how each is written, explained and read. */
#ifndef WMILOG_ANALYZER_COMMANDS_OPTION_ROWS_H
#define WMILOG_ANALYZER_COMMANDS_OPTION_ROWS_H
#include "analyzer/commands/options.h"
#include "parsers/base/names.h"

struct option_row {
    const char *written;       /* "--format" */
    char letter;               /* short form, 0 for none */
    bool is_filter;            /* the report repeats it */
    unsigned group;            /* the one that it is in */
    const char *argument;      /* NULL for a flag */
    const char *help;          /* '@' stands for the list of names */
    const struct names *names; /* that it takes; NULL for other values */
    bool (*read)(struct options *o, const struct option_row *row, const char *value);
    size_t flag; /* the place in struct options: of the bool of a flag, of a text */
};

/* In the order in which help tells them. */
extern const struct option_row option_rows[];
extern const size_t option_row_count;

/* Whether a command that takes these groups takes the option. */
bool option_row_is_taken(const struct option_row *row, unsigned groups);
/* Appends the help, with its names in it. */
void option_row_help(const struct option_row *row, struct buffer *help);

#endif

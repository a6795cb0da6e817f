/* What --redact adds to a run over inputs. */
#ifndef WMILOG_ANALYZER_COMMANDS_REDACTING_H
#define WMILOG_ANALYZER_COMMANDS_REDACTING_H
#include "analyzer/commands/found_files.h"
#include "analyzer/commands/options.h"
#include "analyzer/given/redact_report.h"

struct redacting {
    struct redaction *redaction; /* NULL: nothing is hidden */
    struct options options;      /* those of the run, without names */
    struct view key;             /* owned */
    struct view sentence;        /* what was hidden, and what still tells something */
    struct buffer file_rows;     /* of the map: inputs */
    size_t file_count;           /* inputs that have a token */
    bool is_complete;            /* all names are known: from now on they are hidden */
    bool is_borrowed;            /* the table is that of options.redacting */
};

/* An analysis by itself: reads the files of --redact-key, --redact-map and --redact-word, and then
 * the inputs, once; writes the map. Does nothing unless names are to be hidden. With a table for
 * several analyses (options.redacting) that is not complete yet it only collects names. Complains
 * and returns false when something is wrong: nothing must be shown then. `processes` and `found`
 * may be NULL. End it in any case. */
bool redacting_begin(struct redacting *r, const struct options *options, struct inputs *inputs,
                     struct process_list *processes, struct found_files *found);
/* Whether the run is for collecting names alone: nothing is to be analysed, or shown. */
bool redacting_only_collects(const struct redacting *r);
/* Once the inputs were read, before anything is said of them. */
void redacting_inputs_read(struct redacting *r, struct inputs *inputs);
/* Says on standard error what was hidden. */
void redacting_tell(const struct redacting *r);
void redacting_end(struct redacting *r);

/* Several analyses, and reports that are read back, with one table: it is opened, names of all are
 * collected, by redacting_begin() for logs and report_file_walk() for reports, and when that is
 * finished each is read again. Both complain and return false like redacting_begin(). */
bool redacting_open(struct redacting *r, const struct options *options);
bool redacting_finish(struct redacting *r);
/* Prepares reading a report, for names or without them. */
void redacting_report(struct redacting *r, const struct rule_set *rules,
                      struct redact_report *report);

#endif

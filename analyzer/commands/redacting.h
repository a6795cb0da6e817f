/* What --redact adds to a run over inputs. */
#ifndef WMILOG_ANALYZER_COMMANDS_REDACTING_H
#define WMILOG_ANALYZER_COMMANDS_REDACTING_H
#include "analyzer/commands/found_files.h"
#include "analyzer/commands/options.h"
#include "analyzer/redact/redact.h"

struct redacting {
    struct redaction *redaction; /* NULL: nothing is hidden */
    struct options options;      /* those of the run, without names */
    struct view key;             /* owned */
    struct view sentence;        /* what was hidden, and what still tells something */
};

/* Reads the files of --redact-key, --redact-map and --redact-word, and then the inputs, once;
 * writes the map. Does nothing unless names are to be hidden. Complains and returns false when
 * something is wrong: nothing must be shown then. `processes` and `found` may be NULL. End it in
 * any case. */
bool redacting_begin(struct redacting *r, const struct options *options, struct inputs *inputs,
                     struct process_list *processes, struct found_files *found);
/* Once the inputs were read, before anything is said of them. */
void redacting_inputs_read(struct redacting *r, struct inputs *inputs);
/* Says on standard error what was hidden. */
void redacting_tell(const struct redacting *r);
void redacting_end(struct redacting *r);

#endif

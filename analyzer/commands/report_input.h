/* An input that is a log or a report which was written before: which of them it is. */
#ifndef WMILOG_ANALYZER_COMMANDS_REPORT_INPUT_H
#define WMILOG_ANALYZER_COMMANDS_REPORT_INPUT_H
#include "analyzer/given/report_file.h"

struct report_input {
    struct source source;
    bool is_open; /* it is no folder and can be read: else the analysis tells what is wrong */
    enum report_file_kind kind; /* REPORT_FILE_NONE: it is a log, to be analysed */
    char *path;                 /* by which it can be read as long as it is open */
    char again[32];             /* the path of what a pipe was written to */
};

/* What a pipe gives once is written to a file, for an analysis to read; standard input becomes that
 * file. `in` is not moved after that. Complains and returns false, with nothing open, where that
 * cannot be done. */
bool report_input_open(struct report_input *in, char *path, bool hides_names);
void report_input_close(struct report_input *in);
/* Tells what is wrong with a report, where something is wrong at a place of it with that. `option`
 * is the one that names it, or NULL. */
void report_input_complain(const char *option, const char *path, const struct error *err);

#endif

/* The page that the parts of the text report write on. */
#ifndef WMILOG_ANALYZER_REPORT_TEXT_PAGE_H
#define WMILOG_ANALYZER_REPORT_TEXT_PAGE_H
#include "analyzer/report/content.h"
#include "analyzer/report/text/words.h"

struct text_report {
    struct paper paper;
    const struct report_run *run;
    const struct report_content *content;
    struct buffer line; /* for composing one paragraph */
};

/* Writes what is composed in `line` as a paragraph and empties it. */
void text_flush(struct text_report *t, const struct paragraph *how);

enum { TEXT_LABEL_INDENT = 3, TEXT_HANG = 13 /* columns of labels and of what they label */ };

/* Writes what is composed in `line` under a label; later lines of one label have NULL. */
void text_label(struct text_report *t, const char *label);

/* Writes a command on a line of its own, however long, so that it can be copied. */
void text_command(struct text_report *t, struct view command);

#endif

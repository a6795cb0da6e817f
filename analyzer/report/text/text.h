/* The parts of the text report. */
#ifndef WMILOG_ANALYZER_REPORT_TEXT_TEXT_H
#define WMILOG_ANALYZER_REPORT_TEXT_TEXT_H
#include "analyzer/report/content.h"
#include "analyzer/report/text/words.h"

struct text_report {
    struct paper paper;
    const struct report_run *run;
    const struct report_content *content;
    struct buffer line; /* for composing one paragraph */
};

/* The whole report, apart from the engine. */
void text_report_write(const struct report_run *run, const struct report_content *content,
                       struct output *out);

/* Writes what is composed in `line` as a paragraph and empties it. */
void text_flush(struct text_report *t, const struct paragraph *how);

enum { TEXT_LABEL_INDENT = 3, TEXT_HANG = 13 /* columns of labels and of what they label */ };

/* Writes what is composed in `line` under a label; later lines of one label have NULL. */
void text_label(struct text_report *t, const char *label);

/* Writes a command on a line of its own, however long, so that it can be copied. */
void text_command(struct text_report *t, struct view command);

void text_inputs_head(struct text_report *t); /* what was read: the first lines */
void text_inputs_seen(struct text_report *t); /* no WMI-Activity event: what was there instead */
void text_inputs_problems(struct text_report *t); /* what could not be read, or was guessed */
void text_groups_summary(struct text_report *t);  /* how many, of which kinds */
void text_incidents_summary(struct text_report *t);
void text_consumers_summary(struct text_report *t); /* those that need attention */
void text_incidents(struct text_report *t);
/* Appends to `line` which incidents a group belongs to, if any. */
void text_incidents_mark(struct text_report *t, const struct group *g);
void text_groups_table(struct text_report *t);
void text_groups_details(struct text_report *t);
void text_groups_harmless(struct text_report *t);
void text_consumers(struct text_report *t);
void text_rest_operations(struct text_report *t); /* open operations, orphan stops */
void text_rest_limits(struct text_report *t);     /* what fell out of a limit */
void text_rest_advice(struct text_report *t);     /* what was missing */

#endif

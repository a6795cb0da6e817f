/* The parts of the text report, each in a file of its own. */
#ifndef WMILOG_ANALYZER_REPORT_TEXT_PARTS_H
#define WMILOG_ANALYZER_REPORT_TEXT_PARTS_H
#include "analyzer/report/text/page.h"

void text_inputs_head(struct text_report *t);     /* what was read: the first lines */
void text_inputs_harmless(struct text_report *t); /* warnings that are no failures */
void text_inputs_systems(struct text_report *t);  /* the Windows of the computers */
void text_inputs_seen(struct text_report *t); /* no WMI-Activity event: what was there instead */
void text_inputs_problems(struct text_report *t); /* what could not be read, or was guessed */
void text_inputs_unused(struct text_report *t);   /* files of archives and folders */
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
void text_traced(struct text_report *t);          /* connects, processes, slow operations */
void text_rest_operations(struct text_report *t); /* open operations, orphan stops */
void text_rest_limits(struct text_report *t);     /* what fell out of a limit */
void text_rest_advice(struct text_report *t);     /* what was missing */

#endif

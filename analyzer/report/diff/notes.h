/* What has to be borne in mind: how the sides differ beside their failures. */
#ifndef WMILOG_ANALYZER_REPORT_DIFF_NOTES_H
#define WMILOG_ANALYZER_REPORT_DIFF_NOTES_H
#include "analyzer/report/diff/compare.h"

enum { DIFF_MAX_NOTES = 32 };

struct diff_note {
    const char *kind; /* "computers", ...: as the schema lists them */
    struct view text; /* a phrase */
};

struct diff_notes {
    struct diff_note items[DIFF_MAX_NOTES];
    size_t count;
};

/* The texts are made in `arena`. */
void diff_notes_make(struct diff_notes *notes, struct arena *arena, const struct diff *diff);

#endif

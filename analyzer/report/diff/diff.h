/* The comparison of two sides, and the list of forms in which it is written. */
#ifndef WMILOG_ANALYZER_REPORT_DIFF_DIFF_H
#define WMILOG_ANALYZER_REPORT_DIFF_DIFF_H
#include "analyzer/report/diff/notes.h"

struct diff_report {
    const struct diff *diff;
    const struct diff_notes *notes;
    const char *tool_version;
    bool use_color;
    bool show_noise; /* harmless kinds in full */
    unsigned width;
};

struct diff_form {
    void (*write)(const struct diff_report *report, struct output *out);
};

void diff_write_text(const struct diff_report *report, struct output *out);
void diff_write_json(const struct diff_report *report, struct output *out);
void diff_write_html(const struct diff_report *report, struct output *out);
void diff_write_markdown(const struct diff_report *report, struct output *out);

/* By name, for --format; the default first. */
extern const struct names diff_format_names;
extern const struct diff_form diff_forms[];

/* The index of the form that the ending of a file's name stands for, in any case; false, with
 * `*form` untouched, for no such ending. */
bool diff_format_of_path(struct view path, uint32_t *form);

#endif

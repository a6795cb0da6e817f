/* A line of CSV, as RFC 4180 has it, that no spreadsheet takes for a formula. */
#ifndef WMILOG_ANALYZER_REPORT_CSV_CELLS_H
#define WMILOG_ANALYZER_REPORT_CSV_CELLS_H
#include "analyzer/report/output.h"

struct cells {
    struct buffer line, cell; /* released by cells_release */
    bool has_cell;
};

void cells_init(struct cells *cells);
void cells_release(struct cells *cells);

/* Text of any origin, absent as an empty cell. What a terminal obeys or does not show, line feeds
 * too, is shown as text_add_clean shows it: a line of CSV is one line. Where a cell would begin
 * with a character that makes a formula (also behind blanks, in its East Asian width, or behind a
 * semicolon, which separates cells in many countries), an apostrophe stands before it. */
void cells_text(struct cells *cells, struct view text);
/* What is no formula, as it is: a number, a code, a name of ours; NULL is an empty cell. */
void cells_plain(struct cells *cells, const char *text);
void cells_number(struct cells *cells, uint64_t number);
/* Ends the line with CR and LF, and begins the next one. */
void cells_end(struct cells *cells, struct output *out);

#endif

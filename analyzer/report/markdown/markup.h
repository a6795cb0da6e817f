/* Markdown in which text from a log stays text: nobody is mentioned, nothing is linked or rendered.
 * GitHub links '\@name' and '&#64;name' all the same, so a backslash is no help: what could mean
 * something stands in a code span, whose fence is longer than any run of backticks in it. */
#ifndef WMILOG_ANALYZER_REPORT_MARKDOWN_MARKUP_H
#define WMILOG_ANALYZER_REPORT_MARKDOWN_MARKUP_H
#include "analyzer/report/brief/sheet.h"

/* A clean phrase: its names as spans; of the rest, words that could be markup as well. */
void markup_phrase(struct buffer *b, struct view phrase);
/* A block, with an empty line before it unless it is the first. Headings are of level three. */
void markup_block(struct buffer *b, const struct sheet_block *block);
/* All blocks of a sheet that are not empty; the sheet and its arena are cleared for the next. */
void markup_sheet(struct buffer *b, struct sheet *sheet);

#endif

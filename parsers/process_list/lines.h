/* Lines of tables whose columns have widths. */
#ifndef WMILOG_PARSERS_PROCESS_LIST_LINES_H
#define WMILOG_PARSERS_PROCESS_LIST_LINES_H
#include "parsers/base/view.h"

/* The line at *pos, without its end; *pos goes behind it. False at the end of the text. */
bool lines_next(struct view text, size_t *pos, struct view *line);
/* Position of the character of that number in a line of UTF-8; its length when it is shorter. */
size_t lines_byte_of(struct view line, size_t character);

#endif

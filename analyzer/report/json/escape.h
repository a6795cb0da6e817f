/* Which bytes of a text a JSON string cannot hold as they are, and copying all others many at a
 * time. */
#ifndef WMILOG_ANALYZER_REPORT_JSON_ESCAPE_H
#define WMILOG_ANALYZER_REPORT_JSON_ESCAPE_H
#include "parsers/base/view.h"

/* Copies the bytes from the start that are printable ASCII, neither '"' nor '\\', and gives their
 * number. There is room for the whole text at `p`; what lies past the number is unspecified. */
size_t escape_copy_plain(char *p, struct view text);
/* The same by whole words in plain C: what escape_copy_plain is where there is no SSE2. */
size_t escape_copy_plain_by_words(char *p, struct view text);

enum {
    ESCAPE_MAX = 12,   /* bytes of the longest: a pair of \uXXXX */
    ESCAPE_GROWTH = 6, /* bytes that a byte becomes at most */
};

/* Writes the first character of `text`, which is not empty, as a string holds it: escaped when it
 * is a control, '"', '\\' or one that a terminal obeys or does not show; U+FFFD when it is
 * ill-formed. Gives the place after it, and in `*len` how many bytes of the text it was. */
char *escape_first(char *p, struct view text, size_t *len);

#endif

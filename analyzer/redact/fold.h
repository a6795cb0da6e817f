/* Case of letters, for names in whatever script: case folded, each character keeps its length. */
#ifndef WMILOG_ANALYZER_REDACT_FOLD_H
#define WMILOG_ANALYZER_REDACT_FOLD_H
#include "parsers/base/buffer.h"

/* Writes text.len bytes to `to`: Latin, Greek, Cyrillic and Armenian letters of up to two bytes in
 * lower case (Unicode's simple case folding), everything else as it is. */
void fold(char *to, struct view text);
/* The same behind what the buffer holds. */
void fold_add(struct buffer *out, struct view text);

#endif

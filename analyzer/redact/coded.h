/* Names that are written in another way: base64, hexadecimal digits, escapes. */
#ifndef WMILOG_ANALYZER_REDACT_CODED_H
#define WMILOG_ANALYZER_REDACT_CODED_H
#include "analyzer/redact/rewriter.h"

/* Where the run of base64 or hexadecimal digits ends that begins at `pos`; 0 when it is too short,
 * or the middle of one. */
size_t coded_end(struct view text, size_t pos);
/* Appends such a run with what it holds rewritten, as base64 or digits again; bytes that are no
 * text become zeros, but for those that tell a program or what is packed, or a note of their size.
 * False when nothing has to be hidden in it; what was appended is to be taken back. */
bool rewrite_coded(struct rewriter *w, struct view run, struct buffer *out);

/* Where a dump of bytes ends that begins at `pos`: two digits each, with a blank, comma, colon or
 * dash between them; 0 for none. */
size_t dump_end(struct view text, size_t pos);

/* Whether a text has a percent sign, an entity, or a backslash that may stand for a character. */
bool escapes_are_in(struct view text);
/* Appends the text without its escapes, rewritten, when that hides more than without; else nothing,
 * and false. */
bool rewrite_escaped(struct rewriter *w, struct view text, struct buffer *out);

#endif

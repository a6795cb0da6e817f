/* Telling the encoding of a text from its first bytes. */
#ifndef WMILOG_PARSERS_BASE_ENCODING_H
#define WMILOG_PARSERS_BASE_ENCODING_H
#include "parsers/base/text.h"

/* What the bytes are, whatever a declaration says: byte order mark, else where the NULs are, else
 * UTF-8. `*bom_len` gets the length of the mark. */
enum text_encoding encoding_sniff(struct view head, size_t *bom_len);

/* Appends a short text that is held whole as UTF-8: what has no mark and is no UTF-8 is read as
 * Windows-1252. */
void encoding_add_text(struct buffer *text, struct view bytes);
/* What bytes look like that have no mark and may be anything. True for text in Latin letters as
 * UTF-16 of that byte order, of which most units have a zero byte at the same place. */
bool encoding_is_utf16(struct view bytes, enum text_encoding encoding);
/* True for UTF-8 without control characters other than tabs and line ends. */
bool encoding_is_text(struct view bytes);
/* True when a text in whichever encoding starts so. */
bool encoding_text_starts(struct view head, struct view start);

#endif

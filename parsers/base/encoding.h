/* Telling the encoding of a text from its first bytes. */
#ifndef WMILOG_PARSERS_BASE_ENCODING_H
#define WMILOG_PARSERS_BASE_ENCODING_H
#include "parsers/base/text.h"

/* What the bytes are, whatever a declaration says: byte order mark, else where the NULs are, else
 * UTF-8. `*bom_len` gets the length of the mark. */
enum text_encoding encoding_sniff(struct view head, size_t *bom_len);

#endif

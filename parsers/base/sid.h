/* Security identifiers, from their bytes to text (MS-DTYP 2.4.2). */
#ifndef WMILOG_PARSERS_BASE_SID_H
#define WMILOG_PARSERS_BASE_SID_H
#include "parsers/base/view.h"

enum { SID_TEXT_SIZE = 192 }; /* of the longest one, with its NUL */

/* Bytes of the SID at the start, 0 when it is none. */
size_t sid_len(struct view bytes);
/* "S-1-5-18" in `text`; VIEW_NONE for what is no SID. Authorities of more than 32 bits are in
 * hexadecimal. */
struct view sid_format(struct view bytes, char text[SID_TEXT_SIZE]);

#endif

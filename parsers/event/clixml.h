/* The XML of PowerShell's Export-Clixml ([MS-PSRP] 2.2.5): tags of one simple kind, and texts in
 * which units of UTF-16 may be escaped. */
#ifndef WMILOG_PARSERS_EVENT_CLIXML_H
#define WMILOG_PARSERS_EVENT_CLIXML_H
#include "parsers/base/view.h"

enum { CLIXML_TEXT_SPARE = 4 }; /* bytes that a text may take beyond those that it is written in */

/* One tag: `<S N="Name">`, `</S>`, `<TNRef RefId="0" />` or `<Nil N="Name" />`. */
struct clixml_tag {
    struct view element, name, ref_id;
    bool is_end, is_empty;
};

/* The tag that `text` begins with, and how many bytes it is; false when it has no end. */
bool clixml_tag(struct view text, struct clixml_tag *tag, size_t *len);
/* Writes the text without its escapes as UTF-8 to `out`, which has room for text.len +
 * CLIXML_TEXT_SPARE bytes; gives how many it took. */
size_t clixml_text(struct view text, char *out);

#endif

/* What stands in markup for single characters, and the attributes of its tags: for all who meet
 * pieces of XML and its kin outside of whole documents. */
#ifndef WMILOG_PARSERS_EVENT_MARKUP_H
#define WMILOG_PARSERS_EVENT_MARKUP_H
#include "parsers/base/view.h"

enum { MARKUP_MAX_REFERENCE = 12 }; /* bytes of "&#x10FFFF;" and two zeros */

/* Length of the reference that the text begins with, and its character: one of the five entities of
 * XML ("&amp;"), or a number up to U+10FFFF ("&#65;", "&#x41;"), whether XML allows that character
 * or not. 0 for none, `character` is untouched then. */
size_t markup_reference(struct view text, uint32_t *character);
/* Writes the text with its references resolved as UTF-8 to `out`, which has room for text.len
 * bytes; gives how many it took. What is none stays as it is, half a character becomes U+FFFD. */
size_t markup_resolve(struct view text, char *out);

/* What stands for the character in a web page, NULL for itself. */
const char *markup_escape(char c);

/* The value of `name="..."` in a tag, where `name` ends with the '='; VIEW_NONE for none. */
struct view markup_attribute(struct view tag, struct view name);

#endif

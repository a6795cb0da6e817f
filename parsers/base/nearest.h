/* Which known name a mistyped one was meant to be. */
#ifndef WMILOG_PARSERS_BASE_NEAREST_H
#define WMILOG_PARSERS_BASE_NEAREST_H
#include "parsers/base/view.h"

/* Of `count` names the one with the fewest single-character edits from `name`, the first of equals;
 * NULL when even that one is not near (over one, and over a third of the longer of the two). */
const char *nearest_name(struct view name, const char *const *names, size_t count);

#endif

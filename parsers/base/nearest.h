/* Which known name a mistyped one was meant to be: by single-character edits, letters folded. */
#ifndef WMILOG_PARSERS_BASE_NEAREST_H
#define WMILOG_PARSERS_BASE_NEAREST_H
#include "parsers/base/view.h"

enum { NEAREST_MAX_NAME = 64 }; /* bytes; to a longer name nothing is near */

/* The search for the name nearest to `wanted` among those that are considered one by one. Start
 * with `wanted` and `max_edits`, all else zero. Names are borrowed. */
struct nearest {
    struct view wanted;
    size_t max_edits; /* more are not near, nor are more than a third of the longer name; a single
                         one is near in any name of two bytes or more */
    struct view name; /* the best so far, the first of equals; empty: none */
    size_t edits;
};

/* Whether `known` is nearer than the best so far, which it then becomes. */
bool nearest_consider(struct nearest *nearest, struct view known);

/* Of `count` names the nearest, or NULL. */
const char *nearest_name(struct view name, const char *const *names, size_t count);

#endif

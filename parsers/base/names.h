/* The names of an enumeration, both ways, from one table. */
#ifndef WMILOG_PARSERS_BASE_NAMES_H
#define WMILOG_PARSERS_BASE_NAMES_H
#include "parsers/base/buffer.h"
#include "parsers/base/count.h"

struct names {
    const char *what;         /* one of them, for messages: "a phase" */
    const char *const *table; /* by value, without a gap */
    uint32_t count;
};

/* What `struct names` is filled with, from an array of as many names as there are values. */
#define NAMES_OF(what, table)        \
    {                                \
        what, table, COUNT_OF(table) \
    }

/* The name of a value below `count`; constant. */
const char *names_get(const struct names *names, uint32_t value);
/* The value of a name, exactly as it is written; false, with *value untouched, for no such name. */
bool names_find(const struct names *names, struct view name, uint32_t *value);
/* The name that a mistyped one was meant to be, or NULL: parsers/base/nearest.h. */
const char *names_nearest(const struct names *names, struct view name);
/* Appends all of them: "'a', 'b' or 'c'". */
void names_list(const struct names *names, struct buffer *out);

#endif

/* Where a name stands in a table that is made when building, for finding it without comparing many:
 * place() of table_rows.py says the same. */
#ifndef WMILOG_PARSERS_BASE_NAME_PLACE_H
#define WMILOG_PARSERS_BASE_NAME_PLACE_H
#include "parsers/base/view.h"

/* One of 256 places, by the length of a name, which is not empty, and some of its bytes. */
static inline uint8_t name_place(struct view name)
{
    const unsigned first = (uint8_t)name.data[0];
    const unsigned middle = (uint8_t)name.data[name.len / 2];
    const unsigned last = (uint8_t)name.data[name.len - 1];
    return (uint8_t)(first * 5 + last * 3 + (unsigned)name.len * 17 + middle);
}

#endif

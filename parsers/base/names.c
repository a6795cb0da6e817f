/* Knows how a value of an enumeration is named, and which value a name stands for. */
#include "parsers/base/names.h"

#include <assert.h>

#include "parsers/base/nearest.h"

const char *names_get(const struct names *names, uint32_t value)
{
    assert(value < names->count);
    return names->table[value];
}

bool names_find(const struct names *names, struct view name, uint32_t *value)
{
    for (uint32_t i = 0; i < names->count; i++) {
        if (view_equal(name, view_of(names->table[i]))) {
            *value = i;
            return true;
        }
    }
    return false;
}

const char *names_nearest(const struct names *names, struct view name)
{
    return nearest_name(name, names->table, names->count);
}

void names_list(const struct names *names, struct buffer *out)
{
    for (uint32_t i = 0; i < names->count; i++) {
        const char *glue = i == 0 ? "" : i + 1 == names->count ? " or " : ", ";
        buffer_format(out, "%s'%s'", glue, names->table[i]);
    }
}

/* Looking up rows of the tables. */
#include "parsers/json/dialect.h"

const struct json_row *json_row_of(const struct json_dialect *d, unsigned what)
{
    for (size_t i = 0; i < d->count; i++) {
        if (d->rows[i].what == what) {
            return &d->rows[i];
        }
    }
    return NULL;
}

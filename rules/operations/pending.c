/* In which order failures settle. */
#include "rules/operations/pending.h"

bool pending_is_before(const struct pending *a, const struct pending *b)
{
    if (a->when != b->when) {
        return a->when < b->when;
    }
    if (a->origin.source != b->origin.source) {
        return a->origin.source < b->origin.source;
    }
    return a->origin.record < b->origin.record;
}

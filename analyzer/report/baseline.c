/* Looking up a group by its fingerprint. */
#include "analyzer/report/baseline.h"

#include <stdlib.h>

static int compare(const void *fingerprint, const void *group)
{
    const struct baseline_group *of = group;
    return view_compare(*(const struct view *)fingerprint, of->fingerprint);
}

const struct baseline_group *baseline_find(const struct baseline *baseline, struct view fingerprint)
{
    return baseline && baseline->count > 0
               ? bsearch(&fingerprint, baseline->groups, baseline->count, sizeof(*baseline->groups),
                         compare)
               : NULL;
}

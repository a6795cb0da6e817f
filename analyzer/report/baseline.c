/* Looking up a group by its fingerprint. */
#include "analyzer/report/baseline.h"

const struct baseline_group *baseline_find(const struct baseline *baseline, struct view fingerprint)
{
    size_t from = 0, to = baseline ? baseline->count : 0;
    while (from < to) {
        const size_t middle = from + (to - from) / 2;
        const int order = view_compare(baseline->groups[middle].fingerprint, fingerprint);
        if (order == 0) {
            return &baseline->groups[middle];
        }
        from = order < 0 ? middle + 1 : from;
        to = order > 0 ? middle : to;
    }
    return NULL;
}

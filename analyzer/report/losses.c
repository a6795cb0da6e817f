/* Operations and spans of lost events. */
#include "analyzer/report/losses.h"

bool losses_may_hold_end(const struct report_run *run, const struct open_operation *open)
{
    if (open->start == WINTIME_NONE || open->origin.source >= run->source_count) {
        return false;
    }
    const struct report_source *source = run->sources[open->origin.source];
    for (size_t i = 0; i < source->loss_count; i++) {
        const struct report_loss *loss = &source->losses[i];
        bool is_later = loss->to >= open->start;
        bool is_before_end =
            open->age == WINTIME_NONE || loss->from - open->start <= open->age || open->ended;
        if (is_later && is_before_end) {
            return true;
        }
    }
    return false;
}

bool losses_may_hold_start(const struct report_run *run, const struct failure *f)
{
    if (!f->lacks_start || f->time == WINTIME_NONE || f->evidence_count == 0 ||
        f->evidence[0].origin.source >= run->source_count) {
        return false;
    }
    const struct report_source *source = run->sources[f->evidence[0].origin.source];
    for (size_t i = 0; i < source->loss_count; i++) {
        if (source->losses[i].from <= f->time) {
            return true;
        }
    }
    return false;
}

size_t losses_count(const struct report_run *run)
{
    size_t count = 0;
    for (size_t i = 0; i < run->source_count; i++) {
        count += run->sources[i]->loss_count;
    }
    return count;
}

/* Phrases about a kind of failure. */
#include "analyzer/report/text/words.h"
#include "parsers/base/wintime.h"

void words_group_when(struct buffer *b, const struct group *g)
{
    words_count(b, g->count, "time", "times");
    buffer_add_text(b, ", ");
    words_range(b, g->first, g->last);
    if (g->max_duration != WINTIME_NONE) {
        buffer_add_text(b, g->count == 1 ? "; took " : "; took up to ");
        words_duration(b, g->max_duration);
    }
    words_harmless_share(b, g->verdict_counts[VERDICT_HARMLESS], g->count);
    struct rhythm_run run;
    if (group_rhythm(g, &run)) {
        words_rhythm(b, run.count, g->count, rhythm_interval(&run));
    }
}

void words_phase(struct buffer *b, enum phase phase, enum stage stage, enum viewpoint viewpoint)
{
    buffer_add_text(b, phase_sentence(phase));
    if (stage != STAGE_OTHER) {
        buffer_format(b, " (%s)", stage_name(stage));
    }
    if (viewpoint != VIEWPOINT_TARGET) {
        buffer_add_text(b, viewpoint == VIEWPOINT_CLIENT ? "; as its client saw it"
                                                         : "; as another log tells it");
    }
}

const char *words_attribution(const struct failure *f)
{
    static const char *const methods[ATTRIBUTION_COUNT] = {
        [ATTRIBUTION_NONE] = "",
        [ATTRIBUTION_EXACT] = "; named by the trace for this operation",
        [ATTRIBUTION_HOST_PID] = "; by the process that hosts it",
        [ATTRIBUTION_WINDOW] = "; a guess: the only provider loaded at that time",
    };
    return f->known_by == KNOWN_BY_LOAD ? "" : methods[f->provider.attribution];
}

bool words_has_client(const struct failure *f)
{
    return f->known_by != KNOWN_BY_OTHER_LOG || f->client.has_process_id ||
           !view_is_empty(f->client.machine) || !view_is_empty(f->client.user);
}

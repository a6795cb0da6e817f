/* A brief of what the engine found. */
#include "analyzer/report/brief/brief.h"
#include "analyzer/report/content.h"
#include "analyzer/report/losses.h"
#include "analyzer/report/source_name.h"
#include "parsers/base/computer_name.h"
#include "parsers/base/text.h"
#include "rules/rule/rule.h"

static void take_result(struct brief *brief, struct arena *arena, const struct failure *f)
{
    char text[TEXT_CODE_SIZE];
    if (f->has_no_result) {
        return;
    }
    const struct code *code = code_find(f->result);
    brief->code = arena_copy(arena, text_code(text, f->result));
    brief->code_name = view_of(code ? code->symbol : NULL);
    brief->code_meaning = view_of(code ? code->meaning : NULL);
}

static const struct brief_event *events_of(struct arena *arena, const struct report_run *run,
                                           const struct evidence *evidence, size_t count)
{
    struct brief_event *events = arena_alloc(arena, (count + 1) * sizeof(*events));
    for (size_t i = 0; i < count; i++) {
        const struct evidence *e = &evidence[i];
        const bool is_known = e->origin.source < run->source_count;
        events[i] = (struct brief_event){
            .source = is_known ? run->sources[e->origin.source]->path : VIEW_NONE,
            .name = source_name_in(run, e->origin.source),
            .channel = e->channel,
            .record = e->origin.record,
            .offset = e->origin.offset,
            .event_id = e->event_id,
        };
    }
    return events;
}

static const struct brief_cause *causes_of(struct arena *arena, const struct report_run *run,
                                           const struct judgement *j)
{
    struct brief_cause *causes = arena_alloc(arena, (j->cause_count + 1) * sizeof(*causes));
    for (size_t i = 0; i < j->cause_count; i++) {
        const struct cause *cause = &j->causes[i];
        causes[i] = (struct brief_cause){
            .rule = cause->rule->id,
            .text = cause_text(cause),
            .confidence = cause->confidence,
            .because = cause->because,
            .because_count = cause->because_count,
            .check = cause_check(cause),
            .check_count = cause->rule->check_count,
            .remedy = cause_remedy(cause),
            .remedy_count = cause->rule->remedy_count,
            .events = events_of(arena, run, cause->evidence, cause->evidence_count),
            .event_count = cause->evidence_count,
        };
    }
    return causes;
}

void brief_of_group(struct brief *brief, struct arena *arena, const struct group *g,
                    const struct report_run *run)
{
    const struct failure *f = g->example;
    *brief = (struct brief){
        .fingerprint = view_of(f->fingerprint),
        .title = g->title,
        .reason = g->judgement->reason,
        .verdict = g->verdict,
        .count = g->count,
        .harmless = g->verdict_counts[VERDICT_HARMLESS],
        .first = g->first,
        .last = g->last,
        .max_duration = g->max_duration,
        .computers = g->computers,
        .computer_count = g->computer_count,
        .more_computers = g->more_computers,
        .clients = g->clients,
        .client_count = g->client_count,
        .more_clients = g->more_clients,
        .phase = f->phase,
        .stage = f->stage,
        .viewpoint = f->viewpoint,
        .request = f->operation.text,
        .name_space = f->name_space.data ? f->name_space : f->operation.name_space,
        .class_name = f->operation.class_name,
        .method = f->operation.method,
        .provider = f->provider,
        .may_lack_start = losses_may_hold_start(run, f),
        .component = f->component,
        .possible_cause = f->possible_cause,
        .causes = causes_of(arena, run, g->judgement),
        .cause_count = g->judgement->cause_count,
        .events = events_of(arena, run, f->evidence, f->evidence_count),
        .event_count = f->evidence_count,
    };
    take_result(brief, arena, f);
    brief_join_computers(brief, arena);
}

static bool is_named_better(const struct brief *brief, size_t index)
{
    const struct view name = brief->computers[index];
    for (size_t i = 0; i < brief->computer_count; i++) {
        const struct view other = brief->computers[i];
        if ((other.len > name.len || (other.len == name.len && i < index)) &&
            computer_name_same(other, name)) {
            return true;
        }
    }
    return false;
}

void brief_join_computers(struct brief *brief, struct arena *arena)
{
    struct view *kept = arena_alloc(arena, (brief->computer_count + 1) * sizeof(*kept));
    size_t count = 0;
    for (size_t i = 0; i < brief->computer_count; i++) {
        if (!is_named_better(brief, i)) {
            kept[count++] = brief->computers[i];
        }
    }
    brief->computers = kept;
    brief->computer_count = count;
}

size_t brief_shown_causes(const struct brief *brief)
{
    return brief->cause_count == 0
               ? 0
               : report_causes_told(brief->cause_count, brief->causes[0].confidence);
}

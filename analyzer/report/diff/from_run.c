/* A side from an analysis: the form of a report that is kept instead of written. */
#include "analyzer/report/content.h"
#include "analyzer/report/diff/side.h"

enum { BRIEF = 16 * 1024 };

static void take_groups(struct side *side, const struct report_run *run,
                        const struct report_content *content)
{
    struct arena arena;
    arena_init(&arena, BRIEF);
    for (size_t i = 0; i < content->group_count && !side->is_full; i++) {
        struct brief brief;
        brief_of_group(&brief, &arena, content->groups[i], run);
        side_add_group(side, &brief);
        arena_clear(&arena);
    }
    arena_release(&arena);
}

static void take_consumers(struct side *side, const struct report_run *run,
                           const struct report_content *content)
{
    struct arena arena;
    arena_init(&arena, BRIEF);
    for (size_t i = 0; i < content->consumer_count; i++) {
        struct brief brief;
        brief_of_found_consumer(&brief, &arena, content->consumers[i], run);
        side_add_consumer(side, &brief);
        arena_clear(&arena);
    }
    arena_release(&arena);
}

static void take_names(struct side *side, const struct report_content *content)
{
    for (size_t i = 0; i < content->system_count; i++) {
        const struct system *system = content->systems[i];
        for (size_t j = 0; j < system->other_name_count; j++) {
            side_add_name(side, system->name, system->other_names[j]);
        }
    }
}

static void end(void *state, const struct report_run *run, struct output *out)
{
    (void)state;
    (void)out;
    struct side *side = run->side;
    const struct report_content content = report_content_of(run->engine);
    side->rules_version = arena_copy(&side->arena, run->rules->version);
    side->rules_sha256 = arena_copy(&side->arena, view_of(run->rules->sha256));
    for (size_t i = 0; i < run->filter_count; i++) {
        side_add_filter(side, view_of(run->filters[i].option), view_of(run->filters[i].value));
    }
    for (size_t i = 0; i < run->source_count; i++) {
        side_add_source(side, run->sources[i]);
    }
    take_names(side, &content);
    side->ungrouped = content.stats->ungrouped_failures;
    take_groups(side, run, &content);
    take_consumers(side, run, &content);
}

const struct report_format report_side = {
    .end = end,
};

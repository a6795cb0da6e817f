/* Keeping what was said of a failure. */
#include "rules/rule/judgement.h"

#include <stdlib.h>

#include "parsers/base/memory.h"
#include "rules/rule/rule.h"

static const char *const verdict_table[VERDICT_COUNT] = {
    [VERDICT_HARMLESS] = "harmless",
    [VERDICT_DEGRADED] = "degraded",
    [VERDICT_BROKEN] = "broken",
    [VERDICT_SECURITY] = "security",
};
const struct names verdict_names = NAMES_OF("a verdict", verdict_table);

static const char *const confidence_table[CONFIDENCE_COUNT] = {
    [CONFIDENCE_POSSIBLE] = "possible",
    [CONFIDENCE_LIKELY] = "likely",
    [CONFIDENCE_CERTAIN] = "certain",
};
const struct names confidence_names = NAMES_OF("a confidence", confidence_table);

enum { JUDGEMENT_COPY_CHUNK = 1024 };

void judgement_init(struct judgement *j)
{
    arena_init(&j->arena, 0);
    judgement_clear(j);
}

void judgement_clear(struct judgement *j)
{
    arena_clear(&j->arena);
    j->verdict = VERDICT_HARMLESS;
    j->reason = VIEW_NONE;
    j->is_explained = false;
    j->cause_count = 0;
}

void judgement_release(struct judgement *j)
{
    arena_release(&j->arena);
}

static const struct view *copy_steps(struct arena *arena, const struct view *steps, size_t count)
{
    if (!steps) {
        return NULL;
    }
    struct view *copy = arena_alloc(arena, count * sizeof(*copy));
    for (size_t i = 0; i < count; i++) {
        copy[i] = arena_copy(arena, steps[i]);
    }
    return copy;
}

static void copy_cause(struct arena *arena, struct cause *cause)
{
    if (cause->rule) {
        cause->check = copy_steps(arena, cause->check, cause->rule->check_count);
        cause->remedy = copy_steps(arena, cause->remedy, cause->rule->remedy_count);
    }
    for (size_t i = 0; i < cause->because_count; i++) {
        cause->because[i] = arena_copy(arena, cause->because[i]);
    }
    evidence_copy(arena, cause->evidence, cause->evidence_count);
}

struct judgement *judgement_copy(const struct judgement *j)
{
    struct judgement *copy = memory_new(1, sizeof(*copy));
    arena_init(&copy->arena, JUDGEMENT_COPY_CHUNK);
    copy->verdict = j->verdict;
    copy->reason = arena_copy(&copy->arena, j->reason);
    copy->is_explained = j->is_explained;
    copy->cause_count = j->cause_count;
    for (size_t i = 0; i < j->cause_count; i++) {
        copy->causes[i] = j->causes[i];
        copy_cause(&copy->arena, &copy->causes[i]);
    }
    return copy;
}

void judgement_free(struct judgement *j)
{
    if (!j) {
        return;
    }
    judgement_release(j);
    free(j);
}

const struct rule *judgement_first_rule(const struct judgement *j)
{
    return j->cause_count > 0 ? j->causes[0].rule : NULL;
}

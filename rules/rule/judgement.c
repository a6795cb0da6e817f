/* Keeping what was said of a failure. */
#include "rules/rule/judgement.h"

#include <stdlib.h>
#include <string.h>

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

enum { ALIGNMENT = 16 /* of what an arena gives */ };

void judgement_init(struct judgement *j)
{
    arena_init(&j->arena, 0);
    j->causes = j->room = memory_new(JUDGEMENT_MAX_CAUSES, sizeof(*j->room));
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
    free(j->room);
    j->causes = j->room = NULL;
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
    cause->text = arena_copy(arena, cause->text);
    if (cause->rule) {
        cause->check = copy_steps(arena, cause->check, cause->rule->check_count);
        cause->remedy = copy_steps(arena, cause->remedy, cause->rule->remedy_count);
    }
    if (cause->because_count > 0) {
        const struct view *sentences = cause->because;
        cause->because = arena_alloc(arena, cause->because_count * sizeof(*sentences));
        for (size_t i = 0; i < cause->because_count; i++) {
            cause->because[i] = arena_copy(arena, sentences[i]);
        }
    }
    if (cause->evidence_count > 0) {
        const struct evidence *events = cause->evidence;
        cause->evidence = arena_alloc(arena, cause->evidence_count * sizeof(*events));
        memcpy(cause->evidence, events, cause->evidence_count * sizeof(*events));
        evidence_copy(arena, cause->evidence, cause->evidence_count);
    }
}

/* Bytes of the texts with the NUL after each. */
static size_t bytes_of_texts(const struct view *texts, size_t count)
{
    size_t bytes = 0;
    for (size_t i = 0; texts && i < count; i++) {
        bytes += texts[i].len + 1;
    }
    return bytes;
}

static size_t bytes_of_steps(const struct view *steps, size_t count)
{
    return steps ? count * sizeof(*steps) + bytes_of_texts(steps, count) + ALIGNMENT : 0;
}

/* How much a copy needs, so that it takes no more: there is one for each group. */
static size_t bytes_of_copy(const struct judgement *j)
{
    size_t bytes = j->cause_count * sizeof(*j->causes) + ALIGNMENT;
    for (size_t i = 0; i < j->cause_count; i++) {
        const struct cause *cause = &j->causes[i];
        const struct rule *rule = cause->rule;
        bytes += cause->text.len + 1;
        bytes += bytes_of_steps(cause->because, cause->because_count);
        bytes += rule ? bytes_of_steps(cause->check, rule->check_count) : 0;
        bytes += rule ? bytes_of_steps(cause->remedy, rule->remedy_count) : 0;
        bytes += cause->evidence_count * sizeof(*cause->evidence) + ALIGNMENT;
        bytes += evidence_bytes(cause->evidence, cause->evidence_count);
    }
    return bytes;
}

struct judgement *judgement_copy(const struct judgement *j)
{
    struct arena arena; /* in which the copy itself lies */
    arena_init(&arena, sizeof(struct judgement) + bytes_of_copy(j));
    struct judgement *copy = arena_alloc(&arena, sizeof(*copy));
    copy->arena = arena;
    copy->causes = arena_alloc(&copy->arena, j->cause_count * sizeof(*copy->causes));
    copy->verdict = j->verdict;
    copy->reason = j->reason;
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
    struct arena arena = j->arena;
    arena_release(&arena);
}

const struct rule *judgement_first_rule(const struct judgement *j)
{
    return j->cause_count > 0 ? j->causes[0].rule : NULL;
}

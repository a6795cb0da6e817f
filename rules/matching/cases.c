/* A bounded memory of rules by kind and case. */
#include "rules/matching/cases.h"

#include <stdlib.h>
#include <string.h>

#include "parsers/base/memory.h"

void match_cases_init(struct match_cases *m)
{
    *m = (struct match_cases){.age = 1};
    arena_init(&m->arena, 0);
}

void match_cases_release(struct match_cases *m)
{
    arena_release(&m->arena);
    free(m->rules);
    m->rules = NULL;
}

static struct match_case *first_of(const struct match_cases *m, const struct failure_kind *kind)
{
    return kind->cases_age == m->age ? kind->cases : NULL;
}

const struct match_case *match_cases_find(const struct match_cases *m, const struct failure *f)
{
    const struct match_case *c = first_of(m, f->kind);
    while (c && (c->stage != f->stage || c->viewpoint != f->viewpoint ||
                 c->locality != f->client.locality || !view_equal(c->component, f->component) ||
                 !view_equal(c->possible_cause, f->possible_cause))) {
        c = c->next;
    }
    return c;
}

void match_cases_begin(struct match_cases *m, const struct failure *f)
{
    const struct match_case *latest = f->kind ? first_of(m, f->kind) : NULL;
    m->count = 0;
    m->is_kept = f->kind && (!latest || latest->number < CASES_MAX_OF_KIND);
    if (m->is_kept && m->arena.total > CASES_MAX_BYTES) {
        arena_clear(&m->arena);
        m->age++;
    }
}

void match_cases_add(struct match_cases *m, const struct match_rule *rule)
{
    m->rules = memory_grow(m->rules, m->count, &m->cap, sizeof(*m->rules));
    m->rules[m->count++] = *rule;
}

/* They come sorted but for a few that are less sure than their rules, which go behind; fallbacks
 * stay last. */
static void sort_rules(struct match_rule *rules, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        const struct match_rule moved = rules[i];
        size_t place = i;
        while (place > 0 && !moved.rule->is_fallback &&
               rules[place - 1].confidence < moved.confidence) {
            rules[place] = rules[place - 1];
            place--;
        }
        rules[place] = moved;
    }
}

const struct match_case *match_cases_end(struct match_cases *m, const struct failure *f)
{
    struct failure_kind *kind = f->kind;
    sort_rules(m->rules, m->count);
    if (!m->is_kept) {
        m->once.rules = m->rules;
        m->once.count = m->count;
        return &m->once;
    }
    struct match_case *c = arena_alloc(&m->arena, sizeof(*c));
    c->stage = f->stage;
    c->viewpoint = f->viewpoint;
    c->locality = f->client.locality;
    c->component = arena_copy(&m->arena, f->component);
    c->possible_cause = arena_copy(&m->arena, f->possible_cause);
    c->count = m->count;
    c->rules = arena_alloc(&m->arena, m->count * sizeof(*c->rules) + 1);
    if (m->count > 0) {
        memcpy(c->rules, m->rules, m->count * sizeof(*c->rules));
    }
    c->next = first_of(m, kind);
    c->number = c->next ? c->next->number + 1 : 1;
    kind->cases = c;
    kind->cases_age = m->age;
    return c;
}

/* A bounded memory of rules by fingerprint. */
#include "rules/matching/match_memo.h"

#include <stdlib.h>
#include <string.h>

#include "parsers/base/memory.h"

void match_memo_init(struct match_memo *m)
{
    *m = (struct match_memo){0};
    map_init(&m->map);
    arena_init(&m->arena, 0);
}

void match_memo_release(struct match_memo *m)
{
    map_release(&m->map);
    arena_release(&m->arena);
    free(m->rules);
    m->rules = NULL;
}

const struct match_kind *match_memo_find(const struct match_memo *m, const char *fingerprint)
{
    return map_get(&m->map, view_of(fingerprint));
}

void match_memo_begin(struct match_memo *m, const char *fingerprint)
{
    m->fingerprint = fingerprint;
    m->count = 0;
    if (m->map.count == MATCH_MEMO_MAX || m->arena.total > MATCH_MEMO_BYTES) {
        map_clear(&m->map);
        arena_clear(&m->arena);
    }
}

void match_memo_add(struct match_memo *m, const struct rule *rule, const struct condition *open)
{
    if (m->count == m->cap) {
        m->cap = m->cap ? m->cap * 2 : 64;
        m->rules = memory_resize(m->rules, m->cap, sizeof(*m->rules));
    }
    m->rules[m->count++] = (struct match_rule){rule, open};
}

void match_memo_end(struct match_memo *m)
{
    struct match_kind *kind = arena_alloc(&m->arena, sizeof(*kind));
    kind->count = m->count;
    kind->rules = arena_alloc(&m->arena, m->count * sizeof(*kind->rules) + 1);
    if (m->count > 0) {
        memcpy(kind->rules, m->rules, m->count * sizeof(*kind->rules));
    }
    map_set(&m->map, arena_copy(&m->arena, view_of(m->fingerprint)), kind);
}

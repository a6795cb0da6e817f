/* A bounded memory of rules by kind and case. */
#include "rules/matching/cases.h"

#include <stdlib.h>
#include <string.h>

#include "parsers/base/hash/mix.h"
#include "parsers/base/memory.h"
#include "rules/failure/marks.h"

void match_cases_init(struct match_cases *m)
{
    match_cases_init_none(m);
    m->age = m->kind_age = 1;
    m->variants = memory_new(CASES_VARIANTS, sizeof(*m->variants));
    m->seen = memory_new(CASES_SEEN, sizeof(*m->seen));
    m->users = memory_new(CASES_USERS, sizeof(*m->users));
    m->codes = memory_new(CASES_CODES, sizeof(*m->codes));
}

void match_cases_init_none(struct match_cases *m)
{
    *m = (struct match_cases){.age = 0};
    arena_init(&m->arena, 0);
    arena_init(&m->kind_arena, 0);
}

void match_cases_release(struct match_cases *m)
{
    arena_release(&m->arena);
    arena_release(&m->kind_arena);
    free(m->rules);
    free(m->places);
    free(m->variants);
    free(m->seen);
    free(m->users);
    free(m->codes);
    *m = (struct match_cases){.rules = NULL};
}

size_t match_cases_bytes(const struct match_cases *m)
{
    return m->arena.total + m->kind_arena.total + m->cap * sizeof(*m->rules) +
           m->place_cap * sizeof(*m->places) + CASES_VARIANTS * sizeof(*m->variants) +
           CASES_SEEN * sizeof(*m->seen) + CASES_USERS * sizeof(*m->users) +
           CASES_CODES * sizeof(*m->codes);
}

static struct match_kind *kind_left(const struct match_cases *m, const struct failure *f)
{
    const struct failure_kind *kind = f->kind;
    if (m->age == 0 || !kind || kind->left_age != m->kind_age) {
        return NULL;
    }
    return kind->left->class_len == f->operation.class_name.len ? kind->left : NULL;
}

static struct match_case *first_of(const struct match_cases *m, const struct failure *f)
{
    const struct match_kind *left = kind_left(m, f);
    return left && left->cases_age == m->age ? left->cases : NULL;
}

const struct match_kind *match_cases_kind(const struct match_cases *m, const struct failure *f)
{
    return kind_left(m, f);
}

void match_cases_add_place(struct match_cases *m, const struct match_place *place)
{
    m->places = memory_grow(m->places, m->place_count, &m->place_cap, sizeof(*m->places));
    m->places[m->place_count++] = *place;
}

/* Those that were added: to be kept, or as they are. */
static struct match_places added_places(struct match_cases *m, bool is_kept)
{
    const size_t count = m->place_count;
    m->place_count = 0;
    if (!is_kept || count == 0) {
        return (struct match_places){m->places, count};
    }
    struct match_place *list = arena_alloc(&m->kind_arena, count * sizeof(*list));
    memcpy(list, m->places, count * sizeof(*list));
    return (struct match_places){list, count};
}

const struct match_kind *match_cases_end_kind(struct match_cases *m, const struct failure *f)
{
    const bool is_kept = m->age != 0 && f->kind;
    struct match_kind *left = is_kept ? arena_alloc(&m->kind_arena, sizeof(*left)) : &m->kind_once;
    *left = (struct match_kind){.rules = added_places(m, is_kept),
                                .class_len = f->operation.class_name.len};
    if (is_kept) {
        f->kind->left = left;
        f->kind->left_age = m->kind_age;
    }
    return left;
}

static struct match_code *code_slot(const struct match_cases *m, const struct failure *f)
{
    return &m->codes[mix_place(mix_word(f->result, (uint64_t)f->phase), CASES_CODES)];
}

const struct match_code *match_cases_code(const struct match_cases *m, const struct failure *f)
{
    const struct match_code *code = m->age != 0 ? code_slot(m, f) : NULL;
    return code && code->age == m->kind_age && code->result == f->result &&
                   code->family == f->family && code->phase == f->phase &&
                   code->has_no_result == f->has_no_result
               ? code
               : NULL;
}

const struct match_code *match_cases_end_code(struct match_cases *m, const struct failure *f)
{
    const bool is_kept = m->age != 0;
    struct match_code *code = is_kept ? code_slot(m, f) : &m->code_once;
    *code = (struct match_code){
        .rules = added_places(m, is_kept),
        .age = m->kind_age,
        .result = f->result,
        .family = f->family,
        .phase = f->phase,
        .has_no_result = f->has_no_result,
    };
    return code;
}

/* Variants take memory as well as cases: both are given up together, before either is looked up. */
static void forget_over_limit(struct match_cases *m)
{
    if (m->age != 0 && m->arena.total > CASES_MAX_BYTES) {
        arena_clear(&m->arena);
        m->age++;
    }
    if (m->age != 0 && m->kind_arena.total > CASES_MAX_KIND_BYTES) {
        arena_clear(&m->kind_arena);
        m->kind_age++;
    }
}

const struct match_case *match_cases_find(struct match_cases *m, const struct failure *f)
{
    forget_over_limit(m);
    const struct match_case *c = first_of(m, f);
    while (c && (c->stage != f->stage || c->viewpoint != f->viewpoint ||
                 c->locality != f->client.locality || !view_equal(c->component, f->component) ||
                 !view_equal(c->possible_cause, f->possible_cause) ||
                 !view_equal(c->provider, failure_provider(f)))) {
        c = c->next;
    }
    return c;
}

void match_cases_begin(struct match_cases *m, const struct failure *f)
{
    const struct match_case *latest = first_of(m, f);
    m->count = 0;
    m->is_kept = kind_left(m, f) && (!latest || latest->number < CASES_MAX_OF_KIND);
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
        while (place > 0 && !moved.is_fallback && rules[place - 1].confidence < moved.confidence) {
            rules[place] = rules[place - 1];
            place--;
        }
        rules[place] = moved;
    }
}

static struct match_rules added(struct match_cases *m)
{
    struct match_rules rules = {arena_alloc(&m->arena, m->count * sizeof(*m->rules) + 1), m->count};
    if (m->count > 0) {
        memcpy(rules.list, m->rules, m->count * sizeof(*m->rules));
    }
    return rules;
}

const struct match_case *match_cases_end(struct match_cases *m, const struct failure *f)
{
    struct match_kind *kind = kind_left(m, f);
    sort_rules(m->rules, m->count);
    if (!m->is_kept || !kind) {
        m->once.left = (struct match_rules){m->rules, m->count};
        return &m->once;
    }
    struct match_case *c = arena_alloc(&m->arena, sizeof(*c));
    c->id = ++m->made;
    c->stage = f->stage;
    c->viewpoint = f->viewpoint;
    c->locality = f->client.locality;
    c->component = arena_copy(&m->arena, f->component);
    c->possible_cause = arena_copy(&m->arena, f->possible_cause);
    c->provider = arena_copy(&m->arena, failure_provider(f));
    c->left = added(m);
    c->next = first_of(m, f);
    c->number = c->next ? c->next->number + 1 : 1;
    kind->cases = c;
    kind->cases_age = m->age;
    return c;
}

bool match_cases_has(const struct match_cases *m, const struct match_case *c)
{
    return c != &m->once;
}

static bool is_user(const struct match_user *slot, struct view user, struct view computer,
                    struct view machine)
{
    const char *names = slot->names;
    return view_equal((struct view){names, slot->len}, user) &&
           view_equal((struct view){names + user.len, slot->computer_len}, computer) &&
           view_equal((struct view){names + user.len + computer.len, slot->machine_len}, machine);
}

static void keep_name(struct match_user *slot, size_t pos, struct view name)
{
    if (name.len > 0) {
        memcpy(slot->names + pos, name.data, name.len);
    }
}

enum user_kind match_cases_user_kind(struct match_cases *m, const struct failure *f)
{
    struct view user = f->client.user, computer = f->computer, machine = f->client.machine;
    if (user.len == 0 || computer.len == 0 || user.len > CASES_MAX_USER ||
        computer.len > CASES_MAX_USER - user.len ||
        machine.len > CASES_MAX_USER - user.len - computer.len ||
        f->viewpoint == VIEWPOINT_CLIENT /* whose target counts, too */) {
        return failure_user_kind(f, user_kind_on(user, computer));
    }
    uint64_t hash = f->marks.is_set ? f->marks.user ^ f->marks.machine >> 1 : marks_hash(user);
    struct match_user *slot = &m->users[mix_place(hash, CASES_USERS)];
    if (!is_user(slot, user, computer, machine)) {
        keep_name(slot, 0, user);
        keep_name(slot, user.len, computer);
        keep_name(slot, user.len + computer.len, machine);
        slot->len = user.len;
        slot->computer_len = computer.len;
        slot->machine_len = machine.len;
        slot->kind = failure_user_kind(f, user_kind_on(user, computer));
    }
    return slot->kind;
}

static bool is_variant(const struct match_variant *v, const struct match_case *c,
                       const struct failure *f, enum user_kind user_kind)
{
    return v->of == c && v->user_kind == user_kind && v->has_duration == f->has_duration &&
           view_equal(v->text, f->operation.text) &&
           view_equal(v->target_host, f->operation.target_host) &&
           view_equal(v->computer, f->computer);
}

/* Of no address, for what is kept is weighed: the same log is to give the same bytes. */
static uint64_t hash_of(const struct match_case *c, const struct failure *f,
                        enum user_kind user_kind)
{
    const uint64_t hash =
        mix_word(mix_word(c->id, f->operation.text.len), f->operation.target_host.len);
    return mix_word(mix_end(hash, f->operation.text),
                    (uint64_t)user_kind << 1 | (uint64_t)f->has_duration);
}

struct match_variant *match_cases_variant(struct match_cases *m, const struct match_case *c,
                                          const struct failure *f, enum user_kind user_kind,
                                          uint32_t met)
{
    uint64_t hash = hash_of(c, f, user_kind);
    struct match_variant *set =
        &m->variants[(hash >> 32) % (CASES_VARIANTS / CASES_WAYS) * CASES_WAYS];
    for (size_t i = 0; i < CASES_WAYS; i++) {
        if (set[i].hash == hash && set[i].age == m->age && set[i].met == met &&
            is_variant(&set[i], c, f, user_kind)) {
            return &set[i];
        }
    }
    uint64_t *seen = &m->seen[(hash >> 32) % CASES_SEEN];
    if (*seen != hash) {
        *seen = hash;
        return NULL;
    }
    struct match_variant *v = &set[m->next_way++ % CASES_WAYS];
    *v = (struct match_variant){
        .hash = hash,
        .met = met,
        .of = c,
        .text = arena_copy(&m->arena, f->operation.text),
        .target_host = arena_copy(&m->arena, f->operation.target_host),
        .computer = arena_copy(&m->arena, f->computer),
        .user_kind = user_kind,
        .has_duration = f->has_duration,
    };
    m->count = 0;
    return v;
}

void match_cases_keep(struct match_cases *m, struct match_variant *v)
{
    v->left = added(m);
    v->age = m->age;
}

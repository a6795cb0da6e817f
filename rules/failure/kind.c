/* Where kinds are kept: by fingerprint, and before that by every spelling of their parts. */
#include "rules/failure/kind.h"

#include <stdlib.h>
#include <string.h>

#include "parsers/base/account.h"
#include "parsers/base/count.h"
#include "parsers/base/hash/map.h"
#include "parsers/base/hash/mix.h"
#include "parsers/base/memory.h"
#include "parsers/event/event_ids.h"
#include "rules/failure/marks.h"

/* Parts as logged, and what they are. */
struct spelling {
    struct view key;
    struct failure_kind *kind;
};

/* The kind of the ends of operations with a text and a result. It saves 1.2 % of the instructions
 * of `analyze -j 1` on a log of make_evtx, and 2 % of those of the thread that takes events when
 * two others parse it. */
struct numbered {
    uint64_t operation; /* 0: none */
    uint32_t result, age;
    bool has_no_result;
    struct failure_kind *kind;
};

struct kinds {
    struct map fingerprints, spellings;
    struct arena keys; /* and spellings */
    struct numbered numbered[KINDS_NUMBERED];
    struct failure_kind **list;
    size_t count, cap, max;
    size_t name_bytes; /* of all kinds' namespaces */
    uint32_t age;      /* how often kinds were given up: a failure may have waited since */
};

struct kinds *kinds_new(size_t max_groups)
{
    struct kinds *set = memory_new(1, sizeof(*set));
    set->max = max_groups + KINDS_MAX_UNGROUPED;
    map_init(&set->fingerprints);
    map_init(&set->spellings);
    arena_init(&set->keys, 0);
    return set;
}

/* Tables are two thirds full, and a spelling is about as long as the name space and a class. */
size_t kind_bytes(const struct failure_kind *kind)
{
    enum { PLACE = 48, SPELLING = sizeof(struct spelling) + 96 };
    size_t len = strlen(kind->name_space);
    return account_heap_bytes(sizeof(*kind)) + account_heap_bytes(len + 1) + 2 * PLACE + SPELLING +
           len;
}

static size_t name_bytes(const struct failure_kind *kind)
{
    return account_heap_bytes(strlen(kind->name_space) + 1);
}

size_t kinds_bytes(const struct kinds *set)
{
    return set->count * account_heap_bytes(sizeof(struct failure_kind)) + set->name_bytes +
           set->cap * sizeof(struct failure_kind *) + map_bytes(&set->fingerprints) +
           map_bytes(&set->spellings) + set->keys.total;
}

static void kind_free(struct kinds *set, struct failure_kind *kind)
{
    set->name_bytes -= name_bytes(kind);
    free(kind->name_space);
    free(kind);
}

void kinds_free(struct kinds *set)
{
    if (!set) {
        return;
    }
    for (size_t i = 0; i < set->count; i++) {
        kind_free(set, set->list[i]);
    }
    free(set->list);
    map_release(&set->fingerprints);
    map_release(&set->spellings);
    arena_release(&set->keys);
    free(set);
}

static void forget_spellings(struct kinds *set)
{
    map_clear(&set->spellings);
    arena_clear(&set->keys);
}

/* Gives up the kinds without a group; there are some when the set is full. */
static void sweep(struct kinds *set)
{
    size_t kept = 0;
    forget_spellings(set);
    map_clear(&set->fingerprints);
    set->age++;
    for (size_t i = 0; i < set->count; i++) {
        struct failure_kind *kind = set->list[i];
        if (kind->group) {
            set->list[kept++] = kind;
            map_set(&set->fingerprints, view_of(kind->fingerprint), kind);
        } else {
            kind_free(set, kind);
        }
    }
    set->count = kept;
}

struct fingerprint_parts kind_parts(const struct failure *f)
{
    struct fingerprint_parts parts = {
        .phase = view_of(phase_name(f->phase)),
        .result = f->result,
        .has_no_result = f->has_no_result,
        .verb = f->operation.verb,
        .name_space = f->name_space,
        .class_name = f->operation.class_name,
        .method = f->operation.method,
    };
    if (f->known_by == KNOWN_BY_LOAD) { /* no operation is known, only the provider */
        parts.provider = f->provider.name;
        parts.event_id = EVENT_ID_PROVIDER_LOAD;
    } else if (f->known_by == KNOWN_BY_OTHER_LOG) {
        parts.provider = f->known_from;
        parts.event_id = f->evidence[0].event_id;
    }
    return parts;
}

static struct failure_kind *kind_of_parts(struct kinds *set, const struct fingerprint_parts *parts)
{
    char fingerprint[FINGERPRINT_SIZE], name_space[FINGERPRINT_NAMESPACE_SIZE];
    fingerprint_make(parts, fingerprint);
    struct failure_kind *kind = map_get(&set->fingerprints, view_of(fingerprint));
    if (kind) {
        return kind;
    }
    if (set->count == set->max) {
        sweep(set);
    }
    struct view normalised = view_of(fingerprint_namespace(parts->name_space, name_space));
    kind = memory_new(1, sizeof(*kind));
    memcpy(kind->fingerprint, fingerprint, sizeof(fingerprint));
    kind->name_space = memory_new(normalised.len + 1, 1);
    memcpy(kind->name_space, normalised.data, normalised.len);
    set->name_bytes += name_bytes(kind);
    kind->fingerprint_hash = marks_hash(view_of(fingerprint));
    kind->name_space_hash = marks_hash(normalised);
    kind->class_hash = marks_hash(parts->class_name);
    kind->is_of_counters = marks_is_of_counters(parts->class_name);
    set->list = memory_grow(set->list, set->count, &set->cap, sizeof(struct failure_kind *));
    set->list[set->count++] = kind;
    map_set(&set->fingerprints, view_of(kind->fingerprint), kind);
    return kind;
}

/* The parts one after the other, with their lengths before them: no two lists of parts are the same
 * bytes. Empty when they are too long. */
static struct view key_of(const struct fingerprint_parts *parts, enum phase phase,
                          char bytes[KINDS_MAX_KEY])
{
    const struct view texts[] = {parts->verb, parts->name_space, parts->class_name, parts->method,
                                 parts->provider};
    enum { TEXTS = COUNT_OF(texts) };
    uint32_t head[4 + TEXTS] = {(uint32_t)phase, parts->result, parts->has_no_result,
                                parts->event_id};
    size_t len = sizeof(head);
    for (size_t i = 0; i < TEXTS; i++) {
        if (texts[i].len > KINDS_MAX_KEY - len) {
            return VIEW_NONE;
        }
        head[4 + i] = (uint32_t)texts[i].len;
        if (texts[i].len > 0) {
            memcpy(bytes + len, texts[i].data, texts[i].len);
        }
        len += texts[i].len;
    }
    memcpy(bytes, head, sizeof(head));
    return (struct view){bytes, len};
}

static const struct spelling *add_spelling(struct kinds *set, struct view key,
                                           struct failure_kind *kind)
{
    struct spelling *s = arena_alloc(&set->keys, sizeof(*s));
    *s = (struct spelling){arena_copy(&set->keys, key), kind};
    map_set(&set->spellings, s->key, s);
    return s;
}

static struct failure_kind *find(struct kinds *set, const struct failure *f)
{
    char bytes[KINDS_MAX_KEY];
    const struct fingerprint_parts parts = kind_parts(f);
    const struct view key = key_of(&parts, f->phase, bytes);
    if (key.len == 0) {
        return kind_of_parts(set, &parts);
    }
    const struct spelling *s = map_get(&set->spellings, key);
    if (!s) {
        struct failure_kind *kind = kind_of_parts(set, &parts);
        if (set->spellings.count == KINDS_MAX_SPELLINGS || set->keys.total > KINDS_MAX_BYTES) {
            forget_spellings(set);
        }
        s = add_spelling(set, key, kind);
    }
    return s->kind;
}

/* Phase, verb, namespace, class and method follow from the text; where it is empty, which has no
 * number, the phase follows from the result. */
static struct failure_kind *find_numbered(struct kinds *set, const struct failure *f,
                                          uint64_t operation)
{
    const uint64_t hash = mix_word(operation, f->result);
    struct numbered *n = &set->numbered[mix_place(hash, KINDS_NUMBERED)];
    if (n->operation != operation || n->result != f->result ||
        n->has_no_result != f->has_no_result || n->age != set->age) {
        struct failure_kind *kind = find(set, f);
        *n = (struct numbered){operation, f->result, set->age, f->has_no_result, kind};
    }
    return n->kind;
}

struct failure_kind *kinds_like(struct kinds *set, struct failure *f,
                                const struct failure_likeness *known)
{
    if (!f->kind || f->kind_age != set->age) {
        f->kind =
            known && known->operation != 0 ? find_numbered(set, f, known->operation) : find(set, f);
        f->kind_age = set->age; /* which finding it may have changed */
    }
    return f->kind;
}

struct failure_kind *kinds_of(struct kinds *set, struct failure *f)
{
    return kinds_like(set, f, NULL);
}

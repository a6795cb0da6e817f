/* Names by their words, and words by their beginnings. */
#include "analyzer/redact/names.h"

#include <stdlib.h>
#include <string.h>

#include "analyzer/redact/fold.h"
#include "analyzer/redact/token.h"
#include "analyzer/redact/usual.h"
#include "parsers/base/ascii.h"
#include "parsers/base/memory.h"
#include "parsers/base/search.h"

enum {
    STARTS_SIZE = 65536 / 8,
    MIN_FREE = 3,       /* bytes of a name that is looked for in any text */
    COST_OF_NAME = 160, /* bytes, beside its texts: struct name, lists, slot of the map */
};

static const char *const kind_table[NAME_KIND_COUNT] = {
    [NAME_HOST] = "host", [NAME_DOMAIN] = "domain", [NAME_USER] = "user",
    [NAME_WORD] = "word", [NAME_TEXT] = "text",     [NAME_SID_DOMAIN] = "sid-domain",
    [NAME_SID] = "sid",   [NAME_IPV4] = "ipv4",     [NAME_IPV6] = "ipv6",
    [NAME_MAC] = "mac",   [NAME_FILE] = "file",
};
const struct names name_kind_names = NAMES_OF("a kind of name", kind_table);

void name_table_init(struct name_table *t, size_t limit, struct view key)
{
    *t = (struct name_table){.limit = limit, .key = key};
    map_init(&t->map);
    arena_init(&t->arena, 0);
    buffer_init(&t->scratch, BUFFER_NO_MAX);
}

void name_table_release(struct name_table *t)
{
    map_release(&t->map);
    arena_release(&t->arena);
    buffer_release(&t->scratch);
    free(t->list);
    free(t->free_list);
    free(t->starts);
    *t = (struct name_table){0};
}

/* The key of a name in the map. Hosts, domains, users and words share one space of names: a word
 * has one token, whichever of these it is. */
static void make_key(struct buffer *key, enum name_kind kind, struct view word)
{
    buffer_clear(key);
    buffer_add_char(key, kind <= NAME_WORD ? (char)NAME_HOST : (char)kind);
    fold_add(key, word);
}

static struct name *add(struct name_table *t, enum name_kind kind, struct view word)
{
    make_key(&t->scratch, kind, word);
    struct name *name = map_get(&t->map, buffer_view(&t->scratch));
    if (name) {
        name->is_met = true;
        return name;
    }
    const size_t cost = COST_OF_NAME + 2 * word.len;
    if (t->limit - t->used < cost) {
        t->is_full = true;
        return NULL;
    }
    t->used += cost;
    name = arena_alloc(&t->arena, sizeof(*name));
    *name = (struct name){.key = arena_copy(&t->arena, buffer_view(&t->scratch)),
                          .word = arena_copy(&t->arena, word),
                          .kind = kind,
                          .is_met = true,
                          .hint = ""};
    t->list = memory_grow(t->list, t->count, &t->cap, sizeof(struct name *));
    t->list[t->count++] = name;
    map_set(&t->map, name->key, name);
    return name;
}

void name_table_add(struct name_table *t, enum name_kind kind, struct view word)
{
    if (!t->is_sealed && word.len > 0) {
        struct name *name = add(t, kind, word);
        if (name && kind <= NAME_WORD) {
            name->kinds |= (uint8_t)(1U << kind);
        }
    }
}

void name_table_add_label(struct name_table *t, struct view word)
{
    if (!t->is_sealed && word.len > 0) {
        add(t, NAME_DOMAIN, word);
    }
}

bool name_table_preset(struct name_table *t, enum name_kind kind, struct view token,
                       struct view word)
{
    uint64_t number = 0;
    if (word.len == 0 || (!t->key.data && !token_number(kind, token, &number))) {
        return false;
    }
    struct name *name = add(t, kind, word);
    if (name) {
        name->is_met = false;
    }
    if (name && !t->key.data) {
        name->is_preset = true;
        name->kind = kind;
        name->number = number;
        t->last[kind] = t->last[kind] < number ? number : t->last[kind];
    }
    return true;
}

/* The short name of a DNS name, "contoso" of "contoso.com", gives it its token, where no other DNS
 * name was before. */
static void find_label(struct name_table *t, struct name *name)
{
    struct view label, rest;
    if (name->kind != NAME_DOMAIN || !view_cut(name->word, VIEW("."), &label, &rest)) {
        return;
    }
    make_key(&t->scratch, NAME_DOMAIN, label);
    struct name *found = map_get(&t->map, buffer_view(&t->scratch));
    if (found && found->kind == NAME_DOMAIN && !found->label &&
        (!name->is_preset || name->number == found->number)) {
        found->label = found; /* taken */
        name->label = found;
    }
}

static void settle_kind(struct name *name)
{
    for (enum name_kind kind = NAME_HOST; kind <= NAME_WORD && !name->is_preset; kind++) {
        if ((name->kinds & 1U << kind) != 0) {
            name->kind = kind;
            return;
        }
    }
}

static void number(struct name_table *t, struct name *name)
{
    name->hint = usual_hint(name->kind, name->word);
    if (name->label && name->label != name) {
        return;
    }
    if (t->key.data) {
        name->number = token_hash(t->key, name->key);
    } else if (!name->is_preset) {
        name->number = ++t->last[name->kind];
    }
}

static struct view word_of(const struct name *name)
{
    return view_from(name->key, 1);
}

static int compare_words(const void *a, const void *b)
{
    return view_compare(word_of(*(struct name *const *)a), word_of(*(struct name *const *)b));
}

static void mark_usual(void *context, struct view word)
{
    struct name_table *t = context;
    make_key(&t->scratch, NAME_HOST, word);
    struct name *name = map_get(&t->map, buffer_view(&t->scratch));
    if (name) {
        name->is_usual = true;
    }
}

static void list_free(struct name_table *t)
{
    usual_words(mark_usual, t);
    t->free_list = memory_new(t->count + 1, sizeof(struct name *));
    t->starts = memory_new(STARTS_SIZE, 1);
    for (size_t i = 0; i < t->count; i++) {
        struct name *name = t->list[i];
        const struct view word = word_of(name);
        const bool is_own = (name->kinds & 1U << NAME_WORD) != 0;
        name->is_free =
            name->kind <= NAME_WORD && (is_own || (word.len >= MIN_FREE && !name->is_usual));
        if (!name->is_free) {
            continue;
        }
        t->has_words |= is_own;
        t->free_list[t->free_count++] = name;
        const size_t first = (uint8_t)word.data[0];
        for (size_t next = 0; next < 256; next++) {
            if (word.len == 1 || next == (uint8_t)word.data[1]) {
                t->starts[(first << 8 | next) / 8] |= (uint8_t)(1U << next % 8);
            }
        }
    }
    if (t->free_count > 1) {
        qsort(t->free_list, t->free_count, sizeof(struct name *), compare_words);
    }
}

void name_table_seal(struct name_table *t)
{
    for (size_t i = 0; i < t->count; i++) {
        settle_kind(t->list[i]);
    }
    for (size_t i = 0; i < t->count; i++) {
        find_label(t, t->list[i]);
    }
    for (size_t i = 0; i < t->count; i++) {
        number(t, t->list[i]);
    }
    list_free(t);
    t->is_sealed = true;
}

const struct name *name_table_find(const struct name_table *t, enum name_kind kind,
                                   struct view word)
{
    struct buffer key;
    buffer_init(&key, BUFFER_NO_MAX);
    make_key(&key, kind, word);
    const struct name *name = map_get(&t->map, buffer_view(&key));
    buffer_release(&key);
    return name;
}

void name_put(const struct name_table *t, const struct name *name, struct buffer *out)
{
    const struct name *by = name->label ? name->label : name;
    buffer_add_text(out, name->hint);
    token_put(out, name->kind, by->number, t->key.data, name->word);
}

void name_table_put(const struct name_table *t, enum name_kind kind, struct view word,
                    struct buffer *out)
{
    const struct name *name = name_table_find(t, kind, word);
    if (name) {
        name_put(t, name, out);
    } else {
        token_put(out, kind, 0, t->key.data, word);
    }
}

/* A byte, and its place in words. */
struct word_byte {
    size_t at;
    unsigned value;
};

static int compare_byte(const void *key, const void *item)
{
    const struct word_byte *byte = key;
    const struct view word = word_of(*(struct name *const *)item);
    const bool is_behind = word.len <= byte->at || (uint8_t)word.data[byte->at] < byte->value;
    return is_behind ? 1 : 0;
}

/* The first of the free names [from, to), alike before `at`, whose byte there is not below
 * `value`. */
static size_t first_with(const struct name_table *t, size_t from, size_t to, size_t at,
                         unsigned value)
{
    return from + search_first(&(struct word_byte){at, value}, t->free_list + from, to - from,
                               sizeof(struct name *), compare_byte);
}

const struct name *name_table_match(const struct name_table *t, struct view folded, size_t pos,
                                    size_t *len)
{
    const size_t first = (uint8_t)folded.data[pos];
    const size_t next = pos + 1 < folded.len ? (uint8_t)folded.data[pos + 1] : 0;
    if (t->free_count == 0 || (t->starts[(first << 8 | next) / 8] >> next % 8 & 1) == 0) {
        return NULL;
    }
    const struct name *best = NULL;
    size_t from = 0, to = t->free_count;
    for (size_t at = 0; pos + at < folded.len && from < to; at++) {
        const unsigned c = (uint8_t)folded.data[pos + at];
        from = first_with(t, from, to, at, c);
        to = first_with(t, from, to, at, c + 1);
        const bool is_end =
            pos + at + 1 == folded.len || !ascii_is_alnum(folded.data[pos + at + 1]);
        if (from < to && word_of(t->free_list[from]).len == at + 1 && is_end) {
            best = t->free_list[from];
            *len = at + 1;
        }
    }
    return best;
}

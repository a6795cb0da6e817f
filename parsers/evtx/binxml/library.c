/* Definitions made independent of their chunk: names that stand elsewhere in it are brought along,
 * and the places of names are relative to the definition. */
#include "parsers/evtx/binxml/library.h"

#include <string.h>

#include "parsers/evtx/binxml/borrowing.h"
#include "parsers/evtx/binxml/value.h"

enum {
    GUID_AT = 4,
    NAME_END_SIZE = 2, /* a NUL behind its characters */
    ARENA_STEP = 4096,
};

#define FNV_START UINT64_C(0xCBF29CE484222325)
#define FNV_FACTOR UINT64_C(0x100000001B3)

/* A definition that is looked at. */
struct packing {
    const struct binxml *x;
    uint64_t meaning;
    bool is_odd; /* cannot be taken along */
    uint32_t names[EVTX_MAX_LENT_NAMES];
    size_t name_count;
    uint8_t types[EVTX_MAX_LENT_VALUES];
    size_t type_count;
};

void evtx_library_init(struct evtx_library *library, size_t max_bytes)
{
    *library = (struct evtx_library){.max_bytes = max_bytes, .work_left = EVTX_MAX_LIBRARY_WORK};
    arena_init(&library->arena, ARENA_STEP);
    map_init(&library->definitions);
    buffer_init(&library->scratch, EVTX_CHUNK_SIZE);
}

void evtx_library_release(struct evtx_library *library)
{
    arena_release(&library->arena);
    map_release(&library->definitions);
    buffer_release(&library->scratch);
}

static void mix(struct packing *p, char kind, uint32_t number, struct view bytes)
{
    uint64_t hash = (p->meaning ^ (uint8_t)kind) * FNV_FACTOR;
    hash = (hash ^ number) * FNV_FACTOR;
    for (size_t i = 0; i < bytes.len; i++) {
        hash = (hash ^ (uint8_t)bytes.data[i]) * FNV_FACTOR;
    }
    p->meaning = hash;
}

static void mix_name(struct packing *p, char kind, uint32_t name, uint32_t number)
{
    struct view utf16 = VIEW("");
    p->is_odd = !binxml_name(p->x->chunk, name, &utf16) || p->is_odd;
    mix(p, kind, number, utf16);
}

static void on_start(void *context, uint32_t name, uint16_t dependency)
{
    mix_name(context, '<', name, dependency);
}

static void on_attribute(void *context, uint32_t name)
{
    mix_name(context, '@', name, 0);
}

static void on_content(void *context, bool is_empty)
{
    mix(context, '>', is_empty, VIEW(""));
}

static void on_end(void *context)
{
    mix(context, '/', 0, VIEW(""));
}

static void on_text(void *context, struct view utf16)
{
    mix(context, 't', (uint32_t)utf16.len, utf16);
}

static void on_character(void *context, uint16_t code)
{
    mix(context, 'c', code, VIEW(""));
}

static void on_value(void *context, uint8_t type, struct view bytes)
{
    struct packing *p = context;
    (void)type, (void)bytes;
    p->is_odd = true;
}

static void on_substitution(void *context, uint16_t index, uint8_t type, bool is_optional)
{
    struct packing *p = context;
    mix(p, is_optional ? 'o' : 's', (uint32_t)index << 8 | type, VIEW(""));
    if (index >= EVTX_MAX_LENT_VALUES ||
        (p->types[index] != EVTX_NULL && p->types[index] != type)) {
        p->is_odd = true;
        return;
    }
    p->types[index] = type;
    p->type_count = index >= p->type_count ? (size_t)index + 1 : p->type_count;
}

static void on_reference(void *context, size_t at)
{
    struct packing *p = context;
    if (p->name_count == EVTX_MAX_LENT_NAMES) {
        p->is_odd = true;
        return;
    }
    p->names[p->name_count++] = (uint32_t)at;
}

static const struct binxml_sink packing_sink = {
    .start = on_start,
    .attribute = on_attribute,
    .content = on_content,
    .end = on_end,
    .text = on_text,
    .character = on_character,
    .value = on_value,
    .substitution = on_substitution,
    .reference = on_reference,
};

/* Makes the place of a name relative, and brings the name along where it stands outside. */
static bool pack_name(struct packing *p, struct buffer *out, struct view own, uint32_t definition,
                      size_t i)
{
    struct view chunk = p->x->chunk;
    uint32_t at = p->names[i] - definition;
    uint32_t name = portable_get(own.data + at);
    struct view utf16;
    if (name >= definition && name - definition < own.len) {
        portable_put(out->data + at, name - definition);
    } else if (binxml_name(chunk, name, &utf16)) {
        portable_put(out->data + at, (uint32_t)out->len);
        buffer_add(out, view_slice(chunk, name, name + EVTX_NAME_HEADER_SIZE + utf16.len));
        buffer_add(out, (struct view){"\0", NAME_END_SIZE});
    } else {
        return false;
    }
    p->names[i] = at;
    return true;
}

/* The bytes of a definition that was found to be whole; in the scratch. */
static bool pack(struct evtx_library *library, struct packing *p, uint32_t definition)
{
    struct buffer *out = &library->scratch;
    const char *start = p->x->chunk.data + definition;
    struct view own = {start, EVTX_DEFINITION_HEADER_SIZE +
                                  (size_t)portable_get(start + EVTX_DEFINITION_HEADER_SIZE - 4)};
    buffer_clear(out);
    buffer_add(out, own);
    for (size_t i = 0; i < p->name_count; i++) {
        if (!pack_name(p, out, own, definition, i)) {
            return false;
        }
    }
    return !out->overflowed;
}

static void keep(struct evtx_library *library, const struct packing *p, struct view guid,
                 bool is_sure)
{
    struct view bytes = buffer_view(&library->scratch);
    size_t names_size = p->name_count * sizeof(p->names[0]);
    size_t size = sizeof(struct evtx_portable) + bytes.len + names_size + p->type_count;
    if (size > library->max_bytes || library->arena.total > library->max_bytes - size) {
        return;
    }
    struct evtx_portable *new = arena_alloc(&library->arena, sizeof(*new));
    new->is_sure = is_sure;
    new->meaning = p->meaning;
    memcpy(new->guid, guid.data, PORTABLE_GUID_SIZE);
    new->bytes = arena_copy(&library->arena, bytes);
    new->name_count = p->name_count;
    new->names = arena_alloc(&library->arena, names_size + 1);
    memcpy(new->names, p->names, names_size);
    new->type_count = p->type_count;
    new->types = arena_alloc(&library->arena, p->type_count + 1);
    memcpy(new->types, p->types, p->type_count);
    map_set(&library->definitions, (struct view){new->guid, PORTABLE_ID_SIZE}, new);
}

void evtx_library_add(struct evtx_library *library, const struct binxml *outer, uint32_t definition,
                      bool is_sure)
{
    struct packing p = {.x = outer, .meaning = FNV_START};
    struct binxml x = *outer;
    x.sink = &packing_sink;
    x.context = &p;
    x.tokens = x.chunk_tokens = library->work_left;
    bool is_whole = binxml_walk_definition(&x, definition);
    library->work_left = x.tokens;
    if (!is_whole || p.is_odd) {
        return;
    }
    struct view guid = {x.chunk.data + definition + GUID_AT, PORTABLE_GUID_SIZE};
    struct evtx_portable *known =
        map_get(&library->definitions, view_slice(guid, 0, PORTABLE_ID_SIZE));
    bool is_same = known && known->meaning == p.meaning &&
                   memcmp(known->guid, guid.data, PORTABLE_GUID_SIZE) == 0;
    if (known && known->is_sure == is_sure) {
        known->is_disputed = known->is_disputed || !is_same;
    } else if ((!known || is_sure) && pack(library, &p, definition)) {
        keep(library, &p, guid, is_sure);
    }
}

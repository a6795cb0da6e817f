/* A table of pieces of JSON by number. */
#include "analyzer/report/json/made.h"

#include <stdlib.h>

#include "parsers/base/memory.h"

enum { FIRST_CAP = 64, ARENA_CHUNK = 4096 };

void made_init(struct made *m)
{
    *m = (struct made){.cap = FIRST_CAP};
    arena_init(&m->arena, ARENA_CHUNK);
    m->slots = memory_new(m->cap, sizeof(*m->slots));
}

void made_release(struct made *m)
{
    arena_release(&m->arena);
    free(m->slots);
    m->slots = NULL;
}

/* The slot of the key, or the free one where it belongs. */
static struct made_piece *slot_of(struct made_piece *slots, size_t cap, uint64_t key)
{
    size_t at = (size_t)((key * UINT64_C(0x9e3779b97f4a7c15)) >> 32) & (cap - 1);
    while (slots[at].json.data && slots[at].key != key) {
        at = (at + 1) & (cap - 1);
    }
    return &slots[at];
}

struct view made_find(const struct made *m, uint64_t key)
{
    return slot_of(m->slots, m->cap, key)->json;
}

static void grow(struct made *m)
{
    size_t cap = m->cap * 2;
    struct made_piece *slots = memory_new(cap, sizeof(*slots));
    for (size_t i = 0; i < m->cap; i++) {
        if (m->slots[i].json.data) {
            *slot_of(slots, cap, m->slots[i].key) = m->slots[i];
        }
    }
    free(m->slots);
    m->slots = slots;
    m->cap = cap;
}

struct json_writer *made_begin(struct made *m)
{
    output_open_memory(&m->out);
    json_writer_init(&m->w, &m->out);
    json_open_object(&m->w, NULL);
    return &m->w;
}

struct view made_end(struct made *m, uint64_t key)
{
    if (m->count >= m->cap / 2) {
        grow(m);
    }
    json_close_object(&m->w);
    struct view object = buffer_view(&m->out.pending);
    struct view members = arena_copy(&m->arena, view_slice(object, 1, object.len - 1));
    *slot_of(m->slots, m->cap, key) = (struct made_piece){key, members};
    m->count++;
    output_close(&m->out, true, NULL);
    return members;
}

/* Chunks of memory, and how requests are cut from them. */
#include "parsers/base/arena.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "parsers/base/memory.h"

enum { ALIGNMENT = 16 };

struct arena_chunk {
    struct arena_chunk *next;
    size_t size; /* bytes in data */
    _Alignas(ALIGNMENT) char data[];
};

void arena_init(struct arena *a, size_t chunk_size)
{
    *a = (struct arena){.chunk_size = chunk_size ? chunk_size : ARENA_CHUNK_SIZE};
}

void arena_release(struct arena *a)
{
    struct arena_chunk *chunk = a->chunks;
    while (chunk) {
        struct arena_chunk *next = chunk->next;
        free(chunk);
        chunk = next;
    }
    arena_init(a, a->chunk_size);
}

void arena_clear(struct arena *a)
{
    struct arena_chunk *kept = NULL;
    struct arena_chunk *chunk = a->chunks;
    while (chunk) {
        struct arena_chunk *next = chunk->next;
        if (!kept && chunk->size == a->chunk_size) {
            kept = chunk;
        } else {
            free(chunk);
        }
        chunk = next;
    }
    arena_init(a, a->chunk_size);
    if (kept) {
        kept->next = NULL;
        a->chunks = kept;
        a->next = kept->data;
        a->left = kept->size;
        a->total = sizeof(*kept) + kept->size;
    }
}

size_t arena_weight(const struct arena *a)
{
    return a->total + (a->next ? 0 : sizeof(struct arena_chunk) + a->chunk_size);
}

static struct arena_chunk *new_chunk(struct arena *a, size_t size)
{
    size_t bytes;
    if (__builtin_add_overflow(size, sizeof(struct arena_chunk), &bytes)) {
        bytes = SIZE_MAX; /* not to be had: ends the program */
    }
    struct arena_chunk *chunk = memory_resize(NULL, bytes, 1);
    chunk->size = size;
    a->total += bytes;
    return chunk;
}

/* The slow path of both allocators: the start of a chunk, which is aligned. */
static char *from_new_chunk(struct arena *a, size_t size)
{
    if (size > a->chunk_size) {
        /* Goes behind the newest chunk, whose free room stays in use. */
        struct arena_chunk *own = new_chunk(a, size);
        struct arena_chunk **place = a->chunks ? &a->chunks->next : &a->chunks;
        own->next = *place;
        *place = own;
        return own->data;
    }
    struct arena_chunk *chunk = new_chunk(a, a->chunk_size);
    chunk->next = a->chunks;
    a->chunks = chunk;
    a->next = chunk->data + size;
    a->left = chunk->size - size;
    return chunk->data;
}

char *arena_bytes(struct arena *a, size_t size)
{
    if (!a->next || size > a->left) {
        return from_new_chunk(a, size);
    }
    char *bytes = a->next;
    a->next += size;
    a->left -= size;
    return bytes;
}

void *arena_alloc(struct arena *a, size_t size)
{
    size_t gap = (ALIGNMENT - (uintptr_t)a->next % ALIGNMENT) % ALIGNMENT;
    char *memory;
    if (!a->next || gap > a->left || size > a->left - gap) {
        memory = from_new_chunk(a, size);
    } else {
        memory = a->next + gap;
        a->next = memory + size;
        a->left -= gap + size;
    }
    memset(memory, 0, size);
    return memory;
}

void *arena_grow(struct arena *a, void *items, size_t count, size_t *cap, size_t size)
{
    if (items && count < *cap) {
        return items;
    }
    size_t wanted = *cap > 0 ? *cap : 1, bytes;
    if ((items && __builtin_mul_overflow(wanted, (size_t)2, &wanted)) ||
        __builtin_mul_overflow(wanted, size, &bytes)) {
        memory_exhausted();
    }
    void *more = arena_alloc(a, bytes);
    if (items) {
        memcpy(more, items, count * size);
    }
    *cap = wanted;
    return more;
}

struct view arena_copy(struct arena *a, struct view v)
{
    if (!v.data) {
        return VIEW_NONE;
    }
    char *copy = arena_bytes(a, v.len + 1);
    memcpy(copy, v.data, v.len);
    copy[v.len] = '\0';
    return (struct view){copy, v.len};
}

struct view arena_format(struct arena *a, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    va_list again;
    va_copy(again, args);
    /* Most texts fit into what is left, and are formatted once only. */
    int printed = vsnprintf(a->next, a->left, format, args);
    size_t len = printed > 0 ? (size_t)printed : 0;
    bool fits = printed > 0 && len < a->left;
    char *text = arena_bytes(a, len + 1);
    if (printed > 0 && !fits) {
        vsnprintf(text, len + 1, format, again);
    }
    text[len] = '\0';
    va_end(again);
    va_end(args);
    return (struct view){text, len};
}

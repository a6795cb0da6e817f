/* Memory that is released all at once: allocations are cheap and never freed one by one. */
#ifndef WMILOG_PARSERS_BASE_ARENA_H
#define WMILOG_PARSERS_BASE_ARENA_H
#include "parsers/base/view.h"

struct arena_chunk;

struct arena {
    struct arena_chunk *chunks; /* newest first */
    char *next;
    size_t left;
    size_t chunk_size;
    size_t total; /* bytes held, for limits and statistics */
};

enum { ARENA_CHUNK_SIZE = 64 * 1024 };

/* No allocation; chunk_size 0 means ARENA_CHUNK_SIZE. Larger requests get a chunk of their own. */
void arena_init(struct arena *a, size_t chunk_size);
void arena_release(struct arena *a);
/* Usable again; keeps one ordinary chunk so that reuse does not allocate. All that was given out
 * becomes invalid. */
void arena_clear(struct arena *a);

/* `total`, with an ordinary chunk also where none was needed: the same for one that was cleared as
 * for a new one, so that what is weighed does not depend on what it held before. */
size_t arena_weight(const struct arena *a);

/* Aligned to 16 bytes, zeroed; never NULL; valid until arena_clear or arena_release. */
void *arena_alloc(struct arena *a, size_t size) __attribute__((returns_nonnull));
/* The list `items` (NULL at first) of objects of `size` bytes, with room for at least one more
 * behind `count`: where there is none, a copy in twice the room, at first for one, as most lists
 * here have one item; `*cap` is what there is room for. The former list stays as it is. */
void *arena_grow(struct arena *a, void *items, size_t count, size_t *cap, size_t size)
    __attribute__((returns_nonnull));
/* `size` bytes without alignment and without zeroing, for text. */
char *arena_bytes(struct arena *a, size_t size) __attribute__((returns_nonnull));
/* A copy of the view, with a NUL after it (not counted). VIEW_NONE stays VIEW_NONE. */
struct view arena_copy(struct arena *a, struct view v);
/* A formatted text, with a NUL after it (not counted). */
struct view arena_format(struct arena *a, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif

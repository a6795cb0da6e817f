/* One copy of each text that repeats, under a limit. */
#ifndef WMILOG_PARSERS_BASE_HASH_INTERN_H
#define WMILOG_PARSERS_BASE_HASH_INTERN_H
#include "parsers/base/arena.h"
#include "parsers/base/hash/map.h"

enum { INTERN_RECENT = 8 };

struct intern {
    struct map map;
    struct view recent[INTERN_RECENT]; /* by length: the same few texts come again and again; saves
                                          1.4 % of the instructions of `analyze -j 1` on a log of
                                          tests/bench/make_evtx, 0.2 % on one of make_log */
    struct arena arena;
    size_t max_bytes; /* for the texts, with 64 bytes more for each */
    size_t bytes;     /* used of them */
    size_t refused;   /* texts not kept because of the limit */
};

void intern_init(struct intern *in, size_t max_bytes);
void intern_release(struct intern *in);
static inline size_t intern_bytes(const struct intern *in)
{
    return map_bytes(&in->map) + in->arena.total;
}

/* A copy of `v` that lives as long as `in`; equal texts give the same pointer. Over the limit a new
 * text gives VIEW("(limit)") and is counted in `refused`. A NUL follows the text (not counted).
 * VIEW_NONE stays VIEW_NONE. */
struct view intern_text(struct intern *in, struct view v);

#endif

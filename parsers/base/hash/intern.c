/* What a kept text costs against the limit. */
#include "parsers/base/hash/intern.h"

#include <string.h>

/* The map is between 3/8 and 3/4 full: a text takes up to about two slots and a half. */
enum { ENTRY_COST = 2 * sizeof(struct map_slot) };

void intern_init(struct intern *in, size_t max_bytes)
{
    *in = (struct intern){.max_bytes = max_bytes};
    map_init(&in->map);
    arena_init(&in->arena, 0);
}

void intern_release(struct intern *in)
{
    map_release(&in->map);
    arena_release(&in->arena);
    intern_init(in, in->max_bytes);
}

struct view intern_text(struct intern *in, struct view v)
{
    if (!v.data) {
        return VIEW_NONE;
    }
    struct view *recent = &in->recent[v.len % INTERN_RECENT];
    if (recent->data && view_equal(*recent, v)) {
        return *recent;
    }
    char *kept = map_get(&in->map, v);
    if (kept) {
        return *recent = (struct view){kept, v.len};
    }
    size_t left = in->max_bytes - in->bytes;
    if (left < ENTRY_COST || v.len > left - ENTRY_COST) {
        in->refused++;
        return VIEW("(limit)");
    }
    char *copy = arena_bytes(&in->arena, v.len + 1);
    memcpy(copy, v.data, v.len);
    copy[v.len] = '\0';
    map_set(&in->map, (struct view){copy, v.len}, copy);
    in->bytes += v.len + ENTRY_COST;
    return *recent = (struct view){copy, v.len};
}

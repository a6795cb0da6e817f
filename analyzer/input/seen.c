/* Hashes of records, in memory that does not grow with the input. */
#include "analyzer/input/seen.h"

#include <stdlib.h>
#include <string.h>

#include "parsers/base/map.h"
#include "parsers/base/memory.h"

enum { SLOTS = 2 * SEEN_EVENTS };

/* Fixed, as what is forgotten must not differ from run to run. */
static const uint64_t seed[2] = {UINT64_C(0x9E3779B97F4A7C15), UINT64_C(0xC2B2AE3D27D4EB4F)};

void seen_init(struct seen *s)
{
    *s = (struct seen){0};
    buffer_init(&s->names, BUFFER_NO_MAX);
}

void seen_release(struct seen *s)
{
    free(s->now);
    free(s->before);
    buffer_release(&s->names);
}

static bool starts_with(struct view *rest, struct view name)
{
    bool is_there =
        view_starts(*rest, name) && rest->len > name.len && rest->data[name.len] == '\0';
    *rest = view_from(*rest, is_there ? name.len + 1 : 0);
    return is_there;
}

/* Of the log that the event stands in. */
static uint64_t hash_names(struct seen *s, const struct event *e)
{
    struct view rest = buffer_view(&s->names);
    if (!starts_with(&rest, e->computer) || !starts_with(&rest, e->channel) ||
        !starts_with(&rest, e->provider)) {
        const struct view names[] = {e->computer, e->channel, e->provider};
        buffer_clear(&s->names);
        for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
            buffer_add(&s->names, names[i]);
            buffer_add_char(&s->names, '\0');
        }
        s->names_hash = map_hash(seed, buffer_view(&s->names));
    }
    return s->names_hash;
}

static uint64_t hash_event(struct seen *s, const struct event *e)
{
    uint64_t parts[4] = {hash_names(s, e), e->record_id, (uint64_t)e->time, e->id};
    uint64_t hash = map_hash(seed, (struct view){(const char *)parts, sizeof(parts)});
    return hash != 0 ? hash : 1;
}

/* Where the hash stands, or the empty slot for it. */
static uint64_t *find(uint64_t *slots, uint64_t hash)
{
    size_t at = (size_t)hash % SLOTS;
    while (slots[at] != 0 && slots[at] != hash) {
        at = (at + 1) % SLOTS;
    }
    return &slots[at];
}

static void turn(struct seen *s)
{
    uint64_t *older = s->before ? s->before : memory_new(SLOTS, sizeof(*s->now));
    s->before = s->now;
    s->now = older;
    memset(s->now, 0, SLOTS * sizeof(*s->now));
    s->count = 0;
}

bool seen_add(struct seen *s, const struct event *e)
{
    if (e->record_id == 0 || e->time == WINTIME_NONE) {
        return false;
    }
    uint64_t hash = hash_event(s, e);
    if (!s->now || s->count == SEEN_EVENTS) {
        turn(s);
    }
    uint64_t *slot = find(s->now, hash);
    if (*slot == hash || (s->before && *find(s->before, hash) == hash)) {
        return true;
    }
    *slot = hash;
    s->count++;
    return false;
}

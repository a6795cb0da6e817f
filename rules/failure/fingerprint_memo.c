/* A bounded memory of fingerprints. */
#include "rules/failure/fingerprint_memo.h"

#include <string.h>

void fingerprint_memo_init(struct fingerprint_memo *m)
{
    map_init(&m->map);
    arena_init(&m->arena, 0);
}

void fingerprint_memo_release(struct fingerprint_memo *m)
{
    map_release(&m->map);
    arena_release(&m->arena);
}

/* Appends bytes with their length before them; false when they do not fit. */
static bool add_bytes(char key[FINGERPRINT_MEMO_KEY], size_t *len, struct view bytes)
{
    uint32_t size = (uint32_t)bytes.len;
    if (bytes.len > FINGERPRINT_MEMO_KEY || FINGERPRINT_MEMO_KEY - *len < sizeof(size) + size) {
        return false;
    }
    memcpy(key + *len, &size, sizeof(size));
    if (size > 0) {
        memcpy(key + *len + sizeof(size), bytes.data, size);
    }
    *len += sizeof(size) + size;
    return true;
}

static bool make_key(const struct fingerprint_parts *parts, char key[FINGERPRINT_MEMO_KEY],
                     size_t *len)
{
    struct view result = {(const char *)&parts->result, sizeof(parts->result)};
    struct view event_id = {(const char *)&parts->event_id, sizeof(parts->event_id)};
    return add_bytes(key, len, parts->phase) && add_bytes(key, len, result) &&
           add_bytes(key, len, parts->verb) && add_bytes(key, len, parts->name_space) &&
           add_bytes(key, len, parts->class_name) && add_bytes(key, len, parts->method) &&
           add_bytes(key, len, parts->provider) && add_bytes(key, len, event_id);
}

void fingerprint_memo_make(struct fingerprint_memo *m, const struct fingerprint_parts *parts,
                           char text[FINGERPRINT_SIZE])
{
    char key[FINGERPRINT_MEMO_KEY];
    size_t len = 0;
    if (!make_key(parts, key, &len)) {
        fingerprint_make(parts, text);
        return;
    }
    const char *known = map_get(&m->map, (struct view){key, len});
    if (known) {
        memcpy(text, known, FINGERPRINT_SIZE);
        return;
    }
    fingerprint_make(parts, text);
    if (m->map.count == FINGERPRINT_MEMO_MAX) {
        map_clear(&m->map);
        arena_clear(&m->arena);
    }
    char *kept = arena_bytes(&m->arena, FINGERPRINT_SIZE);
    memcpy(kept, text, FINGERPRINT_SIZE);
    map_set(&m->map, arena_copy(&m->arena, (struct view){key, len}), kept);
}

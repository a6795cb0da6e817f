/* A small table of keys, each with its JSON, in which the latest takes the place of what was there.
 */
#include "analyzer/report/json/recent.h"

#include <stdlib.h>
#include <string.h>

#include "parsers/base/hash/mix.h"
#include "parsers/base/memory.h"

void recent_init(struct recent *r)
{
    *r = (struct recent){.slots = memory_new(RECENT_SLOTS, sizeof(struct recent_slot))};
    output_open_memory(&r->out);
}

void recent_release(struct recent *r)
{
    for (size_t i = 0; i < RECENT_SLOTS; i++) {
        free(r->slots[i].bytes);
    }
    free(r->slots);
    r->slots = NULL;
    output_close(&r->out, true, NULL);
}

void recent_begin_key(struct recent *r, uint32_t kind)
{
    r->key_len = 0;
    r->hash = 0;
    r->is_long = false;
    recent_add_number(r, kind);
}

void recent_add_number(struct recent *r, uint64_t number)
{
    if (r->key_len > RECENT_MAX_KEY - sizeof(number)) {
        r->is_long = true;
        return;
    }
    memcpy(r->key + r->key_len, &number, sizeof(number));
    r->key_len += sizeof(number);
    r->hash = mix_word(r->hash, number);
}

/* Lengths come before bytes, so that no two lists of texts are the same bytes. */
#define LENGTH_ABSENT UINT64_MAX
#define PLACE_BIT 32 /* above it: where a part lies in the whole, from 1; 0 = not there */

void recent_add_text(struct recent *r, struct view text)
{
    recent_add_number(r, text.data ? text.len : LENGTH_ABSENT);
    if (!text.data || text.len > RECENT_MAX_KEY - r->key_len) {
        r->is_long = r->is_long || text.data;
        return;
    }
    char *start = r->key + r->key_len;
    memcpy(start, text.data, text.len);
    r->key_len += text.len;
    r->hash = mix_end(r->hash, text);
}

void recent_add_parts(struct recent *r, struct view whole, const struct view *parts, size_t count)
{
    const uintptr_t start = (uintptr_t)whole.data;
    for (size_t i = 0; i < count; i++) {
        uintptr_t at = (uintptr_t)parts[i].data;
        if (!parts[i].data) {
            recent_add_number(r, LENGTH_ABSENT);
        } else if (at >= start && at - start <= whole.len && whole.len < RECENT_MAX_KEY) {
            recent_add_number(r, (uint64_t)(at - start + 1) << PLACE_BIT | parts[i].len);
        } else {
            recent_add_text(r, parts[i]);
        }
    }
    recent_add_text(r, whole);
}

static bool is_of_key(const struct recent_slot *slot, const struct recent *r)
{
    return slot->hash == r->hash && slot->key_len == r->key_len &&
           memcmp(slot->bytes, r->key, r->key_len) == 0;
}

struct view recent_find(struct recent *r)
{
    if (r->is_long) {
        return VIEW_NONE;
    }
    struct recent_slot *pair = &r->slots[mix_place(r->hash, RECENT_SLOTS / 2) * 2];
    for (size_t i = 0; i < 2; i++) {
        if (is_of_key(&pair[i], r)) {
            r->slot = &pair[i];
            return (struct view){r->slot->bytes + r->key_len, r->slot->len};
        }
    }
    r->slot = pair[0].number < pair[1].number ? &pair[0] : &pair[1];
    return VIEW_NONE;
}

uint64_t recent_number(const struct recent *r)
{
    return r->is_long ? 0 : r->slot->number;
}

struct json_writer *recent_make(struct recent *r)
{
    buffer_clear(&r->out.pending);
    json_writer_init(&r->w, &r->out);
    json_open_object(&r->w, NULL);
    return &r->w;
}

struct view recent_made(struct recent *r)
{
    struct view members = view_from(buffer_view(&r->out.pending), 1);
    if (r->is_long) {
        return members;
    }
    struct recent_slot *slot = r->slot;
    if (slot->cap < r->key_len + members.len) {
        slot->cap = r->key_len + members.len;
        slot->bytes = memory_resize(slot->bytes, slot->cap, 1);
    }
    memcpy(slot->bytes, r->key, r->key_len);
    memcpy(slot->bytes + r->key_len, members.data, members.len);
    slot->hash = r->hash;
    slot->key_len = r->key_len;
    slot->len = members.len;
    slot->number = ++r->made;
    return (struct view){slot->bytes + slot->key_len, slot->len};
}

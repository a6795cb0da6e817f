/* Questions by event id and by condition, and the answers to events that came lately. */
#include "rules/surroundings/wanted.h"

#include <stdlib.h>
#include <string.h>

#include "parsers/base/hash/hash_set.h"
#include "parsers/base/hash/mix.h"
#include "parsers/base/memory.h"
#include "parsers/base/search.h"
#include "rules/failure/other_logs.h"
#include "rules/surroundings/surroundings.h"

struct want {
    const struct condition_details *near;
    const struct condition_details *alike; /* an earlier one that asks the same; NULL = none */
    uint32_t number;
    bool is_met;
};

/* What is asked about events of one id. */
struct wanted_event {
    uint32_t event_id;
    struct want *wants;
    size_t count, cap;
    struct view *names; /* of all data that they look at, each once */
    size_t name_count, name_cap;
};

struct answer {
    size_t key_len; /* 0 = none yet */
    char key[WANTED_MAX_KEY];
    uint32_t numbers[WANTED_MAX_ANSWERS];
    size_t count;
};

struct wanted {
    uint8_t has_id[(UINT16_MAX + 1) / 8];
    struct wanted_event *events; /* sorted by event id */
    size_t event_count, event_cap;
    struct want *conditions; /* with the number of the first, each at the place of its key */
    uint64_t *keys;
    size_t condition_count, condition_cap;
    uint32_t count, met;
    struct answer *answers;
    uint32_t *found; /* the latest answer */
    size_t found_count, found_cap;
};

struct wanted *wanted_new(void)
{
    struct wanted *w = memory_new(1, sizeof(*w));
    w->answers = memory_new(WANTED_SLOTS, sizeof(*w->answers));
    return w;
}

void wanted_free(struct wanted *w)
{
    if (!w) {
        return;
    }
    for (size_t i = 0; i < w->event_count; i++) {
        free(w->events[i].wants);
        free(w->events[i].names);
    }
    free(w->events);
    free(w->conditions);
    free(w->keys);
    free(w->answers);
    free(w->found);
    free(w);
}

/* --- by condition ---------------------------------------------------------------------------- */

/* One for each address, never 0. */
static uint64_t key_of_condition(const struct condition_details *near)
{
    return mix_word(0, (uint64_t)(uintptr_t)near);
}

/* Where the condition stands, or would stand. */
static struct want *place_of(const struct wanted *w, const struct condition_details *near)
{
    return &w->conditions[hash_set_place(w->keys, w->condition_cap, key_of_condition(near))];
}

static void put_condition(struct wanted *w, struct want want)
{
    const uint64_t key = key_of_condition(want.near);
    const size_t place = hash_set_place(w->keys, w->condition_cap, key);
    w->keys[place] = key;
    w->conditions[place] = want;
}

/* At most half full. */
static void make_room(struct wanted *w)
{
    if (2 * (w->condition_count + 1) <= w->condition_cap) {
        return;
    }
    struct want *old = w->conditions;
    const size_t old_cap = w->condition_cap;
    w->condition_cap = old_cap == 0 ? 64 : 2 * old_cap;
    free(w->keys);
    w->keys = memory_new(w->condition_cap, sizeof(*w->keys));
    w->conditions = memory_new(w->condition_cap, sizeof(*w->conditions));
    for (size_t i = 0; i < old_cap; i++) {
        if (old[i].near) {
            put_condition(w, old[i]);
        }
    }
    free(old);
}

uint32_t wanted_first(const struct wanted *w, const struct condition_details *near)
{
    const struct want *found = w->condition_cap > 0 ? place_of(w, near) : NULL;
    if (found && found->alike) {
        found = place_of(w, found->alike);
    }
    return found && found->is_met ? found->number : WANTED_NONE;
}

uint32_t wanted_met(const struct wanted *w)
{
    return w->met;
}

void wanted_forget(struct wanted *w)
{
    for (size_t i = 0; i < w->condition_cap; i++) {
        w->conditions[i].is_met = false;
    }
    memset(w->answers, 0, WANTED_SLOTS * sizeof(*w->answers));
    w->met++;
}

/* --- by event id ----------------------------------------------------------------------------- */

static int compare_id(const void *key, const void *item)
{
    uint32_t id = *(const uint32_t *)key, other = ((const struct wanted_event *)item)->event_id;
    return (id > other) - (id < other);
}

static struct wanted_event *get_event(struct wanted *w, uint32_t id)
{
    size_t at = search_first(&id, w->events, w->event_count, sizeof(*w->events), compare_id);
    if (at < w->event_count && w->events[at].event_id == id) {
        return &w->events[at];
    }
    w->events = memory_grow(w->events, w->event_count, &w->event_cap, sizeof(*w->events));
    memmove(&w->events[at + 1], &w->events[at], (w->event_count - at) * sizeof(*w->events));
    w->events[at] = (struct wanted_event){.event_id = id};
    w->event_count++;
    return &w->events[at];
}

static void add_name(struct wanted_event *e, struct view name)
{
    for (size_t i = 0; i < e->name_count; i++) {
        if (view_equal(e->names[i], name)) {
            return;
        }
    }
    e->names = memory_grow(e->names, e->name_count, &e->name_cap, sizeof(*e->names));
    e->names[e->name_count++] = name;
}

static bool are_equal(const struct view *a, size_t a_count, const struct view *b, size_t b_count)
{
    size_t i = 0;
    while (i < a_count && i < b_count && view_equal(a[i], b[i])) {
        i++;
    }
    return i == a_count && i == b_count;
}

/* Whether each event answers both alike. */
static bool asks_alike(const struct condition_details *a, const struct condition_details *b)
{
    if (a->event_id_count != b->event_id_count || a->data_count != b->data_count ||
        memcmp(a->event_ids, b->event_ids, a->event_id_count * sizeof(*a->event_ids)) != 0 ||
        !are_equal(a->providers, a->provider_count, b->providers, b->provider_count)) {
        return false;
    }
    for (size_t i = 0; i < a->data_count; i++) {
        if (!view_equal(a->data[i].name, b->data[i].name) ||
            !are_equal(a->data[i].globs, a->data[i].glob_count, b->data[i].globs,
                       b->data[i].glob_count)) {
            return false;
        }
    }
    return true;
}

/* The first condition that asks the same; NULL when there is none. */
static const struct condition_details *find_alike(struct wanted *w,
                                                  const struct condition_details *near)
{
    const struct wanted_event *e =
        near->event_id_count > 0 ? get_event(w, near->event_ids[0]) : NULL;
    for (size_t i = 0; e && i < e->count; i++) {
        if (asks_alike(e->wants[i].near, near)) {
            return e->wants[i].near;
        }
    }
    return NULL;
}

void wanted_add(struct wanted *w, const struct condition_details *near)
{
    make_room(w);
    if (place_of(w, near)->near) {
        return;
    }
    const struct condition_details *alike = find_alike(w, near);
    put_condition(w, (struct want){near, alike, w->count, false});
    w->condition_count++;
    if (alike) {
        return;
    }
    for (size_t i = 0; i < near->event_id_count; i++) {
        uint32_t id = near->event_ids[i];
        struct wanted_event *e = get_event(w, id);
        e->wants = memory_grow(e->wants, e->count, &e->cap, sizeof(*e->wants));
        e->wants[e->count++] = (struct want){near, NULL, w->count++, false};
        for (size_t j = 0; j < near->data_count; j++) {
            add_name(e, near->data[j].name);
        }
        w->has_id[id / 8] |= (uint8_t)(1U << id % 8);
    }
}

bool wanted_has_id(const struct wanted *w, uint16_t event_id)
{
    return w->has_id[event_id / 8] >> event_id % 8 & 1;
}

/* --- answers --------------------------------------------------------------------------------- */

static bool is_of_provider(const struct condition_details *d, struct view provider)
{
    struct view full = other_log_full_provider(provider);
    for (size_t i = 0; i < d->provider_count; i++) {
        if (view_glob_nocase(provider, d->providers[i]) ||
            view_glob_nocase(full, other_log_full_provider(d->providers[i]))) {
            return true;
        }
    }
    return false;
}

static bool has_data(const struct condition_details *d, const struct surroundings_event *event)
{
    for (size_t i = 0; i < d->data_count; i++) {
        struct view value = view_trim(surroundings_event_datum(event, d->data[i].name));
        if (!value.data || !condition_has_glob(d->data[i].globs, d->data[i].glob_count, value)) {
            return false;
        }
    }
    return true;
}

static void meet(struct wanted *w, const struct condition_details *near)
{
    struct want *condition = place_of(w, near);
    w->met += !condition->is_met;
    condition->is_met = true;
}

static void find_all(struct wanted *w, const struct wanted_event *e,
                     const struct surroundings_event *event)
{
    w->found_count = 0;
    for (size_t i = 0; i < e->count; i++) {
        if (is_of_provider(e->wants[i].near, event->provider) &&
            has_data(e->wants[i].near, event)) {
            w->found = memory_grow(w->found, w->found_count, &w->found_cap, sizeof(*w->found));
            w->found[w->found_count++] = e->wants[i].number;
            meet(w, e->wants[i].near);
        }
    }
}

static bool put(char key[WANTED_MAX_KEY], size_t *len, const void *bytes, size_t count)
{
    if (count > WANTED_MAX_KEY - *len) {
        return false;
    }
    if (bytes && count > 0) {
        memcpy(key + *len, bytes, count);
    }
    *len += count;
    return true;
}

/* All that is asked about the event; 0 when it is too long. */
static size_t key_of(const struct wanted_event *e, const struct surroundings_event *event,
                     char key[WANTED_MAX_KEY])
{
    size_t len = 0;
    put(key, &len, &e->event_id, sizeof(e->event_id));
    put(key, &len, &event->provider.data, sizeof(event->provider.data));
    for (size_t i = 0; i < e->name_count; i++) {
        struct view value = surroundings_event_datum(event, e->names[i]);
        size_t size = value.data ? value.len : SIZE_MAX;
        if (!put(key, &len, &size, sizeof(size)) || !put(key, &len, value.data, value.len)) {
            return 0;
        }
    }
    return len;
}

/* Who makes hashes collide has his own events asked anew. */
static struct answer *slot_of(const struct wanted *w, const char *key, size_t len)
{
    return &w->answers[mix_place(mix_text(len, (struct view){key, len}), WANTED_SLOTS)];
}

static void keep_answer(const struct wanted *w, struct answer *slot, const char *key, size_t len)
{
    if (w->found_count > WANTED_MAX_ANSWERS) {
        return;
    }
    memcpy(slot->key, key, len);
    slot->key_len = len;
    slot->count = w->found_count;
    if (slot->count > 0) {
        memcpy(slot->numbers, w->found, slot->count * sizeof(*slot->numbers));
    }
}

const uint32_t *wanted_answer(struct wanted *w, const struct surroundings_event *event,
                              size_t *count)
{
    char key[WANTED_MAX_KEY];
    uint32_t id = event->evidence.event_id;
    const struct wanted_event *e = bsearch(&id, w->events, w->event_count, sizeof(*e), compare_id);
    size_t len = e ? key_of(e, event, key) : 0;
    struct answer *slot = len > 0 ? slot_of(w, key, len) : NULL;
    *count = 0;
    if (!e) {
        return NULL;
    }
    if (slot && slot->key_len == len && memcmp(slot->key, key, len) == 0) {
        *count = slot->count;
        return slot->numbers;
    }
    find_all(w, e, event);
    if (slot) {
        keep_answer(w, slot, key, len);
    }
    *count = w->found_count;
    return w->found;
}

/* Computers by name, and the renaming of machines as the record numbers of a log show it. */
#include "rules/computers/computers.h"

#include <stdlib.h>
#include <string.h>

#include "parsers/base/computer_name.h"
#include "parsers/base/memory.h"
#include "parsers/base/wintime.h"
#include "rules/failure/failure.h"

int64_t computer_ticks(int64_t earlier, int64_t later)
{
    if (later <= earlier) {
        return 0;
    }
    uint64_t ticks = (uint64_t)later - (uint64_t)earlier;
    return ticks > INT64_MAX ? INT64_MAX : (int64_t)ticks;
}

static void computer_init(struct computer *c, struct view name, uint32_t number)
{
    c->name = name;
    c->label = computer_name_label(name);
    c->number = number;
    c->clock = WINTIME_NONE;
    c->service_since = WINTIME_NONE;
    c->restarted = WINTIME_NONE;
}

void computers_init(struct computers *set, size_t max)
{
    *set = (struct computers){.max = max};
    arena_init(&set->arena, 0);
    map_init(&set->map);
    computer_init(&set->other, VIEW_NONE, UINT32_MAX);
    set->streams = memory_new(COMPUTER_STREAMS, sizeof(*set->streams));
}

static void computer_release(struct computer *c)
{
    free(c->heap);
    free(c->loads);
}

void computers_release(struct computers *set)
{
    for (size_t i = 0; i < set->count; i++) {
        computer_release(set->list[i]);
    }
    computer_release(&set->other);
    free(set->list);
    free(set->names);
    free(set->streams);
    map_release(&set->map);
    arena_release(&set->arena);
    *set = (struct computers){0};
}

static struct view fold(struct view name, char text[COMPUTER_MAX_NAME])
{
    size_t len = name.len < COMPUTER_MAX_NAME ? name.len : COMPUTER_MAX_NAME;
    for (size_t i = 0; i < len; i++) {
        char c = name.data[i];
        text[i] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
    }
    return (struct view){text, len};
}

struct computer *computers_find(const struct computers *set, struct view name)
{
    if (set->last != NULL && view_equal(set->last->name, name)) {
        return set->last;
    }
    char text[COMPUTER_MAX_NAME];
    return map_get(&set->map, fold(name, text));
}

struct computer *computers_get(struct computers *set, struct view name)
{
    struct computer *c = computers_find(set, name);
    if (c == NULL) {
        if (set->count >= set->max) {
            return &set->other;
        }
        if (set->count == set->cap) {
            set->cap = set->cap == 0 ? 16 : set->cap * 2;
            set->list = memory_resize(set->list, set->cap, sizeof(struct computer *));
        }
        c = arena_alloc(&set->arena, sizeof(*c));
        struct view kept = view_slice(name, 0, COMPUTER_MAX_NAME);
        computer_init(c, arena_copy(&set->arena, kept.data == NULL ? VIEW("") : kept),
                      (uint32_t)set->count);
        set->list[set->count++] = c;
        char text[COMPUTER_MAX_NAME];
        map_set(&set->map, arena_copy(&set->arena, fold(name, text)), c);
    }
    set->last = c;
    return c;
}

void computers_name(struct computers *set, struct computer *c)
{
    if (c->has_wmi_events || c == &set->other) {
        return;
    }
    c->has_wmi_events = true;
    if (c->name.len == 0) {
        return;
    }
    if (set->name_count == set->name_cap) {
        set->name_cap = set->name_cap == 0 ? 16 : set->name_cap * 2;
        set->names = memory_resize(set->names, set->name_cap, sizeof(struct view));
    }
    set->names[set->name_count++] = c->name;
}

/* The slot of the event's log. Another log may take it over: then a renaming goes unseen, which
 * costs nothing but the link. */
static struct computer_stream *stream_of(struct computers *set, const struct event *event)
{
    size_t len = event->channel.len;
    if (len > COMPUTER_STREAM_CHANNEL) {
        return NULL;
    }
    size_t hash = event->origin.source * 31U + len * 7U;
    if (len > 0) {
        hash += (uint8_t)event->channel.data[len - 1];
    }
    struct computer_stream *s = &set->streams[hash % COMPUTER_STREAMS];
    bool is_same = s->is_used && s->source == event->origin.source && s->channel_len == len &&
                   (len == 0 || memcmp(s->channel, event->channel.data, len) == 0);
    if (!is_same) {
        *s = (struct computer_stream){
            .is_used = true, .source = event->origin.source, .channel_len = len};
        if (len > 0) {
            memcpy(s->channel, event->channel.data, len);
        }
    }
    return s;
}

/* An old name that comes back was no renaming: several machines write to this log. */
static void unlink_names(struct computer *c)
{
    c->after->before = NULL;
    c->after = NULL;
}

struct computer *computers_follow(struct computers *set, struct computer *c,
                                  const struct event *event)
{
    if (event->record_id == 0 || c == &set->other) {
        return NULL;
    }
    struct computer_stream *s = stream_of(set, event);
    if (s == NULL) {
        return NULL;
    }
    struct computer *last = s->computer;
    bool is_next = event->record_id == s->record_id + 1;
    s->computer = c;
    s->record_id = event->record_id;
    if (last == NULL || last == c || s->is_mixed) {
        return NULL;
    }
    if (c->after != NULL) {
        unlink_names(c);
        s->is_mixed = true;
        return NULL;
    }
    if (!is_next || last->after != NULL || c->before != NULL) {
        return NULL;
    }
    last->after = c;
    c->before = last;
    return last;
}

bool computer_is_named(const struct computer *c, struct view name)
{
    struct view label = computer_name_label(name);
    int hops = 0;
    if (label.len == 0) {
        return false;
    }
    for (const struct computer *n = c; n != NULL && hops <= COMPUTER_MAX_RENAMES; n = n->before) {
        if (hops++, view_equal_nocase(n->label, label)) {
            return true;
        }
    }
    hops = 0;
    for (const struct computer *n = c; n != NULL && hops <= COMPUTER_MAX_RENAMES; n = n->after) {
        if (hops++, view_equal_nocase(n->label, label)) {
            return true;
        }
    }
    return false;
}

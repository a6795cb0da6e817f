/* Computers by name, and the renaming of machines as the record numbers of a log show it. */
#include "rules/computers/computers.h"

#include <stdlib.h>
#include <string.h>

#include "parsers/base/memory.h"
#include "parsers/base/text.h"
#include "parsers/event/event_ids.h"

void computers_init(struct computers *set, size_t max)
{
    *set = (struct computers){.max = max != 0 ? max : COMPUTERS_MAX};
    arena_init(&set->arena, 0);
    map_init(&set->by_name);
    map_init(&set->by_label);
    hash_set_init(&set->more, COMPUTERS_MAX_MORE);
    set->over_limit = (struct computer){.name = VIEW_NONE,
                                        .label = VIEW_NONE,
                                        .number = UINT32_MAX,
                                        .host = UINT32_MAX,
                                        .first = WINTIME_NONE,
                                        .machine = UINT32_MAX,
                                        .is_over_limit = true};
    set->streams = memory_new(COMPUTER_STREAMS, sizeof(*set->streams));
}

void computers_release(struct computers *set)
{
    free(set->list);
    free(set->names);
    free(set->streams);
    map_release(&set->by_name);
    map_release(&set->by_label);
    hash_set_release(&set->more);
    arena_release(&set->arena);
    *set = (struct computers){0};
}

size_t computers_bytes(const struct computers *set)
{
    return set->arena.total + map_bytes(&set->by_name) + map_bytes(&set->by_label) +
           hash_set_bytes(&set->more) + set->cap * sizeof(struct computer *) +
           set->name_cap * sizeof(*set->names) + COMPUTER_STREAMS * sizeof(*set->streams);
}

struct computer *computers_find(const struct computers *set, struct view name)
{
    char text[COMPUTER_NAME_MAX];
    if (set->last && view_equal(set->last->name, name)) {
        return set->last;
    }
    return map_get(&set->by_name, computer_name_fold(name, text));
}

struct computer *computers_find_host(const struct computers *set, struct view name)
{
    char text[COMPUTER_NAME_MAX];
    if (set->last && view_equal(set->last->name, name)) {
        return set->list[set->last->host];
    }
    return map_get(&set->by_label, computer_name_fold(computer_name_label(name), text));
}

/* A name that is longer than any has the mark of a cut behind what counts of it. */
static struct view kept_name(struct computers *set, struct view name)
{
    struct view kept = view_slice(name, 0, COMPUTER_NAME_MAX);
    if (name.len <= COMPUTER_NAME_MAX) {
        return arena_copy(&set->arena, !kept.data ? VIEW("") : kept);
    }
    kept = view_slice(kept, 0, text_utf8_valid_len(kept));
    return arena_format(&set->arena, "%.*s ...", VIEW_ARG(kept));
}

static struct computer *add(struct computers *set, struct view name)
{
    char text[COMPUTER_NAME_MAX];
    struct computer *c = arena_alloc(&set->arena, sizeof(*c));
    const uint32_t number = (uint32_t)set->count;
    *c = (struct computer){.name = kept_name(set, name),
                           .number = number,
                           .host = number,
                           .machine = number,
                           .first = WINTIME_NONE};
    c->label = computer_name_label(view_slice(c->name, 0, COMPUTER_NAME_MAX));
    set->list = memory_grow(set->list, set->count, &set->cap, sizeof(struct computer *));
    set->list[set->count++] = c;
    map_set(&set->by_name, arena_copy(&set->arena, computer_name_fold(name, text)), c);
    struct view label = computer_name_fold(computer_name_label(name), text);
    const struct computer *first = map_get(&set->by_label, label);
    if (!first) {
        map_set(&set->by_label, arena_copy(&set->arena, label), c);
    } else {
        c->host = first->host;
        c->machine = first->machine;
    }
    return c;
}

struct computer *computers_get(struct computers *set, struct view name)
{
    struct computer *c = computers_find(set, name);
    if (!c && set->count >= set->max) {
        char text[COMPUTER_NAME_MAX];
        hash_set_add(&set->more, computer_name_fold(name, text));
        return &set->over_limit;
    }
    set->last = c ? c : add(set, name);
    return set->last;
}

void computers_name(struct computers *set, struct computer *c)
{
    if (c->has_wmi_events || c->is_over_limit) {
        return;
    }
    c->has_wmi_events = true;
    if (c->name.len == 0) {
        return;
    }
    set->names = memory_grow(set->names, set->name_count, &set->name_cap, sizeof(struct view));
    set->names[set->name_count++] = c->name;
}

uint64_t computers_dropped(const struct computers *set)
{
    return set->more.count;
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

/* All names of the later machine are the earlier one's. */
static void join_machines(const struct computers *set, uint32_t earlier, uint32_t later)
{
    for (size_t i = 0; i < set->count; i++) {
        if (set->list[i]->machine == later) {
            set->list[i]->machine = earlier;
        }
    }
}

/* An old name that comes back was no renaming: several machines write to this log. What comes of
 * the later one is its own again. */
static void unlink_names(const struct computers *set, struct computer *c)
{
    const uint32_t machine = c->after->host;
    c->after->before = NULL;
    for (const struct computer *n = c->after; n; n = n->after) {
        for (size_t i = 0; i < set->count; i++) {
            if (set->list[i]->host == n->host) {
                set->list[i]->machine = machine;
            }
        }
    }
    c->after = NULL;
}

/* The part of the same log, in another source, that ends directly before this record. Numbers alone
 * do not tell: logs of other machines end everywhere. NULL where there are several, and where the
 * name is not one that a machine has until somebody names it. */
static const struct computer_stream *part_before(const struct computers *set,
                                                 const struct computer_stream *s,
                                                 const struct event *event)
{
    const int64_t gap = (int64_t)COMPUTER_GAP_HOURS * 3600 * WINTIME_TICKS_PER_SECOND;
    const struct computer_stream *found = NULL;
    for (size_t i = 0; i < COMPUTER_STREAMS; i++) {
        const struct computer_stream *other = &set->streams[i];
        if (other != s && other->computer && other->record_id + 1 == event->record_id &&
            other->time != WINTIME_NONE && event->time != WINTIME_NONE &&
            other->time <= event->time && wintime_between(other->time, event->time) <= gap &&
            view_equal((struct view){other->channel, other->channel_len}, event->channel)) {
            if (found && found->computer != other->computer) {
                return NULL;
            }
            found = other;
        }
    }
    return found && computer_name_is_generated(found->computer->label) ? found : NULL;
}

static void link_names(const struct computers *set, struct computer *earlier,
                       struct computer *later)
{
    earlier->after = later;
    later->before = earlier;
    join_machines(set, earlier->machine, later->machine);
}

/* Whether a machine can have been restarted between the last record of a name and `time`, and was
 * not seen under its new name before. */
static bool can_be_renamed(const struct computer_stream *last, const struct computer *c,
                           int64_t time)
{
    const int64_t least = (int64_t)COMPUTER_RESTART_SECONDS * WINTIME_TICKS_PER_SECOND;
    if (last->time == WINTIME_NONE || time == WINTIME_NONE) {
        return true; /* the numbers alone tell */
    }
    const bool was_seen = c->first != WINTIME_NONE &&
                          wintime_is_local(c->first) == wintime_is_local(last->time) &&
                          c->first <= last->time;
    return wintime_between(last->time, time) >= least && !was_seen;
}

struct computer *computers_follow(struct computers *set, struct computer *c,
                                  const struct event *event)
{
    if (event->record_id == 0 || c->is_over_limit) {
        return NULL;
    }
    struct computer_stream *s = stream_of(set, event);
    if (!s) {
        return NULL;
    }
    struct computer *last = s->computer;
    bool is_next = event->record_id == s->record_id + 1;
    const struct computer_stream *before =
        last || c->is_followed ? NULL : part_before(set, s, event);
    if (before && !before->is_mixed) {
        last = before->computer;
        is_next = true;
    }
    is_next = is_next && can_be_renamed(before ? before : s, c, event->time);
    computers_saw(c, event->time);
    c->is_followed = true;
    s->computer = c;
    s->record_id = event->record_id;
    s->time = event->time;
    if (!last || last == c || s->is_mixed) {
        return NULL;
    }
    const bool comes_back = c->left == s;
    last->left = s;
    if (c->after || comes_back) {
        if (c->after && !c->after->is_told) {
            unlink_names(set, c);
        }
        if (comes_back && c->before && !c->is_told) {
            unlink_names(set, c->before);
        }
        s->is_mixed = true;
        return NULL;
    }
    if (!is_next || last->after || c->before) {
        return NULL;
    }
    link_names(set, last, c);
    return last;
}

bool computer_event_renames(const struct event *event)
{
    return !event->is_wmi_activity && event->id == EVENT_ID_RENAMED && event->data_count > 1 &&
           view_equal_nocase(event->provider, VIEW("EventLog"));
}

struct computer *computers_told(struct computers *set, const struct event *event)
{
    if (!computer_event_renames(event)) {
        return NULL;
    }
    struct computer *c = computers_get(set, event->computer);
    struct view earlier_name = event->data[0].value;
    struct computer *earlier = computers_find_host(set, earlier_name);
    if (!earlier && computer_name_label(earlier_name).len > 0) {
        earlier = computers_get(set, earlier_name);
    }
    if (!earlier || earlier->is_over_limit || c->is_over_limit || earlier->after || c->before ||
        earlier->machine == c->machine ||
        !view_equal_nocase(c->label, computer_name_label(event->data[1].value))) {
        return NULL;
    }
    c->is_told = true;
    link_names(set, earlier, c);
    return earlier;
}

const struct computer *computer_first_name(const struct computer *c)
{
    for (size_t hops = 0; c && c->before && hops < COMPUTER_MAX_RENAMES; hops++) {
        c = c->before;
    }
    return c;
}

bool computer_is_named(const struct computer *c, struct view name)
{
    struct view label = computer_name_label(name);
    int hops = 0;
    if (label.len == 0) {
        return false;
    }
    for (const struct computer *n = c; n && hops <= COMPUTER_MAX_RENAMES; n = n->before) {
        if (hops++, view_equal_nocase(n->label, label)) {
            return true;
        }
    }
    hops = 1;
    for (const struct computer *n = c ? c->after : NULL; n && hops <= COMPUTER_MAX_RENAMES;
         n = n->after) {
        if (hops++, view_equal_nocase(n->label, label)) {
            return true;
        }
    }
    return false;
}

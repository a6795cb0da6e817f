/* Deep copies of briefs, joined by fingerprint. */
#include "analyzer/report/tickets/pile.h"

#include <stdlib.h>
#include <string.h>

#include "parsers/base/computer_name.h"
#include "parsers/base/count.h"
#include "parsers/base/memory.h"
#include "parsers/base/wintime.h"

enum { CHUNK = 64 * 1024 };

void ticket_pile_init(struct ticket_pile *pile, size_t max_bytes)
{
    *pile = (struct ticket_pile){.max_bytes = max_bytes};
    arena_init(&pile->arena, CHUNK);
    map_init(&pile->by_fingerprint);
}

void ticket_pile_release(struct ticket_pile *pile)
{
    free(pile->briefs);
    map_release(&pile->by_fingerprint);
    arena_release(&pile->arena);
}

static const struct view *copy_texts(struct arena *arena, const struct view *texts, size_t count)
{
    struct view *copy = arena_alloc(arena, (count + 1) * sizeof(*copy));
    for (size_t i = 0; i < count; i++) {
        copy[i] = arena_copy(arena, texts[i]);
    }
    return copy;
}

static const struct brief_event *copy_events(struct arena *arena, const struct brief_event *events,
                                             size_t count)
{
    struct brief_event *copy = arena_alloc(arena, (count + 1) * sizeof(*copy));
    for (size_t i = 0; i < count; i++) {
        copy[i] = events[i];
        copy[i].source = arena_copy(arena, events[i].source);
        copy[i].name = arena_copy(arena, events[i].name);
        copy[i].channel = arena_copy(arena, events[i].channel);
    }
    return copy;
}

static const struct brief_cause *copy_causes(struct arena *arena, const struct brief *brief)
{
    struct brief_cause *copy = arena_alloc(arena, (brief->cause_count + 1) * sizeof(*copy));
    for (size_t i = 0; i < brief->cause_count; i++) {
        const struct brief_cause *cause = &brief->causes[i];
        copy[i] = *cause;
        copy[i].rule = arena_copy(arena, cause->rule);
        copy[i].text = arena_copy(arena, cause->text);
        copy[i].because = copy_texts(arena, cause->because, cause->because_count);
        copy[i].check = copy_texts(arena, cause->check, cause->check_count);
        copy[i].remedy = copy_texts(arena, cause->remedy, cause->remedy_count);
        copy[i].events = copy_events(arena, cause->events, cause->event_count);
    }
    return copy;
}

static const struct group_client *copy_clients(struct arena *arena, const struct brief *brief)
{
    struct group_client *copy = arena_alloc(arena, (brief->client_count + 1) * sizeof(*copy));
    for (size_t i = 0; i < brief->client_count; i++) {
        copy[i] = brief->clients[i];
        failure_copy_client(arena, &copy[i].client, SIZE_MAX);
    }
    return copy;
}

static void copy_brief(struct arena *arena, struct brief *copy, const struct brief *brief)
{
    *copy = *brief;
    struct view *texts[] = {&copy->fingerprint,   &copy->title,         &copy->reason,
                            &copy->code,          &copy->code_name,     &copy->code_meaning,
                            &copy->request,       &copy->name_space,    &copy->class_name,
                            &copy->method,        &copy->component,     &copy->possible_cause,
                            &copy->provider.name, &copy->provider.guid, &copy->provider.path};
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        *texts[i] = arena_copy(arena, *texts[i]);
    }
    copy->consumer = brief->consumer ? consumer_copy(arena, brief->consumer) : NULL;
    copy->computers = copy_texts(arena, brief->computers, brief->computer_count);
    copy->clients = copy_clients(arena, brief);
    copy->causes = copy_causes(arena, brief);
    copy->events = copy_events(arena, brief->events, brief->event_count);
}

/* The computers of both, each once. */
static void join_computers(struct arena *arena, struct brief *to, const struct brief *from)
{
    const size_t most = to->computer_count + from->computer_count;
    struct view *all = arena_alloc(arena, (most + 1) * sizeof(*all));
    size_t count = to->computer_count;
    memcpy(all, to->computers, count * sizeof(*all));
    for (size_t i = 0; i < from->computer_count; i++) {
        bool is_there = false;
        for (size_t j = 0; j < to->computer_count && !is_there; j++) {
            is_there = computer_name_same(all[j], from->computers[i]);
        }
        if (!is_there) {
            all[count++] = arena_copy(arena, from->computers[i]);
        }
    }
    to->computers = all;
    to->computer_count = count;
    to->more_computers += from->more_computers;
}

static void join_clients(struct arena *arena, struct brief *to, const struct brief *from)
{
    const size_t most = to->client_count + from->client_count;
    struct group_client *all = arena_alloc(arena, (most + 1) * sizeof(*all));
    size_t count = to->client_count;
    memcpy(all, to->clients, count * sizeof(*all));
    to->more_clients += from->more_clients;
    for (size_t i = 0; i < from->client_count; i++) {
        if (count == GROUP_MAX_CLIENTS) {
            to->more_clients += from->clients[i].count;
            continue;
        }
        all[count] = from->clients[i];
        failure_copy_client(arena, &all[count++].client, SIZE_MAX);
    }
    to->clients = all;
    to->client_count = count;
}

static int64_t earlier(int64_t a, int64_t b)
{
    return a == WINTIME_NONE || (b != WINTIME_NONE && b < a) ? b : a;
}

static int64_t later(int64_t a, int64_t b)
{
    return a == WINTIME_NONE || (b != WINTIME_NONE && b > a) ? b : a;
}

/* Joins two briefs of one fingerprint: the texts of the one with the worse verdict, the counts of
 * both. */
static void join(struct arena *arena, struct brief *to, const struct brief *from)
{
    struct brief old = *to;
    if (from->verdict > to->verdict) {
        copy_brief(arena, to, from);
        from = &old;
    }
    to->count += from->count;
    to->harmless += from->harmless;
    to->first = earlier(to->first, from->first);
    to->last = later(to->last, from->last);
    to->max_duration = later(to->max_duration, from->max_duration);
    join_computers(arena, to, from);
    join_clients(arena, to, from);
}

void ticket_pile_add(struct ticket_pile *pile, const struct brief *brief)
{
    struct brief *known = map_get(&pile->by_fingerprint, brief->fingerprint);
    if (pile->arena.total > pile->max_bytes) {
        pile->left_out += known ? 0 : 1;
        pile->failures += brief->count;
    } else if (known) {
        join(&pile->arena, known, brief);
    } else {
        struct brief *copy = arena_alloc(&pile->arena, sizeof(*copy));
        copy_brief(&pile->arena, copy, brief);
        map_set(&pile->by_fingerprint, copy->fingerprint, copy);
        pile->briefs = memory_grow(pile->briefs, pile->count, &pile->cap, sizeof(struct brief *));
        pile->briefs[pile->count++] = copy;
    }
}

/* In the order in which groups stand in a report. */
static int by_weight(const void *left, const void *right)
{
    const struct brief *a = *(const struct brief *const *)left;
    const struct brief *b = *(const struct brief *const *)right;
    if (a->verdict != b->verdict) {
        return a->verdict > b->verdict ? -1 : 1;
    }
    if (!a->consumer != !b->consumer) {
        return a->consumer ? 1 : -1;
    }
    if (a->count != b->count) {
        return a->count > b->count ? -1 : 1;
    }
    if (a->first != b->first) {
        return a->first < b->first ? -1 : 1;
    }
    return view_compare(a->fingerprint, b->fingerprint);
}

const struct brief *ticket_pile_take(struct ticket_pile *pile, enum verdict least)
{
    if (pile->taken == 0 && pile->count > 0) {
        qsort(pile->briefs, pile->count, sizeof(struct brief *), by_weight);
    }
    const bool has_next = pile->taken < pile->count && pile->briefs[pile->taken]->verdict >= least;
    return has_next ? pile->briefs[pile->taken++] : NULL;
}

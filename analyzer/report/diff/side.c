/* Copies of what a side is made from. */
#include "analyzer/report/diff/side.h"

#include <stdlib.h>
#include <string.h>

#include "parsers/base/memory.h"
#include "parsers/base/wintime.h"

enum { TEXTS = 64 * 1024 };

#define WMI_CHANNELS VIEW("Microsoft-Windows-WMI-Activity/")

void side_init(struct side *side, const char *name, struct view input, size_t max_bytes)
{
    *side = (struct side){.name = name, .input = input, .max_bytes = max_bytes};
    intern_init(&side->texts, max_bytes);
    arena_init(&side->arena, TEXTS);
}

void side_release(struct side *side)
{
    free(side->groups);
    free(side->consumers);
    free(side->sources);
    free(side->names);
    free(side->filters);
    intern_release(&side->texts);
    arena_release(&side->arena);
}

/* Texts that stand in many groups are kept once. */
static struct view keep(struct side *side, struct view text)
{
    return intern_text(&side->texts, text);
}

static bool is_same_client(const struct side_client *a, const struct side_client *b)
{
    return a->is_service == b->is_service && view_equal_nocase(a->name, b->name) &&
           view_equal_nocase(a->user, b->user) && view_equal_nocase(a->machine, b->machine);
}

static void add_client(struct side *side, struct side_group *group, const struct group_client *from)
{
    const bool is_remote = from->client.locality == LOCALITY_REMOTE;
    const struct side_client client = {
        .name = keep(side, from->client.process_name),
        .user = keep(side, from->client.user),
        .machine = is_remote ? keep(side, from->client.machine) : VIEW_NONE,
        .is_service = from->client.is_service,
        .count = from->count,
    };
    for (size_t i = 0; i < group->client_count; i++) {
        if (is_same_client(&group->clients[i], &client)) {
            group->clients[i].count += client.count;
            return;
        }
    }
    group->clients[group->client_count++] = client;
}

/* A failed connect is a record of the Trace channel alone; a call that failed is one of both. */
static void take_log(struct side *side, struct side_group *group, const struct brief *brief)
{
    const struct view channel = brief->event_count > 0 ? brief->events[0].channel : VIEW_NONE;
    bool is_traced = true;
    for (size_t i = 0; i < brief->event_count; i++) {
        is_traced &= view_ends_nocase(brief->events[i].channel, VIEW("/Trace"));
    }
    if (!view_is_empty(channel) && !view_starts_nocase(channel, WMI_CHANNELS)) {
        group->log = SIDE_LOG_OTHER;
        group->channel = keep(side, channel);
        group->event_id = brief->events[0].event_id;
    } else if (brief->phase == PHASE_CONNECT && is_traced && brief->event_count > 0) {
        group->log = SIDE_LOG_TRACE;
    } else {
        group->log = SIDE_LOG_CALLS;
    }
}

void side_add_group(struct side *side, const struct brief *brief)
{
    const size_t held =
        side->arena.total + side->texts.bytes + side->group_cap * sizeof(*side->groups);
    if (held > side->max_bytes || side->texts.refused > 0) {
        side->is_full = true;
        return;
    }
    side->groups =
        memory_grow(side->groups, side->group_count, &side->group_cap, sizeof(*side->groups));
    struct side_group *group = &side->groups[side->group_count++];
    *group = (struct side_group){
        .fingerprint = arena_copy(&side->arena, brief->fingerprint),
        .title = arena_copy(&side->arena, brief->title),
        .code = keep(side, brief->code),
        .code_name = keep(side, brief->code_name),
        .name_space = keep(side, brief->name_space),
        .class_name = keep(side, brief->class_name),
        .reason = keep(side, brief->reason),
        .rule = brief->cause_count > 0 ? keep(side, brief->causes[0].rule) : VIEW_NONE,
        .cause = brief->cause_count > 0 ? keep(side, brief->causes[0].text) : VIEW_NONE,
        .verdict = brief->verdict,
        .phase = brief->phase,
        .count = brief->count,
        .first = brief->first,
        .last = brief->last,
        .computer = brief->computer_count > 0 ? keep(side, brief->computers[0]) : VIEW_NONE,
        .more_computers = brief->computer_count > 1 ? brief->computer_count - 1 : 0,
        .more_clients = brief->more_clients,
        .clients = arena_alloc(&side->arena, (brief->client_count + 1) * sizeof(*group->clients)),
    };
    for (size_t i = 0; i < brief->client_count; i++) {
        add_client(side, group, &brief->clients[i]);
    }
    take_log(side, group, brief);
}

void side_add_consumer(struct side *side, const struct brief *brief)
{
    if (brief->verdict == VERDICT_HARMLESS) {
        return;
    }
    for (size_t i = 0; i < side->consumer_count; i++) {
        if (view_equal(side->consumers[i].fingerprint, brief->fingerprint)) {
            side->consumers[i].more_computers += brief->computer_count;
            return;
        }
    }
    if (side->consumer_count == CONSUMERS_MAX || side->arena.total > side->max_bytes) {
        return; /* an analysis keeps no more, either */
    }
    side->consumers = memory_grow(side->consumers, side->consumer_count, &side->consumer_cap,
                                  sizeof(*side->consumers));
    side->consumers[side->consumer_count++] = (struct side_consumer){
        .fingerprint = arena_copy(&side->arena, brief->fingerprint),
        .title = arena_copy(&side->arena, brief->title),
        .computer = brief->computer_count > 0 ? keep(side, brief->computers[0]) : VIEW_NONE,
        .verdict = brief->verdict,
        .first = brief->first,
    };
}

static void take_channels(struct side *side, struct side_source *to,
                          const struct report_source *from)
{
    to->channels = arena_alloc(&side->arena, (from->channel_count + 1) * sizeof(*to->channels));
    to->has_all_channels = from->more_channels > 0;
    for (size_t i = 0; i < from->channel_count; i++) {
        if (view_is_empty(from->channels[i].channel)) {
            to->has_all_channels = true;
        } else {
            to->channels[to->channel_count++] = keep(side, from->channels[i].channel);
        }
    }
}

static void take_spans(struct side *side, struct side_source *to, const struct report_source *from)
{
    to->gaps = arena_alloc(&side->arena, (from->gap_count + 1) * sizeof(*to->gaps));
    to->losses = arena_alloc(&side->arena, (from->loss_count + 1) * sizeof(*to->losses));
    for (size_t i = 0; i < from->gap_count; i++) {
        const struct report_gap *gap = &from->gaps[i];
        if (gap->from != WINTIME_NONE && gap->to != WINTIME_NONE) {
            to->gaps[to->gap_count++] =
                (struct side_span){wintime_reading(gap->from), wintime_reading(gap->to),
                                   keep(side, gap->channel), keep(side, gap->computer)};
        }
    }
    for (size_t i = 0; i < from->loss_count; i++) {
        const struct report_loss *loss = &from->losses[i];
        if (loss->from != WINTIME_NONE && loss->to != WINTIME_NONE) {
            to->losses[to->loss_count++] = (struct side_span){.from = wintime_reading(loss->from),
                                                              .to = wintime_reading(loss->to)};
        }
    }
}

void side_add_source(struct side *side, const struct report_source *source)
{
    side->sources =
        memory_grow(side->sources, side->source_count, &side->source_cap, sizeof(*side->sources));
    struct side_source *to = &side->sources[side->source_count++];
    *to = (struct side_source){
        .path = arena_copy(&side->arena, source->path),
        .format = keep(side, source->format),
        .bytes = source->bytes,
        .records = source->records,
        .wmi_events = source->wmi_events,
        .first = source->first,
        .last = source->last,
        .is_damaged =
            source->status != STATUS_OK || source->damaged > 0 || source->unread_members > 0,
        .more_computers = source->more_computers,
        .more_gaps = source->more_gaps,
        .may_be_filtered = source->may_be_filtered,
    };
    to->computers =
        arena_alloc(&side->arena, (source->computer_count + 1) * sizeof(*to->computers));
    for (size_t i = 0; i < source->computer_count; i++) {
        to->computers[to->computer_count++] = keep(side, source->computers[i]);
    }
    take_channels(side, to, source);
    take_spans(side, to, source);
    side->wmi_events += source->wmi_events;
    side->is_incomplete |= to->is_damaged;
}

void side_add_name(struct side *side, struct view name, struct view other)
{
    side->names = memory_grow(side->names, side->name_count, &side->name_cap, sizeof(*side->names));
    side->names[side->name_count++] = (struct side_name){keep(side, name), keep(side, other)};
}

void side_add_filter(struct side *side, struct view option, struct view value)
{
    side->filters =
        memory_grow(side->filters, side->filter_count, &side->filter_cap, sizeof(*side->filters));
    side->filters[side->filter_count++] = (struct report_filter){
        arena_copy(&side->arena, option).data, arena_copy(&side->arena, value).data};
}

static int by_fingerprint(const void *left, const void *right)
{
    const struct side_group *a = left, *b = right;
    return view_compare(a->fingerprint, b->fingerprint);
}

/* Joins the groups of one fingerprint, which stand next to each other: several reports in one file
 * have kinds more than once. */
static void join_twins(struct side *side)
{
    size_t kept = 0;
    for (size_t i = 1; i < side->group_count; i++) {
        struct side_group *to = &side->groups[kept];
        const struct side_group *from = &side->groups[i];
        if (!view_equal(to->fingerprint, from->fingerprint)) {
            side->groups[++kept] = *from;
            continue;
        }
        to->count += from->count;
        to->more_clients += from->count;
        to->verdict = from->verdict > to->verdict ? from->verdict : to->verdict;
        to->first = from->first < to->first ? from->first : to->first;
        to->last = from->last > to->last ? from->last : to->last;
    }
    side->group_count = kept + 1;
}

void side_finish(struct side *side)
{
    if (side->group_count > 0) {
        qsort(side->groups, side->group_count, sizeof(*side->groups), by_fingerprint);
        join_twins(side);
    }
    for (size_t i = 0; i < side->group_count; i++) {
        side->failures += side->groups[i].count;
    }
    side->failures += side->ungrouped;
}

bool side_is_empty(const struct side *side)
{
    return side->wmi_events == 0 && side->group_count == 0;
}

struct view side_filter(const struct side *side, const char *option)
{
    for (size_t i = 0; i < side->filter_count; i++) {
        if (strcmp(side->filters[i].option, option) == 0) {
            return view_of(side->filters[i].value);
        }
    }
    return VIEW_NONE;
}

void side_times(const struct side *side, int64_t *first, int64_t *last)
{
    *first = *last = WINTIME_NONE;
    for (size_t i = 0; i < side->source_count; i++) {
        const struct side_source *source = &side->sources[i];
        if (source->first == WINTIME_NONE) {
            continue;
        }
        *first = *first == WINTIME_NONE || source->first < *first ? source->first : *first;
        *last = *last == WINTIME_NONE || source->last > *last ? source->last : *last;
    }
}

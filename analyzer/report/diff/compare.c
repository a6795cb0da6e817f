/* Groups joined by fingerprint, and what the counts, the spans and the logs allow to say of them.
 */
#include "analyzer/report/diff/compare.h"

#include <assert.h>
#include <stdlib.h>

#include "analyzer/report/diff/chance.h"
#include "parsers/base/memory.h"
#include "parsers/base/wintime.h"

static const char *const state_table[] = {
    [DIFF_NEW] = "new",
    [DIFF_CHANGED] = "changed",
    [DIFF_GONE] = "gone",
    [DIFF_NOT_SEEN_YET] = "not_seen_yet",
    [DIFF_NOT_COMPARABLE] = "not_comparable",
    [DIFF_UNCHANGED] = "unchanged",
};
const struct names diff_state_names = NAMES_OF("a state", state_table);

#define MIN_SPAN ((int64_t)DIFF_MIN_SPAN_SECONDS * WINTIME_TICKS_PER_SECOND)
#define TICKS_PER_HOUR (3600.0 * WINTIME_TICKS_PER_SECOND)

const struct side_group *diff_group(const struct diff_item *item)
{
    return item->after ? item->after : item->before;
}

size_t diff_state_end(const struct diff *diff, size_t first)
{
    size_t end = first;
    while (end < diff->count && diff->items[end].state == diff->items[first].state) {
        end++;
    }
    return end;
}

double diff_rate(const struct side_group *group, const struct cover *cover)
{
    if (!group) {
        return cover->ticks >= MIN_SPAN ? 0 : -1;
    }
    return cover->ticks >= MIN_SPAN ? (double)group->count / ((double)cover->ticks / TICKS_PER_HOUR)
                                    : -1;
}

bool diff_is_worse(const struct diff_item *item, enum verdict verdict)
{
    const bool is_there = item->after && item->after->verdict >= verdict;
    return is_there &&
           (item->state == DIFF_NEW || (item->before && item->before->verdict < verdict));
}

bool diff_has_new_consumer(const struct diff *diff, enum verdict verdict)
{
    bool has_one = false;
    for (size_t i = 0; i < diff->new_consumers; i++) {
        has_one |= diff->consumers[i].after->verdict >= verdict;
    }
    return has_one;
}

/* How often what came `count` times was due over the other side's span. */
static double due_in(uint64_t count, const struct cover *from, const struct cover *to)
{
    return from->ticks >= MIN_SPAN ? chance_due(count, from->ticks, to->lossless) : -1;
}

/* Whether two clients can be the same one: a name may be missing on one side for want of a process
 * list. */
static bool may_be_same(const struct side_client *a, const struct side_client *b)
{
    const bool has_names = !view_is_empty(a->name) && !view_is_empty(b->name);
    return a->is_service == b->is_service && view_equal_nocase(a->user, b->user) &&
           view_equal_nocase(a->machine, b->machine) &&
           (!has_names || view_equal_nocase(a->name, b->name));
}

/* The clients of a group that the other one has not, although it was due to have them. */
static uint8_t missing_clients(const struct side_group *of, const struct side_group *in,
                               const struct cover *of_cover, const struct cover *in_cover)
{
    uint8_t missing = 0;
    if (in->more_clients > 0) {
        return 0; /* they may be among those that are not listed */
    }
    for (size_t i = 0; i < of->client_count && i < 8; i++) {
        bool is_there = due_in(of->clients[i].count, of_cover, in_cover) < CHANCE_DUE;
        for (size_t j = 0; j < in->client_count && !is_there; j++) {
            is_there = may_be_same(&of->clients[i], &in->clients[j]);
        }
        missing = (uint8_t)(missing | (is_there ? 0 : 1U << i));
    }
    return missing;
}

static void compare_both(struct diff_item *item)
{
    const struct side_group *before = item->before, *after = item->after;
    const struct cover *from = &item->covers[0], *to = &item->covers[1];
    item->has_rate = from->ticks >= MIN_SPAN && to->ticks >= MIN_SPAN &&
                     chance_is_other_rate(before->count, after->count, from->ticks, to->ticks);
    item->has_verdict = before->verdict != after->verdict;
    item->has_cause = !view_equal(before->rule, after->rule);
    item->came = missing_clients(after, before, to, from);
    item->went = missing_clients(before, after, from, to);
    const bool is_changed = item->has_rate || item->has_verdict || item->has_cause ||
                            item->came != 0 || item->went != 0;
    item->state = is_changed ? DIFF_CHANGED : DIFF_UNCHANGED;
}

/* Times of clocks whose zone is not known cannot be told to be earlier. */
static bool is_before(int64_t time, int64_t end)
{
    return time != WINTIME_NONE && end != WINTIME_NONE &&
           wintime_is_local(time) == wintime_is_local(end) && time < end;
}

static void compare_one(const struct diff *diff, struct diff_item *item)
{
    const struct cover *before = &item->covers[0], *after = &item->covers[1];
    int64_t first, last;
    if (item->after) {
        side_times(diff->before, &first, &last);
        item->due = due_in(item->after->count, after, before);
        item->is_early = is_before(item->after->first, last);
        item->state = before->has_log ? DIFF_NEW : DIFF_NOT_COMPARABLE;
    } else {
        item->due = due_in(item->before->count, before, after);
        item->state = !after->has_log           ? DIFF_NOT_COMPARABLE
                      : item->due >= CHANCE_DUE ? DIFF_GONE
                                                : DIFF_NOT_SEEN_YET;
    }
}

/* Covers of few logs are asked for by many groups. */
struct covers {
    struct known_cover {
        enum side_log log;
        struct view channel;
        struct cover covers[2];
    } * items;
    size_t count, cap;
};

static const struct cover *covers_of(struct covers *known, const struct diff *diff,
                                     const struct side_group *group)
{
    for (size_t i = 0; i < known->count; i++) {
        if (known->items[i].log == group->log &&
            view_equal_nocase(known->items[i].channel, group->channel)) {
            return known->items[i].covers;
        }
    }
    known->items = memory_grow(known->items, known->count, &known->cap, sizeof(*known->items));
    struct known_cover *cover = &known->items[known->count++];
    *cover = (struct known_cover){.log = group->log,
                                  .channel = group->channel,
                                  .covers = {cover_of(diff->before, group->log, group->channel),
                                             cover_of(diff->after, group->log, group->channel)}};
    return cover->covers;
}

static void add_item(struct diff *diff, struct covers *known, const struct side_group *before,
                     const struct side_group *after)
{
    struct diff_item *item = &diff->items[diff->count++];
    /* Seen in more than one log, it can be missed in the more special one alone. */
    const bool by_before = before && (!after || before->log == SIDE_LOG_CALLS);
    const struct side_group *group = by_before ? before : after;
    assert(group);
    const struct cover *covers = covers_of(known, diff, group);
    *item = (struct diff_item){.before = before, .after = after, .due = -1};
    item->covers[0] = covers[0];
    item->covers[1] = covers[1];
    if (before && after) {
        compare_both(item);
    } else {
        compare_one(diff, item);
    }
    diff->counts[item->state]++;
}

/* By title, then by code. */
static int compare_names(const struct diff_item *a, const struct diff_item *b)
{
    const struct side_group *x = diff_group(a), *y = diff_group(b);
    const int order = view_compare(x->title, y->title);
    return order != 0 ? order : view_compare(x->code, y->code);
}

static int compare_namespaces(const struct diff_item *a, const struct diff_item *b)
{
    return view_compare_nocase(diff_group(a)->name_space, diff_group(b)->name_space);
}

static int by_name(const void *left, const void *right)
{
    const struct diff_item *const *a = left, *const *b = right;
    int order = compare_names(*a, *b);
    order = order != 0 ? order : compare_namespaces(*a, *b);
    return order != 0 ? order : (int)diff_group(*a)->event_id - (int)diff_group(*b)->event_id;
}

/* Marks items that their title and code do not tell apart, but their namespace or event does. */
static void mark_alike(const struct diff *diff)
{
    struct diff_item **items = memory_new(diff->count, sizeof(struct diff_item *));
    for (size_t i = 0; i < diff->count; i++) {
        items[i] = &diff->items[i];
    }
    qsort(items, diff->count, sizeof(struct diff_item *), by_name);
    for (size_t i = 1; i < diff->count; i++) {
        struct diff_item *a = items[i - 1], *b = items[i];
        if (compare_names(a, b) != 0) {
            continue;
        }
        if (compare_namespaces(a, b) != 0) {
            a->needs_namespace = b->needs_namespace = true;
        }
        if (diff_group(a)->event_id != diff_group(b)->event_id) {
            a->needs_event = b->needs_event = true;
        }
    }
    free(items);
}

static int by_weight(const void *left, const void *right)
{
    const struct diff_item *a = left, *b = right;
    const struct side_group *x = diff_group(a), *y = diff_group(b);
    if (a->state != b->state) {
        return a->state < b->state ? -1 : 1;
    }
    if (x->verdict != y->verdict) {
        return x->verdict > y->verdict ? -1 : 1;
    }
    if (x->count != y->count) {
        return x->count > y->count ? -1 : 1;
    }
    return view_compare(x->fingerprint, y->fingerprint);
}

static const struct side_consumer *find_consumer(const struct side *side, struct view fingerprint)
{
    for (size_t i = 0; i < side->consumer_count; i++) {
        if (view_equal(side->consumers[i].fingerprint, fingerprint)) {
            return &side->consumers[i];
        }
    }
    return NULL;
}

/* Adds the event consumers of a side that the other one has too, or, not `is_shared`, has not. */
static void add_consumers(struct diff *diff, const struct side *side, const struct side *other,
                          bool is_shared)
{
    for (size_t i = 0; i < side->consumer_count; i++) {
        const struct side_consumer *own = &side->consumers[i];
        const struct side_consumer *found = find_consumer(other, own->fingerprint);
        if (!!found == is_shared) {
            const bool is_after = side == diff->after;
            diff->consumers[diff->consumer_count++] =
                (struct diff_consumer){is_after ? found : own, is_after ? own : found};
        }
    }
}

static void compare_consumers(struct diff *diff)
{
    const size_t most = diff->before->consumer_count + diff->after->consumer_count;
    diff->consumers = memory_new(most + 1, sizeof(*diff->consumers));
    add_consumers(diff, diff->after, diff->before, false);
    diff->new_consumers = diff->consumer_count;
    add_consumers(diff, diff->before, diff->after, false);
    add_consumers(diff, diff->after, diff->before, true);
}

void diff_make(struct diff *diff, const struct side *before, const struct side *after)
{
    struct covers known = {0};
    size_t i = 0, j = 0;
    const bool is_other_log = before->wmi_events == 0 && after->wmi_events == 0 &&
                              before->group_count + after->group_count > 0;
    *diff = (struct diff){.before = before, .after = after};
    diff->is_comparable = is_other_log || (!side_is_empty(before) && !side_is_empty(after));
    if (!diff->is_comparable) {
        return;
    }
    compare_consumers(diff);
    diff->items = memory_new(before->group_count + after->group_count + 1, sizeof(*diff->items));
    while (i < before->group_count || j < after->group_count) {
        const struct side_group *old = i < before->group_count ? &before->groups[i] : NULL;
        const struct side_group *new = j < after->group_count ? &after->groups[j] : NULL;
        const int order = !old ? 1 : !new ? -1 : view_compare(old->fingerprint, new->fingerprint);
        add_item(diff, &known, order <= 0 ? old : NULL, order >= 0 ? new : NULL);
        i += order <= 0;
        j += order >= 0;
    }
    if (diff->count > 0) {
        mark_alike(diff);
        qsort(diff->items, diff->count, sizeof(*diff->items), by_weight);
    }
    /* Of logs without events of WMI those of the wrong channels tell nothing: some kind has to be
     * comparable. */
    diff->is_comparable = !is_other_log || diff->counts[DIFF_NOT_COMPARABLE] < diff->count;
    free(known.items);
}

void diff_release(struct diff *diff)
{
    free(diff->items);
    free(diff->consumers);
}

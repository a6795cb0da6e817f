/* Keeps the surroundings: series by computer and kind, times by fingerprint, first successes. */
#include "rules/surroundings/surroundings.h"

#include <stdlib.h>
#include <string.h>

#include "parsers/base/intern.h"
#include "parsers/base/memory.h"

/* How long something can still be asked about: the longest look back from a failure that waits, and
 * a little for events that come late. */
enum { HORIZON_SECONDS = RULE_MAX_BEFORE + 4 * RULE_MAX_AFTER, NEXT_RHYTHM_SECONDS = 1 };

struct context_computer {
    uint32_t number;
};

enum { LAST_NAME_SIZE = 256 }; /* computers with longer names are looked up each time */

struct last_computer {
    struct context_computer *computer; /* NULL = none */
    size_t len;
    char name[LAST_NAME_SIZE];
};

/* No padding: the bytes are the key. */
struct kept_key {
    uint32_t computer;
    uint32_t what;
    uint64_t value;
};

struct kept_series {
    struct kept_key key;
    struct series series;
};

/* The answer to a question after a series: conditions ask for the same few series again and again,
 * most of which do not exist. Where a slot is taken depends on the key alone; who makes keys that
 * take each other's slot has the map searched, as without it. */
struct series_slot {
    bool is_known;
    struct kept_key key;
    struct kept_series *kept;
};

enum { SERIES_SLOTS = 256, SERIES_SLOT_BITS = 8 };

struct rhythm {
    struct kept_key key;
    uint32_t count;
    int64_t times[RULE_MAX_PERIODS];
};

struct success_seen {
    struct kept_key key;
    int64_t first;
};

struct context {
    bool wants[CONDITION_COUNT];
    bool wants_what[CONTEXT_KIND + 1];
    uint8_t event_ids[(UINT16_MAX + 1) / 8];   /* that conditions ask about */
    uint8_t seen_events[(UINT16_MAX + 1) / 8]; /* that came, from whatever computer */
    struct arena arena;                        /* computers, rhythms, successes */
    struct intern texts;
    struct map computers, series, rhythms, successes;
    struct series_slot *slots;
    struct last_computer *last;
    struct kept_series **list;
    size_t list_count, list_cap;
    size_t held;
    uint32_t computer_count;
    int64_t latest, swept;
    uint64_t dropped;
};

/* --- what the rules ask about ---------------------------------------------------------------- */

static void note_needs(struct context *c, const struct condition *condition)
{
    const struct condition_details *d = condition->details;
    c->wants[condition->kind] = true;
    for (size_t i = 0; i < condition->child_count; i++) {
        note_needs(c, &condition->children[i]);
    }
    if (condition->kind == CONDITION_NEAR) {
        for (size_t i = 0; i < d->event_id_count; i++) {
            uint32_t id = d->event_ids[i];
            c->event_ids[id / 8] |= (uint8_t)(1U << id % 8);
        }
    }
    if (condition->kind == CONDITION_RATE) {
        c->wants_what[CONTEXT_KIND] = true;
    }
    if (condition->kind == CONDITION_PRECEDED_BY || condition->kind == CONDITION_FOLLOWED_BY ||
        condition->kind == CONDITION_SPREAD) {
        enum context_what what = d->code_count > 0     ? CONTEXT_CODE
                                 : d->family_count > 0 ? CONTEXT_FAMILY
                                                       : CONTEXT_ALL;
        c->wants_what[what] = true;
    }
}

struct context *context_new(const struct rule_set *set)
{
    struct context *c = memory_new(1, sizeof(*c));
    arena_init(&c->arena, 0);
    intern_init(&c->texts, CONTEXT_MAX_TEXTS);
    map_init(&c->computers);
    map_init(&c->series);
    map_init(&c->rhythms);
    map_init(&c->successes);
    c->slots = memory_new(SERIES_SLOTS, sizeof(*c->slots));
    c->last = memory_new(1, sizeof(*c->last));
    c->latest = WINTIME_NONE;
    c->swept = WINTIME_NONE;
    for (size_t i = 0; i < set->count; i++) {
        note_needs(c, &set->rules[i]->when);
    }
    return c;
}

static void release_series(struct context *c)
{
    for (size_t i = 0; i < c->list_count; i++) {
        series_release(&c->list[i]->series);
        free(c->list[i]);
    }
    c->list_count = 0;
    c->held = 0;
}

void context_clear(struct context *c)
{
    release_series(c);
    map_clear(&c->computers);
    map_clear(&c->series);
    map_clear(&c->rhythms);
    map_clear(&c->successes);
    memset(c->slots, 0, SERIES_SLOTS * sizeof(*c->slots));
    c->last->computer = NULL;
    memset(c->seen_events, 0, sizeof(c->seen_events));
    arena_clear(&c->arena);
    c->computer_count = 0;
    c->latest = WINTIME_NONE;
    c->swept = WINTIME_NONE;
    c->dropped = 0;
}

void context_free(struct context *c)
{
    if (c == NULL) {
        return;
    }
    release_series(c);
    free(c->list);
    free(c->slots);
    free(c->last);
    map_release(&c->computers);
    map_release(&c->series);
    map_release(&c->rhythms);
    map_release(&c->successes);
    intern_release(&c->texts);
    arena_release(&c->arena);
    free(c);
}

bool context_wants_failures(const struct context *c)
{
    for (size_t i = CONTEXT_CODE; i <= CONTEXT_KIND; i++) {
        if (c->wants_what[i]) {
            return true;
        }
    }
    return c->wants[CONDITION_PERIODIC];
}

bool context_wants_successes(const struct context *c)
{
    return c->wants[CONDITION_SUCCEEDED_BEFORE];
}

uint64_t context_dropped(const struct context *c)
{
    return c->dropped;
}

/* --- computers ------------------------------------------------------------------------------- */

enum { MAX_LABEL = 64 };

static struct view fold_label(struct view name, char text[MAX_LABEL])
{
    struct view label = failure_machine_label(name);
    size_t len = label.len < MAX_LABEL ? label.len : MAX_LABEL;
    for (size_t i = 0; i < len; i++) {
        char c = label.data[i];
        text[i] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
    }
    return (struct view){text, len};
}

/* Nearly always it is the computer that was asked for last. */
static struct context_computer *find_computer(const struct context *c, struct view name)
{
    struct last_computer *last = c->last;
    if (last->computer != NULL && view_equal(name, (struct view){last->name, last->len})) {
        return last->computer;
    }
    char text[MAX_LABEL];
    struct context_computer *found = map_get(&c->computers, fold_label(name, text));
    if (name.len <= LAST_NAME_SIZE) {
        last->computer = found;
        last->len = name.len;
        if (name.len > 0) {
            memcpy(last->name, name.data, name.len);
        }
    }
    return found;
}

const struct context_computer *context_computer(const struct context *c, struct view name)
{
    return find_computer(c, name);
}

static struct context_computer *get_computer(struct context *c, struct view name)
{
    struct context_computer *found = find_computer(c, name);
    if (found != NULL || c->computer_count >= CONTEXT_MAX_COMPUTERS) {
        return found;
    }
    char text[MAX_LABEL];
    struct view label = fold_label(name, text);
    found = arena_alloc(&c->arena, sizeof(*found));
    found->number = c->computer_count++;
    map_set(&c->computers, arena_copy(&c->arena, label), found);
    return found;
}

/* --- series ---------------------------------------------------------------------------------- */

static struct view key_view(const struct kept_key *key)
{
    return (struct view){(const char *)key, sizeof(*key)};
}

static struct series_slot *slot_of(const struct context *c, const struct kept_key *key)
{
    uint64_t mixed = key->value ^ ((uint64_t)key->computer << 32 | key->what);
    return &c->slots[mixed * 0x9e3779b97f4a7c15U >> (64 - SERIES_SLOT_BITS)];
}

static struct kept_series *find_series(const struct context *c, const struct kept_key *key)
{
    struct series_slot *slot = slot_of(c, key);
    if (!slot->is_known || memcmp(&slot->key, key, sizeof(*key)) != 0) {
        *slot = (struct series_slot){true, *key, map_get(&c->series, key_view(key))};
    }
    return slot->kept;
}

static void put_series(struct context *c, struct kept_series *kept)
{
    map_set(&c->series, key_view(&kept->key), kept);
    slot_of(c, &kept->key)->is_known = false;
}

static void remove_series(struct context *c, const struct kept_series *kept)
{
    map_remove(&c->series, key_view(&kept->key));
    slot_of(c, &kept->key)->is_known = false;
}

/* Before this nothing can be asked about any more when it is `now`. */
static int64_t horizon_of(int64_t now)
{
    int64_t back = (int64_t)HORIZON_SECONDS * WINTIME_TICKS_PER_SECOND;
    return now < INT64_MIN + back ? INT64_MIN : now - back;
}

/* Gives up the series in which nothing can be asked about any more; at most once per horizon. */
static void sweep(struct context *c)
{
    int64_t horizon = horizon_of(c->latest);
    size_t kept = 0;
    if (c->swept != WINTIME_NONE && c->swept > horizon) {
        return;
    }
    c->swept = c->latest;
    for (size_t i = 0; i < c->list_count; i++) {
        struct kept_series *k = c->list[i];
        const struct series *s = &k->series;
        if (s->count > 0 && series_at(s, s->count - 1)->time >= horizon) {
            c->list[kept++] = k;
            continue;
        }
        remove_series(c, k);
        c->held -= s->count;
        series_release(&k->series);
        free(k);
    }
    c->list_count = kept;
}

static struct series *get_series(struct context *c, const struct kept_key *key, size_t size)
{
    struct kept_series *kept = find_series(c, key);
    if (kept != NULL) {
        return &kept->series;
    }
    if (c->list_count >= CONTEXT_MAX_SERIES || c->held >= CONTEXT_MAX_ITEMS) {
        sweep(c);
    }
    if (c->list_count >= CONTEXT_MAX_SERIES || c->held >= CONTEXT_MAX_ITEMS) {
        return NULL;
    }
    if (c->list_count == c->list_cap) {
        c->list_cap = c->list_cap == 0 ? 64 : c->list_cap * 2;
        c->list = memory_resize(c->list, c->list_cap, sizeof(struct kept_series *));
    }
    kept = memory_new(1, sizeof(*kept));
    kept->key = *key;
    kept->series.size = size;
    c->list[c->list_count++] = kept;
    put_series(c, kept);
    return &kept->series;
}

static bool keep(struct context *c, const struct kept_key *key, const struct series_item *item,
                 size_t size)
{
    struct series *s = get_series(c, key, size);
    bool is_kept =
        s != NULL && series_add(s, item, horizon_of(item->time), &c->held, CONTEXT_MAX_ITEMS);
    c->dropped += !is_kept;
    return is_kept;
}

const struct series *context_series(const struct context *c,
                                    const struct context_computer *computer, enum context_what what,
                                    uint64_t value)
{
    struct kept_key key = {computer->number, (uint32_t)what, value};
    /* Conditions ask about a hundred events, most of which are in no log. */
    if (what == CONTEXT_EVENTS && (c->seen_events[value / 8] >> value % 8 & 1) == 0) {
        return NULL;
    }
    const struct kept_series *kept = find_series(c, &key);
    return kept != NULL ? &kept->series : NULL;
}

/* --- events ---------------------------------------------------------------------------------- */

static bool is_wanted(const struct context *c, const struct event *event)
{
    if ((c->event_ids[event->id / 8] >> event->id % 8 & 1) == 0 || event->time == WINTIME_NONE) {
        return false;
    }
    return !event->is_wmi_activity || event->id == 5857 || (event->id >= 5859 && event->id <= 5861);
}

static void note_time(struct context *c, int64_t time)
{
    if (c->latest == WINTIME_NONE || time > c->latest) {
        c->latest = time;
    }
}

void context_event(struct context *c, const struct event *event)
{
    if (!is_wanted(c, event)) {
        return;
    }
    const struct context_computer *computer = get_computer(c, event->computer);
    if (computer == NULL) {
        c->dropped++;
        return;
    }
    note_time(c, event->time);
    struct context_event kept = {.item.time = event->time};
    kept.provider = intern_text(&c->texts, event->provider);
    kept.evidence = (struct evidence){.origin = event->origin,
                                      .event_id = event->id,
                                      .channel = intern_text(&c->texts, event->channel)};
    if (!event->is_wmi_activity) {
        kept.evidence.provider = kept.provider;
    }
    context_keep_data(&kept, event);
    c->seen_events[event->id / 8] |= (uint8_t)(1U << event->id % 8);
    struct kept_key key = {computer->number, CONTEXT_EVENTS, event->id};
    if (!keep(c, &key, &kept.item, sizeof(kept))) {
        free(kept.item.block);
    }
}

void context_rename(struct context *c, struct view before, struct view after)
{
    char text[MAX_LABEL];
    struct context_computer *old = get_computer(c, before);
    const struct context_computer *new = context_computer(c, after);
    if (old == NULL || new == old) {
        return;
    }
    for (size_t i = 0; new != NULL &&i < c->list_count; i++) {
        struct kept_series *k = c->list[i];
        if (k->key.computer != new->number) {
            continue;
        }
        /* Events of other logs may have come under the new name first. */
        struct kept_key key = k->key;
        key.computer = old->number;
        if (find_series(c, &key) == NULL) {
            remove_series(c, k);
            k->key = key;
            put_series(c, k);
        }
    }
    struct view label = fold_label(after, text);
    map_set(&c->computers, arena_copy(&c->arena, label), old);
    c->last->computer = NULL;
}

/* --- failures -------------------------------------------------------------------------------- */

static void note_rhythm(struct context *c, const struct kept_key *key, int64_t time)
{
    struct rhythm *r = map_get(&c->rhythms, key_view(key));
    int64_t near = (int64_t)NEXT_RHYTHM_SECONDS * WINTIME_TICKS_PER_SECOND;
    if (r == NULL) {
        if (c->rhythms.count >= CONTEXT_MAX_RHYTHMS) {
            c->dropped++;
            return;
        }
        r = arena_alloc(&c->arena, sizeof(*r));
        r->key = *key;
        map_set(&c->rhythms, key_view(&r->key), r);
    }
    if (r->count > 0 && time < r->times[r->count - 1] + near) {
        return; /* the other log's event of the same failure, one of a burst, or one out of order */
    }
    if (r->count == RULE_MAX_PERIODS) {
        memmove(&r->times[0], &r->times[1], (RULE_MAX_PERIODS - 1) * sizeof(r->times[0]));
        r->count--;
    }
    r->times[r->count++] = time;
}

void context_failure(struct context *c, const struct failure *f, enum context_side side)
{
    const struct context_computer *computer =
        f->time != WINTIME_NONE ? get_computer(c, f->computer) : NULL;
    if (computer == NULL) {
        c->dropped++;
        return;
    }
    note_time(c, f->time);
    struct context_failure kept = {
        .item = {.time = f->time, .is_marked = side == CONTEXT_SIDE_TRACE},
        .code = f->result,
        .family = f->family,
        .phase = f->phase,
        .marks = f->marks.is_set ? f->marks : context_marks(f),
        .evidence = f->evidence[0],
    };
    kept.evidence.channel = intern_text(&c->texts, kept.evidence.channel);
    uint64_t kind = kept.marks.kind;
    const struct {
        enum context_what what;
        uint64_t value;
    } places[] = {{CONTEXT_CODE, f->result},
                  {CONTEXT_FAMILY, (uint64_t)f->family},
                  {CONTEXT_ALL, 0},
                  {CONTEXT_KIND, kind}};
    for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
        struct kept_key key = {computer->number, (uint32_t)places[i].what, places[i].value};
        /* Those of one kind are only counted. */
        size_t size = places[i].what == CONTEXT_KIND ? sizeof(kept.item) : sizeof(kept);
        if (c->wants_what[places[i].what]) {
            keep(c, &key, &kept.item, size);
        }
    }
    if (c->wants[CONDITION_PERIODIC]) {
        struct kept_key key = {computer->number, CONTEXT_KIND, kind};
        note_rhythm(c, &key, f->time);
    }
}

size_t context_times(const struct context *c, const struct context_computer *computer,
                     uint64_t kind, int64_t times[RULE_MAX_PERIODS])
{
    struct kept_key key = {computer->number, CONTEXT_KIND, kind};
    const struct rhythm *r = map_get(&c->rhythms, key_view(&key));
    if (r == NULL) {
        return 0;
    }
    memcpy(times, r->times, r->count * sizeof(times[0]));
    return r->count;
}

/* --- successes ------------------------------------------------------------------------------- */

static void note_success(struct context *c, const struct context_computer *computer,
                         enum success success, uint64_t value, int64_t time)
{
    struct kept_key key = {computer->number, (uint32_t)success, value};
    struct success_seen *seen = map_get(&c->successes, key_view(&key));
    if (value == 0) {
        return;
    }
    if (seen != NULL) {
        seen->first = time < seen->first ? time : seen->first;
        return;
    }
    if (c->successes.count >= CONTEXT_MAX_SUCCESSES) {
        c->dropped++;
        return;
    }
    seen = arena_alloc(&c->arena, sizeof(*seen));
    *seen = (struct success_seen){key, time};
    map_set(&c->successes, key_view(&seen->key), seen);
}

void context_success(struct context *c, struct view computer, int64_t time,
                     const struct operation_text *operation, struct view name_space,
                     struct view client_machine)
{
    const struct context_computer *where = time != WINTIME_NONE ? get_computer(c, computer) : NULL;
    if (where == NULL) {
        return;
    }
    uint64_t machine = context_hash(failure_machine_label(client_machine));
    struct view place = view_is_empty(operation->name_space) ? name_space : operation->name_space;
    note_success(c, where, SUCCESS_NAMESPACE, context_namespace_hash(place), time);
    if (operation->kind == OPERATION_KIND_CONNECT) {
        note_success(c, where, SUCCESS_CONNECT, machine, time);
    } else if (!view_ends_nocase(operation->verb, VIEW("Async"))) {
        note_success(c, where, SUCCESS_CLIENT_SYNC, machine, time);
    }
}

int64_t context_first_success(const struct context *c, const struct context_computer *computer,
                              enum success success, uint64_t value)
{
    struct kept_key key = {computer->number, (uint32_t)success, value};
    const struct success_seen *seen = map_get(&c->successes, key_view(&key));
    return seen != NULL ? seen->first : WINTIME_NONE;
}

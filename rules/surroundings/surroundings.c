/* Keeps the surroundings: series by computer and kind, times by fingerprint, first successes. */
#include "rules/surroundings/surroundings.h"

#include <stdlib.h>
#include <string.h>

#include "parsers/base/computer_name.h"
#include "parsers/base/count.h"
#include "parsers/base/hash/intern.h"
#include "parsers/base/hash/mix.h"
#include "parsers/base/memory.h"
#include "parsers/event/event_ids.h"
#include "rules/surroundings/recent.h"

enum { NEXT_TIME_SECONDS = 1, LASTED_STEP = 2 * SURROUNDINGS_DURATION_MARGIN /* ms */ };

/* No padding: the bytes are the key. */
struct kept_key {
    uint32_t machine; /* of its computers */
    uint32_t what;
    uint64_t value;
};

struct kept_series {
    struct kept_key key;
    struct series series;
};

struct kept_times {
    struct kept_key key;
    uint32_t count;
    int64_t times[SURROUNDINGS_MAX_TIMES];
    uint16_t lasted[SURROUNDINGS_MAX_TIMES]; /* LASTED_STEP; 0 = not known, or longer */
};

/* The answer to a question after a series: conditions ask for the same few series again and again,
 * most of which do not exist. Where a slot is taken depends on the key alone; who makes keys that
 * take each other's slot has the map searched, as without it. Of the instructions of `analyze -j 1`
 * it saves 3.0 % on a log of tests/bench/make_evtx, 0.7 % on one of make_log. */
struct series_slot {
    bool is_known;
    struct kept_key key;
    struct kept_series *kept;
    struct kept_times *times;
};

enum { SERIES_SLOTS = 512 };

struct success_seen {
    struct kept_key key;
    int64_t first;
    int64_t latest[SURROUNDINGS_SUCCESS_TIMES]; /* ring */
    size_t count;                               /* ever seen */
};

struct surroundings {
    struct surroundings_wants wants;
    struct computers *computers;
    struct systems *systems;
    struct arena arena; /* times, successes */
    struct intern texts;
    struct map series, times, successes;
    struct series_slot *slots;
    struct recent_slot requests[RECENT_SLOTS];
    struct kept_series **list;
    size_t list_count, list_cap;
    struct series_memory memory;
    int64_t latest, swept;
    uint64_t dropped;
};

struct surroundings *surroundings_new(const struct surroundings_wants *wants,
                                      struct computers *computers, size_t max_memory)
{
    struct surroundings *around = memory_new(1, sizeof(*around));
    arena_init(&around->arena, 0);
    intern_init(&around->texts, SURROUNDINGS_MAX_TEXTS);
    map_init(&around->series);
    map_init(&around->times);
    map_init(&around->successes);
    around->slots = memory_new(SERIES_SLOTS, sizeof(*around->slots));
    around->latest = WINTIME_NONE;
    around->swept = WINTIME_NONE;
    around->wants = *wants;
    around->memory.bytes.limit = budget_share(max_memory, BUDGET_SURROUNDINGS);
    around->computers = computers;
    return around;
}

void surroundings_share(struct surroundings *around, struct account_pool *pool)
{
    account_join(&around->memory.bytes, pool);
}

size_t surroundings_bytes_beside(const struct surroundings *around)
{
    return around->arena.total + around->memory.spare_bytes + intern_bytes(&around->texts) +
           map_bytes(&around->times) + map_bytes(&around->successes) + map_bytes(&around->series) +
           around->list_cap * sizeof(struct kept_series *);
}

enum { KEPT_SIZE = sizeof(struct kept_series) + 16 /* which malloc may add */ };

static void drop_series(struct surroundings *around, struct kept_series *kept)
{
    series_release(&kept->series, &around->memory);
    account_give(&around->memory.bytes, KEPT_SIZE);
    free(kept);
}

static void release_series(struct surroundings *around)
{
    for (size_t i = 0; i < around->list_count; i++) {
        drop_series(around, around->list[i]);
    }
    around->list_count = 0;
}

void surroundings_clear(struct surroundings *around)
{
    release_series(around);
    map_clear(&around->series);
    map_clear(&around->times);
    map_clear(&around->successes);
    memset(around->slots, 0, SERIES_SLOTS * sizeof(*around->slots));
    memset(around->requests, 0, sizeof(around->requests));
    wanted_forget(around->wants.events);
    arena_clear(&around->arena);
    around->latest = WINTIME_NONE;
    around->swept = WINTIME_NONE;
    around->dropped = around->memory.lost = 0;
}

void surroundings_free(struct surroundings *around)
{
    if (!around) {
        return;
    }
    release_series(around);
    series_memory_release(&around->memory);
    free(around->list);
    free(around->slots);
    wanted_free(around->wants.events);
    asked_release(&around->wants.failures);
    map_release(&around->series);
    map_release(&around->times);
    map_release(&around->successes);
    intern_release(&around->texts);
    arena_release(&around->arena);
    free(around);
}

bool surroundings_wants_failures(const struct surroundings *around)
{
    return around->wants.failures.is_any || around->wants.has_times;
}

bool surroundings_wants_successes(const struct surroundings *around)
{
    return around->wants.has_successes;
}

uint64_t surroundings_dropped(const struct surroundings *around)
{
    return around->dropped + around->memory.lost + around->texts.refused;
}

/* --- computers ------------------------------------------------------------------------------- */

void surroundings_tell_systems(struct surroundings *around, struct systems *systems)
{
    around->systems = systems;
}

struct systems *surroundings_systems(const struct surroundings *around)
{
    return around->systems;
}

const struct computer *surroundings_computer(const struct surroundings *around, struct view name)
{
    return computers_find_host(around->computers, name);
}

/* NULL over the limit. */
static struct computer *get_computer(struct surroundings *around, struct view name)
{
    struct computer *c = computers_get(around->computers, name);
    return c->is_over_limit ? NULL : c;
}

/* --- series ---------------------------------------------------------------------------------- */

static struct series_slot *slot_of(const struct surroundings *around, const struct kept_key *key)
{
    /* Values may be small numbers: they are mixed first. */
    const uint64_t hash = mix_word(0, key->value) ^ ((uint64_t)key->machine << 32 | key->what);
    return &around->slots[mix_place(hash, SERIES_SLOTS)];
}

static struct series_slot *find(const struct surroundings *around, const struct kept_key *key)
{
    struct series_slot *slot = slot_of(around, key);
    if (!slot->is_known || memcmp(&slot->key, key, sizeof(*key)) != 0) {
        bool has_times = key->what == SURROUNDINGS_ALIKE;
        *slot = (struct series_slot){true, *key, map_get(&around->series, VIEW_BYTES(*key)),
                                     has_times ? map_get(&around->times, VIEW_BYTES(*key)) : NULL};
    }
    return slot;
}

static struct kept_series *find_series(const struct surroundings *around,
                                       const struct kept_key *key)
{
    return find(around, key)->kept;
}

static void put_series(struct surroundings *around, struct kept_series *kept)
{
    map_set(&around->series, VIEW_BYTES(kept->key), kept);
    slot_of(around, &kept->key)->is_known = false;
}

static void remove_series(struct surroundings *around, const struct kept_series *kept)
{
    map_remove(&around->series, VIEW_BYTES(kept->key));
    slot_of(around, &kept->key)->is_known = false;
}

/* Before this nothing can be asked about any more when it is `now`. */
static int64_t horizon_of(const struct surroundings *around, int64_t now)
{
    int64_t back = around->wants.reach;
    return now < INT64_MIN + back ? INT64_MIN : now - back;
}

/* Gives up the series in which nothing can be asked about any more; at most once per horizon. */
static void sweep(struct surroundings *around)
{
    int64_t horizon = horizon_of(around, around->latest);
    size_t kept = 0;
    if (around->swept != WINTIME_NONE && around->swept > horizon) {
        return;
    }
    around->swept = around->latest;
    for (size_t i = 0; i < around->list_count; i++) {
        struct kept_series *k = around->list[i];
        const struct series *s = &k->series;
        if (s->count > 0 && series_at(s, s->count - 1)->time >= horizon) {
            around->list[kept++] = k;
            continue;
        }
        remove_series(around, k);
        drop_series(around, k);
    }
    around->list_count = kept;
}

static struct series *get_series(struct surroundings *around, const struct kept_key *key)
{
    struct kept_series *kept = find_series(around, key);
    if (kept) {
        return &kept->series;
    }
    if (around->list_count >= SURROUNDINGS_MAX_SERIES || account_is_full(&around->memory.bytes)) {
        sweep(around);
    }
    if (around->list_count >= SURROUNDINGS_MAX_SERIES || account_is_full(&around->memory.bytes)) {
        return NULL;
    }
    around->list = memory_grow(around->list, around->list_count, &around->list_cap,
                               sizeof(struct kept_series *));
    kept = memory_new(1, sizeof(*kept));
    account_take(&around->memory.bytes, KEPT_SIZE);
    kept->key = *key;
    around->list[around->list_count++] = kept;
    put_series(around, kept);
    return &kept->series;
}

static bool keep(struct surroundings *around, const struct kept_key *key, int64_t time,
                 bool is_marked, struct series_record *record)
{
    struct series *s = get_series(around, key);
    return s && series_add(s, time, is_marked, record, horizon_of(around, time), &around->memory);
}

const struct series *surroundings_series(const struct surroundings *around,
                                         const struct computer *computer,
                                         enum surroundings_what what, uint64_t value)
{
    struct kept_key key = {computer->machine, (uint32_t)what, value};
    const struct kept_series *kept = find_series(around, &key);
    return kept ? &kept->series : NULL;
}

/* --- events ---------------------------------------------------------------------------------- */

static bool is_wanted(const struct surroundings *around, const struct event *event)
{
    if (!wanted_has_id(around->wants.events, event->id) || event->time == WINTIME_NONE) {
        return false;
    }
    return !event->is_wmi_activity || event->id == EVENT_ID_PROVIDER_LOAD ||
           (event->id >= EVENT_ID_SUBSCRIBED_PROVIDER &&
            event->id <= EVENT_ID_PERMANENT_SUBSCRIPTION);
}

static void note_time(struct surroundings *around, int64_t time)
{
    if (around->latest == WINTIME_NONE || time > around->latest) {
        around->latest = time;
    }
}

/* Keeps an event for each question that it answers. */
static void keep_event(struct surroundings *around, const struct computer *computer,
                       const struct surroundings_event *seen)
{
    size_t count, dropped = 0;
    const uint32_t *numbers = wanted_answer(around->wants.events, seen, &count);
    if (count == 0) {
        return;
    }
    struct surroundings_event *kept = surroundings_keep(&around->memory, seen);
    for (size_t i = 0; i < count; i++) {
        struct kept_key key = {computer->machine, SURROUNDINGS_EVENTS, numbers[i]};
        dropped += !keep(around, &key, seen->time, false, &kept->record);
    }
    around->dropped += dropped > 0;
    if (dropped == count) {
        series_drop_record(&around->memory, &kept->record);
    }
}

void surroundings_event(struct surroundings *around, const struct event *event)
{
    if (!is_wanted(around, event)) {
        return;
    }
    struct computer *computer = get_computer(around, event->computer);
    if (!computer) {
        around->dropped++;
        return;
    }
    computers_saw(computer, event->time);
    note_time(around, event->time);
    struct surroundings_data list;
    struct surroundings_event seen = {.time = event->time, .data = list.data};
    seen.provider = intern_text(&around->texts, event->provider);
    seen.evidence = (struct evidence){.origin = event->origin,
                                      .event_id = event->id,
                                      .channel = intern_text(&around->texts, event->channel)};
    if (!event->is_wmi_activity) {
        seen.evidence.provider = seen.provider;
    }
    seen.data_count = surroundings_list_data(event, &list);
    keep_event(around, computer, &seen);
}

uint32_t surroundings_question(const struct surroundings *around,
                               const struct condition_details *near)
{
    return wanted_first(around->wants.events, near);
}

uint32_t surroundings_met(const struct surroundings *around)
{
    return wanted_met(around->wants.events);
}

void surroundings_rename(struct surroundings *around, uint32_t from, uint32_t to)
{
    for (size_t i = 0; from != to && i < around->list_count; i++) {
        struct kept_series *k = around->list[i];
        if (k->key.machine != from) {
            continue;
        }
        /* Events of other logs may have come under the new name first. */
        struct kept_key key = k->key;
        key.machine = to;
        if (!find_series(around, &key)) {
            remove_series(around, k);
            k->key = key;
            put_series(around, k);
        }
    }
}

/* --- failures -------------------------------------------------------------------------------- */

static bool is_crowded(const struct surroundings *around)
{
    return account_pool_is_crowded(around->memory.bytes.pool);
}

/* Small, as it is kept for each of many failures; no more than conditions can tell. */
static uint16_t lasted_steps(const struct failure *f)
{
    const int64_t ms = f->has_duration ? f->duration / WINTIME_TICKS_PER_MS : 0;
    const int64_t steps = (ms + LASTED_STEP / 2) / LASTED_STEP;
    return steps < 0 || steps > UINT16_MAX ? 0 : (uint16_t)steps;
}

static void follow(struct surroundings *around, const struct kept_key *key, const struct failure *f)
{
    const int64_t time = f->time;
    struct series_slot *slot = find(around, key);
    struct kept_times *r = slot->times;
    int64_t near = (int64_t)NEXT_TIME_SECONDS * WINTIME_TICKS_PER_SECOND;
    if (!r) {
        if (around->times.count >= SURROUNDINGS_MAX_FOLLOWED || is_crowded(around)) {
            around->dropped++;
            return;
        }
        r = arena_alloc(&around->arena, sizeof(*r));
        r->key = *key;
        slot->times = r;
        map_set(&around->times, VIEW_BYTES(r->key), r);
    }
    if (r->count > 0 && time < r->times[r->count - 1] + near) {
        uint16_t *lasted = &r->lasted[r->count - 1];
        *lasted = *lasted == 0 && time > r->times[r->count - 1] - near ? lasted_steps(f) : *lasted;
        return; /* the other log's event of the same failure, one of a burst, or one out of order */
    }
    if (r->count == SURROUNDINGS_MAX_TIMES) {
        memmove(&r->times[0], &r->times[1], (SURROUNDINGS_MAX_TIMES - 1) * sizeof(r->times[0]));
        memmove(&r->lasted[0], &r->lasted[1], (SURROUNDINGS_MAX_TIMES - 1) * sizeof(r->lasted[0]));
        r->count--;
    }
    r->lasted[r->count] = lasted_steps(f);
    r->times[r->count++] = time;
}

static void keep_failure(struct surroundings *around, const struct computer *computer,
                         const struct failure *f, const struct failure_marks *marks,
                         enum surroundings_side side)
{
    struct surroundings_failure *kept = series_new_record(&around->memory, sizeof(*kept));
    *kept = (struct surroundings_failure){
        .record = kept->record,
        .time = f->time,
        .code = f->result,
        .family = f->family,
        .phase = f->phase,
        .side = side,
        .marks = *marks,
        .evidence = f->evidence[0],
    };
    kept->evidence.channel = intern_text(&around->texts, kept->evidence.channel);
    const struct asked *asked = &around->wants.failures;
    const struct {
        bool is_asked;
        enum surroundings_what what;
        uint64_t value;
    } places[] = {{asked_has_code(asked, f->result), SURROUNDINGS_CODE, f->result},
                  {asked->families[f->family], SURROUNDINGS_FAMILY, (uint64_t)f->family},
                  {asked->is_all, SURROUNDINGS_ALL, 0},
                  {asked->is_alike, SURROUNDINGS_ALIKE, marks->fingerprint}};
    bool is_kept = false;
    for (size_t i = 0; i < COUNT_OF(places); i++) {
        struct kept_key key = {computer->machine, (uint32_t)places[i].what, places[i].value};
        bool is_counted = places[i].what == SURROUNDINGS_ALIKE;
        if (!places[i].is_asked) {
            continue;
        }
        if (!keep(around, &key, f->time, side == SURROUNDINGS_SIDE_TRACE,
                  is_counted ? NULL : &kept->record)) {
            around->dropped++;
        } else {
            is_kept |= !is_counted;
        }
    }
    if (!is_kept) {
        series_drop_record(&around->memory, &kept->record);
    }
}

void surroundings_failure(struct surroundings *around, const struct failure *f,
                          enum surroundings_side side)
{
    if (f->time == WINTIME_NONE) {
        return; /* nothing is known to be around it */
    }
    const struct computer *computer = get_computer(around, f->computer);
    if (!computer) {
        around->dropped++;
        return;
    }
    note_time(around, f->time);
    struct failure_marks marks = f->marks.is_set ? f->marks : marks_of(f);
    keep_failure(around, computer, f, &marks, side);
    if (around->wants.has_times) {
        struct kept_key key = {computer->machine, SURROUNDINGS_ALIKE, marks.fingerprint};
        follow(around, &key, f);
    }
}

size_t surroundings_times(const struct surroundings *around, const struct computer *computer,
                          uint64_t kind, int64_t times[SURROUNDINGS_MAX_TIMES])
{
    struct kept_key key = {computer->machine, SURROUNDINGS_ALIKE, kind};
    const struct kept_times *r = find(around, &key)->times;
    if (!r) {
        return 0;
    }
    memcpy(times, r->times, r->count * sizeof(times[0]));
    return r->count;
}

size_t surroundings_durations(const struct surroundings *around, const struct computer *computer,
                              uint64_t kind, uint32_t durations[SURROUNDINGS_MAX_TIMES])
{
    struct kept_key key = {computer->machine, SURROUNDINGS_ALIKE, kind};
    const struct kept_times *r = find(around, &key)->times;
    if (!r) {
        return 0;
    }
    for (size_t i = 0; i < r->count; i++) {
        durations[i] = r->lasted[i] * (uint32_t)LASTED_STEP;
    }
    return r->count;
}

/* --- successes ------------------------------------------------------------------------------- */

static void note_success(struct surroundings *around, const struct computer *computer,
                         enum surroundings_success success, uint64_t value, int64_t time)
{
    struct kept_key key = {computer->machine, (uint32_t)success, value};
    struct success_seen *seen = map_get(&around->successes, VIEW_BYTES(key));
    if (value == 0) {
        return;
    }
    if (seen) {
        seen->first = time < seen->first ? time : seen->first;
        seen->latest[seen->count++ % SURROUNDINGS_SUCCESS_TIMES] = time;
        return;
    }
    if (around->successes.count >= SURROUNDINGS_MAX_SUCCESSES || is_crowded(around)) {
        around->dropped++;
        return;
    }
    seen = arena_alloc(&around->arena, sizeof(*seen));
    *seen = (struct success_seen){.key = key, .first = time, .latest = {time}, .count = 1};
    map_set(&around->successes, VIEW_BYTES(seen->key), seen);
}

void surroundings_success(struct surroundings *around, const struct surroundings_worked *worked)
{
    const int64_t time = worked->time;
    const struct operation_text *operation = worked->operation;
    const struct computer *where =
        time != WINTIME_NONE ? get_computer(around, worked->computer) : NULL;
    if (!where) {
        return;
    }
    uint64_t machine = marks_hash(computer_name_label(worked->client_machine));
    struct view place =
        view_is_empty(operation->name_space) ? worked->name_space : operation->name_space;
    uint64_t name_space_hash = marks_namespace_hash(place);
    note_success(around, where, SURROUNDINGS_NAMESPACE_WORKED, name_space_hash, time);
    if (operation->type == OPERATION_TYPE_CONNECT) {
        note_success(around, where, SURROUNDINGS_CONNECT_WORKED, machine, time);
        return;
    }
    recent_note(around->requests, where->machine,
                marks_both(marks_hash(operation->text), marks_hash(worked->user)), time);
    note_success(around, where, SURROUNDINGS_USER_WORKED,
                 marks_both(name_space_hash, marks_hash(worked->user)), time);
    if (!view_ends_nocase(operation->verb, VIEW("Async"))) {
        note_success(around, where, SURROUNDINGS_SYNC_WORKED, machine, time);
    }
}

int64_t surroundings_first_success(const struct surroundings *around,
                                   const struct computer *computer,
                                   enum surroundings_success success, uint64_t value)
{
    struct kept_key key = {computer->machine, (uint32_t)success, value};
    const struct success_seen *seen = map_get(&around->successes, VIEW_BYTES(key));
    return seen ? seen->first : WINTIME_NONE;
}

bool surroundings_succeeded(const struct surroundings *around, const struct computer *computer,
                            enum surroundings_success success, uint64_t value, int64_t from,
                            int64_t to)
{
    if (success == SURROUNDINGS_REQUEST_WORKED) {
        return recent_has(around->requests, computer->machine, value, from, to);
    }
    struct kept_key key = {computer->machine, (uint32_t)success, value};
    const struct success_seen *seen = map_get(&around->successes, VIEW_BYTES(key));
    for (size_t i = 0; seen && i < seen->count && i < SURROUNDINGS_SUCCESS_TIMES; i++) {
        if (seen->latest[i] >= from && seen->latest[i] <= to) {
            return true;
        }
    }
    return false;
}

/* A ring of records with an index by their numbers. Only hashes are kept of their texts, so that
 * the memory of their batches is not held. */
#include "analyzer/input/recent.h"

#include <stdlib.h>

#include "parsers/base/map.h"
#include "parsers/base/memory.h"

/* Some exporters cut times to microseconds, or calculate them with too few digits. */
enum { SAME_TIME_TICKS = 30 };

void recent_init(struct recent *r)
{
    *r = (struct recent){.records = memory_new(RECENT_MAX, sizeof(struct recent_record))};
    map_seed(r->seed);
    buffer_init(&r->log, BUFFER_NO_MAX);
}

void recent_release(struct recent *r)
{
    free(r->records);
    buffer_release(&r->log);
    *r = (struct recent){0};
}

/* Takes away a text and the NUL behind it from the start of `rest`; false when it is another. */
static bool take(struct view *rest, struct view text)
{
    bool is_same = rest->len > text.len && rest->data[text.len] == '\0' &&
                   view_equal(view_slice(*rest, 0, text.len), text);
    *rest = view_from(*rest, text.len + 1);
    return is_same;
}

/* Mostly the log of the event before. */
static uint64_t log_of(struct recent *r, const struct event *e)
{
    const struct view texts[] = {e->computer, e->channel, e->provider};
    struct view rest = buffer_view(&r->log);
    bool is_same = true;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]) && is_same; i++) {
        is_same = take(&rest, texts[i]);
    }
    if (!is_same) {
        buffer_clear(&r->log);
        for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
            buffer_add(&r->log, texts[i]);
            buffer_add_char(&r->log, '\0');
        }
        r->log_hash = map_hash(r->seed, buffer_view(&r->log));
    }
    return r->log_hash;
}

static bool is_same_time(int64_t a, int64_t b)
{
    static const int64_t units[] = {WINTIME_TICKS_PER_MS, WINTIME_TICKS_PER_SECOND};
    int64_t apart = a > b ? a - b : b - a;
    bool is_same = apart <= SAME_TIME_TICKS;
    for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
        bool is_coarse = wintime_reading(a) % units[i] == 0 || wintime_reading(b) % units[i] == 0;
        is_same = is_same || (is_coarse && apart < units[i]);
    }
    return is_same;
}

static uint16_t *bucket_of(struct recent *r, uint64_t record_id, uint16_t id)
{
    return &r->buckets[(record_id * 31 + id) % RECENT_MAX];
}

/* Takes the oldest record, whose place is wanted, out of its bucket, where it is the last. */
static void forget(struct recent *r, size_t place)
{
    const struct recent_record *record = &r->records[place];
    uint16_t *link = bucket_of(r, record->record_id, record->id);
    while (*link != 0 && *link != place + 1) {
        link = &r->records[*link - 1].next;
    }
    *link = 0;
}

bool recent_meets(struct recent *r, const struct event *e)
{
    if (e->record_id == 0 || e->time == WINTIME_NONE) {
        return false;
    }
    struct recent_record met = {log_of(r, e), e->record_id, e->time, e->id, 0};
    uint16_t *bucket = bucket_of(r, e->record_id, e->id);
    for (uint16_t i = *bucket; i != 0; i = r->records[i - 1].next) {
        const struct recent_record *other = &r->records[i - 1];
        if (other->record_id == met.record_id && other->id == met.id && other->log == met.log &&
            is_same_time(other->time, met.time)) {
            return true;
        }
    }
    size_t place = r->count % RECENT_MAX;
    if (r->count >= RECENT_MAX) {
        forget(r, place);
    }
    met.next = *bucket;
    r->records[place] = met;
    *bucket = (uint16_t)(place + 1);
    r->count++;
    return false;
}

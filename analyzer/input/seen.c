/* Hashes and times of records, in memory that does not grow with the input. */
#include "analyzer/input/seen.h"

#include <stdlib.h>
#include <string.h>

#include "parsers/base/count.h"
#include "parsers/base/hash/map.h"
#include "parsers/base/memory.h"

enum {
    /* Records whose numbers follow each other stand in one row of a table, which is a page of
     * memory: one by one all over the table they take 9 % of the time of `analyze -j 1` on a log of
     * tests/bench/make_evtx. */
    ROW = 256,
    ROWS = 2 * SEEN_EVENTS / ROW, /* half of the slots stay empty */
    STEPS = 8,                    /* slots that are looked at in a row before the next one */
    PAGE = ROW * sizeof(struct seen_record),
    /* Some exporters cut times to microseconds, or calculate them with too few digits. */
    SAME_TIME_TICKS = 30,
    FARTHEST_ZONE_HOURS = 14,
};

void seen_init(struct seen *s, struct account_pool *pool)
{
    *s = (struct seen){.pool = pool};
    map_seed(s->seed);
    buffer_init(&s->names, BUFFER_NO_MAX);
}

static void table_release(struct seen_table *table)
{
    free(table->memory);
    free(table->is_used);
}

void seen_release(struct seen *s)
{
    table_release(&s->now);
    table_release(&s->before);
    buffer_release(&s->names);
}

/* Takes away a text and the NUL behind it from the start of `rest`; false when it is another. */
static bool take(struct view *rest, struct view text)
{
    bool is_same = rest->len > text.len && rest->data[text.len] == '\0' &&
                   view_equal(view_slice(*rest, 0, text.len), text);
    *rest = view_from(*rest, text.len + 1);
    return is_same;
}

/* A hash of the names of the log that the event stands in; calculated anew only when they are
 * others than those of the event before. */
static uint64_t hash_names(struct seen *s, const struct event *e)
{
    struct view rest = buffer_view(&s->names);
    if (!take(&rest, e->computer) || !take(&rest, e->channel) || !take(&rest, e->provider)) {
        const struct view names[] = {e->computer, e->channel, e->provider};
        buffer_clear(&s->names);
        for (size_t i = 0; i < COUNT_OF(names); i++) {
            buffer_add(&s->names, names[i]);
            buffer_add_char(&s->names, '\0');
        }
        s->names_hash = map_hash(s->seed, buffer_view(&s->names));
        s->row_hash = 0;
    }
    return s->names_hash;
}

/* A hash of the log and of the row that the record's number is in; mostly that of the event before.
 * Never 0. */
static uint64_t hash_row(struct seen *s, const struct event *e)
{
    const uint64_t words[] = {hash_names(s, e), e->record_id / ROW};
    if (s->row_hash == 0 || words[1] != s->row) {
        s->row = words[1];
        s->row_hash = map_hash(s->seed, VIEW_BYTES(words)) | 1;
    }
    return s->row_hash;
}

/* A time of a clock in an unknown zone may be one in UTC, some quarters of an hour off. */
static int64_t without_zone(int64_t a, int64_t b, int64_t apart)
{
    const int64_t quarter = INT64_C(900) * WINTIME_TICKS_PER_SECOND;
    if (wintime_is_local(a) == wintime_is_local(b)) {
        return apart;
    }
    apart = wintime_reading(a) - wintime_reading(b);
    apart = apart < 0 ? -apart : apart;
    if (apart > FARTHEST_ZONE_HOURS * 4 * quarter + WINTIME_TICKS_PER_SECOND) {
        return apart;
    }
    return apart % quarter < quarter / 2 ? apart % quarter : quarter - apart % quarter;
}

static bool is_same_time(int64_t a, int64_t b)
{
    static const int64_t units[] = {WINTIME_TICKS_PER_MS, WINTIME_TICKS_PER_SECOND};
    int64_t apart = without_zone(a, b, a > b ? a - b : b - a);
    bool is_same = apart <= SAME_TIME_TICKS;
    for (size_t i = 0; i < COUNT_OF(units); i++) {
        bool is_coarse = wintime_reading(a) % units[i] == 0 || wintime_reading(b) % units[i] == 0;
        is_same = is_same || (is_coarse && apart < units[i]);
    }
    return is_same;
}

/* Zeroes a row when its first record comes: where memory that the system gave is read before it is
 * written, there are two page faults, and the second one interrupts the other processors. */
static void clear_row(struct seen_table *table, size_t row)
{
    memset(table->rows + row * ROW, 0, ROW * sizeof(*table->rows));
    table->is_used[row] = true;
}

/* Where the record stands, or the empty slot for it; NULL when too many of its number do, or when
 * none can stand there and none `is_added`. A row that is full has another one behind it. */
static struct seen_record *find(struct seen_table *table, uint64_t hash, uint64_t number,
                                const struct seen_record *wanted, bool is_added)
{
    const size_t column = (size_t)(number ^ hash >> 40);
    for (size_t i = 0; i < SEEN_SAME_NUMBER; i++) {
        const size_t row = ((size_t)(hash >> 8) + i / STEPS * ((size_t)(hash >> 24) | 1)) % ROWS;
        if (!table->is_used[row]) {
            if (!is_added) {
                return NULL;
            }
            clear_row(table, row);
        }
        struct seen_record *slot = &table->rows[row * ROW + (column + i % STEPS) % ROW];
        if (slot->key == 0 ||
            (slot->key == wanted->key && is_same_time(slot->time, wanted->time))) {
            return slot;
        }
    }
    return NULL;
}

/* Rows start with pages. */
static void table_init(struct seen *s, struct seen_table *table)
{
    const size_t bytes = (size_t)ROWS * ROW * sizeof(*table->rows);
    table->memory = memory_resize(NULL, bytes + PAGE, 1);
    table->rows =
        (struct seen_record *)(void *)(table->memory + PAGE - (uintptr_t)table->memory % PAGE);
    table->is_used = memory_new(ROWS, sizeof(*table->is_used));
    account_pool_note(s->pool, bytes);
}

static void turn(struct seen *s)
{
    struct seen_table older = s->before;
    if (older.rows) {
        memset(older.is_used, 0, ROWS * sizeof(*older.is_used));
    } else {
        table_init(s, &older);
    }
    s->before = s->now;
    s->now = older;
    s->count = 0;
}

bool seen_add(struct seen *s, const struct event *e)
{
    if (e->record_id == 0 || e->time == WINTIME_NONE) {
        return false;
    }
    const uint64_t hash = hash_row(s, e), number = e->record_id;
    const struct seen_record record = {(hash ^ (uint64_t)e->id << 48) / ROW * ROW | number % ROW,
                                       e->time};
    if (!s->now.rows || s->count == SEEN_EVENTS) {
        turn(s);
    }
    struct seen_record *slot = find(&s->now, hash, number, &record, true);
    const struct seen_record *old =
        s->before.rows ? find(&s->before, hash, number, &record, false) : NULL;
    if ((slot && slot->key != 0) || (old && old->key != 0)) {
        return true;
    }
    if (slot) {
        *slot = record;
        s->count++;
    }
    return false;
}

/* Batches: the events of one block and what is said about them. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "parsers/base/memory.h"
#include "parsers/event/reader.h"
#include "parsers/event/templates.h"

enum {
    MESSAGE_SIZE = 256,
    ARENA_SIZE = 32 * 1024,
    MAX_KEPT_XML = 1 << 20,
    MAX_KEPT_SCRATCH = 768 << 10
};

void batch_init(struct batch *b)
{
    *b = (struct batch){.first = WINTIME_NONE, .last = WINTIME_NONE};
    arena_init(&b->arena, ARENA_SIZE);
    buffer_init(&b->xml, BUFFER_NO_MAX);
    for (size_t i = 0; i < BATCH_SCRATCH; i++) {
        buffer_init(&b->scratch[i], BUFFER_NO_MAX);
    }
}

void batch_release(struct batch *b)
{
    arena_release(&b->arena);
    buffer_release(&b->xml);
    for (size_t i = 0; i < BATCH_SCRATCH; i++) {
        buffer_release(&b->scratch[i]);
    }
    free(b->events);
    b->events = NULL;
    b->event_count = b->event_cap = 0;
}

void batch_trim_one(struct buffer *scratch)
{
    if (scratch->cap > MAX_KEPT_SCRATCH) {
        buffer_release(scratch);
    }
}

void batch_trim(struct batch *b)
{
    for (size_t i = 0; i < BATCH_SCRATCH; i++) {
        batch_trim_one(&b->scratch[i]);
    }
}

void batch_clear(struct batch *b)
{
    arena_clear(&b->arena);
    if (b->xml.cap > MAX_KEPT_XML) {
        buffer_release(&b->xml);
    }
    buffer_clear(&b->xml);
    b->event_count = b->count_count = b->problem_count = b->run_count = 0;
    b->has_odd_numbers = b->is_puzzled = false;
    b->set_back = 0;
    b->records = b->read = b->wmi_events = 0;
    b->damaged = b->repaired = b->code_page = b->incomplete = 0;
    b->more_counts = b->more_problems = 0;
    b->first = b->last = WINTIME_NONE;
}

/* The values, of which only those of the layout are set, come last. */
_Static_assert(offsetof(struct event, values) + sizeof(((struct event *)0)->values) ==
                   sizeof(struct event),
               "an event ends with its values");

struct event *batch_add_header(struct batch *b, const struct event *header)
{
    b->events = memory_grow(b->events, b->event_count, &b->event_cap, sizeof(*b->events));
    struct event *e = &b->events[b->event_count++];
    size_t fields = header->layout ? header->layout->field_count : 0;
    memcpy(e, header, offsetof(struct event, values));
    memset(e->values, 0, fields * sizeof(e->values[0]));
    return e;
}

void batch_end_xml(struct batch *b, size_t start, bool wants_lines)
{
    if (wants_lines) {
        buffer_add_char(&b->xml, '\n');
    }
    b->events[b->event_count - 1].xml = (struct view){NULL, b->xml.len - start};
}

void batch_settle_xml(struct batch *b)
{
    size_t start = 0;
    /* A byte behind them, so that the texts of another batch cannot seem to follow. */
    buffer_reserve(&b->xml, 1);
    for (size_t i = 0; i < b->event_count; i++) {
        struct view *xml = &b->events[i].xml;
        *xml = view_slice(buffer_view(&b->xml), start, start + xml->len);
        start += xml->len;
    }
}

int64_t reader_time(const struct reader_clock *clock, int64_t ticks)
{
    int64_t time = ticks - clock->ahead;
    return !clock->has_offset ? wintime_local(ticks) : time < 0 ? 0 : time;
}

static void widen_times(struct batch *b, int64_t time)
{
    if (time == WINTIME_NONE) {
        return;
    }
    if (b->first == WINTIME_NONE || time < b->first) {
        b->first = time;
    }
    if (b->last == WINTIME_NONE || time > b->last) {
        b->last = time;
    }
}

static void count_events(struct batch *b, struct view provider, struct view channel, uint64_t count)
{
    b->read += count;
    for (size_t i = 0; i < b->count_count; i++) {
        if (view_equal(b->counts[i].provider, provider) &&
            view_equal(b->counts[i].channel, channel)) {
            b->counts[i].count += count;
            return;
        }
    }
    if (b->count_count == BATCH_MAX_COUNTS) {
        b->more_counts += count;
        return;
    }
    b->counts[b->count_count++] = (struct event_count){arena_copy(&b->arena, provider),
                                                       arena_copy(&b->arena, channel), count};
}

void batch_count_event(struct batch *b, struct view provider, struct view channel, int64_t time)
{
    widen_times(b, time);
    count_events(b, provider, channel, 1);
}

void batch_count_others(struct batch *b, struct view provider, uint64_t count, int64_t first,
                        int64_t last)
{
    if (count > 0) {
        widen_times(b, first);
        widen_times(b, last);
        count_events(b, provider, VIEW_NONE, count);
    }
}

void batch_note_set_back(struct batch *b, int64_t ticks)
{
    b->set_back = ticks > b->set_back ? ticks : b->set_back;
}

void batch_note_number(struct batch *b, uint64_t number, int64_t time)
{
    struct batch_run *run = b->run_count > 0 ? &b->runs[b->run_count - 1] : NULL;
    if (run && number <= run->to) {
        b->has_odd_numbers = true;
    } else if (run && (number == run->to + 1 || b->run_count == BATCH_MAX_RUNS)) {
        run->to = number;
        run->last = time;
    } else {
        b->runs[b->run_count++] = (struct batch_run){number, number, time, time};
    }
}

__attribute__((format(printf, 3, 0))) static void note_problem(struct batch *b, uint64_t offset,
                                                               const char *format, va_list args)
{
    if (b->problem_count == BATCH_MAX_PROBLEMS) {
        b->more_problems++;
        return;
    }
    char message[MESSAGE_SIZE];
    const int whole = vsnprintf(message, sizeof(message), format, args);
    struct view text = view_of(message);
    if (whole >= (int)sizeof(message)) {
        /* It may be cut in the middle of a character. */
        text = view_slice(text, 0, text_utf8_valid_len(text));
        text = arena_format(&b->arena, "%.*s ...", VIEW_ARG(text));
    }
    b->problems[b->problem_count++] = (struct batch_problem){offset, arena_copy(&b->arena, text)};
}

void batch_problem(struct batch *b, uint64_t offset, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    note_problem(b, offset, format, args);
    va_end(args);
}

void batch_damage(struct batch *b, uint64_t offset, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    b->records++;
    b->damaged++;
    note_problem(b, offset, format, args);
    va_end(args);
}

void batch_repair(struct batch *b, uint64_t offset, const struct batch_repair *repairs,
                  size_t count)
{
    struct buffer text;
    buffer_init(&text, BUFFER_NO_MAX);
    for (size_t i = 0; i < count; i++) {
        const struct batch_repair *r = &repairs[i];
        if (r->count > 0) {
            buffer_format(&text, "%s%zu %s", text.len > 0 ? ", " : "", r->count,
                          r->count > 1 ? r->many : r->one);
        }
    }
    if (text.len > 0) {
        b->repaired++;
        batch_problem(b, offset, "repaired: %.*s", VIEW_ARG(buffer_view(&text)));
    }
    buffer_release(&text);
}

/* Times of one moment, in whole seconds or finer; one may be of a clock in an unknown zone, some
 * quarters of an hour off. */
static bool is_same_moment(int64_t a, int64_t b)
{
    const int64_t quarter = INT64_C(900) * WINTIME_TICKS_PER_SECOND;
    if (a == WINTIME_NONE || b == WINTIME_NONE) {
        return false;
    }
    int64_t apart = wintime_reading(a) - wintime_reading(b);
    apart = apart < 0 ? -apart : apart;
    if (wintime_is_local(a) != wintime_is_local(b)) {
        apart %= quarter;
        apart = apart < quarter / 2 ? apart : quarter - apart;
    }
    return apart < WINTIME_TICKS_PER_SECOND;
}

/* True when two events of one layout have the same data, an id among them that tells operations
 * apart. */
static bool has_same_data(const struct event *a, const struct event *b)
{
    bool has_id = false;
    for (size_t i = 0; i < a->layout->field_count; i++) {
        const struct event_value *one = &a->values[i], *other = &b->values[i];
        if (one->is_number != other->is_number ||
            (one->is_number ? one->number != other->number : !view_equal(one->text, other->text))) {
            return false;
        }
        has_id |= a->layout->fields[i].field == EVENT_FIELD_CORRELATION_ID &&
                  view_find(one->text, VIEW("{"), 0) == 0 &&
                  view_find(one->text, VIEW("{00000000-"), 0) != 0;
    }
    return has_id;
}

enum { MOST_COPIES = 512 }; /* and records, that are compared with each other */

static bool has_numbered(const struct batch *b)
{
    size_t i = 0;
    while (i < b->event_count && i < MOST_COPIES && b->events[i].record_id == 0) {
        i++;
    }
    return i < b->event_count && i < MOST_COPIES;
}

void batch_know_copies(struct batch *b)
{
    size_t copies = 0;
    if (!has_numbered(b)) {
        return;
    }
    for (size_t i = 0; i < b->event_count && copies < MOST_COPIES; i++) {
        struct event *copy = &b->events[i];
        if (copy->record_id != 0 || !copy->layout) {
            continue;
        }
        copies++;
        for (size_t j = 0; j < b->event_count && j < MOST_COPIES; j++) {
            const struct event *record = &b->events[j];
            if (record->record_id != 0 && record->layout == copy->layout &&
                is_same_moment(record->time, copy->time) && has_same_data(copy, record)) {
                copy->record_id = record->record_id;
                copy->time = record->time;
                copy->computer = record->computer;
                copy->channel = record->channel;
                break;
            }
        }
    }
}

/* The reader of event traces: what such a file looks like, its buffers, and what is said of them.
 */
#include <string.h>

#include "parsers/base/cursor.h"
#include "parsers/etl/buffer.h"
#include "parsers/etl/etl.h"
#include "parsers/etl/place.h"
#include "parsers/etl/reading.h"
#include "parsers/etl/session.h"
#include "parsers/etl/walk.h"
#include "parsers/etl/xpress.h"

enum {
    MIN_BUFFER = 1024,
    MAX_LEFT = 8, /* packed bytes behind all events: flags of no further use; 4 in real traces */
};

/* A file whose head is lost: two buffers of one size where they should stand, which start with
 * events. Its times are lost with it. */
static bool recognise_headless(struct view head, struct reader_input *input)
{
    for (uint32_t size = MIN_BUFFER; size <= head.len / 3; size *= 2) {
        struct trace_session s = {.buffer_size = size};
        struct etl_buffer b;
        struct view first = view_from(head, size);
        struct view second = view_from(head, 2 * size);
        if (etl_buffer_read(first, &s, &b) && b.size == size && etl_buffer_read(second, &s, &b) &&
            b.size == size && etl_is_event(view_from(first, ETL_BUFFER_HEADER_SIZE)) &&
            etl_is_event(view_from(second, ETL_BUFFER_HEADER_SIZE))) {
            input->trace = s;
            input->is_headless = true;
            return true;
        }
    }
    return false;
}

static bool recognise(struct view head, struct reader_input *input)
{
    struct trace_session s = {0};
    struct etl_buffer b;
    if (!etl_buffer_read(head, &s, &b) ||
        !etl_session_read(view_from(head, ETL_BUFFER_HEADER_SIZE), &s)) {
        return recognise_headless(head, input);
    }
    /* The buffer tells its own size at least as well as the record in it. */
    if (!s.is_compressed || s.buffer_size < b.size) {
        s.buffer_size = b.size;
    }
    input->trace = s;
    return true;
}

static size_t boundary(const struct reader_input *input, struct view data, uint64_t at, size_t from)
{
    return etl_buffer_find(data, &input->trace, at, from);
}

/* Windows fills the rest of a buffer with 0xFF (measured, of 502): an event there tells that the
 * header is damaged which says where they end. */
static void tell_rest(struct etl_reading *r, struct view rest, uint64_t offset)
{
    const struct etl_walk walk = {.data = rest};
    struct etl_record record;
    if (etl_walk_peek(&walk, &record) && record.bytes.len == record.size) {
        etl_reading_lose(r, offset, rest.len, "events stand behind what the buffer says to hold");
    }
}

static void take_plain(struct etl_reading *r, const struct etl_buffer *b, struct view bytes,
                       uint64_t offset)
{
    size_t len = b->filled < bytes.len ? b->filled : bytes.len;
    if (b->filled > b->size) {
        batch_problem(r->batch, offset, "the buffer claims %u bytes with events but has %u",
                      (unsigned)b->filled, (unsigned)b->size);
    } else if (b->filled > bytes.len && bytes.len < ETL_PIECE) {
        /* Longer ones come in pieces of whole events: where the file ends, one of them is cut. */
        batch_problem(r->batch, offset, "the file ends in this buffer, %zu bytes before its events",
                      b->filled - bytes.len);
    }
    etl_reading_take(r, view_slice(bytes, ETL_BUFFER_HEADER_SIZE, len),
                     offset + ETL_BUFFER_HEADER_SIZE);
    tell_rest(r, view_from(bytes, len), offset + len);
}

/* Unpacks up to `room` bytes piece by piece and takes their events; gives how many there were, and
 * how many packed ones are `left`. */
static size_t unpack(struct etl_reading *r, struct view packed, size_t room, uint64_t offset,
                     size_t *left)
{
    struct buffer *memory = &r->batch->scratch[ETL_SCRATCH_BYTES];
    struct etl_xpress stream;
    size_t total = 0, made = 0, taken = 0;
    bool is_last = false;
    etl_xpress_start(&stream, packed);
    buffer_clear(memory);
    buffer_reserve(memory, ETL_UNPACKED);
    while (!is_last) {
        size_t wanted = ETL_UNPACKED - made < room - total ? ETL_UNPACKED - made : room - total;
        size_t got = etl_xpress_more(&stream, memory->data, made, made + wanted) - made;
        total += got;
        made += got;
        is_last = got < wanted || total == room;
        struct view events = {memory->data + taken, made - taken};
        taken += etl_reading_take_part(r, events, offset, is_last);
        /* What matches may refer to stays, and an event that is not all there. */
        size_t history = made > ETL_XPRESS_HISTORY ? made - ETL_XPRESS_HISTORY : 0;
        size_t gone = history < taken ? history : taken;
        memmove(memory->data, memory->data + gone, made - gone);
        made -= gone;
        taken -= gone;
    }
    *left = cursor_left(&stream.c) + (stream.match_left > 0);
    return total;
}

/* What is there of a stream that is damaged is read. */
static void take_packed(struct etl_reading *r, const struct etl_buffer *b, struct view bytes,
                        uint64_t offset)
{
    struct view packed = view_from(bytes, ETL_BUFFER_HEADER_SIZE);
    size_t len = b->filled - ETL_BUFFER_HEADER_SIZE;
    size_t room = len / ETL_MAX_RATIO <= packed.len ? len : packed.len * ETL_MAX_RATIO;
    size_t left = 0;
    size_t made = unpack(r, packed, room, offset, &left);
    if (made < room) {
        etl_reading_lose(r, offset, len - made, "the buffer's compressed bytes end early");
    } else if (room < len) {
        etl_reading_lose(r, offset, len - made, "the buffer is compressed too well to be one");
    } else if (left > MAX_LEFT) {
        etl_reading_lose(r, offset, left, "the buffer's compressed bytes hold more than it says");
    }
}

static void take_buffer(struct etl_reading *r, const struct etl_buffer *b, struct view bytes,
                        uint64_t offset)
{
    etl_reading_start_buffer(r);
    if (b->flags & (ETL_BUFFER_EVENTS_LOST | ETL_BUFFER_BUFFERS_LOST)) {
        batch_problem(r->batch, offset, "events were lost before this buffer");
    }
    if (b->filled == ETL_BUFFER_HEADER_SIZE) {
        return;
    }
    (b->flags & ETL_BUFFER_COMPRESSED ? take_packed : take_plain)(r, b, bytes, offset);
}

static bool is_zero(struct view data)
{
    for (size_t i = 0; i < data.len; i++) {
        if (data.data[i] != 0) {
            return false;
        }
    }
    return true;
}

/* Whether another trace was put behind the first, whose buffers have another size. */
static bool is_head(struct view data)
{
    const struct trace_session any = {0};
    struct trace_session s;
    struct etl_buffer b;
    return etl_buffer_read(data, &any, &b) &&
           etl_session_read(view_from(data, ETL_BUFFER_HEADER_SIZE), &s);
}

/* Bytes that are no buffer. Space that was set aside and never written is none, and no loss. */
static void take_gap(struct etl_reading *r, struct view bytes, uint64_t offset)
{
    if (is_head(bytes)) {
        etl_reading_lose(r, offset, bytes.len,
                         "another trace begins here, with buffers of another size: it is not read; "
                         "give it as a file of its own");
    } else if (!is_zero(bytes)) {
        etl_reading_lose(r, offset, bytes.len, "no buffer where one should be");
    }
}

/* What the head knows of the trace as a whole. `size` of its file, 0 where it is not known. */
static void tell_head(const struct trace_session *s, uint64_t size, struct batch *batch)
{
    if (size > 0 && s->buffers > 0 && size <= (s->buffers - 1ULL) * s->buffer_size) {
        batch_problem(batch, 0,
                      "it seems to be cut off: the trace was closed with %u buffers of %u bytes",
                      (unsigned)s->buffers, (unsigned)s->buffer_size);
    }
    if (s->events_lost > 0 || s->buffers_lost > 0) {
        batch_problem(batch, 0, "lost while the trace was written: events %u, buffers %u",
                      (unsigned)s->events_lost, (unsigned)s->buffers_lost);
    }
    if (s->is_frequency_guessed) {
        batch_problem(batch, 0, "the frequency of the trace's clock is lost: times are a guess");
    }
    if (s->is_clock_guessed) {
        batch_problem(batch, 0, "the head of the trace names no known clock: times are a guess");
    }
    if (s->is_cycles) {
        batch_problem(batch, 0,
                      "the clock of the trace counts the processor's cycles, which is no even "
                      "measure of time: times and durations are rough");
    }
    if (s->is_appended && s->clock == TRACE_CLOCK_COUNTER) {
        batch_problem(batch, 0,
                      "the trace was appended to: times after its first session are wrong");
    }
}

static void parse(const struct reader_input *input, const struct block *block, struct batch *batch)
{
    struct etl_reading *r = etl_reading_start(batch, input);
    struct view left = block->data;
    uint64_t offset = block->offset;
    if (block->is_first && offset == 0 && input->is_headless) {
        batch_problem(
            batch, 0,
            "the head of the trace is damaged: the times are only good for the order of events");
    } else if (block->is_first && offset == 0) {
        tell_head(&input->trace, input->size, batch);
    }
    while (left.len > 0) {
        struct etl_buffer b;
        size_t len = left.len;
        /* In the middle of a buffer, the next piece of it. */
        if (offset % etl_buffer_step(&input->trace) > 0 && etl_is_event(left)) {
            etl_reading_take(r, left, offset);
        } else if (etl_buffer_read(left, &input->trace, &b)) {
            len = b.size < len ? b.size : len;
            take_buffer(r, &b, view_slice(left, 0, len), offset);
        } else {
            size_t next = etl_buffer_find(left, &input->trace, offset, 1);
            len = next < len ? next : len;
            take_gap(r, view_slice(left, 0, len), offset);
        }
        left = view_from(left, len);
        offset += len;
    }
    etl_reading_end(r);
    batch_settle_xml(batch);
    batch_trim(batch);
}

const struct reader etl_reader = {
    .name = "etl",
    .block_size = ETL_STREAM_BLOCK,
    .look_ahead = ETL_STREAM_BLOCK,
    .max_event_size = ETL_MAX_BUFFER,
    .recognise = recognise,
    .boundary = boundary,
    .first_time = etl_first_time,
    .next_place = etl_next_place,
    .parse = parse,
};

/* The reader of .evtx files: what such a file looks like, where its chunks stand, and what is said
 * about them. */
#include <stdlib.h>

#include "parsers/base/cursor.h"
#include "parsers/base/memory.h"
#include "parsers/event/source.h"
#include "parsers/evtx/binxml/evtx.h"
#include "parsers/evtx/chunk.h"
#include "parsers/evtx/learn.h"
#include "parsers/evtx/record.h"

enum {
    CHUNK_COUNT_AT = 0x2A,
    FLAGS_AT = 0x78,
    XML_OF_A_BYTE = 3, /* more than chunks mostly need; what is not used costs nothing */
    QUICK_SIZE = 4096, /* a chunk's header, and mostly its first record */
};

static bool has_file_signature(struct view data)
{
    return view_starts(data, VIEW("ElfFile\0"));
}

static bool has_chunk_at(struct view data, size_t offset)
{
    return view_starts(view_from(data, offset), VIEW("ElfChnk\0"));
}

static bool has_right_checksum(struct view header, uint32_t flags, uint32_t crc)
{
    return (flags & EVTX_FLAG_NO_CRC) ||
           crc == evtx_crc32(0, view_slice(header, 0, EVTX_FILE_CHECKED_LEN));
}

/* Where the chunks end that an intact header counts; 0 for another header. */
static uint64_t counted_end(struct view header)
{
    struct cursor c = cursor_over(header);
    cursor_seek(&c, CHUNK_COUNT_AT);
    uint64_t chunks = cursor_u16(&c);
    cursor_seek(&c, FLAGS_AT);
    uint32_t flags = cursor_u32(&c);
    bool is_intact =
        has_file_signature(header) && has_right_checksum(header, flags, cursor_u32(&c));
    return is_intact ? EVTX_FILE_HEADER_SIZE + chunks * EVTX_CHUNK_SIZE : 0;
}

/* A damaged file header is no reason to give up the chunks after it. */
static bool recognise(struct view head, struct reader_input *input)
{
    /* What was carved from a disk or from memory may have lost it. */
    input->is_headless = !has_file_signature(head) && has_chunk_at(head, 0);
    input->counted_end = counted_end(head);
    return input->is_headless || has_file_signature(head) ||
           has_chunk_at(head, EVTX_FILE_HEADER_SIZE);
}

static size_t boundary(const struct reader_input *input, struct view data, uint64_t at, size_t from)
{
    uint64_t header = input->is_headless ? 0 : EVTX_FILE_HEADER_SIZE;
    uint64_t place = at + from;
    uint64_t chunk = 0;
    if (place > header) {
        chunk = (place - header + EVTX_CHUNK_SIZE - 1) / EVTX_CHUNK_SIZE;
    }
    uint64_t next = header + chunk * EVTX_CHUNK_SIZE;
    return next >= at && next - at < data.len ? (size_t)(next - at) : SIZE_MAX;
}

/* Made with a template, as those are that were written where their events happened. */
static bool is_instance(struct view chunk, const struct evtx_record *record)
{
    struct cursor c = cursor_over(chunk);
    cursor_seek(&c, record->offset + EVTX_RECORD_HEADER_SIZE + 4);
    return cursor_u8(&c) == 0x0C;
}

/* The records of a forwarded log were written long after their events. */
static bool event_time(struct view chunk, const struct evtx_record *record, int64_t *time)
{
    if (is_instance(chunk, record)) {
        return false;
    }
    const struct reader_input input = {.form = &evtx_reader};
    struct batch batch;
    batch_init(&batch);
    struct evtx_reading *r = evtx_reading_start(&batch, &input, chunk, 0);
    bool is_known = evtx_peek_record(r, record) && r->assembly.event.time != WINTIME_NONE;
    if (is_known) {
        *time = r->assembly.event.time;
    }
    batch_release(&batch);
    return is_known;
}

/* The first live record of the chunk at the start of a block or, in the first block, behind the
 * file's header. */
static bool find_first(struct view data, struct evtx_chunk *chunk, struct evtx_record *record)
{
    bool has_header = has_file_signature(data) ||
                      (!has_chunk_at(data, 0) && has_chunk_at(data, EVTX_FILE_HEADER_SIZE));
    struct view bytes = view_from(data, has_header ? EVTX_FILE_HEADER_SIZE : 0);
    *chunk = evtx_chunk_over(bytes);
    struct evtx_walk walk = evtx_walk_over(chunk);
    enum evtx_step step = evtx_walk_next(&walk, record);
    if (step == EVTX_STEP_LOST) {
        step = evtx_walk_next(&walk, record);
    }
    return step == EVTX_STEP_RECORD;
}

static bool first_time(const struct reader_input *input, struct view data, int64_t *time)
{
    (void)input;
    struct evtx_chunk chunk;
    struct evtx_record record;
    if (!find_first(data, &chunk, &record) || record.written <= 0) {
        return false;
    }
    if (!event_time(chunk.data, &record, time)) {
        *time = record.written;
    }
    return true;
}

/* By the chunk's header and its first record, when both are as they were written. */
static bool quick_time(const struct reader_input *input, struct source *source, uint64_t at,
                       char *scratch, int64_t *time)
{
    struct error err;
    struct evtx_record record;
    error_init(&err);
    uint64_t offset = at + (input->is_headless ? 0 : EVTX_FILE_HEADER_SIZE);
    size_t got = 0;
    if (source_read(source, offset, scratch, QUICK_SIZE, &got, &err) != STATUS_OK) {
        return false;
    }
    struct evtx_chunk chunk = evtx_chunk_over((struct view){scratch, got});
    struct evtx_walk walk = evtx_walk_over(&chunk);
    if (!chunk.has_signature || !chunk.header_is_intact || !chunk.has_free_offset ||
        evtx_walk_next(&walk, &record) != EVTX_STEP_RECORD || record.has_odd_copy ||
        record.written <= 0) {
        return false;
    }
    if (is_instance(chunk.data, &record)) {
        *time = record.written;
        return true;
    }
    return event_time(chunk.data, &record, time);
}

static bool first_record(const struct reader_input *input, struct view data, int64_t *number)
{
    (void)input;
    struct evtx_chunk chunk;
    struct evtx_record record;
    if (!find_first(data, &chunk, &record) || record.id > INT64_MAX) {
        return false;
    }
    *number = (int64_t)record.id;
    return true;
}

/* A file may hold more chunks than an intact header counts, set aside or written after it. Where it
 * holds fewer its end is missing, also where it was cut off between two of them. */
static void check_chunk_count(uint64_t file_size, size_t count, struct batch *batch)
{
    uint64_t bytes = file_size > EVTX_FILE_HEADER_SIZE ? file_size - EVTX_FILE_HEADER_SIZE : 0;
    uint64_t there = (bytes + EVTX_CHUNK_SIZE - 1) / EVTX_CHUNK_SIZE;
    if (file_size > 0 && there < count) {
        batch_damage(batch, 0, "cut off: the header counts %zu chunks, the file holds %zu", count,
                     (size_t)there);
    }
}

static void check_file_header(struct view header, uint64_t file_size, struct batch *batch)
{
    if (header.len < EVTX_FILE_HEADER_SIZE) {
        batch_damage(batch, 0, "the file ends in its header (%zu bytes)", header.len);
        return;
    }
    struct cursor c = cursor_over(header);
    cursor_seek(&c, CHUNK_COUNT_AT);
    size_t chunks = cursor_u16(&c);
    cursor_seek(&c, FLAGS_AT);
    uint32_t flags = cursor_u32(&c);
    uint32_t crc = cursor_u32(&c);
    if (!has_file_signature(header)) {
        batch_problem(batch, 0, "the file header is damaged; the chunks are read all the same");
    } else if (!has_right_checksum(header, flags, crc)) {
        batch_problem(batch, 0, "the file header's checksum is wrong");
    } else {
        check_chunk_count(file_size, chunks, batch);
    }
}

/* Notes what is wrong with a chunk as a whole, and tells whether its bytes are as they were
 * written, as far as can be known; its records are read in any case. To be called before they are:
 * the checksums pass over the bytes in order, so that these are in the processor's cache when the
 * records are read. */
static bool check_chunk(const struct evtx_chunk *chunk, uint64_t offset, struct batch *batch)
{
    bool is_intact = evtx_chunk_is_intact(chunk);
    if (!chunk->has_signature) {
        batch_problem(batch, offset, "the chunk's signature is damaged");
    } else if (!chunk->has_free_offset) {
        batch_problem(batch, offset, "the chunk's header is damaged; its records are searched for");
    } else if (!chunk->header_is_intact) {
        batch_problem(batch, offset, "the checksum of the chunk's header is wrong");
    }
    if (!is_intact && !evtx_chunk_data_is_intact(chunk)) {
        batch_problem(batch, offset, "the checksum of the chunk's records is wrong");
    }
    if (chunk->has_free_offset && chunk->free_offset > chunk->data.len) {
        batch_problem(batch, offset, "the file ends in this chunk, %zu bytes before the records do",
                      chunk->free_offset - chunk->data.len);
    }
    return is_intact;
}

/* How many records in these bytes of a chunk 'events --recover' can read. */
static size_t count_readable(const struct reader_input *input, const struct evtx_chunk *chunk,
                             size_t from, size_t to)
{
    struct reader_input plain = *input;
    struct evtx_record record;
    struct batch found;
    plain.wants_xml = false;
    batch_init(&found);
    struct evtx_reading *r = evtx_reading_start_damaged(&found, &plain, chunk->data, 0);
    while (evtx_find_record(view_slice(chunk->data, 0, to), from, &record)) {
        evtx_read_record(r, &record);
        from = record.offset + record.size;
    }
    size_t count = (size_t)found.read;
    batch_release(&found);
    return count;
}

/* A log that was copied while it was written to may have a header that is older than its last
 * records. */
static void note_beyond(const struct reader_input *input, const struct evtx_walk *walk,
                        const struct evtx_record *last, uint64_t offset, struct batch *batch)
{
    size_t start = last->offset + last->size;
    size_t end;
    size_t count = evtx_count_beyond(walk, last, &end);
    size_t readable = count > 0 ? count_readable(input, walk->chunk, start, end) : 0;
    if (count > 0) {
        batch_problem(batch, offset,
                      "%zu record%s follow%s that the chunk's header does not count: 'wmilog "
                      "events --recover' gives %zu",
                      count, count == 1 ? "" : "s", count == 1 ? "s" : "", readable);
    }
}

/* A log that was cleared deserves a look at what was in it. */
static void note_leftovers(const struct reader_input *input, const struct evtx_chunk *chunk,
                           uint64_t offset, struct batch *batch)
{
    size_t count = count_readable(input, chunk, 0, chunk->data.len);
    if (count > 0) {
        batch_problem(
            batch, offset,
            "no live record, but %zu of earlier use: 'wmilog events --recover' may give them",
            count);
    }
}

static void note_borrowed(const struct evtx_borrowing *b, uint64_t offset, struct batch *batch)
{
    if (b->lost_count > 0) {
        batch_problem(batch, offset,
                      "%zu template%s destroyed; records are read by %s of other chunks",
                      b->lost_count, b->lost_count == 1 ? " is" : "s are",
                      b->lost_count == 1 ? "that" : "those");
    }
}

/* The live records; `last` is left alone where there is none. */
static void read_records(struct evtx_reading *r, struct evtx_walk *walk, struct evtx_record *last)
{
    struct evtx_record record;
    enum evtx_step step;
    while ((step = evtx_walk_next(walk, &record)) != EVTX_STEP_END) {
        if (step == EVTX_STEP_RECORD) {
            batch_note_number(r->batch, record.id, record.written);
            evtx_read_record(r, &record);
            *last = record;
        } else {
            batch_damage(r->batch, r->offset + record.offset,
                         "no record where one should be (%zu bytes)", record.size);
        }
    }
}

/* What no later record's number can tell: how many are missing at the end of the file. */
static void note_lost_end(const struct reader_input *input, const struct evtx_chunk *chunk,
                          const struct evtx_record *last, uint64_t offset, struct batch *batch)
{
    const uint64_t seen = last->size > 0 ? last->id : chunk->first_id - 1;
    const uint64_t lost = chunk->last_id - seen;
    if (last->offset + last->size < chunk->free_offset && chunk->last_id > seen &&
        lost <= EVTX_CHUNK_SIZE / EVTX_RECORD_MIN_SIZE && input->size <= offset + EVTX_CHUNK_SIZE) {
        batch_problem(
            batch, offset, "by the chunk's header %llu record%s missing behind number %llu",
            (unsigned long long)lost, lost == 1 ? " is" : "s are", (unsigned long long)seen);
    }
}

static void parse_chunk(const struct reader_input *input, struct view data, uint64_t offset,
                        struct batch *batch)
{
    struct evtx_chunk chunk = evtx_chunk_over(data);
    if (chunk.is_empty) {
        if (offset < input->counted_end) {
            batch_damage(batch, offset, "zeros stand where the file's header counts a chunk");
        }
        return;
    }
    uint64_t before = batch->records;
    if (reader_writes_xml(input)) {
        buffer_reserve(&batch->xml, data.len * XML_OF_A_BYTE);
    }
    bool is_intact = check_chunk(&chunk, offset, batch);
    batch->is_puzzled = batch->is_puzzled || !chunk.has_signature ||
                        evtx_find_stray(chunk.data, is_intact ? chunk.free_offset : 1) != SIZE_MAX;
    struct evtx_walk walk = evtx_walk_over(&chunk);
    struct evtx_record last = {0};
    struct evtx_reading *r = is_intact
                                 ? evtx_reading_start(batch, input, chunk.data, offset)
                                 : evtx_reading_start_damaged(batch, input, chunk.data, offset);
    read_records(r, &walk, &last);
    note_borrowed(&r->borrowing, offset, batch);
    note_lost_end(input, &chunk, &last, offset, batch);
    if (batch->records > before) {
        if (last.size > 0 && chunk.has_free_offset && last.offset + last.size == walk.end) {
            note_beyond(input, &walk, &last, offset, batch);
        }
        return;
    }
    if (!chunk.has_signature) {
        batch_damage(batch, offset, "neither a chunk nor records (%zu bytes)", chunk.data.len);
    } else {
        note_leftovers(input, &chunk, offset, batch);
    }
}

static void parse_stray(const struct reader_input *input, const struct evtx_stray *stray,
                        struct batch *batch)
{
    const struct evtx_learned *learned = input->learned;
    struct error err;
    char *bytes = memory_new(1, EVTX_CHUNK_SIZE);
    size_t got = 0;
    error_init(&err);
    if (stray->start < stray->place) {
        batch_problem(batch, stray->start, "another event log begins here, which is read, too");
    }
    if (source_read(learned->source, stray->place, bytes, EVTX_CHUNK_SIZE, &got, &err) !=
        STATUS_OK) {
        batch_damage(batch, stray->place, "the chunk cannot be read: %s", err.message);
    } else {
        parse_chunk(input, (struct view){bytes, got}, stray->place, batch);
    }
    free(bytes);
}

/* The bytes of a chunk of the grid. Where others stand off it, those that begin here are read, to
 * wherever they reach. */
static void parse_on_grid(const struct reader_input *input, struct view data, uint64_t offset,
                          struct batch *batch)
{
    const struct evtx_learned *learned = input->learned;
    const uint64_t end = offset + data.len;
    uint64_t pos = offset;
    for (size_t i = 0; learned && i < learned->stray_count; i++) {
        const struct evtx_stray *stray = &learned->strays[i];
        if (stray->place + EVTX_CHUNK_SIZE <= offset || stray->start >= end) {
            continue;
        }
        if (stray->start > pos) {
            parse_chunk(input,
                        view_slice(data, (size_t)(pos - offset), (size_t)(stray->start - offset)),
                        pos, batch);
        }
        if (stray->place >= offset && stray->place < end) {
            parse_stray(input, stray, batch);
        }
        pos = stray->place + EVTX_CHUNK_SIZE;
    }
    if (pos < end) {
        parse_chunk(input, view_from(data, (size_t)(pos - offset)), pos, batch);
    }
}

static void for_each_chunk(const struct reader_input *input, const struct block *block,
                           struct batch *batch,
                           void (*take)(const struct reader_input *, struct view, uint64_t,
                                        struct batch *))
{
    struct view data = block->data;
    uint64_t offset = block->offset;
    if (block->is_first && offset == 0 && !input->is_headless) {
        data = view_from(data, EVTX_FILE_HEADER_SIZE);
        offset = EVTX_FILE_HEADER_SIZE;
    }
    while (data.len > 0) {
        take(input, view_slice(data, 0, EVTX_CHUNK_SIZE), offset, batch);
        data = view_from(data, EVTX_CHUNK_SIZE);
        offset += EVTX_CHUNK_SIZE;
    }
    batch_settle_xml(batch);
    batch_trim(batch);
}

static void parse(const struct reader_input *input, const struct block *block, struct batch *batch)
{
    if (block->is_first && block->offset == 0 && !input->is_headless) {
        check_file_header(view_slice(block->data, 0, EVTX_FILE_HEADER_SIZE), input->size, batch);
    }
    for_each_chunk(input, block, batch, parse_on_grid);
}

/* Reads the records of a chunk that its walk does not come to. */
static void recover_chunk(const struct reader_input *input, struct view data, uint64_t offset,
                          struct batch *batch)
{
    struct evtx_chunk chunk = evtx_chunk_over(data);
    if (chunk.is_empty) {
        return;
    }
    struct evtx_walk walk = evtx_walk_over(&chunk);
    struct evtx_record live;
    struct evtx_record record;
    struct evtx_reading *r = evtx_reading_start(batch, input, chunk.data, offset);
    r->binxml.is_doubtful = true;
    size_t pos = 0;
    enum evtx_step step;
    do {
        while ((step = evtx_walk_next(&walk, &live)) == EVTX_STEP_LOST) {
        }
        size_t end = step == EVTX_STEP_RECORD ? live.offset : chunk.data.len;
        struct view gap = view_slice(chunk.data, 0, end);
        while (evtx_find_record(gap, pos, &record)) {
            evtx_read_record(r, &record);
            pos = record.offset + record.size;
        }
        pos = step == EVTX_STEP_RECORD ? live.offset + live.size : end;
    } while (step == EVTX_STEP_RECORD);
}

static void recover(const struct reader_input *input, const struct block *block,
                    struct batch *batch)
{
    for_each_chunk(input, block, batch, recover_chunk);
    for (size_t i = 0; i < batch->event_count; i++) {
        batch->events[i].is_recovered = true;
    }
}

const struct reader evtx_reader = {
    .name = "evtx",
    .block_size = EVTX_CHUNK_SIZE,
    .look_ahead = EVTX_FILE_HEADER_SIZE + 1,
    .max_event_size = EVTX_CHUNK_SIZE,
    .recognise = recognise,
    .boundary = boundary,
    .first_time = first_time,
    .quick_time = quick_time,
    .first_record = first_record,
    .parse = parse,
    .recover = recover,
    .learn = evtx_learn,
    .unlearn = evtx_unlearn,
};

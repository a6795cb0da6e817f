/* Chunk headers, checksums, and the rules by which a record is live. */
#include "parsers/evtx/chunk.h"

#include <string.h>
#include <zlib.h>

#include "parsers/base/cursor.h"
#include "parsers/evtx/binxml/evtx.h"
#include "parsers/evtx/crc_fold.h"

enum {
    FIRST_ID_AT = 0x18, /* and the last one behind it */
    HEADER_SIZE_AT = 0x28,
    LAST_RECORD_AT = 0x2C,
    FREE_OFFSET_AT = 0x30,
    DATA_CHECKSUM_AT = 0x34,
    FLAGS_AT = 0x78,
    HEADER_CHECKSUM_AT = 0x7C,
    TABLES_AT = 0x80, /* the rest of the header: hash tables of names and templates */
};

static uint32_t u32_at(struct view data, size_t offset)
{
    struct cursor c = cursor_over(data);
    cursor_seek(&c, offset);
    return cursor_u32(&c);
}

static bool is_zero(struct view data)
{
    return data.len == 0 ||
           (data.data[0] == 0 && memcmp(data.data, data.data + 1, data.len - 1) == 0);
}

uint32_t evtx_crc32(uint32_t crc, struct view bytes)
{
    size_t done;
    crc = evtx_crc_fold(crc, bytes, &done);
    struct view rest = view_from(bytes, done);
    const Bytef *data = (const Bytef *)rest.data;
    return rest.len > 0 ? (uint32_t)crc32_z(crc, data, rest.len) : crc;
}

/* The record by its header alone: its copy of the size may be anything. */
static bool header_at(struct view chunk, size_t offset, struct evtx_record *record)
{
    struct cursor c = cursor_over(chunk);
    cursor_seek(&c, offset);
    size_t left = cursor_left(&c);
    if (cursor_u32(&c) != EVTX_RECORD_SIGNATURE) {
        return false;
    }
    size_t size = cursor_u32(&c);
    if (size < EVTX_RECORD_MIN_SIZE || size > left || size % EVTX_RECORD_STEP != 0) {
        return false;
    }
    struct evtx_record found = {.offset = offset, .size = size};
    found.id = cursor_u64(&c);
    found.written = (int64_t)cursor_u64(&c);
    found.has_odd_copy = u32_at(chunk, offset + size - 4) != size;
    *record = found;
    return true;
}

bool evtx_record_at(struct view chunk, size_t offset, struct evtx_record *record)
{
    struct evtx_record found;
    if (!header_at(chunk, offset, &found) || found.has_odd_copy) {
        return false;
    }
    *record = found;
    return true;
}

/* A live record. Where only the copy of its size is wrong, the records end just behind it, or the
 * next one begins there with the next number. */
static bool live_record_at(struct view records, size_t offset, struct evtx_record *record)
{
    struct evtx_record found, next;
    if (!header_at(records, offset, &found)) {
        return false;
    }
    size_t end = found.offset + found.size;
    bool is_there = !found.has_odd_copy || end == records.len ||
                    (header_at(records, end, &next) && next.id == found.id + 1);
    if (is_there) {
        *record = found;
    }
    return is_there;
}

static bool is_header_intact(struct view data)
{
    uint32_t crc = evtx_crc32(0, view_slice(data, 0, EVTX_CHUNK_CHECKED_LEN));
    crc = evtx_crc32(crc, view_slice(data, TABLES_AT, EVTX_CHUNK_HEADER_SIZE));
    return crc == u32_at(data, HEADER_CHECKSUM_AT);
}

static bool are_records_intact(struct view data, size_t free_offset)
{
    struct view records = view_slice(data, EVTX_CHUNK_HEADER_SIZE, free_offset);
    return evtx_crc32(0, records) == u32_at(data, DATA_CHECKSUM_AT);
}

/* Where the record ends that the header calls the last one; 0 when none is there. */
static size_t end_of_last(struct view data)
{
    struct evtx_record last;
    size_t offset = u32_at(data, LAST_RECORD_AT);
    bool is_there = offset >= EVTX_CHUNK_HEADER_SIZE && evtx_record_at(data, offset, &last);
    return is_there ? last.offset + last.size : 0;
}

/* Where the records end, 0 when that is not known. The header says it. A damaged header is believed
 * only when its last record ends at the same place, or when the checksum of the records up to there
 * is right; else the end of its last record is taken. */
static size_t find_free_offset(const struct evtx_chunk *chunk)
{
    struct view data = chunk->data;
    size_t free_offset = u32_at(data, FREE_OFFSET_AT);
    bool is_plausible = free_offset >= EVTX_CHUNK_HEADER_SIZE && free_offset <= EVTX_CHUNK_SIZE;
    bool is_believed = chunk->has_checksums
                           ? chunk->header_is_intact
                           : u32_at(data, HEADER_SIZE_AT) == EVTX_CHUNK_HEADER_USED;
    size_t end = is_believed ? 0 : end_of_last(data);
    bool is_borne_out = is_believed || end == free_offset ||
                        (free_offset <= data.len && are_records_intact(data, free_offset));
    return is_plausible && is_borne_out ? free_offset : end;
}

struct evtx_chunk evtx_chunk_over(struct view data)
{
    struct evtx_chunk chunk = {.data = view_slice(data, 0, EVTX_CHUNK_SIZE)};
    chunk.has_signature = view_starts(data, VIEW("ElfChnk\0"));
    if (!chunk.has_signature && is_zero(chunk.data)) {
        chunk.is_empty = true;
        return chunk;
    }
    chunk.has_checksums = chunk.data.len >= EVTX_CHUNK_HEADER_SIZE &&
                          (u32_at(data, FLAGS_AT) & EVTX_FLAG_NO_CRC) == 0;
    chunk.header_is_intact = !chunk.has_checksums || is_header_intact(chunk.data);
    chunk.free_offset = find_free_offset(&chunk);
    chunk.has_free_offset = chunk.free_offset > 0;
    if (chunk.has_signature && chunk.has_checksums && chunk.header_is_intact) {
        struct cursor c = cursor_over(data);
        cursor_seek(&c, FIRST_ID_AT);
        chunk.first_id = cursor_u64(&c);
        chunk.last_id = cursor_u64(&c);
    }
    return chunk;
}

bool evtx_chunk_data_is_intact(const struct evtx_chunk *chunk)
{
    return !chunk->has_checksums || !chunk->has_free_offset ||
           chunk->free_offset > chunk->data.len ||
           are_records_intact(chunk->data, chunk->free_offset);
}

bool evtx_chunk_is_intact(const struct evtx_chunk *chunk)
{
    return chunk->has_signature && chunk->has_free_offset && chunk->header_is_intact &&
           evtx_chunk_data_is_intact(chunk);
}

/* Whether a text begins at the end of the bytes and goes on behind them. */
static bool ends_with_start_of(struct view data, struct view text)
{
    for (size_t len = 1; len < text.len && len <= data.len; len++) {
        if (view_equal(view_from(data, data.len - len), view_slice(text, 0, len))) {
            return true;
        }
    }
    return false;
}

size_t evtx_find_stray(struct view data, size_t from)
{
    const struct view signature = VIEW("ElfChnk\0");
    const size_t at = view_find(data, signature, from);
    const bool may_begin = at == SIZE_MAX && data.len == EVTX_CHUNK_SIZE && from < data.len &&
                           ends_with_start_of(data, signature);
    return may_begin ? data.len - 1 : at;
}

struct evtx_walk evtx_walk_over(const struct evtx_chunk *chunk)
{
    struct evtx_walk walk = {.chunk = chunk};
    if (chunk->is_empty) {
        return walk;
    }
    size_t len = chunk->data.len;
    walk.end = chunk->has_free_offset && chunk->free_offset < len ? chunk->free_offset : len;
    walk.pos = chunk->has_free_offset ? EVTX_CHUNK_HEADER_SIZE : 0;
    return walk;
}

bool evtx_find_record(struct view records, size_t pos, struct evtx_record *record)
{
    for (; pos < records.len; pos += EVTX_RECORD_STEP) {
        if (evtx_record_at(records, pos, record)) {
            return true;
        }
    }
    return false;
}

/* Whether a record's number goes with that of the record before it or behind it: one that goes with
 * neither is damaged, and says nothing about the others. */
static bool is_in_line(const struct evtx_walk *walk, const struct evtx_record *record)
{
    struct view data = walk->chunk->data;
    struct evtx_record next;
    bool has_next = evtx_find_record(data, record->offset + record->size, &next);
    return record->id == walk->last_id + 1 || (has_next && next.id == record->id + 1) ||
           (!has_next && walk->last_id == 0);
}

/* Without a header, what is left over from earlier use is told by its numbers only. */
static enum evtx_step search_next(struct evtx_walk *walk, struct evtx_record *record)
{
    struct view data = walk->chunk->data;
    struct evtx_record found;
    while (evtx_find_record(data, walk->pos, &found)) {
        walk->pos = found.offset + found.size;
        if (found.id > walk->last_id) {
            walk->last_id = is_in_line(walk, &found) ? found.id : walk->last_id;
            *record = found;
            return EVTX_STEP_RECORD;
        }
    }
    return EVTX_STEP_END;
}

enum evtx_step evtx_walk_next(struct evtx_walk *walk, struct evtx_record *record)
{
    if (walk->pos >= walk->end) {
        return EVTX_STEP_END;
    }
    if (!walk->chunk->has_free_offset) {
        return search_next(walk, record);
    }
    struct view records = view_slice(walk->chunk->data, 0, walk->end);
    if (live_record_at(records, walk->pos, record)) {
        walk->pos += record->size;
        return EVTX_STEP_RECORD;
    }
    struct evtx_record found;
    bool is_found = evtx_find_record(records, walk->pos + EVTX_RECORD_STEP, &found);
    size_t next = is_found ? found.offset : records.len;
    *record = (struct evtx_record){.offset = walk->pos, .size = next - walk->pos};
    walk->pos = next;
    return EVTX_STEP_LOST;
}

size_t evtx_count_beyond(const struct evtx_walk *walk, const struct evtx_record *last, size_t *end)
{
    struct evtx_record before = *last;
    struct evtx_record record;
    size_t count = 0;
    while (evtx_record_at(walk->chunk->data, before.offset + before.size, &record) &&
           record.id == before.id + 1 && record.written >= before.written) {
        before = record;
        count++;
    }
    *end = before.offset + before.size;
    return count;
}

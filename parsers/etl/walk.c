/* The headers of events, told apart by two bytes that all of them have at the same place. */
#include "parsers/etl/walk.h"

#include "parsers/base/count.h"
#include "parsers/base/cursor.h"
#include "parsers/etl/etl.h"

enum {
    NO_STAMP = 0,
    STAMP_AT = 16,
    PERFINFO_STAMP_AT = 8,
    MESSAGE_HEADER_SIZE = 8,
    MESSAGE_FLAG_SEQUENCE = 0x01,
    MESSAGE_FLAG_GUID = 0x02,
    MESSAGE_FLAG_COMPONENT = 0x04,
    MESSAGE_FLAG_STAMP = 0x08,
    GUID_SIZE = 16,
};

/* One layout of a header. */
struct header {
    enum etl_kind kind;
    bool is_wide;
    uint8_t size_at; /* where the event's size stands, 16 bits */
    uint8_t size;    /* of the header */
    uint8_t stamp_at;
};

/* By the number in the header's third byte (evntrace.h, TRACE_HEADER_TYPE_...). */
static const struct header headers[] = {
    [0x01] = {ETL_KIND_SYSTEM, false, 4, 0x20, STAMP_AT},
    [0x02] = {ETL_KIND_SYSTEM, true, 4, 0x20, STAMP_AT},
    [0x03] = {ETL_KIND_COMPACT, false, 4, 0x18, STAMP_AT},
    [0x04] = {ETL_KIND_COMPACT, true, 4, 0x18, STAMP_AT},
    [0x0A] = {ETL_KIND_FULL, false, 0, 0x30, STAMP_AT},
    [0x0B] = {ETL_KIND_INSTANCE, false, 0, 0x38, STAMP_AT},
    [0x0D] = {ETL_KIND_ERROR, false, 0, 0x08, NO_STAMP},
    [0x10] = {ETL_KIND_PERFINFO, false, 4, 0x10, PERFINFO_STAMP_AT},
    [0x11] = {ETL_KIND_PERFINFO, true, 4, 0x10, PERFINFO_STAMP_AT},
    [0x12] = {ETL_KIND_EVENT, false, 0, 0x50, STAMP_AT},
    [0x13] = {ETL_KIND_EVENT, true, 0, 0x50, STAMP_AT},
    [0x14] = {ETL_KIND_FULL, true, 0, 0x30, STAMP_AT},
    [0x15] = {ETL_KIND_INSTANCE, true, 0, 0x38, STAMP_AT},
};

static const struct header message = {ETL_KIND_MESSAGE, true, 0, MESSAGE_HEADER_SIZE, NO_STAMP};

static const struct header *header_of(uint32_t marker)
{
    uint32_t type = marker >> 16 & 0xFF;
    if ((marker & 0xC0000000U) == 0x80000000U) {
        return marker & 0x10000000U ? &message : NULL;
    }
    bool is_known =
        (marker & 0xC0000000U) == 0xC0000000U && type < COUNT_OF(headers) && headers[type].size > 0;
    return is_known ? &headers[type] : NULL;
}

/* The parts of a message's header follow each other where their flags are set. */
static size_t message_stamp_at(struct view bytes)
{
    struct cursor c = cursor_over(bytes);
    cursor_seek(&c, 6);
    uint16_t flags = cursor_u16(&c);
    size_t at = MESSAGE_HEADER_SIZE;
    if (!(flags & MESSAGE_FLAG_STAMP)) {
        return NO_STAMP;
    }
    at += flags & MESSAGE_FLAG_SEQUENCE ? 4 : 0;
    if (flags & MESSAGE_FLAG_COMPONENT) {
        return at + 4;
    }
    return at + (flags & MESSAGE_FLAG_GUID ? GUID_SIZE : 0);
}

bool etl_walk_peek(const struct etl_walk *w, struct etl_record *record)
{
    struct view data = view_from(w->data, w->pos);
    struct cursor c = cursor_over(data);
    uint32_t marker = cursor_u32(&c);
    const struct header *header = header_of(marker);
    if (!header) {
        return false;
    }
    uint16_t size = header->size_at == 0 ? (uint16_t)marker : cursor_u16(&c);
    if (c.failed || size < header->size) {
        return false;
    }
    struct view bytes = view_slice(data, 0, size);
    size_t stamp_at = header == &message ? message_stamp_at(bytes) : header->stamp_at;
    *record = (struct etl_record){.kind = header->kind,
                                  .type = (uint8_t)(marker >> 16),
                                  .is_wide = header->is_wide,
                                  .offset = w->pos,
                                  .size = size,
                                  .bytes = bytes};
    if (stamp_at != NO_STAMP) {
        c = cursor_over(bytes);
        cursor_seek(&c, stamp_at);
        record->stamp = cursor_u64(&c);
        record->has_stamp = !c.failed;
    }
    return true;
}

size_t etl_stride(size_t size)
{
    return (size + ETL_ALIGNMENT - 1) & ~(size_t)(ETL_ALIGNMENT - 1);
}

static bool read_record(const struct etl_walk *w, struct etl_record *record)
{
    return etl_walk_peek(w, record) && record->bytes.len == record->size;
}

/* Whether nothing but filling is left: Windows fills with 0xFF, and files start as zeros. */
static bool is_filling(struct view data)
{
    char first = data.data[0];
    if (first != 0 && first != '\xFF') {
        return false;
    }
    for (size_t i = 1; i < data.len; i++) {
        if (data.data[i] != first) {
            return false;
        }
    }
    return true;
}

/* Passes bytes that are no event. */
static void pass_damage(struct etl_walk *w, struct etl_record *record)
{
    size_t start = w->pos;
    struct etl_record next;
    do {
        w->pos += ETL_ALIGNMENT;
    } while (w->pos < w->data.len && !read_record(w, &next));
    w->pos = w->pos < w->data.len ? w->pos : w->data.len;
    *record = (struct etl_record){.offset = start, .bytes = view_slice(w->data, start, w->pos)};
}

enum etl_step etl_walk_next(struct etl_walk *w, struct etl_record *record)
{
    if (w->pos >= w->data.len) {
        return ETL_STEP_END;
    }
    if (read_record(w, record)) {
        w->pos += etl_stride(record->bytes.len);
        return ETL_STEP_RECORD;
    }
    if (is_filling(view_from(w->data, w->pos))) {
        w->pos = w->data.len;
        return ETL_STEP_END;
    }
    pass_damage(w, record);
    return ETL_STEP_LOST;
}

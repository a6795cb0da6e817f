/* WMI_BUFFER_HEADER, and how likely bytes are one. */
#include "parsers/etl/buffer.h"

#include "parsers/base/cursor.h"
#include "parsers/etl/etl.h"

enum {
    WRITTEN_AT = 0x10,
    PROCESSOR_AT = 0x28,
    STATE_AT = 0x2C,
    MAX_STATE = 6,
    STATE_FLUSHED = 3,
    MAX_TYPE = 7,
};

static bool is_plausible(const struct etl_buffer *b, const struct trace_session *s, uint32_t state,
                         uint16_t type)
{
    if (b->size <= ETL_BUFFER_HEADER_SIZE || b->size > ETL_MAX_BUFFER ||
        b->filled < ETL_BUFFER_HEADER_SIZE || b->filled > ETL_MAX_BUFFER ||
        (b->flags & ~ETL_BUFFER_FLAGS) != 0 || state > MAX_STATE || type > MAX_TYPE) {
        return false;
    }
    if (b->flags & ETL_BUFFER_COMPRESSED) {
        return state == STATE_FLUSHED && (s->buffer_size == 0 || b->filled <= s->buffer_size);
    }
    return s->is_compressed ? state == STATE_FLUSHED && b->filled <= b->size
                            : s->buffer_size == 0 || b->size == s->buffer_size;
}

bool etl_buffer_read(struct view data, const struct trace_session *s, struct etl_buffer *b)
{
    struct etl_buffer found = {0};
    struct cursor c = cursor_over(view_slice(data, 0, ETL_BUFFER_HEADER_SIZE));
    found.size = cursor_u32(&c);
    cursor_seek(&c, WRITTEN_AT);
    found.written = cursor_u64(&c);
    found.sequence = cursor_u64(&c);
    cursor_seek(&c, PROCESSOR_AT);
    found.processor = cursor_u16(&c);
    cursor_seek(&c, STATE_AT);
    uint32_t state = cursor_u32(&c);
    found.filled = cursor_u32(&c);
    found.flags = cursor_u16(&c);
    uint16_t type = cursor_u16(&c);
    cursor_seek(&c, ETL_BUFFER_HEADER_SIZE);
    if (c.failed || !is_plausible(&found, s, state, type)) {
        return false;
    }
    if (!(found.flags & ETL_BUFFER_PROCESSOR_INDEX)) {
        found.processor &= 0xFF; /* the other byte is an alignment */
    }
    *b = found;
    return true;
}

bool etl_is_event(struct view data)
{
    struct cursor c = cursor_over(data);
    return cursor_u32(&c) >> 31 != 0;
}

/* A header at a place where one need not be must be followed by an event. */
static bool is_sure(struct view data, const struct trace_session *s)
{
    struct etl_buffer b;
    if (!etl_buffer_read(data, s, &b)) {
        return false;
    }
    return (b.flags & ETL_BUFFER_COMPRESSED) || b.filled == ETL_BUFFER_HEADER_SIZE ||
           etl_is_event(view_from(data, ETL_BUFFER_HEADER_SIZE));
}

size_t etl_buffer_step(const struct trace_session *s)
{
    return !s->is_compressed && s->buffer_size > 0 ? s->buffer_size : 1;
}

size_t etl_buffer_find(struct view data, const struct trace_session *s, uint64_t at, size_t from)
{
    size_t step = etl_buffer_step(s);
    uint64_t behind = (at + from) % step;
    uint64_t pos = from + (behind > 0 ? step - behind : 0);
    for (; pos < data.len && data.len - pos >= ETL_BUFFER_HEADER_SIZE; pos += step) {
        struct etl_buffer b;
        struct view bytes = view_from(data, (size_t)pos);
        if (step == 1 && bytes.data[STATE_AT] != STATE_FLUSHED) {
            continue; /* for speed: most places are passed here */
        }
        if (step > 1 ? etl_buffer_read(bytes, s, &b) : is_sure(bytes, s)) {
            return (size_t)pos;
        }
    }
    return SIZE_MAX;
}

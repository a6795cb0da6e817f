/* Buffers: a header of 72 bytes, and events behind it. */
#ifndef WMILOG_PARSERS_ETL_BUFFER_H
#define WMILOG_PARSERS_ETL_BUFFER_H
#include "parsers/base/view.h"
#include "parsers/event/trace.h"

enum etl_buffer_flag {
    ETL_BUFFER_EVENTS_LOST = 0x02,
    ETL_BUFFER_BUFFERS_LOST = 0x04,
    ETL_BUFFER_PROCESSOR_INDEX = 0x20, /* the processor has 16 bits */
    ETL_BUFFER_COMPRESSED = 0x40,
    ETL_BUFFER_FLAGS = 0x7F,
};

/* WMI_BUFFER_HEADER, as far as it holds on disk. */
struct etl_buffer {
    uint32_t size;   /* bytes to the next buffer, header included */
    uint32_t filled; /* bytes with events, header included; of a compressed one, once it is not */
    uint16_t flags;
    uint32_t processor;
    uint64_t sequence;
    uint64_t written; /* a stamp, not before that of any event of the buffer; 0 for none */
};

/* Reads the header at the start of data. False, with the output untouched, for what cannot be one
 * of this session: its size, flags, state or type make no sense. */
bool etl_buffer_read(struct view data, const struct trace_session *s, struct etl_buffer *b);

/* The buffers of an uncompressed file stand at multiples of their size, those of others anywhere:
 * 1. */
size_t etl_buffer_step(const struct trace_session *s);

/* Where the next buffer starts, at or after `from`, in data that stand at `at` of the file;
 * SIZE_MAX when none is seen. */
size_t etl_buffer_find(struct view data, const struct trace_session *s, uint64_t at, size_t from);

/* True when data starts with an event and not with a buffer's header, whose first bytes are a
 * size. */
bool etl_is_event(struct view data);

#endif

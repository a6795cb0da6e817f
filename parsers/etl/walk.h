/* The events of a buffer, one after the other, of whatever kind: where they stand and whose they
 * are. */
#ifndef WMILOG_PARSERS_ETL_WALK_H
#define WMILOG_PARSERS_ETL_WALK_H
#include "parsers/base/view.h"

/* What a header says of its own layout. */
enum etl_kind {
    ETL_KIND_NONE,
    ETL_KIND_SYSTEM, /* of the kernel's logger: a hook id instead of a provider */
    ETL_KIND_COMPACT,
    ETL_KIND_PERFINFO,
    ETL_KIND_FULL, /* EVENT_TRACE_HEADER: events before Windows Vista's, by GUID */
    ETL_KIND_INSTANCE,
    ETL_KIND_ERROR,
    ETL_KIND_EVENT,   /* EVENT_HEADER */
    ETL_KIND_MESSAGE, /* of a software trace (WPP) */
};

/* An event's bytes, header included, and what is the same for all kinds. */
struct etl_record {
    enum etl_kind kind;
    uint8_t type; /* the header's number */
    bool is_wide; /* its pointers have 64 bits */
    bool has_stamp;
    uint64_t stamp;
    size_t offset; /* from the start of what is walked */
    uint16_t size;
    struct view bytes;
};

struct etl_walk {
    struct view data; /* starts where an event does */
    size_t pos;
};

enum etl_step {
    ETL_STEP_END,
    ETL_STEP_RECORD,
    ETL_STEP_LOST, /* bytes that are no event: `bytes` of the record */
};

/* The next event. What is damaged is passed over, to the next place where an event can be. */
enum etl_step etl_walk_next(struct etl_walk *w, struct etl_record *record);
/* Bytes from the start of an event of that size to that of the next one. */
size_t etl_stride(size_t size);
/* The event at the walk's place, of which not all bytes need be there: then `bytes` are those that
 * are. False when none can be there. */
bool etl_walk_peek(const struct etl_walk *w, struct etl_record *record);

#endif

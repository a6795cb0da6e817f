/* An event of a provider with a manifest: its header, the items behind it, and its payload. */
#ifndef WMILOG_PARSERS_ETL_EVENT_H
#define WMILOG_PARSERS_ETL_EVENT_H
#include "parsers/base/cursor.h"
#include "parsers/base/guid.h"
#include "parsers/etl/walk.h"

/* EVENT_HEADER (evntcons.h). Views borrow the record's bytes. */
struct etl_event {
    uint32_t thread, process;
    uint64_t stamp;
    struct guid provider;
    uint16_t id;
    uint8_t version;
    uint8_t channel; /* a number that the provider gives, 0 = none */
    uint8_t level;
    uint8_t opcode;
    uint16_t task;
    uint64_t keywords;
    struct guid activity, related_activity; /* zero = none */
    struct view user_sid;                   /* as bytes; absent when not recorded */
    struct view provider_name;              /* of one without a manifest; absent when not told */
    struct view payload;
};

/* Reads a record of ETL_KIND_EVENT. False, with the output untouched, when its items are damaged:
 * where the payload starts is not known then. */
bool etl_event_read(const struct etl_record *record, struct etl_event *event);
/* Sixteen bytes; zeros when they are not there. */
struct guid etl_guid_read(struct cursor *c);
/* The GUID of a record that has one; false for others. */
bool etl_record_guid(const struct etl_record *record, struct guid *guid);

#endif

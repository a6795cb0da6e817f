/* How many events of each provider a block holds: a GUID is looked up once, not for every event.
 * A table of its own, of a byte a slot, for it is asked for every event that is not wanted; who
 * makes GUIDs take each other's slots has no more to pass than there are in `items`. */
#ifndef WMILOG_PARSERS_ETL_COUNTS_H
#define WMILOG_PARSERS_ETL_COUNTS_H
#include "parsers/base/guid.h"
#include "parsers/etl/etl.h"
#include "parsers/etl/walk.h"

struct etl_provider {
    struct guid guid;
    struct view name; /* where it is not known, what it calls itself, or the GUID as text; lives as
                         long as the batch */
    bool is_wanted;   /* its events may be of use */
    uint64_t count;   /* of events that were passed over */
};

struct etl_counts {
    struct etl_provider items[ETL_MAX_PROVIDERS + ETL_MAX_WANTED];
    uint8_t slots[ETL_PROVIDER_SLOTS]; /* by the GUID: 1 + the place in `items`, 0 for none */
    size_t count, last;
    uint64_t more;                     /* events of providers that did not fit */
    uint64_t kernel, messages, errors; /* events without a provider */
    uint64_t first_stamp, last_stamp;  /* of all that were passed over */
    bool has_stamp;
};

/* The provider of a record with that GUID, added when it is new; NULL when there is no room. For
 * those whose events may be of use there always is. */
struct etl_provider *etl_counts_find(struct etl_counts *c, const struct etl_record *record,
                                     const struct guid *guid, struct arena *arena);
/* Counts an event that is passed over; `provider` is NULL where it has none or there is no room. */
void etl_counts_pass(struct etl_counts *c, struct etl_provider *provider,
                     const struct etl_record *record);
/* Adds all that was counted to the batch. */
void etl_counts_add(const struct etl_counts *c, const struct trace_session *s, struct batch *batch);

#endif

/* How many events of each provider a block holds: a GUID is looked up once, not for every event. */
#ifndef WMILOG_PARSERS_ETL_COUNTS_H
#define WMILOG_PARSERS_ETL_COUNTS_H
#include "parsers/base/guid.h"
#include "parsers/etl/etl.h"
#include "parsers/etl/walk.h"

struct etl_provider {
    struct guid guid;
    struct view name; /* the GUID as text when its name is not known; lives as long as the batch */
    bool is_wanted;   /* its events may be of use */
    uint64_t count;   /* of events that were passed over */
};

struct etl_counts {
    struct etl_provider items[ETL_MAX_PROVIDERS];
    size_t count, last;
    uint64_t more;                     /* events of providers that did not fit */
    uint64_t kernel, messages, errors; /* events without a provider */
    uint64_t first_stamp, last_stamp;  /* of all that were passed over */
    bool has_stamp;
};

/* The provider of an event, added when it is new; NULL when there is no room. */
struct etl_provider *etl_counts_find(struct etl_counts *c, const struct guid *guid,
                                     struct arena *arena);
/* Counts an event that is passed over; `provider` is NULL where it has none or there is no room. */
void etl_counts_pass(struct etl_counts *c, struct etl_provider *provider,
                     const struct etl_record *record);
/* Adds all that was counted to the batch. */
void etl_counts_add(const struct etl_counts *c, const struct trace_session *s, struct batch *batch);

#endif

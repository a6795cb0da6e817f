/* From the events of a buffer to a batch. */
#ifndef WMILOG_PARSERS_ETL_READING_H
#define WMILOG_PARSERS_ETL_READING_H
#include "parsers/etl/counts.h"
#include "parsers/event/assemble.h"

/* Reading one block. It is large, and kept in a batch's scratch memory. */
struct etl_reading {
    struct batch *batch;
    const struct reader_input *input;
    struct etl_counts counts;
    struct assembly assembly;
};

/* Starts a block, with memory of the batch. */
struct etl_reading *etl_reading_start(struct batch *batch, const struct reader_input *input);
/* Takes all events of a buffer that are in `data`. They stand at `offset` of the source; those of a
 * buffer that was compressed all do (`is_packed`), as they have no place of their own there. */
void etl_reading_take(struct etl_reading *r, struct view data, uint64_t offset, bool is_packed);
/* Notes bytes of the source that could not be read. */
void etl_reading_lose(struct etl_reading *r, uint64_t offset, uint64_t len, const char *what);
void etl_reading_end(struct etl_reading *r);

#endif

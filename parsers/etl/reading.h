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
    uint64_t last_stamp; /* of the buffer, 0 before its first one */
};

/* Starts a block, with memory of the batch. */
struct etl_reading *etl_reading_start(struct batch *batch, const struct reader_input *input);
/* Starts a buffer: its stamps are in order among themselves, unless the clock was set. */
void etl_reading_start_buffer(struct etl_reading *r);
/* Takes all events of a buffer that are in `data`, which stands at `offset` of the source. */
void etl_reading_take(struct etl_reading *r, struct view data, uint64_t offset);
/* The same of a part of a buffer that was compressed, whose events all stand at `offset`, as they
 * have no place of their own. More follows unless `is_last`: an event that is not all there is left
 * then. Gives how many bytes were taken. */
size_t etl_reading_take_part(struct etl_reading *r, struct view data, uint64_t offset,
                             bool is_last);
/* Notes bytes of the source that could not be read. */
void etl_reading_lose(struct etl_reading *r, uint64_t offset, uint64_t len, const char *what);
void etl_reading_end(struct etl_reading *r);

#endif

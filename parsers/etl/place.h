/* Where the blocks of a file stand, and when each begins, without reading all of it. */
#ifndef WMILOG_PARSERS_ETL_PLACE_H
#define WMILOG_PARSERS_ETL_PLACE_H
#include "parsers/event/reader.h"

/* See struct reader. */
bool etl_next_place(const struct reader_input *input, struct source *source, uint64_t from,
                    char *scratch, struct block_place *place, struct error *err);
/* The time of the first event in data that start with a buffer or an event; false for none. */
bool etl_first_time(const struct reader_input *input, struct view data, int64_t *time);

#endif

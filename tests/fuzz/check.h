/* The promises that hold for what any reader makes of any bytes. */
#ifndef WMILOG_TESTS_FUZZ_CHECK_H
#define WMILOG_TESTS_FUZZ_CHECK_H
#include "parsers/event/reader.h"

/* Ends the program with a message unless `holds`. */
void demand(bool holds, const char *what);

/* Where a test damages every place of its input: how far from one to the next, 1 or, for slow
 * builds, what WMILOG_STRIDE in the environment says. */
size_t check_stride(void);

/* Parses a copy of `data`, which is gone before the batch is looked at, and checks the batch. */
void check_parse(const struct reader_input *input, struct batch *batch, struct view data,
                 uint64_t offset);
/* The same for what is recovered from it. */
void check_recover(const struct reader_input *input, struct batch *batch, struct view data,
                   uint64_t offset);
/* The texts of the batch's events are one well-formed document together. */
void check_texts(const struct batch *batch);

#endif

/* Adding up what batches say about their source. */
#ifndef WMILOG_ANALYZER_INPUT_TALLY_H
#define WMILOG_ANALYZER_INPUT_TALLY_H
#include "analyzer/input/inputs.h"

/* Adds a batch to the report of its source. */
void tally_batch(struct inputs *inputs, struct input *input, const struct batch *batch,
                 size_t named);
/* How many events have to be looked at for names of computers: those behind them have the computer
 * of the last of them. */
size_t tally_named(const struct batch *batch);
/* Adds a remark without a place to its report; the message is borrowed. */
void tally_note(struct input *input, struct view message);
/* Counts a file of a container that is not used; of the first ones, name and what it is (borrowed,
 * may be empty) are listed. A name is written from the container on. */
void tally_unused(struct inputs *inputs, struct input *container, struct view name,
                  struct view what);
/* Notes that the clock of the input showed so many ticks less than before. */
void tally_set_back(struct input *input, int64_t ticks);
/* Notes a failure to read on; the first one stays. */
void tally_error(struct inputs *inputs, struct input *input, const struct error *err);
/* Problems in order of offset, once all batches are in. */
void tally_finish(struct inputs *inputs);

#endif

/* Inputs read once before the run, for what has to be known of all events before the first is
 * shown.
 */
#ifndef WMILOG_ANALYZER_INPUT_SURVEY_H
#define WMILOG_ANALYZER_INPUT_SURVEY_H
#include "analyzer/input/inputs.h"

/* Hands on the events of each block, in the order of inputs and bytes; with those that are left of
 * earlier use. Nothing is noted in the inputs' reports. `take` may end it with false. Inputs must
 * have been recognised with is_read_twice. */
void survey_inputs(struct inputs *inputs, bool with_recovered,
                   bool (*take)(void *context, struct batch *batch), void *context);
/* The same of one of the inputs, which need not be read twice when it is a file. */
void survey_input(struct inputs *inputs, size_t which,
                  bool (*take)(void *context, struct batch *batch), void *context);

#endif

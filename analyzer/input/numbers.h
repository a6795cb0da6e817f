/* Holes in the record numbers of exports, for each channel of each computer. */
#ifndef WMILOG_ANALYZER_INPUT_NUMBERS_H
#define WMILOG_ANALYZER_INPUT_NUMBERS_H
#include "analyzer/input/inputs.h"

/* Takes in the numbers of a batch's events. Blocks may come in any order, and events newest first
 * or twice. Memory is bounded over all inputs; a log that would need more is given up. */
void numbers_add(struct inputs *inputs, struct input *input, const struct batch *batch);

/* Adds the gaps to the report of the input, once all is read, and frees what was kept. A damaged
 * event is told already: as many numbers less are no news. */
void numbers_report(struct inputs *inputs, struct input *input);

/* Adds a gap to a report: counted, and listed where there is room. */
void numbers_add_gap(struct report_source *r, const struct report_gap *gap);

#endif

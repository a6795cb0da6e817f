/* When events of a log were lost before they came to it, and whether its clock was set back, told
 * by the order of its blocks. */
#ifndef WMILOG_ANALYZER_INPUT_LOSSES_H
#define WMILOG_ANALYZER_INPUT_LOSSES_H
#include "analyzer/input/inputs.h"

/* Blocks of one input, as they are found. */
struct losses {
    struct losses_block *blocks;
    size_t count, cap;
    int64_t written; /* when the last one was, 0 for no word */
};

void losses_add(struct losses *l, const struct block_place *place);
/* Gives the spans of time, and what is known of the clock, to the input; releases the memory. */
void losses_report(struct losses *l, struct input *input);

#endif

/* The line of a text where a byte stands, for who edits it. */
#ifndef WMILOG_ANALYZER_INPUT_LINES_H
#define WMILOG_ANALYZER_INPUT_LINES_H
#include "analyzer/input/inputs.h"

/* Counts of the lines before each piece of a source, made when the source is first asked for: by
 * reading it once more. */
struct lines {
    struct inputs *inputs;
    struct line_index {
        uint64_t *before; /* of each piece */
        size_t count, cap;
        bool is_made;
    } * items;
};

/* `inputs` must outlive it, after they were read. */
void lines_init(struct lines *lines, struct inputs *inputs);
void lines_release(struct lines *lines);
/* The line, from 1, with the byte at `offset`. False when it cannot be told: of a stream that is
 * gone, behind the end. `context` is a struct lines. */
bool lines_find(void *context, uint32_t source, uint64_t offset, uint64_t *line);

#endif

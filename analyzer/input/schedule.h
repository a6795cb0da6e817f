/* In which order the blocks of all inputs are read, so that events come nearly in time order
 * however the logs were saved: the first time in each block is looked up, and blocks are taken by
 * it. A log that was saved newest first is thereby read from its end, and several logs are merged.
 */
#ifndef WMILOG_ANALYZER_INPUT_SCHEDULE_H
#define WMILOG_ANALYZER_INPUT_SCHEDULE_H
#include "analyzer/input/inputs.h"

enum { SCHEDULE_MAX_BLOCKS = 1 << 20 }; /* of all files; what lies in holes is none */

enum schedule_order {
    SCHEDULE_BY_TIME,
    SCHEDULE_AS_WRITTEN, /* by record number, where a format's blocks need not stand in that order
                          */
};

/* One block to read: of a file by its place, of a stream by its bytes. */
struct schedule_block {
    /* Not later than its events, as far as can be told without parsing it; in the order of writing,
     * its first record number. */
    int64_t time;
    uint64_t index; /* place in its source: of a block, or of a byte where `size` is not 0 */
    uint32_t source;
    uint32_t size; /* bytes of a block that the reader has found */
};

struct schedule {
    struct inputs *inputs;
    enum schedule_order order;
    struct schedule_block *blocks; /* of files, in order of reading */
    size_t count, cap;
    size_t next;
};

/* Looks up the times, and marks inputs that are saved newest first; or the record numbers. */
void schedule_init(struct schedule *s, struct inputs *inputs, enum schedule_order order);
void schedule_release(struct schedule *s);
/* Where to look for the next block of a file whose blocks the reader finds: behind the last one,
 * `next`, the next bytes that are no hole stand at `start`. */
uint64_t schedule_place_after(uint64_t next, uint64_t start);
/* The next block of a file, NULL at the end. */
const struct schedule_block *schedule_peek(const struct schedule *s);

#endif

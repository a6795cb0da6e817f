/* The bytes of one block of an input. */
#ifndef WMILOG_ANALYZER_INPUT_BLOCK_H
#define WMILOG_ANALYZER_INPUT_BLOCK_H
#include "analyzer/input/inputs.h"

/* No time is known for a block: it is taken at once. */
#define BLOCK_TIME_UNKNOWN INT64_MIN

/* Bytes of a block, whole events only. */
struct block_data {
    char *bytes;     /* owned, grown as needed, reused */
    size_t cap, len; /* of them; those that were read */
    struct block block;
    bool is_short;  /* the file ended before the size that it had when it was opened */
    bool is_missed; /* before its first event stand words of several */
};

/* Reads block `index` of an input, from its first boundary to the first boundary of the next block;
 * or, where `size` is not 0, the `size` bytes from `index` on. May be called by several threads at
 * once for different files' or one file's blocks. */
enum status block_load(struct input *input, uint64_t index, size_t size, struct block_data *data,
                       struct error *err);
void block_data_release(struct block_data *data);

/* Time of the first event in loaded bytes, or BLOCK_TIME_UNKNOWN. */
int64_t block_first_time(const struct input *input, const struct block_data *data);

#endif

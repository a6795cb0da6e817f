/* The blocks of a bzip2 file, each of which can be unpacked without the others. */
#ifndef WMILOG_PARSERS_ARCHIVE_BZIP2_BLOCKS_H
#define WMILOG_PARSERS_ARCHIVE_BZIP2_BLOCKS_H
#include "parsers/base/buffer.h"
#include "parsers/event/source.h"

struct bzip2_blocks {
    struct source *source; /* borrowed; no stream */
    uint64_t bit;          /* from which on the next one is looked for */
    size_t count;          /* of those that were found */
};

/* Makes a bzip2 file of the next block alone in `file`, in place of what is there. Where a block
 * begins tells its signature only: it may be damaged. False when there is none any more, or the
 * source cannot be read. */
bool bzip2_blocks_next(struct bzip2_blocks *blocks, struct buffer *file);

#endif

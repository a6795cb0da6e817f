/* The yardsticks of the .evtx reader, over a whole file in memory: 'walk' passes the headers of
 * chunks and records and computes the checksums, 'parse' is the reader itself without what comes
 * after it. Prints the best of several passes. */
#include <stdio.h>

#include "parsers/evtx/binxml/evtx.h"
#include "parsers/evtx/chunk.h"
#include "tests/bench/yardstick.h"

enum { PASSES = 21 };

static uint64_t walk(struct view file)
{
    uint64_t records = 0;
    for (size_t at = EVTX_FILE_HEADER_SIZE; at < file.len; at += EVTX_CHUNK_SIZE) {
        struct evtx_chunk chunk = evtx_chunk_over(view_from(file, at));
        struct evtx_walk steps = evtx_walk_over(&chunk);
        struct evtx_record record;
        while (evtx_walk_next(&steps, &record) != EVTX_STEP_END) {
            records++;
        }
        if (!chunk.header_is_intact || !evtx_chunk_data_is_intact(&chunk)) {
            fputs("a checksum is wrong\n", stderr);
        }
    }
    return records;
}

static uint64_t parse(struct view file)
{
    static struct batch batch;
    struct reader_input input = {.form = &evtx_reader};
    uint64_t records = 0;
    if (!batch.arena.chunk_size) {
        batch_init(&batch);
    }
    for (size_t at = EVTX_FILE_HEADER_SIZE; at < file.len; at += EVTX_CHUNK_SIZE) {
        struct block block = {at, view_slice(file, at, at + EVTX_CHUNK_SIZE), false};
        batch_clear(&batch);
        evtx_reader.parse(&input, &block, &batch);
        records += batch.read;
    }
    return records;
}

int main(int argc, char **argv)
{
    const struct yardstick list[YARDSTICKS] = {{"walk", "records", walk},
                                               {"parse", "records", parse}};
    return yardstick_main(argc, argv, list, PASSES);
}

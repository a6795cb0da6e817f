/* The yardsticks of the .evtx reader, over a whole file in memory: 'walk' passes the headers of
 * chunks and records and computes the checksums, 'parse' is the reader itself without what comes
 * after it. Prints the best of several passes. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "parsers/evtx/binxml/evtx.h"
#include "parsers/evtx/chunk.h"

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

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

int main(int argc, char **argv)
{
    FILE *file = argc == 3 ? fopen(argv[2], "rb") : NULL;
    if (!file || fseek(file, 0, SEEK_END) != 0) {
        fputs("usage: evtx_pass walk|parse FILE\n", stderr);
        return EXIT_FAILURE;
    }
    size_t size = (size_t)ftell(file);
    char *bytes = malloc(size);
    rewind(file);
    if (!bytes || fread(bytes, 1, size, file) != size) {
        perror(argv[2]);
        return EXIT_FAILURE;
    }
    fclose(file);
    bool is_walk = strcmp(argv[1], "walk") == 0;
    double best = 1e9;
    uint64_t records = 0;
    for (int i = 0; i < PASSES; i++) {
        double start = seconds();
        records = is_walk ? walk((struct view){bytes, size}) : parse((struct view){bytes, size});
        double taken = seconds() - start;
        best = taken < best ? taken : best;
    }
    printf("%s: %llu records, %.2f ms\n", argv[1], (unsigned long long)records, best * 1e3);
    free(bytes);
    return EXIT_SUCCESS;
}

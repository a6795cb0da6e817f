/* Reads a file whole, and takes the CPU time of passes over it. */
#include "tests/bench/yardstick.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/bench/clock.h"

int yardstick_main(int argc, char **argv, const struct yardstick list[YARDSTICKS], int passes)
{
    FILE *file = argc == 3 ? fopen(argv[2], "rb") : NULL;
    if (!file || fseek(file, 0, SEEK_END) != 0) {
        fprintf(stderr, "usage: %s %s|%s FILE\n", argv[0], list[0].name, list[1].name);
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
    const struct yardstick *y = &list[strcmp(argv[1], list[0].name) == 0 ? 0 : 1];
    double best = 1e9;
    uint64_t count = 0;
    for (int i = 0; i < passes; i++) {
        double start = clock_seconds();
        count = y->pass((struct view){bytes, size});
        double taken = clock_seconds() - start;
        best = taken < best ? taken : best;
    }
    printf("%s: %llu %s, %.1f MB/s, %.2f ms\n", argv[1], (unsigned long long)count, y->unit,
           (double)size / 1e6 / best, best * 1e3);
    free(bytes);
    return EXIT_SUCCESS;
}

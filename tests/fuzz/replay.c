/* Runs a fuzz target over files without libFuzzer: each file whole, every prefix of it, and with
 * every byte replaced. Of larger files, places are taken at even distances. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/fuzz/check.h"
#include "tests/fuzz/target.h"

enum {
    MAX_FILE = 16 * 1024 * 1024,
    MAX_PLACES = 2000,
    SMALL_FILE = 1250, /* every byte is replaced by every value */
};

static const uint8_t replacements[] = {0, '<', '>', '&', '\'', ' ', 0x80, 0xFF};

/* The target sees a heap buffer of the exact size. */
static void run(const uint8_t *bytes, size_t len)
{
    uint8_t *copy = malloc(len > 0 ? len : 1);
    if (!copy) {
        abort();
    }
    memcpy(copy, bytes, len);
    (void)LLVMFuzzerTestOneInput(copy, len);
    free(copy);
}

/* All replacements in a small file; else one each, in turn: over a file every one meets every kind
 * of place. */
static void run_replaced(uint8_t *bytes, size_t len, size_t pos, size_t turn)
{
    size_t count = sizeof(replacements);
    size_t first = len <= SMALL_FILE ? 0 : turn % count;
    size_t end = len <= SMALL_FILE ? count : first + 1;
    uint8_t original = bytes[pos];
    for (size_t i = first; i < end; i++) {
        bytes[pos] = replacements[i];
        run(bytes, len);
    }
    bytes[pos] = original ^ 1;
    run(bytes, len);
    bytes[pos] = original;
}

static void run_all(uint8_t *bytes, size_t len)
{
    size_t step = (len / MAX_PLACES + 1) * check_stride();
    run(bytes, len);
    for (size_t pos = 0; pos < len; pos += step) {
        run(bytes, pos);
        run_replaced(bytes, len, pos, pos / step);
    }
}

static int replay(const char *path)
{
    FILE *file = fopen(path, "rb");
    uint8_t *bytes = malloc(MAX_FILE);
    if (!file || !bytes) {
        perror(path);
        free(bytes);
        if (file) {
            fclose(file);
        }
        return EXIT_FAILURE;
    }
    size_t len = fread(bytes, 1, MAX_FILE, file);
    fclose(file);
    run_all(bytes, len);
    printf("replay: %s: %zu bytes\n", path, len);
    free(bytes);
    return EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        fputs("usage: replay FILE...\n", stderr);
        return EXIT_FAILURE;
    }
    int status = EXIT_SUCCESS;
    for (int i = 1; i < argc; i++) {
        if (replay(argv[i]) != EXIT_SUCCESS) {
            status = EXIT_FAILURE;
        }
    }
    return status;
}

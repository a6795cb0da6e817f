/* Numbers that look random, the same in each run. */
#ifndef WMILOG_TESTS_BENCH_RANDOM_H
#define WMILOG_TESTS_BENCH_RANDOM_H
#include <stdint.h>

/* The next number below `count`, which is not 0. */
static inline uint32_t random_below(uint64_t *state, uint32_t count)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(*state >> 33) % count;
}

#endif

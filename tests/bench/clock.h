/* The time of the processor that the program has taken. */
#ifndef WMILOG_TESTS_BENCH_CLOCK_H
#define WMILOG_TESTS_BENCH_CLOCK_H
#include <stdint.h>
#include <time.h>

static inline uint64_t clock_nanoseconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (uint64_t)now.tv_sec * 1000000000U + (uint64_t)now.tv_nsec;
}

static inline double clock_seconds(void)
{
    return (double)clock_nanoseconds() / 1e9;
}

#endif

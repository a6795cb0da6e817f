/* What a reader is measured against, and the reader, over a whole file in memory. */
#ifndef WMILOG_TESTS_BENCH_YARDSTICK_H
#define WMILOG_TESTS_BENCH_YARDSTICK_H
#include "parsers/base/view.h"

struct yardstick {
    const char *name;
    const char *unit;                   /* of what it counts */
    uint64_t (*pass)(struct view file); /* gives the count */
};

enum { YARDSTICKS = 2 };

/* The program: `argv` names one of the two and a file. Prints the best of so many passes; gives the
 * exit status. */
int yardstick_main(int argc, char **argv, const struct yardstick list[YARDSTICKS], int passes);

#endif

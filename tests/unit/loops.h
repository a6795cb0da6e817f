/* For tests that go through tables, and through many rounds. */
#ifndef WMILOG_TESTS_UNIT_LOOPS_H
#define WMILOG_TESTS_UNIT_LOOPS_H
#include <check.h>

/* How many rows a table has; an int, as tcase_add_loop_test takes it. */
#define LENGTH_OF(table) ((int)(sizeof(table) / sizeof((table)[0])))

/* ck_assert notes each success in a file: in a loop with many rounds that takes longer than the
 * test itself. */
#define REQUIRE(condition)                  \
    do {                                    \
        if (!(condition)) {                 \
            ck_abort_msg("%s", #condition); \
        }                                   \
    } while (0)

#endif

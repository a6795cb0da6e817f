/* For tests that go through many rounds. */
#ifndef WMILOG_TESTS_UNIT_LOOPS_H
#define WMILOG_TESTS_UNIT_LOOPS_H
#include <check.h>

/* ck_assert notes each success in a file: in a loop with many rounds that takes longer than the
 * test itself. */
#define REQUIRE(condition)                  \
    do {                                    \
        if (!(condition)) {                 \
            ck_abort_msg("%s", #condition); \
        }                                   \
    } while (0)

#endif

/* The budget's own sum is within a tenth of what is really allocated. */
#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#include "parsers/base/memory.h"
#include "rules/operations/correlate.h"
#include "tests/unit/event_build.h"
#include "tests/unit/suites.h"

enum { EVENTS = 750, MAX_TEXT = 12000 };

static struct correlate correlate;
static struct operation_counts counts;
static char text[MAX_TEXT + 1];

/* Bytes on the heap, as the C library counts them. */
static size_t allocated(void)
{
    struct mallinfo2 info = mallinfo2();
    return info.uordblks + info.hblkhd;
}

/* False where another allocator stands in for it: under sanitizers, under valgrind. */
static bool is_counted(void)
{
    size_t before = allocated();
    void *probe = memory_new(MAX_TEXT, 1);
    size_t more = allocated() - before;
    free(probe);
    return more >= MAX_TEXT && more < 2 * (size_t)MAX_TEXT;
}

static void ignore(void *context, struct failure *f)
{
    (void)context, (void)f;
}

static const char *operation_text(size_t len)
{
    const char head[] = "Start IWbemServices::ExecQuery - root\\cimv2 : select * from Win32_";
    memset(text, 'x', len);
    memcpy(text, head, sizeof(head) - 1);
    text[len] = '\0';
    return text;
}

static void start_at(size_t i, size_t len)
{
    struct event e = build_start(0, (uint32_t)i + 1, (uint32_t)i + 1, operation_text(len));
    correlate_event(&correlate, &e);
}

static void fail_at(size_t i, size_t len)
{
    struct event e = build_failure((int64_t)i, 0x80041002, operation_text(len));
    correlate_event(&correlate, &e);
}

/* What two thirds of the events add, when a third has made the tables that do not grow. */
static void compare(void (*add)(size_t, size_t), const struct account *account, size_t len)
{
    struct computers computers;
    computers_init(&computers, 0);
    correlate_init(&correlate, &computers, &(struct operation_limits){.max_memory = SIZE_MAX / 64},
                   &counts);
    correlate.on_failure = ignore;
    for (size_t i = 0; i < EVENTS / 3; i++) {
        add(i, len);
    }
    size_t used = account->used, before = allocated();
    for (size_t i = EVENTS / 3; i < EVENTS; i++) {
        add(i, len);
    }
    used = account->used - used;
    size_t real = allocated() - before;
    ck_assert_uint_gt(used, EVENTS / 3 * len);
    if (is_counted()) {
        ck_assert_uint_le(used, real + real / 10);
        ck_assert_uint_ge(used, real - real / 10);
    }
    correlate_release(&correlate);
    computers_release(&computers);
}

START_TEST(budget_counts_open_operations)
{
    const size_t sizes[] = {100, 1000, MAX_TEXT};
    compare(start_at, &correlate.operations.memory, sizes[_i]);
}
END_TEST

START_TEST(budget_counts_waiting_failures)
{
    const size_t sizes[] = {100, 1000, MAX_TEXT};
    compare(fail_at, &correlate.waiting.memory, sizes[_i]);
}
END_TEST

Suite *budget_suite(void)
{
    Suite *suite = suite_create("budget");
    TCase *tcase = tcase_create("budget");
    tcase_add_loop_test(tcase, budget_counts_open_operations, 0, 3);
    tcase_add_loop_test(tcase, budget_counts_waiting_failures, 0, 3);
    suite_add_tcase(suite, tcase);
    return suite;
}

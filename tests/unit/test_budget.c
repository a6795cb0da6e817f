/* The budget's own sum is within a tenth of what is really allocated. */
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analyzer/input/window.h"
#include "parsers/base/memory.h"
#include "rules/findings/group.h"
#include "rules/operations/correlate.h"
#include "rules/surroundings/surroundings.h"
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
    memcpy(text, head, len < sizeof(head) - 1 ? len : sizeof(head) - 1);
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

static void compare_sums(size_t used, size_t real)
{
    if (is_counted()) {
        ck_assert_uint_le(used, real + real / 10);
        ck_assert_uint_ge(used, real - real / 10);
    }
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
    compare_sums(used, real);
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

/* An engine that has `count` failures of as many kinds, an hour apart; `used` gets what its groups
 * count together. */
static struct engine *fail_in_groups(size_t count, size_t len, size_t *used)
{
    struct engine *filled = engine_new(&(struct engine_options){.max_groups = EVENTS});
    char operation[MAX_TEXT + 128];
    for (size_t i = 0; i < count; i++) {
        snprintf(operation, sizeof(operation),
                 "Start IWbemServices::ExecQuery - root\\cimv2 : select * from Win32_C%zu where "
                 "a='%s'",
                 i, operation_text(len));
        struct event e = build_failure((int64_t)i * 3600000, 0x80041002, operation);
        engine_event(filled, &e);
    }
    engine_finish(filled);
    size_t group_count;
    const struct group *const *groups = engine_groups(filled, &group_count);
    ck_assert_uint_eq(group_count, count);
    *used = 0;
    for (size_t i = 0; i < count; i++) {
        *used += groups[i]->bytes;
    }
    return filled;
}

/* What an engine has besides its groups is the same for few and for many of them. */
START_TEST(budget_counts_groups)
{
    const size_t sizes[] = {20, 400, MAX_TEXT - 64};
    size_t used[2], real[2];
    for (size_t i = 0; i < 2; i++) {
        size_t before = allocated();
        struct engine *filled = fail_in_groups(i == 0 ? EVENTS / 3 : EVENTS, sizes[_i], &used[i]);
        real[i] = allocated() - before;
        engine_free(filled);
    }
    compare_sums(used[1] - used[0], real[1] - real[0]);
}
END_TEST

START_TEST(budget_counts_surroundings)
{
    const size_t sizes[] = {4, 400, SURROUNDINGS_MAX_EVENT_BYTES - 8};
    struct series_memory memory = {.bytes.limit = SIZE_MAX};
    struct series series = {.items = NULL};
    size_t before = allocated();
    for (size_t i = 0; i < EVENTS; i++) {
        const struct event_datum data = {VIEW("param1"), view_of(operation_text(sizes[_i]))};
        struct surroundings_event e = {.time = (int64_t)i, .data = &data, .data_count = 1};
        ck_assert(series_add(&series, e.time, false, &surroundings_keep(&memory, &e)->record, 0,
                             &memory));
    }
    compare_sums(memory.bytes.used, allocated() - before);
    series_release(&series, &memory);
    ck_assert_uint_eq(memory.bytes.used, 0);
    series_memory_release(&memory);
}
END_TEST

/* As many events as a block mostly has. */
static void add_block(struct window *w, size_t len)
{
    enum { BLOCK_EVENTS = 200 };
    struct window_batch *b = window_take_batch(w);
    for (size_t i = 0; i < BLOCK_EVENTS; i++) {
        struct event *e = batch_add_header(&b->batch, &(struct event){.time = (int64_t)i});
        e->computer = arena_copy(&b->batch.arena, view_of(operation_text(len)));
    }
    window_add(w, b);
}

START_TEST(budget_counts_window)
{
    const size_t sizes[] = {0, 400, MAX_TEXT};
    struct window w;
    window_init(&w, 0);
    size_t before = allocated();
    for (size_t i = 0; i < 50; i++) {
        add_block(&w, sizes[_i]);
    }
    compare_sums(w.memory.used, allocated() - before);
    window_release(&w);
}
END_TEST

/* Who has more than its fair part gives way when all together are over the pool's limit. */
START_TEST(budget_is_shared)
{
    struct account_pool pool = account_pool_of(BUDGET_BYTES);
    struct account a = {.limit = BUDGET_BYTES}, b = a, alone = a;
    account_join(&a, &pool);
    account_join(&b, &pool);
    account_join(&alone, NULL);
    account_take(&a, BUDGET_BYTES / 2);
    account_take(&alone, BUDGET_BYTES / 2);
    ck_assert(!account_is_full(&a) && !account_is_full(&b));
    account_pool_note(&pool, BUDGET_BYTES / 4);
    ck_assert(account_is_full(&a) && !account_is_full(&b) && !account_is_full(&alone));
    account_take(&b, BUDGET_BYTES / 4);
    ck_assert(account_is_full(&b));
    size_t bytes = BUDGET_BYTES / 2;
    account_change(&a, &bytes, BUDGET_BYTES / 16);
    ck_assert_uint_eq(bytes, BUDGET_BYTES / 16);
    ck_assert(!account_is_full(&a) && !account_is_full(&b));
}
END_TEST

Suite *budget_suite(void)
{
    Suite *suite = suite_create("budget");
    TCase *tcase = tcase_create("budget");
    tcase_add_loop_test(tcase, budget_counts_open_operations, 0, 3);
    tcase_add_loop_test(tcase, budget_counts_waiting_failures, 0, 3);
    tcase_add_loop_test(tcase, budget_counts_groups, 0, 3);
    tcase_add_loop_test(tcase, budget_counts_surroundings, 0, 3);
    tcase_add_loop_test(tcase, budget_counts_window, 0, 3);
    tcase_add_test(tcase, budget_is_shared);
    suite_add_tcase(suite, tcase);
    return suite;
}

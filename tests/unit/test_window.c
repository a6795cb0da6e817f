/* The window that puts events in order of time, within its limits. */
#include "analyzer/input/window.h"
#include "parsers/base/count.h"
#include "tests/unit/suites.h"

static struct window window;

static void setup_window(void)
{
    window_init(&window, 0);
}

static void clear_window(void)
{
    window_release(&window);
}

/* What a batch holds: times of WINTIME_NONE are unknown; the offset is the place in the list. */
struct stamp {
    int64_t time;
    uint64_t record;
};

static struct window_batch *add_batch(uint32_t source, const struct stamp *stamps, size_t count)
{
    struct window_batch *b = window_take_batch(&window);
    for (size_t i = 0; i < count; i++) {
        struct event *e = batch_add_header(&b->batch, &(struct event){.time = WINTIME_NONE});
        e->time = stamps[i].time;
        e->record_id = stamps[i].record;
        e->origin.source = source;
        e->origin.offset = 1000 * i;
        batch_count_event(&b->batch, VIEW("p"), VIEW("c"), e->time);
    }
    b->is_backwards = source >= 100;
    window_add(&window, b);
    return b;
}

/* Takes the oldest event and is done with it. */
static void drop_oldest(void)
{
    struct window_entry entry = window_take(&window);
    window_done(&window, &entry);
}

static void expect_oldest(uint32_t source, size_t index)
{
    const struct window_entry *entry = window_oldest(&window);
    ck_assert_ptr_nonnull(entry);
    ck_assert_uint_eq(entry->source, source);
    ck_assert_uint_eq(entry->event->origin.offset, 1000 * index);
    drop_oldest();
}

START_TEST(window_sorts)
{
    const struct stamp a[] = {{30, 1}, {10, 2}, {20, 3}};
    const struct stamp b[] = {{15, 1}, {25, 2}, {5, 3}, {35, 4}};
    ck_assert_ptr_null(window_oldest(&window));
    add_batch(0, a, 3);
    add_batch(1, b, 4);
    const int expected[][2] = {{1, 2}, {0, 1}, {1, 0}, {0, 2}, {1, 1}, {0, 0}, {1, 3}};
    for (size_t i = 0; i < 7; i++) {
        expect_oldest((uint32_t)expected[i][0], (size_t)expected[i][1]);
    }
    ck_assert_ptr_null(window_oldest(&window));
}
END_TEST

/* Record numbers, then sources, then places; places the other way round when newest come first. */
START_TEST(window_settles_ties)
{
    const struct stamp numbered[] = {{7, 12}, {7, 11}, {7, 10}};
    const struct stamp bare[] = {{7, 0}, {7, 0}, {7, 0}};
    add_batch(100, bare, 3);
    add_batch(2, numbered, 3);
    add_batch(1, bare, 3);
    add_batch(101, numbered, 2);
    const int expected[][2] = {{1, 0}, {1, 1}, {1, 2},   {100, 2}, {100, 1}, {100, 0},
                               {2, 2}, {2, 1}, {101, 1}, {2, 0},   {101, 0}};
    for (size_t i = 0; i < COUNT_OF(expected); i++) {
        expect_oldest((uint32_t)expected[i][0], (size_t)expected[i][1]);
    }
}
END_TEST

START_TEST(window_keeps_untimed_beside_neighbours)
{
    const struct stamp a[] = {{WINTIME_NONE, 0}, {10, 0}, {WINTIME_NONE, 0}, {20, 0}};
    const struct stamp b[] = {{9, 0}, {11, 0}, {21, 0}};
    add_batch(0, a, 4);
    add_batch(1, b, 3);
    const int expected[][2] = {{1, 0}, {0, 0}, {0, 1}, {0, 2}, {1, 1}, {0, 3}, {1, 2}};
    for (size_t i = 0; i < COUNT_OF(expected); i++) {
        expect_oldest((uint32_t)expected[i][0], (size_t)expected[i][1]);
    }
}
END_TEST

/* Runs in order with stragglers in between, taken while more come: nothing is lost, and what is
 * taken is the oldest. */
START_TEST(window_sorts_runs_with_stragglers)
{
    enum { BATCHES = 200, EVENTS = 40 };
    size_t taken = 0;
    for (int i = 0; i < BATCHES; i++) {
        struct stamp stamps[EVENTS];
        for (int j = 0; j < EVENTS; j++) {
            int late = j % 7 == 3 ? (i * 31 + j * 17) % 500 : 0;
            stamps[j] = (struct stamp){100 * i + 3 * j - late, (uint64_t)(i * EVENTS + j)};
        }
        add_batch((uint32_t)(i % 3), stamps, EVENTS);
        for (int j = 0; j < 30 || (i + 1 == BATCHES && window_oldest(&window)); j++, taken++) {
            struct window_entry entry = window_take(&window);
            const struct window_entry *next = window_oldest(&window);
            if (next && (entry.time > next->time ||
                         (entry.time == next->time && entry.record_id > next->record_id))) {
                ck_abort_msg("%d is not the oldest", (int)entry.time);
            }
            window_done(&window, &entry);
        }
    }
    ck_assert_uint_eq(taken, (size_t)BATCHES * EVENTS);
}
END_TEST

START_TEST(window_reuses_batches)
{
    const struct stamp a[] = {{1, 0}, {2, 0}};
    struct window_batch *first = add_batch(0, a, 2);
    drop_oldest();
    struct window_batch *second = window_take_batch(&window);
    ck_assert_ptr_ne(first, second);
    window_add(&window, second); /* without events it goes back at once */
    ck_assert_ptr_eq(window_take_batch(&window), second);
    window_add(&window, second);
    drop_oldest();
    ck_assert_uint_eq(window.batch_count, 0);
    ck_assert_ptr_eq(window_take_batch(&window), first);
    ck_assert_uint_eq(first->batch.event_count, 0);
    ck_assert_uint_eq(first->batch.read, 0);
    window_add(&window, first);
}
END_TEST

/* A batch lives as long as somebody holds one of its events. */
START_TEST(window_keeps_what_was_taken)
{
    const struct stamp a[] = {{1, 5}, {2, 6}};
    struct window_batch *batch = add_batch(0, a, 2);
    struct window_entry first = window_take(&window);
    struct window_entry second = window_take(&window);
    ck_assert_ptr_null(window_oldest(&window));
    window_done(&window, &first);
    struct window_batch *other = window_take_batch(&window);
    ck_assert_ptr_ne(other, batch);
    window_add(&window, other);
    ck_assert_uint_eq(second.event->record_id, 6);
    ck_assert_uint_eq(window.batch_count, 1);
    window_done(&window, &second);
    ck_assert_uint_eq(window.batch_count, 0);
}
END_TEST

/* More empty batches than the pool may hold: those that come later find one with memory. */
START_TEST(window_reuses_memory)
{
    enum { SIZE = 512 << 10, COUNT = 2 * WINDOW_MAX_POOLED / SIZE };
    for (int i = 0; i < COUNT; i++) {
        struct window_batch *b = window_take_batch(&window);
        batch_add_header(&b->batch, &(struct event){.time = i});
        ck_assert(buffer_reserve(&b->batch.xml, SIZE));
        window_add(&window, b);
    }
    while (window_oldest(&window)) {
        drop_oldest();
    }
    ck_assert_uint_gt(window.free_bytes, WINDOW_MAX_POOLED / 2);
    ck_assert_uint_le(window.free_bytes, WINDOW_MAX_POOLED);
    for (int i = 0; i < 3; i++) {
        struct window_batch *b = window_take_batch(&window);
        ck_assert_uint_ge(b->batch.xml.cap, SIZE);
        window_give_back(&window, b);
    }
}
END_TEST

START_TEST(window_holds_so_many_bytes)
{
    enum { SIZE = (int)BUDGET_BYTES / BUDGET_PARTS * BUDGET_WINDOW / 4 };
    int64_t count = 0;
    for (; count < 5 && !window_is_full(&window); count++) {
        struct window_batch *b = window_take_batch(&window);
        batch_add_header(&b->batch, &(struct event){.time = count});
        ck_assert(buffer_reserve(&b->batch.xml, SIZE));
        b->batch.xml.len = SIZE;
        window_add(&window, b);
    }
    ck_assert_int_gt(count, 1);
    ck_assert(window_is_full(&window));
    drop_oldest();
    ck_assert(!window_is_full(&window));
    /* Nor does a batch keep so much for its next use. */
    struct window_batch *b = window_take_batch(&window);
    ck_assert_uint_lt(b->batch.xml.cap, SIZE);
    window_give_back(&window, b);
}
END_TEST

START_TEST(window_holds_less_of_large_logs)
{
    static struct stamp many[WINDOW_HELD_EVENTS];
    const struct stamp one = {1, 0};
    add_batch(0, many, WINDOW_HELD_EVENTS);
    ck_assert(!window_is_long(&window));
    add_batch(0, &one, 1);
    ck_assert(window_is_long(&window));
    window_hold_less(&window);
    for (int i = WINDOW_HELD_EVENTS + 1; i > WINDOW_HELD_LATER; i--) {
        ck_assert(window_is_long(&window));
        drop_oldest();
    }
    ck_assert(!window_is_long(&window));
}
END_TEST

START_TEST(window_holds_more_of_disordered_logs)
{
    static struct stamp many[WINDOW_MAX_EVENTS];
    const struct stamp one = {1, 0};
    add_batch(0, many, WINDOW_HELD_EVENTS);
    window_hold_less(&window);
    window_hold_more(&window);
    add_batch(0, many, WINDOW_MAX_EVENTS - WINDOW_HELD_EVENTS);
    window_hold_less(&window);
    ck_assert(!window_is_long(&window));
    add_batch(0, &one, 1);
    ck_assert(window_is_long(&window));
}
END_TEST

START_TEST(window_has_limits)
{
    const struct stamp one = {1, 0};
    for (int i = 0; i < WINDOW_MAX_BATCHES; i++) {
        add_batch(0, &one, 1);
        ck_assert(!window_is_full(&window));
    }
    add_batch(0, &one, 1);
    ck_assert(window_is_full(&window));
    while (window_oldest(&window)) {
        drop_oldest();
    }
    static struct stamp many[WINDOW_MAX_EVENTS];
    add_batch(0, many, WINDOW_MAX_EVENTS);
    ck_assert(!window_is_full(&window));
    add_batch(0, &one, 1);
    ck_assert(window_is_full(&window));
    drop_oldest();
    ck_assert(!window_is_full(&window));
}
END_TEST

Suite *window_suite(void)
{
    Suite *suite = suite_create("window");
    TCase *tcase = tcase_create("window");
    tcase_add_checked_fixture(tcase, setup_window, clear_window);
    tcase_add_test(tcase, window_sorts);
    tcase_add_test(tcase, window_sorts_runs_with_stragglers);
    tcase_add_test(tcase, window_settles_ties);
    tcase_add_test(tcase, window_keeps_untimed_beside_neighbours);
    tcase_add_test(tcase, window_reuses_batches);
    tcase_add_test(tcase, window_keeps_what_was_taken);
    tcase_add_test(tcase, window_reuses_memory);
    tcase_add_test(tcase, window_holds_so_many_bytes);
    tcase_add_test(tcase, window_holds_less_of_large_logs);
    tcase_add_test(tcase, window_holds_more_of_disordered_logs);
    tcase_add_test(tcase, window_has_limits);
    suite_add_tcase(suite, tcase);
    return suite;
}

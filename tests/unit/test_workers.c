/* Jobs on threads: their order, and what they may hold together. */
#include "analyzer/input/workers.h"
#include "parsers/base/count.h"
#include "tests/unit/suites.h"

enum { JOBS = 60, THREADS = 4, MAX_SLOTS = 2 * THREADS + 1 + WORKERS_STORE };

static struct workers workers;
static size_t wanted[MAX_SLOTS]; /* bytes, by slot */
static size_t results[MAX_SLOTS];
static bool is_over; /* more was held than there is room for, by several jobs */
static size_t refusals;
static pthread_t taker;

static void work(void *context, size_t slot, size_t thread)
{
    (void)context;
    ck_assert_uint_lt(thread, workers.count);
    ck_assert_int_eq(thread == WORKERS_TAKER, pthread_equal(pthread_self(), taker) != 0);
    if (!workers_hold(&workers, thread, slot, wanted[slot])) {
        ck_assert_uint_eq(thread, WORKERS_TAKER);
        refusals++;
        return;
    }
    pthread_mutex_lock(&workers.lock);
    bool is_oldest = slot == workers.taken % workers.slot_count;
    /* The oldest may have come on top, and those that are done hold a byte each. */
    is_over =
        is_over || (!is_oldest && workers.bytes > workers.max_bytes + wanted[slot] + MAX_SLOTS);
    pthread_mutex_unlock(&workers.lock);
    results[slot] = wanted[slot] + 1;
    workers_keep(&workers, slot, 1);
}

static void give(size_t job, size_t bytes)
{
    size_t slot;
    ck_assert(workers_free_slot(&workers, &slot));
    ck_assert_uint_eq(slot, job % workers.slot_count);
    wanted[slot] = bytes;
    workers_give(&workers);
}

static void take(size_t bytes)
{
    size_t slot = workers_wait(&workers);
    ck_assert_uint_eq(results[slot], bytes + 1);
    workers_drop(&workers);
}

/* Jobs of which each alone is larger than the room for all are done all the same. */
static void run_jobs(size_t threads, size_t bytes)
{
    taker = pthread_self();
    workers_init(&workers, threads, work, NULL);
    size_t given = 0;
    for (size_t taken = 0; taken < JOBS; taken++) {
        size_t slot;
        while (given < JOBS && workers_free_slot(&workers, &slot)) {
            give(given++, bytes);
        }
        take(bytes);
    }
    ck_assert(!workers_has_jobs(&workers));
    ck_assert_uint_eq(workers.bytes, 0);
    workers_release(&workers);
    ck_assert(!is_over);
}

START_TEST(workers_do_all_jobs)
{
    const size_t room = (size_t)WORKERS_FEW * WORKERS_BYTES_EACH;
    const size_t sizes[] = {0, room / 3, room, 2 * room};
    for (size_t i = 0; i < COUNT_OF(sizes); i++) {
        run_jobs(1, sizes[i]);
        run_jobs(THREADS, sizes[i]);
    }
}
END_TEST

/* Where nobody else can do it, the taker does the oldest job, and none besides. */
START_TEST(workers_have_one_that_takes)
{
    taker = pthread_self();
    workers_init(&workers, 2, work, NULL);
    workers.others = 0; /* the system refuses more */
    const size_t room = workers.max_bytes;
    for (size_t i = 0; i < 4; i++) {
        give(i, room);
    }
    for (size_t i = 0; i < 4; i++) {
        take(room);
        ck_assert_uint_eq(workers.started, i + 1);
    }
    ck_assert_uint_eq(workers.begun, 0);
    workers_release(&workers);
}
END_TEST

static pthread_mutex_t door = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changes = PTHREAD_COND_INITIALIZER;
static bool is_begun, may_end;

static void tell(bool *what)
{
    pthread_mutex_lock(&door);
    *what = true;
    pthread_cond_broadcast(&changes);
    pthread_mutex_unlock(&door);
}

static void wait_for(const bool *what)
{
    pthread_mutex_lock(&door);
    while (!*what) {
        pthread_cond_wait(&changes, &door);
    }
    pthread_mutex_unlock(&door);
}

enum { LATE_JOBS = 4 };

/* The taker ends the first job when the other thread has the second one, which ends when the taker
 * was refused, or has done all others. */
static void work_late(void *context, size_t slot, size_t thread)
{
    const size_t before = refusals;
    if (thread == WORKERS_TAKER) {
        wait_for(&is_begun);
        work(context, slot, thread);
        if (refusals > before || slot == LATE_JOBS - 1) {
            tell(&may_end);
        }
    } else {
        work(context, slot, thread);
        workers_hold(&workers, thread, slot, wanted[slot]);
        tell(&is_begun);
        wait_for(&may_end);
    }
}

/* The taker does what it can while another thread is at the oldest job; what has no room then is
 * done later. */
static void help_with(size_t bytes, bool is_refused)
{
    taker = pthread_self();
    is_begun = may_end = false;
    refusals = 0;
    workers_init(&workers, 2, work_late, NULL);
    const size_t room = workers.max_bytes;
    const size_t sizes[LATE_JOBS] = {0, room, bytes, bytes};
    for (size_t i = 0; i < LATE_JOBS; i++) {
        give(i, sizes[i]);
    }
    for (size_t i = 0; i < LATE_JOBS; i++) {
        take(sizes[i]);
        ck_assert_int_eq(i > 0 ? refusals > 0 : false, i > 0 && is_refused);
    }
    ck_assert(!workers_has_jobs(&workers));
    ck_assert_uint_eq(workers.bytes, 0);
    workers_release(&workers);
}

/* The taker has one job left for itself, and another thread does the other one meanwhile. */
START_TEST(workers_are_called)
{
    taker = pthread_self();
    is_begun = may_end = false;
    workers_init(&workers, 2, work_late, NULL);
    workers_call(&workers);
    ck_assert_uint_eq(workers.begun, 0);
    give(0, 0);
    workers_call(&workers);
    ck_assert_uint_eq(workers.begun, 0);
    give(1, 0);
    workers_call(&workers);
    ck_assert_uint_eq(workers.begun, 1);
    wait_for(&is_begun);
    tell(&may_end);
    take(0);
    take(0);
    workers_release(&workers);
}
END_TEST

START_TEST(workers_are_helped_by_the_taker)
{
    help_with(0, false);
    help_with(1, true);
    help_with((size_t)WORKERS_FEW * WORKERS_BYTES_EACH, true);
}
END_TEST

Suite *workers_suite(void)
{
    Suite *suite = suite_create("workers");
    TCase *tcase = tcase_create("workers");
    tcase_add_test(tcase, workers_do_all_jobs);
    tcase_add_test(tcase, workers_have_one_that_takes);
    tcase_add_test(tcase, workers_are_called);
    tcase_add_test(tcase, workers_are_helped_by_the_taker);
    suite_add_tcase(suite, tcase);
    return suite;
}

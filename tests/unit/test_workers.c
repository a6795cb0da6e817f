/* Jobs on threads: their order, and what they may hold together. */
#include "analyzer/input/workers.h"
#include "tests/unit/suites.h"

enum { JOBS = 60, THREADS = 4, MAX_SLOTS = 2 * THREADS + 1 + WORKERS_STORE };

static struct workers workers;
static size_t wanted[MAX_SLOTS]; /* bytes, by slot */
static size_t results[MAX_SLOTS];
static bool is_over; /* more was held than there is room for, by several jobs */

static void work(void *context, size_t slot, size_t thread)
{
    (void)context;
    ck_assert_uint_lt(thread, workers_numbers(&workers));
    workers_hold(&workers, slot, wanted[slot]);
    pthread_mutex_lock(&workers.lock);
    bool is_oldest = slot == workers.taken % workers.slot_count;
    /* The oldest may have come on top, and those that are done hold a byte each. */
    is_over =
        is_over || (!is_oldest && workers.bytes > workers.max_bytes + wanted[slot] + MAX_SLOTS);
    pthread_mutex_unlock(&workers.lock);
    results[slot] = wanted[slot] + 1;
    workers_hold(&workers, slot, 1);
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
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        run_jobs(1, sizes[i]);
        run_jobs(THREADS, sizes[i]);
    }
}
END_TEST

Suite *workers_suite(void)
{
    Suite *suite = suite_create("workers");
    TCase *tcase = tcase_create("workers");
    tcase_add_test(tcase, workers_do_all_jobs);
    suite_add_tcase(suite, tcase);
    return suite;
}

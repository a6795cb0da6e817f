/* A fixed number of jobs in a ring: done by threads in any order, taken back in the order given.
 *
 * The thread that gives jobs and takes them back is one of the threads that do them: when the job
 * that it wants next is not done, it does the oldest one that nobody has begun, and sleeps only
 * where there is none. So as many threads compute as are asked for, and none waits while there is
 * something to do. */
#ifndef WMILOG_ANALYZER_INPUT_WORKERS_H
#define WMILOG_ANALYZER_INPUT_WORKERS_H
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

enum {
    WORKERS_MAX = 64,
    WORKERS_TAKER = 0, /* the number of the thread that takes */
    /* Bytes that the jobs of one thread mostly hold: one under way, and one that is done. All
     * threads share so many for each, and at least those of WORKERS_FEW threads. */
    WORKERS_BYTES_EACH = 1 << 19,
    WORKERS_FEW = 8,
    /* Jobs beside those that are under way and done: a store, so that threads are woken seldom. */
    WORKERS_STORE = 4,
};

struct workers {
    /* Does a job, on the thread with that number: that of the taker, or a number above. */
    void (*work)(void *context, size_t slot, size_t thread);
    void *context;
    size_t count; /* of threads that are asked for: their numbers are below it */
    /* Those beside the taker that the system gives, and those of them that had something to do. */
    size_t others, begun;
    pthread_t threads[WORKERS_MAX];
    size_t slot_count;
    /* What the threads share, read and written under the lock. `given` changes only in the taker,
     * which reads it without; so does `taken`. Job n uses slot n % slot_count. */
    pthread_mutex_t lock;
    pthread_cond_t has_work, has_result, has_room;
    size_t given, started, taken; /* jobs so far */
    bool has_returned;            /* a job that the taker had no room for is to be begun again */
    size_t returned;              /* its slot */
    bool is_refused;              /* that of the taker has no room */
    size_t numbered;              /* threads that have their number */
    size_t awake;                 /* threads beside the taker that do not wait for work */
    bool is_waking;               /* one that does was told that there is some */
    struct workers_slot {
        bool is_done;
        size_t bytes; /* that its job holds */
    } * slots;
    size_t bytes, max_bytes; /* of all jobs */
    bool is_stopping;
};

/* `jobs` threads do the work: the calling one, which gives and takes, and for more than one job
 * others, of which there are fewer when the system refuses more. */
void workers_init(struct workers *w, size_t jobs, void (*work)(void *, size_t, size_t),
                  void *context);
/* Waits for jobs under way. */
void workers_release(struct workers *w);
/* The slot that the next job would use; false when all are in use. */
bool workers_free_slot(const struct workers *w, size_t *slot);
/* Gives the job prepared in the free slot. */
void workers_give(struct workers *w);
/* To be asked by `work` before its job holds more than before: that many bytes, all in all. Waits
 * until there is room for them; the oldest job, for which others wait, never does. The taker cannot
 * wait for what it makes room for itself: false tells `work`, there alone, to leave its job as if
 * it had not begun, and to return; the job is begun again later. */
bool workers_hold(struct workers *w, size_t thread, size_t slot, size_t bytes);
/* To be told by `work` what its job holds when it is done. */
void workers_keep(struct workers *w, size_t slot, size_t bytes);
/* Has other threads begin with the jobs given so far, but for one that the taker will do: for a
 * taker that has something else to do before it waits. */
void workers_call(struct workers *w);
bool workers_has_jobs(const struct workers *w);
/* Waits for the oldest job, and does jobs meanwhile; its slot stays in use until workers_drop. */
size_t workers_wait(struct workers *w);
void workers_drop(struct workers *w);

#endif

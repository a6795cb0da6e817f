/* A fixed number of jobs in a ring: done by threads in any order, taken back in the order given. */
#ifndef WMILOG_ANALYZER_INPUT_WORKERS_H
#define WMILOG_ANALYZER_INPUT_WORKERS_H
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

enum {
    WORKERS_MAX = 64,
    /* Bytes that the jobs of one thread mostly hold: one under way, and one that is done. All
     * threads share so many for each, and at least those of WORKERS_FEW threads. */
    WORKERS_BYTES_EACH = 1 << 19,
    WORKERS_FEW = 8,
    /* Jobs beside those that are under way and done: a store, so that threads are woken seldom. */
    WORKERS_STORE = 4,
};

struct workers {
    /* Called by a thread, or by workers_give, with the thread's number. */
    void (*work)(void *context, size_t slot, size_t thread);
    void *context;
    pthread_t threads[WORKERS_MAX];
    size_t thread_count; /* 0: work is done at once, in workers_give */
    size_t slot_count;
    /* What the threads share, read and written under the lock. `given` changes only in the giving
     * thread, which reads it without; so does `taken`. Job n uses slot n % slot_count. */
    pthread_mutex_t lock;
    pthread_cond_t has_work, has_result, has_room;
    size_t given, started, taken; /* jobs so far */
    size_t numbered;              /* threads that have their number */
    size_t awake;                 /* threads that do not wait for work */
    bool is_waking;               /* one that does was told that there is some */
    struct workers_slot {
        bool is_done;
        size_t bytes; /* that its job holds */
    } * slots;
    size_t bytes, max_bytes; /* of all jobs */
    bool is_stopping;
};

/* `jobs` 1 uses no threads. Fewer threads than asked for are used when the system refuses more. */
void workers_init(struct workers *w, size_t jobs, void (*work)(void *, size_t, size_t),
                  void *context);
/* Waits for jobs under way. */
void workers_release(struct workers *w);
/* The slot that the next job would use; false when all are in use. */
bool workers_free_slot(const struct workers *w, size_t *slot);
/* Gives the job prepared in the free slot to a thread. */
void workers_give(struct workers *w);
/* To be called by `work`: its job is going to hold that many bytes, all in all. Waits until there
 * is room for them; the oldest job, for which others wait, never does. */
void workers_hold(struct workers *w, size_t slot, size_t bytes);
/* How many numbers of threads there are. */
size_t workers_numbers(const struct workers *w);
bool workers_has_jobs(const struct workers *w);
/* Waits for the oldest job; its slot stays in use until workers_drop. */
size_t workers_wait(struct workers *w);
void workers_drop(struct workers *w);

#endif

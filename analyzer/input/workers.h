/* A fixed number of jobs in a ring: done by threads in any order, taken back in the order given. */
#ifndef WMILOG_ANALYZER_INPUT_WORKERS_H
#define WMILOG_ANALYZER_INPUT_WORKERS_H
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

enum { WORKERS_MAX = 64 };

struct workers {
    void (*work)(void *context, size_t slot); /* called by a thread, or by workers_give */
    void *context;
    pthread_t threads[WORKERS_MAX];
    size_t thread_count; /* 0: work is done at once, in workers_give */
    size_t slot_count;
    size_t taken; /* jobs taken back: of the thread that gives jobs and takes them, its own */
    /* What the threads share, read and written under the lock. `given` changes only in the giving
     * thread, which reads it without. Of is_done, the giving thread sets what belongs to a slot
     * that has no job. Job n uses slot n % slot_count. */
    pthread_mutex_t lock;
    pthread_cond_t has_work, has_result;
    size_t given, started; /* jobs so far */
    bool *is_done;         /* by slot */
    bool is_stopping;
};

/* `jobs` 1 uses no threads. Fewer threads than asked for are used when the system refuses more. */
void workers_init(struct workers *w, size_t jobs, void (*work)(void *, size_t), void *context);
/* Waits for jobs under way. */
void workers_release(struct workers *w);
/* The slot that the next job would use; false when all are in use. */
bool workers_free_slot(const struct workers *w, size_t *slot);
/* Gives the job prepared in the free slot to a thread. */
void workers_give(struct workers *w);
bool workers_has_jobs(const struct workers *w);
/* Waits for the oldest job; its slot stays in use until workers_drop. */
size_t workers_wait(struct workers *w);
void workers_drop(struct workers *w);

#endif

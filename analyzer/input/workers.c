/* Threads that work on a ring of jobs. */
#include "analyzer/input/workers.h"

#include <stdlib.h>

#include "parsers/base/memory.h"

static void *run(void *argument)
{
    struct workers *w = argument;
    pthread_mutex_lock(&w->lock);
    const size_t number = w->numbered++;
    w->awake++;
    w->is_waking = false;
    for (;;) {
        while (w->started == w->given && !w->is_stopping) {
            w->awake--;
            pthread_cond_wait(&w->has_work, &w->lock);
            w->awake++;
            w->is_waking = false;
        }
        if (w->started == w->given) {
            break;
        }
        size_t slot = w->started++ % w->slot_count;
        pthread_mutex_unlock(&w->lock);
        w->work(w->context, slot, number);
        pthread_mutex_lock(&w->lock);
        w->slots[slot].is_done = true;
        if (w->taken % w->slot_count == slot) {
            pthread_cond_signal(&w->has_result);
        }
    }
    pthread_mutex_unlock(&w->lock);
    return NULL;
}

void workers_init(struct workers *w, size_t jobs, void (*work)(void *, size_t, size_t),
                  void *context)
{
    *w = (struct workers){.work = work, .context = context};
    pthread_mutex_init(&w->lock, NULL);
    pthread_cond_init(&w->has_work, NULL);
    pthread_cond_init(&w->has_result, NULL);
    pthread_cond_init(&w->has_room, NULL);
    jobs = jobs > WORKERS_MAX ? WORKERS_MAX : jobs;
    w->slot_count = 2 * jobs + 1 + WORKERS_STORE;
    w->slots = memory_new(w->slot_count, sizeof(*w->slots));
    w->max_bytes = (jobs > WORKERS_FEW ? jobs : WORKERS_FEW) * WORKERS_BYTES_EACH;
    if (jobs > 1) {
        while (w->thread_count < jobs &&
               pthread_create(&w->threads[w->thread_count], NULL, run, w) == 0) {
            w->thread_count++;
        }
    }
}

void workers_release(struct workers *w)
{
    pthread_mutex_lock(&w->lock);
    w->is_stopping = true;
    pthread_cond_broadcast(&w->has_work);
    pthread_mutex_unlock(&w->lock);
    for (size_t i = 0; i < w->thread_count; i++) {
        pthread_join(w->threads[i], NULL);
    }
    pthread_mutex_destroy(&w->lock);
    pthread_cond_destroy(&w->has_work);
    pthread_cond_destroy(&w->has_result);
    pthread_cond_destroy(&w->has_room);
    free(w->slots);
}

bool workers_free_slot(const struct workers *w, size_t *slot)
{
    if (w->given - w->taken == w->slot_count) {
        return false;
    }
    *slot = w->given % w->slot_count;
    return true;
}

/* Where taking is what takes long, jobs that are done lie in store, and one thread can do the rest:
 * it is woken for many at once, because waking costs the giving thread more than giving, and a
 * second one would only take its processor. workers_wait wakes all when there is nothing in store.
 */
void workers_give(struct workers *w)
{
    size_t slot = w->given % w->slot_count;
    if (w->thread_count == 0) {
        w->given++;
        w->started++;
        w->work(w->context, slot, 0);
        w->slots[slot].is_done = true;
        return;
    }
    pthread_mutex_lock(&w->lock);
    w->slots[slot].is_done = false;
    w->given++;
    const bool is_worth_waking =
        w->awake == 0 && !w->is_waking && w->given - w->started >= w->slot_count * 2 / 3;
    w->is_waking |= is_worth_waking;
    pthread_mutex_unlock(&w->lock);
    if (is_worth_waking) {
        pthread_cond_signal(&w->has_work);
    }
}

bool workers_has_jobs(const struct workers *w)
{
    return w->given != w->taken;
}

size_t workers_wait(struct workers *w)
{
    size_t slot = w->taken % w->slot_count;
    pthread_mutex_lock(&w->lock);
    if (!w->slots[slot].is_done && w->started != w->given) {
        pthread_cond_broadcast(&w->has_work);
    }
    while (!w->slots[slot].is_done) {
        pthread_cond_wait(&w->has_result, &w->lock);
    }
    pthread_mutex_unlock(&w->lock);
    return slot;
}

/* Under the lock: what a job holds. */
static void set_bytes(struct workers *w, size_t slot, size_t bytes)
{
    w->bytes += bytes - w->slots[slot].bytes;
    w->slots[slot].bytes = bytes;
    pthread_cond_broadcast(&w->has_room);
}

void workers_hold(struct workers *w, size_t slot, size_t bytes)
{
    if (w->thread_count == 0) {
        return;
    }
    pthread_mutex_lock(&w->lock);
    while (bytes > w->slots[slot].bytes && slot != w->taken % w->slot_count &&
           w->bytes - w->slots[slot].bytes + bytes > w->max_bytes) {
        pthread_cond_wait(&w->has_room, &w->lock);
    }
    set_bytes(w, slot, bytes);
    pthread_mutex_unlock(&w->lock);
}

size_t workers_numbers(const struct workers *w)
{
    return w->thread_count > 0 ? w->thread_count : 1;
}

void workers_drop(struct workers *w)
{
    size_t slot = w->taken % w->slot_count;
    pthread_mutex_lock(&w->lock);
    w->slots[slot].is_done = false;
    w->taken++;
    set_bytes(w, slot, 0);
    pthread_mutex_unlock(&w->lock);
}

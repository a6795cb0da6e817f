/* Threads that work on a ring of jobs. */
#include "analyzer/input/workers.h"

#include <stdlib.h>

#include "parsers/base/memory.h"

/* Jobs that nobody has begun. */
static size_t unbegun(const struct workers *w)
{
    return w->given - w->started + w->has_returned;
}

/* Under the lock: the slot of the oldest of them, which is begun. */
static size_t begin(struct workers *w)
{
    if (w->has_returned) {
        w->has_returned = false;
        return w->returned;
    }
    return w->started++ % w->slot_count;
}

static void *run(void *argument)
{
    struct workers *w = argument;
    pthread_mutex_lock(&w->lock);
    const size_t number = ++w->numbered;
    w->awake++;
    w->is_waking = false;
    for (;;) {
        while (unbegun(w) == 0 && !w->is_stopping) {
            w->awake--;
            pthread_cond_wait(&w->has_work, &w->lock);
            w->awake++;
            w->is_waking = false;
        }
        if (unbegun(w) == 0) {
            break;
        }
        const size_t slot = begin(w);
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
    w->count = jobs > WORKERS_MAX ? WORKERS_MAX : jobs < 1 ? 1 : jobs;
    w->slot_count = 2 * w->count + 1 + WORKERS_STORE;
    w->slots = memory_new(w->slot_count, sizeof(*w->slots));
    w->others = w->count - 1;
    w->max_bytes = (w->count > WORKERS_FEW ? w->count : WORKERS_FEW) * WORKERS_BYTES_EACH;
}

void workers_release(struct workers *w)
{
    pthread_mutex_lock(&w->lock);
    w->is_stopping = true;
    pthread_cond_broadcast(&w->has_work);
    pthread_mutex_unlock(&w->lock);
    for (size_t i = 0; i < w->begun; i++) {
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
 * it is woken for many at once, because waking costs the taker more than giving, and a second one
 * would only take its processor. workers_wait wakes all when there is nothing in store. */
void workers_give(struct workers *w)
{
    pthread_mutex_lock(&w->lock);
    w->slots[w->given % w->slot_count].is_done = false;
    w->given++;
    const bool is_worth_waking =
        w->begun > 0 && w->awake == 0 && !w->is_waking && unbegun(w) >= w->slot_count * 2 / 3;
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

/* Other threads are needed for so many jobs. */
static void call_others(struct workers *w, size_t jobs)
{
    if (jobs > 0) {
        pthread_cond_broadcast(&w->has_work);
    }
    while (w->begun < jobs && w->begun < w->others) {
        if (pthread_create(&w->threads[w->begun], NULL, run, w) == 0) {
            w->begun++;
        } else {
            w->others = w->begun;
        }
    }
}

void workers_call(struct workers *w)
{
    pthread_mutex_lock(&w->lock);
    const size_t jobs = unbegun(w);
    pthread_mutex_unlock(&w->lock);
    call_others(w, jobs > 0 ? jobs - 1 : 0);
}

/* Under the lock: what a job holds. */
static void set_bytes(struct workers *w, size_t slot, size_t bytes)
{
    w->bytes += bytes - w->slots[slot].bytes;
    w->slots[slot].bytes = bytes;
    pthread_cond_broadcast(&w->has_room);
}

/* Under the lock, which is given up meanwhile: the taker does a job. False when it has no room. */
static bool help(struct workers *w)
{
    const size_t slot = begin(w);
    const size_t left = unbegun(w);
    w->is_refused = false;
    pthread_mutex_unlock(&w->lock);
    call_others(w, left);
    w->work(w->context, slot, WORKERS_TAKER);
    pthread_mutex_lock(&w->lock);
    w->slots[slot].is_done = !w->is_refused;
    if (w->is_refused) {
        w->has_returned = true;
        w->returned = slot;
        set_bytes(w, slot, 0);
    }
    return !w->is_refused;
}

size_t workers_wait(struct workers *w)
{
    const size_t slot = w->taken % w->slot_count;
    bool has_room = true;
    pthread_mutex_lock(&w->lock);
    while (!w->slots[slot].is_done) {
        if (unbegun(w) > 0 && has_room) {
            has_room = help(w);
        } else {
            pthread_cond_wait(&w->has_result, &w->lock);
        }
    }
    pthread_mutex_unlock(&w->lock);
    return slot;
}

bool workers_hold(struct workers *w, size_t thread, size_t slot, size_t bytes)
{
    bool has_room = true;
    pthread_mutex_lock(&w->lock);
    while (bytes > w->slots[slot].bytes && slot != w->taken % w->slot_count &&
           w->bytes - w->slots[slot].bytes + bytes > w->max_bytes) {
        if (thread == WORKERS_TAKER) {
            has_room = false;
            break;
        }
        pthread_cond_wait(&w->has_room, &w->lock);
    }
    if (has_room) {
        set_bytes(w, slot, bytes);
    } else {
        w->is_refused = true;
    }
    pthread_mutex_unlock(&w->lock);
    return has_room;
}

void workers_keep(struct workers *w, size_t slot, size_t bytes)
{
    pthread_mutex_lock(&w->lock);
    set_bytes(w, slot, bytes);
    pthread_mutex_unlock(&w->lock);
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

/* From inputs to events in time order: blocks are read and parsed by threads, put in order, and
 * handed on one by one. The result does not depend on the number of threads. */
#ifndef WMILOG_ANALYZER_INPUT_PIPELINE_H
#define WMILOG_ANALYZER_INPUT_PIPELINE_H
#include "analyzer/console/progress.h"
#include "analyzer/input/inputs.h"

struct pipeline_options {
    size_t jobs;
    size_t max_memory;         /* bytes of the run, for what waits; 0 = BUDGET_BYTES */
    struct account_pool *pool; /* that what waits here shares with others; NULL: with none */
    /* What depends on one event alone is worked out by the threads that parse: `prepare` is called
     * for each event that `is_prepared` chooses (NULL: for none), with the number of the thread
     * below WORKERS_MAX and `prepared_size` bytes that live as long as the event. On the thread
     * that takes events itself it is not called, for that would gain nothing; but these bytes count
     * all the same, so that what the window holds does not depend on the threads. */
    bool (*is_prepared)(const struct event *event);
    void (*prepare)(void *context, size_t thread, struct event *event, void *bytes);
    size_t prepared_size;
    /* Called once, before the first event is taken, while threads parse the first blocks already:
     * what takes events can be made here, and be ready as soon as they are. May be NULL. */
    void (*begin)(void *context);
    /* Takes each event, in time order as far as the window reaches. It is borrowed until the call
     * for the next one ends. False ends the reading (the output is gone). */
    bool (*take)(void *context, const struct event *event);
    /* Told after the last event, which is still valid; may be NULL. */
    void (*end)(void *context);
    /* Instead of it: takes each block's events as they stand, in the order in which the log was
     * written, and also those that were read before. Borrowed for the call; false ends the reading.
     */
    bool (*take_batch)(void *context, const struct batch *batch);
    /* Asked before each block: true ends the reading; what was read is handed on, and the inputs
     * that were not read to their end say so. May be NULL. */
    bool (*is_interrupted)(void);
    /* Told now and then how far reading is; may be NULL. */
    void (*progress)(void *context, const struct progress_amount *amount);
    void *context;
};

/* What the reader can learn from all blocks of an input, looked up when it is first needed; NULL
 * for nothing. pipeline_run gives it up. Not for several threads at once. */
const void *pipeline_learn(const struct inputs *inputs, struct input *input);

/* Reads all recognised inputs to their end and fills their reports. */
void pipeline_run(struct inputs *inputs, const struct pipeline_options *options);

#endif

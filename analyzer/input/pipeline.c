/* Reading blocks ahead, parsing them on threads, and merging their events by time. */
#include "analyzer/input/pipeline.h"

#include <stdlib.h>

#include "analyzer/input/block.h"
#include "analyzer/input/schedule.h"
#include "analyzer/input/seen.h"
#include "analyzer/input/tally.h"
#include "analyzer/input/window.h"
#include "analyzer/input/workers.h"
#include "parsers/base/memory.h"

/* Logs are written by several threads: neighbours may stand a little out of order, also across the
 * border of two blocks. */
#define JITTER (60LL * WINTIME_TICKS_PER_SECOND)
/* An event that is older than the time its block was looked up with by more than this shows that
 * its log is not in order. */
#define LATE (5LL * WINTIME_TICKS_PER_SECOND)

enum {
    LEARNED_BYTES = 4 << 20, /* that readers may hold of all inputs together, evenly shared */
    MAX_LEARNED_BYTES = 1 << 20,
    LARGE_BLOCK = 512 << 10, /* twice what blocks of texts mostly have */
    KEPT_BENCHES = 2,        /* with their memory, when nobody works in them */
};

/* One block on its way. */
struct job {
    struct input *input;
    uint64_t index;
    size_t size; /* of the block, where the reader has found it */
    int64_t time;
    bool is_loaded; /* of a stream: the bytes are in `data` before a thread takes it */
    struct block_data data;
    size_t expected; /* bytes of the block, from those before it */
    size_t len;      /* what it turned out to be */
    size_t named;    /* tally_named of its events */
    bool is_short;   /* the file ended before the block did */
    bool is_missed;  /* before its first event stand words of several */
    struct window_batch *batch;
    struct error err;
};

/* What a thread works in while it has a block. */
struct bench {
    struct block_data data;
    struct buffer scratch[BATCH_SCRATCH]; /* of readers: only a batch that is filled has it */
};

struct pipeline {
    struct inputs *inputs;
    const struct pipeline_options *options;
    struct schedule schedule;
    struct window window;
    struct workers workers;
    struct job *jobs;
    struct bench idle[KEPT_BENCHES]; /* that nobody works in, with what they have for the next */
    size_t idle_count;
    pthread_mutex_t idling;  /* held while these are read or written */
    size_t expected;         /* bytes of the blocks to come */
    struct block_data ahead; /* the next block of the stream that is being read */
    struct input *stream;
    int64_t stream_time;
    struct progress_amount read;
    int64_t jitter; /* ticks that an event may be older than the first one of its block */
    int64_t last_time;
    struct window_entry held; /* handed on last; its batch is NULL before the first */
    struct seen seen;         /* events handed on, for those that come again */
    size_t report_bytes;      /* of the inputs, as weighed last */
    pthread_mutex_t learning; /* held while what a reader learns is looked up */
    bool is_stopped;
    bool is_interrupted;
};

const void *pipeline_learn(const struct inputs *inputs, struct input *input)
{
    const struct reader *form = input->reader.form;
    if (!form->learn || input->source.is_stream) {
        return NULL;
    }
    size_t fair = LEARNED_BYTES / inputs->count;
    if (!input->has_learned) {
        input->has_learned = true;
        input->learned = form->learn(&input->reader, &input->source,
                                     fair < MAX_LEARNED_BYTES ? fair : MAX_LEARNED_BYTES);
    }
    return input->learned;
}

static const void *learn(struct pipeline *p, struct input *input)
{
    pthread_mutex_lock(&p->learning);
    const void *learned = pipeline_learn(p->inputs, input);
    pthread_mutex_unlock(&p->learning);
    return learned;
}

static void forget_learned(struct inputs *inputs)
{
    for (size_t i = 0; i < inputs->count; i++) {
        struct input *input = &inputs->items[i];
        if (input->learned) {
            input->reader.form->unlearn(input->learned);
            input->learned = NULL;
        }
    }
}

static void swap_scratch(struct batch *batch, struct bench *bench)
{
    for (size_t i = 0; i < BATCH_SCRATCH; i++) {
        struct buffer other = batch->scratch[i];
        batch->scratch[i] = bench->scratch[i];
        bench->scratch[i] = other;
    }
}

/* What it takes to parse a block: its bytes, the same without what says nothing, and what is kept
 * of it. One that is so large has an event that fills it, and mending that takes more. */
static size_t room_for(size_t len)
{
    return len > LARGE_BLOCK ? 10 * len : 4 * len;
}

static void parse_block(struct pipeline *p, struct job *job, const struct block *block)
{
    struct reader_input reader = job->input->reader;
    struct batch *batch = &job->batch->batch;
    reader.form->parse(&reader, block, batch);
    if (batch->is_puzzled && (reader.learned = learn(p, job->input))) {
        batch_clear(batch);
        reader.form->parse(&reader, block, batch);
    }
}

static void prepare(struct pipeline *p, struct window_batch *b, size_t thread)
{
    const struct pipeline_options *options = p->options;
    struct event *events = b->batch.events;
    size_t count = 0, done = 0;
    for (size_t i = 0; i < b->batch.event_count; i++) {
        count += options->is_prepared(&events[i]);
    }
    const bool is_used = thread != WORKERS_TAKER;
    char *bytes = window_put_beside(b, count * options->prepared_size, is_used);
    for (size_t i = 0; i < b->batch.event_count && bytes; i++) {
        if (options->is_prepared(&events[i])) {
            options->prepare(options->context, thread, &events[i],
                             bytes + done++ * options->prepared_size);
        }
    }
}

static struct bench take_bench(struct pipeline *p)
{
    struct bench bench = {0};
    pthread_mutex_lock(&p->idling);
    if (p->idle_count > 0) {
        bench = p->idle[--p->idle_count];
    }
    pthread_mutex_unlock(&p->idling);
    return bench;
}

static void release_bench(struct bench *bench)
{
    block_data_release(&bench->data);
    for (size_t i = 0; i < BATCH_SCRATCH; i++) {
        buffer_release(&bench->scratch[i]);
    }
}

/* What lies idle counts for no job: only a few keep their memory, however many threads there are.
 */
static void put_bench_back(struct pipeline *p, struct bench *bench)
{
    pthread_mutex_lock(&p->idling);
    const bool is_kept = p->idle_count < KEPT_BENCHES;
    if (is_kept) {
        p->idle[p->idle_count++] = *bench;
    }
    pthread_mutex_unlock(&p->idling);
    if (!is_kept) {
        release_bench(bench);
    }
}

static void work_at(struct pipeline *p, struct bench *bench, size_t slot, size_t thread)
{
    struct job *job = &p->jobs[slot];
    struct block_data *data = job->is_loaded ? &job->data : &bench->data;
    if (!job->is_loaded &&
        block_load(job->input, job->index, job->size, data, &job->err) != STATUS_OK) {
        return;
    }
    job->len = data->block.data.len;
    job->is_short = data->is_short;
    job->is_missed = data->is_missed;
    if (!workers_hold(&p->workers, thread, slot, room_for(job->len))) {
        return;
    }
    swap_scratch(&job->batch->batch, bench);
    parse_block(p, job, &data->block);
    swap_scratch(&job->batch->batch, bench);
    if (job->is_loaded || data->cap > LARGE_BLOCK) {
        block_data_release(data);
    }
    if (p->inputs->rewrite) {
        p->inputs->rewrite(p->inputs->rewrite_context, &job->batch->batch);
    }
    job->named = tally_named(&job->batch->batch);
    if (p->options->is_prepared) {
        prepare(p, job->batch, thread);
    }
    workers_keep(&p->workers, slot, window_bytes_of(job->batch));
}

static void work(void *context, size_t slot, size_t thread)
{
    struct pipeline *p = context;
    struct job *job = &p->jobs[slot];
    error_init(&job->err);
    if (workers_hold(&p->workers, thread, slot, room_for(job->expected))) {
        struct bench bench = take_bench(p);
        work_at(p, &bench, slot, thread);
        put_bench_back(p, &bench);
    }
}

static struct input *next_stream(struct pipeline *p)
{
    for (size_t i = 0; i < p->inputs->count; i++) {
        struct input *input = &p->inputs->items[i];
        if (input->reader.form && input->source.is_stream && !input->is_stream_done) {
            return input;
        }
    }
    return NULL;
}

/* Loads the next block of the stream, so that its time is known. */
static void read_stream_ahead(struct pipeline *p)
{
    while (!p->stream && (p->stream = next_stream(p))) {
        struct input *input = p->stream;
        struct error err;
        error_init(&err);
        size_t size = input->reader.form->block_size;
        uint64_t offset = input->stream_pos * size;
        enum status status = block_load(input, input->stream_pos, 0, &p->ahead, &err);
        if (status != STATUS_OK) {
            tally_error(p->inputs, input, &err);
        }
        input->report.bytes = input->source.size;
        if (status != STATUS_OK || source_is_end(&input->source, offset)) {
            input->is_stream_done = true;
            p->stream = NULL;
            continue;
        }
        source_forget(&input->source, offset + size);
        int64_t time = block_first_time(input, &p->ahead);
        p->stream_time = time == BLOCK_TIME_UNKNOWN ? p->stream_time : time;
    }
}

static void give_stream_block(struct pipeline *p, struct job *job)
{
    struct block_data bytes = job->data;
    job->input = p->stream;
    job->index = p->stream->stream_pos++;
    job->size = 0;
    job->time = p->stream_time;
    job->is_loaded = true;
    job->data = p->ahead;
    p->ahead = bytes;
    p->stream = NULL;
}

static void give_file_block(struct pipeline *p, struct job *job, const struct schedule_block *block)
{
    job->input = &p->inputs->items[block->source];
    job->index = block->index;
    job->size = block->size;
    job->time = block->time;
    job->is_loaded = false;
    p->schedule.next++;
}

/* Starts the next job; false when no slot is free or nothing is left to read. */
static bool give_next(struct pipeline *p)
{
    size_t slot;
    p->is_interrupted =
        p->is_interrupted || (p->options->is_interrupted && p->options->is_interrupted());
    if (p->is_interrupted || !workers_free_slot(&p->workers, &slot)) {
        return false;
    }
    read_stream_ahead(p);
    const struct schedule_block *block = schedule_peek(&p->schedule);
    struct job *job = &p->jobs[slot];
    if (p->stream && (!block || p->stream_time < block->time)) {
        give_stream_block(p, job);
    } else if (block) {
        give_file_block(p, job, block);
    } else {
        return false;
    }
    /* Of the first blocks no length is known: else each thread would load one. */
    job->expected = p->expected > 0 ? p->expected : job->input->reader.form->block_size;
    job->len = job->named = 0;
    job->is_short = job->is_missed = false;
    job->batch = window_take_batch(&p->window);
    job->batch->is_backwards = job->input->report.is_backwards;
    workers_give(&p->workers);
    return true;
}

/* The event that was handed on last stays valid until the next one was. */
static void hold(struct pipeline *p, const struct window_entry *entry)
{
    if (p->held.batch) {
        window_done(&p->window, &p->held);
    }
    p->held = *entry;
}

static void hand_on_oldest(struct pipeline *p)
{
    struct window_entry entry = window_take(&p->window);
    struct report_source *report = &p->inputs->items[entry.source].report;
    if (seen_add(&p->seen, entry.event)) {
        report->duplicates++;
        window_done(&p->window, &entry);
        return;
    }
    if (entry.time < p->last_time) {
        report->out_of_order++;
    } else {
        p->last_time = entry.time;
    }
    if (!p->is_stopped) {
        p->is_stopped = !p->options->take(p->options->context, entry.event);
    }
    hold(p, &entry);
}

/* Hands on what no later block can precede, and what the window cannot hold; at the end, all. */
static void hand_on(struct pipeline *p, int64_t horizon, bool is_end)
{
    const struct window_entry *entry;
    if (p->jitter > 0 && window_is_long(&p->window)) {
        window_hold_less(&p->window); /* the jitter mends what disorder a large log has */
    }
    while ((entry = window_oldest(&p->window)) &&
           (is_end || window_is_full(&p->window) ||
            (window_is_long(&p->window) && entry->time < horizon))) {
        hand_on_oldest(p);
    }
}

static int64_t horizon_after(const struct pipeline *p)
{
    if (!workers_has_jobs(&p->workers)) {
        return INT64_MAX;
    }
    const struct job *next = &p->jobs[p->workers.taken % p->workers.slot_count];
    return next->time < INT64_MIN + p->jitter ? INT64_MIN : next->time - p->jitter;
}

static bool is_late(const struct job *job)
{
    int64_t earliest = job->batch->batch.first;
    return earliest != WINTIME_NONE && job->time != BLOCK_TIME_UNKNOWN &&
           job->time >= INT64_MIN + LATE && earliest < job->time - LATE;
}

/* What was there is read all the same. */
static void tell_short(struct pipeline *p, struct input *input)
{
    struct error err;
    error_init(&err);
    error_set(&err, STATUS_DAMAGED, "the file became shorter while it was read");
    tally_error(p->inputs, input, &err);
}

static void take_result(struct pipeline *p)
{
    size_t slot = workers_wait(&p->workers);
    struct job *job = &p->jobs[slot];
    if (job->err.status != STATUS_OK) {
        tally_error(p->inputs, job->input, &job->err);
    }
    if (job->is_short) {
        tell_short(p, job->input);
    }
    p->read.bytes += job->len;
    p->read.events += job->batch->batch.read;
    p->expected = job->len > p->expected ? job->len : (job->len + p->expected) / 2;
    job->input->covered += job->len;
    job->input->has_missed |= job->is_missed;
    tally_batch(p->inputs, job->input, &job->batch->batch, job->named);
    account_pool_weigh(p->options->pool, &p->report_bytes, inputs_report_bytes(p->inputs));
    if (p->options->take_batch) {
        p->is_stopped = !p->options->take_batch(p->options->context, &job->batch->batch);
        window_give_back(&p->window, job->batch);
    } else {
        if (is_late(job)) {
            window_hold_more(&p->window);
        }
        window_add(&p->window, job->batch);
    }
    job->batch = NULL;
    workers_drop(&p->workers);
    /* The next job's time is the horizon, so it must be there already. */
    give_next(p);
    hand_on(p, horizon_after(p), !workers_has_jobs(&p->workers));
    if (p->options->progress) {
        p->options->progress(p->options->context, &p->read);
    }
}

static void tell_interrupted(struct pipeline *p, struct input *input)
{
    struct error err;
    error_init(&err);
    error_set(&err, STATUS_LIMIT, "interrupted");
    tally_error(p->inputs, input, &err);
}

/* All inputs of which something was left to read. */
static void tell_all_interrupted(struct pipeline *p)
{
    while (p->stream || (p->stream = next_stream(p))) {
        p->stream->is_stream_done = true;
        tell_interrupted(p, p->stream);
        p->stream = NULL;
    }
    for (size_t i = p->schedule.next; i < p->schedule.count; i++) {
        tell_interrupted(p, &p->inputs->items[p->schedule.blocks[i].source]);
    }
}

/* Nobody wanted the rest: nothing is lost. */
static void forgive_unread(struct inputs *inputs)
{
    for (size_t i = 0; i < inputs->count; i++) {
        inputs->items[i].covered = inputs->items[i].report.bytes;
    }
}

/* Where readers found every block with the time of its earliest event, there is none: what is left
 * of disorder, the window mends with what it holds in any case. */
static int64_t jitter_of(const struct inputs *inputs)
{
    for (size_t i = 0; i < inputs->count; i++) {
        const struct input *input = &inputs->items[i];
        if (input->reader.form && (input->source.is_stream || !input->reader.form->next_place)) {
            return JITTER;
        }
    }
    return 0;
}

static void sum_sizes(struct pipeline *p)
{
    for (size_t i = 0; i < p->inputs->count; i++) {
        const struct input *input = &p->inputs->items[i];
        p->read.total += input->reader.form && !input->source.is_stream ? input->source.size : 0;
    }
}

/* With one job, two blocks are under way: the one that is taken and the one that gives the horizon.
 * More would only hold memory. */
static void keep_busy(struct pipeline *p)
{
    size_t wanted = p->workers.others == 0 ? 2 : p->workers.slot_count;
    while (!p->is_stopped && p->workers.given - p->workers.taken < wanted && give_next(p)) {
    }
}

static void prepare_readers(void)
{
    for (size_t i = 0; readers[i]; i++) {
        if (readers[i]->prepare) {
            readers[i]->prepare();
        }
    }
}

static void release_jobs(struct pipeline *p)
{
    workers_release(&p->workers);
    for (size_t i = 0; i < p->workers.slot_count; i++) {
        block_data_release(&p->jobs[i].data);
    }
    while (p->idle_count > 0) {
        release_bench(&p->idle[--p->idle_count]);
    }
    free(p->jobs);
    block_data_release(&p->ahead);
}

void pipeline_run(struct inputs *inputs, const struct pipeline_options *options)
{
    struct pipeline p = {.inputs = inputs, .options = options, .last_time = INT64_MIN};
    p.stream_time = BLOCK_TIME_UNKNOWN;
    p.jitter = jitter_of(inputs);
    prepare_readers();
    pthread_mutex_init(&p.learning, NULL);
    pthread_mutex_init(&p.idling, NULL);
    window_init(&p.window, options->max_memory);
    account_join(&p.window.memory, options->pool);
    seen_init(&p.seen, options->pool);
    schedule_init(&p.schedule, inputs,
                  options->take_batch ? SCHEDULE_AS_WRITTEN : SCHEDULE_BY_TIME);
    account_pool_note(options->pool,
                      inputs_bytes(inputs) + p.schedule.cap * sizeof(*p.schedule.blocks));
    sum_sizes(&p);
    workers_init(&p.workers, options->jobs, work, &p);
    p.jobs = memory_new(p.workers.slot_count, sizeof(*p.jobs));
    keep_busy(&p);
    if (options->begin) {
        workers_call(&p.workers);
        options->begin(options->context);
    }
    while (workers_has_jobs(&p.workers) && !p.is_stopped) {
        take_result(&p);
        keep_busy(&p);
    }
    while (workers_has_jobs(&p.workers)) {
        size_t slot = workers_wait(&p.workers);
        window_add(&p.window, p.jobs[slot].batch);
        workers_drop(&p.workers);
    }
    release_jobs(&p);
    pthread_mutex_destroy(&p.learning);
    pthread_mutex_destroy(&p.idling);
    forget_learned(inputs);
    if (p.is_interrupted) {
        tell_all_interrupted(&p);
    }
    if (p.is_stopped) {
        forgive_unread(inputs);
    }
    if (options->end) {
        options->end(options->context);
    }
    if (p.held.batch) {
        window_done(&p.window, &p.held);
    }
    seen_release(&p.seen);
    window_release(&p.window);
    schedule_release(&p.schedule);
    tally_finish(inputs);
}

/* Putting events in time order within a bounded window. */
#ifndef WMILOG_ANALYZER_INPUT_WINDOW_H
#define WMILOG_ANALYZER_INPUT_WINDOW_H
#include "parsers/base/account.h"
#include "parsers/event/reader.h"

enum {
    WINDOW_HELD_EVENTS = 4096,   /* kept in any case, so that disorder in small logs is mended */
    WINDOW_HELD_LATER = 1024,    /* the same once there were more, and all in order: so few stay in
                                    the processor's cache until they are handed on */
    WINDOW_MAX_EVENTS = 16384,   /* kept while older ones may still come */
    WINDOW_MAX_BATCHES = 256,    /* batches whose memory is held by waiting events: more than a
                                    machine has processors, mostly, for the sake of traces */
    WINDOW_MAX_POOLED = 2 << 20, /* bytes of empty batches: how many there are depends on the
                                    threads, so that they are in no account */
};

/* A batch and how many of its events still wait. */
struct window_batch {
    struct batch batch;
    size_t waiting;
    size_t bytes;      /* of memory that its events hold */
    char *beside;      /* what was worked out of the events; NULL: nothing */
    size_t beside_len; /* what counts for that */
    bool is_backwards; /* the later an event stands in its source, the older it is */
    struct window_batch *next_free;
};

struct window_entry {
    int64_t time;
    uint64_t record_id;
    uint32_t source;
    uint64_t sequence; /* position in the source, in time order */
    struct window_batch *batch;
    const struct event *event;
};

/* Logs are nearly in order, so most entries are taken out as they came in. Those that are older
 * than the one before them are sorted by a heap. */
struct window {
    struct window_entry *queue; /* in order of age from `first` on */
    size_t first, queued, queue_cap;
    struct window_entry *heap; /* binary, the oldest first */
    size_t heaped, heap_cap;
    size_t held;           /* events that are kept in any case */
    bool holds_more;       /* as many as there is room for */
    size_t batch_count;    /* batches with waiting events */
    struct account memory; /* of these batches, and of both lists */
    size_t list_bytes;     /* of both lists */
    struct window_batch *free_batches;
    size_t free_bytes;                 /* of these */
    struct window_batch *bare_batches; /* without memory: taken when there are no others */
};

/* `max_memory` is that of the whole run, of which the window takes its part. */
void window_init(struct window *w, size_t max_memory);
void window_release(struct window *w);

/* An empty batch from the pool, to be filled and given to window_add. */
struct window_batch *window_take_batch(struct window *w);
/* Puts a batch that has no events in the window into the pool. */
void window_give_back(struct window *w, struct window_batch *b);
/* Memory for what is worked out of the events, with the alignment of malloc(), until the last of
 * them is given up; NULL for 0 bytes and when it `is_used` not, where the bytes count alone. */
char *window_put_beside(struct window_batch *b, size_t bytes, bool is_used);
/* What a batch holds, which does not depend on what it held before. */
size_t window_bytes_of(const struct window_batch *b);
/* Takes the batch and its events in. */
void window_add(struct window *w, struct window_batch *b);
/* True when there are more events than are kept in any case. */
bool window_is_long(const struct window *w);
/* From now on fewer are: for logs that are no small ones, and in order. */
void window_hold_less(struct window *w);
/* From now on all are for which there is memory: for logs whose events came later than expected. */
void window_hold_more(struct window *w);
/* True when the window is over a limit, so that the oldest event must go whatever comes. */
bool window_is_full(const struct window *w);
/* The oldest event, NULL when there is none; it stays in the window. */
const struct window_entry *window_oldest(const struct window *w);
/* Takes the oldest event out; it stays valid until window_done. */
struct window_entry window_take(struct window *w);
/* Gives an event up. Its batch returns to the pool when it was the last one. */
void window_done(struct window *w, const struct window_entry *entry);

#endif

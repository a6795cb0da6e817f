/* Looking up the times of blocks, and putting blocks in order by them. */
#include "analyzer/input/schedule.h"

#include <stdlib.h>

#include "analyzer/input/block.h"
#include "analyzer/input/losses.h"
#include "analyzer/input/tally.h"
#include "parsers/base/memory.h"

enum {
    PROBE_SIZE = 16 * 1024, /* read at the start of a block for its first time */
    TAIL_SIZE = 64 * 1024,  /* read at the end of a source for its last time */
    LONG_HOLE = 16 << 20,   /* that is passed over where the reader finds the blocks */
};

/* What `look` finds at the first boundary of a block: a time or a number. */
static int64_t probe(struct input *input, uint64_t offset, char *scratch,
                     bool (*look)(const struct reader_input *, struct view, int64_t *))
{
    struct error err;
    error_init(&err);
    size_t got = 0;
    int64_t found = BLOCK_TIME_UNKNOWN;
    const struct reader *reader = input->reader.form;
    if (source_read(&input->source, offset, scratch, PROBE_SIZE, &got, &err) == STATUS_OK) {
        size_t start = reader->boundary(&input->reader, (struct view){scratch, got}, offset, 0);
        if (start != SIZE_MAX) {
            struct view data = {scratch + start, got - start};
            look(&input->reader, data, &found);
        }
    }
    return found;
}

/* Time of the last event that starts in the tail of the source. */
static int64_t probe_last(struct input *input, char *scratch)
{
    struct error err;
    error_init(&err);
    size_t got = 0;
    int64_t last = BLOCK_TIME_UNKNOWN;
    uint64_t size = input->source.size;
    uint64_t offset = size > TAIL_SIZE ? (size - TAIL_SIZE) & ~1ULL : 0;
    const struct reader *reader = input->reader.form;
    if (source_read(&input->source, offset, scratch, TAIL_SIZE, &got, &err) != STATUS_OK) {
        return last;
    }
    struct view tail = {scratch, got};
    size_t pos = reader->boundary(&input->reader, tail, offset, 0);
    while (pos != SIZE_MAX) {
        size_t next = reader->boundary(&input->reader, tail, offset, pos + 2);
        int64_t time;
        if (reader->first_time(&input->reader, view_slice(tail, pos, next), &time)) {
            last = time;
        }
        pos = next;
    }
    return last;
}

static int64_t earlier(int64_t a, int64_t b)
{
    if (a == BLOCK_TIME_UNKNOWN) {
        return b;
    }
    return b == BLOCK_TIME_UNKNOWN || a < b ? a : b;
}

/* The earliest time in the bytes of a block, looked up event by event. */
static int64_t earliest_of(const struct reader_input *input, const struct block *block)
{
    const struct reader *reader = input->form;
    const struct view bytes = block->data;
    int64_t earliest = BLOCK_TIME_UNKNOWN;
    if (reader->earliest_time) {
        reader->earliest_time(input, bytes, &earliest);
        return earliest;
    }
    size_t pos = reader->boundary(input, bytes, block->offset, 0);
    while (pos != SIZE_MAX) {
        size_t next = reader->boundary(input, bytes, block->offset, pos + 2);
        int64_t time = BLOCK_TIME_UNKNOWN;
        reader->first_time(input, view_slice(bytes, pos, next), &time);
        earliest = earlier(earliest, time);
        pos = next;
    }
    return earliest;
}

static int64_t scan(struct input *input, uint64_t index)
{
    struct error err;
    error_init(&err);
    struct block_data data = {0};
    int64_t earliest = BLOCK_TIME_UNKNOWN;
    if (block_load(input, index, 0, &data, &err) == STATUS_OK) {
        earliest = earliest_of(&input->reader, &data.block);
    }
    block_data_release(&data);
    return earliest;
}

static int64_t time_after(const struct schedule_block *blocks, uint64_t count, uint64_t i,
                          int64_t last)
{
    return i + 1 < count ? blocks[i + 1].time : last;
}

/* Whether a log runs newest first: what most of its blocks do, as logs may be joined in one file.
 */
static bool is_falling(const struct schedule_block *blocks, uint64_t count, int64_t last)
{
    uint64_t rising = 0;
    uint64_t falling = 0;
    for (uint64_t i = 0; i < count; i++) {
        int64_t next = time_after(blocks, count, i, last);
        if (blocks[i].time != BLOCK_TIME_UNKNOWN && next != BLOCK_TIME_UNKNOWN) {
            rising += next > blocks[i].time;
            falling += next < blocks[i].time;
        }
    }
    if (rising == falling) {
        return last != BLOCK_TIME_UNKNOWN && last < blocks[0].time;
    }
    return falling > rising;
}

/* The earliest event of a block stands at its start when times rise, and just before the next
 * block's first when they fall: the earlier of both serves either. Where a block goes against the
 * others, two logs meet in it and the earliest may stand anywhere. */
static int64_t earliest_in(struct input *input, const struct schedule_block *block, int64_t next)
{
    bool is_known = block->time != BLOCK_TIME_UNKNOWN && next != BLOCK_TIME_UNKNOWN;
    bool is_backwards = input->report.is_backwards;
    bool is_regular = is_backwards ? next <= block->time : next >= block->time;
    int64_t time = earlier(block->time, next);
    return is_known && is_regular ? time : earlier(time, scan(input, block->index));
}

static int64_t first_time(struct input *input, uint64_t offset, char *scratch)
{
    const struct reader *reader = input->reader.form;
    int64_t time;
    if (reader->quick_time &&
        reader->quick_time(&input->reader, &input->source, offset, scratch, &time)) {
        return time;
    }
    return probe(input, offset, scratch, reader->first_time);
}

static void give_times(struct input *input, struct schedule_block *blocks, uint64_t count,
                       char *scratch)
{
    for (uint64_t i = 0; i < count; i++) {
        blocks[i].time =
            first_time(input, blocks[i].index * input->reader.form->block_size, scratch);
    }
    int64_t last = probe_last(input, scratch);
    input->report.is_backwards = is_falling(blocks, count, last);
    for (uint64_t i = 0; i < count; i++) {
        blocks[i].time = earliest_in(input, &blocks[i], time_after(blocks, count, i, last));
    }
}

/* A block without a number stays behind its neighbour. */
static void give_numbers(struct input *input, struct schedule_block *blocks, uint64_t count,
                         char *scratch)
{
    int64_t before = 0;
    for (uint64_t i = 0; i < count && input->reader.form->first_record; i++) {
        int64_t number = probe(input, blocks[i].index * input->reader.form->block_size, scratch,
                               input->reader.form->first_record);
        before = number == BLOCK_TIME_UNKNOWN ? before : number;
        blocks[i].time = before;
    }
}

static void add_block(struct schedule *s, uint64_t index, uint32_t source)
{
    s->blocks = memory_grow(s->blocks, s->count, &s->cap, sizeof(*s->blocks));
    s->blocks[s->count++] = (struct schedule_block){.index = index, .source = source};
}

static void tell_limit(struct inputs *inputs, struct input *input, uint64_t offset)
{
    struct error err;
    error_init(&err);
    error_set(&err, STATUS_LIMIT,
              "all inputs together have more than %d blocks; not read from byte "
              "%llu on",
              SCHEDULE_MAX_BLOCKS, (unsigned long long)offset);
    tally_error(inputs, input, &err);
}

/* In a hole of a file there are no blocks; a text is not meant to have any. */
static void list_blocks(struct schedule *s, struct input *input)
{
    uint64_t size = input->reader.form->block_size, next = 0, start = 0, end = 0, holes = 0;
    while (source_next_data(&input->source, next * size, &start, &end)) {
        holes += start - next * size;
        for (next = start / size; next * size < end; next++) {
            if (s->count == SCHEDULE_MAX_BLOCKS) {
                tell_limit(s->inputs, input, next * size);
                return;
            }
            add_block(s, next, input->report.index);
        }
    }
    holes += next * size < input->source.size ? input->source.size - next * size : 0;
    input->covered = holes;
    if (holes > 0 && input->reader.form->has_encoding) {
        tally_note(input, arena_format(&s->inputs->arena, "%llu bytes of the file are a hole",
                                       (unsigned long long)holes));
    }
}

uint64_t schedule_place_after(uint64_t next, uint64_t start)
{
    /* What follows a hole is a part of something that started in it. */
    return start - next >= LONG_HOLE ? start - start % LONG_HOLE : next;
}

/* The blocks that the reader finds, each with its time. */
static void add_places(struct schedule *s, struct input *input, char *scratch)
{
    struct error err;
    struct block_place place;
    struct losses losses = {0};
    uint64_t next = 0, start = 0, end = 0;
    error_init(&err);
    while (source_next_data(&input->source, next, &start, &end)) {
        start = schedule_place_after(next, start);
        if (!input->reader.form->next_place(&input->reader, &input->source, start, scratch, &place,
                                            &err)) {
            break;
        }
        if (s->count == SCHEDULE_MAX_BLOCKS) {
            tell_limit(s->inputs, input, place.offset);
            break;
        }
        losses_add(&losses, &place);
        add_block(s, place.offset, input->report.index);
        s->blocks[s->count - 1].time = place.time;
        s->blocks[s->count - 1].size = (uint32_t)place.size;
        next = place.offset + place.size;
    }
    losses_report(&losses, input);
    if (err.status != STATUS_OK) {
        tally_error(s->inputs, input, &err);
    }
}

static void add_blocks(struct schedule *s, struct input *input, char *scratch)
{
    if (input->reader.form->next_place) {
        add_places(s, input, scratch);
        return;
    }
    size_t first = s->count;
    list_blocks(s, input);
    struct schedule_block *blocks = s->blocks + first;
    size_t count = s->count - first;
    if (count > 0) {
        (s->order == SCHEDULE_BY_TIME ? give_times : give_numbers)(input, blocks, count, scratch);
    }
}

static int compare_blocks(const void *a, const void *b)
{
    const struct schedule_block *x = a;
    const struct schedule_block *y = b;
    if (x->time != y->time) {
        return x->time < y->time ? -1 : 1;
    }
    if (x->source != y->source) {
        return x->source < y->source ? -1 : 1;
    }
    return x->index < y->index ? -1 : x->index > y->index;
}

void schedule_init(struct schedule *s, struct inputs *inputs, enum schedule_order order)
{
    *s = (struct schedule){.inputs = inputs, .order = order};
    char *scratch = memory_new(TAIL_SIZE, 1);
    for (size_t i = 0; i < inputs->count; i++) {
        struct input *input = &inputs->items[i];
        if (input->reader.form && !input->source.is_stream && input->source.size > 0) {
            add_blocks(s, input, scratch);
        }
    }
    free(scratch);
    if (s->count > 0) {
        qsort(s->blocks, s->count, sizeof(*s->blocks), compare_blocks);
    }
}

void schedule_release(struct schedule *s)
{
    free(s->blocks);
    *s = (struct schedule){0};
}

const struct schedule_block *schedule_peek(const struct schedule *s)
{
    return s->next < s->count ? &s->blocks[s->next] : NULL;
}

/* Looking up block times, and loading blocks. */
#include "analyzer/input/schedule.h"

#include <stdlib.h>
#include <string.h>

#include "parsers/base/memory.h"

enum {
    PROBE_SIZE = 16 * 1024, /* read at the start of a block for its first time */
    TAIL_SIZE = 64 * 1024,  /* read at the end of a source for its last time */
};

/* What `look` finds at the first boundary of a block: a time or a number. */
static int64_t probe(struct input *input, uint64_t offset, char *scratch,
                     bool (*look)(const struct reader_input *, struct view, int64_t *))
{
    struct error err;
    error_init(&err);
    size_t got = 0;
    int64_t found = SCHEDULE_UNKNOWN;
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
    int64_t last = SCHEDULE_UNKNOWN;
    uint64_t size = input->source.size;
    uint64_t offset = size > TAIL_SIZE ? (size - TAIL_SIZE) & ~1ULL : 0;
    const struct reader *reader = input->reader.form;
    if (source_read(&input->source, offset, scratch, TAIL_SIZE, &got, &err) != STATUS_OK) {
        return last;
    }
    struct view tail = {scratch, got};
    size_t pos = reader->boundary(&input->reader, tail, offset, 0);
    while (pos != SIZE_MAX) {
        int64_t time;
        if (reader->first_time(&input->reader, view_from(tail, pos), &time)) {
            last = time;
        }
        pos = reader->boundary(&input->reader, tail, offset, pos + 2);
    }
    return last;
}

static int64_t earlier(int64_t a, int64_t b)
{
    if (a == SCHEDULE_UNKNOWN) {
        return b;
    }
    return b == SCHEDULE_UNKNOWN || a < b ? a : b;
}

/* The earliest time in a block, looked up event by event. */
static int64_t scan(struct input *input, uint64_t index)
{
    struct error err;
    error_init(&err);
    struct schedule_data data = {0};
    int64_t earliest = SCHEDULE_UNKNOWN;
    if (schedule_load(input, index, &data, &err) == STATUS_OK) {
        const struct reader *reader = input->reader.form;
        uint64_t offset = data.block.offset;
        struct view bytes = data.block.data;
        size_t pos = reader->boundary(&input->reader, bytes, offset, 0);
        while (pos != SIZE_MAX) {
            size_t next = reader->boundary(&input->reader, bytes, offset, pos + 2);
            int64_t time = SCHEDULE_UNKNOWN;
            reader->first_time(&input->reader, view_slice(bytes, pos, next), &time);
            earliest = earlier(earliest, time);
            pos = next;
        }
    }
    schedule_data_release(&data);
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
        if (blocks[i].time != SCHEDULE_UNKNOWN && next != SCHEDULE_UNKNOWN) {
            rising += next > blocks[i].time;
            falling += next < blocks[i].time;
        }
    }
    if (rising == falling) {
        return last != SCHEDULE_UNKNOWN && last < blocks[0].time;
    }
    return falling > rising;
}

/* The earliest event of a block stands at its start when times rise, and just before the next
 * block's first when they fall: the earlier of both serves either. Where a block goes against the
 * others, two logs meet in it and the earliest may stand anywhere. */
static int64_t earliest_in(struct input *input, const struct schedule_block *block, int64_t next)
{
    bool is_known = block->time != SCHEDULE_UNKNOWN && next != SCHEDULE_UNKNOWN;
    bool is_backwards = input->report.is_backwards;
    bool is_regular = is_backwards ? next <= block->time : next >= block->time;
    int64_t time = earlier(block->time, next);
    return is_known && is_regular ? time : earlier(time, scan(input, block->index));
}

static void give_times(struct input *input, struct schedule_block *blocks, uint64_t count,
                       char *scratch)
{
    for (uint64_t i = 0; i < count; i++) {
        blocks[i].time = probe(input, i * input->reader.form->block_size, scratch,
                               input->reader.form->first_time);
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
        int64_t number = probe(input, i * input->reader.form->block_size, scratch,
                               input->reader.form->first_record);
        before = number == SCHEDULE_UNKNOWN ? before : number;
        blocks[i].time = before;
    }
}

static void add_blocks(struct schedule *s, struct input *input, char *scratch)
{
    size_t size = input->reader.form->block_size;
    uint64_t count = input->source.size / size + (input->source.size % size != 0);
    s->blocks = memory_resize(s->blocks, s->count + count, sizeof(*s->blocks));
    struct schedule_block *blocks = s->blocks + s->count;
    for (uint64_t i = 0; i < count; i++) {
        blocks[i] = (struct schedule_block){0, i, input->report.index};
    }
    (s->order == SCHEDULE_BY_TIME ? give_times : give_numbers)(input, blocks, count, scratch);
    s->count += count;
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

void schedule_data_release(struct schedule_data *data)
{
    free(data->bytes);
    *data = (struct schedule_data){0};
}

/* Makes data hold the bytes [offset, offset + want) as far as the source has them. */
static enum status fill(struct input *input, struct schedule_data *data, uint64_t offset,
                        size_t have, size_t want, size_t *got, struct error *err)
{
    if (want > data->cap) {
        data->cap = want;
        data->bytes = memory_resize(data->bytes, want, 1);
    }
    size_t more = 0;
    enum status status =
        source_read(&input->source, offset + have, data->bytes + have, want - have, &more, err);
    *got = have + more;
    return status;
}

enum status schedule_load(struct input *input, uint64_t index, struct schedule_data *data,
                          struct error *err)
{
    const struct reader *reader = input->reader.form;
    size_t size = reader->block_size;
    uint64_t offset = index * size;
    size_t want = size + reader->look_ahead;
    size_t got = 0;
    size_t end = SIZE_MAX;
    for (;;) {
        enum status status = fill(input, data, offset, got, want, &got, err);
        if (status != STATUS_OK) {
            return status;
        }
        struct view bytes = {data->bytes, got};
        end = got > size ? reader->boundary(&input->reader, bytes, offset, size) : SIZE_MAX;
        if (end != SIZE_MAX || got < want || want >= size + reader->max_event_size) {
            break;
        }
        want = want - size < reader->max_event_size / 2 ? size + (want - size) * 4
                                                        : size + reader->max_event_size;
    }
    struct view bytes = {data->bytes, got};
    /* The bytes before the first event of the source belong to its first block. */
    size_t start = index == 0 ? 0 : reader->boundary(&input->reader, bytes, offset, 0);
    if (start >= size || start >= got) {
        start = end = 0; /* an event of an earlier block covers this one */
    } else if (end == SIZE_MAX) {
        end = got;
    }
    data->block = (struct block){.offset = offset + start,
                                 .data = {data->bytes + start, end - start},
                                 .is_first = index == 0};
    return STATUS_OK;
}

int64_t schedule_first_time(const struct input *input, const struct schedule_data *data)
{
    int64_t time = SCHEDULE_UNKNOWN;
    input->reader.form->first_time(&input->reader, data->block.data, &time);
    return time;
}

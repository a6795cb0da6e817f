/* Reading the bytes of a block to the first event of the next one. */
#include "analyzer/input/block.h"

#include <stdlib.h>

#include "parsers/base/count.h"
#include "parsers/base/memory.h"

void block_data_release(struct block_data *data)
{
    free(data->bytes);
    *data = (struct block_data){0};
}

/* Makes data, which hold the bytes from `offset` on already, hold `want` of them, as far as the
 * source has them. */
static enum status fill(struct input *input, struct block_data *data, uint64_t offset, size_t want,
                        struct error *err)
{
    if (want > data->cap) {
        data->cap = want;
        data->bytes = memory_resize(data->bytes, want, 1);
    }
    size_t more = 0;
    enum status status = source_read(&input->source, offset + data->len, data->bytes + data->len,
                                     want - data->len, &more, err);
    data->len += more;
    return status;
}

/* A block that the reader has found. */
static enum status load_place(struct input *input, uint64_t offset, size_t size,
                              struct block_data *data, struct error *err)
{
    data->len = 0;
    enum status status = fill(input, data, offset, size, err);
    if (status == STATUS_OK) {
        data->is_short = data->len < size;
        data->is_missed = false;
        data->block = (struct block){
            .offset = offset, .data = {data->bytes, data->len}, .is_first = offset == 0};
    }
    return status;
}

/* True when no event starts in the block: an event of an earlier one, or nothing, covers it. Where
 * boundaries are local that is known without looking for the end of the block, which may be far. */
static bool is_covered(const struct input *input, struct view bytes, uint64_t offset)
{
    const struct reader *reader = input->reader.form;
    return reader->is_local && offset > 0 &&
           reader->boundary(&input->reader, bytes, offset, 0) >= reader->block_size;
}

/* True for bytes with words that end events, in UTF-8 or UTF-16, more than once: the rest of one
 * that began earlier has them once. */
static bool has_events(struct view bytes)
{
    static const struct view words[] = {
        {"</Event>", 8},
        {"ResultCode = ", 13},
        {"PossibleCause = ", 16},
        {"\"ResultCode\"", 12},
        {"started with result code", 24},
        {"<\0/\0E\0v\0e\0n\0t\0>", 15},
        {"R\0e\0s\0u\0l\0t\0C\0o\0d\0e\0 \0=", 23},
    };
    bool has_any = false;
    for (size_t i = 0; i < COUNT_OF(words) && !has_any; i++) {
        const size_t first = view_find(bytes, words[i], 0);
        has_any = first != SIZE_MAX && view_find(bytes, words[i], first + 1) != SIZE_MAX;
    }
    return has_any;
}

static enum status load_index(struct input *input, uint64_t index, struct block_data *data,
                              struct error *err)
{
    const struct reader *reader = input->reader.form;
    size_t size = reader->block_size;
    uint64_t offset = index * size;
    size_t want = size + reader->look_ahead;
    size_t end = SIZE_MAX;
    data->is_short = data->is_missed = false;
    data->len = 0;
    enum status status = fill(input, data, offset, want, err);
    const bool is_empty =
        status == STATUS_OK && is_covered(input, (struct view){data->bytes, data->len}, offset);
    while (status == STATUS_OK && !is_empty) {
        const size_t got = data->len;
        struct view bytes = {data->bytes, got};
        end = got > size ? reader->boundary(&input->reader, bytes, offset, size) : SIZE_MAX;
        if (end != SIZE_MAX || got < want || want >= size + reader->max_event_size) {
            break;
        }
        want = want - size < reader->max_event_size / 2 ? size + (want - size) * 4
                                                        : size + reader->max_event_size;
        status = fill(input, data, offset, want, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    const size_t got = data->len;
    struct view bytes = {data->bytes, got};
    data->is_short = got < want && source_is_short(&input->source, offset + got);
    /* The bytes before the first event of the source belong to its first block. */
    size_t start = index == 0 || is_empty ? 0 : reader->boundary(&input->reader, bytes, offset, 0);
    const bool has_start = !is_empty && start < size && start < got;
    data->is_missed =
        reader->has_encoding && has_events(view_slice(bytes, 0, has_start ? start : size));
    if (!has_start) {
        start = end = 0; /* an event of an earlier block covers this one */
    } else if (end == SIZE_MAX) {
        end = got;
    }
    data->block = (struct block){.offset = offset + start,
                                 .data = {data->bytes + start, end - start},
                                 .is_first = index == 0};
    return STATUS_OK;
}

enum status block_load(struct input *input, uint64_t index, size_t size, struct block_data *data,
                       struct error *err)
{
    return size > 0 ? load_place(input, index, size, data, err)
                    : load_index(input, index, data, err);
}

int64_t block_first_time(const struct input *input, const struct block_data *data)
{
    int64_t time = BLOCK_TIME_UNKNOWN;
    input->reader.form->first_time(&input->reader, data->block.data, &time);
    return time;
}

/* Buffers by their headers; what lies between them is a block of its own, so that it is told. */
#include "parsers/etl/place.h"

#include "parsers/etl/buffer.h"
#include "parsers/etl/etl.h"
#include "parsers/etl/session.h"
#include "parsers/etl/walk.h"
#include "parsers/etl/xpress.h"
#include "parsers/event/source.h"

enum {
    PEEK_SIZE = 512, /* a buffer's header, and the start of its first event */
    FIRST_SIZE = PEEK_SIZE - ETL_BUFFER_HEADER_SIZE, /* the same, unpacked */
};

/* The first bytes of the events of a buffer, in `unpacked` where they are compressed. */
static struct view first_events(const struct etl_buffer *b, struct view data,
                                char unpacked[FIRST_SIZE])
{
    struct view events = view_from(data, ETL_BUFFER_HEADER_SIZE);
    size_t len = b->filled - ETL_BUFFER_HEADER_SIZE;
    if (!(b->flags & ETL_BUFFER_COMPRESSED)) {
        return view_slice(events, 0, len);
    }
    len = len < FIRST_SIZE ? len : FIRST_SIZE;
    return (struct view){unpacked, etl_xpress_unpack(events, unpacked, len)};
}

bool etl_first_time(const struct reader_input *input, struct view data, int64_t *time)
{
    struct etl_buffer b;
    struct etl_walk walk = {.data = data};
    struct etl_record record;
    char unpacked[FIRST_SIZE];
    if (!etl_is_event(data)) {
        if (!etl_buffer_read(data, &input->trace, &b)) {
            return false;
        }
        walk.data = first_events(&b, data, unpacked);
    }
    /* Messages for developers may have no stamp; what follows them does not lie before. */
    while (etl_walk_peek(&walk, &record)) {
        if (record.has_stamp) {
            *time = etl_time(&input->trace, record.stamp);
            return true;
        }
        walk.pos += etl_stride(record.size);
    }
    return false;
}

/* The end of a run of bytes from `from` on that hold no buffer: the next one's start, or the end of
 * the file, or where a block is long enough. */
static bool find_end(const struct reader_input *input, struct source *source, uint64_t from,
                     char *scratch, uint64_t *end, struct error *err)
{
    size_t step = etl_buffer_step(&input->trace);
    uint64_t limit = from + (ETL_MAX_GAP + step - 1) / step * step;
    size_t got = 0;
    uint64_t pos = from;
    size_t skip = 1;
    for (;;) {
        if (source_read(source, pos, scratch, READER_HEAD_SIZE, &got, err) != STATUS_OK) {
            return false;
        }
        size_t found = etl_buffer_find((struct view){scratch, got}, &input->trace, pos, skip);
        if (found != SIZE_MAX || got < READER_HEAD_SIZE || pos + got >= limit) {
            *end = pos + (found != SIZE_MAX ? found : got);
            *end = *end < limit ? *end : limit;
            return true;
        }
        /* A header may stand across the end of what was read. */
        skip = 0;
        pos += READER_HEAD_SIZE - ETL_BUFFER_HEADER_SIZE;
    }
}

/* How many of these bytes a piece has: whole events, of which the last one may reach beyond them.
 * What cannot be read as events stays with those before. */
static size_t piece_len(struct view events, size_t wanted)
{
    struct etl_walk walk = {.data = events};
    struct etl_record record;
    size_t len = 0;
    while (len < wanted && etl_walk_peek(&walk, &record)) {
        len += etl_stride(record.size);
        walk.pos = len;
    }
    return len < wanted ? wanted : len;
}

/* Compressed buffers have a time there and not a stamp. */
static int64_t written(const struct reader_input *input, const struct etl_buffer *b)
{
    return b->written > 0 && !input->trace.is_compressed ? etl_time(&input->trace, b->written)
                                                         : WINTIME_NONE;
}

/* A buffer or, of a long one, the piece of it at `from`: `skipped` bytes from its start. */
static void take_buffer(const struct reader_input *input, const struct etl_buffer *b,
                        uint64_t skipped, struct view bytes, struct block_place *place)
{
    uint64_t left = b->size - skipped;
    uint64_t filled = b->filled < b->size ? b->filled : b->size;
    size_t header = skipped == 0 ? ETL_BUFFER_HEADER_SIZE : 0;
    place->size = left;
    etl_first_time(input, bytes, &place->time);
    if (skipped == 0) {
        place->sequence = b->sequence;
        place->lane = b->processor;
        place->written = written(input, b);
        place->follows_loss = b->flags & (ETL_BUFFER_EVENTS_LOST | ETL_BUFFER_BUFFERS_LOST);
    }
    if (filled - skipped <= ETL_PIECE || (b->flags & ETL_BUFFER_COMPRESSED)) {
        return;
    }
    size_t len = header + piece_len(view_from(bytes, header), ETL_PIECE - header);
    place->size = len < filled - skipped ? len : left;
}

bool etl_next_place(const struct reader_input *input, struct source *source, uint64_t from,
                    char *scratch, struct block_place *place, struct error *err)
{
    size_t got = 0;
    struct etl_buffer b;
    uint64_t skipped = from % etl_buffer_step(&input->trace);
    struct block_place found = {.offset = from, .time = WINTIME_NONE, .written = WINTIME_NONE};
    if (source_read(source, from - skipped, scratch, PEEK_SIZE, &got, err) != STATUS_OK ||
        got == 0) {
        return false;
    }
    bool is_buffer = etl_buffer_read((struct view){scratch, got}, &input->trace, &b);
    if (is_buffer &&
        (skipped > 0 || (b.filled > ETL_PIECE && !(b.flags & ETL_BUFFER_COMPRESSED))) &&
        source_read(source, from, scratch, READER_HEAD_SIZE, &got, err) != STATUS_OK) {
        return false;
    }
    if (got == 0) {
        return false;
    }
    if (is_buffer && skipped < b.filled) {
        take_buffer(input, &b, skipped, (struct view){scratch, got}, &found);
    } else {
        uint64_t end;
        if (!find_end(input, source, from, scratch, &end, err)) {
            return false;
        }
        found.size = end - from;
    }
    /* Where the file ends in a buffer, the block is what there is of it. */
    if (!source->is_stream && from < source->size && found.size > source->size - from) {
        found.size = source->size - from;
    }
    *place = found;
    return true;
}

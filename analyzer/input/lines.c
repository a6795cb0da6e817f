/* Counting line feeds, in UTF-16 as well. */
#include "analyzer/input/lines.h"

#include <stdlib.h>

#include "parsers/base/memory.h"

enum { PIECE = 64 * 1024 }; /* even: no character of UTF-16 lies across two */

void lines_init(struct lines *lines, struct inputs *inputs)
{
    *lines = (struct lines){.inputs = inputs};
    lines->items = memory_new(inputs->count + 1, sizeof(*lines->items));
}

void lines_release(struct lines *lines)
{
    for (size_t i = 0; i < lines->inputs->count; i++) {
        free(lines->items[i].before);
    }
    free(lines->items);
}

/* Where the low byte of a character is, in UTF-16; of UTF-8 and its kin each byte is looked at. */
struct units {
    size_t step, low;
};

static struct units units_of(struct view encoding)
{
    if (view_equal(encoding, VIEW("utf-16le"))) {
        return (struct units){2, 0};
    }
    return view_equal(encoding, VIEW("utf-16be")) ? (struct units){2, 1} : (struct units){1, 0};
}

static uint64_t count_lines(const char *bytes, size_t len, struct units units)
{
    uint64_t count = 0;
    for (size_t i = 0; i + units.step <= len; i += units.step) {
        const bool is_feed = bytes[i + units.low] == '\n';
        count += is_feed && (units.step == 1 || bytes[i + 1 - units.low] == '\0');
    }
    return count;
}

/* `*got` is 0 at the end, and where nothing can be read any more. */
static void read_piece(struct input *input, uint64_t offset, char *piece, size_t len, size_t *got)
{
    *got = 0;
    if (source_read(&input->source, offset, piece, len, got, NULL) != STATUS_OK) {
        *got = 0;
    }
}

static void make_index(struct line_index *index, struct input *input, char *piece)
{
    const struct units units = units_of(input->report.encoding);
    uint64_t before = 0, offset = 0;
    size_t got = 0;
    index->is_made = true;
    if (input->source.is_stream || !input->reader.form) {
        return;
    }
    read_piece(input, offset, piece, PIECE, &got);
    while (got > 0) {
        index->before = memory_grow(index->before, index->count, &index->cap, sizeof(uint64_t));
        index->before[index->count++] = before;
        before += count_lines(piece, got, units);
        offset += got;
        read_piece(input, offset, piece, PIECE, &got);
    }
}

bool lines_find(void *context, uint32_t source, uint64_t offset, uint64_t *line)
{
    struct lines *lines = context;
    if (source >= lines->inputs->count) {
        return false;
    }
    struct input *input = &lines->inputs->items[source];
    struct line_index *index = &lines->items[source];
    char *piece = memory_new(PIECE, 1);
    size_t got = 0;
    if (!index->is_made) {
        make_index(index, input, piece);
    }
    const uint64_t number = offset / PIECE;
    const bool is_inside = number < index->count;
    if (is_inside) {
        read_piece(input, number * PIECE, piece, (size_t)(offset % PIECE), &got);
        *line =
            1 + index->before[number] + count_lines(piece, got, units_of(input->report.encoding));
    }
    free(piece);
    return is_inside;
}

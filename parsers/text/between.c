/* What stands between the rows of a table and is none: events of other forms, as where files were
 * put together. */
#include "parsers/event/tables.h"
#include "parsers/text/text.h"

enum { FEWEST_BYTES = 40 /* of an event as text */ };

static bool may_hold_event(struct view text)
{
    return text.len >= FEWEST_BYTES &&
           (tables_may_hold_event(text) || view_find(text, VIEW("<Event"), 0) != SIZE_MAX);
}

static void end_part(struct text_between *b, const char *end)
{
    const struct view text = {b->start, b->start ? (size_t)(end - b->start) : 0};
    if (!b->start || !may_hold_event(text)) {
        b->start = NULL;
        return;
    }
    if (b->count < TEXT_MAX_BETWEEN) {
        b->parts[b->count].text = text;
        b->parts[b->count++].offset = b->offset;
    } else {
        b->more++;
    }
    b->start = NULL;
}

bool text_between_begins(struct view cell)
{
    return view_starts(cell, VIEW("{\"")) || view_starts(cell, VIEW("<Event"));
}

void text_between_row(struct text_between *b, const char *row, uint64_t offset, bool is_own)
{
    if (is_own) {
        end_part(b, row);
    } else if (!b->start) {
        b->start = row;
        b->offset = offset;
    }
}

bool text_between_read(struct text_between *b, struct view text, uint64_t end,
                       const struct reader_input *input, struct batch *batch)
{
    end_part(b, text.data + text.len);
    for (size_t i = 0; i < b->count; i++) {
        b->parts[i].text = arena_copy(&batch->arena, b->parts[i].text);
    }
    for (size_t i = 0; i < b->count; i++) {
        if (!reader_read_other(input, b->parts[i].text, b->parts[i].offset, end, batch)) {
            b->more++;
        }
    }
    if (b->more > 0) {
        batch_problem(
            batch, b->count > 0 ? b->parts[0].offset : 0,
            "%zu parts between the rows of the table look like events, and are of no form "
            "that is known",
            b->more);
        batch->incomplete += b->more;
    }
    return b->count > 0 || b->more > 0;
}

/* Which blocks fit, and the note about the others. */
#include "analyzer/report/tickets/body.h"

enum { NOTE_UNITS = 300 }; /* of the note with its markup, at most */

/* A block is rendered to be measured. */
struct measuring {
    void (*add)(struct buffer *b, const struct sheet_block *block);
    const struct body_limit *limit;
    struct buffer scratch;
};

static size_t measure(void *context, const struct sheet_block *block)
{
    struct measuring *m = context;
    buffer_clear(&m->scratch);
    buffer_add_char(&m->scratch, '\n'); /* what separates it from the block before it */
    m->add(&m->scratch, block);
    return m->limit->length(buffer_view(&m->scratch));
}

size_t body_bytes(struct view text)
{
    return text.len;
}

void body_note(struct buffer *b, const struct ticket *t, size_t shown)
{
    buffer_format(b,
                  "(cut: %zu of %zu parts shown; the whole text is in wmilog's JSON report, in the "
                  "group with this fingerprint)",
                  shown, t->sheet.count);
}

struct view body_of(const struct ticket *t,
                    void (*add)(struct buffer *b, const struct sheet_block *block),
                    const struct body_limit *limit)
{
    struct measuring m = {.add = add, .limit = limit};
    struct buffer text;
    buffer_init(&m.scratch, BUFFER_NO_MAX);
    buffer_init(&text, BUFFER_NO_MAX);
    const size_t count = t->sheet.count;
    const size_t fits = sheet_fit(&t->sheet, limit->max, NOTE_UNITS, measure, &m);
    for (size_t i = 0; i < fits; i++) {
        add(&text, &t->sheet.blocks[i]);
    }
    if (fits < count) {
        buffer_clear(&m.scratch);
        body_note(&m.scratch, t, fits);
        struct sheet_item note = {NULL, buffer_view(&m.scratch)};
        add(&text, &(struct sheet_block){.kind = SHEET_TEXT, .items = &note, .count = 1});
        for (size_t i = count - t->sheet.tail; i < count; i++) {
            add(&text, &t->sheet.blocks[i]);
        }
    }
    const struct view body = arena_copy(t->arena, buffer_view(&text));
    buffer_release(&m.scratch);
    buffer_release(&text);
    return body;
}

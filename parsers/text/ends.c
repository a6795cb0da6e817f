/* How records of a text end: with their message put together from its lines. */
#include "parsers/event/message.h"
#include "parsers/event/tidy.h"
#include "parsers/text/walk.h"

void walk_end_record(struct walk *w)
{
    text_record_end(&w->record);
    w->mode = MODE_NONE;
}

/* A loose text may hold several messages, run together. */
static void end_loose(struct walk *w)
{
    struct text_record *r = &w->record;
    struct view text = arena_copy(&r->batch->arena, buffer_view(r->message));
    text = w->is_object ? view_trim(text) : text;
    text.len -= w->is_object && view_ends_nocase(text, VIEW("}"));
    struct buffer *out = &r->batch->scratch[TEXT_SCRATCH_MENDED];
    buffer_clear(out);
    if (w->quote != '\0' && text_unquote(out, text, w->quote)) {
        text = arena_copy(&r->batch->arena, buffer_view(out));
    }
    uint64_t offset = r->assembly.event.origin.offset;
    size_t start = 0;
    while (start < text.len) {
        size_t next = message_find_next(text, start);
        size_t end = next == SIZE_MAX ? text.len : next;
        /* What was mended may be longer than it was. */
        uint64_t at = offset + start;
        if (start > 0) {
            text_record_start(r, at < w->line.offset ? at : w->line.offset);
        }
        buffer_clear(r->message);
        r->parts &= ~(UINT64_C(1) << TEXT_PART_MESSAGE);
        text_record_add_line(r, view_slice(text, start, end));
        text_record_end(r);
        start = end;
    }
    w->mode = MODE_NONE;
}

void walk_end_string(struct walk *w)
{
    struct text_record *r = &w->record;
    struct view text = buffer_view(r->message);
    while (text.len > 0 && text.data[text.len - 1] == '\n') {
        text.len--; /* between records; blanks may be of a query */
    }
    assembly_add_datum(&r->assembly, VIEW_NONE, tidy_text(&r->batch->arena, text));
    buffer_clear(r->message);
    w->mode = MODE_PARTS;
}

void walk_end_list(struct walk *w)
{
    struct buffer *message = w->record.message;
    struct buffer *out = &w->record.batch->scratch[TEXT_SCRATCH_MENDED];
    buffer_clear(out);
    text_unwrap(out, buffer_view(message), w->list_width);
    buffer_clear(message);
    if (w->mode == MODE_ROW && view_find(buffer_view(out), VIEW("instance of "), 0) == SIZE_MAX) {
        text_join_lines(message, buffer_view(out)); /* of MOF alone the lines matter */
    } else {
        buffer_add(message, buffer_view(out));
    }
    w->mode = MODE_PARTS;
}

void walk_end_any(struct walk *w)
{
    if (w->mode == MODE_LOOSE) {
        end_loose(w);
        return;
    }
    if (w->mode == MODE_STRING) {
        walk_end_string(w);
    } else if (w->mode == MODE_FRIENDLY) {
        text_friendly_end(&w->friendly, &w->record);
    } else if (w->mode == MODE_WMIMON) {
        text_wmimon_end(&w->record);
    } else if (w->mode == MODE_LIST || w->mode == MODE_ROW) {
        walk_end_list(w);
    }
    walk_end_record(w);
}

void walk_begin_record(struct walk *w)
{
    walk_end_any(w);
    text_record_start(&w->record, w->line.offset);
    w->mode = MODE_PARTS;
}

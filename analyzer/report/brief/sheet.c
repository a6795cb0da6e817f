/* Blocks and items, and how many of them fit. */
#include "analyzer/report/brief/sheet.h"

#include <stdlib.h>

#include "parsers/base/memory.h"

void sheet_init(struct sheet *s, struct arena *arena)
{
    *s = (struct sheet){.arena = arena};
    buffer_init(&s->line, BUFFER_NO_MAX);
}

void sheet_release(struct sheet *s)
{
    free(s->blocks);
    buffer_release(&s->line);
}

static bool is_last_empty(const struct sheet *s)
{
    return s->count > 0 && s->blocks[s->count - 1].count == 0;
}

void sheet_open(struct sheet *s, enum sheet_kind kind)
{
    if (!is_last_empty(s)) {
        s->blocks = memory_grow(s->blocks, s->count, &s->cap, sizeof(*s->blocks));
        s->count++;
    }
    s->blocks[s->count - 1] = (struct sheet_block){.kind = kind};
}

void sheet_item(struct sheet *s, const char *label)
{
    struct sheet_block *block = &s->blocks[s->count - 1];
    if (s->line.len == 0) {
        return;
    }
    block->items =
        arena_grow(s->arena, block->items, block->count, &block->cap, sizeof(*block->items));
    block->items[block->count++] =
        (struct sheet_item){label, arena_copy(s->arena, buffer_view(&s->line))};
    buffer_clear(&s->line);
}

void sheet_line(struct sheet *s, enum sheet_kind kind, const char *text)
{
    sheet_open(s, kind);
    buffer_add_text(&s->line, text);
    sheet_item(s, NULL);
}

/* How many units the UTF-8 character that begins with this byte has; 0 for what continues one. */
static size_t units_of(char first)
{
    const unsigned char byte = (unsigned char)first;
    if ((byte & 0xc0) == 0x80) {
        return 0;
    }
    return byte >= 0xf0 ? 2 : 1;
}

size_t sheet_units(struct view text)
{
    size_t units = 0;
    for (size_t i = 0; i < text.len; i++) {
        units += units_of(text.data[i]);
    }
    return units;
}

struct view sheet_cut(struct view text, size_t units)
{
    size_t used = 0;
    for (size_t i = 0; i < text.len; i++) {
        used += units_of(text.data[i]);
        if (used > units) {
            return view_slice(text, 0, i);
        }
    }
    return text;
}

static bool leads_on(enum sheet_kind kind)
{
    return kind == SHEET_HEADING || kind == SHEET_LABEL;
}

size_t sheet_fit(const struct sheet *s, size_t units, size_t note,
                 size_t (*measure)(void *context, const struct sheet_block *block), void *context)
{
    const size_t first_of_tail = s->count - s->tail;
    size_t used = 0, fits = 0;
    for (size_t i = first_of_tail; i < s->count; i++) {
        used += measure(context, &s->blocks[i]);
    }
    for (size_t i = 0; i < first_of_tail; i++) {
        used += measure(context, &s->blocks[i]);
        if (used + note <= units) {
            fits = i + 1;
        }
    }
    if (used <= units) {
        return s->count;
    }
    while (fits > 0 && leads_on(s->blocks[fits - 1].kind)) {
        fits--;
    }
    return fits;
}

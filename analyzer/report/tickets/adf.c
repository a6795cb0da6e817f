/* The Atlassian document format. Text in it needs no escaping, for markup in it stays text; but a
 * text without a character, or a mark where none may be, makes Jira refuse the whole document. */
#include "analyzer/report/tickets/body.h"

/* Jira counts its own conversion of the document against 32,767: cut well before that. */
enum { ADF_UNITS = 30000, ADF_NOTE = 200 };

enum mark { MARK_NONE, MARK_CODE, MARK_STRONG };

static void put_run(struct json_writer *w, struct view text, enum mark mark)
{
    if (text.len == 0) {
        return;
    }
    json_open_object(w, NULL);
    json_write_name(w, "type", "text");
    json_write_text(w, "text", text);
    if (mark != MARK_NONE) {
        json_open_list(w, "marks");
        json_open_object(w, NULL);
        json_write_name(w, "type", mark == MARK_CODE ? "code" : "strong");
        json_close_object(w);
        json_close_list(w);
    }
    json_close_object(w);
}

static void open_node(struct json_writer *w, const char *type)
{
    json_open_object(w, NULL);
    json_write_name(w, "type", type);
}

static void close_node(struct json_writer *w)
{
    json_close_list(w); /* content */
    json_close_object(w);
}

static void put_phrase(struct json_writer *w, struct view phrase, enum mark mark)
{
    struct phrase_run run;
    while (phrase_next(&phrase, &run)) {
        put_run(w, run.text, run.is_code && mark == MARK_NONE ? MARK_CODE : mark);
    }
}

static void put_paragraph(struct json_writer *w, const struct sheet_item *item, enum mark mark)
{
    open_node(w, "paragraph");
    json_open_list(w, "content");
    if (item->label) {
        put_run(w, view_of(item->label), MARK_STRONG);
        put_run(w, VIEW(": "), MARK_NONE);
    }
    put_phrase(w, item->text, mark);
    close_node(w);
}

static void put_list(struct json_writer *w, const struct sheet_block *block)
{
    open_node(w, block->kind == SHEET_STEPS ? "orderedList" : "bulletList");
    json_open_list(w, "content");
    for (size_t i = 0; i < block->count; i++) {
        open_node(w, "listItem");
        json_open_list(w, "content");
        put_paragraph(w, &block->items[i], MARK_NONE);
        close_node(w);
    }
    close_node(w);
}

static void put_heading(struct json_writer *w, const struct sheet_block *block)
{
    open_node(w, "heading");
    json_open_object(w, "attrs");
    json_write_number(w, "level", 3);
    json_close_object(w);
    json_open_list(w, "content");
    put_phrase(w, block->items[0].text, MARK_NONE);
    close_node(w);
}

static void put_code(struct json_writer *w, const struct sheet_block *block)
{
    struct buffer lines;
    buffer_init(&lines, BUFFER_NO_MAX);
    for (size_t i = 0; i < block->count; i++) {
        buffer_add_text(&lines, i > 0 ? "\n" : "");
        phrase_plain(&lines, block->items[i].text);
    }
    open_node(w, "codeBlock");
    json_open_list(w, "content");
    put_run(w, buffer_view(&lines), MARK_NONE);
    close_node(w);
    buffer_release(&lines);
}

static void put_block(struct json_writer *w, const struct sheet_block *block)
{
    switch (block->kind) {
    case SHEET_HEADING:
        put_heading(w, block);
        break;
    case SHEET_FACTS:
    case SHEET_LIST:
    case SHEET_STEPS:
        put_list(w, block);
        break;
    case SHEET_CODE:
        put_code(w, block);
        break;
    case SHEET_TEXT:
    case SHEET_LABEL:
    case SHEET_KIND_COUNT:
        for (size_t i = 0; i < block->count; i++) {
            put_paragraph(w, &block->items[i],
                          block->kind == SHEET_LABEL ? MARK_STRONG : MARK_NONE);
        }
        break;
    }
}

/* The text that Jira makes of a block: with a line end, and what it sets before an item. */
static size_t measure(void *context, const struct sheet_block *block)
{
    size_t units = 0;
    (void)context;
    for (size_t i = 0; i < block->count; i++) {
        units += sheet_units(block->items[i].text) + sizeof("* {{}} Provider: \n");
    }
    return units;
}

void body_put_adf(struct json_writer *w, const char *key, const struct ticket *t)
{
    const size_t count = t->sheet.count;
    const size_t fits = sheet_fit(&t->sheet, ADF_UNITS, ADF_NOTE, measure, NULL);
    json_open_object(w, key);
    json_write_number(w, "version", 1);
    json_write_name(w, "type", "doc");
    json_open_list(w, "content");
    for (size_t i = 0; i < fits; i++) {
        put_block(w, &t->sheet.blocks[i]);
    }
    if (fits < count) {
        struct buffer note;
        buffer_init(&note, BUFFER_NO_MAX);
        body_note(&note, t, fits);
        put_paragraph(w, &(struct sheet_item){NULL, buffer_view(&note)}, MARK_NONE);
        for (size_t i = count - t->sheet.tail; i < count; i++) {
            put_block(w, &t->sheet.blocks[i]);
        }
        buffer_release(&note);
    }
    json_close_list(w);
    json_close_object(w);
}

/* Promises, checked after every parse. */
#include "tests/fuzz/check.h"

#include <libxml/parser.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "parsers/base/count.h"
#include "parsers/event/templates.h"

void demand(bool holds, const char *what)
{
    if (!holds) {
        fprintf(stderr, "broken promise: %s\n", what);
        abort();
    }
}

size_t check_stride(void)
{
    const char *text = getenv("WMILOG_STRIDE");
    long stride = text ? strtol(text, NULL, 10) : 1;
    return stride > 0 ? (size_t)stride : 1;
}

/* Reads all of it. */
static void check_text(struct view text)
{
    demand(text_utf8_valid_len(text) == text.len, "texts are UTF-8");
}

static void check_event(const struct reader_input *input, const struct event *e,
                        const struct block *block)
{
    demand(e->origin.offset >= block->offset && e->origin.offset - block->offset < block->data.len,
           "an event's offset lies in its block");
    check_text(e->xml);
    demand(input->wants_xml || e->is_wmi_activity || template_is_companion(e->provider, e->id),
           "only events of use are kept");
    const struct view header[] = {e->provider, e->channel,     e->computer,
                                  e->user_sid, e->activity_id, e->related_activity_id};
    for (size_t i = 0; i < COUNT_OF(header); i++) {
        check_text(header[i]);
    }
    for (int field = EVENT_FIELD_NONE + 1; field < EVENT_FIELD_COUNT; field++) {
        check_text(event_text(e, (enum event_field)field));
    }
    demand(e->data_count <= EVENT_MAX_DATA, "data are limited");
    for (size_t i = 0; i < e->data_count; i++) {
        check_text(e->data[i].name);
        check_text(e->data[i].value);
    }
}

static void check_counts(const struct batch *b)
{
    uint64_t counted = b->more_counts;
    demand(b->records == b->read + b->damaged, "seen = read + damaged");
    demand(b->wmi_events <= b->event_count && b->event_count <= b->read,
           "events come from records");
    demand(b->repaired <= b->read && b->code_page <= b->read, "what is mended is read");
    for (size_t i = 0; i < b->count_count; i++) {
        check_text(b->counts[i].provider);
        check_text(b->counts[i].channel);
        counted += b->counts[i].count;
    }
    demand(counted == b->read, "every event is counted by its name");
}

static void check_batch(const struct reader_input *input, const struct batch *b,
                        const struct block *block)
{
    check_counts(b);
    for (size_t i = 0; i < b->event_count; i++) {
        check_event(input, &b->events[i], block);
    }
    for (size_t i = 0; i < b->problem_count; i++) {
        uint64_t offset = b->problems[i].offset;
        demand(offset >= block->offset && offset - block->offset < block->data.len,
               "a problem's offset lies in its block");
        check_text(b->problems[i].message);
    }
}

/* Takes a copy of the exact size, so that a byte too far is seen. */
static void check_block(const struct reader_input *input, struct batch *batch, struct view data,
                        uint64_t offset,
                        void (*take)(const struct reader_input *, const struct block *,
                                     struct batch *))
{
    char *copy = malloc(data.len > 0 ? data.len : 1);
    demand(copy, "memory");
    if (data.len > 0) {
        memcpy(copy, data.data, data.len);
    }
    struct block block = {offset, {copy, data.len}, offset == 0};
    batch_clear(batch);
    take(input, &block, batch);
    /* What is kept does not point into the block. */
    free(copy);
    check_batch(input, batch, &block);
}

void check_parse(const struct reader_input *input, struct batch *batch, struct view data,
                 uint64_t offset)
{
    check_block(input, batch, data, offset, input->form->parse);
}

void check_recover(const struct reader_input *input, struct batch *batch, struct view data,
                   uint64_t offset)
{
    check_block(input, batch, data, offset, input->form->recover);
}

void check_texts(const struct batch *batch)
{
    struct buffer document;
    size_t len = 0;
    buffer_init(&document, BUFFER_NO_MAX);
    buffer_add_text(&document, "<r>");
    for (size_t i = 0; i < batch->event_count; i++) {
        demand(view_starts(batch->events[i].xml, VIEW("<Event")), "a text is an event");
        buffer_add(&document, batch->events[i].xml);
        len += batch->events[i].xml.len;
    }
    buffer_add_text(&document, "</r>");
    demand(len == batch->xml.len, "texts belong to events");
    xmlDocPtr parsed =
        xmlReadMemory(document.data, (int)document.len, NULL, NULL,
                      XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_NONET | XML_PARSE_HUGE);
    demand(parsed, "what is rendered is well-formed");
    xmlFreeDoc(parsed);
    buffer_release(&document);
}

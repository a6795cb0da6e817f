/* Records that are read token by token: without a template, or with one that is out of the
 * ordinary. */
#include "parsers/evtx/walk.h"

#include "parsers/base/text.h"
#include "parsers/event/tidy.h"
#include "parsers/evtx/binxml/value.h"

/* An event on its way from elements to header and leaves. */
struct walking {
    struct evtx_reading *r;
    struct evtx_way way;
    enum event_part part; /* that the text is for */
    bool is_data_element; /* the leaf is a <Data>: named by its attribute */
    bool is_name;         /* the text is for the leaf's name */
    bool is_text_wanted;
    bool is_payload;               /* of the leaf */
    bool is_rendering, is_message; /* in RenderingInfo; in the message there */
    struct view name;
    struct view payload; /* bytes */
    struct buffer *text;
};

static struct arena *arena_of(const struct walking *w)
{
    return &w->r->batch->arena;
}

/* Ends an attribute, or a text. */
static void finish_text(struct walking *w)
{
    struct view text = buffer_view(w->text);
    if (w->part != EVENT_PART_NONE) {
        assembly_say_text(&w->r->assembly, w->part, text);
    } else if (w->is_name && view_trim(text).len > 0) {
        w->name = tidy_text(arena_of(w), view_trim(text));
    }
    w->part = EVENT_PART_NONE;
    w->is_name = w->is_text_wanted = false;
    buffer_clear(w->text);
}

static void start_leaf(struct walking *w, uint32_t name, enum xml_element element)
{
    struct view utf16 = VIEW_NONE;
    w->is_data_element = element == XML_DATA;
    w->is_payload = element == XML_PAYLOAD;
    w->name = w->payload = VIEW_NONE;
    if (element != XML_DATA && binxml_name(w->r->names.chunk, name, &utf16)) {
        w->name = view_trim(tidy_utf16(arena_of(w), utf16));
    }
}

/* A forwarded event may carry its data in its message only. */
static void note_rendering(struct walking *w, enum xml_element element)
{
    enum { RENDERING_DEPTH = 2, MESSAGE_DEPTH = 3 };
    if (w->way.depth == RENDERING_DEPTH) {
        w->is_rendering = element == XML_RENDERING;
    }
    w->is_message = w->is_rendering && w->way.depth == MESSAGE_DEPTH && element == XML_MESSAGE &&
                    w->r->assembly.datum_count == 0;
}

static void on_start(void *context, uint32_t name, uint16_t dependency)
{
    struct walking *w = context;
    (void)dependency;
    enum xml_element element = evtx_names_element(&w->r->names, name);
    evtx_way_open(&w->way, element);
    w->is_text_wanted = false;
    w->part = EVENT_PART_NONE;
    note_rendering(w, element);
    buffer_clear(w->text);
    if (w->way.is_leaf) {
        start_leaf(w, name, element);
    }
}

static void on_attribute(void *context, uint32_t name)
{
    struct walking *w = context;
    enum xml_attribute attribute = evtx_names_attribute(&w->r->names, name);
    finish_text(w);
    if (evtx_way_place(&w->way) == EVTX_PLACE_SYSTEM_CHILD) {
        w->part = xml_part_of_attribute(w->way.child, attribute);
    } else {
        w->is_name = w->way.is_leaf && w->is_data_element && attribute == XML_ATTRIBUTE_NAME;
    }
    w->is_text_wanted = w->is_name || w->part != EVENT_PART_NONE;
}

static void on_content(void *context, bool is_empty)
{
    struct walking *w = context;
    (void)is_empty;
    finish_text(w);
    if (evtx_way_place(&w->way) == EVTX_PLACE_SYSTEM_CHILD) {
        w->part = xml_part_of_text(w->way.child);
    }
    w->is_text_wanted = w->way.is_leaf || w->is_message || w->part != EVENT_PART_NONE;
}

static void end_leaf(struct walking *w)
{
    struct assembly *a = &w->r->assembly;
    struct view text = buffer_view(w->text);
    if (w->payload.data) {
        assembly_add_payload(a, w->name, w->payload);
    } else if (assembly_takes_more(a, w->name)) {
        struct view value = view_is_blank(text) ? VIEW("") : tidy_text(arena_of(w), text);
        (w->is_payload ? assembly_add_payload_hex : assembly_add_datum)(a, w->name, value);
    }
}

static void on_end(void *context)
{
    struct walking *w = context;
    enum evtx_place place = evtx_way_place(&w->way);
    if (w->way.is_leaf) {
        end_leaf(w);
    } else if (w->is_message) {
        assembly_set_message(&w->r->assembly, tidy_text(arena_of(w), buffer_view(w->text)));
        w->is_message = false;
    }
    finish_text(w);
    evtx_way_close(&w->way);
    if (place == EVTX_PLACE_SYSTEM && !assembly_is_wanted(&w->r->assembly)) {
        w->r->binxml.is_stopped = true;
    }
}

static void on_text(void *context, struct view utf16)
{
    struct walking *w = context;
    if (w->is_text_wanted) {
        text_to_utf8(w->text, tidy_without_nuls(utf16), TEXT_UTF16LE, NULL);
    }
}

static void on_character(void *context, uint16_t code)
{
    struct walking *w = context;
    if (w->is_text_wanted) {
        text_add_code_point(w->text, code);
    }
}

static void on_value(void *context, uint8_t type, struct view bytes)
{
    struct walking *w = context;
    if (w->way.is_leaf && w->is_payload && type == EVTX_BINARY) {
        w->payload = bytes;
    } else if (w->is_text_wanted) {
        evtx_value_add(w->text, type, bytes);
    }
}

static const struct binxml_sink walking_sink = {
    .start = on_start,
    .attribute = on_attribute,
    .content = on_content,
    .end = on_end,
    .text = on_text,
    .character = on_character,
    .value = on_value,
};

bool evtx_walk_record(struct evtx_reading *r, const struct evtx_record *record)
{
    struct walking w = {.r = r, .text = &r->batch->scratch[EVTX_SCRATCH_TEXT]};
    struct binxml *x = &r->binxml;
    x->sink = &walking_sink;
    x->context = &w;
    x->tokens = EVTX_MAX_TOKENS;
    w.text->max = EVTX_MAX_TEXT;
    buffer_clear(w.text);
    bool is_good =
        binxml_walk(x, record->offset + EVTX_RECORD_HEADER_SIZE, record->offset + record->size - 4);
    if (is_good && !w.way.has_event) {
        x->reason = "no <Event> in it";
        return false;
    }
    return is_good;
}

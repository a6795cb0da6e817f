/* XML from binary XML, as Windows writes it: by the scripts of templates, or token by token. */
#include "parsers/evtx/render.h"

#include <string.h>

#include "parsers/base/text.h"
#include "parsers/event/event_xml.h"
#include "parsers/evtx/binxml/value.h"
#include "parsers/evtx/binxml/xml_text.h"
#include "parsers/evtx/leftover.h"

/* Where a walk is. */
struct open_elements {
    uint32_t names[EVTX_MAX_ELEMENT_DEPTH + 2];
    bool is_closed[EVTX_MAX_ELEMENT_DEPTH + 2]; /* written as <a/> */
    size_t depth;
    struct evtx_xml_names attributes; /* of the innermost element */
    bool is_attribute;                /* one is open */
    bool has_event;
};

/* A record on its way to text. */
struct rendering {
    struct evtx_reading *r;
    struct buffer *out;
    size_t start;               /* of the record in `out` */
    struct buffer *scratch;     /* a value */
    struct open_elements *open; /* NULL by scripts */
    const char *reason;         /* why it cannot be XML */
};

static bool is_too_long(const struct rendering *w)
{
    return w->out->len - w->start > EVTX_MAX_TEXT || w->out->len > EVTX_MAX_CHUNK_TEXT;
}

static void stop(struct rendering *w, const char *reason)
{
    w->reason = w->reason ? w->reason : reason;
    w->r->binxml.is_stopped = true;
}

/* A text that is too long ends the walk. */
static void check_size(struct rendering *w)
{
    if (is_too_long(w)) {
        stop(w, "its text is too long");
    }
}

/* Records repeat long names at no cost of their own: each unit counts as a token. */
static void add_name(struct rendering *w, uint32_t name, bool is_attribute)
{
    struct view utf16 = VIEW_NONE;
    binxml_name(w->r->names.chunk, name, &utf16);
    if (!binxml_spend(&w->r->binxml, utf16.len / 2)) {
        stop(w, w->r->binxml.reason);
        return;
    }
    evtx_xml_add_name(w->out, w->r->names.chunk, name, is_attribute);
    check_size(w);
}

static void end_attribute(struct rendering *w)
{
    if (w->open->is_attribute) {
        buffer_add_char(w->out, '\'');
        w->open->is_attribute = false;
    }
}

static void on_start(void *context, uint32_t name, uint16_t dependency)
{
    struct rendering *w = context;
    (void)dependency;
    if (w->open->depth == 0) {
        if (w->open->has_event || evtx_names_element(&w->r->names, name) != XML_EVENT) {
            stop(w, w->open->has_event ? "more than one <Event> in it" : "no <Event> in it");
        }
        w->open->has_event = true;
    }
    w->open->depth++;
    w->open->names[w->open->depth] = name;
    w->open->attributes.count = 0;
    buffer_add_char(w->out, '<');
    add_name(w, name, false);
}

static void on_attribute(void *context, uint32_t name)
{
    struct rendering *w = context;
    end_attribute(w);
    buffer_add_char(w->out, ' ');
    add_name(w, name, true);
    if (!w->reason && !evtx_xml_is_new(&w->open->attributes, w->r->names.chunk, name)) {
        stop(w, "an attribute stands twice");
    }
    buffer_add_text(w->out, "='");
    w->open->is_attribute = true;
}

static void on_content(void *context, bool is_empty)
{
    struct rendering *w = context;
    end_attribute(w);
    w->open->is_closed[w->open->depth] = is_empty;
    buffer_add_text(w->out, is_empty ? "/>" : ">");
}

static void on_end(void *context)
{
    struct rendering *w = context;
    if (!w->open->is_closed[w->open->depth]) {
        buffer_add_text(w->out, "</");
        add_name(w, w->open->names[w->open->depth], false);
        buffer_add_char(w->out, '>');
    }
    w->open->depth--;
}

static void on_value(void *context, uint8_t type, struct view bytes)
{
    struct rendering *w = context;
    evtx_xml_add_value(w->out, type, bytes, w->open->is_attribute, w->scratch);
    check_size(w);
}

static void on_text(void *context, struct view utf16)
{
    on_value(context, EVTX_STRING, utf16);
}

static void on_character(void *context, uint16_t code)
{
    struct rendering *w = context;
    buffer_clear(w->scratch);
    text_add_code_point(w->scratch, code);
    event_xml_add_text(w->out, buffer_view(w->scratch), w->open->is_attribute);
    check_size(w);
}

static const struct binxml_sink rendering_sink = {
    .start = on_start,
    .attribute = on_attribute,
    .content = on_content,
    .end = on_end,
    .text = on_text,
    .character = on_character,
    .value = on_value,
};

static bool render_walking(struct rendering *w, const struct evtx_record *record)
{
    struct open_elements open = {.depth = 0};
    struct binxml *x = &w->r->binxml;
    w->open = &open;
    x->sink = &rendering_sink;
    x->context = w;
    x->tokens = EVTX_MAX_TOKENS;
    bool is_good =
        binxml_walk(x, record->offset + EVTX_RECORD_HEADER_SIZE, record->offset + record->size - 4);
    if (is_good && w->reason) {
        x->reason = w->reason;
    } else if (is_good && !open.has_event) {
        x->reason = "no <Event> in it";
    }
    w->open = NULL;
    return is_good && open.has_event && !w->reason;
}

static bool run_value(struct rendering *w, const struct evtx_script_step *step,
                      const struct binxml_value *value, size_t depth);

static const struct binxml_value *value_of(const struct binxml_instance *instance, size_t index)
{
    bool is_there = index < instance->count && instance->values[index].type != EVTX_NULL;
    return is_there ? &instance->values[index] : NULL;
}

/* Writes a text of a script, whose memory ends with a whole piece. */
static void put_constant(struct buffer *out, const char *text, size_t len)
{
    char *to = out->data + out->len;
    for (size_t pos = 0; pos < len; pos += EVTX_SCRIPT_PIECE) {
        memcpy(to + pos, text + pos, EVTX_SCRIPT_PIECE);
    }
    out->len += len;
}

/* False when the record has to be walked. */
static bool run_step(struct rendering *w, const struct evtx_script *script,
                     const struct evtx_script_step *step, const struct binxml_value *value,
                     size_t depth)
{
    size_t len = step->text_len + (value ? step->name_len : 0);
    const size_t room = len + EVTX_SCRIPT_PIECE + EVTX_VALUE_MAX;
    if (w->out->cap - w->out->len < room) {
        buffer_reserve(w->out, room);
    }
    put_constant(w->out, script->texts + step->text, len);
    if (!value || step->kind == EVTX_SCRIPT_TEXT || step->kind == EVTX_SCRIPT_ELEMENT) {
        return true;
    }
    bool is_good = run_value(w, step, value, depth);
    if (step->kind == EVTX_SCRIPT_OPTIONAL_ATTRIBUTE) {
        buffer_add_char(w->out, '\'');
    }
    return is_good;
}

static bool run_script(struct rendering *w, const struct evtx_script *script,
                       const struct binxml_instance *instance, size_t depth)
{
    if (is_too_long(w) || !binxml_spend(&w->r->binxml, script->count)) {
        return false;
    }
    for (size_t i = 0; i < script->count;) {
        const struct evtx_script_step *step = &script->steps[i];
        const struct binxml_value *value = value_of(instance, step->index);
        if (!run_step(w, script, step, value, depth)) {
            return false;
        }
        i = step->kind == EVTX_SCRIPT_ELEMENT && !value ? step->target : i + 1;
    }
    return true;
}

static bool run_instance(struct rendering *w, const struct binxml_instance *instance, size_t depth)
{
    struct evtx_reading *r = w->r;
    const struct evtx_script *script = evtx_scripts_find(
        &r->scripts, &r->binxml, &r->names, &r->batch->arena, w->scratch, instance->definition);
    return script && script->is_plain && (depth > 0 || script->has_event) &&
           run_script(w, script, instance, depth + 1);
}

/* A fragment with one instance of an ordinary template, which nearly all are. */
static bool run_fragment(struct rendering *w, size_t offset, size_t end, size_t depth)
{
    struct binxml *x = &w->r->binxml;
    struct binxml_instance instance;
    size_t before = x->value_count;
    if (depth == EVTX_MAX_TEMPLATE_DEPTH ||
        !binxml_read_ordinary(x, view_slice(x->chunk, 0, end), offset, &instance)) {
        return false;
    }
    bool is_good = run_instance(w, &instance, depth);
    x->value_count = before;
    return is_good;
}

/* Binary XML inside of it: the event's data, mostly. */
static bool run_data(struct rendering *w, const struct evtx_script_step *step,
                     const struct binxml_value *value, size_t depth)
{
    size_t start = w->out->len;
    if (run_fragment(w, value->offset, (size_t)value->offset + value->size, depth)) {
        return true;
    }
    w->out->len = start;
    return w->r->binxml.is_doubtful && depth == 1 &&
           evtx_render_by_order(w->r, value, step->elements > 1, w->out);
}

/* There is room for EVTX_VALUE_MAX bytes. Only strings and what holds them can be long. */
static bool run_value(struct rendering *w, const struct evtx_script_step *step,
                      const struct binxml_value *value, size_t depth)
{
    struct view bytes = binxml_value_bytes(&w->r->binxml, value);
    bool is_attribute = step->kind != EVTX_SCRIPT_CONTENT;
    if (value->type == EVTX_STRING) {
        return evtx_xml_add_string(w->out, bytes, is_attribute) && !is_too_long(w);
    }
    char *end = evtx_value_put(w->out->data + w->out->len, value->type, bytes);
    if (end) {
        w->out->len = (size_t)(end - w->out->data);
        return true;
    }
    if (value->type == EVTX_BINXML) {
        return value->size == 0 || (!is_attribute && run_data(w, step, value, depth));
    }
    if (value->type & EVTX_ARRAY) {
        return false; /* the element around it is repeated */
    }
    return evtx_xml_add_value(w->out, value->type, bytes, is_attribute, w->scratch) &&
           !is_too_long(w);
}

/* By scripts; `instance` as evtx_render_record() has it. */
static bool render_plain(struct rendering *w, const struct evtx_record *record,
                         const struct binxml_instance *instance)
{
    struct binxml *x = &w->r->binxml;
    x->tokens = EVTX_MAX_TOKENS;
    if (instance) {
        return run_instance(w, instance, 0) && !is_too_long(w);
    }
    x->value_count = 0;
    return run_fragment(w, record->offset + EVTX_RECORD_HEADER_SIZE,
                        record->offset + record->size - 4, 0) &&
           !is_too_long(w);
}

static struct rendering start(struct evtx_reading *r, struct buffer *out)
{
    return (struct rendering){
        .r = r, .out = out, .start = out->len, .scratch = &r->batch->scratch[EVTX_SCRATCH_VALUE]};
}

bool evtx_render_by_walking(struct evtx_reading *r, const struct evtx_record *record,
                            struct buffer *out)
{
    struct rendering w = start(r, out);
    bool is_good = render_walking(&w, record);
    out->len = is_good ? out->len : w.start;
    return is_good;
}

bool evtx_render_record(struct evtx_reading *r, const struct evtx_record *record,
                        const struct binxml_instance *instance, struct buffer *out)
{
    struct rendering w = start(r, out);
    if (render_plain(&w, record, instance)) {
        return true;
    }
    out->len = w.start;
    return evtx_render_by_walking(r, record, out);
}

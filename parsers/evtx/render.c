/* XML from binary XML, as Windows writes it. */
#include "parsers/evtx/render.h"

#include "parsers/base/text.h"
#include "parsers/evtx/value.h"

#include <string.h>

/* A record on its way to text. */
struct rendering {
    struct evtx_reading *r;
    struct buffer *out;
    size_t start;           /* of the record in `out` */
    struct buffer *scratch; /* a value, or a name */
    uint32_t names[EVTX_MAX_ELEMENT_DEPTH + 2];
    bool is_closed[EVTX_MAX_ELEMENT_DEPTH + 2]; /* written as <a/> */
    size_t depth;
    bool is_attribute; /* one is open */
    bool has_event;
};

/* A text that would not fit ends the walk. */
static void check_size(struct rendering *w)
{
    if (w->out->overflowed || w->out->len - w->start > EVTX_MAX_TEXT) {
        w->out->overflowed = true;
        w->r->binxml.is_stopped = true;
    }
}

static const char *escape_of(char c, bool is_attribute)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '\'':
        return is_attribute ? "&apos;" : NULL;
    case '\t':
    case '\n':
    case '\r':
        return NULL;
    default:
        return (unsigned char)c < 0x20 ? "\xEF\xBF\xBD" : NULL;
    }
}

static bool is_noncharacter(struct view text, size_t i)
{
    return text.len - i >= 3 && memcmp(text.data + i, "\xEF\xBF", 2) == 0 &&
           (unsigned char)text.data[i + 2] >= 0xBE;
}

/* Runs that need no escape are added at once. */
static void add_escaped(struct rendering *w, struct view text)
{
    size_t from = 0;
    for (size_t i = 0; i < text.len; i++) {
        const char *escape = escape_of(text.data[i], w->is_attribute);
        size_t len = 1;
        if (is_noncharacter(text, i)) {
            escape = "\xEF\xBF\xBD";
            len = 3;
        }
        if (escape) {
            buffer_add(w->out, view_slice(text, from, i));
            buffer_add_text(w->out, escape);
            from = i + len;
            i = from - 1;
        }
    }
    buffer_add(w->out, view_from(text, from));
    check_size(w);
}

static bool is_name_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '.' || c == ':' || (unsigned char)c >= 0x80;
}

/* Names come from the input like everything else: what cannot stand in one becomes '_'. */
static void add_name(struct rendering *w, uint32_t name)
{
    struct view utf16 = VIEW_NONE;
    buffer_clear(w->scratch);
    if (binxml_name(w->r->names.chunk, name, &utf16)) {
        text_to_utf8(w->scratch, utf16, TEXT_UTF16LE, NULL);
    }
    if (w->scratch->len == 0) {
        buffer_add_char(w->scratch, '_');
    }
    for (size_t i = 0; i < w->scratch->len; i++) {
        char *c = &w->scratch->data[i];
        bool may_start = (unsigned char)*c >= 'A'; /* no digit, point, hyphen or colon */
        *c = is_name_byte(*c) && (i > 0 || may_start) ? *c : '_';
    }
    buffer_add(w->out, buffer_view(w->scratch));
}

static void end_attribute(struct rendering *w)
{
    if (w->is_attribute) {
        buffer_add_char(w->out, '\'');
        w->is_attribute = false;
    }
}

static void on_start(void *context, uint32_t name, uint16_t dependency)
{
    struct rendering *w = context;
    (void)dependency;
    w->has_event =
        w->has_event || (w->depth == 0 && evtx_names_element(&w->r->names, name) == XML_EVENT);
    w->depth++;
    w->names[w->depth] = name;
    buffer_add_char(w->out, '<');
    add_name(w, name);
    check_size(w);
}

static void on_attribute(void *context, uint32_t name)
{
    struct rendering *w = context;
    end_attribute(w);
    buffer_add_char(w->out, ' ');
    add_name(w, name);
    buffer_add_text(w->out, "='");
    w->is_attribute = true;
}

static void on_content(void *context, bool is_empty)
{
    struct rendering *w = context;
    end_attribute(w);
    w->is_closed[w->depth] = is_empty;
    buffer_add_text(w->out, is_empty ? "/>" : ">");
}

static void on_end(void *context)
{
    struct rendering *w = context;
    if (!w->is_closed[w->depth]) {
        buffer_add_text(w->out, "</");
        add_name(w, w->names[w->depth]);
        buffer_add_char(w->out, '>');
    }
    w->depth--;
    check_size(w);
}

static void on_value(void *context, uint8_t type, struct view bytes)
{
    struct rendering *w = context;
    buffer_clear(w->scratch);
    evtx_value_add(w->scratch, type, bytes);
    add_escaped(w, buffer_view(w->scratch));
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
    add_escaped(w, buffer_view(w->scratch));
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

bool evtx_render_record(struct evtx_reading *r, const struct evtx_record *record,
                        struct buffer *out)
{
    struct rendering w = {.r = r, .out = out, .start = out->len};
    struct binxml *x = &r->binxml;
    w.scratch = &r->batch->scratch[EVTX_SCRATCH_VALUE];
    out->overflowed = false;
    x->sink = &rendering_sink;
    x->context = &w;
    x->tokens = EVTX_MAX_TOKENS;
    bool is_good =
        binxml_walk(x, record->offset + EVTX_RECORD_HEADER_SIZE, record->offset + record->size - 4);
    if (is_good && out->overflowed) {
        x->reason = "its text is too long";
    } else if (is_good && !w.has_event) {
        x->reason = "no <Event> in it";
    }
    is_good = is_good && w.has_event && !out->overflowed;
    if (!is_good) {
        out->len = w.start;
    }
    return is_good;
}

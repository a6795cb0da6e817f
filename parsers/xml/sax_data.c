/* Data elements: their text, and which field of the event each one is. */
#include <string.h>

#include "parsers/base/ascii.h"
#include "parsers/xml/sax_state.h"

void sax_start_data(struct sax *s, enum xml_element element, const xmlChar *name,
                    const xmlChar **attributes, int count)
{
    s->leaf = (struct leaf){.element = name, .is_payload = element == XML_PAYLOAD};
    if (element == XML_DATA) {
        s->leaf.name = sax_keep_attribute(s, attributes, count, s->attributes.name);
    }
    s->is_leaf = true;
    s->is_text_wanted = true;
}

/* Line ends are LF whatever the exporter made of CR LF. */
static struct view keep_lines(struct arena *arena, struct view text)
{
    if (!text.data || !memchr(text.data, '\r', text.len)) {
        return arena_copy(arena, text);
    }
    char *kept = arena_bytes(arena, text.len + 1);
    size_t len = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] != '\r' || i + 1 == text.len || text.data[i + 1] != '\n') {
            kept[len++] = text.data[i];
        }
    }
    kept[len] = '\0';
    return (struct view){kept, len};
}

static struct view leaf_value(struct sax *s)
{
    struct view text = buffer_view(s->text);
    if (view_trim(text).len == 0) {
        return VIEW("");
    }
    /* EvtxECmd escapes twice, and is told by the namespace that it takes away. */
    if (!s->has_namespace && memchr(text.data, '&', text.len)) {
        buffer_clear(s->scratch);
        xml_unescape(s->scratch, text);
        text = buffer_view(s->scratch);
    }
    return keep_lines(&s->batch->arena, text);
}

void sax_end_data(struct sax *s)
{
    if (!s->is_leaf) {
        return;
    }
    s->is_leaf = false;
    if (s->leaf_count == XML_MAX_DATA) {
        s->dropped_leaves++;
        return;
    }
    s->leaf.value = leaf_value(s);
    s->leaves[s->leaf_count++] = s->leaf;
}

/* Bytes of hexadecimal text with optional blanks; false for anything else. */
static bool decode_hex(struct view text, struct buffer *out)
{
    int high = -1;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.data[i];
        if (ascii_is_blank(c)) {
            continue;
        }
        int digit = ascii_hex_value(c);
        if (digit < 0) {
            return false;
        }
        if (high < 0) {
            high = digit;
        } else {
            buffer_add_char(out, (char)(high << 4 | digit));
            high = -1;
        }
    }
    return high < 0;
}

static void decode_payload(struct sax *s, struct view hex)
{
    struct event *e = s->event;
    struct error err;
    error_init(&err);
    buffer_clear(s->scratch);
    if (!decode_hex(hex, s->scratch)) {
        batch_problem(s->batch, e->origin.offset, "the event's payload is not hexadecimal");
    } else if (template_decode_payload(e, e->id, buffer_view(s->scratch), &s->batch->arena, &err) !=
               STATUS_OK) {
        batch_problem(s->batch, e->origin.offset, "the event's payload: %s", err.message);
    }
}

/* Values without names count by position when there are as many as the layout has. */
static bool set_by_position(struct sax *s)
{
    const struct event_template *layout = s->event->layout;
    if (s->leaf_count != layout->field_count) {
        return false;
    }
    for (size_t i = 0; i < s->leaf_count; i++) {
        if (s->leaves[i].name.len > 0 || sax_element(s, s->leaves[i].element) != XML_DATA) {
            return false;
        }
    }
    for (size_t i = 0; i < s->leaf_count; i++) {
        template_set_text(s->event, i, s->leaves[i].value);
    }
    return true;
}

static void set_fields(struct sax *s)
{
    const struct event_template *layout = s->event->layout;
    size_t found = 0;
    for (size_t i = 0; i < s->leaf_count; i++) {
        const struct leaf *leaf = &s->leaves[i];
        if (leaf->is_payload) {
            decode_payload(s, leaf->value);
            found++;
            continue;
        }
        size_t field = leaf->name.data ? template_field_index(layout, leaf->name)
                                       : sax_field(s, layout, leaf->element);
        if (field != SIZE_MAX) {
            template_set_text(s->event, field, leaf->value);
            found++;
        }
    }
    if (found == 0 && layout->field_count > 0 && !set_by_position(s)) {
        batch_problem(s->batch, s->event->origin.offset,
                      "event %u carries none of its data; export it with its data, not only its "
                      "message",
                      s->event->id);
    }
}

static void keep_data(struct sax *s)
{
    struct event *e = s->event;
    struct event_datum *data = arena_alloc(&s->batch->arena, s->leaf_count * sizeof(*data) + 1);
    for (size_t i = 0; i < s->leaf_count; i++) {
        const struct leaf *leaf = &s->leaves[i];
        data[i].value = leaf->value;
        data[i].name = leaf->name;
        if (!leaf->name.data && leaf->element && sax_element(s, leaf->element) != XML_DATA) {
            data[i].name = arena_copy(&s->batch->arena, sax_view(leaf->element));
        }
    }
    e->data = data;
    e->data_count = s->leaf_count;
}

void sax_end_event(struct sax *s)
{
    struct event *e = s->event;
    e->origin.record = e->record_id;
    e->is_wmi_activity = template_is_wmi_activity(e->provider, s->provider_guid);
    if (e->is_wmi_activity) {
        e->provider = VIEW(WMI_ACTIVITY_PROVIDER);
        e->layout = template_find(e->id);
    }
    if (e->layout) {
        set_fields(s);
        /* tracerpt leaves the channel empty. */
        e->channel = e->channel.len > 0 ? e->channel : template_channel(e->layout);
    } else {
        keep_data(s);
    }
    if (s->dropped_leaves > 0) {
        batch_problem(s->batch, e->origin.offset, "%zu data elements over the limit of %d",
                      s->dropped_leaves, XML_MAX_DATA);
    }
}

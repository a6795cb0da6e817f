/* Data of recovered events whose template was written over: of WMI-Activity it is known which value
 * is which by their order. */
#include "parsers/evtx/leftover.h"

#include "parsers/evtx/binxml/value.h"
#include "parsers/evtx/binxml/xml_text.h"
#include "parsers/evtx/fields.h"

#define DATA_NAMESPACE "http://manifests.microsoft.com/win/2006/windows/WMI"

static bool is_of_type(enum template_type wanted, uint8_t type)
{
    switch (wanted) {
    case TEMPLATE_TEXT:
        return type == EVTX_STRING || type == EVTX_NULL;
    case TEMPLATE_U32:
        return type == EVTX_UINT32;
    case TEMPLATE_HEX32:
        return type == EVTX_HEX32;
    case TEMPLATE_U64:
        return type == EVTX_UINT64 || type == EVTX_FILETIME;
    case TEMPLATE_BOOL32:
        return type == EVTX_BOOL;
    }
    return false;
}

static bool fits(const struct event_template *layout, const struct binxml_instance *instance)
{
    if (layout->field_count != instance->count) {
        return false;
    }
    for (size_t i = 0; i < instance->count; i++) {
        if (!is_of_type(layout->fields[i].type, instance->values[i].type)) {
            return false;
        }
    }
    return true;
}

/* The layout of the event's id that has just these values, NULL when none has. */
static const struct event_template *find_layout(uint16_t id, const struct binxml_instance *instance)
{
    size_t count;
    const struct event_template *const *layouts = template_all(&count);
    for (size_t i = 0; i < count; i++) {
        if (layouts[i]->event_id == id && fits(layouts[i], instance)) {
            return layouts[i];
        }
    }
    return NULL;
}

/* The layout of the event's data, and their values; NULL when they are not those of its id. */
static const struct event_template *read_data(struct binxml *x, const struct event *event,
                                              const struct binxml_value *data,
                                              struct binxml_instance *instance)
{
    struct view bytes = view_slice(x->chunk, 0, (size_t)data->offset + data->size);
    x->is_doubtful = false; /* whatever its template is now */
    bool is_ordinary = binxml_read_ordinary(x, bytes, data->offset, instance);
    x->is_doubtful = true;
    return is_ordinary && event->is_wmi_activity ? find_layout(event->id, instance) : NULL;
}

bool evtx_set_by_order(struct evtx_reading *r, struct event *event, const struct binxml_value *data)
{
    struct binxml_instance instance;
    const struct event_template *layout = read_data(&r->binxml, event, data, &instance);
    if (!layout) {
        return false;
    }
    event->layout = layout;
    for (size_t i = 0; i < layout->field_count; i++) {
        const struct binxml_value *value = &instance.values[i];
        evtx_set_field(event, i, value->type, binxml_value_bytes(&r->binxml, value),
                       &r->batch->arena, &r->batch->scratch[EVTX_SCRATCH_VALUE]);
    }
    return true;
}

static void add_tag(struct buffer *out, const char *start, const char *name, const char *end)
{
    buffer_add_text(out, start);
    buffer_add_text(out, name);
    buffer_add_text(out, end);
}

bool evtx_render_by_order(struct evtx_reading *r, const struct binxml_value *data,
                          bool is_in_section, struct buffer *out)
{
    struct binxml_instance instance;
    const struct event *event = &r->assembly.event;
    const struct event_template *layout = read_data(&r->binxml, event, data, &instance);
    if (!layout || !layout->wrapper) {
        return false;
    }
    buffer_add_text(out, is_in_section ? "" : "<UserData>");
    add_tag(out, "<", layout->wrapper, " xmlns='" DATA_NAMESPACE "'>");
    for (size_t i = 0; i < layout->field_count; i++) {
        const struct binxml_value *value = &instance.values[i];
        add_tag(out, "<", layout->fields[i].xml_element, ">");
        evtx_xml_add_value(out, value->type, binxml_value_bytes(&r->binxml, value), false,
                           &r->batch->scratch[EVTX_SCRATCH_VALUE]);
        add_tag(out, "</", layout->fields[i].xml_element, ">");
    }
    add_tag(out, "</", layout->wrapper, ">");
    buffer_add_text(out, is_in_section ? "" : "</UserData>");
    return true;
}

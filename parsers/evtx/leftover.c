/* Data of recovered events whose template was written over: of WMI-Activity it is known which value
 * is which by their order. */
#include "parsers/evtx/record.h"

#include "parsers/evtx/value.h"

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

bool evtx_set_by_order(struct evtx_reading *r, struct event *event, const struct binxml_value *data)
{
    struct binxml *x = &r->binxml;
    struct binxml_instance instance;
    struct view bytes = view_slice(x->chunk, 0, (size_t)data->offset + data->size);
    x->is_leftover = false; /* whatever its template is now */
    bool is_ordinary = binxml_read_ordinary(x, bytes, data->offset, &instance);
    x->is_leftover = true;
    const struct event_template *layout =
        is_ordinary && event->is_wmi_activity ? find_layout(event->id, &instance) : NULL;
    if (!layout) {
        return false;
    }
    event->layout = layout;
    for (size_t i = 0; i < layout->field_count; i++) {
        const struct binxml_value *value = &instance.values[i];
        evtx_set_field(event, i, value->type, binxml_value_bytes(x, value), &r->batch->arena,
                       &r->batch->scratch[EVTX_SCRATCH_VALUE]);
    }
    return true;
}

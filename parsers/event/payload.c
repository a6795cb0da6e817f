/* The binary payload of WMI-Activity events: packed fields, told apart by exact consumption. */
#include <string.h>

#include "parsers/base/cursor.h"
#include "parsers/event/templates.h"
#include "parsers/event/tidy.h"

/* Reads one field; strings stay as UTF-16LE bytes in `value->text`. */
static bool read_field(struct cursor *c, enum template_type type, struct event_value *value)
{
    *value = (struct event_value){.is_number = type != TEMPLATE_TEXT};
    switch (type) {
    case TEMPLATE_TEXT:
        value->text = cursor_utf16z(c);
        break;
    case TEMPLATE_U32:
    case TEMPLATE_HEX32:
        value->number = cursor_u32(c);
        break;
    case TEMPLATE_U64:
        value->number = cursor_u64(c);
        break;
    case TEMPLATE_BOOL32:
        value->number = cursor_u32(c);
        return !c->failed && value->number <= 1;
    }
    return !c->failed;
}

/* Fills `values` and says whether the layout consumes the payload exactly. */
static bool read_layout(const struct event_template *layout, struct view payload,
                        struct event_value values[EVENT_MAX_VALUES])
{
    struct cursor c = cursor_over(payload);
    for (size_t i = 0; i < layout->field_count; i++) {
        if (!read_field(&c, layout->fields[i].type, &values[i])) {
            return false;
        }
    }
    return cursor_left(&c) == 0;
}

/* Layouts of one id stand together, so the search starts at the newest and goes on while the id
 * stays the same. */
static const struct event_template *choose_layout(uint16_t event_id, struct view payload,
                                                  struct event_value values[EVENT_MAX_VALUES])
{
    size_t count;
    const struct event_template *const *all = template_all(&count);
    const struct event_template *newest = template_find(event_id);
    size_t i = 0;
    while (i < count && all[i] != newest) {
        i++;
    }
    for (; i < count && all[i]->event_id == event_id; i++) {
        if (read_layout(all[i], payload, values)) {
            return all[i];
        }
    }
    return NULL;
}

enum status template_decode_payload(struct event *event, uint16_t event_id, struct view payload,
                                    struct arena *arena, struct error *err)
{
    struct event_value values[EVENT_MAX_VALUES] = {0};
    if (!template_find(event_id)) {
        return error_set(err, STATUS_UNSUPPORTED, "event id '%u' is not a known WMI-Activity event",
                         (unsigned)event_id);
    }
    const struct event_template *layout = choose_layout(event_id, payload, values);

    if (!layout) {
        return error_set(err, STATUS_DAMAGED,
                         "payload of '%zu' bytes fits no known layout of event '%u'", payload.len,
                         (unsigned)event_id);
    }
    memset(event->values, 0, sizeof(event->values));
    for (size_t i = 0; i < layout->field_count; i++) {
        if (layout->fields[i].type == TEMPLATE_TEXT) {
            values[i].text = tidy_utf16(arena, values[i].text);
        }
        event->values[i] = values[i];
    }
    event->layout = layout;
    return STATUS_OK;
}

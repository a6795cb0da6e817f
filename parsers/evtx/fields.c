/* Parts and fields of events from typed values. */
#include "parsers/evtx/fields.h"

#include <string.h>

#include "parsers/event/templates.h"
#include "parsers/event/tidy.h"
#include "parsers/evtx/binxml/value.h"

bool evtx_set_part_value(struct assembly *a, enum event_part part, uint8_t type, struct view bytes)
{
    struct guid guid;
    uint64_t number;
    if (type == EVTX_GUID && bytes.len == sizeof(guid)) {
        memcpy(guid.bytes, bytes.data, sizeof(guid.bytes));
        return assembly_set_guid(a, part, &guid);
    }
    if (type == EVTX_FILETIME && bytes.len == sizeof(number)) {
        return part == EVENT_PART_TIME && assembly_set_number(a, part, evtx_value_load(bytes));
    }
    return part != EVENT_PART_TIME && evtx_value_number(type, bytes, &number) &&
           assembly_set_number(a, part, number);
}

struct view evtx_value_text(uint8_t type, struct view bytes, struct arena *arena,
                            struct buffer *scratch)
{
    struct view text;
    if (type == EVTX_STRING) {
        text = tidy_utf16(arena, bytes);
    } else {
        buffer_clear(scratch);
        evtx_value_add(scratch, type, bytes);
        text = tidy_text(arena, buffer_view(scratch));
    }
    return view_is_blank(text) ? VIEW("") : text;
}

/* Numbers of the type that the layout wants need no text in between. */
static bool direct_number(enum template_type wanted, uint8_t type, struct view bytes,
                          uint64_t *number)
{
    if (wanted == TEMPLATE_BOOL32 && type == EVTX_BOOL && bytes.len > 0 && bytes.len <= 4) {
        *number = 0;
        for (size_t i = 0; i < bytes.len; i++) {
            *number |= bytes.data[i] != 0;
        }
        return true;
    }
    uint64_t found;
    uint64_t max = wanted == TEMPLATE_U64 ? UINT64_MAX : wanted == TEMPLATE_BOOL32 ? 1 : UINT32_MAX;
    if (!evtx_value_number(type, bytes, &found) || found > max) {
        return false;
    }
    *number = found;
    return true;
}

void evtx_set_field(struct event *event, size_t field, uint8_t type, struct view bytes,
                    struct arena *arena, struct buffer *scratch)
{
    uint64_t number;
    enum template_type wanted = event->layout->fields[field].type;
    if (wanted == TEMPLATE_TEXT) {
        event->values[field] =
            (struct event_value){.text = evtx_value_text(type, bytes, arena, scratch)};
    } else if (direct_number(wanted, type, bytes, &number)) {
        event->values[field] = (struct event_value){.number = number, .is_number = true};
    } else {
        template_set_text(event, field, evtx_value_text(type, bytes, arena, scratch));
    }
}

/* Access to the values of a normalised event by field, whatever its layout. */
#include "parsers/event/event.h"

#include "parsers/event/template_tables.h"

static const struct event_value *value_of(const struct event *e, enum event_field field)
{
    if (!e->layout || (unsigned)field >= EVENT_FIELD_COUNT) {
        return NULL;
    }
    size_t place = e->layout->places[field];

    return place == 0 ? NULL : &e->values[place - 1];
}

struct view event_text(const struct event *e, enum event_field field)
{
    const struct event_value *value = value_of(e, field);
    return value ? value->text : VIEW_NONE;
}

bool event_number(const struct event *e, enum event_field field, uint64_t *number)
{
    const struct event_value *value = value_of(e, field);
    if (!value || !value->is_number) {
        return false;
    }
    *number = value->number;
    return true;
}

bool event_number32(const struct event *e, enum event_field field, uint32_t *number)
{
    uint64_t wide;
    if (!event_number(e, field, &wide) || wide > UINT32_MAX) {
        return false;
    }
    *number = (uint32_t)wide;
    return true;
}

struct view event_datum_named(const struct event *e, struct view name)
{
    if (view_is_empty(name)) {
        return VIEW_NONE; /* unnamed data count by position only */
    }
    for (size_t i = 0; i < e->data_count; i++) {
        if (view_equal_nocase(e->data[i].name, name)) {
            return e->data[i].value;
        }
    }
    return VIEW_NONE;
}

const char *event_field_name(enum event_field field)
{
    return event_field_names[(unsigned)field < EVENT_FIELD_COUNT ? field : EVENT_FIELD_NONE];
}

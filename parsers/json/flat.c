/* Data that stand beside everything else, as members of the record itself. */
#include <string.h>

#include "parsers/event/templates.h"
#include "parsers/json/record.h"
#include "parsers/json/value.h"

/* True for members that are something else by their dialect. */
static bool is_claimed(const struct json_work *w, struct view name)
{
    for (size_t i = 0; i < w->dialect->count; i++) {
        const struct json_row *row = &w->dialect->rows[i];
        if (row->what != JSON_FLAT && view_equal(view_of(row->path.steps[0]), name)) {
            return true;
        }
    }
    return false;
}

/* The end of a name that is a field of the layout: dissect puts the wrapper's name before it.
 * VIEW_NONE for none. */
static struct view field_name(const struct event_template *layout, struct view name)
{
    for (size_t pos = 0; pos != SIZE_MAX;) {
        struct view rest = view_from(name, pos);
        if (rest.len > 0 && template_field_index(layout, rest) != SIZE_MAX) {
            return rest;
        }
        pos = view_find(name, VIEW("_"), pos);
        pos = pos == SIZE_MAX ? pos : pos + 1;
    }
    return VIEW_NONE;
}

bool json_add_flat(struct json_work *w, json_t *record, const struct json_row *row)
{
    const struct event_template *layout = json_layout_of(&w->assembly);
    struct view prefix = view_of(row->path.text);
    const char *key;
    json_t *value;
    size_t before = w->assembly.datum_count;
    prefix = view_equal(prefix, VIEW("-")) ? VIEW("") : prefix;
    if (layout && row->what == JSON_LOOSE) {
        return false;
    }
    json_object_foreach(record, key, value)
    {
        struct view whole = view_of(key);
        struct view name = view_from(whole, prefix.len);
        if (!view_starts(whole, prefix) || json_is_attribute(name)) {
            continue;
        }
        if (layout) {
            name = field_name(layout, name);
        } else if (is_claimed(w, whole) || json_is_null(value)) {
            continue;
        }
        if (name.len > 0) {
            json_add_datum(w, name, value);
        }
    }
    return w->assembly.datum_count > before;
}

bool json_add_own(struct json_work *w, json_t *record)
{
    const struct event_template *layout = json_layout_of(&w->assembly);
    size_t before = w->assembly.datum_count;
    for (size_t i = 0; layout && i < layout->field_count; i++) {
        const struct template_field *field = &layout->fields[i];
        json_t *value = json_object_get(record, event_field_name(field->field));
        if (value) {
            json_add_datum(w, view_of(field->data_name), value);
        }
    }
    return w->assembly.datum_count > before;
}

/* Data that stand beside everything else, as members of the record itself. */
#include <string.h>

#include "parsers/event/templates.h"
#include "parsers/json/record.h"
#include "parsers/json/value.h"

/* True for members that are something else by their dialect: of the record, or of the object in it
 * that the path names. */
static bool is_claimed(const struct json_work *w, struct view name, const struct json_path *within)
{
    for (size_t i = 0; i < w->dialect->count; i++) {
        const struct json_row *row = &w->dialect->rows[i];
        const bool is_inside = within && row->path.count > within->count &&
                               strcmp(row->path.steps[0], within->steps[0]) == 0;
        const size_t step = is_inside ? within->count : 0;
        const bool is_here = is_inside == (within ? true : false) || row->what == JSON_SKIP;
        if (row->what != JSON_FLAT && is_here && view_equal(view_of(row->path.steps[step]), name)) {
            return true;
        }
    }
    return false;
}

/* The name of a datum without that of the element around it, as Telegraf and dissect join them. */
static struct view without_element(struct view name)
{
    enum { DIGITS = 8 };
    const struct view coded = VIEW("data_0x");
    const size_t end = coded.len + DIGITS;
    if (view_starts(name, VIEW("Data_"))) {
        return view_from(name, VIEW("Data_").len);
    }
    const bool is_coded = view_starts(name, coded) && name.len > end + 1 && name.data[end] == '_';
    return is_coded ? view_from(name, end + 1) : name;
}

/* How a member's name names a field; the better ones come first. */
enum fit { FIT_EXACT, FIT_SPELLED, FIT_END, FIT_NONE };

/* A member that is a field by its name. */
struct member {
    struct view name; /* without what stands before it */
    json_t *value;
    size_t field;
    enum fit fit;
};

/* The end of the name that is a field of the layout: dissect puts the wrapper's name before it. */
static enum fit find_field(const struct event_template *layout, struct view whole, struct member *m)
{
    for (size_t pos = 0; pos != SIZE_MAX;) {
        m->name = view_from(whole, pos);
        m->field = m->name.len > 0 ? template_field_index(layout, m->name) : SIZE_MAX;
        if (m->field != SIZE_MAX) {
            const struct template_field *f = &layout->fields[m->field];
            const bool is_exact = view_equal(m->name, view_of(f->data_name)) ||
                                  view_equal(m->name, view_of(f->xml_element));
            return pos > 0 ? FIT_END : is_exact ? FIT_EXACT : FIT_SPELLED;
        }
        pos = view_find(whole, VIEW("_"), pos);
        pos = pos == SIZE_MAX ? pos : pos + 1;
    }
    return FIT_NONE;
}

/* Members that are fields by their names. What a tool adds under a name that only ends or is
 * spelled like a field's does not count beside the field. */
static void add_fields(struct json_work *w, json_t *record, const struct event_template *layout,
                       struct view prefix, const struct json_path *within)
{
    const char *key;
    json_t *value;
    struct member members[EVENT_MAX_DATA];
    enum fit best[EVENT_MAX_VALUES];
    size_t count = 0;
    for (size_t i = 0; i < EVENT_MAX_VALUES; i++) {
        best[i] = FIT_NONE;
    }
    json_object_foreach(record, key, value)
    {
        struct view whole = view_of(key), name = view_from(whole, prefix.len);
        struct member *m = &members[count];
        if (!view_starts(whole, prefix) || json_is_attribute(name)) {
            continue;
        }
        m->fit = find_field(layout, name, m);
        m->value = value;
        if ((m->fit == FIT_END || within) && is_claimed(w, whole, within)) {
            continue;
        }
        if (m->fit == FIT_NONE || count == EVENT_MAX_DATA - 1) {
            w->assembly.dropped += m->fit != FIT_NONE;
            continue;
        }
        best[m->field] = m->fit < best[m->field] ? m->fit : best[m->field];
        count++;
    }
    for (size_t i = 0; i < count; i++) {
        if (members[i].fit == best[members[i].field]) {
            json_add_datum(w, members[i].name, members[i].value);
        }
    }
}

bool json_add_flat(struct json_work *w, json_t *record, const struct json_row *row)
{
    const struct event_template *layout = json_layout_of(&w->assembly);
    struct view prefix = view_of(row->path.text);
    const char *key;
    json_t *value;
    size_t before = w->assembly.datum_count;
    const struct json_path *within = row->what == JSON_WITHIN ? &row->path : NULL;
    record = within ? json_at(record, within) : record;
    prefix = within || view_equal(prefix, VIEW("-")) ? VIEW("") : prefix;
    if (layout && row->what == JSON_LOOSE) {
        return false;
    }
    if (layout) {
        add_fields(w, record, layout, prefix, within);
    }
    json_object_foreach(layout ? NULL : record, key, value)
    {
        struct view whole = view_of(key);
        struct view name = view_from(whole, prefix.len);
        if (view_starts(whole, prefix) && name.len > 0 && !json_is_attribute(name) &&
            !is_claimed(w, whole, within) && !json_is_null(value)) {
            json_add_datum(w, without_element(name), value);
        }
    }
    return w->assembly.datum_count > before;
}

/* The value that could not be read of a field, as `unreadable` keeps it; NULL for none. */
static json_t *unreadable_value(json_t *record, const char *field)
{
    size_t index;
    json_t *pair;
    json_array_foreach(json_object_get(record, "unreadable"), index, pair)
    {
        json_t *name = json_object_get(pair, "name");
        if (json_is_string(name) && strcmp(json_string_value(name), field) == 0) {
            return json_object_get(pair, "value");
        }
    }
    return NULL;
}

bool json_add_own(struct json_work *w, json_t *record)
{
    const struct event_template *layout = json_layout_of(&w->assembly);
    size_t before = w->assembly.datum_count;
    for (size_t i = 0; layout && i < layout->field_count; i++) {
        const struct template_field *field = &layout->fields[i];
        const char *key = event_field_name(field->field);
        json_t *value = json_object_get(record, key);
        value = value ? value : unreadable_value(record, key);
        if (value) {
            json_add_datum(w, view_of(field->data_name), value);
        }
    }
    return w->assembly.datum_count > before;
}

/* The data of an event, in whichever shape a tool puts them. */
#include <string.h>

#include "parsers/base/count.h"
#include "parsers/event/templates.h"
#include "parsers/event/tidy.h"
#include "parsers/json/json.h"
#include "parsers/json/record.h"
#include "parsers/json/value.h"

enum { MAX_SHELLS = 6 /* objects and strings around the data */ };

bool json_is_attribute(struct view name)
{
    static const struct view names[] = {
        {"#attributes", 11}, {"<xmlattr>", 9}, {"xmlns", 5}, {"xml_name", 8}, {"$", 1}};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        if (view_equal(name, names[i])) {
            return true;
        }
    }
    return view_starts(name, VIEW("@")) || view_ends_nocase(name, VIEW("_attributes")) ||
           view_ends_nocase(name, VIEW("_xmlns"));
}

const struct event_template *json_layout_of(struct assembly *a)
{
    bool is_wmi = template_is_wmi_activity(a->event.provider, a->provider_guid);
    return is_wmi ? template_find(a->event.id) : NULL;
}

/* True for a name of the layout, and for any where there is none. */
static bool is_field(const struct event_template *layout, struct view name)
{
    return !layout || template_field_index(layout, name) != SIZE_MAX;
}

/* "NAME=FIELD" rows of the dialect: the first whose field the event has. */
static struct view renamed(struct json_work *w, struct view name)
{
    for (size_t i = 0; i < w->dialect->count; i++) {
        const struct json_row *row = &w->dialect->rows[i];
        struct view from, to;
        if (row->what == JSON_RENAMED && view_cut(view_of(row->path.text), VIEW("="), &from, &to) &&
            view_equal(from, name) && is_field(json_layout_of(&w->assembly), to)) {
            return to;
        }
    }
    return name;
}

static void add_text(struct json_work *w, struct view name, struct view text)
{
    struct arena *arena = &w->batch->arena;
    assembly_add_datum(&w->assembly, tidy_text(arena, name),
                       view_is_blank(text) ? VIEW("") : tidy_text(arena, text));
}

void json_add_datum(struct json_work *w, struct view name, json_t *value)
{
    name = renamed(w, name);
    if (assembly_takes_more(&w->assembly, name)) {
        add_text(w, name, json_text(value, &w->batch->arena));
    }
}

/* The name of <Data Name="..">, in the spellings of its attribute; VIEW_NONE for none. */
static struct view name_of(json_t *element)
{
    static const char *const names[] = {"@Name", "Name", "name"};
    json_t *attributes = json_object_get(element, "#attributes");
    json_t *name = json_object_get(attributes, "Name");
    for (size_t i = 0; !name && i < COUNT_OF(names); i++) {
        name = json_object_get(element, names[i]);
    }
    return json_is_string(name) ? json_string_view(name) : VIEW_NONE;
}

/* What PowerShell 5.1 writes for values that lie deeper than it looks. */
static bool is_type_name(json_t *element)
{
    return json_is_string(element) &&
           view_equal(json_string_view(element),
                      VIEW("System.Diagnostics.Eventing.Reader.EventProperty"));
}

/* {"param1": ".."}, as OpenTelemetry lists data: its only member, and its name. */
static json_t *only_member(json_t *element, struct view *name)
{
    const char *key;
    json_t *value;
    if (json_object_size(element) == 1 && json_plain(element) == element) {
        json_object_foreach(element, key, value)
        {
            *name = view_of(key);
            return value;
        }
    }
    *name = name_of(element);
    return element;
}

/* Elements by their places, or each with its name. */
static bool add_list(struct json_work *w, json_t *list)
{
    size_t index;
    json_t *element;
    if (is_type_name(json_array_get(list, 0))) {
        return false;
    }
    json_array_foreach(list, index, element)
    {
        struct view name;
        json_t *value = only_member(element, &name);
        json_add_datum(w, name, value);
    }
    return json_array_size(list) > 0;
}

/* <Data> elements: a list, one, or the texts of several under one name. */
static void add_data(struct json_work *w, json_t *data)
{
    json_t *text = json_object_get(data, "#text");
    if (json_is_array(data)) {
        add_list(w, data);
    } else if (json_is_array(text)) {
        add_list(w, text);
    } else {
        json_add_datum(w, name_of(data), data);
    }
}

static void add_member(struct json_work *w, const char *key, json_t *value)
{
    struct view name = view_of(key);
    bool is_none = json_is_null(value) &&
                   (view_equal(name, VIEW("Binary")) || json_row_of(w->dialect, JSON_SPARSE));
    if (json_is_attribute(name) || is_none) {
        return;
    }
    if (view_equal_nocase(name, VIEW("Data"))) {
        add_data(w, value);
    } else {
        json_add_datum(w, name, value);
    }
}

/* The object in an object that holds nothing else: the element around the data. */
static json_t *only_object(json_t *object)
{
    const char *key;
    json_t *value;
    json_t *found = NULL;
    json_object_foreach(object, key, value)
    {
        if (json_is_attribute(view_of(key))) {
            continue;
        }
        if (found || !json_is_object(value) || strcmp(key, "Data") == 0) {
            return NULL;
        }
        found = value;
    }
    bool is_text = found && json_plain(found) != found;
    return is_text ? NULL : found;
}

static bool add_members(struct json_work *w, json_t *object)
{
    const char *key;
    json_t *value;
    json_object_foreach(object, key, value)
    {
        add_member(w, key, value);
    }
    return json_object_size(object) > 0;
}

/* The value in a string, when that is a document. It lives until the next record. */
static json_t *unpack(struct json_work *w, json_t *string)
{
    struct view text = view_trim(json_string_view(string));
    if (view_starts(text, VIEW("<"))) {
        w->fragment = text;
        return NULL;
    }
    if (w->inner || (!view_starts(text, VIEW("{")) && !view_starts(text, VIEW("[")))) {
        return NULL;
    }
    w->inner = json_parse_text(text, &w->doubles);
    w->inner = w->inner ? w->inner : json_parse_python_list(&text);
    return w->inner;
}

/* "Provider: CIMWin32 ¦ Result: 0x0", as Hayabusa writes into one column; what stands between is a
 * tab or a line end on demand. */
static bool add_pairs(struct json_work *w, struct view text)
{
    static const struct view separators[] = {{" \xC2\xA6 ", 4}, {"\t", 1}, {"\r\n", 2}};
    struct view separator = VIEW_NONE;
    struct view pair, name, value;
    if (!json_row_of(w->dialect, JSON_SHORT_CHANNEL) ||
        !view_cut(text, VIEW(": "), &name, &value)) {
        return false;
    }
    for (size_t i = 0; i < COUNT_OF(separators) && !separator.data; i++) {
        separator = view_find(text, separators[i], 0) == SIZE_MAX ? VIEW_NONE : separators[i];
    }
    for (bool is_last = false; !is_last;) {
        is_last = !separator.data || !view_cut(text, separator, &pair, &text);
        if (view_cut(is_last ? text : pair, VIEW(": "), &name, &value)) {
            add_text(w, renamed(w, name), value);
        }
    }
    return true;
}

void json_add_pair(struct json_work *w, json_t *value)
{
    const struct event_template *layout = json_layout_of(&w->assembly);
    struct view text = json_text(value, &w->batch->arena);
    struct view name = VIEW_NONE, rest = VIEW_NONE;
    if (!layout || view_is_blank(text)) {
        return;
    }
    if (view_cut(text, VIEW(": "), &name, &rest) && is_field(layout, renamed(w, name))) {
        add_text(w, renamed(w, name), rest);
    } else {
        add_text(w, VIEW("PossibleCause"), text);
    }
}

/* The data section of an object that holds a whole event or a part of it. */
static json_t *section_of(json_t *object)
{
    static const char *const names[] = {"UserData", "EventData"};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        json_t *section = json_object_get(object, names[i]);
        if (section && !json_is_null(section)) {
            return section;
        }
    }
    return NULL;
}

bool json_add_fields(struct json_work *w, json_t *value)
{
    for (size_t i = 0; value && i < MAX_SHELLS; i++) {
        if (json_is_array(value)) {
            return add_list(w, value);
        }
        if (json_is_string(value)) {
            struct view text = json_string_view(value);
            value = unpack(w, value);
            if (!value) {
                return w->fragment.data || add_pairs(w, text);
            }
            continue;
        }
        if (!json_is_object(value)) {
            return false;
        }
        json_t *inner = section_of(value);
        inner = inner ? inner : only_object(value);
        if (!inner) {
            return add_members(w, value);
        }
        value = inner;
    }
    return false;
}

/* Records as programs make them of XML, each in a way of its own: elements and attributes under the
 * names that one dialect has for them. */
#include "parsers/json/regular.h"

#include <string.h>

#include "parsers/base/ascii.h"
#include "parsers/base/count.h"
#include "parsers/json/value.h"

enum {
    MAX_DEPTH = 12,    /* of elements in a record */
    FEWEST_PARTS = 3,  /* of System that tell an event */
    MAX_JOINED = 2000, /* members of a record whose names are taken apart */
};

/* Elements of an event, and their attributes, by which they are known in any case of letters. */
static const char *const element_names[] = {
    "Event",       "System",     "UserData",   "EventData",   "RenderingInfo",
    "Provider",    "EventID",    "Version",    "Level",       "Task",
    "Opcode",      "Keywords",   "Channel",    "TimeCreated", "EventRecordID",
    "Correlation", "Execution",  "Computer",   "Security",    "Name",
    "Guid",        "SystemTime", "ActivityID", "Qualifiers",  "RelatedActivityID",
    "ProcessID",   "ThreadID",   "UserID",     "Message",     "EventSourceName",
};

/* Members that hold the attributes of an element, and those that hold its text. */
static const char *const attribute_holders[] = {"#attributes", "_attributes", "$",   "attributes",
                                                "@attributes", "<xmlattr>",   "attr"};
static const char *const text_names[] = {"#text", "_text", "+content", "$",       "_", "__text",
                                         "$t",    "value", "Value",    "content", "",  "#"};

static bool is_one_of(struct view name, const char *const names[], size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (view_equal(name, view_of(names[i]))) {
            return true;
        }
    }
    return false;
}

static struct view spelled(struct view name)
{
    for (size_t i = 0; i < COUNT_OF(element_names); i++) {
        if (view_equal_nocase(name, view_of(element_names[i]))) {
            return view_of(element_names[i]);
        }
    }
    return name;
}

/* The name of an attribute without what marks it as one: "@Name", "@_Name", "+@Name", "-Name". */
static struct view bare_name(struct view name)
{
    while (name.len > 1 && ascii_is_of("@_+-$", name.data[0])) {
        name = view_from(name, 1);
    }
    return name;
}

static void put(json_t *object, struct view name, json_t *value)
{
    if (value && !json_object_getn(object, name.data, name.len)) {
        json_object_setn_nocheck(object, name.data, name.len, value);
    }
    json_decref(value);
}

static json_t *regular_value(json_t *value, size_t depth);

/* Members of an element that are attributes, elements or its text. */
static void add_members(json_t *result, json_t *object, size_t depth)
{
    const struct view suffix = VIEW("_attributes");
    const char *key;
    json_t *value;
    json_object_foreach(object, key, value)
    {
        const struct view name = view_of(key);
        const bool is_object = json_is_object(value);
        if (view_starts_nocase(name, VIEW("xmlns")) ||
            view_equal_nocase(bare_name(name), VIEW("xmlns"))) {
            continue;
        }
        const bool is_holder =
            is_object && is_one_of(name, attribute_holders, COUNT_OF(attribute_holders));
        if (is_holder && depth < MAX_DEPTH) {
            add_members(result, value, depth + 1);
        } else if (is_object && name.len > suffix.len && view_ends_nocase(name, suffix)) {
            const struct view element = spelled(view_slice(name, 0, name.len - suffix.len));
            json_t *own = regular_value(value, depth + 1);
            json_t *text = json_object_getn(result, element.data, element.len);
            if (json_is_object(own) && text && !json_is_object(text)) {
                json_object_set_nocheck(own, "Value", text);
                json_object_deln(result, element.data, element.len);
            }
            put(result, element, own);
        } else if (!is_object && is_one_of(name, text_names, COUNT_OF(text_names)) &&
                   !json_object_get(result, "Value")) {
            json_object_set_nocheck(result, "Value", value);
        } else {
            put(result, spelled(bare_name(name)), regular_value(value, depth + 1));
        }
    }
}

/* An element: its text alone where it has no more. */
static json_t *regular_value(json_t *value, size_t depth)
{
    size_t index;
    json_t *element;
    if (depth > MAX_DEPTH) {
        return json_null();
    }
    if (json_is_array(value) && json_array_size(value) != 1) {
        json_t *list = json_array();
        json_array_foreach(value, index, element)
        {
            json_array_append_new(list, regular_value(element, depth + 1));
        }
        return list;
    }
    if (json_is_array(value)) {
        return regular_value(json_array_get(value, 0), depth + 1);
    }
    if (!json_is_object(value)) {
        return json_incref(value);
    }
    json_t *result = json_object();
    add_members(result, value, depth);
    json_t *text = json_object_size(result) == 1 ? json_object_get(result, "Value") : NULL;
    if (text) {
        json_incref(text);
        json_decref(result);
        return text;
    }
    return result;
}

static json_t *member_of(json_t *object, const char *name)
{
    json_t *value = json_member_nocase(object, name);
    return json_is_array(value) && json_array_size(value) == 1 ? json_array_get(value, 0) : value;
}

/* True for the System of an event. */
static bool is_system(json_t *system)
{
    static const char *const parts[] = {"EventID",       "Channel",       "Computer",
                                        "EventRecordID", "Level",         "Provider",
                                        "TimeCreated",   "Provider_Name", "Provider_attributes"};
    size_t found = 0;
    for (size_t i = 0; json_is_object(system) && i < COUNT_OF(parts); i++) {
        found += member_of(system, parts[i]) ? 1 : 0;
    }
    return found >= FEWEST_PARTS;
}

/* The member of that name as an object, in which a text that it was stays. */
static json_t *inner_object(json_t *object, struct view name)
{
    json_t *inner = json_object_getn(object, name.data, name.len);
    if (json_is_object(inner)) {
        return inner;
    }
    json_t *made = json_object();
    if (inner) {
        json_object_set_nocheck(made, "Value", inner);
    }
    json_object_setn_new_nocheck(object, name.data, name.len, made);
    return made;
}

/* "System.Provider.Name" or "System_Provider_Name" as members in members. `separator` is what
 * stands between the names; that of a datum stands behind the last underscore. */
static void put_joined(json_t *result, struct view name, char separator, json_t *value)
{
    const struct view between = {&separator, 1};
    json_t *object = result;
    struct view head, rest;
    for (size_t i = 0; i < MAX_DEPTH && view_cut(name, between, &head, &rest); i++) {
        const bool is_data =
            view_equal_nocase(head, VIEW("UserData")) || view_equal_nocase(head, VIEW("EventData"));
        if (head.len == 0 || rest.len == 0) {
            break;
        }
        object = inner_object(object, head);
        name = rest;
        if (is_data && separator == '_') {
            name = view_behind_last(rest, "_");
            break;
        }
    }
    json_t *element = json_object_getn(object, name.data, name.len);
    if (json_is_object(element)) { /* what stands below it was there before its text */
        put(element, VIEW("Value"), json_incref(value));
    } else {
        put(object, name, json_incref(value));
    }
}

/* True for a name with those of elements before it. */
static bool is_joined(struct view name, char *separator)
{
    static const struct view starts[] = {
        {"System", 6}, {"Event", 5}, {"_source", 7}, {"data.win", 8}, {"win", 3}};
    for (size_t i = 0; i < COUNT_OF(starts); i++) {
        const size_t len = starts[i].len;
        if (view_starts_nocase(name, starts[i]) && name.len > len + 1 &&
            (name.data[len] == '.' || (name.data[len] == '_' && i < 2))) {
            *separator = name.data[len];
            return true;
        }
    }
    return false;
}

json_t *json_taken_apart(json_t *record)
{
    const char *key;
    json_t *value;
    size_t joined = 0;
    char separator = '.', own;
    json_object_foreach(record, key, value)
    {
        if (is_joined(view_of(key), &own)) {
            separator = own;
            joined++;
        }
    }
    if (joined < FEWEST_PARTS || json_object_size(record) > MAX_JOINED) {
        return NULL;
    }
    json_t *result = json_object();
    json_object_foreach(record, key, value)
    {
        put_joined(result, view_of(key), separator, value);
    }
    return result;
}

json_t *json_regular(json_t *record)
{
    json_t *apart = json_taken_apart(record);
    json_t *whole = apart ? apart : record;
    json_t *event = member_of(whole, "Event");
    event = json_is_object(event) ? event : whole;
    json_t *result = is_system(member_of(event, "System")) ? regular_value(event, 0) : NULL;
    if (result) {
        json_decref(apart);
        return result;
    }
    return apart;
}

/* Names of elements and attributes, and the shape of event XML that they make. */
#include "parsers/evtx/binxml/names.h"

#include <string.h>

#include "parsers/evtx/binxml/binxml.h"

enum { MAX_KNOWN_NAME = 32 };

void evtx_names_start(struct evtx_names *names, struct view chunk)
{
    names->chunk = chunk;
    memset(names->slots, 0, sizeof(names->slots));
}

static struct evtx_name *find_slot(struct evtx_names *names, uint32_t offset)
{
    struct evtx_name *slot = &names->slots[(offset ^ offset >> 8) % EVTX_NAME_SLOTS];
    if (slot->offset != offset) {
        *slot = (struct evtx_name){.offset = offset};
    }
    return slot;
}

/* All names that mean something are short and ASCII; others give an empty view. */
static struct view narrow(const struct evtx_names *names, uint32_t name, char text[MAX_KNOWN_NAME])
{
    struct view wide;
    if (!binxml_name(names->chunk, name, &wide) || wide.len > 2 * (size_t)MAX_KNOWN_NAME) {
        return VIEW("");
    }
    for (size_t i = 0; i < wide.len; i += 2) {
        if (wide.data[i + 1] != 0) {
            return VIEW("");
        }
        text[i / 2] = wide.data[i];
    }
    return (struct view){text, wide.len / 2};
}

static enum evtx_attribute attribute_of(struct view name)
{
    static const struct {
        struct view name;
        enum evtx_attribute attribute;
    } known[] = {
        {{"Name", 4}, EVTX_ATTRIBUTE_NAME},
        {{"Guid", 4}, EVTX_ATTRIBUTE_GUID},
        {{"SystemTime", 10}, EVTX_ATTRIBUTE_SYSTEM_TIME},
        {{"ActivityID", 10}, EVTX_ATTRIBUTE_ACTIVITY_ID},
        {{"RelatedActivityID", 17}, EVTX_ATTRIBUTE_RELATED_ACTIVITY_ID},
        {{"ProcessID", 9}, EVTX_ATTRIBUTE_PROCESS_ID},
        {{"ThreadID", 8}, EVTX_ATTRIBUTE_THREAD_ID},
        {{"UserID", 6}, EVTX_ATTRIBUTE_USER_ID},
    };
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        if (view_equal(name, known[i].name)) {
            return known[i].attribute;
        }
    }
    return EVTX_ATTRIBUTE_OTHER;
}

enum xml_element evtx_names_element(struct evtx_names *names, uint32_t name)
{
    char text[MAX_KNOWN_NAME];
    struct evtx_name *slot = find_slot(names, name);
    if (!slot->has_element) {
        slot->has_element = true;
        slot->element = (uint8_t)xml_element_of(narrow(names, name, text));
    }
    return (enum xml_element)slot->element;
}

enum evtx_attribute evtx_names_attribute(struct evtx_names *names, uint32_t name)
{
    char text[MAX_KNOWN_NAME];
    struct evtx_name *slot = find_slot(names, name);
    if (!slot->has_attribute) {
        slot->has_attribute = true;
        slot->attribute = (uint8_t)attribute_of(narrow(names, name, text));
    }
    return (enum evtx_attribute)slot->attribute;
}

enum evtx_place evtx_place_of(enum evtx_place outer, enum xml_element element)
{
    switch (outer) {
    case EVTX_PLACE_ROOT:
        return element == XML_EVENT ? EVTX_PLACE_EVENT : EVTX_PLACE_IGNORED;
    case EVTX_PLACE_EVENT:
        if (element == XML_SYSTEM) {
            return EVTX_PLACE_SYSTEM;
        }
        return element == XML_IGNORED ? EVTX_PLACE_IGNORED : EVTX_PLACE_SECTION;
    case EVTX_PLACE_SYSTEM:
        return EVTX_PLACE_SYSTEM_CHILD;
    case EVTX_PLACE_SECTION:
    case EVTX_PLACE_DATA:
        return EVTX_PLACE_DATA;
    case EVTX_PLACE_SYSTEM_CHILD:
    case EVTX_PLACE_IGNORED:
        break;
    }
    return EVTX_PLACE_IGNORED;
}

enum evtx_part evtx_part_of_text(enum xml_element element)
{
    static const uint8_t parts[XML_ELEMENT_COUNT] = {
        [XML_EVENT_ID] = EVTX_PART_EVENT_ID, [XML_VERSION] = EVTX_PART_VERSION,
        [XML_LEVEL] = EVTX_PART_LEVEL,       [XML_EVENT_RECORD_ID] = EVTX_PART_RECORD_ID,
        [XML_CHANNEL] = EVTX_PART_CHANNEL,   [XML_COMPUTER] = EVTX_PART_COMPUTER,
    };
    return (enum evtx_part)parts[element];
}

enum evtx_part evtx_part_of_attribute(enum xml_element element, enum evtx_attribute attribute)
{
    static const struct {
        enum xml_element element;
        enum evtx_part part;
    } parts[] = {
        [EVTX_ATTRIBUTE_OTHER] = {XML_OTHER, EVTX_PART_NONE},
        [EVTX_ATTRIBUTE_NAME] = {XML_PROVIDER, EVTX_PART_PROVIDER},
        [EVTX_ATTRIBUTE_GUID] = {XML_PROVIDER, EVTX_PART_PROVIDER_GUID},
        [EVTX_ATTRIBUTE_SYSTEM_TIME] = {XML_TIME_CREATED, EVTX_PART_TIME},
        [EVTX_ATTRIBUTE_ACTIVITY_ID] = {XML_CORRELATION, EVTX_PART_ACTIVITY_ID},
        [EVTX_ATTRIBUTE_RELATED_ACTIVITY_ID] = {XML_CORRELATION, EVTX_PART_RELATED_ACTIVITY_ID},
        [EVTX_ATTRIBUTE_PROCESS_ID] = {XML_EXECUTION, EVTX_PART_PROCESS_ID},
        [EVTX_ATTRIBUTE_THREAD_ID] = {XML_EXECUTION, EVTX_PART_THREAD_ID},
        [EVTX_ATTRIBUTE_USER_ID] = {XML_SECURITY, EVTX_PART_USER_SID},
    };
    return parts[attribute].element == element ? parts[attribute].part : EVTX_PART_NONE;
}

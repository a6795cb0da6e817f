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

enum xml_attribute evtx_names_attribute(struct evtx_names *names, uint32_t name)
{
    char text[MAX_KNOWN_NAME];
    struct evtx_name *slot = find_slot(names, name);
    if (!slot->has_attribute) {
        slot->has_attribute = true;
        slot->attribute = (uint8_t)xml_attribute_of(narrow(names, name, text));
    }
    return (enum xml_attribute)slot->attribute;
}

/* The place of an element inside another one. */
static enum evtx_place place_of(enum evtx_place outer, enum xml_element element)
{
    switch (outer) {
    case EVTX_PLACE_ROOT:
        return element == XML_EVENT ? EVTX_PLACE_EVENT : EVTX_PLACE_IGNORED;
    case EVTX_PLACE_EVENT:
        if (element == XML_SYSTEM) {
            return EVTX_PLACE_SYSTEM;
        }
        return element == XML_IGNORED || element == XML_RENDERING ? EVTX_PLACE_IGNORED
                                                                  : EVTX_PLACE_SECTION;
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

void evtx_way_open(struct evtx_way *way, enum xml_element element)
{
    const enum evtx_place place = place_of(evtx_way_place(way), element);
    way->places[++way->depth] = place;
    way->has_event = way->has_event || place == EVTX_PLACE_EVENT;
    way->is_leaf =
        place == EVTX_PLACE_DATA || (place == EVTX_PLACE_SECTION && element == XML_PAYLOAD);
    if (place == EVTX_PLACE_SYSTEM_CHILD) {
        way->child = element;
    }
}

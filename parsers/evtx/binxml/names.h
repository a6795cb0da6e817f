/* What elements and attributes of event XML mean, by their names in a chunk. */
#ifndef WMILOG_PARSERS_EVTX_BINXML_NAMES_H
#define WMILOG_PARSERS_EVTX_BINXML_NAMES_H
#include "parsers/event/elements.h"
#include "parsers/evtx/binxml/evtx.h"

/* Where an element stands. */
enum evtx_place {
    EVTX_PLACE_ROOT, /* around Event */
    EVTX_PLACE_EVENT,
    EVTX_PLACE_SYSTEM,
    EVTX_PLACE_SYSTEM_CHILD,
    EVTX_PLACE_SECTION, /* UserData, EventData and their like */
    EVTX_PLACE_DATA,    /* in a section, at any depth */
    EVTX_PLACE_IGNORED,
};

enum { EVTX_NAME_SLOTS = 512 }; /* power of two; a name that finds its slot taken takes it over */

/* What a name was found to be. */
struct evtx_name {
    uint32_t offset; /* in the chunk; 0 = none */
    bool has_element, has_attribute;
    uint8_t element;
    uint8_t attribute;
};

/* The names of one chunk, by their places. */
struct evtx_names {
    struct view chunk;
    struct evtx_name slots[EVTX_NAME_SLOTS];
};

/* Forgets the names of the chunk before. */
void evtx_names_start(struct evtx_names *names, struct view chunk);
enum xml_element evtx_names_element(struct evtx_names *names, uint32_t name);
enum xml_attribute evtx_names_attribute(struct evtx_names *names, uint32_t name);

/* The place of an element inside another one. */
enum evtx_place evtx_place_of(enum evtx_place outer, enum xml_element element);

#endif

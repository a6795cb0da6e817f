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

/* The parts of System that an event keeps. */
enum evtx_part {
    EVTX_PART_NONE,
    EVTX_PART_PROVIDER,
    EVTX_PART_PROVIDER_GUID,
    EVTX_PART_EVENT_ID,
    EVTX_PART_VERSION,
    EVTX_PART_LEVEL,
    EVTX_PART_TIME,
    EVTX_PART_RECORD_ID,
    EVTX_PART_ACTIVITY_ID,
    EVTX_PART_RELATED_ACTIVITY_ID,
    EVTX_PART_PROCESS_ID,
    EVTX_PART_THREAD_ID,
    EVTX_PART_CHANNEL,
    EVTX_PART_COMPUTER,
    EVTX_PART_USER_SID,
    EVTX_PART_COUNT,
};

enum evtx_attribute {
    EVTX_ATTRIBUTE_OTHER,
    EVTX_ATTRIBUTE_NAME,
    EVTX_ATTRIBUTE_GUID,
    EVTX_ATTRIBUTE_SYSTEM_TIME,
    EVTX_ATTRIBUTE_ACTIVITY_ID,
    EVTX_ATTRIBUTE_RELATED_ACTIVITY_ID,
    EVTX_ATTRIBUTE_PROCESS_ID,
    EVTX_ATTRIBUTE_THREAD_ID,
    EVTX_ATTRIBUTE_USER_ID,
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
enum evtx_attribute evtx_names_attribute(struct evtx_names *names, uint32_t name);

/* The place of an element inside another one. */
enum evtx_place evtx_place_of(enum evtx_place outer, enum xml_element element);
/* The part that is the text of a child of System, and the one that is its attribute. */
enum evtx_part evtx_part_of_text(enum xml_element element);
enum evtx_part evtx_part_of_attribute(enum xml_element element, enum evtx_attribute attribute);

#endif

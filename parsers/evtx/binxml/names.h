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

/* What a name was found to be. Where records are walked token by token, looking at each name anew
 * takes 1.20 times the instructions of `analyze -j 1` on a log of tests/bench/make_evtx. */
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

/* The elements that are open, from the place that `places` begins with. */
struct evtx_way {
    enum evtx_place places[EVTX_MAX_ELEMENT_DEPTH + 2];
    size_t depth;
    enum xml_element child; /* the open child of System */
    bool has_event;         /* one was opened */
    bool is_leaf;           /* the innermost open element has data and no child yet */
};

/* Opens an element, not deeper than EVTX_MAX_ELEMENT_DEPTH. */
void evtx_way_open(struct evtx_way *way, enum xml_element element);
static inline void evtx_way_close(struct evtx_way *way)
{
    way->depth--;
    way->is_leaf = false;
}
static inline enum evtx_place evtx_way_place(const struct evtx_way *way)
{
    return way->places[way->depth];
}

#endif

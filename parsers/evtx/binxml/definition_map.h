/* What is remembered of the template definitions of one chunk, by their places. A table of its own:
 * it stands in the batch's memory and is looked at once for each record, by numbers that are in
 * reach of one chunk, where a map would hash and compare texts. */
#ifndef WMILOG_PARSERS_EVTX_BINXML_DEFINITION_MAP_H
#define WMILOG_PARSERS_EVTX_BINXML_DEFINITION_MAP_H
#include "parsers/evtx/binxml/evtx.h"

enum { EVTX_DEFINITION_SLOTS = 2 * EVTX_MAX_SHAPES };

struct evtx_definition_slot {
    uint32_t key; /* 0 = empty */
    void *item;
};

struct evtx_definition_map {
    struct evtx_definition_slot slots[EVTX_DEFINITION_SLOTS];
    size_t count;
};

/* The slot of a definition and a use of it (`use` below 16), with `item` NULL where it is new. NULL
 * when there are EVTX_MAX_SHAPES already, or when no definition can stand there. */
static inline struct evtx_definition_slot *evtx_definition_slot(struct evtx_definition_map *map,
                                                                uint32_t definition, uint32_t use)
{
    if (definition < EVTX_CHUNK_HEADER_SIZE || definition >= EVTX_CHUNK_SIZE + EVTX_MAX_BORROWED) {
        return NULL;
    }
    uint32_t key = definition << 4 | use;
    size_t at = (size_t)(key * 2654435761U >> 16) % EVTX_DEFINITION_SLOTS;
    while (map->slots[at].key != 0 && map->slots[at].key != key) {
        at = (at + 1) % EVTX_DEFINITION_SLOTS;
    }
    if (map->slots[at].key == 0) {
        if (map->count == EVTX_MAX_SHAPES) {
            return NULL;
        }
        map->slots[at].key = key;
        map->count++;
    }
    return &map->slots[at];
}

#endif

/* Definitions of other chunks, for a chunk whose own were destroyed. */
#ifndef WMILOG_PARSERS_EVTX_BINXML_BORROWING_H
#define WMILOG_PARSERS_EVTX_BINXML_BORROWING_H
#include <endian.h>
#include <string.h>

#include "parsers/base/hash/map.h"
#include "parsers/evtx/binxml/binxml.h"
#include "parsers/evtx/binxml/evtx.h"

enum {
    PORTABLE_GUID_SIZE = 16,
    PORTABLE_ID_SIZE = 4, /* the first bytes of the GUID */
};

/* A definition that is independent of its chunk: names that stood elsewhere stand behind it, and
 * the places of names are relative to it. */
struct evtx_portable {
    bool is_sure;                  /* it is from a chunk that is as it was written */
    bool is_disputed;              /* others of that id say something else: it is of no use */
    char guid[PORTABLE_GUID_SIZE]; /* its first bytes are the id */
    uint64_t meaning;              /* a hash of what it says, wherever its names stand */
    struct view bytes;
    uint32_t *names; /* where places of names stand in the bytes */
    size_t name_count;
    uint8_t *types; /* of the values, EVTX_NULL for one that is not used */
    size_t type_count;
};

static inline uint32_t portable_get(const char *bytes)
{
    uint32_t number;
    memcpy(&number, bytes, sizeof(number));
    return le32toh(number);
}

static inline void portable_put(char *bytes, uint32_t number)
{
    number = htole32(number);
    memcpy(bytes, &number, sizeof(number));
}

/* Definitions that one chunk borrows stand behind its bytes. */
struct evtx_borrowing {
    const struct map *definitions; /* struct evtx_portable by their ids */
    char *room;                    /* EVTX_MAX_BORROWED bytes, zeros at first */
    uint32_t offset;               /* of the room, relative to the chunk */
    size_t used;
    struct evtx_loan {
        const struct evtx_portable *of;
        uint32_t definition;
    } loans[EVTX_MAX_LOANS];
    size_t loan_count;
    size_t lost_count; /* of these, for which the chunk's own definition is destroyed */
};

/* Where a definition of that id stands now that fits the values of the instance; false when
 * there is none that is undisputed, also by the `own_guid` of the chunk's definition (absent
 * when that is destroyed), or when the room is used up. */
bool evtx_borrow(struct evtx_borrowing *borrowing, uint32_t id, struct view own_guid,
                 const struct binxml_instance *instance, uint32_t *definition);

#endif

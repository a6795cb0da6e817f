/* Lending: a definition is put behind the bytes of a chunk, and the places of its names with it. */
#include "parsers/evtx/binxml/borrowing.h"

#include "parsers/evtx/binxml/value.h"

static bool fits(const struct evtx_portable *p, const struct binxml_instance *instance)
{
    if (p->type_count > instance->count) {
        return false;
    }
    for (size_t i = 0; i < p->type_count; i++) {
        uint8_t type = instance->values[i].type;
        if (p->types[i] != EVTX_NULL && type != EVTX_NULL && type != p->types[i]) {
            return false;
        }
    }
    return true;
}

/* Puts the definition behind the chunk. */
static bool lend(struct evtx_borrowing *b, const struct evtx_portable *p, uint32_t *definition)
{
    if (b->loan_count == EVTX_MAX_LOANS || p->bytes.len > EVTX_MAX_BORROWED - b->used) {
        return false;
    }
    char *copy = b->room + b->used;
    uint32_t base = b->offset + (uint32_t)b->used;
    memcpy(copy, p->bytes.data, p->bytes.len);
    for (size_t i = 0; i < p->name_count; i++) {
        portable_put(copy + p->names[i], portable_get(copy + p->names[i]) + base);
    }
    b->used += p->bytes.len;
    b->loans[b->loan_count++] = (struct evtx_loan){p, base};
    *definition = base;
    return true;
}

bool evtx_borrow(struct evtx_borrowing *b, uint32_t id, struct view own_guid,
                 const struct binxml_instance *instance, uint32_t *definition)
{
    char key[PORTABLE_ID_SIZE];
    portable_put(key, id);
    const struct evtx_portable *p = map_get(b->definitions, (struct view){key, sizeof(key)});
    if (!p || p->is_disputed || !fits(p, instance) ||
        (own_guid.len == PORTABLE_GUID_SIZE &&
         memcmp(own_guid.data, p->guid, PORTABLE_GUID_SIZE) != 0)) {
        return false;
    }
    for (size_t i = 0; i < b->loan_count; i++) {
        if (b->loans[i].of == p) {
            *definition = b->loans[i].definition;
            return true;
        }
    }
    if (!lend(b, p, definition)) {
        return false;
    }
    b->lost_count += !own_guid.data;
    return true;
}

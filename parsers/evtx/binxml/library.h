/* Template definitions of a whole log, for chunks whose own were destroyed. In real logs an id
 * stands for one GUID, and a GUID for one definition, in all chunks; measured. */
#ifndef WMILOG_PARSERS_EVTX_BINXML_LIBRARY_H
#define WMILOG_PARSERS_EVTX_BINXML_LIBRARY_H
#include "parsers/base/arena.h"
#include "parsers/base/buffer.h"
#include "parsers/base/hash/map.h"
#include "parsers/evtx/binxml/binxml.h"
#include "parsers/evtx/binxml/evtx.h"

struct evtx_library {
    struct arena arena;
    struct map definitions; /* by their ids */
    size_t max_bytes;
    struct buffer scratch;
    size_t work_left; /* tokens */
};

void evtx_library_init(struct evtx_library *library, size_t max_bytes);
void evtx_library_release(struct evtx_library *library);
/* Takes up the definition that stands there in a chunk, unless it is damaged or there is no room
 * for it. `is_sure`: the chunk is as it was written; what another one says against it is damage.
 * Else two that contradict each other make both of no use. `x` gives the chunk; its sink is not
 * used. */
void evtx_library_add(struct evtx_library *library, const struct binxml *x, uint32_t definition,
                      bool is_sure);

#endif

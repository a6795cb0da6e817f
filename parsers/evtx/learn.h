/* What a whole .evtx file tells of one of its chunks: template definitions that it has lost, and
 * whether others stand where it should. */
#ifndef WMILOG_PARSERS_EVTX_LEARN_H
#define WMILOG_PARSERS_EVTX_LEARN_H
#include "parsers/event/reader.h"
#include "parsers/evtx/binxml/library.h"

enum { EVTX_MAX_STRAYS = 8192 /* chunks off the grid; what is behind them is read as on it */ };

/* A chunk off the grid. */
struct evtx_stray {
    uint64_t place;
    uint64_t start; /* of the file's header that stands before it, else its place */
};

struct evtx_learned {
    struct evtx_library library; /* definitions, first of all of chunks with right checksums */
    struct source *source;
    /* Where chunks stand that are not on the grid, as where files were joined: rising, a chunk's
     * size apart at least. Each has the checksum that its header tells. */
    struct evtx_stray *strays;
    size_t stray_count, stray_cap;
};

/* A struct evtx_learned. */
void *evtx_learn(const struct reader_input *input, struct source *source, size_t max_bytes);
void evtx_unlearn(void *learned);

#endif

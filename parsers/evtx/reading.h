/* What is known while the records of one chunk are read. */
#ifndef WMILOG_PARSERS_EVTX_READING_H
#define WMILOG_PARSERS_EVTX_READING_H
#include "parsers/event/assemble.h"
#include "parsers/evtx/binxml/binxml.h"
#include "parsers/evtx/binxml/borrowing.h"
#include "parsers/evtx/binxml/evtx.h"
#include "parsers/evtx/binxml/names.h"
#include "parsers/evtx/binxml/script.h"
#include "parsers/evtx/binxml/shapes.h"

/* The text that a value of a part became last: the same values come again and again. Without it
 * `analyze -j 1` takes 1.06 times the instructions on 0.8 MB of a log of tests/bench/make_evtx. */
struct evtx_memo {
    uint8_t type;
    struct view bytes; /* in the chunk */
    struct view text;  /* in the batch */
};

/* Reading one chunk. It is large, and kept in a batch's scratch memory. */
struct evtx_reading {
    struct batch *batch;
    bool keeps_all; /* events of every provider */
    bool writes_xml;
    bool wants_lines;
    bool is_only_judged; /* see struct reader_input */
    uint64_t offset;     /* of the chunk in the source */
    struct evtx_names names;
    struct evtx_shapes cache;
    struct evtx_scripts scripts;
    struct evtx_memo memos[EVENT_PART_COUNT];
    struct assembly assembly;
    struct binxml binxml;
    struct evtx_borrowing borrowing;
    struct binxml_value values[EVTX_MAX_OPEN_VALUES];
};

/* Starts a chunk, with memory of the batch. */
struct evtx_reading *evtx_reading_start(struct batch *batch, const struct reader_input *input,
                                        struct view chunk, uint64_t offset);
/* The same for a chunk that is damaged: definitions and names are looked at twice, and what the
 * input has learned is used. */
struct evtx_reading *evtx_reading_start_damaged(struct batch *batch,
                                                const struct reader_input *input, struct view chunk,
                                                uint64_t offset);

#endif

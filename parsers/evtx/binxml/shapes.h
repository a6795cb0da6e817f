/* Templates of one chunk, each looked at once: which of its values is which part of an event. To
 * walk each record instead takes 1.97 times the instructions of `analyze -j 1` on 0.8 MB of a log
 * of tests/bench/make_evtx. */
#ifndef WMILOG_PARSERS_EVTX_BINXML_SHAPES_H
#define WMILOG_PARSERS_EVTX_BINXML_SHAPES_H
#include "parsers/event/templates.h"
#include "parsers/evtx/binxml/binxml.h"
#include "parsers/evtx/binxml/definition_map.h"
#include "parsers/evtx/binxml/names.h"

/* Where a part of an event comes from. */
enum evtx_source {
    EVTX_SOURCE_NONE,
    EVTX_SOURCE_LITERAL,
    EVTX_SOURCE_VALUE,
};

struct evtx_slot {
    enum evtx_source source;
    uint16_t index;      /* of the value */
    uint16_t dependency; /* absent when this value is; or BINXML_NO_DEPENDENCY */
    struct view literal; /* UTF-16LE, in the chunk */
};

/* A data element without children. */
struct evtx_shape_leaf {
    struct view name; /* UTF-8; absent for a <Data> without name */
    struct evtx_slot slot;
    /* The string that stood there last, in the chunk, and its text: many come again and again,
     * which saves 1.7 % of the instructions of `analyze -j 1` on a log of make_evtx. */
    struct view last_bytes;
    struct view last_text;
};

/* Binary XML that stands in a template. */
struct evtx_nested {
    struct evtx_slot slot;
    enum evtx_place place;
};

enum { EVTX_SHAPE_MAX_NESTED = 4 };

struct evtx_shape {
    bool is_plain; /* all that follows is the whole truth; else records are to be walked */
    bool has_event;
    struct evtx_slot parts[EVENT_PART_COUNT];
    struct evtx_nested nested[EVTX_SHAPE_MAX_NESTED];
    size_t nested_count;
    struct evtx_shape_leaf *leaves;
    size_t leaf_count;
    /* For which layout the fields of the leaves were looked up last, and these; SIZE_MAX = none. */
    const struct event_template *layout;
    size_t *fields;
    size_t field_count; /* of leaves that are fields */
};

struct evtx_shapes {
    struct evtx_definition_map shapes;
    size_t work_left;
};

/* Forgets the templates of the chunk before. */
void evtx_shapes_start(struct evtx_shapes *cache);
/* The shape of a definition that stands at a place of an event; in the arena. NULL when the chunk
 * has too many. `x` gives the chunk and the room for values; its sink is not used. */
struct evtx_shape *evtx_shapes_find(struct evtx_shapes *cache, const struct binxml *x,
                                    struct evtx_names *names, struct arena *arena,
                                    uint32_t definition, enum evtx_place place);
/* Looks up which field of the layout each leaf is. */
void evtx_shape_use_layout(struct evtx_shape *shape, const struct event_template *layout,
                           struct arena *arena);

#endif

/* Templates as XML, each looked at once: constant texts with values between them. To walk each
 * record instead takes 4.5 times the instructions of `events -f xml -j 1` on a log of
 * tests/bench/make_evtx. */
#ifndef WMILOG_PARSERS_EVTX_BINXML_SCRIPT_H
#define WMILOG_PARSERS_EVTX_BINXML_SCRIPT_H
#include "parsers/base/arena.h"
#include "parsers/base/buffer.h"
#include "parsers/evtx/binxml/binxml.h"
#include "parsers/evtx/binxml/definition_map.h"
#include "parsers/evtx/binxml/names.h"

/* What a step adds behind its text. */
enum evtx_script_kind {
    EVTX_SCRIPT_TEXT,      /* nothing */
    EVTX_SCRIPT_CONTENT,   /* the value, as content of an element */
    EVTX_SCRIPT_ATTRIBUTE, /* the value, in an attribute that is open */
    /* when there is a value: the attribute's start, the value, a quote */
    EVTX_SCRIPT_OPTIONAL_ATTRIBUTE,
    EVTX_SCRIPT_ELEMENT, /* nothing, and goes on at step `target` when there is no value */
};

enum { EVTX_SCRIPT_PIECE = 32 }; /* texts may be read in pieces of so many bytes */

struct evtx_script_step {
    uint32_t text; /* in the texts of the script: comes before all else */
    uint32_t text_len;
    uint32_t name_len; /* of what stands behind it: " Name='" of an optional attribute */
    uint8_t kind;      /* enum evtx_script_kind */
    uint8_t elements;  /* that are open around it */
    uint16_t index;    /* of the value */
    uint16_t target;
};

/* In the order of the XML. */
struct evtx_script {
    bool is_plain;  /* the steps are the whole truth; else records are to be walked */
    bool has_event; /* the one root is an <Event>, whatever the values are */
    struct evtx_script_step *steps;
    size_t count;
    const char *texts;
};

struct evtx_scripts {
    struct evtx_definition_map map;
    size_t work_left; /* tokens */
    size_t text_left; /* bytes */
};

/* Forgets the templates of the chunk before. */
void evtx_scripts_start(struct evtx_scripts *scripts);
/* The script of a definition, in the arena; NULL when the chunk has too many. `x` gives the chunk;
 * its sink is not used. `scratch` is overwritten. */
const struct evtx_script *evtx_scripts_find(struct evtx_scripts *scripts, const struct binxml *x,
                                            struct evtx_names *names, struct arena *arena,
                                            struct buffer *scratch, uint32_t definition);

#endif

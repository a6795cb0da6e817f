/* The binary XML of one chunk, walked token by token: what stands in it is told to a sink in the
 * order of the XML that it means. */
#ifndef WMILOG_PARSERS_EVTX_BINXML_BINXML_H
#define WMILOG_PARSERS_EVTX_BINXML_BINXML_H
#include "parsers/base/cursor.h"

enum { BINXML_NO_DEPENDENCY = 0xFFFF };

/* A typed value; places are relative to the chunk. */
struct binxml_value {
    uint32_t offset;
    uint16_t size;
    uint8_t type;
};

/* What is told. Names are places of name records in the chunk, for binxml_name(). An element is
 * start, its attributes with their content, `content`, its content, end. */
struct binxml_sink {
    /* `dependency`: the substitution without which the element does not exist. */
    void (*start)(void *context, uint32_t name, uint16_t dependency);
    void (*attribute)(void *context, uint32_t name);
    void (*content)(void *context, bool is_empty); /* is_empty: written as <a/> */
    void (*end)(void *context);
    void (*text)(void *context, struct view utf16); /* literal */
    void (*character)(void *context, uint16_t code);
    /* A substituted value: no array, no binary XML, not absent. */
    void (*value)(void *context, uint8_t type, struct view bytes);
    /* Instead of values, when a definition is walked by itself. */
    void (*substitution)(void *context, uint16_t index, uint8_t type, bool is_optional);
    /* Before a name is told: where its place stands in the chunk. May be NULL. */
    void (*reference)(void *context, size_t at);
};

struct evtx_borrowing; /* borrowing.h */

struct binxml {
    struct view chunk;
    const struct binxml_sink *sink;
    void *context;
    struct binxml_value *values; /* room for EVTX_MAX_OPEN_VALUES of them */
    size_t value_count;          /* in use */
    size_t tokens;               /* that may still be read of this record */
    size_t chunk_tokens;         /* and of the whole chunk */
    size_t element_depth, template_depth;
    bool is_attribute; /* in one: no elements may stand there */
    bool is_stopped;   /* set by a sink that has seen enough */
    bool is_doubtful;  /* definitions and names may have been written over since the record was
                        * written, or damaged: a definition must have the id, a name the hash, that
                        * it had */
    struct evtx_borrowing *borrowing; /* definitions of other chunks; NULL for none */
    const char *reason;               /* why a walk failed: a sentence without the place */
};

/* A template instance: where its definition stands and its values, which are the last ones of
 * binxml.values. */
struct binxml_instance {
    uint32_t definition;
    const struct binxml_value *values;
    size_t count;
};

/* Walks a fragment: a record's content, or the value of a substitution. The limits are those of
 * evtx.h; both counts of tokens must be set before. False with `reason` set when the fragment is
 * damaged or over a limit: the sink has been told what stands before that place. True also when the
 * sink stopped the walk. */
bool binxml_walk(struct binxml *x, size_t offset, size_t end);
/* Walks a template's definition by itself, telling substitutions. */
bool binxml_walk_definition(struct binxml *x, uint32_t definition);

/* Takes tokens from both counts; false with `reason` set when one of them has not as many. */
bool binxml_spend(struct binxml *x, size_t tokens);

/* Reads an ordinary fragment at `offset`, as nearly all are: one template instance, mostly behind a
 * fragment header, and the end. False for any other, damaged ones too. `bytes` is the chunk up to
 * the end of what holds it. */
bool binxml_read_ordinary(struct binxml *x, struct view bytes, size_t offset,
                          struct binxml_instance *instance);

/* The bytes of a value of an instance, which has checked that they are there. */
static inline struct view binxml_value_bytes(const struct binxml *x,
                                             const struct binxml_value *value)
{
    return (struct view){x->chunk.data + value->offset, value->size};
}

/* The UTF-16LE of a name record; false when it is not all there or longer than EVTX_MAX_NAME. */
bool binxml_name(struct view chunk, uint32_t offset, struct view *utf16);

#endif

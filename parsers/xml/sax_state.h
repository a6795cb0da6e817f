/* What the SAX handlers share: one event on its way from elements to fields. */
#ifndef WMILOG_PARSERS_XML_SAX_STATE_H
#define WMILOG_PARSERS_XML_SAX_STATE_H
#include <libxml/parser.h>

#include "parsers/event/elements.h"
#include "parsers/event/templates.h"
#include "parsers/xml/sax.h"

enum {
    NAME_CACHE_SIZE = 256, /* power of two; parser names are interned, so pointers identify them */
};

/* Names of attributes, interned by the parser so that pointers tell them apart. */
struct attribute_names {
    const xmlChar *name, *guid, *system_time, *activity_id, *related_activity_id, *process_id;
    const xmlChar *thread_id, *user_id, *had_namespace;
};

/* What a name was found to be, remembered by pointer. */
struct element_slot {
    const xmlChar *name;
    enum xml_element element;
};

struct field_slot {
    const xmlChar *name;
    const struct event_template *layout;
    size_t field;
};

/* A data element without children. */
struct leaf {
    const xmlChar *element; /* interned by the parser */
    struct view name;       /* of a named <Data>, in the arena */
    struct view value;      /* in the arena */
    bool is_payload;
};

struct sax {
    xmlParserCtxtPtr parser;
    const struct reader_input *input;
    struct batch *batch;
    const struct xml_place *places;
    size_t place_count;
    size_t event_index;
    size_t depth;
    enum xml_element section; /* at depth 2 */
    bool is_text_wanted;
    bool is_leaf; /* the innermost open data element has no child yet */
    bool has_namespace;
    bool is_misplaced; /* something else than events below the root */
    struct leaf leaf;
    struct leaf leaves[XML_MAX_DATA];
    size_t leaf_count;
    size_t dropped_leaves;
    struct buffer *text, *scratch;
    struct attribute_names attributes;
    struct view provider_guid;
    struct event *event;
    struct error *err;
    struct element_slot elements[NAME_CACHE_SIZE];
    struct field_slot fields[NAME_CACHE_SIZE];
};

/* sax_names.c */

struct view sax_view(const xmlChar *text);
/* What an element is, and which field of a layout it holds; by pointer, for names of the parser. */
enum xml_element sax_element(struct sax *s, const xmlChar *name);
size_t sax_field(struct sax *s, const struct event_template *layout, const xmlChar *name);
/* Interns the attribute names; once for each parser. */
void sax_intern_attributes(struct sax *s);
/* An attribute's value, trimmed; absent when there is none. libxml2 gives attributes as five
 * pointers each: name, prefix, URI, value, value end. */
struct view sax_attribute(const xmlChar **attributes, int count, const xmlChar *name);
/* A copy of it in the batch; absent when empty: python-evtx writes empty ones for absent ones. */
struct view sax_keep_attribute(struct sax *s, const xmlChar **attributes, int count,
                               const xmlChar *name);

/* sax_system.c: the children of System. */

void sax_start_system_child(struct sax *s, enum xml_element element, const xmlChar **attributes,
                            int count);
void sax_end_system_child(struct sax *s, enum xml_element element);
/* The same for a System that was read before. */
void sax_use_system(struct sax *s, const struct xml_system *system);

/* sax_data.c: data elements, and what they mean for the event. */

void sax_start_data(struct sax *s, enum xml_element element, const xmlChar *name,
                    const xmlChar **attributes, int count);
void sax_end_data(struct sax *s);
/* Gives the event its layout, fields and data. */
void sax_end_event(struct sax *s);

#endif

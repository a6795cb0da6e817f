/* What the SAX handlers share: one event on its way from elements to parts and data. */
#ifndef WMILOG_PARSERS_XML_SAX_STATE_H
#define WMILOG_PARSERS_XML_SAX_STATE_H
#include <libxml/parser.h>

#include "parsers/event/elements.h"
#include "parsers/xml/sax.h"

enum {
    NAME_CACHE_SIZE = 256, /* power of two; parser names are interned, so pointers identify them */
};

/* What a name was found to be as that of an element and of an attribute, remembered by pointer. To
 * look it up by its text each time takes 1.10 times the instructions of `analyze -j 1` on XML that
 * convert made of a log of tests/bench/make_evtx. */
struct name_slot {
    const xmlChar *name;
    enum xml_element element;
    enum xml_attribute attribute;
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
    bool is_misplaced;    /* something else than events below the root */
    bool is_payload;      /* the open data element is a packed payload */
    struct view name;     /* of that element */
    enum event_part part; /* that the text of the child of System is */
    struct buffer *text, *scratch;
    const xmlChar *had_namespace; /* the name of that attribute */
    struct assembly assembly;
    struct error *err;
    struct name_slot names[NAME_CACHE_SIZE];
};

/* sax_names.c */

struct view sax_view(const xmlChar *text);
/* What an element or an attribute is; by pointer, for names of the parser. */
enum xml_element sax_element(struct sax *s, const xmlChar *name);
enum xml_attribute sax_attribute(struct sax *s, const xmlChar *name);
/* An attribute's value. libxml2 gives attributes as five pointers each: name, prefix, URI, value,
 * value end; this is the first of them. */
struct view sax_value(const xmlChar **attribute);

/* sax_system.c: the children of System. */

void sax_start_system_child(struct sax *s, enum xml_element element, const xmlChar **attributes,
                            int count);
void sax_end_system_child(struct sax *s);
/* The same for a System that was read before. */
void sax_use_system(struct sax *s, const struct xml_system *system);

/* sax_data.c: data elements. */

void sax_start_data(struct sax *s, enum xml_element element, const xmlChar *name,
                    const xmlChar **attributes, int count);
void sax_end_data(struct sax *s);
/* The message of an event without data. */
void sax_end_message(struct sax *s);

#endif

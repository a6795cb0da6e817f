/* Pieces of XML as Windows writes them: names, texts and values of binary XML. */
#ifndef WMILOG_PARSERS_EVTX_BINXML_XML_TEXT_H
#define WMILOG_PARSERS_EVTX_BINXML_XML_TEXT_H
#include "parsers/base/buffer.h"

/* As event_xml_add_text (parsers/event/event_xml.h) for UTF-16LE, whose NULs at the end are left
 * out. */
bool evtx_xml_add_string(struct buffer *out, struct view utf16, bool is_attribute);
/* Appends one value (no array, no binary XML) as text. `scratch` is overwritten. */
bool evtx_xml_add_value(struct buffer *out, uint8_t type, struct view bytes, bool is_attribute,
                        struct buffer *scratch);
/* Appends the name at that place of the chunk. Names come from the input like everything else: what
 * cannot stand in one becomes '_', and so does the colon of a prefix that only an attribute may
 * have.
 */
bool evtx_xml_add_name(struct buffer *out, struct view chunk, uint32_t name, bool is_attribute);

enum { EVTX_XML_MAX_ATTRIBUTES = 64 };

/* Attributes of one element; `count` 0 at its start. */
struct evtx_xml_names {
    uint64_t hashes[EVTX_XML_MAX_ATTRIBUTES]; /* of the names as they are written */
    size_t count;
};

/* Adds a name; false when one that is written alike is there, or when there are too many. */
bool evtx_xml_is_new(struct evtx_xml_names *names, struct view chunk, uint32_t name);

#endif

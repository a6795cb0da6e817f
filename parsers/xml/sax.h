/* From well-formed event XML to events: the only place that calls libxml2. */
#ifndef WMILOG_PARSERS_XML_SAX_H
#define WMILOG_PARSERS_XML_SAX_H
#include "parsers/xml/xml.h"

/* An attribute of <Event> that stands for a default namespace taken away before. */
#define XML_HAD_NAMESPACE "n"

/* What a System element says; views into the text it was read from. */
struct xml_system {
    struct view provider, guid, channel, computer, user_sid, activity_id;
    int64_t time;
    uint64_t id, version, level, record_id;
    uint32_t process_id, thread_id;
};

/* Reads the System element that `text` begins with, when it has exactly the form in which Windows
 * writes it, in plain ASCII. Its length, or 0 for any other form (`system` is undefined then). */
size_t xml_read_system(struct view text, struct xml_system *system);

/* Where an event of the document stands in the source, and its System when that was read already
 * and is not in the document. The text of `system` lives as long as the document. */
struct xml_place {
    uint64_t offset;
    bool has_system;
    struct xml_system system;
};

/* Parses UTF-8 `document`, one root element around whole <Event> elements. Adds the events to the
 * batch and counts them as read. All or nothing: on STATUS_DAMAGED (message from the parser) or
 * when the number of events differs from `place_count`, the batch is as before, but for arena
 * memory. No DTD, no entities but the five and character references, no network, libxml2's depth
 * limit. */
enum status xml_parse_document(struct view document, const struct xml_place *places,
                               size_t place_count, const struct reader_input *input,
                               struct batch *batch, struct error *err);

/* Must be called once before threads parse. */
void xml_parser_init(void);

#endif

/* Text and events as XML, as Windows writes it. */
#ifndef WMILOG_PARSERS_EVENT_EVENT_XML_H
#define WMILOG_PARSERS_EVENT_EVENT_XML_H
#include "parsers/base/buffer.h"
#include "parsers/event/event.h"

/* Appends text with `&`, `<` and `>` escaped, in an attribute `'` too; CR LF stay as they are, and
 * what XML forbids becomes U+FFFD. Over the buffer's maximum false. */
bool event_xml_add_text(struct buffer *out, struct view utf8, bool is_attribute);
/* What stands for a character of ASCII in such text; constant, NULL where it stays as it is. */
const char *event_xml_escape(char c, bool is_attribute);

/* Appends an <Event> with all that is known of the event, as Windows writes one: fields in the
 * element of their layout, in EventData where its name is not known, other data in EventData. */
void event_write_xml(struct buffer *out, const struct event *e);
/* The same with data that are XML already: elements that stand behind System, or what stands in
 * UserData. */
void event_write_xml_around(struct buffer *out, const struct event *e, struct view data);

/* What System tells besides, where a format has it. */
struct event_xml_more {
    const char *provider_guid; /* as it is written; NULL = unknown */
    uint64_t keywords;
    uint16_t task;
    uint8_t opcode;
};

/* The same as the first; `data`, where it is not absent, is what stands behind System instead. */
void event_write_xml_with(struct buffer *out, const struct event *e,
                          const struct event_xml_more *more, struct view data);

#endif

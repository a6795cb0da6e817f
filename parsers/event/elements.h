/* The elements and attributes of event XML that mean something, by local name. */
#ifndef WMILOG_PARSERS_EVENT_ELEMENTS_H
#define WMILOG_PARSERS_EVENT_ELEMENTS_H
#include "parsers/event/assemble.h"

enum xml_element {
    XML_OTHER,
    XML_EVENT,
    /* children of Event */
    XML_SYSTEM,
    XML_DATA_SECTION, /* UserData, EventData, DebugData, ProcessingErrorData, BinaryEventData */
    XML_RENDERING,    /* RenderingInfo: never trusted before the data */
    XML_IGNORED,      /* ExtendedTracingInfo */
    /* children of System */
    XML_PROVIDER,
    XML_EVENT_ID,
    XML_VERSION,
    XML_LEVEL,
    XML_TIME_CREATED,
    XML_EVENT_RECORD_ID,
    XML_CORRELATION,
    XML_EXECUTION,
    XML_CHANNEL,
    XML_COMPUTER,
    XML_SECURITY,
    XML_MESSAGE, /* in RenderingInfo */
    /* in data sections */
    XML_DATA,
    XML_PAYLOAD, /* EventPayload: the raw payload in hex, when the exporter knew no layout */
    XML_ELEMENT_COUNT,
};

enum xml_attribute {
    XML_ATTRIBUTE_OTHER,
    XML_ATTRIBUTE_NAME,
    XML_ATTRIBUTE_GUID,
    XML_ATTRIBUTE_SYSTEM_TIME,
    XML_ATTRIBUTE_TIME_ZONE, /* our own: "unknown" beside a time without one */
    XML_ATTRIBUTE_ACTIVITY_ID,
    XML_ATTRIBUTE_RELATED_ACTIVITY_ID,
    XML_ATTRIBUTE_PROCESS_ID,
    XML_ATTRIBUTE_THREAD_ID,
    XML_ATTRIBUTE_USER_ID,
    XML_ATTRIBUTE_COUNT,
};

enum xml_element xml_element_of(struct view name);
enum xml_attribute xml_attribute_of(struct view name);

/* The part of the event that is the text of a child of System, and the one that is its attribute;
 * EVENT_PART_NONE for none. */
enum event_part xml_part_of_text(enum xml_element element);
enum event_part xml_part_of_attribute(enum xml_element element, enum xml_attribute attribute);

#endif

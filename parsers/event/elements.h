/* The elements of event XML that mean something, by local name. */
#ifndef WMILOG_PARSERS_EVENT_ELEMENTS_H
#define WMILOG_PARSERS_EVENT_ELEMENTS_H
#include "parsers/base/view.h"

enum xml_element {
    XML_OTHER,
    XML_EVENT,
    /* children of Event */
    XML_SYSTEM,
    XML_DATA_SECTION, /* UserData, EventData, DebugData, ProcessingErrorData, BinaryEventData */
    XML_IGNORED,      /* RenderingInfo and ExtendedTracingInfo: never trusted before the data */
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
    /* in data sections */
    XML_DATA,
    XML_PAYLOAD, /* EventPayload: the raw payload in hex, when the exporter knew no layout */
    XML_ELEMENT_COUNT,
};

enum xml_element xml_element_of(struct view name);

#endif

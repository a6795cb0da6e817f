/* Names of the elements of event XML. */
#include "parsers/event/elements.h"

#include <stdlib.h>

struct element_name {
    struct view name;
    enum xml_element element;
};

#define NAME(text)             \
    {                          \
        text, sizeof(text) - 1 \
    }

/* Sorted by name. */
static const struct element_name names[] = {
    {NAME("BinaryEventData"), XML_PAYLOAD},
    {NAME("Channel"), XML_CHANNEL},
    {NAME("Computer"), XML_COMPUTER},
    {NAME("Correlation"), XML_CORRELATION},
    {NAME("Data"), XML_DATA},
    {NAME("DebugData"), XML_DATA_SECTION},
    {NAME("Event"), XML_EVENT},
    {NAME("EventData"), XML_DATA_SECTION},
    {NAME("EventID"), XML_EVENT_ID},
    {NAME("EventPayload"), XML_PAYLOAD},
    {NAME("EventRecordID"), XML_EVENT_RECORD_ID},
    {NAME("Execution"), XML_EXECUTION},
    {NAME("ExtendedTracingInfo"), XML_IGNORED},
    {NAME("Level"), XML_LEVEL},
    {NAME("ProcessingErrorData"), XML_DATA_SECTION},
    {NAME("Provider"), XML_PROVIDER},
    {NAME("RenderingInfo"), XML_IGNORED},
    {NAME("Security"), XML_SECURITY},
    {NAME("System"), XML_SYSTEM},
    {NAME("TimeCreated"), XML_TIME_CREATED},
    {NAME("UserData"), XML_DATA_SECTION},
    {NAME("Version"), XML_VERSION},
};

static int compare_name(const void *key, const void *row)
{
    const struct view *name = key;
    const struct element_name *other = row;
    return view_compare(*name, other->name);
}

enum xml_element xml_element_of(struct view name)
{
    const struct element_name *row =
        bsearch(&name, names, sizeof(names) / sizeof(names[0]), sizeof(names[0]), compare_name);
    return row ? row->element : XML_OTHER;
}

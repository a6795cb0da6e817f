/* Names of elements and attributes of event XML, and what those of System mean. */
#include "parsers/event/elements.h"

#include <stdlib.h>

#include "parsers/base/count.h"

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
    {NAME("Message"), XML_MESSAGE},
    {NAME("ProcessingErrorData"), XML_DATA_SECTION},
    {NAME("Provider"), XML_PROVIDER},
    {NAME("RenderingInfo"), XML_RENDERING},
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
        bsearch(&name, names, COUNT_OF(names), sizeof(names[0]), compare_name);
    return row ? row->element : XML_OTHER;
}

enum xml_attribute xml_attribute_of(struct view name)
{
    static const struct view known[XML_ATTRIBUTE_COUNT] = {
        [XML_ATTRIBUTE_NAME] = NAME("Name"),
        [XML_ATTRIBUTE_GUID] = NAME("Guid"),
        [XML_ATTRIBUTE_SYSTEM_TIME] = NAME("SystemTime"),
        [XML_ATTRIBUTE_TIME_ZONE] = NAME("TimeZone"),
        [XML_ATTRIBUTE_ACTIVITY_ID] = NAME("ActivityID"),
        [XML_ATTRIBUTE_RELATED_ACTIVITY_ID] = NAME("RelatedActivityID"),
        [XML_ATTRIBUTE_PROCESS_ID] = NAME("ProcessID"),
        [XML_ATTRIBUTE_THREAD_ID] = NAME("ThreadID"),
        [XML_ATTRIBUTE_USER_ID] = NAME("UserID"),
    };
    for (size_t i = XML_ATTRIBUTE_OTHER + 1; i < XML_ATTRIBUTE_COUNT; i++) {
        if (view_equal(name, known[i])) {
            return (enum xml_attribute)i;
        }
    }
    return XML_ATTRIBUTE_OTHER;
}

enum event_part xml_part_of_text(enum xml_element element)
{
    static const uint8_t parts[XML_ELEMENT_COUNT] = {
        [XML_EVENT_ID] = EVENT_PART_EVENT_ID, [XML_VERSION] = EVENT_PART_VERSION,
        [XML_LEVEL] = EVENT_PART_LEVEL,       [XML_EVENT_RECORD_ID] = EVENT_PART_RECORD_ID,
        [XML_CHANNEL] = EVENT_PART_CHANNEL,   [XML_COMPUTER] = EVENT_PART_COMPUTER,
    };
    return (enum event_part)parts[element];
}

enum event_part xml_part_of_attribute(enum xml_element element, enum xml_attribute attribute)
{
    static const struct {
        enum xml_element element;
        enum event_part part;
    } parts[XML_ATTRIBUTE_COUNT] = {
        [XML_ATTRIBUTE_OTHER] = {XML_OTHER, EVENT_PART_NONE},
        [XML_ATTRIBUTE_NAME] = {XML_PROVIDER, EVENT_PART_PROVIDER},
        [XML_ATTRIBUTE_GUID] = {XML_PROVIDER, EVENT_PART_PROVIDER_GUID},
        [XML_ATTRIBUTE_SYSTEM_TIME] = {XML_TIME_CREATED, EVENT_PART_TIME},
        [XML_ATTRIBUTE_TIME_ZONE] = {XML_TIME_CREATED, EVENT_PART_NONE},
        [XML_ATTRIBUTE_ACTIVITY_ID] = {XML_CORRELATION, EVENT_PART_ACTIVITY_ID},
        [XML_ATTRIBUTE_RELATED_ACTIVITY_ID] = {XML_CORRELATION, EVENT_PART_RELATED_ACTIVITY_ID},
        [XML_ATTRIBUTE_PROCESS_ID] = {XML_EXECUTION, EVENT_PART_PROCESS_ID},
        [XML_ATTRIBUTE_THREAD_ID] = {XML_EXECUTION, EVENT_PART_THREAD_ID},
        [XML_ATTRIBUTE_USER_ID] = {XML_SECURITY, EVENT_PART_USER_SID},
    };
    return parts[attribute].element == element ? parts[attribute].part : EVENT_PART_NONE;
}

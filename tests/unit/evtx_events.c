/* Whole events, with the templates that Windows uses. */
#include <stdio.h>
#include <string.h>

#include "parsers/base/wintime.h"
#include "parsers/evtx/binxml/value.h"
#include "tests/unit/evtx_build.h"

#define EVENT_XMLNS "http://schemas.microsoft.com/win/2004/08/events/event"
#define DATA_XMLNS "http://manifests.microsoft.com/win/2006/windows/WMI"

/* The values of the outer template, in the order of current Windows. */
enum outer_value {
    VALUE_LEVEL,
    VALUE_OPCODE,
    VALUE_TASK,
    VALUE_EVENT_ID,
    VALUE_QUALIFIERS,
    VALUE_KEYWORDS,
    VALUE_TIME,
    VALUE_ACTIVITY,
    VALUE_PROCESS,
    VALUE_THREAD,
    VALUE_RECORD,
    VALUE_VERSION,
    VALUE_USER,
    VALUE_RELATED,
    VALUE_PROVIDER,
    VALUE_PROVIDER_GUID,
    VALUE_CHANNEL,
    VALUE_DATA,
    VALUE_COUNT,
};

static const uint8_t wmi_guid[16] = {0x04, 0xEF, 0x18, 0x14, 0xB4, 0xB0, 0x23, 0x46,
                                     0xBF, 0x7E, 0xD7, 0x4A, 0xB4, 0x7B, 0xBD, 0xAA};
static const uint8_t local_system[12] = {1, 1, 0, 0, 0, 0, 0, 5, 18, 0, 0, 0};

static uint64_t key_of(const char *text, uint64_t seed)
{
    uint64_t key = seed * 1099511628211u + 14695981039346656037u;
    for (; *text; text++) {
        key = (key ^ (unsigned char)*text) * 1099511628211u;
    }
    return key;
}

/* Writes the head of an instance; true when its definition has to follow. */
static bool begin_instance(struct evtx_build *b, uint64_t key)
{
    for (size_t i = 0; i < b->definition_count; i++) {
        if (b->definitions[i].key == key) {
            evtx_build_instance(b, (uint32_t)key, b->definitions[i].offset);
            return false;
        }
    }
    if (b->definition_count < EVTX_BUILD_MAX_DEFINITIONS) {
        b->definitions[b->definition_count].key = key;
        b->definitions[b->definition_count].offset = (uint32_t)b->len + 10;
        b->definition_count++;
    }
    evtx_build_definition(b, (uint32_t)key);
    return true;
}

static void attribute_value(struct evtx_build *b, const char *name, unsigned index, unsigned type)
{
    evtx_build_attribute(b, name);
    evtx_build_substitution(b, index, type, true);
}

static void value_leaf(struct evtx_build *b, const char *name, unsigned index, unsigned type)
{
    evtx_build_open(b, name, index);
    evtx_build_content(b);
    evtx_build_substitution(b, index, type, true);
    evtx_build_end(b);
}

/* An element with two attributes that are values. */
static void value_pair(struct evtx_build *b, const char *element, const char *const names[2],
                       const unsigned values[2], unsigned type)
{
    size_t attributes;
    evtx_build_open_attributes(b, element, EVTX_BUILD_NO_DEPENDENCY, &attributes);
    attribute_value(b, names[0], values[0], type);
    attribute_value(b, names[1], values[1], type);
    evtx_build_end_attributes(b, attributes);
    evtx_build_end_empty(b);
}

static void one_attribute(struct evtx_build *b, const char *element, const char *name,
                          unsigned value, unsigned type)
{
    size_t attributes;
    evtx_build_open_attributes(b, element, EVTX_BUILD_NO_DEPENDENCY, &attributes);
    attribute_value(b, name, value, type);
    evtx_build_end_attributes(b, attributes);
    evtx_build_end_empty(b);
}

static void event_id(struct evtx_build *b)
{
    size_t attributes;
    evtx_build_open_attributes(b, "EventID", VALUE_EVENT_ID, &attributes);
    attribute_value(b, "Qualifiers", VALUE_QUALIFIERS, EVTX_UINT16);
    evtx_build_end_attributes(b, attributes);
    evtx_build_content(b);
    evtx_build_substitution(b, VALUE_EVENT_ID, EVTX_UINT16, true);
    evtx_build_end(b);
}

static void system_element(struct evtx_build *b, const char *computer)
{
    size_t attributes;
    evtx_build_open(b, "System", EVTX_BUILD_NO_DEPENDENCY);
    evtx_build_content(b);
    evtx_build_open_attributes(b, "Provider", EVTX_BUILD_NO_DEPENDENCY, &attributes);
    attribute_value(b, "Name", VALUE_PROVIDER, EVTX_STRING);
    attribute_value(b, "Guid", VALUE_PROVIDER_GUID, EVTX_GUID);
    evtx_build_end_attributes(b, attributes);
    evtx_build_end_empty(b);
    event_id(b);
    value_leaf(b, "Version", VALUE_VERSION, EVTX_UINT8);
    value_leaf(b, "Level", VALUE_LEVEL, EVTX_UINT8);
    value_leaf(b, "Task", VALUE_TASK, EVTX_UINT16);
    value_leaf(b, "Opcode", VALUE_OPCODE, EVTX_UINT8);
    value_leaf(b, "Keywords", VALUE_KEYWORDS, EVTX_HEX64);
    one_attribute(b, "TimeCreated", "SystemTime", VALUE_TIME, EVTX_FILETIME);
    value_leaf(b, "EventRecordID", VALUE_RECORD, EVTX_UINT64);
    value_pair(b, "Correlation", (const char *const[]){"ActivityID", "RelatedActivityID"},
               (const unsigned[]){VALUE_ACTIVITY, VALUE_RELATED}, EVTX_GUID);
    value_pair(b, "Execution", (const char *const[]){"ProcessID", "ThreadID"},
               (const unsigned[]){VALUE_PROCESS, VALUE_THREAD}, EVTX_UINT32);
    value_leaf(b, "Channel", VALUE_CHANNEL, EVTX_STRING);
    evtx_build_leaf(b, "Computer", computer);
    one_attribute(b, "Security", "UserID", VALUE_USER, EVTX_SID);
    evtx_build_end(b);
}

static void xmlns(struct evtx_build *b, const char *uri, size_t attributes)
{
    evtx_build_attribute(b, "xmlns");
    evtx_build_text(b, uri);
    evtx_build_end_attributes(b, attributes);
}

static void outer_definition(struct evtx_build *b, const char *computer)
{
    size_t attributes;
    evtx_build_open_attributes(b, "Event", EVTX_BUILD_NO_DEPENDENCY, &attributes);
    xmlns(b, EVENT_XMLNS, attributes);
    evtx_build_content(b);
    system_element(b, computer);
    evtx_build_substitution(b, VALUE_DATA, EVTX_BINXML, true);
    evtx_build_end(b);
    evtx_build_end_definition(b);
}

static void data_definition(struct evtx_build *b, const struct evtx_build_event *event)
{
    size_t attributes;
    evtx_build_open(b, event->wrapper ? "UserData" : "EventData", EVTX_BUILD_NO_DEPENDENCY);
    evtx_build_content(b);
    if (event->wrapper) {
        evtx_build_open_attributes(b, event->wrapper, EVTX_BUILD_NO_DEPENDENCY, &attributes);
        xmlns(b, DATA_XMLNS, attributes);
        evtx_build_content(b);
    }
    for (size_t i = 0; i < event->field_count; i++) {
        const struct evtx_build_field *field = &event->fields[i];
        if (event->wrapper) {
            evtx_build_open(b, field->name, EVTX_BUILD_NO_DEPENDENCY);
        } else {
            evtx_build_open_attributes(b, "Data", EVTX_BUILD_NO_DEPENDENCY, &attributes);
            evtx_build_attribute(b, "Name");
            evtx_build_text(b, field->name);
            evtx_build_end_attributes(b, attributes);
        }
        evtx_build_content(b);
        evtx_build_substitution(b, (unsigned)i, field->type, false);
        evtx_build_end(b);
    }
    if (event->wrapper) {
        evtx_build_end(b);
    }
    evtx_build_end(b);
    evtx_build_end_definition(b);
}

static size_t number_size(unsigned type)
{
    switch (type) {
    case EVTX_UINT64:
    case EVTX_INT64:
    case EVTX_HEX64:
    case EVTX_FILETIME:
        return 8;
    case EVTX_UINT16:
    case EVTX_INT16:
        return 2;
    case EVTX_UINT8:
    case EVTX_INT8:
        return 1;
    default:
        return 4;
    }
}

static void field_values(struct evtx_build *b, const struct evtx_build_event *event)
{
    evtx_build_u32(b, event->field_count);
    for (size_t i = 0; i < event->field_count; i++) {
        const struct evtx_build_field *field = &event->fields[i];
        evtx_build_u16(
            b, (unsigned)(field->text ? 2 * strlen(field->text) + 2 : number_size(field->type)));
        evtx_build_u16(b, field->type);
    }
    for (size_t i = 0; i < event->field_count; i++) {
        const struct evtx_build_field *field = &event->fields[i];
        if (field->text) {
            evtx_build_utf16(b, field->text);
            evtx_build_u16(b, 0);
        } else {
            uint8_t number[8];
            for (size_t j = 0; j < sizeof(number); j++) {
                number[j] = (uint8_t)(field->number >> (8 * j));
            }
            evtx_build_bytes(b, number, number_size(field->type));
        }
    }
}

static size_t utf16_len(const char *text)
{
    return 2 * strlen(text);
}

/* The outer values but the last one, which is binary XML and follows. Returns where its size
 * stands. */
static size_t outer_values(struct evtx_build *b, const struct evtx_build_event *event)
{
    bool is_wmi = strcmp(event->provider, "Microsoft-Windows-WMI-Activity") == 0;
    const size_t sizes[VALUE_COUNT] = {
        [VALUE_LEVEL] = 1,
        [VALUE_OPCODE] = 1,
        [VALUE_TASK] = 2,
        [VALUE_EVENT_ID] = 2,
        [VALUE_KEYWORDS] = 8,
        [VALUE_TIME] = 8,
        [VALUE_PROCESS] = 4,
        [VALUE_THREAD] = 4,
        [VALUE_RECORD] = 8,
        [VALUE_VERSION] = 1,
        [VALUE_USER] = sizeof(local_system),
        [VALUE_PROVIDER] = utf16_len(event->provider),
        [VALUE_PROVIDER_GUID] = is_wmi ? sizeof(wmi_guid) : 0,
        [VALUE_CHANNEL] = utf16_len(event->channel),
    };
    static const uint8_t types[VALUE_COUNT] = {
        [VALUE_LEVEL] = EVTX_UINT8,        [VALUE_OPCODE] = EVTX_UINT8,
        [VALUE_TASK] = EVTX_UINT16,        [VALUE_EVENT_ID] = EVTX_UINT16,
        [VALUE_KEYWORDS] = EVTX_HEX64,     [VALUE_TIME] = EVTX_FILETIME,
        [VALUE_PROCESS] = EVTX_UINT32,     [VALUE_THREAD] = EVTX_UINT32,
        [VALUE_RECORD] = EVTX_UINT64,      [VALUE_VERSION] = EVTX_UINT8,
        [VALUE_USER] = EVTX_SID,           [VALUE_PROVIDER] = EVTX_STRING,
        [VALUE_PROVIDER_GUID] = EVTX_GUID, [VALUE_CHANNEL] = EVTX_STRING,
    };
    evtx_build_u32(b, VALUE_COUNT);
    size_t table = b->len;
    for (size_t i = 0; i < VALUE_COUNT; i++) {
        evtx_build_u16(b, (unsigned)sizes[i]);
        evtx_build_u16(b, i == VALUE_DATA ? EVTX_BINXML : sizes[i] > 0 ? types[i] : EVTX_NULL);
    }
    evtx_build_u8(b, event->level);
    evtx_build_u8(b, 0);
    evtx_build_u16(b, 0);
    evtx_build_u16(b, event->id);
    evtx_build_u64(b, UINT64_C(0x4000000000000000));
    evtx_build_u64(b, (uint64_t)event->time);
    evtx_build_u32(b, event->process_id);
    evtx_build_u32(b, event->thread_id);
    evtx_build_u64(b, event->record);
    evtx_build_u8(b, 0);
    evtx_build_bytes(b, local_system, sizeof(local_system));
    evtx_build_utf16(b, event->provider);
    evtx_build_bytes(b, wmi_guid, sizes[VALUE_PROVIDER_GUID]);
    evtx_build_utf16(b, event->channel);
    return table + 4 * (size_t)VALUE_DATA;
}

static void add_event(struct evtx_build *b, const struct evtx_build_event *event)
{
    evtx_build_record(b, event->record, event->time);
    evtx_build_fragment(b);
    if (begin_instance(b, key_of(event->computer, 1))) {
        outer_definition(b, event->computer);
    }
    size_t size_at = outer_values(b, event);
    size_t start = b->len;
    if (!event->is_bare) {
        evtx_build_fragment(b);
    }
    if (begin_instance(b, key_of(event->provider, event->id))) {
        data_definition(b, event);
    }
    field_values(b, event);
    evtx_build_end_fragment(b);
    size_t size = b->len - start;
    b->bytes[size_at] = (uint8_t)size;
    b->bytes[size_at + 1] = (uint8_t)(size >> 8);
    evtx_build_end_fragment(b);
    evtx_build_end_record(b);
}

bool evtx_build_event(struct evtx_build *b, const struct evtx_build_event *event)
{
    size_t len = b->len;
    size_t names = b->name_count;
    size_t definitions = b->definition_count;
    size_t last_record = b->last_record;
    uint64_t first_id = b->first_id;
    uint64_t last_id = b->last_id;
    add_event(b, event);
    if (b->len <= EVTX_BUILD_CHUNK) {
        return true;
    }
    b->len = len;
    b->name_count = names;
    b->definition_count = definitions;
    b->last_record = last_record;
    b->first_id = first_id;
    b->last_id = last_id;
    return false;
}

static void text_attribute(struct evtx_build *b, const char *element, const char *name,
                           const char *text)
{
    size_t attributes;
    evtx_build_open_attributes(b, element, EVTX_BUILD_NO_DEPENDENCY, &attributes);
    evtx_build_attribute(b, name);
    evtx_build_text(b, text);
    evtx_build_end_attributes(b, attributes);
    evtx_build_end_empty(b);
}

static void number_leaf(struct evtx_build *b, const char *name, uint64_t number)
{
    char text[32];
    snprintf(text, sizeof(text), "%llu", (unsigned long long)number);
    evtx_build_leaf(b, name, text);
}

static void plain_data(struct evtx_build *b, const struct evtx_build_event *event)
{
    evtx_build_open(b, event->wrapper ? "UserData" : "EventData", EVTX_BUILD_NO_DEPENDENCY);
    evtx_build_content(b);
    if (event->wrapper) {
        evtx_build_open(b, event->wrapper, EVTX_BUILD_NO_DEPENDENCY);
        evtx_build_content(b);
    }
    for (size_t i = 0; i < event->field_count; i++) {
        const struct evtx_build_field *field = &event->fields[i];
        if (field->text) {
            evtx_build_leaf(b, field->name, field->text);
        } else {
            number_leaf(b, field->name, field->number);
        }
    }
    if (event->wrapper) {
        evtx_build_end(b);
    }
    evtx_build_end(b);
}

static void plain_message(struct evtx_build *b, const struct evtx_build_event *event)
{
    evtx_build_open(b, "RenderingInfo", EVTX_BUILD_NO_DEPENDENCY);
    evtx_build_content(b);
    evtx_build_leaf(b, "Level", "Error");
    evtx_build_leaf(b, "Message", event->message);
    evtx_build_leaf(b, "Provider", "");
    evtx_build_end(b);
}

void evtx_build_plain_event(struct evtx_build *b, const struct evtx_build_event *event)
{
    char time[WINTIME_TEXT_SIZE];
    size_t attributes;
    evtx_build_record(b, event->record, event->time);
    evtx_build_fragment(b);
    evtx_build_open_attributes(b, "Event", EVTX_BUILD_NO_DEPENDENCY, &attributes);
    xmlns(b, EVENT_XMLNS, attributes);
    evtx_build_content(b);
    evtx_build_open(b, "System", EVTX_BUILD_NO_DEPENDENCY);
    evtx_build_content(b);
    text_attribute(b, "Provider", "Name", event->provider);
    number_leaf(b, "EventID", event->id);
    number_leaf(b, "Version", 0);
    number_leaf(b, "Level", event->level);
    text_attribute(b, "TimeCreated", "SystemTime", wintime_format(event->time, time));
    number_leaf(b, "EventRecordID", event->record);
    evtx_build_leaf(b, "Channel", event->channel);
    evtx_build_leaf(b, "Computer", event->computer);
    text_attribute(b, "Security", "UserID", "S-1-5-18");
    evtx_build_end(b);
    (event->message ? plain_message : plain_data)(b, event);
    evtx_build_end(b);
    evtx_build_end_fragment(b);
    evtx_build_end_record(b);
}

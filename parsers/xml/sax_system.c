/* The System element: who wrote the event, when, and where. */
#include "parsers/base/guid.h"
#include "parsers/xml/sax_state.h"

/* GUIDs come in both cases, with and without braces: kept in one form. */
static struct view keep_guid_text(struct sax *s, struct view value)
{
    struct guid guid;
    char text[GUID_TEXT_SIZE];
    if (guid_parse(value, &guid)) {
        return arena_copy(&s->batch->arena, view_of(guid_format(&guid, text)));
    }
    return value.len > 0 ? arena_copy(&s->batch->arena, value) : VIEW_NONE;
}

static struct view keep_guid(struct sax *s, const xmlChar **attributes, int count,
                             const xmlChar *name)
{
    return keep_guid_text(s, sax_attribute(attributes, count, name));
}

static uint32_t attribute_u32(const xmlChar **attributes, int count, const xmlChar *name)
{
    uint64_t number;
    return view_number(sax_attribute(attributes, count, name), &number) && number <= UINT32_MAX
               ? (uint32_t)number
               : 0;
}

static void start_provider(struct sax *s, const xmlChar **attributes, int count)
{
    s->event->provider = sax_keep_attribute(s, attributes, count, s->attributes.name);
    s->provider_guid = sax_keep_attribute(s, attributes, count, s->attributes.guid);
}

static void start_time_created(struct sax *s, const xmlChar **attributes, int count)
{
    if (!wintime_parse(sax_attribute(attributes, count, s->attributes.system_time),
                       &s->event->time)) {
        s->event->time = WINTIME_NONE;
    }
}

static void start_correlation(struct sax *s, const xmlChar **attributes, int count)
{
    s->event->activity_id = keep_guid(s, attributes, count, s->attributes.activity_id);
    s->event->related_activity_id =
        keep_guid(s, attributes, count, s->attributes.related_activity_id);
}

static void start_execution(struct sax *s, const xmlChar **attributes, int count)
{
    s->event->process_id = attribute_u32(attributes, count, s->attributes.process_id);
    s->event->thread_id = attribute_u32(attributes, count, s->attributes.thread_id);
}

static void start_security(struct sax *s, const xmlChar **attributes, int count)
{
    s->event->user_sid = sax_keep_attribute(s, attributes, count, s->attributes.user_id);
}

static uint64_t number_up_to(struct view text, uint64_t max)
{
    uint64_t number;
    return view_number(text, &number) && number <= max ? number : 0;
}

static void end_event_id(struct sax *s, struct view text)
{
    s->event->id = (uint16_t)number_up_to(text, UINT16_MAX);
}

static void end_version(struct sax *s, struct view text)
{
    s->event->version = (uint8_t)number_up_to(text, UINT8_MAX);
}

static void end_level(struct sax *s, struct view text)
{
    s->event->level = (uint8_t)number_up_to(text, UINT8_MAX);
}

static void end_record_id(struct sax *s, struct view text)
{
    s->event->record_id = number_up_to(text, UINT64_MAX);
}

static void end_channel(struct sax *s, struct view text)
{
    s->event->channel = text.len > 0 ? arena_copy(&s->batch->arena, text) : VIEW_NONE;
}

static void end_computer(struct sax *s, struct view text)
{
    s->event->computer = text.len > 0 ? arena_copy(&s->batch->arena, text) : VIEW_NONE;
}

/* The children of System: some carry attributes, the others text. */
struct system_child {
    void (*start)(struct sax *s, const xmlChar **attributes, int count);
    void (*end)(struct sax *s, struct view text);
};

static const struct system_child system_children[XML_ELEMENT_COUNT] = {
    [XML_PROVIDER] = {.start = start_provider},
    [XML_TIME_CREATED] = {.start = start_time_created},
    [XML_CORRELATION] = {.start = start_correlation},
    [XML_EXECUTION] = {.start = start_execution},
    [XML_SECURITY] = {.start = start_security},
    [XML_EVENT_ID] = {.end = end_event_id},
    [XML_VERSION] = {.end = end_version},
    [XML_LEVEL] = {.end = end_level},
    [XML_EVENT_RECORD_ID] = {.end = end_record_id},
    [XML_CHANNEL] = {.end = end_channel},
    [XML_COMPUTER] = {.end = end_computer},
};

void sax_start_system_child(struct sax *s, enum xml_element element, const xmlChar **attributes,
                            int count)
{
    const struct system_child *child = &system_children[element];
    if (child->start) {
        child->start(s, attributes, count);
    }
    s->is_text_wanted = child->end != NULL;
}

void sax_end_system_child(struct sax *s, enum xml_element element)
{
    const struct system_child *child = &system_children[element];
    if (child->end) {
        child->end(s, view_trim(buffer_view(s->text)));
    }
}

static struct view keep_text(struct sax *s, struct view text)
{
    text = view_trim(text);
    return text.len > 0 ? arena_copy(&s->batch->arena, text) : VIEW_NONE;
}

void sax_use_system(struct sax *s, const struct xml_system *system)
{
    struct event *e = s->event;
    e->provider = keep_text(s, system->provider);
    s->provider_guid = keep_text(s, system->guid);
    e->channel = keep_text(s, system->channel);
    e->computer = keep_text(s, system->computer);
    e->user_sid = keep_text(s, system->user_sid);
    e->activity_id = keep_guid_text(s, view_trim(system->activity_id));
    e->time = system->time;
    e->id = (uint16_t)system->id;
    e->version = (uint8_t)system->version;
    e->level = (uint8_t)system->level;
    e->record_id = system->record_id;
    e->process_id = system->process_id;
    e->thread_id = system->thread_id;
}

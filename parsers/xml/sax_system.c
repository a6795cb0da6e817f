/* The System element: who wrote the event, when, and where. */
#include "parsers/xml/sax_state.h"

void sax_start_system_child(struct sax *s, enum xml_element element, const xmlChar **attributes,
                            int count)
{
    bool is_local = false;
    for (int i = 0; i < count; i++) {
        const xmlChar **attribute = attributes + (ptrdiff_t)5 * i;
        enum xml_attribute name = sax_attribute(s, attribute[0]);
        enum event_part part = xml_part_of_attribute(element, name);
        is_local |= element == XML_TIME_CREATED && name == XML_ATTRIBUTE_TIME_ZONE;
        if (part != EVENT_PART_NONE) {
            assembly_say_text(&s->assembly, part, sax_value(attribute));
        }
    }
    if (is_local && s->assembly.event.time != WINTIME_NONE) {
        assembly_set_time(&s->assembly, reader_time(&s->input->clock, s->assembly.event.time));
    }
    s->part = xml_part_of_text(element);
    s->is_text_wanted = s->part != EVENT_PART_NONE;
}

void sax_end_system_child(struct sax *s)
{
    assembly_say_text(&s->assembly, s->part, buffer_view(s->text));
}

void sax_use_system(struct sax *s, const struct xml_system *system)
{
    struct assembly *a = &s->assembly;
    assembly_set_text(a, EVENT_PART_PROVIDER, system->provider);
    assembly_set_text(a, EVENT_PART_PROVIDER_GUID, system->guid);
    assembly_set_text(a, EVENT_PART_CHANNEL, system->channel);
    assembly_set_text(a, EVENT_PART_COMPUTER, system->computer);
    assembly_set_text(a, EVENT_PART_USER_SID, system->user_sid);
    assembly_set_text(a, EVENT_PART_ACTIVITY_ID, system->activity_id);
    assembly_set_number(a, EVENT_PART_TIME, (uint64_t)system->time);
    assembly_set_number(a, EVENT_PART_EVENT_ID, system->id);
    assembly_set_number(a, EVENT_PART_VERSION, system->version);
    assembly_set_number(a, EVENT_PART_LEVEL, system->level);
    assembly_set_number(a, EVENT_PART_RECORD_ID, system->record_id);
    assembly_set_number(a, EVENT_PART_PROCESS_ID, system->process_id);
    assembly_set_number(a, EVENT_PART_THREAD_ID, system->thread_id);
    a->said = UINT32_MAX;
}

/* Names of elements and attributes: told apart by pointer, since the parser interns them. */
#include "parsers/xml/sax_state.h"

struct view sax_view(const xmlChar *text)
{
    return view_of((const char *)text);
}

static size_t pointer_slot(const void *a, const void *b)
{
    uint64_t mixed = (uint64_t)(uintptr_t)a ^ (uint64_t)(uintptr_t)b << 7;
    return (size_t)(mixed * 0x9E3779B97F4A7C15ULL >> 56) & (NAME_CACHE_SIZE - 1);
}

enum xml_element sax_element(struct sax *s, const xmlChar *name)
{
    struct element_slot *slot = &s->elements[pointer_slot(name, NULL)];
    if (slot->name != name) {
        *slot = (struct element_slot){name, xml_element_of(sax_view(name))};
    }
    return slot->element;
}

size_t sax_field(struct sax *s, const struct event_template *layout, const xmlChar *name)
{
    struct field_slot *slot = &s->fields[pointer_slot(name, layout)];
    if (slot->name != name || slot->layout != layout) {
        *slot = (struct field_slot){name, layout, template_field_index(layout, sax_view(name))};
    }
    return slot->field;
}

/* libxml2 gives attributes as five pointers each: name, prefix, URI, value, value end. */
static struct view attribute_value(const xmlChar **attribute)
{
    return (struct view){(const char *)attribute[3], (size_t)(attribute[4] - attribute[3])};
}

struct view sax_attribute(const xmlChar **attributes, int count, const xmlChar *name)
{
    for (int i = 0; i < count; i++) {
        if (attributes[5 * i] == name) {
            return view_trim(attribute_value(attributes + (ptrdiff_t)5 * i));
        }
    }
    return VIEW_NONE;
}

/* An empty attribute means an absent one: python-evtx writes those. */
struct view sax_keep_attribute(struct sax *s, const xmlChar **attributes, int count,
                               const xmlChar *name)
{
    struct view value = sax_attribute(attributes, count, name);
    return value.len > 0 ? arena_copy(&s->batch->arena, value) : VIEW_NONE;
}

static const xmlChar *intern_name(struct sax *s, const char *name)
{
    return xmlDictLookup(s->parser->dict, (const xmlChar *)name, -1);
}

void sax_intern_attributes(struct sax *s)
{
    s->attributes = (struct attribute_names){
        .name = intern_name(s, "Name"),
        .guid = intern_name(s, "Guid"),
        .system_time = intern_name(s, "SystemTime"),
        .activity_id = intern_name(s, "ActivityID"),
        .related_activity_id = intern_name(s, "RelatedActivityID"),
        .process_id = intern_name(s, "ProcessID"),
        .thread_id = intern_name(s, "ThreadID"),
        .user_id = intern_name(s, "UserID"),
        .had_namespace = intern_name(s, XML_HAD_NAMESPACE),
    };
}

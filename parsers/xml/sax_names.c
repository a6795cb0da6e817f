/* Names of elements and attributes: told apart by pointer, since the parser interns them. */
#include "parsers/base/hash/mix.h"
#include "parsers/xml/sax_state.h"

struct view sax_view(const xmlChar *text)
{
    return view_of((const char *)text);
}

static const struct name_slot *find(struct sax *s, const xmlChar *name)
{
    uint64_t mixed = (uint64_t)(uintptr_t)name * MIX_FACTOR;
    struct name_slot *slot = &s->names[(size_t)(mixed >> 56) & (NAME_CACHE_SIZE - 1)];
    if (slot->name != name) {
        struct view text = sax_view(name);
        *slot = (struct name_slot){name, xml_element_of(text), xml_attribute_of(text)};
    }
    return slot;
}

enum xml_element sax_element(struct sax *s, const xmlChar *name)
{
    return find(s, name)->element;
}

enum xml_attribute sax_attribute(struct sax *s, const xmlChar *name)
{
    return find(s, name)->attribute;
}

struct view sax_value(const xmlChar **attribute)
{
    return (struct view){(const char *)attribute[3], (size_t)(attribute[4] - attribute[3])};
}

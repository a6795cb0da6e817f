/* Data elements and their text. */
#include <string.h>

#include "parsers/event/markup.h"
#include "parsers/event/tidy.h"
#include "parsers/xml/sax_state.h"

/* A copy of the name that a <Data> has; absent when empty: python-evtx writes empty ones for absent
 * ones. */
static struct view data_name(struct sax *s, const xmlChar **attributes, int count)
{
    for (int i = 0; i < count; i++) {
        const xmlChar **attribute = attributes + (ptrdiff_t)5 * i;
        if (sax_attribute(s, attribute[0]) == XML_ATTRIBUTE_NAME) {
            struct view name = view_trim(sax_value(attribute));
            return name.len > 0 ? arena_copy(&s->batch->arena, name) : VIEW_NONE;
        }
    }
    return VIEW_NONE;
}

void sax_start_data(struct sax *s, enum xml_element element, const xmlChar *name,
                    const xmlChar **attributes, int count)
{
    s->is_leaf = true;
    s->is_text_wanted = true;
    s->is_payload = element == XML_PAYLOAD;
    s->name = element == XML_DATA ? data_name(s, attributes, count) : sax_view(name);
}

static struct view leaf_value(struct sax *s)
{
    struct view text = buffer_view(s->text);
    if (view_is_blank(text)) {
        return VIEW("");
    }
    /* EvtxECmd escapes twice, and is told by the namespace that it takes away. */
    if (!s->has_namespace && memchr(text.data, '&', text.len)) {
        char *plain = arena_bytes(&s->batch->arena, text.len);
        text = (struct view){plain, markup_resolve(text, plain)};
    }
    return tidy_text(&s->batch->arena, text);
}

void sax_end_data(struct sax *s)
{
    if (!s->is_leaf) {
        return;
    }
    s->is_leaf = false;
    if (assembly_takes_more(&s->assembly, s->name)) {
        (s->is_payload ? assembly_add_payload_hex : assembly_add_datum)(&s->assembly, s->name,
                                                                        leaf_value(s));
    }
}

void sax_end_message(struct sax *s)
{
    if (assembly_is_wanted(&s->assembly)) {
        assembly_set_message(&s->assembly, leaf_value(s));
    }
}

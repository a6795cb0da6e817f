/* Finding the declared code page, and text in it. */
#include "parsers/xml/code_page.h"

#include <string.h>

#include "parsers/base/text.h"
#include "parsers/xml/xml.h"

enum { NO_CHARACTER = 0xFFFD };

const struct xml_code_page *xml_declared_page(struct view head)
{
    struct view declaration =
        xml_find_tag(view_slice(head, 0, XML_DECLARATION_SIZE), VIEW("<?xml"));
    struct view name = xml_tag_attribute(declaration, VIEW(" encoding="));
    for (size_t i = 0; name.len > 0 && i < xml_code_page_count; i++) {
        if (view_equal_nocase(name, xml_code_pages[i].name)) {
            return &xml_code_pages[i];
        }
    }
    return NULL;
}

void xml_from_code_page(struct buffer *out, struct view bytes, const struct xml_code_page *page,
                        size_t *replaced)
{
    for (size_t i = 0; i < bytes.len; i++) {
        unsigned char c = (unsigned char)bytes.data[i];
        uint32_t character = c < 0x80 ? c : page->characters[c - 0x80];
        *replaced += character == NO_CHARACTER;
        text_add_code_point(out, character);
    }
}

/* Finding the declared code page. */
#include "parsers/event/code_page.h"
#include "parsers/event/markup.h"
#include "parsers/xml/xml.h"

const struct code_page *xml_declared_page(struct view head)
{
    struct view declaration =
        xml_find_tag(view_slice(head, 0, XML_DECLARATION_SIZE), VIEW("<?xml"));
    struct view name = markup_attribute(declaration, VIEW(" encoding="));
    return name.len > 0 ? code_page_find(name) : NULL;
}

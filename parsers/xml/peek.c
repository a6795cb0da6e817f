/* Single tags looked at in the text of an event, without a parser. */
#include <string.h>

#include "parsers/base/ascii.h"
#include "parsers/xml/xml.h"

/* In a shorter event the parser's time for attributes, which is that of their number squared, does
 * not count. */
enum { SMALL_EVENT = 4096 };

struct view xml_find_tag(struct view text, struct view name)
{
    size_t pos = view_find(text, name, 0);
    if (pos == SIZE_MAX) {
        return VIEW_NONE;
    }
    struct view tag = view_from(text, pos);
    const char *end = memchr(tag.data, '>', tag.len);
    return end ? view_slice(tag, 0, (size_t)(end - tag.data) + 1) : VIEW_NONE;
}

struct view xml_tag_text(struct view text, struct view tag)
{
    if (tag.len > 1 && tag.data[tag.len - 2] == '/') {
        return VIEW("");
    }
    struct view rest = tag.data ? view_from(text, (size_t)(tag.data - text.data) + tag.len) : tag;
    struct view inner, after;
    bool is_plain = view_cut(rest, VIEW("<"), &inner, &after) && view_starts(after, VIEW("/")) &&
                    view_find(inner, VIEW("&"), 0) == SIZE_MAX;
    return is_plain ? view_trim(inner) : VIEW_NONE;
}

bool xml_has_many_attributes(struct view event)
{
    if (event.len < SMALL_EVENT) {
        return false;
    }
    size_t count = 0;
    for (size_t i = 0; i < event.len && count <= XML_MAX_ATTRIBUTES; i++) {
        char c = event.data[i];
        count = c == '<' || c == '>' ? 0 : count + (c == '=');
        if (c == '>') {
            /* What follows is text, up to the next tag. */
            const char *tag = memchr(event.data + i, '<', event.len - i);
            i = tag ? (size_t)(tag - event.data) : event.len;
        }
    }
    return count > XML_MAX_ATTRIBUTES;
}

/* Elements that are the same in all events of the provider. */
#define TASK "<Task>0</Task><Opcode>0</Opcode><Keywords>0x"
#define SAME_KEYWORDS "000000000000000</Keywords>" /* after a first digit: the channel's bit */

size_t xml_namespace_len(struct view text, struct view uri)
{
    struct view name = VIEW(" xmlns=");
    if (!view_starts(text, name) || !view_starts(view_from(text, name.len + 1), uri)) {
        return 0;
    }
    size_t len = name.len + uri.len + 2;
    char quote = text.data[name.len];
    bool is_quoted = len <= text.len && text.data[len - 1] == quote;
    return is_quoted && (quote == '"' || quote == '\'') ? len : 0;
}

size_t xml_constants_len(struct view text)
{
    size_t digit = VIEW(TASK).len;
    bool is_constant = view_starts(text, VIEW(TASK)) &&
                       view_starts(view_from(text, digit + 1), VIEW(SAME_KEYWORDS));
    return is_constant ? digit + 1 + VIEW(SAME_KEYWORDS).len : 0;
}

size_t xml_tag_name_len(struct view text)
{
    size_t len = 0;
    while (len < text.len && ascii_is_word(text.data[len])) {
        len++;
    }
    return len;
}

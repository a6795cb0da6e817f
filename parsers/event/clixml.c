/* Tags and escapes of PowerShell's serialization. */
#include "parsers/event/clixml.h"

#include "parsers/base/ascii.h"
#include "parsers/base/text.h"
#include "parsers/event/markup.h"

/* "_x000A_": a unit of UTF-16. */
static bool read_unit(struct view text, uint32_t *unit)
{
    return view_starts(text, VIEW("_x")) && text.len >= 7 && text.data[6] == '_' &&
           text_hex4(view_from(text, 2), unit);
}

/* The character of an entity or of one or two escaped units; gives how many bytes it is, 0 for
 * none. */
static size_t read_escape(struct view text, uint32_t *c)
{
    uint32_t second;
    const size_t reference = markup_reference(text, c);
    if (reference > 0) {
        return reference;
    }
    if (!read_unit(text, c)) {
        return 0;
    }
    if (text_is_first_half(*c) && read_unit(view_from(text, 7), &second) &&
        text_is_second_half(second)) {
        *c = text_join_halves(*c, second);
        return 14;
    }
    return 7;
}

size_t clixml_text(struct view text, char *out)
{
    size_t len = 0;
    for (size_t pos = 0; pos < text.len;) {
        uint32_t c;
        size_t used = read_escape(view_from(text, pos), &c);
        if (used > 0) {
            len += text_put_code_point(out + len, c); /* U+FFFD for a half */
            pos += used;
        } else {
            out[len++] = text.data[pos++];
        }
    }
    return len;
}

bool clixml_tag(struct view text, struct clixml_tag *tag, size_t *len)
{
    size_t end = view_find(text, VIEW(">"), 0);
    if (end == SIZE_MAX) {
        return false;
    }
    struct view inner = view_slice(text, 1, end);
    *tag = (struct clixml_tag){.is_end = view_starts(inner, VIEW("/")),
                               .is_empty = inner.len > 0 && inner.data[inner.len - 1] == '/'};
    inner = view_from(inner, tag->is_end ? 1 : 0);
    size_t name = 0;
    while (name < inner.len && ascii_is_alnum(inner.data[name])) {
        name++;
    }
    tag->element = view_slice(inner, 0, name);
    tag->name = markup_attribute(inner, VIEW(" N="));
    tag->ref_id = markup_attribute(inner, VIEW(" RefId="));
    *len = end + 1;
    return true;
}

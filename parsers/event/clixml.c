/* Tags and escapes of PowerShell's serialization, and of XML at large. */
#include "parsers/event/clixml.h"

#include "parsers/base/ascii.h"
#include "parsers/base/text.h"

/* "_x000A_": a unit of UTF-16. */
static bool read_unit(struct view text, uint32_t *unit)
{
    return view_starts(text, VIEW("_x")) && text.len >= 7 && text.data[6] == '_' &&
           text_hex4(view_from(text, 2), unit);
}

/* "&#10;" or "&#x27;"; gives how many bytes it is, 0 for none. */
static size_t read_reference(struct view text, uint32_t *c)
{
    enum { MAX_DIGITS = 8 };
    const bool is_hex = view_starts(text, VIEW("&#x"));
    const size_t start = is_hex ? 3 : 2;
    size_t end = start;
    uint32_t number = 0;
    while (end < text.len && end - start < MAX_DIGITS &&
           (is_hex ? ascii_is_hex_digit(text.data[end]) : ascii_is_digit(text.data[end]))) {
        number = number * (is_hex ? 16 : 10) + (uint32_t)ascii_hex_value(text.data[end]);
        end++;
    }
    if (end == start || end == text.len || text.data[end] != ';' || number > 0x10FFFF) {
        return 0;
    }
    *c = number;
    return end + 1;
}

/* The character of an entity or of one or two escaped units; gives how many bytes it is, 0 for
 * none. */
static size_t read_escape(struct view text, uint32_t *c)
{
    static const struct {
        struct view name;
        uint32_t c;
    } entities[] = {{{"&lt;", 4}, '<'},
                    {{"&gt;", 4}, '>'},
                    {{"&amp;", 5}, '&'},
                    {{"&quot;", 6}, '"'},
                    {{"&apos;", 6}, '\''}};
    uint32_t second;
    for (size_t i = 0; i < sizeof(entities) / sizeof(entities[0]); i++) {
        if (view_starts(text, entities[i].name)) {
            *c = entities[i].c;
            return entities[i].name.len;
        }
    }
    if (view_starts(text, VIEW("&#"))) {
        return read_reference(text, c);
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

static struct view attribute(struct view inner, struct view lead)
{
    struct view before, after, value;
    bool is_there =
        view_cut(inner, lead, &before, &after) && view_cut(after, VIEW("\""), &value, &after);
    return is_there ? value : VIEW("");
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
    tag->name = attribute(inner, VIEW(" N=\""));
    tag->ref_id = attribute(inner, VIEW(" RefId=\""));
    *len = end + 1;
    return true;
}

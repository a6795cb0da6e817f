/* Events as XML in text that is none: quoted in a mail, escaped for a page, in a document's data.
 */
#include <string.h>

#include "parsers/base/ascii.h"
#include "parsers/text/text.h"

enum { WRAPPED_LINE = 50 /* bytes that a line has at least that a mail's program wrapped */ };

/* "Event Xml:" and its like. */
bool text_announces_xml(struct view line)
{
    while (line.len > 0 && ascii_is_blank(line.data[line.len - 1])) {
        line.len--;
    }
    if (line.len == 0 || line.data[line.len - 1] != ':') {
        return false;
    }
    line = view_trim(line);
    return line.len < TEXT_MAX_NAME && (view_find(line, VIEW("XML"), 0) != SIZE_MAX ||
                                        view_find(line, VIEW("Xml"), 0) != SIZE_MAX);
}

/* True for the tag of an event and not for one that is only spoken of: another tag follows, or
 * nothing where it stands alone. */
static bool is_tag(struct view line, size_t pos)
{
    struct view tag = view_from(line, pos);
    size_t end = view_find(tag, VIEW(">"), 0);
    struct view behind = view_trim(view_from(tag, end == SIZE_MAX ? tag.len : end + 1));
    if (end == SIZE_MAX) {
        bool is_alone = view_equal(view_trim(tag), VIEW("<Event")); /* wrapped behind it */
        return is_alone || view_find(tag, VIEW("xmlns"), 0) != SIZE_MAX;
    }
    while (behind.len > 0 && (behind.data[0] == '-' || behind.data[0] == '+')) {
        behind =
            view_trim(view_from(behind, 1)); /* browsers put marks before what can be unfolded */
    }
    const struct view before = view_trim(view_slice(line, 0, pos));
    return behind.len > 0 ? behind.data[0] == '<'
                          : before.len == 0 || view_equal(before, VIEW("-"));
}

/* Where an event begins, or SIZE_MAX. */
static size_t find_event(struct view line)
{
    const struct view start = VIEW("<Event");
    for (size_t pos = view_find(line, start, 0); pos != SIZE_MAX;
         pos = view_find(line, start, pos + 1)) {
        char next = pos + start.len < line.len ? line.data[pos + start.len] : '\n';
        if ((next == ' ' || next == '>' || next == '\n') && is_tag(line, pos)) {
            return pos;
        }
    }
    return SIZE_MAX;
}

void text_xml_end(struct text_xml *x, struct text_lines *l)
{
    for (size_t i = 0; x->is_open && readers[i]; i++) {
        if (readers[i]->add_one) {
            readers[i]->add_one(l->input, buffer_view(x->text), x->offset, l->batch);
            x->is_open = false;
        }
    }
    buffer_clear(x->text);
    x->is_open = false;
}

bool text_xml_begins(const struct text_xml *x, struct view line)
{
    return !x->is_open && find_event(line) != SIZE_MAX;
}

void text_xml_take(struct text_xml *x, struct text_lines *l, const struct text_line *line)
{
    const struct view end = VIEW("</Event>");
    struct view rest = line->text;
    while (x->is_open || find_event(rest) != SIZE_MAX) {
        if (!x->is_open) {
            rest = view_from(rest, find_event(rest));
            x->offset = line->offset;
            x->is_open = true;
        }
        size_t pos = view_find(rest, end, 0);
        if (pos == SIZE_MAX) {
            /* A long line of a quoted mail was wrapped at a blank. */
            bool is_wrapped = (l->damage & TEXT_DAMAGE_QUOTED) && rest.len >= WRAPPED_LINE;
            buffer_add(x->text, rest);
            buffer_add_char(x->text, is_wrapped ? ' ' : '\n');
            break;
        }
        buffer_add(x->text, view_slice(rest, 0, pos + end.len));
        text_xml_end(x, l);
        rest = view_from(rest, pos + end.len);
    }
    if (x->text->len > TEXT_MAX_RECORD) {
        text_xml_end(x, l);
    }
}

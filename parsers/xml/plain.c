/* Events in a dress of their own, brought into the one that all others have: prefixes of names
 * taken away, quotes that a CSV file doubles made single. */
#include <string.h>

#include "parsers/base/ascii.h"
#include "parsers/base/count.h"
#include "parsers/xml/xml.h"

enum { HEAD_SIZE = 512 /* how far the first attributes are looked for */ };

static size_t name_len(struct view text)
{
    size_t len = 0;
    while (len < text.len &&
           (ascii_is_alnum(text.data[len]) || ascii_is_of("_-.", text.data[len]) ||
            (unsigned char)text.data[len] >= 0x80)) {
        len++;
    }
    return len;
}

/* Length of the prefix and its colon of the name that the text begins with, or 0. */
static size_t prefix_len(struct view text)
{
    size_t len = name_len(text);
    bool has_prefix = len > 0 && len + 1 < text.len && text.data[len] == ':';
    return has_prefix && name_len(view_from(text, len + 1)) > 0 ? len + 1 : 0;
}

bool xml_has_prefix(struct view event)
{
    return !view_starts(event, VIEW("<Event")) && view_starts(event, VIEW("<")) &&
           prefix_len(view_from(event, 1)) > 0;
}

/* Length of the comment or CDATA section at the start of the text, or 0. Once one has no end, no
 * later one has, and `*is_open` remembers that. */
static size_t section_len(struct view text, bool *is_open)
{
    static const struct {
        struct view open, close;
    } sections[] = {{{"<!--", 4}, {"-->", 3}}, {{"<![CDATA[", 9}, {"]]>", 3}}};
    for (size_t i = 0; i < COUNT_OF(sections); i++) {
        if (!*is_open && view_starts(text, sections[i].open)) {
            size_t end = view_find(text, sections[i].close, sections[i].open.len);
            *is_open = end == SIZE_MAX;
            return end == SIZE_MAX ? 0 : end + sections[i].close.len;
        }
    }
    return 0;
}

/* Position of the next '<', or the text's length. */
static size_t next_tag(struct view text, size_t from)
{
    struct view rest = view_from(text, from);
    const char *tag = rest.len > 0 ? memchr(rest.data, '<', rest.len) : NULL;
    return tag ? (size_t)(tag - text.data) : text.len;
}

static bool has_default_namespace(struct view event)
{
    size_t end = view_find(event, VIEW(">"), 0);
    return view_find(view_slice(event, 0, end), VIEW(" xmlns="), 0) != SIZE_MAX;
}

void xml_without_prefixes(struct buffer *out, struct view event)
{
    bool is_open = false;
    size_t done = 0;
    for (size_t pos = next_tag(event, 0); pos < event.len; pos = next_tag(event, pos)) {
        size_t section = section_len(view_from(event, pos), &is_open);
        if (section > 0) {
            pos += section;
            continue;
        }
        pos += view_starts(view_from(event, pos), VIEW("</")) ? 2 : 1;
        size_t prefix = prefix_len(view_from(event, pos));
        buffer_add(out, view_slice(event, done, pos));
        bool is_first = done == 0;
        done = pos += prefix;
        if (is_first && prefix > 0 && !has_default_namespace(event)) {
            done += VIEW("Event").len;
            buffer_add_text(out, "Event xmlns='" XML_EVENT_URI "'");
        }
    }
    buffer_add(out, view_from(event, done));
}

/* True when values of attributes stand in two quotes of that kind. */
static bool has_doubled(struct view head, struct view mark)
{
    for (size_t pos = 0; (pos = view_find(head, mark, pos)) != SIZE_MAX; pos++) {
        struct view value = view_from(head, pos + mark.len);
        if (value.len > 0 && (ascii_is_alnum(value.data[0]) || value.data[0] == '{')) {
            return true;
        }
    }
    return false;
}

/* True when single quotes stand there, and never alone. */
static bool has_pairs_alone(struct view event)
{
    size_t count = 0;
    for (size_t pos = 0; (pos = view_find(event, VIEW("'"), pos)) != SIZE_MAX; pos += 2) {
        if (pos + 1 == event.len || event.data[pos + 1] != '\'') {
            return false;
        }
        count++;
    }
    return count > 0;
}

char xml_doubled_quote(struct view event, bool is_quoted)
{
    const struct view head = view_slice(event, 0, HEAD_SIZE);
    if (has_doubled(head, VIEW("=\"\""))) {
        return '"';
    }
    const bool may_be = is_quoted && view_find(head, VIEW("='"), 0) == SIZE_MAX;
    return has_doubled(head, VIEW("=''")) || (may_be && has_pairs_alone(event)) ? '\'' : '\0';
}

void xml_undouble_quotes(struct buffer *text, char quote)
{
    size_t len = 0;
    for (size_t i = 0; i < text->len; i++) {
        text->data[len++] = text->data[i];
        bool is_doubled = text->data[i] == quote && i + 1 < text->len && text->data[i + 1] == quote;
        i += is_doubled;
    }
    text->len = len;
}

/* Mending what can be mended without guessing. */
#include <string.h>

#include "parsers/base/ascii.h"
#include "parsers/event/markup.h"
#include "parsers/xml/xml.h"

#define REPLACEMENT "\xEF\xBF\xBD"

static bool is_xml_character(uint32_t c)
{
    return c == '\t' || c == '\n' || c == '\r' || (c >= 0x20 && c < 0xD800) ||
           (c >= 0xE000 && c <= 0x10FFFF && c != 0xFFFE && c != 0xFFFF);
}

static bool is_control(unsigned char c)
{
    return c < 0x20 && c != '\t' && c != '\n' && c != '\r';
}

/* U+FFFE and U+FFFF are well-formed UTF-8 but no XML characters. */
static bool is_noncharacter(struct view v)
{
    return v.len >= 3 &&
           (memcmp(v.data, "\xEF\xBF\xBE", 3) == 0 || memcmp(v.data, "\xEF\xBF\xBF", 3) == 0);
}

/* What follows the '<' of a tag, a comment or the like. */
static bool begins_tag(struct view mark)
{
    if (mark.len < 2) {
        return false;
    }
    char next = mark.data[1];
    return ascii_is_alnum(next) ? next > '9' : ascii_is_of("_:/!?", next) || (next & 0x80) != 0;
}

/* What one character is to be replaced by. */
struct mending {
    const char *text; /* NULL: it stays */
    size_t width;     /* the bytes that it stands for */
};

static struct mending mend_reference(struct view here, struct xml_repairs *repairs)
{
    uint32_t code_point = 0;
    size_t len = markup_reference(here, &code_point);
    if (len == 0) {
        repairs->ampersands++;
        return (struct mending){"&amp;", 1};
    }
    if (!is_xml_character(code_point)) {
        repairs->characters++;
        return (struct mending){REPLACEMENT, len};
    }
    return (struct mending){NULL, 1};
}

/* Quotes that a word processor put in the place of those around attributes. */
static bool is_printed_quote(struct view here)
{
    return here.len >= 3 && memcmp(here.data, "\xE2\x80", 2) == 0 &&
           ((uint8_t)here.data[2] == 0x9C || (uint8_t)here.data[2] == 0x9D ||
            (uint8_t)here.data[2] == 0x9E);
}

/* The length of the link that a mail program put behind an address in a tag: "<http://...>"; 0 for
 * none. */
static size_t link_len(struct view here)
{
    size_t len = view_starts(here, VIEW("<http")) ? 1 : here.len;
    while (len < here.len && !ascii_is_of("<>\"", here.data[len])) {
        len++;
    }
    return len < here.len && here.data[len] == '>' ? len + 1 : 0;
}

static struct mending mend(struct view here, bool is_cdata, bool is_tag,
                           struct xml_repairs *repairs)
{
    if (is_tag && is_printed_quote(here)) {
        repairs->quotes++;
        return (struct mending){"\"", 3};
    }
    unsigned char c = (unsigned char)here.data[0];
    if (is_control(c) || (c == 0xEF && is_noncharacter(here))) {
        repairs->characters++;
        return (struct mending){REPLACEMENT, c == 0xEF ? 3 : 1};
    }
    if (c == '&' && !is_cdata) {
        return mend_reference(here, repairs);
    }
    if (c == '<' && !is_cdata && !begins_tag(here)) {
        repairs->marks++;
        return (struct mending){"&lt;", 1};
    }
    return (struct mending){NULL, 1};
}

/* Mends one well-formed stretch. */
static void repair_stretch(struct buffer *out, struct view text, bool *is_cdata,
                           struct xml_repairs *repairs)
{
    size_t done = 0;
    bool is_tag = false;
    for (size_t i = 0; i < text.len; i++) {
        struct view here = view_from(text, i);
        const bool is_link = is_tag && here.data[0] == '<' && link_len(here) > 0;
        is_tag = is_tag || (here.data[0] == '<' && begins_tag(here));
        is_tag = is_tag && (is_link || here.data[0] != '>');
        if (here.data[0] == '<' && view_starts(here, VIEW("<![CDATA["))) {
            *is_cdata = true;
        } else if (here.data[0] == ']' && view_starts(here, VIEW("]]>"))) {
            *is_cdata = false;
        }
        struct mending mending = mend(here, *is_cdata, is_tag, repairs);
        if (is_link) {
            repairs->links++;
            mending = (struct mending){"", link_len(here)};
        }
        if (mending.text) {
            buffer_add(out, view_slice(text, done, i));
            buffer_add_text(out, mending.text);
            i += mending.width - 1;
            done = i + 1;
        }
    }
    buffer_add(out, view_from(text, done));
}

struct xml_repairs xml_repair(struct buffer *out, struct view text)
{
    struct xml_repairs repairs = {0};
    bool is_cdata = false;
    while (text.len > 0) {
        size_t valid = text_utf8_valid_len(text);
        repair_stretch(out, view_slice(text, 0, valid), &is_cdata, &repairs);
        if (valid < text.len) {
            buffer_add_text(out, REPLACEMENT);
            repairs.bytes++;
            valid++;
        }
        text = view_from(text, valid);
    }
    return repairs;
}

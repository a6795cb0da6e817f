/* Mending what can be mended without guessing. */
#include <string.h>

#include "parsers/xml/xml.h"

#define REPLACEMENT "\xEF\xBF\xBD"

/* The longest reference: &#x10FFFF; or &#1114111; */
enum { MAX_REFERENCE = 12 };

struct entity {
    struct view name;
    char character;
};

static const struct entity entities[] = {
    {{"amp", 3}, '&'}, {{"lt", 2}, '<'}, {{"gt", 2}, '>'}, {{"quot", 4}, '"'}, {{"apos", 4}, '\''},
};

/* Reads "#10" or "#xA". */
static bool read_character_number(struct view name, uint32_t *code_point)
{
    struct view digits = view_from(name, 1);
    uint64_t number;
    char text[MAX_REFERENCE + 2] = "0x";
    if (digits.len > 0 && (digits.data[0] == 'x' || digits.data[0] == 'X')) {
        digits = view_from(digits, 1);
        if (digits.len == 0 || digits.len > MAX_REFERENCE - 1) {
            return false;
        }
        memcpy(text + 2, digits.data, digits.len);
        digits = (struct view){text, digits.len + 2};
    }
    if (!view_number(digits, &number) || number > 0x10FFFF) {
        return false;
    }
    *code_point = (uint32_t)number;
    return true;
}

static bool is_xml_character(uint32_t c)
{
    return c == '\t' || c == '\n' || c == '\r' || (c >= 0x20 && c < 0xD800) ||
           (c >= 0xE000 && c <= 0x10FFFF && c != 0xFFFE && c != 0xFFFF);
}

/* The character of a reference that starts at text.data[0] == '&'; its length, or 0 for none. */
static size_t read_reference(struct view text, uint32_t *code_point)
{
    struct view head = view_slice(text, 1, MAX_REFERENCE);
    struct view name, rest;
    if (!view_cut(head, VIEW(";"), &name, &rest) || name.len == 0) {
        return 0;
    }
    if (name.data[0] == '#') {
        return read_character_number(name, code_point) ? name.len + 2 : 0;
    }
    for (size_t i = 0; i < sizeof(entities) / sizeof(entities[0]); i++) {
        if (view_equal(name, entities[i].name)) {
            *code_point = (uint32_t)entities[i].character;
            return name.len + 2;
        }
    }
    return 0;
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

/* Mends one well-formed stretch. */
static void repair_stretch(struct buffer *out, struct view text, struct xml_repairs *repairs)
{
    size_t done = 0;
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.data[i];
        struct view here = view_from(text, i);
        size_t width = 1;
        const char *mended = NULL;
        uint32_t code_point = 0;
        if (is_control(c)) {
            mended = REPLACEMENT;
            repairs->characters++;
        } else if (c == '&') {
            size_t reference = read_reference(here, &code_point);
            if (reference == 0) {
                mended = "&amp;";
                repairs->ampersands++;
            } else if (!is_xml_character(code_point)) {
                mended = REPLACEMENT;
                width = reference;
                repairs->characters++;
            }
        } else if (c == 0xEF && is_noncharacter(here)) {
            mended = REPLACEMENT;
            width = 3;
            repairs->characters++;
        }
        if (mended) {
            buffer_add(out, view_slice(text, done, i));
            buffer_add_text(out, mended);
            i += width - 1;
            done = i + 1;
        }
    }
    buffer_add(out, view_from(text, done));
}

struct xml_repairs xml_repair(struct buffer *out, struct view text)
{
    struct xml_repairs repairs = {0};
    while (text.len > 0) {
        size_t valid = text_utf8_valid_len(text);
        repair_stretch(out, view_slice(text, 0, valid), &repairs);
        if (valid < text.len) {
            buffer_add_text(out, REPLACEMENT);
            repairs.bytes++;
            valid++;
        }
        text = view_from(text, valid);
    }
    return repairs;
}

bool xml_unescape(struct buffer *out, struct view text)
{
    size_t done = 0;
    for (size_t i = 0; i < text.len; i++) {
        uint32_t code_point;
        size_t reference =
            text.data[i] == '&' ? read_reference(view_from(text, i), &code_point) : 0;
        if (reference > 0) {
            buffer_add(out, view_slice(text, done, i));
            text_add_code_point(out, code_point);
            i += reference - 1;
            done = i + 1;
        }
    }
    return buffer_add(out, view_from(text, done));
}

/* References to characters, and attributes of tags. */
#include "parsers/event/markup.h"

#include "parsers/base/ascii.h"
#include "parsers/base/count.h"
#include "parsers/base/text.h"

static const struct {
    struct view name;
    char character;
} entities[] = {
    {{"lt", 2}, '<'}, {{"gt", 2}, '>'}, {{"amp", 3}, '&'}, {{"quot", 4}, '"'}, {{"apos", 4}, '\''},
};

/* Reads "#10" or "#xA". */
static bool read_number(struct view name, uint32_t *character)
{
    const bool is_hex = name.len > 1 && ascii_fold(name.data[1]) == 'x';
    const size_t start = is_hex ? 2 : 1;
    uint64_t number = 0;
    for (size_t i = start; i < name.len; i++) {
        const char c = name.data[i];
        if (is_hex ? !ascii_is_hex_digit(c) : !ascii_is_digit(c)) {
            return false;
        }
        number = number * (is_hex ? 16 : 10) + (uint64_t)ascii_hex_value(c);
    }
    if (name.len == start || number > 0x10FFFF) {
        return false;
    }
    *character = (uint32_t)number;
    return true;
}

size_t markup_reference(struct view text, uint32_t *character)
{
    struct view name, rest;
    if (text.len == 0 || text.data[0] != '&' ||
        !view_cut(view_slice(text, 1, MARKUP_MAX_REFERENCE), VIEW(";"), &name, &rest) ||
        name.len == 0) {
        return 0;
    }
    if (name.data[0] == '#') {
        return read_number(name, character) ? name.len + 2 : 0;
    }
    for (size_t i = 0; i < COUNT_OF(entities); i++) {
        if (view_equal(name, entities[i].name)) {
            *character = (uint32_t)entities[i].character;
            return name.len + 2;
        }
    }
    return 0;
}

size_t markup_resolve(struct view text, char *out)
{
    size_t len = 0;
    while (text.len > 0) {
        uint32_t character;
        const size_t used = markup_reference(text, &character);
        if (used > 0) {
            len += text_put_code_point(out + len, character);
            text = view_from(text, used);
            continue;
        }
        const char *next = memchr(text.data + 1, '&', text.len - 1);
        const size_t run = next ? (size_t)(next - text.data) : text.len;
        memcpy(out + len, text.data, run);
        len += run;
        text = view_from(text, run);
    }
    return len;
}

const char *markup_escape(char c)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;"; /* &apos; is not of HTML 4, which mails and ticket systems know */
    default:
        return NULL;
    }
}

struct view markup_attribute(struct view tag, struct view name)
{
    const size_t pos = view_find(tag, name, 0);
    if (pos == SIZE_MAX || pos + name.len >= tag.len) {
        return VIEW_NONE;
    }
    const char quote = tag.data[pos + name.len];
    const struct view rest = view_from(tag, pos + name.len + 1);
    const char *end = memchr(rest.data, quote, rest.len);
    if ((quote != '"' && quote != '\'') || !end) {
        return VIEW_NONE;
    }
    return view_slice(rest, 0, (size_t)(end - rest.data));
}

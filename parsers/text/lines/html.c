/* Text that stands in a web page or a mail of that form: its entities and tags. */
#include <string.h>

#include "parsers/base/ascii.h"
#include "parsers/base/count.h"
#include "parsers/event/markup.h"
#include "parsers/text/lines/lines.h"

enum {
    MAX_ENTITY = 10,   /* bytes of "&eacute;" and its like */
    MAX_TAG = 2048,    /* bytes of a tag, which may have styles */
    MAX_TAG_NAME = 12, /* of "blockquote" and its like */
};

/* Entities that XML does not have. */
static const struct {
    struct view name;
    uint32_t character;
} entities[] = {
    {{"nbsp", 4}, ' '},     {{"auml", 4}, 0xE4},    {{"ouml", 4}, 0xF6},    {{"uuml", 4}, 0xFC},
    {{"Auml", 4}, 0xC4},    {{"Ouml", 4}, 0xD6},    {{"Uuml", 4}, 0xDC},    {{"szlig", 5}, 0xDF},
    {{"eacute", 6}, 0xE9},  {{"egrave", 6}, 0xE8},  {{"ndash", 5}, 0x2013}, {{"mdash", 5}, 0x2014},
    {{"lsquo", 5}, 0x2018}, {{"rsquo", 5}, 0x2019}, {{"ldquo", 5}, 0x201C}, {{"rdquo", 5}, 0x201D},
    {{"bull", 4}, 0x2022},
};

/* What a tag means for the lines of the text. */
enum tag {
    TAG_NONE,   /* none of a page: it may be a placeholder */
    TAG_INLINE, /* within a line */
    TAG_BREAK,  /* ends a line */
    TAG_BLOCK,  /* stands at the start of a line, and ends one at its own end */
    TAG_ROW,    /* of a table */
    TAG_CELL,   /* of a row */
    TAG_KEPT,   /* within, line ends mean what they are */
};

static const struct {
    struct view name;
    enum tag tag;
} tags[] = {
    {{"br", 2}, TAG_BREAK},          {{"p", 1}, TAG_BLOCK},        {{"div", 3}, TAG_BLOCK},
    {{"li", 2}, TAG_BLOCK},          {{"ul", 2}, TAG_BLOCK},       {{"ol", 2}, TAG_BLOCK},
    {{"h1", 2}, TAG_BLOCK},          {{"h2", 2}, TAG_BLOCK},       {{"h3", 2}, TAG_BLOCK},
    {{"h4", 2}, TAG_BLOCK},          {{"hr", 2}, TAG_BREAK},       {{"table", 5}, TAG_BLOCK},
    {{"tbody", 5}, TAG_BLOCK},       {{"thead", 5}, TAG_BLOCK},    {{"colgroup", 8}, TAG_BLOCK},
    {{"col", 3}, TAG_INLINE},        {{"tr", 2}, TAG_ROW},         {{"td", 2}, TAG_CELL},
    {{"th", 2}, TAG_CELL},           {{"pre", 3}, TAG_KEPT},       {{"code", 4}, TAG_INLINE},
    {{"strong", 6}, TAG_INLINE},     {{"b", 1}, TAG_INLINE},       {{"em", 2}, TAG_INLINE},
    {{"i", 1}, TAG_INLINE},          {{"u", 1}, TAG_INLINE},       {{"span", 4}, TAG_INLINE},
    {{"font", 4}, TAG_INLINE},       {{"a", 1}, TAG_INLINE},       {{"o:p", 3}, TAG_INLINE},
    {{"html", 4}, TAG_BLOCK},        {{"head", 4}, TAG_BLOCK},     {{"body", 4}, TAG_BLOCK},
    {{"title", 5}, TAG_BLOCK},       {{"meta", 4}, TAG_INLINE},    {{"img", 3}, TAG_INLINE},
    {{"blockquote", 10}, TAG_BLOCK}, {{"wbr", 3}, TAG_INLINE},     {{"dl", 2}, TAG_BLOCK},
    {{"dt", 2}, TAG_BLOCK}, /* a name, and its value below */
    {{"dd", 2}, TAG_BLOCK},          {{"!doctype", 8}, TAG_BLOCK}, {{"row", 3}, TAG_ROW},
    {{"cell", 4}, TAG_CELL},         {{"data", 4}, TAG_INLINE}, /* Excel 2003 */
};

/* The tag that the text begins with, its length, and whether it is one that ends an element. */
static enum tag tag_at(struct view text, size_t *len, bool *is_end)
{
    *is_end = text.len > 1 && text.data[1] == '/';
    struct view rest = view_from(text, *is_end ? 2 : 1);
    size_t name = 0;
    while (name < rest.len && name < MAX_TAG_NAME &&
           (ascii_is_alnum(rest.data[name]) || rest.data[name] == ':' || rest.data[name] == '!')) {
        name++;
    }
    char next = name < rest.len ? rest.data[name] : '\0';
    struct view head = view_slice(text, 0, MAX_TAG);
    const char *end = head.len > 0 ? memchr(head.data, '>', head.len) : NULL;
    if (!end || (next != '>' && next != '/' && !ascii_is_blank(next))) {
        return TAG_NONE;
    }
    *len = (size_t)(end - head.data) + 1;
    if (view_equal(view_slice(rest, 0, name), VIEW("Code"))) {
        return TAG_NONE; /* of the data of an event, in XML */
    }
    for (size_t i = 0; i < COUNT_OF(tags); i++) {
        if (view_equal_nocase(view_slice(rest, 0, name), tags[i].name)) {
            return tags[i].tag;
        }
    }
    return TAG_NONE;
}

/* The character that the entity stands for which the text begins with, and its length; 0 for none.
 */
static uint32_t entity_at(struct view text, size_t *len)
{
    struct view name, rest;
    uint32_t character;
    *len = markup_reference(text, &character);
    if (*len > 0) {
        return character < ' ' ? 0 : character == 0xA0 ? ' ' : character;
    }
    if (!view_cut(view_slice(text, 1, MAX_ENTITY), VIEW(";"), &name, &rest)) {
        return 0;
    }
    *len = name.len + 2;
    for (size_t i = 0; i < COUNT_OF(entities); i++) {
        if (view_equal(name, entities[i].name)) {
            return entities[i].character;
        }
    }
    return 0;
}

/* True for a quote as an entity behind a blank or an equals sign, where values begin. */
static bool has_quote_entity(struct view text)
{
    static const struct view quotes[] = {{"&quot;", 6}, {"&#39;", 5},  {"&#34;", 5},
                                         {"&#x27;", 6}, {"&#x22;", 6}, {"&amp;quot;", 10}};
    for (size_t i = 0; i < text.len; i++) {
        const char *at = memchr(text.data + i, '&', text.len - i);
        if (!at) {
            return false;
        }
        i = (size_t)(at - text.data);
        char before = i > 0 ? text.data[i - 1] : '\0';
        for (size_t j = 0; (before == ' ' || before == '=') && j < COUNT_OF(quotes); j++) {
            if (view_starts(view_from(text, i), quotes[j])) {
                return true;
            }
        }
    }
    return false;
}

/* True when a line begins with a tag of a page, or ends with a line break. */
static bool has_tags(struct view text)
{
    for (size_t i = 0; i < text.len; i++) {
        const char *at = memchr(text.data + i, '<', text.len - i);
        size_t len, start;
        bool is_end;
        if (!at) {
            return false;
        }
        start = i = (size_t)(at - text.data);
        while (start > 0 && (text.data[start - 1] == ' ' || text.data[start - 1] == '\t')) {
            start--;
        }
        enum tag tag = tag_at(view_from(text, i), &len, &is_end);
        bool is_first = start == 0 || text.data[start - 1] == '\n';
        struct view behind = view_from(text, tag == TAG_NONE ? text.len : i + len);
        if (tag != TAG_NONE &&
            (is_first || (tag == TAG_BREAK &&
                          (view_starts(behind, VIEW("\n")) || view_starts(behind, VIEW("\r")))))) {
            return true;
        }
    }
    return false;
}

static bool has(struct view text, struct view needle)
{
    return view_find(text, needle, 0) != SIZE_MAX;
}

unsigned text_html_of(struct view text)
{
    const bool has_entities = text.len > 0 && memchr(text.data, '&', text.len);
    const bool is_escaped = has_entities && has(text, VIEW("&amp;lt;Event"));
    const bool is_there =
        is_escaped || has_tags(text) ||
        (has_entities && (has_quote_entity(text) || has(text, VIEW(":&nbsp;")) ||
                          has(text, VIEW("&nbsp;&nbsp;")) || has(text, VIEW("&lt;Event"))));
    const bool is_twice = is_escaped || (has_entities && (has(text, VIEW("&amp;quot;")) ||
                                                          has(text, VIEW("&amp;nbsp;")) ||
                                                          has(text, VIEW("&amp;#"))));
    return (is_there ? TEXT_DAMAGE_HTML : 0) | (is_twice ? TEXT_DAMAGE_TWICE : 0);
}

static void add_tag(struct buffer *out, enum tag tag, bool is_end)
{
    if (tag == TAG_CELL) {
        buffer_add_text(out, is_end ? " " : "|");
    } else if (tag == TAG_ROW) {
        bool is_fresh = out->len == 0 || out->data[out->len - 1] == '\n';
        buffer_add_text(out, is_end ? "|\n" : is_fresh ? "" : "\n");
    } else if (tag == TAG_BREAK || (is_end && tag != TAG_INLINE)) {
        buffer_add_char(out, '\n');
    }
}

void text_add_without_html(struct buffer *out, struct view text)
{
    for (size_t i = 0; i < text.len;) {
        struct view rest = view_from(text, i);
        size_t len = 1;
        bool is_end = false;
        enum tag tag = rest.data[0] == '<' ? tag_at(rest, &len, &is_end) : TAG_NONE;
        uint32_t character = rest.data[0] == '&' ? entity_at(rest, &len) : 0;
        if (tag != TAG_NONE) {
            add_tag(out, tag, is_end);
        } else if (character != 0) {
            text_add_code_point(out, character);
        } else {
            len = 1;
            buffer_add_char(out, rest.data[0]);
        }
        i += len;
    }
}

enum text_row text_row_of(struct view line)
{
    size_t start = SIZE_MAX;
    static const struct view rows[][2] = {{{"<tr", 3}, {"</tr", 4}}, {{"<row", 4}, {"</row", 5}}};
    bool is_closed = false;
    for (size_t i = 0; i < COUNT_OF(rows) && start == SIZE_MAX; i++) {
        for (size_t pos = view_find_nocase(line, rows[i][0], 0); pos != SIZE_MAX;
             pos = view_find_nocase(line, rows[i][0], pos + 1)) {
            start = pos;
        }
        size_t from = start == SIZE_MAX ? 0 : start;
        is_closed |= view_find_nocase(line, rows[i][1], from) != SIZE_MAX;
    }
    return is_closed ? TEXT_ROW_ENDS : start != SIZE_MAX ? TEXT_ROW_BEGINS : TEXT_ROW_NO_WORD;
}

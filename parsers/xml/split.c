/* Finding events in the bytes of an export without parsing it. What stands around them (byte order
 * marks, declarations, root elements, banners, "Record N" lines) needs no rule of its own. */
#include "parsers/base/ascii.h"
#include "parsers/xml/xml.h"

struct pattern {
    struct view utf8, utf16le, utf16be;
};

#define UTF16LE_EVENT "E\0v\0e\0n\0t\0"
#define UTF16BE_EVENT "\0E\0v\0e\0n\0t"

static const struct pattern start_pattern = {
    {"<Event", 6}, {"<\0" UTF16LE_EVENT, 12}, {"\0<" UTF16BE_EVENT, 12}};
static const struct pattern end_pattern = {
    {"</Event", 7}, {"<\0/\0" UTF16LE_EVENT, 14}, {"\0<\0/" UTF16BE_EVENT, 14}};

static const struct pattern plain_end_pattern = {
    {"</Event>", 8}, {"<\0/\0" UTF16LE_EVENT ">\0", 16}, {"\0<\0/" UTF16BE_EVENT "\0>", 16}};

static struct view pattern_bytes(const struct pattern *p, enum text_encoding encoding)
{
    switch (encoding) {
    case TEXT_UTF16LE:
        return p->utf16le;
    case TEXT_UTF16BE:
        return p->utf16be;
    case TEXT_UTF8:
    case TEXT_WINDOWS_1252:
        break;
    }
    return p->utf8;
}

static size_t unit_size(enum text_encoding encoding)
{
    return encoding == TEXT_UTF16LE || encoding == TEXT_UTF16BE ? 2 : 1;
}

/* The character at `pos` if it is ASCII; else NUL or a byte that is not, and NUL past the end. */
static char char_at(struct view data, enum text_encoding encoding, size_t pos)
{
    size_t unit = unit_size(encoding);
    if (pos >= data.len || data.len - pos < unit) {
        return 0;
    }
    size_t low = encoding == TEXT_UTF16BE ? pos + 1 : pos;
    size_t high = encoding == TEXT_UTF16BE ? pos : pos + 1;
    return unit == 1 || data.data[high] == 0 ? data.data[low] : '\0';
}

/* Position of the pattern at a character boundary; `data` starts at one. */
static size_t find_pattern(struct view data, enum text_encoding encoding,
                           const struct pattern *pattern, size_t from)
{
    struct view needle = pattern_bytes(pattern, encoding);
    size_t unit = unit_size(encoding);
    for (;;) {
        size_t pos = view_find(data, needle, from);
        if (pos == SIZE_MAX || pos % unit == 0) {
            return pos;
        }
        from = pos + 1;
    }
}

size_t xml_find_start(struct view data, enum text_encoding encoding, size_t from)
{
    struct view needle = pattern_bytes(&start_pattern, encoding);
    for (;;) {
        /* Mostly the next event stands right here. */
        bool is_here = view_starts(view_from(data, from), needle);
        size_t pos = is_here ? from : find_pattern(data, encoding, &start_pattern, from);
        if (pos == SIZE_MAX) {
            return SIZE_MAX;
        }
        char next = char_at(data, encoding, pos + needle.len);
        if (ascii_is_blank(next) || next == '>' || next == '/') {
            return pos;
        }
        from = pos + needle.len;
    }
}

size_t xml_find_plain_end(struct view data, enum text_encoding encoding, size_t from)
{
    size_t pos = find_pattern(data, encoding, &plain_end_pattern, from);
    return pos == SIZE_MAX ? SIZE_MAX : pos + pattern_bytes(&plain_end_pattern, encoding).len;
}

size_t xml_find_end(struct view data, enum text_encoding encoding, size_t from)
{
    size_t len = pattern_bytes(&end_pattern, encoding).len;
    size_t unit = unit_size(encoding);
    for (;;) {
        size_t pos = find_pattern(data, encoding, &end_pattern, from);
        if (pos == SIZE_MAX) {
            return SIZE_MAX;
        }
        from = pos + len;
        size_t after = from;
        while (ascii_is_blank(char_at(data, encoding, after))) {
            after += unit;
        }
        if (char_at(data, encoding, after) == '>') {
            return after + unit;
        }
    }
}

struct xml_splitter xml_splitter_over(struct view data, enum text_encoding encoding)
{
    return (struct xml_splitter){data, encoding, 0, xml_find_start(data, encoding, 0)};
}

bool xml_splitter_next(struct xml_splitter *s, struct xml_span *span)
{
    size_t gap_end = s->start == SIZE_MAX ? s->data.len : s->start;
    size_t lost = xml_find_end(view_slice(s->data, 0, gap_end), s->encoding, s->pos);
    if (lost != SIZE_MAX) {
        *span = (struct xml_span){.start = s->pos, .len = lost - s->pos, .is_headless = true};
        s->pos = lost;
        return true;
    }
    if (s->start == SIZE_MAX) {
        return false;
    }
    size_t start = s->start;
    s->start = xml_find_start(s->data, s->encoding, start + unit_size(s->encoding));
    size_t limit = s->start == SIZE_MAX ? s->data.len : s->start;
    size_t end = xml_find_end(view_slice(s->data, 0, limit), s->encoding, start);
    bool is_whole = end != SIZE_MAX;
    if (!is_whole) {
        end = limit;
    }
    *span = (struct xml_span){start, end - start, is_whole, false, start - s->pos};
    s->pos = end;
    return true;
}

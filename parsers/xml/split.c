/* Finding events in the bytes of an export without parsing it. What stands around them (byte order
 * marks, declarations, root elements, banners, "Record N" lines) needs no rule of its own. */
#include "parsers/base/ascii.h"
#include "parsers/base/count.h"
#include "parsers/xml/xml.h"

enum { MAX_PREFIX = 32 };

struct pattern {
    struct view utf8, utf16le, utf16be;
};

static const struct pattern event_name = {
    {"Event", 5}, {"E\0v\0e\0n\0t\0", 10}, {"\0E\0v\0e\0n\0t", 10}};
static const struct pattern plain_start = {
    {"<Event", 6}, {"<\0E\0v\0e\0n\0t\0", 12}, {"\0<\0E\0v\0e\0n\0t", 12}};
static const struct pattern plain_end = {
    {"</Event>", 8}, {"<\0/\0E\0v\0e\0n\0t\0>\0", 16}, {"\0<\0/\0E\0v\0e\0n\0t\0>", 16}};

/* What may hide tags: comments and CDATA sections. */
static const struct section {
    struct pattern open, close;
} sections[] = {
    {{{"<!--", 4}, {"<\0!\0-\0-\0", 8}, {"\0<\0!\0-\0-", 8}},
     {{"-->", 3}, {"-\0-\0>\0", 6}, {"\0-\0-\0>", 6}}},
    {{{"<![CDATA[", 9}, {"<\0!\0[\0C\0D\0A\0T\0A\0[\0", 18}, {"\0<\0!\0[\0C\0D\0A\0T\0A\0[", 18}},
     {{"]]>", 3}, {"]\0]\0>\0", 6}, {"\0]\0]\0>", 6}}},
};

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
    return text_is_wide(encoding) ? 2 : 1;
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

/* Position of the pattern at a character boundary; `from` is one. */
static size_t find_pattern(struct view data, enum text_encoding encoding,
                           const struct pattern *pattern, size_t from)
{
    struct view needle = pattern_bytes(pattern, encoding);
    size_t unit = unit_size(encoding);
    size_t pos = from;
    for (;;) {
        pos = view_find(data, needle, pos);
        if (pos == SIZE_MAX || (pos - from) % unit == 0) {
            return pos;
        }
        pos++;
    }
}

static bool is_name_char(char c)
{
    return ascii_is_word(c) || c == '-' || c == '.' || (unsigned char)c >= 0x80;
}

/* Where the tag begins whose name, with or without a prefix, ends in what stands at `name`:
 * SIZE_MAX when there is none at or after `from`, or not one of that kind. */
static size_t tag_start(struct view data, enum text_encoding encoding, size_t from, size_t name,
                        bool is_end)
{
    size_t unit = unit_size(encoding);
    size_t pos = name;
    if (pos - from >= unit && char_at(data, encoding, pos - unit) == ':') {
        size_t colon = pos - unit;
        pos = colon;
        while (pos - from >= unit && colon - pos < MAX_PREFIX * unit &&
               is_name_char(char_at(data, encoding, pos - unit))) {
            pos -= unit;
        }
        if (pos == colon) {
            return SIZE_MAX;
        }
    }
    const char *before = is_end ? "/<" : "<";
    for (; *before; before++) {
        if (pos - from < unit || char_at(data, encoding, pos - unit) != *before) {
            return SIZE_MAX;
        }
        pos -= unit;
    }
    return pos;
}

/* The next tag of an event, and in `*after` the position behind its name. */
static size_t find_tag(struct view data, enum text_encoding encoding, size_t from, bool is_end,
                       size_t *after)
{
    size_t len = pattern_bytes(&event_name, encoding).len;
    size_t low = from;
    for (;;) {
        size_t name = find_pattern(data, encoding, &event_name, from);
        if (name == SIZE_MAX) {
            return SIZE_MAX;
        }
        from = name + len;
        size_t pos = tag_start(data, encoding, low, name, is_end);
        if (pos != SIZE_MAX) {
            *after = from;
            return pos;
        }
    }
}

size_t xml_find_start(struct view data, enum text_encoding encoding, size_t from)
{
    /* Mostly the next event stands right here. */
    struct view needle = pattern_bytes(&plain_start, encoding);
    size_t after = from + needle.len;
    size_t pos = from;
    if (!view_starts(view_from(data, from), needle)) {
        pos = find_tag(data, encoding, from, false, &after);
    }
    while (pos != SIZE_MAX) {
        char next = char_at(data, encoding, after);
        if (ascii_is_blank(next) || next == '>' || next == '/') {
            return pos;
        }
        pos = find_tag(data, encoding, after, false, &after);
    }
    return SIZE_MAX;
}

size_t xml_find_plain_end(struct view data, enum text_encoding encoding, size_t from)
{
    size_t pos = find_pattern(data, encoding, &plain_end, from);
    return pos == SIZE_MAX ? SIZE_MAX : pos + pattern_bytes(&plain_end, encoding).len;
}

size_t xml_find_end(struct view data, enum text_encoding encoding, size_t from)
{
    size_t unit = unit_size(encoding);
    while (find_tag(data, encoding, from, true, &from) != SIZE_MAX) {
        size_t after = from;
        while (ascii_is_blank(char_at(data, encoding, after))) {
            after += unit;
        }
        if (char_at(data, encoding, after) == '>') {
            return after + unit;
        }
    }
    return SIZE_MAX;
}

size_t xml_find_own_end(struct view data, enum text_encoding encoding, size_t start)
{
    struct view plain = pattern_bytes(&plain_start, encoding);
    return view_starts(view_from(data, start), plain) ? xml_find_plain_end(data, encoding, start)
                                                      : xml_find_end(data, encoding, start);
}

/* In UTF-16 at any parity: a text of bytes before it may have any length. */
static size_t find_start_anywhere(struct view data, enum text_encoding encoding, size_t from)
{
    size_t pos = xml_find_start(data, encoding, from);
    if (unit_size(encoding) == 1 || from >= data.len) {
        return pos;
    }
    size_t odd = xml_find_start(view_slice(data, 0, pos), encoding, from + 1);
    return odd < pos ? odd : pos;
}

/* ASCII in UTF-16 looks the same in both orders, but for where it starts: the byte order mark
 * before it tells. */
static bool is_big_endian(struct view data, size_t from, size_t pos)
{
    for (size_t at = pos; at >= from + 2; at--) {
        struct view mark = view_slice(data, at - 2, at);
        if (view_equal(mark, VIEW("\xFE\xFF"))) {
            return (pos - at) % 2 == 1;
        }
        if (view_equal(mark, VIEW("\xFF\xFE")) || pos - at > XML_LOOK_AHEAD) {
            return false;
        }
    }
    return false;
}

size_t xml_find_next(struct view data, enum text_encoding *encoding, size_t from)
{
    static const enum text_encoding others[] = {TEXT_UTF8, TEXT_UTF16LE};
    size_t pos = xml_find_start(data, *encoding, from);
    enum text_encoding found = *encoding;
    for (size_t i = 0; pos > from && i < COUNT_OF(others); i++) {
        size_t other = find_start_anywhere(view_slice(data, 0, pos), others[i], from);
        if (other < pos) {
            pos = other;
            found = others[i];
        }
    }
    if (found == TEXT_UTF16LE && *encoding != found && is_big_endian(data, from, pos)) {
        found = TEXT_UTF16BE;
        pos--;
    }
    *encoding = found;
    return pos;
}

/* The end of the section that opens at `open`, or SIZE_MAX when another of its kind opens before:
 * then the first has lost its end. */
static size_t section_end(struct view data, enum text_encoding encoding,
                          const struct section *section, size_t open)
{
    size_t inside = open + pattern_bytes(&section->open, encoding).len;
    size_t next = find_pattern(data, encoding, &section->open, inside);
    size_t end = find_pattern(view_slice(data, 0, next), encoding, &section->close, inside);
    return end == SIZE_MAX ? SIZE_MAX : end + pattern_bytes(&section->close, encoding).len;
}

/* True within the data of the event that begins at `from`: behind another tag than its first. */
static bool is_inside(struct view data, enum text_encoding encoding, size_t from, size_t open)
{
    if (xml_find_start(view_slice(data, 0, open), encoding, from) != from) {
        return false;
    }
    const size_t unit = unit_size(encoding);
    for (size_t pos = from + unit; pos < open; pos += unit) {
        if (char_at(data, encoding, pos) == '<') {
            return xml_find_end(view_slice(data, 0, open), encoding, from) == SIZE_MAX;
        }
    }
    return false;
}

/* True for a section of data that an event is all of, as programs wrap one: it hides nothing. */
static bool holds_event(struct view data, enum text_encoding encoding,
                        const struct section *section, size_t from, size_t open)
{
    enum { LOOK = 256 };
    char head[LOOK];
    size_t len = 0;
    const size_t unit = unit_size(encoding);
    size_t pos = open + pattern_bytes(&section->open, encoding).len;
    if (section == &sections[0]) {
        return false;
    }
    for (; len < LOOK && pos < data.len; pos += unit) {
        head[len++] = char_at(data, encoding, pos);
    }
    struct view text = view_trim((struct view){head, len});
    struct view before, rest;
    if (view_starts(text, VIEW("<?xml")) && view_cut(text, VIEW("?>"), &before, &rest)) {
        text = view_trim(rest);
    }
    return view_starts(text, VIEW("<Event")) && !is_inside(data, encoding, from, open);
}

/* The end of the comment or CDATA section that opens at or after `from` and in which `pos` stands,
 * or SIZE_MAX. */
static size_t section_around(struct view data, enum text_encoding encoding, size_t from, size_t pos)
{
    for (size_t i = 0; i < COUNT_OF(sections); i++) {
        struct view before = view_slice(data, 0, pos);
        size_t open = find_pattern(before, encoding, &sections[i].open, from);
        while (open != SIZE_MAX) {
            size_t end = section_end(data, encoding, &sections[i], open);
            if (end != SIZE_MAX && end > pos &&
                !holds_event(data, encoding, &sections[i], from, open)) {
                return end;
            }
            size_t next = end == SIZE_MAX ? open + unit_size(encoding) : end;
            open = find_pattern(before, encoding, &sections[i].open, next);
        }
    }
    return SIZE_MAX;
}

bool xml_has_section(struct view data, enum text_encoding encoding, size_t from)
{
    for (size_t i = 0; i < COUNT_OF(sections); i++) {
        if (find_pattern(data, encoding, &sections[i].open, from) != SIZE_MAX) {
            return true;
        }
    }
    return false;
}

/* The next event that no comment and no CDATA section hides, and its encoding. */
static void find_next_event(struct xml_splitter *s, size_t from, size_t search)
{
    enum text_encoding encoding = s->encoding;
    s->start = xml_find_next(s->data, &encoding, search);
    while (s->start != SIZE_MAX) {
        size_t end = section_around(s->data, s->encoding, from, s->start);
        if (end == SIZE_MAX) {
            break;
        }
        from = end;
        encoding = s->encoding;
        s->start = xml_find_next(s->data, &encoding, from);
    }
    s->next_encoding = encoding;
}

/* The first end tag before `limit` that is not hidden. */
static size_t find_seen_end(const struct xml_splitter *s, size_t from, size_t limit)
{
    struct view data = view_slice(s->data, 0, limit);
    for (;;) {
        size_t end = xml_find_end(data, s->encoding, from);
        if (end == SIZE_MAX) {
            return SIZE_MAX;
        }
        size_t after = section_around(data, s->encoding, from, end);
        if (after == SIZE_MAX) {
            return end;
        }
        from = after;
    }
}

struct xml_splitter xml_splitter_over(struct view data, enum text_encoding encoding)
{
    struct xml_splitter s = {.data = data, .encoding = encoding};
    find_next_event(&s, 0, 0);
    return s;
}

bool xml_splitter_next(struct xml_splitter *s, struct xml_span *span)
{
    size_t gap_end = s->start == SIZE_MAX ? s->data.len : s->start;
    size_t lost = find_seen_end(s, s->pos, gap_end);
    if (lost != SIZE_MAX) {
        *span = (struct xml_span){
            .start = s->pos, .len = lost - s->pos, .is_headless = true, .encoding = s->encoding};
        s->pos = lost;
        return true;
    }
    if (s->start == SIZE_MAX) {
        return false;
    }
    size_t start = s->start;
    s->encoding = s->next_encoding;
    find_next_event(s, start, start + unit_size(s->encoding));
    size_t limit = s->start == SIZE_MAX ? s->data.len : s->start;
    size_t end = find_seen_end(s, start, limit);
    bool is_whole = end != SIZE_MAX;
    if (!is_whole) {
        end = limit;
    }
    *span = (struct xml_span){start, end - start, is_whole, false, start - s->pos, s->encoding};
    s->pos = end;
    return true;
}

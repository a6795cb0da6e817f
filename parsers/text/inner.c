/* Where records begin within a line that is longer than lines are: a page without line ends, the
 * string of a program, events whose labels were put on one line. */
#include "parsers/base/count.h"
#include "parsers/text/text.h"

enum {
    HEAD = 512,      /* bytes that show what begins */
    PAGE_HEAD = 512, /* the same with tags */
    MAX_LOOKS = 512, /* in a block, at places where a record may begin: one has some dozens */
};

/* Where a record may begin, or a label ends. */
static const bool is_mark[256] = {
    ['<'] = true, ['&'] = true, ['}'] = true, ['\\'] = true, [':'] = true,
};

/* True where the text of a page begins a record at this tag. */
static bool is_page_start(struct view text)
{
    struct buffer plain;
    struct text_label label;
    struct text_pair pair;
    if (view_starts(text, VIEW("</"))) {
        return false;
    }
    buffer_init(&plain, BUFFER_NO_MAX);
    text_add_without_html(&plain, view_slice(text, 0, PAGE_HEAD));
    struct view line = view_trim(buffer_view(&plain));
    line = view_trim(view_slice(line, 0, view_find(line, VIEW("\n"), 0)));
    int part = text_part_of(line, TEXT_AFTER_COLON);
    if (text_label_of(line, &label)) {
        part = label.part;
    } else if (text_pair_of_cells(line, false, &pair)) {
        part = text_part_of(pair.name, TEXT_AFTER_COLON);
    }
    const bool is_start = part == EVENT_PART_CHANNEL || text_starts_alone(line);
    buffer_release(&plain);
    return is_start;
}

/* The same of a string, at what stands for a line end in it. */
static bool is_string_start(struct view data, size_t pos)
{
    static const struct view blanks[] = {{"\\r\\n\\r", 6}, {"\\n", 2}};
    const struct view before = view_slice(data, 0, pos);
    bool is_after_blank = false;
    for (size_t i = 0; i < COUNT_OF(blanks); i++) {
        is_after_blank |= view_ends_nocase(before, blanks[i]);
    }
    struct view line = view_slice(data, pos + 2, pos + 2 + HEAD);
    line = view_slice(line, 0, view_find(line, VIEW("\\n"), 0));
    return line.len > 0 && text_is_start(line, is_after_blank);
}

/* Where a record begins at or right behind `pos`, or SIZE_MAX. */
static size_t start_at(struct view data, size_t from, size_t pos)
{
    static const struct view events[] = {
        {"<Event ", 7}, {"&lt;Event ", 10}, {"&amp;lt;Event ", 14}};
    const struct view rest = view_slice(data, pos, pos + PAGE_HEAD);
    for (size_t i = 0; i < COUNT_OF(events); i++) {
        if (view_starts(rest, events[i])) {
            return pos;
        }
    }
    switch (data.data[pos]) {
    case '<':
        return is_page_start(rest) ? pos : SIZE_MAX;
    case '}':
        return view_starts(rest, VIEW("} @{")) ? pos + 2 : SIZE_MAX;
    case '\\':
        return view_starts(rest, VIEW("\\n")) && is_string_start(data, pos) ? pos + 2 : SIZE_MAX;
    default:
        return text_flat_start(data, from, pos);
    }
}

size_t text_inner_border(struct view data, size_t from, size_t end, enum text_encoding encoding)
{
    end = end < data.len ? end : data.len;
    return text_is_wide(encoding) || end < from || end - from < TEXT_BORDER_LOOK
               ? SIZE_MAX
               : text_inner_start(data, from, end);
}

size_t text_inner_start(struct view data, size_t from, size_t end)
{
    size_t row = SIZE_MAX;
    size_t looks = 0;
    end = end < data.len ? end : data.len;
    data = view_slice(data, 0, end);
    for (size_t pos = from; pos < end; pos++) {
        if (pos % TEXT_BLOCK_SIZE == 0) {
            if (row != SIZE_MAX) {
                return row;
            }
            looks = 0; /* a search that begins here finds the same */
        }
        if (!is_mark[(unsigned char)data.data[pos]]) {
            continue;
        }
        const size_t start = looks++ < MAX_LOOKS ? start_at(data, from, pos) : SIZE_MAX;
        if (start != SIZE_MAX) {
            return start;
        }
        if (row == SIZE_MAX && view_starts_nocase(view_from(data, pos), VIEW("<tr"))) {
            row = pos;
        }
    }
    return SIZE_MAX;
}

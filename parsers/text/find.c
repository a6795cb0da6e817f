/* Where records begin, told by single lines: for the borders of blocks and the order of reading. */
#include <string.h>

#include "parsers/base/ascii.h"
#include "parsers/event/code_page.h"
#include "parsers/event/message.h"
#include "parsers/text/text.h"

enum { TIME_LINES = 64, LINE_HEAD = 256 };

static bool is_number_then(struct view line, size_t pos, const char *after)
{
    size_t start = pos;
    while (pos < line.len && ascii_is_digit(line.data[pos])) {
        pos++;
    }
    return pos > start && pos < line.len && ascii_is_of(after, line.data[pos]);
}

bool text_is_first_label(struct view line, const struct text_label *label)
{
    const char first = line.data[0]; /* other starts have these, and no label */
    const bool is_marked =
        first == '[' || first == '<' || first == '*' || first == '+' || first == '-';
    return !is_marked && (label->part == EVENT_PART_CHANNEL || label->part == EVENT_PART_PROVIDER ||
                          label->part == EVENT_PART_TIME || label->part == EVENT_PART_RECORD_ID);
}

/* "3/9/2026 2:27:44 PM" alone, or before the number of an event. */
static bool is_dated(struct view line)
{
    struct date_text date;
    if (line.len == 0 || !ascii_is_digit(line.data[0]) || !date_scan(line, &date)) {
        return false;
    }
    struct view rest = view_trim(view_from(line, date.len));
    return rest.len == 0 || (line.data[date.len] == ' ' && is_number_then(rest, 0, " "));
}

bool text_names_snare(struct view line)
{
    enum { RARE = 3 }; /* the 'W' */
    return view_find_rare(line, VIEW(" MSWinEventLog"), RARE, 0) != SIZE_MAX;
}

bool text_starts_alone(struct view line)
{
    if (line.len == 0) {
        return false;
    }
    line = view_slice(line, 0, LINE_HEAD);
    switch (line.data[0]) {
    case 'E':
        if (view_starts(line, VIEW("Event[")) && is_number_then(line, 6, "]")) {
            return true;
        }
        break;
    case '[':
        return is_number_then(line, 1, "]") && view_find(line, VIEW("::"), 0) < 32;
    case '<':
        return is_number_then(line, 1, ">") && text_names_snare(line);
    case '*':
        return text_wmimon_starts(line);
    case '+':
    case '-':
        return view_equal(view_trim(view_from(line, 1)), VIEW("System"));
    default:
        break;
    }
    return is_dated(line);
}

bool text_is_start(struct view line, bool is_after_blank)
{
    struct text_label label;
    return text_starts_alone(line) ||
           (is_after_blank && text_label_of(view_slice(line, 0, LINE_HEAD), &label) &&
            text_is_first_label(line, &label));
}

/* Lines of either width, for looking at. */
struct line_ends {
    struct view data;
    enum text_encoding encoding;
    char mark;
};

static struct line_ends line_ends_of(struct view data, enum text_encoding encoding)
{
    return (struct line_ends){data, encoding, text_is_wide(encoding) ? '\n' : text_line_mark(data)};
}

static size_t line_end(const struct line_ends *ends, size_t pos, size_t *next)
{
    const struct view data = ends->data;
    const enum text_encoding encoding = ends->encoding;
    size_t unit = text_is_wide(encoding) ? 2 : 1;
    while (pos < data.len) {
        const char *end = memchr(data.data + pos, ends->mark, data.len - pos);
        if (!end) {
            break;
        }
        size_t at = (size_t)(end - data.data);
        if (unit == 1) {
            *next = at + 1;
            return at;
        }
        /* In big endian the NUL stands before the line feed. */
        size_t low = encoding == TEXT_UTF16BE ? at - 1 : at;
        size_t zero = encoding == TEXT_UTF16BE ? at - 1 : at + 1;
        if (at > 0 && low % 2 == 0 && zero < data.len && data.data[zero] == '\0') {
            *next = low + 2;
            return low;
        }
        pos = at + 1;
    }
    *next = SIZE_MAX;
    return data.len;
}

static struct view narrow_head(struct view raw, const struct reader_input *input,
                               struct buffer *scratch)
{
    if (!text_is_wide(input->encoding) && !input->code_page) {
        return raw;
    }
    buffer_clear(scratch);
    code_page_source_text(scratch, view_slice(raw, 0, (size_t)LINE_HEAD * 2), input);
    return buffer_view(scratch);
}

static struct view without_return(struct view line)
{
    line.len -= line.len > 0 && line.data[line.len - 1] == '\r';
    return line;
}

/* The last of the empty lines that follow each other from `start` on, up to `limit`; there may be
 * millions of them. */
static size_t last_empty(struct view data, size_t start, size_t limit, enum text_encoding encoding)
{
    const size_t unit = text_is_wide(encoding) ? 2 : 1;
    const size_t low = encoding == TEXT_UTF16BE ? 1 : 0;
    bool is_empty = true;
    limit = limit < data.len ? limit : data.len;
    for (size_t pos = start; is_empty && pos + unit <= limit; pos += unit) {
        is_empty = data.data[pos + low] == '\n' && (unit == 1 || data.data[pos + 1 - low] == '\0');
        start = is_empty ? pos : start;
    }
    return start;
}

/* The first start of a record; where there is none within a block's length, the first line behind a
 * blank one, or the first at all. So there is a border in each block that has lines, wherever the
 * search for it began. */
static size_t find_border(const struct reader_input *input, struct view data, size_t from,
                          struct buffer *scratch)
{
    size_t next = SIZE_MAX;
    size_t first = SIZE_MAX;
    size_t paragraph = SIZE_MAX;
    bool is_after_blank = false;
    const struct line_ends ends = line_ends_of(data, input->encoding);
    line_end(&ends, from, &next);
    while (next != SIZE_MAX && next < data.len) {
        size_t start = next;
        if (paragraph != SIZE_MAX && is_after_blank) {
            start = last_empty(data, start, from + TEXT_BLOCK_SIZE + 2, input->encoding);
        }
        if (first != SIZE_MAX && start - from >= TEXT_BLOCK_SIZE) {
            return paragraph != SIZE_MAX ? paragraph : first;
        }
        size_t end = line_end(&ends, start, &next);
        if (next == SIZE_MAX && end - start < LINE_HEAD) {
            return SIZE_MAX; /* more has to be seen: its head alone may look like a start */
        }
        struct view line = narrow_head(view_slice(data, start, end), input, scratch);
        line = without_return(line);
        if (text_is_start(line, is_after_blank)) {
            return start;
        }
        first = first == SIZE_MAX ? start : first;
        paragraph = paragraph == SIZE_MAX && is_after_blank ? start : paragraph;
        is_after_blank = view_is_blank(line);
    }
    return SIZE_MAX;
}

size_t text_boundary(const struct reader_input *input, struct view data, uint64_t at, size_t from)
{
    struct buffer scratch;
    (void)at;
    buffer_init(&scratch, BUFFER_NO_MAX);
    size_t found = find_border(input, data, from, &scratch);
    buffer_release(&scratch);
    return found;
}

/* The first date of a line that stands where dates stand. */
static bool time_in_line(const struct reader_input *input, struct view line, int64_t *time)
{
    struct text_label label;
    if (text_label_of(line, &label)) {
        return label.part == EVENT_PART_TIME && dated_read(input, label.value, time);
    }
    size_t colons = view_find(view_slice(line, 0, LINE_HEAD), VIEW("::"), 0);
    return dated_read(input, line, time) ||
           (colons != SIZE_MAX && dated_read(input, view_from(line, colons + 2), time));
}

bool text_earliest_time(const struct reader_input *input, struct view data, int64_t *time)
{
    struct buffer scratch;
    size_t next = 0;
    size_t left = TIME_LINES; /* lines of the record that may have its time */
    bool is_after_blank = false;
    bool is_found = false;
    const struct line_ends ends = line_ends_of(data, input->encoding);
    buffer_init(&scratch, BUFFER_NO_MAX);
    while (next < data.len) {
        size_t start = next;
        size_t end = line_end(&ends, start, &next);
        struct view line = narrow_head(view_slice(data, start, end), input, &scratch);
        int64_t found;
        line = without_return(line);
        left = text_is_start(line, is_after_blank) ? TIME_LINES : left;
        if (left > 0 && time_in_line(input, line, &found)) {
            *time = is_found && *time < found ? *time : found;
            is_found = true;
            left = 0;
        }
        left -= left > 0;
        is_after_blank = view_is_blank(line);
    }
    buffer_release(&scratch);
    return is_found;
}

bool text_first_time(const struct reader_input *input, struct view data, int64_t *time)
{
    struct buffer scratch;
    bool is_found = false;
    size_t next = 0;
    const struct line_ends ends = line_ends_of(data, input->encoding);
    buffer_init(&scratch, BUFFER_NO_MAX);
    for (size_t i = 0; i < TIME_LINES && next < data.len && !is_found; i++) {
        size_t start = next;
        size_t end = line_end(&ends, start, &next);
        struct view line = narrow_head(view_slice(data, start, end), input, &scratch);
        is_found = time_in_line(input, without_return(line), time);
    }
    buffer_release(&scratch);
    return is_found;
}

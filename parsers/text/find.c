/* The borders of blocks, which are where records begin, and the order of reading. */
#include <string.h>

#include "parsers/base/ascii.h"
#include "parsers/event/code_page.h"
#include "parsers/event/message.h"
#include "parsers/text/text.h"

enum { TIME_LINES = 64 };

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
    code_page_source_text(scratch, view_slice(raw, 0, (size_t)TEXT_LINE_HEAD * 2), input);
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

/* What one looks at a border with. */
struct border {
    const struct reader_input *input;
    struct view data;
    size_t from;
    struct batch batch;
    struct text_lines lines; /* as the window behind `from` shows them */
    struct line_ends ends;
    size_t line;     /* of the source, that the last one is of */
    size_t next;     /* where the line behind the last one begins; SIZE_MAX at the end */
    bool is_dressed; /* something stands before the lines, or around them */
};

/* How the lines from `start` on are dressed: by bytes that are there for all who look for this
 * border, however much they have of the text. */
static void look_at_window(struct border *b, size_t start)
{
    const struct block window = {.data = view_slice(b->data, start, b->from + TEXT_BORDER_LOOK)};
    text_lines_init(&b->lines, b->input, &window, &b->batch);
    b->is_dressed = b->lines.damage != 0 || b->lines.has_prefix;
    b->lines.data = b->data;
    b->lines.pos = start;
    b->lines.has_cells = true;
    b->lines.is_utf8 = false;
}

/* A further line without its dress, and where it begins in the text; SIZE_MAX for one that another
 * line of the source has before it. False at the end, where more has to be seen: the head of a line
 * alone may look like a start. */
static bool next_line(struct border *b, size_t *start, struct view *line)
{
    if (!b->is_dressed) {
        *start = b->next;
        const size_t end = line_end(&b->ends, *start, &b->next);
        *line = without_return(narrow_head(view_slice(b->data, *start, end), b->input,
                                           &b->batch.scratch[TEXT_SCRATCH_LINE]));
        return b->next != SIZE_MAX || end - *start >= TEXT_LINE_HEAD;
    }
    struct text_line found;
    const bool is_more = b->lines.pending.len > 0;
    if (!text_lines_next(&b->lines, &found)) {
        return false;
    }
    b->line = is_more ? b->line : (size_t)found.offset;
    *start = is_more ? SIZE_MAX : b->line;
    *line = text_only_cell(found.text);
    b->next = b->lines.pos < b->data.len ? b->lines.pos : SIZE_MAX;
    return b->next != SIZE_MAX || line->len >= TEXT_LINE_HEAD;
}

/* True for a line that parts what stands around it: it is blank, or has marks alone, which in pages
 * are of a row. */
static bool is_between(const struct border *b, struct view line)
{
    if (b->lines.damage & TEXT_DAMAGE_PAGE) {
        return view_is_blank(line);
    }
    for (size_t i = 0; i < line.len; i++) {
        const char c = line.data[i];
        if (ascii_is_alnum(c) || ascii_is_of("{}()", c) || (unsigned char)c >= 0x80) {
            return false;
        }
    }
    return true;
}

enum labels {
    LABELS_OPEN,  /* the text ends before that is known */
    LABELS_ABOVE, /* a message follows them, or they are few */
    LABELS_BELOW, /* they belong to the message before them */
};

/* What the labels are that stand at a line, up to a blank one. What lies ahead is read over the
 * line that is looked at, and over those behind it in the same line of the source. */
static enum labels labels_at(struct border *b, size_t start, struct view *looked_at)
{
    enum { MAX_LABELS = 16, FEW_LABELS = 3 };
    *looked_at = arena_copy(&b->batch.arena, *looked_at);
    b->lines.pending = arena_copy(&b->batch.arena, b->lines.pending);
    struct text_lines ahead = b->lines;
    struct text_line line;
    struct text_label label;
    size_t labels = 0;
    ahead.pos = start;
    ahead.pending = VIEW_NONE;
    for (size_t i = 0; i < MAX_LABELS; i++) {
        if (!text_lines_next(&ahead, &line) || ahead.pos >= b->data.len) {
            return LABELS_OPEN;
        }
        if (line.is_blank) {
            return labels >= FEW_LABELS ? LABELS_BELOW : LABELS_ABOVE;
        }
        if (message_find(line.text, 0) != SIZE_MAX) {
            return LABELS_ABOVE;
        }
        if (text_label_of(line.text, &label)) {
            if (label.part == TEXT_PART_MESSAGE) {
                return LABELS_ABOVE;
            }
            labels += label.part != TEXT_PART_SKIP && label.part != TEXT_PART_STRING;
        }
    }
    return LABELS_ABOVE;
}

/* True for a row of a table whose first cell is a label that a record begins with. */
static bool is_first_row(struct view line)
{
    struct text_pair pair;
    if (line.len == 0 || !memchr(line.data, '|', line.len) ||
        !text_pair_of_cells(line, false, &pair)) {
        return false;
    }
    const struct text_label label = {.part = text_part_of(pair.name, TEXT_AFTER_COLON)};
    return text_is_first_label(pair.name, &label);
}

/* True for a label as lists of programs have it. */
static bool is_pair(struct view line)
{
    struct text_pair pair;
    return text_pair_of_list(line, false, &pair) && !pair.is_field;
}

/* True where an event as XML begins, or an element of a list in YAML. */
static bool begins_other(const struct border *b, struct view line)
{
    const struct view rest = view_trim(line);
    if (view_starts(rest, VIEW("<Event ")) || view_starts(rest, VIEW("<Event>"))) {
        return true;
    }
    struct text_label label;
    const struct view below = view_from(b->data, b->next);
    return view_starts(line, VIEW("- ")) && text_label_of(line, &label) && label.is_item &&
           view_starts(below, VIEW("  ")) &&
           text_label_of(view_slice(below, 0, TEXT_LINE_HEAD), &label);
}

/* The first start of a record, or message of several behind blank lines before any; where there is
 * none within a block's length, the first line behind a blank one, the first of several labels, or
 * the first at all. So there is a border in each block that has lines, wherever the search for it
 * began. */
static size_t find_line_border(struct border *b)
{
    enum { BARE_MESSAGES = 8 }; /* that no start stands among: there will be none */
    size_t first = SIZE_MAX, paragraph = SIZE_MAX, list = SIZE_MAX, message = SIZE_MAX;
    size_t messages = 0;
    bool is_after_blank = false, was_label = true, is_below = false;
    bool was_seen = false;
    struct text_label label;
    while (b->next != SIZE_MAX && b->next < b->data.len) {
        size_t start;
        struct view line;
        if (!b->is_dressed && paragraph != SIZE_MAX && is_after_blank) {
            b->next =
                last_empty(b->data, b->next, b->from + TEXT_BLOCK_SIZE + 2, b->input->encoding);
        }
        if (first != SIZE_MAX && b->next / TEXT_BLOCK_SIZE > first / TEXT_BLOCK_SIZE) {
            return paragraph != SIZE_MAX ? paragraph : list != SIZE_MAX ? list : first;
        }
        if (!next_line(b, &start, &line)) {
            return SIZE_MAX;
        }
        const struct view head = view_slice(line, 0, TEXT_LINE_HEAD);
        const bool may_be_list = paragraph == SIZE_MAX && list == SIZE_MAX;
        const bool is_label = (is_after_blank || may_be_list) && text_label_of(head, &label);
        const bool is_listed = may_be_list && (is_label || is_pair(head));
        const bool is_first = is_after_blank && ((is_label && text_is_first_label(line, &label)) ||
                                                 is_first_row(head));
        if (start == SIZE_MAX && (is_first || text_starts_alone(line))) {
            const size_t within = text_inner_start(b->data, b->line, b->next);
            if (within != SIZE_MAX) {
                return within;
            }
        } else if (start != SIZE_MAX && is_first) {
            const enum labels labels = labels_at(b, start, &line);
            if (labels != LABELS_BELOW) {
                return labels == LABELS_OPEN ? SIZE_MAX : start;
            }
            is_below = true;
        } else if (start != SIZE_MAX && (text_starts_alone(line) || begins_other(b, head) ||
                                         (is_below && is_after_blank && !view_is_blank(line)))) {
            return start;
        }
        if (start != SIZE_MAX && is_after_blank && message_begins(line)) {
            message = message == SIZE_MAX ? start : message;
            messages++;
        }
        if (messages == BARE_MESSAGES) {
            return message;
        }
        if (start != SIZE_MAX) {
            first = first == SIZE_MAX ? start : first;
            list = list == SIZE_MAX && is_listed && !was_label ? start : list;
            paragraph = paragraph == SIZE_MAX && is_after_blank ? start : paragraph;
        }
        was_label = is_listed;
        /* The first line may be the blank one that all lines have behind them. */
        is_after_blank =
            is_between(b, line) && (was_seen || !(b->lines.damage & TEXT_DAMAGE_SPACED));
        was_seen = true;
    }
    return SIZE_MAX;
}

size_t text_boundary(const struct reader_input *input, struct view data, uint64_t at, size_t from)
{
    (void)at;
    struct border b = {.input = input,
                       .data = data,
                       .from = from,
                       .ends = line_ends_of(view_from(data, from), input->encoding)};
    b.ends.data = data;
    line_end(&b.ends, from, &b.next);
    size_t found = text_inner_border(data, from, b.next, input->encoding);
    if (found == SIZE_MAX && b.next != SIZE_MAX) {
        batch_init(&b.batch);
        look_at_window(&b, b.next);
        found = find_line_border(&b);
        batch_release(&b.batch);
    }
    return found;
}

/* The first date of a line that stands where dates stand. */
static bool time_in_line(const struct reader_input *input, struct view line, int64_t *time)
{
    struct text_label label;
    if (text_label_of(line, &label)) {
        return label.part == EVENT_PART_TIME && dated_read(input, label.value, time);
    }
    size_t colons = view_find(view_slice(line, 0, TEXT_LINE_HEAD), VIEW("::"), 0);
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

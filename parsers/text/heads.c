/* Tables whose head names their columns: those that PowerShell draws, with a rule below the names,
 * and rows of cells between bars. */
#include <string.h>

#include "parsers/base/ascii.h"
#include "parsers/base/count.h"
#include "parsers/base/memory.h"
#include "parsers/event/message.h"
#include "parsers/text/text.h"

enum { MIN_NAMES = 3 };

/* Where in the text the column is that stands so many characters behind its start. */
static size_t byte_at(struct view line, size_t column)
{
    size_t pos = 0;
    while (pos < line.len && column > 0) {
        pos++;
        while (pos < line.len && ((unsigned char)line.data[pos] & 0xC0) == 0x80) {
            pos++;
        }
        column--;
    }
    return pos;
}

static bool has_part(const struct text_head *head, int part)
{
    return memchr(head->parts, part, head->count) ? true : false;
}

static bool is_of_events(const struct text_head *head)
{
    return has_part(head, TEXT_PART_MESSAGE) &&
           (has_part(head, EVENT_PART_TIME) || has_part(head, EVENT_PART_EVENT_ID));
}

bool text_take_rule(struct text_head *head, struct view names, struct view rule)
{
    struct text_head found = {0};
    for (size_t i = 0; i < rule.len; i++) {
        if (rule.data[i] != '-' && !ascii_is_blank(rule.data[i])) {
            return false;
        }
        const bool is_start = rule.data[i] == '-' && (i == 0 || rule.data[i - 1] != '-');
        if (is_start && found.count == READER_MAX_COLUMNS) {
            return false;
        }
        if (is_start) {
            found.starts[found.count++] = (uint16_t)i;
        }
        if (rule.data[i] == '-') {
            found.ends[found.count - 1] = (uint16_t)(i + 1);
        }
    }
    for (size_t i = 0; i < found.count; i++) {
        struct view name = view_trim(view_slice(names, found.starts[i], found.ends[i]));
        found.parts[i] = (uint8_t)text_part_of(name, TEXT_AFTER_COLUMN);
    }
    if (!is_of_events(&found)) {
        return false;
    }
    *head = found;
    return true;
}

size_t text_value_column(struct view names, struct view rule)
{
    static const struct view words[] = {{"Name", 4}, {"Key", 3}, {"Property", 8}, {"Field", 5}};
    const struct view second = VIEW("Value");
    const size_t column = view_find(names, second, 0);
    bool is_name = false;
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        is_name |= view_equal(view_trim(view_slice(names, 0, column)), words[i]);
    }
    const bool is_table = is_name && column != SIZE_MAX &&
                          view_starts(view_from(rule, column), VIEW("--")) &&
                          view_is_blank(view_from(names, column + second.len));
    return is_table ? column : 0;
}

/* The next cell of a row; false behind the last. */
static bool next_cell(struct view *rest, struct view *cell)
{
    if (view_is_blank(*rest)) {
        return false;
    }
    if (!view_cut(*rest, VIEW("|"), cell, rest)) {
        *cell = *rest;
        *rest = VIEW_NONE;
    }
    *cell = view_trim(*cell);
    return true;
}

/* What stands behind the bar that a row begins with, or behind two, as heads of wikis have them. */
static struct view row_cells(struct view line)
{
    line = view_trim(line);
    line = view_from(line, view_starts(line, VIEW("||")) ? 2 : 1);
    while (view_ends_nocase(line, VIEW("|"))) {
        line.len--;
    }
    return line;
}

bool text_take_cell_head(struct text_head *head, struct view line)
{
    struct text_head found = {.is_cells = true};
    struct view cell;
    size_t known = 0;
    struct view rest = row_cells(line);
    while (found.count < READER_MAX_COLUMNS && next_cell(&rest, &cell)) {
        rest = view_from(rest, view_starts(rest, VIEW("|")) ? 1 : 0);
        cell = view_trim(view_from(cell, view_starts(cell, VIEW("_.")) ? 2 : 0)); /* of Textile */
        const int part = text_part_of(cell, TEXT_AFTER_COLUMN);
        found.parts[found.count++] = (uint8_t)part;
        known += part != EVENT_PART_NONE;
    }
    if (known < MIN_NAMES || !is_of_events(&found)) {
        return false;
    }
    *head = found;
    return true;
}

/* How many bars stand in a text. */
static size_t count_bars(struct view text)
{
    size_t count = 0;
    for (size_t i = 0; i < text.len; i++) {
        count += text.data[i] == '|';
    }
    return count;
}

/* Where the cell ends that has so many bars within; SIZE_MAX for the text's end. */
static size_t behind_bars(struct view text, size_t bars)
{
    size_t pos = view_find(text, VIEW("|"), 0);
    for (size_t i = 0; i < bars && pos != SIZE_MAX; i++) {
        pos = view_find(text, VIEW("|"), pos + 1);
    }
    return pos;
}

/* The cells of a row between bars, as many as the head has: what are more stand in the message. */
static bool find_cells(const struct text_head *head, struct view line, struct view cells[])
{
    struct view rest = row_cells(line);
    const size_t bars = count_bars(rest) + 1;
    const size_t more = bars > head->count ? bars - head->count : 0;
    for (size_t i = 0; i < head->count; i++) {
        if (more > 0 && rest.data && head->parts[i] == TEXT_PART_MESSAGE) {
            const size_t end = behind_bars(rest, more);
            cells[i] = view_trim(view_slice(rest, 0, end));
            rest = end == SIZE_MAX ? VIEW_NONE : view_from(rest, end + 1);
            continue;
        }
        if (!rest.data || !view_cut(rest, VIEW("|"), &cells[i], &rest)) {
            if (i + 1 < head->count) {
                return false;
            }
            cells[i] = rest.data ? rest : VIEW("");
        }
        cells[i] = view_trim(cells[i]);
    }
    return true;
}

/* The word that stands at the end of a column of numbers, which grow to the left. */
static struct view number_at(struct view line, size_t end)
{
    size_t start = end = byte_at(line, end);
    while (start > 0 && ascii_is_digit(line.data[start - 1])) {
        start--;
    }
    while (end < line.len && ascii_is_digit(line.data[end])) {
        end++;
    }
    return view_slice(line, start, end);
}

static bool is_number(int part)
{
    return part == EVENT_PART_EVENT_ID || part == EVENT_PART_RECORD_ID ||
           part == EVENT_PART_PROCESS_ID || part == EVENT_PART_THREAD_ID;
}

/* The cells of a row below a rule: texts begin where their names do, and numbers end there. */
static void find_columns(const struct text_head *head, struct view line, struct view cells[])
{
    size_t end = line.len;
    for (size_t i = head->count; i-- > 0;) {
        if (is_number(head->parts[i])) {
            cells[i] = number_at(line, head->ends[i]);
            const size_t start = byte_at(line, head->starts[i]);
            if (cells[i].len == 0 && start > 0 && line.data[start - 1] == ' ') {
                /* Some programs put them to the left. */
                cells[i] = view_trim(view_slice(line, start, byte_at(line, head->ends[i])));
            }
            end = cells[i].len > 0 ? (size_t)(cells[i].data - line.data) : end;
        } else {
            size_t start = byte_at(line, head->starts[i]);
            cells[i] = view_trim(view_slice(line, start, end));
            end = start < end ? start : end;
        }
    }
}

/* True when what has to be a date or a number is one. */
static bool is_row(const struct text_head *head, const struct view cells[])
{
    bool is_good = true;
    for (size_t i = 0; i < head->count; i++) {
        struct date_text date;
        uint64_t number;
        const struct view cell = cells[i];
        is_good = is_good &&
                  (head->parts[i] != EVENT_PART_TIME || date_scan(cell, &date) ||
                   date_half_of(cell) != DATE_HALF_NONE) &&
                  (head->parts[i] != EVENT_PART_EVENT_ID || view_number(cell, &number));
    }
    return is_good;
}

bool text_take_headed(struct text_record *r, const struct text_head *head, struct view line,
                      uint64_t offset)
{
    struct view cells[READER_MAX_COLUMNS];
    if (head->is_cells && !find_cells(head, line, cells)) {
        return false;
    }
    if (!head->is_cells) {
        find_columns(head, line, cells);
    }
    if (!is_row(head, cells)) {
        return false;
    }
    text_record_start(r, offset);
    r->is_row = true;
    for (size_t i = 0; i < head->count; i++) {
        const int part = head->parts[i];
        if (part == TEXT_PART_MESSAGE) {
            text_record_add_line(r, text_without_dots(r, text_with_line_ends(r, cells[i])));
        } else if (part != EVENT_PART_NONE && part != TEXT_PART_STRING && cells[i].len > 0) {
            text_record_set(r, part, cells[i]);
        }
    }
    return true;
}

size_t text_message_column(const struct text_head *head)
{
    const uint8_t *at = memchr(head->parts, TEXT_PART_MESSAGE, head->count);
    return at && !head->is_cells ? head->starts[at - head->parts] : 0;
}

/* True for the line above a table of PowerShell that names the provider of its rows. */
static bool is_provider(struct view line)
{
    struct text_label label;
    return text_label_of(line, &label) && label.part == EVENT_PART_PROVIDER;
}

char *text_find_head(const struct reader_input *input, struct view text)
{
    enum { PROVIDER_LINES = 4 };
    struct batch batch;
    struct text_lines lines;
    struct text_line line;
    struct buffer last, provider, found;
    const struct block block = {.data = text, .is_first = true};
    size_t count = 0;
    size_t since = PROVIDER_LINES; /* lines behind that of the provider */
    batch_init(&batch);
    buffer_init(&last, BUFFER_NO_MAX);
    buffer_init(&provider, BUFFER_NO_MAX);
    buffer_init(&found, BUFFER_NO_MAX);
    text_lines_init(&lines, input, &block, &batch);
    while (text_lines_next(&lines, &line)) {
        struct text_head head;
        const struct view row = view_trim(line.text);
        const bool is_cells = view_starts(row, VIEW("|")) && text_take_cell_head(&head, row);
        const bool is_rule =
            view_starts(row, VIEW("--")) && text_take_rule(&head, buffer_view(&last), line.text);
        if ((is_cells || is_rule) && count++ == 0) {
            buffer_add(&found, since < PROVIDER_LINES ? buffer_view(&provider) : VIEW(""));
            buffer_add(&found, is_rule ? buffer_view(&last) : VIEW(""));
            buffer_add_char(&found, '\n');
            buffer_add(&found, is_rule ? line.text : row);
            buffer_add_char(&found, '\n');
        }
        since++;
        if (is_provider(line.text)) {
            buffer_clear(&provider);
            buffer_add(&provider, line.text);
            buffer_add_char(&provider, '\n');
            since = 0;
        }
        buffer_clear(&last);
        buffer_add(&last, line.text);
    }
    char *header = NULL;
    if (count == 1) {
        header = memory_new(found.len + 1, 1);
        memcpy(header, found.data, found.len);
    }
    buffer_release(&found);
    buffer_release(&provider);
    buffer_release(&last);
    batch_release(&batch);
    return header;
}

/* The reader of comma-separated text, as Event Viewer saves it and PowerShell exports it: one event
 * a row, by a head that names the columns. Event Viewer's head lacks the name of the last one, the
 * message. */
#include <string.h>

#include "parsers/base/ascii.h"
#include "parsers/base/count.h"
#include "parsers/base/csv.h"
#include "parsers/base/encoding.h"
#include "parsers/event/code_page.h"
#include "parsers/event/message.h"
#include "parsers/event/templates.h"
#include "parsers/event/tidy.h"
#include "parsers/text/text.h"

enum {
    FIRST_ROWS = 3,
    MIN_NAMES = 3,         /* of columns: two may be a name and its value */
    TIME_ROWS = 64,        /* that are looked at for a time: the words before a head may be such */
    MAX_LOOKS = 4,         /* at each byte for the start of a row, on average */
    MAX_WORDS = 16 * 1024, /* bytes that stand before the head: what somebody wrote, or a prompt */
};

/* What may stand before the head on a line of its own: PowerShell's type, and what tells Excel the
 * separator. */
static const struct view first_lines[] = {{"#TYPE ", 6}, {"sep=", 4}};

/* How many bytes of the source the UTF-8 text was, when it was UTF-16; twice as many as it was,
 * when each of its bytes was a character. */
static size_t wide_len(struct view utf8)
{
    size_t units = 0;
    for (size_t i = 0; i < utf8.len; i++) {
        unsigned char c = (unsigned char)utf8.data[i];
        units += (c & 0xC0) != 0x80;
        units += c >= 0xF0;
    }
    return 2 * units;
}

static bool has_wide_characters(struct view text)
{
    for (size_t i = 0; i < text.len; i++) {
        if ((unsigned char)text.data[i] >= 0x80) {
            return true;
        }
    }
    return false;
}

/* The encoding of a text that says nothing else: what is no UTF-8 before anything that is, is of
 * Windows. */
static enum text_encoding encoding_of(struct view data, const struct reader_input *input)
{
    size_t valid = text_is_wide(input->encoding) ? data.len : text_utf8_valid_len(data);
    bool is_code_page =
        valid < data.len && (input->code_page || !has_wide_characters(view_slice(data, 0, valid)));
    return is_code_page ? TEXT_WINDOWS_1252 : input->encoding;
}

/* The text as UTF-8, which is in `scratch` where it was not. */
static struct view utf8_of(struct view data, const struct reader_input *input,
                           struct buffer *scratch)
{
    if (!text_is_wide(input->encoding) && text_utf8_valid_len(data) == data.len) {
        return data;
    }
    const enum text_encoding encoding = encoding_of(data, input);
    buffer_clear(scratch);
    if (encoding == TEXT_WINDOWS_1252 && input->code_page) {
        code_page_text(scratch, data, input->code_page, NULL);
    } else {
        text_to_utf8(scratch, data, encoding, NULL);
    }
    return buffer_view(scratch);
}

static bool is_first_line(struct view text)
{
    bool is_first = false;
    for (size_t i = 0; i < COUNT_OF(first_lines); i++) {
        is_first |= view_starts(text, first_lines[i]);
    }
    return is_first;
}

static bool has_column(const struct reader_columns *columns, int part)
{
    return memchr(columns->parts, part, columns->count) ? true : false;
}

static void set_columns(struct reader_columns *columns, const struct csv *head)
{
    columns->separator = head->separator;
    columns->count = 0;
    for (size_t i = 0; i < head->field_count && i < READER_MAX_COLUMNS - 1; i++) {
        struct view name = view_trim(head->fields[i].text);
        columns->parts[columns->count++] = (uint8_t)text_part_of(name, TEXT_AFTER_COLUMN);
    }
}

/* Excel makes the head as wide as the rows: the message is the first of its last columns that have
 * no names. */
static void find_message(struct reader_columns *columns, const struct csv *head)
{
    size_t first = columns->count;
    while (first > 0 && view_is_blank(head->fields[first - 1].text)) {
        first--;
    }
    if (first > 0 && first < columns->count && !has_column(columns, TEXT_PART_MESSAGE)) {
        columns->parts[first] = TEXT_PART_MESSAGE;
    }
}

/* The column of times under another name, by the first row. */
static void guess_time(struct reader_columns *columns, const struct csv *head,
                       const struct csv *row)
{
    struct date_text date;
    for (size_t i = 0; i < row->field_count && i < columns->count; i++) {
        if (columns->parts[i] == EVENT_PART_NONE && !has_column(columns, EVENT_PART_TIME) &&
            i < head->field_count && !dated_names_other(head->fields[i].text) &&
            date_scan(row->fields[i].text, &date)) {
            columns->parts[i] = EVENT_PART_TIME;
        }
    }
}

/* The meaning of columns whose names are unknown, by the first row. */
static void guess_columns(struct reader_columns *columns, const struct csv *head,
                          const struct csv *row)
{
    guess_time(columns, head, row);
    for (size_t i = 0; i < row->field_count && i < columns->count; i++) {
        uint64_t number;
        struct view cell = view_trim(row->fields[i].text);
        if (columns->parts[i] == EVENT_PART_TIME) {
            continue;
        }
        if (!has_column(columns, EVENT_PART_EVENT_ID) && i > 0 && view_number(cell, &number) &&
            number > 0 && number <= UINT16_MAX) {
            columns->parts[i] = EVENT_PART_EVENT_ID;
            if (columns->parts[i - 1] == EVENT_PART_NONE &&
                !has_column(columns, EVENT_PART_PROVIDER)) {
                columns->parts[i - 1] = EVENT_PART_PROVIDER;
            }
        }
    }
}

/* What a cell beside a message is, by its look. */
static int part_of_cell(struct view cell, uint16_t id)
{
    struct date_text date;
    uint64_t number;
    cell = view_trim(cell);
    if (view_number(cell, &number)) {
        return number == id ? EVENT_PART_EVENT_ID : EVENT_PART_NONE;
    }
    if (date_scan(cell, &date) || date_half_of(cell) != DATE_HALF_NONE) {
        return EVENT_PART_TIME;
    }
    if (view_starts(cell, VIEW(WMI_ACTIVITY_PROVIDER "/"))) {
        return EVENT_PART_CHANNEL;
    }
    if (template_is_wmi_activity(cell, VIEW_NONE) || view_equal(cell, VIEW("WMI-Activity"))) {
        return EVENT_PART_PROVIDER;
    }
    return text_is_host(cell) ? EVENT_PART_COMPUTER : EVENT_PART_NONE;
}

/* True when the cell of messages is one, behind other words or not, and no longer text that holds
 * one. */
static bool holds_message(const struct reader_columns *columns, const struct csv *row)
{
    const uint8_t *at = memchr(columns->parts, TEXT_PART_MESSAGE, columns->count);
    const size_t index = at ? (size_t)(at - columns->parts) : SIZE_MAX;
    const struct view cell = index < row->field_count ? row->fields[index].text : VIEW("");
    const size_t start = message_find(cell, 0);
    return start != SIZE_MAX && view_find(view_slice(cell, 0, start), VIEW("\n"), 0) == SIZE_MAX;
}

/* True for a name that has a word for a computer: others have names of domains or collectors. */
static bool names_computer(struct view name)
{
    static const struct view words[] = {{"host", 4},   {"computer", 8}, {"machine", 7},
                                        {"server", 6}, {"device", 6},   {"node", 4},
                                        {"system", 6}};
    bool is_one = false;
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        is_one |= view_find_nocase(name, words[i], 0) != SIZE_MAX;
    }
    return is_one;
}

/* What no name told, of a table that has messages: by names in other spellings, and by the look of
 * a row. */
static void fill_columns(struct reader_columns *columns, const struct csv *head,
                         const struct csv *row)
{
    for (size_t i = 0; i < columns->count && i < head->field_count; i++) {
        const int part = columns->parts[i] == EVENT_PART_NONE && columns->count >= MIN_NAMES
                             ? text_part_of_column(head->fields[i].text)
                             : EVENT_PART_NONE;
        if (part != EVENT_PART_NONE && !has_column(columns, part)) {
            columns->parts[i] = (uint8_t)part;
        }
    }
    guess_time(columns, head, row);
    for (size_t i = 0; i < columns->count && i < row->field_count; i++) {
        if (columns->parts[i] == EVENT_PART_NONE && !has_column(columns, EVENT_PART_COMPUTER) &&
            i < head->field_count && names_computer(head->fields[i].text) &&
            text_is_host(view_trim(row->fields[i].text))) {
            columns->parts[i] = EVENT_PART_COMPUTER;
        }
    }
}

/* The column whose cell is a message, of whatever name. */
static void find_message_in(struct reader_columns *columns, const struct csv *row)
{
    for (size_t i = 0; row->field_count == columns->count && i < columns->count; i++) {
        if (columns->parts[i] == EVENT_PART_NONE && row->fields[i].text.len > 0 &&
            message_event_id(text_without_quotes(row->fields[i].text)) != 0) {
            columns->parts[i] = TEXT_PART_MESSAGE;
            return;
        }
    }
}

/* True for a row of values: no head has a date or a message. */
static bool has_values(const struct csv *row)
{
    struct date_text date;
    bool has_any = false;
    for (size_t i = 0; i < row->field_count && !has_any; i++) {
        const struct view cell = row->fields[i].text;
        has_any = cell.len > 0 && (date_scan(cell, &date) || message_find(cell, 0) != SIZE_MAX);
    }
    return has_any;
}

/* True when a column is a field of messages: such a table has events without their messages. */
static bool names_operation(const struct csv *head)
{
    bool is_there = false;
    for (size_t i = 0; i < head->field_count; i++) {
        is_there |= view_equal(view_trim(head->fields[i].text), VIEW("Operation"));
    }
    return is_there;
}

/* Reads the head of a table that the text begins with, and its first rows; false when it is none of
 * events. */
static bool read_head(struct view text, struct reader_columns *columns)
{
    struct csv csv = csv_over(text);
    if (!csv_next(&csv) || csv.field_count < 2 || csv.is_broken || has_values(&csv)) {
        return false;
    }
    const bool has_fields = names_operation(&csv);
    const struct csv head = csv;
    set_columns(columns, &csv);
    find_message(columns, &csv);
    bool has_row = csv_next(&csv);
    const struct csv first = csv;
    bool is_short = has_row && columns->count > 2 && csv.field_count == columns->count + 1U;
    for (size_t i = 0;
         i < FIRST_ROWS && has_row && !is_short && !has_column(columns, TEXT_PART_MESSAGE); i++) {
        find_message_in(columns, &csv);
        has_row = csv_next(&csv);
    }
    if (is_short) {
        guess_columns(columns, &head, &csv);
    }
    if (is_short && !has_column(columns, TEXT_PART_MESSAGE)) {
        columns->parts[columns->count++] = TEXT_PART_MESSAGE;
    }
    const bool has_message = has_column(columns, TEXT_PART_MESSAGE);
    if (holds_message(columns, &first)) {
        fill_columns(columns, &head, &first);
    }
    if (!has_message && has_fields) {
        return false;
    }
    bool has_time = has_column(columns, EVENT_PART_TIME);
    return has_column(columns, EVENT_PART_EVENT_ID) ? has_message || has_time
                                                    : has_message && has_time;
}

/* The number of the event whose message a cell is; 0 for others. Without quotes a message can be
 * cut at semicolons, of which it has many. */
static uint16_t id_of_message(const struct csv *row, size_t index, struct arena *arena)
{
    const bool is_whole = row->fields[index].is_quoted || row->separator != ';';
    return is_whole ? message_event_id(csv_text(row, index, arena)) : 0;
}

/* Columns of rows without a head: a message, and beside it the number of its event. */
static bool read_headless(struct view text, char separator, struct reader_columns *columns)
{
    struct csv row = csv_separated_by(text, separator);
    struct arena arena;
    uint16_t id = 0;
    arena_init(&arena, 0);
    bool is_row = csv_next(&row) && !row.is_broken && row.field_count < READER_MAX_COLUMNS;
    columns->count = 0;
    columns->separator = row.separator;
    for (size_t i = 0; is_row && i < row.field_count && id == 0; i++) {
        id = id_of_message(&row, i, &arena);
    }
    for (size_t i = 0; id != 0 && i < row.field_count; i++) {
        const int part = id_of_message(&row, i, &arena) != 0
                             ? (int)TEXT_PART_MESSAGE
                             : part_of_cell(csv_text(&row, i, &arena), id);
        const bool is_new = part == EVENT_PART_TIME || !has_column(columns, part);
        columns->parts[columns->count++] = (uint8_t)(is_new ? part : EVENT_PART_NONE);
    }
    arena_release(&arena);
    columns->has_no_head = has_column(columns, EVENT_PART_EVENT_ID);
    return columns->has_no_head;
}

/* The first lines of the text up to its head, which may stand behind words that hold no event;
 * SIZE_MAX when there is no head. */
static size_t find_head(struct view text, struct reader_columns *columns)
{
    struct view words = view_slice(text, 0, MAX_WORDS);
    for (size_t start = 0; start < words.len;) {
        const struct view rest = view_from(text, start);
        size_t end = view_find(words, VIEW("\n"), start);
        struct view line = view_slice(words, start, end);
        if (!is_first_line(rest) && read_head(rest, columns)) {
            return start;
        }
        struct text_label label;
        if (end == SIZE_MAX || (line.len > 0 && (line.data[0] == '<' || line.data[0] == '{')) ||
            text_label_of(line, &label) || message_find(line, 0) != SIZE_MAX) {
            return SIZE_MAX;
        }
        start = end + 1;
    }
    return SIZE_MAX;
}

static bool recognise(struct view head, struct reader_input *input)
{
    size_t bom_len;
    struct buffer text;
    input->encoding = encoding_sniff(head, &bom_len);
    buffer_init(&text, BUFFER_NO_MAX);
    text_set_page(input, text_is_wide(input->encoding) || bom_len > 0 ? VIEW("") : head);
    struct view look = utf8_of(view_from(head, bom_len), input, &text);
    size_t start = find_head(look, &input->columns);
    input->columns.has_no_head = false;
    for (const char *separator = csv_separators; start == SIZE_MAX && *separator; separator++) {
        start = read_headless(look, *separator, &input->columns) ? 0 : SIZE_MAX;
    }
    if (start != SIZE_MAX) {
        input->columns.start = (uint32_t)start;
        date_clues_init(&input->clues);
        dated_learn(input, look);
    }
    buffer_release(&text);
    return start != SIZE_MAX;
}

/* The text of the first block from its head on. */
static struct view without_words(struct view text, const struct reader_input *input)
{
    return view_from(text, input->columns.start);
}

static struct view cell_of(const struct csv *csv, const struct reader_columns *columns, int part,
                           struct arena *arena)
{
    const uint8_t *at = memchr(columns->parts, part, columns->count);
    return at ? csv_text(csv, (size_t)(at - columns->parts), arena) : VIEW_NONE;
}

/* True for the row of an event, and not for a line within a quoted message. */
static bool is_row(const struct csv *csv, const struct reader_columns *columns)
{
    struct date_text date;
    uint64_t number;
    const uint8_t *time = memchr(columns->parts, EVENT_PART_TIME, columns->count);
    const uint8_t *id = memchr(columns->parts, EVENT_PART_EVENT_ID, columns->count);
    if (csv->is_broken || csv->field_count != columns->count) {
        return false;
    }
    struct view cell = time ? csv->fields[time - columns->parts].text : VIEW_NONE;
    return (!time || date_scan(cell, &date) || date_half_of(cell) != DATE_HALF_NONE) &&
           (!id || view_number(view_trim(csv->fields[id - columns->parts].text), &number));
}

/* Makes one cell of those that separators within a message without quotes made of it: commas and
 * semicolons stand in other cells as well. */
static void join_message(struct csv *row, const struct reader_columns *columns)
{
    const uint8_t *at = memchr(columns->parts, TEXT_PART_MESSAGE, columns->count);
    const bool is_usual = row->separator == ',' || row->separator == ';';
    const size_t more = at && !is_usual && row->field_count > columns->count
                            ? row->field_count - columns->count
                            : 0;
    const size_t first = at ? (size_t)(at - columns->parts) : 0;
    if (more == 0 || row->field_count == CSV_MAX_FIELDS || row->fields[first].is_quoted) {
        return;
    }
    const struct view last = row->fields[first + more].text;
    struct view *text = &row->fields[first].text;
    text->len = (size_t)(last.data + last.len - text->data);
    memmove(&row->fields[first + 1], &row->fields[first + 1 + more],
            (columns->count - first - 1) * sizeof(row->fields[0]));
    row->field_count -= more;
}

static size_t find_row(const struct reader_columns *columns, struct view text)
{
    const char *end = memchr(text.data, '\n', text.len);
    size_t left = text.len * MAX_LOOKS;
    while (end) {
        size_t start = (size_t)(end - text.data) + 1;
        struct csv csv = csv_separated_by(view_from(text, start), columns->separator);
        if (!csv_next(&csv) || csv.pos >= csv.text.len) {
            return SIZE_MAX; /* more has to be seen */
        }
        const bool is_rest = csv_is_rest(&csv);
        join_message(&csv, columns);
        if (!is_rest && is_row(&csv, columns)) {
            return start;
        }
        if (csv.pos > left) {
            return SIZE_MAX; /* quotes without an end, line after line */
        }
        left -= csv.pos;
        end = memchr(text.data + start, '\n', text.len - start);
    }
    return SIZE_MAX;
}

/* How many bytes of `source`, which is of that encoding, its first text was that `utf8_of` gave. */
static size_t source_len(struct view text, enum text_encoding encoding, struct view source,
                         const struct code_page *page)
{
    if (encoding == TEXT_UTF8) {
        return text.len;
    }
    const size_t wide = wide_len(text);
    return text_is_wide(encoding) ? wide : page ? code_page_len(source, page, wide / 2) : wide / 2;
}

static size_t boundary(const struct reader_input *input, struct view data, uint64_t at, size_t from)
{
    if (!text_is_wide(input->encoding) && !input->code_page) {
        size_t pos = find_row(&input->columns, view_from(data, from));
        return pos == SIZE_MAX ? SIZE_MAX : from + pos;
    }
    from += text_is_wide(input->encoding) && ((at + from) & 1); /* units stay aligned */
    struct buffer scratch;
    buffer_init(&scratch, BUFFER_NO_MAX);
    const struct view source = view_from(data, from);
    struct view text = utf8_of(source, input, &scratch);
    size_t pos = find_row(&input->columns, text);
    size_t found = pos == SIZE_MAX
                       ? SIZE_MAX
                       : from + source_len(view_slice(text, 0, pos), encoding_of(source, input),
                                           source, input->code_page);
    buffer_release(&scratch);
    return found;
}

static bool first_time(const struct reader_input *input, struct view data, int64_t *time)
{
    struct buffer scratch;
    struct arena arena;
    bool is_found = false;
    buffer_init(&scratch, BUFFER_NO_MAX);
    arena_init(&arena, 0);
    struct view text = utf8_of(data, input, &scratch);
    struct csv csv = csv_separated_by(text, input->columns.separator);
    for (size_t i = 0; i < TIME_ROWS && !is_found && csv_next(&csv); i++) {
        struct view cell = cell_of(&csv, &input->columns, EVENT_PART_TIME, &arena);
        is_found = cell.data && dated_read(input, cell, time);
    }
    arena_release(&arena);
    buffer_release(&scratch);
    return is_found;
}

/* A cell without what makes a spreadsheet take it for text: an apostrophe, or ="VALUE". */
static struct view text_of_cell(struct view cell)
{
    cell = view_from(cell, view_starts(cell, VIEW("'")) ? 1 : 0);
    return view_starts(cell, VIEW("=\"")) ? text_without_quotes(view_from(cell, 1)) : cell;
}

/* The message of a cell, in which a name with a colon may stand before it. */
static struct view message_of_cell(struct view cell)
{
    cell = text_without_quotes(cell);
    cell =
        view_from(cell, view_starts(cell, VIEW("'")) && message_event_id(view_from(cell, 1)) != 0);
    const size_t start = message_begins(cell) ? 0 : message_find(cell, 0);
    const bool is_behind = start != SIZE_MAX && start > 1 &&
                           view_equal(view_slice(cell, start - 2, start), VIEW(": "));
    return is_behind ? view_from(cell, start) : cell;
}

static void take_row(struct text_record *r, const struct csv *csv, uint64_t offset)
{
    const struct reader_columns *columns = &r->input->columns;
    text_record_start(r, offset);
    r->is_row = true;
    for (size_t i = 0; i < columns->count; i++) {
        int part = columns->parts[i];
        struct view cell = csv_text(csv, i, &r->batch->arena);
        if (part == TEXT_PART_MESSAGE) {
            text_record_add_line(r, message_of_cell(cell));
        } else if (part == EVENT_PART_TIME) {
            text_record_set_named_time(r, text_of_cell(cell));
        } else if (part != EVENT_PART_NONE && part != TEXT_PART_STRING && cell.len > 0) {
            text_record_set(r, part, text_of_cell(cell));
        }
    }
    text_record_end(r);
}

/* True for the head of another table, as where files were put together. */
static bool is_other_head(const struct csv *row, const struct reader_columns *columns)
{
    size_t known = 0, others = 0;
    for (size_t i = 0; i < row->field_count && i < columns->count; i++) {
        const int part = text_part_of(view_trim(row->fields[i].text), TEXT_AFTER_COLUMN);
        if (part == EVENT_PART_NONE && i == 0) {
            return false; /* most rows */
        }
        known += part != EVENT_PART_NONE;
        others += part != EVENT_PART_NONE && part != columns->parts[i];
    }
    return known >= MIN_NAMES && others > 0;
}

static void parse(const struct reader_input *input, const struct block *block, struct batch *batch)
{
    struct text_record record;
    struct reader_input own = *input;
    const size_t bom_len = text_mark_len(block);
    struct view data = view_from(block->data, bom_len);
    enum text_encoding encoding = encoding_of(data, input);
    struct view text = utf8_of(data, input, &batch->scratch[TEXT_SCRATCH_LINE]);
    struct csv csv = csv_separated_by(block->is_first ? without_words(text, input) : text,
                                      input->columns.separator);
    bool is_head = block->is_first && !input->columns.has_no_head;
    size_t offset = 0;
    const char *counted = text.data;
    struct text_between between = {.start = NULL};
    text_record_init(&record, &own, batch);
    while (csv_next(&csv)) {
        const char *row = csv.text.data + csv.start;
        offset +=
            source_len((struct view){counted, (size_t)(row - counted)}, encoding,
                       view_from(data, offset < data.len ? offset : data.len), input->code_page);
        counted = row;
        /* What is no character takes more room than it did. */
        uint64_t at = block->offset + bom_len + (offset < data.len ? offset : data.len - 1);
        const uint64_t before = batch->records;
        if (csv.is_broken) {
            batch_damage(batch, at, "a quoted cell has no end");
        } else if (!is_head && is_other_head(&csv, &own.columns) &&
                   read_head(view_from(csv.text, csv.start), &own.columns)) {
            if (block->data.len >= TEXT_BLOCK_SIZE / 2) {
                batch_problem(batch, at,
                              "another head stands here: rows far behind it are read "
                              "by the first one");
            }
        } else if (!is_head && csv.field_count > 1 && !text_between_begins(csv.fields[0].text)) {
            record.has_code_page =
                encoding == TEXT_WINDOWS_1252 && (!input->code_page || input->has_guessed_page);
            join_message(&csv, &own.columns);
            take_row(&record, &csv, at);
        }
        text_between_row(&between, row, at, is_head || batch->records > before);
        is_head = false;
    }
    text_between_read(&between, csv.text, block->offset + block->data.len, input, batch);
    batch_settle_xml(batch);
    batch_trim(batch);
}

const struct reader text_rows_reader = {
    .name = "csv",
    .block_size = TEXT_BLOCK_SIZE,
    .look_ahead = TEXT_LOOK_AHEAD,
    .max_event_size = TEXT_MAX_RECORD,
    .has_encoding = true,
    .recognise = recognise,
    .survey = dated_survey,
    .boundary = boundary,
    .first_time = first_time,
    .parse = parse,
};

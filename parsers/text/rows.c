/* The reader of comma-separated text, as Event Viewer saves it and PowerShell exports it: one event
 * a row, by a head that names the columns. Event Viewer's head lacks the name of the last one, the
 * message. */
#include <string.h>

#include "parsers/base/csv.h"
#include "parsers/base/encoding.h"
#include "parsers/event/code_page.h"
#include "parsers/event/tables.h"
#include "parsers/event/tidy.h"
#include "parsers/text/text.h"

enum {
    TIME_ROWS = 64, /* that are looked at for a time: the words before a head may be such */
    MAX_LOOKS = 4,  /* at each byte for the start of a row, on average */
};

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

static bool recognise(struct view head, struct reader_input *input)
{
    size_t bom_len;
    struct buffer text;
    input->encoding = encoding_sniff(head, &bom_len);
    buffer_init(&text, BUFFER_NO_MAX);
    text_set_page(input, text_is_wide(input->encoding) || bom_len > 0 ? VIEW("") : head);
    struct view look = utf8_of(view_from(head, bom_len), input, &text);
    size_t start = row_heads_find(look, &input->columns);
    if (start != SIZE_MAX) {
        input->columns.start = (uint32_t)start;
        date_clues_init(&input->clues);
        dated_learn(input, look);
    }
    buffer_release(&text);
    return start != SIZE_MAX;
}

static bool is_headed(struct view head, struct reader_input *input)
{
    struct buffer text;
    buffer_init(&text, BUFFER_NO_MAX);
    struct view look = utf8_of(head, input, &text);
    look = view_from(look, view_starts(look, VIEW("\xEF\xBB\xBF")) ? 3 : 0);
    const bool is_table = row_heads_begin(look, &input->columns);
    if (is_table) {
        dated_learn_part(input, look);
    }
    buffer_release(&text);
    return is_table;
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

/* True where the row has a cell for all columns that say something: spreadsheets leave out empty
 * ones at its end. */
static bool has_columns(const struct csv *csv, const struct reader_columns *columns)
{
    size_t count = columns->count;
    while (count > csv->field_count && columns->parts[count - 1] == EVENT_PART_NONE) {
        count--;
    }
    return csv->field_count == count;
}

/* True for the row of an event, and not for a line within a quoted message. */
static bool is_row(const struct csv *csv, const struct reader_columns *columns)
{
    struct date_text date;
    uint64_t number;
    const uint8_t *time = memchr(columns->parts, EVENT_PART_TIME, columns->count);
    const uint8_t *id = memchr(columns->parts, EVENT_PART_EVENT_ID, columns->count);
    if (csv->is_broken || !has_columns(csv, columns)) {
        return false;
    }
    struct view cell = time ? text_cell_value(csv->fields[time - columns->parts].text) : VIEW_NONE;
    return (!time || date_scan(cell, &date) || date_half_of(cell) != DATE_HALF_NONE) &&
           (!id || view_number(view_trim(text_cell_value(csv->fields[id - columns->parts].text)),
                               &number));
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
    struct tables_search other = {.start = SIZE_MAX};
    while (end) {
        size_t start = (size_t)(end - text.data) + 1;
        struct csv csv = csv_separated_by(view_from(text, start), columns->separator);
        /* Else more has to be seen. */
        const bool is_whole = csv_next(&csv) && csv.pos < csv.text.len;
        const bool is_rest = is_whole && csv_is_rest(&csv);
        if (is_whole) {
            join_message(&csv, columns);
        }
        if (is_whole && !is_rest && is_row(&csv, columns)) {
            return start;
        }
        if (tables_end_search(&other, text, start)) {
            return other.start;
        }
        if (!is_whole) {
            break;
        }
        if (csv.pos > left) {
            break; /* quotes without an end, line after line */
        }
        left -= csv.pos;
        end = memchr(text.data + start, '\n', text.len - start);
    }
    return tables_end_search(&other, text, text.len) ? other.start : SIZE_MAX;
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

static void take_row(struct text_record *r, const struct csv *csv, uint64_t offset)
{
    const struct reader_columns *columns = &r->input->columns;
    text_record_start(r, offset);
    r->is_row = true;
    for (size_t i = 0; i < columns->count; i++) {
        int part = columns->parts[i];
        struct view cell = csv_text(csv, i, &r->batch->arena);
        if (part == TEXT_PART_MESSAGE) {
            text_record_add_line(r, text_cell_message(cell));
        } else if (part == EVENT_PART_TIME) {
            text_record_set_named_time(r, text_cell_value(cell));
        } else if (part != EVENT_PART_NONE && part != TEXT_PART_STRING && cell.len > 0) {
            text_record_set(r, part, text_cell_value(cell));
        }
    }
    text_record_end(r);
}

/* True when the row has what its head says: else it may be of another table. */
static bool fits(const struct text_record *r, bool is_event)
{
    const struct reader_columns *columns = &r->input->columns;
    const uint64_t time = memchr(columns->parts, EVENT_PART_TIME, columns->count)
                              ? UINT64_C(1) << EVENT_PART_TIME
                              : 0;
    const uint64_t id = memchr(columns->parts, EVENT_PART_EVENT_ID, columns->count)
                            ? UINT64_C(1) << EVENT_PART_EVENT_ID
                            : 0;
    return is_event && (r->parts & (time | id)) == (time | id);
}

static size_t parse_table(const struct reader_input *input, const struct block *block,
                          struct batch *batch)
{
    struct text_record record;
    struct tables_look look = {.count = 0};
    uint64_t lost = 0, first_lost = 0;
    bool may_be_other = false;
    size_t end = block->data.len;
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
    text_record_init(&record, input, batch);
    while (csv_next(&csv)) {
        const char *row = csv.text.data + csv.start;
        offset +=
            source_len((struct view){counted, (size_t)(row - counted)}, encoding,
                       view_from(data, offset < data.len ? offset : data.len), input->code_page);
        counted = row;
        /* What is no character takes more room than it did. */
        uint64_t at = block->offset + bom_len + (offset < data.len ? offset : data.len - 1);
        const uint64_t before = batch->records, wmi_events = batch->wmi_events;
        if (csv.is_broken) {
            batch_damage(batch, at, "a quoted cell has no end");
        } else if (!is_head && tables_begin(&csv, input, view_from(data, offset), &look)) {
            end = bom_len + offset;
            text = view_slice(text, 0, (size_t)(row - text.data));
            break;
        } else if (!is_head && csv.field_count > 1 && !text_between_begins(csv.fields[0].text)) {
            record.has_code_page =
                encoding == TEXT_WINDOWS_1252 && (!input->code_page || input->has_guessed_page);
            join_message(&csv, &input->columns);
            take_row(&record, &csv, at);
            const struct view line = view_slice(csv.text, csv.start, csv.pos);
            const bool is_wmi = batch->wmi_events > wmi_events;
            may_be_other |= !fits(&record, is_wmi);
            if (!is_wmi && batch->records > before && tables_may_hold_event(line)) {
                first_lost = lost++ == 0 ? at : first_lost;
            }
        }
        text_between_row(&between, row, at, is_head || batch->records > before);
        is_head = false;
    }
    tables_tell_lost(lost, first_lost, batch);
    tables_tell_look(&look, block->offset, batch);
    may_be_other |= text_between_read(&between, text, block->offset + end, input, batch);
    if (may_be_other) {
        tables_puzzle(block, batch);
    }
    batch_settle_xml(batch);
    batch_trim(batch);
    return end;
}

static void parse(const struct reader_input *input, const struct block *block, struct batch *batch)
{
    tables_parse(&text_rows_reader, input, block, batch);
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
    .is_headed = is_headed,
    .parse_table = parse_table,
    .learn = tables_learn,
    .unlearn = tables_unlearn,
};

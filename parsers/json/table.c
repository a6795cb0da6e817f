/* Comma-separated text of tools: each row is a record whose members are its columns. */
#include <stdlib.h>
#include <string.h>

#include "parsers/base/count.h"
#include "parsers/base/csv.h"
#include "parsers/base/encoding.h"
#include "parsers/base/memory.h"
#include "parsers/event/dated.h"
#include "parsers/event/tables.h"
#include "parsers/json/headers.h"
#include "parsers/json/json.h"
#include "parsers/json/record.h"
#include "parsers/json/value.h"

enum {
    MIN_COLUMNS = 3,
    HEAD_LOOK = 32 * 1024,       /* bytes that rows are looked for in */
    MAX_HEADERLESS = 512 * 1024, /* bytes of rows without a header, where there are many */
};

/* Work on one block. */
struct table {
    struct json_work work;
    const struct block *block;
    struct view text; /* the block, or its shadow of one byte a unit */
    size_t unit;      /* bytes of the block for one of the text */
    struct csv header;
    bool is_headless;   /* it is of other rows than those that come next */
    struct arena arena; /* the names of columns that hold doubled quotes, and texts of a row */
    char separator;
    uint64_t odd; /* rows that have not the columns of the header */
    uint64_t first_odd;
    uint64_t lost; /* of them, those that look like events */
    uint64_t first_lost;
    bool is_timeless; /* an event has no time */
    bool has_many;    /* a header for each kind of record */
};

static void keep_header(struct reader_input *input, struct view first)
{
    free(input->header);
    input->header = memory_new(first.len + 1, 1);
    memcpy(input->header, first.data, first.len);
}

/* How many units of the source the UTF-8 text was. */
static size_t count_units(struct view utf8, bool is_wide)
{
    size_t units = 0;
    for (size_t i = 0; is_wide && i < utf8.len; i++) {
        const unsigned char c = (unsigned char)utf8.data[i];
        units += (c & 0xC0) != 0x80;
        units += c >= 0xF0;
    }
    return is_wide ? units : utf8.len;
}

static bool recognise_as(struct view head, struct reader_input *input, bool is_any)
{
    size_t bom_len;
    struct buffer utf8;
    input->encoding = encoding_sniff(head, &bom_len);
    input->code_page = NULL;
    const bool is_wide = text_is_wide(input->encoding);
    struct view text = view_from(head, bom_len);
    buffer_init(&utf8, BUFFER_NO_MAX);
    if (is_wide) {
        text_to_utf8(&utf8, text, input->encoding, NULL);
        text = buffer_view(&utf8);
    }
    const size_t start = json_find_table(text, is_any);
    if (start != SIZE_MAX) {
        struct csv row;
        const size_t before = count_units(view_slice(text, 0, start), is_wide);
        input->columns.start =
            start > 0 ? (uint32_t)(before + (is_wide ? bom_len / 2 : bom_len)) : 0;
        if (is_wide) {
            text = view_from(text, start);
        } else {
            text_to_utf8(&utf8, view_from(text, start), input->encoding, NULL);
            text = buffer_view(&utf8);
        }
        const struct view first = json_first_row(text, &row);
        date_clues_init(&input->clues);
        dated_learn(input, text);
        keep_header(input, first);
    }
    buffer_release(&utf8);
    return start != SIZE_MAX;
}

static bool recognise(struct view head, struct reader_input *input)
{
    return recognise_as(head, input, false);
}

static bool is_headed(struct view head, struct reader_input *input)
{
    struct csv row;
    struct buffer text;
    buffer_init(&text, BUFFER_NO_MAX);
    text_to_utf8(&text, view_slice(head, 0, HEAD_LOOK), input->encoding, NULL);
    const struct view first = json_first_row(buffer_view(&text), &row);
    const bool is_table =
        first.data && first.len <= JSON_MAX_HEADER && csv_may_be_head(&row) && json_is_header(&row);
    if (is_table) {
        dated_learn_part(input, buffer_view(&text));
        keep_header(input, first);
    }
    buffer_release(&text);
    return is_table;
}

/* Tables of anything, whose cells hold text with events: tickets, for example. */
static bool recognise_any(struct view head, struct reader_input *input)
{
    return recognise_as(head, input, true);
}

static bool is_same_row(const struct csv *a, const struct csv *b)
{
    if (a->field_count != b->field_count) {
        return false;
    }
    for (size_t i = 0; i < a->field_count; i++) {
        if (!view_equal(a->fields[i].text, b->fields[i].text)) {
            return false;
        }
    }
    return true;
}

/* True for a row that starts like the header: dissect writes one for each kind of record. */
static bool repeats_header(const struct csv *row, const struct csv *header)
{
    return row->field_count >= MIN_COLUMNS && header->field_count >= MIN_COLUMNS &&
           view_equal(row->fields[0].text, header->fields[0].text) &&
           view_equal(row->fields[1].text, header->fields[1].text) &&
           view_equal(row->fields[2].text, header->fields[2].text);
}

/* True for a line that is a row of one column in quotes: one within quotes has doubled ones, or
 * begins with the quote that ends the cell. */
static bool is_only_cell(struct view line)
{
    return line.len > 1 && line.data[0] == '"' && !ascii_is_of("\"\r\n", line.data[1]);
}

/* The start of the first line behind `from` that is a row with the columns of the header; a line
 * within a quoted field is none. Where there are many headers any row may be one, as the list of
 * them tells its columns; without a list a block begins with a header, unless that is far: the
 * columns of such a row are not known. */
static size_t find_row(const struct reader_input *input, struct view data, size_t from)
{
    struct csv header = csv_over(view_of(input->header));
    csv_next(&header);
    const bool has_many = json_header_is_one_of_many(&header);
    const bool is_listed = has_many && !text_is_wide(input->encoding) && input->size > 0;
    size_t far = from + MAX_HEADERLESS;
    struct tables_search other = {.start = SIZE_MAX};
    size_t next = from;
    while (next < data.len) {
        const char *end = memchr(data.data + next, '\n', data.len - next);
        size_t start = end ? (size_t)(end - data.data) + 1 : data.len;
        if (header.field_count == 1) {
            if (is_only_cell(view_from(data, start))) {
                return start;
            }
            next = start;
            continue;
        }
        struct csv row = csv_separated_by(view_from(data, start), header.separator);
        bool is_row = csv_next(&row) && !row.is_broken && row.pos < row.text.len;
        const bool is_like =
            is_listed ? row.field_count >= MIN_COLUMNS : row.field_count == header.field_count;
        bool is_start = has_many && !is_listed ? repeats_header(&row, &header) || start > far
                                               : is_like && !csv_is_rest(&row);
        if (is_row && is_start) {
            return start;
        }
        if (!has_many && tables_end_search(&other, data, start)) {
            return other.start;
        }
        next = start + row.pos; /* what was looked at is not looked at again */
    }
    return !has_many && tables_end_search(&other, data, data.len) ? other.start : SIZE_MAX;
}

static size_t boundary(const struct reader_input *input, struct view data, uint64_t at, size_t from)
{
    if (!text_is_wide(input->encoding)) {
        return find_row(input, data, from);
    }
    from += (at + from) & 1;
    struct buffer shadow;
    buffer_init(&shadow, BUFFER_NO_MAX);
    json_add_shadow(&shadow, view_from(data, from), input->encoding);
    size_t pos = find_row(input, buffer_view(&shadow), 0);
    buffer_release(&shadow);
    return pos == SIZE_MAX ? SIZE_MAX : from + 2 * pos;
}

/* A column as a value: those that are objects become such. */
static json_t *cell_value(struct table *t, const struct csv *row, size_t column)
{
    struct view text = csv_text(row, column, &t->arena);
    bool is_object = text.len > 1 && text.data[0] == '{' && text.data[text.len - 1] == '}';
    json_t *value = is_object ? json_parse_text(text, &t->work.doubles) : NULL;
    return value ? value : json_stringn_nocheck(text.data, text.len);
}

static json_t *row_value(struct table *t, const struct csv *row)
{
    json_t *record = json_object();
    for (size_t i = 0; i < t->header.field_count && i < row->field_count; i++) {
        struct view name = json_column_name(csv_text(&t->header, i, &t->arena));
        if (name.len > 0 && !view_equal(view_trim(row->fields[i].text), VIEW("-"))) {
            json_put_once(record, name, cell_value(t, row, i), &t->work.doubles);
        }
    }
    return record;
}

/* The bytes of a row of the text, as UTF-8. */
static struct view row_text(struct table *t, size_t start, size_t end)
{
    struct buffer *utf8 = &t->work.batch->scratch[JSON_SCRATCH_UTF8];
    struct view bytes = view_slice(t->block->data, start * t->unit, end * t->unit);
    if (t->unit == 1 && text_utf8_valid_len(bytes) == bytes.len) {
        return bytes;
    }
    buffer_clear(utf8);
    text_to_utf8(utf8, bytes, t->work.input->encoding, NULL);
    return buffer_view(utf8);
}

static void take_header(struct table *t, struct view text)
{
    arena_clear(&t->arena);
    t->header = csv_separated_by(arena_copy(&t->arena, text), t->separator);
    csv_next(&t->header);
}

static void take_row(struct table *t, size_t start, size_t end)
{
    uint64_t offset = t->block->offset + start * t->unit;
    struct view text = row_text(t, start, end);
    struct csv row = csv_separated_by(text, t->separator);
    if (!csv_next(&row)) {
        return;
    }
    if (row.is_broken) {
        batch_damage(t->work.batch, offset, "a quote of the row has no end");
    } else if (is_same_row(&row, &t->header) || (t->has_many && repeats_header(&row, &t->header))) {
        take_header(t, text);
        t->is_headless = false;
    } else if (t->is_headless) {
        t->work.batch->is_puzzled = true;
        batch_damage(t->work.batch, offset, "the header of the row stands too far before it");
    } else if (row.field_count == 1 && t->header.field_count > 1 && !tables_may_hold_event(text)) {
        t->first_odd = t->odd++ == 0 ? offset : t->first_odd; /* somebody's words */
    } else if (row.field_count < t->header.field_count) {
        batch_damage(t->work.batch, offset, "the row has fewer columns than the header");
        tables_puzzle(t->block, t->work.batch);
    } else {
        const struct batch *batch = t->work.batch;
        const uint64_t wmi_events = batch->wmi_events;
        json_start_record(&t->work);
        json_t *record = row_value(t, &row);
        if (!json_read_record(&t->work, record, offset)) {
            t->first_odd = t->odd++ == 0 ? offset : t->first_odd;
        }
        if (batch->wmi_events == wmi_events && !t->has_many && tables_may_hold_event(text)) {
            t->first_lost = t->lost++ == 0 ? offset : t->first_lost;
        }
        t->is_timeless |=
            batch->event_count > 0 && batch->events[batch->event_count - 1].time == WINTIME_NONE;
        json_tell_doubles(&t->work, offset);
        json_decref(record);
    }
}

/* Of the byte order mark and the words that the text begins with. */
static size_t skipped_len(const struct table *t)
{
    struct view bytes = t->block->data;
    if (!t->block->is_first) {
        return 0;
    }
    if (t->work.input->columns.start > 0) {
        return t->work.input->columns.start;
    }
    if (t->unit == 1) {
        return view_starts(bytes, VIEW("\xEF\xBB\xBF")) ? 3 : 0;
    }
    return view_starts(bytes, VIEW("\xFF\xFE")) || view_starts(bytes, VIEW("\xFE\xFF")) ? 1 : 0;
}

/* Plaso makes blanks of the commas in its cells, so that these need no quotes. */
static void tell_commas(const struct table *t)
{
    bool is_quoted = false;
    struct csv row = csv_separated_by(view_from(t->text, skipped_len(t)), t->separator);
    bool is_table = t->work.is_first && json_header_is_timeline(&t->header) && csv_next(&row);
    is_table = is_table && csv_next(&row);
    for (size_t i = 0; is_table && i < row.field_count; i++) {
        is_quoted |= row.fields[i].is_quoted;
    }
    if (is_table && !is_quoted) {
        batch_problem(t->work.batch, 0,
                      "the table has blanks where commas stood in texts, as in queries: give the "
                      ".evtx file, or plaso's json_line");
    }
}

/* True where a row begins the table of another header. */
static bool is_of_other(struct table *t, const struct csv *row, struct tables_look *look)
{
    const bool is_own =
        t->has_many ? repeats_header(row, &t->header) : is_same_row(row, &t->header);
    return row->start > skipped_len(t) && !is_own &&
           tables_begin(row, t->work.input, view_from(t->block->data, row->start * t->unit), look);
}

/* Gives where the rows end, in the text. */
static size_t take_rows(struct table *t)
{
    struct tables_look look = {.count = 0};
    const struct json_headers *learned = t->work.input->learned;
    tell_commas(t);
    if (!t->block->is_first && t->has_many) {
        struct view before;
        if (!json_headers_before(learned, t->block->offset, &before)) {
            t->is_headless = true; /* up to the block's own */
        } else if (before.data) {
            take_header(t, before);
        }
    }
    struct csv rows = csv_separated_by(t->text, t->separator);
    rows.pos = skipped_len(t);
    for (;;) {
        while (rows.pos < t->text.len && ascii_is_of("\r\n", t->text.data[rows.pos])) {
            rows.pos++;
        }
        size_t start = rows.pos;
        if (!csv_next(&rows)) {
            break;
        }
        if (is_of_other(t, &rows, &look)) {
            rows.pos = start;
            break;
        }
        take_row(t, start, rows.pos);
    }
    if (t->odd > 0) {
        batch_problem(t->work.batch, t->first_odd,
                      "%llu row%s from here on: no event of any form that is known",
                      (unsigned long long)t->odd, t->odd > 1 ? "s" : "");
    }
    if ((t->odd > 0 || t->lost > 0 || t->is_timeless) && !t->has_many) {
        tables_puzzle(t->block, t->work.batch);
    }
    tables_tell_lost(t->lost, t->first_lost, t->work.batch);
    tables_tell_look(&look, t->block->offset, t->work.batch);
    return rows.pos;
}

static size_t parse_table(const struct reader_input *input, const struct block *block,
                          struct batch *batch)
{
    struct buffer *shadow = &batch->scratch[JSON_SCRATCH_SHADOW];
    const bool is_start = block->is_first && !input->is_continued;
    struct table t = {.work = {.input = input, .batch = batch, .is_first = is_start},
                      .block = block,
                      .text = block->data,
                      .unit = 1};
    arena_init(&t.arena, 0);
    if (text_is_wide(input->encoding)) {
        buffer_clear(shadow);
        json_add_shadow(shadow, block->data, input->encoding);
        t.text = buffer_view(shadow);
        t.unit = 2;
    }
    t.separator = csv_over(view_of(input->header)).separator;
    take_header(&t, view_of(input->header));
    t.has_many = json_header_is_one_of_many(&t.header);
    assembly_init(&t.work.assembly, batch, input->source);
    t.work.assembly.expects_messages = true;
    const size_t end = take_rows(&t) * t.unit;
    batch_settle_xml(batch);
    arena_release(&t.arena);
    batch_trim(batch);
    return end < block->data.len ? end : block->data.len;
}

static void parse(const struct reader_input *input, const struct block *block, struct batch *batch)
{
    tables_parse(&table_reader, input, block, batch);
}

static void parse_many(const struct reader_input *input, const struct block *block,
                       struct batch *batch)
{
    tables_parse(&many_tables_reader, input, block, batch);
}

static void parse_other(const struct reader_input *input, const struct block *block,
                        struct batch *batch)
{
    tables_parse(&other_table_reader, input, block, batch);
}

static bool first_time(const struct reader_input *input, struct view data, int64_t *time)
{
    return dated_first_parsed(input, view_slice(data, 0, JSON_LOOK_AHEAD), parse, time);
}

static bool recognise_many(struct view head, struct reader_input *input)
{
    if (!recognise_as(head, input, false)) {
        return false;
    }
    struct csv header = csv_over(view_of(input->header));
    return csv_next(&header) && json_header_is_one_of_many(&header);
}

static bool is_headed_many(struct view head, struct reader_input *input)
{
    if (!is_headed(head, input)) {
        return false;
    }
    struct csv header = csv_over(view_of(input->header));
    return csv_next(&header) && json_header_is_one_of_many(&header);
}

static void *learn(const struct reader_input *input, struct source *source, size_t max_bytes)
{
    const struct view header = view_of(input->header);
    return text_is_wide(input->encoding)
               ? NULL
               : json_headers_list(source, header, csv_over(header).separator, max_bytes);
}

static void unlearn(void *learned)
{
    json_headers_free(learned);
}

const struct reader table_reader = {
    .name = "csv",
    .block_size = JSON_BLOCK_SIZE,
    .look_ahead = JSON_LOOK_AHEAD,
    .max_event_size = JSON_MAX_EVENT_SIZE,
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

const struct reader many_tables_reader = {
    .name = "csv",
    .block_size = JSON_BLOCK_SIZE,
    .look_ahead = JSON_LOOK_AHEAD,
    .max_event_size = JSON_MAX_EVENT_SIZE,
    .has_encoding = true,
    .recognise = recognise_many,
    .survey = dated_survey,
    .boundary = boundary,
    .first_time = first_time,
    .parse = parse_many,
    .is_headed = is_headed_many,
    .parse_table = parse_table,
    .learn = learn,
    .unlearn = unlearn,
};

const struct reader other_table_reader = {
    .name = "csv",
    .block_size = JSON_BLOCK_SIZE,
    .look_ahead = JSON_LOOK_AHEAD,
    .max_event_size = JSON_MAX_EVENT_SIZE,
    .has_encoding = true,
    .recognise = recognise_any,
    .survey = dated_survey,
    .boundary = boundary,
    .first_time = first_time,
    .parse = parse_other,
    .parse_table = parse_table,
    .learn = tables_learn,
    .unlearn = tables_unlearn,
};

/* The reader of tables that stand on their side: each row begins with the name of a property, and
 * each further column is an event. Of one event it is a list of names and values, and several such
 * lists may follow each other. */
#include <stdlib.h>
#include <string.h>

#include "parsers/base/ascii.h"
#include "parsers/base/csv.h"
#include "parsers/base/encoding.h"
#include "parsers/base/memory.h"
#include "parsers/event/code_page.h"
#include "parsers/event/message.h"
#include "parsers/text/text.h"

enum {
    MIN_PARTS = 3,  /* that the rows have the names of */
    MAX_NAMES = 64, /* of rows of an event */
};

/* Rows up to one whose name was there before. */
struct group {
    struct view text;
    size_t columns; /* of events */
    size_t parts;   /* that the names tell */
    bool has_message;
    bool is_broken; /* a quote in it has no end */
};

/* Where the name ends that the text begins with, in quotes or not; 0 for none. */
static size_t name_len(struct view text)
{
    size_t len = 0;
    while (len < text.len && len <= TEXT_MAX_NAME &&
           (ascii_is_alnum(text.data[len]) || ascii_is_of("\"'-_ ", text.data[len]) ||
            (unsigned char)text.data[len] >= 0x80)) {
        len++;
    }
    return len < text.len && len <= TEXT_MAX_NAME ? len : 0;
}

/* What separates the first name from its value; NUL where nothing does. */
static char separator_of(struct view text)
{
    const size_t len = name_len(text);
    const char c = len > 0 ? text.data[len] : '\0';
    return (unsigned char)c < 0x80 && ascii_is_of(csv_separators, c) ? c : '\0';
}

static int part_of(const struct csv *row)
{
    const struct view name = text_without_quotes(row->fields[0].text);
    return text_part_of(name, TEXT_AFTER_COLUMN | TEXT_AFTER_COLON);
}

/* The value of the row in that column: in the only one with all that separators made cells of. */
static struct view value_of(const struct csv *row, const struct group *group, size_t column,
                            struct arena *arena)
{
    const size_t last = row->field_count - 1;
    if (group->columns > 1 || last < 2 || row->fields[1].is_quoted) {
        return csv_text(row, column, arena);
    }
    const char *start = row->fields[1].text.data;
    const struct view end = row->fields[last].text;
    return view_trim((struct view){start, (size_t)(end.data + end.len - start)});
}

/* The rows from `start` on that are of the same events, and behind them the next ones. */
static struct group next_group(struct view text, size_t start, char separator)
{
    struct view names[MAX_NAMES];
    size_t count = 0, end = text.len;
    struct group group = {.columns = SIZE_MAX};
    struct csv row = csv_separated_by(text, separator);
    row.pos = start;
    while (csv_next(&row) && !row.is_broken) {
        const struct view name = view_trim(row.fields[0].text);
        bool is_there = false;
        for (size_t i = 0; i < count; i++) {
            is_there |= view_equal(names[i], name);
        }
        if (is_there) {
            end = row.start;
            break;
        }
        if (count < MAX_NAMES) {
            names[count++] = name;
        }
        const int part = part_of(&row);
        const bool is_known = part != EVENT_PART_NONE && part != TEXT_PART_SKIP;
        const bool is_fixed = part == EVENT_PART_EVENT_ID || part == EVENT_PART_COMPUTER;
        if (is_fixed && row.field_count - 1 < group.columns) {
            group.columns = row.field_count - 1;
        }
        group.parts += is_known && row.field_count > 1;
        group.has_message |= part == TEXT_PART_MESSAGE && row.field_count > 1 &&
                             message_find(row.fields[1].text, 0) == 0;
    }
    group.is_broken = row.is_broken;
    group.text = view_slice(text, start, end);
    return group;
}

static bool recognise(struct view head, struct reader_input *input)
{
    size_t bom_len;
    struct buffer text;
    input->encoding = encoding_sniff(head, &bom_len);
    text_set_page(input, text_is_wide(input->encoding) || bom_len > 0 ? VIEW("") : head);
    buffer_init(&text, BUFFER_NO_MAX);
    code_page_source_text(&text, view_from(head, bom_len), input);
    const struct view look = buffer_view(&text);
    const char separator = separator_of(look);
    struct group group = {0};
    if (separator != '\0') {
        group = next_group(look, 0, separator);
    }
    const bool is_table = group.parts >= MIN_PARTS && group.has_message && group.columns > 0 &&
                          group.columns < CSV_MAX_FIELDS;
    if (is_table) {
        /* The first list may have a head that the others have not. */
        const size_t next = view_skip_blanks(look, group.text.len);
        const struct view list = name_len(view_from(look, next)) > 0 ? view_from(look, next) : look;
        const size_t len = name_len(list) + 1;
        free(input->header);
        input->header = memory_new(len + 1, 1);
        memcpy(input->header, list.data, len);
        date_clues_init(&input->clues);
        dated_learn(input, look);
    }
    buffer_release(&text);
    return is_table;
}

/* Whether the text, which is ASCII, stands there. */
static bool has_at(struct view data, size_t pos, struct view text, enum text_encoding encoding)
{
    const size_t unit = text_is_wide(encoding) ? 2 : 1;
    const size_t low = encoding == TEXT_UTF16BE ? 1 : 0;
    if (pos > data.len || (data.len - pos) / unit < text.len) {
        return false;
    }
    for (size_t i = 0; i < text.len; i++) {
        const char *at = data.data + pos + i * unit;
        if (at[low] != text.data[i] || (unit == 2 && at[1 - low] != '\0')) {
            return false;
        }
    }
    return true;
}

/* The next list of names and values begins with the same name as the first, behind a line feed that
 * is not before `from`: a block begins where the one before it ends, and sees no byte before. */
static size_t boundary(const struct reader_input *input, struct view data, uint64_t at, size_t from)
{
    const enum text_encoding encoding = input->encoding;
    const size_t unit = text_is_wide(encoding) ? 2 : 1;
    const size_t low = encoding == TEXT_UTF16BE ? 1 : 0;
    const char *feed;
    size_t look = from;
    while (look < data.len && (feed = memchr(data.data + look, '\n', data.len - look))) {
        look = (size_t)(feed - data.data) + 1;
        const size_t start = look + unit - 1 - low;
        if (start >= from + unit && (at + start) % unit == 0 &&
            has_at(data, start - unit, VIEW("\n"), encoding) &&
            has_at(data, start, view_of(input->header), encoding)) {
            return start;
        }
    }
    return SIZE_MAX;
}

/* Reads the event of a column. */
static void take_event(struct text_record *r, const struct group *group, size_t column,
                       char separator, uint64_t offset)
{
    struct csv row = csv_separated_by(group->text, separator);
    text_record_start(r, offset + (uint64_t)(column - 1)); /* another place for each */
    r->is_row = true;
    while (csv_next(&row)) {
        const int part = part_of(&row);
        if (row.is_broken || column >= row.field_count) {
            continue;
        }
        const struct view value = value_of(&row, group, column, &r->batch->arena);
        if (part == TEXT_PART_MESSAGE) {
            text_record_add_line(r, text_without_quotes(value));
        } else if (part == EVENT_PART_TIME) {
            text_record_set_named_time(r, value);
        } else if (part != EVENT_PART_NONE && part != TEXT_PART_STRING && value.len > 0) {
            text_record_set(r, part, value);
        }
    }
    text_record_end(r);
}

static void parse(const struct reader_input *input, const struct block *block, struct batch *batch)
{
    struct text_record record;
    struct buffer *utf8 = &batch->scratch[TEXT_SCRATCH_LINE];
    const size_t bom_len = text_mark_len(block);
    buffer_clear(utf8);
    code_page_source_text(utf8, view_from(block->data, bom_len), input);
    const struct view text = buffer_view(utf8);
    const struct view name = view_of(input->header);
    const char separator = name.data[name.len - 1];
    text_record_init(&record, input, batch);
    for (size_t start = 0; start < text.len;) {
        const struct group group = next_group(text, start, separator);
        const size_t place = start < block->data.len ? start : block->data.len - 1;
        const size_t last = group.columns < CSV_MAX_FIELDS ? group.columns : 1;
        for (size_t column = 1; column <= last; column++) {
            take_event(&record, &group, column, separator, block->offset + bom_len + place);
        }
        if (group.is_broken) {
            batch_damage(batch, block->offset + place, "a quoted cell has no end");
        }
        start += group.text.len;
    }
    batch_settle_xml(batch);
    batch_trim(batch);
}

static bool first_time(const struct reader_input *input, struct view data, int64_t *time)
{
    return dated_first_parsed(input, view_slice(data, 0, TEXT_LOOK_AHEAD), parse, time);
}

const struct reader text_columns_reader = {
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

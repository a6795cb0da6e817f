/* What the columns of comma-separated text are: by the names of its head, and where these tell
 * nothing, by its first rows. */
#include <string.h>

#include "parsers/base/count.h"
#include "parsers/base/csv.h"
#include "parsers/event/message.h"
#include "parsers/event/templates.h"
#include "parsers/text/text.h"

enum {
    FIRST_ROWS = 3,
    MIN_NAMES = 3,          /* of columns: two may be a name and its value */
    MIN_KNOWN = 2,          /* names of a head between rows */
    MAX_LOOKS = 1024,       /* lines that are looked at for a head */
    TABLE_LOOK = 16 * 1024, /* bytes of a table behind words that tell what it is */
};

/* What may stand before the head on a line of its own: PowerShell's type, and what tells Excel the
 * separator. */
static const struct view first_lines[] = {{"#TYPE ", 6}, {"sep=", 4}};

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
    size_t looks = 0;
    for (size_t start = 0; start < text.len && looks < MAX_LOOKS;) {
        const struct view rest = view_slice(text, start, start > 0 ? start + TABLE_LOOK : text.len);
        size_t end = view_find(text, VIEW("\n"), start);
        struct view line = view_slice(text, start, end);
        struct csv row = csv_over(view_slice(line, 0, CSV_MAX_HEAD));
        const bool is_head = start == 0 || (csv_next(&row) && csv_may_be_head(&row));
        looks += is_head;
        if (is_head && !is_first_line(rest) && read_head(rest, columns)) {
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

size_t row_heads_find(struct view text, struct reader_columns *columns)
{
    size_t start = find_head(text, columns);
    columns->has_no_head = false;
    for (const char *separator = csv_separators; start == SIZE_MAX && *separator; separator++) {
        start = read_headless(text, *separator, columns) ? 0 : SIZE_MAX;
    }
    return start;
}

/* How many columns have names that are known. */
static size_t count_known(const struct csv *head)
{
    size_t known = 0;
    for (size_t i = 0; i < head->field_count; i++) {
        const struct view name = view_trim(head->fields[i].text);
        known += text_part_of(name, TEXT_AFTER_COLUMN) != EVENT_PART_NONE ||
                 text_part_of_column(name) != EVENT_PART_NONE;
    }
    return known;
}

bool row_heads_begin(struct view text, struct reader_columns *columns)
{
    struct csv csv = csv_over(text);
    columns->has_no_head = false;
    columns->start = 0;
    if (!csv_next(&csv) || !csv_may_be_head(&csv)) {
        return false;
    }
    const size_t names = csv.field_count;
    const size_t known = count_known(&csv);
    const bool is_short = csv_next(&csv) && csv.field_count == names + 1;
    return (known >= MIN_KNOWN || is_short) && read_head(text, columns);
}

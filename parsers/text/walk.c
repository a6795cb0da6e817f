/* The lines of a block, one after the other: what each is, and which event it belongs to. */
#include "parsers/text/walk.h"

#include <string.h>

#include "parsers/base/ascii.h"
#include "parsers/base/count.h"
#include "parsers/event/message.h"

/* A line of Format-List's value, or false. */
static bool take_list_line(struct walk *w)
{
    struct view line = w->line.text;
    if (walk_indent_of(line) < w->indent) {
        return false;
    }
    text_record_add_line(&w->record, view_from(line, w->indent));
    walk_note_length(w, view_from(line, w->indent));
    return true;
}

static void begin_message(struct walk *w, const struct text_label *label)
{
    struct view line = w->line.text;
    struct view value = label->value;
    struct batch *batch = w->record.batch;
    if (((w->is_yaml || label->is_item) && text_unquote_value(batch, &value)) ||
        text_unquote_message(batch, &value)) {
        text_record_add_line(&w->record, value);
        w->mode = MODE_PARTS;
        return;
    }
    size_t mark = label->column;
    while (mark > 0 && line.data[mark - 1] != ':' && line.data[mark - 1] != '=') {
        mark--;
    }
    /* Format-List has a blank on either side of the colon, and all that follows below the value;
     * French has one before it. */
    bool is_list = mark >= 2 && ascii_is_blank(line.data[mark - 2]) && line.data[mark - 1] == ':' &&
                   (!view_is_blank(value) || walk_goes_on(w));
    bool is_whole = label->is_quoted || w->is_cell;
    w->mode = is_whole ? MODE_PARTS : is_list ? MODE_LIST : MODE_MESSAGE;
    w->indent = is_list ? label->column : label->indent;
    if (!view_is_blank(label->value) && !text_is_fold(value)) {
        text_record_add_line(&w->record, label->value);
        walk_note_length(w, label->value);
    }
}

/* Sets a part by its label. */
static bool set_labelled(struct walk *w, const struct text_label *label)
{
    return label->part == EVENT_PART_TIME ? text_record_set_named_time(&w->record, label->value)
                                          : text_record_set(&w->record, label->part, label->value);
}

/* Takes a line that begins with a label; false when it is none. */
static bool take_label(struct walk *w)
{
    const struct text_label *found = walk_label(w);
    if (!found) {
        return false;
    }
    struct text_label label = *found;
    if (w->mode != MODE_PARTS || (label.is_item && w->is_yaml) || walk_is_of_next(w, &label)) {
        if (!walk_may_begin(label.part)) {
            return w->mode == MODE_PARTS;
        }
        walk_begin_record(w);
    }
    w->place = label.part == EVENT_PART_CHANNEL ? 1 : w->place;
    w->is_yaml = !label.is_item && label.indent > 0 && label.indent == w->item_indent;
    w->item_indent = label.is_item ? label.indent : w->is_yaml ? w->item_indent : 0;
    if (label.part == TEXT_PART_MESSAGE) {
        begin_message(w, &label);
        return true;
    }
    if (label.part == TEXT_PART_STRING) {
        w->mode = MODE_STRING;
        buffer_clear(w->record.message);
        buffer_add(w->record.message, label.value);
        return true;
    }
    struct view second = text_take_second_label(&label, w->line.has_cells);
    const bool may_be_odd = w->record.parts != 0 && label.part == EVENT_PART_TIME;
    bool is_set = set_labelled(w, &label);
    if (is_set && second.len > 0 && !text_label_of(second, &label)) {
        label.part = text_part_by_value(second, &label.value);
    }
    if (is_set && second.len > 0 && label.part != EVENT_PART_NONE && !walk_is_of_next(w, &label)) {
        set_labelled(w, &label);
    }
    return is_set || may_be_odd;
}

/* A line of an open record that begins with a name in a language that is not known. */
static bool take_value(struct walk *w)
{
    struct view value;
    if (w->mode != MODE_PARTS || !w->record.is_open) {
        return false;
    }
    int part = text_part_by_value(w->line.text, &value);
    if (part == EVENT_PART_NONE && w->place == PLACE_OF_COMPUTER && text_is_name(value)) {
        part = EVENT_PART_COMPUTER;
    }
    return part != EVENT_PART_NONE && text_record_guess(&w->record, part, value);
}

/* The row of a list that somebody copied above the message: its date and the event's number, or the
 * short name of its source. */
static void take_line_above(struct walk *w)
{
    static const struct view marks[] = {{"WMI-Activity", 12}, {" 5858", 5}, {" 5857", 5}};
    bool is_row = false;
    const bool is_above = w->free_line > 0 && w->free_line + 1 == w->line_count;
    for (size_t i = 0; i < COUNT_OF(marks) && is_above; i++) {
        is_row |= view_find(w->last, marks[i], 0) != SIZE_MAX;
    }
    if (is_row) {
        text_take_context(&w->record, w->last);
    }
}

/* A message without a label: of the open record, or loose. */
static bool take_message(struct walk *w)
{
    size_t pos = w->is_wordy ? 0 : message_find(w->line.text, 0);
    if (pos == SIZE_MAX) {
        return false;
    }
    size_t whole = pos > 0 ? message_find_whole(w->line.text, pos) : SIZE_MAX;
    pos = whole == SIZE_MAX ? pos : whole;
    bool is_of_record = w->mode == MODE_PARTS && !text_record_has(&w->record, TEXT_PART_MESSAGE);
    if (!is_of_record) {
        walk_begin_record(w);
    }
    const struct view head = view_slice(w->line.text, 0, pos);
    const bool is_member =
        view_ends_nocase(head, VIEW("\": \"")) || view_ends_nocase(head, VIEW("\":\""));
    w->mode = is_of_record && !w->is_stacked && !is_member ? MODE_MESSAGE : MODE_LOOSE;
    w->indent = 0;
    if (!is_of_record || is_member) {
        text_take_context(&w->record, head);
    }
    if (!is_of_record) {
        take_line_above(w);
    }
    char before = pos > 0 ? w->line.text.data[pos - 1] : '\0';
    w->quote = before == '"' || before == '\'' ? before : '\0';
    bool is_object = view_starts(view_trim(w->line.text), VIEW("@{"));
    size_t end = w->line.text.len;
    end = is_object       ? text_object_message_len(&w->record, w->line.text)
          : !is_of_record ? text_value_end(w->line.text, pos)
                          : end;
    if (!is_object && end < w->line.text.len) {
        text_take_context(&w->record, view_from(w->line.text, end));
    }
    w->is_object = is_object && end == w->line.text.len;
    text_record_add_line(&w->record, view_slice(w->line.text, pos, end));
    if (w->mode == MODE_LOOSE && walk_is_quoted_whole(w)) {
        walk_end_any(w);
    }
    return true;
}

static void begin_table(struct walk *w)
{
    w->table_provider = w->mode == MODE_PARTS ? w->record.assembly.event.provider : VIEW_NONE;
    w->record.is_open = false;
    w->mode = MODE_NONE;
}

/* The head of a table of PowerShell, behind the name of its provider: its usual names, or any that
 * have a rule below them. */
static bool take_table_head(struct walk *w)
{
    struct view line = view_trim(w->line.text);
    if (view_starts(line, VIEW("--"))) {
        w->value_column = text_value_column(w->last, w->line.text);
    }
    if (view_starts(line, VIEW("--")) && text_take_rule(&w->head, w->last, w->line.text)) {
        if (!view_starts(view_trim(w->last), VIEW("TimeCreated"))) {
            begin_table(w);
        }
        return true;
    }
    if (!view_starts(line, VIEW("TimeCreated")) || view_find(line, VIEW(":"), 0) != SIZE_MAX ||
        view_find(line, VIEW(" Message"), 0) == SIZE_MAX) {
        return false;
    }
    begin_table(w);
    return true;
}

/* A row of a table whose columns are known. */
static bool take_headed(struct walk *w)
{
    const bool is_cells = w->line.text.data[0] == '|';
    if (w->head.count == 0 || is_cells != w->head.is_cells) {
        return false;
    }
    if (w->record.is_open) {
        walk_end_any(w);
    }
    if (!text_take_headed(&w->record, &w->head, w->line.text, w->line.offset)) {
        return false;
    }
    if (w->table_provider.len > 0 && !is_cells) {
        text_record_set(&w->record, EVENT_PART_PROVIDER, w->table_provider);
    }
    w->indent = text_message_column(&w->head);
    w->mode = MODE_ROW;
    walk_note_length(w, view_from(w->line.text, w->indent));
    return true;
}

/* The column that the message of a row begins at, by its look; 0 where it is not found. */
static size_t row_indent(struct view line)
{
    size_t start = message_find(line, 0);
    return start == SIZE_MAX ? 0 : start;
}

static void keep_head(struct walk *w)
{
    const struct view line = view_slice(w->line.text, 0, MAX_HEAD_LINE);
    const bool is_name = line.len < TEXT_MAX_NAME &&
                         text_part_of(view_trim(line), TEXT_AFTER_COLON) != EVENT_PART_NONE;
    w->names = is_name ? w->names + 1 : 0;
    memcpy(w->last_text, line.data, line.len);
    w->last = (struct view){w->last_text, line.len};
}

/* True for a line of the message of the row above, wrapped at a blank. */
static bool is_of_row(const struct walk *w)
{
    return w->indent > 0 && walk_indent_of(w->line.text) >= w->indent && !w->line.is_blank;
}

/* A line that is a record by itself, or the first of one. */
static bool take_program_line(struct walk *w)
{
    struct view line = w->line.text;
    if (take_headed(w)) {
        return true;
    }
    const bool is_first = walk_is_start(w, true) || line.data[0] == '|' || text_names_snare(line);
    if (!is_first) {
        return false;
    }
    if (line.data[0] == '|' && text_take_cell_head(&w->head, line)) {
        return true;
    }
    if (w->record.is_open) {
        walk_end_any(w);
    }
    if (text_take_snare(&w->record, line, w->line.offset) ||
        text_take_cells(&w->record, line, w->line.offset)) {
        walk_end_record(w);
        return true;
    }
    if (text_take_row(&w->record, line, w->line.offset, w->table_provider)) {
        w->mode = MODE_ROW;
        w->indent = row_indent(line);
        walk_note_length(w, view_from(line, w->indent));
        return true;
    }
    enum text_wmimon wmimon = text_take_wmimon(&w->record, line, w->line.offset);
    if (wmimon == TEXT_WMIMON_STOP) {
        walk_end_record(w);
    } else if (wmimon == TEXT_WMIMON_START) {
        w->mode = MODE_WMIMON;
    }
    if (wmimon != TEXT_WMIMON_NONE) {
        return true;
    }
    if (text_take_trace(&w->record, line, w->line.offset)) {
        w->indent = 0;
        w->mode = MODE_MESSAGE;
        return true;
    }
    return false;
}

/* The line that classic exports of Splunk begin an event with: nothing but its time. Without
 * seconds it is that of somebody's words: in a chat, or a mail. */
static bool take_time_line(struct walk *w)
{
    struct date_text date;
    struct view line = w->line.text;
    if (!ascii_is_digit(line.data[0]) || !date_scan(line, &date) || !date.has_seconds ||
        !view_is_blank(view_from(line, date.len))) {
        return false;
    }
    walk_begin_record(w);
    return text_record_set_date(&w->record, &date,
                                date.has_half_day ? DATE_MONTH_FIRST : w->lines.input->date_order);
}

/* A value below its name, or beside it in a table of two columns. */
static bool take_value_of_name(struct walk *w)
{
    if (w->value_column == 0 && w->names != 1) {
        return false;
    }
    struct arena *arena = &w->record.batch->arena;
    const struct view line = w->line.text;
    struct view name = view_trim(w->last);
    struct view value = view_trim(line);
    if (w->value_column > 0) {
        name = view_trim(view_slice(line, 0, w->value_column));
        value = view_from(line, w->value_column);
    }
    const int part = text_part_of(name, TEXT_AFTER_COLON);
    if (part == EVENT_PART_NONE || (part == TEXT_PART_MESSAGE && w->value_column == 0)) {
        return false;
    }
    w->names = 0;
    w->line.text = arena_format(arena, "%.*s: %.*s", VIEW_ARG(name), VIEW_ARG(value));
    w->is_cell = true;
    const bool is_taken = take_label(w);
    w->is_stacked = is_taken && w->value_column == 0;
    return is_taken;
}

/* Lines with a brace alone are of what is within the record's object. */
static bool take_brace(struct walk *w)
{
    const struct view line = view_trim(w->line.text);
    const bool is_open = w->record.is_open && view_equal(line, VIEW("{"));
    const bool is_end = w->depth > 0 && view_equal(line, VIEW("}"));
    w->depth += is_open ? 1 : 0;
    w->depth -= is_end ? 1 : 0;
    return is_open || is_end;
}

/* A line while no message is under way. */
static void take_fresh(struct walk *w)
{
    struct view line = w->line.text;
    if (w->awaits_labels && w->line.is_blank) {
        return;
    }
    w->awaits_labels = false;
    w->value_column = w->line.is_blank ? 0 : w->value_column;
    const size_t start = view_skip_blanks(line, 0);
    const char first = start < line.len ? line.data[start] : '\0';
    const bool is_word = ascii_is_alnum(first); /* most lines: neither marks nor nodes */
    if (!is_word && take_brace(w)) {
        return;
    }
    if (w->line.is_blank || first == '}' || (!is_word && text_is_fence(line))) {
        if (w->mode != MODE_NONE && text_record_has(&w->record, TEXT_PART_MESSAGE)) {
            walk_end_record(w);
        }
        return;
    }
    const bool is_data = !is_word && text_friendly_starts_data(line);
    if (is_data || (!is_word && text_friendly_starts(line))) {
        walk_begin_record(w);
        w->mode = MODE_FRIENDLY;
        w->friendly.is_data = is_data;
        return;
    }
    w->place++;
    if (first == 'T' && w->mode == MODE_NONE &&
        text_take_unrendered(&w->record, line, w->line.offset)) {
        w->mode = MODE_MESSAGE;
        w->indent = 0;
        return;
    }
    if (walk_is_message_alone(w)) {
        take_message(w);
        keep_head(w);
        return;
    }
    if (walk_is_of_mail(w) || take_label(w) || take_value_of_name(w)) {
        return;
    }
    const bool is_taken =
        take_table_head(w) || take_program_line(w) || take_time_line(w) || take_value(w);
    bool has_message = false;
    if (!is_taken) {
        walk_undress_list(w);
        has_message = (!w->is_cell || !take_label(w)) && take_message(w);
    }
    keep_head(w);
    if (!is_taken && !has_message && w->mode == MODE_NONE) {
        w->free_line = w->line_count;
    }
}

static void take_line(struct walk *w)
{
    switch (w->mode) {
    case MODE_LIST:
        if (take_list_line(w)) {
            return;
        }
        walk_end_list(w);
        break;
    case MODE_MESSAGE:
        if (walk_ends_member(w) || walk_is_behind_message(w)) {
            w->mode = MODE_PARTS;
            break;
        }
        if (!walk_ends_message(w)) {
            text_record_add_line(&w->record, walk_without_indent(w->line.text, w->indent));
            return;
        }
        walk_end_record(w);
        break;
    case MODE_STRING: {
        const struct text_label *label = walk_label(w);
        if (!label || label->indent > 0) {
            buffer_add_char(w->record.message, '\n');
            buffer_add(w->record.message, w->line.text);
            return;
        }
        walk_end_string(w);
        break;
    }
    case MODE_FRIENDLY:
        if (!text_friendly_starts(w->line.text) && !text_is_fence(w->line.text) &&
            !(w->friendly.is_data && text_friendly_starts_data(w->line.text)) &&
            text_friendly_take(&w->friendly, &w->record, w->line.text, w->line.is_blank)) {
            return;
        }
        walk_end_any(w);
        break;
    case MODE_WMIMON:
        if (!w->line.is_blank && !walk_is_start(w, w->was_blank)) {
            text_wmimon_add_line(&w->record, w->line.text);
            return;
        }
        walk_end_any(w);
        break;
    case MODE_ROW:
        if (is_of_row(w)) {
            text_record_add_line(&w->record, view_from(w->line.text, w->indent));
            walk_note_length(w, view_from(w->line.text, w->indent));
            return;
        }
        walk_end_any(w);
        break;
    case MODE_LOOSE:
        if (!w->line.is_blank && !walk_ends_message(w) && w->record.message->len < TEXT_MAX_LOOSE) {
            text_record_add_line(&w->record, w->line.text);
            return;
        }
        if (w->line.is_blank && w->quote == '\0' && walk_has_labels_below(w)) {
            w->awaits_labels = true;
            w->mode = MODE_PARTS;
            return;
        }
        walk_end_any(w);
        break;
    case MODE_NONE:
    case MODE_PARTS:
        break;
    }
    take_fresh(w);
}

/* A line of an event as XML. A copy as text that stands before it says the same. */
static bool take_xml(struct walk *w)
{
    if (!w->lines.has_xml || (!w->xml.is_open && !text_xml_begins(&w->xml, w->line.text))) {
        return false;
    }
    if (w->announces_xml && w->record.is_open) {
        w->record.is_open = false;
    }
    walk_end_any(w);
    text_xml_take(&w->xml, &w->lines, &w->line);
    w->announces_xml = false;
    return true;
}

/* True where lines begin, between records or behind blank ones, that have a dress of their own. */
static bool is_redressed(struct walk *w)
{
    const bool may_be = w->mode == MODE_NONE || (w->was_blank && w->mode != MODE_LOOSE);
    return may_be && text_lines_may_redress(&w->lines, &w->line) && !w->xml.is_open &&
           !message_is_begun(w->line.text) && text_lines_redress(&w->lines, &w->line);
}

static void take_next(struct walk *w)
{
    w->record.has_code_page |= w->line.is_code_page;
    w->line_count++;
    w->labelled = VIEW_NONE;
    w->has_label = w->starts_alone = w->is_wordy = false;
    if (is_redressed(w) || take_xml(w)) {
        return;
    }
    w->announces_xml = w->line.is_blank ? w->announces_xml : text_announces_xml(w->line.text);
    if (text_is_yaml(w->line.text)) {
        w->first_yaml = w->yaml_count++ == 0 ? w->line.offset : w->first_yaml;
    }
    w->line.text = text_without_fence(w->line.text);
    if (walk_takes_mof(w)) {
        return;
    }
    walk_undress(w);
    take_line(w);
    w->was_blank = w->line.is_blank;
}

/* The next line: of the head of the table in which the block begins, as far as that is left, or of
 * the block. */
static bool next_line(struct walk *w, struct view *header, const struct block *block)
{
    if (header->len > 0 && view_cut(*header, VIEW("\n"), &w->line.text, header)) {
        w->line.offset = block->offset;
        w->line.is_blank = view_is_blank(w->line.text);
        w->line.has_cells = w->lines.has_cells;
        return true;
    }
    return text_lines_next(&w->lines, &w->line);
}

void text_walk(const struct reader_input *input, const struct block *block,
               const struct text_lines *lines, bool has_own_xml, struct batch *batch)
{
    struct walk w = {.mode = MODE_NONE, .xml = {.text = &batch->scratch[TEXT_SCRATCH_XML]}};
    buffer_clear(w.xml.text);
    text_record_init(&w.record, input, batch);
    if (lines) {
        w.lines = *lines;
    } else {
        text_lines_init(&w.lines, input, block, batch);
    }
    w.lines.has_xml &= has_own_xml;
    struct view header = input->form == &text_reader && input->header && !block->is_first
                             ? view_of(input->header)
                             : VIEW("");
    while (next_line(&w, &header, block)) {
        take_next(&w);
    }
    walk_end_any(&w);
    text_xml_end(&w.xml, &w.lines);
    if (w.yaml_count > 0) {
        batch_problem(batch, w.first_yaml,
                      "%zu events as YAML from here on, whose data are not read: give the log, or "
                      "JSON",
                      w.yaml_count);
    }
    batch_know_copies(batch);
}

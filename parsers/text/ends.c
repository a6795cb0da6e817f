/* How records of a text end: by which lines, and with their message put together from its own. */
#include <string.h>

#include "parsers/base/ascii.h"
#include "parsers/base/count.h"
#include "parsers/event/message.h"
#include "parsers/event/tidy.h"
#include "parsers/text/walk.h"

size_t walk_indent_of(struct view line)
{
    size_t len = 0;
    while (len < line.len && line.data[len] == ' ') {
        len++;
    }
    return len;
}

/* Looks at the line unless it is still the same. */
static void look_at(struct walk *w)
{
    const struct view line = w->line.text;
    if (w->labelled.data != line.data || w->labelled.len != line.len) {
        w->labelled = line;
        w->has_label = text_label_of(line, &w->label);
        w->starts_alone = text_starts_alone(line);
    }
}

struct view walk_without_indent(struct view line, size_t indent)
{
    return view_from(line, walk_indent_of(line) < indent ? 0 : indent);
}

const struct text_label *walk_label(struct walk *w)
{
    look_at(w);
    return w->has_label ? &w->label : NULL;
}

bool walk_is_start(struct walk *w, bool is_after_blank)
{
    look_at(w);
    if (w->starts_alone) {
        return true;
    }
    const struct text_label *label = is_after_blank ? walk_label(w) : NULL;
    return label && text_is_first_label(w->line.text, label);
}

bool walk_is_of_next(const struct walk *w, const struct text_label *label)
{
    if (!text_record_has(&w->record, label->part) || label->part == TEXT_PART_SKIP ||
        label->part == TEXT_PART_STRING) {
        return false;
    }
    if (label->part == EVENT_PART_TIME && w->record.has_guessed_time) {
        return false;
    }
    /* Where the time of day stands alone, the date stood before it. */
    return label->part != EVENT_PART_TIME || date_half_of(label->value) != DATE_HALF_CLOCK;
}

bool walk_may_begin(int part)
{
    return part != TEXT_PART_SKIP && part != TEXT_PART_STRING && part != EVENT_PART_USER_SID;
}

/* What lies ahead is read over the line that is looked at. */
static struct text_lines look_ahead(struct walk *w)
{
    w->line.text = arena_copy(&w->record.batch->arena, w->line.text);
    return w->lines;
}

void walk_end_field(struct walk *w)
{
    const struct view message = view_trim(buffer_view(w->record.message));
    if (message.len > 0 && !ascii_is_of(";,", message.data[message.len - 1])) {
        buffer_add_char(w->record.message, ';');
    }
}

void walk_note_length(struct walk *w, struct view line)
{
    if (w->mode != MODE_LIST && w->mode != MODE_ROW) {
        return;
    }
    const struct text_length length = text_length_of(line);
    struct text_length *most = &w->list_most;
    most->columns = length.columns > most->columns ? length.columns : most->columns;
    most->characters = length.characters > most->characters ? length.characters : most->characters;
}

bool walk_goes_on(const struct walk *w)
{
    const struct view next = text_lines_peek(&w->lines);
    return !next.data || view_is_blank(next) || ascii_is_blank(next.data[0]);
}

bool walk_has_labels_below(struct walk *w)
{
    enum { MAX_LABELS = 16, FEW_LABELS = 3 };
    const struct view next = text_lines_peek(&w->lines);
    if (message_is_begun(next) || message_begins_wordy(next)) {
        return false; /* as mostly */
    }
    struct text_lines lines = look_ahead(w);
    struct text_line line;
    struct text_label label;
    size_t labels = 0, count = 0;
    bool has_message = (lines.damage & TEXT_DAMAGE_PAGE) != 0;
    while (!has_message && count < MAX_LABELS && text_lines_next(&lines, &line) &&
           !(line.is_blank && count > 0)) {
        count += !line.is_blank;
        has_message = message_is_begun(line.text) || message_find(line.text, 0) != SIZE_MAX;
        if (!has_message && text_label_of(line.text, &label)) {
            has_message = label.part == TEXT_PART_MESSAGE;
            labels += walk_may_begin(label.part);
        }
    }
    return !has_message && labels >= FEW_LABELS;
}

bool walk_holds_message(const struct walk *w)
{
    struct view line = w->line.text;
    bool has_fields = line.len > 0 && memchr(line.data, '=', line.len);
    return has_fields && (message_begins(line) || message_find_whole(line, 0) != SIZE_MAX);
}

bool walk_is_message_alone(struct walk *w)
{
    const bool may_be =
        w->mode == MODE_NONE && w->head.count == 0 && w->value_column == 0 && w->names != 1;
    const bool is_begun = may_be && message_is_begun(w->line.text);
    w->is_wordy = may_be && !is_begun && message_begins_wordy(w->line.text);
    return is_begun || w->is_wordy;
}

bool walk_takes_mof(struct walk *w)
{
    if (w->mode != MODE_LOOSE || w->was_blank || w->record.message->len >= TEXT_MAX_LOOSE ||
        !text_is_mof(w->line.text)) {
        return false;
    }
    w->is_cell = false;
    text_record_add_line(&w->record, w->line.text);
    return true;
}

bool walk_has_field(const struct walk *w, struct view name)
{
    struct view message = buffer_view(w->record.message);
    for (size_t pos = view_find(message, name, 0); pos != SIZE_MAX;
         pos = view_find(message, name, pos + 1)) {
        bool is_first = pos == 0 || message.data[pos - 1] == '\n';
        if (is_first && view_starts(view_from(message, pos + name.len), VIEW(" = "))) {
            return true;
        }
    }
    return false;
}

/* True for the first of several labels behind a blank line, of which the record has the second. */
static bool begins_labels(struct walk *w, const struct text_label *label)
{
    struct text_line line;
    struct text_label next;
    if (!w->was_blank || (label->part != TEXT_PART_SKIP && label->part != EVENT_PART_COMPUTER) ||
        (w->lines.damage & TEXT_DAMAGE_PAGE) != 0) {
        return false;
    }
    struct text_lines lines = look_ahead(w);
    return text_lines_next(&lines, &line) && text_label_of(line.text, &next) &&
           walk_is_of_next(w, &next) && walk_may_begin(next.part);
}

/* True for a label of the next event behind a message that is whole. */
static bool is_next_label(const struct walk *w, const struct text_label *label)
{
    const int part = label->part;
    return (part == EVENT_PART_COMPUTER || part == EVENT_PART_EVENT_ID ||
            part == EVENT_PART_PROVIDER) &&
           ascii_is_letter(w->line.text.data[0]) && walk_is_of_next(w, label) &&
           message_event_id(buffer_view(w->record.message)) != 0;
}

/* True for the time of another event. */
static bool is_next_time(const struct walk *w, const struct text_label *label)
{
    struct date_text date;
    return label->part == EVENT_PART_TIME && walk_is_of_next(w, label) &&
           date_scan(label->value, &date);
}

bool walk_ends_message(struct walk *w)
{
    if (text_is_fence(w->line.text) || walk_is_start(w, w->was_blank)) {
        return true;
    }
    const struct text_label *label = walk_label(w);
    if (label &&
        (label->part == EVENT_PART_CHANNEL ||
         (w->was_blank && label->part == EVENT_PART_EVENT_ID && walk_is_of_next(w, label)) ||
         begins_labels(w, label) || is_next_time(w, label) || is_next_label(w, label))) {
        return true;
    }
    struct view line = w->line.text;
    bool is_next = text_record_has(&w->record, TEXT_PART_MESSAGE) && walk_holds_message(w);
    return is_next || (w->was_blank && message_find(line, 0) == 0);
}

bool walk_is_behind_message(struct walk *w)
{
    const struct text_label *label = walk_label(w);
    if (w->was_blank || w->line.text.len == 0 || ascii_is_blank(w->line.text.data[0]) || !label ||
        !walk_may_begin(label->part) || text_record_has(&w->record, label->part)) {
        return false;
    }
    return message_event_id(buffer_view(w->record.message)) != 0;
}

bool walk_is_of_mail(struct walk *w)
{
    enum { MAX_HEAD = 6 /* lines from one name of a head to its date */ };
    static const struct view names[] = {
        {"From: ", 6}, {"Subject: ", 9}, {"To: ", 4}, {"Message-ID: ", 12}, {"Sent: ", 6}};
    const struct view line = w->line.text;
    bool is_name = false;
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        is_name |= view_starts(line, names[i]);
    }
    if (!is_name) {
        return w->mail_line > 0 && w->line_count - w->mail_line <= MAX_HEAD && !w->record.is_open &&
               view_starts(line, VIEW("Date: "));
    }
    w->mail_line = w->line_count;
    const uint64_t time = UINT64_C(1) << EVENT_PART_TIME;
    if (w->record.is_open && (w->record.parts & ~time) == 0) {
        w->record.is_open = false; /* its date was the mail's */
        w->mode = MODE_NONE;
    }
    return true;
}

bool walk_ends_member(struct walk *w)
{
    if (w->item_indent == 0 || w->line.is_blank) {
        return false;
    }
    if (w->is_yaml) {
        return walk_indent_of(w->line.text) <= w->item_indent;
    }
    const struct text_label *label = walk_label(w);
    return label && label->indent == w->item_indent;
}

void walk_end_record(struct walk *w)
{
    text_record_end(&w->record);
    w->mode = MODE_NONE;
}

/* Where the quote stands that ends the message, behind which there may be a bracket or the time as
 * a number; SIZE_MAX for none. */
static size_t end_of_quoted(struct view text, char quote)
{
    size_t pos = text.len;
    while (pos > 0 && text.data[pos - 1] != quote) {
        pos--;
        if (!ascii_is_digit(text.data[pos]) && !ascii_is_of(" ])};,", text.data[pos])) {
            return SIZE_MAX;
        }
    }
    return pos > 0 ? pos - 1 : SIZE_MAX;
}

bool walk_is_quoted_whole(const struct walk *w)
{
    const struct view text = buffer_view(w->record.message);
    const size_t end = w->quote != '\0' ? end_of_quoted(text, w->quote) : SIZE_MAX;
    return end != SIZE_MAX && end + 1 < text.len && message_event_id(view_slice(text, 0, end)) != 0;
}

/* True when each quote of that kind stands there twice, as languages write one within such. */
static bool has_doubled(struct view text, char quote)
{
    size_t count = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] == quote) {
            if (i + 1 == text.len || text.data[i + 1] != quote) {
                return false;
            }
            count++;
            i++;
        }
    }
    return count > 0;
}

static struct view undoubled(struct batch *batch, struct view text, char quote)
{
    struct buffer *out = &batch->scratch[TEXT_SCRATCH_MENDED];
    buffer_clear(out);
    for (size_t i = 0; i < text.len; i++) {
        buffer_add_char(out, text.data[i]);
        i += text.data[i] == quote ? 1 : 0;
    }
    return arena_copy(&batch->arena, buffer_view(out));
}

/* Behind the end of the string, in quotes of that kind, whose text begins: where one of the marks
 * stands; the text's end for none. */
static size_t string_end(struct view text, char quote, const char *marks)
{
    for (size_t i = 0; i + 1 < text.len; i++) {
        if (text.data[i] == '\\') {
            i++;
        } else if (text.data[i] == quote && ascii_is_of(marks, text.data[i + 1])) {
            return i + 1;
        }
    }
    return text.len;
}

/* What stands behind the string: other values, behind a mark. */
static struct view behind_string(struct view text, char quote)
{
    return view_from(text, string_end(text, quote, ",") + 1);
}

/* The text within quotes that stood around a loose message. */
static struct view within_quotes(struct walk *w, struct view text)
{
    struct text_record *r = &w->record;
    struct buffer *out = &r->batch->scratch[TEXT_SCRATCH_MENDED];
    const size_t end = end_of_quoted(text, w->quote);
    text_take_context(r, behind_string(text, w->quote));
    buffer_clear(out);
    if (end != SIZE_MAX && !text_record_has(r, EVENT_PART_TIME)) {
        text_record_set_time(r, view_trim(view_from(text, end + 1)), DATE_ORDER_UNKNOWN);
    }
    if (text_unquote(out, text, w->quote)) {
        return arena_copy(&r->batch->arena, buffer_view(out));
    }
    text = view_slice(text, 0, end == SIZE_MAX ? text.len : end);
    return has_doubled(text, w->quote) ? undoubled(r->batch, text, w->quote) : text;
}

/* Where the head of the next message of syslog begins at the end of a text, as relays put them one
 * behind the other, each with its length: "374 <11>1 2026-"; the text's end for none. */
static size_t counted_head(struct view text)
{
    for (size_t pos = view_find(text, VIEW(">1 20"), 0); pos != SIZE_MAX;
         pos = view_find(text, VIEW(">1 20"), pos + 1)) {
        size_t start = pos;
        while (start > 0 && ascii_is_digit(text.data[start - 1])) {
            start--;
        }
        const bool has_priority =
            start < pos && start > 1 && text.data[start - 1] == '<' && text.data[start - 2] == ' ';
        start -= has_priority ? 2 : 0;
        const size_t end = start;
        while (has_priority && start > 0 && ascii_is_digit(text.data[start - 1])) {
            start--;
        }
        if (has_priority && start < end) {
            return start;
        }
    }
    return text.len;
}

/* Where the next message begins in quotes of its own, as in a list of strings; the text's end for
 * none. */
static size_t next_quoted(struct view text, char quote)
{
    enum { LOOK = 256 /* bytes that a message is known by */ };
    for (size_t i = 0; i < text.len; i++) {
        const char *at = memchr(text.data + i, quote, text.len - i);
        if (!at) {
            break;
        }
        i = (size_t)(at - text.data);
        size_t start = i + 1;
        while (start < text.len && (text.data[start] == ',' || ascii_is_blank(text.data[start]))) {
            start++;
        }
        const bool is_string = start > i + 1 && start < text.len && text.data[start] == quote;
        if (is_string && message_find(view_slice(text, start + 1, start + LOOK), 0) == 0) {
            return start + 1;
        }
    }
    return text.len;
}

/* A loose text, of which some may be of the same line, may hold several messages, run together. */
static void end_text(struct walk *w, struct view text)
{
    struct text_record *r = &w->record;
    text = w->is_object ? view_trim(text) : text;
    text.len -= w->is_object && view_ends_nocase(text, VIEW("}"));
    text = w->quote != '\0' ? within_quotes(w, text) : text;
    struct view head = VIEW("");
    uint64_t offset = r->assembly.event.origin.offset;
    size_t start = 0;
    size_t tries = 0;
    while (start < text.len) {
        size_t next = message_find_next(text, start, &tries);
        size_t end = next == SIZE_MAX ? text.len : next;
        /* What was mended may be longer than it was. */
        uint64_t at = offset + start;
        if (start > 0) {
            text_record_start(r, at < w->line.offset ? at : w->line.offset);
            text_take_context(r, head);
        }
        buffer_clear(r->message);
        r->parts &= ~(UINT64_C(1) << TEXT_PART_MESSAGE);
        struct view piece = view_slice(text, start, end);
        head = view_from(piece, counted_head(piece));
        text_record_add_line(r, view_slice(piece, 0, piece.len - head.len));
        text_record_end(r);
        start = end;
    }
}

/* Where the message begins that stands in another string of the same line, as in objects that
 * follow each other; the text's end for none. `*len` is what the first one has, with the object
 * around it. */
static size_t next_object(struct view text, char quote, size_t *len)
{
    const size_t end = string_end(text, quote, ",}");
    const size_t brace = view_find(view_from(text, end), VIEW("}"), 0);
    size_t start = brace == SIZE_MAX ? SIZE_MAX : message_find(text, end + brace);
    if (end == text.len || start == SIZE_MAX) {
        return text.len;
    }
    while (text.data[start - 1] != quote && start > end + brace) {
        start--; /* a name may stand before the words that it begins with */
    }
    const size_t own = string_end(view_from(text, start), quote, ",}") - 1;
    if (text.data[start - 1] != quote ||
        message_event_id(view_slice(text, start, start + own)) == 0) {
        return text.len;
    }
    *len = end + brace + 1;
    return start;
}

/* Takes the messages of objects that follow each other on a line, but the last one, which is given.
 */
static struct view end_objects(struct walk *w, struct view text)
{
    struct text_record *r = &w->record;
    const uint64_t offset = r->assembly.event.origin.offset;
    size_t len = 0;
    size_t next = w->quote != '\0' ? next_object(text, w->quote, &len) : text.len;
    while (next < text.len) {
        end_text(w, view_slice(text, 0, len));
        text_record_start(r, offset);
        text_take_context(r, view_slice(text, len, next - 1));
        text = view_from(text, next);
        next = next_object(text, w->quote, &len);
    }
    return text;
}

static void end_loose(struct walk *w)
{
    struct text_record *r = &w->record;
    const uint64_t offset = r->assembly.event.origin.offset;
    struct view text = arena_copy(&r->batch->arena, buffer_view(r->message));
    size_t end = w->quote != '\0' ? next_quoted(text, w->quote) : text.len;
    while (end < text.len) {
        size_t len = end - 1;
        while (text.data[len - 1] != w->quote) {
            len--; /* what separates the strings */
        }
        end_text(w, view_slice(text, 0, len));
        text_record_start(r, offset);
        text = view_from(text, end);
        end = next_quoted(text, w->quote);
    }
    end_text(w, end_objects(w, text));
    w->mode = MODE_NONE;
}

void walk_end_string(struct walk *w)
{
    struct text_record *r = &w->record;
    struct view text = buffer_view(r->message);
    while (text.len > 0 && text.data[text.len - 1] == '\n') {
        text.len--; /* between records; blanks may be of a query */
    }
    assembly_add_datum(&r->assembly, VIEW_NONE, tidy_text(&r->batch->arena, text));
    buffer_clear(r->message);
    w->mode = MODE_PARTS;
}

void walk_end_list(struct walk *w)
{
    struct buffer *message = w->record.message;
    struct buffer *out = &w->record.batch->scratch[TEXT_SCRATCH_MENDED];
    buffer_clear(out);
    text_unwrap(out, buffer_view(message), w->list_most);
    buffer_clear(message);
    if (w->mode == MODE_ROW && view_find(buffer_view(out), VIEW("instance of "), 0) == SIZE_MAX) {
        text_join_lines(message, buffer_view(out)); /* of MOF alone the lines matter */
    } else {
        buffer_add(message, buffer_view(out));
    }
    w->mode = MODE_PARTS;
}

void walk_end_any(struct walk *w)
{
    if (w->mode == MODE_LOOSE) {
        end_loose(w);
        return;
    }
    if (w->mode == MODE_STRING) {
        walk_end_string(w);
    } else if (w->mode == MODE_FRIENDLY) {
        text_friendly_end(&w->friendly, &w->record);
    } else if (w->mode == MODE_WMIMON) {
        text_wmimon_end(&w->record);
    } else if (w->mode == MODE_LIST || w->mode == MODE_ROW) {
        walk_end_list(w);
    }
    walk_end_record(w);
}

void walk_begin_record(struct walk *w)
{
    walk_end_any(w);
    text_record_start(&w->record, w->line.offset);
    w->depth = 0;
    w->is_stacked = false;
    w->mode = MODE_PARTS;
}

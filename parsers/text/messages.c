/* Fields from a message, as it stands or mended. */

#include "parsers/base/ascii.h"
#include "parsers/base/count.h"
#include "parsers/base/guid.h"
#include "parsers/event/event_ids.h"
#include "parsers/event/message.h"
#include "parsers/event/templates.h"
#include "parsers/event/tidy.h"
#include "parsers/text/text.h"

/* What ends a value at its first line: all but texts that have lines of their own. */
static bool has_lines(enum event_field field)
{
    return field == EVENT_FIELD_POSSIBLE_CAUSE || field == EVENT_FIELD_MESSAGE ||
           field == EVENT_FIELD_OPERATION || field == EVENT_FIELD_QUERY ||
           field == EVENT_FIELD_COMMAND_LINE || field == EVENT_FIELD_CONSUMER;
}

/* Of MOF only what stands before the words of somebody who pasted it. */
static struct view cut_prose(struct view value)
{
    for (size_t pos = view_find_rare(value, VIEW("\n\n"), 0, 0); pos != SIZE_MAX;
         pos = view_find_rare(value, VIEW("\n\n"), 0, pos + 1)) {
        if (view_find(value, VIEW("\n}"), pos) == SIZE_MAX) {
            return view_slice(value, 0, pos);
        }
    }
    return value;
}

static struct view trim_path(struct view path)
{
    static const struct view ends[] = {{".dll", 4}, {".exe", 4}};
    for (size_t i = 0; i < COUNT_OF(ends); i++) {
        size_t pos = view_find_nocase(path, ends[i], 0);
        size_t end = pos == SIZE_MAX ? 0 : pos + ends[i].len;
        if (pos != SIZE_MAX && end < path.len && !ascii_is_alnum(path.data[end]) &&
            path.data[end] != '\\' && path.data[end] != '.') {
            return view_slice(path, 0, end);
        }
    }
    return path;
}

/* Without a bracket at the end that was opened before the message. */
static struct view without_closer(struct view value)
{
    static const char pairs[][2] = {{'{', '}'}, {'[', ']'}, {'(', ')'}};
    size_t open[3] = {0};
    if (value.len == 0 || !ascii_is_of("}])", value.data[value.len - 1])) {
        return value;
    }
    for (size_t i = 0; i < value.len; i++) {
        for (size_t j = 0; j < 3; j++) {
            open[j] += value.data[i] == pairs[j][0];
            bool is_last = i + 1 == value.len;
            if (value.data[i] == pairs[j][1] && open[j] == 0 && is_last) {
                return view_trim(view_slice(value, 0, i));
            }
            open[j] -= value.data[i] == pairs[j][1] && open[j] > 0;
        }
    }
    return value;
}

/* The name of a provider that a message begins with, behind other words: what it is not made of
 * ends those. */
static struct view name_behind(struct view value)
{
    static const char marks[] = ":;,|[]\t*\"'<>#!^~\x1F\n";
    const struct view text = view_trim(value);
    size_t start = text.len;
    while (start > 0 &&
           (ascii_is_word(text.data[start - 1]) || !ascii_is_of(marks, text.data[start - 1]))) {
        start--;
    }
    start = message_name_start(text, 0, start);
    while (start < text.len && ascii_is_of("-+ ", text.data[start])) {
        start++; /* of a list, or of changed lines */
    }
    return start < text.len ? view_from(text, start) : value;
}

/* What is told of a message as it is read. */
struct reading {
    bool is_known;    /* its record tells which event it is */
    bool is_one_line; /* no value of it has a line end: none is looked for */
};

static struct view first_line(const struct reading *r, struct view text)
{
    const bool is_all = r->is_one_line || text.len == 0;
    const char *end = is_all ? NULL : memchr(text.data, '\n', text.len);
    return end ? view_slice(text, 0, (size_t)(end - text.data)) : text;
}

/* The last field of a message runs to the end of the text, in which other words may follow. */
static struct view trim_last(const struct event *event, enum event_field field, struct view value,
                             const struct reading *r)
{
    const bool has_one_line = event->id >= 5858 && event->id <= 5860;
    if (has_one_line && field == EVENT_FIELD_POSSIBLE_CAUSE) {
        value = first_line(r, value);
        struct view unknown = VIEW("Unknown");
        bool is_unknown = view_starts(value, unknown) && value.len > unknown.len &&
                          !ascii_is_alnum(value.data[unknown.len]);
        value = view_trim(is_unknown ? unknown : value);
        value.len -= value.len > 0 && value.data[value.len - 1] == ';';
        value.len -= value.len > 0 && value.data[value.len - 1] == '|'; /* of a row of a table */
        return without_closer(view_trim(value));
    }
    if (field == EVENT_FIELD_PROVIDER_NAME && event->id == EVENT_ID_PROVIDER_LOAD && !r->is_known) {
        return name_behind(value);
    }
    if (field == EVENT_FIELD_PROVIDER_PATH) {
        return view_trim(trim_path(first_line(r, view_trim(value))));
    }
    if (!has_lines(field)) {
        value = view_trim(first_line(r, view_trim(value))); /* lines may be wrapped before it */
        value.len -= value.len > 0 && value.data[value.len - 1] == ';';
        return value;
    }
    value = r->is_one_line ? value : cut_prose(value);
    const bool is_one_line = r->is_one_line || view_find(value, VIEW("\n"), 0) == SIZE_MAX;
    return is_one_line ? without_closer(value) : value;
}

static void trim_values(struct event *event, const struct reading *r)
{
    for (size_t i = 0; i < event->layout->field_count; i++) {
        struct event_value *value = &event->values[i];
        if (value->text.data && !value->is_number) {
            value->text = trim_last(event, event->layout->fields[i].field, value->text, r);
        }
    }
}

/* Reads a whole message. */
static bool read_whole(struct event *event, struct view text)
{
    return event->id == 0 ? message_read_any(event, text)
                          : event->layout && message_read(event, text);
}

static bool read_remains(struct event *event, struct view text)
{
    struct event read = *event;
    if (read.id == 0) {
        read.id = message_event_id_of_remains(text);
        read.layout = template_find(read.id);
    }
    if (!read.layout || message_salvage(&read, text) == 0) {
        return false;
    }
    *event = read;
    return true;
}

/* Where the next field of a message begins, whatever it is called there. */
static size_t field_end(struct view value)
{
    char quote = '\0';
    for (size_t i = 0; i < value.len; i++) {
        const char c = value.data[i];
        if (quote == '\0' && c == ';') {
            return i;
        }
        if (c == '"' || c == '\'') {
            quote = quote == '\0' ? c : quote == c ? '\0' : quote;
        }
    }
    return value.len;
}

/* Where a field's name was damaged, the value before it has its value too, under which nobody would
 * look for it. */
static void trim_remains(struct event *event)
{
    for (size_t i = 0; i < event->layout->field_count; i++) {
        const enum event_field field = event->layout->fields[i].field;
        struct event_value *value = &event->values[i];
        struct guid guid;
        if (!value->text.data || field == EVENT_FIELD_CONSUMER ||
            (field == EVENT_FIELD_POSSIBLE_CAUSE && event->id != EVENT_ID_CLIENT_FAILURE)) {
            continue;
        }
        value->text = view_trim(view_slice(value->text, 0, field_end(value->text)));
        if (field == EVENT_FIELD_CORRELATION_ID || field == EVENT_FIELD_PROVIDER_GUID) {
            const size_t end = view_find(value->text, VIEW("}"), 0);
            const struct view id = view_slice(value->text, 0, end == SIZE_MAX ? 0 : end + 1);
            value->text = guid_parse(id, &guid) ? id : VIEW_NONE;
        }
    }
}

static struct view until_blank_line(struct view text)
{
    struct view rest;
    view_cut(text, VIEW("\n\n"), &text, &rest);
    return text;
}

/* The width at which a console cut all lines of a text but the last, or 0: lines that end at blanks
 * are seldom of one length, and of the usual widths of consoles hardly ever. */
static size_t console_width(struct view text)
{
    enum { MIN_WIDTH = 60, USUAL = 80, WIDE = 120 };
    struct view line, rest;
    size_t width = 0;
    size_t count = 0;
    for (; view_cut(text, VIEW("\n"), &line, &rest) && !view_starts(rest, VIEW("\n"));
         text = rest) {
        const size_t before = width;
        width = text_width(line);
        if (count++ > 0 && width != before) {
            return 0;
        }
    }
    text = until_blank_line(text);
    const bool is_usual = width == USUAL || width == WIDE;
    const bool is_last_short = text_width(text) <= width;
    return is_last_short && (is_usual || (count > 1 && width >= MIN_WIDTH)) ? width : 0;
}

/* A text that a console cut, as it was. */
static struct view uncut(struct batch *batch, struct view text)
{
    struct buffer *out = &batch->scratch[TEXT_SCRATCH_MENDED];
    struct view line;
    if (view_find(text, VIEW("\n"), 0) == SIZE_MAX || console_width(text) == 0) {
        return text;
    }
    buffer_clear(out);
    for (text = until_blank_line(text); view_cut(text, VIEW("\n"), &line, &text);) {
        buffer_add(out, line);
    }
    buffer_add(out, text);
    return arena_copy(&batch->arena, buffer_view(out));
}

/* The text in the arena with its lines joined. */
static struct view joined(struct batch *batch, struct view text)
{
    struct buffer *out = &batch->scratch[TEXT_SCRATCH_MENDED];
    buffer_clear(out);
    text_join_lines(out, until_blank_line(text));
    return arena_copy(&batch->arena, buffer_view(out));
}

static struct view mended(struct batch *batch, struct view text, bool *is_plain)
{
    struct buffer *out = &batch->scratch[TEXT_SCRATCH_MENDED];
    buffer_clear(out);
    if (!text_mend_message(out, text, *is_plain)) {
        return text;
    }
    *is_plain = false;
    return tidy_text(&batch->arena, buffer_view(out));
}

/* "{Name}", "<Name>", as it stands in the place of a value. */
static bool is_placeholder(struct view value)
{
    size_t len = 1;
    if (value.len == 0 || (value.data[0] != '{' && value.data[0] != '<')) {
        return false;
    }
    while (len < value.len && ascii_is_word(value.data[len])) {
        len++;
    }
    len += len < value.len && value.data[len] == '*' ? 1 : 0;
    return len > 1 && len < value.len && value.data[len] == (value.data[0] == '{' ? '}' : '>');
}

static bool has_digit(struct view text)
{
    bool is_there = false;
    for (size_t i = 0; i < text.len; i++) {
        is_there |= ascii_is_digit(text.data[i]);
    }
    return is_there;
}

/* True for a word that a field is described with: its type, or the first of a sentence. */
static bool is_describing(struct view word)
{
    static const struct view words[] = {{"the", 3}, {"a", 1},   {"an", 2},     {"process", 7},
                                        {"pid", 3}, {"PID", 3}, {"number", 6}, {"N", 1},
                                        {"der", 3}, {"die", 3}, {"le", 2},     {"el", 2}};
    bool is_one = word.len > 0 && ascii_is_letter(word.data[0]) &&
                  view_find_nocase(word, VIEW("int"), 0) != SIZE_MAX; /* uint32, HexInt32 */
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        is_one |= view_equal(word, words[i]);
    }
    return is_one;
}

/* True for words where numbers have to be: a description of the fields. */
static bool is_description(const struct event *event)
{
    size_t words = 0;
    for (size_t i = 0; i < event->layout->field_count; i++) {
        const struct event_value *value = &event->values[i];
        const bool is_text = event->layout->fields[i].type == TEMPLATE_TEXT;
        if (!is_text && !value->is_number && is_describing(value->text)) {
            return true;
        }
    }
    for (size_t i = 0; i < event->layout->field_count; i++) {
        const struct event_value *value = &event->values[i];
        const bool is_text = event->layout->fields[i].type == TEMPLATE_TEXT;
        if (value->is_number || (!is_text && has_digit(value->text))) {
            return false;
        }
        words += !is_text && value->text.len > 0 && !view_is_symbol(value->text);
    }
    return words > 0;
}

/* True for what a document says of such messages: none of the fields has a value. */
static bool is_form(const struct event *event)
{
    size_t count = 0;
    for (size_t i = 0; i < event->layout->field_count; i++) {
        const struct event_value *value = &event->values[i];
        if (value->is_number || (value->text.len > 0 && !is_placeholder(value->text))) {
            return false;
        }
        count += value->text.len > 0;
    }
    return count > 0;
}

/* A first look for one byte of each of these marks, which most texts pass; a word has none. */
static bool may_have_wrapping(struct view text)
{
    size_t word = 0;
    while (word < text.len && ascii_is_alnum(text.data[word])) {
        word++;
    }
    text = view_from(text, word);
    static const char bytes[] = "&<>+\xE2";
    bool is_there = false;
    for (size_t i = 0; text.len > 0 && bytes[i] != '\0' && !is_there; i++) {
        is_there = memchr(text.data, bytes[i], text.len);
    }
    return is_there || view_find_rare(text, VIEW("_x000"), 1, 0) != SIZE_MAX;
}

/* True for what pages, tables and programs write, and no event has in its text. */
static bool has_wrapping(struct view text)
{
    static const struct view marks[] = {
        {"&lt;", 4}, {"&gt;", 4},  {"&quot;", 6}, {"&amp;", 5},        {"</", 2},
        {"/>", 2},   {"_x000", 5}, {"+AFw-", 5},  {"\xE2\x94\x82", 3}, {"]!>", 3},
    };
    bool is_there = false;
    for (size_t i = 0; may_have_wrapping(text) && i < COUNT_OF(marks); i++) {
        is_there |= view_find(text, marks[i], 0) != SIZE_MAX;
    }
    return is_there;
}

/* True when the text ends with a quote that none before it opens. */
static bool ends_quoted(struct view text)
{
    const char last = text.len > 0 ? text.data[text.len - 1] : '\0';
    size_t quotes = 0;
    for (size_t i = 0; (last == '\'' || last == '"') && i < text.len; i++) {
        quotes += text.data[i] == last;
    }
    return quotes % 2 == 1;
}

/* True when the last field of the event, which was read from a message, has what stood around it:
 * within others it may be the event's own. */
static bool shows_wrapping(const struct event *event)
{
    size_t last = event->layout->field_count;
    while (last > 0 && event->values[last - 1].text.len == 0) {
        last--;
    }
    const enum event_field field =
        last > 0 ? event->layout->fields[last - 1].field : EVENT_FIELD_CONSUMER;
    const struct view text = last > 0 ? event->values[last - 1].text : VIEW("");
    const bool is_script = field == EVENT_FIELD_CONSUMER || field == EVENT_FIELD_COMMAND_LINE;
    return !is_script && (has_wrapping(text) || ends_quoted(text));
}

enum text_reading text_read_message(struct event *event, struct view text, bool *is_plain,
                                    struct batch *batch)
{
    struct reading r = {.is_known = event->id != 0};
    text = view_trim(text);
    if (text.len == 0) {
        return TEXT_READING_NONE;
    }
    text = mended(batch, text, is_plain);
    text = *is_plain ? text : uncut(batch, text);
    r.is_one_line = *is_plain || view_find(text, VIEW("\n"), 0) == SIZE_MAX;
    bool is_whole = read_whole(event, text);
    if (!is_whole && !r.is_one_line) {
        is_whole = read_whole(event, joined(batch, text));
    }
    bool is_read = is_whole || read_remains(event, joined(batch, text));
    if (!is_read || is_form(event) || (!is_whole && is_description(event))) {
        return TEXT_READING_NONE;
    }
    trim_values(event, &r);
    if (!is_whole) {
        trim_remains(event);
    }
    return is_whole && !shows_wrapping(event) ? TEXT_READING_WHOLE : TEXT_READING_PART;
}

/* The lines of a text from the one at `*text` on, one for each field, and for the last that may
 * have several all up to a blank one; false when a number is none. */
static bool read_strings(struct event *event, struct view text)
{
    struct view line;
    bool has_number = false;
    const size_t count = event->layout->field_count;
    for (size_t i = 0; i < count; i++) {
        const struct template_field *field = &event->layout->fields[i];
        const bool has_rest = i + 1 == count && has_lines(field->field);
        if (!view_cut(text, has_rest ? VIEW("\n\n") : VIEW("\n"), &line, &text)) {
            line = text;
            text = VIEW("");
        }
        template_set_text(event, i, view_trim(line));
        has_number |= event->values[i].is_number;
        if (field->type != TEMPLATE_TEXT && !event->values[i].is_number) {
            return false;
        }
    }
    const struct view first = event->values[0].text;
    return has_number || (count > 1 && view_starts(first, VIEW("//./")));
}

bool text_read_strings(struct event *event, struct view text)
{
    enum { MAX_PARAGRAPHS = 16 };
    for (size_t i = 0, pos = 0; event->layout && i < MAX_PARAGRAPHS && pos < text.len; i++) {
        struct event read = *event;
        if (read_strings(&read, view_from(text, pos))) {
            *event = read;
            return true;
        }
        const size_t end = view_find(text, VIEW("\n\n"), pos);
        pos = end == SIZE_MAX ? text.len : end + 2;
    }
    return false;
}

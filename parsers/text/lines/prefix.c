/* What tools put before each line: its number, the name of its file, a mark of a comparison; and
 * blank lines between all lines. */
#include <string.h>

#include "parsers/base/ascii.h"
#include "parsers/base/count.h"
#include "parsers/event/elements.h"
#include "parsers/event/message.h"
#include "parsers/event/templates.h"
#include "parsers/text/lines/lines.h"

enum {
    FEW_LINES = 3,
    MAX_LINES = 64,       /* that are looked at */
    MAX_PREFIX = 256,     /* bytes of a name */
    MAX_FLAT_HEAD = 1024, /* bytes that hold the first labels of a line */
    MIN_FLAT = 100,       /* bytes of a line with several labels */
};

static size_t skip_blanks(struct view line)
{
    size_t len = 0;
    while (len < line.len && line.data[len] == ' ') {
        len++;
    }
    return len;
}

/* The number that a line begins with, and how many bytes it is with what separates it; 0 for none.
 */
static size_t number_len(struct view line, uint64_t *number, char *mark)
{
    const size_t start = skip_blanks(line);
    size_t end = start;
    while (end < line.len && ascii_is_digit(line.data[end])) {
        end++;
    }
    *mark = end < line.len ? line.data[end] : '\0';
    if (end == start || !view_number(view_slice(line, start, end), number)) {
        return 0;
    }
    if (*mark == ':' || *mark == '\t') {
        return end + 1;
    }
    const bool has_blank = end + 1 < line.len && line.data[end + 1] == ' ';
    return has_blank && (*mark == '.' || *mark == ')' || *mark == ' ') ? end + 2 : 0;
}

/* The name of a file, with what tells its kind, that a line begins with up to a colon; 0 for none.
 */
static size_t name_len(struct view line)
{
    const struct view head = view_slice(line, 0, MAX_PREFIX);
    const char *colon = head.len > 3 ? memchr(head.data + 2, ':', head.len - 2) : NULL;
    const size_t len = colon ? (size_t)(colon - head.data) : 0;
    size_t start = len;
    while (start > 0 && ascii_is_letter(head.data[start - 1])) {
        start--;
    }
    return len - start >= 2 && start > 1 && head.data[start - 1] == '.' ? len + 1 : 0;
}

struct lines {
    struct view of[MAX_LINES];
    size_t count;
};

/* The first lines that are not blank, so many at most. */
static void take_lines(struct lines *lines, struct view text, size_t max)
{
    lines->count = 0;
    while (lines->count < max && text.len > 0) {
        struct view line = text;
        struct view rest = VIEW_NONE;
        bool is_whole = view_cut(text, VIEW("\n"), &line, &rest);
        if (!view_is_blank(line) && is_whole) {
            lines->of[lines->count++] = line;
        }
        text = rest;
    }
}

/* How many of the first lines are numbered: one after the other, or in order where a colon follows.
 */
static size_t count_numbered(const struct lines *lines, size_t skipped)
{
    uint64_t last = 0;
    size_t count = 0;
    for (; count < lines->count; count++) {
        uint64_t number;
        char mark;
        const struct view line = view_from(lines->of[count], skipped);
        if (number_len(line, &number, &mark) == 0 ||
            (count > 0 && (mark == ':' ? number <= last : number != last + 1))) {
            break;
        }
        last = number;
    }
    return count;
}

/* How many lines begin with that text. */
static size_t count_starts(const struct lines *lines, struct view start)
{
    size_t count = 0;
    for (size_t i = 0; i < lines->count; i++) {
        count += view_starts(lines->of[i], start);
    }
    return count;
}

/* How much of a line is the time at which a program passed it on, and what separates that from the
 * line; 0 for none. */
static size_t stamp_len(struct view line)
{
    struct date_text date;
    if (line.len == 0 || !ascii_is_digit(line.data[0]) || !date_scan(line, &date)) {
        return 0;
    }
    const struct view rest = view_from(line, date.len);
    const bool has_mark = view_starts(rest, VIEW(" | ")) || view_starts(rest, VIEW(" - "));
    return date.len + (has_mark ? 3 : view_starts(rest, VIEW(" ")) ? 1 : 0);
}

/* True when all lines begin with such, and labels follow it: the lines of an event have no times of
 * their own. */
static bool are_stamped(const struct lines *lines)
{
    struct text_label label;
    size_t labels = 0;
    for (size_t i = 0; i < lines->count; i++) {
        if (!ascii_is_digit(lines->of[i].data[0])) {
            return false;
        }
    }
    for (size_t i = 0; i < lines->count; i++) {
        const size_t len = stamp_len(lines->of[i]);
        if (len == 0) {
            return false;
        }
        labels += text_label_of(view_from(lines->of[i], len), &label);
    }
    return labels >= FEW_LINES;
}

/* The marks that stand before an event as XML, and before nearly all lines with it: a bar, or a
 * star. 0 for none. */
static size_t marks_len(const struct lines *lines, struct view *marks)
{
    for (size_t i = 0; i < lines->count; i++) {
        size_t len = 0;
        while (len < lines->of[i].len && ascii_is_of(" |*", lines->of[i].data[len])) {
            len++;
        }
        *marks = view_slice(lines->of[i], 0, len);
        if (view_starts(view_from(lines->of[i], len), VIEW("<Event")) && !view_is_blank(*marks)) {
            return count_starts(lines, *marks) * 5 >= lines->count * 4 ? len : 0;
        }
    }
    return 0;
}

struct text_prefix text_prefix_of(struct view text)
{
    struct text_prefix prefix = {0};
    struct text_label label;
    struct lines lines;
    take_lines(&lines, text, MAX_LINES);
    if (lines.count < FEW_LINES) {
        return prefix;
    }
    struct view marks = VIEW("");
    const struct view first = lines.of[0];
    const size_t len = name_len(first);
    const bool is_name = len > 0 && len <= sizeof(prefix.name) && !text_label_of(first, &label) &&
                         count_starts(&lines, view_slice(first, 0, len)) == lines.count;
    if (is_name) {
        memcpy(prefix.name, first.data, len);
        prefix.len = len;
    } else if (marks_len(&lines, &marks) > 0 && marks.len <= sizeof(prefix.name)) {
        memcpy(prefix.name, marks.data, marks.len);
        prefix.len = marks.len;
    } else if (count_starts(&lines, VIEW("+")) * 5 >= lines.count * 4) {
        prefix.name[0] = '+';
        prefix.len = 1;
    }
    prefix.is_numbered = count_numbered(&lines, is_name ? len : 0) == lines.count;
    prefix.is_stamped = prefix.len == 0 && are_stamped(&lines);
    return prefix;
}

/* What stands before the first line and may stand before those behind it: the name of a file, or
 * the mark of a comparison. */
static struct view first_start(struct view line)
{
    struct text_label label;
    const size_t len = name_len(line);
    if (len > 0) {
        return view_slice(line, 0, text_label_of(line, &label) ? 0 : len);
    }
    static const struct view marks[] = {{"+", 1}, {"< ", 2}, {"-", 1}};
    for (size_t i = 0; i < COUNT_OF(marks); i++) {
        if (view_starts(line, marks[i])) {
            return view_slice(line, 0, marks[i].len);
        }
    }
    return VIEW("");
}

/* True when the lines without it are of an event: labels, tags, or a message that goes on. */
static bool shows_event(const struct lines *lines, const struct text_prefix *prefix)
{
    struct text_label label;
    size_t count = 0;
    for (size_t i = 0; i < lines->count && count < FEW_LINES; i++) {
        const struct view line = text_without_prefix(lines->of[i], prefix);
        count += text_label_of(line, &label) || view_starts(view_trim(line), VIEW("<"));
    }
    return count == FEW_LINES || (message_begins(text_without_prefix(lines->of[0], prefix)) &&
                                  !message_begins(text_without_prefix(lines->of[1], prefix)));
}

/* Leaves of the lines those at the start that have the same prefix; false where they are few. */
static bool keep_run(struct lines *lines, struct text_prefix *prefix)
{
    const struct view start = first_start(lines->of[0]);
    size_t count = 0;
    memcpy(prefix->name, start.data, start.len);
    prefix->len = start.len;
    while (count < lines->count && view_starts(lines->of[count], start)) {
        count++;
    }
    lines->count = count;
    const size_t numbered = count_numbered(lines, start.len);
    prefix->is_numbered = numbered >= FEW_LINES;
    lines->count = prefix->is_numbered ? numbered : lines->count;
    if (!text_has_prefix(prefix)) {
        for (count = 0; count < lines->count && stamp_len(lines->of[count]) > 0;) {
            count++;
        }
        lines->count = count;
        prefix->is_stamped = count >= FEW_LINES;
    }
    return lines->count >= FEW_LINES && text_has_prefix(prefix);
}

struct text_prefix text_prefix_of_run(struct view text)
{
    struct text_prefix prefix = {.is_run = true};
    struct lines lines;
    take_lines(&lines, text, FEW_LINES); /* as mostly there is none */
    bool is_there = lines.count == FEW_LINES && keep_run(&lines, &prefix);
    if (is_there) {
        take_lines(&lines, text, MAX_LINES);
        is_there = keep_run(&lines, &prefix) && shows_event(&lines, &prefix);
    }
    return is_there ? prefix : (struct text_prefix){0};
}

bool text_has_prefix(const struct text_prefix *prefix)
{
    return prefix->len > 0 || prefix->is_numbered || prefix->is_stamped;
}

bool text_prefix_goes_on(struct text_prefix *prefix, struct view line)
{
    uint64_t number = prefix->number;
    char mark;
    const bool is_compared = prefix->len == 1 && !prefix->is_numbered;
    if (view_is_blank(line) || (is_compared && ascii_is_of(" +-@\\", line.data[0]))) {
        return true;
    }
    const bool is_named = view_starts(line, (struct view){prefix->name, prefix->len});
    if (prefix->is_numbered && is_named) {
        const bool is_first = number == 0;
        if (number_len(view_from(line, prefix->len), &number, &mark) == 0 ||
            (!is_first && number <= prefix->number)) {
            return false;
        }
        prefix->number = number;
    }
    return is_named && (!prefix->is_stamped || stamp_len(line) > 0);
}

struct view text_without_prefix(struct view line, const struct text_prefix *prefix)
{
    uint64_t number;
    char mark;
    const struct view name = {prefix->name, prefix->len};
    line = view_from(line, prefix->len > 0 && view_starts(line, name) ? prefix->len : 0);
    line = view_from(line, prefix->is_stamped ? stamp_len(line) : 0);
    return view_from(line, prefix->is_numbered ? number_len(line, &number, &mark) : 0);
}

bool text_is_spaced(struct view text)
{
    enum { FEW_LABELS = 4 };
    struct text_label label;
    size_t labels = 0;
    for (size_t i = 0; i < MAX_LINES && text.len > 0; i++) {
        struct view line = text;
        struct view rest = VIEW_NONE;
        view_cut(text, VIEW("\n"), &line, &rest);
        const bool is_label = text_label_of(line, &label) && label.part != TEXT_PART_MESSAGE;
        const bool is_spaced = view_starts(rest, VIEW("\n")) || view_starts(rest, VIEW("\r\n"));
        if (labels >= FEW_LABELS && !is_spaced && !view_is_blank(line)) {
            break; /* other lines follow */
        }
        labels += is_label;
        if (is_label && !is_spaced) {
            return false;
        }
        text = rest;
    }
    return labels >= FEW_LABELS;
}

/* Where a name begins that is known as a label and ends before the colon at `colon`; SIZE_MAX for
 * none. A name may have several words. */
static size_t label_start(struct view line, size_t from, size_t colon, int *part)
{
    size_t start = colon;
    size_t found = SIZE_MAX;
    while (start > from && colon - start < TEXT_MAX_NAME) {
        start--;
        if (start == from || line.data[start - 1] == ' ') {
            int known = text_part_of(view_slice(line, start, colon), TEXT_AFTER_COLON);
            found = known == EVENT_PART_NONE ? found : start;
            *part = known == EVENT_PART_NONE ? *part : known;
        }
    }
    return found;
}

/* Without the mark of a node that can be closed or opened. */
static struct view without_mark(struct view text)
{
    text = view_trim(text);
    const bool has_mark = view_starts(text, VIEW("+ ")) || view_starts(text, VIEW("- "));
    return view_trim(view_from(text, has_mark ? 1 : 0));
}

/* True for a line with all elements of an event as its Details show them: copied into a field of
 * one line. */
static bool is_flat_details(struct view line)
{
    const struct view head = view_slice(line, 0, TEXT_MAX_NAME);
    return view_starts(without_mark(head), VIEW("System ")) &&
           view_find(line, VIEW("[ SystemTime]"), 0) != SIZE_MAX &&
           view_find(line, VIEW(" UserData "), 0) != SIZE_MAX;
}

/* True for a word that begins what has a line of its own. */
static bool begins_line(struct view word)
{
    static const struct view others[] = {{"[", 1}, {"Task", 4}, {"Opcode", 6}, {"Keywords", 8}};
    bool begins = xml_element_of(word) != XML_OTHER;
    for (size_t i = 0; i < COUNT_OF(others); i++) {
        begins |= view_equal(word, others[i]);
    }
    return begins;
}

/* Where the word stands for the last time, or SIZE_MAX. */
static size_t last_word(struct view text, struct view word)
{
    size_t found = SIZE_MAX;
    for (size_t pos = view_find(text, word, 0); pos != SIZE_MAX;
         pos = view_find(text, word, pos + 1)) {
        const bool is_start = pos == 0 || text.data[pos - 1] == ' ';
        const size_t end = pos + word.len;
        found = is_start && (end == text.len || text.data[end] == ' ') ? pos : found;
    }
    return found;
}

/* Fields of the event whose element that is, from the last one on: a value may hold names of those
 * behind it. */
static void add_fields(struct buffer *out, struct view wrapper, struct view text)
{
    size_t count;
    const struct event_template *const *layouts = template_all(&count);
    const struct event_template *layout = NULL;
    for (size_t i = 0; i < count && !layout; i++) {
        const char *name = layouts[i]->wrapper;
        layout = name && view_equal(wrapper, view_of(name)) ? layouts[i] : NULL;
    }
    size_t starts[EVENT_MAX_VALUES];
    size_t end = text.len;
    for (size_t i = layout ? layout->field_count : 0; i-- > 0;) {
        starts[i] = last_word(view_slice(text, 0, end), view_of(layout->fields[i].xml_element));
        end = starts[i] == SIZE_MAX ? end : starts[i];
    }
    for (size_t i = 0, done = end; layout && i < layout->field_count; i++) {
        if (starts[i] != SIZE_MAX) {
            buffer_add(out, view_slice(text, done, starts[i]));
            buffer_add_char(out, '\n');
            done = starts[i];
        }
        end = done;
    }
    buffer_add(out, view_from(text, end));
}

/* Appends such a line with each of them on its own. */
static void add_details(struct buffer *out, struct view line)
{
    struct view system, data;
    view_cut(line, VIEW(" UserData "), &system, &data);
    system = without_mark(system);
    (void)view_take_word(&system);
    buffer_add_text(out, "+ System");
    while (system.len > 0) {
        const struct view word = view_take_word(&system);
        if (!view_equal(word, VIEW("-")) && !view_equal(word, VIEW("+"))) {
            buffer_add_char(out, begins_line(word) ? '\n' : ' ');
            buffer_add(out, word);
        }
    }
    data = without_mark(data);
    const struct view word = view_take_word(&data);
    buffer_add_text(out, "\n- UserData\n  - ");
    buffer_add(out, word);
    add_fields(out, word, view_trim(data));
}

bool text_is_flat(struct view line)
{
    struct text_label label;
    int part = EVENT_PART_NONE;
    if (!text_label_of(line, &label) || label.part != EVENT_PART_CHANNEL) {
        return is_flat_details(line);
    }
    const char *colon = label.value.len > 0 ? memchr(label.value.data, ':', label.value.len) : NULL;
    return colon &&
           label_start(label.value, 0, (size_t)(colon - label.value.data), &part) != SIZE_MAX;
}

size_t text_flat_start(struct view line, size_t from, size_t colon)
{
    int part = EVENT_PART_NONE;
    const size_t start = label_start(line, from, colon, &part);
    const bool is_flat = start != SIZE_MAX && part == EVENT_PART_CHANNEL &&
                         text_is_flat(view_slice(line, start, start + MAX_FLAT_HEAD));
    return is_flat ? start : SIZE_MAX;
}

size_t text_flat_begin(struct view line)
{
    const struct view head = view_slice(line, 0, MAX_FLAT_HEAD);
    if (text_is_flat(line)) {
        return 0;
    }
    /* The name of a log or of a source. */
    size_t found = view_find(head, VIEW("Microsoft-Windows-"), 0);
    for (size_t i = 0; found != SIZE_MAX && i < found; i++) {
        const char *colon = memchr(head.data + i, ':', found - i);
        i = colon ? (size_t)(colon - head.data) : found;
        const size_t start = colon ? text_flat_start(line, 0, i) : SIZE_MAX;
        if (start != SIZE_MAX) {
            return start;
        }
    }
    return SIZE_MAX;
}

bool text_has_flat(struct view text)
{
    struct view line = text;
    bool is_flat = false;
    for (size_t i = 0; i < MAX_LINES && text.len > 0 && !is_flat; i++) {
        struct view rest = VIEW_NONE;
        line = text;
        view_cut(text, VIEW("\n"), &line, &rest);
        is_flat = line.len >= MIN_FLAT && text_flat_begin(line) != SIZE_MAX;
        text = rest;
    }
    return is_flat;
}

void text_add_unflattened(struct buffer *out, struct view line)
{
    bool is_message = false;
    size_t done = 0;
    if (is_flat_details(line)) {
        add_details(out, line);
        return;
    }
    const size_t begin = text_flat_begin(line);
    if (begin != SIZE_MAX && begin > 0) {
        buffer_add(out, view_slice(line, 0, begin)); /* words of somebody */
        done = begin;
    }
    for (size_t i = done; i < line.len; i++) {
        const char *colon = memchr(line.data + i, ':', line.len - i);
        if (!colon) {
            break;
        }
        i = (size_t)(colon - line.data);
        int part = EVENT_PART_NONE;
        const size_t start = label_start(line, done, i, &part);
        if (start == SIZE_MAX || (is_message && part != EVENT_PART_CHANNEL)) {
            continue;
        }
        struct view value = view_trim(view_slice(line, done, start));
        value.len -= value.len > 0 && !is_message && ascii_is_of(";,|", value.data[value.len - 1]);
        buffer_add(out, value);
        buffer_add_char(out, '\n');
        buffer_add(out, view_slice(line, start, i + 1));
        is_message = part == TEXT_PART_MESSAGE;
        buffer_add_char(out, is_message ? '\n' : ' ');
        done = i + 1;
    }
    buffer_add(out, view_trim(view_from(line, done)));
}

bool text_is_literal(struct view text)
{
    enum { FEW_LABELS = 3 };
    const struct view mark = VIEW("\\n");
    struct text_label label;
    size_t labels = 0;
    text = view_slice(text, 0, view_find(text, VIEW("\n"), 0));
    for (size_t pos = view_find(text, mark, 0); pos != SIZE_MAX && labels < FEW_LABELS;
         pos = view_find(text, mark, pos + mark.len)) {
        labels += text_label_of(view_from(text, pos + mark.len), &label);
    }
    return labels == FEW_LABELS;
}

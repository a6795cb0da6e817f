/* Lines that hold a name and its value as a table, a list or a dump of properties has them, as the
 * lines of a text that says the same. */
#include <string.h>

#include "parsers/base/ascii.h"
#include "parsers/base/count.h"
#include "parsers/event/message.h"
#include "parsers/text/text.h"

static bool is_around_name(char c)
{
    return !ascii_is_alnum(c) && ascii_is_of(" \t*_`|\"'", c);
}

/* A name without what stands around it: marks of a list, of emphasis, of a table, and a colon. */
static struct view name_of(struct view text)
{
    static const struct view bullets[] = {
        {"\xE2\x80\xA2", 3}, {"\xC2\xB7", 2}, {"- ", 2}, {"+ ", 2}, {"o\t", 2}};
    text = view_trim(text);
    for (size_t i = 0; i < COUNT_OF(bullets); i++) {
        text = view_from(text, view_starts(text, bullets[i]) ? bullets[i].len : 0);
    }
    while (text.len > 0 && is_around_name(text.data[0])) {
        text = view_from(text, 1);
    }
    while (text.len > 0 &&
           (is_around_name(text.data[text.len - 1]) || text.data[text.len - 1] == ':')) {
        text.len--;
    }
    return text;
}

/* A value without the same; quotes are part of it. */
static struct view value_of(struct view text)
{
    text = view_trim(text);
    while (text.len > 0 && text.data[text.len - 1] == '|') {
        text = view_trim(view_slice(text, 0, text.len - 1));
    }
    const char *marks[] = {"**", "__", "`"};
    for (size_t i = 0; i < COUNT_OF(marks); i++) {
        struct view mark = view_of(marks[i]);
        if (view_starts(text, mark)) {
            text = view_trim(view_from(text, mark.len));
            text.len -= view_ends_nocase(text, mark) ? mark.len : 0;
        }
    }
    return text;
}

/* Where the first cell of a row ends, or SIZE_MAX for a line that is none. */
static size_t first_cell_len(struct view line)
{
    size_t start = 0;
    while (start < line.len && (line.data[start] == '|' || ascii_is_blank(line.data[start]))) {
        start++;
    }
    const struct view head = view_slice(line, start, start + TEXT_MAX_NAME);
    const size_t first = view_find_either(head, '|', '\t');
    if (first == SIZE_MAX) {
        return SIZE_MAX;
    }
    const char *bar = memchr(head.data + first, '|', head.len - first); /* before any tab */
    return start + (bar ? (size_t)(bar - head.data) : first);
}

/* "7 ClientProcessId 15244", as lists of properties are pasted. */
static bool take_numbered(struct view line, struct view *name, struct view *value)
{
    struct view number;
    if (line.len == 0 || !ascii_is_digit(line.data[0]) ||
        !view_cut(line, VIEW(" "), &number, &line) || number.len > 2) {
        return false;
    }
    if (!view_cut(view_trim(line), VIEW(" "), name, value) || name->len > TEXT_MAX_NAME) {
        return false;
    }
    const bool has_mark = view_starts(*value, VIEW("= ")) || view_starts(*value, VIEW(": "));
    *value = view_from(*value, has_mark ? 2 : 0);
    return true;
}

/* What may end a name: the first of either kind near the start of a text, NULL for none. */
struct marks {
    const char *colon, *equals;
};

static struct marks marks_of(struct view text)
{
    const struct view head = view_slice(text, 0, TEXT_MAX_NAME);
    const size_t first = view_find_either(head, ':', '=');
    struct marks marks = {NULL, NULL};
    if (first != SIZE_MAX) {
        marks.colon = memchr(head.data + first, ':', head.len - first);
        marks.equals = memchr(head.data + first, '=', head.len - first);
    }
    return marks;
}

static bool take_listed(struct view line, const struct marks *marks, struct view *name,
                        struct view *value)
{
    const char *colon = marks->colon, *equals = marks->equals;
    const char *mark = !colon || (equals && equals < colon) ? equals : colon;
    const size_t len = mark ? (size_t)(mark - line.data) : SIZE_MAX;
    if (len >= TEXT_MAX_NAME) {
        return false; /* none, or behind too many blanks */
    }
    *name = name_of(view_slice(line, 0, len));
    *value = view_from(line, len + 1);
    if (!message_is_name(*name)) {
        return false;
    }
    const struct view start = view_trim(line); /* a quote there may be of all of a message */
    bool is_dressed = mark == colon ||
                      (name->data != start.data && start.data[0] != '"' && start.data[0] != '\'');
    return is_dressed || message_find(*value, 0) == SIZE_MAX; /* else it is a message */
}

static bool is_label(struct view name)
{
    return text_part_of(name, TEXT_AFTER_COLON) != EVENT_PART_NONE;
}

bool text_pair_of_cells(struct view line, bool is_among_fields, struct text_pair *pair)
{
    size_t end = first_cell_len(line);
    if (end != SIZE_MAX && view_ends_nocase(view_trim(view_slice(line, 0, end)), VIEW(":")) &&
        text_is_fold(view_from(line, end))) {
        return false; /* of YAML */
    }
    struct view name = end == SIZE_MAX ? VIEW("") : name_of(view_slice(line, 0, end));
    if (name.len == 0) {
        return false;
    }
    *pair = (struct text_pair){
        .name = name, .value = value_of(view_from(line, end + 1)), .is_cell = true};
    bool is_id = view_starts(pair->value, VIEW("{"));
    pair->is_field = message_is_name(name) && (is_among_fields || !is_label(name) || is_id);
    if (view_starts(pair->value, VIEW(":"))) {
        return false; /* columns, and not those of a table */
    }
    size_t next = first_cell_len(pair->value);
    bool is_head =
        text_part_of(name_of(view_slice(pair->value, 0, next)), TEXT_AFTER_ANY) != EVENT_PART_NONE;
    return !is_head && (pair->is_field || is_label(name));
}

struct view text_only_cell_between(struct view line)
{
    struct view text = view_trim(line);
    if (text.len < 3 || text.data[0] != '|' || text.data[text.len - 1] != '|') {
        return line;
    }
    text = view_slice(text, 1, text.len - 1);
    return memchr(text.data, '|', text.len) ? line : view_trim(text);
}

/* Where the name ends before an equals sign with blanks around it, or an arrow; SIZE_MAX for none.
 */
static size_t assigned_len(struct view line, size_t *mark_len)
{
    const struct view head = view_slice(line, 0, TEXT_MAX_NAME);
    const size_t end = view_find_rare(head, VIEW(" ="), 1, 0);
    const struct view mark = view_from(head, end == SIZE_MAX ? head.len : end);
    const bool is_arrow = view_starts(mark, VIEW(" => "));
    *mark_len = is_arrow ? 4 : 3;
    return is_arrow || view_starts(mark, VIEW(" = ")) || view_equal(mark, VIEW(" =")) ? end
                                                                                      : SIZE_MAX;
}

/* True for the number of an event; what a message calls by that name is a GUID. */
static bool is_event_id(struct view value)
{
    uint64_t number;
    return view_number(view_trim(value), &number) && number > 0 && number <= UINT16_MAX;
}

/* "EventCode = 5858", as Splunk shows fields and programs dump objects: a label with blanks around
 * what stands behind it. */
static bool take_spaced(struct view line, struct text_pair *pair)
{
    size_t mark_len;
    const size_t end = assigned_len(line, &mark_len);
    if (end == SIZE_MAX) {
        return false;
    }
    const struct view name = name_of(view_slice(line, 0, end));
    if (text_part_of(name, TEXT_AFTER_EQUALS) == EVENT_PART_NONE || !is_label(name)) {
        return false;
    }
    struct view value = view_trim(view_from(line, end + mark_len));
    /* A member of an object ends with a mark. */
    const bool is_member = view_ends_nocase(value, VIEW("\";")) ||
                           (mark_len == 4 && view_ends_nocase(value, VIEW(",")));
    value.len -= is_member ? 1 : 0;
    if (view_equal(name, VIEW("Id")) && !is_event_id(value)) {
        return false;
    }
    *pair = (struct text_pair){.name = name, .value = value, .is_cell = true};
    return true;
}

/* '"TimeCreated","3/9/2026 2:27:44 PM"', as a table of an object's properties is written. */
static bool take_quoted(struct view line, struct text_pair *pair)
{
    struct view name, value;
    if (!view_starts(line, VIEW("\"")) || !view_cut(line, VIEW("\",\""), &name, &value) ||
        value.len == 0 || value.data[value.len - 1] != '"' || !is_label(view_from(name, 1))) {
        return false;
    }
    value = view_slice(line, name.len + 2, line.len); /* with its quotes */
    *pair = (struct text_pair){.name = view_from(name, 1), .value = value, .is_cell = true};
    return true;
}

bool text_pair_of_list(struct view line, bool is_among_fields, struct text_pair *pair)
{
    struct view name, value;
    const struct view text = view_trim(line);
    const struct marks marks = marks_of(text);
    if (!is_among_fields &&
        ((marks.equals && take_spaced(text, pair)) || take_quoted(text, pair))) {
        return true;
    }
    if (!take_numbered(text, &name, &value) && !take_listed(line, &marks, &name, &value)) {
        return false;
    }
    *pair = (struct text_pair){.name = name, .value = value_of(value), .is_field = true};
    /* What a label says is mostly not a field's value; a GUID is no number of an event. */
    bool is_id = view_starts(pair->value, VIEW("{")) && view_equal(name, VIEW("Id"));
    return message_is_name(name) && (is_among_fields || !is_label(name) || is_id);
}

/* Where a word of a program ends. */
static size_t word_end(struct view line, size_t pos)
{
    while (pos < line.len && (ascii_is_alnum(line.data[pos]) || line.data[pos] == '_')) {
        pos++;
    }
    return pos;
}

/* "\tQueryLanguage = "WQL";", unless it may be a label, a field, a cell of a table or a message. */
static bool is_member_of_mof(struct view line)
{
    const size_t end = word_end(line, 1);
    const struct view name = view_slice(line, 1, end), rest = view_from(line, end);
    if (!view_starts(rest, VIEW(" = ")) || name.len == 0 || !ascii_is_letter(name.data[0]) ||
        !ascii_is_alnum(name.data[name.len - 1])) {
        return false;
    }
    const bool has_guid = rest.len > 3 && rest.data[3] == '{';
    /* Consumers have properties that are called like labels: MachineName. */
    const bool is_text = view_starts(rest, VIEW(" = \"")) && view_ends_nocase(rest, VIEW("\";"));
    return view_find(rest, VIEW("="), 2) == SIZE_MAX &&
           view_find_either(view_slice(line, 1, 1 + TEXT_MAX_NAME), '|', '\t') == SIZE_MAX &&
           !message_is_name(name) && !(has_guid && message_ends_with_name(name)) &&
           (is_text || text_part_of(name, TEXT_AFTER_EQUALS) == EVENT_PART_NONE);
}

bool text_is_mof(struct view line)
{
    const struct view head = VIEW("instance of ");
    switch (line.len > 0 ? line.data[0] : ' ') {
    case '\t':
        return is_member_of_mof(line);
    case 'i':
        return view_starts(line, head) && word_end(line, head.len) == line.len;
    case '{':
        return line.len == 1;
    case '}':
        return view_equal(line, VIEW("};"));
    default:
        return false;
    }
}

bool text_unquote_value(struct batch *batch, struct view *value)
{
    struct buffer *out = &batch->scratch[TEXT_SCRATCH_MENDED];
    struct view text = view_trim(*value);
    char quote = text.len > 1 ? text.data[0] : '\0';
    struct view rest, head;
    if ((quote != '"' && quote != '\'') || text.data[text.len - 1] != quote) {
        return false;
    }
    const struct view three = {quote == '"' ? "\"\"\"" : "'''", 3};
    const bool is_long =
        text.len >= 6 && view_starts(text, three) && view_ends_nocase(text, three); /* of TOML */
    text = view_slice(text, is_long ? 3 : 1, text.len - (is_long ? 3 : 1));
    buffer_clear(out);
    if (is_long && quote == '\'') {
        *value = text;
        return true;
    }
    if (quote != '"' || !text_unquote(out, text, quote)) {
        const struct view doubled = {quote == '"' ? "\"\"" : "''", 2};
        for (; view_cut(text, doubled, &head, &rest); text = rest) {
            buffer_add(out, head);
            buffer_add_char(out, quote);
        }
        buffer_add(out, text);
    }
    *value = arena_copy(&batch->arena, buffer_view(out));
    return true;
}

bool text_unquote_message(struct batch *batch, struct view *value)
{
    struct view inside = view_trim(*value);
    const bool is_message = inside.len > 2 && (inside.data[0] == '"' || inside.data[0] == '\'') &&
                            text_unquote_value(batch, &inside) && message_find(inside, 0) == 0;
    *value = is_message ? inside : *value;
    return is_message;
}

bool text_is_fold(struct view value)
{
    value = view_trim(value);
    return value.len > 0 && value.len <= 3 && (value.data[0] == '>' || value.data[0] == '|') &&
           (value.len == 1 || value.data[1] == '-' || value.data[1] == '+');
}

/* What begins and ends text that a ticket shows as it is. */
static const struct view fences[] = {{"```", 3}, {"{noformat", 9}, {"{code", 5}, {"[/code]", 7}};

bool text_is_fence(struct view line)
{
    line = view_from(line, view_skip_blanks(line, 0));
    const char first = line.len > 0 ? line.data[0] : ' ';
    if (first != '`' && first != '{' && first != '[') {
        return false;
    }
    for (size_t i = 0; i < COUNT_OF(fences); i++) {
        if (view_starts(line, fences[i])) {
            return true;
        }
    }
    return false;
}

struct view text_without_fence(struct view line)
{
    struct view name, rest;
    const bool is_markdown = view_starts(line, VIEW("```")) && message_find(line, 3) == 3;
    if (is_markdown) {
        rest = view_from(line, 3);
    } else if (line.len == 0 || line.data[0] != '{' || !text_is_fence(line) ||
               !view_cut(line, VIEW("}"), &name, &rest) || view_is_blank(rest)) {
        return line;
    }
    for (size_t i = 0; i < COUNT_OF(fences); i++) {
        rest = view_slice(rest, 0, view_find(rest, fences[i], 0));
    }
    return rest;
}

bool text_is_yaml(struct view line)
{
    bool ends = line.len > 0 && line.data[line.len - 1] == ':';
    return ends && view_starts(view_trim(line), VIEW("Operation_"));
}

/* True for a name of any language before a colon and a tab. */
static bool is_any_label(struct view text)
{
    struct view name, rest;
    return view_cut(view_slice(text, 0, TEXT_MAX_NAME), VIEW(":\t"), &name, &rest) &&
           name.len > 0 && view_find(name, VIEW("="), 0) == SIZE_MAX;
}

/* The label behind two blanks or more, as the window of an event has them side by side; empty for
 * none. */
static struct view label_behind_blanks(struct view value)
{
    struct text_label second;
    const char *colon = value.len > 0 ? memchr(value.data, ':', value.len) : NULL;
    size_t pos = colon ? (size_t)(colon - value.data) : 0;
    while (pos > 1 && !(value.data[pos - 1] == ' ' && value.data[pos - 2] == ' ')) {
        pos--;
    }
    const struct view rest = view_from(value, pos);
    const bool is_label = pos > 1 && text_label_of(rest, &second);
    return is_label && second.part != TEXT_PART_MESSAGE ? rest : VIEW("");
}

struct view text_take_second_label(struct text_label *label, bool may_have_tabs)
{
    struct text_label second;
    const struct view value = label->value;
    const char *tab = may_have_tabs && value.len > 0 ? memchr(value.data, '\t', value.len) : NULL;
    const bool is_of_window =
        label->part == EVENT_PART_PROVIDER || label->part == EVENT_PART_EVENT_ID ||
        label->part == EVENT_PART_LEVEL || label->part == EVENT_PART_USER_SID;
    if (!tab && !is_of_window) {
        return VIEW("");
    }
    if (!tab) {
        const struct view rest = label_behind_blanks(value);
        label->value = view_trim(view_slice(value, 0, value.len - rest.len));
        return rest;
    }
    struct view rest = view_trim(view_from(value, (size_t)(tab - value.data)));
    const bool is_known = text_label_of(rest, &second);
    if (!(is_known || is_any_label(rest)) || (is_known && second.part == TEXT_PART_MESSAGE)) {
        return VIEW("");
    }
    label->value = view_slice(value, 0, (size_t)(tab - value.data));
    return rest;
}

/* Lines that begin with the name of a part of an event. */
#include <string.h>

#include "parsers/base/ascii.h"
#include "parsers/base/count.h"
#include "parsers/base/name_place.h"
#include "parsers/event/dated.h"
#include "parsers/event/templates.h"
#include "parsers/text/lines/lines.h"

static const struct view wide_colon = {"\xEF\xBC\x9A", 3};

int text_part_of(struct view name, unsigned after)
{
    if (name.len == 0) {
        return EVENT_PART_NONE;
    }
    const uint16_t *starts = &text_name_starts[name_place(name)];
    for (size_t i = starts[0]; i < starts[1]; i++) {
        if (view_equal(text_names[i].name, name) && (text_names[i].after & after)) {
            return text_names[i].part;
        }
    }
    return EVENT_PART_NONE;
}

/* The next letter or digit of a name before `*end`, in lower case; NUL for none. */
static char last_letter(struct view name, size_t *end)
{
    while (*end > 0 && !ascii_is_alnum(name.data[*end - 1])) {
        if ((unsigned char)name.data[*end - 1] >= 0x80) {
            return name.data[--*end];
        }
        --*end;
    }
    return *end > 0 ? ascii_fold(name.data[--*end]) : '\0';
}

/* True for names that differ in nothing but case and marks; and, for one that is a member of
 * another, when more stands before it. */
static bool is_spelling(struct view name, struct view known)
{
    const bool is_member = view_find(known, VIEW("."), 0) != SIZE_MAX;
    size_t name_end = name.len, known_end = known.len;
    char a, b;
    do {
        a = last_letter(name, &name_end);
        b = last_letter(known, &known_end);
    } while (a == b && b != '\0');
    return b == '\0' && (a == '\0' || is_member);
}

int text_part_of_column(struct view name)
{
    enum { MIN_NAME = 4 }; /* bytes: many a column is called "id" */
    for (size_t i = 0; name.len >= MIN_NAME && i < text_name_starts[256]; i++) {
        const int part = text_names[i].part;
        const bool is_asked = part == EVENT_PART_COMPUTER || part == EVENT_PART_TIME ||
                              part == EVENT_PART_RECORD_ID || part == EVENT_PART_CHANNEL ||
                              part == EVENT_PART_EVENT_ID;
        if (is_asked && is_spelling(name, text_names[i].name)) {
            return part;
        }
    }
    return EVENT_PART_NONE;
}

/* What people and programs put around a name: quotes of a dictionary, stars and back quotes of
 * Markdown. */
static bool is_dress(char c)
{
    return c == '"' || c == '\'' || c == '*' || c == '`' || c == '|' || ascii_is_blank(c);
}

static struct view undress(struct view text)
{
    while (text.len > 0 && is_dress(text.data[0])) {
        text = view_from(text, 1);
    }
    while (text.len > 0 && is_dress(text.data[text.len - 1])) {
        text.len--;
    }
    return text;
}

static bool has_dress(struct view name)
{
    return name.len > 0 && is_dress(name.data[name.len - 1]);
}

/* "String: 4          : value" of evtxexport has a number behind its name. */
static void skip_number(struct view line, struct text_label *label)
{
    struct view rest = label->value;
    size_t len = 0;
    while (len < rest.len && ascii_is_digit(rest.data[len])) {
        len++;
    }
    while (len < rest.len && ascii_is_blank(rest.data[len])) {
        len++;
    }
    if (len > 0 && len < rest.len && rest.data[len] == ':') {
        label->value = view_from(rest, len + 2 < rest.len ? len + 2 : rest.len);
        label->column = (size_t)(label->value.data - line.data);
    } else {
        label->part = EVENT_PART_NONE;
    }
}

/* In a language that is not known the value tells what it is. */
static int part_by_value(struct view value)
{
    const struct view provider = VIEW(WMI_ACTIVITY_PROVIDER);
    value = view_trim(value);
    if (!view_starts(value, provider) || view_find(value, VIEW(" "), 0) != SIZE_MAX) {
        return EVENT_PART_NONE;
    }
    return value.len == provider.len         ? EVENT_PART_PROVIDER
           : value.data[provider.len] == '/' ? EVENT_PART_CHANNEL
                                             : EVENT_PART_NONE;
}

struct view text_without_quotes(struct view text)
{
    text = view_trim(text);
    bool is_quoted = text.len > 1 && text.data[0] == '"' && text.data[text.len - 1] == '"';
    return is_quoted ? view_slice(text, 1, text.len - 1) : text;
}

bool text_is_name(struct view text)
{
    size_t len = 0;
    while (len < text.len &&
           (ascii_is_alnum(text.data[len]) || ascii_is_of("-._", text.data[len]) ||
            (unsigned char)text.data[len] >= 0x80)) {
        len++;
    }
    return len > 0 && len == text.len;
}

bool text_is_host(struct view text)
{
    static const struct view files[] = {{"evtx", 4}, {"evt", 3}, {"etl", 3},  {"txt", 3},
                                        {"log", 3},  {"csv", 3}, {"json", 4}, {"xml", 3},
                                        {"exe", 3},  {"dll", 3}, {"sys", 3},  {"ps1", 3},
                                        {"html", 4}, {"zip", 3}, {"cs", 2},   {"yml", 3}};
    const struct view last = view_behind_last(text, ".");
    const size_t dot = text.len - last.len;
    bool is_host = text_is_name(text) && dot > 1 && last.len > 1 && ascii_is_alnum(text.data[0]) &&
                   ascii_is_letter(last.data[0]);
    for (size_t i = 0; i < COUNT_OF(files) && is_host; i++) {
        is_host = !view_equal_nocase(last, files[i]);
    }
    return is_host;
}

/* False for what is surely no whole date: those have digits enough, and end with one, with a word
 * or its point, or with what separates the parts of a clock. */
static bool may_be_date(struct view value)
{
    enum { FEWEST_DIGITS = 2 }; /* of the day and the year */
    const char last = value.len > 0 ? value.data[value.len - 1] : ' ';
    size_t digits = 0;
    if (!ascii_is_alnum(last) && last != '.' && last != ':' && (unsigned char)last < 0x80) {
        return false;
    }
    for (size_t i = 0; i < value.len && digits < FEWEST_DIGITS; i++) {
        digits += ascii_is_digit(value.data[i]) || (unsigned char)value.data[i] >= 0x80;
    }
    return digits == FEWEST_DIGITS;
}

int text_part_by_value(struct view line, struct view *value)
{
    struct view name, rest;
    struct date_text date;
    uint64_t number;
    *value = VIEW("");
    if (!view_cut(view_slice(line, 0, TEXT_MAX_NAME), VIEW(":"), &name, &rest) || name.len == 0 ||
        ascii_is_digit(name.data[0])) {
        return EVENT_PART_NONE;
    }
    *value = view_trim(view_from(line, name.len + 1));
    if (may_be_date(*value) && date_scan(*value, &date) && date.len == value->len) {
        return dated_names_other(name) ? EVENT_PART_NONE : EVENT_PART_TIME;
    }
    bool is_id =
        view_number(*value, &number) && number <= UINT16_MAX && template_find((uint16_t)number);
    return is_id ? EVENT_PART_EVENT_ID : EVENT_PART_NONE;
}

/* Where the name at the start of a line ends: at a colon, which may be as wide as the characters of
 * Chinese, or an equals sign; SIZE_MAX for none. */
static size_t mark_of(struct view head, char *mark, size_t *mark_len)
{
    size_t pos = view_find_either(head, ':', '=');
    *mark = pos < head.len ? head.data[pos] : '\0';
    *mark_len = 1;
    const size_t look = pos < head.len ? pos : head.len;
    const bool may_be_wide = look > 0 && memchr(head.data, wide_colon.data[0], look);
    const size_t wide = may_be_wide ? view_find(head, wide_colon, 0) : SIZE_MAX;
    if (wide < pos) {
        *mark = ':';
        *mark_len = wide_colon.len;
        pos = wide;
    }
    return pos;
}

bool text_label_of(struct view line, struct text_label *label)
{
    struct view head = view_slice(line, 0, TEXT_MAX_NAME);
    char mark;
    size_t mark_len;
    const size_t mark_pos = mark_of(head, &mark, &mark_len);
    if (mark_pos == SIZE_MAX) {
        return false;
    }
    struct view written = view_slice(head, 0, mark_pos);
    struct view name = undress(written);
    label->is_item = name.len > 2 && name.data[0] == '-' && name.data[1] == ' ';
    name = label->is_item ? undress(view_from(name, 2)) : name;
    if (name.len == 0 || (mark == '=' && has_dress(written))) {
        return false;
    }
    label->part = text_part_of(name, mark == ':' ? TEXT_AFTER_COLON : TEXT_AFTER_EQUALS);
    label->indent = (size_t)(name.data - line.data);
    struct view rest = view_from(line, written.len + mark_len);
    size_t blanks = 0;
    while (blanks < rest.len && (rest.data[blanks] == ' ' || rest.data[blanks] == '\t')) {
        blanks++;
    }
    label->value = view_from(rest, blanks);
    label->column = written.len + mark_len + blanks;
    char before = label->indent > 0 ? line.data[label->indent - 1] : ' ';
    label->is_quoted = before == '\'' || before == '"';
    if (label->part == EVENT_PART_NONE && mark == ':') {
        label->part = part_by_value(label->value);
    }
    if (before == '*' && view_starts(label->value, VIEW("**"))) {
        label->value = view_trim(view_from(label->value, 2)); /* "**Name:** value" */
    }
    if (label->part == TEXT_PART_STRING) {
        skip_number(line, label);
    } else if (label->is_quoted) {
        label->value = undress(label->value);
    }
    return label->part != EVENT_PART_NONE;
}

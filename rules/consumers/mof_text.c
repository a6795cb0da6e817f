/* The grammar of MOF objects, as far as GetObjectText writes it. */
#include "rules/consumers/mof_text.h"

#include <inttypes.h>

#include "parsers/base/ascii.h"
#include "parsers/base/count.h"
#include "parsers/base/text.h"

enum { SID_HEAD = 8, SID_MAX_BYTES = SID_HEAD + 4 * MOF_MAX_SID_PARTS, MAX_HEX_DIGITS = 4 };

/* A position in the text; `failed` when the text ends or is not what it should be. */
struct scan {
    struct view text;
    size_t at;
    bool failed;
};

static bool is_word(char c)
{
    return ascii_is_word(c) || c == '.' || c == '+' || c == '-' || (unsigned char)c >= 0x80;
}

/* What stands for a line end or another blank. EvtxECmd writes ", " for them, others "\\n", "<br>"
 * or a bar; MOF itself has commas in lists only. */
static size_t blank_len(struct view text)
{
    static const struct view marks[] = {{",", 1},   {"|", 1},    {"\\n", 2},   {"\\r", 2},
                                        {"\\t", 2}, {"<br>", 4}, {"<br/>", 5}, {"<br />", 6}};
    if (text.len > 0 && ascii_is_blank(text.data[0])) {
        return 1;
    }
    for (size_t i = 0; i < COUNT_OF(marks); i++) {
        if (view_starts_nocase(text, marks[i])) {
            return marks[i].len;
        }
    }
    return 0;
}

static void skip_blanks(struct scan *s)
{
    size_t len;
    while ((len = blank_len(view_from(s->text, s->at))) > 0) {
        s->at += len;
    }
}

/* The next character after blanks, 0 at the end. */
static char peek(struct scan *s)
{
    skip_blanks(s);
    return s->at < s->text.len ? s->text.data[s->at] : '\0';
}

static bool take(struct scan *s, char c)
{
    if (peek(s) == c && s->at < s->text.len) {
        s->at++;
        return true;
    }
    return false;
}

static void expect(struct scan *s, char c)
{
    if (!take(s, c)) {
        s->failed = true;
    }
}

static struct view take_word(struct scan *s)
{
    skip_blanks(s);
    size_t start = s->at;
    while (s->at < s->text.len && is_word(s->text.data[s->at])) {
        s->at++;
    }
    if (s->at == start) {
        s->failed = true;
    }
    return view_slice(s->text, start, s->at);
}

/* The bytes between two quotes as written, or what is left of them; the opening one is next. */
static struct view take_quoted(struct scan *s, bool *has_escapes)
{
    char quote = s->text.data[s->at++];
    size_t start = s->at;
    while (s->at < s->text.len && s->text.data[s->at] != quote) {
        if (s->text.data[s->at] == '\\') {
            *has_escapes = true;
            s->at++;
        }
        s->at++;
    }
    if (s->at >= s->text.len) {
        s->at = s->text.len;
        s->failed = true;
        return view_from(s->text, start);
    }
    return view_slice(s->text, start, s->at++);
}

/* \x and up to four digits: a UTF-16 unit. */
static size_t add_hex(struct buffer *out, struct view digits)
{
    uint32_t value = 0;
    size_t len = 0;
    while (len < digits.len && len < MAX_HEX_DIGITS && ascii_is_hex_digit(digits.data[len])) {
        value = value * 16 + (uint32_t)ascii_hex_value(digits.data[len++]);
    }
    if (len == 0) {
        buffer_add_text(out, "\\x");
    } else {
        text_add_code_point(out, value);
    }
    return len;
}

static void add_unescaped(struct buffer *out, struct view raw)
{
    static const char names[] = "btnfr", values[] = "\b\t\n\f\r";
    size_t i = 0;
    while (i < raw.len) {
        size_t plain = view_find(raw, VIEW("\\"), i);
        size_t end = plain < raw.len ? plain : raw.len;
        buffer_add(out, view_slice(raw, i, end));
        i = end + 2;
        if (end + 1 >= raw.len) {
            return;
        }
        char c = raw.data[end + 1];
        if (c == 'x' || c == 'X') {
            i += add_hex(out, view_from(raw, i));
            continue;
        }
        for (size_t n = 0; n < sizeof(names) - 1; n++) {
            if (c == names[n]) {
                c = values[n];
                break;
            }
        }
        buffer_add_char(out, c);
    }
}

/* One string, or several in a row that are one. */
static void read_text(struct scan *s, struct arena *arena, struct mof_property *property)
{
    bool has_escapes = false;
    struct view first = take_quoted(s, &has_escapes);
    property->type = MOF_TEXT;
    if (!has_escapes && peek(s) != '"') {
        property->value = first;
        return;
    }
    struct buffer joined;
    buffer_init(&joined, BUFFER_NO_MAX);
    add_unescaped(&joined, first);
    while (!s->failed && peek(s) == '"') {
        add_unescaped(&joined, take_quoted(s, &has_escapes));
    }
    property->value = arena_copy(arena, buffer_view(&joined));
    buffer_release(&joined);
}

/* Passes what stands between `{` and its `}`, strings included. The opening brace is next. */
static struct view take_braces(struct scan *s)
{
    size_t depth = 0, start = s->at + 1;
    while (s->at < s->text.len) {
        char c = s->text.data[s->at];
        bool has_escapes;
        if (c == '"' || c == '\'') {
            take_quoted(s, &has_escapes);
            continue;
        }
        s->at++;
        if (c == '{' && ++depth > MOF_MAX_DEPTH) {
            break;
        }
        if (c == '}' && --depth == 0) {
            return view_slice(s->text, start, s->at - 1);
        }
    }
    s->failed = true;
    return VIEW_NONE;
}

static void read_value(struct scan *s, struct arena *arena, struct mof_property *property)
{
    char c = peek(s);
    if (c == '"') {
        read_text(s, arena, property);
    } else if (c == '{') {
        property->type = MOF_LIST;
        property->value = view_trim(take_braces(s));
    } else if (c == '\'') {
        bool has_escapes;
        property->type = MOF_WORD;
        property->value = take_quoted(s, &has_escapes);
    } else {
        property->type = MOF_WORD;
        property->value = take_word(s);
        if (!view_equal_nocase(property->value, VIEW("instance"))) {
            return;
        }
        take_word(s);
        property->type = MOF_OBJECT;
        property->value = take_word(s);
        if (peek(s) == '{') {
            take_braces(s);
        } else {
            s->failed = true;
        }
    }
}

static void read_properties(struct scan *s, struct arena *arena, struct mof_object *object)
{
    while (!s->failed && peek(s) != '}') {
        struct mof_property property = {.name = take_word(s)};
        expect(s, '=');
        if (!s->failed) {
            read_value(s, arena, &property);
        }
        const bool is_cut_text = s->failed && property.type == MOF_TEXT && property.value.len > 0;
        expect(s, ';');
        if ((!s->failed || is_cut_text) && object->count < MOF_MAX_PROPERTIES) {
            object->properties[object->count++] = property;
        }
    }
    expect(s, '}');
    object->is_whole = !s->failed;
    take(s, ';');
}

/* Whether a word stands at `at` and not in the middle of another. */
static bool begins_word(struct view text, size_t at)
{
    return at == 0 || !is_word(text.data[at - 1]) ||
           (at > 1 && blank_len(view_slice(text, at - 2, at)) == 2);
}

bool mof_read_object(struct view *rest, struct arena *arena, struct mof_object *object)
{
    struct scan s = {.text = view_slice(*rest, 0, MOF_MAX_TEXT)};
    for (;;) {
        size_t at = view_find_nocase(s.text, VIEW("instance"), s.at);
        if (at == SIZE_MAX) {
            return false;
        }
        s.at = at + sizeof("instance") - 1;
        s.failed = false;
        if (!begins_word(s.text, at) || !view_equal_nocase(take_word(&s), VIEW("of"))) {
            continue;
        }
        struct view class_name = take_word(&s);
        expect(&s, '{');
        if (s.failed) {
            continue;
        }
        object->class_name = class_name;
        object->count = 0;
        read_properties(&s, arena, object);
        *rest = view_from(*rest, s.at);
        return true;
    }
}

const struct mof_property *mof_property_named(const struct mof_object *object, const char *name)
{
    for (size_t i = 0; i < object->count; i++) {
        if (view_equal_nocase(object->properties[i].name, view_of(name))) {
            return &object->properties[i];
        }
    }
    return NULL;
}

struct view mof_text_of(const struct mof_object *object, const char *name)
{
    const struct mof_property *property = mof_property_named(object, name);
    bool has_text = property && property->type == MOF_TEXT && property->value.len > 0;
    return has_text ? property->value : VIEW_NONE;
}

/* The bytes of the list; SIZE_MAX when it is none. */
static size_t read_bytes(struct view list, uint8_t bytes[SID_MAX_BYTES])
{
    size_t count = 0;
    struct view rest = list;
    while (rest.data) {
        struct view item = rest;
        if (!view_cut(rest, VIEW(","), &item, &rest)) {
            rest = VIEW_NONE;
        }
        uint64_t value;
        if (count == SID_MAX_BYTES || !view_number(view_trim(item), &value) || value > UINT8_MAX) {
            return SIZE_MAX;
        }
        bytes[count++] = (uint8_t)value;
    }
    return count;
}

struct view mof_sid(struct arena *arena, struct view list)
{
    uint8_t bytes[SID_MAX_BYTES];
    size_t len = read_bytes(list, bytes);
    if (len == SIZE_MAX || len < SID_HEAD || bytes[0] != 1 || len != SID_HEAD + 4u * bytes[1]) {
        return VIEW_NONE;
    }
    uint64_t authority = 0;
    for (size_t i = 2; i < SID_HEAD; i++) {
        authority = authority << 8 | bytes[i];
    }
    struct buffer sid;
    buffer_init(&sid, BUFFER_NO_MAX);
    buffer_format(&sid, "S-1-%" PRIu64, authority);
    for (size_t i = SID_HEAD; i < len; i += 4) {
        uint32_t part = (uint32_t)bytes[i] | (uint32_t)bytes[i + 1] << 8 |
                        (uint32_t)bytes[i + 2] << 16 | (uint32_t)bytes[i + 3] << 24;
        buffer_format(&sid, "-%" PRIu32, part);
    }
    struct view copy = arena_copy(arena, buffer_view(&sid));
    buffer_release(&sid);
    return copy;
}

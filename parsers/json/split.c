/* Finding records in the bytes of JSON without parsing it. What stands around them (arrays, search
 * results, "Record N" lines, commas or none) needs no rule of its own. */
#include <string.h>

#include "parsers/base/ascii.h"
#include "parsers/event/message.h"
#include "parsers/json/dialect.h"
#include "parsers/json/json.h"

enum {
    MAX_NAME = 64,      /* bytes of a name that can mean something */
    MARK_LEN = 3,       /* of a byte order mark, which is no ASCII */
    RECORD_LOOK = 4096, /* bytes of an object that its names are looked for in */
};

static char char_at(struct view data, size_t pos)
{
    return pos < data.len ? data.data[pos] : '\0';
}

/* A string of `len` bytes with its quotes that is a name: what stands between them, and in `*value`
 * where its value starts. VIEW_NONE when no colon follows. */
static struct view name_at(struct view data, size_t pos, size_t len, size_t *value)
{
    size_t colon = view_skip_blanks(data, pos + len);
    if (len < 2 || char_at(data, colon) != ':') {
        return VIEW_NONE;
    }
    *value = view_skip_blanks(data, colon + 1);
    return view_slice(data, pos + 1, pos + len - 1);
}

/* True for "event_0" and its like, under which plaso keeps its records in one object. */
static bool is_numbered(struct view name)
{
    struct view stem = VIEW("event_");
    return view_starts(name, stem) && name.len > stem.len && ascii_is_digit(name.data[stem.len]);
}

/* True when a member of an object holds records. */
static bool holds_records(struct view data, struct view name, size_t value)
{
    if (name.len > MAX_NAME || name.len == 0) {
        return false;
    }
    bool is_object = char_at(data, value) == '{';
    if (is_object) {
        return is_numbered(name) || json_holds_objects(name);
    }
    return char_at(data, value) == '[' && json_holds_list(name) &&
           char_at(data, view_skip_blanks(data, value + 1)) == '{';
}

struct json_splitter json_splitter_over(struct view data)
{
    return (struct json_splitter){.data = data};
}

/* What becomes of an object that starts at `start`. */
struct extent {
    size_t end;    /* behind it; of one that holds records, where these start */
    bool is_whole; /* it has an end */
    bool is_holder;
    bool is_numbered; /* and what stands there is a record itself */
};

/* True when a record must start here, though the one before has no end: where no value can, and at
 * the start of a line when that one is a line of its own. */
static bool starts_anew(struct view data, size_t start, size_t pos, char before)
{
    bool is_value = before == ':' || before == ',' || before == '[' || before == '>';
    bool is_line = data.data[pos - 1] == '\n' && char_at(data, pos + 1) == '"' &&
                   (start == 0 || data.data[start - 1] == '\n') && char_at(data, start + 1) == '"';
    return !is_value || is_line;
}

/* Bytes that mean something outside of strings. */
static const bool is_structure[256] = {
    ['"'] = true, ['{'] = true, ['}'] = true, ['['] = true, [']'] = true,
};

/* Behind the last byte before `pos` that is no blank, or `from`. */
static size_t behind_token(struct view data, size_t from, size_t pos)
{
    while (pos > from && ascii_is_blank(data.data[pos - 1])) {
        pos--;
    }
    return pos;
}

static char last_token(struct view data, size_t start, size_t pos)
{
    return data.data[behind_token(data, start, pos) - 1];
}

/* The dialect that wmilog writes, of whose marks none alone tells a record. */
static const struct json_dialect *own_dialect(void)
{
    size_t i = 0;
    while (!json_row_of(&json_dialects[i], JSON_OWN)) {
        i++;
    }
    return &json_dialects[i];
}

/* Counts the name if it is one of the dialect's marks; true when all have been seen. */
static bool has_all_marks(const struct json_dialect *d, struct view name, unsigned *seen)
{
    unsigned all = 0;
    for (size_t i = 0; d->rows[i].what == JSON_MARK; i++) {
        *seen |= view_equal(name, view_of(d->rows[i].path.text)) ? 1U << i : 0;
        all |= 1U << i;
    }
    return *seen == all;
}

/* True for an object that is a record itself, though one of its members is a list like those that
 * hold records: it has a name that only records have, or all those of our own, as far as is looked.
 */
static bool is_record(struct view data, size_t start)
{
    struct view head = view_slice(data, 0, start + RECORD_LOOK);
    size_t depth = 1;
    unsigned seen = 0;
    const struct json_dialect *own = own_dialect();
    for (size_t pos = start + 1; pos < head.len && depth > 0;) {
        char c = head.data[pos];
        size_t value, len = c == '"' ? json_string_len(view_from(head, pos)) : 1;
        struct view name = c == '"' && depth == 1 ? name_at(head, pos, len, &value) : VIEW_NONE;
        if (name.data && name.len <= MAX_NAME &&
            (json_is_of_record(name) || has_all_marks(own, name, &seen))) {
            return true;
        }
        depth += c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? (size_t)-1 : 0;
        pos += len;
    }
    return false;
}

/* The extent of the object whose brace stands at `start`. */
static struct extent extent_of(struct view data, size_t start)
{
    size_t depth = 1;
    size_t pos = start + 1;
    while (pos < data.len) {
        char c = data.data[pos];
        if (!is_structure[(unsigned char)c]) {
            pos++;
            continue;
        }
        if (c == '"') {
            size_t value, len = json_string_len(view_from(data, pos));
            struct view name = depth == 1 ? name_at(data, pos, len, &value) : VIEW_NONE;
            if (name.data && holds_records(data, name, value) && !is_record(data, start)) {
                return (struct extent){value, false, true, is_numbered(name)};
            }
            pos += len;
            continue;
        }
        if (c == '{' && starts_anew(data, start, pos, last_token(data, start, pos))) {
            return (struct extent){pos, false, false, false};
        }
        depth += c == '{' || c == '[' ? 1 : (size_t)-1;
        pos++;
        if (depth == 0) {
            return (struct extent){pos, true, false, false};
        }
    }
    return (struct extent){data.len, false, false, false};
}

/* "Record 40117", as evtx_dump writes before each record. */
static size_t banner_len(struct view text)
{
    size_t len = VIEW("Record ").len;
    if (!view_starts(text, VIEW("Record ")) || !ascii_is_digit(char_at(text, len))) {
        return 0;
    }
    while (ascii_is_digit(char_at(text, len))) {
        len++;
    }
    return len;
}

/* True when words stand before `pos` on its line. No byte is looked at twice. */
static bool is_behind_words(struct json_splitter *s)
{
    const size_t from = s->words_end;
    if (from > 0) {
        s->words_end = memchr(s->data.data + from, '\n', s->pos - from) ? 0 : s->pos;
    }
    return s->words_end > 0;
}

/* The length of the string that begins at `pos` and may be a record: an element of a list, or a
 * line of its own. 0 for any other. */
static size_t text_len(struct json_splitter *s)
{
    struct view text = view_from(s->data, s->pos);
    bool is_element = !is_behind_words(s) && (s->before == '[' || s->before == ',');
    const char before = s->pos > 0 ? s->data.data[s->pos - 1] : '\n';
    bool is_first = s->pos <= MARK_LEN && (unsigned char)before >= 0x80;
    bool is_line = before == '\n' || is_first;
    size_t value;
    if (!view_starts(text, VIEW("\"")) || (!is_element && !is_line)) {
        return 0;
    }
    size_t len = json_string_len(text);
    bool is_name = name_at(s->data, s->pos, len, &value).data;
    return !is_name && json_may_hold_event(view_slice(text, 1, len)) ? len : 0;
}

/* True for a brace that may begin an object: that of a GUID, in text between records, does not. */
static bool begins_object(struct view data, size_t pos)
{
    enum { GROUP = 8 };
    size_t digits = 0;
    while (digits < GROUP && ascii_is_hex_digit(char_at(data, pos + 1 + digits))) {
        digits++;
    }
    return char_at(data, pos) == '{' && (digits < GROUP || char_at(data, pos + 1 + GROUP) != '-');
}

/* The length of the list that begins at `pos`, where it is a row of a table: of values that are
 * neither lists nor objects one may hold an event. 0 for other lists, and other text. */
static size_t row_len(struct view data, size_t pos)
{
    enum { FEWEST_VALUES = 3 };
    size_t values = 1, texts = 0;
    if (char_at(data, pos) != '[') {
        return 0;
    }
    for (pos++; pos < data.len;) {
        const char c = data.data[pos];
        const size_t len = c == '"' ? json_string_len(view_from(data, pos)) : 1;
        texts += c == '"' && json_may_hold_event(view_slice(data, pos + 1, pos + len));
        values += c == ',' ? 1 : 0;
        pos += len;
        if (c == ']' && values >= FEWEST_VALUES && texts == 1) {
            return pos;
        }
        if (c == '[' || c == '{' || c == ']' || texts > 1) {
            break;
        }
    }
    return 0;
}

static size_t list_len(const struct json_splitter *s)
{
    const size_t len = row_len(s->data, s->pos);
    return len > 0 ? len - s->pos : 0;
}

/* Passes over what holds records; gives how many bytes of it are none of JSON, and in `*from` where
 * such or strings begin, unless that is known. Stops at a brace, or at a string that may be a
 * record. */
static size_t pass_over(struct json_splitter *s, size_t *from)
{
    size_t stray = 0;
    while (s->pos < s->data.len && !begins_object(s->data, s->pos) && text_len(s) == 0 &&
           list_len(s) == 0) {
        char c = s->data.data[s->pos];
        size_t len = banner_len(view_from(s->data, s->pos));
        bool is_structural = len > 0 || ascii_is_blank(c) || ascii_is_of(",:[]}\x1e", c);
        len = c == '"' ? json_string_len(view_from(s->data, s->pos)) : len;
        if (!ascii_is_blank(c)) {
            s->before = c;
        }
        *from = *from == SIZE_MAX && !is_structural ? s->pos : *from;
        s->pos += len > 0 ? len : 1;
        const bool is_word = !is_structural && c != '"';
        const bool is_mark = s->pos <= MARK_LEN && (unsigned char)c >= 0x80; /* of byte order */
        s->words_end = is_word && !is_mark ? s->pos : s->words_end;
        stray += is_word ? 1 : 0;
    }
    return stray;
}

/* What is open where json_find_record() is. */
struct open {
    size_t start;
    bool is_object;
    bool may_be_record; /* stands where records do */
};

struct finder {
    struct view data;
    size_t pos;
    struct open open[JSON_MAX_DEPTH];
    size_t depth; /* may be over the room */
    struct view name;
};

static bool begins_name(char c)
{
    return ascii_is_alnum(c) || ascii_is_of("#@_<$", c);
}

/* The next brace at or after `pos` that starts an object for sure: a name follows it. In a string a
 * quote behind a brace would end it, and no name follows then. */
static size_t find_object(struct view data, size_t pos)
{
    while (pos < data.len) {
        const char *brace = memchr(data.data + pos, '{', data.len - pos);
        if (!brace) {
            return SIZE_MAX;
        }
        pos = (size_t)(brace - data.data);
        while (char_at(data, pos + 1) == '{') {
            pos++;
        }
        size_t quote = view_skip_blanks(data, pos + 1);
        if (char_at(data, quote) == '"' && begins_name(char_at(data, quote + 1))) {
            return pos;
        }
        pos++;
    }
    return SIZE_MAX;
}

/* Whether a record may start at `pos`, by what stands before. `from` is as far back as may be
 * looked: blocks that start there know no more. */
static bool may_be_record(const struct finder *f, size_t from, size_t pos)
{
    size_t before = behind_token(f->data, from, pos);
    if (before == from) {
        return false;
    }
    return f->data.data[before - 1] != ':' || is_numbered(f->name);
}

static void push(struct finder *f, size_t from)
{
    if (f->depth < JSON_MAX_DEPTH) {
        bool is_object = f->data.data[f->pos] == '{';
        f->open[f->depth] =
            (struct open){f->pos, is_object, is_object && may_be_record(f, from, f->pos)};
    }
    f->depth++;
    f->name = VIEW_NONE;
}

/* True when the name marks the innermost object as a record. */
static bool is_marked(const struct finder *f)
{
    return f->depth > 0 && f->depth <= JSON_MAX_DEPTH && f->open[f->depth - 1].may_be_record &&
           f->name.len <= MAX_NAME && json_marks_record(f->name);
}

/* The first line behind `from` that begins with a string which may be a record, up to `end`. */
static size_t find_text_line(struct view data, size_t from, size_t end)
{
    for (size_t pos = view_find(view_slice(data, 0, end), VIEW("\n\""), from); pos != SIZE_MAX;
         pos = view_find(view_slice(data, 0, end), VIEW("\n\""), pos + 1)) {
        struct view rest = view_from(data, pos + 2);
        if (view_starts(rest, VIEW("{\\\"")) || view_starts(rest, VIEW("<Event"))) {
            return pos + 1;
        }
    }
    return SIZE_MAX;
}

/* True for an object right behind another one, without a comma: in no list and in no object can it
 * stand, so it is one of a series, whatever its names. */
static bool follows_object(struct view data, size_t from, size_t pos)
{
    pos = behind_token(data, from, pos);
    return pos > from && data.data[pos - 1] == '}';
}

static size_t find_record(struct view data, size_t from)
{
    struct finder f = {.data = data, .pos = find_object(data, from)};
    while (f.pos < data.len) {
        char c = data.data[f.pos];
        if (c == '"') {
            size_t value, len = json_string_len(view_from(data, f.pos));
            f.name = name_at(data, f.pos, len, &value);
            if (f.name.data && is_marked(&f)) {
                return f.open[f.depth - 1].start;
            }
            f.pos += len;
            continue;
        }
        if (c == '{' && follows_object(data, from, f.pos)) {
            return f.pos;
        }
        if (c == '{' || c == '[') {
            if (c == '{' && f.depth > 0 &&
                starts_anew(data, f.open[0].start, f.pos, last_token(data, from, f.pos))) {
                f.depth = 0;
            }
            push(&f, from);
        } else if ((c == '}' || c == ']') && f.depth > 0) {
            f.depth--;
        }
        f.pos++;
    }
    return SIZE_MAX;
}

/* True for a name, with its quotes escaped as in a string, that marks records. */
static bool has_escaped_mark(struct view text)
{
    static const struct view quote = {"\\\"", 2};
    struct view head = view_slice(text, 0, RECORD_LOOK);
    struct view name, rest;
    for (bool has_quote = view_cut(head, quote, &name, &rest); has_quote;) {
        has_quote = view_cut(rest, quote, &name, &rest);
        if (has_quote && view_starts(rest, VIEW(":")) && json_marks_record(name)) {
            return true;
        }
    }
    return false;
}

/* True for the string whose content the text begins with when it is a whole record, and no datum of
 * one. */
static bool is_document(struct view text)
{
    return view_starts(text, VIEW("<Event")) || view_starts(text, VIEW("\\u003cEvent")) ||
           view_starts(text, VIEW("@{")) ||
           (view_starts(text, VIEW("{\\\"")) && has_escaped_mark(text));
}

/* The same of a record, or of a message alone. */
static bool is_event_text(struct view text)
{
    return is_document(text) || message_event_id(text) != 0;
}

/* True for the quote at `pos` when it stands behind a comma behind a string, whose quote is not
 * escaped: only in a list two strings follow each other so. */
static bool follows_string(struct view data, size_t from, size_t pos)
{
    size_t escapes = 0;
    pos = behind_token(data, from, pos);
    if (pos == from || data.data[pos - 1] != ',') {
        return false;
    }
    pos = behind_token(data, from, pos - 1);
    if (pos == from || data.data[pos - 1] != '"') {
        return false;
    }
    while (pos - 1 - escapes > from && data.data[pos - 2 - escapes] == '\\') {
        escapes++;
    }
    return escapes % 2 == 0;
}

static bool is_first_of_list(struct view data, size_t from, size_t pos)
{
    pos = behind_token(data, from, pos);
    return pos > from && data.data[pos - 1] == '[';
}

/* The first string in a list behind `from`, up to `end`, that is an event; within an object without
 * an end only a whole record, which may be the first of its list. */
static size_t find_text_element(struct view data, size_t from, size_t end, bool is_within)
{
    const char *quote = memchr(data.data + from, '"', end - from);
    while (quote) {
        size_t pos = (size_t)(quote - data.data);
        if (follows_string(data, from, pos) || (is_within && is_first_of_list(data, from, pos))) {
            size_t len = json_string_len(view_from(data, pos));
            struct view text = view_slice(data, pos + 1, pos + len - 1);
            if (is_within ? is_document(text) : is_event_text(text)) {
                return pos;
            }
        }
        quote = memchr(data.data + pos + 1, '"', end - pos - 1);
    }
    return SIZE_MAX;
}

size_t json_find_record(struct view data, size_t from)
{
    if (from >= data.len) {
        return SIZE_MAX;
    }
    size_t found = find_record(data, from);
    size_t line = find_text_line(data, from, found == SIZE_MAX ? data.len : found);
    found = line < found ? line : found;
    size_t element = find_text_element(data, from, found == SIZE_MAX ? data.len : found, false);
    return element < found ? element : found;
}

/* The first record within an object without an end: what holds records under a name that nobody
 * knows goes on beyond the block. SIZE_MAX for none. */
static size_t find_within(struct json_splitter *s, size_t start, size_t end)
{
    if (s->entered == JSON_MAX_UNWRAP) {
        return SIZE_MAX;
    }
    s->entered++;
    struct view object = view_slice(s->data, 0, end);
    size_t found = find_record(object, start + 1);
    size_t text = find_text_element(object, start + 1, found == SIZE_MAX ? end : found, true);
    return text < found ? text : found;
}

bool json_splitter_next(struct json_splitter *s, struct json_span *span)
{
    size_t stray = 0, from = SIZE_MAX;
    for (;;) {
        stray += pass_over(s, &from);
        *span = (struct json_span){.start = s->pos,
                                   .stray = stray,
                                   .stray_start = from == SIZE_MAX ? s->pos : from,
                                   .is_aside = s->before == ':'};
        if (s->pos >= s->data.len) {
            return false;
        }
        if (s->data.data[s->pos] == '"' || s->data.data[s->pos] == '[') {
            span->len = s->data.data[s->pos] == '[' ? list_len(s) : text_len(s);
            span->is_whole = span->is_text = true;
            s->pos += span->len;
            s->before = '"';
            return true;
        }
        struct extent extent = extent_of(s->data, s->pos);
        s->before = extent.is_holder ? '[' : '}';
        const size_t within = extent.is_holder || extent.is_whole
                                  ? SIZE_MAX
                                  : find_within(s, span->start, extent.end);
        if (within != SIZE_MAX) {
            s->before = '[';
            s->pos = within;
            continue;
        }
        s->pos = extent.end;
        if (!extent.is_holder) {
            span->len = extent.end - span->start;
            span->is_whole = extent.is_whole;
            return true;
        }
        /* An array of records is passed over up to its first; an object of them holds others. */
        bool is_list = char_at(s->data, s->pos) == '[';
        size_t first = view_skip_blanks(s->data, s->pos + 1);
        if (!is_list && !extent.is_numbered && char_at(s->data, first) == '"') {
            s->pos++;
        }
    }
}

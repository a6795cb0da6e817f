/* The grammar of comma-separated text. */
#include "parsers/base/csv.h"

#include <string.h>

#include "parsers/base/ascii.h"

enum { LOOK = 32 /* bytes that are looked at together */ };

/* The usual ones, and those that are taken for texts in which the others stand. */
const char csv_separators[CSV_SEPARATORS + 1] = ",;\t|^~#!\x1F\xA7\xA6";
enum { USUAL = 4, MIN_RARE = 2 /* of them in a line */ };

/* Rows of one width that are a table. */
enum { ALIKE = 3, MIN_WIDTH = 3 };

/* Those that are not ASCII stand behind this byte in UTF-8: the signs of a section and of a broken
 * bar. */
#define FIRST_BYTE '\xC2'

/* How many bytes of the text at `pos` are the separator; 0 for none. */
static size_t separator_len(struct view text, size_t pos, char separator)
{
    if ((unsigned char)separator < 0x80) {
        return text.data[pos] == separator ? 1 : 0;
    }
    return text.data[pos] == FIRST_BYTE && text.len - pos > 1 && text.data[pos + 1] == separator
               ? 2
               : 0;
}

static bool is_line_end(char c)
{
    return c == '\n' || c == '\r';
}

static size_t skip_line_ends(struct view text, size_t pos)
{
    while (pos < text.len && is_line_end(text.data[pos])) {
        pos++;
    }
    return pos;
}

/* True for a bar that blanks or the edge of a line stand beside, as in tables for people. */
static bool is_of_drawing(struct view text, size_t pos)
{
    char before = pos > 0 ? text.data[pos - 1] : '\n';
    char after = pos + 1 < text.len ? text.data[pos + 1] : '\n';
    return before == ' ' || after == ' ' || before == '|' || after == '|' || is_line_end(before) ||
           is_line_end(after);
}

static char find_separator(struct view text)
{
    size_t counts[CSV_SEPARATORS] = {0};
    bool is_inside = false;
    const size_t first = skip_line_ends(text, 0);
    const bool has_edge = first < text.len && text.data[first] == '|'; /* a table for people */
    const bool is_remark = first < text.len && text.data[first] == '#';
    for (size_t pos = first; pos < text.len; pos++) {
        char c = text.data[pos];
        is_inside ^= c == '"';
        if (is_line_end(c)) {
            break;
        }
        for (size_t i = 0; i < CSV_SEPARATORS && !is_inside; i++) {
            counts[i] += separator_len(text, pos, csv_separators[i]) > 0 &&
                         !(c == '|' && (has_edge || is_of_drawing(text, pos))) &&
                         !(c == '#' && is_remark);
        }
    }
    size_t best = 0;
    for (size_t i = 1; i < CSV_SEPARATORS; i++) {
        const bool is_enough = i < USUAL || counts[i] >= MIN_RARE;
        best = is_enough && counts[i] > counts[best] ? i : best;
    }
    return csv_separators[best];
}

struct csv csv_over(struct view text)
{
    return csv_separated_by(text, find_separator(text));
}

struct csv csv_separated_by(struct view text, char separator)
{
    struct csv c;
    c.text = text;
    c.pos = c.start = 0;
    c.separator = separator;
    c.field_count = 0;
    c.is_broken = false;
    return c;
}

static bool is_field_end(const struct csv *c, size_t pos)
{
    return pos >= c->text.len || separator_len(c->text, pos, c->separator) > 0 ||
           is_line_end(c->text.data[pos]);
}

static void add_field(struct csv *c, size_t from, size_t to, bool is_quoted)
{
    if (c->field_count < CSV_MAX_FIELDS) {
        c->fields[c->field_count++] = (struct csv_field){view_slice(c->text, from, to), is_quoted};
    }
}

/* From the first byte behind the opening quote; false when the field has no end. */
static bool read_quoted(struct csv *c)
{
    size_t start = c->pos;
    struct view inside = view_slice(c->text, 0, start + CSV_MAX_FIELD + 1);
    for (; c->pos < inside.len; c->pos++) {
        const char *quote = memchr(inside.data + c->pos, '"', inside.len - c->pos);
        if (!quote) {
            c->pos = inside.len;
            break;
        }
        c->pos = (size_t)(quote - inside.data);
        if (is_field_end(c, c->pos + 1)) {
            add_field(c, start, c->pos, true);
            c->pos++;
            return true;
        }
        if (c->text.data[c->pos + 1] == '"') {
            c->pos++;
        }
    }
    return false;
}

/* True when one of so many bytes may end a field: without branches, so that compilers make vectors
 * of it. */
static bool may_end_here(const char *data, size_t len, char separator)
{
    uint8_t found = 0;
    for (size_t i = 0; i < len; i++) {
        found |= (uint8_t)((data[i] == separator) | (data[i] == '\n') | (data[i] == '\r'));
    }
    return found != 0;
}

static void read_plain(struct csv *c)
{
    size_t start = c->pos;
    const char first = (unsigned char)c->separator < 0x80 ? c->separator : FIRST_BYTE;
    while (c->text.len - c->pos >= LOOK && !may_end_here(c->text.data + c->pos, LOOK, first)) {
        c->pos += LOOK;
    }
    while (!is_field_end(c, c->pos)) {
        c->pos++;
    }
    add_field(c, start, c->pos, false);
}

static void skip_line(struct csv *c)
{
    while (c->pos < c->text.len && !is_line_end(c->text.data[c->pos])) {
        c->pos++;
    }
}

bool csv_next(struct csv *c)
{
    c->field_count = 0;
    c->is_broken = false;
    c->pos = skip_line_ends(c->text, c->pos);
    c->start = c->pos;
    if (c->pos >= c->text.len) {
        return false;
    }
    for (;;) {
        if (c->pos < c->text.len && c->text.data[c->pos] == '"') {
            c->pos++;
            if (!read_quoted(c)) {
                c->is_broken = true;
                skip_line(c);
                return true;
            }
        } else {
            read_plain(c);
        }
        const size_t len = c->pos < c->text.len ? separator_len(c->text, c->pos, c->separator) : 0;
        if (len == 0) {
            return true;
        }
        c->pos += len;
    }
}

/* True where a backslash stands before each quote, as some programs write one within quotes. */
static bool has_escaped_quotes(struct view text)
{
    bool has_any = false;
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] == '"' && (i == 0 || text.data[i - 1] != '\\')) {
            return false;
        }
        has_any |= text.data[i] == '"';
    }
    return has_any;
}

bool csv_may_be_head(const struct csv *c)
{
    for (size_t i = 0; i < c->field_count; i++) {
        const struct view cell = c->fields[i].text;
        if (cell.len > CSV_MAX_NAME || (cell.len > 0 && ascii_is_digit(cell.data[0])) ||
            (cell.len == 0 && i == 0)) {
            return false;
        }
    }
    return c->field_count > 1 && !c->is_broken;
}

char csv_rows_begin(struct view text, size_t start)
{
    for (size_t i = 0; i < USUAL; i++) {
        struct csv row =
            csv_separated_by(view_slice(text, start, start + CSV_ROWS_LOOK), csv_separators[i]);
        size_t count = 0, width = 0;
        while (count < ALIKE && csv_next(&row) && !row.is_broken && row.pos < row.text.len &&
               row.field_count >= MIN_WIDTH && (count == 0 || row.field_count == width) &&
               !csv_is_rest(&row)) {
            width = row.field_count;
            count++;
        }
        if (count == ALIKE) {
            return csv_separators[i];
        }
    }
    return '\0';
}

bool csv_may_be_inside(struct view text, size_t start, char separator)
{
    const struct view look = view_slice(text, start, start + CSV_ROWS_LOOK);
    const size_t quote = view_find(look, VIEW("\""), 0);
    if (quote == SIZE_MAX || quote + 2 >= look.len) {
        return false;
    }
    const char before = quote > 0 ? look.data[quote - 1] : '\n';
    const char next = look.data[quote + 1], behind = look.data[quote + 2];
    const bool is_empty =
        next == '"' && (behind == '"' || behind == separator || is_line_end(behind));
    return (before != separator && !is_line_end(before)) || is_line_end(next) ||
           (next == '"' && !is_empty);
}

bool csv_is_rest(const struct csv *c)
{
    for (size_t i = 0; i < c->field_count; i++) {
        struct view rest = c->fields[i].text, part;
        bool is_odd = false;
        while (!c->fields[i].is_quoted && view_cut(rest, VIEW("\""), &part, &rest)) {
            is_odd = !is_odd;
        }
        if (is_odd) {
            return true;
        }
    }
    return false;
}

struct view csv_text(const struct csv *c, size_t index, struct arena *arena)
{
    if (index >= c->field_count) {
        return VIEW_NONE;
    }
    struct view text = view_trim(c->fields[index].text);
    if (!c->fields[index].is_quoted || text.len == 0 || !memchr(text.data, '"', text.len)) {
        return text;
    }
    const char mark = has_escaped_quotes(text) ? '\\' : '"';
    char *out = arena_bytes(arena, text.len);
    size_t len = 0;
    for (size_t i = 0; i < text.len; i++) {
        const bool is_doubled = text.data[i] == mark && text.len - i > 1 && text.data[i + 1] == '"';
        i += is_doubled ? 1 : 0;
        out[len++] = text.data[i];
    }
    return (struct view){out, len};
}

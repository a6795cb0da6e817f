/* Bytes looked at without parsing them: values of a record, UTF-16 as one byte a unit. */
#include <string.h>

#include "parsers/base/ascii.h"
#include "parsers/base/csv.h"
#include "parsers/event/message.h"
#include "parsers/json/json.h"

/* The value that starts at `pos`. */
static struct view value_at(struct view text, size_t pos)
{
    if (pos < text.len && text.data[pos] == '"') {
        size_t len = json_string_len(view_from(text, pos));
        bool is_closed = len > 1 && text.data[pos + len - 1] == '"';
        return view_slice(text, pos + 1, pos + len - (is_closed ? 1 : 0));
    }
    size_t end = pos;
    while (end < text.len && (ascii_is_alnum(text.data[end]) || text.data[end] == '.' ||
                              text.data[end] == '-' || text.data[end] == '+')) {
        end++;
    }
    return view_slice(text, pos, end);
}

struct view json_peek(struct view text, struct view name)
{
    for (size_t pos = view_find(text, name, 0); pos != SIZE_MAX;
         pos = view_find(text, name, pos + 1)) {
        size_t end = pos + name.len;
        bool is_name =
            pos > 0 && text.data[pos - 1] == '"' && end < text.len && text.data[end] == '"';
        size_t colon = view_skip_blanks(text, end + 1);
        if (is_name && colon < text.len && text.data[colon] == ':') {
            return value_at(text, view_skip_blanks(text, colon + 1));
        }
    }
    return VIEW_NONE;
}

/* Names have no quotes, so each stands between two that follow each other. */
void json_peek_all(struct view text, const struct view *names, size_t count, struct view *values)
{
    const char *end = text.data + text.len;
    const char *quote = text.len > 0 ? memchr(text.data, '"', text.len) : NULL;
    memset(values, 0, count * sizeof(*values));
    while (quote) {
        const char *start = quote + 1;
        quote = memchr(start, '"', (size_t)(end - start));
        const size_t behind = quote ? (size_t)(quote - text.data) + 1 : text.len;
        const size_t colon = view_skip_blanks(text, behind);
        if (!quote || colon == text.len || text.data[colon] != ':') {
            continue;
        }
        const struct view name = {start, (size_t)(quote - start)};
        for (size_t i = 0; i < count; i++) {
            if (view_equal(name, names[i]) && !values[i].data) {
                values[i] = value_at(text, view_skip_blanks(text, colon + 1));
            }
        }
    }
}

void json_add_shadow(struct buffer *out, struct view wide, enum text_encoding encoding)
{
    size_t low = encoding == TEXT_UTF16LE ? 0 : 1;
    buffer_reserve(out, wide.len / 2);
    for (size_t i = 0; i + 1 < wide.len; i += 2) {
        bool is_ascii = wide.data[i + 1 - low] == 0 && (unsigned char)wide.data[i + low] < 0x80;
        buffer_add_char(out, is_ascii ? wide.data[i + low] : '\x80');
    }
}

struct view json_before_events(struct view text)
{
    text = view_slice(text, 0, view_find(text, VIEW("<Event"), 0));
    return view_slice(text, 0, message_find(text, 0));
}

bool json_are_words(struct view text)
{
    enum { MIN_COLUMNS = 3 };
    struct csv row = csv_over(text);
    const size_t columns = csv_next(&row) ? row.field_count : 0;
    const bool is_table = columns >= MIN_COLUMNS && csv_next(&row) && row.field_count == columns;
    return !is_table && json_before_events(text).len == text.len && !json_may_hold_event(text);
}

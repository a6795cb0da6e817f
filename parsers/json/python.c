/* What Python prints of lists of texts, as plaso and Timesketch keep an event's values, and the
 * line that plaso makes of an event with such a list in it. */
#include "parsers/base/ascii.h"
#include "parsers/base/text.h"
#include "parsers/json/json.h"
#include "parsers/json/record.h"
#include "parsers/json/value.h"

/* The digits of "\xNN", "\uNNNN" and "\UNNNNNNNN". */
static size_t digits_of(char kind)
{
    return kind == 'x' ? 2 : kind == 'u' ? 4 : kind == 'U' ? 8 : 0;
}

/* Adds what stands at a backslash; gives how many bytes it is. */
static size_t add_escape(struct buffer *out, struct view text)
{
    const char kind = text.len > 1 ? text.data[1] : '\\';
    const size_t count = digits_of(kind);
    uint32_t code = 0;
    if (count == 0) {
        buffer_add_char(out, kind == 'n' ? '\n' : kind == 't' ? '\t' : kind == 'r' ? '\r' : kind);
        return 2;
    }
    for (size_t i = 0; i < count; i++) {
        const int digit = i + 2 < text.len ? ascii_hex_value(text.data[i + 2]) : -1;
        if (digit < 0) {
            buffer_add_char(out, kind);
            return 2;
        }
        code = code << 4 | (uint32_t)digit;
    }
    text_add_code_point(out, code);
    return count + 2;
}

/* Takes a text with its quotes; false when it has no end. */
static bool take_text(struct view *rest, struct buffer *out)
{
    const char quote = rest->data[0];
    size_t pos = 1;
    buffer_clear(out);
    while (pos < rest->len && rest->data[pos] != quote) {
        if (rest->data[pos] == '\\') {
            pos += add_escape(out, view_from(*rest, pos));
        } else {
            buffer_add_char(out, rest->data[pos++]);
        }
    }
    const bool is_whole = pos < rest->len;
    *rest = view_from(*rest, pos + 1);
    return is_whole;
}

json_t *json_parse_python_list(struct view *text)
{
    json_t *list = json_array();
    struct view rest = view_from(*text, 1);
    struct buffer element;
    bool is_good = view_starts(*text, VIEW("["));
    buffer_init(&element, BUFFER_NO_MAX);
    while (is_good && rest.len > 0 && (rest.data[0] == '\'' || rest.data[0] == '"')) {
        is_good = take_text(&rest, &element) &&
                  json_array_append_new(
                      list, json_stringn(element.data ? element.data : "", element.len)) == 0;
        const bool is_next = view_starts(rest, VIEW(", ")) || view_starts(rest, VIEW("  "));
        rest = view_from(rest, is_next ? 2 : 0); /* in tables without commas */
    }
    is_good = is_good && view_starts(rest, VIEW("]"));
    buffer_release(&element);
    if (!is_good) {
        json_decref(list);
        return NULL;
    }
    *text = view_from(rest, 1);
    return list;
}

/* The word behind a name. */
static struct view word_behind(struct view text, struct view name)
{
    struct view before, word, rest;
    if (!view_cut(text, name, &before, &rest)) {
        return VIEW("");
    }
    view_cut(rest, VIEW(" "), &rest, &word);
    return rest;
}

/* "[5858 / 0x16e2] Provider identifier: {..} Source Name: .. Strings: ['..', ..] Computer Name: ..
 * Record Number: .. Event Level: 2" */
json_t *json_parse_plaso_line(struct view text)
{
    struct view head, list, number, rest;
    uint64_t id;
    if (!view_starts(text, VIEW("[")) || !view_cut(text, VIEW("Strings: "), &head, &list) ||
        !view_cut(view_from(head, 1), VIEW(" / 0x"), &number, &rest) || !view_number(number, &id)) {
        return NULL;
    }
    json_t *strings = json_parse_python_list(&list);
    const struct view source = word_behind(head, VIEW("Source Name: "));
    struct view computer = word_behind(list, VIEW("Computer Name: "));
    struct view record = word_behind(list, VIEW("Record Number: "));
    computer = computer.len > 0 ? computer : word_behind(head, VIEW("Computer Name: "));
    record = record.len > 0 ? record : word_behind(head, VIEW("Record Number: "));
    return strings ? json_pack("{s:I, s:o, s:s%, s:s%, s:s%}", "event_identifier", (json_int_t)id,
                               "strings", strings, "source_name", source.data, source.len,
                               "computer_name", computer.data, computer.len, "record_number",
                               record.data, record.len)
                   : NULL;
}

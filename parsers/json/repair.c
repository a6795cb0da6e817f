/* Mending what JSON forbids and writers write nevertheless. */

#include "parsers/base/ascii.h"
#include "parsers/base/count.h"
#include "parsers/base/text.h"
#include "parsers/json/json.h"

enum { MAX_INTEGER_DIGITS = 18 /* that surely fit in 64 bits with a sign */ };

/* The length of a good "\uXXXX", with its second half where it has one; 0 for others. */
static size_t unicode_len(struct view text)
{
    uint32_t first, second;
    if (!text_hex4(view_from(text, 2), &first) || text_is_second_half(first)) {
        return 0;
    }
    if (!text_is_first_half(first)) {
        return 6;
    }
    bool is_pair = view_starts(view_from(text, 6), VIEW("\\u")) &&
                   text_hex4(view_from(text, 8), &second) && text_is_second_half(second);
    return is_pair ? 12 : 0;
}

/* What stands at a backslash; gives how many bytes it is. */
static size_t add_escape(struct buffer *out, struct view text, struct json_repairs *repairs)
{
    char next = text.len > 1 ? text.data[1] : '\0';
    uint32_t code;
    size_t len = next == 'u' ? unicode_len(text) : 2;
    bool is_simple = next == '"' || next == '\\' || next == '/' || next == 'b' || next == 'f' ||
                     next == 'n' || next == 'r' || next == 't';
    if (len > 0 && (next == 'u' || is_simple)) {
        buffer_add(out, view_slice(text, 0, len));
        return len;
    }
    repairs->escapes++;
    if (next == 'u' && text_hex4(view_from(text, 2), &code)) {
        buffer_add_text(out, "\\ufffd");
        return 6;
    }
    buffer_add_text(out, "\\\\"); /* a backslash that was not escaped */
    return 1;
}

/* A character of a string that is not the end of it; gives how many bytes it is. */
static size_t add_character(struct buffer *out, struct view text, struct json_repairs *repairs)
{
    unsigned char c = (unsigned char)text.data[0];
    if (c == '\\') {
        return add_escape(out, text, repairs);
    }
    if (c < 0x20) {
        buffer_format(out, "\\u%04x", c);
        repairs->characters++;
        return 1;
    }
    size_t len = 1;
    if (c >= 0x80) {
        text_utf8_first(text, &len);
        bool is_good = text_utf8_valid_len(view_slice(text, 0, len)) == len;
        repairs->bytes += is_good ? 0 : 1;
        if (!is_good) {
            buffer_add_text(out, "\xEF\xBF\xBD");
            return len;
        }
    }
    buffer_add(out, view_slice(text, 0, len));
    return len;
}

static size_t add_string(struct buffer *out, struct view text, struct json_repairs *repairs)
{
    size_t end = json_string_len(text);
    bool is_closed = end > 1 && text.data[end - 1] == '"';
    struct view inner = view_slice(text, 0, is_closed ? end - 1 : end);
    size_t pos = 1;
    buffer_add_char(out, '"');
    while (pos < inner.len) {
        pos += add_character(out, view_from(inner, pos), repairs);
    }
    buffer_add_char(out, '"');
    return end;
}

static bool is_number_char(char c)
{
    return ascii_is_alnum(c) || c == '.' || c == '-' || c == '+';
}

/* The length of a time that no quotes stand around, "2026-03-09T13:27:44.618Z"; 0 for none. */
static size_t time_len(struct view text)
{
    size_t len = 0;
    while (len < text.len &&
           (ascii_is_digit(text.data[len]) || ascii_is_of("-:.TZ+", text.data[len]))) {
        len++;
    }
    struct view time = view_slice(text, 0, len);
    bool is_time = len > 16 && time.data[4] == '-' && time.data[7] == '-' && time.data[10] == 'T';
    return is_time ? len : 0;
}

/* A number or a word outside of strings. */
static size_t add_bare(struct buffer *out, struct view text, struct json_repairs *repairs)
{
    static const struct view words[] = {{"NaN", 3},       {"nan", 3},       {"Infinity", 8},
                                        {"-Infinity", 9}, {"undefined", 9}, {"None", 4}};
    size_t len = 0;
    size_t digits = 0;
    while (len < text.len && is_number_char(text.data[len])) {
        digits += ascii_is_digit(text.data[len]);
        len++;
    }
    struct view word = view_slice(text, 0, len);
    size_t time = time_len(text);
    if (time > 0) {
        buffer_format(out, "\"%.*s\"", VIEW_ARG(view_slice(text, 0, time)));
        repairs->times++;
        return time;
    }
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        if (view_equal(word, words[i])) {
            buffer_add_text(out, "null");
            repairs->values++;
            return len;
        }
    }
    if (digits == len && digits > MAX_INTEGER_DIGITS) {
        buffer_format(out, "\"%.*s\"", VIEW_ARG(word));
        return len;
    }
    buffer_add(out, word);
    return len;
}

/* True for a comma behind which an object or array ends. */
static bool is_idle_comma(struct view text)
{
    size_t pos = 1;
    while (pos < text.len && ascii_is_blank(text.data[pos])) {
        pos++;
    }
    return text.data[0] == ',' && pos < text.len &&
           (text.data[pos] == '}' || text.data[pos] == ']');
}

struct json_repairs json_repair(struct buffer *out, struct view text)
{
    struct json_repairs repairs = {0};
    size_t pos = 0;
    while (pos < text.len) {
        struct view rest = view_from(text, pos);
        if (rest.data[0] == '"') {
            pos += add_string(out, rest, &repairs);
        } else if (is_number_char(rest.data[0])) {
            pos += add_bare(out, rest, &repairs);
        } else if (view_starts(rest, VIEW("=>"))) {
            buffer_add_char(out, ':'); /* as Logstash prints what it has */
            repairs.colons++;
            pos += 2;
        } else if (is_idle_comma(rest)) {
            repairs.commas++;
            pos++;
        } else {
            buffer_add_char(out, rest.data[0]);
            pos++;
        }
    }
    return repairs;
}

/* Text that stands in a document of a word processor (Rich Text Format 1.9.1, control words). */
#include "parsers/base/ascii.h"
#include "parsers/text/lines/lines.h"

enum { MAX_WORD = 32 };

/* A control word behind its backslash: its letters, its number, and its length with the blank that
 * ends it. */
static size_t word_len(struct view text, struct view *name, struct view *number)
{
    size_t len = 0;
    while (len < text.len && len < MAX_WORD && ascii_is_alnum(text.data[len]) &&
           !ascii_is_digit(text.data[len])) {
        len++;
    }
    size_t start = len;
    while (len < text.len &&
           (ascii_is_digit(text.data[len]) || (len == start && text.data[len] == '-'))) {
        len++;
    }
    *name = view_slice(text, 0, start);
    *number = view_slice(text, start, len);
    return len + (len < text.len && text.data[len] == ' ');
}

/* "\u8220?": a character, and what stands for it where it is not known. */
static size_t add_character(struct buffer *out, struct view number, struct view behind)
{
    struct view digits = view_from(number, view_starts(number, VIEW("-")) ? 1 : 0);
    uint64_t code;
    if (view_number(digits, &code) && code <= 0xFFFF) {
        text_add_code_point(out,
                            digits.len < number.len ? (uint32_t)(0x10000 - code) : (uint32_t)code);
    }
    return behind.len > 0 && behind.data[0] == '?' ? 1 : 0;
}

/* What a control word at a backslash adds to the text; gives its length. */
static size_t add_control(struct buffer *out, struct view text)
{
    struct view rest = view_from(text, 1);
    struct view name, number;
    char next = rest.len > 0 ? rest.data[0] : '\0';
    if (next == '\\' || next == '{' || next == '}') {
        buffer_add_char(out, next);
        return 2;
    }
    if (next == '~' || next == '_') {
        buffer_add_char(out, next == '~' ? ' ' : '-');
        return 2;
    }
    int high = next == '\'' && rest.len > 2 ? ascii_hex_value(rest.data[1]) : -1;
    int low = high >= 0 ? ascii_hex_value(rest.data[2]) : -1;
    if (low >= 0) {
        char byte = (char)(high * 16 + low);
        text_to_utf8(out, (struct view){&byte, 1}, TEXT_WINDOWS_1252, NULL);
        return 4;
    }
    size_t len = 1 + word_len(rest, &name, &number);
    if (view_equal(name, VIEW("par")) || view_equal(name, VIEW("line"))) {
        buffer_add_char(out, '\n');
    } else if (view_equal(name, VIEW("tab")) || view_equal(name, VIEW("cell"))) {
        buffer_add_char(out, '\t');
    } else if (view_equal(name, VIEW("u"))) {
        len += add_character(out, number, view_from(text, len));
    }
    return len > 1 ? len : 2;
}

void text_add_without_rtf(struct buffer *out, struct view text)
{
    for (size_t i = 0; i < text.len;) {
        char c = text.data[i];
        if (c == '\\') {
            i += add_control(out, view_from(text, i));
            continue;
        }
        if (c != '{' && c != '}' && c != '\r' && c != '\n') {
            buffer_add_char(out, c);
        }
        i++;
    }
}

bool text_is_rtf(struct view text)
{
    return view_starts(text, VIEW("{\\rtf")) || view_find(text, VIEW("\\par\r\n"), 0) != SIZE_MAX ||
           view_find(text, VIEW("\\par\n"), 0) != SIZE_MAX;
}

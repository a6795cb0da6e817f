/* Text encodings, and making text safe to show. */
#ifndef WMILOG_PARSERS_BASE_TEXT_H
#define WMILOG_PARSERS_BASE_TEXT_H
#include "parsers/base/arena.h"
#include "parsers/base/buffer.h"

enum text_encoding {
    TEXT_UTF8,
    TEXT_UTF16LE,
    TEXT_UTF16BE,
    TEXT_WINDOWS_1252,
};

const char *text_encoding_name(enum text_encoding encoding); /* "utf-8", "utf-16le", ... */

/* True where a character takes two bytes at least. */
static inline bool text_is_wide(enum text_encoding encoding)
{
    return encoding == TEXT_UTF16LE || encoding == TEXT_UTF16BE;
}

/* The number of the four hexadecimal digits that the text begins with; false when it does not. */
bool text_hex4(struct view text, uint32_t *value);

/* Whether a unit of UTF-16 is the first, or the second, half of a character past U+FFFF. */
static inline bool text_is_first_half(uint32_t unit)
{
    return unit >> 10 == 0xD800 >> 10;
}
static inline bool text_is_second_half(uint32_t unit)
{
    return unit >> 10 == 0xDC00 >> 10;
}
static inline uint32_t text_join_halves(uint32_t first, uint32_t second)
{
    return 0x10000 + ((first - 0xD800) << 10 | (second - 0xDC00));
}

/* Length of the longest prefix that is well-formed UTF-8 (no surrogates, no overlong forms). */
size_t text_utf8_valid_len(struct view v);
/* The first character of what is not empty: U+FFFD when it is ill-formed. `*len` bytes are its. */
uint32_t text_utf8_first(struct view v, size_t *len);
/* Whether a code point past ASCII is one that a terminal obeys or does not show: C1, bidirectional
 * controls, zero-width characters and the like. */
bool text_is_hidden(uint32_t code_point);

/* Appends `bytes` of the encoding as UTF-8. What is ill-formed (lone surrogates, an odd last byte,
 * bad UTF-8, the five bytes without meaning in windows-1252) becomes U+FFFD and is counted in
 * `*replaced` (added to it; may be NULL). Over the buffer's maximum nothing is added: false. A byte
 * order mark is text like any other. */
bool text_to_utf8(struct buffer *out, struct view bytes, enum text_encoding encoding,
                  size_t *replaced);

/* The same for UTF-16LE into an arena, with a NUL after it (not counted). VIEW_NONE stays
 * VIEW_NONE. */
struct view text_utf16le_copy(struct arena *a, struct view bytes, size_t *replaced);

/* Appends one code point as UTF-8 (U+FFFD for surrogates and values past 0x10FFFF). */
bool text_add_code_point(struct buffer *out, uint32_t code_point);

/* The same where there is room for four bytes; gives how many it has. */
size_t text_put_code_point(char *out, uint32_t code_point);

/* Appends `v` safe for a terminal: control characters, ESC, DEL, C1, bidirectional controls and
 * zero-width characters are shown as \xNN (below U+0080, and ill-formed bytes) or \u{NNNN}; CR, LF
 * and tab as \r, \n, \t. Hexadecimal digits are in lower case. A backslash stays as it is. Over the
 * buffer's maximum nothing is added: false. */
bool text_add_clean(struct buffer *out, struct view v);

/* Columns the text takes on a terminal: code points, wide East Asian ones counted twice, combining
 * marks not at all. */
size_t text_width(struct view v);

enum { TEXT_NUMBER_SIZE = sizeof("18446744073709551615"), TEXT_CODE_SIZE = sizeof("0x80041003") };

/* A number as text, in `text`: decimal, and a code as eight hexadecimal digits in lower case behind
 * 0x. For what is written for every event; elsewhere printf's %llu and 0x%08x do the same. */
struct view text_decimal(char text[TEXT_NUMBER_SIZE], uint64_t number);
struct view text_code(char text[TEXT_CODE_SIZE], uint32_t code);
/* Writes the decimal number, of TEXT_NUMBER_SIZE bytes at most, and gives the place after it. */
char *text_put_decimal(char *out, uint64_t number);

/* Appends `v` with its ASCII letters in lower case. */
bool text_add_lower(struct buffer *out, struct view v);

/* Appends text for people: cleaned, with runs of blanks as one blank. */
void text_add_folded(struct buffer *b, struct view text);

/* Appends the bytes of base64, up to its end or its first other character. */
void text_decode_base64(struct buffer *bytes, struct view base64);

#endif

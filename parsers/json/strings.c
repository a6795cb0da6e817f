/* How far strings go, as they stand in JSON. */
#include <endian.h>
#include <string.h>

#include "parsers/json/json.h"

/* True for a quote, a backslash and a control character. */
static bool is_special(char c)
{
    return c == '"' || c == '\\' || (unsigned char)c < 0x20;
}

/* The highest bit of each byte that is below `limit`, and of none before the first of these. */
static inline uint64_t bytes_below(uint64_t word, uint8_t limit)
{
    const uint64_t each = UINT64_C(0x0101010101010101);
    return (word - each * limit) & ~word & each * 0x80;
}

size_t json_run_end(struct view text, size_t pos)
{
    const uint64_t each = UINT64_C(0x0101010101010101);
    uint64_t word;
    for (; pos < text.len && text.len - pos >= sizeof(word); pos += sizeof(word)) {
        memcpy(&word, text.data + pos, sizeof(word));
        word = le64toh(word); /* the first byte is the lowest */
        const uint64_t found = bytes_below(word ^ each * '"', 1) |
                               bytes_below(word ^ each * '\\', 1) | bytes_below(word, 0x20);
        if (found != 0) {
            return pos + (size_t)__builtin_ctzll(found) / 8;
        }
    }
    while (pos < text.len && !is_special(text.data[pos])) {
        pos++;
    }
    return pos;
}

size_t json_string_len(struct view text)
{
    size_t pos = json_run_end(text, 1);
    while (pos < text.len) {
        char c = text.data[pos];
        if (c == '"') {
            return pos + 1;
        }
        if (c == '\n') {
            return pos;
        }
        pos += c == '\\' && pos + 1 < text.len && text.data[pos + 1] != '\n' ? 2 : 1;
        pos = json_run_end(text, pos);
    }
    return text.len;
}

/* Line ends and forbidden characters. */
#include "parsers/event/tidy.h"

#include <endian.h>
#include <string.h>

#include "parsers/base/text.h"

struct view tidy_without_nuls(struct view bytes)
{
    size_t len = bytes.len & ~(size_t)1;
    while (len >= 2 && bytes.data[len - 1] == 0 && bytes.data[len - 2] == 0) {
        len -= 2;
    }
    return view_slice(bytes, 0, len);
}

/* Control characters that do not stand for themselves, and the lead byte of U+FFFE and U+FFFF,
 * which are forbidden. */
static inline bool is_odd(char c)
{
    return ((uint8_t)c < 0x20 && c != '\n' && c != '\t') || (uint8_t)c == 0xEF;
}

/* True for eight bytes and more of ASCII without any control character: nothing but a byte below
 * 0x20 borrows from its highest bit. The last eight bytes may have been looked at before. */
static bool is_even(struct view text)
{
    const uint64_t spaces = UINT64_C(0x2020202020202020), high = UINT64_C(0x8080808080808080);
    uint64_t found = 0, word = high;
    for (size_t i = 0; i + sizeof(word) <= text.len; i += sizeof(word)) {
        memcpy(&word, text.data + i, sizeof(word));
        found |= (word - spaces) | word;
    }
    if (text.len >= sizeof(word)) {
        memcpy(&word, text.data + text.len - sizeof(word), sizeof(word));
    }
    return ((found | (word - spaces) | word) & high) == 0;
}

static bool has_odd(struct view text)
{
    uint8_t found = 0; /* as wide as the bytes, so that compilers make vectors of it */
    for (size_t i = 0; i < text.len; i++) {
        const uint8_t c = (uint8_t)text.data[i];
        found |= (uint8_t)(((c < 0x20) & (c != '\n') & (c != '\t')) | (c == 0xEF));
    }
    return found != 0;
}

/* Copies the bytes from `from` on that need no care; gives how many these are. */
static size_t copy_even(char *out, struct view text, size_t from)
{
    size_t pos = from;
    while (pos < text.len && !is_odd(text.data[pos])) {
        pos++;
    }
    memcpy(out, text.data + from, pos - from);
    return pos - from;
}

static bool is_noncharacter(const char *p, size_t left)
{
    return left >= 3 && memcmp(p, "\xEF\xBF", 2) == 0 && (uint8_t)p[2] >= 0xBE;
}

/* Bytes that a text has at most when each control character becomes the three of U+FFFD. */
static size_t clean_max(struct view text)
{
    size_t controls = 0;
    for (size_t i = 0; i < text.len; i++) {
        controls += (uint8_t)text.data[i] < 0x20;
    }
    return text.len + 2 * controls;
}

static struct view clean(struct arena *arena, struct view text)
{
    static const char replacement[] = "\xEF\xBF\xBD";
    char *out = arena_bytes(arena, clean_max(text) + 1);
    size_t len = 0;
    for (size_t i = 0; i < text.len; i++) {
        size_t run = copy_even(out + len, text, i);
        len += run;
        i += run;
        if (i == text.len) {
            break;
        }
        char c = text.data[i];
        if (is_noncharacter(text.data + i, text.len - i)) {
            memcpy(out + len, replacement, 3);
            len += 3;
            i += 2;
        } else if (c == '\r') {
            if (i + 1 == text.len || text.data[i + 1] != '\n') {
                out[len++] = '\n';
            }
        } else if ((uint8_t)c < 0x20 && c != '\n' && c != '\t') {
            memcpy(out + len, replacement, 3);
            len += 3;
        } else {
            out[len++] = c;
        }
    }
    return (struct view){out, len};
}

struct view tidy_text(struct arena *arena, struct view utf8)
{
    bool is_plain;
    return tidy_plain(arena, utf8, &is_plain);
}

struct view tidy_plain(struct arena *arena, struct view utf8, bool *is_plain)
{
    *is_plain = is_even(utf8);
    return !*is_plain && has_odd(utf8) ? clean(arena, utf8) : arena_copy(arena, utf8);
}

struct view tidy_told(struct arena *arena, struct view utf8)
{
    enum { MAX_TOLD = 64 };
    struct view told = tidy_text(arena, view_slice(utf8, 0, MAX_TOLD));
    if (utf8.len <= MAX_TOLD) {
        return told;
    }
    told = view_slice(told, 0, text_utf8_valid_len(told));
    return arena_format(arena, "%.*s ...", VIEW_ARG(told));
}

/* Copies UTF-16LE that is printable ASCII alone; false when it is not, whatever was written then.
 * The loop has no branches, so that compilers make vectors of it. */
static bool copy_plain(char *out, struct view utf16)
{
    size_t units = utf16.len / 2;
    unsigned odd = 0;
    for (size_t i = 0; i < units; i++) {
        uint16_t c;
        memcpy(&c, utf16.data + 2 * i, sizeof(c));
        c = le16toh(c);
        out[i] = (char)c;
        odd |= (unsigned)(c < 0x20) | (unsigned)(c > 0x7E);
    }
    return odd == 0;
}

struct view tidy_utf16(struct arena *arena, struct view utf16)
{
    struct view bytes = tidy_without_nuls(utf16);
    if (bytes.len == 0) {
        return VIEW("");
    }
    char *plain = arena_bytes(arena, bytes.len / 2);
    if (copy_plain(plain, bytes)) {
        return (struct view){plain, bytes.len / 2};
    }
    size_t replaced = 0;
    struct view text = text_utf16le_copy(arena, bytes, &replaced);
    return !is_even(text) && has_odd(text) ? clean(arena, text) : text;
}

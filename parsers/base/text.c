/* The forms of UTF-8, UTF-16 and windows-1252, and which characters are not safe to show. */
#include "parsers/base/text.h"

#include <endian.h>
#include <string.h>

#include "parsers/base/ascii.h"
#include "parsers/base/count.h"

enum { REPLACEMENT = 0xFFFD };

/* One character read from input; an ill-formed one is U+FFFD, and `len` its bytes to pass. */
struct decoded {
    uint32_t code_point;
    size_t len;
    bool is_valid;
};

/* First and last code point. */
struct range {
    uint32_t first;
    uint32_t last;
};

const char *text_encoding_name(enum text_encoding encoding)
{
    static const char *const names[] = {
        [TEXT_UTF8] = "utf-8",
        [TEXT_UTF16LE] = "utf-16le",
        [TEXT_UTF16BE] = "utf-16be",
        [TEXT_WINDOWS_1252] = "windows-1252",
    };
    return names[encoding];
}

static const uint8_t *bytes_of(struct view v)
{
    return (const uint8_t *)v.data;
}

/* The table of well-formed sequences of the Unicode Standard, section 3.9. What is ill-formed is
 * passed by its longest prefix that could have begun a character. */
static struct decoded decode_utf8(const uint8_t *p, size_t left)
{
    uint8_t lead = p[0];
    if (lead < 0x80) {
        return (struct decoded){lead, 1, true};
    }
    if (lead < 0xC2 || lead > 0xF4) {
        return (struct decoded){REPLACEMENT, 1, false};
    }
    size_t len = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    uint32_t code_point = lead & (0x7Fu >> len);
    uint8_t low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    uint8_t high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    for (size_t i = 1; i < len; i++) {
        if (i == left || p[i] < low || p[i] > high) {
            return (struct decoded){REPLACEMENT, i, false};
        }
        code_point = code_point << 6 | (p[i] & 0x3Fu);
        low = 0x80;
        high = 0xBF;
    }
    return (struct decoded){code_point, len, true};
}

/* How many bytes from the start are ASCII. */
static size_t ascii_run(const uint8_t *p, size_t len)
{
    size_t pos = 0;
    uint64_t words[4];
    for (; len - pos >= sizeof(words); pos += sizeof(words)) {
        memcpy(words, p + pos, sizeof(words));
        if ((words[0] | words[1] | words[2] | words[3]) & UINT64_C(0x8080808080808080)) {
            break;
        }
    }
    while (pos < len && p[pos] < 0x80) {
        pos++;
    }
    return pos;
}

size_t text_utf8_valid_len(struct view v)
{
    const uint8_t *p = bytes_of(v);
    size_t pos = 0;
    while (pos < v.len) {
        if (p[pos] < 0x80) {
            pos += ascii_run(p + pos, v.len - pos);
            continue;
        }
        struct decoded d = decode_utf8(p + pos, v.len - pos);
        if (!d.is_valid) {
            break;
        }
        pos += d.len;
    }
    return pos;
}

uint32_t text_utf8_first(struct view v, size_t *len)
{
    struct decoded d = decode_utf8(bytes_of(v), v.len);
    *len = d.len;
    return d.code_point;
}

static size_t encoded_len(uint32_t code_point)
{
    return code_point < 0x80 ? 1 : code_point < 0x800 ? 2 : code_point < 0x10000 ? 3 : 4;
}

/* Writes a valid code point and gives the place after it. */
static inline char *encode(char *out, uint32_t c)
{
    if (c < 0x80) {
        *out++ = (char)c;
        return out;
    }
    if (c < 0x800) {
        *out++ = (char)(0xC0 | c >> 6);
    } else {
        if (c < 0x10000) {
            *out++ = (char)(0xE0 | c >> 12);
        } else {
            *out++ = (char)(0xF0 | c >> 18);
            *out++ = (char)(0x80 | (c >> 12 & 0x3F));
        }
        *out++ = (char)(0x80 | (c >> 6 & 0x3F));
    }
    *out++ = (char)(0x80 | (c & 0x3F));
    return out;
}

size_t text_put_code_point(char *out, uint32_t code_point)
{
    if (code_point > 0x10FFFF || (code_point >= 0xD800 && code_point <= 0xDFFF)) {
        code_point = REPLACEMENT;
    }
    return (size_t)(encode(out, code_point) - out);
}

bool text_add_code_point(struct buffer *out, uint32_t code_point)
{
    char utf8[4];
    size_t len = text_put_code_point(utf8, code_point);
    return buffer_add(out, (struct view){utf8, len});
}

static uint32_t utf16_unit(const uint8_t *p, bool is_big)
{
    return is_big ? (uint32_t)p[0] << 8 | p[1] : (uint32_t)p[1] << 8 | p[0];
}

static inline struct decoded decode_utf16(const uint8_t *p, size_t left, bool is_big)
{
    if (left < 2) {
        return (struct decoded){REPLACEMENT, left, false};
    }
    uint32_t unit = utf16_unit(p, is_big);
    if (unit < 0xD800 || unit > 0xDFFF) {
        return (struct decoded){unit, 2, true};
    }
    uint32_t low = text_is_first_half(unit) && left >= 4 ? utf16_unit(p + 2, is_big) : 0;
    if (!text_is_second_half(low)) {
        return (struct decoded){REPLACEMENT, 2, false};
    }
    return (struct decoded){text_join_halves(unit, low), 4, true};
}

/* Four units at once, the first one in the lowest bits. */
static uint64_t utf16_word(const uint8_t *p, bool is_big)
{
    uint64_t word;
    memcpy(&word, p, sizeof(word));
    word = le64toh(word);
    /* Swaps the bytes of each unit. */
    return is_big ? (word & UINT64_C(0x00FF00FF00FF00FF)) << 8 |
                        (word >> 8 & UINT64_C(0x00FF00FF00FF00FF))
                  : word;
}

/* How many bytes from the start, an even number, are ASCII units. */
static size_t utf16_ascii_run(const uint8_t *p, size_t len, bool is_big)
{
    size_t pos = 0;
    while (len - pos >= 8 && !(utf16_word(p + pos, is_big) & UINT64_C(0xFF80FF80FF80FF80))) {
        pos += 8;
    }
    while (len - pos >= 2 && utf16_unit(p + pos, is_big) < 0x80) {
        pos += 2;
    }
    return pos;
}

/* The UTF-8 length of the text; adds what is ill-formed to `*replaced`. */
static size_t utf16_measure(const uint8_t *p, size_t len, bool is_big, size_t *replaced)
{
    size_t total = 0;
    size_t pos = 0;
    while (pos < len) {
        size_t run = utf16_ascii_run(p + pos, len - pos, is_big);
        total += run / 2;
        pos += run;
        while (pos < len) {
            struct decoded d = decode_utf16(p + pos, len - pos, is_big);
            if (d.code_point < 0x80) {
                break;
            }
            total += encoded_len(d.code_point);
            *replaced += !d.is_valid;
            pos += d.len;
        }
    }
    return total;
}

/* Writes as many bytes as were measured. */
static void utf16_write(char *out, const uint8_t *p, size_t len, bool is_big)
{
    size_t pos = 0;
    while (pos < len) {
        while (len - pos >= 8) {
            uint64_t word = utf16_word(p + pos, is_big);
            if (word & UINT64_C(0xFF80FF80FF80FF80)) {
                break;
            }
            word = (word | word >> 8) & UINT64_C(0x0000FFFF0000FFFF);
            uint32_t packed = htole32((uint32_t)(word | word >> 16));
            memcpy(out, &packed, sizeof(packed));
            out += 4;
            pos += 8;
        }
        /* Character by character over what stopped it, and to the end of a short rest. */
        for (int i = 0; i < 4 && pos < len; i++) {
            struct decoded d = decode_utf16(p + pos, len - pos, is_big);
            out = encode(out, d.code_point);
            pos += d.len;
        }
    }
}

static bool utf16_to_utf8(struct buffer *out, struct view bytes, bool is_big, size_t *replaced)
{
    size_t ill_formed = 0;
    size_t len = utf16_measure(bytes_of(bytes), bytes.len, is_big, &ill_formed);
    if (!buffer_reserve(out, len)) {
        return false;
    }
    utf16_write(out->data + out->len, bytes_of(bytes), bytes.len, is_big);
    out->len += len;
    *replaced += ill_formed;
    return true;
}

struct view text_utf16le_copy(struct arena *a, struct view bytes, size_t *replaced)
{
    if (!bytes.data) {
        return VIEW_NONE;
    }
    size_t ill_formed = 0;
    size_t len = utf16_measure(bytes_of(bytes), bytes.len, false, &ill_formed);
    char *copy = arena_bytes(a, len + 1);
    utf16_write(copy, bytes_of(bytes), bytes.len, false);
    copy[len] = '\0';
    if (replaced) {
        *replaced += ill_formed;
    }
    return (struct view){copy, len};
}

static uint32_t windows_1252_code_point(uint8_t byte)
{
    static const uint16_t table[32] = {
        0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
        0x2039, 0x0152, 0xFFFD, 0x017D, 0xFFFD, 0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
        0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0xFFFD, 0x017E, 0x0178,
    };
    return byte >= 0x80 && byte < 0xA0 ? table[byte - 0x80] : byte;
}

static bool windows_1252_to_utf8(struct buffer *out, struct view bytes, size_t *replaced)
{
    const uint8_t *p = bytes_of(bytes);
    size_t pos = 0;
    while (pos < bytes.len) {
        size_t run = ascii_run(p + pos, bytes.len - pos);
        if (!buffer_add(out, (struct view){bytes.data + pos, run})) {
            return false;
        }
        pos += run;
        for (; pos < bytes.len && p[pos] >= 0x80; pos++) {
            uint32_t code_point = windows_1252_code_point(p[pos]);
            *replaced += code_point == REPLACEMENT;
            if (!text_add_code_point(out, code_point)) {
                return false;
            }
        }
    }
    return true;
}

static bool utf8_to_utf8(struct buffer *out, struct view bytes, size_t *replaced)
{
    while (bytes.len > 0) {
        size_t valid = text_utf8_valid_len(bytes);
        if (!buffer_add(out, view_slice(bytes, 0, valid))) {
            return false;
        }
        bytes = view_from(bytes, valid);
        if (bytes.len == 0) {
            break;
        }
        if (!text_add_code_point(out, REPLACEMENT)) {
            return false;
        }
        ++*replaced;
        bytes = view_from(bytes, decode_utf8(bytes_of(bytes), bytes.len).len);
    }
    return true;
}

bool text_hex4(struct view text, uint32_t *value)
{
    uint32_t found = 0;
    for (size_t i = 0; i < 4; i++) {
        int digit = i < text.len ? ascii_hex_value(text.data[i]) : -1;
        if (digit < 0) {
            return false;
        }
        found = found << 4 | (uint32_t)digit;
    }
    *value = found;
    return true;
}

bool text_to_utf8(struct buffer *out, struct view bytes, enum text_encoding encoding,
                  size_t *replaced)
{
    size_t before = out->len;
    size_t ill_formed = 0;
    bool fits = false;
    switch (encoding) {
    case TEXT_UTF8:
        fits = utf8_to_utf8(out, bytes, &ill_formed);
        break;
    case TEXT_UTF16LE:
    case TEXT_UTF16BE:
        fits = utf16_to_utf8(out, bytes, encoding == TEXT_UTF16BE, &ill_formed);
        break;
    case TEXT_WINDOWS_1252:
        fits = windows_1252_to_utf8(out, bytes, &ill_formed);
        break;
    }
    if (!fits) {
        out->len = before;
    } else if (replaced) {
        *replaced += ill_formed;
    }
    return fits;
}

static bool is_in(const struct range *ranges, size_t count, uint32_t code_point)
{
    if (code_point < ranges[0].first) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        if (code_point <= ranges[i].last) {
            return code_point >= ranges[i].first;
        }
    }
    return false;
}

bool text_is_hidden(uint32_t code_point)
{
    static const struct range ranges[] = {
        {0x0080, 0x009F},   /* C1 */
        {0x061C, 0x061C},   /* Arabic letter mark */
        {0x180E, 0x180E},   /* Mongolian vowel separator */
        {0x200B, 0x200F},   /* zero width, and marks of direction */
        {0x2028, 0x202E},   /* line and paragraph separators, embeddings, overrides */
        {0x2060, 0x206F},   /* invisible operators, isolates */
        {0xFEFF, 0xFEFF},   /* byte order mark */
        {0xFFF9, 0xFFFB},   /* interlinear annotation */
        {0xE0000, 0xE007F}, /* tags */
    };
    return is_in(ranges, COUNT_OF(ranges), code_point);
}

static bool add_escaped(struct buffer *out, struct decoded d, uint8_t byte)
{
    switch (byte) {
    case '\r':
        return buffer_add_text(out, "\\r");
    case '\n':
        return buffer_add_text(out, "\\n");
    case '\t':
        return buffer_add_text(out, "\\t");
    default:
        return d.is_valid && d.code_point >= 0x80
                   ? buffer_format(out, "\\u{%04x}", (unsigned)d.code_point)
                   : buffer_format(out, "\\x%02x", (unsigned)byte);
    }
}

bool text_add_clean(struct buffer *out, struct view v)
{
    const uint8_t *p = bytes_of(v);
    size_t before = out->len;
    size_t start = 0; /* of the characters that are shown as they are */
    size_t pos = 0;
    while (pos < v.len) {
        if (p[pos] >= 0x20 && p[pos] < 0x7F) {
            pos++;
            continue;
        }
        struct decoded d = decode_utf8(p + pos, v.len - pos);
        if (d.is_valid && d.code_point > 0x7F && !text_is_hidden(d.code_point)) {
            pos += d.len;
            continue;
        }
        size_t len = d.is_valid ? d.len : 1; /* ill-formed bytes one by one: none is lost */
        if (!buffer_add(out, view_slice(v, start, pos)) || !add_escaped(out, d, p[pos])) {
            out->len = before;
            return false;
        }
        pos += len;
        start = pos;
    }
    if (buffer_add(out, view_slice(v, start, pos))) {
        return true;
    }
    out->len = before;
    return false;
}

/* The ranges that matter in names and messages, after UAX #11 and the general category Mn. */
static size_t columns(uint32_t code_point)
{
    static const struct range combining[] = {
        {0x0300, 0x036F}, {0x0483, 0x0489}, {0x0591, 0x05BD}, {0x064B, 0x065F}, {0x0E34, 0x0E3A},
        {0x0E47, 0x0E4E}, {0x1DC0, 0x1DFF}, {0x20D0, 0x20FF}, {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F},
    };
    static const struct range wide[] = {
        {0x1100, 0x115F},   {0x2E80, 0x303E},   {0x3041, 0xA4CF}, {0xAC00, 0xD7A3},
        {0xF900, 0xFAFF},   {0xFE30, 0xFE6F},   {0xFF01, 0xFF60}, {0xFFE0, 0xFFE6},
        {0x1F300, 0x1FAFF}, {0x20000, 0x3FFFD},
    };
    if (is_in(combining, COUNT_OF(combining), code_point)) {
        return 0;
    }
    return is_in(wide, COUNT_OF(wide), code_point) ? 2 : 1;
}

size_t text_width(struct view v)
{
    const uint8_t *p = bytes_of(v);
    size_t width = 0;
    size_t pos = 0;
    while (pos < v.len) {
        size_t run = ascii_run(p + pos, v.len - pos);
        width += run;
        pos += run;
        if (pos == v.len) {
            break;
        }
        struct decoded d = decode_utf8(p + pos, v.len - pos);
        width += columns(d.code_point);
        pos += d.len;
    }
    return width;
}

bool text_add_lower(struct buffer *out, struct view v)
{
    if (v.len == 0) {
        return true;
    }
    if (!buffer_reserve(out, v.len)) {
        return false;
    }
    ascii_lower(out->data + out->len, v.data, v.len);
    out->len += v.len;
    return true;
}

/* The logarithm of 2 is about 1233 / 4096: so many digits for each bit, or one more in all. */
static size_t decimal_digits(uint64_t number)
{
    static const uint64_t least[] = {0,
                                     10U,
                                     100U,
                                     1000U,
                                     10000U,
                                     100000U,
                                     1000000U,
                                     10000000U,
                                     100000000U,
                                     1000000000U,
                                     10000000000U,
                                     100000000000U,
                                     1000000000000U,
                                     10000000000000U,
                                     100000000000000U,
                                     1000000000000000U,
                                     10000000000000000U,
                                     100000000000000000U,
                                     1000000000000000000U,
                                     10000000000000000000U};
    const size_t bits = 64 - (size_t)__builtin_clzll(number | 1);
    const size_t digits = bits * 1233 >> 12;
    return digits + (number >= least[digits]);
}

char *text_put_decimal(char *out, uint64_t number)
{
    char *end = out + decimal_digits(number), *at = end;
    for (; number >= 10; number /= 100) {
        at -= 2;
        ascii_put_pair(at, (unsigned)(number % 100));
    }
    if (at > out) {
        *out = (char)('0' + number);
    }
    return end;
}

struct view text_decimal(char text[TEXT_NUMBER_SIZE], uint64_t number)
{
    return (struct view){text, (size_t)(text_put_decimal(text, number) - text)};
}

struct view text_code(char text[TEXT_CODE_SIZE], uint32_t code)
{
    size_t at = TEXT_CODE_SIZE - 1;
    while (at > 2) {
        text[--at] = "0123456789abcdef"[code & 0xf];
        code >>= 4;
    }
    text[0] = '0';
    text[1] = 'x';
    return (struct view){text, TEXT_CODE_SIZE - 1};
}

void text_add_folded(struct buffer *b, struct view text)
{
    size_t i = 0;
    while (i < text.len) {
        size_t start = i;
        while (i < text.len && !ascii_is_blank(text.data[i])) {
            i++;
        }
        text_add_clean(b, view_slice(text, start, i));
        if (i < text.len) {
            buffer_add_char(b, ' ');
        }
        while (i < text.len && ascii_is_blank(text.data[i])) {
            i++;
        }
    }
}

void text_decode_base64(struct buffer *bytes, struct view base64)
{
    uint32_t bits = 0;
    unsigned count = 0;
    for (size_t i = 0; i < base64.len && ascii_base64_value(base64.data[i]) >= 0; i++) {
        bits = bits << 6 | (uint32_t)ascii_base64_value(base64.data[i]);
        count += 6;
        if (count >= 8) {
            count -= 8;
            buffer_add_char(bytes, (char)(bits >> count & 0xff));
        }
    }
}

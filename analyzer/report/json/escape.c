/* Plain ASCII by the 16 or 8 bytes, everything else character by character. */
#include "analyzer/report/json/escape.h"

#include <endian.h>
#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "parsers/base/text.h"

static bool is_plain(unsigned char c)
{
    return c >= 0x20 && c < 0x7f && c != '"' && c != '\\';
}

static size_t copy_by_bytes(char *p, struct view text)
{
    size_t pos = 0;
    while (pos < text.len && is_plain((unsigned char)text.data[pos])) {
        p[pos] = text.data[pos];
        pos++;
    }
    return pos;
}

#define EVERY_BYTE(c) (UINT64_C(0x0101010101010101) * (c))

/* The high bit of each byte that is `c`; above the lowest also of others. */
static uint64_t where_equal(uint64_t word, unsigned char c)
{
    uint64_t rest = word ^ EVERY_BYTE(c);
    return (rest - EVERY_BYTE(1)) & ~rest;
}

/* Not 0 when a byte of the word is not plain: the lowest bit that is set is in the first of them,
 * as the differences borrow upwards only. */
static uint64_t not_plain(uint64_t word)
{
    uint64_t found = (word - EVERY_BYTE(0x20)) | word | where_equal(word, '"') |
                     where_equal(word, '\\') | where_equal(word, 0x7f);
    return found & EVERY_BYTE(0x80);
}

/* Copies a word and says where its first byte lies that is not plain, 8 when all are. */
static size_t copy_word(char *p, const char *at)
{
    uint64_t word;
    memcpy(&word, at, sizeof(word));
    memcpy(p, &word, sizeof(word));
    uint64_t found = not_plain(le64toh(word));
    return found == 0 ? 8 : (size_t)__builtin_ctzll(found) / 8;
}

/* The same for 4 to 7 bytes, as two halves of a word that overlap; 0 when not all are plain. */
static size_t copy_half_words(char *p, struct view text)
{
    uint32_t first, last;
    memcpy(&first, text.data, sizeof(first));
    memcpy(&last, text.data + text.len - sizeof(last), sizeof(last));
    if (not_plain((uint64_t)last << 32 | first) != 0) {
        return 0;
    }
    memcpy(p, &first, sizeof(first));
    memcpy(p + text.len - sizeof(last), &last, sizeof(last));
    return text.len;
}

/* The last word overlaps the one before it, whose bytes are plain. */
size_t escape_copy_plain_by_words(char *p, struct view text)
{
    if (text.len < 8) {
        const size_t copied = text.len < 4 ? 0 : copy_half_words(p, text);
        return copied > 0 ? copied : copy_by_bytes(p, text);
    }
    size_t pos = 0, last = text.len - 8, first;
    for (; pos < last; pos += 8) {
        first = copy_word(p + pos, text.data + pos);
        if (first < 8) {
            return pos + first;
        }
    }
    return last + copy_word(p + last, text.data + last);
}

#ifdef __SSE2__
/* The same for 16 bytes. Compared as signed, what is past ASCII is below the blank too. */
static size_t copy_16(char *p, const char *at)
{
    __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)at);
    _mm_storeu_si128((__m128i *)(void *)p, bytes);
    __m128i found = _mm_cmplt_epi8(bytes, _mm_set1_epi8(0x20));
    found = _mm_or_si128(found, _mm_cmpeq_epi8(bytes, _mm_set1_epi8('"')));
    found = _mm_or_si128(found, _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\')));
    found = _mm_or_si128(found, _mm_cmpeq_epi8(bytes, _mm_set1_epi8(0x7f)));
    unsigned mask = (unsigned)_mm_movemask_epi8(found);
    return mask == 0 ? 16 : (size_t)__builtin_ctz(mask);
}

size_t escape_copy_plain(char *p, struct view text)
{
    if (text.len < 16) {
        return escape_copy_plain_by_words(p, text);
    }
    size_t pos = 0, last = text.len - 16, first;
    for (; pos < last; pos += 16) {
        first = copy_16(p + pos, text.data + pos);
        if (first < 16) {
            return pos + first;
        }
    }
    return last + copy_16(p + last, text.data + last);
}
#else
size_t escape_copy_plain(char *p, struct view text)
{
    return escape_copy_plain_by_words(p, text);
}
#endif

static char *put_unit(char *p, unsigned unit)
{
    *p++ = '\\';
    *p++ = 'u';
    for (int shift = 12; shift >= 0; shift -= 4) {
        *p++ = "0123456789abcdef"[unit >> shift & 0xf];
    }
    return p;
}

static char *put_ascii(char *p, unsigned char c)
{
    static const char letters[] = {['\b'] = 'b', ['\t'] = 't', ['\n'] = 'n', ['\f'] = 'f',
                                   ['\r'] = 'r', ['"'] = '"',  ['\\'] = '\\'};
    if (is_plain(c)) {
        *p++ = (char)c;
        return p;
    }
    if (c >= sizeof(letters) || letters[c] == '\0') {
        return put_unit(p, c);
    }
    *p++ = '\\';
    *p++ = letters[c];
    return p;
}

static char *put_escaped(char *p, uint32_t code_point)
{
    if (code_point < 0x10000) {
        return put_unit(p, code_point);
    }
    code_point -= 0x10000;
    p = put_unit(p, 0xd800 | code_point >> 10);
    return put_unit(p, 0xdc00 | (code_point & 0x3ff));
}

char *escape_first(char *p, struct view text, size_t *len)
{
    unsigned char c = (unsigned char)text.data[0];
    if (c < 0x80) {
        *len = 1;
        return put_ascii(p, c);
    }
    uint32_t code_point = text_utf8_first(text, len);
    if (text_is_hidden(code_point)) {
        return put_escaped(p, code_point);
    }
    if (code_point == 0xfffd) { /* also for what is ill-formed */
        memcpy(p, "\xef\xbf\xbd", 3);
        return p + 3;
    }
    memcpy(p, text.data, *len);
    return p + *len;
}

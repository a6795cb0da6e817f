/* Comparing, searching and splitting borrowed bytes. Only ASCII letters have case here. */
#include "parsers/base/view.h"

#include <endian.h>
#include <stdlib.h>
#include <string.h>

#include "parsers/base/ascii.h"
#include "parsers/base/memory.h"

/* Steps that matching may take beside a few for each byte, before all places of the pattern are
 * followed at once. */
enum { GLOB_FREE_STEPS = 1024 };

static bool same_nocase(const char *a, const char *b, size_t len)
{
    /* Mostly the case is the same, or the first letter another. */
    if (len == 0 || (a[0] == b[0] && memcmp(a, b, len) == 0)) {
        return true;
    }
    for (size_t i = 0; i < len; i++) {
        if (ascii_fold(a[i]) != ascii_fold(b[i])) {
            return false;
        }
    }
    return true;
}

struct view view_of(const char *text)
{
    return text ? (struct view){text, strlen(text)} : VIEW_NONE;
}

bool view_equal_nocase(struct view a, struct view b)
{
    return a.len == b.len && same_nocase(a.data, b.data, a.len);
}

bool view_starts_nocase(struct view v, struct view prefix)
{
    return prefix.len <= v.len && same_nocase(v.data, prefix.data, prefix.len);
}

bool view_ends_nocase(struct view v, struct view suffix)
{
    return suffix.len <= v.len && view_equal_nocase(view_from(v, v.len - suffix.len), suffix);
}

int view_compare(struct view a, struct view b)
{
    size_t len = a.len < b.len ? a.len : b.len;
    int order = len ? memcmp(a.data, b.data, len) : 0;
    if (order == 0) {
        order = (a.len > b.len) - (a.len < b.len);
    }
    return (order > 0) - (order < 0);
}

int view_compare_nocase(struct view a, struct view b)
{
    size_t len = a.len < b.len ? a.len : b.len;
    for (size_t i = 0; i < len; i++) {
        unsigned char x = (unsigned char)ascii_fold(a.data[i]);
        unsigned char y = (unsigned char)ascii_fold(b.data[i]);
        if (x != y) {
            return x < y ? -1 : 1;
        }
    }
    return (a.len > b.len) - (a.len < b.len);
}

enum { SHORT_TEXT = 2048, LONG_PIECE = 1 << 16 };

/* Without what memmem prepares for each search, which for a line takes longer than the search. */
static size_t find_in_short(struct view v, struct view needle, size_t from)
{
    const size_t last = v.len - needle.len;
    while (from <= last) {
        const char *first = memchr(v.data + from, needle.data[0], last - from + 1);
        if (!first || memcmp(first, needle.data, needle.len) == 0) {
            return first ? (size_t)(first - v.data) : SIZE_MAX;
        }
        from = (size_t)(first - v.data) + 1;
    }
    return SIZE_MAX;
}

/* Piece by piece: a checked build looks at all that memmem may read, however near the needle is. */
static size_t find_in_long(struct view v, struct view needle, size_t from)
{
    while (needle.len <= v.len - from) {
        const size_t left = v.len - from;
        const size_t len = left > LONG_PIECE + needle.len ? LONG_PIECE + needle.len : left;
        const char *found = memmem(v.data + from, len, needle.data, needle.len);
        if (found || len == left) {
            return found ? (size_t)(found - v.data) : SIZE_MAX;
        }
        from += LONG_PIECE;
    }
    return SIZE_MAX;
}

size_t view_find(struct view v, struct view needle, size_t from)
{
    if (from > v.len || needle.len > v.len - from) {
        return SIZE_MAX;
    }
    if (needle.len == 0) {
        return from;
    }
    if (needle.len == 1) {
        const char *byte = memchr(v.data + from, needle.data[0], v.len - from);
        return byte ? (size_t)(byte - v.data) : SIZE_MAX;
    }
    if (v.len - from <= SHORT_TEXT) {
        return find_in_short(v, needle, from);
    }
    return find_in_long(v, needle, from);
}

/* The highest bit of each byte that is zero, and of none before the first of these. */
static inline uint64_t zero_bytes(uint64_t word)
{
    return (word - UINT64_C(0x0101010101010101)) & ~word & UINT64_C(0x8080808080808080);
}

size_t view_find_either(struct view v, char a, char b)
{
    const uint64_t each = UINT64_C(0x0101010101010101);
    const uint64_t all_a = each * (uint8_t)a, all_b = each * (uint8_t)b;
    uint64_t word;
    size_t pos = 0;
    for (; v.len - pos >= sizeof(word); pos += sizeof(word)) {
        memcpy(&word, v.data + pos, sizeof(word));
        word = le64toh(word); /* the first byte is the lowest */
        const uint64_t found = zero_bytes(word ^ all_a) | zero_bytes(word ^ all_b);
        if (found != 0) {
            return pos + (size_t)__builtin_ctzll(found) / 8;
        }
    }
    while (pos < v.len && v.data[pos] != a && v.data[pos] != b) {
        pos++;
    }
    return pos < v.len ? pos : SIZE_MAX;
}

size_t view_find_rare(struct view v, struct view needle, size_t rare, size_t from)
{
    if (from > v.len || needle.len > v.len - from) {
        return SIZE_MAX;
    }
    const char *at = v.data + from + rare;
    const char *const end = v.data + v.len - needle.len + rare + 1;
    const size_t beside = rare > 0 ? rare - 1 : needle.len - 1; /* most places fail at it */
    while (at < end && (at = memchr(at, needle.data[rare], (size_t)(end - at)))) {
        const char *start = at - rare;
        if (start[beside] == needle.data[beside] && memcmp(start, needle.data, needle.len) == 0) {
            return (size_t)(at - rare - v.data);
        }
        at++;
    }
    return SIZE_MAX;
}

size_t view_find_nocase(struct view v, struct view needle, size_t from)
{
    if (from > v.len || needle.len > v.len - from) {
        return SIZE_MAX;
    }
    if (needle.len == 0) {
        return from;
    }
    const char first = ascii_fold(needle.data[0]);
    const bool has_case = ascii_is_letter(first);
    for (size_t i = from; i <= v.len - needle.len; i++) {
        if (!has_case) {
            const char *at = memchr(v.data + i, first, v.len - needle.len - i + 1);
            if (!at) {
                break;
            }
            i = (size_t)(at - v.data);
        }
        if (ascii_fold(v.data[i]) == first && same_nocase(v.data + i, needle.data, needle.len)) {
            return i;
        }
    }
    return SIZE_MAX;
}

bool view_cut(struct view v, struct view separator, struct view *head, struct view *tail)
{
    size_t pos = view_find(v, separator, 0);
    if (pos == SIZE_MAX) {
        return false;
    }
    *head = view_slice(v, 0, pos);
    *tail = view_from(v, pos + separator.len);
    return true;
}

struct view view_take_line(struct view *text)
{
    struct view line = *text, rest = VIEW_NONE;
    view_cut(*text, VIEW("\n"), &line, &rest);
    *text = rest;
    return line;
}

struct view view_take_word(struct view *text)
{
    const size_t start = view_skip_blanks(*text, 0);
    size_t end = start;
    while (end < text->len && !ascii_is_blank(text->data[end])) {
        end++;
    }
    const struct view word = view_slice(*text, start, end);
    *text = view_from(*text, end);
    return word;
}

struct view view_behind_last(struct view v, const char *separators)
{
    size_t start = v.len;
    while (start > 0 && !ascii_is_of(separators, v.data[start - 1])) {
        start--;
    }
    return view_from(v, start);
}

size_t view_skip_blanks(struct view v, size_t pos)
{
    while (pos < v.len && ascii_is_blank(v.data[pos])) {
        pos++;
    }
    return pos;
}

/* All of it as digits of that base. */
static bool read_digits(struct view v, unsigned base, uint64_t *number)
{
    uint64_t value = 0;
    for (size_t i = 0; i < v.len; i++) {
        unsigned digit = (unsigned)ascii_hex_value(v.data[i]);
        if (digit >= base || __builtin_mul_overflow(value, base, &value) ||
            __builtin_add_overflow(value, digit, &value)) {
            return false;
        }
    }
    if (v.len == 0) {
        return false;
    }
    *number = value;
    return true;
}

bool view_number(struct view v, uint64_t *number)
{
    bool is_hex = view_starts_nocase(v, VIEW("0x"));
    return read_digits(view_from(v, is_hex ? 2 : 0), is_hex ? 16 : 10, number);
}

bool view_hex(struct view v, uint64_t *number)
{
    bool is_prefixed = view_starts_nocase(v, VIEW("0x"));
    return read_digits(view_from(v, is_prefixed ? 2 : 0), 16, number);
}

bool view_is_symbol(struct view v)
{
    bool has_upper = false, has_lower = false, has_line = false;
    for (size_t i = 0; i < v.len; i++) {
        char c = v.data[i];
        if (!ascii_is_alnum(c) && c != '_') {
            return false;
        }
        has_upper |= ascii_is_upper(c);
        has_lower |= ascii_is_lower(c);
        has_line |= c == '_';
    }
    return v.len > 0 && !ascii_is_digit(v.data[0]) && (has_line || (has_upper && has_lower));
}

bool view_bare_code(struct view v, uint32_t *code)
{
    enum { DIGITS = 8 };
    uint32_t value = 0;
    bool has_letter = false;
    for (size_t i = 0; i < v.len; i++) {
        int digit = ascii_hex_value(v.data[i]);
        if (digit < 0 || v.len != DIGITS) {
            return false;
        }
        has_letter = has_letter || !ascii_is_digit(v.data[i]);
        value = value << 4 | (uint32_t)digit;
    }
    bool is_code = v.len == DIGITS && (has_letter || value >> 31 == 1 || v.data[0] == '0');
    *code = is_code ? value : *code;
    return is_code;
}

/* A set of places in a pattern: bit i is set where its first i characters have fitted. */
struct places {
    uint64_t *reached, *stars; /* stars: places that take any byte and stay */
    uint64_t *fits;            /* for each byte, places whose next character it fits */
    size_t words;
};

static void places_fill(struct places *p, struct view pattern)
{
    size_t count = 0;
    for (size_t i = 0; i < pattern.len; i++) {
        uint64_t bit = 1ULL << count % 64;
        if (pattern.data[i] == '*') {
            p->stars[count / 64] |= bit;
            continue;
        }
        for (size_t c = 0; c < 256; c++) {
            bool fits = pattern.data[i] == '?' ||
                        ascii_fold(pattern.data[i]) == ascii_fold((char)(unsigned char)c);
            p->fits[c * p->words + count / 64] |= fits ? bit : 0;
        }
        count++;
    }
    p->reached[0] = 1;
}

static void places_step(struct places *p, const uint64_t *fits)
{
    uint64_t carry = 0;
    for (size_t w = 0; w < p->words; w++) {
        uint64_t on = p->reached[w] & fits[w];
        p->reached[w] = on << 1 | carry | (p->reached[w] & p->stars[w]);
        carry = on >> 63;
    }
}

/* All places that a pattern can have reached are followed at once: the time goes by the text's
 * length, and by one step for every 64 characters of the pattern. */
static bool glob_by_places(struct view v, struct view pattern)
{
    size_t count = 0;
    for (size_t i = 0; i < pattern.len; i++) {
        count += pattern.data[i] != '*';
    }
    struct places p = {.words = count / 64 + 1};
    uint64_t *memory = memory_new(258 * p.words, sizeof(*memory));
    p.reached = memory;
    p.stars = memory + p.words;
    p.fits = memory + 2 * p.words;
    places_fill(&p, pattern);
    for (size_t i = 0; i < v.len; i++) {
        places_step(&p, p.fits + (unsigned char)v.data[i] * p.words);
    }
    bool is_match = (p.reached[count / 64] >> count % 64 & 1) != 0;
    free(memory);
    return is_match;
}

/* '*' and a text without wildcards: the end of the view alone decides. */
static bool is_suffix_pattern(struct view pattern)
{
    if (pattern.len == 0 || pattern.data[0] != '*') {
        return false;
    }
    for (size_t i = 1; i < pattern.len; i++) {
        if (pattern.data[i] == '*' || pattern.data[i] == '?') {
            return false;
        }
    }
    return true;
}

/* The last byte is not the pattern's: most texts fail at once, which else are read up to where they
 * differ (names of namespaces begin alike). */
static bool ends_otherwise(struct view v, struct view pattern)
{
    const char last = pattern.len > 0 ? pattern.data[pattern.len - 1] : '*';
    return last != '*' && last != '?' &&
           (v.len == 0 || ascii_fold(v.data[v.len - 1]) != ascii_fold(last));
}

/* The first position from `pos` on where what is behind a star can begin; nothing takes all. */
static size_t next_start(struct view v, size_t pos, struct view behind)
{
    if (behind.len == 0) {
        return v.len;
    }
    const char first = ascii_fold(behind.data[0]);
    while (first != '*' && first != '?' && pos < v.len && ascii_fold(v.data[pos]) != first) {
        pos++;
    }
    return pos;
}

bool view_glob_nocase(struct view v, struct view pattern)
{
    if (is_suffix_pattern(pattern)) {
        return view_ends_nocase(v, view_from(pattern, 1));
    }
    if (ends_otherwise(v, pattern)) {
        return false;
    }
    size_t pos = 0;
    size_t at = 0;
    /* Where to go on when the bytes after the last star do not fit: only the last star matters. */
    size_t star = SIZE_MAX;
    size_t retry = 0;
    size_t steps = 8 * (v.len + pattern.len) + GLOB_FREE_STEPS;
    while (pos < v.len) {
        if (steps-- == 0) {
            return glob_by_places(v, pattern);
        }
        char c = at < pattern.len ? pattern.data[at] : '\0';
        if (at < pattern.len && c == '*') {
            star = at++;
            retry = pos;
        } else if (at < pattern.len && (c == '?' || ascii_fold(c) == ascii_fold(v.data[pos]))) {
            at++;
            pos++;
        } else if (star != SIZE_MAX) {
            at = star + 1;
            retry = next_start(v, retry + 1, view_from(pattern, at));
            pos = retry;
        } else {
            return false;
        }
    }
    while (at < pattern.len && pattern.data[at] == '*') {
        at++;
    }
    return at == pattern.len;
}

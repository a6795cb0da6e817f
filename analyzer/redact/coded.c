/* Decoding what may hold names, and encoding it again with tokens in it. */
#include "analyzer/redact/coded.h"

#include <string.h>

#include "analyzer/redact/fold.h"
#include "parsers/base/ascii.h"
#include "parsers/base/count.h"
#include "parsers/base/encoding.h"
#include "parsers/event/markup.h"

enum {
    MIN_BASE64 = 8, /* characters that are worth decoding: 'bob' in UTF-16 */
    MIN_DUMP = 5,   /* bytes; six of them may be a MAC address, which is found before */
    MIN_HEX = 6,    /* digits */
    MAX_HASH = 64,  /* digits of SHA-256; what is longer, and no text, is data */
    MIN_DATA = 64,  /* characters of base64 that are no name of something */
    MIN_EACH = 3,   /* of upper case, lower case and digits in it */
    KEPT_BYTES = 2, /* of what is packed, or of a program: they tell what it is */
};

enum code { CODE_BASE64, CODE_HEX };

size_t coded_end(struct view text, size_t pos)
{
    size_t end = pos;
    if (pos > 0 && ascii_base64_value(text.data[pos - 1]) >= 0) {
        return 0;
    }
    while (end < text.len && ascii_base64_value(text.data[end]) >= 0) {
        end++;
    }
    while (end < text.len && text.data[end] == '=') {
        end++;
    }
    return end - pos >= MIN_HEX ? end : 0;
}

size_t dump_end(struct view text, size_t pos)
{
    size_t end = pos, count = 0;
    const char joint = pos + 2 < text.len ? text.data[pos + 2] : '\0';
    if (!ascii_is_of(" ,:-", joint)) {
        return 0;
    }
    while (end + 2 <= text.len && ascii_is_hex_digit(text.data[end]) &&
           ascii_is_hex_digit(text.data[end + 1]) &&
           (end + 2 == text.len || !ascii_is_alnum(text.data[end + 2]))) {
        count++;
        end += 2;
        if (end == text.len || text.data[end] != joint) {
            return count >= MIN_DUMP ? end : 0;
        }
        end++;
    }
    return count >= MIN_DUMP ? end - 1 : 0;
}

static void encode_base64(struct buffer *out, struct view bytes)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < bytes.len; i += 3) {
        const size_t left = bytes.len - i;
        uint32_t bits = (uint32_t)(uint8_t)bytes.data[i] << 16;
        bits |= left > 1 ? (uint32_t)(uint8_t)bytes.data[i + 1] << 8 : 0;
        bits |= left > 2 ? (uint32_t)(uint8_t)bytes.data[i + 2] : 0;
        buffer_add_char(out, digits[bits >> 18 & 63]);
        buffer_add_char(out, digits[bits >> 12 & 63]);
        buffer_add_char(out, left > 1 ? digits[bits >> 6 & 63] : '=');
        buffer_add_char(out, left > 2 ? digits[bits & 63] : '=');
    }
}

/* The digits without 0x; absent when it is none. */
static struct view hex_digits(struct view run)
{
    const struct view digits = view_starts_nocase(run, VIEW("0x")) ? view_from(run, 2) : run;
    for (size_t i = 0; i < digits.len; i++) {
        if (!ascii_is_hex_digit(digits.data[i])) {
            return VIEW_NONE;
        }
    }
    return digits.len % 2 == 0 && digits.len >= MIN_HEX ? digits : VIEW_NONE;
}

static void decode_hex(struct buffer *bytes, struct view digits)
{
    for (size_t i = 0; i + 1 < digits.len; i += 2) {
        buffer_add_char(bytes, (char)(ascii_hex_value(digits.data[i]) * 16 +
                                      ascii_hex_value(digits.data[i + 1])));
    }
}

static void encode(struct buffer *out, enum code code, struct view run, struct view bytes)
{
    if (code == CODE_BASE64) {
        encode_base64(out, bytes);
        return;
    }
    buffer_add(out, view_slice(run, 0, run.len - hex_digits(run).len));
    if (buffer_reserve(out, 2 * bytes.len)) {
        ascii_put_hex(out->data + out->len, bytes.data, bytes.len, ASCII_HEX_UPPER);
        out->len += 2 * bytes.len;
    }
}

static void encode_utf16(struct buffer *out, struct view utf8, bool is_big)
{
    for (size_t i = 0; i < utf8.len;) {
        size_t len = 1;
        uint32_t c = text_utf8_first(view_from(utf8, i), &len);
        uint32_t units[2] = {c, 0};
        i += len;
        if (c > 0xFFFF) {
            units[0] = 0xD800 + ((c - 0x10000) >> 10);
            units[1] = 0xDC00 + ((c - 0x10000) & 0x3FF);
        }
        for (size_t u = 0; u < (c > 0xFFFF ? 2U : 1U); u++) {
            buffer_add_char(out, (char)(is_big ? units[u] >> 8 : units[u] & 0xFF));
            buffer_add_char(out, (char)(is_big ? units[u] & 0xFF : units[u] >> 8));
        }
    }
}

/* A text that was decoded, rewritten and encoded again; false when nothing of it is hidden. */
static bool rewrite_decoded(struct rewriter *w, enum code code, struct view run,
                            struct view decoded, struct buffer *out)
{
    const bool is_little = encoding_is_utf16(decoded, TEXT_UTF16LE);
    const bool is_big = !is_little && encoding_is_utf16(decoded, TEXT_UTF16BE);
    struct buffer text, rewritten, bytes;
    buffer_init(&text, BUFFER_NO_MAX);
    buffer_init(&rewritten, BUFFER_NO_MAX);
    buffer_init(&bytes, BUFFER_NO_MAX);
    if (is_little || is_big) {
        text_to_utf8(&text, decoded, is_big ? TEXT_UTF16BE : TEXT_UTF16LE, NULL);
    } else {
        buffer_add(&text, decoded);
    }
    w->depth++;
    w->any(w, buffer_view(&text), &rewritten);
    w->depth--;
    const bool is_changed =
        !w->collected && !view_equal(buffer_view(&text), buffer_view(&rewritten));
    if (is_changed && (is_little || is_big)) {
        encode_utf16(&bytes, buffer_view(&rewritten), is_big);
        encode(out, code, run, buffer_view(&bytes));
    } else if (is_changed) {
        encode(out, code, run, buffer_view(&rewritten));
    }
    buffer_release(&text);
    buffer_release(&rewritten);
    buffer_release(&bytes);
    return is_changed;
}

/* Whether base64 is data: no name is so long and so mixed. */
static bool is_data(struct view run)
{
    size_t upper = 0, lower = 0, digits = 0, slashes = 0;
    for (size_t i = 0; i < run.len; i++) {
        const char c = run.data[i];
        upper += ascii_is_upper(c);
        lower += ascii_is_lower(c);
        digits += ascii_is_digit(c);
        slashes += c == '/';
    }
    return run.len >= MIN_DATA && upper >= MIN_EACH && lower >= MIN_EACH && digits >= MIN_EACH &&
           slashes <= run.len / 16;
}

static bool hide_data(enum code code, struct view run, struct buffer *decoded, struct buffer *out)
{
    if (code == CODE_HEX) {
        if (hex_digits(run).len > MAX_HASH) {
            buffer_format(out, "(%zu bytes)", decoded->len);
            return true;
        }
        return false;
    }
    if (!is_data(run)) {
        return false;
    }
    const struct view all = buffer_view(decoded);
    const bool is_told = view_starts(all, VIEW("MZ")) || view_starts(all, VIEW("\x1f\x8b"));
    const size_t kept = is_told && decoded->len > KEPT_BYTES ? KEPT_BYTES : 0;
    memset(decoded->data + kept, 0, decoded->len - kept);
    encode_base64(out, buffer_view(decoded));
    return true;
}

/* Whether a name stands between bytes that are no text; those of UTF-16 without their zeroes. */
static bool name_is_in(const struct rewriter *w, struct view bytes)
{
    enum { MIN_NAME = 5 /* bytes; shorter ones would be met by chance */ };
    struct buffer text, folded;
    bool is_in = false;
    size_t len = 0;
    buffer_init(&text, BUFFER_NO_MAX);
    buffer_init(&folded, BUFFER_NO_MAX);
    for (size_t i = 0; i < bytes.len; i++) {
        buffer_add(&text, view_slice(bytes, i, bytes.data[i] == '\0' ? i : i + 1));
    }
    fold_add(&folded, buffer_view(&text));
    const struct view all = buffer_view(&folded);
    for (size_t i = 0; i < all.len && !is_in; i++) {
        const bool begins = i == 0 || !ascii_is_alnum(all.data[i - 1]);
        is_in = begins && name_table_match(w->names, all, i, &len) && len >= MIN_NAME;
    }
    buffer_release(&text);
    buffer_release(&folded);
    return is_in;
}

bool rewrite_coded(struct rewriter *w, struct view run, struct buffer *out)
{
    const struct view digits = hex_digits(run);
    const enum code code = digits.data ? CODE_HEX : CODE_BASE64;
    if (code == CODE_BASE64 && run.len < MIN_BASE64) {
        return false;
    }
    struct buffer *decoded = &w->plain[w->depth];
    buffer_clear(decoded);
    if (code == CODE_HEX) {
        decode_hex(decoded, digits);
    } else {
        text_decode_base64(decoded, run);
    }
    const struct view bytes = buffer_view(decoded);
    const bool is_text = encoding_is_text(bytes) || encoding_is_utf16(bytes, TEXT_UTF16LE) ||
                         encoding_is_utf16(bytes, TEXT_UTF16BE);
    if (is_text && w->depth + 1 < REWRITER_MAX_DEPTH) {
        return rewrite_decoded(w, code, run, bytes, out);
    }
    if (!w->collected && name_is_in(w, bytes)) {
        buffer_format(out, "(%zu bytes)", bytes.len);
        return true;
    }
    return hide_data(code, run, decoded, out);
}

/* --- escapes --------------------------------------------------------------------------------- */

bool escapes_are_in(struct view text)
{
    const char *slash = text.data;
    if (memchr(text.data, '%', text.len) || memchr(text.data, '&', text.len)) {
        return true;
    }
    while ((slash = memchr(slash, '\\', text.len - (size_t)(slash - text.data)))) {
        slash++;
        if ((size_t)(slash - text.data) == text.len) {
            return false;
        }
        if (*slash == 'u' || *slash == 'x') {
            return true;
        }
    }
    return false;
}

/* `count` hexadecimal digits at the start; false when there are not so many. */
static bool read_hex(struct view text, size_t count, uint32_t *value)
{
    *value = 0;
    for (size_t i = 0; i < count; i++) {
        if (i >= text.len || !ascii_is_hex_digit(text.data[i])) {
            return false;
        }
        *value = *value * 16 + (uint32_t)ascii_hex_value(text.data[i]);
    }
    return true;
}

/* Each of the three takes the escape that the text begins with, adds its character and gives the
 * length of the escape; 0 for none. This one: %41, and %C3%A9 for a character of several bytes. */
static size_t take_percent(struct view text, struct buffer *out)
{
    char bytes[4];
    uint32_t byte;
    size_t count = 0;
    while (count < sizeof(bytes) && text.len > 3 * count && text.data[3 * count] == '%' &&
           read_hex(view_from(text, 3 * count + 1), 2, &byte)) {
        bytes[count++] = (char)byte;
        if (text_utf8_valid_len((struct view){bytes, count}) == count) {
            buffer_add(out, (struct view){bytes, byte >= ' ' ? count : 0});
            return byte >= ' ' ? 3 * count : 0;
        }
    }
    return 0;
}

/* &#65; &#x41; &amp;, whatever the case */
static size_t take_entity(struct view text, struct buffer *out)
{
    char lower[MARKUP_MAX_REFERENCE];
    const struct view head = view_slice(text, 0, sizeof(lower));
    uint32_t character;
    ascii_lower(lower, head.data, head.len);
    const size_t len = markup_reference((struct view){lower, head.len}, &character);
    if (len > 0) {
        text_add_code_point(out, character);
    }
    return len;
}

/* \u0041 and \x41 */
static size_t take_backslash(struct view text, struct buffer *out)
{
    uint32_t value;
    const size_t digits = text.len > 1 && text.data[1] == 'u' ? 4 : 2;
    if (text.len < 2 || (text.data[1] != 'u' && text.data[1] != 'x') ||
        !read_hex(view_from(text, 2), digits, &value) || value < ' ') {
        return 0;
    }
    text_add_code_point(out, value);
    return 2 + digits;
}

static void add_unescaped(struct buffer *out, struct view text)
{
    for (size_t i = 0; i < text.len;) {
        const struct view rest = view_from(text, i);
        size_t taken = 0;
        switch (text.data[i]) {
        case '%':
            taken = take_percent(rest, out);
            break;
        case '&':
            taken = take_entity(rest, out);
            break;
        case '\\':
            taken = take_backslash(rest, out);
            break;
        default:
            break;
        }
        if (taken == 0) {
            buffer_add_char(out, text.data[i]);
            taken = 1;
        }
        i += taken;
    }
}

bool rewrite_escaped(struct rewriter *w, struct view text, struct buffer *out)
{
    struct buffer plain, hidden, shown, again;
    struct buffer *all[] = {&plain, &hidden, &shown, &again};
    for (size_t i = 0; i < COUNT_OF(all); i++) {
        buffer_init(all[i], BUFFER_NO_MAX);
    }
    bool is_better = false;
    add_unescaped(&plain, text);
    if (!view_equal(buffer_view(&plain), text)) {
        w->depth++;
        w->any(w, buffer_view(&plain), &hidden);
        w->depth--;
        if (!w->collected) {
            /* As it is, with its names replaced: does that, read without escapes, say the same? */
            const unsigned depth = w->depth;
            w->depth = REWRITER_MAX_DEPTH - 1;
            w->any(w, text, &shown);
            w->depth = depth;
            add_unescaped(&again, buffer_view(&shown));
            is_better = !view_equal(buffer_view(&again), buffer_view(&hidden));
        }
    }
    if (is_better) {
        buffer_add(out, buffer_view(&hidden));
    }
    for (size_t i = 0; i < COUNT_OF(all); i++) {
        buffer_release(all[i]);
    }
    return is_better;
}

/* Telling the encoding of a text from its first bytes. */
#include "parsers/base/encoding.h"

#include <string.h>

enum { SNIFF_BYTES = 4096 };

/* At least one byte in four must be a NUL on one side, and hardly any on the other: markup is
 * ASCII, so UTF-16 has a NUL in every second byte. */
static bool is_mostly_zero(size_t zeros, size_t others, size_t pairs)
{
    return pairs >= 2 && zeros * 2 >= pairs && others * 8 < zeros;
}

enum text_encoding encoding_sniff(struct view head, size_t *bom_len)
{
    *bom_len = 0;
    if (view_starts(head, VIEW("\xEF\xBB\xBF"))) {
        *bom_len = 3;
        return TEXT_UTF8;
    }
    if (view_starts(head, VIEW("\xFF\xFE"))) {
        *bom_len = 2;
        return TEXT_UTF16LE;
    }
    if (view_starts(head, VIEW("\xFE\xFF"))) {
        *bom_len = 2;
        return TEXT_UTF16BE;
    }
    size_t zeros[2] = {0, 0};
    size_t pairs = head.len / 2;
    for (size_t i = 0; i < pairs * 2; i++) {
        zeros[i & 1] += head.data[i] == 0;
    }
    if (is_mostly_zero(zeros[1], zeros[0], pairs)) {
        return TEXT_UTF16LE;
    }
    if (is_mostly_zero(zeros[0], zeros[1], pairs)) {
        return TEXT_UTF16BE;
    }
    return TEXT_UTF8;
}

void encoding_add_text(struct buffer *text, struct view bytes)
{
    size_t mark = 0;
    enum text_encoding encoding = encoding_sniff(view_slice(bytes, 0, SNIFF_BYTES), &mark);
    bytes = view_from(bytes, mark);
    if (encoding == TEXT_UTF8 && mark == 0 && text_utf8_valid_len(bytes) < bytes.len) {
        encoding = TEXT_WINDOWS_1252;
    }
    text_to_utf8(text, bytes, encoding, NULL);
}

bool encoding_text_starts(struct view head, struct view start)
{
    struct buffer text;
    buffer_init(&text, BUFFER_NO_MAX);
    encoding_add_text(&text, view_slice(head, 0, 2 * start.len + 4));
    const bool does = view_starts(buffer_view(&text), start);
    buffer_release(&text);
    return does;
}

bool encoding_is_utf16(struct view bytes, enum text_encoding encoding)
{
    enum { FEW_BYTES = 4 };
    size_t zeros = 0;
    for (size_t i = encoding == TEXT_UTF16LE ? 1 : 0; i < bytes.len; i += 2) {
        zeros += bytes.data[i] == '\0';
    }
    return bytes.len >= FEW_BYTES && zeros * 4 >= bytes.len / 2 * 3;
}

bool encoding_is_text(struct view bytes)
{
    for (size_t i = 0; i < bytes.len; i++) {
        const uint8_t c = (uint8_t)bytes.data[i];
        if (c == 0x7F || (c < ' ' && c != '\t' && c != '\n' && c != '\r')) {
            return false;
        }
    }
    return bytes.len > 0 && text_utf8_valid_len(bytes) == bytes.len;
}

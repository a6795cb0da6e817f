/* The two forms of a GUID and the order of its bytes in each. */
#include "parsers/base/guid.h"

#include <string.h>

#include "parsers/base/ascii.h"

/* Where each byte of the text, from left to right, lies in the Windows layout. */
static const uint8_t byte_order[16] = {3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15};

/* Before these bytes the text has a hyphen. */
static bool has_hyphen(size_t byte)
{
    return byte == 4 || byte == 6 || byte == 8 || byte == 10;
}

/* Hexadecimal digits become their values, all at once as vectors; false when one is none. */
static bool read_digits(uint8_t digits[32])
{
    uint8_t odd = 0;
    for (size_t i = 0; i < 32; i++) {
        const uint8_t digit = (uint8_t)(digits[i] - '0');
        const uint8_t letter = (uint8_t)((digits[i] | 0x20) - 'a');
        odd |= (uint8_t)((digit > 9) & (letter > 5));
        digits[i] = digit <= 9 ? digit : (uint8_t)(letter + 10);
    }
    return odd == 0;
}

bool guid_parse(struct view v, struct guid *guid)
{
    if (v.len == GUID_TEXT_SIZE - 1) {
        if (v.data[0] != '{' || v.data[v.len - 1] != '}') {
            return false;
        }
        v = view_slice(v, 1, v.len - 1);
    }
    if (v.len != GUID_TEXT_SIZE - 3) {
        return false;
    }
    const char *p = v.data;
    uint8_t digits[32];
    if (p[8] != '-' || p[13] != '-' || p[18] != '-' || p[23] != '-') {
        return false;
    }
    memcpy(digits, p, 8);
    memcpy(digits + 8, p + 9, 4);
    memcpy(digits + 12, p + 14, 4);
    memcpy(digits + 16, p + 19, 4);
    memcpy(digits + 20, p + 24, 12);
    if (!read_digits(digits)) {
        return false;
    }
    for (size_t i = 0; i < 16; i++) {
        guid->bytes[byte_order[i]] = (uint8_t)(digits[2 * i] << 4 | digits[2 * i + 1]);
    }
    return true;
}

const char *guid_format(const struct guid *guid, char text[GUID_TEXT_SIZE])
{
    static const char digits[] = "0123456789ABCDEF";
    char *p = text;
    *p++ = '{';
    for (size_t i = 0; i < 16; i++) {
        if (has_hyphen(i)) {
            *p++ = '-';
        }
        uint8_t byte = guid->bytes[byte_order[i]];
        *p++ = digits[byte >> 4];
        *p++ = digits[byte & 15];
    }
    *p++ = '}';
    *p = '\0';
    return text;
}

bool guid_equal(const struct guid *a, const struct guid *b)
{
    return memcmp(a->bytes, b->bytes, sizeof(a->bytes)) == 0;
}

bool guid_is_zero(const struct guid *guid)
{
    static const struct guid zero = {{0}};
    return guid_equal(guid, &zero);
}

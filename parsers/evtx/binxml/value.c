/* Value types: which bytes mean which number or text. */
#include "parsers/evtx/binxml/value.h"

#include <endian.h>
#include <float.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "parsers/base/ascii.h"
#include "parsers/base/guid.h"
#include "parsers/base/sid.h"
#include "parsers/base/text.h"
#include "parsers/base/wintime.h"
#include "parsers/event/tidy.h"
#include "parsers/evtx/binxml/evtx.h"

enum {
    REAL_SIZE = 40,
    SYSTEMTIME_PARTS = 8,
};

/* Bytes of a value of a fixed size; 0 for the others. */
static size_t fixed_size(uint8_t type)
{
    static const uint8_t sizes[] = {
        [EVTX_INT8] = 1,  [EVTX_UINT8] = 1,    [EVTX_INT16] = 2,       [EVTX_UINT16] = 2,
        [EVTX_INT32] = 4, [EVTX_UINT32] = 4,   [EVTX_INT64] = 8,       [EVTX_UINT64] = 8,
        [EVTX_FLOAT] = 4, [EVTX_DOUBLE] = 8,   [EVTX_BOOL] = 4,        [EVTX_GUID] = 16,
        [EVTX_SIZE] = 8,  [EVTX_FILETIME] = 8, [EVTX_SYSTEMTIME] = 16, [EVTX_HEX32] = 4,
        [EVTX_HEX64] = 8,
    };
    return type < sizeof(sizes) ? sizes[type] : 0;
}

/* MS-EVEN6 gives booleans one byte, files hold four; sizes are those of the writer's pointers. */
static bool fits(uint8_t type, size_t len)
{
    return len == fixed_size(type) || (type == EVTX_BOOL && len == 1) ||
           (type == EVTX_SIZE && len == 4);
}

const uint8_t evtx_unsigned_sizes[EVTX_HEX64 + 1] = {
    [EVTX_UINT8] = 1, [EVTX_UINT16] = 2, [EVTX_UINT32] = 4, [EVTX_UINT64] = 8,
    [EVTX_SIZE] = 8,  [EVTX_HEX32] = 4,  [EVTX_HEX64] = 8,
};

static char *put_signed(char *out, struct view bytes)
{
    uint64_t number = evtx_value_load(bytes);
    unsigned shift = (unsigned)(64 - 8 * bytes.len);
    bool is_negative = (number << shift) >> 63 != 0;
    if (!is_negative) {
        return text_put_decimal(out, number);
    }
    uint64_t ones = shift == 0 ? 0 : ~UINT64_C(0) << (8 * bytes.len);
    *out++ = '-';
    return text_put_decimal(out, 0 - (number | ones));
}

static char *put_hex_number(char *out, uint64_t number)
{
    size_t digits = (size_t)(63 - __builtin_clzll(number | 1)) / 4 + 1;
    *out++ = '0';
    *out++ = 'x';
    for (size_t i = digits; i > 0; i--) {
        out[i - 1] = "0123456789abcdef"[number & 0xF];
        number >>= 4;
    }
    return out + digits;
}

static char *put_text(char *out, struct view text)
{
    memcpy(out, text.data, text.len);
    return out + text.len;
}

static bool add_hex_bytes(struct buffer *out, struct view bytes)
{
    if (!buffer_reserve(out, 2 * bytes.len)) {
        return false;
    }
    ascii_put_hex(out->data + out->len, bytes.data, bytes.len, ASCII_HEX_UPPER);
    out->len += 2 * bytes.len;
    return true;
}

/* With as few digits as give the same number again; Windows' own form is not known. */
static char *put_real(char *out, uint8_t type, struct view bytes)
{
    char text[REAL_SIZE];
    if (type == EVTX_FLOAT) {
        uint32_t bits = (uint32_t)evtx_value_load(bytes);
        float number;
        memcpy(&number, &bits, sizeof(number));
        int digits = FLT_DIG;
        do {
            snprintf(text, sizeof(text), "%.*g", digits++, (double)number);
        } while (digits <= FLT_DECIMAL_DIG && strtof(text, NULL) != number);
    } else {
        uint64_t bits = evtx_value_load(bytes);
        double number;
        memcpy(&number, &bits, sizeof(number));
        int digits = DBL_DIG;
        do {
            snprintf(text, sizeof(text), "%.*g", digits++, number);
        } while (digits <= DBL_DECIMAL_DIG && strtod(text, NULL) != number);
    }
    return put_text(out, view_of(text));
}

static char *put_guid(char *out, struct view bytes)
{
    struct guid guid;
    memcpy(guid.bytes, bytes.data, sizeof(guid.bytes));
    guid_format(&guid, out);
    ascii_lower(out, out, GUID_TEXT_SIZE - 1);
    return out + GUID_TEXT_SIZE - 1;
}

/* One past the year 9999 has no date: as it is. */
static char *put_filetime(char *out, struct view bytes)
{
    uint64_t ticks = evtx_value_load(bytes);
    if (ticks > (uint64_t)WINTIME_LAST) {
        return text_put_decimal(out, ticks);
    }
    wintime_format((int64_t)ticks, out);
    return out + WINTIME_TEXT_LEN;
}

/* Year, month, day of the week, day, hour, minute, second, millisecond (MS-DTYP 2.3.13). */
static char *put_systemtime(char *out, struct view bytes)
{
    unsigned part[SYSTEMTIME_PARTS];
    for (size_t i = 0; i < SYSTEMTIME_PARTS; i++) {
        part[i] = (unsigned)evtx_value_load(view_slice(bytes, 2 * i, 2 * i + 2));
    }
    if (part[0] == 0) { /* no time: as a FILETIME of 0 */
        return put_text(out, VIEW("1601-01-01T00:00:00.000Z"));
    }
    int len = snprintf(out, EVTX_VALUE_MAX, "%04u-%02u-%02uT%02u:%02u:%02u.%03uZ", part[0], part[1],
                       part[3], part[4], part[5], part[6], part[7]);
    return out + len;
}

/* NULL for what is no SID. */
static char *put_sid(char *out, struct view bytes)
{
    char text[SID_TEXT_SIZE];
    struct view sid = sid_format(bytes, text);
    return sid.data ? put_text(out, sid) : NULL;
}

static bool add_ansi(struct buffer *out, struct view bytes)
{
    while (bytes.len > 0 && bytes.data[bytes.len - 1] == 0) {
        bytes.len--;
    }
    return text_to_utf8(out, bytes, TEXT_WINDOWS_1252, NULL);
}

static char *put_fixed(char *out, uint8_t type, struct view bytes)
{
    switch (type) {
    case EVTX_INT8:
    case EVTX_INT16:
    case EVTX_INT32:
    case EVTX_INT64:
        return put_signed(out, bytes);
    case EVTX_FLOAT:
    case EVTX_DOUBLE:
        return put_real(out, type, bytes);
    case EVTX_BOOL:
        return put_text(out, evtx_value_load(bytes) != 0 ? VIEW("true") : VIEW("false"));
    case EVTX_GUID:
        return put_guid(out, bytes);
    case EVTX_FILETIME:
        return put_filetime(out, bytes);
    case EVTX_SYSTEMTIME:
        return put_systemtime(out, bytes);
    case EVTX_SIZE:
    case EVTX_HEX32:
    case EVTX_HEX64:
        return put_hex_number(out, evtx_value_load(bytes));
    default:
        return text_put_decimal(out, evtx_value_load(bytes));
    }
}

char *evtx_value_put(char *out, uint8_t type, struct view bytes)
{
    if (type == EVTX_SID) {
        return put_sid(out, bytes);
    }
    return fixed_size(type) > 0 && fits(type, bytes.len) ? put_fixed(out, type, bytes) : NULL;
}

bool evtx_value_add(struct buffer *out, uint8_t type, struct view bytes)
{
    char text[EVTX_VALUE_MAX];
    if (bytes.len == 0 || type == EVTX_NULL) {
        return true;
    }
    if (type == EVTX_STRING) {
        return text_to_utf8(out, tidy_without_nuls(bytes), TEXT_UTF16LE, NULL);
    }
    if (type == EVTX_ANSI_STRING) {
        return add_ansi(out, bytes);
    }
    char *end = evtx_value_put(text, type, bytes);
    return end ? buffer_add(out, (struct view){text, (size_t)(end - text)})
               : add_hex_bytes(out, bytes);
}

/* Bytes of the first item of no fixed size, and of what separates it from the next one. */
static size_t first_item(uint8_t type, struct view bytes, size_t *separator)
{
    *separator = 0;
    if (type == EVTX_STRING) {
        for (size_t len = 0; bytes.len - len >= 2; len += 2) {
            if (bytes.data[len] == 0 && bytes.data[len + 1] == 0) {
                *separator = 2;
                return len;
            }
        }
    } else if (type == EVTX_ANSI_STRING) {
        const char *end = memchr(bytes.data, 0, bytes.len);
        if (end) {
            *separator = 1;
            return (size_t)(end - bytes.data);
        }
    } else if (type == EVTX_SID && sid_len(bytes) > 0) {
        return sid_len(bytes);
    }
    return bytes.len;
}

bool evtx_value_next(uint8_t type, struct view *array, struct view *item)
{
    size_t fixed = fixed_size(type);
    size_t separator = 0;
    if (array->len == 0) {
        return false;
    }
    /* What is left over at the end is an item that does not fit its type. */
    size_t len = fixed > 0 ? fixed : first_item(type, *array, &separator);
    *item = view_slice(*array, 0, len);
    *array = view_from(*array, len + separator);
    return true;
}

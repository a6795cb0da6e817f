/* The typed values of binary XML, as numbers and as the text that Windows makes of them. */
#ifndef WMILOG_PARSERS_EVTX_BINXML_VALUE_H
#define WMILOG_PARSERS_EVTX_BINXML_VALUE_H
#include <endian.h>
#include <string.h>

#include "parsers/base/buffer.h"

/* MS-EVEN6 2.2.13. */
enum evtx_type {
    EVTX_NULL = 0x00, /* absent, whatever its size */
    EVTX_STRING = 0x01,
    EVTX_ANSI_STRING = 0x02,
    EVTX_INT8 = 0x03,
    EVTX_UINT8 = 0x04,
    EVTX_INT16 = 0x05,
    EVTX_UINT16 = 0x06,
    EVTX_INT32 = 0x07,
    EVTX_UINT32 = 0x08,
    EVTX_INT64 = 0x09,
    EVTX_UINT64 = 0x0A,
    EVTX_FLOAT = 0x0B,
    EVTX_DOUBLE = 0x0C,
    EVTX_BOOL = 0x0D,
    EVTX_BINARY = 0x0E,
    EVTX_GUID = 0x0F,
    EVTX_SIZE = 0x10,
    EVTX_FILETIME = 0x11,
    EVTX_SYSTEMTIME = 0x12,
    EVTX_SID = 0x13,
    EVTX_HEX32 = 0x14,
    EVTX_HEX64 = 0x15,
    EVTX_BINXML = 0x21,
    EVTX_ARRAY = 0x80, /* added to the type of the items */
};

/* Appends the text of one value (no array, no binary XML), not escaped, line ends as they are.
 * Bytes that do not fit the type are given in hexadecimal. Over the buffer's maximum false. */
bool evtx_value_add(struct buffer *out, uint8_t type, struct view bytes);

/* No text of a number, GUID, time or SID is longer; it has room for the NULs of formatting. */
enum { EVTX_VALUE_MAX = 256 };

/* Writes the text of such a value where there is room for EVTX_VALUE_MAX bytes; gives the place
 * after it, or NULL for values of other types or sizes. */
char *evtx_value_put(char *out, uint8_t type, struct view bytes);

/* Bytes of the unsigned types (hexadecimal ones and sizes, too), 0 for the others. */
extern const uint8_t evtx_unsigned_sizes[EVTX_HEX64 + 1];

/* A little-endian number of at most eight bytes. */
static inline uint64_t evtx_value_load(struct view bytes)
{
    uint64_t eight;
    uint32_t four;
    if (bytes.len == sizeof(eight)) {
        memcpy(&eight, bytes.data, sizeof(eight));
        return le64toh(eight);
    }
    if (bytes.len == sizeof(four)) {
        memcpy(&four, bytes.data, sizeof(four));
        return le32toh(four);
    }
    uint64_t number = 0;
    for (size_t i = bytes.len; i > 0; i--) {
        number = number << 8 | (uint8_t)bytes.data[i - 1];
    }
    return number;
}

/* The value of an unsigned type of the right size, which for sizes is that of the writer's
 * pointers; false, output untouched, for all others. */
static inline bool evtx_value_number(uint8_t type, struct view bytes, uint64_t *number)
{
    size_t size = type <= EVTX_HEX64 ? evtx_unsigned_sizes[type] : 0;
    if (size == 0 || (bytes.len != size && (type != EVTX_SIZE || bytes.len != 4))) {
        return false;
    }
    *number = evtx_value_load(bytes);
    return true;
}

/* Takes the next item from an array; false when there is none. Items of a fixed size stand side by
 * side, texts end with NUL, and SIDs say how long they are. */
bool evtx_value_next(uint8_t type, struct view *array, struct view *item);

#endif

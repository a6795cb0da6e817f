/* The typed values of binary XML, as numbers and as the text that Windows makes of them. */
#ifndef WMILOG_EVTX_VALUE_H
#define WMILOG_EVTX_VALUE_H

#include "parsers/base/arena.h"
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

/* The value of an unsigned type (hexadecimal ones, sizes and booleans, too) of the right size;
 * false, output untouched, for all others. */
bool evtx_value_number(uint8_t type, struct view bytes, uint64_t *number);

/* Takes the next item from an array; false when there is none. Items of a fixed size stand side by
 * side, texts end with NUL, and SIDs say how long they are. */
bool evtx_value_next(uint8_t type, struct view *array, struct view *item);

/* UTF-16LE without the NULs at its end. */
struct view evtx_string_trim(struct view bytes);

/* Text as every reader gives it, in the arena: CR LF and CR become LF, what XML forbids becomes
 * U+FFFD. The first is for UTF-8 (copied), the second for UTF-16LE. */
struct view evtx_keep_text(struct arena *arena, struct view utf8);
struct view evtx_keep_string(struct arena *arena, struct view utf16);

#endif

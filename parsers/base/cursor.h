/* The checked reader of little-endian data over borrowed bytes. */
#ifndef WMILOG_PARSERS_BASE_CURSOR_H
#define WMILOG_PARSERS_BASE_CURSOR_H
#include "parsers/base/view.h"

/* A reading position in bytes. Reads past the end give 0 or VIEW_NONE and set `failed`, which
 * stays: check it once after a group of reads. From then on nothing is left, and every read gives
 * 0 or VIEW_NONE. */
struct cursor {
    const uint8_t *data;
    size_t len;
    size_t pos;
    bool failed;
};

struct cursor cursor_over(struct view v);
size_t cursor_left(const struct cursor *c);
void cursor_seek(struct cursor *c, size_t pos);
void cursor_skip(struct cursor *c, size_t len);
uint8_t cursor_u8(struct cursor *c);
uint16_t cursor_u16(struct cursor *c);
uint32_t cursor_u32(struct cursor *c);
uint64_t cursor_u64(struct cursor *c);
struct view cursor_bytes(struct cursor *c, size_t len);
/* UTF-16LE units up to 00 00; the view leaves the terminator out, the cursor passes it. Fails when
 * there is no terminator. */
struct view cursor_utf16z(struct cursor *c);

#endif

/* The parts of a SID: a revision, an authority, and up to 15 numbers. */
#include "parsers/base/sid.h"

#include <stdio.h>
#include <string.h>

#include "parsers/base/cursor.h"
#include "parsers/base/text.h"

enum {
    HEADER_SIZE = 8,
    MAX_PARTS = 15, /* MS-DTYP 2.4.2 */
};

size_t sid_len(struct view bytes)
{
    if (bytes.len < HEADER_SIZE || bytes.data[0] != 1) {
        return 0;
    }
    size_t parts = (uint8_t)bytes.data[1];
    size_t len = HEADER_SIZE + 4 * parts;
    return parts <= MAX_PARTS && len <= bytes.len ? len : 0;
}

struct view sid_format(struct view bytes, char text[SID_TEXT_SIZE])
{
    size_t len = sid_len(bytes);
    struct cursor c = cursor_over(view_slice(bytes, 0, len));
    uint64_t authority = 0;
    if (len == 0) {
        return VIEW_NONE;
    }
    cursor_skip(&c, 2);
    while (c.pos < HEADER_SIZE) {
        authority = authority << 8 | cursor_u8(&c);
    }
    char *end = text;
    if (authority > UINT32_MAX) {
        end += snprintf(text, SID_TEXT_SIZE, "S-1-0x%012llx", (unsigned long long)authority);
    } else {
        memcpy(end, "S-1-", 4);
        end = text_put_decimal(end + 4, authority);
    }
    while (cursor_left(&c) > 0) {
        *end++ = '-';
        end = text_put_decimal(end, cursor_u32(&c));
    }
    return (struct view){text, (size_t)(end - text)};
}

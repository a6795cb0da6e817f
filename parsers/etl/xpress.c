/* Literals and matches, told apart by bits that stand 32 together. */
#include "parsers/etl/xpress.h"

#include <string.h>

#include "parsers/base/cursor.h"

/* How long a match is: what does not fit into a field is in the next one (MS-XCA 2.4.4). */
enum {
    FLAG_BITS = 32,
    SHORTEST = 3,
    MAX_IN_MATCH = 7,
    MAX_IN_NIBBLE = 15,
    MAX_IN_BYTE = 255,
    WIDE_BIAS = MAX_IN_MATCH + MAX_IN_NIBBLE,
};

struct stream {
    struct cursor c;
    uint32_t flags;
    unsigned bits; /* of the flags that are left */
    uint8_t nibble;
    bool has_nibble; /* the upper half of a byte is left for the next long match */
};

static uint8_t read_nibble(struct stream *s)
{
    if (s->has_nibble) {
        s->has_nibble = false;
        return s->nibble;
    }
    uint8_t byte = cursor_u8(&s->c);
    s->nibble = byte >> 4;
    s->has_nibble = true;
    return byte & 15;
}

/* The length of a match whose own bits say `len`; 0 for what cannot be one. */
static size_t read_length(struct stream *s, size_t len)
{
    if (len < MAX_IN_MATCH) {
        return len + SHORTEST;
    }
    uint8_t nibble = read_nibble(s);
    if (nibble < MAX_IN_NIBBLE) {
        return (size_t)nibble + MAX_IN_MATCH + SHORTEST;
    }
    uint8_t byte = cursor_u8(&s->c);
    if (byte < MAX_IN_BYTE) {
        return (size_t)byte + WIDE_BIAS + SHORTEST;
    }
    size_t wide = cursor_u16(&s->c);
    wide = wide == 0 ? cursor_u32(&s->c) : wide;
    return wide < WIDE_BIAS ? 0 : wide + SHORTEST;
}

/* Copies `len` bytes from `back` bytes before; what is copied may be part of it. */
static void copy_match(char *to, size_t back, size_t len)
{
    const char *from = to - back;
    if (back >= len) {
        memcpy(to, from, len);
        return;
    }
    for (size_t i = 0; i < len; i++) {
        to[i] = from[i];
    }
}

/* Gives the length of the match that was copied, 0 for a damaged one or none. */
static size_t take_match(struct stream *s, char *out, size_t made, size_t room)
{
    uint16_t match = cursor_u16(&s->c);
    size_t back = (size_t)(match >> 3) + 1;
    size_t len = s->c.failed ? 0 : read_length(s, match & 7);
    if (s->c.failed || len == 0 || back > made) {
        return 0;
    }
    len = len < room - made ? len : room - made;
    copy_match(out + made, back, len);
    return len;
}

/* Copies literals up to the next match; gives how many, 0 at the end. */
static size_t take_literals(struct stream *s, char *out, size_t room)
{
    size_t count = 0;
    while (count < s->bits && !(s->flags >> (s->bits - 1 - count) & 1)) {
        count++;
    }
    s->bits -= (unsigned)count;
    count = count < room ? count : room;
    count = count < cursor_left(&s->c) ? count : cursor_left(&s->c);
    if (count > 0) {
        memcpy(out, cursor_bytes(&s->c, count).data, count);
    }
    return count;
}

size_t etl_xpress_unpack(struct view packed, char *out, size_t room)
{
    struct stream s = {.c = cursor_over(packed)};
    size_t made = 0;
    while (made < room) {
        if (s.bits == 0) {
            s.flags = cursor_u32(&s.c);
            s.bits = FLAG_BITS;
        }
        if (s.c.failed) {
            break;
        }
        bool is_match = s.flags >> (s.bits - 1) & 1;
        size_t len =
            is_match ? take_match(&s, out, made, room) : take_literals(&s, out + made, room - made);
        s.bits -= is_match;
        made += len;
        if (len == 0) {
            break;
        }
    }
    return made;
}

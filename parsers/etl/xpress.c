/* Literals and matches, told apart by bits that stand 32 together. */
#include "parsers/etl/xpress.h"

#include <string.h>

/* How long a match is: what does not fit into a field is in the next one (MS-XCA 2.4.4). */
enum {
    FLAG_BITS = 32,
    SHORTEST = 3,
    MAX_IN_MATCH = 7,
    MAX_IN_NIBBLE = 15,
    MAX_IN_BYTE = 255,
    WIDE_BIAS = MAX_IN_MATCH + MAX_IN_NIBBLE,
};

static uint8_t read_nibble(struct etl_xpress *s)
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
static size_t read_length(struct etl_xpress *s, size_t len)
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

/* Copies what is left of a match, as far as there is room. */
static size_t go_on_with_match(struct etl_xpress *s, char *out, size_t made, size_t room)
{
    size_t len = s->match_left < room - made ? s->match_left : room - made;
    copy_match(out + made, s->match_back, len);
    s->match_left -= len;
    return len;
}

/* Gives the length of what was copied of a match, 0 for a damaged one or none. */
static size_t take_match(struct etl_xpress *s, char *out, size_t made, size_t room)
{
    uint16_t match = cursor_u16(&s->c);
    size_t back = (size_t)(match >> 3) + 1;
    size_t len = s->c.failed ? 0 : read_length(s, match & 7);
    if (s->c.failed || len == 0 || back > made) {
        return 0;
    }
    s->match_back = back;
    s->match_left = len;
    return go_on_with_match(s, out, made, room);
}

/* Copies literals up to the next match; gives how many, 0 at the end. */
static size_t take_literals(struct etl_xpress *s, char *out, size_t room)
{
    size_t count = 0;
    while (count < s->bits && !(s->flags >> (s->bits - 1 - count) & 1)) {
        count++;
    }
    count = count < room ? count : room;
    count = count < cursor_left(&s->c) ? count : cursor_left(&s->c);
    s->bits -= (unsigned)count;
    if (count > 0) {
        memcpy(out, cursor_bytes(&s->c, count).data, count);
    }
    return count;
}

void etl_xpress_start(struct etl_xpress *s, struct view packed)
{
    *s = (struct etl_xpress){.c = cursor_over(packed)};
}

size_t etl_xpress_more(struct etl_xpress *s, char *out, size_t made, size_t room)
{
    if (s->match_left > 0) {
        made += go_on_with_match(s, out, made, room);
    }
    while (made < room) {
        if (s->bits == 0) {
            s->flags = cursor_u32(&s->c);
            s->bits = FLAG_BITS;
        }
        if (s->c.failed) {
            break;
        }
        bool is_match = s->flags >> (s->bits - 1) & 1;
        size_t len =
            is_match ? take_match(s, out, made, room) : take_literals(s, out + made, room - made);
        s->bits -= is_match;
        made += len;
        if (len == 0) {
            break;
        }
    }
    return made;
}

size_t etl_xpress_unpack(struct view packed, char *out, size_t room)
{
    struct etl_xpress s;
    etl_xpress_start(&s, packed);
    return etl_xpress_more(&s, out, 0, room);
}

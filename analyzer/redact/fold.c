/* Which letters of two bytes have a lower case of two bytes, and where it is. */
#include "analyzer/redact/fold.h"

#include "parsers/base/ascii.h"
#include "parsers/base/count.h"

/* Letters from `first` to `last`: by `offset`, or, where that is 0, in pairs of which the first one
 * is the upper case (Unicode, CaseFolding.txt). */
static const struct {
    uint16_t first, last;
    int16_t offset;
} ranges[] = {
    {0xC0, 0xD6, 32},   {0xD8, 0xDE, 32},   {0x100, 0x12F, 0},    {0x132, 0x137, 0},
    {0x139, 0x148, 0},  {0x14A, 0x177, 0},  {0x178, 0x178, -121}, {0x179, 0x17E, 0},
    {0x386, 0x386, 38}, {0x388, 0x38A, 37}, {0x38C, 0x38C, 64},   {0x38E, 0x38F, 63},
    {0x391, 0x3A1, 32}, {0x3A3, 0x3AB, 32}, {0x3C2, 0x3C2, 1},    {0x400, 0x40F, 80},
    {0x410, 0x42F, 32}, {0x460, 0x481, 0},  {0x48A, 0x4BF, 0},    {0x4D0, 0x52F, 0},
    {0x531, 0x556, 48},
};

static uint32_t lower(uint32_t c)
{
    for (size_t i = 0; i < COUNT_OF(ranges) && c >= ranges[i].first; i++) {
        if (c <= ranges[i].last) {
            const bool is_upper = ranges[i].offset != 0 || (c - ranges[i].first) % 2 == 0;
            const int32_t offset = ranges[i].offset != 0 ? ranges[i].offset : 1;
            return is_upper ? (uint32_t)((int32_t)c + offset) : c;
        }
    }
    return c;
}

void fold(char *to, struct view text)
{
    for (size_t i = 0; i < text.len; i++) {
        const uint8_t lead = (uint8_t)text.data[i];
        const uint8_t next = i + 1 < text.len ? (uint8_t)text.data[i + 1] : 0;
        if (lead < 0xC3 || lead > 0xDF || (next & 0xC0U) != 0x80U) {
            to[i] = ascii_fold(text.data[i]);
            continue;
        }
        const uint32_t c = lower((lead & 0x1FU) << 6 | (next & 0x3FU));
        to[i] = (char)(0xC0U | c >> 6);
        to[++i] = (char)(0x80U | (c & 0x3FU));
    }
}

void fold_add(struct buffer *out, struct view text)
{
    if (buffer_reserve(out, text.len)) {
        fold(out->data + out->len, text);
        out->len += text.len;
    }
}

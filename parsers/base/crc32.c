/* CRC-32, eight bytes at a time ("slicing by 8", Kounavis and Berry 2005). */
#include "parsers/base/crc32.h"

#include "parsers/base/crc32_table.h"

#include <endian.h>
#include <string.h>

uint32_t crc32_update(uint32_t crc, struct view bytes)
{
    const uint8_t *p = (const uint8_t *)bytes.data;
    size_t left = bytes.len;

    crc = ~crc;
    for (; left >= 8; left -= 8, p += 8) {
        uint64_t word;
        memcpy(&word, p, sizeof(word));
        word = le64toh(word) ^ crc;
        crc = crc32_table[7][word & 0xFF] ^ crc32_table[6][word >> 8 & 0xFF] ^
              crc32_table[5][word >> 16 & 0xFF] ^ crc32_table[4][word >> 24 & 0xFF] ^
              crc32_table[3][word >> 32 & 0xFF] ^ crc32_table[2][word >> 40 & 0xFF] ^
              crc32_table[1][word >> 48 & 0xFF] ^ crc32_table[0][word >> 56];
    }
    for (; left > 0; left--, p++) {
        crc = crc >> 8 ^ crc32_table[0][(crc ^ *p) & 0xFF];
    }
    return ~crc;
}

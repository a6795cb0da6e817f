/* CRC-32: known values, every length, and in pieces. */
#include "parsers/base/crc32.h"
#include "tests/unit/suites.h"

#include <stdlib.h>
#include <string.h>

struct crc_case {
    struct view bytes;
    uint32_t crc;
};

static const struct crc_case known[] = {
    {{"", 0}, 0},
    {{"a", 1}, 0xE8B7BE43},
    {{"123456789", 9}, 0xCBF43926},
    {{"\0\0\0\0", 4}, 0x2144DF1C},
    {{"The quick brown fox jumps over the lazy dog", 43}, 0x414FA339},
};

START_TEST(knows_values)
{
    ck_assert_uint_eq(crc32_update(0, known[_i].bytes), known[_i].crc);
}
END_TEST

/* The definition, bit by bit. */
static uint32_t slow(const uint8_t *bytes, size_t len)
{
    uint32_t crc = 0xFFFFFFFF;
    for (size_t i = 0; i < len; i++) {
        crc ^= bytes[i];
        for (int bit = 0; bit < 8; bit++) {
            crc = crc >> 1 ^ (crc & 1 ? 0xEDB88320 : 0);
        }
    }
    return ~crc;
}

START_TEST(every_length_and_split)
{
    for (size_t len = 1; len < 70; len++) {
        uint8_t *bytes = malloc(len);
        ck_assert_ptr_nonnull(bytes);
        for (size_t i = 0; i < len; i++) {
            bytes[i] = (uint8_t)(i * 151 + len);
        }
        struct view whole = {(const char *)bytes, len};
        uint32_t expected = slow(bytes, len);
        ck_assert_uint_eq(crc32_update(0, whole), expected);
        for (size_t cut = 0; cut <= len; cut++) {
            uint32_t crc = crc32_update(0, view_slice(whole, 0, cut));
            ck_assert_uint_eq(crc32_update(crc, view_from(whole, cut)), expected);
        }
        free(bytes);
    }
}
END_TEST

Suite *crc32_suite(void)
{
    Suite *suite = suite_create("crc32");
    TCase *tcase = tcase_create("crc32");
    tcase_add_loop_test(tcase, knows_values, 0, sizeof(known) / sizeof(known[0]));
    tcase_add_test(tcase, every_length_and_split);
    suite_add_tcase(suite, tcase);
    return suite;
}

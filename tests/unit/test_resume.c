/* Where damaged compressed files go on: blocks of xz are known by their heads alone. */
#include <check.h>
#include <endian.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "parsers/archive/resume.h"
#include "parsers/base/count.h"
#include "tests/unit/suites.h"

enum { PIECE = 64 * 1024, SIZE = PIECE + 64, MIN_HEAD = 8, NONE = -1 };

static char bytes[SIZE];

/* The head of a block, of `size` bytes: flags, whatever follows them, and the checksum. */
static void put_head(size_t at, size_t size, uint8_t flags)
{
    char *head = bytes + at;
    memset(head, 0x21, size);
    head[0] = (char)(size / 4 - 1);
    head[1] = (char)flags;
    const uint32_t checksum =
        htole32((uint32_t)crc32(0, (const Bytef *)head, (uInt)(size - sizeof(checksum))));
    memcpy(head + size - sizeof(checksum), &checksum, sizeof(checksum));
}

/* Where it goes on in the first `len` bytes, or NONE. */
static int64_t found_in(size_t len, const char *format, uint64_t from)
{
    char *exact = malloc(len); /* so that nothing behind them is looked at */
    ck_assert_ptr_nonnull(exact);
    memcpy(exact, bytes, len);
    struct source source = {
        .fd = -1, .size = len, .window = exact, .window_len = len, .is_at_end = true};
    struct archive_resume found;
    const bool is_found = archive_resume_find(&source, format, from, &found);
    free(exact);
    return is_found ? (int64_t)found.at : NONE;
}

/* A head, and where it stands in a file that ends with it. */
static const struct {
    size_t at, size;
    uint8_t flags;
    bool is_found;
} heads[] = {
    {400, 12, 0, true},       {400, MIN_HEAD, 0, true},  {400, MIN_HEAD / 2, 0, false},
    {400, 1024, 0xC3, true},  {402, 12, 0, false},       {400, 12, 4, false},
    {PIECE - 4, 12, 0, true}, {PIECE + 40, 12, 0, true},
};

START_TEST(blocks_of_xz)
{
    const size_t at = heads[_i].at, size = heads[_i].size;
    memset(bytes, 0x55, sizeof(bytes));
    put_head(at, size, heads[_i].flags);
    ck_assert_int_eq(found_in(at + size, "xz", 0), heads[_i].is_found ? (int64_t)at : NONE);
    ck_assert_int_eq(found_in(at + size, "gzip", 0), NONE);
    ck_assert_int_eq(found_in(at + size, "xz", at + 1), NONE);
    ck_assert_int_eq(found_in(at + size - 1, "xz", 0), NONE);
}
END_TEST

/* What is left of the bytes looked at before does not make a head whole. */
START_TEST(head_that_is_cut)
{
    enum { SIZE_OF_HEAD = 12, KEPT = 8 };
    memset(bytes, 0x55, sizeof(bytes));
    put_head(PIECE, SIZE_OF_HEAD, 0);
    memcpy(bytes + KEPT, bytes + PIECE + KEPT, SIZE_OF_HEAD - KEPT);
    ck_assert_int_eq(found_in(PIECE + KEPT, "xz", 0), NONE);
    ck_assert_int_eq(found_in(PIECE + SIZE_OF_HEAD, "xz", 0), PIECE);
}
END_TEST

START_TEST(damaged_heads)
{
    for (size_t i = 0; i < 12; i++) {
        memset(bytes, 0x55, sizeof(bytes));
        put_head(400, 12, 0);
        bytes[400 + i] ^= 1;
        ck_assert_int_eq(found_in(412, "xz", 0), NONE);
    }
}
END_TEST

Suite *resume_suite(void)
{
    Suite *suite = suite_create("resume");
    TCase *c = tcase_create("resume");
    tcase_add_loop_test(c, blocks_of_xz, 0, COUNT_OF(heads));
    tcase_add_test(c, head_that_is_cut);
    tcase_add_test(c, damaged_heads);
    suite_add_tcase(suite, c);
    return suite;
}

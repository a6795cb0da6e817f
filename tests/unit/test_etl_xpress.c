/* The compression of event traces: whole, in steps, cut, and wrong. */
#include <stdlib.h>
#include <string.h>

#include "parsers/etl/xpress.h"
#include "tests/unit/suites.h"

/* The examples of MS-XCA 3.1. */
START_TEST(unpacks_the_published_examples)
{
    static const char letters[] = "\x3f\0\0\0abcdefghijklmnopqrstuvwxyz";
    static const char repeated[] = "\xff\xff\xff\x1f"
                                   "abc\x17\0\x0f\xff\x26\x01";
    char out[300];
    size_t len = etl_xpress_unpack((struct view){letters, sizeof(letters) - 1}, out, sizeof(out));
    ck_assert_uint_eq(len, 26);
    ck_assert_mem_eq(out, "abcdefghijklmnopqrstuvwxyz", 26);
    len = etl_xpress_unpack((struct view){repeated, sizeof(repeated) - 1}, out, sizeof(out));
    ck_assert_uint_eq(len, 300);
    for (size_t i = 0; i < len; i++) {
        ck_assert_int_eq(out[i], "abc"[i % 3]);
    }
}
END_TEST

/* In steps of any length, the same comes out. */
START_TEST(unpacks_in_steps)
{
    static const char repeated[] = "\xff\xff\xff\x1f"
                                   "abc\x17\0\x0f\xff\x26\x01";
    static const char letters[] = "\x3f\0\0\0abcdefghijklmnopqrstuvwxyz";
    for (size_t step = 1; step < 302; step++) {
        struct etl_xpress s;
        char out[302];
        size_t made = 0;
        etl_xpress_start(&s, (struct view){repeated, sizeof(repeated) - 1});
        while (made < 300) {
            size_t room = made + step < 300 ? made + step : 300;
            made = etl_xpress_more(&s, out, made, room);
            ck_assert_uint_eq(made, room);
        }
        for (size_t i = 0; i < made; i++) {
            ck_assert_int_eq(out[i], "abc"[i % 3]);
        }
        etl_xpress_start(&s, (struct view){letters, sizeof(letters) - 1});
        for (made = 0; made < 26;) {
            made = etl_xpress_more(&s, out, made, made + step < 26 ? made + step : 26);
        }
        ck_assert_mem_eq(out, "abcdefghijklmnopqrstuvwxyz", 26);
    }
}
END_TEST

/* Every shorter input and every smaller room gives a prefix of the same bytes. */
START_TEST(unpacks_prefixes)
{
    static const char repeated[] = "\xff\xff\xff\x1f"
                                   "abc\x17\0\x0f\xff\x26\x01";
    for (size_t len = 0; len < sizeof(repeated); len++) {
        char *copy = malloc(len > 0 ? len : 1);
        memcpy(copy, repeated, len);
        for (size_t room = 1; room <= 301; room += 50) {
            char *out = malloc(room);
            size_t made = etl_xpress_unpack((struct view){copy, len}, out, room);
            ck_assert_uint_le(made, room);
            for (size_t i = 0; i < made; i++) {
                ck_assert_int_eq(out[i], "abc"[i % 3]);
            }
            free(out);
        }
        free(copy);
    }
}
END_TEST

START_TEST(refuses_matches_that_cannot_be)
{
    static const char before[] = "\xff\xff\xff\xff\x17\0"; /* nothing was written yet */
    static const char narrow[] = "\xff\xff\xff\x7f"
                                 "a\x07\0\x0f\xff\x15\0"; /* a length below its field's least */
    char out[64];
    ck_assert_uint_eq(etl_xpress_unpack((struct view){before, 6}, out, sizeof(out)), 0);
    ck_assert_uint_eq(etl_xpress_unpack((struct view){narrow, 11}, out, sizeof(out)), 1);
}
END_TEST

Suite *etl_xpress_suite(void)
{
    Suite *suite = suite_create("etl_xpress");
    TCase *tcase = tcase_create("xpress");
    tcase_add_test(tcase, unpacks_the_published_examples);
    tcase_add_test(tcase, unpacks_in_steps);
    tcase_add_test(tcase, unpacks_prefixes);
    tcase_add_test(tcase, refuses_matches_that_cannot_be);
    suite_add_tcase(suite, tcase);
    return suite;
}

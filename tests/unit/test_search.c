/* Searching sorted arrays of every length. */
#include <check.h>

#include "parsers/base/search.h"
#include "tests/unit/suites.h"

static int compare(const void *key, const void *item)
{
    const int *a = key;
    const int *b = item;
    return (*a > *b) - (*a < *b);
}

/* 0, 0, 2, 2, 4, 4, ...: each even number twice. */
START_TEST(every_place_in_every_length)
{
    enum { MAX = 20 };
    int items[MAX];
    for (int i = 0; i < MAX; i++) {
        items[i] = i - i % 2;
    }
    for (int count = 0; count <= MAX; count++) {
        for (int key = -1; key <= MAX; key++) {
            size_t expected = 0;
            while (expected < (size_t)count && items[expected] < key) {
                expected++;
            }
            ck_assert_uint_eq(search_first(&key, items, (size_t)count, sizeof(items[0]), compare),
                              expected);
        }
    }
}
END_TEST

Suite *search_suite(void)
{
    Suite *suite = suite_create("search");
    TCase *tc = tcase_create("search");
    tcase_add_test(tc, every_place_in_every_length);
    suite_add_tcase(suite, tc);
    return suite;
}

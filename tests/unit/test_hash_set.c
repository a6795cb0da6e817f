/* The set of hashes: new once, full at its maximum. */
#include <string.h>

#include "parsers/base/hash/hash_set.h"
#include "tests/unit/suites.h"

enum { KEYS = 5000 };

static struct view key_of(const uint32_t *number)
{
    return (struct view){(const char *)number, sizeof(*number)};
}

START_TEST(new_once)
{
    struct hash_set set;
    hash_set_init(&set, KEYS);
    for (uint32_t i = 0; i < KEYS; i++) {
        if (!hash_set_add(&set, key_of(&i)) || hash_set_add(&set, key_of(&i))) {
            ck_abort_msg("%u", i);
        }
    }
    ck_assert_uint_eq(set.count, KEYS);
    for (uint32_t i = 0; i < KEYS; i++) {
        if (hash_set_add(&set, key_of(&i))) {
            ck_abort_msg("%u", i);
        }
    }
    ck_assert(hash_set_add(&set, VIEW("")) && hash_set_is_full(&set));
    hash_set_release(&set);
    ck_assert(hash_set_add(&set, VIEW("")) && !hash_set_add(&set, VIEW("")));
    hash_set_release(&set);
}
END_TEST

START_TEST(no_more_than_its_maximum)
{
    struct hash_set set;
    hash_set_init(&set, 3);
    for (uint32_t i = 0; i < 10; i++) {
        ck_assert(hash_set_add(&set, key_of(&i)));
    }
    ck_assert(hash_set_is_full(&set));
    ck_assert_uint_eq(set.count, 3);
    for (uint32_t i = 0; i < 10; i++) {
        ck_assert_int_eq(hash_set_add(&set, key_of(&i)), i >= 3);
    }
    hash_set_release(&set);
}
END_TEST

Suite *hash_set_suite(void)
{
    Suite *suite = suite_create("hash_set");
    TCase *tcase = tcase_create("hash_set");
    tcase_add_test(tcase, new_once);
    tcase_add_test(tcase, no_more_than_its_maximum);
    suite_add_tcase(suite, tcase);
    return suite;
}

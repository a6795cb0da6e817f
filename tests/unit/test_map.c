/* The map: against a plain list, with removal at every place of a run of collisions. */
#include <check.h>
#include <stdint.h>
#include <string.h>

#include "parsers/base/hash/map.h"
#include "tests/unit/loops.h"
#include "tests/unit/suites.h"

enum { KEYS = 3000 };

static char names[KEYS][8];
static int values[KEYS];

static void make_keys(void)
{
    for (size_t i = 0; i < KEYS; i++) {
        for (size_t digit = 0; digit < 8; digit++) {
            names[i][digit] = (char)('0' + (i >> (3 * digit)) % 8);
        }
        values[i] = (int)i;
    }
}

static struct view key_of(size_t i)
{
    return (struct view){names[i], 8};
}

/* SipHash-1-3 with key 00..0f and input 00..len-1, as Rust's standard library has it, too. */
START_TEST(siphash_vectors)
{
    uint64_t seed[2] = {UINT64_C(0x0706050403020100), UINT64_C(0x0f0e0d0c0b0a0908)};
    char bytes[16];
    for (size_t i = 0; i < sizeof(bytes); i++) {
        bytes[i] = (char)i;
    }
    ck_assert(map_hash(seed, (struct view){bytes, 0}) == UINT64_C(0xabac0158050fc4dc));
    ck_assert(map_hash(seed, VIEW_NONE) == UINT64_C(0xabac0158050fc4dc));
    ck_assert(map_hash(seed, (struct view){bytes, 1}) == UINT64_C(0xc9f49bf37d57ca93));
    ck_assert(map_hash(seed, (struct view){bytes, 8}) == UINT64_C(0x369095118d299a8e));
    ck_assert(map_hash(seed, (struct view){bytes, 15}) == UINT64_C(0xd320d86d2a519956));
}
END_TEST

START_TEST(empty_map)
{
    struct map m;
    map_init(&m);
    ck_assert_ptr_null(map_get(&m, VIEW("a")));
    ck_assert_ptr_null(map_remove(&m, VIEW("a")));
    map_clear(&m);
    ck_assert_uint_eq(m.cap, 0);
    map_release(&m);
    map_release(&m);
}
END_TEST

START_TEST(sets_and_replaces)
{
    struct map m;
    int one = 1;
    int two = 2;
    map_init(&m);
    map_set(&m, VIEW("key"), &one);
    char other[] = "key";
    map_set(&m, (struct view){other, 3}, &two);
    ck_assert_uint_eq(m.count, 1);
    ck_assert_ptr_eq(map_get(&m, VIEW("key")), &two);
    ck_assert_ptr_null(map_get(&m, VIEW("ke")));
    ck_assert_ptr_null(map_get(&m, VIEW("key\0")));
    map_set(&m, VIEW_NONE, &one);
    ck_assert_ptr_eq(map_get(&m, VIEW("")), &one);
    ck_assert_uint_eq(m.count, 2);
    bool keeps_new_key = false;
    for (size_t i = 0; i < m.cap; i++) {
        keeps_new_key |= m.slots[i].hash && m.slots[i].key.data == other;
    }
    ck_assert(keeps_new_key);
    map_release(&m);
}
END_TEST

START_TEST(grows_and_keeps_all)
{
    struct map m;
    map_init(&m);
    for (size_t i = 0; i < KEYS; i++) {
        map_set(&m, key_of(i), &values[i]);
        ck_assert_uint_le(m.count * 4, m.cap * 3);
    }
    ck_assert_uint_eq(m.count, KEYS);
    for (size_t i = 0; i < KEYS; i++) {
        ck_assert_ptr_eq(map_get(&m, key_of(i)), &values[i]);
    }
    map_release(&m);
}
END_TEST

/* Adds and removes by a fixed sequence, with the truth in a plain array beside it. */
START_TEST(agrees_with_a_list)
{
    struct map m;
    bool is_in[KEYS] = {false};
    size_t count = 0;
    uint32_t state = 1;
    map_init(&m);
    for (int step = 0; step < 60000; step++) {
        state = state * 1664525u + 1013904223u;
        size_t i = (state >> 8) % 40 * (step % 7 ? 1 : 70);
        if (state & 0x80000000u) {
            map_set(&m, key_of(i), &values[i]);
            count += !is_in[i];
            is_in[i] = true;
        } else {
            void *removed = map_remove(&m, key_of(i));
            REQUIRE(removed == (is_in[i] ? &values[i] : NULL));
            count -= is_in[i];
            is_in[i] = false;
        }
        REQUIRE(m.count == count);
        REQUIRE(map_get(&m, key_of(i)) == (is_in[i] ? &values[i] : NULL));
    }
    for (size_t i = 0; i < KEYS; i++) {
        REQUIRE(map_get(&m, key_of(i)) == (is_in[i] ? &values[i] : NULL));
    }
    map_release(&m);
}
END_TEST

/* Every removal from a full small map, under many seeds: runs wrap around the end of the slots. */
START_TEST(removal_leaves_the_rest)
{
    for (int round = 0; round < 200; round++) {
        struct map m;
        map_init(&m);
        for (size_t i = 0; i < 12; i++) {
            map_set(&m, key_of(i), &values[i]);
        }
        REQUIRE(m.cap == 16);
        for (size_t gone = 0; gone < 12; gone++) {
            REQUIRE(map_remove(&m, key_of(gone)) == (&values[gone]));
            for (size_t i = 0; i < 12; i++) {
                REQUIRE(map_get(&m, key_of(i)) == (i > gone ? &values[i] : NULL));
            }
        }
        for (size_t i = 0; i < m.cap; i++) {
            REQUIRE(m.slots[i].hash == 0);
        }
        map_release(&m);
    }
}
END_TEST

START_TEST(clear_keeps_memory_and_seed)
{
    struct map m;
    map_init(&m);
    for (size_t i = 0; i < 100; i++) {
        map_set(&m, key_of(i), &values[i]);
    }
    size_t cap = m.cap;
    map_clear(&m);
    ck_assert_uint_eq(m.count, 0);
    ck_assert_uint_eq(m.cap, cap);
    ck_assert_ptr_null(map_get(&m, key_of(5)));
    map_set(&m, key_of(5), &values[5]);
    ck_assert_ptr_eq(map_get(&m, key_of(5)), &values[5]);
    ck_assert_ptr_null(map_get(&m, key_of(6)));
    map_release(&m);
}
END_TEST

START_TEST(seeds_differ)
{
    struct map a;
    struct map b;
    map_init(&a);
    map_init(&b);
    map_set(&a, key_of(0), &values[0]);
    map_set(&b, key_of(0), &values[0]);
    ck_assert(a.seed[0] != b.seed[0] || a.seed[1] != b.seed[1]);
    ck_assert(map_hash(a.seed, key_of(1)) != map_hash(b.seed, key_of(1)));
    map_release(&a);
    map_release(&b);
}
END_TEST

Suite *map_suite(void)
{
    Suite *suite = suite_create("map");
    TCase *tc = tcase_create("map");
    tcase_add_checked_fixture(tc, make_keys, NULL);
    tcase_add_test(tc, siphash_vectors);
    tcase_add_test(tc, empty_map);
    tcase_add_test(tc, sets_and_replaces);
    tcase_add_test(tc, grows_and_keeps_all);
    tcase_add_test(tc, agrees_with_a_list);
    tcase_add_test(tc, removal_leaves_the_rest);
    tcase_add_test(tc, clear_keeps_memory_and_seed);
    tcase_add_test(tc, seeds_differ);
    suite_add_tcase(suite, tc);
    return suite;
}

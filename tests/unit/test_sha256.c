/* SHA-256 against known answers. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "parsers/base/count.h"
#include "parsers/base/hash/sha256.h"
#include "tests/unit/suites.h"

static void check_digest(struct view data, const char *expected)
{
    uint8_t digest[SHA256_DIGEST_SIZE];
    char text[SHA256_TEXT_SIZE];
    sha256(data, digest);
    sha256_hex(digest, sizeof(digest), text);
    ck_assert_str_eq(text, expected);
}

START_TEST(known_answers)
{
    check_digest(VIEW_NONE, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    check_digest(VIEW("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    check_digest(VIEW("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
                 "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}
END_TEST

/* The lengths around which the padding takes another block. */
START_TEST(block_edges)
{
    static const struct {
        size_t len;
        const char *digest;
    } edges[] = {
        {55, "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318"},
        {56, "b35439a4ac6f0948b6d6f9e3c6af0f5f590ce20f1bde7090ef7970686ec6738a"},
        {63, "7d3e74a05d7db15bce4ad9ec0658ea98e3f06eeecf16b4c6fff2da457ddc2f34"},
        {64, "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb"},
        {65, "635361c48bb9eab14198e76ea8ab7f1a41685d6ad62aa9146d301d4f17eb0ae0"},
        {119, "31eba51c313a5c08226adf18d4a359cfdfd8d2e816b13f4af952f7ea6584dcfb"},
        {120, "2f3d335432c70b580af0e8e1b3674a7c020d683aa5f73aaaedfdc55af904c21c"},
        {1000000, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"},
    };
    for (size_t i = 0; i < COUNT_OF(edges); i++) {
        char *text = malloc(edges[i].len);
        ck_assert_ptr_nonnull(text);
        memset(text, 'a', edges[i].len);
        check_digest((struct view){text, edges[i].len}, edges[i].digest);
        free(text);
    }
}
END_TEST

START_TEST(pieces_make_one)
{
    static const char text[] =
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopqopqrpqrstuvw";
    struct view whole = VIEW(text);
    uint8_t expected[SHA256_DIGEST_SIZE];
    uint8_t digest[SHA256_DIGEST_SIZE];
    sha256(whole, expected);
    for (size_t cut = 0; cut < whole.len; cut++) {
        struct sha256 s;
        sha256_init(&s);
        sha256_add(&s, view_slice(whole, 0, cut));
        sha256_add_byte(&s, (uint8_t)whole.data[cut]);
        sha256_add(&s, view_from(whole, cut + 1));
        sha256_finish(&s, digest);
        ck_assert_mem_eq(digest, expected, sizeof(digest));
    }
}
END_TEST

/* RFC 4231, test cases 1, 2 and 6: a short key, a shorter one, one longer than a block. */
START_TEST(codes_of_messages)
{
    char long_key[131];
    memset(long_key, 0xAA, sizeof(long_key));
    static const char short_key[] = "\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b"
                                    "\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b";
    const struct {
        struct view key, message;
        const char *digest;
    } cases[] = {
        {VIEW(short_key), VIEW("Hi There"),
         "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
        {VIEW("Jefe"), VIEW("what do ya want for nothing?"),
         "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
        {{long_key, sizeof(long_key)},
         VIEW("Test Using Larger Than Block-Size Key - Hash Key First"),
         "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        uint8_t digest[SHA256_DIGEST_SIZE];
        char text[SHA256_TEXT_SIZE];
        hmac_sha256(cases[i].key, cases[i].message, digest);
        sha256_hex(digest, sizeof(digest), text);
        ck_assert_str_eq(text, cases[i].digest);
    }
}
END_TEST

START_TEST(hexadecimal_of_a_part)
{
    char text[5];
    sha256_hex((const uint8_t *)"\x0F\xA0\x55", 2, text);
    ck_assert_str_eq(text, "0fa0");
    sha256_hex(NULL, 0, text);
    ck_assert_str_eq(text, "");
}
END_TEST

Suite *sha256_suite(void)
{
    Suite *suite = suite_create("sha256");
    TCase *tc = tcase_create("sha256");
    tcase_add_test(tc, known_answers);
    tcase_add_test(tc, block_edges);
    tcase_add_test(tc, pieces_make_one);
    tcase_add_test(tc, codes_of_messages);
    tcase_add_test(tc, hexadecimal_of_a_part);
    suite_add_tcase(suite, tc);
    return suite;
}

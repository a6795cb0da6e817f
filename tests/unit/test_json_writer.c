/* The JSON writer: each kind of value as bytes, and random ones read back by Jansson. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analyzer/report/json/escape.h"
#include "analyzer/report/json/recent.h"
#include "analyzer/report/json/writer.h"
#include "parsers/base/count.h"
#include "parsers/base/memory.h"
#include "parsers/base/text.h"
#include "parsers/base/wintime.h"
#include "tests/fuzz/target.h"
#include "tests/unit/suites.h"

static struct output out;
static struct json_writer w;

static void set_up(void)
{
    output_open_memory(&out);
    json_writer_init(&w, &out);
}

static void tear_down(void)
{
    output_close(&out, true, NULL);
}

static void expect(const char *text)
{
    struct view found = buffer_view(&out.pending);
    ck_assert_msg(view_equal(found, view_of(text)), "%.*s", VIEW_ARG(found));
}

START_TEST(objects_and_lists)
{
    json_open_object(&w, NULL);
    json_open_object(&w, "empty");
    json_close_object(&w);
    json_open_list(&w, "list");
    json_write_number(&w, NULL, 1);
    json_open_list(&w, NULL);
    json_close_list(&w);
    json_write_bool(&w, NULL, false);
    json_close_list(&w);
    json_write_texts(&w, "texts", (struct view[]){VIEW("a"), VIEW_NONE}, 2);
    json_close_object(&w);
    json_write_line_end(&w);
    json_open_list(&w, NULL);
    json_close_list(&w);
    expect("{\"empty\":{},\"list\":[1,[],false],\"texts\":[\"a\",\"\"]}\n[]");
}
END_TEST

START_TEST(lines)
{
    json_open_document(&w);
    json_open_list(&w, "none");
    json_close_list(&w);
    json_open_list(&w, "some");
    for (uint64_t i = 0; i < 2; i++) {
        json_open_object(&w, NULL);
        json_write_number(&w, "id", i);
        json_write_number(&w, "of", 2);
        json_close_object(&w);
    }
    json_close_list(&w);
    json_close_object(&w);
    expect("{\n\"none\":[],\n\"some\":[\n{\"id\":0,\"of\":2},\n{\"id\":1,\"of\":2}\n]\n}");
}
END_TEST

START_TEST(what_is_unknown_is_left_out)
{
    json_open_object(&w, NULL);
    json_write_text(&w, "a", VIEW_NONE);
    json_write_name(&w, "b", NULL);
    json_write_time(&w, "c", WINTIME_NONE);
    json_write_ms(&w, "d", WINTIME_NONE);
    json_write_number(&w, "e", UINT64_C(1) << 53);
    json_write_text(&w, "f", VIEW(""));
    json_close_object(&w);
    expect("{\"f\":\"\"}");
}
END_TEST

START_TEST(numbers_and_times)
{
    json_open_list(&w, NULL);
    json_write_number(&w, NULL, (UINT64_C(1) << 53) - 1);
    json_write_ms(&w, NULL, 32823);
    json_write_ms(&w, NULL, 30000);
    json_write_ms(&w, NULL, -1);
    json_write_real(&w, NULL, 0.5);
    json_write_real(&w, NULL, 300);
    json_write_real(&w, NULL, 1e300);
    json_write_code(&w, NULL, 0x5);
    json_write_time(&w, NULL, 0);
    json_close_list(&w);
    expect("[9007199254740991,3.2823,3.0,-0.0001,0.5,300.0,1e+300,\"0x00000005\","
           "\"1601-01-01T00:00:00.0000000Z\"]");
}
END_TEST

START_TEST(escapes)
{
    json_write_text(&w, NULL,
                    VIEW("\b\t\n\f\r\"\\/\001\037\x7f\xc2\x85\xe2\x80\xa8\xe2\x80\xa9"
                         "\xe2\x80\xae\xef\xbb\xbf\xf3\xa0\x81\x81\xc3\xa4"));
    expect("\"\\b\\t\\n\\f\\r\\\"\\\\/\\u0001\\u001f\\u007f\\u0085\\u2028\\u2029"
           "\\u202e\\ufeff\\udb40\\udc41\xc3\xa4\"");
}
END_TEST

START_TEST(ill_formed_text_is_marked)
{
    json_write_text(&w, NULL, VIEW("a\xff|\xed\xa0\x80|\xe2\x82|\xc0\x80|\xf0\x9f\x98"));
    expect("\"a\xef\xbf\xbd|\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd|\xef\xbf\xbd|\xef\xbf\xbd\xef\xbf"
           "\xbd|\xef\xbf\xbd\"");
}
END_TEST

static bool copies_agree(struct view text, size_t expected)
{
    char found[64], by_words[64];
    return escape_copy_plain(found, text) == expected &&
           escape_copy_plain_by_words(by_words, text) == expected &&
           memcmp(found, text.data, expected) == 0 && memcmp(by_words, text.data, expected) == 0;
}

/* One byte of each value at every place of texts of every length. */
START_TEST(all_ways_to_copy_agree)
{
    char text[64];
    memset(text, 'x', sizeof(text));
    for (unsigned value = 0; value < 256; value++) {
        bool is_plain = value >= 0x20 && value < 0x7f && value != '"' && value != '\\';
        for (size_t len = 0; len <= sizeof(text); len++) {
            for (size_t at = 0; at < len; at++) {
                text[at] = (char)value;
                if (!copies_agree((struct view){text, len}, is_plain ? len : at)) {
                    ck_abort_msg("%u at %zu of %zu", value, at, len);
                }
                text[at] = 'x';
            }
        }
    }
}
END_TEST

static uint64_t next_random(uint64_t *random)
{
    *random = *random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *random >> 33;
}

/* Bytes of any kind, and mostly ASCII with a few others among them. */
START_TEST(random_values_are_read_back)
{
    enum { ROUNDS = 500, MAX = 400 };
    uint64_t random = 7;
    for (int i = 0; i < ROUNDS; i++) {
        size_t len = next_random(&random) % MAX;
        uint8_t *bytes = memory_new(len + 1, 1);
        for (size_t j = 0; j < len; j++) {
            uint64_t r = next_random(&random);
            bytes[j] = (uint8_t)(i % 2 == 0 || r % 16 == 0 ? r >> 8 : 0x20 + (r >> 8) % 0x5f);
        }
        LLVMFuzzerTestOneInput(bytes, len);
        free(bytes);
    }
}
END_TEST

static struct recent recent; /* of the running test */

static void key_of(uint32_t kind, struct view first, struct view second)
{
    recent_begin_key(&recent, kind);
    recent_add_parts(&recent, first, &second, 1);
}

static struct view make_number(uint64_t number)
{
    json_write_number(recent_make(&recent), "n", number);
    return recent_made(&recent);
}

START_TEST(recent_pieces_have_a_key_each)
{
    char text[] = "abc";
    const struct view ab = {text, 2}, a = {text, 1}, b = {text + 1, 1}, bc = {text + 1, 2};
    const struct {
        uint32_t kind;
        struct view first, second;
    } keys[] = {{0, ab, b},        {1, ab, b},       {0, a, bc},        {0, ab, VIEW("b")},
                {0, a, VIEW_NONE}, {0, a, VIEW("")}, {0, VIEW_NONE, a}, {0, VIEW(""), a}};
    enum { KEYS = COUNT_OF(keys) };
    uint64_t numbers[KEYS];
    char expected[TEXT_NUMBER_SIZE + 8];
    recent_init(&recent);
    for (size_t i = 0; i < KEYS; i++) {
        key_of(keys[i].kind, keys[i].first, keys[i].second);
        ck_assert_ptr_null(recent_find(&recent).data);
        make_number(i);
        numbers[i] = recent_number(&recent);
        ck_assert_uint_ne(numbers[i], 0);
    }
    for (size_t i = 0; i < KEYS; i++) {
        key_of(keys[i].kind, keys[i].first, keys[i].second);
        struct view found = recent_find(&recent);
        snprintf(expected, sizeof(expected), "\"n\":%zu", i);
        ck_assert_msg(view_equal(found, view_of(expected)), "%zu: %.*s", i, VIEW_ARG(found));
        ck_assert_uint_eq(recent_number(&recent), numbers[i]);
    }
    recent_release(&recent);
}
END_TEST

START_TEST(what_was_made_is_written_again)
{
    recent_init(&recent);
    recent_begin_key(&recent, 0);
    ck_assert_ptr_null(recent_find(&recent).data);
    struct json_writer *piece = recent_make(&recent);
    json_write_number(piece, "key", 7);
    json_write_text(piece, "text", VIEW("\""));
    recent_made(&recent);
    json_open_object(&w, NULL);
    json_write_made(&w, recent_find(&recent));
    json_write_made_object(&w, "again", recent_find(&recent));
    json_write_made_object(&w, "empty", VIEW(""));
    json_close_object(&w);
    expect("{\"key\":7,\"text\":\"\\\"\",\"again\":{\"key\":7,\"text\":\"\\\"\"},\"empty\":{}}");
    recent_release(&recent);
}
END_TEST

/* More than there is room for: what is found is right, and what gave way has another number. */
START_TEST(recent_pieces_give_way)
{
    enum { COUNT = 4 * RECENT_SLOTS };
    char expected[TEXT_NUMBER_SIZE + 8];
    size_t kept = 0;
    recent_init(&recent);
    for (uint64_t round = 0; round < 2; round++) {
        for (uint64_t i = 0; i < COUNT; i++) {
            recent_begin_key(&recent, 0);
            recent_add_number(&recent, i);
            struct view found = recent_find(&recent);
            ck_assert(round == 1 || !found.data);
            kept += found.data ? 1 : 0;
            found = found.data ? found : make_number(i);
            snprintf(expected, sizeof(expected), "\"n\":%zu", (size_t)i);
            ck_assert(view_equal(found, view_of(expected)));
            ck_assert_uint_le(recent_number(&recent), (round + 1) * COUNT);
        }
    }
    ck_assert_uint_le(kept, RECENT_SLOTS);
    recent_release(&recent);
}
END_TEST

START_TEST(a_long_key_is_made_each_time)
{
    char text[RECENT_MAX_KEY] = "";
    recent_init(&recent);
    for (size_t len = RECENT_MAX_KEY - 32; len <= RECENT_MAX_KEY; len++) {
        key_of(0, (struct view){text, len}, VIEW_NONE);
        const bool is_long = len + 3 * sizeof(uint64_t) > RECENT_MAX_KEY;
        ck_assert_ptr_null(recent_find(&recent).data);
        ck_assert(view_equal(make_number(len % 10), VIEW("\"n\":0")) == (len % 10 == 0));
        ck_assert_int_eq(recent_number(&recent) == 0, is_long);
        ck_assert_int_eq(!recent_find(&recent).data, is_long);
    }
    recent_release(&recent);
}
END_TEST

START_TEST(long_output_goes_out_in_pieces)
{
    struct buffer text;
    buffer_init(&text, BUFFER_NO_MAX);
    for (int i = 0; i < 100000; i++) {
        buffer_add_text(&text, i % 1000 == 0 ? "\n" : "long text ");
    }
    json_write_text(&w, NULL, buffer_view(&text));
    ck_assert_uint_eq(out.pending.len, text.len + 100 + 2);
    buffer_release(&text);
}
END_TEST

Suite *json_writer_suite(void)
{
    Suite *suite = suite_create("json_writer");
    TCase *tests = tcase_create("json_writer");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, objects_and_lists);
    tcase_add_test(tests, lines);
    tcase_add_test(tests, what_is_unknown_is_left_out);
    tcase_add_test(tests, numbers_and_times);
    tcase_add_test(tests, escapes);
    tcase_add_test(tests, ill_formed_text_is_marked);
    tcase_add_test(tests, all_ways_to_copy_agree);
    tcase_add_test(tests, random_values_are_read_back);
    tcase_add_test(tests, recent_pieces_have_a_key_each);
    tcase_add_test(tests, recent_pieces_give_way);
    tcase_add_test(tests, what_was_made_is_written_again);
    tcase_add_test(tests, a_long_key_is_made_each_time);
    tcase_add_test(tests, long_output_goes_out_in_pieces);
    suite_add_tcase(suite, tests);
    return suite;
}

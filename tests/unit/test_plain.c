/* JSON read without Jansson's loader: what it gives is what that gives. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "parsers/base/count.h"
#include "parsers/json/value.h"
#include "tests/unit/suites.h"

/* Read here, or left to Jansson. */
static const struct {
    const char *text;
    bool is_plain;
} records[] = {
    {"{}", true},
    {" {\"a\" : [ ] ,\r\n\t\"b\":{ }}\n", true},
    {"{\"a\":[1,-2,0,-0,123456789012345678,-123456789012345678]}", true},
    {"{\"a\":[1234567890123456789,1.5,-0.0,1e3,1E-2]}", true},
    {"{\"a\":[true,false,null,\"\"]}", true},
    {"{\"\":\"\xC3\xA4\xE6\x97\xA5\xF0\x9F\x98\x80\"}", true},
    {"{\"a\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e4\\uD83D\\ude00\\u0000x\"}", true},
    {"{\"n\\u0061me\\\\\":{\"n\\\\\":\"a\\\\b\"}}", true},
    {"{\"a\":1,\"b\":{\"a\":2}}", true},
    {"[1]", true},
    {" [{\"a\":[ ]},null]\n", true},
    {"[1]]", false},
    {"1", false},
    {"{\"a\":1,\"a\":2}", false},
    {"{\"a\":1,}", false},
    {"{\"a\":[1,]}", false},
    {"{\"a\":01}", false},
    {"{\"a\":-}", false},
    {"{\"a\":1.}", false},
    {"{\"a\":12345678901234567890}", false},
    {"{\"a\":1e999}", false},
    {"{\"a\":nul}", false},
    {"{\"a\":nulls}", false},
    {"{\"a\":NaN}", false},
    {"{\"a\":\"\\x\"}", false},
    {"{\"a\":\"\\ud800\"}", false},
    {"{\"a\":\"\\ud800\\u0041\"}", false},
    {"{\"a\":\"\\udc00\"}", false},
    {"{\"a\":\"\\u12g4\"}", false},
    {"{\"a\\u0000\":1}", false},
    {"{\"a\":\"\n\"}", false},
    {"{\"a\":\"\xC3\"}", false},
    {"{\"a\":\"\xED\xA0\x80\"}", false},
    {"{\"a\" 1}", false},
    {"{a:1}", false},
    {"{} {}", false},
    {"{\"a\":1", false},
};

/* Whether it was read; then it is what Jansson reads. */
static bool is_read(const char *bytes, size_t len)
{
    char *copy = malloc(len > 0 ? len : 1);
    struct buffer scratch;
    buffer_init(&scratch, BUFFER_NO_MAX);
    memcpy(copy, bytes, len);
    json_t *ours = json_load_plain((struct view){copy, len}, &scratch, NULL);
    if (ours) {
        json_t *theirs = json_loadb(copy, len, JSON_PARSING, NULL);
        ck_assert_msg(theirs && json_equal(ours, theirs), "%.*s", (int)len, bytes);
        json_decref(theirs);
    }
    json_decref(ours);
    buffer_release(&scratch);
    free(copy);
    return ours;
}

START_TEST(test_records)
{
    const char *text = records[_i].text;
    size_t len = strlen(text);
    ck_assert_msg(is_read(text, len) == records[_i].is_plain, "%s", text);
    for (size_t shorter = 0; shorter < len; shorter++) {
        is_read(text, shorter);
    }
}
END_TEST

/* Each byte is another one, of those that mean something. */
START_TEST(test_changed)
{
    static const char others[] = "\"\\{}[]:,0-.eu \n\x01\xC3";
    char *text = strdup(records[_i].text);
    size_t len = strlen(text);
    for (size_t at = 0; at < len; at++) {
        char before = text[at];
        for (size_t i = 0; i < sizeof(others); i++) {
            text[at] = others[i];
            is_read(text, len);
        }
        text[at] = before;
    }
    free(text);
}
END_TEST

START_TEST(test_depth)
{
    char text[8 * 200] = "";
    size_t len = 0;
    for (size_t i = 0; i < 200; i++) {
        memcpy(text + len, "{\"a\":", 5);
        len += 5;
    }
    text[len++] = '1';
    memset(text + len, '}', 200);
    ck_assert(!is_read(text, len + 200));
    ck_assert(is_read(text + 150 * 5, len + 50 - 150 * 5));
}
END_TEST

/* Strings with what becomes of them, and what is none; as Jansson reads them, to every length. */
START_TEST(test_texts)
{
    static const char *const texts[] = {
        "\"\"",
        "\"a\\u00e4\\\"\\\\b\"",
        "\"\xC3\xA4\"",
        "\"a\\u0000\"",
        "\"\\ud800\"",
        "\"a\\x\"",
        "\"\xC3\"",
        "\"a\" ",
        "\"a\"b",
        "[\"a\",1]",
        "[\"a\",\"b\" 1]",
        "\"a\nb\"",
    };
    struct buffer scratch;
    buffer_init(&scratch, BUFFER_NO_MAX);
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        for (size_t len = 0; len <= strlen(texts[i]); len++) {
            json_t *ours = json_load_text((struct view){texts[i], len}, &scratch);
            json_t *theirs = json_loadb(texts[i], len, JSON_DECODE_ANY, NULL);
            ck_assert_msg(ours ? json_equal(ours, theirs) : !theirs, "%.*s", (int)len, texts[i]);
            json_decref(ours);
            json_decref(theirs);
        }
    }
    buffer_release(&scratch);
}
END_TEST

Suite *plain_suite(void)
{
    enum { RECORDS = COUNT_OF(records) };
    Suite *s = suite_create("plain");
    TCase *tc = tcase_create("core");
    tcase_add_loop_test(tc, test_records, 0, RECORDS);
    tcase_add_loop_test(tc, test_changed, 0, RECORDS);
    tcase_add_test(tc, test_depth);
    tcase_add_test(tc, test_texts);
    suite_add_tcase(s, tc);
    return s;
}

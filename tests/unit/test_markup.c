/* References to characters and attributes of tags, on every shorter length. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "parsers/base/count.h"
#include "parsers/event/markup.h"
#include "tests/unit/suites.h"

static const struct {
    const char *text, *plain;
} texts[] = {
    {"", ""},
    {"a&lt;b&gt;&amp;&quot;&apos;", "a<b>&\"'"},
    {"&amp;lt;", "&lt;"}, /* one level at a time */
    {"&#65;&#x41;&#X5a;&#0065;", "AAZA"},
    {"&#228;&#x20AC;&#x1F600;", "\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80"},
    {"&#x10FFFF;&#1114111;", "\xF4\x8F\xBF\xBF\xF4\x8F\xBF\xBF"},
    {"&#xD800;", "\xEF\xBF\xBD"},
    {"&#x110000; &#1114112;", "&#x110000; &#1114112;"},
    {"&;&#;&#x;&#xg;&#12a;&#-1;&#0x41;&#xx41;&# 1;",
     "&;&#;&#x;&#xg;&#12a;&#-1;&#0x41;&#xx41;&# 1;"},
    {"&&lt;&AMP;&nbsp;&l", "&<&AMP;&nbsp;&l"},
    {"&#0000000065;", "&#0000000065;"}, /* longer than any that is needed */
    {"no ; & no", "no ; & no"},
};

START_TEST(resolves_references)
{
    const size_t len = strlen(texts[_i].text);
    const size_t plain = strlen(texts[_i].plain);
    for (size_t i = 0; i <= len; i++) {
        char *copy = malloc(i + 1), *out = malloc(i + 1);
        ck_assert(copy && out);
        /* Exact: the last bytes of the heap's block are the text's and the output's. */
        memcpy(copy + 1, texts[_i].text + len - i, i);
        const size_t got = markup_resolve((struct view){copy + 1, i}, out + 1);
        ck_assert_uint_le(got, i);
        if (i == len) {
            ck_assert_uint_eq(got, plain);
            ck_assert_mem_eq(out + 1, texts[_i].plain, plain);
        }
        memcpy(copy + 1, texts[_i].text, i);
        ck_assert_uint_le(markup_resolve((struct view){copy + 1, i}, out + 1), i);
        free(copy);
        free(out);
    }
}
END_TEST

START_TEST(reference_tells_its_length)
{
    uint32_t character = 7;
    ck_assert_uint_eq(markup_reference(VIEW("lt;"), &character), 0);
    ck_assert_uint_eq(character, 7);
    ck_assert_uint_eq(markup_reference(VIEW("&#10;&lt;"), &character), 5);
    ck_assert_uint_eq(character, 10);
}
END_TEST

/* What is escaped is resolved to itself. */
START_TEST(escapes_are_references)
{
    char plain[8];
    const char *with = markup_escape((char)_i);
    ck_assert(!with == !memchr("&<>\"'", _i, 5));
    if (with) {
        ck_assert_uint_eq(markup_resolve(view_of(with), plain), 1);
        ck_assert_int_eq(plain[0], (char)_i);
    }
}
END_TEST

static const struct {
    const char *tag, *value; /* NULL: none */
} tags[] = {
    {"<c r=\"C7\" t=\"s\">", "C7"},
    {"<c t='s' r='C7'/>", "C7"},
    {"<c r=\"\">", ""},
    {"<c r=\"a'b\">", "a'b"},
    {"<c xr=\"C7\">", NULL},
    {"<c r=C7>", NULL},
    {"<c r=\"C7", NULL},
    {"<c r=", NULL},
    {"", NULL},
};

START_TEST(values_of_attributes)
{
    const struct view value = markup_attribute(view_of(tags[_i].tag), VIEW(" r="));
    ck_assert(!value.data == !tags[_i].value);
    ck_assert(!tags[_i].value || view_equal(value, view_of(tags[_i].value)));
}
END_TEST

Suite *markup_suite(void)
{
    Suite *s = suite_create("markup");
    TCase *t = tcase_create("markup");
    tcase_add_loop_test(t, resolves_references, 0, (int)COUNT_OF(texts));
    tcase_add_test(t, reference_tells_its_length);
    tcase_add_loop_test(t, escapes_are_references, 0, 256);
    tcase_add_loop_test(t, values_of_attributes, 0, (int)COUNT_OF(tags));
    suite_add_tcase(s, t);
    return s;
}

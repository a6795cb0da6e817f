/* JSON that commands are given: the parts of a report, and pointers into a payload. */
#include <check.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "analyzer/given/edit.h"
#include "analyzer/given/split.h"
#include "parsers/base/count.h"
#include "parsers/base/memory.h"
#include "tests/unit/input_files.h"
#include "tests/unit/suites.h"

static struct source source;

static bool wants_a(const char *key)
{
    return key[0] == '\0' || strcmp(key, "a") == 0;
}

/* "a:1 b: a:{...} " of all parts; "-" for what is not wanted, "!" for an error. */
static void split_bytes(struct view bytes, bool is_lines, struct buffer *found)
{
    struct split *s = memory_new(1, sizeof(*s));
    struct split_part part;
    struct error err;
    error_init(&err);
    ck_assert_int_eq(source_open(&source, file_with("report", bytes), 0, NULL), STATUS_OK);
    split_init(s, &source, is_lines, &err);
    while (split_next(s, wants_a, &part)) {
        buffer_format(found, "%s:%.*s ", part.key,
                      VIEW_ARG(part.json.data ? part.json : VIEW("-")));
    }
    buffer_add_text(found, err.status == STATUS_OK ? "" : "!");
    split_release(s);
    free(s);
    source_close(&source);
}

static const struct {
    const char *bytes, *parts;
    bool is_lines;
} reports[] = {
    {"{}", "", false},
    {"{\"a\":1}", "a:1 ", false},
    {" { \"b\" : [1, {\"a\":[]}] , \"a\" : \"x]\\\"}\" } ", "b:- b:- a:\"x]\\\"}\" ", false},
    {"{\"a\":[{\"x\":[1,2]},3,\"4\"],\"a\":null}", "a:{\"x\":[1,2]} a:3 a:\"4\" a:null ", false},
    {"{\"a\":[]}", "", false},
    {"{\"a\":1} x", "a:1 !", false},
    {"{\"a\":[}", "!", false},
    {"{\"b\":]}", "!", false},
    {"}", "!", true},
    {"{} ,", ":{} !", true},
    {"[1]", "!", false},
    {"{\"a\"}", "!", false},
    {"{\"a\":", "!", false},
    {"{\"a\":[1", "!", false},
    {"", "!", false},
    {"", "", true},
    {"{\"x\":1}\n{\"x\":{}}\n", ":{\"x\":1} :{\"x\":{}} ", true},
    {"{\"x\":1", "!", true},
};

START_TEST(parts)
{
    struct buffer found;
    buffer_init(&found, BUFFER_NO_MAX);
    split_bytes(view_of(reports[_i].bytes), reports[_i].is_lines, &found);
    ck_assert_msg(view_equal(buffer_view(&found), view_of(reports[_i].parts)),
                  "'%.*s', expected '%s'", VIEW_ARG(buffer_view(&found)), reports[_i].parts);
    buffer_release(&found);
}
END_TEST

/* Whatever is cut off of a document is missed. */
START_TEST(every_shorter_length_is_an_error)
{
    const struct view whole = VIEW("{\"b\":[1,{\"x\":\"}\"}],\"a\":{\"y\":[true]}}");
    for (size_t len = 0; len <= whole.len; len++) {
        struct buffer found;
        buffer_init(&found, BUFFER_NO_MAX);
        split_bytes(view_slice(whole, 0, len), false, &found);
        const bool has_error = view_ends_nocase(buffer_view(&found), VIEW("!"));
        ck_assert_msg(has_error == (len < whole.len), "%zu bytes: '%.*s'", len,
                      VIEW_ARG(buffer_view(&found)));
        buffer_release(&found);
    }
}
END_TEST

static const struct {
    const char *pointer, *expected; /* NULL: refused */
} places[] = {
    {"/a", "{\"a\":7,\"l\":[1]}"},
    {"/n/m", "{\"a\":{},\"l\":[1],\"n\":{\"m\":7}}"},
    {"/", "{\"a\":{},\"l\":[1],\"\":7}"},
    {"/x~1y~0", "{\"a\":{},\"l\":[1],\"x/y~\":7}"},
    {"/l/0", "{\"a\":{},\"l\":[7]}"},
    {"/l/-", "{\"a\":{},\"l\":[1,7]}"},
    {"/l/1/k", "{\"a\":{},\"l\":[1,{\"k\":7}]}"},
    {"/l/2", NULL},
    {"/l/x", NULL},
    {"/l/0x0", NULL},
    {"/l/0/k", NULL},
    {"/~2", NULL},
    {"/~", NULL},
};

START_TEST(pointers)
{
    struct error err;
    json_t *document = json_loads("{\"a\":{},\"l\":[1]}", 0, NULL);
    error_init(&err);
    const enum status status =
        pointer_set(document, view_of(places[_i].pointer), json_integer(7), &err);
    ck_assert_int_eq(status, places[_i].expected ? STATUS_OK : STATUS_USAGE);
    if (places[_i].expected) {
        char *text = json_dumps(document, JSON_COMPACT);
        ck_assert_str_eq(text, places[_i].expected);
        free(text);
    }
    json_decref(document);
}
END_TEST

Suite *given_suite(void)
{
    Suite *suite = suite_create("given");
    TCase *tests = tcase_create("given");
    tcase_add_checked_fixture(tests, setup_files, clear_files);
    tcase_add_loop_test(tests, parts, 0, COUNT_OF(reports));
    tcase_add_test(tests, every_shorter_length_is_an_error);
    tcase_add_loop_test(tests, pointers, 0, COUNT_OF(places));
    suite_add_tcase(suite, tests);
    return suite;
}

/* WQL: its tokens, where a class or an interval follows, and texts of any length and byte. */
#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "parsers/base/count.h"
#include "rules/texts/wql.h"
#include "tests/unit/exact.h"

Suite *wql_suite(void);

enum { MAX_TOKENS = 16 };

static const struct {
    const char *query;
    struct wql_token tokens[MAX_TOKENS];
} lexed[] = {
    {"", {{WQL_END, {NULL, 0}}}},
    {" \t\r\n", {{WQL_END, {NULL, 0}}}},
    {"SELECT * FROM A_1",
     {{WQL_NAME, {"SELECT", 6}},
      {WQL_MARK, {"*", 1}},
      {WQL_NAME, {"FROM", 4}},
      {WQL_NAME, {"A_1", 3}}}},
    {"a<=1 b>=.5 c<>2. d!=e f=-1",
     {{WQL_NAME, {"a", 1}},
      {WQL_MARK, {"<=", 2}},
      {WQL_NUMBER, {"1", 1}},
      {WQL_NAME, {"b", 1}},
      {WQL_MARK, {">=", 2}},
      {WQL_NUMBER, {".5", 2}},
      {WQL_NAME, {"c", 1}},
      {WQL_MARK, {"<>", 2}},
      {WQL_NUMBER, {"2.", 2}},
      {WQL_NAME, {"d", 1}},
      {WQL_MARK, {"!=", 2}},
      {WQL_NAME, {"e", 1}},
      {WQL_NAME, {"f", 1}},
      {WQL_MARK, {"=", 1}},
      {WQL_MARK, {"-", 1}},
      {WQL_NUMBER, {"1", 1}}}},
    {"1.5WHERE a1", {{WQL_NUMBER, {"1.5", 3}}, {WQL_NAME, {"WHERE", 5}}, {WQL_NAME, {"a1", 2}}}},
    {"1.2.3", {{WQL_NUMBER, {"1.2", 3}}, {WQL_NUMBER, {".3", 2}}}},
    {"{a.b='x y'}",
     {{WQL_MARK, {"{", 1}},
      {WQL_NAME, {"a", 1}},
      {WQL_MARK, {".", 1}},
      {WQL_NAME, {"b", 1}},
      {WQL_MARK, {"=", 1}},
      {WQL_STRING, {"x y", 3}},
      {WQL_MARK, {"}", 1}}}},
    {"'it\"s' \"it's\"", {{WQL_STRING, {"it\"s", 4}}, {WQL_STRING, {"it's", 4}}}},
    {"'a\\'b' \"c\\\\\"d",
     {{WQL_STRING, {"a\\'b", 4}}, {WQL_STRING, {"c\\\\", 3}}, {WQL_NAME, {"d", 1}}}},
    {"''", {{WQL_STRING, {"", 0}}}},
    {"'cut off", {{WQL_STRING, {"cut off", 7}}}},
    {"'cut off\\", {{WQL_STRING, {"cut off\\", 8}}}},
    {"Caf\xC3\xA9", {{WQL_NAME, {"Caf\xC3\xA9", 5}}}},
};

START_TEST(tokens_are_told_apart)
{
    const struct view query = exact_copy(lexed[_i].query, strlen(lexed[_i].query));
    struct view rest = query;
    for (size_t i = 0; i < MAX_TOKENS; i++) {
        const struct wql_token expected = lexed[_i].tokens[i], found = wql_next(&rest);
        ck_assert_msg(found.type == expected.type && view_equal(found.text, expected.text),
                      "token %zu of '%s' is '%.*s', type %d", i, lexed[_i].query,
                      VIEW_ARG(found.text), (int)found.type);
        if (found.type == WQL_END) {
            break;
        }
    }
    exact_free(query);
}
END_TEST

/* Tokens follow each other, lie within the query, and end. */
START_TEST(every_shorter_query_is_safe)
{
    for (size_t len = 0; len < strlen(lexed[_i].query); len++) {
        const struct view query = exact_copy(lexed[_i].query, len);
        struct view rest = query, class_name;
        double seconds;
        size_t left = len + 1;
        for (struct wql_token t = wql_next(&rest); t.type != WQL_END; t = wql_next(&rest)) {
            ck_assert_uint_lt(rest.len, left);
            left = rest.len;
            ck_assert(t.text.data >= query.data && t.text.data + t.text.len <= query.data + len);
        }
        rest = query;
        wql_take_from(&rest);
        wql_take_isa(&rest, &class_name);
        wql_within(query, &seconds);
        exact_free(query);
    }
}
END_TEST

static const struct {
    const char *query;
    double seconds; /* -1: none */
} intervals[] = {
    {"SELECT * FROM __InstanceCreationEvent WITHIN 5 WHERE a", 5},
    {"SELECT * FROM A within\n0.25", 0.25},
    {"SELECT * FROM A WITHIN .5 WHERE a", 0.5},
    {"SELECT * FROM A WITHIN 5. WHERE a", 5},
    {"SELECT * FROM A WITHIN 600", 600},
    {"SELECT * FROM A WITHIN 0", 0},
    {"SELECT * FROM A GROUP WITHIN 300", -1},
    {"SELECT * FROM A WITHIN 2 GROUP WITHIN 300", 2},
    {"SELECT Within FROM A", -1},
    {"SELECT Within FROM A WITHIN 3", 3},
    {"SELECT * FROM A WITHIN WITHIN 4", 4},
    {"SELECT * FROM A WHERE b = 'WITHIN 5'", -1},
    {"SELECT * FROM A WITHIN", -1},
    {"SELECT * FROM A WITHIN -1", -1},
    {"SELECT * FROM A WITHIN .", -1},
    {"SELECT * FROM A WITHIN 5WHERE a", 5},
    {"SELECT * FROM A WITHIN 1234567890123456", WQL_MAX_SECONDS},
    {"SELECT * FROM A WITHIN 1.23456789012345678", 1.23456789},
    {"SELECT * FROM A WITHIN 0.0000000000000000000001", 0},
    {"SELECT * FROM A", -1},
    {"", -1},
};

START_TEST(intervals_are_found)
{
    for (size_t len = 0; len <= strlen(intervals[_i].query); len++) {
        const struct view query = exact_copy(intervals[_i].query, len);
        double seconds = -1;
        const bool is_found = wql_within(query, &seconds);
        ck_assert(is_found == (seconds >= 0));
        if (len == strlen(intervals[_i].query)) {
            ck_assert_double_eq_tol(seconds, intervals[_i].seconds, 1e-8);
        }
        exact_free(query);
    }
}
END_TEST

START_TEST(each_isa_names_a_class)
{
    struct view class_name = VIEW("untouched");
    struct view rest = VIEW("SELECT * FROM E WHERE a isa 'B' OR (a ISA C) OR a isa \" D \" OR "
                            "a isa 'no name' OR b = 'isa F' OR a isa");
    static const char *const names[] = {"B", "C", "D", NULL};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        ck_assert(wql_take_isa(&rest, &class_name));
        ck_assert(view_equal(class_name, view_of(names[i])));
    }
    class_name = VIEW("untouched");
    ck_assert(!wql_take_isa(&rest, &class_name));
    ck_assert(view_equal(class_name, VIEW("untouched")));
}
END_TEST

START_TEST(classes_are_taken)
{
    static const struct {
        const char *text, *class_name, *rest;
        bool is_taken;
    } cases[] = {
        {" A where", "A", " where", true},  {"3Com_A", "3Com_A", "", true},
        {"'A' where", "A", " where", true}, {"\" no name \"=", NULL, "=", true},
        {"= A", "untouched", "= A", false}, {"", "untouched", "", false},
    };
    struct view rest = view_of(cases[_i].text), class_name = VIEW("untouched");
    ck_assert(wql_take_class(&rest, &class_name) == cases[_i].is_taken);
    ck_assert(view_equal(class_name, view_of(cases[_i].class_name)));
    ck_assert(view_equal(rest, view_of(cases[_i].rest)));
}
END_TEST

START_TEST(an_absent_query_has_nothing)
{
    double seconds = 7;
    struct view rest = VIEW_NONE, class_name = VIEW_NONE;
    ck_assert_int_eq(wql_next(&rest).type, WQL_END);
    ck_assert(!wql_take_from(&rest));
    ck_assert(!wql_take_isa(&rest, &class_name));
    ck_assert(!wql_within(VIEW_NONE, &seconds));
    ck_assert_double_eq(seconds, 7);
}
END_TEST

/* Every byte is passed in each token by a bounded number of looks: what goes back for each takes
 * minutes. */
START_TEST(hostile_repetition_takes_linear_time)
{
    static const char *const fillers[] = {"'",  "\"",    "\\", "{",        " from", ", from",
                                          "1",  " isa",  "1.", " within ", ".",     "group within ",
                                          "<=", "1.1a ", "''"};
    enum { TEXT_LEN = 200000 };
    char *text = malloc(TEXT_LEN);
    ck_assert_ptr_nonnull(text);
    for (size_t i = 0; i < COUNT_OF(fillers); i++) {
        const clock_t start = clock();
        for (size_t pos = 0; pos < TEXT_LEN; pos++) {
            text[pos] = fillers[i][pos % strlen(fillers[i])];
        }
        struct view rest = {text, TEXT_LEN}, class_name;
        double seconds;
        wql_within(rest, &seconds);
        wql_take_from(&rest);
        while (wql_take_isa(&rest, &class_name)) {
        }
        ck_assert_msg(clock() - start < (clock_t)5 * CLOCKS_PER_SEC, "'%s' is slow", fillers[i]);
    }
    free(text);
}
END_TEST

Suite *wql_suite(void)
{
    Suite *suite = suite_create("wql");
    TCase *tests = tcase_create("wql");
    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, tokens_are_told_apart, 0, COUNT_OF(lexed));
    tcase_add_loop_test(tests, every_shorter_query_is_safe, 0, COUNT_OF(lexed));
    tcase_add_loop_test(tests, intervals_are_found, 0, COUNT_OF(intervals));
    tcase_add_loop_test(tests, classes_are_taken, 0, 6);
    tcase_add_test(tests, each_isa_names_a_class);
    tcase_add_test(tests, an_absent_query_has_nothing);
    tcase_add_test(tests, hostile_repetition_takes_linear_time);
    suite_add_tcase(suite, tests);
    return suite;
}

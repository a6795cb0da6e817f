/* MOF text as the log carries it, cut anywhere, and made to deceive. */
#include <stdlib.h>
#include <string.h>

#include "parsers/base/buffer.h"
#include "parsers/base/count.h"
#include "rules/consumers/mof_text.h"
#include "tests/unit/exact.h"
#include "tests/unit/suites.h"
#include "tests/unit/texts.h"

static struct arena arena;

static void set_up(void)
{
    arena_init(&arena, 0);
}

static void tear_down(void)
{
    arena_release(&arena);
}

#define FILTER                                                                    \
    "Binding EventFilter: \ninstance of __EventFilter\n{\n\tCreatorSID = "        \
    "{1, 2, 0, 0, 0, 0, 0, 5, 32, 0, 0, 0, 32, 2, 0, 0};\n\tEventNamespace = "    \
    "\"root\\\\cimv2\";\n\tName = \"a filter\";\n\tQuery = \"select * from X "    \
    "where Y = \\\"z\\\"\";\n\tQueryLanguage = \"WQL\";\n};\nPerm. Consumer: \n"  \
    "instance of CommandLineEventConsumer\n{\n\tCommandLineTemplate = \"C:\\\\a " \
    "b.exe\";\n\tKillTimeout = 0;\n\tName = \"a consumer\";\n\tRunInteractively = FALSE;\n};\n"

/* The value of the only property of the only object. */
static struct view value_of(const char *written)
{
    struct buffer text;
    buffer_init(&text, BUFFER_NO_MAX);
    buffer_format(&text, "instance of C {P = %s;};", written);
    struct view rest = arena_copy(&arena, buffer_view(&text));
    buffer_release(&text);
    struct mof_object object;
    ck_assert(mof_read_object(&rest, &arena, &object));
    return object.count == 1 ? object.properties[0].value : VIEW_NONE;
}

START_TEST(both_objects_are_read)
{
    struct view rest = VIEW(FILTER);
    struct mof_object object;
    ck_assert(mof_read_object(&rest, &arena, &object));
    expect_present(object.class_name, "__EventFilter");
    ck_assert(object.is_whole);
    ck_assert_uint_eq(object.count, 5);
    expect_present(mof_text_of(&object, "eventnamespace"), "root\\cimv2");
    expect_present(mof_text_of(&object, "Query"), "select * from X where Y = \"z\"");
    const struct mof_property *sid = mof_property_named(&object, "CreatorSID");
    ck_assert_int_eq(sid->type, MOF_LIST);
    expect_present(mof_sid(&arena, sid->value), "S-1-5-32-544");
    ck_assert(mof_read_object(&rest, &arena, &object));
    expect_present(object.class_name, "CommandLineEventConsumer");
    expect_present(mof_text_of(&object, "CommandLineTemplate"), "C:\\a b.exe");
    expect_present(mof_property_named(&object, "RunInteractively")->value, "FALSE");
    ck_assert_ptr_null(mof_text_of(&object, "RunInteractively").data);
    ck_assert_ptr_null(mof_property_named(&object, "Query"));
    ck_assert(!mof_read_object(&rest, &arena, &object));
}
END_TEST

/* As EvtxECmd writes it. */
START_TEST(commas_for_line_ends)
{
    struct view rest = VIEW(
        "Binding EventFilter: , instance of __EventFilter, {, \tCreatorSID = {1, 1, 0, 0, 0, 0, 0, "
        "5,"
        " 18, 0, 0, 0};, \tQuery = \"select * from X, Y\", \" where a\";, };, Perm. Consumer: , "
        "instance of CommandLineEventConsumer, {, \tCommandLineTemplate = \"a, b\";, \tKillTimeout "
        "= "
        "0;, };, ");
    struct mof_object object;
    ck_assert(mof_read_object(&rest, &arena, &object));
    expect_present(object.class_name, "__EventFilter");
    ck_assert(object.is_whole);
    expect_present(mof_text_of(&object, "Query"), "select * from X, Y where a");
    expect_present(mof_sid(&arena, mof_property_named(&object, "CreatorSID")->value), "S-1-5-18");
    ck_assert(mof_read_object(&rest, &arena, &object));
    ck_assert(object.is_whole);
    expect_present(mof_text_of(&object, "CommandLineTemplate"), "a, b");
}
END_TEST

/* What programs write for line ends, in place of each of them. */
START_TEST(marks_for_line_ends)
{
    static const char *const marks[] = {"\\n", "\\r\\n", "<br>", " <br/> ", " | ", ","};
    const struct view written = VIEW(FILTER);
    struct buffer text;
    buffer_init(&text, BUFFER_NO_MAX);
    for (size_t i = 0; i < written.len; i++) {
        if (written.data[i] == '\n') {
            buffer_add_text(&text, marks[_i]);
        } else {
            buffer_add_char(&text, written.data[i]);
        }
    }
    struct view rest = buffer_view(&text);
    struct mof_object object;
    ck_assert(mof_read_object(&rest, &arena, &object));
    ck_assert(object.is_whole);
    ck_assert(mof_read_object(&rest, &arena, &object));
    ck_assert(object.is_whole);
    expect_present(mof_text_of(&object, "CommandLineTemplate"), "C:\\a b.exe");
    buffer_release(&text);
}
END_TEST

/* What a text has before its end is there, and no end is made up. */
START_TEST(a_text_that_is_cut_off_is_kept)
{
    struct view rest = VIEW("instance of C {A = \"one\"; B = \"C:\\\\a\\\\b.exe -x");
    struct mof_object object;
    ck_assert(mof_read_object(&rest, &arena, &object));
    ck_assert(!object.is_whole);
    expect_present(mof_text_of(&object, "A"), "one");
    expect_present(mof_text_of(&object, "B"), "C:\\a\\b.exe -x");
}
END_TEST

START_TEST(strings_are_joined_and_unescaped)
{
    expect_present(value_of("\"a\" \n \"b\"\"c\""), "abc");
    expect_present(value_of("\"\\\\ \\\" \\' \\t\\n\\r\\b\\f\""), "\\ \" ' \t\n\r\b\f");
    expect_present(value_of("\"\\x41\\xE4g\\x20AC\\x00e9f\\xD800|\""),
                   "A\xc3\xa4g\xe2\x82\xac\xc3\xa9"
                   "f\xef\xbf\xbd|");
    expect_present(value_of("\"\\q\\xg\""), "q\\xg");
    expect_present(value_of("\"\""), "");
    expect_present(value_of("\"a\\\\\""), "a\\");
    expect_present(value_of("{ \"a}\" , \"b\" }"), "\"a}\" , \"b\"");
    expect_present(value_of("{}"), "");
    expect_present(value_of("-1.5e+3"), "-1.5e+3");
    expect_present(value_of("'x'"), "x");
    expect_present(value_of("instance of D {Q = \"}\"; R = {1};}"), "D");
}
END_TEST

/* A name can hold anything; it must not become another consumer. */
START_TEST(text_within_strings_is_no_object)
{
    struct view rest = VIEW("instance of __EventFilter {Name = \"x\\\";};\\nPerm. Consumer: \\n"
                            "instance of NTEventLogEventConsumer {Name = \\\"good\\\";};\";};"
                            "instance of ActiveScriptEventConsumer {ScriptText=\"bad\";};");
    struct mof_object object;
    ck_assert(mof_read_object(&rest, &arena, &object));
    ck_assert_uint_eq(object.count, 1);
    ck_assert(mof_read_object(&rest, &arena, &object));
    expect_present(object.class_name, "ActiveScriptEventConsumer");
    ck_assert(!mof_read_object(&rest, &arena, &object));
}
END_TEST

START_TEST(words_that_only_look_like_objects_are_passed)
{
    struct view rest = VIEW("myinstance of A {}; instance off B {}; instance of {}; instance of C;"
                            "INSTANCE OF D {};");
    struct mof_object object;
    ck_assert(mof_read_object(&rest, &arena, &object));
    expect_present(object.class_name, "D");
    ck_assert_uint_eq(object.count, 0);
    struct view none[] = {VIEW_NONE,
                          VIEW(""),
                          VIEW("Permanent"),
                          VIEW("instance"),
                          VIEW("instance of"),
                          VIEW("instance of X"),
                          VIEW("instance of X;")};
    for (size_t i = 0; i < COUNT_OF(none); i++) {
        ck_assert(!mof_read_object(&none[i], &arena, &object));
    }
}
END_TEST

START_TEST(every_shorter_text_is_read_without_harm)
{
    const struct view whole = VIEW(FILTER);
    for (size_t len = 0; len < whole.len; len++) {
        const struct view exact = exact_copy(whole.data, len);
        struct view rest = exact;
        struct mof_object object = {.is_whole = false};
        size_t objects = 0, wholes = 0;
        while (mof_read_object(&rest, &arena, &object)) {
            objects++;
            wholes += object.is_whole;
        }
        ck_assert_uint_le(objects, 2);
        ck_assert_uint_le(objects - wholes, 1);
        ck_assert(wholes < 2 || len >= whole.len - 2);
        exact_free(exact);
    }
}
END_TEST

START_TEST(limits_hold)
{
    struct buffer text;
    buffer_init(&text, BUFFER_NO_MAX);
    buffer_add_text(&text, "instance of C {");
    for (int i = 0; i < MOF_MAX_PROPERTIES + 10; i++) {
        buffer_format(&text, "P%d = \"", i);
        buffer_add_text(&text, "\";");
    }
    buffer_add_text(&text, "};");
    struct view rest = buffer_view(&text);
    struct mof_object object;
    ck_assert(mof_read_object(&rest, &arena, &object));
    ck_assert(object.is_whole);
    ck_assert_uint_eq(object.count, MOF_MAX_PROPERTIES);
    buffer_clear(&text);
    buffer_add_text(&text, "instance of C {P = ");
    for (int i = 0; i < 100000; i++) {
        buffer_add_text(&text, "{");
    }
    rest = buffer_view(&text);
    ck_assert(mof_read_object(&rest, &arena, &object));
    ck_assert(!object.is_whole);
    buffer_clear(&text);
    for (int i = 0; i < MOF_MAX_TEXT; i++) {
        buffer_add_char(&text, ' ');
    }
    buffer_add_text(&text, "instance of C {};");
    rest = buffer_view(&text);
    ck_assert(!mof_read_object(&rest, &arena, &object));
    buffer_release(&text);
}
END_TEST

START_TEST(sids_are_exact)
{
    expect_present(mof_sid(&arena, VIEW("1,1,0,0,0,0,0,5,18,0,0,0")), "S-1-5-18");
    expect_present(
        mof_sid(&arena, VIEW("1, 5, 0, 0, 0, 0, 0, 5, 21, 0, 0, 0, 255, 255, 255, 255, 1, 0, 0,"
                             " 0, 2, 0, 0, 0, 244, 1, 0, 0")),
        "S-1-5-21-4294967295-1-2-500");
    expect_present(mof_sid(&arena, VIEW("1,0,1,0,0,0,0,0")), "S-1-1099511627776");
    static const char *const wrong[] = {"",
                                        ",",
                                        "1",
                                        "1,2,0,0,0,0,0,5,32,0,0,0",
                                        "2,1,0,0,0,0,0,5,18,0,0,0",
                                        "1,1,0,0,0,0,0,5,18,0,0,256",
                                        "1,1,0,0,0,0,0,5,18,0,0,0,",
                                        "1,1,0,0,0,0,0,5,18,0,0,-1",
                                        "1,1,0,0,0,0,0,5,18,0,0,\"a\""};
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        ck_assert_ptr_null(mof_sid(&arena, view_of(wrong[i])).data);
    }
    ck_assert_ptr_null(mof_sid(&arena, VIEW_NONE).data);
    struct buffer many;
    buffer_init(&many, BUFFER_NO_MAX);
    buffer_add_text(&many, "1,16,0,0,0,0,0,5");
    for (int i = 0; i < 64; i++) {
        buffer_add_text(&many, ",0");
    }
    ck_assert_ptr_null(mof_sid(&arena, buffer_view(&many)).data);
    buffer_release(&many);
}
END_TEST

Suite *mof_text_suite(void)
{
    Suite *suite = suite_create("mof_text");
    TCase *tests = tcase_create("mof_text");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, both_objects_are_read);
    tcase_add_test(tests, commas_for_line_ends);
    tcase_add_loop_test(tests, marks_for_line_ends, 0, 6);
    tcase_add_test(tests, a_text_that_is_cut_off_is_kept);
    tcase_add_test(tests, strings_are_joined_and_unescaped);
    tcase_add_test(tests, text_within_strings_is_no_object);
    tcase_add_test(tests, words_that_only_look_like_objects_are_passed);
    tcase_add_test(tests, every_shorter_text_is_read_without_harm);
    tcase_add_test(tests, limits_hold);
    tcase_add_test(tests, sids_are_exact);
    suite_add_tcase(suite, tests);
    return suite;
}

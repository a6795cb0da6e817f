/* Sheets of phrases: how long they are, what fits, and what they become in Markdown, in wiki
 * markup, in HTML. */
#include <check.h>
#include <string.h>

#include "analyzer/report/markdown/markup.h"
#include "analyzer/report/source_name.h"
#include "analyzer/report/tickets/body.h"
#include "parsers/base/count.h"
#include "tests/unit/suites.h"

START_TEST(units_are_those_of_utf16)
{
    ck_assert_uint_eq(sheet_units(VIEW("")), 0);
    ck_assert_uint_eq(sheet_units(VIEW("a\xc3\xa4\xe2\x82\xac")), 3);
    ck_assert_uint_eq(sheet_units(VIEW("\xf0\x9f\x98\x80")), 2);
    ck_assert_uint_eq(sheet_cut(VIEW("a\xf0\x9f\x98\x80"), 2).len, 1);
    ck_assert_uint_eq(sheet_cut(VIEW("a\xf0\x9f\x98\x80"), 3).len, 5);
    ck_assert_uint_eq(sheet_cut(VIEW("ab"), 9).len, 2);
    ck_assert_uint_eq(sheet_cut(VIEW("ab"), 0).len, 0);
}
END_TEST

static size_t measure(void *context, const struct sheet_block *block)
{
    (void)context;
    return block->items[0].text.len;
}

/* Blocks of so many bytes each, with a heading between; the last one is the tail. */
START_TEST(whole_blocks_fit)
{
    struct arena arena;
    struct sheet s;
    arena_init(&arena, 0);
    sheet_init(&s, &arena);
    sheet_line(&s, SHEET_TEXT, "0123456789");
    sheet_line(&s, SHEET_HEADING, "12345");
    sheet_line(&s, SHEET_TEXT, "0123456789");
    sheet_open(&s, SHEET_LIST); /* without an item it is none */
    sheet_line(&s, SHEET_TEXT, "tail");
    s.tail = 1;
    ck_assert_uint_eq(s.count, 4);
    ck_assert_uint_eq(sheet_fit(&s, 29, 3, measure, NULL), 4);
    ck_assert_uint_eq(sheet_fit(&s, 28, 3, measure, NULL), 1); /* no heading of nothing */
    ck_assert_uint_eq(sheet_fit(&s, 17, 3, measure, NULL), 1);
    ck_assert_uint_eq(sheet_fit(&s, 16, 3, measure, NULL), 0);
    ck_assert_uint_eq(sheet_fit(&s, 0, 3, measure, NULL), 0);
    sheet_release(&s);
    arena_release(&arena);
}
END_TEST

/* A sentence, and what it is in Markdown; names stand between \1 and \2. */
static const struct {
    const char *phrase, *markdown;
} sentences[] = {
    {"plain words, (all) of them.", "plain words, (all) of them."},
    {"user \1CONTOSO\\x\2 on \1SRV01\2", "user `CONTOSO\\x` on `SRV01`"},
    {"\1a\2\1b\2", "`a` `b`"},
    {"\1a`b\2", "``a`b``"},
    {"\1`\2", "`` ` ``"},
    {"\1a``b`\2", "``` a``b` ```"},
    {"(E_ACCESSDENIED), then", "(`E_ACCESSDENIED`), then"},
    {"mail @everyone now", "mail `@everyone` now"},
    {"see #12, GH-3 and x@y.", "see `#12`, `GH-3` and `x@y`."},
    {"https://example.com/ or www.example.com", "`https://example.com/` or `www.example.com`"},
    {"at 10:00:00 it was", "at 10:00:00 it was"},
    {"IWbemServices::Connect :x: y:", "`IWbemServices::Connect` `:x`: y:"},
    {"1. no list", "`1.` no list"},
    {"- no list - at all", "`-` no list - at all"},
    {"deadbeef0 is no commit", "`deadbeef0` is no commit"},
    {"a ` b", "a `` ` `` b"},
    {"\1open", "`open`"},
};

START_TEST(nothing_of_a_phrase_is_markup)
{
    struct buffer b;
    buffer_init(&b, BUFFER_NO_MAX);
    markup_phrase(&b, view_of(sentences[_i].phrase));
    ck_assert_msg(view_equal(buffer_view(&b), view_of(sentences[_i].markdown)),
                  "'%.*s', expected '%s'", VIEW_ARG(buffer_view(&b)), sentences[_i].markdown);
    buffer_release(&b);
}
END_TEST

static void ck_block(void (*add)(struct buffer *b, const struct sheet_block *block),
                     enum sheet_kind kind, const char *text, const char *expected)
{
    struct buffer b;
    struct sheet_item item = {NULL, view_of(text)};
    buffer_init(&b, BUFFER_NO_MAX);
    add(&b, &(struct sheet_block){.kind = kind, .items = &item, .count = 1});
    ck_assert_msg(view_equal(buffer_view(&b), view_of(expected)), "'%.*s', expected '%s'",
                  VIEW_ARG(buffer_view(&b)), expected);
    buffer_release(&b);
}

START_TEST(blocks_in_each_markup)
{
    ck_block(markup_block, SHEET_CODE, "a ```` b", "`````text\na ```` b\n`````\n");
    ck_block(markup_block, SHEET_HEADING, "Cause 1", "### Cause 1\n");
    ck_block(body_html_block, SHEET_LIST, "<b>&\1\"x\"\2",
             "<ul><li>&lt;b&gt;&amp;<code>&quot;x&quot;</code></li></ul>");
    ck_block(body_plain_block, SHEET_TEXT, "[code]<b>[/CODE]", "[ code]<b>[/ CODE]\n");
    ck_block(body_wiki_block, SHEET_CODE, "{noformat}x", "{noformat}\n{ noformat}x\n{noformat}\n");
    ck_block(body_wiki_block, SHEET_TEXT, "*b* WBEM_E_FAILED [~x] \\\\h (x) :) a-b",
             "\\*b\\* WBEM_E_FAILED \\[\\~x\\] &#92;&#92;h &#40;x) &#58;&#41; a-b\n");
}
END_TEST

START_TEST(commands_in_each_markup)
{
    struct buffer b;
    buffer_init(&b, BUFFER_NO_MAX);
    phrase_step(&b, VIEW("Run `sc.exe qc \\\\x`, then `b {c}`."), PHRASE_RULE);
    ck_assert(view_equal(buffer_view(&b), VIEW("Run \3sc.exe qc \\\\x\2, then \3b {c}\2.")));
    buffer_clear(&b);
    phrase_step(&b, VIEW("Run `one command that is long` now"), 20);
    ck_assert(view_find(buffer_view(&b), VIEW("\3"), 0) == SIZE_MAX);
    buffer_release(&b);
    ck_block(markup_block, SHEET_LIST, "a \3b *c*\2.", "- a `b *c*`.\n");
    ck_block(body_html_block, SHEET_LIST, "a \3<b>\2.",
             "<ul><li>a <code>&lt;b&gt;</code>.</li></ul>");
    ck_block(body_plain_block, SHEET_TEXT, "a \3b\2.", "a b.\n");
    ck_block(body_wiki_block, SHEET_TEXT, "a (\3b -c\2), \3d {e}\2.",
             "a ({{b \\-c}}), d \\{e\\}.\n");
    ck_block(body_wiki_block, SHEET_TEXT, "a\3b\2, \3c\2d", "ab, cd\n");
}
END_TEST

/* Of a group on HOST in ROOT\CIMV2, by a client on PC. */
START_TEST(names_of_a_brief_are_marked)
{
    static const struct view computers[] = {{"HOST.example.org", 16}, {"HOST", 4}};
    static const struct group_client client = {
        .client = {.machine = {"PC-7", 4}, .user = {"DOM\\u", 5}}, .count = 1};
    const struct brief brief = {
        .name_space = VIEW("root\\cimv2"),
        .class_name = VIEW("Battery"),
        .computers = computers,
        .computer_count = 2,
        .clients = &client,
        .client_count = 1,
    };
    static const char *const rows[][2] = {
        {"on HOST.", "on \1HOST\2."},
        {"on HOST.example.org, HOSTS and HOST.other",
         "on \1HOST.example.org\2, HOSTS and HOST.other"},
        {"DOM\\u on PC-7 (PC-77)", "\1DOM\\u\2 on \1PC-7\2 (PC-77)"},
        {"no Battery in root\\cimv2", "no \1Battery\2 in \1root\\cimv2\2"},
        {"root\\cimv2\\x", "root\\cimv2\\x"},
        {"", ""},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct buffer b;
        buffer_init(&b, BUFFER_NO_MAX);
        phrase_sentence(&b, &brief, view_of(rows[i][0]), PHRASE_RULE);
        ck_assert_msg(view_equal(buffer_view(&b), view_of(rows[i][1])), "'%.*s'",
                      VIEW_ARG(buffer_view(&b)));
        buffer_release(&b);
    }
}
END_TEST

START_TEST(inputs_are_told_apart)
{
    static const struct view paths[] = {
        {"/data/me/a/x.evtx", 17},
        {"/data/me/b/x.evtx", 17},
        {"/data/me/b/bx.evtx", 18},
        {"x.evtx", 6},
        {"y.evtx", 6},
        {"y.evtx", 6},
        {"case.zip/c/z.evtx", 17},
    };
    static const char *const names[] = {"a/x.evtx", "b/x.evtx", "bx.evtx", "x.evtx",
                                        "y.evtx",   "y.evtx",   "z.evtx"};
    enum { COUNT = COUNT_OF(paths) };
    for (size_t i = 0; i < COUNT; i++) {
        const struct view name = source_name(paths, COUNT, i);
        ck_assert_msg(view_equal(name, view_of(names[i])), "'%.*s', expected '%s'", VIEW_ARG(name),
                      names[i]);
    }
    ck_assert(view_equal(source_name(paths, 1, 0), VIEW("x.evtx")));
}
END_TEST

Suite *sheet_suite(void)
{
    Suite *suite = suite_create("sheet");
    TCase *tests = tcase_create("sheet");
    tcase_add_test(tests, units_are_those_of_utf16);
    tcase_add_test(tests, whole_blocks_fit);
    tcase_add_loop_test(tests, nothing_of_a_phrase_is_markup, 0, COUNT_OF(sentences));
    tcase_add_test(tests, blocks_in_each_markup);
    tcase_add_test(tests, commands_in_each_markup);
    tcase_add_test(tests, names_of_a_brief_are_marked);
    tcase_add_test(tests, inputs_are_told_apart);
    suite_add_tcase(suite, tests);
    return suite;
}

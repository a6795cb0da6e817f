/* Cells of CSV: quotes, and the guard against formulas. */
#include <check.h>

#include "analyzer/report/csv/cells.h"
#include "parsers/base/count.h"
#include "tests/unit/suites.h"

static const struct {
    const char *text, *cell;
} cells_of[] = {
    {"", ""},
    {"plain", "plain"},
    {"a,b", "\"a,b\""},
    {"say \"x\"", "\"say \"\"x\"\"\""},
    {"a\r\nb\tc", "a\\r\\nb\\tc"},
    {"=1", "'=1"},
    {"+1", "'+1"},
    {"-1", "'-1"},
    {"@x", "'@x"},
    {"  =1", "'  =1"},
    {"\xc2\xa0=1", "'\xc2\xa0=1"},
    {"\xef\xbc\x9d", "'\xef\xbc\x9d"},
    {"a;=1", "\"a;'=1\""},
    {"a=1-2", "a=1-2"},
    {"\x1b[31m", "\\x1b[31m"},
};

START_TEST(cells)
{
    struct cells line;
    struct output out;
    struct buffer expected;
    output_open_memory(&out);
    cells_init(&line);
    cells_number(&line, 7);
    cells_text(&line, view_of(cells_of[_i].text));
    cells_plain(&line, NULL);
    cells_end(&line, &out);
    buffer_init(&expected, BUFFER_NO_MAX);
    buffer_format(&expected, "7,%s,\r\n", cells_of[_i].cell);
    ck_assert_msg(view_equal(buffer_view(&out.pending), buffer_view(&expected)),
                  "'%.*s', expected '%.*s'", VIEW_ARG(buffer_view(&out.pending)),
                  VIEW_ARG(buffer_view(&expected)));
    buffer_release(&expected);
    cells_release(&line);
    output_close(&out, true, NULL);
}
END_TEST

Suite *cells_suite(void)
{
    Suite *suite = suite_create("cells");
    TCase *tests = tcase_create("cells");
    tcase_add_loop_test(tests, cells, 0, COUNT_OF(cells_of));
    suite_add_tcase(suite, tests);
    return suite;
}

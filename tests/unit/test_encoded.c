/* What hides in base64. */
#include "parsers/base/buffer.h"
#include "rules/consumers/encoded.h"
#include "tests/unit/suites.h"
#include "tests/unit/texts.h"

static struct arena arena;
static bool is_cut;

static void set_up(void)
{
    arena_init(&arena, 0);
    is_cut = false;
}

static void tear_down(void)
{
    arena_release(&arena);
}

/* calc.exe and its like; `echo -n ... | iconv -t utf-16le | base64` */
START_TEST(encoded_commands_are_read)
{
    static const struct {
        const char *action, *decoded;
    } cases[] = {
        {"powershell -enc YwBhAGwAYwAuAGUAeABlAA==", "calc.exe"},
        {"powershell.exe -NoP -EncodedCommand   \"YwBhAGwAYwAuAGUAeABlAA==\"", "calc.exe"},
        {"pwsh /e:YwBhAGwAYwAuAGUAeABlAA", "calc.exe"},
        {"powershell \xe2\x80\x93"
         "ec YwBhAGwAYwAuAGUAeABlAA==",
         "calc.exe"},
        {"cmd /c start \"\" powershell -en 'YwBhAGwAYwAuAGUAeABlAA=='", "calc.exe"},
        {"cmd /c p^ower^shell -e^n^c YwBhAGwA^YwAuAGUAeABlAA==", "calc.exe"},
        {"powershell \"-enc\" \"YwBhAGwAYwAuAGUAeABlAA==\"", "calc.exe"},
        {"powershell -e\"n\"c YwBhAGwAYwAuAGUAeABlAA==", "calc.exe"},
        {"powershell -e`nc YwBhAGwAYwAuAGUAeABlAA==", "calc.exe"},
        {"x = [Convert]::FromBase64String('Y2FsYy5leGU=')", "calc.exe"},
        {"frombase64string( \"YwBhAGwAYwAuAGUAeABlAA==\" )", "calc.exe"},
        {"FromBase64String('TVqQAAMAAAA=')", "(a program, 8 bytes)"},
        {"FromBase64String('H4sIAAAAAAA=')", "(data packed with gzip, 8 bytes)"},
        {"FromBase64String('//79/Pv6+fg=')", "(binary data, 8 bytes)"},
        {"FromBase64String('Y2FsYy5leGU='); FromBase64String('bm90ZXBhZA==')", "calc.exe\nnotepad"},
    };
    expect_present(encoded_find(&arena, view_of(cases[_i].action), &is_cut), cases[_i].decoded);
}
END_TEST

START_TEST(what_is_not_encoded_stays)
{
    static const char *const actions[] = {
        "",
        "cmd /e YwBhAGwAYwAuAGUAeABlAA==",
        "powershell -ep bypass",
        "powershell -exec bypass -file encoded.ps1",
        "powershell -enc",
        "powershell -enc abc",
        "powershell -e C:\\scripts\\some.ps1",
        "FromBase64String($x)",
        "FromBase64String(",
        "FromBase64String",
    };
    ck_assert_ptr_null(encoded_find(&arena, view_of(actions[_i]), &is_cut).data);
}
END_TEST

/* FromBase64String('Y2FsYy5leGU=') in UTF-16LE, and a text that is encoded in itself for ever. */
START_TEST(encoded_within_encoded)
{
    expect_present(encoded_find(&arena,
                                VIEW("powershell -e RgByAG8AbQBCAGEAcwBlADYANABTAHQAcgBpAG4AZwAoACc"
                                     "AWQAyAEYAcwBZAHkANQBsAGUARwBVAD0AJwApAA=="),
                                &is_cut),
                   "FromBase64String('Y2FsYy5leGU=')\ncalc.exe");
}
END_TEST

START_TEST(encoded_texts_are_bounded)
{
    struct buffer text;
    buffer_init(&text, BUFFER_NO_MAX);
    for (int i = 0; i < ENCODED_MAX_PIECES + 1; i++) {
        buffer_add_text(&text, "FromBase64String('");
        for (int j = 0; j < (i == ENCODED_MAX_PIECES ? 30000 : 8); j++) {
            buffer_add_text(&text, "YWFh");
        }
        buffer_add_text(&text, "');");
    }
    struct view found = encoded_find(&arena, buffer_view(&text), &is_cut);
    ck_assert_uint_eq(found.len, ENCODED_MAX_PIECES * 25 - 1);
    ck_assert(is_cut);
    is_cut = false;
    buffer_clear(&text);
    buffer_add_text(&text, "powershell -enc ");
    for (int j = 0; j < 30000; j++) {
        buffer_add_text(&text, "YQBhAGEA");
    }
    found = encoded_find(&arena, buffer_view(&text), &is_cut);
    ck_assert_uint_gt(found.len, 100);
    ck_assert_uint_le(found.len, ENCODED_MAX_SHOWN + 4);
    ck_assert(view_ends_nocase(found, VIEW("aaa ...")) && is_cut);
    buffer_release(&text);
}
END_TEST

Suite *encoded_suite(void)
{
    Suite *suite = suite_create("encoded");
    TCase *tests = tcase_create("encoded");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_loop_test(tests, encoded_commands_are_read, 0, 15);
    tcase_add_loop_test(tests, what_is_not_encoded_stays, 0, 10);
    tcase_add_test(tests, encoded_within_encoded);
    tcase_add_test(tests, encoded_texts_are_bounded);
    suite_add_tcase(suite, tests);
    return suite;
}

/* Result codes: the generated tables, and every spelling of a code. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "parsers/base/count.h"
#include "rules/knowledge/code_parts.h"
#include "rules/knowledge/codes.h"
#include "tests/unit/exact.h"

Suite *codes_suite(void);

enum { COLUMN_COUNT = 3 };

struct spelling {
    const char *text;
    size_t count;
    uint32_t values[COLUMN_COUNT];
};

static const struct spelling spellings[] = {
    {"0x80041003", 1, {0x80041003}},
    {"0X80041003", 1, {0x80041003}},
    {"0x8004100e", 1, {0x8004100E}},
    {"80041003", 1, {0x80041003}},
    {":80010114", 1, {0x80010114}},
    {"800706ba", 1, {0x800706BA}},
    {"2147749891", 1, {0x80041003}},
    {"2147944122", 1, {0x800706BA}},
    {"-2147217405", 1, {0x80041003}},
    {"-2147023441", 1, {0x800705AF}},
    {"-2147221163", 1, {0x80040155}},
    {"-2147319779", 1, {0x8002801D}},
    {"-2147483648", 1, {0x80000000}},
    {"-1", 1, {0xFFFFFFFF}},
    {"-0x7ffbeffd", 1, {0x80041003}},
    {"0xFFFFFFFF80041003", 1, {0x80041003}},
    {"18446744071562334211", 1, {0x80041003}},
    {"80041003h", 1, {0x80041003}},
    {"0x80041003UL", 1, {0x80041003}},
    {" \t0x80041003\r\n", 1, {0x80041003}},
    {"\"0x80041003\"", 1, {0x80041003}},
    {"'80041003',", 1, {0x80041003}},
    {"(2147944122)", 1, {0x800706BA}},
    {"[ 0x80041003 ]", 1, {0x80041003}},
    {"WBEM_E_ACCESS_DENIED", 1, {0x80041003}},
    {"wbem_e_access_denied", 1, {0x80041003}},
    {"wbemErrAccessDenied", 1, {0x80041003}},
    {"WBEMERRACCESSDENIED", 1, {0x80041003}},
    {"wbemErrTimeout", 1, {0x80041069}},
    {"wbemErrTimedout", 1, {0x80043001}},
    {"E_ACCESSDENIED", 1, {0x80070005}},
    {"ERROR_ACCESS_DENIED", 2, {0x80070005, 5}},
    {"RPC_S_SERVER_UNAVAILABLE", 2, {0x800706BA, 0x6BA}},
    {"HRESULT_FROM_WIN32(RPC_S_SERVER_UNAVAILABLE)", 1, {0x800706BA}},
    {"hresult_from_win32( rpc_s_server_unavailable )", 1, {0x800706BA}},
    {"HRESULT_FROM_WIN32(ERROR_ACCESS_DENIED)", 1, {0x80070005}},
    {"HRESULT_FROM_WIN32(5)", 1, {0x80070005}},
    {"HRESULT_FROM_WIN32 (0x6BA)", 1, {0x800706BA}},
    {"HRESULT_FROM_WIN32(0)", 1, {0}},
    {"5", 2, {0x80070005, 5}},
    {"1722", 2, {0x800706BA, 0x6BA}},
    {"0x6BA", 2, {0x6BA, 0x800706BA}},
    {"6BA", 2, {0x6BA, 0x800706BA}},
    {"00000005", 2, {5, 0x80070005}},
    {"65535", 2, {0x8007FFFF, 0xFFFF}},
    {"65536", 1, {0x10000}},
    {"0", 1, {0}},
    {"0x0", 1, {0}},
    {"1", 2, {1, 0x80070001}},
    {"C0000022", 1, {0xC0000022}},
    {"0xD0000022", 2, {0xD0000022, 0xC0000022}},
    {"4294967295", 1, {0xFFFFFFFF}},
};

static const char *const no_codes[] = {
    "",
    " ",
    ":",
    "''",
    "()",
    "-",
    "-0",
    "--5",
    "-2147483649",
    "0x",
    "0xG",
    "0x180041003",
    "0xFFFFFFFF00041003",
    "4294967296",
    "99999999999999999999999",
    "0x11111111111111111",
    "5.5",
    "+5",
    "5 6",
    "8004100Z",
    "WBEM_E_ACCESS",
    "WBEM_E_ACCESS_DENIEDX",
    "WBEM",
    "HRESULT_FROM_WIN32",
    "HRESULT_FROM_WIN32()",
    "HRESULT_FROM_WIN325",
    "HRESULT_FROM_WIN32(NO_SUCH_SYMBOL)",
    "HRESULT_FROM_WIN32(0x80041003)",
    "HRESULT_FROM_WIN32(HRESULT_FROM_WIN32(NO_SUCH))",
    "access denied",
};

/* Exact-size heap copy, so that AddressSanitizer sees a read past the end. */
static size_t read_exact(const char *text, size_t len, uint32_t values[CODE_MAX_READINGS])
{
    const struct view copy = exact_copy(text, len);
    const size_t count = code_read(copy, values);
    exact_free(copy);
    return count;
}

START_TEST(every_spelling_is_read)
{
    const struct spelling *s = &spellings[_i];
    uint32_t values[CODE_MAX_READINGS] = {0};
    ck_assert_msg(read_exact(s->text, strlen(s->text), values) == s->count, "'%s'", s->text);
    for (size_t i = 0; i < s->count; i++) {
        ck_assert_msg(values[i] == s->values[i], "'%s': reading %zu is %08X", s->text, i,
                      (unsigned)values[i]);
    }
}
END_TEST

START_TEST(every_shorter_spelling_is_safe)
{
    uint32_t values[CODE_MAX_READINGS];
    for (size_t len = 0; len < strlen(spellings[_i].text); len++) {
        ck_assert_uint_le(read_exact(spellings[_i].text, len, values), CODE_MAX_READINGS);
    }
}
END_TEST

START_TEST(other_text_is_no_code)
{
    uint32_t values[CODE_MAX_READINGS] = {0};
    const char *text = no_codes[_i];
    ck_assert_msg(read_exact(text, strlen(text), values) == 0, "'%s' gave %08X", text,
                  (unsigned)values[0]);
}
END_TEST

START_TEST(absent_and_long_texts_are_no_code)
{
    enum { LONG_LEN = 1000000 };
    uint32_t values[CODE_MAX_READINGS];
    ck_assert_uint_eq(code_read(VIEW_NONE, values), 0);
    char *text = malloc(LONG_LEN);
    ck_assert_ptr_nonnull(text);
    memset(text, '(', LONG_LEN);
    ck_assert_uint_eq(code_read((struct view){text, LONG_LEN}, values), 0);
    memset(text, '0', LONG_LEN);
    ck_assert_uint_eq(code_read((struct view){text, LONG_LEN}, values), 0);
    memset(text, ' ', LONG_LEN);
    text[LONG_LEN / 2] = '5';
    ck_assert_uint_eq(code_read((struct view){text, LONG_LEN}, values), 2);
    free(text);
}
END_TEST

START_TEST(names_with_a_nul_inside_do_not_match)
{
    uint32_t values[CODE_MAX_READINGS];
    ck_assert_uint_eq(code_read(VIEW("E_FAIL\0"), values), 0);
    ck_assert_uint_eq(code_read(VIEW("E_FAIL\0X"), values), 0);
    ck_assert_uint_eq(code_read(VIEW("E_FAIL"), values), 1);
}
END_TEST

START_TEST(known_values_have_their_symbol)
{
    static const struct {
        uint32_t value;
        const char *symbol;
        const char *facility;
        bool is_error;
    } known[] = {
        {0x80041003, "WBEM_E_ACCESS_DENIED", "ITF/WBEM", true},
        {0x80070005, "E_ACCESSDENIED", "WIN32", true},
        {0x800706BA, "HRESULT_FROM_WIN32(RPC_S_SERVER_UNAVAILABLE)", "WIN32/RPC", true},
        {0x000006BA, "RPC_S_SERVER_UNAVAILABLE", "WIN32(raw)/RPC", true},
        {0x8004100C, "WBEM_E_NOT_SUPPORTED", "ITF/WBEM", true},
        {0x80041084, "WBEM_E_PROVIDER_ALREADY_REGISTERED", "ITF/WBEM", true},
        {0x80010111, "RPC_E_INVALID_HEADER", "RPC", true},
        {0x00000000, "WBEM_S_NO_ERROR", "NULL/WBEM", false},
        {0x00040004, "WBEM_S_TIMEDOUT", "ITF/WBEM", false},
        {0xC0000022, "STATUS_ACCESS_DENIED", "NTSTATUS", true},
    };
    for (size_t i = 0; i < COUNT_OF(known); i++) {
        const struct code *code = code_find(known[i].value);
        ck_assert_ptr_nonnull(code);
        ck_assert_str_eq(code->symbol, known[i].symbol);
        ck_assert_str_eq(code->facility, known[i].facility);
        ck_assert_str_eq(code_facility(known[i].value), known[i].facility);
        ck_assert_int_eq(code->is_error, known[i].is_error);
    }
}
END_TEST

START_TEST(unknown_values_have_none)
{
    size_t count = 99;
    ck_assert_ptr_null(code_find(0x8004FFFF));
    ck_assert_ptr_null(code_find(0xFFFFFFFF));
    ck_assert_ptr_null(code_find_all(0x80041300, &count));
    ck_assert_uint_eq(count, 0);
    count = 99;
    ck_assert_ptr_null(code_aliases(0x80070005, &count));
    ck_assert_uint_eq(count, 0);
    ck_assert_ptr_null(code_at(code_count()));
    ck_assert_ptr_null(code_at(SIZE_MAX));
}
END_TEST

START_TEST(facility_comes_from_the_bits)
{
    ck_assert_str_eq(code_facility(0x80070BAD), "WIN32");
    ck_assert_str_eq(code_facility(0x800410FF), "ITF/WBEM");
    ck_assert_str_eq(code_facility(0x80041309), "ITF");
    ck_assert_str_eq(code_facility(0x800440FF), "ITF/WBEMMOF");
    ck_assert_str_eq(code_facility(0x8003FFFF), "STORAGE");
    ck_assert_str_eq(code_facility(0x8000FFF1), "NULL");
    ck_assert_str_eq(code_facility(0x8033FFFF), "WINRM");
    ck_assert_str_eq(code_facility(0xC000FFFF), "NTSTATUS");
    ck_assert_str_eq(code_facility(0xD0000022), "NTSTATUS");
    ck_assert_str_eq(code_facility(0xEFFF0009), "UNKNOWN");
    ck_assert_str_eq(code_facility(0xA0070005), "UNKNOWN");
    ck_assert_str_eq(code_facility(0x0000FFFE), "WIN32(raw)");
    ck_assert_str_eq(code_facility(0x87FFFFFF), "UNKNOWN");
}
END_TEST

/* A code of each kind of range, and such as any program gives. */
START_TEST(part_comes_from_the_number)
{
    static const struct {
        uint32_t value;
        const char *part;
    } cases[] = {
        {0x80041318, "the Task Scheduler"},
        {0x80042306, "Volume Shadow Copy (VSS)"},
        {0x80280006, "the TPM"},
        {0x80310000, "BitLocker"},
        {0x87D00607, "Configuration Manager"},
        {0xC004F074, "software licensing (activation)"},
        {0x80131904, "the client of SQL Server (.NET)"},
        {0x80131500, ".NET"},
        {0x80041003, NULL},
        {0x80070005, NULL},
        {0x800706BA, NULL},
        {0, NULL},
        {0xFFFFFFFF, NULL},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct view part = code_part(cases[i].value);
        ck_assert_msg(view_equal(part, view_of(cases[i].part)), "0x%08x", cases[i].value);
    }
}
END_TEST

START_TEST(failure_is_bit_31)
{
    ck_assert(code_is_failure(0x80000000));
    ck_assert(code_is_failure(0xFFFFFFFF));
    ck_assert(!code_is_failure(0x7FFFFFFF));
    ck_assert(!code_is_failure(0));
    ck_assert(!code_is_failure(0x00040004));
}
END_TEST

START_TEST(aliases_are_found_by_value)
{
    size_t count;
    const struct code_alias *alias = code_aliases(0x80041079, &count);
    ck_assert_uint_eq(count, 1);
    ck_assert_ptr_nonnull(alias);
    ck_assert_str_eq(alias->name, "wbemErrVetoPut");
    ck_assert_str_ne(alias->note, "");
    ck_assert_ptr_nonnull(code_aliases(0x80041001, &count));
    ck_assert_ptr_nonnull(code_aliases(0x80043002, &count));
}
END_TEST

START_TEST(table_is_whole_sorted_and_reads_itself)
{
    ck_assert_uint_eq(code_count(), 1590);
    for (size_t i = 0; i < code_count(); i++) {
        const struct code *code = code_at(i);
        ck_assert_ptr_nonnull(code);
        if (i > 0) {
            ck_assert_uint_le(code_at(i - 1)->value, code->value);
        }
        ck_assert_ptr_nonnull(code_find(code->value));
        ck_assert_str_ne(code->meaning, "");
        ck_assert_str_ne(code->source, "");
        uint32_t values[CODE_MAX_READINGS];
        const size_t count = code_read(view_of(code->symbol), values);
        bool found = false;
        for (size_t k = 0; k < count; k++) {
            found = found || values[k] == code->value;
        }
        ck_assert_msg(found, "'%s' does not read as its own value", code->symbol);
    }
}
END_TEST

START_TEST(every_win32_form_has_its_raw_error)
{
    const struct view head = VIEW("HRESULT_FROM_WIN32(");
    size_t forms = 0;
    for (size_t i = 0; i < code_count(); i++) {
        const struct code *code = code_at(i);
        const struct view symbol = view_of(code->symbol);
        if (!view_starts(symbol, head)) {
            continue;
        }
        const struct code *raw = code_find(code->value & 0xFFFF);
        ck_assert_ptr_nonnull(raw);
        ck_assert(view_equal(view_slice(symbol, head.len, symbol.len - 1), view_of(raw->symbol)));
        forms++;
    }
    ck_assert_uint_gt(forms, 100);
}
END_TEST

Suite *codes_suite(void)
{
    Suite *suite = suite_create("codes");
    TCase *reading = tcase_create("reading");
    const int spelling_count = (int)COUNT_OF(spellings);
    tcase_add_loop_test(reading, every_spelling_is_read, 0, spelling_count);
    tcase_add_loop_test(reading, every_shorter_spelling_is_safe, 0, spelling_count);
    tcase_add_loop_test(reading, other_text_is_no_code, 0, (int)COUNT_OF(no_codes));
    tcase_add_test(reading, absent_and_long_texts_are_no_code);
    tcase_add_test(reading, names_with_a_nul_inside_do_not_match);
    suite_add_tcase(suite, reading);

    TCase *table = tcase_create("table");
    tcase_add_test(table, known_values_have_their_symbol);
    tcase_add_test(table, unknown_values_have_none);
    tcase_add_test(table, facility_comes_from_the_bits);
    tcase_add_test(table, part_comes_from_the_number);
    tcase_add_test(table, failure_is_bit_31);
    tcase_add_test(table, aliases_are_found_by_value);
    tcase_add_test(table, table_is_whole_sorted_and_reads_itself);
    tcase_add_test(table, every_win32_form_has_its_raw_error);
    suite_add_tcase(suite, table);
    return suite;
}

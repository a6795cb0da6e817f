/* Fingerprints: namespaces, and texts that must never change. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "parsers/base/count.h"
#include "rules/failure/fingerprint.h"
#include "tests/unit/exact.h"

Suite *fingerprint_suite(void);

#define GUID "35378EAC-683F-11D2-A89A-00C04FBBCFA2"
#define GUID_UNDERSCORES "35378EAC_683F_11D2_A89A_00C04FBBCFA2"

static const struct {
    const char *name_space;
    const char *normal;
} spaces[] = {
    {"", ""},
    {"root", "root"},
    {"ROOT\\CIMV2", "root\\cimv2"},
    {"root/cimv2", "root\\cimv2"},
    {"\\\\.\\root\\CimV2", "root\\cimv2"},
    {"//./root/CIMV2", "root\\cimv2"},
    {"\\\\HOST-1.x.org\\ROOT\\CIMV2", "root\\cimv2"},
    {"\\\\\\\\.\\\\root\\\\cimv2", "root\\cimv2"},
    {"\\root\\cimv2", "root\\cimv2"},
    {" root\\cimv2\\\r\n", "root\\cimv2"},
    {"root\\\\cimv2", "root\\cimv2"},
    {"\\", ""},
    {"\\\\", ""},
    {"\\\\HOST", ""},
    {"\\\\HOST\\", ""},
    {"Root\\Rsop\\User\\S_1_5_21_1_22_333_1001", "root\\rsop\\user\\*"},
    {"Root\\Rsop\\User\\S-1-5-21-1-22-333-1001", "root\\rsop\\user\\*"},
    {"root\\s_1_5_18", "root\\*"},
    {"root\\s_1_5_18\\x", "root\\*\\x"},
    {"S-1-5-18", "*"},
    {"root\\s_1_5", "root\\s_1_5"},
    {"root\\s_1-5_18", "root\\s_1-5_18"},
    {"root\\s_1_5_18a", "root\\s_1_5_18a"},
    {"root\\as_1_5_18", "root\\as_1_5_18"},
    {"root\\s_2_5_18", "root\\s_2_5_18"},
    {"root\\s", "root\\s"},
    {"root\\{" GUID "}", "root\\*"},
    {"root\\" GUID "\\x", "root\\*\\x"},
    {"root\\NS" GUID_UNDERSCORES, "root\\ns*"},
    {"root\\NS{" GUID "}", "root\\ns*"},
    {"root\\{" GUID, "root\\{*"},
    {"root\\1" GUID, "root\\1"
                     "35378eac-683f-11d2-a89a-00c04fbbcfa2"},
    {"root\\" GUID "0", "root\\35378eac-683f-11d2-a89a-00c04fbbcfa20"},
    {"root\\35378EAC-683F_11D2-A89A-00C04FBBCFA2", "root\\35378eac-683f_11d2-a89a-00c04fbbcfa2"},
    {"root\\caf\xC3\x89", "root\\caf\xC3\x89"},
    {"root\\a\x01z", "root\\a?z"},
};

START_TEST(namespaces_are_normalised)
{
    const size_t full = strlen(spaces[_i].name_space);
    char text[FINGERPRINT_NAMESPACE_SIZE];
    for (size_t len = 0; len <= full; len++) {
        const struct view copy = exact_copy(spaces[_i].name_space, len);
        ck_assert_ptr_eq(fingerprint_namespace(copy, text), text);
        exact_free(copy);
    }
    ck_assert_msg(strcmp(text, spaces[_i].normal) == 0, "'%s' became '%s', expected '%s'",
                  spaces[_i].name_space, text, spaces[_i].normal);
}
END_TEST

/* What is normal stays so: a namespace may be normalised twice. */
START_TEST(normal_namespaces_stay)
{
    char text[FINGERPRINT_NAMESPACE_SIZE];
    fingerprint_namespace(view_of(spaces[_i].normal), text);
    ck_assert_str_eq(text, spaces[_i].normal);
}
END_TEST

START_TEST(long_namespaces_are_cut)
{
    enum { LONG_LEN = 100000 };
    char text[FINGERPRINT_NAMESPACE_SIZE];
    char *copy = malloc(LONG_LEN);
    ck_assert_ptr_nonnull(copy);
    memset(copy, 'A', LONG_LEN);
    fingerprint_namespace((struct view){copy, LONG_LEN}, text);
    ck_assert_uint_eq(strlen(text), FINGERPRINT_NAMESPACE_SIZE - 1);
    ck_assert_uint_eq(strspn(text, "a"), FINGERPRINT_NAMESPACE_SIZE - 1);
    fingerprint_namespace((struct view){copy, FINGERPRINT_NAMESPACE_SIZE - 1}, text);
    ck_assert_uint_eq(strlen(text), FINGERPRINT_NAMESPACE_SIZE - 1);
    free(copy);
    fingerprint_namespace(VIEW_NONE, text);
    ck_assert_str_eq(text, "");
}
END_TEST

#define PART(literal)                  \
    {                                  \
        (literal), sizeof(literal) - 1 \
    }

/* These texts are in tickets: version 1 never gives others. */
static const struct {
    struct fingerprint_parts parts;
    const char *text;
} golden[] = {
    {{.phase = PART("connect"),
      .result = 0x80041003,
      .verb = PART("Connect"),
      .name_space = PART("\\\\.\\ROOT\\CIMV2")},
     "wmilog/1:3409be950b6820944401185a2844358c"},
    {{.phase = PART("operation"),
      .result = 0x80041002,
      .verb = PART("DeleteInstance"),
      .name_space = PART("Root\\Rsop\\User\\S_1_5_21_1_2_3_1001"),
      .class_name = PART("RSOP_ExtensionStatus")},
     "wmilog/1:6b1eba464a4ad941ccd9816e7cef44d3"},
    {{.phase = PART("operation"),
      .result = 0x80041003,
      .verb = PART("ExecMethod"),
      .name_space = PART("ROOT\\CIMV2"),
      .class_name = PART("Win32_NTEventlogFile"),
      .method = PART("cleareventlog")},
     "wmilog/1:2bd7b5a8bf3cc089306ae1b58a577181"},
    {{.phase = PART("connect"),
      .result = 0x80070005,
      .provider = PART("Microsoft-Windows-DistributedCOM"),
      .event_id = 10036},
     "wmilog/1:4a313eef0963c7e3edaa01412b71e225"},
    {{.result = 0}, "wmilog/1:4ffcf50a534cef0af32733ed37759c53"},
    {{.phase = PART("operation"),
      .result = 0x80041032,
      .verb = PART("ExecQuery"),
      .name_space = PART("root\\cimv2"),
      .class_name = PART("A"),
      .method = PART("B")},
     "wmilog/1:b03b77a032bce2754bafc8092660fa3d"},
};

START_TEST(golden_fingerprints_never_change)
{
    char text[FINGERPRINT_SIZE];
    memset(text, 'x', sizeof(text));
    fingerprint_make(&golden[_i].parts, text);
    ck_assert_str_eq(text, golden[_i].text);
    ck_assert_uint_eq(strlen(text), FINGERPRINT_SIZE - 1);
}
END_TEST

static const struct fingerprint_parts sample = {
    .phase = PART("operation"),
    .result = 0x80041010,
    .verb = PART("ExecQuery"),
    .name_space = PART("root\\cimv2"),
    .class_name = PART("Win32_ServerFeature"),
};

START_TEST(case_and_host_do_not_matter)
{
    char one[FINGERPRINT_SIZE];
    char two[FINGERPRINT_SIZE];
    struct fingerprint_parts other = sample;
    other.verb = VIEW("EXECQUERY");
    other.name_space = VIEW("\\\\SERVER7\\ROOT\\CIMV2");
    other.class_name = VIEW("win32_serverFEATURE");
    fingerprint_make(&sample, one);
    fingerprint_make(&other, two);
    ck_assert_str_eq(one, two);
}
END_TEST

START_TEST(every_part_matters)
{
    enum { VARIANTS = 11 };
    char texts[VARIANTS][FINGERPRINT_SIZE];
    struct fingerprint_parts parts[VARIANTS];
    for (int i = 0; i < VARIANTS; i++) {
        parts[i] = sample;
    }
    parts[1].phase = VIEW("connect");
    parts[2].result = 0x80041011;
    parts[3].verb = VIEW("GetObject");
    parts[4].name_space = VIEW("root\\wmi");
    parts[5].class_name = VIEW("Win32_Bios");
    parts[6].method = VIEW("Create");
    parts[7].provider = VIEW("P");
    parts[8].event_id = 5858;
    parts[9].has_no_result = true;
    parts[10].result = 0;
    for (int i = 0; i < VARIANTS; i++) {
        fingerprint_make(&parts[i], texts[i]);
        for (int k = 0; k < i; k++) {
            ck_assert_msg(strcmp(texts[i], texts[k]) != 0, "variants %d and %d are one", i, k);
        }
    }
}
END_TEST

START_TEST(text_does_not_slide_between_parts)
{
    char one[FINGERPRINT_SIZE];
    char two[FINGERPRINT_SIZE];
    struct fingerprint_parts parts = {.verb = VIEW("ab"), .provider = VIEW("c")};
    fingerprint_make(&parts, one);
    parts.verb = VIEW("a");
    parts.provider = VIEW("bc");
    fingerprint_make(&parts, two);
    ck_assert_str_ne(one, two);
}
END_TEST

Suite *fingerprint_suite(void)
{
    Suite *suite = suite_create("fingerprint");

    TCase *name_space = tcase_create("namespace");
    tcase_add_loop_test(name_space, namespaces_are_normalised, 0, COUNT_OF(spaces));
    tcase_add_loop_test(name_space, normal_namespaces_stay, 0, COUNT_OF(spaces));
    tcase_add_test(name_space, long_namespaces_are_cut);
    suite_add_tcase(suite, name_space);

    TCase *text = tcase_create("text");
    tcase_add_loop_test(text, golden_fingerprints_never_change, 0, COUNT_OF(golden));
    tcase_add_test(text, case_and_host_do_not_matter);
    tcase_add_test(text, every_part_matters);
    tcase_add_test(text, text_does_not_slide_between_parts);
    suite_add_tcase(suite, text);
    return suite;
}

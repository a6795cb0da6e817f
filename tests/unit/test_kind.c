/* Kinds of failures: one for all spellings, given up without a group, found again after that. */
#include <stdio.h>
#include <string.h>

#include "parsers/base/count.h"
#include "rules/failure/kind.h"
#include "rules/failure/marks.h"
#include "tests/unit/suites.h"

enum { LONG_TEXT = 2000 };

static struct failure failure_on(const char *name_space, const char *class_name)
{
    struct failure f = {.result = 0x80041010u, .phase = PHASE_OPERATION};
    f.name_space = view_of(name_space);
    f.operation.verb = VIEW("ExecQuery");
    f.operation.class_name = view_of(class_name);
    return f;
}

START_TEST(all_spellings_are_one_kind)
{
    static const struct {
        const char *name_space, *class_name;
        bool is_same;
    } others[] = {
        {"root\\cimv2", "Win32_Process", true},           {"ROOT/CIMV2", "WIN32_PROCESS", true},
        {"\\\\HOST\\root\\cimv2", "Win32_Process", true}, {"root\\cimv2", "Win32_Service", false},
        {"root", "\\cimv2Win32_Process", false},
    };
    struct kinds *set = kinds_new(10);
    struct failure first = failure_on("root\\cimv2", "Win32_Process");
    const struct failure_kind *kind = kinds_of(set, &first);
    char fingerprint[FINGERPRINT_SIZE];
    const struct fingerprint_parts parts = kind_parts(&first);
    fingerprint_make(&parts, fingerprint);
    ck_assert_str_eq(kind->fingerprint, fingerprint);
    ck_assert_str_eq(kind->name_space, "root\\cimv2");
    ck_assert_uint_eq(kind->name_space_hash, marks_namespace_hash(VIEW("Root/CIMV2/")));
    ck_assert_ptr_null(kind->group);
    for (size_t i = 0; i < COUNT_OF(others); i++) {
        struct failure f = failure_on(others[i].name_space, others[i].class_name);
        ck_assert_msg((kinds_of(set, &f) == kind) == others[i].is_same, "row %zu", i);
    }
    kinds_free(set);
    kinds_free(NULL);
}
END_TEST

START_TEST(parts_of_any_length)
{
    char text[LONG_TEXT + 1];
    memset(text, 'x', LONG_TEXT);
    text[LONG_TEXT] = '\0';
    struct kinds *set = kinds_new(1);
    struct failure f = failure_on("root", text), same = f;
    const struct failure_kind *kind = kinds_of(set, &f);
    ck_assert_ptr_eq(kinds_of(set, &same), kind);
    for (size_t len = KINDS_MAX_KEY - 80; len <= KINDS_MAX_KEY; len++) {
        f = failure_on("root", text + LONG_TEXT - len);
        same = f;
        ck_assert_ptr_eq(kinds_of(set, &f), kinds_of(set, &same));
    }
    kinds_free(set);
}
END_TEST

/* What a provider or another log tells of is a kind of its own. */
START_TEST(by_what_it_is_known)
{
    struct kinds *set = kinds_new(10);
    struct failure f = failure_on("", ""), load = f, other = f;
    load.known_by = KNOWN_BY_LOAD;
    load.provider.name = VIEW("CIMWin32");
    other.known_by = KNOWN_BY_OTHER_LOG;
    other.known_from = VIEW("Microsoft-Windows-DistributedCOM");
    ck_assert_ptr_ne(kinds_of(set, &f), kinds_of(set, &load));
    ck_assert_ptr_ne(kinds_of(set, &f), kinds_of(set, &other));
    ck_assert_ptr_ne(kinds_of(set, &load), kinds_of(set, &other));
    kinds_free(set);
}
END_TEST

/* A full set gives up what has no group; a failure that has waited meanwhile is none the wiser. */
START_TEST(a_full_set_keeps_what_has_a_group)
{
    struct kinds *set = kinds_new(1);
    struct failure grouped = failure_on("root", "Grouped"), waiting = failure_on("root", "Waiting");
    struct failure_kind *kept = kinds_of(set, &grouped);
    kept->group = (struct group *)&grouped; /* any that is not NULL */
    char fingerprint[FINGERPRINT_SIZE], name[32];
    memcpy(fingerprint, kinds_of(set, &waiting)->fingerprint, sizeof(fingerprint));
    for (int i = 0; i < 2 * KINDS_MAX_UNGROUPED; i++) {
        snprintf(name, sizeof(name), "Class%d", i);
        struct failure f = failure_on("root", name);
        kinds_of(set, &f);
    }
    struct failure again = failure_on("ROOT", "grouped");
    ck_assert_ptr_eq(kinds_of(set, &again), kept);
    ck_assert_str_eq(kinds_of(set, &waiting)->fingerprint, fingerprint);
    kinds_free(set);
}
END_TEST

/* More spellings than are remembered, all of one kind. */
START_TEST(spellings_have_a_limit)
{
    struct kinds *set = kinds_new(1);
    struct failure first = failure_on("root\\*", "X");
    const struct failure_kind *kind = kinds_of(set, &first);
    char name_space[64];
    for (int i = 0; i < KINDS_MAX_SPELLINGS + 100; i++) {
        snprintf(name_space, sizeof(name_space), "root\\S-1-5-21-%d", i);
        struct failure f = failure_on(name_space, "X");
        ck_assert_ptr_eq(kinds_of(set, &f), kind);
    }
    kinds_free(set);
}
END_TEST

Suite *kind_suite(void)
{
    Suite *suite = suite_create("kind");
    TCase *tests = tcase_create("kind");
    tcase_add_test(tests, all_spellings_are_one_kind);
    tcase_add_test(tests, parts_of_any_length);
    tcase_add_test(tests, by_what_it_is_known);
    tcase_add_test(tests, a_full_set_keeps_what_has_a_group);
    tcase_add_test(tests, spellings_have_a_limit);
    suite_add_tcase(suite, tests);
    return suite;
}

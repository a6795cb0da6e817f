/* Errors: the first one wins, messages are cut between characters. */
#include <check.h>
#include <string.h>

#include "parsers/base/error.h"
#include "tests/unit/suites.h"

START_TEST(starts_without_error)
{
    struct error err;
    memset(&err, 0xFF, sizeof(err));
    error_init(&err);
    ck_assert_int_eq(err.status, STATUS_OK);
    ck_assert(!err.has_offset);
    ck_assert_str_eq(err.message, "");
}
END_TEST

START_TEST(formats_and_returns_the_status)
{
    struct error err;
    error_init(&err);
    enum status status = error_set(&err, STATUS_USAGE, "found '%s', expected %d", "x", 7);
    ck_assert_int_eq(status, STATUS_USAGE);
    ck_assert_int_eq(err.status, STATUS_USAGE);
    ck_assert_str_eq(err.message, "found 'x', expected 7");
    ck_assert(!err.has_offset);
}
END_TEST

START_TEST(first_error_wins)
{
    struct error err;
    error_init(&err);
    error_set(&err, STATUS_LIMIT, "first");
    ck_assert_int_eq(error_set_at(&err, STATUS_DAMAGED, 9, "second"), STATUS_DAMAGED);
    ck_assert_int_eq(error_set(&err, STATUS_IO, "third"), STATUS_IO);
    ck_assert_int_eq(err.status, STATUS_LIMIT);
    ck_assert_str_eq(err.message, "first");
    ck_assert(!err.has_offset);
}
END_TEST

START_TEST(keeps_the_offset)
{
    struct error err;
    error_init(&err);
    error_set_at(&err, STATUS_DAMAGED, UINT64_MAX, "%s", "record");
    ck_assert(err.has_offset);
    ck_assert(err.offset == UINT64_MAX);
}
END_TEST

START_TEST(nobody_may_be_interested)
{
    ck_assert_int_eq(error_set(NULL, STATUS_IO, "%d", 1), STATUS_IO);
    ck_assert_int_eq(error_set_at(NULL, STATUS_LIMIT, 1, "%d", 1), STATUS_LIMIT);
}
END_TEST

/* A message of `blanks` blanks and then `tail`: how much of it is kept. */
static size_t kept_len(int blanks, const char *tail)
{
    struct error err;
    error_init(&err);
    error_set(&err, STATUS_USAGE, "%*s%s", blanks, "", tail);
    return strlen(err.message);
}

START_TEST(cuts_long_messages)
{
    size_t room = ERROR_MESSAGE_SIZE - 1;
    ck_assert_uint_eq(kept_len((int)room, ""), room);
    ck_assert_uint_eq(kept_len((int)room + 1, ""), room);
    ck_assert_uint_eq(kept_len(100000, "x"), room);
}
END_TEST

START_TEST(cuts_between_characters)
{
    int room = ERROR_MESSAGE_SIZE - 1;
    ck_assert_uint_eq(kept_len(room - 2, "\xC3\xA4"), (size_t)room);
    ck_assert_uint_eq(kept_len(room - 1, "\xC3\xA4"), (size_t)room - 1);
    for (int kept = 1; kept <= 2; kept++) {
        ck_assert_uint_eq(kept_len(room - kept, "\xE2\x82\xAC"), (size_t)(room - kept));
    }
    for (int kept = 1; kept <= 3; kept++) {
        ck_assert_uint_eq(kept_len(room - kept, "\xF0\x9F\x98\x80"), (size_t)(room - kept));
    }
    /* A whole character right at the edge stays. */
    ck_assert_uint_eq(kept_len(room - 4, "\xF0\x9F\x98\x80x"), (size_t)room);
}
END_TEST

Suite *error_suite(void)
{
    Suite *suite = suite_create("error");
    TCase *tc = tcase_create("error");
    tcase_add_test(tc, starts_without_error);
    tcase_add_test(tc, formats_and_returns_the_status);
    tcase_add_test(tc, first_error_wins);
    tcase_add_test(tc, keeps_the_offset);
    tcase_add_test(tc, nobody_may_be_interested);
    tcase_add_test(tc, cuts_long_messages);
    tcase_add_test(tc, cuts_between_characters);
    suite_add_tcase(suite, tc);
    return suite;
}

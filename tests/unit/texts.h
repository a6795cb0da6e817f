/* Comparing the views that a test gets with the texts that it expects. */
#ifndef WMILOG_TESTS_UNIT_TEXTS_H
#define WMILOG_TESTS_UNIT_TEXTS_H
#include <check.h>

#include "parsers/base/view.h"

/* An absent view is as good as an empty one. */
static inline void expect_text(struct view found, const char *expected)
{
    ck_assert_msg(view_equal(found, view_of(expected)), "found '%.*s', expected '%s'",
                  VIEW_ARG(found), expected);
}

/* The view must be there, even where it is empty. */
static inline void expect_present(struct view found, const char *expected)
{
    ck_assert_msg(found.data, "found nothing, expected '%s'", expected);
    expect_text(found, expected);
}

#endif

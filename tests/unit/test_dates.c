/* Dates as the world writes them. */
#include <check.h>

#include "parsers/base/count.h"
#include "parsers/base/dates.h"
#include "tests/unit/suites.h"

static const struct {
    const char *text;
    enum date_order order; /* for those that leave it open */
    const char *reading;
    bool has_zone;
} dates[] = {
    {"3/9/2026 2:27:44 PM", DATE_MONTH_FIRST, "2026-03-09T14:27:44.0000000Z", false},
    {"3/9/2026 2:27:44 PM", DATE_DAY_FIRST, "2026-09-03T14:27:44.0000000Z", false},
    {"12/1/2026 12:00:01 AM", DATE_MONTH_FIRST, "2026-12-01T00:00:01.0000000Z", false},
    {"12/1/2026 12:00:01 PM", DATE_MONTH_FIRST, "2026-12-01T12:00:01.0000000Z", false},
    {"7/4/17 9:53:14 AM", DATE_MONTH_FIRST, "2017-07-04T09:53:14.0000000Z", false},
    {"lundi 9 mars 2026 14:27:44", 0, "2026-03-09T14:27:44.0000000Z", false},
    {"Monday, March 9, 2026 2:27:44 PM", 0, "2026-03-09T14:27:44.0000000Z", false},
    {"Montag, 9. M\xC3\xA4rz 2026 14:27:44", 0, "2026-03-09T14:27:44.0000000Z", false},
    {"09. Mrz 26 14:27", 0, "2026-03-09T14:27:00.0000000Z", false},
    {"9 de mar\xC3\xA7o de 2026 \xC3\xA0s 14:27:44", 0, "2026-03-09T14:27:44.0000000Z", false},
    {"9 \xD0\xBC\xD0\xB0\xD1\x80\xD1\x82\xD0\xB0 2026 \xD0\xB3. 14:27:44", 0,
     "2026-03-09T14:27:44.0000000Z", false},
    {"2026. m\xC3\xA1rcius 9. 14:27:44", 0, "2026-03-09T14:27:44.0000000Z", false},
    {"9. maaliskuuta 2026 14.27.44", 0, "2026-03-09T14:27:44.0000000Z", false},
    {"2026\xE5\xB9\xB4"
     "3\xE6\x9C\x88"
     "9\xE6\x97\xA5\xE6\x9C\x88\xE6\x9B\x9C\xE6\x97\xA5 14:27:44",
     0, "2026-03-09T14:27:44.0000000Z", false},
    {"2026\xEB\x85\x84 3\xEC\x9B\x94 9\xEC\x9D\xBC \xEC\x98\xA4\xED\x9B\x84 2:27:44", 0,
     "2026-03-09T14:27:44.0000000Z", false},
    {"segunda-feira, 9 de mar\xC3\xA7o de 2026 14:27:44", 0, "2026-03-09T14:27:44.0000000Z", false},
    {"Mon Mar  9 14:27:44 UTC 2026", 0, "2026-03-09T14:27:44.0000000Z", false},
    {"Monday, 9th of March 2026, 14:27:44", 0, "2026-03-09T14:27:44.0000000Z", false},
    {"20260309T142744Z", 0, "2026-03-09T14:27:44.0000000Z", true},
    {"20260309142744.618392+060", 0, "2026-03-09T14:27:44.6183920Z", true},
    {"in March 2026 we saw 3 at 12:30", 0, NULL, false},
    {"9 foo 2026 14:27:44", 0, NULL, false},
    {"20261309142744", 0, NULL, false},
    {"202603091427445", 0, NULL, false},
    {"Mar 09 14:27:44 host", 0, NULL, false},
    {"2025/1/4 16:39:26", DATE_ORDER_UNKNOWN, "2025-01-04T16:39:26.0000000Z", false},
    {"2022-11-05 \xEC\x98\xA4\xEC\xA0\x84 12:52:25", 0, "2022-11-05T00:52:25.0000000Z", false},
    {"2026-03-09 \xEC\x98\xA4\xED\x9B\x84 2:27:44", 0, "2026-03-09T14:27:44.0000000Z", false},
    {"2020/10/10 \xE4\xB8\x8B\xE5\x8D\x88 06:32:37", 0, "2020-10-10T18:32:37.0000000Z", false},
    {"29.07.2011 10:58:49", DATE_DAY_FIRST, "2011-07-29T10:58:49.0000000Z", false},
    {"07.06.2022 19.16.46", DATE_DAY_FIRST, "2022-06-07T19:16:46.0000000Z", false},
    {"05-05-23 14:48", DATE_DAY_FIRST, "2023-05-05T14:48:00.0000000Z", false},
    {"\xE2\x80\x8E"
     "3/\xE2\x80\x8E"
     "9",
     0, NULL, false},
    {"\xE2\x80\x8E"
     "23/\xE2\x80\x8E"
     "3/\xE2\x80\x8E"
     "2026 9:05",
     DATE_DAY_FIRST, "2026-03-23T09:05:00.0000000Z", false},
    {"23\xE2\x80\x8F/3\xE2\x80\x8F/2026 \xD9\x85 2:05:01", DATE_DAY_FIRST,
     "2026-03-23T14:05:01.0000000Z", false},
    {"23/\xD8\x9C"
     "03/2026 02:05:01 \xD8\xB5",
     DATE_DAY_FIRST, "2026-03-23T02:05:01.0000000Z", false},
    {"23/03/2026 02:05:01 \xD9\x85\xD9\x86", DATE_DAY_FIRST, "2026-03-23T02:05:01.0000000Z", false},
    /* Years of Thailand. */
    {"29/2/2567 9:05:10", DATE_DAY_FIRST, "2024-02-29T09:05:10.0000000Z", false},
    {"1/1/2543 0:00:01", DATE_DAY_FIRST, "2000-01-01T00:00:01.0000000Z", false},
    {"23/3/69 9:05:10", DATE_DAY_FIRST, "2026-03-23T09:05:10.0000000Z", false},
    {"23/3/50 9:05:10", DATE_DAY_FIRST, "2050-03-23T09:05:10.0000000Z", false},
    /* Years of Iran, and digits of Arabic and Persian. */
    {"1405/01/03 02:05:01 \xD8\xA8.\xD8\xB8", 0, "2026-03-23T14:05:01.0000000Z", false},
    {"1403/12/30 10:00:00", 0, "2025-03-20T10:00:00.0000000Z", false},
    {"1404/01/01 10:00:00", 0, "2025-03-21T10:00:00.0000000Z", false},
    {"1405/13/01 10:00:00", 0, NULL, false},
    {"\xD9\xA2\xD9\xA3/\xD9\xA0\xD9\xA3/\xD9\xA2\xD9\xA0\xD9\xA2\xD9\xA6 "
     "\xD9\xA0\xD9\xA2:\xD9\xA0\xD9\xA5:\xD9\xA0\xD9\xA1 \xD9\x85",
     DATE_DAY_FIRST, "2026-03-23T14:05:01.0000000Z", false},
    {"\xDB\xB1\xDB\xB4\xDB\xB0\xDB\xB5/\xDB\xB1/\xDB\xB3 9:05", 0, "2026-03-23T09:05:00.0000000Z",
     false},
    {"23 Mar 2026, 14:05:10", 0, "2026-03-23T14:05:10.0000000Z", false},
    {"23-Mar-26 2:05:10 PM", 0, "2026-03-23T14:05:10.0000000Z", false},
    {"Mar 23, 2026, 2:05:10 PM", 0, "2026-03-23T14:05:10.0000000Z", false},
    {"23/03/2026 2:05:10 CH", DATE_DAY_FIRST, "2026-03-23T14:05:10.0000000Z", false},
    {"23/03/2026 2:05:10 Pmx", DATE_DAY_FIRST, "2026-03-23T02:05:10.0000000Z", false},
    {"23 March", 0, NULL, false},
    {"Mar 09 2026 14:27:44", 0, "2026-03-09T14:27:44.0000000Z", false},
    {"1/1/2542 0:00:01", DATE_DAY_FIRST, "2542-01-01T00:00:01.0000000Z", false},
    {"2026-03-09T14:28:01.900", 0, "2026-03-09T14:28:01.9000000Z", false},
    {"2026-03-09T13:27:44.6183927Z", 0, "2026-03-09T13:27:44.6183927Z", true},
    {"2026-03-09T13:27:44.6183927+01:00", 0, "2026-03-09T13:27:44.6183927Z", true},
    {"2026-03-09 13:27:44 UTC", 0, "2026-03-09T13:27:44.0000000Z", true},
    {"Mar 09, 2026 13:27:44.618392700 UTC", 0, "2026-03-09T13:27:44.6183927Z", true},
    {"Mon Mar 09 14:27:44 2026", 0, "2026-03-09T14:27:44.0000000Z", false},
    {"03/09/26-14:28:05.0150002", DATE_MONTH_FIRST, "2026-03-09T14:28:05.0150002Z", false},
    {"2026/03/09-14:27:44.618392700 [x]", 0, "2026-03-09T14:27:44.6183927Z", false},
    {"30/2/2026 10:00:00", DATE_DAY_FIRST, NULL, false},
    {"3/9/2026", DATE_MONTH_FIRST, NULL, false},
    {"3/9-2026 10:00:00", DATE_MONTH_FIRST, NULL, false},
    {"1.2.3.4 10:00:00", DATE_DAY_FIRST, NULL, false},
    {"10:00:00", 0, NULL, false},
    {"", 0, NULL, false},
};

START_TEST(reads)
{
    struct date_text date;
    int64_t ticks;
    char text[WINTIME_TEXT_SIZE];
    bool is_date =
        date_scan(view_of(dates[_i].text), &date) && date_reading(&date, dates[_i].order, &ticks);
    ck_assert_msg(is_date == (dates[_i].reading ? true : false), "%s", dates[_i].text);
    if (is_date) {
        ck_assert_str_eq(wintime_format(ticks, text), dates[_i].reading);
        ck_assert(date.has_zone == dates[_i].has_zone);
    }
}
END_TEST

START_TEST(knows_the_zone)
{
    struct date_text date;
    ck_assert(date_scan(VIEW("2026-03-09T13:27:44-05:30"), &date));
    ck_assert_int_eq(date.ahead, -330 * 60 * (int64_t)WINTIME_TICKS_PER_SECOND);
}
END_TEST

static const struct {
    const char *text;
    enum date_order order;
    bool is_sure;
} clues[] = {
    {"3/9/2026 2:27:44 PM\n3/13/2026 2:27:44 PM", DATE_MONTH_FIRST, true},
    {"3/9/2026 2:27:44 PM\n13/9/2026 2:27:44 PM", DATE_DAY_FIRST, true},
    {"Datum: 09.03.2026 14:27:44", DATE_ORDER_UNKNOWN, true}, /* points tell it */
    {"Date: 3/9/2026 2:27:44 PM", DATE_MONTH_FIRST, false},
    {"03/09/2026 14:27:44", DATE_DAY_FIRST, false},
    /* Days that follow each other. */
    {"03/08/2026 14:27:44\n03/09/2026 14:27:44\n03/10/2026 14:27:44", DATE_MONTH_FIRST, false},
    {"08/03/2026 1:27:44 PM\n09/03/2026 1:27:44 PM\n10/03/2026 1:27:44 PM", DATE_DAY_FIRST, false},
    {"2026-03-09T14:27:44", DATE_ORDER_UNKNOWN, true},
    {"no date", DATE_ORDER_UNKNOWN, true},
};

static const struct {
    const char *text;
    enum date_half half;
} halves[] = {
    {"3/23/2026", DATE_HALF_DAY},
    {" 23 Mar 2026", DATE_HALF_DAY},
    {"2:05:10 PM", DATE_HALF_CLOCK},
    {"14.05", DATE_HALF_CLOCK},
    {"3/23/2026 14:05", DATE_HALF_NONE},
    {"5858", DATE_HALF_NONE},
    {"", DATE_HALF_NONE},
    {"2:05:10 and a great many other words behind it", DATE_HALF_NONE},
};

START_TEST(knows_halves)
{
    ck_assert_int_eq(date_half_of(view_of(halves[_i].text)), halves[_i].half);
}
END_TEST

START_TEST(counts_days)
{
    int64_t ticks;
    char text[WINTIME_TEXT_SIZE];
    ck_assert(wintime_from_days(VIEW("46104.586921296"), &ticks));
    wintime_format(ticks, text);
    ck_assert_str_eq(text, "2026-03-23T14:05:10.0000000Z");
    ck_assert(wintime_from_days(VIEW("46104,5"), &ticks));
    ck_assert(!wintime_from_days(VIEW("46104"), &ticks));
    ck_assert(!wintime_from_days(VIEW("5858.5"), &ticks));
    ck_assert(!wintime_from_days(VIEW("46104.5x"), &ticks));
}
END_TEST

START_TEST(learns_the_order)
{
    struct date_clues c;
    bool is_sure;
    date_clues_init(&c);
    date_clues_add(&c, view_of(clues[_i].text));
    ck_assert_int_eq(date_clues_order(&c, &is_sure), clues[_i].order);
    ck_assert(is_sure == clues[_i].is_sure);
}
END_TEST

Suite *dates_suite(void)
{
    Suite *suite = suite_create("dates");
    TCase *tests = tcase_create("dates");
    tcase_add_loop_test(tests, reads, 0, COUNT_OF(dates));
    tcase_add_test(tests, knows_the_zone);
    tcase_add_loop_test(tests, knows_halves, 0, COUNT_OF(halves));
    tcase_add_test(tests, counts_days);
    tcase_add_loop_test(tests, learns_the_order, 0, COUNT_OF(clues));
    suite_add_tcase(suite, tests);
    return suite;
}

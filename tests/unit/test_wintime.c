/* Windows time: what is read, what is refused, and the calendar day by day. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "parsers/base/count.h"
#include "parsers/base/wintime.h"
#include "tests/unit/exact.h"
#include "tests/unit/loops.h"
#include "tests/unit/suites.h"

#define LAST_TICK INT64_C(2650467743999999999) /* of the year 9999 */
#define UNIX_EPOCH INT64_C(116444736000000000)

static const struct {
    const char *text;
    const char *utc; /* what wintime_format makes of it */
} times[] = {
    {"2020-08-01T18:49:02,5Z", "2020-08-01T18:49:02.5000000Z"},
    {"2020-08-01T18:49:02.3823396Z", "2020-08-01T18:49:02.3823396Z"},
    {"2020-08-05T08:54:21.118916000Z", "2020-08-05T08:54:21.1189160Z"},
    {"2020-08-05T08:54:21.118916099Z", "2020-08-05T08:54:21.1189160Z"},
    {"2020-08-05T08:54:21.999999999Z", "2020-08-05T08:54:21.9999999Z"},
    {"2020-06-17 17:12:44.601921", "2020-06-17T17:12:44.6019210Z"},
    {"2018-08-09 07:21:00.046087 UTC", "2018-08-09T07:21:00.0460870Z"},
    {"2018-08-09 07:21:00UTC", "2018-08-09T07:21:00.0000000Z"},
    {"2018-08-09T07:21:00", "2018-08-09T07:21:00.0000000Z"},
    {"2018-08-09T07:21:00.5", "2018-08-09T07:21:00.5000000Z"},
    {"2018-08-09T07:21:00+00:00", "2018-08-09T07:21:00.0000000Z"},
    {"2018-08-09T01:21:00.25+02:30", "2018-08-08T22:51:00.2500000Z"},
    {"2018-08-09 23:21:00 -0800", "2018-08-10T07:21:00.0000000Z"},
    {"2020-02-29", "2020-02-29T00:00:00.0000000Z"},
    {"2000-02-29", "2000-02-29T00:00:00.0000000Z"},
    {"1601-01-01T00:00:00.0000000Z", "1601-01-01T00:00:00.0000000Z"},
    {"1601-01-01T01:00:00+01:00", "1601-01-01T00:00:00.0000000Z"},
    {"9999-12-31T23:59:59.9999999Z", "9999-12-31T23:59:59.9999999Z"},
};

static bool parse_exact(const char *text, size_t len, int64_t *ticks)
{
    const struct view exact = exact_copy(text, len);
    bool is_read = wintime_parse(exact, ticks);
    exact_free(exact);
    return is_read;
}

START_TEST(reads_times)
{
    int64_t ticks;
    char text[WINTIME_TEXT_SIZE];
    ck_assert(parse_exact(times[_i].text, strlen(times[_i].text), &ticks));
    ck_assert_str_eq(wintime_format(ticks, text), times[_i].utc);
    int64_t again;
    ck_assert(wintime_parse(view_of(text), &again));
    ck_assert(again == ticks);
}
END_TEST

static const char *const no_times[] = {
    "",
    "2020",
    "2020-08-1",
    "2020-8-01",
    "2020-08-01T",
    "2020-08-01Z",
    "2020-08-01T18:49",
    "2020-08-01T18:49Z",
    "2020-08-01T18:49:02.",
    "2020-08-01T18:49:02.Z",
    "2020-08-01T18:49:02.1234567890Z",
    "2020-08-01T18:49:02,Z",
    "2020-08-01t18:49:02z",
    "2020-08-01_18:49:02",
    "2020/08/01 18:49:02",
    " 2020-08-01T18:49:02Z",
    "2020-08-01T18:49:02Z ",
    "2020-08-01T18:49:02ZZ",
    "2020-08-01T18:49:02 ",
    "2020-08-01T18:49:02 GMT",
    "2020-08-01T18:49:02  UTC",
    "2020-08-01T18:49:02+1",
    "2020-08-01T18:49:02+01",
    "2020-08-01T18:49:02+01:0",
    "2020-08-01T18:49:02+24:00",
    "2020-08-01T18:49:02+01:60",
    "2020-08-01T18:49:02+01-00",
    "2020-08-01T18:49:02*01:00",
    "2020-08-01T24:00:00Z",
    "2020-08-01T23:60:00Z",
    "2020-08-01T23:59:60Z",
    "2020-08-01T-1:00:00Z",
    "2020-08-01T+1:00:00Z",
    "2020-08-01T18-49-02Z",
    "2020-00-01",
    "2020-13-01",
    "2020-01-00",
    "2020-01-32",
    "2020-04-31",
    "2021-02-29",
    "1900-02-29",
    "2020-02-30",
    "1600-12-31T23:59:59Z",
    "0000-01-01",
    "-020-01-01",
    "10000-01-01",
    "1601-01-01T00:59:59+01:00", /* before the first tick */
    "9999-12-31T23:59:59-00:01", /* after the last */
    "08/01/2020 18:49:02",
};

START_TEST(refuses_other_times)
{
    int64_t ticks = 42;
    ck_assert(!parse_exact(no_times[_i], strlen(no_times[_i]), &ticks));
    ck_assert(ticks == 42);
}
END_TEST

START_TEST(refuses_absent_and_nul)
{
    int64_t ticks = 42;
    ck_assert(!wintime_parse(VIEW_NONE, &ticks));
    ck_assert(!wintime_parse(VIEW("2020-08-01\0"), &ticks));
    ck_assert(!wintime_parse(VIEW("2020-08-01T18:49:02\0"), &ticks));
    ck_assert(ticks == 42);
}
END_TEST

/* No prefix reads past its end, and only those that are texts of their own are taken. */
START_TEST(every_shorter_length)
{
    static const char whole[] = "2020-08-01T18:49:02.382339612+02:00";
    for (size_t len = 0; len < sizeof(whole); len++) {
        int64_t ticks;
        bool is_text = len == 10 || len == 19 || (len >= 21 && len <= 29) || len == 35;
        ck_assert_msg(parse_exact(whole, len, &ticks) == is_text, "length %zu", len);
    }
}
END_TEST

START_TEST(known_values)
{
    int64_t ticks = -1;
    ck_assert(wintime_parse(VIEW("1601-01-01"), &ticks));
    ck_assert(ticks == 0);
    ck_assert(wintime_parse(VIEW("1970-01-01"), &ticks));
    ck_assert(ticks == UNIX_EPOCH);
    ck_assert(wintime_parse(VIEW("2009-07-25T23:00:00Z"), &ticks));
    ck_assert(ticks == INT64_C(128930364000000000));
    ck_assert(wintime_parse(VIEW("9999-12-31T23:59:59.9999999Z"), &ticks));
    ck_assert(ticks == LAST_TICK);
}
END_TEST

/* Walks the whole calendar by counting, apart from the formulas. */
START_TEST(every_day_in_both_directions)
{
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int64_t ticks = 0;
    for (int year = 1601; year <= 9999; year++) {
        for (int month = 0; month < 12; month++) {
            bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
            int days = lengths[month] + (month == 1 && is_leap);
            for (int day = 1; day <= days; day++, ticks += INT64_C(864000000000)) {
                char text[WINTIME_TEXT_SIZE];
                wintime_format_short(ticks, text);
                int number = ((text[0] - '0') * 1000 + (text[1] - '0') * 100 +
                              (text[2] - '0') * 10 + (text[3] - '0')) *
                                 10000 +
                             ((text[5] - '0') * 10 + (text[6] - '0')) * 100 + (text[8] - '0') * 10 +
                             (text[9] - '0');
                int64_t again = -1;
                if (number != year * 10000 + (month + 1) * 100 + day ||
                    !wintime_parse((struct view){text, 10}, &again) || again != ticks) {
                    ck_abort_msg("%d-%d-%d gave %s", year, month + 1, day, text);
                }
            }
            char beyond[] = "0000-00-00";
            beyond[0] = (char)('0' + year / 1000);
            beyond[1] = (char)('0' + year / 100 % 10);
            beyond[2] = (char)('0' + year / 10 % 10);
            beyond[3] = (char)('0' + year % 10);
            beyond[5] = (char)('0' + (month + 1) / 10);
            beyond[6] = (char)('0' + (month + 1) % 10);
            beyond[8] = (char)('0' + (days + 1) / 10);
            beyond[9] = (char)('0' + (days + 1) % 10);
            int64_t none;
            REQUIRE(!wintime_parse(view_of(beyond), &none));
        }
    }
    REQUIRE(ticks == LAST_TICK + 1);
}
END_TEST

START_TEST(formats_the_nearest)
{
    char text[WINTIME_TEXT_SIZE];
    ck_assert_str_eq(wintime_format(WINTIME_NONE, text), "1601-01-01T00:00:00.0000000Z");
    ck_assert_str_eq(wintime_format(-1, text), "1601-01-01T00:00:00.0000000Z");
    ck_assert_str_eq(wintime_format(1, text), "1601-01-01T00:00:00.0000001Z");
    ck_assert_str_eq(wintime_format(LAST_TICK + 1, text), "9999-12-31T23:59:59.9999999Z");
    ck_assert_str_eq(wintime_format(INT64_MAX, text), "9999-12-31T23:59:59.9999999Z");
    ck_assert_str_eq(wintime_format_short(INT64_MAX, text), "9999-12-31 23:59:59");
    ck_assert_str_eq(wintime_format_short(UNIX_EPOCH + 9999999, text), "1970-01-01 00:00:00");
}
END_TEST

START_TEST(keeps_local_times_apart)
{
    char text[WINTIME_TEXT_SIZE];
    int64_t local = wintime_local(UNIX_EPOCH);
    ck_assert(wintime_is_local(local) && wintime_is_local(wintime_local(LAST_TICK)));
    ck_assert(!wintime_is_local(UNIX_EPOCH) && !wintime_is_local(LAST_TICK));
    ck_assert(!wintime_is_local(WINTIME_NONE) && !wintime_is_local(INT64_MAX));
    ck_assert_int_eq(wintime_reading(local), UNIX_EPOCH);
    ck_assert_int_eq(wintime_reading(UNIX_EPOCH), UNIX_EPOCH);
    ck_assert_str_eq(wintime_format(local, text), "1970-01-01T00:00:00.0000000");
    ck_assert_str_eq(wintime_format_short(local, text), "1970-01-01 00:00:00");
    ck_assert_int_eq(wintime_between(local, local + 7), 7);
    ck_assert_int_eq(wintime_between(local + 7, local), 0);
    ck_assert_int_eq(wintime_between(UNIX_EPOCH, local), INT64_MAX);
}
END_TEST

START_TEST(tells_spans)
{
    static const struct {
        int64_t ms;
        const char *text;
    } spans[] = {{0, "0 ms"},
                 {999, "999 ms"},
                 {1000, "1.0 s"},
                 {59999, "59.9 s"},
                 {60000, "1 min 0 s"},
                 {3599999, "59 min 59 s"},
                 {7260000, "2 h 1 min"},
                 {172799999, "47 h 59 min"},
                 {176400000, "2 days 1 h"}};
    char text[WINTIME_SPAN_SIZE];
    for (size_t i = 0; i < COUNT_OF(spans); i++) {
        ck_assert_str_eq(wintime_span(spans[i].ms * WINTIME_TICKS_PER_MS, text), spans[i].text);
    }
    ck_assert_str_eq(wintime_span(INT64_MAX, text), "10675199 days 2 h");
}
END_TEST

START_TEST(makes_times_of_parts)
{
    int64_t ticks = -1;
    struct wintime_parts parts = {1970, 1, 1, 0, 0, 1, 5};
    ck_assert(wintime_from_parts(&parts, &ticks));
    ck_assert_int_eq(ticks, UNIX_EPOCH + WINTIME_TICKS_PER_SECOND + 5);
    static const struct wintime_parts none[] = {
        {1600, 1, 1, 0, 0, 0, 0},  {10000, 1, 1, 0, 0, 0, 0}, {2026, 0, 1, 0, 0, 0, 0},
        {2026, 13, 1, 0, 0, 0, 0}, {2026, 2, 29, 0, 0, 0, 0}, {2026, 1, 0, 0, 0, 0, 0},
        {2026, 1, 1, 24, 0, 0, 0}, {2026, 1, 1, -1, 0, 0, 0}, {2026, 1, 1, 0, 60, 0, 0},
        {2026, 1, 1, 0, 0, 60, 0},
    };
    for (size_t i = 0; i < COUNT_OF(none); i++) {
        REQUIRE(!wintime_from_parts(&none[i], &ticks));
    }
    ck_assert_int_eq(ticks, UNIX_EPOCH + WINTIME_TICKS_PER_SECOND + 5);
}
END_TEST

Suite *wintime_suite(void)
{
    Suite *suite = suite_create("wintime");
    TCase *tc = tcase_create("wintime");
    tcase_add_loop_test(tc, reads_times, 0, COUNT_OF(times));
    tcase_add_loop_test(tc, refuses_other_times, 0, COUNT_OF(no_times));
    tcase_add_test(tc, refuses_absent_and_nul);
    tcase_add_test(tc, every_shorter_length);
    tcase_add_test(tc, known_values);
    tcase_add_test(tc, every_day_in_both_directions);
    tcase_add_test(tc, formats_the_nearest);
    tcase_add_test(tc, keeps_local_times_apart);
    tcase_add_test(tc, tells_spans);
    tcase_add_test(tc, makes_times_of_parts);
    tcase_set_timeout(tc, 60);
    suite_add_tcase(suite, tc);
    return suite;
}

/* The proleptic Gregorian calendar over Windows time, and the texts of both. */
#include "parsers/base/wintime.h"

#include <inttypes.h>
#include <stdio.h>

#include "parsers/base/ascii.h"

enum {
    FIRST_YEAR = 1601, /* the first of a cycle of 400 years, as every formula here wants */
    LAST_YEAR = 9999,
    DAYS_PER_YEAR = 365,
    DAYS_PER_4_YEARS = 1461,
    DAYS_PER_100_YEARS = 36524,
    DAYS_PER_400_YEARS = 146097,
    DAYS_BEFORE_MARCH = 306, /* from the first of March 1600 to the first of January 1601 */
    SECONDS_PER_DAY = 86400,
    DATE_LEN = 10,     /* 2020-08-01 */
    DATE_TIME_LEN = 19 /* 2020-08-01T18:49:02 */
};

#define TICKS_PER_DAY ((int64_t)SECONDS_PER_DAY * WINTIME_TICKS_PER_SECOND)
/* 3067671 days lie before the year 10000. */
_Static_assert(WINTIME_LAST == 3067671 * TICKS_PER_DAY - 1, "the year 9999 ends");

static bool is_leap_year(int year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

/* Days from the first of January to the first of the month. The straight line fits all months but
 * takes February for one of 30 days. */
static int days_before_month(int year, int month)
{
    int surplus = month <= 2 ? 0 : is_leap_year(year) ? 1 : 2;
    return (367 * month - 362) / 12 - surplus;
}

static int days_in_month(int year, int month)
{
    if (month == 2) {
        return is_leap_year(year) ? 29 : 28;
    }
    return 30 + ((month + month / 8) & 1);
}

static int64_t days_before_year(int year)
{
    int n = year - FIRST_YEAR;
    return (int64_t)n * DAYS_PER_YEAR + n / 4 - n / 100 + n / 400;
}

/* The value of two digits, or -1. */
static int two_digits(const char *p)
{
    unsigned high = (unsigned char)p[0] - (unsigned)'0';
    unsigned low = (unsigned char)p[1] - (unsigned)'0';
    return high > 9 || low > 9 ? -1 : (int)(high * 10 + low);
}

static bool date_to_days(int year, int month, int day, int64_t *days)
{
    if (year < FIRST_YEAR || year > LAST_YEAR || month < 1 || month > 12 || day < 1 ||
        day > days_in_month(year, month)) {
        return false;
    }
    *days = days_before_year(year) + days_before_month(year, month) + day - 1;
    return true;
}

static bool parse_date(const char *p, int64_t *days)
{
    int century = two_digits(p);
    int rest = two_digits(p + 2);
    int month = two_digits(p + 5);
    int day = two_digits(p + 8);
    if (century < 0 || rest < 0 || p[4] != '-' || p[7] != '-') {
        return false;
    }
    return date_to_days(century * 100 + rest, month, day, days);
}

static bool parse_time_of_day(const char *p, int64_t *seconds)
{
    int hour = two_digits(p);
    int minute = two_digits(p + 3);
    int second = two_digits(p + 6);
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59 ||
        p[2] != ':' || p[5] != ':') {
        return false;
    }
    *seconds = hour * 3600 + minute * 60 + second;
    return true;
}

/* ".1234567", or with the comma of other countries, at the start of `*rest`, or nothing; takes it
 * away. */
static bool parse_decimals(struct view *rest, int64_t *ticks)
{
    *ticks = 0;
    if (rest->len == 0 || (rest->data[0] != '.' && rest->data[0] != ',')) {
        return true;
    }
    int64_t unit = WINTIME_TICKS_PER_SECOND;
    size_t pos = 1;
    while (pos < rest->len && ascii_is_digit(rest->data[pos])) {
        unit /= 10; /* 0 from the eighth on */
        *ticks += (rest->data[pos] - '0') * unit;
        pos++;
    }
    *rest = view_from(*rest, pos);
    return pos > 1 && pos <= 10;
}

/* The zone that ends the text: how far its clocks are before UTC. */
static bool parse_zone(struct view v, int64_t *seconds)
{
    *seconds = 0;
    if (v.len == 0 || view_equal(v, VIEW("Z"))) {
        return true;
    }
    if (v.data[0] == ' ') {
        v = view_from(v, 1);
    }
    if (view_equal(v, VIEW("UTC"))) {
        return true;
    }
    if (v.len != 5 && v.len != 6) { /* +0100 or +01:00 */
        return false;
    }
    if ((v.data[0] != '+' && v.data[0] != '-') || (v.len == 6 && v.data[3] != ':')) {
        return false;
    }
    int hours = two_digits(v.data + 1);
    int minutes = two_digits(v.data + v.len - 2);
    if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) {
        return false;
    }
    *seconds = hours * 3600 + minutes * 60;
    if (v.data[0] == '-') {
        *seconds = -*seconds;
    }
    return true;
}

bool wintime_parse(struct view v, int64_t *ticks)
{
    int64_t days;
    int64_t seconds = 0;
    int64_t fraction = 0;
    int64_t ahead = 0;
    if (v.len < DATE_LEN || !parse_date(v.data, &days)) {
        return false;
    }
    if (v.len > DATE_LEN) {
        if (v.len < DATE_TIME_LEN || (v.data[DATE_LEN] != 'T' && v.data[DATE_LEN] != ' ') ||
            !parse_time_of_day(v.data + DATE_LEN + 1, &seconds)) {
            return false;
        }
        struct view rest = view_from(v, DATE_TIME_LEN);
        if (!parse_decimals(&rest, &fraction) || !parse_zone(rest, &ahead)) {
            return false;
        }
    }
    int64_t result = days * TICKS_PER_DAY + (seconds - ahead) * WINTIME_TICKS_PER_SECOND + fraction;
    if (result < 0 || result > WINTIME_LAST) {
        return false;
    }
    *ticks = result;
    return true;
}

bool wintime_from_parts(const struct wintime_parts *parts, int64_t *ticks)
{
    int64_t days;
    if (!date_to_days(parts->year, parts->month, parts->day, &days) || parts->hour < 0 ||
        parts->hour > 23 || parts->minute < 0 || parts->minute > 59 || parts->second < 0 ||
        parts->second > 59) {
        return false;
    }
    int64_t seconds = parts->hour * 3600 + parts->minute * 60 + parts->second;
    *ticks = days * TICKS_PER_DAY + seconds * WINTIME_TICKS_PER_SECOND + parts->ticks;
    return true;
}

int64_t wintime_local(int64_t ticks)
{
    return ticks + WINTIME_LOCAL;
}

bool wintime_is_local(int64_t time)
{
    return time >= WINTIME_LOCAL && time - WINTIME_LOCAL <= WINTIME_LAST;
}

int64_t wintime_reading(int64_t time)
{
    return wintime_is_local(time) ? time - WINTIME_LOCAL : time;
}

/* Writes two digits and gives the place after them. */
static char *put_pair(char *p, unsigned number)
{
    ascii_put_pair(p, number);
    return p + 2;
}

/* The calendar is counted from March on, so that the day of a leap year is the last of its year;
 * months from there are 153 days for every five. */
static char *put_date(char *p, int64_t days)
{
    unsigned rest = (unsigned)days + DAYS_BEFORE_MARCH;
    unsigned year = FIRST_YEAR - 1 + rest / DAYS_PER_400_YEARS * 400;
    rest %= DAYS_PER_400_YEARS;
    /* Without the leap days that end 4, 100 and 400 years, each year has as many days. */
    unsigned years = (rest - rest / (DAYS_PER_4_YEARS - 1) + rest / DAYS_PER_100_YEARS -
                      rest / (DAYS_PER_400_YEARS - 1)) /
                     DAYS_PER_YEAR;
    rest -= years * DAYS_PER_YEAR + years / 4 - years / 100;
    unsigned month = (5 * rest + 2) / 153;
    unsigned day = rest - (153 * month + 2) / 5 + 1;
    bool is_next_year = month >= 10;
    year += years + is_next_year;
    p = put_pair(put_pair(p, year / 100), year % 100);
    *p++ = '-';
    p = put_pair(p, is_next_year ? month - 9 : month + 3);
    *p++ = '-';
    return put_pair(p, day);
}

/* Date and time down to the second; gives the place after them. */
static char *put_date_time(char *p, int64_t ticks, char between)
{
    p = put_date(p, ticks / TICKS_PER_DAY);
    unsigned seconds = (unsigned)(ticks % TICKS_PER_DAY / WINTIME_TICKS_PER_SECOND);
    *p++ = between;
    p = put_pair(p, seconds / 3600);
    *p++ = ':';
    p = put_pair(p, seconds / 60 % 60);
    *p++ = ':';
    return put_pair(p, seconds % 60);
}

static int64_t nearest_shown(int64_t ticks)
{
    ticks = wintime_reading(ticks);
    return ticks < 0 ? 0 : ticks > WINTIME_LAST ? WINTIME_LAST : ticks;
}

const char *wintime_format(int64_t ticks, char text[WINTIME_TEXT_SIZE])
{
    int64_t shown = nearest_shown(ticks);
    char *p = put_date_time(text, shown, 'T');
    *p++ = '.';
    unsigned rest = (unsigned)(shown % WINTIME_TICKS_PER_SECOND);
    p = put_pair(p, rest / 100000);
    p = put_pair(p, rest / 1000 % 100);
    p = put_pair(p, rest / 10 % 100);
    *p++ = (char)('0' + rest % 10);
    if (!wintime_is_local(ticks)) {
        *p++ = 'Z';
    }
    *p = '\0';
    return text;
}

const char *wintime_format_short(int64_t ticks, char text[WINTIME_TEXT_SIZE])
{
    char *p = put_date_time(text, nearest_shown(ticks), ' ');
    *p = '\0';
    return text;
}

int64_t wintime_between(int64_t earlier, int64_t later)
{
    if (later <= earlier) {
        return 0;
    }
    uint64_t ticks = (uint64_t)later - (uint64_t)earlier;
    bool is_one_clock = wintime_is_local(earlier) == wintime_is_local(later);
    return ticks > INT64_MAX || !is_one_clock ? INT64_MAX : (int64_t)ticks;
}

const char *wintime_span(int64_t ticks, char text[WINTIME_SPAN_SIZE])
{
    const int64_t ms = ticks / WINTIME_TICKS_PER_MS;
    const int64_t minutes = ms / 60000;
    if (ms < 1000) {
        snprintf(text, WINTIME_SPAN_SIZE, "%" PRId64 " ms", ms);
    } else if (minutes < 1) {
        snprintf(text, WINTIME_SPAN_SIZE, "%" PRId64 ".%" PRId64 " s", ms / 1000, ms % 1000 / 100);
    } else if (minutes < 60) {
        snprintf(text, WINTIME_SPAN_SIZE, "%" PRId64 " min %" PRId64 " s", minutes, ms / 1000 % 60);
    } else if (minutes < 48 * 60) {
        snprintf(text, WINTIME_SPAN_SIZE, "%" PRId64 " h %" PRId64 " min", minutes / 60,
                 minutes % 60);
    } else {
        snprintf(text, WINTIME_SPAN_SIZE, "%" PRId64 " days %" PRId64 " h", minutes / 1440,
                 minutes / 60 % 24);
    }
    return text;
}

bool wintime_from_days(struct view number, int64_t *ticks)
{
    enum { FIRST_DAY = 30000, LAST_DAY = 70000, MAX_DECIMALS = 12 };
    struct view days, part;
    uint64_t day, fraction = 0, scale = 1;
    if ((!view_cut(number, VIEW("."), &days, &part) &&
         !view_cut(number, VIEW(","), &days, &part)) ||
        days.len != 5 || !view_number(days, &day) || day < FIRST_DAY || day > LAST_DAY) {
        return false;
    }
    for (size_t i = 0; i < part.len && i < MAX_DECIMALS; i++) {
        if (!ascii_is_digit(part.data[i])) {
            return false;
        }
        fraction = fraction * 10 + (uint64_t)(part.data[i] - '0');
        scale *= 10;
    }
    const struct wintime_parts start = {.year = 1899, .month = 12, .day = 30};
    const double seconds = (double)fraction / (double)scale * 86400;
    wintime_from_parts(&start, ticks);
    *ticks += (int64_t)day * 86400 * WINTIME_TICKS_PER_SECOND +
              (int64_t)(seconds * 1000 + 0.5) * WINTIME_TICKS_PER_MS;
    return true;
}

/* Its leap years are 8 of 33: they stand at the same places of each such cycle until 2046. */
bool wintime_from_persian(const struct wintime_parts *date, int64_t *ticks)
{
    enum { KNOWN_YEAR = 1359, KNOWN_LEAPS = 330 }; /* it began on 21 March 1980, behind so many */
    struct wintime_parts parts = *date;
    parts.year = 1980;
    parts.month = 3;
    parts.day = 21;
    if (date->month < 1 || date->month > 12 || date->day < 1 || date->day > 31 ||
        !wintime_from_parts(&parts, ticks)) {
        return false;
    }
    const int leaps = ((date->year - 1) * 8 + 29) / 33 - KNOWN_LEAPS;
    const int shorter = date->month > 7 ? date->month - 7 : 0; /* months, of 30 days */
    const int days =
        (date->year - KNOWN_YEAR) * 365 + leaps + (date->month - 1) * 31 - shorter + date->day - 1;
    *ticks += (int64_t)days * 86400 * WINTIME_TICKS_PER_SECOND;
    return true;
}

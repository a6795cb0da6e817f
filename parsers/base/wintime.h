/* Windows time: 100 ns ticks since 1601-01-01 UTC, in both directions. */
#ifndef WMILOG_PARSERS_BASE_WINTIME_H
#define WMILOG_PARSERS_BASE_WINTIME_H
#include "parsers/base/view.h"

/* No time known. */
#define WINTIME_NONE INT64_MIN

/* The last tick of the year 9999: no text has a later one. */
#define WINTIME_LAST INT64_C(2650467743999999999)

/* 1970-01-01, which other systems count from. */
#define WINTIME_UNIX_EPOCH INT64_C(116444736000000000)

/* Times of a clock whose zone is not known lie this far above those of UTC: among themselves they
 * are compared like any others, and they are near to none in UTC. */
#define WINTIME_LOCAL (INT64_C(1) << 62)

enum {
    WINTIME_TICKS_PER_MS = 10000,
    WINTIME_TICKS_PER_SECOND = 10000000,
    WINTIME_TEXT_SIZE = 32,
    WINTIME_TEXT_LEN = 28, /* of what wintime_format() writes */
    WINTIME_SPAN_SIZE = 32,
};

/* Reads what exporters write (facts of the dialects): date, 'T' or blank, time, 0 to 9 decimals
 * (beyond 7 cut), then 'Z', " UTC", "+00:00" or another offset, or nothing (taken as UTC). A date
 * alone is midnight. False on anything else and on impossible dates; years 1601 to 9999. */
bool wintime_parse(struct view v, int64_t *ticks);

/* A moment of the calendar in parts; `ticks` are those past the second, less than one second. */
struct wintime_parts {
    int year, month, day, hour, minute, second;
    int64_t ticks;
};

/* Ticks from 1601 to that moment; false (output untouched) when there is no such moment in the
 * years 1601 to 9999. The parts may be anything. */
bool wintime_from_parts(const struct wintime_parts *parts, int64_t *ticks);
/* The same of a day of Iran's calendar, in the years from 1380 to 1480 of it. */
bool wintime_from_persian(const struct wintime_parts *date, int64_t *ticks);

/* The time of a clock in an unknown zone that shows `ticks`, which are those of a time in UTC. */
int64_t wintime_local(int64_t ticks);
bool wintime_is_local(int64_t time);
/* What the clock shows: ticks as those of UTC, whichever clock it is. */
int64_t wintime_reading(int64_t time);

/* "2020-08-01T18:49:02.3823396Z": always 7 decimals; without the Z where the zone is not known.
 * Returns `text`. Times outside the years 1601 to 9999 give the nearest representable one. */
const char *wintime_format(int64_t ticks, char text[WINTIME_TEXT_SIZE]);

/* "2020-08-01 18:49:02" for people, who must be told of the zone. */
const char *wintime_format_short(int64_t ticks, char text[WINTIME_TEXT_SIZE]);

/* Ticks from `earlier` to `later`, 0 when it is not later, at most INT64_MAX: no time of an input
 * can make it overflow. Times of different clocks are INT64_MAX apart. */
int64_t wintime_between(int64_t earlier, int64_t later);

/* A span of time for people: "340 ms", "21.0 s", "3 min 5 s", "2 h 0 min", "12 days 3 h". Returns
 * `text`. */
const char *wintime_span(int64_t ticks, char text[WINTIME_SPAN_SIZE]);

/* Ticks of a moment as spreadsheets count it, in days from 30 December 1899 on and parts of a day:
 * "46104.58691", to milliseconds. False for anything but a number with decimals that stands for a
 * moment between 1982 and 2091: no other number of an event looks so. */
bool wintime_from_days(struct view number, int64_t *ticks);

#endif

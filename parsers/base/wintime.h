/* Windows time: 100 ns ticks since 1601-01-01 UTC, in both directions. */
#ifndef WMILOG_PARSERS_BASE_WINTIME_H
#define WMILOG_PARSERS_BASE_WINTIME_H
#include "parsers/base/view.h"

/* No time known. */
#define WINTIME_NONE INT64_MIN

/* The last tick of the year 9999: no text has a later one. */
#define WINTIME_LAST INT64_C(2650467743999999999)

enum {
    WINTIME_TICKS_PER_MS = 10000,
    WINTIME_TICKS_PER_SECOND = 10000000,
    WINTIME_TEXT_SIZE = 32,
    WINTIME_TEXT_LEN = 28, /* of what wintime_format() writes */
};

/* Reads what exporters write (facts of the dialects): date, 'T' or blank, time, 0 to 9 decimals
 * (beyond 7 cut), then 'Z', " UTC", "+00:00" or another offset, or nothing (taken as UTC). A date
 * alone is midnight. False on anything else and on impossible dates; years 1601 to 9999. */
bool wintime_parse(struct view v, int64_t *ticks);

/* "2020-08-01T18:49:02.3823396Z": always 7 decimals. Returns `text`. Times outside the years 1601
 * to 9999 give the nearest representable one. */
const char *wintime_format(int64_t ticks, char text[WINTIME_TEXT_SIZE]);

/* "2020-08-01 18:49:02" for people. */
const char *wintime_format_short(int64_t ticks, char text[WINTIME_TEXT_SIZE]);

/* Ticks from `earlier` to `later`, 0 when it is not later, at most INT64_MAX: no time of an input
 * can make it overflow. */
int64_t wintime_between(int64_t earlier, int64_t later);

#endif

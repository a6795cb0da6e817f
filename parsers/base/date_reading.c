/* What a date means whose order is known: short years, and those of other calendars. */
#include "parsers/base/date_parts.h"

enum {
    FIRST_CENTURY = 2000,
    BUDDHIST_AHEAD = 543, /* years that Thailand counts more */
    FIRST_BUDDHIST = FIRST_CENTURY + BUDDHIST_AHEAD,
    LAST_BUDDHIST = FIRST_BUDDHIST + 100,
    LAST_SHORT_YEAR = 50, /* of two digits; others are of Thailand, as 2569 is written 69 */
    FIRST_PERSIAN = 1380, /* years of Iran's calendar, from 2001 on */
    LAST_PERSIAN = 1480,
};

bool date_reading(const struct date_text *d, enum date_order order, int64_t *ticks)
{
    enum date_order own = d->order != DATE_ORDER_UNKNOWN ? d->order : order;
    size_t year = own == DATE_YEAR_FIRST ? 0 : 2;
    size_t month = own == DATE_MONTH_FIRST ? 0 : 1;
    size_t day = 3 - year - month;
    struct wintime_parts parts = {.year = d->parts[year],
                                  .month = d->parts[month],
                                  .day = d->parts[day],
                                  .hour = d->hour,
                                  .minute = d->minute,
                                  .second = d->second,
                                  .ticks = d->ticks};
    if (d->lengths[year] <= 2) {
        parts.year += FIRST_CENTURY;
        parts.year -= parts.year > FIRST_CENTURY + LAST_SHORT_YEAR ? BUDDHIST_AHEAD - 500 : 0;
    } else if (year == 0 && parts.year >= FIRST_PERSIAN && parts.year <= LAST_PERSIAN) {
        return wintime_from_persian(&parts, ticks);
    } else if (parts.year >= FIRST_BUDDHIST && parts.year <= LAST_BUDDHIST) {
        parts.year -= BUDDHIST_AHEAD;
    }
    return wintime_from_parts(&parts, ticks);
}

bool date_settle(struct date_text *date, struct view text, bool has_foreign_digits)
{
    /* Arabic's and Vietnamese's words for the half of the day. */
    const bool is_arabic = date->has_half_day && (view_ends_nocase(text, VIEW("\xD9\x85")) ||
                                                  view_ends_nocase(text, VIEW("\xD8\xB5")));
    const bool is_vietnamese = date->has_half_day && (view_ends_nocase(text, VIEW(" CH")) ||
                                                      view_ends_nocase(text, VIEW(" SA")));
    const bool is_thai = date->parts[2] >= FIRST_BUDDHIST && date->parts[2] <= LAST_BUDDHIST;
    if (is_arabic && date->order == DATE_ORDER_UNKNOWN && date->lengths[2] <= 2) {
        return false; /* of Saudi Arabia, which counts years of the moon */
    }
    if (date->order == DATE_ORDER_UNKNOWN &&
        (is_arabic || is_vietnamese || is_thai || has_foreign_digits)) {
        date->order = DATE_DAY_FIRST;
    }
    return true;
}

/* Which order of day and month the dates of a text have in common. */
#include "parsers/base/ascii.h"
#include "parsers/base/date_parts.h"

enum {
    CLOSE_DATES = 4, /* read wrongly, dates are more than so many times farther apart */
    MIN_DAY = 6,     /* bytes of a date of numbers */
    MAX_DAY = 10,
};

void date_clues_init(struct date_clues *clues)
{
    *clues = (struct date_clues){.before = {WINTIME_NONE, WINTIME_NONE}};
}

/* What order a date is mostly of that is written so, where its parts do not tell. */
static enum date_order habit(const struct date_text *d)
{
    bool is_padded = d->lengths[0] == 2 && d->lengths[1] == 2;
    if (d->separator != '/' || (d->lengths[0] == 1 && d->lengths[1] == 2 && d->parts[1] < 10)) {
        return DATE_DAY_FIRST; /* with points or lines; 9/03/2026 */
    }
    return d->has_half_day || !is_padded ? DATE_MONTH_FIRST : DATE_DAY_FIRST;
}

static void travel(struct date_clues *clues, size_t way, int64_t time)
{
    int64_t before = clues->before[way];
    if (before != WINTIME_NONE) {
        int64_t step =
            before < time ? wintime_between(before, time) : wintime_between(time, before);
        int64_t left = INT64_MAX - clues->travelled[way];
        clues->travelled[way] += step < left ? step : left;
    }
    clues->before[way] = time;
}

static void add_date(struct date_clues *clues, const struct date_text *d)
{
    int64_t read[2];
    bool is_month_first = date_reading(d, DATE_MONTH_FIRST, &read[0]);
    bool is_day_first = date_reading(d, DATE_DAY_FIRST, &read[1]);
    if (d->order != DATE_ORDER_UNKNOWN || (!is_month_first && !is_day_first)) {
        return;
    }
    clues->count++;
    clues->month_first += is_month_first && !is_day_first;
    clues->day_first += is_day_first && !is_month_first;
    clues->looks_like[habit(d)]++;
    if (is_month_first && is_day_first) {
        travel(clues, 0, read[0]);
        travel(clues, 1, read[1]);
    }
}

/* True where a colour of a terminal ends: "ESC[0m". */
static bool is_behind_colour(struct view text, size_t pos)
{
    size_t start = pos > 0 && text.data[pos - 1] == 'm' ? pos - 1 : 0;
    while (start > 0 && (ascii_is_digit(text.data[start - 1]) || text.data[start - 1] == ';')) {
        start--;
    }
    return start > 1 && text.data[start - 1] == '[' && text.data[start - 2] == '\x1B';
}

/* A date whose time stands elsewhere, and whose parts have no order of their own: "3/23/2026". */
static bool scan_day(struct view text, struct date_text *date)
{
    size_t len = 0;
    while (len < text.len && len < DATE_HALF_SIZE &&
           (ascii_is_digit(text.data[len]) || text.data[len] == '/' || text.data[len] == '-')) {
        len++;
    }
    if (len < MIN_DAY || len > MAX_DAY || (len < text.len && ascii_is_alnum(text.data[len])) ||
        (ascii_is_digit(text.data[1]) && ascii_is_digit(text.data[2]))) {
        return false;
    }
    return date_of_halves(view_slice(text, 0, len), VIEW("0:00"), date);
}

void date_clues_add(struct date_clues *clues, struct view text)
{
    for (size_t pos = 0; pos < text.len; pos++) {
        struct date_text d;
        bool is_start =
            (ascii_is_digit(text.data[pos]) || date_foreign_digit(view_from(text, pos)) >= 0) &&
            (pos == 0 || is_behind_colour(text, pos) ||
             (!ascii_is_alnum(text.data[pos - 1]) && text.data[pos - 1] != '.' &&
              text.data[pos - 1] != '-'));
        if (is_start && date_scan(view_slice(text, pos, pos + 64), &d)) {
            add_date(clues, &d);
            pos += d.len - 1;
        } else if (is_start && scan_day(view_from(text, pos), &d)) {
            add_date(clues, &d);
        }
    }
}

enum date_order date_clues_order(const struct date_clues *clues, bool *is_sure)
{
    const uint64_t *looks = clues->looks_like;
    bool is_day_first = looks[DATE_DAY_FIRST] > looks[DATE_MONTH_FIRST];
    *is_sure = true;
    if (clues->count == 0) {
        return DATE_ORDER_UNKNOWN;
    }
    if (clues->month_first != clues->day_first) {
        return clues->day_first > clues->month_first ? DATE_DAY_FIRST : DATE_MONTH_FIRST;
    }
    *is_sure = false;
    int64_t month = clues->travelled[0];
    int64_t day = clues->travelled[1];
    if (month / CLOSE_DATES > day || day / CLOSE_DATES > month) {
        is_day_first = day < month;
    }
    return is_day_first ? DATE_DAY_FIRST : DATE_MONTH_FIRST;
}

/* Scanning of dates and times, and telling their order. */
#include "parsers/base/dates.h"

#include <string.h>

#include "parsers/base/ascii.h"

enum {
    MAX_DIGITS = 9,
    FIRST_CENTURY = 2000,
    BUDDHIST_AHEAD = 543, /* years that Thailand counts more */
    FIRST_BUDDHIST = FIRST_CENTURY + BUDDHIST_AHEAD,
    LAST_BUDDHIST = FIRST_BUDDHIST + 100,
    LAST_SHORT_YEAR =
        50, /* of two digits; those behind it are of Thailand, as 2569 is written 69 */
    FIRST_PERSIAN = 1380, /* years of Iran's calendar, from 2001 on */
    LAST_PERSIAN = 1480,
    MAX_FOREIGN = 64, /* bytes of a date whose digits are not those of ASCII */
    CLOSE_DATES = 4,  /* read wrongly, dates are more than so many times farther apart */
    MONTHS = 12,
    MIN_DAY = 6, /* bytes of a date of numbers */
    MAX_DAY = 10,
};

/* What tells the half of the day, in the languages of Windows that have it by default or by choice.
 */
static const struct half_day {
    struct view word;
    bool is_afternoon;
} half_days[] = {
    {{"AM", 2}, false},
    {{"PM", 2}, true},
    {{"a.m.", 4}, false},
    {{"p.m.", 4}, true},
    {{"a. m.", 5}, false},
    {{"p. m.", 5}, true},
    {{"a.\xC2\xA0m.", 6}, false},
    {{"p.\xC2\xA0m.", 6}, true},
    {{"\xEC\x98\xA4\xEC\xA0\x84", 6}, false}, /* Korean */
    {{"\xEC\x98\xA4\xED\x9B\x84", 6}, true},
    {{"\xE4\xB8\x8A\xE5\x8D\x88", 6}, false}, /* Chinese */
    {{"\xE4\xB8\x8B\xE5\x8D\x88", 6}, true},
    {{"\xE5\x8D\x88\xE5\x89\x8D", 6}, false}, /* Japanese */
    {{"\xE5\x8D\x88\xE5\xBE\x8C", 6}, true},
    {{"\xCF\x80\xCE\xBC", 4}, false}, /* Greek */
    {{"\xCE\xBC\xCE\xBC", 4}, true},
    {{"SA", 2}, false}, /* Vietnamese */
    {{"CH", 2}, true},
    {{"\xD8\xB5", 2}, false}, /* Arabic */
    {{"\xD9\x85", 2}, true},
    {{"\xD9\x82.\xD8\xB8", 5}, false}, /* Persian */
    {{"\xD8\xA8.\xD8\xB8", 5}, true},
};

static const char month_names[] = "janfebmaraprmayjunjulaugsepoctnovdec";

/* Blanks of any width, and behind them marks of the direction of writing. */
static const struct view blanks[] = {
    {" ", 1},
    {"\t", 1},
    {"\xC2\xA0", 2},
    {"\xE2\x80\xAF", 3},
    {"\xE2\x80\x8E", 3},
    {"\xE2\x80\x8F", 3},
    {"\xD8\x9C", 2},
};

enum { BLANK_COUNT = sizeof(blanks) / sizeof(blanks[0]), FIRST_MARK = 4 };

struct scan {
    struct view text;
    size_t pos;
};

static bool take(struct scan *s, struct view word)
{
    bool is_there = view_starts_nocase(view_from(s->text, s->pos), word);
    s->pos += is_there ? word.len : 0;
    return is_there;
}

static char peek(const struct scan *s)
{
    return s->pos < s->text.len ? s->text.data[s->pos] : '\0';
}

/* True for what none of the blanks begins with. */
static bool is_no_blank(char c)
{
    return (unsigned char)c > ' ' && (unsigned char)c < 0x80;
}

static void skip_any(struct scan *s, const struct view *words, size_t count)
{
    size_t i = 0;
    while (i < count && !is_no_blank(peek(s))) {
        i = take(s, words[i]) ? 0 : i + 1;
    }
}

static void skip_blanks(struct scan *s)
{
    skip_any(s, blanks, BLANK_COUNT);
}

static void skip_marks(struct scan *s)
{
    skip_any(s, blanks + FIRST_MARK, BLANK_COUNT - FIRST_MARK);
}

static bool take_number(struct scan *s, size_t max, int *number, uint8_t *len)
{
    size_t start = s->pos;
    *number = 0;
    while (s->pos - start < max && ascii_is_digit(peek(s))) {
        *number = *number * 10 + (peek(s) - '0');
        s->pos++;
    }
    *len = (uint8_t)(s->pos - start);
    return *len > 0 && !ascii_is_digit(peek(s));
}

/* 1 to 12 for an English month, abbreviated or not; 0 for anything else. */
static int take_month(struct scan *s)
{
    struct view word = view_from(s->text, s->pos);
    size_t len = 0;
    while (len < word.len && ascii_is_letter(word.data[len])) {
        len++;
    }
    for (int month = 0; month < MONTHS && len >= 3; month++) {
        if (view_starts_nocase(word, (struct view){month_names + (size_t)month * 3, 3})) {
            s->pos += len;
            return month + 1;
        }
    }
    return 0;
}

/* "Mon ": passed over. */
static void skip_weekday(struct scan *s)
{
    static const char names[] = "montuewedthufrisatsun";
    for (size_t i = 0; i < sizeof(names) - 1 && ascii_is_letter(peek(s)); i += 3) {
        struct view name = {names + i, 3};
        if (view_starts_nocase(view_from(s->text, s->pos), name)) {
            s->pos += name.len;
            take(s, VIEW(","));
            skip_blanks(s);
            return;
        }
    }
}

/* Arabic's words for the half of the day are a letter each, with which others begin. */
static bool goes_on_in_arabic(const struct scan *s)
{
    const struct view rest = view_from(s->text, s->pos);
    const unsigned char first = (unsigned char)peek(s);
    return first >= 0xD8 && first <= 0xDB && !view_starts(rest, VIEW("\xD8\x9C")) &&
           !view_starts(rest, VIEW("\xD8\x8C")); /* a mark, and the comma */
}

static bool take_half_day(struct scan *s, struct date_text *d, bool *is_afternoon)
{
    const size_t count = ascii_is_digit(peek(s)) ? 0 : sizeof(half_days) / sizeof(half_days[0]);
    for (size_t i = 0; i < count; i++) {
        const size_t start = s->pos;
        if (take(s, half_days[i].word) && (goes_on_in_arabic(s) || ascii_is_alnum(peek(s)))) {
            s->pos = start;
        } else if (s->pos > start) {
            d->has_half_day = true;
            *is_afternoon = half_days[i].is_afternoon;
            return true;
        }
    }
    return false;
}

static void take_fraction(struct scan *s, struct date_text *d)
{
    if ((peek(s) != '.' && peek(s) != ',') || s->pos + 1 >= s->text.len ||
        !ascii_is_digit(s->text.data[s->pos + 1])) {
        return;
    }
    int64_t unit = WINTIME_TICKS_PER_SECOND;
    for (s->pos++; ascii_is_digit(peek(s)); s->pos++) {
        unit /= 10;
        d->ticks += unit * (peek(s) - '0');
    }
}

/* "14:27", "14:27:44.618" or, where the date has points, "14.27.44". */
static bool take_clock(struct scan *s, struct date_text *d)
{
    uint8_t len;
    bool is_afternoon = false;
    bool has_half_day = take_half_day(s, d, &is_afternoon);
    skip_blanks(s);
    if (!take_number(s, 2, &d->hour, &len) || (peek(s) != ':' && peek(s) != '.')) {
        return false;
    }
    char between = peek(s);
    s->pos++;
    if (!take_number(s, 2, &d->minute, &len) || len != 2) {
        return false;
    }
    if (peek(s) == between) {
        s->pos++;
        if (!take_number(s, 2, &d->second, &len) || len != 2) {
            return false;
        }
        take_fraction(s, d);
    }
    size_t end = s->pos;
    skip_blanks(s);
    if (!has_half_day && !take_half_day(s, d, &is_afternoon)) {
        s->pos = end;
    }
    if (d->has_half_day && d->hour <= 12) {
        d->hour = d->hour % 12 + (is_afternoon ? 12 : 0);
    }
    return true;
}

static void take_zone(struct scan *s, struct date_text *d)
{
    size_t start = s->pos;
    int hours = 0;
    int minutes = 0;
    uint8_t len;
    skip_blanks(s);
    if (take(s, VIEW("Z")) || take(s, VIEW("UTC")) || take(s, VIEW("GMT"))) {
        d->has_zone = !ascii_is_alnum(peek(s));
    } else if (peek(s) == '+' || peek(s) == '-') {
        int64_t sign = peek(s) == '-' ? -1 : 1;
        s->pos++;
        bool is_zone = take_number(s, 4, &hours, &len);
        if (is_zone && len == 4) {
            minutes = hours % 100;
            hours /= 100;
        } else {
            is_zone =
                is_zone && len == 2 && take(s, VIEW(":")) && take_number(s, 2, &minutes, &len);
        }
        d->has_zone = is_zone && hours < 24 && minutes < 60;
        d->ahead = sign * (hours * 60 + minutes) * 60 * WINTIME_TICKS_PER_SECOND;
    }
    if (!d->has_zone) {
        s->pos = start;
        d->ahead = 0;
    }
}

/* "23 Mar 2026, 14:05:10" and "23-Mar-2026 14:05:10": a month as a word behind the day. */
static bool take_day_and_word(struct scan *s, struct date_text *d)
{
    uint8_t len;
    if (!take_number(s, 2, &d->parts[1], &len) || (peek(s) != ' ' && peek(s) != '-')) {
        return false;
    }
    const char between = peek(s);
    s->pos++;
    d->order = DATE_MONTH_FIRST;
    d->parts[0] = take_month(s);
    if (d->parts[0] == 0 || peek(s) != between) {
        return false;
    }
    s->pos++;
    if (!take_number(s, 4, &d->parts[2], &d->lengths[2]) || (d->lengths[2] & 1) != 0) {
        return false;
    }
    take(s, VIEW(","));
    skip_blanks(s);
    return take_clock(s, d);
}

/* "Mar 09, 2026 13:27:44", "Mar 09 2026 13:27:44" and "Mar 09 14:27:44 2026". */
static bool take_worded(struct scan *s, struct date_text *d, int month)
{
    uint8_t len;
    d->order = DATE_MONTH_FIRST;
    d->parts[0] = month;
    skip_blanks(s);
    if (!take_number(s, 2, &d->parts[1], &len)) {
        return false;
    }
    bool has_year = take(s, VIEW(","));
    skip_blanks(s);
    size_t start = s->pos;
    bool is_number = take_number(s, 4, &d->parts[2], &d->lengths[2]);
    if (has_year || (is_number && d->lengths[2] == 4)) {
        if (!is_number) {
            return false;
        }
        skip_blanks(s);
        if (take(s, VIEW("@")) || take(s, VIEW(","))) { /* as Kibana writes it, and QRadar */
            skip_blanks(s);
        }
        return take_clock(s, d);
    }
    s->pos = start;
    if (!take_clock(s, d)) {
        return false;
    }
    skip_blanks(s);
    return take_number(s, 4, &d->parts[2], &d->lengths[2]) && d->lengths[2] == 4;
}

static bool take_numeric(struct scan *s, struct date_text *d)
{
    if (!take_number(s, 4, &d->parts[0], &d->lengths[0]) || d->lengths[0] == 3) {
        return false;
    }
    skip_marks(s);
    d->separator = peek(s);
    if (d->separator != '/' && d->separator != '.' && d->separator != '-') {
        return false;
    }
    for (size_t i = 1; i < 3; i++) {
        skip_marks(s);
        if (peek(s) != d->separator) {
            return false;
        }
        s->pos++;
        if (d->separator == '.') {
            skip_blanks(s); /* as in "9. 3. 2026" */
        }
        skip_marks(s);
        if (!take_number(s, 4, &d->parts[i], &d->lengths[i])) {
            return false;
        }
    }
    bool is_year_first = d->lengths[0] == 4;
    bool is_year_last = !is_year_first && (d->lengths[2] == 4 || d->lengths[2] == 2);
    if (d->lengths[1] > 2 || is_year_first == is_year_last ||
        (is_year_first && d->lengths[2] > 2)) {
        return false;
    }
    d->order = is_year_first || d->parts[0] > 31 ? DATE_YEAR_FIRST
               : d->separator == '.'             ? DATE_DAY_FIRST
                                                 : DATE_ORDER_UNKNOWN;
    if (!take(s, VIEW("T")) && !take(s, VIEW("-"))) {
        take(s, VIEW("."));
        take(s, VIEW(","));
        skip_blanks(s);
    }
    return take_clock(s, d);
}

static bool scan_plain(struct view text, struct date_text *date)
{
    struct scan s = {.text = text};
    *date = (struct date_text){0};
    skip_blanks(&s);
    skip_weekday(&s);
    int month = take_month(&s);
    const size_t start = s.pos;
    bool is_date = month > 0 ? take_worded(&s, date, month) : take_numeric(&s, date);
    if (!is_date && month == 0) {
        *date = (struct date_text){0};
        s.pos = start;
        is_date = take_day_and_word(&s, date);
    }
    if (!is_date) {
        return false;
    }
    take_zone(&s, date);
    date->len = s.pos;
    return true;
}

/* The digit of Arabic or Persian that a text begins with, or -1. */
static int foreign_digit(struct view text)
{
    unsigned char lead = text.len > 1 ? (unsigned char)text.data[0] : 0;
    int digit = lead == 0xD9   ? (unsigned char)text.data[1] - 0xA0
                : lead == 0xDB ? (unsigned char)text.data[1] - 0xB0
                               : -1;
    return digit <= 9 ? digit : -1;
}

/* A date in digits of other scripts, as the same with those of ASCII. */
static bool scan_foreign(struct view text, struct date_text *date)
{
    char plain[MAX_FOREIGN];
    uint8_t ends[MAX_FOREIGN]; /* how much of the text its bytes are */
    size_t len = 0;
    for (size_t i = 0; i < text.len && i < MAX_FOREIGN; len++) {
        int digit = foreign_digit(view_from(text, i));
        plain[len] = digit >= 0 ? (char)('0' + digit) : text.data[i];
        i += digit >= 0 ? 2 : 1;
        ends[len] = (uint8_t)i;
    }
    if (!scan_plain((struct view){plain, len}, date)) {
        return false;
    }
    date->len = ends[date->len - 1];
    return true;
}

bool date_scan(struct view text, struct date_text *date)
{
    struct scan s = {.text = text};
    skip_blanks(&s);
    return foreign_digit(view_from(text, s.pos)) >= 0 ? scan_foreign(text, date)
                                                      : scan_plain(text, date);
}

/* True when the two texts are a date and its time, all of both. */
static bool are_date(struct view day, struct view clock, struct date_text *date)
{
    char text[2 * DATE_HALF_SIZE];
    memcpy(text, day.data, day.len);
    text[day.len] = ' ';
    memcpy(text + day.len + 1, clock.data, clock.len);
    const size_t len = day.len + 1 + clock.len;
    return date_scan((struct view){text, len}, date) && date->len == len;
}

enum date_half date_half_of(struct view text)
{
    struct date_text date;
    text = view_trim(text);
    if (text.len == 0 || text.len >= DATE_HALF_SIZE) {
        return DATE_HALF_NONE;
    }
    return are_date(text, VIEW("0:00"), &date)       ? DATE_HALF_DAY
           : are_date(VIEW("1/1/2000"), text, &date) ? DATE_HALF_CLOCK
                                                     : DATE_HALF_NONE;
}

/* The ticks of a day of Iran's calendar, whose leap years are 8 of 33: they stand at the same
 * places of each such cycle until 2046. */
static bool read_persian(const struct wintime_parts *date, int64_t *ticks)
{
    enum { KNOWN_YEAR = 1359, KNOWN_LEAPS = 330 }; /* it began on 21 March 1980, behind so many */
    struct wintime_parts parts = *date;
    parts.year = 1980;
    parts.month = 3;
    parts.day = 21;
    if (date->month < 1 || date->month > MONTHS || date->day < 1 || date->day > 31 ||
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
        return read_persian(&parts, ticks);
    } else if (parts.year >= FIRST_BUDDHIST && parts.year <= LAST_BUDDHIST) {
        parts.year -= BUDDHIST_AHEAD;
    }
    return wintime_from_parts(&parts, ticks);
}

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
    return are_date(view_slice(text, 0, len), VIEW("0:00"), date);
}

void date_clues_add(struct date_clues *clues, struct view text)
{
    for (size_t pos = 0; pos < text.len; pos++) {
        struct date_text d;
        bool is_start =
            (ascii_is_digit(text.data[pos]) || foreign_digit(view_from(text, pos)) >= 0) &&
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

/* Scanning of dates and times, and telling their order. */
#include "parsers/base/dates.h"

#include <string.h>

#include "parsers/base/ascii.h"
#include "parsers/base/count.h"
#include "parsers/base/date_parts.h"

enum {
    MAX_DIGITS = 9,
    MAX_FOREIGN = 64, /* bytes of a date whose digits are not those of ASCII */
};

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

enum { BLANK_COUNT = COUNT_OF(blanks), FIRST_MARK = 4 };

struct scan {
    struct view text;
    size_t pos;
};

static char peek(const struct scan *s)
{
    return s->pos < s->text.len ? s->text.data[s->pos] : '\0';
}

/* True before a character beyond ASCII. */
static bool is_wide(const struct scan *s)
{
    return (unsigned char)peek(s) >= 0x80;
}

static bool take(struct scan *s, struct view word)
{
    bool is_there = ascii_fold(peek(s)) == ascii_fold(word.data[0]) &&
                    view_starts_nocase(view_from(s->text, s->pos), word);
    s->pos += is_there ? word.len : 0;
    return is_there;
}

static void skip_any(struct scan *s, const struct view *words, size_t count)
{
    size_t i = 0;
    while (i < count && ((unsigned char)peek(s) <= ' ' || (unsigned char)peek(s) >= 0x80)) {
        i = take(s, words[i]) ? 0 : i + 1;
    }
}

/* False at the end, and for what none of the blanks begins with, which is most. */
static bool may_be_blank(const struct scan *s)
{
    return s->pos < s->text.len && (peek(s) == ' ' || peek(s) == '\t' || is_wide(s));
}

static void skip_blanks(struct scan *s)
{
    if (may_be_blank(s)) {
        skip_any(s, blanks, BLANK_COUNT);
    }
}

static void skip_marks(struct scan *s)
{
    if (is_wide(s)) {
        skip_any(s, blanks + FIRST_MARK, BLANK_COUNT - FIRST_MARK);
    }
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

/* Bytes of the word that the text begins with, or of words with a dash between them. */
static size_t word_len(const struct scan *s)
{
    struct scan at = *s;
    while (ascii_is_letter(peek(&at)) || (unsigned char)peek(&at) >= 0x80 ||
           (peek(&at) == '-' && at.pos > s->pos && at.pos + 1 < at.text.len &&
            ascii_is_letter(at.text.data[at.pos + 1]))) {
        const size_t before = at.pos;
        skip_blanks(&at);
        if (at.pos > before) {
            return before - s->pos;
        }
        at.pos++;
    }
    return at.pos - s->pos;
}

/* Passes over a word, and tells its month, 0 for one that stands between the parts of dates, or -1.
 */
static int take_word(struct scan *s)
{
    const struct view word = view_slice(s->text, s->pos, s->pos + word_len(s));
    const uint16_t *starts = &date_word_starts[word.len > 0 ? (unsigned char)word.data[0] : 0];
    s->pos += word.len;
    for (size_t i = starts[0]; i < starts[1]; i++) {
        if (view_equal(date_words[i].word, word)) {
            return date_words[i].month;
        }
    }
    return -1;
}

/* "Mon ", "Mo ": a weekday of any language before a date in numbers, passed over. */
static void skip_weekday(struct scan *s)
{
    enum { MAX_WEEKDAY = 6 }; /* bytes of an abbreviation */
    const size_t len = word_len(s);
    if (len > 0 && len <= MAX_WEEKDAY) {
        s->pos += len;
        take(s, VIEW("."));
        take(s, VIEW(","));
        skip_blanks(s);
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

/* False for what none of the words for it begins with. */
static bool may_be_half_day(const struct scan *s)
{
    const char first = ascii_fold(peek(s));
    return is_wide(s) || ascii_is_of("apscm", first);
}

static bool take_half_day(struct scan *s, struct date_text *d, bool *is_afternoon)
{
    const size_t count = may_be_half_day(s) ? date_half_day_count : 0;
    const size_t start = s->pos;
    const char first = ascii_fold(peek(s));
    for (size_t i = 0; i < count; i++) {
        if (ascii_fold(date_half_days[i].word.data[0]) != first) {
            continue;
        }
        if (take(s, date_half_days[i].word) && (goes_on_in_arabic(s) || ascii_is_alnum(peek(s)))) {
            s->pos = start;
        } else if (s->pos > start) {
            d->has_half_day = true;
            *is_afternoon = date_half_days[i].is_afternoon;
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

/* "14 h 27 min 44 s", as in Canada; false, without effect, for other text. */
static bool take_spelled_clock(struct scan *s, struct date_text *d)
{
    struct scan at = *s;
    int hour, minute, second;
    uint8_t len;
    bool is_one = take_number(&at, 2, &hour, &len);
    skip_blanks(&at);
    is_one = is_one && take(&at, VIEW("h "));
    is_one = is_one && take_number(&at, 2, &minute, &len);
    skip_blanks(&at);
    is_one = is_one && take(&at, VIEW("min "));
    is_one = is_one && take_number(&at, 2, &second, &len);
    skip_blanks(&at);
    if (is_one && take(&at, VIEW("s"))) {
        d->hour = hour;
        d->minute = minute;
        d->second = second;
        d->has_seconds = true;
        *s = at;
        return true;
    }
    return false;
}

/* "14:27", "14:27:44.618" or, where the date has points, "14.27.44". */
static bool take_clock(struct scan *s, struct date_text *d)
{
    uint8_t len;
    bool is_afternoon = false;
    bool has_half_day = take_half_day(s, d, &is_afternoon);
    skip_blanks(s);
    if (take_spelled_clock(s, d)) {
        return true;
    }
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
        d->has_seconds = true;
        take_fraction(s, d);
    }
    size_t end = s->pos;
    skip_blanks(s);
    s->pos += d->has_seconds && peek(s) == '.' ? 1 : 0; /* "2:27:44.MD" */
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
        if (is_zone && len >= 3) { /* of three digits in minutes alone */
            minutes = hours % (len == 4 ? 100 : 60);
            hours /= len == 4 ? 100 : 60;
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

/* A number of a date in words: which part it is, its sign or its place tells. */
static bool take_part(struct scan *s, struct date_text *d)
{
    static const struct view signs[][2] = {
        {{"\xE6\x9C\x88", 3}, {"\xEC\x9B\x94", 3}}, /* month, Chinese and Japanese, and Korean */
        {{"\xE6\x97\xA5", 3}, {"\xEC\x9D\xBC", 3}},
        {{"\xE5\xB9\xB4", 3}, {"\xEB\x85\x84", 3}}};
    int number;
    uint8_t len;
    if (!take_number(s, 4, &number, &len) || len == 3) {
        return false;
    }
    size_t part = len == 4 || d->lengths[1] > 0 ? 2 : 1;
    for (size_t i = 0; i < 3 && is_wide(s); i++) {
        part = take(s, signs[i][0]) || take(s, signs[i][1]) ? i : part;
    }
    s->pos += part == 1 && word_len(s) <= 2 ? word_len(s) : 0; /* "9th" */
    const bool is_first = d->lengths[part] == 0;
    d->parts[part] = number;
    d->lengths[part] = len;
    return is_first;
}

/* True where the clock of a date in words begins. */
static bool is_clock(const struct scan *s, const struct date_text *d)
{
    struct scan at = *s;
    int number;
    uint8_t len;
    if (d->lengths[0] == 0 || d->lengths[1] == 0) {
        return false;
    }
    if (take_half_day(&at, &(struct date_text){0}, &(bool){false})) {
        return true;
    }
    const bool is_number = take_number(&at, 2, &number, &len);
    const char after = at.pos + 1 < at.text.len ? at.text.data[at.pos + 1] : '\0';
    return is_number &&
           (peek(&at) == ':' || (peek(&at) == '.' && d->lengths[2] > 0 && ascii_is_digit(after)));
}

/* The clock of a date in words, behind which its year may stand, and a zone before that. */
static bool take_clock_and_year(struct scan *s, struct date_text *d)
{
    if (!take_clock(s, d) || d->lengths[2] > 0) {
        return d->lengths[2] > 0;
    }
    skip_blanks(s);
    s->pos += word_len(s);
    skip_blanks(s);
    return take_number(s, 4, &d->parts[2], &d->lengths[2]) && d->lengths[2] == 4;
}

static void skip_between(struct scan *s)
{
    size_t before;
    do {
        before = s->pos;
        skip_blanks(s);
        s->pos += ascii_is_of(",.-/()'@", peek(s)) ? 1 : 0;
    } while (s->pos > before);
}

/* "Mar 09, 2026 13:27:44", "23-Mar-2026 14:05:10", "lundi 9 mars 2026 14:27:44" and their like,
 * also with the year last of all. One word before all of it may be any, and one behind. */
static bool take_in_words(struct scan *s, struct date_text *d)
{
    bool may_be_any = true;
    d->order = DATE_MONTH_FIRST;
    for (;;) {
        skip_between(s);
        if (is_clock(s, d)) {
            return take_clock_and_year(s, d);
        }
        const bool is_number = ascii_is_digit(peek(s));
        if (is_number ? !take_part(s, d) : word_len(s) == 0) {
            return false;
        }
        const int month = is_number ? 0 : take_word(s);
        if (month > 0) {
            d->parts[0] = month;
            d->lengths[0] = 2;
        }
        if (month < 0 && !may_be_any) {
            return false;
        }
        const bool is_whole = d->lengths[0] > 0 && d->lengths[1] > 0 && d->lengths[2] > 0;
        may_be_any = is_number ? is_whole : may_be_any && month == 0;
    }
}

/* "20260309T142744Z", and "20260309142744.618392+060" as WMI itself writes it. */
static bool take_compact(struct scan *s, struct date_text *d)
{
    int *const parts[] = {&d->parts[0], &d->parts[1], &d->parts[2],
                          &d->hour,     &d->minute,   &d->second};
    d->order = DATE_YEAR_FIRST;
    d->lengths[0] = 4;
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        *parts[i] = 0;
        s->pos += i == 3 && peek(s) == 'T' ? 1 : 0;
        for (size_t left = i == 0 ? 4 : 2; left > 0; left--, s->pos++) {
            if (!ascii_is_digit(peek(s))) {
                return false;
            }
            *parts[i] = *parts[i] * 10 + (peek(s) - '0');
        }
    }
    d->has_seconds = true;
    take_fraction(s, d);
    return !ascii_is_alnum(peek(s)) || peek(s) == 'Z';
}

static bool take_numeric(struct scan *s, struct date_text *d)
{
    struct scan compact = *s;
    if (take_compact(&compact, d)) {
        *s = compact;
        return true;
    }
    *d = (struct date_text){0};
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
        take(s, VIEW(" \xD0\xB3.")); /* the year, in Bulgarian */
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
    const size_t start = s.pos;
    skip_weekday(&s);
    if (!take_numeric(&s, date)) {
        *date = (struct date_text){0};
        s.pos = start;
        if (!take_in_words(&s, date)) {
            return false;
        }
    }
    take_zone(&s, date);
    date->len = s.pos;
    return true;
}

int date_foreign_digit(struct view text)
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
        int digit = date_foreign_digit(view_from(text, i));
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
    const bool is_foreign = date_foreign_digit(view_from(text, s.pos)) >= 0;
    return (is_foreign ? scan_foreign(text, date) : scan_plain(text, date)) &&
           date_settle(date, view_slice(text, 0, date->len), is_foreign);
}

bool date_of_halves(struct view day, struct view clock, struct date_text *date)
{
    char text[2 * DATE_HALF_SIZE];
    memcpy(text, day.data, day.len);
    text[day.len] = ' ';
    memcpy(text + day.len + 1, clock.data, clock.len);
    const size_t len = day.len + 1 + clock.len;
    return date_scan((struct view){text, len}, date) && date->len == len;
}

/* False for what no time of day begins with: others have a digit there, or the half of the day. */
static bool may_be_clock(struct view text)
{
    const struct scan s = {.text = text};
    return ascii_is_digit(peek(&s)) || may_be_half_day(&s);
}

enum date_half date_half_of(struct view text)
{
    struct date_text date;
    text = view_trim(text);
    if (text.len == 0 || text.len >= DATE_HALF_SIZE) {
        return DATE_HALF_NONE;
    }
    return !memchr(text.data, ':', text.len) && date_of_halves(text, VIEW("0:00"), &date)
               ? DATE_HALF_DAY
           : may_be_clock(text) && date_of_halves(VIEW("1/1/2000"), text, &date) ? DATE_HALF_CLOCK
                                                                                 : DATE_HALF_NONE;
}

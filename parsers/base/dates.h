/* Dates and times as programs write them for people: in the order of parts, with the separators and
 * the clock of the writer's culture. */
#ifndef WMILOG_PARSERS_BASE_DATES_H
#define WMILOG_PARSERS_BASE_DATES_H
#include "parsers/base/wintime.h"

enum date_order { DATE_ORDER_UNKNOWN, DATE_YEAR_FIRST, DATE_MONTH_FIRST, DATE_DAY_FIRST };

/* A date and time as it is written, of which the order of the parts may still be open. */
struct date_text {
    int parts[3];       /* as they stand; a month that is written as a word is put first */
    uint8_t lengths[3]; /* digits of each */
    enum date_order order;
    char separator;    /* between the parts of the date */
    bool has_half_day; /* AM or PM, in some language; hour is of 24 hours all the same */
    bool has_zone;     /* a zone stands behind it */
    bool has_seconds;
    int hour, minute, second;
    int64_t ticks; /* below the second */
    int64_t ahead; /* ticks that the zone is before UTC */
    size_t len;    /* bytes of the text that were read */
};

/* A word of dates: its month, or 0 for one that stands between the parts. From date_words.tsv. */
struct date_word {
    struct view word;
    int month;
};

extern const struct date_word date_words[]; /* by the first byte */
extern const uint16_t date_word_starts[257];

struct date_half_day {
    struct view word;
    bool is_afternoon;
};

extern const struct date_half_day date_half_days[];
extern const size_t date_half_day_count;

/* Reads a date with a time at the start of the text, after blanks: "3/9/2026 2:27:44 PM",
 * "2026-03-09T13:27:44.6183927Z", "Mar 09, 2026 13:27:44 UTC", "Mon Mar 09 14:27:44 2026",
 * "lundi 9 mars 2026 14:27:44", "2022-11-05 \uC624\uC804 12:52:25", "07.06.2022 19.16.46",
 * "20260309142744.618392+060", also in digits of Arabic and Persian. False when there is none. */
bool date_scan(struct view text, struct date_text *date);

/* A date without a time, or a time without a date, as they stand in columns of their own. */
enum date_half { DATE_HALF_NONE, DATE_HALF_DAY, DATE_HALF_CLOCK };
enum { DATE_HALF_SIZE = 40 /* bytes that a half may have at most, and one more */ };

/* Which of them a whole text is; one with a colon is no day. */
enum date_half date_half_of(struct view text);

/* Ticks of what the clock shows, with the order given where the text does not tell it itself; false
 * when there is no such moment. Years of two digits are those from 2000 on. */
bool date_reading(const struct date_text *date, enum date_order order, int64_t *ticks);

/* What the dates of a text tell of the order that they have in common. */
struct date_clues {
    uint64_t month_first, day_first; /* dates that can be read in this way alone */
    uint64_t looks_like[4]; /* by enum date_order: how dates of that order are mostly written */
    int64_t before[2];      /* the last date, read month first and day first */
    int64_t travelled[2];   /* from date to date, so read */
    uint64_t count;
};

void date_clues_init(struct date_clues *clues);
/* Looks at all dates of the text. */
void date_clues_add(struct date_clues *clues, struct view text);
/* The order that they tell, and in `*is_sure` whether no other can be; DATE_ORDER_UNKNOWN when none
 * has to be known. */
enum date_order date_clues_order(const struct date_clues *clues, bool *is_sure);

#endif

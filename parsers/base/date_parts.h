/* What the files that scan dates share. */
#ifndef WMILOG_PARSERS_BASE_DATE_PARTS_H
#define WMILOG_PARSERS_BASE_DATE_PARTS_H
#include "parsers/base/dates.h"

/* The digit of Arabic or Persian that a text begins with, or -1. */
int date_foreign_digit(struct view text);
/* True when the two texts are a date and its time, all of both. */
bool date_of_halves(struct view day, struct view clock, struct date_text *date);
/* What a date that was scanned, whose text that is, tells of its culture: the order of its parts
 * where that was open. False for a short year of a calendar that is not known. */
bool date_settle(struct date_text *date, struct view text, bool has_foreign_digits);

#endif

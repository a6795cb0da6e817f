/* Records of comma-separated text, as spreadsheets and Windows tools write it. */
#ifndef WMILOG_PARSERS_BASE_CSV_H
#define WMILOG_PARSERS_BASE_CSV_H
#include "parsers/base/arena.h"
#include "parsers/base/view.h"

enum {
    CSV_MAX_FIELDS = 256,    /* of one record; further ones are passed over */
    CSV_MAX_FIELD = 1 << 20, /* bytes of one quoted field */
    CSV_MAX_NAME = 64,       /* bytes of a column's name */
    CSV_MAX_HEAD = 8192,     /* and of all names of a table */
    CSV_ROWS_LOOK = 8192,    /* bytes of rows that show a table */
    CSV_SEPARATORS = 11,
};

/* All that separate fields, the usual ones first; those that are not ASCII as the second byte that
 * they have in UTF-8. */
extern const char csv_separators[CSV_SEPARATORS + 1];

struct csv_field {
    struct view text; /* without the quotes around; doubled quotes stand as they are */
    bool is_quoted;
};

struct csv {
    struct view text;
    size_t pos;
    size_t start; /* of the latest record */
    char separator;
    struct csv_field fields[CSV_MAX_FIELDS]; /* of the latest record */
    size_t field_count;
    bool is_broken; /* a quote of the latest record has no end */
};

/* Over UTF-8 text, which outlives it. The separator is whichever of comma, semicolon, tab, bar
 * without blanks beside it, and what people choose where those stand in texts ("^", "~", "#", "!",
 * U+001F, U+00A7, U+00A6, each twice at least; the last two are kept as the second byte) stands
 * most often outside quotes in the first line that is not empty. */
struct csv csv_over(struct view text);
/* The same with a separator that is known already. */
struct csv csv_separated_by(struct view text, char separator);

/* Reads the next record, passing over empty lines; false at the end. A quote within a quoted field
 * that neither ends it nor is doubled is taken as it is. A quoted field may hold line ends; one
 * without an end, or over CSV_MAX_FIELD, breaks the record, and reading goes on at the next line
 * behind what was looked at. Linear time. */
bool csv_next(struct csv *c);

/* True when the latest record may be names of columns: two or more short cells, none of which
 * begins with a digit. Quick for records with a number in front. */
bool csv_may_be_head(const struct csv *c);

/* The usual separator by which three records of one width begin with that line: rows of a table
 * whose columns are not known. NUL where there are none. */
char csv_rows_begin(struct view text, size_t start);

/* True for a line that may stand in a quoted cell which began before: the next quote, within
 * CSV_ROWS_LOOK bytes, begins no cell. */
bool csv_may_be_inside(struct view text, size_t start, char separator);

/* True when the latest record is the rest of one whose quoted field began in an earlier line: a
 * quote ends a field that none begins. */
bool csv_is_rest(const struct csv *c);

/* The text of a field of the latest record, trimmed, doubled quotes made single; VIEW_NONE when the
 * record has no such field. In the arena when it had to be changed, else a view into the text. */
struct view csv_text(const struct csv *c, size_t index, struct arena *arena);

#endif

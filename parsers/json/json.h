/* The reader of event logs in JSON, as collectors and tools write them: limits, and what its parts
 * share that needs no Jansson. */
#ifndef WMILOG_PARSERS_JSON_JSON_H
#define WMILOG_PARSERS_JSON_JSON_H
#include "parsers/event/reader.h"

enum {
    JSON_BLOCK_SIZE = 256 * 1024,
    JSON_LOOK_AHEAD = 16 * 1024,
    JSON_MAX_EVENT_SIZE = 1024 * 1024, /* bytes of one record, in the source's encoding */
    JSON_MAX_DEPTH = 64,               /* of what holds the marks of a record, at a block's start */
    JSON_MAX_UNWRAP = 8,               /* objects and strings that a record is wrapped in */
    JSON_STRAY_BYTES = 1024,           /* this much text between records is worth a note */
    JSON_MAX_HEADER = 8192,            /* bytes of a table's first row */
};

/* Uses of batch.scratch. */
enum json_scratch {
    JSON_SCRATCH_SHADOW = BATCH_SCRATCH / 3, /* UTF-16 as one byte a unit */
    JSON_SCRATCH_UTF8,
    JSON_SCRATCH_MENDED,
    JSON_SCRATCH_XML,
    JSON_SCRATCH_TEXT,
};

extern const struct reader json_reader;
/* Comma-separated text of tools whose columns are what members of a record are. */
extern const struct reader table_reader;
/* The same where each kind of record has a header of its own. */
extern const struct reader many_tables_reader;
extern const struct reader markup_reader;      /* of XML of other programs, an element an event */
extern const struct reader other_table_reader; /* of tables whose columns tell nothing */
/* Objects as PowerShell's Export-Clixml writes them. */
extern const struct reader objects_reader;

/* split.c. Where records start and end, without parsing them. A record is an object: one of a line,
 * one of several that follow each other, an element of an array, or of an array that stands under
 * one of the names that search results and lists of matches use. Text is bytes in which all that is
 * not ASCII is 0x80 or over; strings have no line ends, so that one ends every string. */

struct json_span {
    size_t start, len;
    size_t stray;       /* bytes before it that are neither a record nor what holds records */
    size_t stray_start; /* where these begin, with what stands between them */
    bool is_whole;      /* else it is cut off: by the end, or by the record behind it */
    bool is_aside;      /* a member of what holds the records, beside them */
    bool is_text;       /* a string that stands where a record does */
};

struct json_splitter {
    struct view data;
    size_t pos; /* all before it has been given out */
    /* Behind the last byte that is neither JSON nor in quotes, or how far its line was looked at
     * from there; 0 where it stands in an earlier line. */
    size_t words_end;
    char before;    /* the last character that is no blank and part of what holds the records */
    size_t entered; /* objects without an end that records were looked for in */
};

struct json_splitter json_splitter_over(struct view data);
/* False at the end; `stray` of the span is what was left then. */
bool json_splitter_next(struct json_splitter *s, struct json_span *span);

/* The first record that surely starts behind `from`, wherever that is, or SIZE_MAX: an object with
 * a name that marks records (see dialects.tsv), which does not stand at `from` itself; an object
 * behind another one; a string with an event, in a list or on a line of its own. */
size_t json_find_record(struct view data, size_t from);

/* strings.c */

/* The first byte at or behind `pos` that a string cannot hold as it is: its end, an escape, a
 * control character; the end of the text when there is none. */
size_t json_run_end(struct view text, size_t pos);
/* The length of the string whose quote the text begins with, with both quotes; one without its end
 * ends before the line does. */
size_t json_string_len(struct view text);

/* inner.c. True for a string, as it stands between its quotes, that may hold an event. */
bool json_may_hold_event(struct view text);

/* peek.c */

/* The first value behind `"name":`, as it stands there: without quotes when it is a string, empty
 * when it is no string and no number. VIEW_NONE when there is no such name. */
struct view json_peek(struct view text, struct view name);
/* The same for each of the names, in one go. */
void json_peek_all(struct view text, const struct view *names, size_t count, struct view *values);

/* True for words of people, before an export in a mail: neither rows of a table nor anything that
 * may be of an event. */
bool json_are_words(struct view text);
/* What stands before the first event as XML or message; all of it when it has none. */
struct view json_before_events(struct view text);

/* UTF-16 as one byte a unit: ASCII as it is, all else as 0x80, for what looks for structure. */
void json_add_shadow(struct buffer *out, struct view wide, enum text_encoding encoding);

/* repair.c */

/* What was mended of a record. */
struct json_repairs {
    size_t bytes;      /* no UTF-8 */
    size_t characters; /* control characters in strings */
    size_t escapes;    /* escapes that JSON has not, and halves of surrogates */
    size_t values;     /* NaN and infinities, which become null */
    size_t commas;     /* before the end of an object or array */
    size_t colons;     /* "=>" for a colon */
    size_t times;      /* without the quotes of a string */
};

/* Appends the record with what JSON forbids mended, and with integers of more than 64 bits (signed)
 * as strings, which is not counted. */
struct json_repairs json_repair(struct buffer *out, struct view text);

#endif

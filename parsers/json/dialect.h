/* The tables of dialects.tsv: where each tool and collector keeps what of an event. */
#ifndef WMILOG_PARSERS_JSON_DIALECT_H
#define WMILOG_PARSERS_JSON_DIALECT_H
#include "parsers/event/assemble.h"

enum {
    JSON_MAX_STEPS = 6,       /* names of a path */
    JSON_MAX_TIME_NAMES = 64, /* of each table of names of times */
    JSON_MARK_WORDS = 4,      /* of 64 names in marks each */
};

/* What a row of a dialect tells; those of enum event_part stand for themselves. */
enum json_what {
    JSON_MARK = EVENT_PART_COUNT, /* a record has it, or is of another dialect */
    JSON_TELL,                    /* one of these is the message of an event of WMI-Activity */
    JSON_LACK,                    /* a record that has it is of another dialect */
    JSON_FIELDS,                  /* its data: an object, a list, or JSON or XML in a string */
    JSON_FLAT,                    /* its data are its own members, under names that begin so */
    JSON_WITHIN,                  /* the same, of the object at the path */
    JSON_LOOSE,                   /* the same, of events without a layout */
    JSON_OWN,                     /* its data are members under our names of fields */
    JSON_PAIR,                    /* one datum and its name: "NAME: VALUE" */
    JSON_MESSAGE,                 /* the rendered message */
    JSON_LOCAL_TIME,              /* without a zone */
    JSON_ARRIVAL,                 /* a time in UTC, a little later */
    JSON_SWAPPED,                 /* a GUID that tells whether the bytes of all are swapped */
    JSON_ENTITIES,                /* its data have entities of XML */
    JSON_ESCAPED,                 /* backslashes and quotes of its data are escaped once more */
    JSON_SPARSE,                  /* empty data are left out */
    JSON_UTC,                     /* its times are of UTC, however they are written */
    JSON_SHORT_CHANNEL,           /* channel and provider by the short name that stands there */
    JSON_RENAMED,                 /* "NAME=FIELD": a datum that has another name */
    JSON_TABLE,                   /* comes as comma-separated text too */
    JSON_HEADERS,                 /* and then has a header for each kind of record */
    JSON_SKIP,                    /* no datum */
    JSON_NOTE,                    /* what a reader of the report has to know */
};

/* Names one below the other; text is the whole, as some write it in one name ("winlog.event_id").
 */
struct json_path {
    const char *text;
    const char *steps[JSON_MAX_STEPS];
    size_t count;
};

struct json_row {
    unsigned what; /* enum event_part or json_what */
    struct json_path path;
};

/* Names of members by which a record is known, or what holds one: a bit for each of
 * json_mark_names. */
struct json_marks {
    uint64_t words[JSON_MARK_WORDS];
};

struct json_dialect {
    const char *name;
    const struct json_row
        *rows; /* marks first, then tells and lacks; of one kind, the first that is there counts */
    size_t count;
    struct json_marks first; /* of which one is there where its first mark is, in any case */
    struct json_marks all;   /* the first names of its marks */
};

/* In the order in which they are tried. */
extern const struct json_dialect json_dialects[];
extern const size_t json_dialect_count;

/* In small letters, the shorter first; those of a length begin at the place that stands in
 * json_mark_starts for it. */
extern const struct view json_mark_names[];
extern const size_t json_mark_name_count;
extern const uint16_t json_mark_starts[];
extern const size_t json_mark_longest;

/* Notes a member's name, in letters of any case, if it is one of them. */
void json_marks_add(struct json_marks *marks, struct view name);
bool json_marks_have_any(const struct json_marks *marks, const struct json_marks *some);
bool json_marks_have_all(const struct json_marks *marks, const struct json_marks *some);

/* The first row of that kind; NULL for none. */
const struct json_row *json_row_of(const struct json_dialect *d, unsigned what);

/* Strings that may hold the whole event as XML, and what a record may be wrapped in. */
extern const struct json_path json_xml_paths[];
extern const size_t json_xml_path_count;
extern const struct json_path json_wraps[];
extern const size_t json_wrap_count;
/* One of which is there where one of the paths leads to something, in any case. */
extern const struct json_marks json_xml_marks, json_wrap_marks;

/* What stands between records: a name, and the value that tells it, "" for any. */
extern const struct json_path json_others[];
extern const size_t json_other_count;

/* Names under which times stand, the best first. */
extern const struct view json_time_names[];
extern const size_t json_time_name_count;
extern const struct view json_local_time_names[]; /* without a zone */
extern const size_t json_local_time_name_count;
/* And those beside a message, or around it, under which collectors note when it was. */
extern const struct view json_clock_names[];
extern const size_t json_clock_name_count;

/* True for names that only records have, and for those under which an object or an array holds
 * records. */
bool json_marks_record(struct view name);
bool json_is_of_record(struct view name); /* and never what holds such */
bool json_holds_objects(struct view name);
bool json_holds_list(struct view name);

#endif

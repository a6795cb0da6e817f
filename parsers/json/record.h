/* From a parsed record to an event. */
#ifndef WMILOG_PARSERS_JSON_RECORD_H
#define WMILOG_PARSERS_JSON_RECORD_H
#include <jansson.h>

#include "parsers/json/dialect.h"
#include "parsers/json/value.h"

/* Work on one block. */
struct json_work {
    const struct reader_input *input;
    struct batch *batch;
    struct assembly assembly;
    const struct json_dialect *dialect; /* of the record before; NULL at first */
    const struct json_dialect *noted;   /* whose note was given */
    bool is_first;                      /* the block is the first of its source */
    json_t *inner;                      /* a document that stood in a string of the record */
    json_t *apart;                      /* the record with its names taken apart */
    struct view fragment;               /* data as XML, in a string of the record */
    int64_t around;                     /* a time that stands around the record, or WINTIME_NONE */
    struct json_doubles doubles;        /* of the record */
    size_t events_before;               /* of the batch, when the record began */
};

/* Before a record is parsed, and behind it: notes that a member stood twice where the record was an
 * event that is of use. */
void json_start_record(struct json_work *w);
void json_tell_doubles(struct json_work *w, uint64_t offset);

/* Reads the record, of a form that is known, that stands at `offset` and counts it, as one or as
 * what it holds as XML. False when it is no event of any dialect and nothing else that is known. */
bool json_read_known(struct json_work *w, json_t *record, uint64_t offset);
/* strange.c. Events as XML, and events as text; false when no reader takes them. */
bool json_read_xml(struct json_work *w, struct view text, uint64_t offset);
bool json_read_strays(struct json_work *w, struct view text, uint64_t offset);

/* clock.c. Sets the time of the event from a value of the row: one whose zone is known, and one
 * that may be of a clock that is not known. */
void json_set_time(struct json_work *w, const struct json_row *row, json_t *value);
void json_set_local_time(struct json_work *w, const struct json_row *row, json_t *record);
/* The time that an object tells under a name that collectors use, or WINTIME_NONE. */
int64_t json_clock_of(const struct json_work *w, json_t *object);
/* The time that stands under any other name, where one text alone is such. */
int64_t json_only_date(const struct json_work *w, json_t *record);

/* inner.c. The same for an object or a string of any form, and for what lies deeper in it. */
bool json_read_record(struct json_work *w, json_t *record, uint64_t offset);

/* fields.c. Adds the data that a value holds to the event; false when it holds none. */
bool json_add_fields(struct json_work *w, json_t *value);
/* The layout of the event; NULL for those that have none. */
const struct event_template *json_layout_of(struct assembly *a);
/* Adds the one datum of "NAME: VALUE", when it is one of the event's fields; a text without such a
 * name is the possible cause. */
void json_add_pair(struct json_work *w, json_t *value);

/* flat.c. The same for data that are members of the record itself. */
bool json_add_flat(struct json_work *w, json_t *record, const struct json_row *row);
bool json_add_own(struct json_work *w, json_t *record);

/* A datum as its dialect has it: renamed and without what it is escaped with. */
void json_add_datum(struct json_work *w, struct view name, json_t *value);
/* What stands beside data without being any: attributes of elements. */
bool json_is_attribute(struct view name);

/* finish.c. What is done to the data once all are there: escapes of collectors undone, empty ones
 * that were left out added. */
void json_finish_data(struct json_work *w);
/* A text without entities, where each ampersand begins one and brackets are written as such: the
 * same, or a text in the arena. */
struct view json_without_entities(struct view text, struct arena *arena);

#endif

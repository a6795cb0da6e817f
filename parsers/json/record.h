/* From a parsed record to an event. */
#ifndef WMILOG_PARSERS_JSON_RECORD_H
#define WMILOG_PARSERS_JSON_RECORD_H
#include <jansson.h>

#include "parsers/json/dialect.h"

/* Work on one block. */
struct json_work {
    const struct reader_input *input;
    struct batch *batch;
    struct assembly assembly;
    const struct json_dialect *dialect; /* of the record before; NULL at first */
    json_t *inner;                      /* a document that stood in a string of the record */
    struct view fragment;               /* data as XML, in a string of the record */
};

/* Reads the record that stands at `offset` and counts it, as one or as what it holds as XML. False
 * when it is no event of any dialect. */
bool json_read_record(struct json_work *w, json_t *record, uint64_t offset);

/* fields.c. Adds the data that a value holds to the event; false when it holds none. */
bool json_add_fields(struct json_work *w, json_t *value);

#endif

/* From one record to one event, by its template's shape or by walking it. */
#ifndef WMILOG_PARSERS_EVTX_RECORD_H
#define WMILOG_PARSERS_EVTX_RECORD_H
#include "parsers/event/assemble.h"
#include "parsers/evtx/binxml/binxml.h"
#include "parsers/evtx/binxml/evtx.h"
#include "parsers/evtx/binxml/names.h"
#include "parsers/evtx/binxml/script.h"
#include "parsers/evtx/binxml/shapes.h"
#include "parsers/evtx/chunk.h"

/* The text that a value of a part became last: the same values come again and again. */
struct evtx_memo {
    uint8_t type;
    struct view bytes; /* in the chunk */
    struct view text;  /* in the batch */
};

/* Reading one chunk. It is large, and kept in a batch's scratch memory. */
struct evtx_reading {
    struct batch *batch;
    bool wants_xml;
    bool wants_lines;
    uint64_t offset; /* of the chunk in the source */
    struct evtx_names names;
    struct evtx_shapes cache;
    struct evtx_scripts scripts;
    struct evtx_memo memos[EVENT_PART_COUNT];
    struct assembly assembly;
    struct binxml binxml;
    struct binxml_value values[EVTX_MAX_OPEN_VALUES];
};

/* Starts a chunk, with memory of the batch. */
struct evtx_reading *evtx_reading_start(struct batch *batch, const struct reader_input *input,
                                        struct view chunk, uint64_t offset);
/* Counts the record as read, and adds its event when it is of use, with its text where XML is
 * wanted; or counts it as damaged and notes why. */
void evtx_read_record(struct evtx_reading *r, const struct evtx_record *record);
/* Reads the header of an event, without counting it; false when the record is damaged. */
bool evtx_peek_record(struct evtx_reading *r, const struct evtx_record *record);

/* walk.c: assembles the event token by token. False when the record is damaged. Events of no
 * use are left after their System element. */
bool evtx_walk_record(struct evtx_reading *r, const struct evtx_record *record);

/* leftover.c: sets the fields of a recovered event by the order of its values, from the binary XML
 * that its data are; false when they are not those of its id. */
bool evtx_set_by_order(struct evtx_reading *r, struct event *event,
                       const struct binxml_value *data);
/* The same as XML for the event that r assembles; false also when its element's name is not known.
 * `is_in_section`: they stand in <UserData> already. */
bool evtx_render_by_order(struct evtx_reading *r, const struct binxml_value *data,
                          bool is_in_section, struct buffer *out);

/* fields.c */

/* Sets a part of System from a value; false when it has to be made a text first. */
bool evtx_set_part_value(struct assembly *a, enum event_part part, uint8_t type, struct view bytes);
/* Sets a field from a value; `scratch` is for its text. */
void evtx_set_field(struct event *event, size_t field, uint8_t type, struct view bytes,
                    struct arena *arena, struct buffer *scratch);
/* A value as text in the arena; blank ones are empty. */
struct view evtx_value_text(uint8_t type, struct view bytes, struct arena *arena,
                            struct buffer *scratch);

#endif

/* Parts and fields of events from typed values. */
#ifndef WMILOG_PARSERS_EVTX_FIELDS_H
#define WMILOG_PARSERS_EVTX_FIELDS_H
#include "parsers/event/assemble.h"

/* Sets a part of System from a value; false when it has to be made a text first. */
bool evtx_set_part_value(struct assembly *a, enum event_part part, uint8_t type, struct view bytes);
/* Sets a field of the event's layout from a value; `scratch` is for its text. */
void evtx_set_field(struct event *event, size_t field, uint8_t type, struct view bytes,
                    struct arena *arena, struct buffer *scratch);
/* A value as text in the arena; blank ones are empty. */
struct view evtx_value_text(uint8_t type, struct view bytes, struct arena *arena,
                            struct buffer *scratch);

#endif
